"""Follows what 6xpos says in columns of its own, as the sheet is watched: which restaurants are live, which have their
product ids. The bot never writes there.

By all of a request's restaurants its steps are ticked; a cell that is emptied again is told once, and takes nothing
back. While a column is not there, what was said in it stays.
"""

from collections import defaultdict
from collections.abc import Sequence

from sqlmodel import col, select

from workflows.requests.go_live import ACTIVATING, LiveStep, tick_from_sheet
from workflows.requests.records import SLUG_KEY, locked, rows_of, stores_of
from workflows.requests.transition import SHEET, Transitions
from workflows.rules.effects import Owed, Unsaid
from workflows.rules.sheet_candidates import SeenRow
from workflows.rules.sheet_ticks import is_yes, said
from workflows.rules.states import LIVE, State
from workflows.storage.database import Database
from workflows.storage.models import Request, Store

_CHUNK = 500
_Said = tuple[str | None, ...]  # that it is live, that it has its products; None: nowhere to say it in


class SheetTicks:
    """One for the process: it remembers the last look, and asks the database about what has changed since."""

    def __init__(self, database: Database, transitions: Transitions) -> None:
        self._database = database
        self._transitions = transitions
        self._last: dict[str, _Said] = {}

    def look(self, rows: Sequence[SeenRow]) -> None:
        """Notes what each row's `ticks` say. Raises sqlalchemy.exc.OperationalError; the next look then does it."""
        sheet: dict[str, list[SeenRow]] = defaultdict(list)
        for row in rows:
            if any(tick is not None for tick in row.ticks):
                sheet[row.slug.lower()].append(row)
        if not sheet:
            return
        looks = {slug: _said(found) for slug, found in sheet.items()}
        changed = sorted(slug for slug in looks.keys() | self._last.keys() if looks.get(slug) != self._last.get(slug))
        for request_id in sorted(self._concerned(changed) | self._behind(sheet)):
            self._note(request_id, sheet)
        self._last = looks

    def _concerned(self, slugs: Sequence[str]) -> set[str]:
        """The delivered requests that have these slugs."""
        found: set[str] = set()
        query = select(Store.request_id).join(Request, col(Request.id) == col(Store.request_id))
        live = query.where(col(Request.state).in_(LIVE))
        with self._database.reading() as session:
            for at in range(0, len(slugs), _CHUNK):
                found |= set(session.exec(live.where(SLUG_KEY.in_(slugs[at : at + _CHUNK]))))
        return found

    def _behind(self, sheet: dict[str, list[SeenRow]]) -> set[str]:
        """The requests on their way of which something else is known: what was said before their delivery, too."""
        query = select(Store).join(Request, col(Request.id) == col(Store.request_id))
        with self._database.reading() as session:
            stores = session.exec(query.where(col(Request.state).in_((State.DELIVERED, State.ACTIVATED)))).all()
        known = ((store, (store.said_live, store.said_products)) for store in stores)
        return {store.request_id for store, before in known if _now(store, sheet) != before}

    def _note(self, request_id: str, sheet: dict[str, list[SeenRow]]) -> None:
        with self._transitions.begin(patient=True) as change:
            request = locked(change.session, request_id)
            if request is None or request.state not in LIVE:
                return
            stores, new = stores_of(change.session, request_id), False
            unsaid = Unsaid([], [])
            for store in stores:
                live, products = _now(store, sheet)
                new |= (live, products) != (store.said_live, store.said_products)
                if is_yes(store.said_live) and not is_yes(live):
                    unsaid.live.append(store.slug)
                if is_yes(store.said_products) and not is_yes(products):
                    unsaid.products.append(store.slug)
                if is_yes(live) and not is_yes(store.said_live) and store.live_at is None:
                    store.live_at, store.live_by = change.now, SHEET
                store.said_live, store.said_products = live, products
            if not new:
                return
            if request.card_ts or unsaid.live or unsaid.products:  # an adopted one has none till it needs one
                change.owe(request, Owed.CARD, pressed=False)
            if unsaid.live or unsaid.products:
                change.owe(request, Owed.UNSAID, unsaid, pressed=False)
            steps = set(ACTIVATING) if all(is_yes(store.said_live) for store in stores) else set()
            if all(is_yes(store.said_products) for store in stores):
                steps.add(LiveStep.PRODUCTS)
            tick_from_sheet(change, request, sorted(steps))


def _now(store: Store, sheet: dict[str, list[SeenRow]]) -> tuple[str, str]:
    """What is said of a store; what was, where there is no row or column to say it in."""
    live, products = _said(rows_of(store, sheet))
    return store.said_live if live is None else live, store.said_products if products is None else products


def _said(rows: Sequence[SeenRow]) -> _Said:
    """Of several rows of a slug the one that says least; that a row is gone is told as that."""
    columns = zip(*([row.ticks for row in rows if row.ticks] or [(None, None)]), strict=True)
    return tuple(
        None if texts[0] is None else min((said(text or "") for text in texts), key=is_yes) for texts in columns
    )
