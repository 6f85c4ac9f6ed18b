"""A token that is to be replaced or withdrawn, and is not: whoever asked for it is reminded, until it is."""

import pytest

from tests.scenarios.stage import AMELIE, CHANNEL, CLAIRE, NORA, TOM, Stage, buttons, shown
from tests.scenarios.steps import (
    BY_HAND,
    STEPS,
    delivered,
    digests,
    direct_messages,
    press_tick,
    replace_token,
    sheet_tokens,
    tick_at,
    type_token,
    withdraw_token,
)
from workflows.rules.states import State
from workflows.storage.models import Request


def in_conflict(stage: Stage) -> Request:
    """A replacement that Tom asked for, with somebody else's token in the way."""
    request = delivered(stage)
    type_token(stage, "emile-reze", BY_HAND)
    replace_token(stage, request, who=TOM)
    return request


@pytest.mark.parametrize("settings_overrides", [{"ESCALATE_TO": NORA}])
def test_whoever_asked_for_the_new_token_is_reminded_and_in_the_end_it_is_escalated(stage: Stage) -> None:
    request = in_conflict(stage)
    tick_at(stage, 2026, 11, 24, 13, 30)
    assert direct_messages(stage, TOM, "digest") == []
    tick_at(stage, 2026, 11, 24, 15, 30)
    (direct,) = direct_messages(stage, TOM, "digest")
    assert "a row needs a decision" in shown(direct)
    assert {"retry", "snooze"} <= set(buttons(direct))
    assert digests(stage) == []
    tick_at(stage, 2026, 11, 27, 14, 30)
    (told,) = direct_messages(stage, NORA, "escalation")
    assert f"<@{TOM}>" in shown(told)
    # Trying again from the reminder ends it.
    type_token(stage, "emile-reze", "")
    newest = direct_messages(stage, TOM, "digest")[-1]
    stage.as_(TOM).click(stage.workspace.slack.im(TOM), str(newest["ts"]), "retry")
    stage.settle()
    assert set(sheet_tokens(stage).values()) == {"tok_live_0000aaaa1111bbbb2222"}
    tick_at(stage, 2026, 11, 30, 10, 30)
    assert direct_messages(stage, TOM, "digest") == []
    assert stage.fresh(request).replacement_by is None


def test_once_it_is_replaced_the_requester_is_reminded_of_what_is_left_again(stage: Stage) -> None:
    request = in_conflict(stage)
    reminder = stage.bot.services.queries.reminder(request.id)
    assert reminder is not None
    assert reminder.holder == TOM
    type_token(stage, "emile-reze", "")
    stage.click(AMELIE, request, "retry")
    stage.settle()
    reminder = stage.bot.services.queries.reminder(request.id)
    assert reminder is not None
    assert reminder.holder == CLAIRE
    tick_at(stage, 2026, 11, 30, 10, 30)
    assert direct_messages(stage, CLAIRE, "digest") == []
    tick_at(stage, 2026, 12, 1, 10, 30)
    (direct,) = direct_messages(stage, CLAIRE, "digest")
    assert "Où en est 6xpos" in shown(direct)


def test_a_replacement_without_problem_leaves_the_reminder_as_it_was(stage: Stage) -> None:
    request = delivered(stage)
    before = stage.bot.services.queries.reminder(request.id)
    tick_at(stage, 2026, 11, 26, 10, 0)
    replace_token(stage, request)
    assert stage.bot.services.queries.reminder(request.id) == before


def test_whoever_withdraws_and_is_kept_from_it_is_reminded(stage: Stage) -> None:
    request = delivered(stage)
    stage.workspace.sheet.protect("A1:Z1000", editors=["owner@6xpos.fr"])
    withdraw_token(stage, request, TOM)
    tick_at(stage, 2026, 11, 24, 15, 30)
    (direct,) = direct_messages(stage, TOM, "digest")
    assert "retry" in buttons(direct)
    assert direct_messages(stage, AMELIE, "digest") == []  # who gave the token


def test_a_completed_request_is_waited_for_only_until_its_token_is_replaced(stage: Stage) -> None:
    request = delivered(stage)
    for step in STEPS:
        press_tick(stage, CLAIRE, request, f"tick:{step}")
    assert stage.state(request) is State.COMPLETED
    assert stage.bot.services.queries.reminder(request.id) is None
    type_token(stage, "emile-reze", BY_HAND)
    replace_token(stage, request)
    tick_at(stage, 2026, 11, 24, 15, 30)
    (direct,) = direct_messages(stage, AMELIE, "digest")
    # The other lead takes it over.
    channel = stage.workspace.slack.im(AMELIE)
    menu = {"block_id": f"later:{request.id}", "selected": "hand_over"}
    stage.as_(AMELIE).click(channel, str(direct["ts"]), "later", **menu)
    stage.as_(AMELIE).submit(stage.top_modal(AMELIE)["id"], approver=TOM)
    stage.settle()
    assert len(direct_messages(stage, TOM, "digest")) == 1
    type_token(stage, "emile-reze", "")
    stage.as_(TOM).click(CHANNEL, stage.card(request)["ts"], "retry")
    stage.settle()
    assert stage.bot.services.queries.reminder(request.id) is None
