"""Who hears of an event beside the card: the requester by direct message, approvers called in the card's thread.

Whoever must act next always hears, and whoever has just acted does not; but for the requester's first message, and for
the one that holds the button with which they go on.
"""

from collections.abc import Sequence

from workflows.rules.details import Resubmitted
from workflows.rules.policy import APPROVERS
from workflows.rules.states import Event, Remark
from workflows.storage.models import Audit, Request

# What an approver decides: from then on the request is theirs too.
_DECISIONS = frozenset(
    {Event.APPROVE, Event.APPROVE_WITH_TOKEN, Event.GIVE_TOKEN, Event.ASK_CHANGES, Event.REPLACE, Event.WITHDRAW}
)
# The bot carries out what somebody has decided a moment ago: it is they who have acted.
DECIDED_BY = {Event.REPLACED: Event.REPLACE, Event.WITHDRAWN: Event.WITHDRAW}
TOLD_ANYWAY = frozenset({Event.SUBMIT, Event.ASK_CHANGES})
# Somebody of the approvers hears of these, also where none of them has decided anything yet.
FOR_ALL = frozenset({Event.RESUBMIT, Event.EXPIRE})
# What 6xpos was told of a request, as `workflows.requests.records.difference` names it.


def last_of(history: Sequence[Audit], action: Event | Remark | None) -> Audit | None:
    """The newest entry about `action`."""
    return next((entry for entry in reversed(history) if action and entry.action == action), None)


def cause(event: Event, history: Sequence[Audit]) -> Audit | None:
    """The entry that says who brought `event` about, and why; of what the bot carries out, who had decided it."""
    return last_of(history, DECIDED_BY.get(event, event))


def requester_hears(event: Event, request: Request, history: Sequence[Audit]) -> bool:
    """Whether the requester is told of `event`."""
    entry = cause(event, history)
    if event is Event.ACTIVATE:  # 0.1.0 owed a message about it; the card and the message of completion say enough
        return False
    return event in TOLD_ANYWAY or entry is None or entry.actor != request.requester


def approvers_called(event: Event, request: Request, history: Sequence[Audit]) -> list[str]:
    """The user ids of the approvers who are called: those who have decided about the request so far, but for who has
    just acted; [APPROVERS] where it is for any of them."""
    if event is Event.PROBLEM:  # a conflict, as long as it is not decided: who gave the token decides it
        giver = request.replacement_by if request.replacement else request.token_giver
        return [giver or APPROVERS] if request.problem and request.problem.other_tokens else []
    entry = cause(event, history)
    acted = {request.requester, entry.actor if entry else ""}
    decided = [one.actor for one in history if one.action in _DECISIONS and one.actor not in acted]
    return list(dict.fromkeys(decided)) or ([APPROVERS] if event in FOR_ALL else [])


def changes_mail(entry: Audit | None) -> bool:
    """Whether a resubmission changed what the first mail to 6xpos says."""
    told = entry.told(Resubmitted) if entry else None
    return bool(told and (told.brand or told.account or told.added or told.removed or told.slugs or told.renamed))
