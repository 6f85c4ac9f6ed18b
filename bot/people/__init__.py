"""Who is who in Slack, kept in memory so that no click waits for the network. It may import `clients`, `texts` and
what is below them; others use what is exported here."""

from bot.people.absences import Absences
from bot.people.approvers import FRESH, Approvers, unknown
from bot.people.bot_identity import Identity
from bot.people.flood_limit import Floods
from bot.people.profiles import Languages

__all__ = ["FRESH", "Absences", "Approvers", "Floods", "Identity", "Languages", "unknown"]
