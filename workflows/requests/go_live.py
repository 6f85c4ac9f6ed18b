"""Follows a brand from the delivered token until it is live: 6xpos's own steps, ticked one by one.

The first three make the request `activated`, the last one makes it `completed`. While a step has not moved the request
on, its tick can be taken back. A brand of many stores may go live store by store: which ones do is noted beside that.
"""

from collections.abc import Collection
from datetime import datetime
from enum import StrEnum

from sqlmodel import select

from workflows.requests.press import Press
from workflows.requests.records import by_key, locked, stores_of
from workflows.requests.results import Already, Done, Late, Missed, NotFound, Refused
from workflows.requests.transition import SHEET, Change, Transitions
from workflows.rules.details import StoresLive, Ticked
from workflows.rules.effects import Owed
from workflows.rules.policy import Action, Reason, decide_stores_live
from workflows.rules.states import Event, Remark, State
from workflows.storage.models import Reminder, Request, Store, Tick


class LiveStep(StrEnum):
    """What 6xpos does once the token stands in the sheet, in this order as a rule."""

    INTERFACES = "interfaces"  # its screens are customised
    ACCESS = "access"  # it has obtained its access token
    SLUG = "slug"  # the slug is filled in in its Store field
    PRODUCTS = "products"  # product ids are attached to the rewards


# What makes a brand active; products may be attached before or after.
ACTIVATING = frozenset({LiveStep.INTERFACES, LiveStep.ACCESS, LiveStep.SLUG})


def may_change(step: LiveStep, state: State) -> bool:
    """Whether the tick of `step` may be set or taken back while the request stands in `state`."""
    return state is State.DELIVERED or (state is State.ACTIVATED and step not in ACTIVATING)


class GoLive:
    """Sets and takes back the ticks."""

    def __init__(self, transitions: Transitions) -> None:
        self._transitions = transitions

    def tick(self, request_id: str, step: LiveStep, press: Press, *, done: bool) -> Done | Already | Missed:
        """Ticks a step (`done`), or takes its tick back, and moves the request on where it was the last one needed.

        All of it is one transaction; the same press twice is one tick.
        Raises sqlalchemy.exc.OperationalError (locked, unreachable), having stored nothing.
        """
        with self._transitions.begin() as change:
            # Two people who tick different steps at once take turns: the second one sees both ticks.
            request = change.may(request_id, Action.TICK, press, lock=True)
            if not isinstance(request, Request):
                return request
            tick = change.session.get(Tick, (request_id, step.value))
            if (tick is not None) is done:
                return Already(request, step, tick)
            if not may_change(step, request.state):
                return change.late(request)
            if tick is None:
                change.session.add(Tick(request_id=request_id, step=step.value, by=press.user_id, at=change.now))
            else:
                change.session.delete(tick)
            change.note(request, Remark.TICK if done else Remark.UNTICK, press, Ticked(step.value))
            change.session.flush()
            if not _move_on(change, request, press):
                change.owe(request, Owed.CARD)
                if (reminder := change.session.get(Reminder, request_id)) and reminder.count:
                    change.redraw_digest(reminder.holder)
        return Done(request)

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
        with self._transitions.begin() as change:
            request = locked(change.session, request_id)
            if request is None or request.team != press.team:
                return NotFound()
            if by_key(change.session, press.key):
                return Done(request, repeated=True)
            verdict = decide_stores_live(request.state, request.requester, press.person)
            if verdict.reason is Reason.TOO_LATE:
                return change.late(request)
            if not verdict.allowed:
                return Refused(request, verdict)
            stores = stores_of(change.session, request_id)
            on, off = _noted(stores, live, not_live, everywhere, press.user_id, change.now)
            change.note(request, Remark.STORES_LIVE, press, StoresLive(on, off))
            change.owe(request, Owed.CARD)
        return Done(request)


def tick_from_sheet(change: Change, request: Request, steps: Collection[LiveStep]) -> None:
    """Sets the ticks of these steps, as 6xpos says in the sheet, and moves the request on where it was the last one
    needed; a tick that somebody has set stays theirs."""
    for step in steps:
        if change.session.get(Tick, (request.id, step.value)) is None:
            change.session.add(Tick(request_id=request.id, step=step.value, by=SHEET, at=change.now))
            change.note(request, Remark.TICK, SHEET, Ticked(step.value))
    change.session.flush()
    _move_on(change, request, SHEET)


def _move_on(change: Change, request: Request, by: Press | str) -> bool:
    """Activates and completes as far as the ticks go; whether the request moved."""
    ticked = set(change.session.exec(select(Tick.step).where(Tick.request_id == request.id)))
    moved = False
    for source, event, needed in (
        (State.DELIVERED, Event.ACTIVATE, ACTIVATING),
        (State.ACTIVATED, Event.COMPLETE, frozenset(LiveStep)),
    ):
        if request.state is source and needed <= ticked and change.move(request, event):
            change.record(request, event, source, by.consequence if isinstance(by, Press) else by)
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
