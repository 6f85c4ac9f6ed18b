"""What the listeners work with, put together once by `bot.bootstrap`."""

from dataclasses import dataclass

from bot.approvers import Approvers
from bot.floods import Floods
from bot.identity import Identity
from bot.languages import Languages
from bot.pongo_oauth import PongoOAuth
from bot.settings import Settings
from sheets.gateway import Gateway
from workflows.calendar import WorkCalendar
from workflows.clock import Clock
from workflows.grants import Grants
from workflows.live import UntilLive
from workflows.mailing import Mailing
from workflows.outbox import Outbox
from workflows.queries import Queries
from workflows.reminders import Reminders
from workflows.reminding import Reminding
from workflows.reporting import Reporting
from workflows.requests import Requests
from workflows.tokens import Sealer, TokenFinder
from workflows.uploads import Uploads
from workflows.watching import Watching


@dataclass(frozen=True)
class Services:
    """Everything a listener may ask for. `oauth`: None where tokens are pasted only."""

    settings: Settings
    clock: Clock
    requests: Requests
    live: UntilLive
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
    watching: Watching
    floods: Floods
    oauth: PongoOAuth | None
