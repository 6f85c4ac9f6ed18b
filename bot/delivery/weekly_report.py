"""Performs the weekly report: a file, uploaded as Slack wants it in three steps.

The last step is the one that posts, and it has no name of ours that Slack would know again. So the file's name says
which week it is about, the effect notes that the last step was begun, and whoever comes after an answer that was lost
looks for a file of that name in the channel: not before Slack had the time to show it.
"""

from datetime import date, datetime, timedelta

import requests

from bot.clients.addresses import slacks
from bot.clients.bounded import fetch, session
from bot.clients.slack import SlackAgain
from bot.delivery.parts import Parts, Performers
from bot.delivery.poster import Poster
from bot.services import Services
from bot.ui.weekly_report import Shown, shown
from workflows.clock import within
from workflows.rules.effects import Owed, ReportBegun, WeekToReport
from workflows.storage.models import Effect

# Slack says that the upload is complete some seconds before the file is to be seen in the channel.
_PATIENCE = timedelta(minutes=1)
_LARGEST = 1_000_000  # bytes of an answer
_TIMEOUT_SECONDS = 20.0


class Reports:
    """Posts the week in numbers."""

    def __init__(self, poster: Poster, services: Services) -> None:
        self._poster = poster
        self._outbox = services.outbox
        self._services = services

    def report(self, effect: Effect) -> None:
        """Uploads the chart of the week that the effect names; none that another week has passed over."""
        services, week = self._services, date.fromisoformat(WeekToReport.from_json(effect.payload).week)
        if week != services.reporting.reported():
            self._outbox.done(effect, "overtaken")
            return
        if not self._posted(effect, name := _name(week)):
            self._upload(effect, name, shown(services.languages.channel(), services.reporting.read(week)))
        self._outbox.done(effect)

    def _posted(self, effect: Effect, name: str) -> bool:
        """Whether an earlier try has posted it. Raises SlackAgain where it is too early to say."""
        begun = ReportBegun.find(effect.payload)
        if begun is None:
            return False
        if self._poster.find_file(self._services.channel, effect.created_at, name):
            return True
        since, now = datetime.fromisoformat(begun.begun), self._services.clock.now()
        if within(_PATIENCE, since, now):
            raise SlackAgain("uncertain", since + _PATIENCE - now)
        return False

    def _upload(self, effect: Effect, name: str, week: Shown) -> None:
        slack = self._poster.client
        ticket = self._poster.call(
            slack.files_getUploadURLExternal, filename=name, length=len(week.picture), alt_txt=week.alt
        )
        self._poster.call(_send, url=str(ticket["upload_url"]), api_url=slack.base_url, content=week.picture)
        self._outbox.mark(effect, "uncertain", ReportBegun(self._services.clock.now().isoformat()))
        self._poster.call(
            slack.files_completeUploadExternal,
            files=[{"id": str(ticket["file_id"]), "title": week.title}],
            channel_id=self._services.channel,
            initial_comment=week.message,
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


def performs(parts: Parts) -> Performers:
    """Who performs which kind."""
    return parts.posting({Owed.REPORT: Reports(parts.poster, parts.services).report})
