"""Performs what the outbox owes: one module per kind of effect, and the worker that hands them out. It may import `ui`
and what is below it; whoever puts a bot together needs what is exported here."""

from slack_sdk import WebClient

from bot.delivery.card import Messages
from bot.delivery.mail import Mails
from bot.delivery.poster import Poster
from bot.delivery.reminders import Digests
from bot.delivery.sheet_watch import SheetWatch, WatchNews
from bot.delivery.store_import import Readings
from bot.delivery.token import Rows
from bot.delivery.token_check import TokenChecks
from bot.delivery.waits import LongWaits
from bot.delivery.weekly_report import Reports
from bot.delivery.worker import Many, One, Worker
from bot.services import Services
from workflows.rules.states import Owed

__all__ = ["LongWaits", "Poster", "Rows", "SheetWatch", "Worker", "alone", "aside", "in_batches"]


def alone(services: Services, poster: Poster) -> dict[Owed, One]:
    """Who performs what is performed one by one, side by side."""
    messages, digests = Messages(poster, services), Digests(poster, services)
    news, reports = WatchNews(poster, services), Reports(poster, services)
    posted = {
        Owed.CARD: messages.card,
        Owed.NOTE: messages.note,
        Owed.THREAD: messages.thread,
        Owed.OFFER: messages.offer,
        Owed.DIGEST: digests.digest,
        Owed.ESCALATION: digests.escalation,
        Owed.REPORT: reports.report,
        Owed.UNASKED: news.unasked,
        Owed.ROWS_CHANGED: news.changed,
    }
    return {owed: poster.performs(deliver) for owed, deliver in posted.items()}


def in_batches(services: Services, rows: Rows) -> dict[Owed, Many]:
    """Who performs what is performed several at once, one batch after the other."""
    return {Owed.SURVEY: rows.survey, Owed.WRITE: rows.write, Owed.MAIL: Mails(services).send_all}


def aside(services: Services, client: WebClient) -> dict[Owed, One]:
    """Who performs what may take long for one person, so that nobody else waits for it."""
    return {Owed.CHECK: TokenChecks(services, client).perform, Owed.READ: Readings(services, client).perform}
