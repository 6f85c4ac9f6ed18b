"""Whose request it is: in one workspace, in an Enterprise Grid organisation, across Slack Connect, by every payload."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from bot.sandbox.workspace import Workspace
from bot.settings import Settings
from tests.scenarios.stage import AMELIE, CHANNEL, CLAIRE, NORA, TICKS, Stage, built
from tests.scenarios.steps import offers, write_rows
from tests.waiting import until
from workflows.rules.states import State
from workflows.storage.models import Request

Json = dict[str, Any]
ORG, GUESTS = "E0GROUP", "T0GUESTS"


def kind(payload: Json) -> str:
    return "command" if "command" in payload else str(payload["type"])


def in_an_organisation(payload: Json) -> Json:
    """As where the app is installed for all of it: `team` is null, and everybody's home is another workspace."""
    if kind(payload) == "command":
        return payload | {"team_id": "T0SHOP", "enterprise_id": ORG, "is_enterprise_install": "true"}
    if kind(payload) == "event_callback":
        installed = {"enterprise_id": ORG, "team_id": "T0SHOP", "is_enterprise_install": True, "is_bot": True}
        return payload | {"team_id": "T0SHOP", "enterprise_id": ORG, "authorizations": [installed]}
    user = payload["user"] | {"team_id": f"T0HOME{payload['user']['id']}"}
    changed = payload | {"team": None, "enterprise": {"id": ORG}, "is_enterprise_install": True, "user": user}
    return changed | ({"view": payload["view"] | {"app_installed_team_id": ORG}} if "view" in payload else {})


def without_the_flags(payload: Json) -> Json:
    """The same, with nothing but the null that says so."""
    changed = in_an_organisation(payload)
    changed.pop("is_enterprise_install", None)
    if kind(payload) not in ("command", "event_callback"):
        changed.pop("enterprise")
        if "view" in payload:
            changed["view"] = {key: value for key, value in payload["view"].items() if key != "app_installed_team_id"}
    return changed


def claire_as_a_guest(payload: Json) -> Json:
    """As where Claire is of another company that shares the channel by Slack Connect."""
    if kind(payload) == "event_callback":
        return payload | {"team_id": GUESTS, "is_ext_shared_channel": True}
    if kind(payload) == "command" or payload["user"]["id"] != CLAIRE:
        return payload
    changed = payload | {"team": {"id": GUESTS}, "user": payload["user"] | {"team_id": GUESTS}}
    if "view" in payload:
        changed["view"] = payload["view"] | {"team_id": GUESTS, "app_installed_team_id": "T06XPOS"}
    return changed


SHAPES = {
    "one workspace": (None, lambda payload: payload),
    "organisation": (ORG, in_an_organisation),
    "organisation, by its nulls alone": (ORG, without_the_flags),
    "organisation, not known yet": (None, in_an_organisation),
    "organisation, not known and by its nulls alone": (None, without_the_flags),
    "connect": (None, claire_as_a_guest),
}


@pytest.fixture(params=SHAPES.values(), ids=SHAPES.keys())
def shape(request: pytest.FixtureRequest) -> tuple[str | None, Callable[[Json], Json]]:
    found: tuple[str | None, Callable[[Json], Json]] = request.param
    return found


@pytest.fixture
def stage(
    workspace: Workspace, settings: Settings, shape: tuple[str | None, Callable[[Json], Json]]
) -> Iterator[Stage]:
    organisation, reshape = shape
    if organisation:
        workspace.slack.install_for_organisation(organisation)
    workspace.slack.reshape = reshape
    bot = built(settings, workspace)
    bot.start()
    workspace.slack.deliver_to(f"http://127.0.0.1:{bot.port}/slack/events")
    until(lambda: bot.services.identity.team)
    yield Stage(workspace, bot)
    bot.stop()


def only(stage: Stage) -> Request:
    stage.settle()
    (request,) = stage.bot.services.queries.open_requests()
    return request


def test_the_whole_way_by_command_form_and_buttons(stage: Stage) -> None:
    request = stage.request()
    assert request.team == stage.bot.services.identity.team
    stage.click(AMELIE, request, "details")
    assert stage.top_modal(AMELIE)["callback_id"] == "details"
    stage.give_token(request)
    assert stage.state(request) is State.DELIVERED


def test_by_a_mention_and_its_offer(stage: Stage) -> None:
    stage.as_(CLAIRE).post(CHANNEL, "<@U0BOT6XPOS> on ouvre une demande ?")
    (offer,) = offers(stage)
    stage.as_(CLAIRE).click(CHANNEL, offer["ts"], "open_request")
    view = stage.top_modal(CLAIRE)
    stage.as_(CLAIRE).submit(view["id"], brand="Chez Paulette", stores="Lyon ; paulette-lyon", prerequisites=TICKS)
    stage.click(AMELIE, only(stage), "reject")
    stage.as_(AMELIE).submit(stage.top_modal(AMELIE)["id"], reason="Pas encore")
    assert stage.bot.services.queries.counts() == {"rejected": 1}


@pytest.mark.parametrize("by", ["global_shortcut", "message_shortcut"])
def test_by_a_shortcut(stage: Stage, by: str) -> None:
    if by == "global_shortcut":
        stage.as_(NORA).global_shortcut("request_new")
    else:
        said = stage.as_(CLAIRE).post(CHANNEL, "Lyon ; paulette-lyon")
        stage.as_(NORA).message_shortcut("request_from_message", CHANNEL, said["ts"])
    view = stage.top_modal(NORA)
    stage.as_(NORA).submit(view["id"], brand="Chez Paulette", stores="Lyon ; paulette-lyon", prerequisites=TICKS)
    stage.click(AMELIE, only(stage), "reject")
    stage.as_(AMELIE).submit(stage.top_modal(AMELIE)["id"], reason="Trop tôt")
    assert stage.bot.services.queries.counts() == {"rejected": 1}


def test_rows_of_the_sheet_are_searched_and_chosen(stage: Stage) -> None:
    write_rows(stage, [("Maison Kaël Lyon", "kael-lyon", "")])
    stage.submit(brand="Maison Kaël", stores="", stores_sheet=["stores_sheet"])
    stage.settle()
    view = stage.top_modal(CLAIRE)
    offered = stage.as_(CLAIRE).suggest(view["id"], "sheet_rows", "kael").body["options"]
    assert len(offered) == 1


def test_home_shows_ones_own_request_from_which_it_is_edited(stage: Stage) -> None:
    request = stage.request()
    stage.click(AMELIE, request, "ask_changes")
    stage.as_(AMELIE).submit(stage.top_modal(AMELIE)["id"], reason="Le logo")
    stage.as_(CLAIRE).open_home()
    stage.answered()
    home = stage.workspace.slack.home(CLAIRE)
    assert home is not None
    assert request.reference in str(home)
