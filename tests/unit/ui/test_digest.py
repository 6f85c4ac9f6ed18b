"""Reminders: in which order, with which buttons, and within Slack's limits however much waits."""

from dataclasses import replace

import pytest

from bot.sandbox.slack.blocks import checked_blocks, checked_view
from bot.texts import Mrkdwn, Texts, group, mention
from bot.ui.blocks import Message
from bot.ui.go_live import step_of
from bot.ui.reminders import SHOWN, Reader, digest, escalation, reassign_form
from tests.unit.ui.limits import all_texts, message_problems, view_problems
from tests.unit.ui.pictures import (
    BOTH,
    ENGLISH,
    FRENCH,
    LEAD,
    NASTY,
    PROBLEMS,
    REQUESTER,
    longest_request,
)
from tests.unit.ui.waiting import CARD, card_link, expires, held, longest_held, no_card, offered, pressed
from workflows.requests.go_live import LiveStep
from workflows.requests.queries import Held
from workflows.rules.policy import APPROVERS, Action
from workflows.rules.states import State

GROUP, NOBODY = group("S0PARTNERS"), Mrkdwn("")
both = pytest.mark.parametrize("texts", BOTH, ids=lambda texts: texts.language)
fillers = pytest.mark.parametrize("filler", ["W", "&", "é", "👨‍👩‍👧", NASTY], ids=ascii)


def drawn(texts: Texts, waiting: list[Held], call: Mrkdwn = NOBODY) -> Message:
    reader = waiting[0].reminder.holder if len({one.reminder.holder for one in waiting}) == 1 else LEAD
    return digest(texts, waiting, reader=Reader(reader, call), links=card_link, expires=expires)


def check(message: Message) -> None:
    assert message_problems(message) == []
    checked_blocks(message.blocks)


@both
@fillers
@pytest.mark.parametrize("count", [1, SHOWN, 40])
def test_however_much_waits_the_reminder_is_one_message(texts: Texts, filler: str, count: int) -> None:
    waiting = longest_held(count, filler, PROBLEMS[-1])
    check(drawn(texts, waiting, GROUP))
    check(escalation(texts, waiting, links=card_link))


@both
def test_the_most_urgent_comes_first(texts: Texts) -> None:
    waiting = [
        held(1, days=2),
        held(2, days=9),
        held(3, days=5, escalated=True),
        held(4, days=7, escalated=True),
        held(5, days=27, warned=True),
        held(6, days=28, warned=True, escalated=True),
    ]
    blocks = drawn(texts, waiting).blocks
    rows = [block for block in blocks if block.get("block_id", "").startswith("later:")]
    order = [next(iter(pressed(row).values())) for row in rows]
    assert [int(value, 16) for value in order] == [6, 5, 4, 3, 2, 1]


@both
@pytest.mark.parametrize(
    ("state", "moves_on"),
    [
        (State.SUBMITTED, Action.APPROVE),
        (State.CHANGES_REQUESTED, Action.EDIT),
        (State.APPROVED, Action.GIVE_TOKEN),
        (State.WRITING, Action.RETRY),
        (State.DELIVERED, Action.DETAILS),
        (State.ACTIVATED, Action.DETAILS),
    ],
)
def test_the_first_button_moves_the_request_on(texts: Texts, state: State, moves_on: Action) -> None:
    one = held(7, state, problem=PROBLEMS[0] if state is State.WRITING else None)
    (row,) = [block for block in drawn(texts, [one]).blocks if block["type"] == "actions"]
    assert row["block_id"] == f"later:{one.request.id}"
    assert pressed(row) == {moves_on: one.request.id, "snooze": one.request.id}
    takes_over = ["hand_over"] if state in (State.SUBMITTED, State.APPROVED, State.WRITING) else []
    assert offered(row) == ["three_days", "monday", *takes_over]


@both
def test_what_is_about_to_expire_can_be_kept_open(texts: Texts) -> None:
    one = held(7, warned=True, days=27)
    row = drawn(texts, [one]).blocks[-1]
    assert pressed(row)["keep_open"] == one.request.id
    assert "keep_open" in offered(row)
    assert "keep_open" not in pressed(drawn(texts, [held(7)]).blocks[-1])


def test_a_line_says_which_request_since_when_and_how_it_stands() -> None:
    waiting = [held(42, days=4, warned=True)]
    shown = drawn(FRENCH, waiting).blocks[1]["text"]["text"]
    assert "*Boulangerie Léa*" in shown
    assert f"<{CARD}|6X-0042>" in shown
    assert FRENCH("state.submitted") in shown
    assert "depuis vendredi 20 novembre" in shown
    assert mention(REQUESTER) in shown
    assert "dimanche 20 décembre" in shown
    shown = drawn(ENGLISH, waiting).blocks[1]["text"]["text"]
    assert "since Friday 20 November" in shown
    assert "Sunday 20 December" in shown


@both
@pytest.mark.parametrize("count", [1, SHOWN])
def test_what_6xpos_has_still_to_do_is_ticked_in_the_reminder_itself(texts: Texts, count: int) -> None:
    waiting = [
        replace(held(number, State.DELIVERED, holder=REQUESTER), ticked=frozenset({"access"}))
        for number in range(count)
    ]
    message = drawn(texts, waiting)
    check(message)
    ticks = [block["block_id"] for block in message.blocks if block.get("block_id", "").startswith("tick:")]
    shown = len([block for block in message.blocks if block.get("block_id", "").startswith("later:")])
    assert shown == min(count, 9)
    assert len(ticks) == 3 * shown
    assert not any("access" in tick for tick in ticks)
    assert step_of({"block_id": ticks[0]}) == (LiveStep.INTERFACES, True)


def test_without_a_card_there_is_no_link() -> None:
    message = digest(FRENCH, [held(42)], reader=Reader(APPROVERS, NOBODY), links=no_card, expires=expires)
    assert "·  6X-0042\n" in message.blocks[1]["text"]["text"]


def test_who_asked_is_only_said_to_others() -> None:
    own = held(1, State.CHANGES_REQUESTED, holder=REQUESTER)
    assert mention(REQUESTER) not in all_texts(drawn(FRENCH, [own]).blocks)
    assert mention(REQUESTER) in all_texts(drawn(FRENCH, [held(1, State.APPROVED, holder=LEAD)]).blocks)


@both
def test_the_leads_are_called_and_a_person_is_not(texts: Texts) -> None:
    leads, person = drawn(texts, [held()], GROUP), drawn(texts, [held(holder=LEAD)], mention(LEAD))
    assert leads.text.startswith(GROUP)
    assert GROUP in leads.blocks[0]["text"]["text"]
    assert GROUP not in all_texts(person.blocks) + person.text


@both
def test_what_does_not_fit_is_counted(texts: Texts) -> None:
    waiting = [held(number) for number in range(1, 41)]
    last, together = drawn(texts, waiting).blocks[-2:]
    assert set(pressed(together)) == {"snooze_all", "hand_over_all"}
    assert "25" in all_texts([last])
    assert "25" in all_texts([escalation(texts, waiting, links=card_link).blocks[-1]])
    assert drawn(texts, waiting[:SHOWN]).blocks[-1]["type"] == "actions"


def test_the_problem_of_a_stuck_request_is_named() -> None:
    shown = all_texts(drawn(FRENCH, [held(1, State.WRITING, problem=PROBLEMS[0])]).blocks)
    assert FRENCH("problem_short.no_access") in shown


@both
def test_an_escalation_says_who_is_waited_for_and_since_when(texts: Texts) -> None:
    waiting = [held(1, days=4), held(2, State.APPROVED, holder=LEAD, days=9)]
    message = escalation(texts, waiting, links=card_link)
    first, second = message.blocks[1:]
    assert mention(LEAD) in first["text"]["text"]
    assert texts("digest.the_leads") in second["text"]["text"]
    assert first["accessory"]["value"] == waiting[1].request.id
    assert first["accessory"]["action_id"] == Action.DETAILS
    assert "15" in first["text"]["text"]
    assert "<!" not in all_texts(message.blocks)


def test_no_sentence_ends_in_two_dots() -> None:
    shown = all_texts(drawn(FRENCH, [held(1, warned=True), held(2, escalated=True)]).blocks)
    assert ".." not in shown


@both
@fillers
@pytest.mark.parametrize("count", [0, 1, 100, 300])
def test_reassigning(texts: Texts, filler: str, count: int) -> None:
    approvers = {f"U{number:010d}": f"{number} {filler}" for number in range(count)}
    view = reassign_form(texts, longest_request(State.APPROVED, filler), approvers)
    assert view_problems(view) == []
    checked_view(view)
    assert (view["callback_id"], view["private_metadata"]) == ("hand_over_form", "a" * 32)
    (asked,) = [block for block in view["blocks"] if block["type"] == "input"]
    assert asked["block_id"] == asked["element"]["action_id"] == "approver"
    offered_ones = [option["value"] for option in asked["element"].get("options", [])]
    assert sorted(offered_ones) == (sorted(approvers) if 0 < count <= 100 else [])
    assert (asked["element"].get("initial_option") is not None) is (count == 1)
    assert all_texts(view).count("<@") == min(count, 20)
    assert (mention(next(iter(approvers))) in all_texts(view)) if count else ("<@" not in all_texts(view))
