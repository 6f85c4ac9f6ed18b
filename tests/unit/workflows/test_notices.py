"""Who hears of what, over every line of the table: whoever must act next, and nobody of what they have just done."""

from datetime import UTC, datetime

import pytest

from workflows.requests.notices import DECIDED_BY, TOLD_ANYWAY, approvers_called, requester_hears
from workflows.requests.reminder_rules import RULES, Whom
from workflows.rules.effects import Owed
from workflows.rules.policy import APPROVERS
from workflows.rules.states import TRANSITIONS, Event, Role, State, Transition
from workflows.storage.models import Audit, Request

REQUESTER, LEAD, OTHER = "UREQUESTER", "ULEAD", "UOTHER"
_WHO = {Role.ANYONE: REQUESTER, Role.REQUESTER: REQUESTER, Role.APPROVER: LEAD, Role.BOT: "bot", Role.CLOCK: "clock"}
LINES = [(line, role) for line in TRANSITIONS for role in line.who]


def entry(event: Event, actor: str) -> Audit:
    return Audit(at=datetime(2026, 11, 24, tzinfo=UTC), request_id="r", actor=actor, action=event)


def story(line: Transition, role: Role, decided: bool = True) -> list[Audit]:
    """What led to the line, and the line itself."""
    found = [entry(Event.SUBMIT, REQUESTER), *([entry(Event.ASK_CHANGES, OTHER)] if decided else [])]
    if line.event in DECIDED_BY:
        found.append(entry(DECIDED_BY[line.event], LEAD))
    return [*found, entry(line.event, _WHO[role])]


REQUEST = Request(team="T", state=State.SUBMITTED, requester=REQUESTER)


@pytest.mark.parametrize(("line", "role"), LINES, ids=lambda part: str(getattr(part, "event", part)))
def test_whoever_must_act_next_hears_and_whoever_has_just_acted_does_not(line: Transition, role: Role) -> None:
    history = story(line, role)
    hears = Owed.NOTE in line.owes and requester_hears(line.event, REQUEST, history)
    called = approvers_called(line.event, REQUEST, history) if Owed.NEWS in line.owes else []
    actor = LEAD if line.event in DECIDED_BY else _WHO[role]
    assert actor not in called
    assert REQUESTER not in called
    assert not hears or actor != REQUESTER or line.event in TOLD_ANYWAY
    waited, waits = (next((r for r in RULES if r.state is at), None) for at in (line.source, line.target))
    if waits is None or waits.only_with_problem or (waited and waited.whom is waits.whom):
        return  # nobody has to act, or the same person as before; of a problem they are reminded
    if waits.whom is Whom.REQUESTER:
        assert hears or actor == REQUESTER
    elif waits.whom is Whom.APPROVERS:
        assert called or line.source is None  # a new card calls them
        assert approvers_called(line.event, REQUEST, story(line, role, decided=False)) == [APPROVERS] or not called
    else:
        assert actor == LEAD  # who approves is who goes on


@pytest.mark.parametrize("event", [Event.REJECT, Event.CANCEL, Event.EXPIRE, Event.COMPLETE, Event.WITHDRAWN])
def test_the_end_of_a_request_reaches_who_decided_about_it_once(event: Event) -> None:
    line = next(line for line in TRANSITIONS if line.event is event)
    assert {Owed.NOTE, Owed.NEWS} <= set(line.owes)
    history = [entry(Event.ASK_CHANGES, OTHER), entry(Event.APPROVE, OTHER), *story(line, line.who[0])]
    assert approvers_called(event, REQUEST, history) == [OTHER]
