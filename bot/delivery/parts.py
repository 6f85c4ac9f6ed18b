"""What the performers of effects work with, and what each of their modules says: who performs which kind."""

from collections.abc import Mapping
from dataclasses import dataclass

from slack_sdk import WebClient

from bot.delivery.poster import Poster
from bot.delivery.worker import Many, One
from bot.services import Services
from workflows.rules.effects import Owed

Performers = dict[Owed, One | Many]


@dataclass(frozen=True)
class Parts:
    """A module of this package that performs effects has a function `performs(parts) -> Performers`."""

    services: Services
    poster: Poster
    client: WebClient

    def posting(self, delivers: Mapping[Owed, One]) -> Performers:
        """The same, each put off by the poster where Slack does not take its message."""
        return {owed: self.poster.performs(deliver) for owed, deliver in delivers.items()}
