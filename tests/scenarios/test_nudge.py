"""The requester asks after their request, once a working day: whom it waits for is called in the card's thread."""

from datetime import timedelta
from typing import Any

import pytest

from bot.sandbox.slack.service import Delivery
from tests.scenarios.stage import AMELIE, CHANNEL, CLAIRE, TOM, Stage, buttons, shown
from tests.scenarios.steps import home_of, type_row
from workflows.requests.press import Press
from workflows.rules.policy import Person
from workflows.rules.states import State
from workflows.storage.models import Request

DAY = timedelta(days=1)


def lines(stage: Stage, request: Request) -> list[str]:
    """What the bot wrote into the card's thread."""
    stage.settle()
    card = stage.card(request)["ts"]
    return [shown(one) for one in stage.workspace.slack.messages(CHANNEL) if one.get("thread_ts") == card != one["ts"]]


def ask(stage: Stage, note: dict[str, Any], who: str = CLAIRE) -> Delivery:
    """Presses the button in the requester's own message."""
    delivery: Delivery = stage.as_(who).click(stage.workspace.slack.im(who) or "", note["ts"], "nudge")
    stage.settle()
    return delivery


def home(stage: Stage, who: str = CLAIRE) -> dict[str, Any]:
    """What this person's Home shows once it is opened."""
    stage.as_(who).open_home()
    return home_of(stage, who)


def test_once_a_working_day_whom_it_waits_for_is_called_in_the_cards_thread(stage: Stage) -> None:
    # It is a Tuesday morning.
    request = stage.request()
    (note,) = stage.direct(CLAIRE)
    ask(stage, note)
    (line,) = lines(stage, request)
    assert "<!subteam^S0PARTNERS>" in line
    assert "<@UCLAIRE>" in line
    assert "mercredi" in stage.ephemerals(CLAIRE)[-1]  # when she can do so again
    ask(stage, note)
    assert len(lines(stage, request)) == 1
    assert "déjà relancé" in stage.ephemerals(CLAIRE)[-1]
    assert [entry.action for entry in stage.picture(request).history].count("nudge") == 1
    stage.workspace.clock.advance(DAY)
    ask(stage, note)
    assert len(lines(stage, request)) == 2
    # A weekend is no working day: from Friday on it is Monday.
    stage.workspace.clock.advance(2 * DAY)
    ask(stage, note)
    assert "lundi" in stage.ephemerals(CLAIRE)[-1]
    stage.workspace.clock.advance(2 * DAY)
    ask(stage, note)
    assert len(lines(stage, request)) == 3
    stage.workspace.clock.advance(DAY)
    ask(stage, note)
    assert len(lines(stage, request)) == 4


def test_home_has_the_button_while_it_can_be_pressed(stage: Stage) -> None:
    request = stage.request()
    view = home(stage)
    assert "nudge" in buttons(view)
    stage.as_(CLAIRE).click_in_view(view["id"], "nudge")
    stage.settle()
    assert len(lines(stage, request)) == 1
    assert "nudge" not in buttons(home_of(stage, CLAIRE))
    stage.workspace.clock.advance(DAY)
    assert "nudge" in buttons(home(stage))
    # Nobody else has it, approvers neither.
    assert "nudge" not in buttons(home(stage, AMELIE))


def test_who_holds_it_up_is_called_and_nobody_where_that_is_the_requester(stage: Stage) -> None:
    request = stage.request()
    (note,) = stage.direct(CLAIRE)
    stage.click(AMELIE, request, "ask_changes")
    stage.as_(AMELIE).submit(stage.top_modal(AMELIE)["id"], reason="Quel marchand ?")
    stage.settle()
    before = lines(stage, request)
    assert all("nudge" not in buttons(message) for message in stage.direct(CLAIRE))
    assert "nudge" not in buttons(home(stage))
    stale = note
    stage.as_(CLAIRE).click(stage.workspace.slack.im(CLAIRE) or "", note["ts"], "nudge", stale_message=stale)
    stage.settle()
    assert lines(stage, request) == before
    assert "modification" in stage.ephemerals(CLAIRE)[-1]
    # Sent again, it waits for the approvers again, and the button is back; then for Amélie, who gave no token yet.
    edit = next(message for message in stage.direct(CLAIRE) if "edit" in buttons(message))
    stage.as_(CLAIRE).click(stage.workspace.slack.im(CLAIRE) or "", edit["ts"], "edit")
    stage.as_(CLAIRE).submit(stage.top_modal(CLAIRE)["id"], merchant="42")
    stage.settle()
    assert "nudge" in buttons(stage.direct(CLAIRE)[0])
    stage.click(AMELIE, request, "approve")
    stage.as_(AMELIE).submit(stage.top_modal(AMELIE)["id"])
    stage.settle()
    assert stage.state(request) is State.APPROVED
    ask(stage, stage.direct(CLAIRE)[-1])
    assert "<@UAMELIE>" in lines(stage, request)[-1]
    assert "<!subteam" not in lines(stage, request)[-1]
    stage.give_token(request)
    assert all("nudge" not in buttons(message) for message in stage.direct(CLAIRE))


def test_a_writing_that_has_stopped_can_be_asked_after(stage: Stage) -> None:
    type_row(stage, "Émile Rezé", "emile-reze", "typed-by-a-person-0123456789")
    request = stage.request()
    stage.give_token(request)
    assert stage.state(request) is State.WRITING
    ask(stage, stage.direct(CLAIRE)[0])
    assert "<@UAMELIE>" in lines(stage, request)[-1]


@pytest.mark.parametrize("who", [TOM, AMELIE])
def test_nobody_else_asks_in_the_requesters_name(stage: Stage, who: str) -> None:
    request = stage.request()
    button = {"type": "button", "text": {"type": "plain_text", "text": "…"}, "action_id": "nudge", "value": request.id}
    card = stage.card(request)
    stale = card | {"blocks": [{"type": "actions", "block_id": "b", "elements": [button]}]}
    stage.as_(who).click(CHANNEL, card["ts"], "nudge", stale_message=stale)
    stage.settle()
    assert lines(stage, request) == []
    assert "<@UCLAIRE>" in stage.ephemerals(who)[-1]


def test_who_was_handed_their_own_request_has_nobody_to_ask(stage: Stage) -> None:
    request = stage.request(AMELIE)
    assert "nudge" in buttons(home(stage, AMELIE))
    stage.bot.services.reminding.reassign(request.id, AMELIE, Press(Person(TOM, True), request.team, "handed"))
    stage.settle()
    assert "nudge" not in buttons(home(stage, AMELIE))
