"""Performs the weekly report: a file, uploaded as Slack wants it in three steps.

The last step is the one that posts, and it has no name of ours that Slack would know again. So the file's name says
which week it is about, the effect notes that the last step was begun, and whoever comes after an answer that was lost
looks for a file of that name in the channel: not before Slack had the time to show it.
"""

from collections.abc import Callable
from datetime import date, datetime, timedelta

import requests

from bot.clients.addresses import slacks
from bot.clients.slack import SlackAgain
from bot.delivery.poster import Poster
from bot.ui.weekly_report import Shown
from sheets.bounded import fetch, session
from workflows.clock import Clock, within
from workflows.outbox.outbox import Outbox
from workflows.rules.weekly_numbers import Report
from workflows.schedule.weekly_report import Reporting
from workflows.storage.models import Effect

# Slack says that the upload is complete some seconds before the file is to be seen in the channel.
_PATIENCE = timedelta(minutes=1)
_LARGEST = 1_000_000  # bytes of an answer
_TIMEOUT_SECONDS = 20.0


class Reports:
    """Posts the week in numbers."""

    def __init__(
        self,
        poster: Poster,
        outbox: Outbox,
        reporting: Reporting,
        clock: Clock,
        channel: str,
        draw: Callable[[Report], Shown],
    ) -> None:
        """`channel`: the partnerships channel."""
        self._poster = poster
        self._outbox = outbox
        self._reporting = reporting
        self._clock = clock
        self._channel = channel
        self._draw = draw

    def report(self, effect: Effect) -> None:
        """Uploads the chart of the week that the effect names; none that another week has passed over."""

        def perform() -> None:
            week = date.fromisoformat(str(effect.payload["week"]))
            if week != self._reporting.reported():
                self._outbox.done(effect, "overtaken")
            elif self._posted(effect, name := _name(week)):
                self._outbox.done(effect)
            else:
                self._upload(effect, name, self._draw(self._reporting.read(week)))
                self._outbox.done(effect)

        self._poster.attempt(effect, perform)

    def _posted(self, effect: Effect, name: str) -> bool:
        """Whether an earlier try has posted it. Raises SlackAgain where it is too early to say."""
        begun = effect.payload.get("begun")
        if begun is None:
            return False
        if self._poster.find_file(self._channel, effect.created_at, name):
            return True
        since, now = datetime.fromisoformat(str(begun)), self._clock.now()
        if within(_PATIENCE, since, now):
            raise SlackAgain("uncertain", since + _PATIENCE - now)
        return False

    def _upload(self, effect: Effect, name: str, shown: Shown) -> None:
        slack = self._poster.client
        ticket = self._poster.call(
            slack.files_getUploadURLExternal, filename=name, length=len(shown.picture), alt_txt=shown.alt
        )
        self._poster.call(_send, url=str(ticket["upload_url"]), api_url=slack.base_url, content=shown.picture)
        self._outbox.mark(effect, "uncertain", begun=self._clock.now().isoformat())
        self._poster.call(
            slack.files_completeUploadExternal,
            files=[{"id": str(ticket["file_id"]), "title": shown.title}],
            channel_id=self._channel,
            initial_comment=shown.message,
        )


def _name(week: date) -> str:
    year, number, _ = week.isocalendar()
    return f"6xpos-{year}-W{number:02d}.png"


def _send(url: str, api_url: str, content: bytes) -> None:
    """Raises OSError, of which the exceptions of requests are a kind."""
    if not slacks(url, api_url):
        raise requests.RequestException("not Slack's")
    headers = {"Content-Type": "application/octet-stream"}
    with session(2 * _TIMEOUT_SECONDS) as asker:
        answer = fetch(asker, "POST", url, most=_LARGEST, data=content, headers=headers, timeout=_TIMEOUT_SECONDS)
    if answer.status_code != 200:
        raise requests.HTTPError(f"http_{answer.status_code}")
