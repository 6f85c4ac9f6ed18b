"""What comes in and is not what it says: refused, and nothing changes."""

import contextlib
import http.client
import json
import time
from urllib.parse import urlencode

import pytest
import requests
from sqlalchemy import update

from bot.sandbox.workspace import Workspace
from bot.settings import Settings
from tests.scenarios.stage import AMELIE, CLAIRE, Stage, built
from tests.scenarios.steps import click_body, post, signed
from tests.waiting import until
from workflows.rules.states import State
from workflows.storage.models import Request


def test_a_good_signature_is_taken(stage: Stage) -> None:
    request = stage.request()
    body = click_body(request.id, "cancel")
    assert post(stage, body, signed(stage, body)).status_code == 200
    assert stage.state(request) is State.CANCELLED


@pytest.mark.parametrize("kind", ["forged", "missing", "stale", "future", "other_body", "garbage"])
def test_a_bad_signature_changes_nothing(stage: Stage, kind: str) -> None:
    request = stage.request()
    body = click_body(request.id, "cancel")
    headers = {
        "forged": signed(stage, body, secret="0" * 32),
        "missing": {"Content-Type": "application/x-www-form-urlencoded"},
        "stale": signed(stage, body, stamp=str(int(time.time()) - 301)),
        "future": signed(stage, body, stamp=str(int(time.time()) + 400)),
        "other_body": signed(stage, body + "&x=1"),
        "garbage": signed(stage, body) | {"X-Slack-Request-Timestamp": "yesterday"},
    }[kind]
    assert post(stage, body, headers).status_code in (400, 401)
    assert stage.state(request) is State.SUBMITTED


def test_an_exact_replay_changes_nothing_the_second_time(stage: Stage) -> None:
    request = stage.request()
    body = click_body(request.id, "cancel")
    headers = signed(stage, body)
    answers = [post(stage, body, headers) for _ in range(3)]
    assert {answer.status_code for answer in answers} == {200}
    assert [entry.action for entry in stage.picture(request).history] == ["submit", "cancel"]


@pytest.mark.parametrize("value", ["", "1", "x" * 2000, "'; DROP TABLE request; --", "\u0000", "🍕"])
def test_a_value_that_is_no_id_is_answered_and_changes_nothing(stage: Stage, value: str) -> None:
    request = stage.request()
    for action in ("approve", "cancel", "retry", "details", "give_token", "reject", "edit", "snooze", "keep_open"):
        body = click_body(value, action)
        assert post(stage, body, signed(stage, body)).status_code == 200
        assert "Je ne retrouve pas cette demande" in stage.ephemerals(AMELIE)[-1]
    assert len(stage.ephemerals(AMELIE)) == 9
    assert stage.state(request) is State.SUBMITTED


ACTIONS = (
    "approve", "give_token", "reject", "ask_changes", "edit", "cancel", "retry", "details", "tick", "stores_live",
    "snooze", "keep_open", "mail_sent", "replace_token", "withdraw_token", "check_again",
)  # fmt: skip
IN_MODALS = ("replace_token", "withdraw_token", "check_again")
FORMS = ("token_form", "token_check", "reject_form", "changes_form", "replace_form", "withdraw_form", "live_form",
         "hand_over_form")  # fmt: skip


def test_another_teams_clicks_find_nothing_and_are_told_so(stage: Stage) -> None:
    request = stage.request()
    stage.workspace.calls.clear()
    for action in ACTIONS:
        there = {"view": {"id": "V1", "hash": "1"}} if action in IN_MODALS else {}
        body = click_body(request.id, action, team={"id": "TOTHER"}, user={"id": AMELIE, "team_id": "TOTHER"}, **there)
        assert post(stage, body, signed(stage, body)).status_code == 200
        stage.answered()
    stage.settle()
    assert [entry.action for entry in stage.picture(request).history] == ["submit"]
    told = [str(call.request) for call in stage.workspace.calls.all("slack")]
    answers = stage.workspace.calls.all("slack", "views.update")  # there is no such modal, which is another matter
    assert len(answers) == 1
    assert len(stage.ephemerals(AMELIE)) == len(ACTIONS) - len(answers)
    assert [text for text in told if "Émile" in text or "emile-" in text or request.reference in text] == []


@pytest.mark.parametrize("form", FORMS)
def test_another_teams_forms_find_nothing_and_are_told_so(stage: Stage, form: str) -> None:
    request = stage.request()
    chosen = {"selected_user": AMELIE, "value": "tok_live_4f9d2c81b7a6e3550192", "selected_options": [{"value": "all"}]}
    values = {name: {name: chosen} for name in ("token", "reason", "approver", "all_live")}
    view = {"id": "V1", "type": "modal", "callback_id": form, "private_metadata": request.id, "hash": "1",
            "blocks": [{"type": "input", "block_id": "live"}], "state": {"values": values}}  # fmt: skip
    user = {"id": AMELIE, "team_id": "TOTHER"}
    payload = {"type": "view_submission", "team": {"id": "TOTHER"}, "user": user, "view": view}
    body = urlencode({"payload": json.dumps(payload)})
    answer = post(stage, body, signed(stage, body))
    assert answer.status_code == 200
    assert answer.json()["response_action"] in ("update", "errors")
    assert "mile" not in answer.text
    assert [entry.action for entry in stage.picture(request).history] == ["submit"]


def test_an_unknown_action_is_acked_and_answered(stage: Stage) -> None:
    body = click_body("x", "launch_missiles")
    assert post(stage, body, signed(stage, body)).status_code == 200
    (told,) = stage.ephemerals(AMELIE)
    assert "Je ne retrouve pas cette demande" in told


def test_a_body_that_is_too_large_is_refused(stage: Stage) -> None:
    # The size that it announces is enough: it hangs up on whoever is still sending.
    headers = {"Content-Type": "application/x-www-form-urlencoded", "Content-Length": "3000000"}
    with contextlib.closing(http.client.HTTPConnection("127.0.0.1", stage.bot.port, timeout=10)) as connection:
        connection.request("POST", "/slack/events", headers=headers)
        assert connection.getresponse().status == 413
    assert requests.get(f"http://127.0.0.1:{stage.bot.port}/healthz", timeout=5).status_code == 200


@pytest.mark.parametrize(
    "body", ["", "payload=", "payload={", "payload=[]", "payload=null", "%", "command=%2F6xpos-request"]
)
def test_a_signed_body_that_is_no_payload_does_not_stop_the_bot(stage: Stage, body: str) -> None:
    assert post(stage, body, signed(stage, body)).status_code < 500
    stage.as_(CLAIRE).command("/6xpos-request", "")
    assert stage.top_modal(CLAIRE)["callback_id"] == "request_form"


def test_a_paste_of_forty_thousand_characters_is_an_inline_error(stage: Stage) -> None:
    view = stage.open_form()
    values = {
        "brand": {"brand": {"type": "plain_text_input", "value": "Émile"}},
        "stores": {"stores": {"type": "plain_text_input", "value": "N ; a\n" * 7000}},
    }
    payload = {
        "type": "view_submission",
        "team": {"id": "T06XPOS"},
        "user": {"id": CLAIRE},
        "view": {"id": view["id"], "type": "modal", "callback_id": "request_form", "private_metadata": "", "blocks": [],
                 "hash": "1", "state": {"values": values}},
    }  # fmt: skip
    body = urlencode({"payload": json.dumps(payload)})
    answer = post(stage, body, signed(stage, body)).json()
    assert answer["response_action"] == "errors"
    assert set(answer["errors"]) == {"stores", "prerequisites"}
    assert stage.bot.services.queries.counts() == {}


def test_the_health_endpoints(stage: Stage) -> None:
    base = f"http://127.0.0.1:{stage.bot.port}"
    assert requests.get(f"{base}/healthz", timeout=5).status_code == 200
    ready = {"status": "ready", "reasons": {}}  # as soon as Slack was asked
    until(lambda: requests.get(f"{base}/readyz", timeout=5).json() == ready)
    assert requests.get(f"{base}/metrics", timeout=5).status_code == 200
    assert requests.get(f"{base}/", timeout=5).status_code == 404
    assert requests.get(f"{base}/slack/events", timeout=5).status_code == 405


def test_what_was_noted_under_a_guests_workspace_is_found_after_the_next_start(
    stage: Stage, settings: Settings, workspace: Workspace
) -> None:
    request = stage.request()
    with stage.bot.database.transaction() as session:
        session.execute(update(Request).values(team="TGUESTS"))  # as 0.1.0 did
    stage.click(CLAIRE, request, "cancel")
    assert stage.state(request) is State.SUBMITTED
    stage.bot.stop()
    again = built(settings, workspace)
    again.start()
    workspace.slack.deliver_to(f"http://127.0.0.1:{again.port}/slack/events")
    after = Stage(workspace, again)
    until(lambda: after.fresh(request).team == "T06XPOS")
    after.click(CLAIRE, request, "cancel")
    assert after.state(request) is State.CANCELLED
    again.stop()
