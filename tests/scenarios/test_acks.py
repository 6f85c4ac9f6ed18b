"""Acks come in time, whatever the listeners still have to tell Slack."""

import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import Any

import pytest

from bot.process import prompt_ack
from bot.sandbox.faults import Fault
from bot.sandbox.slack.delivery import ACK_SECONDS
from tests.databases import in_place_of
from tests.scenarios.stage import AMELIE, CLAIRE, NORA, OSCAR, TICKS, TOM, Stage
from workflows.rules.states import State

pytestmark = pytest.mark.long
TAKES_LONG = "C’est plus long que d’habitude. Renvoie tel quel dans un instant : rien ne sera fait deux fois."


def test_a_slow_slack_holds_no_ack_up(stage: Stage) -> None:
    people = [CLAIRE, NORA, OSCAR, TOM]
    for who in people:
        stage.open_form(who)  # Slack has told their language
    # Longer than anybody waits for an ack here: whoever had to wait for a listener to end would see a failure.
    stage.workspace.faults.add(Fault("slack", "views.open", "delay", seconds=8.0, times=None))
    stage.workspace.slack.ack_seconds = stage.bot.app.patience = 2 * ACK_SECONDS
    with ThreadPoolExecutor(60) as pool:
        commands = [pool.submit(stage.as_(people[n % 4]).command, "/6xpos-request", "") for n in range(60)]
    assert {(command.result().refused, command.result().body) for command in commands} == {("", "")}


@contextmanager
def stalled(stage: Stage, call: str) -> Iterator[None]:
    """What a listener has the database do in `call` (`do_commit`, `do_execute`) is done at the end of the block."""
    engine, over = stage.bot.services.queries._database.engine, threading.Event()

    def wait(usual: Callable[..., None], *asked: Any) -> None:
        if threading.current_thread().name.startswith("listener"):
            over.wait(30)
        usual(*asked)

    with in_place_of(engine, call, wait):
        try:
            yield
        finally:
            over.set()
            stage.answered()


@pytest.mark.parametrize("word", ["status Émile", "list"])
def test_a_command_answered_too_slowly_asks_to_type_it_again(stage: Stage, word: str) -> None:
    request = stage.request(brand="Émile")
    with stage.as_slack_waits(), stalled(stage, "do_execute"):
        first = stage.as_(CLAIRE).command("/6xpos-request", word)
    assert (first.refused, first.body["text"]) == ("", TAKES_LONG)
    again = stage.as_(CLAIRE).command("/6xpos-request", word)
    assert request.reference in str(again.body)


def test_a_form_gives_up_before_slack_does() -> None:
    assert 0 < prompt_ack.PATIENCE_SECONDS < ACK_SECONDS


def test_a_form_stored_too_slowly_asks_to_send_it_again_and_is_stored_once(stage: Stage) -> None:
    view = stage.open_form(CLAIRE)
    typed = {"brand": "Émile", "stores": "Lyon ; lyon", "prerequisites": TICKS}
    with stage.as_slack_waits(), stalled(stage, "do_commit"):
        first = stage.as_(CLAIRE).submit(view["id"], **typed)
    assert first.refused == ""
    assert first.body["response_action"] == "errors"
    assert list(first.body["errors"].values()) == [TAKES_LONG]
    again = stage.as_(CLAIRE).submit(view["id"])
    assert (again.status, again.refused, again.body) == (200, "", "")
    assert not stage.workspace.slack.modals(CLAIRE)
    assert len(stage.bot.services.queries.open_requests()) == 1


def test_the_same_of_a_decision(stage: Stage) -> None:
    request = stage.request()
    stage.click(AMELIE, request, "reject")
    view = stage.top_modal(AMELIE)
    with stage.as_slack_waits(), stalled(stage, "do_commit"):
        first = stage.as_(AMELIE).submit(view["id"], reason="Doublon")
    assert list(first.body["errors"].values()) == [TAKES_LONG]
    assert stage.state(request) is State.REJECTED
    again = stage.as_(AMELIE).submit(view["id"])
    assert again.refused == ""
    assert "takes_long" not in str(again.body)
    assert len([entry for entry in stage.picture(request).history if entry.action == "reject"]) == 1
