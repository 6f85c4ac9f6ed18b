"""Corrects slugs of a request that waits for its token, once Hey Pongo has said how its stores are really spelt."""

from collections.abc import Mapping

from sqlmodel import Session, col, select

from workflows.outbox.owing import AFTER_THE_ACK
from workflows.requests.pending_token import owe_check
from workflows.requests.press import Press
from workflows.requests.records import OPEN_KEY, locked, stores_of, taken_by
from workflows.requests.results import Done, Missed, SlugsTaken, Taken
from workflows.requests.transition import Change, Transitions, once_more
from workflows.rules.details import SlugsCorrected
from workflows.rules.effects import Happened, Owed
from workflows.rules.policy import Action
from workflows.rules.states import Remark, State
from workflows.rules.store_lines import StoreLine
from workflows.storage.columns import InSheet
from workflows.storage.models import PendingToken, Request, Store


class SlugCorrection:
    """Replaces slugs, for whoever may give the token."""

    def __init__(self, transitions: Transitions) -> None:
        self._transitions = transitions

    def correct(
        self, request_id: str, slugs: Mapping[str, str], press: Press, *, version: int
    ) -> Done | Missed | SlugsTaken:
        """Replaces each slug by another (old to new, well formed), and owes that the token which this person pasted is
        checked again, and the sheet read again. The same submission twice is one.

        `version`: of the request, as its form showed it; what was chosen there makes the next one.

        Raises sqlalchemy.exc.OperationalError (locked, disk full, unreachable), having stored nothing.
        """
        return once_more(lambda: self._correct(request_id, slugs, press, version))

    def _correct(
        self, request_id: str, slugs: Mapping[str, str], press: Press, version: int
    ) -> Done | Missed | SlugsTaken:
        with self._transitions.begin() as change:
            request = locked(change.session, request_id)
            approved = request is not None and request.state is State.APPROVED
            found = change.may(request_id, Action.GIVE_TOKEN if approved else Action.APPROVE, press, version)
            if not isinstance(found, Request):
                return found
            stores = [store for store in stores_of(change.session, found.id) if store.slug in slugs]
            if taken := _taken(change.session, stores, slugs, press.team):
                return SlugsTaken(taken)
            before = (found.state, found.version)
            if not change.next_version(found):
                return change.lost(before, found, press)
            _respell(change.session, stores, slugs)
            made = [[old, new] for old, new in slugs.items()]
            change.note(found, Remark.CORRECT_SLUGS, press, SlugsCorrected(made, found.version))
            _owe(change, found, press.user_id)
        return Done(found)


def _owe(change: Change, request: Request, user: str) -> None:
    change.owe(request, Owed.CARD)
    change.owe(request, Owed.SURVEY)
    if user != request.requester:
        change.owe(request, Owed.NOTE, Happened(Remark.CORRECT_SLUGS.value))
    pending = change.session.exec(
        select(PendingToken).where(PendingToken.request_id == request.id, PendingToken.user_id == user)
    ).first()
    if pending is not None:
        pending.version = request.version  # as they have just seen and chosen
        owe_check(change, request, pending, AFTER_THE_ACK)


def _taken(session: Session, stores: list[Store], slugs: Mapping[str, str], team: str) -> tuple[Taken, ...]:
    """The stores whose new slug another store holds, of this request or of another open one."""
    kept = {store.id for store in stores}
    holders = session.exec(
        select(Store, Request)
        .join(Request, col(Request.id) == col(Store.request_id))
        .where(
            OPEN_KEY.in_([slugs[store.slug].lower() for store in stores]),
            col(Store.id).not_in(kept),
        )
    ).all()
    found = {str(store.open_slug).lower(): request for store, request in holders}
    wanted = [slugs[store.slug] for store in stores]
    lower = [slug.lower() for slug in wanted]
    return tuple(
        taken_by(StoreLine(store.name, new), found[key], team)
        if key in found
        else Taken(StoreLine(store.name, new), "", "")
        for store, new, key in zip(stores, wanted, lower, strict=True)
        if key in found or lower.count(key) > 1
    )


def _respell(session: Session, stores: list[Store], slugs: Mapping[str, str]) -> None:
    fresh = [(store, slugs[store.slug]) for store in stores]
    for store, _ in fresh:
        store.open_slug = None  # two that change places are never the same in between
    session.flush()
    for store, new in fresh:
        store.slug, store.open_slug, store.sheet_slug, store.alike = new, new.lower(), None, None
        store.in_sheet, store.sheet_rows, store.found_fingerprint, store.awaited = InSheet.UNKNOWN, [], None, False
    session.flush()
