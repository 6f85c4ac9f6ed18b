"""Watches the sheet: compares what others wrote into it with what the database knows. The caller reads it.

Rows that nobody asked for are collected; a token that somebody typed moves its open request on; a row of a delivered
request that vanished or changed is reported once. Each look costs as much as what changed since the last one, as the
rows without a token, and as a slice of the delivered stores: so what happened while the bot was off is found too, in
time.
"""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import delete, exists, func, update
from sqlalchemy.exc import IntegrityError
from sqlmodel import col, select

from workflows.clock import within
from workflows.outbox.owing import owe_person
from workflows.requests.lost_tokens import settle_missing, settle_strays
from workflows.requests.records import OPEN_KEY, SLUG_KEY, request_of, rows_of, seen_as, stores_of
from workflows.requests.transition import BOT, Transitions
from workflows.rules.effects import REDRAWN, ChangedRow, Owed, RowsChanged, ToAsk
from workflows.rules.policy import APPROVERS
from workflows.rules.sheet_candidates import SeenRow
from workflows.rules.states import LIVE, Event, State
from workflows.rules.store_lines import SLUG, StoreLine, clean
from workflows.storage.columns import InSheet
from workflows.storage.database import Database
from workflows.storage.models import Digest, Effect, Once, PendingToken, Request, Store, Unasked

WATCH = "watch"  # the key of the last look
_WAITING = frozenset({State.SUBMITTED, State.CHANGES_REQUESTED, State.APPROVED})
# A slice of the delivered stores each look: those of a team after years are through within an hour, those of a hundred
# thousand requests within two days, and no look takes long.
_CHUNK, _SLICE = 500, 1_000
# What the bot itself has just done may not be in a reading that began before.
_SETTLING = timedelta(seconds=5)
_TOLD_AT_MOST = 200


@dataclass(frozen=True)
class _Known:
    """What the database knows of a slug."""

    waiting: Request | None = None  # the open request that may still be moved on by hand
    live: tuple[Store, Request] | None = None  # the newest delivered request, and its store
    covered: bool = False


class SheetWatch:
    """Compares, notes, and owes the messages. One for the process: it remembers the last look."""

    def __init__(self, database: Database, transitions: Transitions) -> None:
        self._database = database
        self._transitions = transitions

    _last: dict[str, tuple[str, ...]] | None = None
    _again: frozenset[str] = frozenset()
    _cursor = 0

    def claim(self, every: timedelta) -> bool:
        """Whether it is time for a look, and this process has it. The first one comes `every` after the first start."""
        try:
            with self._transitions.begin(patient=True) as change:
                last = change.session.get(Once, WATCH, with_for_update=True)
                if last is None:
                    change.session.add(Once(key=WATCH, at=change.now))
                elif not within(every, last.at, change.now):
                    last.at = change.now
                    return True
        except IntegrityError:
            pass  # another process was faster
        return False

    def look(self, rows: Sequence[SeenRow], began: datetime) -> None:
        """Compares what was read with what is known. `began` (aware): just before the reading.

        Raises sqlalchemy.exc.OperationalError (locked for long, unreachable); the next look then finds the same.
        """
        sheet: dict[str, list[SeenRow]] = defaultdict(list)
        for row in rows:
            sheet[row.slug.lower()].append(row)
        looks = {slug: tuple(sorted(row.fingerprint or "" for row in found)) for slug, found in sheet.items()}
        delivered, cursor = self._slice()
        candidates = self._candidates(looks) | delivered
        known: dict[str, _Known] = {}
        for chunk in _chunks(sorted(candidates), _CHUNK):
            known |= self._known(chunk)
        unasked = [
            found[0] for slug, found in sheet.items() if SLUG.fullmatch(slug) and _nobody_asked(found, known.get(slug))
        ]
        self._note_unasked(unasked)
        again = self._compare_delivered(known, sheet, began)
        touched: dict[str, Request] = {}
        for slug, one in known.items():
            if one.waiting is not None and any(looks.get(slug, ())):
                touched[one.waiting.id] = one.waiting
                if one.waiting.updated_at > began - _SETTLING:
                    again.add(slug)
        for request in touched.values():
            self._deliver_by_hand(request, sheet, began - _SETTLING)
        self._last, self._again, self._cursor = looks, frozenset(again), cursor

    def unasked(self) -> list[StoreLine]:
        """The rows that wait for a token and nobody asked, as they were seen last, in the order of the sheet; without
        those that have been asked for since."""
        with self._database.reading() as session:
            asked = exists().where(func.lower(Unasked.slug) == OPEN_KEY)
            found = session.exec(select(Unasked).where(~asked).order_by(col(Unasked.row)))
            return [StoreLine(clean(one.name), one.slug, one.row) for one in found]

    def told(self, effect: Effect, channel: str, ts: str) -> None:
        """Notes where the message of an effect stands, so that it is brought up to date."""
        with self._transitions.begin(patient=True) as change:
            change.session.merge(Digest(holder=effect.id, channel=channel, ts=ts))

    def told_for_good(self, effect: Effect) -> None:
        """Nothing can be done any more about what the message of an effect says: it stays as it is."""
        with self._transitions.begin(patient=True) as change:
            change.session.execute(delete(Digest).where(col(Digest.holder) == effect.id))

    # What has to be asked about

    def _candidates(self, looks: Mapping[str, tuple[str, ...]]) -> set[str]:
        last = self._last or {}
        changed = {slug for slug, look in looks.items() if last.get(slug) != look} | (last.keys() - looks.keys())
        waiting = {slug for slug, look in looks.items() if not any(look)}
        return changed | waiting | self._again

    def _slice(self) -> tuple[set[str], int]:
        """The slugs of the next delivered stores in turn, and where the slice after it begins."""
        # Asked for each store in turn: as a join, SQLite would read all that are delivered first, and sort them.
        state = select(Request.state).where(Request.id == Store.request_id).scalar_subquery()
        with self._database.reading() as session:
            found = session.exec(
                select(Store.id, Store.slug)
                .where(col(Store.id) > self._cursor, state.in_(LIVE))
                .order_by(col(Store.id))
                .limit(_SLICE)
            ).all()
        return {slug.lower() for _, slug in found}, (int(found[-1][0] or 0) if len(found) == _SLICE else 0)

    def _known(self, slugs: Collection[str]) -> dict[str, _Known]:
        known: dict[str, _Known] = {}
        with self._database.reading() as session:
            pairs = session.exec(
                select(Store, Request)
                .join(Request, col(Request.id) == col(Store.request_id))
                .where(SLUG_KEY.in_(slugs))
                .order_by(col(Request.number))
            ).all()
        for store, request in pairs:
            before = known.get(store.slug.lower(), _Known())
            known[store.slug.lower()] = _Known(
                request if request.state in _WAITING else before.waiting,
                (store, request) if request.state in LIVE else before.live,
                # What nobody answered in time still waits; whoever rejected or cancelled it knew what they did.
                before.covered or request.state is not State.EXPIRED,
            )
        return known

    # What is found

    def _note_unasked(self, rows: Sequence[SeenRow]) -> None:
        wanted = {row.slug: row for row in rows}
        with self._transitions.begin(patient=True) as change:
            session, now = change.session, change.now
            stored = {one.slug: one for one in session.exec(select(Unasked))}
            gone = stored.keys() - wanted.keys()
            for chunk in _chunks(sorted(gone), _CHUNK):
                session.execute(delete(Unasked).where(col(Unasked.slug).in_(chunk)))
            if gone:
                settle_strays(change, wanted.keys())
            for slug in wanted.keys() & stored.keys():
                stored[slug].row, stored[slug].name = wanted[slug].row, wanted[slug].name
            new = [wanted[slug] for slug in wanted if slug not in stored]
            session.add_all(Unasked(slug=row.slug, name=row.name, row=row.row, since=now) for row in new)
            if new or gone:
                owe_person(session, APPROVERS, Owed.UNASKED, now, ToAsk("" if new else REDRAWN))

    def _deliver_by_hand(self, request: Request, sheet: Mapping[str, Sequence[SeenRow]], began: datetime) -> None:
        """Moves a request on whose every row holds one token that was not there before it was asked for; not one that
        something has happened to since `began`."""
        with self._transitions.begin(patient=True) as change:
            session, fresh = change.session, request_of(change.session, request.id)
            stores = stores_of(session, request.id)
            prints = {row.fingerprint for store in stores for row in rows_of(store, sheet)}
            everywhere = all(rows_of(store, sheet) for store in stores) and None not in prints and len(prints) == 1
            known = any(store.awaited for store in stores) and not fresh.stores_to_come
            if not everywhere or not known or fresh.updated_at > began:
                return
            (fingerprint,) = prints
            source = fresh.state
            values = {"token_fingerprint": fingerprint, "token_sealed": None, "problem": None}
            if not change.move(fresh, Event.DELIVER_BY_HAND, **values):
                return
            session.execute(delete(PendingToken).where(col(PendingToken.request_id) == request.id))
            for store in stores:
                store.in_sheet, store.found_fingerprint, store.alike = InSheet.WRITTEN, None, None
                store.sheet_rows = [row.row for row in rows_of(store, sheet)]
            change.record(fresh, Event.DELIVER_BY_HAND, source, BOT)

    def _compare_delivered(
        self, known: Mapping[str, _Known], sheet: Mapping[str, Sequence[SeenRow]], began: datetime
    ) -> set[str]:
        """Notes which rows of delivered requests are not as they were, and owes the report; answers the slugs that are
        to be looked at again, since something has just happened to them."""
        again: set[str] = set()
        changed: list[tuple[Store, Request, InSheet, str | None, list[int]]] = []
        for slug, one in known.items():
            if one.live is None:
                continue
            store, request = one.live
            if request.replacement is not None or request.updated_at > began - _SETTLING:
                again.add(slug)
                continue
            kind, fingerprint, where = seen_as(rows_of(store, sheet), request.token_fingerprint, store.kept)
            repeated = store.added and (len(where) > 1) is not (len(store.sheet_rows) > 1)
            if repeated or (kind, fingerprint) != (
                store.in_sheet,
                store.found_fingerprint if kind is InSheet.TOKEN else None,
            ):
                changed.append((store, request, kind, fingerprint, where))
        for chunk in _chunks(changed, _CHUNK):
            self._note_changed(chunk)
        return again

    def _note_changed(self, changed: Sequence[tuple[Store, Request, InSheet, str | None, list[int]]]) -> None:
        told, requests = [], {}
        with self._transitions.begin(patient=True) as change:
            for store, request, kind, fingerprint, where in changed:
                before = store.in_sheet
                noted = change.session.execute(
                    update(Store)
                    .where(col(Store.id) == store.id, col(Store.in_sheet) == before)
                    .values(in_sheet=kind, found_fingerprint=fingerprint, sheet_rows=where)
                    .execution_options(synchronize_session=False)
                )
                if noted.rowcount != 1:  # type: ignore[attr-defined]
                    continue
                requests[request.id] = request
                if kind is not InSheet.WRITTEN and before is InSheet.WRITTEN:
                    told.append(ChangedRow(request.id, store.slug, kind.value, fingerprint))
            for request in requests.values():
                change.owe(request, Owed.CARD, pressed=False)
                settle_missing(change, request.id)
            if told:
                payload = RowsChanged(told[:_TOLD_AT_MOST], len(told))
                owe_person(change.session, APPROVERS, Owed.ROWS_CHANGED, change.now, payload)


def _nobody_asked(rows: Sequence[SeenRow], known: _Known | None) -> bool:
    return all(row.fingerprint is None for row in rows) and not (known and known.covered)


def _chunks(items: Sequence[Any], size: int) -> Iterator[Sequence[Any]]:
    for start in range(0, len(items), size):
        yield items[start : start + size]
