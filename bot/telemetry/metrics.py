"""What `GET /metrics` answers, for Prometheus: how many, how old, how often, how quick; never what or for whom.

Names follow https://prometheus.io/docs/practices/naming/: base units, `_total` for what only grows.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager

import structlog
from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram
from prometheus_client.metrics_core import GaugeMetricFamily, Metric
from prometheus_client.registry import Collector
from sqlalchemy.exc import SQLAlchemyError

from bot.telemetry.logs import kind
from bot.telemetry.version import program_version
from sheets.calls import Json, Quota, SheetCalls, WorksheetInfo
from sheets.cells import Answer, Area, Cells
from sheets.errors import SheetError
from workflows.outbox.outbox import Outbox
from workflows.requests.queries import Queries
from workflows.rules.effects import Owed
from workflows.rules.states import State
from workflows.rules.token_health import HealthProblem

# Slack waits 3 s for an ack.
_ACK_BUCKETS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.0, 3.0)
_DELIVERY_BUCKETS = (0.1, 0.25, 0.5, 1.0, 2.0, 5.0, 15.0, 60.0, 300.0, 3_600.0, 86_400.0)
_REMINDERS = frozenset({Owed.DIGEST.value, Owed.ESCALATION.value})
log = structlog.get_logger(__name__)


class Metrics:
    """The counters of one process, and the registry that `/metrics` prints. Safe across threads."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        Gauge("sixpos_build_info", "Which version of the bot runs.", ["version"], registry=self.registry).labels(
            program_version()
        ).set(1)
        self._acks = Histogram(
            "sixpos_ack_seconds", "From a payload of Slack's to its ack.", buckets=_ACK_BUCKETS, registry=self.registry
        )
        self._performed = Counter(
            "sixpos_effects_performed", "Effects that ended, and how.", ["kind", "outcome"], registry=self.registry
        )
        self._failed = Counter(
            "sixpos_effects_failed", "Tries that will be repeated, by what went wrong.", ["kind", "trouble"],
            registry=self.registry,
        )  # fmt: skip
        self._reminders = Counter(
            "sixpos_reminders_sent", "Reminders and escalations that were posted.", ["kind"], registry=self.registry
        )
        self._seconds = Histogram(
            "sixpos_delivery_seconds", "From the moment that something is owed to its delivery.", ["kind"],
            buckets=_DELIVERY_BUCKETS, registry=self.registry,
        )  # fmt: skip
        self._slack = Counter(
            "sixpos_slack_calls", "Calls to Slack, and how they ended.", ["method", "outcome"], registry=self.registry
        )
        self._google = Counter(
            "sixpos_google_calls", "Calls to Google Sheets, and how they ended.", ["call", "outcome"],
            registry=self.registry,
        )  # fmt: skip

    def acked(self, seconds: float) -> None:
        """Slack has got its answer after `seconds`."""
        self._acks.observe(seconds)

    def slack(self, method: str, ending: str) -> None:
        """A call to Slack ended."""
        self._slack.labels(method, ending).inc()

    def performed(self, kind: str, ending: str, seconds: float) -> None:
        """An effect ended, so long after it came to be owed."""
        self._performed.labels(kind, ending).inc()
        if ending == "done":
            self._seconds.labels(kind).observe(max(0.0, seconds))
        if kind in _REMINDERS and ending == "done":
            self._reminders.labels(kind).inc()

    def failed(self, kind: str, problem: str) -> None:
        """An effect could not be performed and will be tried again."""
        self._failed.labels(kind, problem).inc()

    @contextmanager
    def google(self, call: str) -> Iterator[None]:
        """Counts what happens inside as one call to Google. Lets every exception through."""
        ending = "unexpected"
        try:
            yield
            ending = "ok"
        except SheetError as error:
            ending = type(error).__name__
            raise
        finally:
            self._google.labels(call, ending).inc()

    def watch(
        self,
        queries: Queries,
        outbox: Outbox,
        not_ready: Callable[[], Mapping[str, str]],
        tokens: Callable[[], Mapping[HealthProblem, int]],
        unknown: Callable[[], int | None],
    ) -> None:
        """Adds what is read from the database, and from the process, whenever somebody asks."""
        self.registry.register(_Now(queries, outbox, not_ready, tokens, unknown))


class _Now(Collector):
    """How things stand at this moment."""

    def __init__(
        self,
        queries: Queries,
        outbox: Outbox,
        not_ready: Callable[[], Mapping[str, str]],
        tokens: Callable[[], Mapping[HealthProblem, int]],
        unknown: Callable[[], int | None],
    ) -> None:
        self._tokens, self._unknown = tokens, unknown
        self._queries = queries
        self._outbox = outbox
        self._not_ready = not_ready

    def describe(self) -> Iterable[Metric]:
        """Nothing: the registry would otherwise ask the database while the bot is being put together."""
        return []

    def collect(self) -> Iterator[Metric]:
        """What the tables say, unless the database is away; and what somebody has to mend."""
        to_mend = GaugeMetricFamily(
            "sixpos_not_ready", "What /readyz complains of, each with its reason.", labels=["part", "reason"]
        )
        for part, reason in self._not_ready().items():
            to_mend.add_metric([part, reason], 1)
        yield to_mend
        try:
            tables = list(self._tables())
        except SQLAlchemyError as failure:
            log.warning("metrics_without_database", failure=kind(failure))
            return
        yield from tables

    def _tables(self) -> Iterator[Metric]:
        requests = GaugeMetricFamily("sixpos_requests", "Requests by state.", labels=["state"])
        counts = self._queries.counts()
        for state in State:
            requests.add_metric([state.value], counts.get(state.value, 0))
        yield requests
        told = "Requests that were adopted, and not purged since."
        yield GaugeMetricFamily("sixpos_adopted_requests", told, value=self._queries.adopted())
        told = "Requests that had Hey Pongo name their restaurants, and not purged since."
        yield GaugeMetricFamily("sixpos_requests_from_pongo", told, value=self._queries.from_pongo())
        ticked = GaugeMetricFamily("sixpos_steps_ticked", "Steps of 6xpos's that are ticked, by whom.", labels=["by"])
        for by, count in zip(("6xpos", "people"), self._queries.ticks(), strict=True):
            ticked.add_metric([by], count)
        yield ticked
        if (unknown := self._unknown()) is not None:
            told = "Tokens in the sheet that no request has, nor was left out, when this process looked last."
            yield GaugeMetricFamily("sixpos_unknown_tokens", told, value=unknown)
        unwell = GaugeMetricFamily("sixpos_token_problems", "Delivered tokens by what is wrong.", labels=["problem"])
        problems = self._tokens()
        for problem in HealthProblem:
            unwell.add_metric([problem.value], problems.get(problem, 0))
        yield unwell
        waiting = GaugeMetricFamily("sixpos_effects_waiting", "Effects not performed yet.", labels=["kind"])
        oldest = GaugeMetricFamily(
            "sixpos_effects_oldest_seconds", "How long the oldest effect of a kind has been waiting.", labels=["kind"]
        )
        failing = GaugeMetricFamily(
            "sixpos_effects_failing_seconds", "How long an effect of a kind has been failing.", labels=["kind"]
        )
        in_trouble = GaugeMetricFamily(
            "sixpos_effects_in_trouble", "Waiting effects whose last try failed.", labels=["kind", "trouble"]
        )
        backlog = self._outbox.backlog()
        for owed in Owed:
            mine = [line for line in backlog if line.kind == owed.value]
            waiting.add_metric([owed.value], sum(line.waiting for line in mine))
            oldest.add_metric([owed.value], max((line.oldest_seconds for line in mine), default=0.0))
            failing.add_metric([owed.value], max((line.failing_seconds for line in mine), default=0.0))
        for line in backlog:
            if line.problem:
                in_trouble.add_metric([line.kind, line.problem], line.waiting)
        yield from (waiting, oldest, failing, in_trouble)


class CountedSheet:
    """The calls of a worksheet, counted on their way through."""

    def __init__(self, sheet: SheetCalls, metrics: Metrics) -> None:
        self._sheet = sheet
        self._metrics = metrics

    @property
    def spreadsheet_id(self) -> str:
        """As the sheet's."""
        return self._sheet.spreadsheet_id

    @property
    def quota(self) -> Quota:
        """As the sheet's."""
        return self._sheet.quota

    def worksheet(self, *, refresh: bool = False) -> WorksheetInfo:
        """As the sheet's; counted where it is asked anew."""
        if not refresh:
            return self._sheet.worksheet()
        with self._metrics.google("worksheet"):
            return self._sheet.worksheet(refresh=True)

    def forget(self) -> None:
        """As the sheet's."""
        self._sheet.forget()

    def read(self, areas: Sequence[Area], title: str | None = None, *, numbers: bool = False) -> Cells:
        """As the sheet's."""
        with self._metrics.google("read"):
            return self._sheet.read(areas, title, numbers=numbers)

    def batch(self, requests: Sequence[Json], areas: Sequence[Area], *, briefly: bool = False) -> Answer:
        """As the sheet's."""
        with self._metrics.google("write"):
            return self._sheet.batch(requests, areas, briefly=briefly)
