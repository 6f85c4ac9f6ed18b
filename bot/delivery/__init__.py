"""Performs what the outbox owes: one module per kind of effect, and the worker that hands them out. It may import `ui`
and what is below it; whoever puts a bot together needs what is exported here."""

from importlib import import_module
from pkgutil import iter_modules

from slack_sdk import WebClient

from bot.delivery.parts import Parts, Performers
from bot.delivery.poster import Poster
from bot.delivery.sheet_watch import SheetLooks
from bot.delivery.token import Rows
from bot.delivery.waits import LongWaits
from bot.delivery.worker import Worker
from bot.services import Services
from workflows.rules.effects import Owed

__all__ = ["LongWaits", "Poster", "Rows", "SheetLooks", "Worker", "performers"]


def performers(services: Services, poster: Poster, rows: Rows, client: WebClient) -> Performers:
    """Who performs which kind of effect, as the modules of this package say. AssertionError where nobody does, so that
    a bot which would leave something undone does not start."""
    parts = Parts(services, poster, client)
    found: Performers = {Owed.SURVEY: rows.survey, Owed.WRITE: rows.write}
    for module in iter_modules(__path__):
        if performs := getattr(import_module(f"{__name__}.{module.name}"), "performs", None):
            found |= performs(parts)
    assert found.keys() == set(Owed), f"nobody performs {set(Owed) - found.keys()}"
    return found
