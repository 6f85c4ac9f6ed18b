"""One person asks without end: they are told when to try again, and nobody else notices."""

from datetime import timedelta

import pytest

from bot.sandbox.clock import MovableClock
from tests.scenarios.stage import CLAIRE, NORA, STORES, TICKS, TOM, Stage
from workflows.outbox.rate_limits import Rates


@pytest.fixture
def rates() -> Rates:
    return Rates()


@pytest.fixture
def running_clock() -> MovableClock:
    return MovableClock(running=False)


def test_of_one_persons_two_hundred_commands_ten_are_served_and_so_is_another(stage: Stage) -> None:
    flood = [stage.as_(CLAIRE).command("/6xpos-request", "") for _ in range(100)]
    assert not stage.as_(TOM).command("/6xpos-request", "").refused
    flood += [stage.as_(CLAIRE).command("/6xpos-request", "help") for _ in range(100)]
    assert {delivery.status for delivery in flood} == {200}
    stage.answered()
    assert len(stage.workspace.calls.all("slack", "views.open")) == 10 + 1
    assert stage.workspace.slack.modals(TOM)
    told = stage.ephemerals(CLAIRE)
    assert len(told) == 190
    assert set(told) == {"C’est trop d’un coup pour moi. Réessaie dans 3 secondes."}
    assert stage.ephemerals(TOM) == []


def test_the_sentence_is_in_the_persons_language_and_keeps_its_word(stage: Stage) -> None:
    stage.open_form(NORA)
    stage.answered()  # by now her language is known
    for _ in range(10):
        stage.as_(NORA).command("/6xpos-request", "help")
    assert stage.ephemerals(NORA)[-1] == "That is too much at once for me. Try again in 3 seconds."
    stage.workspace.clock.advance(timedelta(seconds=2.5))
    stage.as_(NORA).command("/6xpos-request", "help")
    assert stage.ephemerals(NORA)[-1] == "That is too much at once for me. Try again in 1 second."
    stage.workspace.clock.advance(timedelta(seconds=0.5))
    stage.as_(NORA).command("/6xpos-request", "help")
    assert "too much" not in stage.ephemerals(NORA)[-1]


def test_a_form_that_comes_too_often_stays_open_and_stores_nothing_until_later(stage: Stage) -> None:
    view = stage.open_form()["id"]
    good = {"brand": "Boulangerie Émile", "stores": STORES, "prerequisites": TICKS}
    stage.as_(CLAIRE).fill(view, "brand", "Émile")
    stage.answered()  # the form shows the account by now, and changes no more
    for _ in range(10):
        stage.as_(CLAIRE).submit(view, stores="sans slug", prerequisites=TICKS)
        assert "stores" in stage.errors()
    stage.as_(CLAIRE).submit(view, **good)
    assert stage.errors() == {
        "brand": "Rien n’a été enregistré\u00a0: c’est trop d’un coup pour moi. "
        "Ce que tu as tapé est encore là, renvoie dans 3 secondes."
    }
    assert stage.bot.services.queries.counts() == {}
    assert stage.bot.services.outbox.waiting() == 0
    stage.submit(TOM, brand="Chez Tom", stores="Chez Tom ; chez-tom")
    assert stage.bot.services.queries.counts() == {"submitted": 1}
    stage.workspace.clock.advance(timedelta(seconds=3))
    stage.as_(CLAIRE).submit(view)
    stage.answered()
    assert sorted(request.requester for request in stage.bot.services.queries.open_requests()) == [CLAIRE, TOM]
