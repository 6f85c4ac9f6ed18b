"""The host's clock is set back by twenty minutes: nobody is trusted for longer, nothing waits, and it is said."""

from datetime import timedelta
from typing import Any

import requests

from bot.people import FRESH
from bot.sandbox.faults import Fault
from tests.scenarios.stage import AMELIE, CLAIRE, TOM, Stage
from tests.waiting import until
from workflows.rules.states import State

BACK = timedelta(minutes=20)


def readyz(stage: Stage) -> tuple[int, dict[str, Any]]:
    answer = requests.get(f"http://127.0.0.1:{stage.bot.port}/readyz", timeout=5)
    return answer.status_code, dict(answer.json()["reasons"])


def test_a_removed_approver_is_not_trusted_for_twenty_minutes_more(stage: Stage) -> None:
    request = stage.request()
    stage.bot.scheduler.stop()
    stage.bot.services.approvers.refresh()
    stage.workspace.slack.set_usergroup_members("S0PARTNERS", [TOM])
    stage.workspace.clock.set_back(BACK)
    stage.workspace.clock.advance(FRESH + timedelta(seconds=1))
    stage.click(AMELIE, request, "approve")
    assert [view["callback_id"] for view in stage.workspace.slack.modals(AMELIE)] != ["token_form"]
    assert stage.state(request) is State.SUBMITTED


def test_it_is_noticed_told_and_everything_is_asked_again(stage: Stage) -> None:
    request = stage.request()
    stage.workspace.slack.set_usergroup_members("S0PARTNERS", [TOM])
    stage.workspace.calls.clear()
    stage.workspace.clock.set_back(BACK)
    asked = ("usergroups.users.list", "auth.test")
    until(lambda: all(stage.workspace.calls.all("slack", method) for method in asked))
    until(lambda: readyz(stage)[0] == 200)
    status, reasons = readyz(stage)
    assert (status, set(reasons)) == (200, {"clock"})
    assert "set back by" in reasons["clock"]
    until(lambda: stage.bot.services.approvers.known() == {TOM})
    # Whoever comes is asked for anew as well: their language may have changed.
    stage.click(CLAIRE, request, "details")
    assert stage.workspace.calls.all("slack", "users.info")
    stage.workspace.clock.advance(BACK)
    until(lambda: readyz(stage) == (200, {}))


def test_what_is_owed_does_not_wait_for_the_former_time(stage: Stage) -> None:
    stage.workspace.faults.add(Fault("slack", "chat.postMessage", "refuse", status=500, times=None))
    stage.submit()
    outbox = stage.bot.services.outbox
    until(lambda: any(one.problem for one in outbox.backlog()) and not stage.bot.worker.busy())
    stage.workspace.clock.set_back(BACK)
    stage.workspace.faults.clear()
    until(lambda: len(stage.cards()) == 1)
