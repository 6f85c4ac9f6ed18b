"""What listeners and delivery work with, put together once by `bot.process.bootstrap`."""

from dataclasses import dataclass, replace

from bot.clients.pongo_oauth import PongoOAuth
from bot.people.approvers import Approvers
from bot.people.bot_identity import Identity
from bot.people.flood_limit import Floods
from bot.people.profiles import Languages
from bot.settings import Settings
from sheets.gateway import Gateway
from workflows.clock import Clock
from workflows.outbox.outbox import Outbox
from workflows.requests.changes import Requests
from workflows.requests.go_live import GoLive
from workflows.requests.mail import Mailing
from workflows.requests.queries import Queries
from workflows.requests.reminder_rules import Reminders
from workflows.requests.store_import import Uploads
from workflows.rules.policy import Person
from workflows.rules.tokens import Sealer, TokenFinder
from workflows.rules.work_calendar import WorkCalendar
from workflows.schedule.reminders import Reminding
from workflows.schedule.sheet_watch import SheetWatch
from workflows.schedule.weekly_report import Reporting
from workflows.storage.oauth_states import Grants


@dataclass(frozen=True)
class Services:
    """Everything that they may ask for. `oauth`: None where tokens are pasted only."""

    settings: Settings
    clock: Clock
    requests: Requests
    live: GoLive
    queries: Queries
    outbox: Outbox
    approvers: Approvers
    languages: Languages
    gateway: Gateway
    sealer: Sealer
    tokens: TokenFinder
    calendar: WorkCalendar
    reminders: Reminders
    reminding: Reminding
    reporting: Reporting
    identity: Identity
    grants: Grants
    mailing: Mailing
    uploads: Uploads
    watching: SheetWatch
    floods: Floods
    oauth: PongoOAuth | None

    def person(self, user: str, channel: str = "") -> Person:
        """Somebody, as the policy wants to know them, without asking Slack. `channel`: of the message they are at."""
        homes = {self.settings.partnerships_channel, self.settings.escalate_to} - {None, ""}
        return replace(self.approvers.person(user), reads=bool({user, channel} & homes))
