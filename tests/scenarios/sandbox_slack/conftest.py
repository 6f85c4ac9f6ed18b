"""An embedded Slack with the usual people, and a small real Bolt app in front of it."""

import threading
from collections.abc import Iterator
from socketserver import ThreadingMixIn
from typing import Any
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

import pytest
from slack_bolt import App
from slack_bolt.adapter.wsgi import SlackRequestHandler
from slack_sdk import WebClient

from bot.sandbox.calls import CallLog
from bot.sandbox.clock import MovableClock
from bot.sandbox.faults import Faults
from bot.sandbox.loopback import Loopback
from bot.sandbox.slack.service import Person, SlackService
from tests.scenarios.sandbox_slack.playground import SCOPES, Workspace


@pytest.fixture
def workspace() -> Iterator[Workspace]:
    calls, faults, clock, loopback = CallLog(), Faults(), MovableClock(), Loopback()
    slack = SlackService(
        calls=calls, faults=faults, clock=clock, bot_token="xoxb-test", app_token="xapp-test",
        signing_secret="secret", scopes=SCOPES,
    )  # fmt: skip
    for id, name, display, locale in (
        ("UCLAIRE", "claire", "Claire Martin", "fr-FR"),
        ("UAMELIE", "amelie", "Amélie Laurent", "fr-FR"),
        ("UTOM", "tom", "Tom Baker", "en-US"),
    ):
        slack.add_person(Person(id, name, display, f"{name}@example.com", locale))
    everybody = ["UCLAIRE", "UAMELIE", "UTOM"]
    slack.add_channel("C0PARTNERS", "partnerships", [*everybody, slack.bot_user_id])
    slack.add_channel("C0GENERAL", "general", everybody)
    slack.add_channel("G0SECRET", "secret", ["UTOM"], private=True)
    slack.set_usergroup_members("S0PARTNERS", ["UAMELIE", "UTOM"])
    url = slack.start(loopback)
    client = WebClient(token="xoxb-test", base_url=f"{url}/api/", retry_handlers=[])
    yield Workspace(slack, client, calls, faults, clock, url, loopback)
    slack.stop()
    loopback.stop()


class _Threaded(ThreadingMixIn, WSGIServer):
    daemon_threads = True


class _Quiet(WSGIRequestHandler):
    def log_message(self, format: str, *args: Any) -> None:
        pass


@pytest.fixture
def app(workspace: Workspace) -> App:
    """A Bolt app without listeners, not yet connected."""
    return App(client=workspace.client, signing_secret="secret", token_verification_enabled=False)


@pytest.fixture
def http_app(workspace: Workspace, app: App) -> Iterator[App]:
    """The app, reached over HTTP."""
    server = make_server("127.0.0.1", 0, SlackRequestHandler(app), server_class=_Threaded, handler_class=_Quiet)
    thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    workspace.slack.deliver_to(f"http://127.0.0.1:{server.server_port}/slack/events")
    yield app
    server.shutdown()
    server.server_close()
    thread.join(5)
