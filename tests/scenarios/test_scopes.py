"""The manifest's scopes are those that the bot needs: every one that it uses, and none that it does not."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from bot.manifest import EVENTS, SCOPES
from bot.sandbox.faults import Fault
from bot.sandbox.slack.scopes import SCOPES_BY_EVENT, SCOPES_BY_METHOD
from tests.scenarios.stage import AMELIE, CHANNEL, CLAIRE, OSCAR, Stage


@pytest.mark.parametrize("settings_overrides", [{"WEEKLY_REPORT": "on"}])
def test_everything_called_is_covered_and_every_scope_is_used(stage: Stage) -> None:
    stage.workspace.faults.add(Fault("slack", "chat.postMessage", "lose_answer", status=0, times=2))
    request = stage.request()
    stage.patiently(4)
    stage.click(OSCAR, request, "cancel")
    stage.give_token(stage.fresh(request))
    asked = stage.as_(CLAIRE).post(CHANNEL, "<!subteam^S0PARTNERS> et 6xpos ?")
    stage.workspace.slack.settle()
    stage.settle()
    offer = stage.workspace.slack.messages(CHANNEL)[-1]
    stage.as_(CLAIRE).click(CHANNEL, offer["ts"], "open_request")
    stage.as_(AMELIE).open_home()
    stage.submit(stores_file=[stage.as_(CLAIRE).upload("a.csv", b"A;a")])
    stage.answered()
    stage.bot.services.reporting.tick()
    stage.workspace.clock.move_to(datetime(2027, 3, 1, 9, 30, tzinfo=ZoneInfo("Europe/Paris")))  # a Monday
    stage.bot.services.reporting.tick()
    stage.settle()
    assert asked
    called = {call.method for call in stage.workspace.calls.all("slack")} & set(SCOPES_BY_METHOD)
    assert {"chat.postMessage", "chat.update", "views.open", "users.info", "usergroups.users.list"} <= called
    used: set[str] = set()
    for method in called:
        needed = SCOPES_BY_METHOD[method]
        assert not needed or needed & set(SCOPES), f"{method} needs one of {needed}"
        used |= needed & set(SCOPES)
    used |= {SCOPES_BY_EVENT[event] for event in EVENTS if event in SCOPES_BY_EVENT}
    used.add("commands")  # no method and no event: without it there is no slash command
    people = [call.answer["user"] for call in stage.workspace.calls.all("slack", "users.info")]
    if all(person["profile"].get("email") for person in people):
        used.add("users:read.email")  # no method of its own: it adds a field to the answer
    assert set(SCOPES) - used == set()
