"""Socket Mode, with slack-sdk's own client under Bolt's handler."""

from collections.abc import Iterator
from typing import Any

import pytest
from slack_bolt import Ack, App
from slack_bolt.adapter.socket_mode.builtin import SocketModeHandler
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from tests.scenarios.sandbox_slack.playground import Workspace, eventually, form


@pytest.fixture
def socket_app(workspace: Workspace, app: App) -> Iterator[App]:
    """The app, connected by Socket Mode."""
    handler = SocketModeHandler(app, "xapp-test", web_client=workspace.client)
    handler.connect()
    assert workspace.slack.wait_for_socket()
    yield app
    handler.close()


def test_command_submission_and_event_travel_in_envelopes(workspace: Workspace, socket_app: App) -> None:
    seen: dict[str, Any] = {}

    @socket_app.command("/req")
    def command(ack: Ack, body: dict[str, Any], client: WebClient) -> None:
        client.views_open(trigger_id=body["trigger_id"], view=form())
        ack("on its way")

    @socket_app.view("form")
    def submitted(ack: Ack, body: dict[str, Any]) -> None:
        seen["brand"] = body["view"]["state"]["values"]["brand"]["brand"]["value"]
        ack(response_action="errors", errors={"brand": "no"})

    @socket_app.event("message")
    def message(event: dict[str, Any]) -> None:
        seen["message"] = event

    claire = workspace.slack.as_person("UCLAIRE")
    delivery = claire.command("/req")
    assert (delivery.status, delivery.refused) == (200, "")
    assert [m["text"] for m in workspace.slack.ephemerals("UCLAIRE")] == ["on its way"]
    [modal] = workspace.slack.modals("UCLAIRE")
    assert claire.submit(modal["id"], brand="x").body["errors"] == {"brand": "no"}
    assert seen["brand"] == "x"
    assert workspace.slack.modals("UCLAIRE")[0]["errors"] == {"brand": "no"}

    workspace.slack.events.add("message.channels")
    claire.post("C0PARTNERS", "salut")
    assert eventually(lambda: seen.get("message"))["text"] == "salut"


def test_a_client_that_is_told_to_disconnect_connects_anew(workspace: Workspace, socket_app: App) -> None:
    @socket_app.command("/req")
    def command(ack: Ack) -> None:
        ack("here")

    workspace.slack.disconnect_sockets()
    eventually(lambda: len(workspace.calls.all("slack", "apps.connections.open")) > 1)
    assert workspace.slack.wait_for_socket()
    delivery = eventually(
        lambda: (d := workspace.slack.as_person("UCLAIRE").command("/req")).status == 200 and d, seconds=20
    )
    assert delivery.body == {"text": "here"}


def test_only_an_app_level_token_opens_a_connection(workspace: Workspace) -> None:
    for token, error in (("xoxb-test", "not_allowed_token_type"), ("xapp-other", "invalid_auth")):
        with pytest.raises(SlackApiError) as refused:
            workspace.client.apps_connections_open(app_token=token)
        assert refused.value.response["error"] == error
    with pytest.raises(SlackApiError) as refused:
        workspace.with_token("xapp-test").users_info(user="UTOM")
    assert refused.value.response["error"] == "not_allowed_token_type"
    assert workspace.client.apps_connections_open(app_token="xapp-test")["url"].startswith("ws://127.0.0.1:")
