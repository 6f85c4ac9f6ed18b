"""Performs what the outbox owes: one module per kind of effect, and the worker that hands them out. It may import `ui`
and what is below it; whoever puts a bot together needs what is exported here."""

from slack_sdk import WebClient

from bot.delivery.adopt import Adoptions
from bot.delivery.card import Messages
from bot.delivery.mail import Mails
from bot.delivery.offer import Offers
from bot.delivery.poster import Poster
from bot.delivery.reminders import Digests
from bot.delivery.sheet_watch import SheetLooks, WatchNews
from bot.delivery.store_import import StoreImporter
from bot.delivery.talk import Talks
from bot.delivery.token import Rows
from bot.delivery.token_check import TokenChecks
from bot.delivery.waits import LongWaits
from bot.delivery.weekly_report import Reports
from bot.delivery.worker import Many, One, Worker
from bot.services import Services
from workflows.rules.effects import Owed

__all__ = ["LongWaits", "Poster", "Rows", "SheetLooks", "Worker", "performers"]


def performers(services: Services, poster: Poster, rows: Rows, client: WebClient) -> dict[Owed, One | Many]:
    """Who performs which kind of effect."""
    messages, digests = Messages(poster, services), Digests(poster, services)
    offers = Offers(poster, services)
    talks = Talks(poster, services)
    news, reports = WatchNews(poster, services), Reports(poster, services)
    adoptions = Adoptions(poster, services, client)
    posted = {
        Owed.CARD: messages.card,
        Owed.NOTE: messages.note,
        Owed.NEWS: messages.news,
        Owed.MODAL: messages.modal,
        Owed.THREAD: digests.thread,
        Owed.OFFER: offers.offer,
        Owed.ANSWER: offers.answer,
        Owed.OPENED: offers.opened,
        Owed.TO_REQUESTER: talks.to_requester,
        Owed.TO_CARD: talks.to_card,
        Owed.TOKEN_SAID: talks.token_said,
        Owed.DIGEST: digests.digest,
        Owed.ESCALATION: digests.escalation,
        Owed.REPORT: reports.report,
        Owed.UNASKED: news.unasked,
        Owed.ROWS_CHANGED: news.changed,
        Owed.ADOPTED: adoptions.tell,
    }
    return {
        **{owed: poster.performs(deliver) for owed, deliver in posted.items()},
        Owed.SURVEY: rows.survey,
        Owed.WRITE: rows.write,
        Owed.MAIL: Mails(services).send_all,
        Owed.CHECK: TokenChecks(services, client).perform,
        Owed.ADOPT: adoptions.adopt,
        Owed.READ: StoreImporter(services, client).perform,
    }
