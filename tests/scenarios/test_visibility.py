"""Slugs are shown to the requester, to approvers and to whoever reads the partnerships channel; to nobody else."""

import json
from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

import pytest

from tests.scenarios.stage import AMELIE, CHANNEL, CLAIRE, NORA, OSCAR, TOM, Stage, buttons, shown
from tests.scenarios.steps import click_body, home_of, post, signed
from workflows.requests.press import Press
from workflows.requests.results import BrandOpen, Done, Draft, SlugsTaken
from workflows.rules.policy import Person
from workflows.rules.store_lines import StoreLine
from workflows.storage.models import Request

ELSEWHERE, SLUG = "C0GENERAL", "emile-nantes"


def asked(stage: Stage, who: str, text: str, channel: str = ELSEWHERE) -> dict[str, Any]:
    """Types the command; answers what is then shown, to them alone."""
    stage.as_(who).command("/6xpos-request", text, channel)
    stage.answered()
    found: dict[str, Any] = stage.workspace.slack.ephemerals(who)[-1]
    return found


@pytest.mark.parametrize("channel", [ELSEWHERE, CHANNEL])
@pytest.mark.parametrize("text", ["status émile", "status 1"])
def test_others_read_a_brands_state_and_reference_alone(stage: Stage, text: str, channel: str) -> None:
    request = stage.request()
    answer = asked(stage, OSCAR, text, channel)
    assert request.reference in shown(answer)
    assert "Boulangerie Émile" in shown(answer)
    assert f"<@{CLAIRE}>" not in shown(answer)
    assert buttons(answer) == []


@pytest.mark.parametrize("who", [CLAIRE, AMELIE])
def test_the_requester_and_approvers_open_the_details_from_anywhere(stage: Stage, who: str) -> None:
    stage.request()
    answer = asked(stage, who, "status émile")
    assert buttons(answer) == ["details"]
    stage.as_(who).click(ELSEWHERE, answer["ts"], "details")
    assert SLUG in shown(stage.top_modal(who))


def test_details_open_for_everyone_from_the_card_and_not_from_elsewhere(stage: Stage) -> None:
    request = stage.request()
    stage.click(OSCAR, request, "details")
    assert SLUG in shown(stage.top_modal(OSCAR))
    stage.as_(OSCAR).close(stage.top_modal(OSCAR)["id"])
    # A button that was drawn for somebody who was allowed then, or by 0.1.0.
    answer = asked(stage, CLAIRE, "status émile")
    press_of_another(stage, OSCAR, answer)
    assert stage.workspace.slack.modals(OSCAR) == []
    told = shown(stage.direct(OSCAR)[-1])  # the bot is not in that channel
    assert "carte" in told
    assert SLUG not in told
    assert f"<@{AMELIE}>" in told


def press_of_another(stage: Stage, who: str, message: dict[str, Any]) -> None:
    """Presses the details' button of a message that only somebody else was shown."""
    (value,) = [e["value"] for b in message["blocks"] for e in b.get("elements", []) if e.get("action_id") == "details"]
    at = {"type": "message", "channel_id": ELSEWHERE, "message_ts": message["ts"]}
    body = click_body(value, "details", user={"id": who, "team_id": "T06XPOS"}, channel={"id": ELSEWHERE}, container=at)
    assert post(stage, body, signed(stage, body)).status_code == 200
    stage.answered()


@pytest.mark.parametrize("settings_overrides", [{"ESCALATE_TO": NORA, "ESCALATE_AFTER_DAYS": "1"}])
def test_details_open_for_whom_escalate_to_names(stage: Stage) -> None:
    request = stage.request()
    answer = asked(stage, NORA, "status émile")
    assert buttons(answer) == ["details"]
    stage.as_(NORA).click(ELSEWHERE, answer["ts"], "details")
    assert SLUG in shown(stage.top_modal(NORA))
    assert stage.fresh(request).requester == CLAIRE


def test_where_the_approvers_are_not_known_slack_is_asked_before_anything_is_shown(stage: Stage) -> None:
    stage.request()
    answer = asked(stage, AMELIE, "status émile")
    stage.workspace.clock.advance(timedelta(minutes=5))
    stage.as_(AMELIE).click(ELSEWHERE, answer["ts"], "details")
    assert SLUG in shown(stage.top_modal(AMELIE))
    stage.workspace.slack.set_usergroup_members("S0PARTNERS", [TOM])
    stage.workspace.clock.advance(timedelta(minutes=5))
    stage.as_(AMELIE).close(stage.top_modal(AMELIE)["id"])
    stage.as_(AMELIE).click(ELSEWHERE, answer["ts"], "details")
    assert SLUG not in shown(stage.top_modal(AMELIE))


@pytest.mark.parametrize("text", ["status 1", "status émile", "list"])
def test_another_workspace_is_answered_nothing_about_requests(stage: Stage, text: str) -> None:
    stage.request()
    body = {"command": "/6xpos-request", "text": text, "user_id": AMELIE, "team_id": "TOTHER", "channel_id": ELSEWHERE}
    answer = command(stage, body | {"trigger_id": "1.1.x", "api_app_id": "A06XPOS"})
    assert "6X-" not in answer
    assert "Boulangerie" not in answer  # what they typed themselves they may read again


def command(stage: Stage, fields: dict[str, str]) -> str:
    body = urlencode(fields)
    answer = post(stage, body, signed(stage, body))
    assert answer.status_code == 200
    return json.dumps(answer.json(), ensure_ascii=False)


def test_another_workspaces_form_learns_of_no_request(stage: Stage) -> None:
    """Neither of the brand's other one, nor whose a slug is."""
    stage.request()
    requests, account = stage.bot.services.requests, "jagueneau+boulangerieemile@6xpos.fr"
    same_slug = Draft("Autre", account, (StoreLine("Nantes", SLUG),))
    taken = requests.submit(same_slug, Press(Person("UZED", False), "TOTHER", "f:1"))
    assert isinstance(taken, SlugsTaken)
    assert (taken.taken[0].reference, taken.taken[0].requester) == ("6X-…", "")
    same_brand = Draft("Boulangerie Émile", account, (StoreLine("Lyon", "emile-lyon"),))
    assert isinstance(requests.submit(same_brand, Press(Person("UZED", False), "T06XPOS", "f:2")), BrandOpen)
    assert isinstance(requests.submit(same_brand, Press(Person("UZED", False), "TOTHER", "f:3")), Done)


def test_who_has_left_the_approvers_finds_only_their_own_at_home(stage: Stage) -> None:
    request = stage.request()
    mine = stage.request(AMELIE, brand="Chez Zoé", stores="Zoé ; zoe")
    stage.workspace.clock.advance(timedelta(days=1))
    stage.settle()
    assert stage.bot.services.reminding.reassign(request.id, AMELIE, Press(Person(TOM, False), "T", "click"))
    stage.workspace.slack.set_usergroup_members("S0PARTNERS", [TOM])
    stage.bot.services.approvers.refresh()
    stage.as_(AMELIE).open_home()
    text = json.dumps(home_of(stage, AMELIE), ensure_ascii=False)
    assert mine.reference in text
    assert request.reference not in text


def test_nothing_that_others_are_sent_holds_a_slug(stage: Stage) -> None:
    """All that Slack is told, by whom it is for."""
    request: Request = stage.request()
    assert SLUG in json.dumps([stage.card(request)])
    stage.give_token(request)
    for text in ("status émile", "list", "status 6X-0001"):
        asked(stage, OSCAR, text)
    stage.as_(OSCAR).open_home()
    stage.answered()
    everything = [
        *stage.workspace.slack.ephemerals(OSCAR), *stage.workspace.slack.messages(ELSEWHERE), home_of(stage, OSCAR),
        *stage.workspace.slack.modals(OSCAR), *stage.direct(OSCAR),
    ]  # fmt: skip
    assert SLUG not in json.dumps(everything)
