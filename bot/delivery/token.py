"""Performs the effects that concern the sheet: reading what it holds for a request, and writing the token."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

import structlog

from bot.clients.google_errors import (
    ApiOff,
    BillingOff,
    ClockWrong,
    KeyRefused,
    NoAccess,
    NotASheet,
    NotFound,
    NotGoogle,
    PolicyForbids,
    ProjectStopped,
    WorksheetMissing,
)
from bot.delivery import log_context as lines
from bot.delivery.backoff import SECOND_LOOK, SLOW_BEAT, backoff
from bot.delivery.sheet_watch import seen_rows
from bot.ui.card import HIDDEN
from sheets.calls import Paced
from sheets.errors import FindReplaceRefused, HeadersMissing, Protected, SheetError, TryAgain
from sheets.gateway import Gateway
from sheets.plan import Delivery, DeliveryReport, WantedStore
from sheets.survey import StoreInSheet
from workflows.clock import Clock
from workflows.outbox.outbox import Outbox
from workflows.requests.changes import Requests
from workflows.requests.queries import Picture, Queries
from workflows.requests.results import StoreNow
from workflows.requests.token_replacement import REPLACING, WITHDRAWING, own_fingerprints
from workflows.rules.effects import Happened
from workflows.rules.problems import STRAY, Problem
from workflows.rules.problems import Conflict as Told
from workflows.rules.states import LIVE, OPEN, Event, State
from workflows.rules.tokens import CannotOpen, Sealer, token_like
from workflows.storage.columns import InSheet
from workflows.storage.models import Effect, Store

_SEEN = {"absent": InSheet.ABSENT, "no_token": InSheet.NO_TOKEN, "token": InSheet.TOKEN}
_KINDS = {
    NotGoogle: "proxy",
    ClockWrong: "clock",
    ApiOff: "api_off",
    ProjectStopped: "project_stopped",
    BillingOff: "billing_off",
    FindReplaceRefused: "find_replace",
}
log = structlog.get_logger(__name__)


def problem_of(error: Exception) -> Problem:
    """The problem, as a request keeps it and the card explains it; never with a token in it."""
    match error:
        case NotGoogle() | ClockWrong() | ApiOff() | ProjectStopped() | BillingOff() | FindReplaceRefused():
            return Problem(_KINDS[type(error)])
        case PolicyForbids():
            return Problem("policy", {"account": error.account})
        case NotASheet():
            return Problem("not_a_sheet", {"sheet": error.spreadsheet_id})
        case TryAgain():
            return Problem("quota" if error.quota else "unavailable")
        case NoAccess() | KeyRefused() | Protected():
            kinds = {NoAccess: "no_access", KeyRefused: "key_refused", Protected: "protected"}
            return Problem(kinds[type(error)], {"account": error.account})
        case NotFound():
            return Problem("not_found", {"sheet": error.spreadsheet_id})
        case WorksheetMissing():
            return Problem("worksheet_missing", {"wanted": error.wanted, "found": list(error.found)})
        case HeadersMissing():
            return Problem("headers_missing", {"missing": list(error.missing), "found": list(error.found)})
        case CannotOpen():
            return Problem("key_lost")
    return Problem("sheet")


def seen(store: Store, found: dict[str, StoreInSheet], sealer: Sealer) -> StoreNow:
    """What a survey found for a store; of a token that stands there only the fingerprint."""
    there = found[store.slug]
    fingerprint = sealer.fingerprint(there.tokens[0]) if there.tokens else None
    if there.alike is not None and store.sheet_slug is None:
        name = there.alike.name or there.alike.slug
        shown = HIDDEN if token_like(name) else name
        return StoreNow(store.slug, InSheet.ABSENT, (there.alike.row,), alike=shown)
    return StoreNow(store.slug, _SEEN[there.status], there.rows, fingerprint)


def replaced(how: str, report: DeliveryReport) -> bool:
    """Whether the sheet is as the replacement wants it: of what is withdrawn, somebody else's token is none of ours."""
    if how == WITHDRAWING and report.problem is None:
        return all(conflict.kind == "other_token" for conflict in report.conflicts)
    return report.complete


def _strayed(rows: tuple[Told, ...]) -> Problem | None:
    return Problem(STRAY, rows=rows) if rows else None


class Rows:
    """Surveys and writes, several requests at once: one read, one write, one verification for all of them."""

    def __init__(
        self, gateway: Gateway, clock: Clock, outbox: Outbox, queries: Queries, requests: Requests, sealer: Sealer
    ) -> None:
        self._gateway = gateway
        self._clock = clock
        self._sweep_at: datetime | None = clock.now()  # whatever an earlier process left
        self._outbox = outbox
        self._queries = queries
        self._requests = requests
        self._sealer = sealer

    def survey(self, effects: Sequence[Effect]) -> None:
        """Notes on each request what the sheet holds for its stores."""
        wanted = self._still(effects, OPEN - {State.WRITING})
        if not wanted:
            return
        slugs = {store.slug for _, picture in wanted for store in picture.stores}
        try:
            found = self._gateway.survey(slugs)
        except SheetError as error:
            # What has been decided meanwhile is written, and says itself what is wrong.
            self._failed(self._still([effect for effect, _ in wanted], OPEN - {State.WRITING}), error)
            return
        for effect, picture in wanted:
            with lines.about(effect, self._queries.reference):
                now = [seen(store, found, self._sealer) for store in picture.stores]
                self._requests.surveyed(picture.request.id, now)
            self._outbox.done(effect)

    def write(self, effects: Sequence[Effect]) -> None:
        """Puts tokens beside their slugs, or takes them away, and moves on each request whose rows are all verified."""
        wanted = self._still(self._looked(effects), {State.WRITING}, replacement=True)
        ready: list[tuple[Effect, Picture]] = []
        deliveries: list[Delivery] = []
        for effect, picture in wanted:
            try:
                deliveries.append(self._delivery(picture))
                ready.append((effect, picture))
            except CannotOpen as error:
                self._failed([(effect, picture)], error)
        if not ready:
            return
        try:
            reports = self._gateway.deliver(deliveries)
        except (SheetError, CannotOpen) as error:
            self._failed(ready, error)
            return
        for effect, picture in ready:
            report = reports.get(picture.request.id)
            if report is None:  # too many for one round: the next one is for the rest
                self._outbox.release([effect])
                continue
            with lines.about(effect, self._queries.reference):
                if report.strays:
                    log.warning("token_taken_back", rows=[stray.row for stray in report.strays])
                self._note(picture, report)
            if report.problem:
                self._failed([(effect, picture)], report.problem)
            else:
                self._outbox.done(effect)

    def sweep(self) -> None:
        """Puts right what an earlier process left in the sheet, or what a reading has shown; asked now and then."""
        due = self._sweep_at is not None and self._clock.now() >= self._sweep_at
        try:
            wait, lost = self._gateway.sweep(always=due)
        except (SheetError, CannotOpen) as error:
            log.info("sheet_not_swept", failure=type(error).__name__)
            return
        for row in lost:
            log.warning("token_missing", row=row.row)
        if lost:
            self._requests.lost.note([(row.row, row.slug) for row in lost])
        if due or wait is not None:
            self._sweep_at = None if wait is None else self._clock.now() + timedelta(seconds=wait)

    def _looked(self, effects: Sequence[Effect]) -> list[Effect]:
        """Looks again at the rows of delivered requests where an approver has pressed "Try again": there is nothing to
        write. Answers the other effects."""
        again, rest = [], []
        for effect in effects:
            assert effect.request_id is not None
            picture, told = self._queries.picture(effect.request_id), Happened.from_json(effect.payload)
            looks = told.event == Event.RETRY and picture.request.state in LIVE and picture.request.replacement is None
            again += [(effect, picture)] if looks else []
            rest += [] if looks else [effect]
        if again:
            try:
                rows = seen_rows(self._sealer, self._gateway.rows())
            except SheetError as error:
                self._failed(again, error)
                return rest
        for effect, picture in again:
            self._requests.lost.looked(picture.request.id, rows)
            self._outbox.done(effect)
        return rest

    def _still(
        self, effects: Sequence[Effect], states: frozenset[State] | set[State], *, replacement: bool = False
    ) -> list[tuple[Effect, Picture]]:
        """The effects whose requests still stand where they make sense; the others are over."""
        wanted = []
        for effect in effects:
            assert effect.request_id is not None
            picture = self._queries.picture(effect.request_id)
            if picture.request.state in states or (replacement and picture.request.replacement is not None):
                wanted.append((effect, picture))
            else:
                self._outbox.done(effect, "dropped")
        return wanted

    def _delivery(self, picture: Picture) -> Delivery:
        request = picture.request
        stores = tuple(WantedStore(store.name, store.slug, store.sheet_slug) for store in picture.stores)
        judged = tuple(
            replace(one, decided=self._decided(store)) for one, store in zip(stores, picture.stores, strict=True)
        )
        own = own_fingerprints(request)

        def ours(found: str) -> bool:
            return self._sealer.fingerprint(found) in own

        if request.replacement == WITHDRAWING:
            return Delivery(request.id, stores, "", over=ours)
        if request.token_sealed is None:
            raise CannotOpen("no token is kept")
        token = self._sealer.open(request.token_sealed).decode()
        if request.replacement == REPLACING:
            # Whoever has taken a row away since the delivery had a reason: it is not added again.
            return Delivery(request.id, judged, token, over=ours, adds=False)
        return Delivery(request.id, judged, token)

    def _decided(self, store: Store) -> Callable[[str], str | None]:
        return lambda found: store.decided.get(self._sealer.fingerprint(found)) if store.decided else None

    def _note(self, picture: Picture, report: DeliveryReport) -> None:
        request = picture.request
        strays = tuple(Told(stray.slug, "", stray.row, STRAY, None, None) for stray in report.strays)
        rows: dict[str, list[int]] = {}
        for written in report.verified:
            rows.setdefault(written.slug, []).append(written.row)
        if request.replacement and replaced(request.replacement, report):
            now = [self._replaced(store, rows, report, request.replacement) for store in picture.stores]
            self._requests.replacement.finished(
                request.id, request.replacement, request.token_fingerprint, now, _strayed(strays)
            )
            log.info("rewritten", request=request.reference, how=request.replacement)
            return
        added = {written.slug for written in report.verified if written.appended}
        kept = {store.slug: store.found_fingerprint for store in picture.stores if store.kept}
        stores = {
            slug: StoreNow(slug, InSheet.WRITTEN, tuple(where), kept.get(slug), added=slug in added)
            for slug, where in rows.items()
        }
        if report.complete:
            self._requests.delivered(request.id, stores.values(), _strayed(strays))
            log.info("delivered", request=request.reference, rows=sum(map(len, rows.values())))
            return
        if not report.conflicts:
            return
        conflicts = []
        for conflict in report.conflicts:
            alike = conflict.kind == "alike"
            found = self._sealer.fingerprint(conflict.found) if conflict.found and not alike else None
            stores[conflict.slug] = StoreNow(conflict.slug, InSheet.CONFLICT, (conflict.row,), found)
            # A slug's cell may hold anything: what looks like a token is not shown.
            shown = (HIDDEN if token_like(conflict.found) else conflict.found) if alike else None
            wanted = request.token_fingerprint
            elsewhere = conflict.slug in rows
            told = Told(conflict.slug, conflict.name, conflict.row, conflict.kind, found, wanted, shown, elsewhere)
            conflicts.append(told)
        self._requests.show_problem(request.id, Problem("conflict", rows=(*conflicts, *strays)), stores.values())
        log.warning("conflict", request=request.reference, rows=len(conflicts))

    def _replaced(self, store: Store, rows: dict[str, list[int]], report: DeliveryReport, how: str) -> StoreNow:
        """What stands beside a slug once its token is replaced or withdrawn."""
        for conflict in report.conflicts:
            if conflict.slug == store.slug:
                found = self._sealer.fingerprint(conflict.found)
                return StoreNow(store.slug, InSheet.TOKEN, (conflict.row,), found)
        where = tuple(rows.get(store.slug, ()))
        as_wanted = InSheet.NO_TOKEN if how == WITHDRAWING else InSheet.WRITTEN
        kept = store.found_fingerprint if store.kept and how != WITHDRAWING else None
        return StoreNow(store.slug, as_wanted if where else InSheet.ABSENT, where, kept)

    def _failed(self, wanted: Sequence[tuple[Effect, Picture]], error: Exception) -> None:
        problem = problem_of(error)
        for effect, picture in wanted:
            with lines.about(effect, self._queries.reference):
                log.warning("sheet_trouble", kind=problem.kind)
                wait = self._wait(effect, picture, error, problem)
            self._outbox.later(effect, wait, problem.kind)

    def _wait(self, effect: Effect, picture: Picture, error: Exception, problem: Problem) -> timedelta:
        """When to try again; the problem is shown where it concerns anybody."""
        if isinstance(error, Paced):
            # Our own patience, not a problem: no reason to wait longer each time.
            return timedelta(seconds=error.retry_after)
        if isinstance(error, TryAgain):
            wait = backoff(effect.attempts, timedelta(seconds=error.retry_after) if error.retry_after else None)
            # A hiccup is nobody's business; one that lasts is shown, and that it goes on by itself.
            told = error.quota or effect.attempts > 2
        else:
            told = isinstance(error, CannotOpen) or effect.problem == problem.kind
            wait = SLOW_BEAT if told else SECOND_LOOK
        if told:
            self._requests.show_problem(picture.request.id, problem, wait=wait)
        return wait
