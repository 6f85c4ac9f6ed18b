"""The token that was pasted is checked with Hey Pongo, as advice: the lead decides."""

import threading
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from bot.people import FRESH
from bot.sandbox.calls import Call
from bot.sandbox.faults import Fault
from bot.sandbox.workspace import Workspace
from bot.settings import Settings
from tests.scenarios.stage import AMELIE, CLAIRE, NORA, TOKEN, TOM, Stage, shown
from tests.scenarios.steps import details_of, pass_seconds
from tests.waiting import until
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


def test_a_good_token_goes_on_by_itself(stage: Stage) -> None:
    request = paste(stage, stage.workspace.pongo.issue("Émile", BOTH))
    assert stage.state(request) is State.DELIVERED
    approval = stage.picture(request).history[1]
    assert (approval.action, approval.details) == ("approve_with_token", {"check": "good"})


def test_the_ack_waits_for_no_network(stage: Stage) -> None:
    request = stage.request()
    stage.click(AMELIE, request, "approve")
    stage.workspace.faults.add(Fault("pongo", "*", "delay", seconds=1.0, times=2))
    delivery = stage.as_(AMELIE).submit(stage.top_modal(AMELIE)["id"], token=stage.workspace.pongo.issue("Émile", BOTH))
    assert delivery.body["response_action"] == "update"
    assert stage.workspace.calls.all("pongo") == []
    stage.settle()
    assert stage.state(request) is State.DELIVERED


def test_slugs_that_it_does_not_see_are_listed_and_may_be_written_anyway(stage: Stage) -> None:
    request = paste(stage, stage.workspace.pongo.issue("Émile", ["emile-nantes", "emile-rezee"]))
    assert stage.state(request) is State.SUBMITTED
    view = stage.top_modal(AMELIE)
    assert (view["callback_id"], view["private_metadata"]) == ("token_check", request.id)
    assert "emile-rezee" in shown(view)
    stage.as_(AMELIE).submit(view["id"])
    stage.settle()
    assert stage.state(request) is State.DELIVERED
    assert stage.picture(request).history[1].details == {"check": "stores_missing", "anyway": True}


@pytest.mark.parametrize("status", [401, 403])
def test_a_token_that_is_refused_once_is_checked_a_second_time(stage: Stage, status: int) -> None:
    stage.workspace.faults.add(Fault("pongo", "*", "refuse", status=status, times=1))
    request = paste(stage, stage.workspace.pongo.issue("Émile", BOTH))
    assert stage.state(request) is State.DELIVERED
    assert stage.picture(request).history[1].details == {"check": "good"}


def test_a_token_that_is_refused_may_be_replaced_by_another(stage: Stage) -> None:
    request = paste(stage, TOKEN)
    view = stage.top_modal(AMELIE)
    assert view["callback_id"] == "token_check"
    assert TOKEN not in str(view)
    assert stage.bot.services.sealer.fingerprint(TOKEN) in shown(view)
    good = stage.workspace.pongo.issue("Émile", BOTH)
    stage.as_(AMELIE).submit(view["id"], token=good)
    stage.settle()
    assert stage.state(request) is State.DELIVERED
    assert stage.sheet()["emile-nantes"][1] == good


def test_a_check_that_hey_pongo_puts_off_goes_on_by_itself(stage: Stage) -> None:
    stage.workspace.faults.add(Fault("pongo", "GET /v1/stores", "refuse", status=429, retry_after="4.5"))
    request = paste(stage, stage.workspace.pongo.issue("Émile", BOTH))
    assert stage.state(request) is State.SUBMITTED
    assert stage.top_modal(AMELIE)["callback_id"] == "token_checking"
    stage.workspace.clock.advance(timedelta(seconds=4.5))
    stage.settle()
    assert stage.state(request) is State.DELIVERED


def test_a_check_that_is_put_off_for_long_asks_the_person(stage: Stage) -> None:
    stage.workspace.faults.add(Fault("pongo", "GET /v1/stores", "refuse", status=429, retry_after=60))
    paste(stage, stage.workspace.pongo.issue("Émile", BOTH))
    assert stage.top_modal(AMELIE)["callback_id"] == "token_check"


def test_cancelled_while_it_was_checked_it_goes_nowhere(stage: Stage) -> None:
    request = stage.request()
    stage.click(AMELIE, request, "approve")
    stage.workspace.faults.add(Fault("pongo", "*", "delay", seconds=1.0, times=1))
    good = stage.workspace.pongo.issue("Émile", BOTH)
    stage.as_(AMELIE).submit(stage.top_modal(AMELIE)["id"], token=good)
    stage.click(CLAIRE, request, "cancel")
    stage.settle()
    assert stage.state(request) is State.CANCELLED
    assert good not in str(stage.workspace.sheet.rows())


def test_a_submission_repeated_while_it_is_checked_gets_the_same_answer(stage: Stage) -> None:
    request = stage.request()
    stage.click(AMELIE, request, "approve")
    stage.workspace.faults.add(Fault("pongo", "*", "delay", seconds=0.5, times=1))
    good = stage.workspace.pongo.issue("Émile", BOTH)
    first = stage.as_(AMELIE).submit(stage.top_modal(AMELIE)["id"], token=good)
    again = stage.workspace.slack.replay(first)
    assert (again.status, again.body) == (first.status, first.body)
    stage.settle()
    assert [entry.action for entry in stage.picture(request).history] == ["submit", "approve_with_token", "deliver"]


def test_the_token_is_in_no_call_to_slack(stage: Stage) -> None:
    paste(stage, TOKEN)
    assert TOKEN not in str([call.request for call in stage.workspace.calls.all("slack")])


def test_who_closed_the_modal_before_the_end_is_told_what_to_do(stage: Stage) -> None:
    request = stage.request()
    stage.click(AMELIE, request, "approve")
    stage.workspace.faults.add(Fault("pongo", "*", "delay", seconds=0.7, times=1))
    view = stage.top_modal(AMELIE)["id"]
    stage.as_(AMELIE).submit(view, token=TOKEN)
    stage.as_(AMELIE).close(view)
    stage.settle()
    assert request.reference in stage.ephemerals(AMELIE)[-1]
    assert stage.state(request) is State.SUBMITTED


def forget_approvers_during_the_check(stage: Stage) -> None:
    """Hey Pongo takes so long that the bot knows no longer who may approve, as it does not after a start."""
    asked = iter([True])

    def let_pass(call: Call) -> None:
        if call.service == "pongo" and next(asked, False):
            stage.workspace.clock.advance(FRESH + timedelta(seconds=1))

    stage.workspace.calls.subscribe(let_pass)


def test_a_good_token_is_not_lost_where_slack_has_yet_to_say_who_may_approve(stage: Stage) -> None:
    forget_approvers_during_the_check(stage)
    request = paste(stage, stage.workspace.pongo.issue("Émile", BOTH))
    assert stage.state(request) is State.DELIVERED


def test_a_good_token_waits_until_slack_can_say_who_may_approve(stage: Stage) -> None:
    away = Fault("slack", "usergroups.users.list", "refuse", status=500, times=None)
    request = stage.request()
    stage.click(AMELIE, request, "approve")
    view = stage.top_modal(AMELIE)["id"]
    stage.workspace.faults.add(away)
    forget_approvers_during_the_check(stage)
    stage.as_(AMELIE).submit(view, token=stage.workspace.pongo.issue("Émile", BOTH))
    stage.settle()
    assert stage.state(request) is State.SUBMITTED
    pass_seconds(stage, 11)
    assert "ne me dit pas qui valide" in shown(stage.top_modal(AMELIE))
    stage.as_(AMELIE).close(view)
    stage.workspace.faults.remove(away)
    stage.patiently(2)
    assert stage.state(request) is State.DELIVERED
    assert stage.ephemerals(AMELIE) == []


def test_who_closed_the_modal_is_told_where_somebody_was_faster(stage: Stage) -> None:
    request = stage.request()
    stage.click(AMELIE, request, "approve")
    view = stage.top_modal(AMELIE)["id"]
    stage.as_(AMELIE).submit(view, token=stage.workspace.pongo.issue("Émile", BOTH))
    stage.as_(AMELIE).close(view)
    stage.click(CLAIRE, request, "cancel")
    stage.settle()
    assert request.reference in stage.ephemerals(AMELIE)[-1]
    assert stage.state(request) is State.CANCELLED


def selects(view: dict[str, Any]) -> dict[str, list[str]]:
    """The menus of the modal: block_id to what is offered."""
    return {
        block["block_id"]: [option["value"] for option in block["element"]["options"]]
        for block in view["blocks"]
        if block["type"] == "input" and block["element"]["type"] == "static_select"
    }


def slugs_of(stage: Stage, request: Request) -> list[str]:
    return [store.slug for store in stage.picture(request).stores]


def test_a_wrong_slug_is_corrected_there_and_the_token_goes_on_by_itself(stage: Stage) -> None:
    request = paste(stage, stage.workspace.pongo.issue("Émile", ["emile-nantes", "emile-rezee"]))
    view = stage.top_modal(AMELIE)
    assert selects(view)["slug:emile-reze"][0] == "emile-rezee"
    delivery = stage.as_(AMELIE).submit(view["id"], **{"slug:emile-reze": "emile-rezee"})
    assert delivery.body["response_action"] == "update"
    stage.settle()
    assert stage.state(request) is State.DELIVERED
    assert slugs_of(stage, request) == ["emile-nantes", "emile-rezee"]
    assert stage.sheet()["emile-rezee"][0] == "Boulangerie Émile Rezé"
    assert "emile-reze" not in stage.sheet()
    actions = {entry.action: entry for entry in stage.picture(request).history}
    assert actions["correct_slugs"].details == {"slugs": [["emile-reze", "emile-rezee"]], "version": 2}
    assert actions["approve_with_token"].details == {"check": "good"}
    assert "a corrigé des slugs" in shown(details_of(stage, AMELIE, request))
    (told,) = [text for note in stage.direct(CLAIRE) if "a corrigé" in (text := shown(note))]
    assert f"<@{AMELIE}>" in told
    assert "*Boulangerie Émile Rezé*  ·  `emile-reze` devient `emile-rezee`" in told


def test_who_corrects_the_slugs_of_their_own_request_is_not_told_of_it(stage: Stage) -> None:
    stage.workspace.slack.set_usergroup_members("S0PARTNERS", [AMELIE])  # alone, she may approve her own
    stage.bot.services.approvers.refresh()
    request = stage.request(AMELIE)
    stage.click(AMELIE, request, "approve")
    token = stage.workspace.pongo.issue("Émile", ["emile-nantes", "emile-rezee"])
    stage.as_(AMELIE).submit(stage.top_modal(AMELIE)["id"], token=token)
    stage.settle()
    stage.as_(AMELIE).submit(stage.top_modal(AMELIE)["id"], **{"slug:emile-reze": "emile-rezee"})
    stage.settle()
    assert stage.state(request) is State.DELIVERED
    assert "corrected" not in "".join(shown(note) for note in stage.direct(AMELIE))
    assert "a corrigé" not in "".join(shown(note) for note in stage.direct(AMELIE))


def test_a_slug_of_another_open_request_cannot_be_taken(stage: Stage) -> None:
    stage.request(brand="Rezée", stores="Émile Rezée ; emile-rezee")
    request = paste(stage, stage.workspace.pongo.issue("Émile", ["emile-nantes", "emile-rezee"]))
    view = stage.top_modal(AMELIE)
    stage.as_(AMELIE).submit(view["id"], **{"slug:emile-reze": "emile-rezee"})
    assert "6X-0001" in stage.errors(AMELIE)["slug:emile-reze"]
    assert slugs_of(stage, request) == BOTH
    assert stage.state(request) is State.SUBMITTED


def test_another_token_with_a_correction_is_checked_against_the_corrected_slugs(stage: Stage) -> None:
    request = paste(stage, stage.workspace.pongo.issue("Émile", ["emile-rezee"]))
    better = stage.workspace.pongo.issue("Émile", ["emile-nantes", "emile-rezee"])
    view = stage.top_modal(AMELIE)
    stage.as_(AMELIE).submit(view["id"], token=better, **{"slug:emile-reze": "emile-rezee"})
    stage.settle()
    assert stage.state(request) is State.DELIVERED
    assert stage.sheet()["emile-rezee"][1] == better


def test_a_correction_delivered_again_changes_nothing(stage: Stage) -> None:
    request = paste(stage, stage.workspace.pongo.issue("Émile", ["emile-nantes", "emile-rezee"]))
    delivery = stage.as_(AMELIE).submit(stage.top_modal(AMELIE)["id"], **{"slug:emile-reze": "emile-rezee"})
    stage.settle()
    again = stage.workspace.slack.replay(delivery)
    stage.settle()
    assert again.body["response_action"] == "update"
    assert [entry.action for entry in stage.picture(request).history].count("correct_slugs") == 1


def test_several_tokens_are_checked_side_by_side(stage: Stage) -> None:
    first, second = stage.request(), stage.request(NORA, brand="Autre", stores="B ; slug-b")
    asked, over = [], threading.Event()

    def answer(merchant: str) -> dict[str, str]:
        asked.append(merchant)
        if merchant == "slow":
            over.wait(30)
        return {}

    def last(who: str) -> str:
        return str(stage.workspace.slack.modals(who)[-1]["callback_id"])

    stage.workspace.pongo.sees = answer
    try:
        for request, who, merchant in ((first, AMELIE, "slow"), (second, TOM, "quick")):
            stage.click(who, request, "approve")
            stage.as_(who).submit(stage.top_modal(who)["id"], token=stage.workspace.pongo.issue(merchant))
        until(lambda: last(TOM) == "token_check" and "quick" in asked, 20)
        assert last(AMELIE) != "token_check"
    finally:
        over.set()
    stage.settle()
    assert last(AMELIE) == "token_check"


def test_a_token_that_nobody_wrote_within_a_day_has_to_be_pasted_again(stage: Stage) -> None:
    request = paste(stage, TOKEN)
    view = stage.top_modal(AMELIE)
    assert view["callback_id"] == "token_check"
    stage.workspace.clock.advance(timedelta(hours=25))
    stage.bot.services.requests.tokens.forget_old()
    stage.bot.services.approvers.refresh()
    stage.as_(AMELIE).submit(view["id"])
    assert set(stage.errors(AMELIE)) == {"token"}
    assert stage.state(request) is State.SUBMITTED
    stage.as_(AMELIE).submit(view["id"], token=stage.workspace.pongo.issue("Émile", BOTH))
    stage.settle()
    assert stage.state(request) is State.DELIVERED
