"""What a modal says while a token is checked and written: nobody sits before "a few seconds" for ever."""

from pathlib import Path

import pytest

from bot.sandbox.faults import Fault
from bot.sandbox.workspace import Workspace
from bot.settings import Settings
from tests.scenarios.stage import AMELIE, CLAIRE, TOM, Stage, buttons, shown
from tests.scenarios.steps import pass_seconds, press_tick, type_row, type_token
from workflows.rules.states import State
from workflows.storage.models import Request

BOTH = ["emile-nantes", "emile-reze"]


@pytest.fixture
def settings(workspace: Workspace, tmp_path: Path) -> Settings:
    workspace.pongo.stores |= {"emile-nantes": "Émile Nantes", "emile-reze": "Émile Rezé", "emile-rezee": "Émile Rezée"}
    return Settings.load(
        workspace.settings(DATABASE_URL=f"sqlite:///{tmp_path / 'bot.db'}", PORT="0", PONGO_API_URL=workspace.pongo_url)
    )


def paste(stage: Stage, token: str) -> Request:
    """Claire asks, Amélie pastes a token, and the check is over."""
    request = stage.request()
    stage.click(AMELIE, request, "approve")
    stage.as_(AMELIE).submit(stage.top_modal(AMELIE)["id"], token=token)
    stage.settle()
    return request


class TestACheckThatCannotFinish:
    @pytest.fixture
    def away(self, stage: Stage) -> Fault:
        found: Fault = stage.workspace.faults.add(Fault("pongo", "*", "refuse", status=503, times=None))
        return found

    def test_may_be_gone_without_after_ten_seconds_while_it_goes_on(self, stage: Stage, away: Fault) -> None:
        request = paste(stage, stage.workspace.pongo.issue("Émile", BOTH))
        assert stage.top_modal(AMELIE)["callback_id"] == "token_checking"
        pass_seconds(stage, 10)
        view, asked = stage.top_modal(AMELIE), len(stage.workspace.calls.all("pongo"))
        assert view["callback_id"] == "token_check"
        assert "check_again" not in buttons(view)
        assert "continue de lui demander" in shown(view)
        pass_seconds(stage, 30)
        assert len(stage.workspace.calls.all("pongo")) > asked
        stage.as_(AMELIE).submit(view["id"])
        stage.settle()
        assert stage.state(request) is State.DELIVERED
        assert stage.picture(request).history[1].details == {"check": "unknown", "anyway": True}
        pass_seconds(stage, 40)
        assert stage.ephemerals(AMELIE) == []

    def test_goes_on_by_itself_once_hey_pongo_is_back(self, stage: Stage, away: Fault) -> None:
        request = paste(stage, stage.workspace.pongo.issue("Émile", BOTH))
        pass_seconds(stage, 12)
        assert stage.top_modal(AMELIE)["callback_id"] == "token_check"
        stage.workspace.faults.remove(away)
        pass_seconds(stage, 35)
        assert stage.state(request) is State.DELIVERED
        assert "C’est écrit" in shown(stage.top_modal(AMELIE))

    def test_is_given_up_after_a_minute_and_can_be_asked_for_again(self, stage: Stage, away: Fault) -> None:
        request = paste(stage, stage.workspace.pongo.issue("Émile", BOTH))
        pass_seconds(stage, 61)
        view, asked = stage.top_modal(AMELIE), len(stage.workspace.calls.all("pongo"))
        assert "n’a pas pu me répondre" in shown(view)
        pass_seconds(stage, 60)
        assert len(stage.workspace.calls.all("pongo")) == asked
        stage.as_(AMELIE).click_in_view(view["id"], "check_again")
        pass_seconds(stage, 10)
        assert "continue de lui demander" in shown(stage.top_modal(AMELIE))
        stage.workspace.faults.remove(away)
        pass_seconds(stage, 35)
        assert stage.state(request) is State.DELIVERED

    def test_holds_up_nobody_elses(self, stage: Stage, away: Fault) -> None:
        request = paste(stage, stage.workspace.pongo.issue("Émile", BOTH))
        pass_seconds(stage, 12)
        stage.click(TOM, request, "approve")
        stage.as_(TOM).submit(stage.top_modal(TOM)["id"], token=stage.workspace.pongo.issue("Émile", BOTH))
        pass_seconds(stage, 12)
        stage.as_(TOM).submit(stage.top_modal(TOM)["id"])  # unchecked, while Amélie's is still being asked for
        stage.settle()
        assert stage.state(request) is State.DELIVERED
        assert stage.picture(request).history[1].actor == TOM


def test_the_modal_says_what_keeps_the_token_and_then_that_it_is_written(stage: Stage) -> None:
    type_row(stage, "Émile Rezé", "emile-reze", "typed-by-a-person-0123456789")
    request = paste(stage, stage.workspace.pongo.issue("Émile", BOTH))
    assert stage.state(request) is State.WRITING
    assert "reste à trancher" in shown(stage.top_modal(AMELIE))
    type_token(stage, "emile-reze", "")
    stage.click(AMELIE, request, "retry")
    stage.settle()
    view = stage.top_modal(AMELIE)
    assert "C’est écrit" in shown(view)
    stage.as_(AMELIE).close(view["id"])
    press_tick(stage, CLAIRE, request, "tick:interfaces")
    assert stage.fresh(request).token_view is None


def test_a_modal_that_was_closed_hears_no_more_and_nobody_is_troubled(stage: Stage) -> None:
    type_row(stage, "Émile Rezé", "emile-reze", "typed-by-a-person-0123456789")
    request = paste(stage, stage.workspace.pongo.issue("Émile", BOTH))
    stage.as_(AMELIE).close(stage.top_modal(AMELIE)["id"])
    type_token(stage, "emile-reze", "")
    stage.click(AMELIE, request, "retry")
    stage.settle()
    assert stage.state(request) is State.DELIVERED
    assert stage.fresh(request).token_view is None


def test_what_was_not_known_can_be_checked_again(stage: Stage) -> None:
    fault = stage.workspace.faults.add(Fault("pongo", "GET /v1/stores", "refuse", status=404, times=None))
    request = paste(stage, stage.workspace.pongo.issue("Émile", BOTH))
    pass_seconds(stage, 61)
    view = stage.top_modal(AMELIE)
    assert "check_again" in buttons(view)
    stage.workspace.faults.remove(fault)
    stage.as_(AMELIE).click_in_view(view["id"], "check_again")
    stage.settle()
    assert stage.state(request) is State.DELIVERED
