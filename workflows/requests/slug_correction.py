"""Correcting slugs of a request that waits for its token, once Hey Pongo has said how its stores are really spelt."""

from collections.abc import Mapping
from datetime import timedelta

from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col, select

from workflows.outbox.outbox import AFTER_THE_ACK, owe
from workflows.requests.press import Press
from workflows.requests.results import Done, Missed, SlugsTaken, Taken
from workflows.requests.transition import Changes
from workflows.rules.effects import Owed
from workflows.rules.policy import Action
from workflows.rules.states import State
from workflows.rules.store_lines import StoreLine
from workflows.storage.models import Audit, InSheet, PendingToken, Request, Store
from workflows.storage.records import OPEN_KEY, VERSION, stores_of, taken_by

CORRECT = "correct_slugs"  # the audit's action: it moves no request on


class Correcting(Changes):
    """Replaces slugs, for whoever may give the token."""

    def correct_slugs(
        self, request_id: str, slugs: Mapping[str, str], press: Press, *, version: int
    ) -> Done | Missed | SlugsTaken:
        """Replaces each slug by another (old to new, well formed), and owes that the token which this person pasted is
        checked again, and the sheet read again. The same submission twice is one.

        `version`: of the request, as its form showed it; what was chosen there makes the next one.

        Raises sqlalchemy.exc.OperationalError (locked, disk full, unreachable), having stored nothing.
        """
        try:
            outcome = self._try_correct(request_id, slugs, press, version)
        except IntegrityError:  # somebody else has just asked for one of them: now it is seen
            outcome = self._try_correct(request_id, slugs, press, version)
        if isinstance(outcome, Done) and not outcome.repeated:
            self._after_commit()
        return outcome

    def _try_correct(
        self, request_id: str, slugs: Mapping[str, str], press: Press, version: int
    ) -> Done | Missed | SlugsTaken:
        now = self._clock.now()
        with self._database.transaction() as session:
            request = session.exec(
                select(Request).where(Request.id == request_id).with_for_update(key_share=True)
            ).first()
            approved = request is not None and request.state is State.APPROVED
            action = Action.GIVE_TOKEN if approved else Action.APPROVE
            found = self._may(session, request_id, action, press, version)
            if not isinstance(found, Request):
                return found
            stores = [store for store in stores_of(session, found.id) if store.slug in slugs]
            if taken := _taken(session, stores, slugs, press.team):
                return SlugsTaken(taken)
            before = (found.state, found.version)
            if not self._next_version(session, found):
                return self._late(session, before, found, press)
            _respell(session, stores, slugs)
            session.add(
                Audit(
                    at=now,
                    request_id=found.id,
                    actor=press.user_id,
                    action=CORRECT,
                    from_state=found.state,
                    to_state=found.state,
                    details={"slugs": [[old, new] for old, new in slugs.items()], VERSION: found.version},
                    interaction=press.key,
                )
            )
            for owed, payload, wait in self._owed(session, found, press.user_id):
                owe(session, found, owed, now, payload, wait=wait)
        return Done(found)

    def _owed(self, session: Session, request: Request, user: str) -> list[tuple[Owed, dict[str, str], timedelta]]:
        owed: list[tuple[Owed, dict[str, str], timedelta]] = [
            (Owed.CARD, {}, timedelta()),
            (Owed.SURVEY, {}, timedelta()),
        ]
        if user != request.requester:
            owed.append((Owed.NOTE, {"event": CORRECT}, timedelta()))
        pending = session.exec(
            select(PendingToken).where(PendingToken.request_id == request.id, PendingToken.user_id == user)
        ).first()
        if pending is not None:
            pending.version = request.version  # as they have just seen and chosen
            owed.append((Owed.CHECK, pending.named, AFTER_THE_ACK))
        return owed


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
        store.slug, store.open_slug, store.sheet_slug = new, new.lower(), None
        store.in_sheet, store.sheet_rows, store.found_fingerprint, store.awaited = InSheet.UNKNOWN, [], None, False
    session.flush()
