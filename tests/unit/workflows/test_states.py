"""The table of states says what the design says."""

from dataclasses import replace

import pytest

from workflows.rules.policy import (
    Action,
    Person,
    Reason,
    SelfApproval,
    actions_in,
    decide,
    decide_follow_up,
    decide_reading,
    decide_stores_live,
)
from workflows.rules.states import OPEN, TRANSITIONS, Event, Role, State, sources, transition

LEAD = Person("ULEAD", approver=True)
REQUESTER = Person("UREQUESTER", approver=False)
OUTSIDER = Person("UOUTSIDER", approver=False)
UNKNOWN = Person("USOMEBODY", approver=None)


def decision(action: Action, state: State, person: Person, self_approval: SelfApproval = SelfApproval.ALONE) -> Reason:
    return decide(action, state, "UREQUESTER", person, self_approval).reason


def test_no_line_stands_twice() -> None:
    keys = [(line.source, line.event) for line in TRANSITIONS]
    assert len(keys) == len(set(keys))


def test_every_state_can_be_reached_from_a_submission() -> None:
    reached: set[State | None] = {None}
    while True:
        more = {line.target for line in TRANSITIONS if line.source in reached} - reached
        if not more:
            break
        reached |= more
    assert reached - {None} == set(State)


def test_a_request_that_is_being_written_cannot_be_taken_back() -> None:
    for event in (Event.CANCEL, Event.REJECT, Event.EXPIRE, Event.ASK_CHANGES):
        assert transition(State.WRITING, event) is None
        assert State.WRITING not in sources(event)


def test_only_the_bot_says_rows_are_verified_and_only_the_clock_that_time_is_up() -> None:
    assert {line.who for line in TRANSITIONS if line.event is Event.DELIVER} == {(Role.BOT,)}
    assert {line.who for line in TRANSITIONS if line.event is Event.EXPIRE} == {(Role.CLOCK,)}


def test_a_slug_is_held_until_the_rows_are_verified_or_the_request_is_over() -> None:
    assert {State.SUBMITTED, State.CHANGES_REQUESTED, State.APPROVED, State.WRITING} == OPEN


def test_the_buttons_of_each_state() -> None:
    buttons = {state: {action.value for action in actions_in(state)} for state in State}
    assert buttons[State.SUBMITTED] == {"approve", "ask_changes", "reject", "cancel", "retry", "details"}
    assert buttons[State.CHANGES_REQUESTED] == {"reject", "edit", "cancel", "details"}
    assert buttons[State.APPROVED] == {"give_token", "ask_changes", "reject", "cancel", "retry", "details"}
    decisions = {"keep_token", "overwrite_token"}
    assert buttons[State.WRITING] == {"retry", "drop_store", "add_seen_stores", "details"} | decisions
    for state in (State.DELIVERED, State.ACTIVATED, State.COMPLETED):
        ticks = set() if state is State.COMPLETED else {"tick"}
        assert (
            buttons[state]
            == {"retry", "replace_token", "withdraw_token", "put_back", "add_seen_stores", "details"}
            | decisions
            | ticks
        )
    for state in (State.REJECTED, State.CANCELLED, State.EXPIRED, State.WITHDRAWN):
        assert buttons[state] == {"details"}


def test_only_approvers_approve() -> None:
    assert decision(Action.APPROVE, State.SUBMITTED, LEAD) is Reason.ALLOWED
    assert decision(Action.APPROVE, State.SUBMITTED, OUTSIDER) is Reason.ONLY_APPROVERS
    assert decision(Action.APPROVE, State.SUBMITTED, REQUESTER) is Reason.ONLY_APPROVERS
    assert decision(Action.APPROVE, State.SUBMITTED, UNKNOWN) is Reason.APPROVERS_UNKNOWN


def test_only_the_requester_edits_even_before_an_approver() -> None:
    assert decision(Action.EDIT, State.CHANGES_REQUESTED, REQUESTER) is Reason.ALLOWED
    assert decision(Action.EDIT, State.CHANGES_REQUESTED, LEAD) is Reason.ONLY_REQUESTER


def test_requester_and_approvers_cancel_and_nobody_else() -> None:
    for person in (REQUESTER, LEAD):
        assert decision(Action.CANCEL, State.SUBMITTED, person) is Reason.ALLOWED
    assert decision(Action.CANCEL, State.SUBMITTED, OUTSIDER) is Reason.ONLY_REQUESTER_OR_APPROVERS


def test_what_comes_too_late_says_so_whoever_presses() -> None:
    for person in (LEAD, REQUESTER, OUTSIDER, UNKNOWN):
        assert decision(Action.APPROVE, State.REJECTED, person) is Reason.TOO_LATE
        assert decision(Action.CANCEL, State.WRITING, person) is Reason.TOO_LATE


def test_details_are_for_requester_approvers_and_who_reads_the_channel_always() -> None:
    for state in State:
        for person in (REQUESTER, LEAD, replace(OUTSIDER, reads=True), replace(UNKNOWN, reads=True)):
            assert decision(Action.DETAILS, state, person) is Reason.ALLOWED
        assert decision(Action.DETAILS, state, OUTSIDER) is Reason.ONLY_READERS
        assert decision(Action.DETAILS, state, UNKNOWN) is Reason.APPROVERS_UNKNOWN


def test_slugs_that_nobody_asked_for_are_for_approvers_and_who_reads_the_channel() -> None:
    assert not decide_reading(None, REQUESTER).allowed
    assert decide_reading(None, LEAD).allowed
    assert decide_reading(None, replace(OUTSIDER, reads=True)).allowed


def test_saying_yes_to_ones_own_request_is_a_matter_of_the_setting() -> None:
    own, alone = Person("UREQUESTER", True, others=True), Person("UREQUESTER", True, others=False)
    state = State.SUBMITTED
    assert decision(Action.APPROVE, state, own, SelfApproval.ALONE) is Reason.OWN_REQUEST
    assert decision(Action.APPROVE, state, alone, SelfApproval.ALONE) is Reason.ALLOWED
    assert decision(Action.APPROVE, state, alone, SelfApproval.NEVER) is Reason.OWN_REQUEST
    assert decision(Action.APPROVE, state, own, SelfApproval.ALWAYS) is Reason.ALLOWED
    assert decision(Action.GIVE_TOKEN, State.APPROVED, own, SelfApproval.ALONE) is Reason.OWN_REQUEST
    assert decision(Action.REJECT, state, own, SelfApproval.NEVER) is Reason.ALLOWED


REQUESTERS = {Action.EDIT, Action.CANCEL, Action.TICK}


@pytest.mark.parametrize("state", State)
def test_every_state_answers_every_button_and_everyone(state: State) -> None:
    for action in set(Action) - {Action.DETAILS}:
        # A token that was written is corrected by approvers alone; before that either may have the sheet read again.
        either = REQUESTERS | ({Action.RETRY} if state in (State.SUBMITTED, State.APPROVED) else set())
        expected = {
            LEAD: Reason.ONLY_REQUESTER if action is Action.EDIT else Reason.ALLOWED,
            REQUESTER: Reason.ALLOWED if action in either else Reason.ONLY_APPROVERS,
            OUTSIDER: Reason.ONLY_REQUESTER_OR_APPROVERS if action in either else Reason.ONLY_APPROVERS,
            UNKNOWN: Reason.APPROVERS_UNKNOWN,
        }
        if action is Action.EDIT:
            expected |= dict.fromkeys((OUTSIDER, UNKNOWN), Reason.ONLY_REQUESTER)
        for person, reason in expected.items():
            possible = action in actions_in(state)
            assert decision(action, state, person) is (reason if possible else Reason.TOO_LATE), (action, person)


def test_who_is_reminded_the_requester_and_approvers_put_it_off() -> None:
    def reason(person: Person, holder: str | None) -> Reason:
        return decide_follow_up("UREQUESTER", holder, person).reason

    for person in (LEAD, REQUESTER):
        assert reason(person, None) is Reason.ALLOWED
    assert reason(OUTSIDER, None) is Reason.ONLY_REQUESTER_OR_APPROVERS
    assert reason(UNKNOWN, None) is Reason.APPROVERS_UNKNOWN
    for person in (OUTSIDER, UNKNOWN):
        assert reason(person, person.user_id) is Reason.ALLOWED


@pytest.mark.parametrize("state", State)
def test_which_stores_are_live_is_said_once_the_token_is_delivered(state: State) -> None:
    delivered = state in (State.DELIVERED, State.ACTIVATED, State.COMPLETED)
    for person, reason in {
        LEAD: Reason.ALLOWED,
        REQUESTER: Reason.ALLOWED,
        OUTSIDER: Reason.ONLY_REQUESTER_OR_APPROVERS,
        UNKNOWN: Reason.APPROVERS_UNKNOWN,
    }.items():
        verdict = decide_stores_live(state, "UREQUESTER", person)
        assert verdict.reason is (reason if delivered else Reason.TOO_LATE)
        assert verdict.allowed is (verdict.reason is Reason.ALLOWED)
