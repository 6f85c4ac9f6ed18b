"""Reads the file that somebody has put into the request form, and shows in its modal what was found."""

from collections.abc import Callable, Sequence
from datetime import timedelta

import structlog
from slack_sdk import WebClient

from bot.delivery.backoff import backoff
from bot.slack import FAILURES, SlackAgain, sorted_failure
from bot.slack_files import SlackFiles
from bot.ui.blocks import View
from workflows.files import TableHeaders, read_file
from workflows.models import Effect, Upload
from workflows.outbox import Outbox
from workflows.uploads import Uploads, stores_of
from workflows.workbooks import FileFault, Unreadable

# Somebody sits before the modal: after so many tries, or instead of a longer wait, they are told.
_TRIES, _LONGEST_WAIT = 3, timedelta(seconds=10)
log = structlog.get_logger(__name__)


class Readings:
    """Fetches, reads, and shows."""

    def __init__(
        self,
        files: SlackFiles,
        client: WebClient,
        outbox: Outbox,
        uploads: Uploads,
        headers: TableHeaders,
        draw: Callable[[Upload], View],
    ) -> None:
        """`draw`: what the modal shows of what was read."""
        self._files = files
        self._client = client
        self._outbox = outbox
        self._uploads = uploads
        self._headers = headers
        self._draw = draw

    def perform_all(self, effects: Sequence[Effect]) -> None:
        """Reads for each form; they have a thread of their own, so that somebody who waits is not behind messages."""
        for effect in effects:
            self.perform(effect)

    def perform(self, effect: Effect) -> None:
        """Reads for the form that the effect names; nothing to do where it has been sent meanwhile."""
        interaction = str(effect.payload["interaction"])
        upload = self._uploads.get(interaction)
        if upload is not None and not upload.ready:
            try:
                self._read(upload)
            except SlackAgain as trouble:
                if self._postponed(effect, trouble):
                    return
                self._uploads.unreadable(interaction, FileFault.UNREACHABLE)
            upload = self._uploads.get(interaction)
        if upload is None:
            self._outbox.done(effect, "dropped")
            return
        try:
            self._client.views_update(view_id=upload.view_id, view=self._draw(upload))
        except FAILURES as failure:
            again = sorted_failure(failure)
            if isinstance(again, SlackAgain) and self._postponed(effect, again):
                return
            log.info("modal_not_updated", failure=type(failure).__name__)  # closed meanwhile, most likely
        self._outbox.done(effect)

    def _read(self, upload: Upload) -> None:
        assert upload.file is not None
        try:
            stores, problems = read_file(self._files.fetch(upload.file["id"], upload.user_id), self._headers)
        except Unreadable as unreadable:
            log.info("file_unreadable", fault=unreadable.fault.value)
            self._uploads.unreadable(upload.interaction, unreadable.fault)
            return
        self._uploads.read(upload.interaction, [*stores_of(upload), *stores], problems)

    def _postponed(self, effect: Effect, trouble: SlackAgain) -> bool:
        """Whether it will be tried again: soon, or not at all."""
        wait = backoff(effect.attempts, trouble.wait)
        if effect.attempts >= _TRIES or wait > _LONGEST_WAIT:
            return False
        self._outbox.later(effect, wait, trouble.kind)
        return True
