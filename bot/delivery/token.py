"""Performs the effects that concern the sheet: reading what it holds for a request, and writing the token."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

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
from bot.ui.card import HIDDEN
from sheets.calls import Paced
from sheets.errors import FindReplaceRefused, HeadersMissing, Protected, SheetError, TryAgain
from sheets.gateway import Gateway
from sheets.plan import Delivery, Outcome, WantedStore
from sheets.survey import StoreInSheet
from workflows.clock import Clock
from workflows.outbox.outbox import Outbox
from workflows.requests.changes import Requests
from workflows.requests.queries import Picture, Queries
from workflows.requests.results import StoreNow
from workflows.requests.token_replacement import REPLACING, WITHDRAWING, own_fingerprints
from workflows.rules.problems import Conflict as Told
from workflows.rules.problems import Problem
from workflows.rules.states import OPEN, State
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


def problem_of(error: Exception) -> dict[str, Any]:
    """The trouble, as a request keeps it and the card explains it; never with a token in it."""
    match error:
        case NotGoogle() | ClockWrong() | ApiOff() | ProjectStopped() | BillingOff() | FindReplaceRefused():
            return {"kind": _KINDS[type(error)]}
        case PolicyForbids():
            return {"kind": "policy", "account": error.account}
        case NotASheet():
            return {"kind": "not_a_sheet", "sheet": error.spreadsheet_id}
        case TryAgain():
            return {"kind": "quota" if error.quota else "unavailable"}
        case NoAccess() | KeyRefused() | Protected():
            kinds = {NoAccess: "no_access", KeyRefused: "key_refused", Protected: "protected"}
            return {"kind": kinds[type(error)], "account": error.account}
        case NotFound():
            return {"kind": "not_found", "sheet": error.spreadsheet_id}
        case WorksheetMissing():
            return {"kind": "worksheet_missing", "wanted": error.wanted, "found": list(error.found)}
        case HeadersMissing():
            return {"kind": "headers_missing", "missing": list(error.missing), "found": list(error.found)}
        case CannotOpen():
            return {"kind": "key_lost"}
    return {"kind": "sheet"}


def seen(store: Store, found: dict[str, StoreInSheet], sealer: Sealer) -> StoreNow:
    """What a survey found for a store; of a token that stands there only the fingerprint."""
    there = found[store.slug]
    fingerprint = sealer.fingerprint(there.tokens[0]) if there.tokens else None
    if there.alike is not None and store.sheet_slug is None:
        name = there.alike.name or there.alike.slug
        shown = HIDDEN if token_like(name) else name
        return StoreNow(store.slug, InSheet.ABSENT, (there.alike.row,), alike=shown)
    return StoreNow(store.slug, _SEEN[there.status], there.rows, fingerprint)


def rewritten(how: str, outcome: Outcome) -> bool:
    """Whether the sheet is as a correction wants it: of what is withdrawn, somebody else's token is none of ours."""
    if how == WITHDRAWING and outcome.trouble is None:
        return all(conflict.kind == "other_token" for conflict in outcome.conflicts)
    return outcome.complete


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
        wanted = self._still(effects, {State.WRITING}, rewriting=True)
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
            outcomes = self._gateway.deliver(deliveries)
        except (SheetError, CannotOpen) as error:
            self._failed(ready, error)
            return
        for effect, picture in ready:
            outcome = outcomes.get(picture.request.id)
            if outcome is None:  # too many for one round: the next one is for the rest
                self._outbox.release([effect])
                continue
            with lines.about(effect, self._queries.reference):
                if outcome.strays:
                    log.warning("token_taken_back", rows=[stray.row for stray in outcome.strays])
                self._note(picture, outcome)
            if outcome.trouble:
                self._failed([(effect, picture)], outcome.trouble)
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
        if due or wait is not None:
            self._sweep_at = None if wait is None else self._clock.now() + timedelta(seconds=wait)

    def _still(
        self, effects: Sequence[Effect], states: frozenset[State] | set[State], *, rewriting: bool = False
    ) -> list[tuple[Effect, Picture]]:
        """The effects whose requests still stand where they make sense; the others are over."""
        wanted = []
        for effect in effects:
            assert effect.request_id is not None
            picture = self._queries.picture(effect.request_id)
            if picture.request.state in states or (rewriting and picture.request.rewriting is not None):
                wanted.append((effect, picture))
            else:
                self._outbox.done(effect, "dropped")
        return wanted

    def _delivery(self, picture: Picture) -> Delivery:
        request = picture.request
        stores = tuple(WantedStore(store.name, store.slug, store.sheet_slug) for store in picture.stores)
        own = own_fingerprints(request)

        def ours(found: str) -> bool:
            return self._sealer.fingerprint(found) in own

        if request.rewriting == WITHDRAWING:
            return Delivery(request.id, stores, "", over=ours)
        if request.token_sealed is None:
            raise CannotOpen("no token is kept")
        token = self._sealer.open(request.token_sealed).decode()
        if request.rewriting == REPLACING:
            # Whoever has taken a row away since the delivery had a reason: it is not added again.
            return Delivery(request.id, stores, token, over=ours, adds=False)
        return Delivery(request.id, stores, token)

    def _note(self, picture: Picture, outcome: Outcome) -> None:
        request = picture.request
        rows: dict[str, list[int]] = {}
        for written in outcome.verified:
            rows.setdefault(written.slug, []).append(written.row)
        if request.rewriting and rewritten(request.rewriting, outcome):
            now = [self._rewritten(store, rows, outcome, request.rewriting) for store in picture.stores]
            self._requests.replacement.finished(request.id, request.rewriting, request.token_fingerprint, now)
            log.info("rewritten", request=request.reference, how=request.rewriting)
            return
        added = {written.slug for written in outcome.verified if written.appended}
        stores = {
            slug: StoreNow(slug, InSheet.WRITTEN, tuple(where), added=slug in added) for slug, where in rows.items()
        }
        if outcome.complete:
            self._requests.delivered(request.id, stores.values())
            log.info("delivered", request=request.reference, rows=sum(map(len, rows.values())))
            return
        if not outcome.conflicts:
            return
        conflicts = []
        for conflict in outcome.conflicts:
            alike = conflict.kind == "alike"
            found = self._sealer.fingerprint(conflict.found) if conflict.found and not alike else None
            stores[conflict.slug] = StoreNow(conflict.slug, InSheet.CONFLICT, (conflict.row,), found)
            # A slug's cell may hold anything: what looks like a token is not shown.
            shown = (HIDDEN if token_like(conflict.found) else conflict.found) if alike else None
            wanted = request.token_fingerprint
            told = Told(conflict.slug, conflict.name, conflict.row, conflict.kind, found, wanted, shown)
            conflicts.append(told)
        self._requests.show_problem(request.id, Problem("conflict", rows=tuple(conflicts)), stores.values())
        log.warning("conflict", request=request.reference, rows=len(conflicts))

    def _rewritten(self, store: Store, rows: dict[str, list[int]], outcome: Outcome, how: str) -> StoreNow:
        """What stands beside a slug once its token is replaced or withdrawn."""
        for conflict in outcome.conflicts:
            if conflict.slug == store.slug:
                found = self._sealer.fingerprint(conflict.found)
                return StoreNow(store.slug, InSheet.TOKEN, (conflict.row,), found)
        where = tuple(rows.get(store.slug, ()))
        as_wanted = InSheet.WRITTEN if how == REPLACING else InSheet.NO_TOKEN
        return StoreNow(store.slug, as_wanted if where else InSheet.ABSENT, where)

    def _failed(self, wanted: Sequence[tuple[Effect, Picture]], error: Exception) -> None:
        trouble = problem_of(error)
        for effect, picture in wanted:
            with lines.about(effect, self._queries.reference):
                log.warning("sheet_trouble", kind=trouble["kind"])
                wait = self._wait(effect, picture, error, trouble)
            self._outbox.later(effect, wait, trouble["kind"])

    def _wait(self, effect: Effect, picture: Picture, error: Exception, trouble: dict[str, Any]) -> timedelta:
        """When to try again; the trouble is shown where it concerns anybody."""
        if isinstance(error, Paced):
            # Our own patience, not a trouble: no reason to wait longer each time.
            return timedelta(seconds=error.retry_after)
        if isinstance(error, TryAgain):
            wait = backoff(effect.attempts, timedelta(seconds=error.retry_after) if error.retry_after else None)
            # A hiccup is nobody's business; one that lasts is shown, and that it goes on by itself.
            told = error.quota or effect.attempts > 2
        else:
            told = isinstance(error, CannotOpen) or effect.trouble == trouble["kind"]
            wait = SLOW_BEAT if told else SECOND_LOOK
        if told:
            self._requests.show_problem(picture.request.id, Problem.from_json(trouble), wait=wait)
        return wait
