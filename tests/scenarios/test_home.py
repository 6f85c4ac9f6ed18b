"""The Home tab: looking for requests in it, and keeping what is looked for."""

from bot.sandbox.slack.service import Delivery
from tests.scenarios.stage import AMELIE, CLAIRE, NORA, OSCAR, Stage, buttons
from tests.scenarios.steps import home_of
from workflows.rules.states import State


def look_for(stage: Stage, who: str, text: str) -> None:
    """Types into the search and presses Enter."""
    delivery = stage.as_(who).fill(home_of(stage, who)["id"], "home_search", text, enter=True)
    assert isinstance(delivery, Delivery)


def listed(stage: Stage, who: str) -> list[str]:
    """The requests in the list beneath the search, in its order."""
    blocks = home_of(stage, who)["blocks"]
    start = next(number for number, block in enumerate(blocks) if block.get("block_id") == "home_state")
    accessories = [block.get("accessory") or {} for block in blocks[start:]]
    return [accessory["value"] for accessory in accessories if accessory.get("type") == "button"]


def test_a_lead_searches_by_brand_and_filters_by_state(stage: Stage) -> None:
    emile = stage.request()
    zoe = stage.request(NORA, brand="Chez Zoé", stores="Zoé ; zoe")
    stage.click(AMELIE, zoe, "approve")
    stage.as_(AMELIE).submit(stage.top_modal(AMELIE)["id"])
    stage.settle()
    stage.as_(AMELIE).open_home()
    assert listed(stage, AMELIE) == [zoe.id, emile.id]
    look_for(stage, AMELIE, "zoe")
    assert listed(stage, AMELIE) == [zoe.id]
    look_for(stage, AMELIE, emile.reference)
    assert listed(stage, AMELIE) == [emile.id]
    look_for(stage, AMELIE, "")
    stage.as_(AMELIE).click_in_view(home_of(stage, AMELIE)["id"], "home_state", value="approved")
    assert listed(stage, AMELIE) == [zoe.id]
    stage.as_(AMELIE).click_in_view(home_of(stage, AMELIE)["id"], "home_state", value="rejected")
    assert listed(stage, AMELIE) == []


def test_a_requester_finds_nobody_elses(stage: Stage) -> None:
    stage.request(NORA, brand="Chez Zoé", stores="Zoé ; zoe")
    mine = stage.request()
    stage.as_(CLAIRE).open_home()
    look_for(stage, CLAIRE, "zoe")
    assert listed(stage, CLAIRE) == []
    look_for(stage, CLAIRE, "")
    assert listed(stage, CLAIRE) == [mine.id]


def test_ten_to_a_page_and_the_pages_turn(stage: Stage) -> None:
    for number in range(11):
        stage.submit(brand=f"Marque {number}", stores=f"N ; slug-{number}")
    stage.settle(60)
    newest_first = [request.id for request in stage.bot.services.queries.open_requests()]
    stage.as_(AMELIE).open_home()
    assert listed(stage, AMELIE) == newest_first[:10]
    assert "home_previous" not in buttons(home_of(stage, AMELIE))
    stage.as_(AMELIE).click_in_view(home_of(stage, AMELIE)["id"], "home_next")
    assert listed(stage, AMELIE) == newest_first[10:]
    assert "home_next" not in buttons(home_of(stage, AMELIE))
    stage.as_(AMELIE).click_in_view(home_of(stage, AMELIE)["id"], "home_previous")
    assert listed(stage, AMELIE) == newest_first[:10]


def test_what_is_looked_for_stays_when_a_button_there_is_pressed(stage: Stage) -> None:
    stage.request()
    zoe = stage.request(NORA, brand="Chez Zoé", stores="Zoé ; zoe")
    stage.as_(AMELIE).open_home()
    look_for(stage, AMELIE, "zoe")
    stage.as_(AMELIE).click_in_view(home_of(stage, AMELIE)["id"], "snooze", value=zoe.id)
    stage.settle()
    assert listed(stage, AMELIE) == [zoe.id]
    assert [entry.action for entry in stage.picture(zoe).history] == ["submit", "snooze"]


def test_something_stands_there_while_slack_is_asked(stage: Stage) -> None:
    request = stage.request()
    stage.workspace.calls.clear()
    stage.as_(AMELIE).open_home()
    stage.answered()
    skeleton, whole = [str(call.request) for call in stage.workspace.calls.all("slack", "views.publish")]
    assert request.id not in skeleton
    assert request.id in whole


def test_the_requester_takes_back_their_own_in_home_and_details(stage: Stage) -> None:
    first, second = stage.request(), stage.request(brand="Autre", stores="Autre ; autre")
    stage.as_(CLAIRE).open_home()
    stage.answered()
    home = stage.workspace.slack.home(CLAIRE)
    assert buttons(home).count("cancel") == 2
    stage.as_(CLAIRE).click_in_view(home["id"], "cancel", block_id=f"version:1:{second.id}")
    stage.settle()
    assert (stage.state(first), stage.state(second)) == (State.SUBMITTED, State.CANCELLED)
    stage.click(CLAIRE, first, "details")
    stage.as_(CLAIRE).click_in_view(stage.top_modal(CLAIRE)["id"], "cancel")
    stage.settle()
    assert stage.state(first) is State.CANCELLED
    stage.click(OSCAR, first, "details")
    assert not {"cancel", "edit"} & set(buttons(stage.top_modal(OSCAR)))
