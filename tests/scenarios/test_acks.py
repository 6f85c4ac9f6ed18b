"""Acks come in time, whatever the listeners still have to tell Slack."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from bot.sandbox.faults import Fault
from tests.scenarios.stage import CLAIRE, NORA, OSCAR, TOM, Stage

pytestmark = pytest.mark.long


def test_a_slow_slack_holds_no_ack_up(stage: Stage) -> None:
    people = [CLAIRE, NORA, OSCAR, TOM]
    for who in people:
        stage.open_form(who)  # Slack has told their language
    # Longer than Slack waits for an ack: whoever had to wait for a listener to end would see a failure.
    stage.workspace.faults.add(Fault("slack", "views.open", "delay", seconds=4.0, times=None))
    with ThreadPoolExecutor(60) as pool:
        commands = [pool.submit(stage.as_(people[n % 4]).command, "/6xpos-request", "") for n in range(60)]
    assert {command.result().refused for command in commands} == {""}
