"""From "the token is delivered" to "the brand is live": 6xpos's own steps, ticked one by one.

The first three make the request `activated`, the last one makes it `completed`. While a step has not moved the request
on, its tick can be taken back. A brand of many stores may go live store by store: which ones do is noted beside that.
"""

from collections.abc import Collection
from datetime import datetime
from enum import StrEnum

from sqlmodel import Session, select

from workflows.outbox.outbox import owe
from workflows.requests.press import Press
from workflows.requests.results import Already, Done, Late, Missed, NotFound, Refused
from workflows.requests.transition import Changes
from workflows.rules.effects import Owed
from workflows.rules.policy import Action, Reason, decide_stores_live
from workflows.rules.states import Event, State
from workflows.storage.models import Audit, Request, Store, Tick
from workflows.storage.records import by_key, last_entry, stores_of


class LiveStep(StrEnum):
    """What 6xpos does once the token stands in the sheet, in this order as a rule."""

    INTERFACES = "interfaces"  # its screens are customised
    ACCESS = "access"  # it has obtained its access token
    SLUG = "slug"  # the slug is filled in in its Store field
    PRODUCTS = "products"  # product ids are attached to the rewards


# What makes a brand active; products may be attached before or after.
ACTIVATING = frozenset({LiveStep.INTERFACES, LiveStep.ACCESS, LiveStep.SLUG})
# The actions of the audit trail that move no request on by themselves.
TICK, UNTICK, STORES_LIVE = "tick", "untick", "stores_live"


def may_change(step: LiveStep, state: State) -> bool:
    """Whether the tick of `step` may be set or taken back while the request stands in `state`."""
    return state is State.DELIVERED or (state is State.ACTIVATED and step not in ACTIVATING)


class UntilLive(Changes):
    """Sets and takes back the ticks."""

    def tick(self, request_id: str, step: LiveStep, press: Press, *, done: bool) -> Done | Already | Missed:
        """Ticks a step (`done`), or takes its tick back, and moves the request on where it was the last one needed.

        All of it is one transaction; the same press twice is one tick.
        Raises sqlalchemy.exc.OperationalError (locked, unreachable), having stored nothing.
        """
        now = self._clock.now()
        with self._database.transaction() as session:
            # Two people who tick different steps at once take turns: the second one sees both ticks.
            session.exec(select(Request).where(Request.id == request_id).with_for_update(key_share=True)).first()
            found = self._may(session, request_id, Action.TICK, press, None)
            if not isinstance(found, Request):
                return found
            tick = session.get(Tick, (request_id, step.value))
            if (tick is not None) is done:
                return Already(found, step, tick)
            if not may_change(step, found.state):
                return Late(found, last_entry(session, request_id))
            if tick is None:
                session.add(Tick(request_id=request_id, step=step.value, by=press.user_id, at=now))
            else:
                session.delete(tick)
            self._note_tick(session, found, step, done, press, now)
            session.flush()
            if not self._move_on(session, found, press, now):
                owe(session, found, Owed.CARD, now)
        self._after_commit()
        return Done(found)

    def stores_live(
        self,
        request_id: str,
        press: Press,
        *,
        live: Collection[int],
        not_live: Collection[int] = (),
        everywhere: bool = False,
    ) -> Done | Late | Refused | NotFound:
        """Notes which stores' tills work by now. `live` and `not_live`: ids of stores; `everywhere`: all of them.

        The same submission twice is one. Raises as `tick` does.
        """
        now = self._clock.now()
        with self._database.transaction() as session:
            request = session.exec(
                select(Request).where(Request.id == request_id).with_for_update(key_share=True)
            ).first()
            if request is None or request.team != press.team:
                return NotFound()
            if by_key(session, press.key):
                return Done(request, repeated=True)
            verdict = decide_stores_live(request.state, request.requester, press.person)
            if verdict.reason is Reason.TOO_LATE:
                return Late(request, last_entry(session, request.id))
            if not verdict.allowed:
                return Refused(request, verdict)
            on, off = _noted(stores_of(session, request_id), live, not_live, everywhere, press.user_id, now)
            session.add(
                Audit(
                    at=now,
                    request_id=request.id,
                    actor=press.user_id,
                    action=STORES_LIVE,
                    from_state=request.state,
                    to_state=request.state,
                    details={"live": on, "not_live": off},
                    interaction=press.key,
                )
            )
            owe(session, request, Owed.CARD, now)
        self._after_commit()
        return Done(request)

    def _note_tick(
        self,
        session: Session,
        request: Request,
        step: LiveStep,
        done: bool,
        press: Press,
        now: datetime,
    ) -> None:
        session.add(
            Audit(
                at=now,
                request_id=request.id,
                actor=press.user_id,
                action=TICK if done else UNTICK,
                from_state=request.state,
                to_state=request.state,
                details={"step": step.value},
                interaction=press.key,
            )
        )

    def _move_on(self, session: Session, request: Request, press: Press, now: datetime) -> bool:
        """Activates and completes as far as the ticks go; whether the request moved."""
        ticked = set(session.exec(select(Tick.step).where(Tick.request_id == request.id)))
        moved = False
        for source, event, needed in (
            (State.DELIVERED, Event.ACTIVATE, ACTIVATING),
            (State.ACTIVATED, Event.COMPLETE, frozenset(LiveStep)),
        ):
            if request.state is source and needed <= ticked and self._move(session, request, event, now, {}):
                self._record(session, request, event, source, press.consequence, now)
                moved = True
        return moved


def _noted(
    stores: list[Store], live: Collection[int], not_live: Collection[int], everywhere: bool, by: str, now: datetime
) -> tuple[int, int]:
    """Notes it on the stores; how many are live that were not, and the other way round."""
    on = off = 0
    for store in stores:
        if store.id in not_live and store.live_at is not None:
            store.live_at, store.live_by, off = None, None, off + 1
        elif (everywhere or store.id in live) and store.id not in not_live and store.live_at is None:
            store.live_at, store.live_by, on = now, by, on + 1
    return on, off
