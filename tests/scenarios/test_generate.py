"""The token comes by Hey Pongo's OAuth form: a browser goes there and back, and nothing is pasted."""

import itertools
from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
import requests

from bot.sandbox.faults import Fault
from bot.sandbox.loopback import free_port
from bot.sandbox.workspace import Workspace
from tests.scenarios.failing_calls import failing
from tests.scenarios.stage import AMELIE, TOM, Stage, shown
from tests.scenarios.steps import accept_form, come_back, generate_link
from workflows.rules.states import State
from workflows.storage.models import Request

SLUGS = {"emile-nantes": "Émile Nantes", "emile-reze": "Émile Rezé"}


@pytest.fixture
def settings_overrides(workspace: Workspace) -> dict[str, str]:
    workspace.pongo.stores |= SLUGS
    workspace.pongo.sees = lambda merchant: workspace.pongo.stores
    return workspace.oauth_settings(free_port()) | {"PONGO_SCOPES": "stores:read"}


def opened(stage: Stage, who: str = AMELIE, **values: str) -> tuple[Request, str]:
    request = stage.request(**values)
    stage.click(who, request, "approve")
    return request, generate_link(stage, who)


def test_accepted_in_the_browser_it_goes_on_as_if_it_had_been_pasted(stage: Stage) -> None:
    request, address = opened(stage)
    assert parse_qs(urlsplit(address).query)["scope"] == ["stores:read"]
    page = come_back(accept_form(address))
    assert (page.status_code, "retourne dans Slack" in page.text) == (200, True)
    stage.settle()
    assert stage.state(request) is State.DELIVERED
    assert {stage.sheet()[slug][1].count(".") for slug in SLUGS} == {2}  # a JWT
    approval = stage.picture(request).history[1]
    assert (approval.actor, approval.details) == (AMELIE, {"check": "good", "source": "generated"})
    assert stage.top_modal(AMELIE)["callback_id"] == ""  # it says so, and asks for nothing


def test_the_page_is_kept_nowhere_and_tells_nobody_where_it_came_from(stage: Stage) -> None:
    _, address = opened(stage)
    page = come_back(accept_form(address))
    assert page.headers["Cache-Control"] == "no-store"
    assert page.headers["Referrer-Policy"] == "no-referrer"
    assert "default-src 'none'" in page.headers["Content-Security-Policy"]


def test_a_state_is_good_once(stage: Stage) -> None:
    request, address = opened(stage)
    back = accept_form(address)
    assert come_back(back).status_code == 200
    stage.settle()
    trail = len(stage.picture(request).history)
    page = come_back(back)
    assert (page.status_code, "Ce lien ne sert plus" in page.text) == (400, True)
    stage.settle()
    assert len(stage.picture(request).history) == trail


@pytest.mark.parametrize("wrong", ["", "x" * 43])
def test_a_wrong_state_changes_nothing(stage: Stage, wrong: str) -> None:
    request, address = opened(stage)
    back = accept_form(address)
    code = parse_qs(urlsplit(back).query)["code"][0]
    page = requests.get(back.partition("?")[0], params={"code": code, "state": wrong}, timeout=5)
    assert page.status_code == 400
    stage.settle()
    assert stage.state(request) is State.SUBMITTED
    assert [call for call in stage.workspace.calls.all("pongo") if "token" in call.method] == []


def test_asked_for_by_head_it_is_not_used_up(stage: Stage) -> None:
    request, address = opened(stage)
    back = accept_form(address)
    assert requests.head(back, timeout=5).status_code == 404
    assert come_back(back).status_code == 200
    stage.settle()
    assert stage.state(request) is State.DELIVERED


def test_after_a_quarter_of_an_hour_a_state_is_too_old(stage: Stage) -> None:
    request, address = opened(stage)
    back = accept_form(address)
    stage.workspace.clock.advance(timedelta(minutes=16))
    assert come_back(back).status_code == 400
    stage.settle()
    assert stage.state(request) is State.SUBMITTED


def test_refused_in_the_form_nothing_changes(stage: Stage) -> None:
    request, address = opened(stage)
    back = accept_form(address).partition("?")[0]
    state = parse_qs(urlsplit(address).query)["state"][0]
    page = requests.get(back, params={"error": "access_denied", "state": state}, timeout=5)
    assert (page.status_code, "Aucun token" in page.text) == (400, True)
    assert stage.state(request) is State.SUBMITTED


@pytest.mark.parametrize("status", [503, 429])
def test_hey_pongo_away_the_same_link_may_be_used_again(stage: Stage, status: int) -> None:
    request, address = opened(stage)
    stage.workspace.faults.add(Fault("pongo", "POST /v1/oauth/token", "refuse", status=status, times=1))
    back = accept_form(address)
    assert come_back(back).status_code == 502
    assert stage.state(request) is State.SUBMITTED
    assert come_back(back).status_code == 200
    stage.settle()
    assert stage.state(request) is State.DELIVERED


def test_who_has_left_the_approvers_meanwhile_is_refused(stage: Stage) -> None:
    request, address = opened(stage, TOM)
    stage.workspace.slack.set_usergroup_members("S0PARTNERS", [AMELIE])
    stage.bot.services.approvers.refresh()
    page = come_back(accept_form(address))
    assert page.status_code == 409
    stage.settle()
    assert stage.state(request) is State.SUBMITTED


def test_cancelled_meanwhile_the_page_says_so(stage: Stage) -> None:
    request, address = opened(stage)
    stage.click("UCLAIRE", request, "cancel")
    page = come_back(accept_form(address))
    assert (page.status_code, "sa carte dit" in page.text) == (409, True)
    assert request.reference in shown(stage.top_modal(AMELIE))  # where it was asked for, it says more
    stage.settle()
    assert stage.sheet().get("emile-nantes") is None


def test_what_was_generated_stands_nowhere_but_in_the_sheet(stage: Stage) -> None:
    _, address = opened(stage)
    back = accept_form(address)
    page = come_back(back)
    stage.settle()
    token = stage.sheet()["emile-nantes"][1]
    assert token not in page.text
    assert not any(token in repr(call) for call in stage.workspace.calls.all("slack"))
    with stage.bot.database.engine.connect() as connection:
        for table in ("grant_state", "pending_token", "audit", "effect", "request"):
            assert token not in repr(connection.exec_driver_sql(f"SELECT * FROM {table}").all())


@pytest.mark.provokes("listener_failed")
@pytest.mark.parametrize("how", ["before", "after"])
def test_where_the_database_fails_the_page_says_what_is_true(stage: Stage, how: str) -> None:
    for number in itertools.count(1):
        request, address = opened(stage, brand=f"Marque {number}", stores=f"A ; a-{number}")
        stage.workspace.pongo.stores[f"a-{number}"] = "A"
        back = accept_form(address)
        with failing(stage.bot.database.engine, number, how) as fault:
            page = come_back(back)
        stage.settle()
        done = stage.state(request) is not State.SUBMITTED
        assert (page.status_code == 200) == (fault.hits == 0), (number, page.text)
        if not fault.hits:
            break
        assert page.status_code == 503
        if how == "before":
            assert not done, number
        # The sentence holds: whoever does as it says gets the token taken.
        if not done:
            stage.click(AMELIE, request, "approve")
            assert come_back(accept_form(generate_link(stage))).status_code == 200
            stage.settle()
        assert stage.state(request) in (State.WRITING, State.DELIVERED)  # Google's own limit may come first
    assert done
    assert number > 2, "no call was failed"
