"""Decides who may press what, when, and if not, why: pure functions over the table of states."""

from dataclasses import dataclass
from enum import StrEnum

from workflows.rules.states import LIVE, Event, Role, State, transition

APPROVERS = "leads"
"""All approvers together, where somebody is named who is waited for or written to."""


class Action(StrEnum):
    """What a person can press; also the action_id of the button."""

    APPROVE = "approve"
    GIVE_TOKEN = "give_token"
    ASK_CHANGES = "ask_changes"
    REJECT = "reject"
    EDIT = "edit"
    CANCEL = "cancel"
    RETRY = "retry"
    REPLACE = "replace_token"
    WITHDRAW = "withdraw_token"
    PUT_BACK = "put_back"
    KEEP_TOKEN = "keep_token"
    OVERWRITE_TOKEN = "overwrite_token"
    DROP_STORE = "drop_store"
    ADD_SEEN_STORES = "add_seen_stores"
    TICK = "tick"
    DETAILS = "details"


# An action is possible where one of its events is in the table; details always are, for those who may read them.
EVENTS: dict[Action, tuple[Event, ...]] = {
    Action.APPROVE: (Event.APPROVE, Event.APPROVE_WITH_TOKEN),
    Action.GIVE_TOKEN: (Event.GIVE_TOKEN,),
    Action.ASK_CHANGES: (Event.ASK_CHANGES,),
    Action.REJECT: (Event.REJECT,),
    Action.EDIT: (Event.RESUBMIT,),
    Action.CANCEL: (Event.CANCEL,),
    Action.RETRY: (Event.RETRY,),
    Action.REPLACE: (Event.REPLACE,),
    Action.WITHDRAW: (Event.WITHDRAW,),
    Action.PUT_BACK: (Event.PUT_BACK,),
    Action.KEEP_TOKEN: (Event.KEEP_TOKEN,),
    Action.OVERWRITE_TOKEN: (Event.OVERWRITE_TOKEN,),
    Action.DROP_STORE: (Event.DROP_STORE,),
    Action.ADD_SEEN_STORES: (Event.ADD_SEEN_STORES,),
    Action.TICK: (Event.ACTIVATE, Event.COMPLETE),
    Action.DETAILS: (),
}
ACTIONS = {event: action for action, events in EVENTS.items() for event in events}
# Saying yes to one's own request is what ALLOW_SELF_APPROVAL speaks about; saying no to it is always fine.
_SAYS_YES = frozenset({Action.APPROVE, Action.GIVE_TOKEN, Action.REPLACE, Action.ADD_SEEN_STORES})


class SelfApproval(StrEnum):
    """The setting ALLOW_SELF_APPROVAL."""

    NEVER = "never"
    ALONE = "alone"
    ALWAYS = "always"


class Reason(StrEnum):
    """Why a decision fell as it did; each has its own sentence for the person."""

    ALLOWED = "allowed"
    TOO_LATE = "too_late"
    ONLY_APPROVERS = "only_approvers"
    ONLY_REQUESTER = "only_requester"
    ONLY_REQUESTER_OR_APPROVERS = "only_requester_or_approvers"
    ONLY_READERS = "only_readers"
    OWN_REQUEST = "own_request"
    APPROVERS_UNKNOWN = "approvers_unknown"


@dataclass(frozen=True)
class Person:
    """Somebody who presses a button.

    `approver`: None where Slack could not say who is in the group. `others`: whether an approver other than
    this person exists. `reads`: whether they are where every slug may be read (the partnerships channel), or are whom
    ESCALATE_TO names.
    """

    user_id: str
    approver: bool | None
    others: bool = True
    reads: bool = False


@dataclass(frozen=True)
class Verdict:
    """The decision and its reason."""

    allowed: bool
    reason: Reason


def decide(
    action: Action,
    state: State,
    requester: str,
    person: Person,
    self_approval: SelfApproval,
    opened_by: str | None = None,
) -> Verdict:
    """Whether `person` may do `action` to a request of `requester` that stands in `state`, and why (not). `opened_by`:
    who opened it in a name of their own choice, if so: saying yes to it is saying yes to their own."""
    if action is Action.DETAILS:
        return decide_reading(requester, person)
    lines = [line for event in EVENTS[action] if (line := transition(state, event))]
    if not lines:
        return Verdict(False, Reason.TOO_LATE)
    who = lines[0].who
    own = person.user_id == requester
    if Role.REQUESTER in who and own:
        return Verdict(True, Reason.ALLOWED)
    if Role.APPROVER not in who:
        return Verdict(False, Reason.ONLY_REQUESTER)
    if person.approver is None:
        return Verdict(False, Reason.APPROVERS_UNKNOWN)
    if not person.approver:
        return Verdict(False, Reason.ONLY_REQUESTER_OR_APPROVERS if Role.REQUESTER in who else Reason.ONLY_APPROVERS)
    own |= person.user_id == opened_by
    if own and action in _SAYS_YES and not _may_approve_own(person, self_approval):
        return Verdict(False, Reason.OWN_REQUEST)
    return Verdict(True, Reason.ALLOWED)


def decide_reading(requester: str | None, person: Person) -> Verdict:
    """Whether `person` may read the slugs of a request of `requester`, from where they are; None: of rows of the sheet
    that nobody asked for. Everybody else reads names, row numbers, states and references."""
    if person.reads or person.user_id == requester or person.approver:
        return Verdict(True, Reason.ALLOWED)
    return Verdict(False, Reason.APPROVERS_UNKNOWN if person.approver is None else Reason.ONLY_READERS)


def decide_for_approvers(person: Person) -> Verdict:
    """Whether `person` may do what is for approvers and about no single request: read the numbers, make requests of
    brands that were connected before the bot."""
    if person.approver:
        return Verdict(True, Reason.ALLOWED)
    return Verdict(False, Reason.APPROVERS_UNKNOWN if person.approver is None else Reason.ONLY_APPROVERS)


def decide_follow_up(requester: str, holder: str | None, person: Person) -> Verdict:
    """Whether `person` may put off what `holder` (None: any approver) is reminded of: whoever has to do with it."""
    if person.user_id in (requester, holder) or person.approver:
        return Verdict(True, Reason.ALLOWED)
    if person.approver is None:
        return Verdict(False, Reason.APPROVERS_UNKNOWN)
    return Verdict(False, Reason.ONLY_REQUESTER_OR_APPROVERS)


def decide_nudge(requester: str, person: Person) -> Verdict:
    """Whether `person` may ask after a request of `requester`: as who waits for it."""
    own = person.user_id == requester
    return Verdict(own, Reason.ALLOWED if own else Reason.ONLY_REQUESTER)


def decide_stores_live(state: State, requester: str, person: Person) -> Verdict:
    """Whether `person` may say which stores of a request of `requester` are live: once the token is delivered, those
    who may tick. It moves no request on, so it is no line of the table."""
    if state not in LIVE:
        return Verdict(False, Reason.TOO_LATE)
    return decide_follow_up(requester, None, person)


def _may_approve_own(person: Person, self_approval: SelfApproval) -> bool:
    if self_approval is SelfApproval.ALONE:
        return not person.others
    return self_approval is SelfApproval.ALWAYS


def actions_in(state: State) -> tuple[Action, ...]:
    """The actions that make sense in `state`, in the order in which buttons show them; details come last."""
    possible = tuple(a for a in Action if any(transition(state, event) for event in EVENTS[a]))
    return (*possible, Action.DETAILS)
