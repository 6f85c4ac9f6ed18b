"""Requests that wait for somebody, to draw reminders of."""

from datetime import datetime, timedelta
from typing import Any

from bot.ui.blocks import Block
from tests.unit.ui.pictures import NOW, longest_request, request
from workflows.requests.queries import Held
from workflows.rules.policy import APPROVERS
from workflows.rules.problems import Problem
from workflows.rules.states import State
from workflows.storage.models import Reminder, Request

CARD = "https://heypongo-partenariats.slack.com/archives/C0PARTNERS1/p1732435200123456"
HELD_STATES = [
    State.SUBMITTED,
    State.CHANGES_REQUESTED,
    State.APPROVED,
    State.WRITING,
    State.DELIVERED,
    State.ACTIVATED,
]


def held(
    number: int = 1, state: State = State.SUBMITTED, *, holder: str = APPROVERS, days: int = 1, **values: Any
) -> Held:
    """A request that has waited for `holder` for `days`; `warned` and `escalated` are the reminder's, the rest the
    request's."""
    warned, escalated = values.pop("warned", False), values.pop("escalated", False)
    made = request(state, number=number, id=f"{number:032x}", **values)
    return Held(made, _reminder(made, holder, days, warned, escalated))


def longest_held(count: int, filler: str, problem: Problem) -> list[Held]:
    """`count` of them, everything about each as long as it can be."""
    found = []
    for number in range(count):
        made = longest_request(HELD_STATES[number % len(HELD_STATES)], filler, problem)
        made.id = f"{number:032x}"
        holder = APPROVERS if number % 2 else "U" + "9" * 11
        found.append(Held(made, _reminder(made, holder, number, warned=True, escalated=True)))
    return found


def card_link(_request: Request) -> str:
    """As every request had its card."""
    return CARD


def no_card(_request: Request) -> str:
    """As none had."""
    return ""


def expires(reminder: Reminder) -> datetime:
    """In this test's world, 30 days after somebody last wanted it kept."""
    return reminder.kept_at + timedelta(days=30)


def pressed(block: Block) -> dict[str, str]:
    """The buttons of a row: what each carries, empty for nothing, by its action_id."""
    return {
        element["action_id"]: element.get("value", "") for element in block["elements"] if element["type"] == "button"
    }


def offered(block: Block) -> list[str]:
    """What the menu of a row offers."""
    (menu,) = [element for element in block["elements"] if element["type"] == "overflow"]
    return [option["value"] for option in menu["options"]]


def _reminder(made: Request, holder: str, days: int, warned: bool, escalated: bool) -> Reminder:
    since = NOW - timedelta(days=days)
    return Reminder(
        request_id=made.id, holder=holder, since=since, kept_at=since, due_at=NOW, warned=warned, escalated=escalated
    )
