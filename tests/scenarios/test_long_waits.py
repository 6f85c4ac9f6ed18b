"""Nothing lesser or earlier holds up a delivery; what people do hurries what waits; what waits long says so."""

from datetime import timedelta

import pytest

from bot.sandbox.faults import Fault
from tests.scenarios.stage import AMELIE, CLAIRE, TOKEN, Stage, buttons, shown
from workflows.requests.press import Press
from workflows.rules.policy import Person
from workflows.rules.problems import Problem
from workflows.rules.states import Event, State
from workflows.storage.columns import InSheet
from workflows.storage.models import Request


def unshared(stage: Stage) -> Request:
    """A request whose survey found the sheet closed to the bot: it is tried again in ten minutes."""
    stage.workspace.spreadsheet.share(stage.workspace.account["client_email"], None)
    request = stage.request()
    assert getattr(stage.fresh(request).problem, "kind", None) == "no_access"
    return request


def share(stage: Stage) -> None:
    stage.workspace.spreadsheet.share(stage.workspace.account["client_email"], "writer")


def test_a_survey_that_failed_holds_up_no_write(stage: Stage) -> None:
    request = unshared(stage)
    share(stage)
    stage.give_token(request)
    assert stage.state(request) is State.DELIVERED
    assert stage.bot.services.outbox.waiting() == 0  # the survey is not owed any more


@pytest.mark.parametrize("fault", [404, 403])
def test_a_single_refusal_costs_nobody_ten_minutes(stage: Stage, fault: int) -> None:
    stage.workspace.faults.add(Fault("google", "*:batchGet", "refuse", status=fault))
    request = stage.request()
    assert stage.fresh(request).problem is None
    assert stage.picture(request).stores[0].in_sheet is InSheet.ABSENT
    stage.click(AMELIE, request, "approve")
    stage.answered()
    stage.workspace.faults.add(Fault("google", "*:batchGet", "refuse", status=fault))
    stage.as_(AMELIE).submit(stage.top_modal(AMELIE)["id"], token=TOKEN)
    stage.settle()
    assert stage.state(request) is State.DELIVERED
    assert "trouble" not in [entry.action for entry in stage.picture(request).history]


def test_a_single_refusal_of_slacks_costs_nobody_ten_minutes(stage: Stage) -> None:
    stage.workspace.faults.add(Fault("slack", "chat.postMessage", "refuse", 200, "channel_not_found", times=2))
    stage.submit()
    stage.settle()
    assert len(stage.cards()) == len(stage.direct(CLAIRE)) == 1


def test_the_card_says_why_it_waits_until_when_and_has_the_button(stage: Stage) -> None:
    request = stage.request()
    stage.workspace.spreadsheet.share(stage.workspace.account["client_email"], None)
    stage.give_token(request)
    card = stage.card(request)
    until = stage.bot.services.outbox.next_due()
    assert until is not None
    zone = stage.bot.settings.zone
    assert f"au plus tard le {until.astimezone(zone).day}" in shown(card)
    assert "retry" in buttons(card)
    share(stage)
    stage.click(AMELIE, request, "retry")
    stage.settle()
    assert stage.state(request) is State.DELIVERED


def test_a_write_that_nobody_begins_says_so_after_a_minute(stage: Stage) -> None:
    request = stage.request()
    stage.bot.worker.stop()  # as where the only thread that writes hangs in a call that is not answered
    stage.click(AMELIE, request, "approve")
    stage.as_(AMELIE).submit(stage.top_modal(AMELIE)["id"], token=TOKEN)
    stage.bot.waits.show()
    assert stage.fresh(request).problem is None
    stage.workspace.clock.advance(timedelta(seconds=61))
    stage.bot.waits.show()
    stage.bot.waits.show()
    assert stage.fresh(request).problem == Problem("unavailable")
    assert [entry.action for entry in stage.picture(request).history].count("trouble") == 1


def test_once_one_works_all_that_waited_in_the_same_problem_go_on(stage: Stage) -> None:
    stage.workspace.spreadsheet.share(stage.workspace.account["client_email"], None)
    requests = [stage.request(brand=f"Marque {n}", stores=f"Magasin {n} ; shop-{n}") for n in range(3)]
    for request in requests:
        stage.give_token(request, f"tok_live_waits_{request.number}_0123456789")
    share(stage)
    stage.bot.waits.probe()
    stage.bot.worker.wake()
    stage.settle()
    assert {stage.state(request) for request in requests} == {State.DELIVERED}


def test_put_back_into_its_channel_the_bot_posts_what_waited(stage: Stage) -> None:
    fault = stage.workspace.faults.add(Fault("slack", "chat.postMessage", "refuse", 200, "not_in_channel", times=None))
    for number in range(3):
        stage.submit(brand=f"Marque {number}", stores=f"Magasin {number} ; shop-{number}")
    stage.settle()
    assert stage.cards() == []
    stage.workspace.faults.remove(fault)
    stage.bot.waits.probe()
    stage.bot.worker.wake()
    stage.settle()
    assert len(stage.cards()) == len(stage.direct(CLAIRE)) == 3


def test_what_the_requester_does_hurries_the_card_that_waits(stage: Stage) -> None:
    fault = stage.workspace.faults.add(Fault("slack", "chat.postMessage", "refuse", 200, "not_in_channel", times=None))
    stage.submit()
    stage.settle()
    (request,) = stage.bot.services.queries.open_requests()
    stage.workspace.faults.remove(fault)
    stage.bot.services.requests.act(request.id, Event.CANCEL, Press(Person(CLAIRE, False), request.team, "cancelled"))
    stage.settle()
    assert len(stage.cards()) == 1
