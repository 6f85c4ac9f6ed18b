"""The page's JSON API over HTTP, without a browser: whom it answers, what it streams, what people may do."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
import requests
from slack_sdk import WebClient

from bot.sandbox.web import Page
from bot.sandbox.workspace import Workspace

CLAIRE, AMELIE, OSCAR = "UCLAIRE", "UAMELIE", "UOSCAR"


@pytest.fixture
def workspace() -> Iterator[Workspace]:
    """A workspace that people have talked in, and nobody who answers as the bot."""
    with Workspace(chat=True) as found:
        yield found


@pytest.fixture
def page(workspace: Workspace) -> Iterator[Page]:
    """Its page."""
    found = Page(workspace)
    found.start(0)
    yield found
    found.stop()


def post(page: Page, path: str, body: dict[str, Any], **headers: str) -> requests.Response:
    return requests.post(f"{page.url}/api/{path}", json=body, headers=headers, timeout=10)


def state(page: Page, who: str = CLAIRE) -> dict[str, Any]:
    found: dict[str, Any] = requests.get(f"{page.url}/api/state", params={"as": who}, timeout=10).json()
    return found


class Stream:
    """One tab's stream of events."""

    def __init__(self, page: Page, who: str) -> None:
        url = f"{page.url}/api/events?as={who}"
        self._response = requests.get(url, stream=True, timeout=10)
        self._lines = self._response.iter_lines(chunk_size=1)

    def next(self, kind: str) -> dict[str, Any]:
        """The next event of this kind."""
        for line in self._lines:
            if line.startswith(b"data: "):
                event: dict[str, Any] = json.loads(line[6:])
                if event["type"] == kind:
                    return event
        raise AssertionError(f"the stream ended without {kind}")

    def close(self) -> None:
        """Closes the tab."""
        self._response.close()


@pytest.fixture
def stream(page: Page) -> Iterator[Stream]:
    """Amélie's tab."""
    found = Stream(page, AMELIE)
    yield found
    found.close()


def test_a_page_from_elsewhere_is_refused(page: Page) -> None:
    body = {"as": CLAIRE, "channel": "C0PARTNERS", "text": "bonjour"}
    assert post(page, "command", body, Origin="https://evil.example").status_code == 403
    assert post(page, "command", body, Host="evil.example").status_code == 403
    plain = requests.post(
        f"{page.url}/api/command", data=json.dumps(body), headers={"Content-Type": "text/plain"}, timeout=10
    )
    assert plain.status_code == 415
    assert len(state(page)["messages"]["C0PARTNERS"]) == 2
    assert post(page, "command", body, Origin=page.url).status_code == 200
    assert len(state(page)["messages"]["C0PARTNERS"]) == 3


def test_the_page_runs_only_its_own_scripts(page: Page) -> None:
    index = requests.get(page.url, timeout=10)
    assert "script-src 'self'" in index.headers["Content-Security-Policy"]
    assert "unsafe" not in index.headers["Content-Security-Policy"]
    assert "<script>" not in index.text
    assert requests.get(f"{page.url}/static/js/app.js", timeout=10).status_code == 200
    for path in ("/static/js/%2e%2e%2f%2e%2e%2fweb.js", "/static/js/nothing.js", "/static/../web.py"):
        assert requests.get(page.url + path, timeout=10).status_code == 404


def test_the_stream_begins_with_everything_and_goes_on_with_changes(workspace: Workspace, stream: Stream) -> None:
    first = stream.next("state")["state"]
    assert first["me"]["id"] == AMELIE
    assert first["language"] == "fr"
    assert [channel["name"] for channel in first["channels"]] == ["partnerships", "general"]
    assert first["sheet"]["rows"][0][1] == "RESTAURANT NAME"

    workspace.slack.as_person(CLAIRE).post("C0PARTNERS", "Bonjour")
    change = stream.next("messages")
    assert (change["channel"], [message["text"] for message in change["changed"]]) == ("C0PARTNERS", ["Bonjour"])

    workspace.sheet.type(5, 5, "vu")
    change = stream.next("sheet")
    assert (change["by"], change["cells"], change["sheet"]["rows"][4][4]) == ("person", [[5, 5]], "vu")

    workspace.switch("slow", True)
    assert {"name": "slow", "on": True} in stream.next("troubles")["troubles"]


def test_a_reset_is_told_to_open_tabs_and_gives_the_bot_new_settings(
    workspace: Workspace, page: Page, stream: Stream
) -> None:
    stream.next("state")
    before = workspace.settings()
    told: list[Workspace] = []
    workspace.hooks.on_reset = told.append
    workspace.sheet.type(2, 1, "Autre ville")
    workspace.slack.as_person(CLAIRE).post("C0PARTNERS", "Bonjour")
    assert post(page, "reset", {}).status_code == 200
    assert told == [workspace]
    fresh = stream.next("state")["state"]
    while fresh["epoch"] == 0:
        fresh = stream.next("state")["state"]
    assert len(fresh["messages"]["C0PARTNERS"]) == 2
    assert fresh["sheet"]["rows"][1][0] == "Lille"
    after = workspace.settings()
    assert after["SLACK_API_URL"] != before["SLACK_API_URL"]
    assert after["DATABASE_URL"] != before["DATABASE_URL"]
    workspace.slack.as_person(CLAIRE).post("C0PARTNERS", "Encore là")
    assert stream.next("messages")["changed"][-1]["text"] == "Encore là"


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("sheet", {"op": "burn"}),
        ("trouble", {"name": "earthquake", "on": True}),
        ("language", {"user": CLAIRE, "locale": "de-DE"}),
        ("clock", {"seconds": -5}),
        ("command", {"as": "UNOBODY", "channel": "C0PARTNERS", "text": "x"}),
        ("bot", {"op": "restart"}),
    ],
)
def test_what_cannot_be_done_is_refused_in_words(page: Page, path: str, body: dict[str, Any]) -> None:
    answer = post(page, path, body)
    assert answer.status_code == 400
    assert answer.json()["error"]


def test_a_call_is_shown_on_demand_without_its_secrets(workspace: Workspace, page: Page) -> None:
    workspace.calls.add("google", "POST /x", 200, {"values": [["pongo-51c7e2f09b84d63ea7f0"]]}, {"token": "abc"}, 1.0)
    (line,) = state(page)["calls"]
    assert set(line) == {"number", "at", "service", "method", "status", "milliseconds", "error"}
    shown = requests.get(f"{page.url}/api/calls/{line['number']}", timeout=10).json()
    assert "pongo-51c7e2f09b84d63ea7f0" not in json.dumps(shown)
    assert "abc" not in json.dumps(shown)
    assert requests.get(f"{page.url}/api/calls/999", timeout=10).status_code == 404


def test_the_clock_moves_and_whoever_ticks_is_told(workspace: Workspace, page: Page) -> None:
    told: list[str] = []
    workspace.hooks.on_clock = lambda: told.append("tick")
    before = state(page)["clock"]
    post(page, "clock", {"seconds": 3600})
    after = state(page)["clock"]
    assert after["now"] - before["now"] >= 3600
    assert after["offset_seconds"] >= 3599
    post(page, "clock", {"to": "next_morning"})
    assert workspace.clock.now().astimezone(workspace.next_morning().tzinfo).strftime("%H:%M") == "09:00"
    assert told == ["tick", "tick"]


@pytest.mark.parametrize("change", ["updated", "deleted"])
def test_a_click_on_what_the_tab_still_showed_is_sent_on(
    workspace: Workspace, page: Page, stream: Stream, change: str
) -> None:
    client = WebClient(workspace.bot_token, base_url=f"{workspace.slack_url}/api/")
    button = {"type": "button", "action_id": "approve", "value": "r1", "text": {"type": "plain_text", "text": "Yes"}}
    blocks = [{"type": "actions", "elements": [button]}]
    ts = client.chat_postMessage(channel="C0PARTNERS", text="card", blocks=blocks)["ts"]
    stream.next("state")
    (shown,) = [m for m in state(page, AMELIE)["messages"]["C0PARTNERS"] if m["ts"] == ts]
    press = {"as": AMELIE, "channel": "C0PARTNERS", "ts": ts, "block_id": shown["blocks"][0]["block_id"],
             "action_id": "approve", "value": "r1"}  # fmt: skip
    if change == "deleted":
        workspace.slack.as_person(CLAIRE).delete("C0PARTNERS", ts)
    else:
        client.chat_update(channel="C0PARTNERS", ts=ts, text="card", blocks=blocks)
    # Slack sends it to the bot, which is not there; it does not say that there is no such button.
    assert post(page, "click", press).json()["delivery"]["refused"] == "dispatch_failed"
    assert post(page, "click", press | {"action_id": "other"}).json()["delivery"]["refused"].startswith("no such")
