"""Rows of the sheet whose token an interrupted write has cost: shown on their request's card, told to approvers."""

from collections import defaultdict
from collections.abc import Collection, Sequence

from sqlmodel import col, select

from workflows.outbox.owing import owe_person
from workflows.requests.records import SLUG_KEY, note_stores, request_of, rows_of, seen_as, stores_of
from workflows.requests.results import StoreNow
from workflows.requests.transition import Change, Transitions
from workflows.rules.effects import LostRow, Owed, TokensLost
from workflows.rules.policy import APPROVERS
from workflows.rules.problems import STRAY, TOKEN_MISSING, Conflict, Problem
from workflows.rules.sheet_candidates import SeenRow
from workflows.rules.states import LIVE, OPEN, State
from workflows.storage.columns import InSheet
from workflows.storage.models import Request, Store


class LostTokens:
    """Notes them, and when they are there again."""

    def __init__(self, transitions: Transitions) -> None:
        self._transitions = transitions

    def note(self, rows: Sequence[tuple[int, str]]) -> None:
        """Nobody knows any more which token stood in these rows (number, slug). What a delivery under way fills again
        by itself, or what was to be withdrawn, is nobody's news."""
        told: list[LostRow] = []
        with self._transitions.begin(patient=True) as change:
            found = change.session.exec(
                select(Store, Request)
                .join(Request, col(Request.id) == col(Store.request_id))
                .where(SLUG_KEY.in_({slug.lower() for _, slug in rows}))
                .order_by(col(Request.number))
            ).all()
            lost: dict[str, list[StoreNow]] = defaultdict(list)
            for row, slug in rows:
                of = [(store, request) for store, request in found if store.slug.lower() == slug.lower()]
                if any(request.state in OPEN or request.replacement for _, request in of):
                    continue
                live = next(((s, r) for s, r in reversed(of) if r.state in LIVE), None)
                if live is not None:
                    lost[live[1].id].append(StoreNow(live[0].slug, InSheet.NO_TOKEN, (row,)))
                elif of and of[-1][1].state is State.WITHDRAWN:
                    continue
                told.append(LostRow(live[1].id if live else "", slug, row))
            for request_id, stores in lost.items():
                note_stores(change.session, request_id, stores)
                _show(change, request_of(change.session, request_id), stores)
            if told:
                owe_person(change.session, APPROVERS, Owed.TOKENS_LOST, change.now, TokensLost(told))

    def looked(self, request_id: str, rows: Sequence[SeenRow]) -> None:
        """An approver had the rows of a delivered request looked at again: `rows` are those that the sheet holds."""
        sheet: dict[str, list[SeenRow]] = defaultdict(list)
        for row in rows:
            sheet[row.slug.lower()].append(row)
        with self._transitions.begin(patient=True) as change:
            request = request_of(change.session, request_id)
            if request.state not in LIVE or request.replacement is not None:
                return
            now = []
            for store in stores_of(change.session, request_id):
                kind, found, where = seen_as(rows_of(store, sheet), request.token_fingerprint, store.kept)
                now.append(StoreNow(store.slug, kind, tuple(where), found))
            note_stores(change.session, request_id, now)
            _show(change, request, [store for store in now if store.in_sheet is InSheet.NO_TOKEN])


def settle_missing(change: Change, request_id: str) -> None:
    """The rows of a request have changed: whether any token is missing still."""
    request = request_of(change.session, request_id)
    missing = request.problem is not None and request.problem.kind == TOKEN_MISSING
    if missing and not any(store.in_sheet is InSheet.NO_TOKEN for store in stores_of(change.session, request_id)):
        request.problem = None


def settle_strays(change: Change, unasked: Collection[str]) -> None:
    """Rows that nobody asked for have gone, or are asked for: nobody has to look any more at those that a token was
    taken from. `unasked`: the slugs that are left."""
    live = select(Request).where(col(Request.state).in_(LIVE), col(Request.problem).is_not(None))
    for request in change.session.exec(live):
        found = request.problem
        if found and found.kind == STRAY and not any(row.slug in unasked for row in found.rows):
            request.problem = None
            change.owe(request, Owed.CARD, pressed=False)


def _show(change: Change, request: Request, lost: Sequence[StoreNow]) -> None:
    rows = (Conflict(store.slug, "", next(iter(store.rows), None), TOKEN_MISSING, None, None) for store in lost)
    request.problem = Problem(TOKEN_MISSING, rows=tuple(rows)) if lost else None
    change.owe(request, Owed.CARD, pressed=False)
