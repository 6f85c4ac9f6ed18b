"""The buttons about a request, one row each: how it looks, where it stands, what it asks before it acts.

Who may press it, and in which state, its events say (`workflows.rules.policy`, `workflows.rules.states`).
"""

from dataclasses import dataclass
from enum import StrEnum

from bot.texts import Texts
from bot.ui.blocks import Block, button, confirmation, shorten
from workflows.requests.reminder_rules import others_hold
from workflows.rules.policy import Action, actions_in
from workflows.rules.states import Event, Remark, State
from workflows.storage.models import Request

_BRAND = 80
_NUDGED = frozenset({Event.SUBMIT, Event.RESUBMIT, Event.APPROVE})  # whose note lets the requester ask after it


class Asks(StrEnum):
    """What happens at the press."""

    NOTHING = "nothing"  # it acts at once
    SURE = "sure"  # it acts at once, having asked whether one is sure
    REASON = "reason"  # a modal asks why
    MORE = "more"  # a modal of its own


class Place(StrEnum):
    """Where a button stands while one of its events is possible; reminders and the requester's notes have some too."""

    CARD = "card"
    DETAILS = "details"
    ELSEWHERE = "elsewhere"  # whatever it stands in draws it


@dataclass(frozen=True)
class Button:
    """A row. `form`: what the modal that asks why is called, in the keys of its texts and in its callback_id. `states`:
    the only ones in which the card has it (empty: all in which it can be pressed). `notes`: the events whose note to
    the requester shows the button."""

    asks: Asks
    style: str | None = None
    place: Place = Place.CARD
    form: str = ""
    states: tuple[State, ...] = ()
    notes: tuple[Event, ...] = ()


# Editing is for the requester alone, in their own message and in the details; of refusing and cancelling the card has
# one at a time; each step that 6xpos goes has a tick; a token that was delivered is corrected so rarely that it belongs
# into the details.
BUTTONS = {
    Action.APPROVE: Button(Asks.MORE, "primary"),
    Action.GIVE_TOKEN: Button(Asks.MORE, "primary"),
    Action.ASK_CHANGES: Button(Asks.REASON, form="changes", states=(State.SUBMITTED,)),
    Action.REJECT: Button(Asks.REASON, "danger", form="reject", states=(State.SUBMITTED,)),
    Action.EDIT: Button(Asks.MORE, place=Place.ELSEWHERE, notes=(Event.ASK_CHANGES,)),
    Action.CANCEL: Button(
        Asks.SURE,
        states=(State.CHANGES_REQUESTED, State.APPROVED),
        notes=(Event.SUBMIT, Event.RESUBMIT, Event.ASK_CHANGES),
    ),
    Action.RETRY: Button(Asks.NOTHING),
    Action.REPLACE: Button(Asks.MORE, place=Place.DETAILS),
    Action.WITHDRAW: Button(Asks.REASON, "danger", Place.DETAILS, form="withdraw"),
    Action.PUT_BACK: Button(Asks.MORE, "primary", Place.ELSEWHERE),
    Action.KEEP_TOKEN: Button(Asks.MORE, place=Place.ELSEWHERE),
    Action.OVERWRITE_TOKEN: Button(Asks.MORE, "danger", Place.ELSEWHERE),
    Action.DROP_STORE: Button(Asks.MORE, place=Place.ELSEWHERE),
    Action.ADD_SEEN_STORES: Button(Asks.MORE, place=Place.ELSEWHERE),  # of the sheet, before it acts
    Action.TICK: Button(Asks.MORE, place=Place.ELSEWHERE),
    Action.DETAILS: Button(Asks.MORE, notes=tuple(Event)),
}


def buttons(texts: Texts, request: Request, place: Place) -> list[Block]:
    """The buttons that make sense now at that place; trying again only helps where something went wrong."""
    shown = [
        action
        for action in actions_in(request.state)
        if (row := BUTTONS[action]).place is place and (not row.states or request.state in row.states)
    ]
    return [action_button(texts, action, request) for action in shown if action is not Action.RETRY or request.problem]


def own_buttons(texts: Texts, request: Request) -> list[Block]:
    """What only the requester does, or what the card has no button for in this state: changing it, taking it back."""
    possible = actions_in(request.state)
    return [action_button(texts, action, request) for action in (Action.EDIT, Action.CANCEL) if action in possible]


def note_buttons(texts: Texts, request: Request, event: Event) -> list[Block]:
    """What the requester can do about an event, straight from the message that tells of it, as long as they can."""
    return [
        nudge_button(texts, request) if action is Remark.NUDGE else action_button(texts, Action(action), request)
        for action in note_actions(request, event)
    ]


def note_actions(request: Request, event: Event) -> list[Action | Remark]:
    """Which these are."""
    possible = actions_in(request.state)
    found = [action for action, row in BUTTONS.items() if event in row.notes and action in possible]
    return [Remark.NUDGE, *found] if event in _NUDGED and others_hold(request) else [*found]


def nudge_button(texts: Texts, request: Request) -> Block:
    """The requester's button that calls whom the request waits for."""
    return button(texts("button.nudge"), Remark.NUDGE, request.id)


def action_button(texts: Texts, action: Action, request: Request) -> Block:
    """The button for `action`."""
    row = BUTTONS[action]
    sure = _question(texts, action, request) if row.asks is Asks.SURE else None
    return button(texts(f"button.{action}"), action, request.id, style=row.style, confirm=sure)


def _question(texts: Texts, action: Action, request: Request) -> Block:
    """Whether one really means it."""
    return confirmation(
        texts(f"{action}.title", reference=request.reference),
        texts(f"{action}.text", brand=shorten(request.brand, _BRAND)),
        texts(f"{action}.yes"),
        texts(f"{action}.no"),
        style="danger",
    )
