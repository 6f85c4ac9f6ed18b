"""What people do, and what Slack makes of the bot's answers."""

import secrets
import time
from typing import Any

import pytest
from slack_bolt import Ack, App
from slack_sdk import WebClient
from slack_sdk.webhook import WebhookClient

from tests.scenarios.sandbox_slack.playground import Json, Workspace, form


def opened(workspace: Workspace, app: App, view: Json, user: str = "UCLAIRE") -> Json:
    """Has the bot open a view for a command of its own, and answers it as the person sees it."""
    name = f"/open-{secrets.token_hex(4)}"

    @app.command(name)
    def command(ack: Ack, body: Json, client: WebClient) -> None:
        client.views_open(trigger_id=body["trigger_id"], view=view)
        ack()

    assert workspace.slack.as_person(user).command(name).refused == ""
    return workspace.slack.modals(user)[-1]


def test_a_command_is_signed_and_complete(workspace: Workspace, http_app: App) -> None:
    seen: Json = {}

    @http_app.command("/req")
    def command(ack: Ack, body: Json, request: Any) -> None:
        seen.update(body=body, headers=request.headers)
        ack("hello you")

    delivery = workspace.slack.as_person("UCLAIRE").command("/req", "a & b <c>", "C0GENERAL")
    assert delivery.refused == ""
    assert seen["body"].keys() == {
        "token", "team_id", "team_domain", "channel_id", "channel_name", "user_id", "user_name", "command", "text",
        "api_app_id", "is_enterprise_install", "response_url", "trigger_id",
    }  # fmt: skip
    assert (seen["body"]["text"], seen["body"]["channel_name"]) == ("a & b <c>", "general")
    assert abs(int(seen["headers"]["x-slack-request-timestamp"][0]) - time.time()) < 60
    assert [m["text"] for m in workspace.slack.ephemerals("UCLAIRE")] == ["hello you"]


def test_a_command_needs_the_channel_and_to_be_known(workspace: Workspace, http_app: App) -> None:
    workspace.slack.leave("C0PARTNERS", "UCLAIRE")
    claire = workspace.slack.as_person("UCLAIRE")
    assert claire.command("/req", "", "C0PARTNERS").refused == "channel not member"
    workspace.slack.scopes.discard("commands")
    assert "not a valid command" in claire.command("/req", "", "C0GENERAL").refused
    with pytest.raises(KeyError):
        workspace.slack.as_person("U0NOBODY")


def test_a_response_address_tells_who_acted_five_times(workspace: Workspace, http_app: App) -> None:
    seen: Json = {}

    @http_app.command("/req")
    def command(ack: Ack, body: Json) -> None:
        seen.update(body)
        ack()

    workspace.slack.as_person("UCLAIRE").command("/req", "", "C0GENERAL")
    hook = WebhookClient(seen["response_url"])
    assert hook.send(text="all", response_type="in_channel").status_code == 400
    for _ in range(4):
        assert hook.send(text="one", response_type="ephemeral", replace_original=False).status_code == 200
    assert hook.send(text="one").status_code == 404
    assert len(workspace.slack.ephemerals("UCLAIRE")) == 4
    assert workspace.slack.messages("C0GENERAL") == []
    assert len(workspace.calls.all("slack", "response_url")) == 6


@pytest.mark.parametrize(
    "answer",
    [
        {"response_action": "clear"},
        {"response_action": "errors", "errors": {"elsewhere": "no"}},
        {"response_action": "errors", "errors": {"brand": ""}},
        {"response_action": "update", "view": {"type": "modal"}},
        {"response_action": "reopen"},
    ],
)
def test_an_answer_that_slack_cannot_use_is_told_to_the_person(
    workspace: Workspace, http_app: App, answer: Json
) -> None:
    @http_app.view("form")
    def submitted(ack: Ack) -> None:
        ack(**answer)

    modal = opened(workspace, http_app, form())
    delivery = workspace.slack.as_person("UCLAIRE").submit(modal["id"], brand="x")
    assert (delivery.status, delivery.refused[:24]) == (200, "We had some trouble conn")
    assert [view["id"] for view in workspace.slack.modals("UCLAIRE")] == [modal["id"]]


def test_what_a_person_types_is_stored_as_slack_stores_it(workspace: Workspace) -> None:
    claire = workspace.slack.as_person("UCLAIRE")
    message = claire.post("C0PARTNERS", "see https://a.b/c?d=1&e <@UTOM> & <me>")
    assert message["text"] == "see <https://a.b/c?d=1&amp;e> <@UTOM> &amp; &lt;me&gt;"
    with pytest.raises(KeyError):
        workspace.slack.as_person("UCLAIRE").post("G0SECRET", "x")
