"""Reads the file that somebody has put into the request form, and the sheet's rows, and shows what was found."""

from dataclasses import replace
from datetime import timedelta

import structlog
from slack_sdk import WebClient

from bot.clients.slack import FAILURES, SlackAgain, sorted_failure
from bot.clients.slack_files import SlackFiles
from bot.delivery.backoff import SECOND_LOOK, backoff
from bot.delivery.parts import Parts, Performers
from bot.delivery.token import problem_of
from bot.services import Services
from bot.ui.store_import import draw_import
from sheets.errors import SheetError, TryAgain
from workflows.requests.file_process import read_apart
from workflows.requests.store_import import Found
from workflows.rules.effects import FormToRead, Owed
from workflows.rules.problems import Problem
from workflows.rules.sheet_candidates import SheetLine, candidates
from workflows.rules.store_columns import TableHeaders
from workflows.rules.xlsx import FileProblem, Unreadable
from workflows.storage.models import Effect, StoreImport

# Somebody sits before the modal: after so many tries, or instead of a longer wait, they are told.
_TRIES, _LONGEST_WAIT = 3, timedelta(seconds=10)
log = structlog.get_logger(__name__)


class StoreImporter:
    """Fetches, reads, and shows."""

    def __init__(self, services: Services, client: WebClient) -> None:
        settings, self._services = services.settings, services
        self._client = client
        self._files = SlackFiles(client)
        self._headers = TableHeaders(settings.sheet_header_name, settings.sheet_header_slug)
        self._outbox = services.outbox
        self._store_imports = services.store_imports

    def perform(self, effect: Effect) -> None:
        """Reads for the form that the effect names; nothing to do where it has been sent meanwhile."""
        key = FormToRead.from_json(effect.payload).key
        imported = self._store_imports.get(key)
        if imported is not None and not imported.ready:
            found = self._found(effect, imported)
            if found is None:
                return
            self._store_imports.read(key, found)
            imported = self._store_imports.get(key)
        if imported is None or not imported.ready:  # sent meanwhile, or other columns of the file were chosen
            self._outbox.done(effect, "dropped")
            return
        try:
            view = draw_import(self._services, self._services.languages.of_reader(imported.user_id), imported)
            self._client.views_update(view_id=imported.view_id, view=view)
        except FAILURES as failure:
            missed = sorted_failure(failure)
            if isinstance(missed, SlackAgain) and self._postponed(effect, missed.kind, missed.wait):
                return
            log.info("modal_not_updated", failure=type(failure).__name__)  # closed meanwhile, most likely
        self._outbox.done(effect)

    def _found(self, effect: Effect, imported: StoreImport) -> Found | None:
        """What the reading came to; None, with the effect put off, where it is tried again."""
        if effect.attempts > _TRIES:
            # None of them came to an end, and each was counted before it began: it may be what ends us.
            log.warning("reading_given_up", attempts=effect.attempts)
            return Found(
                file_problem=FileProblem.TOO_HEAVY if imported.file else None,
                sheet_problem=Problem("unavailable") if imported.from_sheet else None,
            )
        found = Found()
        try:
            found = self._file(imported, found)
        except SlackAgain as again:
            if self._postponed(effect, again.kind, again.wait):
                return None
            found = replace(found, file_problem=FileProblem.UNREACHABLE)
        try:
            return self._sheet(imported, found)
        except SheetError as error:
            told = problem_of(error)
            wait = timedelta(seconds=getattr(error, "retry_after", None) or 0)
            if isinstance(error, TryAgain) and self._postponed(effect, told.kind, wait):
                return None
            if not isinstance(error, TryAgain) and effect.problem != told.kind:
                self._outbox.later(effect, SECOND_LOOK, told.kind)
                return None
            return replace(found, sheet_problem=told)

    def _file(self, imported: StoreImport, found: Found) -> Found:
        if imported.file is None:
            return found
        try:
            data = self._files.fetch(imported.file.id, imported.file.owner or imported.user_id)
            read = read_apart(data, self._headers, chosen=imported.chosen_columns)
        except Unreadable as unreadable:
            log.info("file_unreadable", fault=unreadable.problem.value)
            return replace(found, file_problem=unreadable.problem)
        return replace(found, stores=read.stores, problems=read.problems, columns=read.columns)

    def _sheet(self, imported: StoreImport, found: Found) -> Found:
        if not imported.from_sheet:
            return found
        lines = [SheetLine(row.row, row.name, row.slug, bool(row.token)) for row in self._services.gateway.listed()]
        held = self._services.queries.held_slugs(
            [line.slug for line in lines if not line.has_token], imported.request_id
        )
        rows, unusable = candidates(lines, held)
        return replace(found, rows=rows, unusable=unusable)

    def _postponed(self, effect: Effect, kind: str, asked: timedelta | None) -> bool:
        """Whether it will be tried again: soon, or not at all."""
        wait = backoff(effect.attempts, asked)
        if effect.attempts >= _TRIES or wait > _LONGEST_WAIT:
            return False
        self._outbox.later(effect, wait, kind)
        return True


def performs(parts: Parts) -> Performers:
    """Who performs which kind."""
    return {Owed.READ: StoreImporter(parts.services, parts.client).perform}
