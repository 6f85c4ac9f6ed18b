"""A brand that is live and gets more restaurants: its token stands in the sheet already."""

import pytest

from bot.sandbox.faults import Fault
from bot.sandbox.workspace import Workspace
from tests.scenarios.stage import AMELIE, CLAIRE, OSCAR, TOKEN, TOM, Stage, buttons, shown, ticks
from tests.scenarios.steps import column, type_row
from workflows.rules.states import State
from workflows.storage.models import Request

MORE = "Boulangerie Émile Vertou ; emile-vertou"


@pytest.fixture(params=["", "checked"])
def settings_overrides(workspace: Workspace, request: pytest.FixtureRequest) -> dict[str, str]:
    """Without and with the token's check."""
    return {"PONGO_API_URL": workspace.pongo_url if request.param else ""}


@pytest.fixture
def live(stage: Stage) -> Request:
    """A brand that was delivered."""
    stage.workspace.pongo.stores |= {slug: slug for slug in ("emile-nantes", "emile-reze", "emile-vertou")}
    token = stage.workspace.pongo.issue("Émile", list(stage.workspace.pongo.stores))
    request = stage.request()
    stage.give_token(request, token=token)
    stage.settle()
    assert stage.state(request) is State.DELIVERED
    return request


def more(stage: Stage) -> Request:
    """The brand asks for one more restaurant, and a lead opens the token modal."""
    request = stage.request(stores=MORE)
    stage.click(AMELIE, request, "approve")
    return request


def type_token(stage: Stage, slug: str, token: str) -> None:
    """Somebody changes a token in the sheet."""
    number = next(n for n, row in enumerate(stage.workspace.sheet.rows(), start=1) if slug in row)
    stage.workspace.sheet.type(number, column(stage, "TOKEN PONGO"), token)


def test_the_brands_token_is_offered_by_its_fingerprint_and_taken_at_a_press(stage: Stage, live: Request) -> None:
    request = more(stage)
    view = stage.top_modal(AMELIE)
    token = stage.sheet()["emile-nantes"][1]
    assert str(stage.fresh(live).token_fingerprint) in shown(view)
    assert token not in repr(view)
    stage.as_(AMELIE).click_in_view(view["id"], "reuse_token")
    stage.settle()
    assert stage.state(request) is State.DELIVERED
    assert stage.sheet()["emile-vertou"] == ("Boulangerie Émile Vertou", token)
    details = stage.picture(request).history[1].details
    assert details is not None
    assert details["source"] == "reused"
    assert not any(token in repr(call) for call in stage.workspace.calls.all("slack"))


@pytest.mark.parametrize("status", [403, 404])
def test_a_sheet_that_is_refused_once_is_read_a_second_time(stage: Stage, live: Request, status: int) -> None:
    request = stage.request(stores=MORE)
    stage.workspace.faults.add(Fault("google", "GET *", "refuse", status=status))
    stage.click(AMELIE, request, "approve")
    view = stage.top_modal(AMELIE)
    assert str(stage.fresh(live).token_fingerprint) in shown(view)
    stage.workspace.faults.add(Fault("google", "GET *", "refuse", status=status))
    stage.as_(AMELIE).click_in_view(view["id"], "reuse_token")
    stage.settle()
    assert stage.state(request) is State.DELIVERED


def test_where_the_rows_hold_different_tokens_one_is_to_be_pasted(stage: Stage, live: Request) -> None:
    type_token(stage, "emile-reze", "another_0123456789abcdef")
    more(stage)
    view = stage.top_modal(AMELIE)
    assert "reuse_token" not in buttons(view)
    for token in ("another_0123456789abcdef", stage.sheet()["emile-nantes"][1]):
        assert stage.bot.services.sealer.fingerprint(token) in shown(view)


def test_changed_between_the_offer_and_the_press_nothing_is_taken(stage: Stage, live: Request) -> None:
    request = more(stage)
    view = stage.top_modal(AMELIE)
    type_token(stage, "emile-reze", "another_0123456789abcdef")
    stage.as_(AMELIE).click_in_view(view["id"], "reuse_token")
    stage.settle()
    assert stage.state(request) is State.SUBMITTED
    assert "reuse_token" not in buttons(stage.top_modal(AMELIE))
    assert stage.top_modal(AMELIE)["callback_id"] == "token_form"


def test_another_brands_token_is_not_offered(stage: Stage, live: Request) -> None:
    other = stage.request(brand="Crêperie Ti Breizh", stores="Ti Breizh ; ti-breizh")
    stage.click(AMELIE, other, "approve")
    assert "reuse_token" not in buttons(stage.top_modal(AMELIE))


def test_what_is_only_asked_for_is_not_offered(stage: Stage) -> None:
    stage.request()
    # A second request for the same brand, sent although the first is open.
    view = stage.open_form()
    stage.as_(CLAIRE).fill(view["id"], "brand", "Boulangerie Émile")
    stage.answered()
    ticks = ["account_created", "stores_attached", "sixpos_told"]
    stage.as_(CLAIRE).submit(view["id"], stores=MORE, prerequisites=ticks)
    stage.as_(CLAIRE).submit(view["id"])
    stage.settle()
    (second,) = [r for r in stage.bot.services.queries.open_requests() if r.number == 2]
    type_row(stage, "Boulangerie Émile Nantes", "emile-nantes", TOKEN)
    stage.click(AMELIE, second, "approve")
    assert "reuse_token" not in buttons(stage.top_modal(AMELIE))


def test_pressed_twice_it_is_written_once(stage: Stage, live: Request) -> None:
    request = more(stage)
    view = stage.top_modal(AMELIE)
    pressed = stage.as_(AMELIE).click_in_view(view["id"], "reuse_token")
    stage.settle()
    trail = len(stage.picture(request).history)
    stage.workspace.slack.replay(pressed)
    stage.settle()
    assert len(stage.picture(request).history) == trail


@pytest.mark.parametrize("who", [CLAIRE, TOM])
def test_more_restaurants_are_asked_for_in_the_details_and_approved_in_one_press(
    stage: Stage, live: Request, who: str
) -> None:
    stage.click(who, live, "details")
    stage.as_(who).click_in_view(stage.top_modal(who)["id"], "add_stores")
    view = stage.top_modal(who)
    brand = next(block for block in view["blocks"] if block["block_id"] == "brand")
    assert brand["element"]["initial_value"] == live.brand
    stage.as_(who).submit(view["id"], stores=MORE, prerequisites=ticks(view))
    stage.settle()
    (request,) = [one for one in stage.bot.services.queries.open_requests() if one.number == 2]
    assert request.requester == who
    card, first = stage.card(request), stage.card(live)
    assert f"p{first['ts'].replace('.', '')}|{live.reference}" in shown(card)
    stage.click(OSCAR, request, "reuse_token")
    assert stage.state(request) is State.SUBMITTED
    stage.click(AMELIE, request, "reuse_token")
    stage.settle()
    assert stage.state(request) is State.DELIVERED
    assert stage.sheet()["emile-vertou"][1] == stage.sheet()["emile-nantes"][1]
    assert "C’est écrit" in shown(stage.top_modal(AMELIE))
    assert "reuse_token" not in buttons(stage.card(request))


def test_who_may_not_ask_for_more_is_not_shown_how(stage: Stage, live: Request) -> None:
    stage.click(OSCAR, live, "details")
    assert "add_stores" not in buttons(stage.top_modal(OSCAR))
