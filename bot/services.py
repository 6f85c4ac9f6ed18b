"""What listeners and delivery work with: who changes requests, who reads them, who is who, the sheet."""

from collections import Counter
from dataclasses import dataclass, replace
from datetime import timedelta

from slack_sdk import WebClient

from bot.clients.pongo_oauth import PongoOAuth, oauth_of
from bot.people import People, people
from bot.settings import Settings
from sheets.gateway import Gateway
from workflows.clock import Clock
from workflows.outbox.outbox import Outbox
from workflows.outbox.rate_limits import Rates
from workflows.requests.adopt import Adoption
from workflows.requests.changes import Requests
from workflows.requests.known import KnownNames
from workflows.requests.queries import Queries
from workflows.requests.reminder_rules import Pace, Reminders
from workflows.requests.store_import import StoreImports
from workflows.requests.threads import Threads
from workflows.requests.token_health import TokenHealths
from workflows.requests.transition import Transitions
from workflows.rules.policy import Person
from workflows.rules.token_health import HealthProblem
from workflows.rules.tokens import Sealer, TokenFinder
from workflows.rules.work_calendar import WorkCalendar
from workflows.schedule.reminders import Reminding
from workflows.schedule.sheet_ticks import SheetTicks
from workflows.schedule.sheet_watch import SheetWatch
from workflows.schedule.token_health import HealthLooks
from workflows.schedule.weekly_report import Reporting
from workflows.storage.database import Database
from workflows.storage.oauth_states import Grants


@dataclass(frozen=True, kw_only=True)
class Services(People):
    """Everything that they may ask for. `oauth`: None where tokens are pasted only."""

    settings: Settings
    clock: Clock
    requests: Requests
    adoption: Adoption
    queries: Queries
    threads: Threads
    outbox: Outbox
    gateway: Gateway
    sealer: Sealer
    tokens: TokenFinder
    calendar: WorkCalendar
    reminders: Reminders
    reminding: Reminding
    reporting: Reporting
    grants: Grants
    store_imports: StoreImports
    sheet_watch: SheetWatch
    sheet_ticks: SheetTicks
    health: HealthLooks
    healths: TokenHealths
    known: KnownNames
    oauth: PongoOAuth | None

    @property
    def channel(self) -> str:
        """The partnerships channel."""
        return self.settings.partnerships_channel or ""

    def tokens_unwell(self) -> Counter[HealthProblem]:
        """How many delivered tokens have which problem."""
        return self.healths.counts(self.clock.now(), self.health.warns_within)

    def person(self, user: str, channel: str = "") -> Person:
        """Somebody, as the policy wants to know them, without asking Slack. `channel`: of the message they are at."""
        homes = {self.channel, self.settings.escalate_to} - {None, ""}
        return replace(self.approvers.person(user), reads=bool({user, channel} & homes))


def assemble(
    settings: Settings,
    database: Database,
    clock: Clock,
    rates: Rates,
    *,
    client: WebClient,
    outbox: Outbox,
    gateway: Gateway,
    sealer: Sealer,
) -> Services:
    """Puts them together. Calls nobody."""
    queries = Queries(database)
    calendar = WorkCalendar(settings.zone, settings.work_hours, settings.holidays)
    pace = Pace(settings.remind_after_hours, settings.escalate_after_days, settings.expire_after_days)
    reminders = Reminders(calendar, pace)
    transitions = Transitions(database, clock, settings.allow_self_approval, reminders)
    requests = Requests(transitions, sealer)
    return Services(
        **vars(people(settings, client, database, clock, rates.people)),
        settings=settings,
        clock=clock,
        requests=requests,
        adoption=Adoption(transitions, settings.sixpos_account),
        queries=queries,
        threads=Threads(database),
        outbox=outbox,
        gateway=gateway,
        sealer=sealer,
        tokens=TokenFinder(sealer, queries.known_tokens),
        calendar=calendar,
        reminders=reminders,
        reminding=Reminding(transitions, reminders, requests, settings.escalate_to),
        reporting=Reporting(database, clock, calendar, wanted=settings.weekly_report),
        grants=Grants(database, clock),
        store_imports=StoreImports(database, clock),
        sheet_watch=SheetWatch(database, transitions),
        sheet_ticks=SheetTicks(database, transitions),
        health=HealthLooks(
            transitions,
            calendar,
            every=timedelta(hours=settings.token_health_hours if settings.pongo_api_url else 0),
            warn_days=settings.token_warn_days,
            gap=rates.health,
        ),
        healths=TokenHealths(database),
        known=KnownNames(database),
        oauth=oauth_of(settings),
    )
