"""The Web API as clients meet it: tokens, scopes, content types, pages, troubles, the log."""

import json
import threading
import urllib.parse
import urllib.request
from http.client import HTTPException
from typing import Any
from urllib.error import URLError

import pytest
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from bot.sandbox.faults import Fault
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


def test_a_missing_scope_is_named(workspace: Workspace) -> None:
    workspace.slack.scopes.discard("chat:write")
    answer = refusal(lambda: workspace.client.chat_postMessage(channel="C0PARTNERS", text="x"))
    assert (answer["error"], answer["needed"]) == ("missing_scope", "chat:write")
    assert "users:read" in answer["provided"].split(",")
    assert "chat:write" not in answer["headers"]["x-oauth-scopes"].split(",")


def test_the_kind_of_conversation_decides_which_scope(workspace: Workspace) -> None:
    channel = workspace.client.conversations_open(users="UCLAIRE")["channel"]["id"]
    workspace.slack.scopes.discard("im:history")
    answer = refusal(lambda: workspace.client.conversations_history(channel=channel))
    assert (answer["error"], answer["needed"]) == ("missing_scope", "im:history")
    workspace.client.conversations_history(channel="C0PARTNERS")
    workspace.slack.scopes.discard("im:write")
    workspace.slack.scopes.add("channels:manage")
    assert refusal(lambda: workspace.client.conversations_open(users="UTOM"))["needed"] == "im:write"


def test_an_address_is_shown_only_with_its_scope(workspace: Workspace) -> None:
    user = workspace.client.users_info(user="UCLAIRE", include_locale=True)["user"]
    assert (user["locale"], user["profile"]["email"]) == ("fr-FR", "claire@example.com")
    workspace.slack.scopes.discard("users:read.email")
    user = workspace.client.users_info(user="UCLAIRE")["user"]
    assert "locale" not in user
    assert "email" not in user["profile"]


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
        (lambda c: c.chat_delete(channel="C0PARTNERS", ts="1.2"), "unknown_method"),
    ],
)  # fmt: skip
def test_what_cannot_be_done_is_refused_in_slacks_words(workspace: Workspace, call: Any, error: str) -> None:
    assert refusal(lambda: call(workspace.client))["error"] == error


def test_groups_and_conversations(workspace: Workspace) -> None:
    client, slack = workspace.client, workspace.slack
    assert client.usergroups_users_list(usergroup="S0PARTNERS")["users"] == ["UAMELIE", "UTOM"]
    slack.set_usergroup_members("S0PARTNERS", ["UTOM"])
    assert client.usergroups_users_list(usergroup="S0PARTNERS")["users"] == ["UTOM"]
    slack.join("G0SECRET", slack.bot_user_id)
    assert client.chat_postMessage(channel="G0SECRET", text="x")["ok"]
    first, again = client.conversations_open(users="UCLAIRE"), client.conversations_open(users=["UCLAIRE"])
    assert again["channel"]["id"] == first["channel"]["id"] == slack.im("UCLAIRE")


def test_threads_and_pages(workspace: Workspace) -> None:
    client = workspace.client
    root = client.chat_postMessage(channel="C0PARTNERS", text="root", metadata=METADATA)["ts"]
    for number in range(5):
        client.chat_postMessage(channel="C0PARTNERS", text=f"reply {number}", thread_ts=root)
    [message] = client.conversations_history(channel="C0PARTNERS")["messages"]
    assert (message["text"], message.get("metadata")) == ("root", None)
    [message] = client.conversations_history(channel="C0PARTNERS", include_all_metadata=True)["messages"]
    assert message["metadata"] == METADATA
    found = [
        message["text"] for page in client.conversations_replies(channel="C0PARTNERS", ts=root, limit=3)
        for message in page["messages"]
    ]  # fmt: skip
    assert found == ["root", *(f"reply {number}" for number in range(5))]


def test_an_ephemeral_message_is_for_one_who_is_there(workspace: Workspace) -> None:
    workspace.slack.leave("C0PARTNERS", "UTOM")
    post = workspace.client.chat_postEphemeral
    assert refusal(lambda: post(channel="C0PARTNERS", user="UTOM", text="x"))["error"] == "user_not_in_channel"
    assert refusal(lambda: post(channel="C0GENERAL", user="UTOM", text="x"))["error"] == "not_in_channel"
    ts = post(channel="C0PARTNERS", user="UCLAIRE", text="x")["message_ts"]
    assert workspace.slack.messages("C0PARTNERS") == []
    assert refusal(lambda: workspace.client.chat_update(channel="C0PARTNERS", ts=ts, text="y"))["error"] == (
        "message_not_found"
    )


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


def test_faults_refuse_lose_cut_and_delay(workspace: Workspace) -> None:
    client, faults = workspace.client, workspace.faults

    def post() -> Any:
        return client.chat_postMessage(channel="C0PARTNERS", text="x")

    faults.add(Fault("slack", "chat.postMessage", "refuse", status=429, retry_after=7))
    answer = refusal(post)
    assert (answer["status"], answer["error"], answer["headers"]["Retry-After"]) == (429, "ratelimited", "7")
    faults.add(Fault("slack", "chat.*", "refuse", status=503, error="service_unavailable"))
    assert refusal(post)["status"] == 503
    faults.add(Fault("slack", "chat.*", "refuse", status=200, error="fatal_error"))
    answer = refusal(post)
    assert (answer["status"], answer["error"]) == (200, "fatal_error")
    faults.add(Fault("slack", "chat.*", "cut"))
    with pytest.raises((URLError, ConnectionError, HTTPException)):
        post()
    assert workspace.slack.messages("C0PARTNERS") == []
    faults.add(Fault("slack", "chat.*", "lose_answer", status=0))
    with pytest.raises((URLError, ConnectionError, HTTPException)):
        post()
    faults.add(Fault("slack", "chat.*", "lose_answer", status=504))
    assert refusal(post)["status"] == 504
    assert len(workspace.slack.messages("C0PARTNERS")) == 2
    faults.add(Fault("slack", "chat.*", "delay", seconds=0.2))
    assert post()["ok"]
    assert workspace.calls.all("slack", "chat.postMessage")[-1].milliseconds >= 200


def test_the_log_has_every_call_and_no_token(workspace: Workspace) -> None:
    workspace.client.chat_postMessage(channel="C0PARTNERS", text="x", blocks=[{"type": "divider"}])
    workspace.client.users_info(user="UCLAIRE")
    refusal(lambda: workspace.client.api_call("nothing.here"))
    calls = workspace.calls.all("slack")
    assert [call.method for call in calls] == ["chat.postMessage", "users.info", "nothing.here"]
    assert calls[0].request == {"channel": "C0PARTNERS", "text": "x", "blocks": [{"type": "divider"}]}
    assert calls[0].answer["message"]["text"] == "x"
    assert calls[2].answer["error"] == "unknown_method"
    assert "xoxb" not in repr(calls)


def test_rate_limits_can_be_switched_on(workspace: Workspace) -> None:
    workspace.slack.rate_limits = True
    outcomes = [_status_of_a_post(workspace) for _ in range(10)]
    assert outcomes[0] == 200
    assert outcomes[-1] == 429
    assert len(workspace.slack.messages("C0PARTNERS")) == outcomes.count(200)
    refused = [call for call in workspace.calls.all("slack") if call.status == 429]
    assert {call.answer["error"] for call in refused} == {"ratelimited"}


def _status_of_a_post(workspace: Workspace) -> int:
    try:
        return int(workspace.client.chat_postMessage(channel="C0PARTNERS", text="x").status_code)
    except SlackApiError as refused:
        return int(refused.response.status_code)


def test_hooks_may_act_before_and_after(workspace: Workspace) -> None:
    seen: list[tuple[str, int]] = []

    def before(method: str, arguments: Json) -> None:
        if method == "chat.postMessage":
            seen.append(("before", len(workspace.slack.messages("C0PARTNERS"))))
            workspace.with_token("xoxb-test").auth_test()

    def after(method: str, arguments: Json) -> None:
        if method == "chat.postMessage":
            seen.append(("after", len(workspace.slack.messages("C0PARTNERS"))))
            assert arguments["text"] == "x"

    workspace.slack.before_call.append(before)
    workspace.slack.after_call.append(after)
    workspace.client.chat_postMessage(channel="C0PARTNERS", text="x")
    assert seen == [("before", 0), ("after", 1)]


def test_forty_posts_at_once_are_forty_messages(workspace: Workspace) -> None:
    def post() -> None:
        client = WebClient(token="xoxb-test", base_url=f"{workspace.url}/api/", retry_handlers=[])
        client.chat_postMessage(channel="C0PARTNERS", text="x")

    threads = [threading.Thread(target=post) for _ in range(40)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(10)
    all_ts = [message["ts"] for message in workspace.slack.messages("C0PARTNERS")]
    assert len(set(all_ts)) == 40
    assert all_ts == sorted(all_ts)


def test_files_are_for_who_bears_the_token(workspace: Workspace) -> None:
    file = workspace.slack.as_person("UCLAIRE").upload("stores.csv", b"Nom;slug\n")
    assert workspace.client.files_info(file=file["id"])["file"]["size"] == 9
    with_token = urllib.request.Request(file["url_private"], headers={"Authorization": "Bearer xoxb-test"})
    assert urllib.request.urlopen(with_token, timeout=5).read() == b"Nom;slug\n"
    page = urllib.request.urlopen(file["url_private"], timeout=5)
    assert page.headers["Content-Type"].startswith("text/html")
    assert b"Nom" not in page.read()
    workspace.slack.scopes.discard("files:read")
    page = urllib.request.urlopen(with_token, timeout=5)
    assert b"Nom" not in page.read()


def test_a_file_is_there_once_its_bytes_are(workspace: Workspace) -> None:
    ticket = workspace.client.files_getUploadURLExternal(filename="a.csv", length=3)
    early = refusal(lambda: workspace.client.files_info(file=ticket["file_id"]))
    assert early["error"] == "file_not_found"
    urllib.request.urlopen(urllib.request.Request(ticket["upload_url"], b"a;b"), timeout=5).close()
    assert workspace.client.files_info(file=ticket["file_id"])["file"]["size"] == 3


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


def test_an_upload_is_completed_once_where_the_bot_is(workspace: Workspace) -> None:
    client, slack = workspace.client, workspace.slack
    ticket = client.files_getUploadURLExternal(filename="a.png", length=3, alt_txt="Three bytes")
    send(ticket["upload_url"], b"png")
    files = [{"id": ticket["file_id"], "title": "Chart"}]
    nowhere = refusal(lambda: client.files_completeUploadExternal(files=files, channel_id="CNOWHERE"))
    assert nowhere["error"] == "channel_not_found"
    assert slack.file(ticket["file_id"], "UCLAIRE") is None
    client.files_completeUploadExternal(files=files, channel_id="C0PARTNERS", initial_comment="*Hello*")
    [message] = slack.messages("C0PARTNERS")
    [file] = message["files"]
    assert (message["text"], file["title"], file["alt_txt"], file["mimetype"]) == (
        "*Hello*", "Chart", "Three bytes", "image/png",
    )  # fmt: skip
    again = refusal(lambda: client.files_completeUploadExternal(files=files, channel_id="C0PARTNERS"))
    assert again["error"] == "file_not_found"
    assert slack.file(ticket["file_id"], "UCLAIRE") == b"png"
    assert slack.file(ticket["file_id"], "UNOBODY") is None


def test_an_upload_needs_its_scope(workspace: Workspace) -> None:
    workspace.slack.scopes.discard("files:write")
    refused = refusal(lambda: workspace.client.files_getUploadURLExternal(filename="a.csv", length=3))
    assert (refused["error"], refused["needed"]) == ("missing_scope", "files:write")
