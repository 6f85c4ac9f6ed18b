"""Reads the file that somebody has put into the request form, and the sheet's rows, and shows what was found."""

from dataclasses import replace
from datetime import timedelta

import structlog
from slack_sdk import WebClient

from bot.clients.slack import FAILURES, SlackAgain, sorted_failure
from bot.clients.slack_files import SlackFiles
from bot.delivery.backoff import SECOND_LOOK, backoff
from bot.delivery.token import problem_of
from bot.services import Services
from bot.ui.store_import import draw_read
from sheets.errors import SheetError, TryAgain
from workflows.requests.file_process import read_apart
from workflows.requests.store_import import Found, chosen_columns
from workflows.rules.effects import FormToRead
from workflows.rules.sheet_candidates import SheetLine, candidates
from workflows.rules.store_columns import TableHeaders
from workflows.rules.xlsx import FileFault, Unreadable
from workflows.storage.models import Effect, Upload

# Somebody sits before the modal: after so many tries, or instead of a longer wait, they are told.
_TRIES, _LONGEST_WAIT = 3, timedelta(seconds=10)
log = structlog.get_logger(__name__)


class Readings:
    """Fetches, reads, and shows."""

    def __init__(self, services: Services, client: WebClient) -> None:
        settings, self._services = services.settings, services
        self._client = client
        self._files = SlackFiles(client)
        self._headers = TableHeaders(settings.sheet_header_name, settings.sheet_header_slug)
        self._outbox = services.outbox
        self._uploads = services.uploads

    def perform(self, effect: Effect) -> None:
        """Reads for the form that the effect names; nothing to do where it has been sent meanwhile."""
        key = FormToRead.from_json(effect.payload).interaction
        upload = self._uploads.get(key)
        if upload is not None and not upload.ready:
            found = self._found(effect, upload)
            if found is None:
                return
            self._uploads.read(key, found)
            upload = self._uploads.get(key)
        if upload is None or not upload.ready:  # sent meanwhile, or other columns of the file were chosen
            self._outbox.done(effect, "dropped")
            return
        try:
            view = draw_read(self._services, self._services.languages.of_reader(upload.user_id), upload)
            self._client.views_update(view_id=upload.view_id, view=view)
        except FAILURES as failure:
            missed = sorted_failure(failure)
            if isinstance(missed, SlackAgain) and self._postponed(effect, missed.kind, missed.wait):
                return
            log.info("modal_not_updated", failure=type(failure).__name__)  # closed meanwhile, most likely
        self._outbox.done(effect)

    def _found(self, effect: Effect, upload: Upload) -> Found | None:
        """What the reading came to; None, with the effect put off, where it is tried again."""
        if effect.attempts > _TRIES:
            # None of them came to an end, and each was counted before it began: it may be what ends us.
            log.warning("reading_given_up", attempts=effect.attempts)
            return Found(
                trouble=FileFault.TOO_HEAVY if upload.file else None,
                sheet_trouble={"kind": "unavailable"} if upload.from_sheet else None,
            )
        found = Found()
        try:
            found = self._file(upload, found)
        except SlackAgain as again:
            if self._postponed(effect, again.kind, again.wait):
                return None
            found = replace(found, trouble=FileFault.UNREACHABLE)
        try:
            return self._sheet(upload, found)
        except SheetError as error:
            told = problem_of(error)
            wait = timedelta(seconds=getattr(error, "retry_after", None) or 0)
            if isinstance(error, TryAgain) and self._postponed(effect, told["kind"], wait):
                return None
            if not isinstance(error, TryAgain) and effect.trouble != told["kind"]:
                self._outbox.later(effect, SECOND_LOOK, told["kind"])
                return None
            return replace(found, sheet_trouble=told)

    def _file(self, upload: Upload, found: Found) -> Found:
        if upload.file is None:
            return found
        try:
            data = self._files.fetch(upload.file["id"], upload.file.get("owner") or upload.user_id)
            read = read_apart(data, self._headers, chosen=chosen_columns(upload))
        except Unreadable as unreadable:
            log.info("file_unreadable", fault=unreadable.fault.value)
            return replace(found, trouble=unreadable.fault)
        return replace(found, stores=read.stores, problems=read.problems, columns=read.columns)

    def _sheet(self, upload: Upload, found: Found) -> Found:
        if not upload.from_sheet:
            return found
        lines = [SheetLine(row.row, row.name, row.slug, bool(row.token)) for row in self._services.gateway.listed()]
        held = self._services.queries.held_slugs([line.slug for line in lines if not line.has_token], upload.request_id)
        rows, unusable = candidates(lines, held)
        return replace(found, rows=rows, unusable=unusable)

    def _postponed(self, effect: Effect, kind: str, asked: timedelta | None) -> bool:
        """Whether it will be tried again: soon, or not at all."""
        wait = backoff(effect.attempts, asked)
        if effect.attempts >= _TRIES or wait > _LONGEST_WAIT:
            return False
        self._outbox.later(effect, wait, kind)
        return True
