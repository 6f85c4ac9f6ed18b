"""The Web API as clients meet it: tokens, scopes, content types, pages, troubles, the log."""

import json
import threading
import urllib.parse
import urllib.request
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any

import pytest
from slack_sdk.errors import SlackApiError

from bot.sandbox.slack.methods import METHODS
from bot.sandbox.slack.scopes import SCOPES_BY_METHOD
from tests.scenarios.sandbox_slack.playground import Workspace, form

Json = dict[str, Any]
METADATA = {"event_type": "t", "event_payload": {"request_id": "r1"}}


def refusal(call: Any) -> Json:
    with pytest.raises(SlackApiError) as refused:
        call()
    return {**refused.value.response.data, "status": refused.value.response.status_code,
            "headers": refused.value.response.headers}  # fmt: skip


def raw(url: str, body: bytes | None = None, **headers: str) -> Json:
    request = urllib.request.Request(url, body, {k.replace("_", "-"): v for k, v in headers.items()})
    with urllib.request.urlopen(request, timeout=5) as response:
        found: Json = json.loads(response.read())
        return found


def test_every_method_has_its_scopes_written_down() -> None:
    assert METHODS.keys() == SCOPES_BY_METHOD.keys()


def test_tokens(workspace: Workspace) -> None:
    assert workspace.client.auth_test()["user_id"] == workspace.slack.bot_user_id
    assert refusal(workspace.with_token("xoxb-other").auth_test)["error"] == "invalid_auth"
    assert refusal(workspace.with_token("xapp-test").auth_test)["error"] == "not_allowed_token_type"
    assert raw(f"{workspace.url}/api/auth.test")["error"] == "not_authed"
    assert raw(f"{workspace.url}/api/auth.test?token=xoxb-test")["error"] == "not_authed"


def test_arguments_come_by_form_query_and_json(workspace: Workspace) -> None:
    url = f"{workspace.url}/api/chat.postMessage"
    fields = {"channel": "C0PARTNERS", "text": "é", "blocks": json.dumps([{"type": "divider"}])}
    form_encoded = urllib.parse.urlencode({**fields, "token": "xoxb-test"}).encode()
    assert raw(url, form_encoded)["message"]["blocks"][0]["type"] == "divider"
    bearer = {"Authorization": "Bearer xoxb-test"}
    assert raw(url, json.dumps(fields).encode(), Content_Type="application/json", **bearer)["ok"]
    assert raw(f"{url}?{urllib.parse.urlencode(fields)}", **bearer)["message"]["text"] == "é"
    assert raw(url, b"{", Content_Type="application/json", **bearer)["error"] == "invalid_json"
    assert raw(url, b"[]", Content_Type="application/json", **bearer)["error"] == "json_not_object"


def test_the_kind_of_conversation_decides_which_scope(workspace: Workspace) -> None:
    channel = workspace.client.conversations_open(users="UCLAIRE")["channel"]["id"]
    workspace.slack.scopes.discard("im:history")
    answer = refusal(lambda: workspace.client.conversations_history(channel=channel))
    assert (answer["error"], answer["needed"]) == ("missing_scope", "im:history")
    workspace.client.conversations_history(channel="C0PARTNERS")
    workspace.slack.scopes.discard("im:write")
    workspace.slack.scopes.add("channels:manage")
    assert refusal(lambda: workspace.client.conversations_open(users="UTOM"))["needed"] == "im:write"


@pytest.mark.parametrize(
    ("call", "error"),
    [
        (lambda c: c.chat_postMessage(channel="C0NOWHERE", text="x"), "channel_not_found"),
        (lambda c: c.chat_postMessage(channel="C0GENERAL", text="x"), "not_in_channel"),
        (lambda c: c.chat_postMessage(channel="G0SECRET", text="x"), "channel_not_found"),
        (lambda c: c.api_call("chat.postMessage", json={"channel": "C0PARTNERS"}), "no_text"),
        (lambda c: c.conversations_replies(channel="C0PARTNERS", ts="1.2"), "thread_not_found"),
        (lambda c: c.users_info(user="U0NOBODY"), "user_not_found"),
        (lambda c: c.usergroups_users_list(usergroup="S0"), "no_such_subteam"),
        (lambda c: c.conversations_open(users="U0BOT6XPOS"), "cannot_dm_bot"),
        (lambda c: c.chat_delete(channel="C0PARTNERS", ts="1.2"), "message_not_found"),
        (lambda c: c.pins_add(channel="C0PARTNERS", timestamp="1.2"), "unknown_method"),
    ],
)  # fmt: skip
def test_what_cannot_be_done_is_refused_in_slacks_words(workspace: Workspace, call: Any, error: str) -> None:
    assert refusal(lambda: call(workspace.client))["error"] == error


def test_what_a_client_sends_wrong_is_explained(workspace: Workspace) -> None:
    blocks = [{"type": "actions", "elements": [{"type": "button", "text": {"type": "plain_text", "text": "x" * 76}}]}]
    answer = refusal(lambda: workspace.client.chat_postMessage(channel="C0PARTNERS", text="x", blocks=blocks))
    assert answer["error"] == "invalid_blocks"
    expected = "[ERROR] must be less than 76 characters [json-pointer:/blocks/0/elements/0/text/text]"
    assert expected in answer["response_metadata"]["messages"]
    answer = refusal(lambda: workspace.client.api_call("chat.postMessage", json={"text": "x"}))
    assert answer["response_metadata"]["messages"] == ["[ERROR] missing required field: channel"]
    answer = refusal(lambda: workspace.client.views_open(trigger_id="1.2.3", view=form(submit=None)))
    assert answer["error"] == "invalid_arguments"


def send(url: str, data: bytes) -> int:
    try:
        with urllib.request.urlopen(urllib.request.Request(url, data), timeout=5) as answer:
            return int(answer.status)
    except urllib.error.HTTPError as refused:
        return refused.code


def test_an_upload_takes_as_many_bytes_as_were_announced_once(workspace: Workspace) -> None:
    client = workspace.client
    ticket = client.files_getUploadURLExternal(filename="a.csv", length=3)
    assert ticket["file_id"] not in ticket["upload_url"]
    assert send(ticket["upload_url"], b"a;b;c") == 400
    early = refusal(lambda: client.files_completeUploadExternal(files=[{"id": ticket["file_id"]}]))
    assert early["error"] == "file_not_found"
    assert send(ticket["upload_url"], b"a;b") == 200
    assert send(ticket["upload_url"], b"x;y") == 404
    assert workspace.slack.messages("C0PARTNERS") == []


def test_retries_of_an_event_say_how_often_and_why(workspace: Workspace) -> None:
    requests: list[Json] = []

    class Broken(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            requests.append({"headers": dict(self.headers), "body": json.loads(body)})
            self.send_response(500 if len(requests) < 3 else 200)
            self.end_headers()

        def log_message(self, format: str, *args: Any) -> None:
            pass

    server = HTTPServer(("127.0.0.1", 0), Broken)
    threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
    workspace.slack.deliver_to(f"http://127.0.0.1:{server.server_port}/slack/events")
    assert "does not subscribe" in workspace.slack.as_person("UCLAIRE").open_home().refused
    workspace.slack.events.add("app_home_opened")
    assert workspace.slack.as_person("UCLAIRE").open_home().status == 200
    server.shutdown()
    server.server_close()
    assert [r["headers"].get("X-Slack-Retry-Num") for r in requests] == [None, "1", "2"]
    assert requests[1]["headers"]["X-Slack-Retry-Reason"] == "http_error"
    assert len({r["body"]["event_id"] for r in requests}) == 1
