"""Who is who in Slack, kept in memory so that no click waits for the network. It may import `clients`, `texts`,
`settings` and what is below them; others use what is exported here."""

from dataclasses import dataclass

from slack_sdk import WebClient

from bot.people.absences import Absences
from bot.people.approvers import FRESH, Approvers, unknown
from bot.people.bot_identity import Identity
from bot.people.flood_limit import Floods
from bot.people.profiles import Languages
from bot.settings import Settings
from workflows.clock import Clock
from workflows.outbox.rate_limits import Rate
from workflows.storage.database import Database

__all__ = ["FRESH", "Absences", "Approvers", "Floods", "Identity", "Languages", "People", "people", "unknown"]


@dataclass(frozen=True, kw_only=True)
class People:
    """What is known of people, and of the bot as one of them."""

    approvers: Approvers
    absences: Absences
    languages: Languages
    identity: Identity
    floods: Floods


def people(settings: Settings, client: WebClient, database: Database, clock: Clock, rate: Rate | None) -> People:
    """Puts it together. Calls nobody. `rate`: how fast each may ask; None: no limit."""
    approvers = Approvers(client, settings.partnerships_usergroup or "", settings.approvers, clock)
    return People(
        approvers=approvers,
        absences=Absences(database, approvers, clock),
        languages=Languages(client, database, clock, settings.default_language, settings.zone),
        identity=Identity(client),
        floods=Floods(clock, rate),
    )
