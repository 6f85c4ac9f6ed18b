"""The workflow as one table (a state machine). Read from top to bottom, it is the diagram of `docs/workflow.md`.

Each line says: in this state, on this event, by these people, the request goes to that state, and the bot then owes
these effects. Nothing else in the code base decides where a request goes.
"""

from dataclasses import dataclass
from enum import StrEnum

from workflows.rules.effects import Owed


class State(StrEnum):
    """Where a request stands."""

    SUBMITTED = "submitted"
    CHANGES_REQUESTED = "changes_requested"
    APPROVED = "approved"
    WRITING = "writing"
    DELIVERED = "delivered"
    ACTIVATED = "activated"
    COMPLETED = "completed"
    WITHDRAWN = "withdrawn"
    REJECTED = "rejected"
    CANCELLED = "cancelled"
    EXPIRED = "expired"


class Event(StrEnum):
    """What leads a request from state to state; the audit trail's `action`."""

    SUBMIT = "submit"
    APPROVE = "approve"
    APPROVE_WITH_TOKEN = "approve_with_token"
    GIVE_TOKEN = "give_token"
    ASK_CHANGES = "ask_changes"
    RESUBMIT = "resubmit"
    REJECT = "reject"
    CANCEL = "cancel"
    EXPIRE = "expire"
    DELIVER = "deliver"
    DELIVER_BY_HAND = "deliver_by_hand"
    PROBLEM = "trouble"
    RETRY = "retry"
    ACTIVATE = "activate"
    COMPLETE = "complete"
    REPLACE = "replace_token"
    REPLACED = "token_replaced"
    WITHDRAW = "withdraw_token"
    WITHDRAWN = "token_withdrawn"
    KEEP_TOKEN = "keep_token"  # the other token that stands in the sheet is right
    OVERWRITE_TOKEN = "overwrite_token"  # it is not: ours takes its place
    DROP_STORE = "drop_store"  # its restaurant is no part of the request any more
    PUT_BACK = "put_back"  # what somebody took out of the sheet stands there again
    ROWS_BACK = "rows_back"
    ADD_SEEN_STORES = "add_seen_stores"  # that the token sees besides: a delivery of its own
    ADOPT = "adopt"  # a brand that was connected before the bot


class Remark(StrEnum):
    """What the audit trail notes beside events; it leads a request nowhere. Also the action_id of the button."""

    TICK = "tick"
    UNTICK = "untick"
    STORES_LIVE = "stores_live"
    MAIL_SENT = "mail_sent"  # somebody says that they sent a ready-made mail
    CORRECT_SLUGS = "correct_slugs"
    TAKE_STORES = "take_stores"  # of those that Hey Pongo lists for the token
    THIS_ROW = "alike_this_row"  # the sheet's row that looks like a store's is meant
    NEW_ROW = "alike_new_row"  # it is not: another one is to be added
    SNOOZE = "snooze"
    KEEP_OPEN = "keep_open"
    REASSIGN = "hand_over"
    NUDGE = "nudge"  # the requester asks after it
    LEAVE = "leave_rows"  # what somebody changed in the sheet may stay so


class Role(StrEnum):
    """Who may cause an event."""

    ANYONE = "anyone"
    REQUESTER = "requester"
    APPROVER = "approver"
    BOT = "bot"
    CLOCK = "clock"


@dataclass(frozen=True)
class Transition:
    """One line of the table."""

    source: State | None
    event: Event
    who: tuple[Role, ...]
    target: State
    owes: tuple[Owed, ...] = ()


_APPROVER, _REQUESTER, _BOT, _CLOCK = (Role.APPROVER,), (Role.REQUESTER,), (Role.BOT,), (Role.CLOCK,)
_EITHER = (Role.REQUESTER, Role.APPROVER)
_TICKS = (*_EITHER, Role.BOT)  # as people tick, or 6xpos in the sheet
_CARD, _TELL, _TELL_TEAM = (Owed.CARD,), (Owed.CARD, Owed.NOTE), (Owed.CARD, Owed.NOTE, Owed.NEWS)
_TELL_6XPOS, _TELL_ALL = (*_TELL, Owed.MAIL), (*_TELL_TEAM, Owed.MAIL)
_NEW, _CHANGED = (*_TELL, Owed.SURVEY, Owed.MAIL), (*_TELL_TEAM, Owed.SURVEY, Owed.MAIL)
_DELIVERY, _YES = (Owed.CARD, Owed.WRITE), (Owed.CARD, Owed.WRITE, Owed.MAIL)
_READ_AGAIN, _DROPPED = (Owed.CARD, Owed.SURVEY), (*_TELL, Owed.WRITE)


def _once_delivered(state: State) -> tuple[Transition, ...]:
    """The lines about a token that stands in the sheet already. Until the sheet is proven to be as wanted
    (`workflows.requests.token_replacement`), a problem shows and can be tried again; none of that takes a request
    back."""
    return (
        Transition(state, Event.REPLACE,   _APPROVER, state,           _DELIVERY),
        Transition(state, Event.REPLACED,  _BOT,      state,           _TELL_ALL),
        Transition(state, Event.WITHDRAW,  _APPROVER, state,           _DELIVERY),
        Transition(state, Event.WITHDRAWN, _BOT,      State.WITHDRAWN, _TELL_ALL),
        Transition(state, Event.PUT_BACK,  _APPROVER, state,           _DELIVERY),
        Transition(state, Event.ROWS_BACK, _BOT,      state,           _CARD),
        Transition(state, Event.PROBLEM,   _BOT,      state,           _CARD),
        Transition(state, Event.RETRY,     _APPROVER, state,           _DELIVERY),
        Transition(state, Event.KEEP_TOKEN,      _APPROVER, state, _DELIVERY),
        Transition(state, Event.OVERWRITE_TOKEN, _APPROVER, state, _DELIVERY),
        Transition(state, Event.ADD_SEEN_STORES, _APPROVER, state,          _CARD),
    )  # fmt: skip


# fmt: off
TRANSITIONS: tuple[Transition, ...] = (
    Transition(None,                    Event.SUBMIT,             (Role.ANYONE,), State.SUBMITTED,         _NEW),
    Transition(None,                    Event.ADOPT,              _APPROVER,      State.COMPLETED),
    Transition(None,                    Event.ADD_SEEN_STORES,    _APPROVER,      State.WRITING,           _DELIVERY),

    Transition(State.SUBMITTED,         Event.APPROVE_WITH_TOKEN, _APPROVER,      State.WRITING,           _YES),
    Transition(State.SUBMITTED,         Event.APPROVE,            _APPROVER,      State.APPROVED,          _TELL_6XPOS),
    Transition(State.SUBMITTED,         Event.ASK_CHANGES,        _APPROVER,      State.CHANGES_REQUESTED, _TELL),
    Transition(State.SUBMITTED,         Event.REJECT,             _APPROVER,      State.REJECTED,          _TELL_ALL),
    Transition(State.SUBMITTED,         Event.CANCEL,             _EITHER,        State.CANCELLED,         _TELL_ALL),
    Transition(State.SUBMITTED,         Event.EXPIRE,             _CLOCK,         State.EXPIRED,           _TELL_ALL),
    Transition(State.SUBMITTED,         Event.RETRY,              _EITHER,        State.SUBMITTED,         _READ_AGAIN),

    Transition(State.CHANGES_REQUESTED, Event.RESUBMIT,           _REQUESTER,     State.SUBMITTED,         _CHANGED),
    Transition(State.CHANGES_REQUESTED, Event.REJECT,             _APPROVER,      State.REJECTED,          _TELL_ALL),
    Transition(State.CHANGES_REQUESTED, Event.CANCEL,             _EITHER,        State.CANCELLED,         _TELL_ALL),
    Transition(State.CHANGES_REQUESTED, Event.EXPIRE,             _CLOCK,         State.EXPIRED,           _TELL_ALL),

    Transition(State.APPROVED,          Event.GIVE_TOKEN,         _APPROVER,      State.WRITING,           _DELIVERY),
    Transition(State.APPROVED,          Event.ASK_CHANGES,        _APPROVER,      State.CHANGES_REQUESTED, _TELL),
    Transition(State.APPROVED,          Event.REJECT,             _APPROVER,      State.REJECTED,          _TELL_ALL),
    Transition(State.APPROVED,          Event.CANCEL,             _EITHER,        State.CANCELLED,         _TELL_ALL),
    Transition(State.APPROVED,          Event.EXPIRE,             _CLOCK,         State.EXPIRED,           _TELL_ALL),
    Transition(State.APPROVED,          Event.RETRY,              _EITHER,        State.APPROVED,          _READ_AGAIN),

    Transition(State.WRITING,           Event.DELIVER,            _BOT,           State.DELIVERED,         _TELL_6XPOS),
    Transition(State.WRITING,           Event.PROBLEM,            _BOT,           State.WRITING,           _CARD),
    Transition(State.WRITING,           Event.RETRY,              _APPROVER,      State.WRITING,           _DELIVERY),
    Transition(State.WRITING,           Event.KEEP_TOKEN,         _APPROVER,      State.WRITING,           _DELIVERY),
    Transition(State.WRITING,           Event.OVERWRITE_TOKEN,    _APPROVER,      State.WRITING,           _DELIVERY),
    Transition(State.WRITING,           Event.DROP_STORE,         _APPROVER,      State.WRITING,           _DROPPED),
    Transition(State.WRITING,           Event.ADD_SEEN_STORES,    _APPROVER,      State.WRITING,           _CARD),

    # Somebody has typed the token into the sheet: nothing is left to write.
    Transition(State.SUBMITTED,         Event.DELIVER_BY_HAND,    _BOT,           State.DELIVERED,         _TELL_ALL),
    Transition(State.CHANGES_REQUESTED, Event.DELIVER_BY_HAND,    _BOT,           State.DELIVERED,         _TELL_ALL),
    Transition(State.APPROVED,          Event.DELIVER_BY_HAND,    _BOT,           State.DELIVERED,         _TELL_ALL),

    Transition(State.DELIVERED,         Event.ACTIVATE,           _TICKS,         State.ACTIVATED,         _CARD),
    Transition(State.ACTIVATED,         Event.COMPLETE,           _TICKS,         State.COMPLETED,         _TELL_TEAM),

    *_once_delivered(State.DELIVERED),
    *_once_delivered(State.ACTIVATED),
    *_once_delivered(State.COMPLETED),
)
# fmt: on

# While a request is in one of these, its slugs belong to it: no other request may claim them.
OPEN = frozenset({State.SUBMITTED, State.CHANGES_REQUESTED, State.APPROVED, State.WRITING})
# The token stands in the sheet, as the bot wrote it or a person typed it.
LIVE = frozenset({State.DELIVERED, State.ACTIVATED, State.COMPLETED})

# Nobody has anything left to do for a request in one of these.
OVER = frozenset(State) - OPEN - {State.DELIVERED, State.ACTIVATED}

# What was asked for will not come of it: who still wants it asks again.
GIVEN_UP = OVER - {State.COMPLETED}

_TABLE = {(line.source, line.event): line for line in TRANSITIONS}


def transition(source: State | None, event: Event) -> Transition | None:
    """The line for `event` in state `source` (None: no request yet), or None where the table has none."""
    return _TABLE.get((source, event))


def sources(event: Event) -> tuple[State, ...]:
    """The states in which `event` can happen, in the table's order."""
    return tuple(line.source for line in TRANSITIONS if line.event is event and line.source is not None)
