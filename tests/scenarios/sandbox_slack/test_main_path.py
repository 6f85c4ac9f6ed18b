"""Command, modal, submission, message, click: over HTTP with a real Bolt app and the real client."""

from typing import Any

import pytest
from slack_bolt import Ack, App
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from tests.scenarios.sandbox_slack.playground import Json, Workspace, eventually, form


def test_command_form_submission_card_click(workspace: Workspace, http_app: App) -> None:
    seen: Json = {}

    @http_app.command("/req")
    def command(ack: Ack, body: Json, client: WebClient) -> None:
        ack()
        seen["command"] = body
        seen["view"] = client.views_open(trigger_id=body["trigger_id"], view=form())["view"]

    @http_app.view("form")
    def submitted(ack: Ack, body: Json, client: WebClient) -> None:
        seen["submission"] = body
        brand = body["view"]["state"]["values"]["brand"]["brand"]["value"]
        if brand == "bad":
            ack(response_action="errors", errors={"brand": "Not this one"})
            return
        ack()
        client.chat_postMessage(
            channel="C0PARTNERS", text="card",
            blocks=[{"type": "actions", "elements": [
                {"type": "button", "action_id": "approve", "value": "r1", "style": "primary",
                 "text": {"type": "plain_text", "text": "Approve"}}]}],
            metadata={"event_type": "t", "event_payload": {"request_id": "r1"}},
        )  # fmt: skip

    @http_app.action("approve")
    def approve(ack: Ack, body: Json, client: WebClient) -> None:
        seen["action"] = body
        client.chat_update(channel=body["channel"]["id"], ts=body["message"]["ts"], text="done", blocks=[])
        client.chat_postEphemeral(channel=body["channel"]["id"], user=body["user"]["id"], text="thanks")
        ack()

    claire = workspace.slack.as_person("UCLAIRE")
    assert claire.command("/req", "hello", "C0PARTNERS").status == 200
    [modal] = eventually(lambda: workspace.slack.modals("UCLAIRE"))
    assert seen["command"]["text"] == "hello"

    empty = claire.submit(modal["id"])
    assert "required" in empty.refused
    assert workspace.slack.modals("UCLAIRE")[0]["errors"].keys() == {"brand"}

    refused = claire.submit(modal["id"], brand="bad")
    assert refused.body["errors"] == {"brand": "Not this one"}
    assert workspace.slack.modals("UCLAIRE")[0]["errors"] == {"brand": "Not this one"}

    accepted = claire.submit(modal["id"], brand="good")
    assert (accepted.status, accepted.refused) == (200, "")
    assert workspace.slack.modals("UCLAIRE") == []
    assert seen["submission"]["view"]["private_metadata"] == "r1"

    [card] = eventually(lambda: workspace.slack.messages("C0PARTNERS"))
    amelie = workspace.slack.as_person("UAMELIE")
    assert amelie.click("C0PARTNERS", card["ts"], "reject").refused == "no such button"
    assert amelie.click("C0PARTNERS", card["ts"], "approve").status == 200
    assert seen["action"]["actions"][0]["value"] == "r1"
    assert "blocks" not in workspace.slack.messages("C0PARTNERS")[0]
    assert [m["text"] for m in workspace.slack.ephemerals("UAMELIE")] == ["thanks"]
    assert workspace.slack.ephemerals("UCLAIRE") == []

    assert amelie.click("C0PARTNERS", card["ts"], "approve").refused == "no such button"
    assert amelie.click("C0PARTNERS", card["ts"], "approve", stale_message=card).status == 200

    plain = workspace.client.conversations_history(channel="C0PARTNERS")["messages"]
    full = workspace.client.conversations_history(channel="C0PARTNERS", include_all_metadata=True)["messages"]
    assert "metadata" not in plain[0]
    assert full[0]["metadata"]["event_payload"] == {"request_id": "r1"}


@pytest.mark.parametrize(
    ("call", "error"),
    [
        (lambda c: c.chat_postMessage(channel="C0NOWHERE", text="x"), "channel_not_found"),
        (lambda c: c.chat_postMessage(channel="C0GENERAL", text="x"), "not_in_channel"),
        (lambda c: c.chat_postMessage(channel="G0SECRET", text="x"), "channel_not_found"),
        (lambda c: c.api_call("chat.postMessage", json={"channel": "C0PARTNERS"}), "no_text"),
        (lambda c: c.chat_update(channel="C0PARTNERS", ts="1.2", text="x"), "message_not_found"),
        (lambda c: c.chat_postEphemeral(channel="C0PARTNERS", user="U0NOBODY", text="x"), "user_not_in_channel"),
        (lambda c: c.users_info(user="U0NOBODY"), "user_not_found"),
        (lambda c: c.usergroups_users_list(usergroup="S0"), "no_such_subteam"),
        (lambda c: c.views_open(trigger_id="1.2.3", view=form()), "invalid_trigger_id"),
        (lambda c: c.api_call("chat.nothing"), "unknown_method"),
    ],
)  # fmt: skip
def test_refusals(workspace: Workspace, call: Any, error: str) -> None:
    with pytest.raises(SlackApiError) as refused:
        call(workspace.client)
    assert refused.value.response["error"] == error
