"""The HTTP port is open to everybody: what Slack did not sign costs and causes nothing, who is slow stops nobody."""

import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import pytest
import requests
from prometheus_client import CollectorRegistry
from slack_bolt import Ack, Respond
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from bot.process.server import Endpoints, Server
from bot.sandbox.workspace import Workspace
from bot.settings import Settings
from tests.scenarios.stage import AMELIE, Stage, built
from tests.scenarios.steps import click_body, post, signed
from tests.strangers import stranger
from tests.waiting import until

STAMPS = (
    "", "yesterday", "9" * 9, "9" * 11, "9" * 309, "9" * 5000, "+123456789", "12345.6789", "²" * 10, "١" * 10
)  # fmt: skip


def test_nobody_is_called_or_told_for_what_slack_did_not_sign(stage: Stage) -> None:
    request = stage.request()
    stage.workspace.calls.clear()
    with stranger() as elsewhere:
        body = click_body(request.id, "approve", response_url=f"{elsewhere.url}/internal", channel={}, container={})
        for stamp in STAMPS:
            headers = signed(stage, body) | {"X-Slack-Request-Timestamp": stamp.encode().decode("latin-1")}
            assert post(stage, body, headers).status_code == 401, stamp
        stage.settle()
        assert elsewhere.called == []
    assert stage.workspace.calls.all("slack") == []


def test_what_slack_did_not_sign_is_not_even_parsed(stage: Stage) -> None:
    signatures = ("", "v0=", "v0=" + "0" * 64, "v0=" + "0" * 63 + "é", "v1=" + "0" * 64)
    for body in ("payload={", "payload=" + "[" * 700_000, "{", "payload=%ED%A0%80", "{" + "[]," * 460_000):
        for signature in signatures:
            headers = signed(stage, body) | {"X-Slack-Signature": signature.encode().decode("latin-1")}
            answer = post(stage, body, headers)
            # Who tries to parse it cannot, and says so (400).
            assert (answer.status_code, answer.text) == (401, "Not signed by Slack.")


def test_the_query_which_nobody_signs_reaches_nobody(stage: Stage) -> None:
    seen: list[Any] = []

    @stage.bot.app.middleware
    def look(req: Any, next: Any) -> None:
        seen.append(req.query)
        next()

    body = click_body("x", "details")
    url = f"http://127.0.0.1:{stage.bot.port}/slack/events?ssl_check=1&user_id=UEVIL"
    assert requests.post(url, data=body, headers=signed(stage, body), timeout=5).status_code == 200
    assert seen == [{}]


ELSEWHERE = (
    "{stranger}/r", "https://hooks.slack.com:8443/r", "http://hooks.slack.com/r", "https://slack.com.evil.example/r",
    "{stranger}\\@hooks.slack.com/r", "file:///etc/passwd", "", 7,
)  # fmt: skip


@pytest.fixture(params=["http", "socket"])
def either(request: pytest.FixtureRequest, workspace: Workspace, tmp_path: Path) -> Iterator[Stage]:
    """The bot over HTTP, and in Socket Mode."""
    more = {"SLACK_APP_TOKEN": workspace.app_token} if request.param == "socket" else {}
    usual = {"DATABASE_URL": f"sqlite:///{tmp_path / 'bot.db'}", "PORT": "0", "SHEET_WATCH_MINUTES": "0"}
    bot = built(Settings.load(workspace.settings(**usual, **more)), workspace)
    bot.start()
    workspace.slack.deliver_to(f"http://127.0.0.1:{bot.port}/slack/events")
    until(lambda: "socket" not in bot.not_ready())
    yield Stage(workspace, bot)
    bot.stop()


def where_we_are_not(**changes: Any) -> Callable[[dict[str, Any]], dict[str, Any]]:
    """A press on an unknown button, in a channel where the bot is not."""

    def changed(payload: dict[str, Any]) -> dict[str, Any]:
        for action in payload.get("actions", []):
            action["action_id"] = "launch_missiles"
        return payload | {"channel": {"id": "CNOTOURS"}, "container": {}} | changes

    return changed


def test_nothing_is_answered_at_an_address_that_is_not_slacks(either: Stage) -> None:
    answers: list[str] = []

    @either.bot.app.shortcut("greet")
    def greet(ack: Ack, respond: Respond) -> None:
        ack()
        try:
            respond("Hello")
        except ValueError as failure:  # Bolt's word for: there is nowhere to answer
            answers.append(str(failure))

    request = either.request()
    with stranger() as elsewhere:
        for told, address in enumerate(ELSEWHERE, 1):
            given = address.format(stranger=elsewhere.url) if isinstance(address, str) else address
            either.workspace.slack.reshape = where_we_are_not(
                response_url=given, response_urls=[{"response_url": given}]
            )
            either.as_(AMELIE).global_shortcut("greet")
            either.click(AMELIE, request, "details")
            either.answered()
            # They are told all the same, another way.
            assert (len(either.direct(AMELIE)), len(answers)) == (told, told), address
        assert elsewhere.called == []


def test_where_the_bot_is_not_it_answers_at_slacks_own_address(either: Stage) -> None:
    request = either.request()
    either.workspace.slack.reshape = where_we_are_not()
    either.click(AMELIE, request, "details")
    assert len(either.ephemerals(AMELIE)) == 1
    assert either.workspace.calls.all("slack", "response_url")


def test_what_listeners_call_slack_by_follows_no_redirect_either(stage: Stage) -> None:
    failed: list[str] = []

    with stranger() as elsewhere:

        @stage.bot.app.shortcut("call")
        def call(ack: Ack, client: WebClient) -> None:
            ack()
            try:
                client.api_call(f"{elsewhere.redirector}/api/auth.test")
            except SlackApiError as failure:
                failed.append(str(failure.response.status_code))

        stage.as_(AMELIE).global_shortcut("call")
        stage.answered()
        assert (failed, elsewhere.called) == (["302"], [])


# Who is slow


@contextmanager
def slow(port: int, number: int, begun: bytes) -> Iterator[list[socket.socket]]:
    """So many connections, each with a request that has begun and does not end."""
    held = [socket.create_connection(("127.0.0.1", port), timeout=5) for _ in range(number)]
    for one in held:
        with suppress(OSError):
            one.sendall(begun)
    yield held
    for one in held:
        one.close()


HEADERS = b"POST /slack/events HTTP/1.1\r\nHost: x\r\n"
BODY = HEADERS + b"Content-Length: 1000000\r\n\r\npayload="


def alive(port: int) -> bool:
    with suppress(requests.RequestException):
        return requests.get(f"http://127.0.0.1:{port}/healthz", timeout=5).status_code == 200
    return False


@pytest.fixture
def bare() -> Iterator[Callable[..., Server]]:
    """The real server, with nothing behind it: made with the limits that a test wants."""
    made: list[Server] = []

    def start(**limits: Any) -> Server:
        made.append(Server(Endpoints(None, dict, CollectorRegistry()), "127.0.0.1", 0, **limits))
        made[-1].start()
        return made[-1]

    yield start
    for one in made:
        one.stop()


@pytest.mark.parametrize("begun", [b"", HEADERS, BODY], ids=["nothing", "headers", "body"])
def test_others_are_served_beside_130_slow_connections(stage: Stage, begun: bytes) -> None:
    with slow(stage.bot.port, 130, begun):
        assert alive(stage.bot.port)
        stage.request()


@pytest.mark.parametrize("begun", [b"", HEADERS, BODY], ids=["nothing", "headers", "body"])
def test_where_all_places_are_taken_who_is_slowest_makes_room(bare: Callable[..., Server], begun: bytes) -> None:
    server = bare(most=10)
    with slow(server.port, 40, begun):
        assert alive(server.port)
        with requests.Session() as kept:
            assert kept.get(f"http://127.0.0.1:{server.port}/healthz", timeout=5).status_code == 200


@pytest.mark.parametrize("begun", [HEADERS, BODY], ids=["headers", "body"])
def test_who_drips_is_hung_up_on_however_steadily(bare: Callable[..., Server], begun: bytes) -> None:
    server = bare(patience=0.2)
    with slow(server.port, 1, begun) as (one,):
        one.setblocking(False)

        def hung_up() -> bool:
            try:
                one.sendall(b"X: y\r\n")
                return one.recv(100) == b""
            except BlockingIOError:
                return False
            except OSError:
                return True

        until(hung_up)


def test_who_says_nothing_is_hung_up_on(bare: Callable[..., Server]) -> None:
    with slow(bare(patience=0.2).port, 1, b"") as (one,):
        assert one.recv(100) == b""


def test_whom_we_let_wait_is_not_hung_up_on() -> None:
    waited = threading.Event()

    def readiness() -> dict[str, str]:
        waited.wait(1.0)  # longer than the server's own patience
        return {}

    server = Server(Endpoints(None, readiness, CollectorRegistry()), "127.0.0.1", 0, patience=0.2)
    server.start()
    answer = requests.get(f"http://127.0.0.1:{server.port}/readyz", timeout=5)
    server.stop()
    assert answer.json() == {"status": "ready", "reasons": {}}
