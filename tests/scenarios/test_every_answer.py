"""A click is never swallowed: in every state every button and every form is answered, whoever comes with it."""

from collections.abc import Callable
from typing import Any

import pytest

from tests.scenarios.stage import AMELIE, CHANNEL, CLAIRE, OSCAR, TOKEN, TOM, Stage
from tests.scenarios.steps import STEPS, post, press_tick, signed, submission_body, type_row, withdraw_token
from workflows.rules.policy import Action
from workflows.rules.states import State
from workflows.storage.models import Request

IN_MODALS = (Action.REPLACE, Action.WITHDRAW)
BUTTONS = [*(action.value for action in Action if action not in IN_MODALS), "nudge", "leave_rows"]
FORMS = (
    "token_form",
    "token_check",
    "token_stores",
    "reject_form",
    "changes_form",
    "replace_form",
    "withdraw_form",
    "request_form",
)


def decided(action: str, **values: str) -> Callable[[Stage], Request]:
    def bring(stage: Stage) -> Request:
        request = stage.request()
        stage.click(AMELIE, request, action)
        stage.as_(AMELIE).submit(stage.top_modal(AMELIE)["id"], **values)
        stage.settle()
        return request

    return bring


def cancelled(stage: Stage) -> Request:
    request = stage.request()
    stage.click(CLAIRE, request, "cancel")
    return request


def expired(stage: Stage) -> Request:
    request = stage.request()
    assert stage.bot.services.requests.expire(request.id)
    return request


def in_conflict(stage: Stage) -> Request:
    type_row(stage, "Émile Rezé", "emile-reze", "typed-by-a-person-0123456789")
    return decided("approve", token=TOKEN)(stage)


def ticked(count: int) -> Callable[[Stage], Request]:
    def bring(stage: Stage) -> Request:
        request = decided("approve", token=TOKEN)(stage)
        for step in STEPS[:count]:
            press_tick(stage, CLAIRE, request, f"tick:{step}")
        return request

    return bring


def withdrawn(stage: Stage) -> Request:
    request = ticked(0)(stage)
    withdraw_token(stage, request)
    return request


WAYS: dict[State, Callable[[Stage], Request]] = {
    State.SUBMITTED: lambda stage: stage.request(),
    State.CHANGES_REQUESTED: decided("ask_changes", reason="Slug ?"),
    State.APPROVED: decided("approve"),
    State.WRITING: in_conflict,
    State.DELIVERED: ticked(0),
    State.ACTIVATED: ticked(3),
    State.COMPLETED: ticked(4),
    State.WITHDRAWN: withdrawn,
    State.REJECTED: decided("reject", reason="Non"),
    State.CANCELLED: cancelled,
    State.EXPIRED: expired,
}


def every_button(request: Request, card: dict[str, Any]) -> dict[str, Any]:
    """The card of a screen that has drawn every button there is, and was never drawn again."""
    text = {"type": "plain_text", "text": "…"}
    blocks = [
        {"type": "actions", "block_id": f"tick:access:{action}" if action == Action.TICK else f"b-{action}",
         "elements": [{"type": "button", "action_id": action, "text": text, "value": request.id}]}
        for action in BUTTONS
    ]  # fmt: skip
    return {**card, "blocks": blocks}


@pytest.mark.parametrize("state", State)
def test_every_button_is_answered_in_every_state(stage: Stage, state: State) -> None:
    request = WAYS[state](stage)
    stage.settle()
    assert stage.state(request) is state
    stale = every_button(request, stage.card(request))
    for who in (OSCAR, CLAIRE, TOM, AMELIE):
        for modal in list(stage.workspace.slack.modals(who)):
            stage.as_(who).close(modal["id"])
        for action in BUTTONS:
            told, drawn = len(stage.ephemerals(who)), stage.card(request)
            delivery = stage.as_(who).click(CHANNEL, stale["ts"], action, stale_message=stale)
            assert (delivery.status, delivery.refused) == (200, "")
            answers = len(stage.ephemerals(who)) - told + len(stage.workspace.slack.modals(who))
            if not answers:  # a tick that is set is answered by the card under it
                stage.settle()
                answers += stage.card(request)["blocks"] != drawn["blocks"]
            assert answers == 1, (who, action)
            for modal in list(stage.workspace.slack.modals(who)):
                stage.as_(who).close(modal["id"])


@pytest.mark.parametrize("state", State)
@pytest.mark.parametrize("form", FORMS)
def test_every_form_is_answered_in_every_state(stage: Stage, state: State, form: str) -> None:
    """As it comes from a modal that was opened while that made sense: done, or told why not, never just closed."""
    request = WAYS[state](stage)
    stage.settle()
    for number, who in enumerate((OSCAR, AMELIE, CLAIRE, TOM)):
        before = len(stage.picture(request).history)
        body = submission_body(who, form, f"V{number:08d}", request.id, token=TOKEN, reason="Parce que")
        answer = post(stage, body, signed(stage, body))
        assert answer.status_code == 200
        stage.settle()
        moved = len(stage.picture(request).history) > before
        if answer.text:
            assert answer.json()["response_action"] in ("update", "errors")
        else:
            assert moved, (who, form, state)
