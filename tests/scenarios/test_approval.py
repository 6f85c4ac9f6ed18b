"""Deciding: who may, what follows, and what everyone else is told."""

import pytest

from tests.scenarios.stage import AMELIE, CHANNEL, CLAIRE, OSCAR, TOKEN, TOM, Stage, buttons, shown
from tests.scenarios.steps import drawn_before
from workflows.rules.states import State


def test_approve_with_the_token_writes_the_sheet_and_tells_the_requester(stage: Stage) -> None:
    request = stage.request()
    stage.click(AMELIE, request, "approve")
    modal = stage.top_modal(AMELIE)
    assert (modal["callback_id"], modal["private_metadata"]) == ("token_form", request.id)
    assert "Boulangerie Émile Nantes" in shown(modal)
    stage.as_(AMELIE).submit(modal["id"], token=TOKEN)
    stage.settle()
    stage.answered()
    assert stage.workspace.slack.modals(AMELIE) == []
    assert stage.state(request) is State.DELIVERED
    assert stage.sheet()["emile-nantes"] == ("Boulangerie Émile Nantes", TOKEN)
    assert stage.sheet()["emile-reze"] == ("Boulangerie Émile Rezé", TOKEN)
    assert stage.fresh(request).token_sealed is None
    assert buttons(stage.card(request)) == ["tick"] * 4 + ["details"]
    assert request.reference in shown(stage.direct(CLAIRE)[-1])
    assert len(stage.direct(CLAIRE)) == 2


def test_approve_now_and_give_the_token_later(stage: Stage) -> None:
    request = stage.request()
    stage.click(AMELIE, request, "approve")
    stage.as_(AMELIE).submit(stage.top_modal(AMELIE)["id"])
    stage.settle()
    assert stage.state(request) is State.APPROVED
    assert buttons(stage.card(request)) == ["give_token", "cancel", "details"]
    stage.click(TOM, request, "give_token")
    stage.as_(TOM).submit(stage.top_modal(TOM)["id"])
    assert "token" in stage.errors(TOM)
    stage.as_(TOM).submit(stage.top_modal(TOM)["id"], token=TOKEN)
    stage.settle()
    assert stage.state(request) is State.DELIVERED
    assert stage.fresh(request).approver == AMELIE
    assert stage.fresh(request).token_giver == TOM


def test_reject_wants_a_reason_and_the_requester_reads_it(stage: Stage) -> None:
    request = stage.request()
    stage.click(AMELIE, request, "reject")
    modal = stage.top_modal(AMELIE)
    stage.as_(AMELIE).submit(modal["id"], reason="   ")
    assert stage.state(request) is State.SUBMITTED
    stage.as_(AMELIE).submit(modal["id"], reason="Déjà connecté en mars")
    stage.settle()
    assert stage.state(request) is State.REJECTED
    assert "Déjà connecté en mars" in shown(stage.direct(CLAIRE)[-1])
    assert buttons(stage.card(request)) == ["details"]


@pytest.mark.parametrize("who", [CLAIRE, AMELIE])
def test_requester_and_approvers_cancel(stage: Stage, who: str) -> None:
    request = stage.request()
    stage.click(AMELIE, request, "approve")
    stage.as_(AMELIE).submit(stage.top_modal(AMELIE)["id"])
    stage.settle()
    stage.click(who, request, "cancel")
    stage.settle()
    assert stage.state(request) is State.CANCELLED
    assert buttons(stage.card(request)) == ["details"]


@pytest.mark.parametrize("action", ["approve", "reject", "ask_changes", "cancel"])
def test_an_outsider_is_told_whom_to_ask_and_sees_no_form(stage: Stage, action: str) -> None:
    request = stage.request()
    card = drawn_before(stage.card(request), request, action)
    stage.as_(OSCAR).click(CHANNEL, card["ts"], action, block_id=f"b-{action}", stale_message=card)
    stage.answered()
    assert stage.workspace.slack.modals(OSCAR) == []
    assert f"<@{AMELIE}>" in stage.ephemerals(OSCAR)[-1]
    assert stage.state(request) is State.SUBMITTED


def test_the_requester_does_not_approve_her_own_request(stage: Stage) -> None:
    request = stage.request(AMELIE)
    stage.click(AMELIE, request, "approve")
    stage.answered()
    assert stage.workspace.slack.modals(AMELIE) == []
    assert f"<@{TOM}>" in stage.ephemerals(AMELIE)[-1]


def test_details_are_for_everyone(stage: Stage) -> None:
    request = stage.request()
    stage.click(OSCAR, request, "details")
    text = shown(stage.top_modal(OSCAR))
    assert "emile-nantes" in text
    assert f"<@{CLAIRE}>" in text


@pytest.mark.parametrize("action", ["approve", "reject", "ask_changes", "cancel"])
def test_a_stale_click_hears_what_is_true_now(stage: Stage, action: str) -> None:
    request = stage.request()
    stale = drawn_before(stage.card(request), request, action)
    stage.click(AMELIE, request, "reject")
    stage.as_(AMELIE).submit(stage.top_modal(AMELIE)["id"], reason="non")
    stage.settle()
    stage.as_(TOM).click(CHANNEL, stale["ts"], action, block_id=f"b-{action}", stale_message=stale)
    stage.answered()
    assert stage.workspace.slack.modals(TOM) == []
    assert f"<@{AMELIE}>" in stage.ephemerals(TOM)[-1]
    assert stage.state(request) is State.REJECTED


def test_a_request_decided_while_the_modal_is_open_answers_so(stage: Stage) -> None:
    request = stage.request()
    stage.click(AMELIE, request, "approve")
    stage.click(TOM, request, "reject")
    stage.as_(TOM).submit(stage.top_modal(TOM)["id"], reason="non")
    stage.as_(AMELIE).submit(stage.top_modal(AMELIE)["id"], token=TOKEN)
    assert f"<@{TOM}>" in shown(stage.top_modal(AMELIE))
    stage.settle()
    assert stage.state(request) is State.REJECTED
    assert TOKEN not in str(stage.workspace.sheet.rows())


def test_a_lead_who_left_the_group_before_submitting_is_refused(stage: Stage) -> None:
    request = stage.request()
    stage.click(TOM, request, "approve")
    stage.workspace.slack.set_usergroup_members("S0PARTNERS", [AMELIE])
    stage.bot.services.approvers.refresh()
    stage.as_(TOM).submit(stage.top_modal(TOM)["id"], token=TOKEN)
    assert f"<@{AMELIE}>" in shown(stage.top_modal(TOM))
    stage.settle()
    assert stage.state(request) is State.SUBMITTED


FORMS = {"approve": {"token": TOKEN}, "reject": {"reason": "Non"}, "ask_changes": {"reason": "Slug ?"}}


@pytest.mark.parametrize("action", FORMS)
def test_whatever_form_was_open_when_the_request_was_cancelled_answers_so(stage: Stage, action: str) -> None:
    request = stage.request()
    stage.click(AMELIE, request, action)
    stage.click(CLAIRE, request, "cancel")
    stage.as_(AMELIE).submit(stage.top_modal(AMELIE)["id"], **FORMS[action])
    stage.settle()
    assert f"<@{CLAIRE}>" in shown(stage.top_modal(AMELIE))
    assert [entry.action for entry in stage.picture(request).history] == ["submit", "cancel"]


def test_a_form_that_was_open_for_changes_when_the_request_was_cancelled_answers_so(stage: Stage) -> None:
    request = stage.request()
    stage.click(AMELIE, request, "ask_changes")
    stage.as_(AMELIE).submit(stage.top_modal(AMELIE)["id"], reason="Slug ?")
    stage.settle()
    stage.as_(CLAIRE).click(stage.workspace.slack.im(CLAIRE), stage.direct(CLAIRE)[-1]["ts"], "edit")
    stage.click(AMELIE, request, "cancel")
    stage.as_(CLAIRE).submit(stage.top_modal(CLAIRE)["id"])
    stage.settle()
    assert f"<@{AMELIE}>" in shown(stage.top_modal(CLAIRE))
    assert stage.state(request) is State.CANCELLED


@pytest.mark.parametrize("action", FORMS)
def test_who_left_the_group_is_refused_with_whatever_form(stage: Stage, action: str) -> None:
    request = stage.request()
    stage.click(TOM, request, action)
    stage.workspace.slack.set_usergroup_members("S0PARTNERS", [AMELIE])
    stage.bot.services.approvers.refresh()
    stage.as_(TOM).submit(stage.top_modal(TOM)["id"], **FORMS[action])
    stage.settle()
    assert f"<@{AMELIE}>" in shown(stage.top_modal(TOM))
    assert stage.state(request) is State.SUBMITTED


def test_a_submission_delivered_again_changes_nothing_and_gets_the_same_answer(stage: Stage) -> None:
    request = stage.request()
    stage.click(AMELIE, request, "approve")
    first = stage.as_(AMELIE).submit(stage.top_modal(AMELIE)["id"], token=TOKEN)
    again = stage.workspace.slack.replay(first)
    assert (again.status, again.body) == (first.status, first.body)
    stage.settle()
    assert [entry.action for entry in stage.picture(request).history] == ["submit", "approve_with_token", "deliver"]


@pytest.mark.parametrize(("token", "told"), [("short", "16"), ("with a space in it 123", ""), ("x" * 15, "16")])
def test_a_text_that_is_no_token_is_refused_inline(stage: Stage, token: str, told: str) -> None:
    request = stage.request()
    stage.click(AMELIE, request, "approve")
    stage.as_(AMELIE).submit(stage.top_modal(AMELIE)["id"], token=token)
    assert told in stage.errors(AMELIE)["token"]
    assert token not in stage.errors(AMELIE)["token"]
    assert stage.state(request) is State.SUBMITTED


def test_a_button_whose_value_is_no_request_is_answered(stage: Stage) -> None:
    request = stage.request()
    stale = stage.card(request)
    for element in [e for block in stale["blocks"] for e in block.get("elements", []) if e.get("type") == "button"]:
        element["value"] = "'; DROP TABLE request; --"
    stage.as_(AMELIE).click(CHANNEL, stale["ts"], "approve", stale_message=stale)
    assert stage.ephemerals(AMELIE)
    assert stage.state(request) is State.SUBMITTED


def test_while_slack_cannot_say_who_is_in_the_group_the_modal_asks_first(stage: Stage) -> None:
    from datetime import timedelta

    request = stage.request()
    stage.bot.scheduler.stop()
    stage.workspace.clock.advance(timedelta(minutes=2))
    stage.click(AMELIE, request, "approve")
    assert stage.top_modal(AMELIE)["callback_id"] == "token_form"
    stage.workspace.clock.advance(timedelta(minutes=2))
    stage.click(OSCAR, request, "approve")
    assert f"<@{AMELIE}>" in shown(stage.top_modal(OSCAR))
    assert stage.top_modal(OSCAR)["callback_id"] != "token_form"
