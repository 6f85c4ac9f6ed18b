"""The main path over Socket Mode."""

from collections.abc import Iterator
from pathlib import Path

import pytest
import requests

from bot.process.bootstrap import build
from bot.sandbox.faults import Fault
from bot.sandbox.workspace import Workspace
from bot.settings import Settings
from tests.scenarios.stage import CLAIRE, TOKEN, Stage, shown
from tests.waiting import until
from workflows.rules.states import State


@pytest.fixture
def stage(workspace: Workspace, tmp_path: Path) -> Iterator[Stage]:
    settings = Settings.load(
        workspace.settings(
            DATABASE_URL=f"sqlite:///{tmp_path / 'bot.db'}", PORT="0", SLACK_APP_TOKEN=workspace.app_token
        )
    )
    bot = build(settings, workspace.clock)
    bot.start()
    until(lambda: "socket" not in bot.not_ready())
    yield Stage(workspace, bot)
    bot.stop()


def test_from_the_command_to_the_verified_rows(stage: Stage) -> None:
    request = stage.request()
    assert request.reference in shown(stage.direct(CLAIRE)[0])
    stage.give_token(request)
    assert stage.state(request) is State.DELIVERED
    assert stage.sheet()["emile-nantes"] == ("Boulangerie Émile Nantes", TOKEN)
    assert len(stage.cards()) == 1


def test_errors_stay_in_the_form(stage: Stage) -> None:
    stage.submit(stores="Nom ; sl ug")
    assert "stores" in stage.errors()


def test_health_is_served_and_slacks_endpoint_is_not(stage: Stage) -> None:
    base = f"http://127.0.0.1:{stage.bot.port}"
    until(lambda: requests.get(f"{base}/readyz", timeout=5).status_code == 200)  # as soon as Slack was asked
    assert requests.post(f"{base}/slack/events", timeout=5).status_code == 404


@pytest.mark.long
def test_a_lost_socket_shows_until_it_is_there_again(stage: Stage) -> None:
    def reasons() -> dict[str, str]:
        answer = requests.get(f"http://127.0.0.1:{stage.bot.port}/readyz", timeout=5)
        assert answer.status_code == (503 if answer.json()["reasons"] else 200)
        return dict(answer.json()["reasons"])

    fault = stage.workspace.faults.add(Fault("slack", "apps.connections.open", "refuse", status=500, times=None))
    stage.workspace.slack.disconnect_sockets()
    until(lambda: reasons().get("socket") == "not connected", 30)
    stage.workspace.faults.remove(fault)
    until(lambda: "socket" not in reasons(), 60)
    stage.request()


def test_what_slack_delivers_again_changes_nothing_the_second_time(stage: Stage) -> None:
    slack = stage.workspace.slack
    first = stage.submit()
    stage.settle()
    again = slack.replay(first, retry_num=1)
    assert (again.status, again.body) == (first.status, first.body)
    (request,) = stage.bot.services.queries.open_requests()
    cancelled = stage.click(CLAIRE, request, "cancel")
    stage.settle()
    assert slack.replay(cancelled, retry_num=2).status == 200
    stage.settle()
    assert [entry.action for entry in stage.picture(request).history] == ["submit", "cancel"]
    assert len(stage.cards()) == 1
