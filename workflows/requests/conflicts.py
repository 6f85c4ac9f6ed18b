"""Decides about rows of the sheet that hold another token: it is kept, ours is written over it, or the restaurant is
taken out of the request."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlmodel import Session

from workflows.requests.press import Press
from workflows.requests.records import stores_of
from workflows.requests.results import Done, LastStore, Missed, SheetChanged, StoreNow
from workflows.requests.transition import Transitions
from workflows.rules.details import ConflictDecided
from workflows.rules.policy import ACTIONS
from workflows.rules.problems import Conflict, Problem
from workflows.rules.states import LIVE, Event
from workflows.storage.columns import KEEP, OVERWRITE, InSheet
from workflows.storage.models import Request, Store

_DECIDES = {Event.KEEP_TOKEN: KEEP, Event.OVERWRITE_TOKEN: OVERWRITE}


@dataclass(frozen=True)
class Shown:
    """What the person was shown: the store with `slug` (empty: every one) beside which the token with the fingerprint
    `found` stands."""

    slug: str
    found: str

    def means(self, row: Conflict) -> bool:
        """Whether that row is one of them."""
        return self.slug in ("", row.slug) and row.found == self.found


class Conflicts:
    """Notes what an approver decides, and owes that the writing goes on."""

    def __init__(self, transitions: Transitions) -> None:
        self._transitions = transitions

    def decide(
        self, request_id: str, event: Event, shown: Shown, press: Press, reason: str | None = None
    ) -> Done | Missed:
        """Notes it for the rows that were shown, as long as the sheet was not seen to hold something else since.

        Raises sqlalchemy.exc.OperationalError (locked, disk full, unreachable), having stored nothing.
        """
        with self._transitions.begin() as change:
            request = change.may(request_id, ACTIONS[event], press, lock=True)
            if not isinstance(request, Request):
                return request
            stores = stores_of(change.session, request.id)
            rows = request.problem.rows if request.problem else _seen(request, stores)
            chosen = [row for row in rows if shown.means(row)]
            if not chosen:
                now = next((row for row in rows if row.found and row.slug == shown.slug), None)
                return SheetChanged(request, now) if now else change.late(request)
            slugs = {row.slug for row in chosen}
            if event is Event.DROP_STORE and any(row.elsewhere for row in chosen):
                return change.late(request)  # another row of it holds our token: nobody is shown that button
            if event is Event.DROP_STORE and (refused := _undroppable(request, stores, slugs)):
                return refused
            gone = slugs if event is Event.DROP_STORE else set()
            left = tuple(row for row in rows if row not in chosen and row.slug not in gone and request.problem)
            source, before = request.state, (request.state, request.version)
            values: dict[str, Any] = {"problem": Problem("conflict", rows=left) if left else None}
            if gone:
                values["version"] = request.version + 1
            if not change.move(request, event, **values):
                return change.lost(before, request, press)
            _note(change.session, stores, chosen, _DECIDES.get(event))
            names = list(dict.fromkeys(row.name for row in chosen))
            told = ConflictDecided(names, shown.found, names if gone else [], values.get("version", 0))
            change.record(request, event, source, press, reason, told)
        return Done(request)


def undecided(problem: Problem, seen: list[StoreNow], stores: Sequence[Store]) -> tuple[Problem, list[StoreNow]]:
    """Without the conflicts that an approver has decided while the sheet was being written; the next write sees to
    them."""
    decided = {store.slug: store.decided for store in stores}
    left = tuple(row for row in problem.rows if row.slug in decided and row.found not in decided[row.slug])
    slugs = {row.slug for row in left}
    return replace(problem, rows=left), [
        one for one in seen if one.in_sheet is not InSheet.CONFLICT or one.slug in slugs
    ]


def _seen(request: Request, stores: Sequence[Store]) -> tuple[Conflict, ...]:
    """The rows of a delivered request in which the sheet watch saw another token."""
    return tuple(
        Conflict(store.slug, store.name, next(iter(store.sheet_rows), None), "other_token", store.found_fingerprint,
                 request.token_fingerprint)
        for store in stores
        if request.state in LIVE and store.in_sheet is InSheet.TOKEN
    )  # fmt: skip


def _undroppable(request: Request, stores: list[Store], slugs: set[str]) -> LastStore | None:
    """Not where no other would be left."""
    return LastStore(request) if all(store.slug in slugs for store in stores) else None


def _note(session: Session, stores: list[Store], chosen: list[Conflict], decision: str | None) -> None:
    """On each store; `decision` None: it is no part of the request any more."""
    for row in chosen:
        store = next((one for one in stores if one.slug == row.slug), None)
        if store is None:
            continue
        if decision is None:
            session.delete(store)
            stores.remove(store)
            continue
        store.decided = {**store.decided, str(row.found): decision}
        if decision == KEEP:
            store.in_sheet, store.found_fingerprint = InSheet.WRITTEN, row.found
