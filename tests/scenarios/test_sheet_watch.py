"""The sheet as others see it: rows that nobody asked for, tokens typed by hand, rows of delivered requests changed."""

from datetime import timedelta

import pytest

from bot.sandbox.faults import Fault
from tests.scenarios.stage import AMELIE, CHANNEL, CLAIRE, STORES, TICKS, TOKEN, Stage, buttons, shown
from tests.scenarios.steps import column, row_of, type_row, withdraw_token
from tests.scenarios.watching import delivered, look, quiet, told, type_token
from workflows.rules.states import State
from workflows.storage.columns import InSheet


@pytest.fixture
def settings_overrides() -> dict[str, str]:
    return {"SHEET_WATCH_MINUTES": "5"}


@pytest.fixture
def stage(stage: Stage) -> Stage:
    return quiet(stage)


class TestRowsThatNobodyAskedFor:
    def test_they_are_told_of_in_one_message_and_once(self, stage: Stage) -> None:
        before = len(told(stage, "unasked"))
        for city in ("Nantes", "Reze", "Vertou"):
            type_row(stage, f"Crêperie Tante Ja {city}", f"tante-ja-{city.lower()}")
        type_row(stage, "Chez Paul", "chez-paul")
        look(stage)
        (message,) = told(stage, "unasked")[before:]
        assert "4 lignes" in shown(message)
        assert "*Crêperie Tante Ja*" in shown(message)
        assert buttons(message) == ["request_rows"] * 2
        look(stage)
        assert len(told(stage, "unasked")) == before + 1

    def test_a_row_more_is_told_of_again_and_one_that_is_asked_for_no_more(self, stage: Stage) -> None:
        before = len(told(stage, "unasked"))
        type_row(stage, "Chez Paul", "chez-paul")
        look(stage)
        stage.request(brand="Chez Paul", stores="Chez Paul ; chez-paul")
        type_row(stage, "Chez Zoé", "chez-zoe")
        look(stage)
        (message,) = told(stage, "unasked")[before:]  # in the place of the one before
        assert "Chez Zoé" in shown(message)
        assert "Chez Paul" not in shown(message)

    def test_what_is_asked_for_leaves_the_message_with_its_button(self, stage: Stage) -> None:
        type_row(stage, "Chez Paul", "Chez-Paul")
        type_row(stage, "Chez Zoé", "chez-zoe")
        look(stage)
        message = told(stage, "unasked")[-1]
        stage.request(brand="Chez Paul", stores="Chez Paul ; chez-paul")  # no look comes between
        assert "Chez Paul" not in shown(told(stage, "unasked")[-1])
        assert buttons(told(stage, "unasked")[-1]) == ["request_rows"]
        stage.workspace.sheet.delete_row(row_of(stage, "chez-zoe"))
        look(stage)
        assert told(stage, "unasked")[-1]["ts"] == message["ts"]
        assert "Plus aucune ligne" in shown(told(stage, "unasked")[-1])
        assert buttons(told(stage, "unasked")[-1]) == []

    def test_the_button_opens_the_form_filled_from_the_rows(self, stage: Stage) -> None:
        type_row(stage, "Tante Ja Nantes", "tante-ja-nantes")
        type_row(stage, "Tante Ja Rezé", "tante-ja-reze")
        look(stage)
        stage.as_(CLAIRE).click(CHANNEL, told(stage, "unasked")[-1]["ts"], "request_rows")
        view = stage.top_modal(CLAIRE)
        values = {b["block_id"]: b["element"].get("initial_value") for b in view["blocks"] if b["type"] == "input"}
        assert values["brand"] == "Tante Ja"
        assert values["stores"] == "Tante Ja Nantes ; tante-ja-nantes\nTante Ja Rezé ; tante-ja-reze"
        stage.as_(CLAIRE).submit(view["id"], prerequisites=TICKS)
        stage.settle()
        (request,) = stage.bot.services.queries.open_requests()
        assert request.brand == "Tante Ja"

    def test_a_button_whose_rows_were_asked_for_meanwhile_says_so(self, stage: Stage) -> None:
        type_row(stage, "Chez Paul", "chez-paul")
        look(stage)
        before = told(stage, "unasked")[-1]
        stage.request(brand="Chez Paul", stores="Chez Paul ; chez-paul")
        stage.as_(CLAIRE).click(CHANNEL, before["ts"], "request_rows", stale_message=before)
        assert "demandées entre-temps" in stage.ephemerals(CLAIRE)[-1]

    def test_what_is_no_slug_or_was_rejected_is_nobodys_business(self, stage: Stage) -> None:
        before = len(told(stage, "unasked"))
        request = stage.request(brand="Chez Paul", stores="Chez Paul ; chez-paul")
        stage.click(AMELIE, request, "reject")
        stage.as_(AMELIE).submit(stage.top_modal(AMELIE)["id"], reason="Pas signé")
        type_row(stage, "Chez Paul", "chez-paul")
        type_row(stage, "À demander", "pas de slug !")
        look(stage)
        assert len(told(stage, "unasked")) == before


class TestATokenTypedByHand:
    def test_it_moves_the_open_request_on(self, stage: Stage) -> None:
        request = stage.request()
        for line in STORES.split("\n"):
            name, slug = line.split(" ; ")
            type_row(stage, name, slug, TOKEN)
        look(stage)
        fresh = stage.fresh(request)
        assert (fresh.state, fresh.token_sealed) == (State.DELIVERED, None)
        assert fresh.token_fingerprint == stage.bot.services.sealer.fingerprint(TOKEN)
        entry = stage.picture(request).history[-1]
        assert (entry.action, entry.actor) == ("deliver_by_hand", "bot")
        assert "à la main" in shown(stage.direct(CLAIRE)[-1])
        assert TOKEN not in shown(stage.card(request))

    def test_not_before_every_row_has_it(self, stage: Stage) -> None:
        request = stage.request()
        type_row(stage, "Émile Nantes", "emile-nantes", TOKEN)
        look(stage)
        assert stage.state(request) is State.SUBMITTED
        type_row(stage, "Émile Rezé", "emile-reze", TOKEN)
        look(stage)
        assert stage.state(request) is State.DELIVERED

    def test_nor_with_two_different_tokens(self, stage: Stage) -> None:
        request = stage.request()
        type_row(stage, "Émile Nantes", "emile-nantes", TOKEN)
        type_row(stage, "Émile Rezé", "emile-reze", TOKEN + "2")
        look(stage)
        assert stage.state(request) is State.SUBMITTED

    def test_nor_where_it_stood_there_before_anybody_asked(self, stage: Stage) -> None:
        type_row(stage, "Émile Nantes", "emile-nantes", TOKEN)
        type_row(stage, "Émile Rezé", "emile-reze", TOKEN)
        request = stage.request()
        look(stage)
        look(stage)
        assert stage.state(request) is State.SUBMITTED


class TestRowsOfDeliveredRequests:
    def test_one_that_vanished_is_reported_once(self, stage: Stage) -> None:
        request = delivered(stage)
        stage.workspace.sheet.delete_row(row_of(stage, "emile-reze"))
        look(stage)
        look(stage)
        (message,) = told(stage, "rows_changed")
        assert "emile-reze" in shown(message)
        assert "6X-0001" in shown(message)
        kinds = {store.slug: store.in_sheet for store in stage.picture(request).stores}
        assert kinds == {"emile-nantes": InSheet.WRITTEN, "emile-reze": InSheet.ABSENT}

    def test_another_token_is_shown_by_fingerprint_and_one_put_back_is_right_again(self, stage: Stage) -> None:
        request = delivered(stage)
        type_token(stage, "emile-reze", "typed-by-a-person-0123456789")
        type_token(stage, "emile-nantes", "")
        look(stage)
        (message,) = told(stage, "rows_changed")
        fingerprint = stage.bot.services.sealer.fingerprint
        assert "2 lignes" in shown(message)
        assert fingerprint("typed-by-a-person-0123456789") in shown(message)
        assert fingerprint(TOKEN) in shown(message)
        assert "typed-by-a-person" not in shown(message)
        for slug in ("emile-reze", "emile-nantes"):
            type_token(stage, slug, TOKEN)
        look(stage)
        assert len(told(stage, "rows_changed")) == 1
        assert {store.in_sheet for store in stage.picture(request).stores} == {InSheet.WRITTEN}

    def test_a_change_of_what_was_reported_is_not_reported_again(self, stage: Stage) -> None:
        delivered(stage)
        type_token(stage, "emile-reze", "typed-by-a-person-0123456789")
        look(stage)
        type_token(stage, "emile-reze", "")
        look(stage)
        stage.workspace.sheet.delete_row(row_of(stage, "emile-reze"))
        look(stage)
        assert len(told(stage, "rows_changed")) == 1

    def test_what_happened_while_the_bot_was_off_is_found(self, stage: Stage) -> None:
        delivered(stage)
        stage.workspace.sheet.delete_row(row_of(stage, "emile-reze"))
        # A process that has just started remembers no earlier look.
        watching = stage.bot.services.sheet_watch
        watching._last, watching._cursor = None, 0
        look(stage)
        assert len(told(stage, "rows_changed")) == 1

    def test_rows_sorted_and_moved_are_no_news(self, stage: Stage) -> None:
        delivered(stage)
        stage.workspace.sheet.sort(column(stage, "SLUG PONGO"), descending=True)
        stage.workspace.sheet.insert_row(2)
        look(stage)
        assert told(stage, "rows_changed") == []

    def test_a_token_that_the_bot_replaces_or_withdraws_is_no_news(self, stage: Stage) -> None:
        request = delivered(stage)
        withdraw_token(stage, request)
        look(stage)
        assert stage.state(request) is State.WITHDRAWN
        assert told(stage, "rows_changed") == []
        assert told(stage, "unasked") == []


def test_a_reading_that_began_before_a_delivery_says_nothing_about_it(stage: Stage) -> None:
    began = stage.workspace.clock.now()
    request = stage.request()
    stage.give_token(request)
    # The sheet as it was read at that time, with neither of the rows.
    stage.bot.services.sheet_watch.look([], began)
    stage.settle()
    assert told(stage, "rows_changed") == []
    look(stage)
    assert told(stage, "rows_changed") == []


def test_the_watch_never_writes_and_costs_one_read(stage: Stage) -> None:
    delivered(stage)
    type_row(stage, "Chez Paul", "chez-paul")
    before = len(stage.workspace.calls.all("google"))
    look(stage)
    calls = [call.method for call in stage.workspace.calls.all("google")[before:]]
    assert len(calls) == 1
    assert calls[0].startswith("GET")


def test_a_sheet_that_cannot_be_read_is_looked_at_the_next_time(stage: Stage) -> None:
    type_row(stage, "Chez Paul", "chez-paul")
    before = len(told(stage, "unasked"))
    away = stage.workspace.faults.add(Fault("google", "GET *", "refuse", status=503, times=None))
    look(stage)  # as often as the bot's own clockwork does, too
    assert len(told(stage, "unasked")) == before
    stage.workspace.faults.remove(away)
    look(stage)
    assert len(told(stage, "unasked")) == before + 1


def test_two_processes_look_in_turn_not_both(stage: Stage) -> None:
    every = timedelta(minutes=5)
    stage.workspace.clock.advance(timedelta(minutes=6))
    claims = [stage.bot.services.sheet_watch.claim(every) for _ in range(3)]
    assert claims == [True, False, False]


class TestAWriteThatSomebodySendsAgain:
    SAID = "plusieurs fois"

    def test_right_away_is_told_on_the_card_and_nothing_is_deleted(self, stage: Stage) -> None:
        request = stage.request()
        stage.workspace.faults.add(Fault("google", "POST *:batchUpdate", "repeat"))
        stage.give_token(request)
        assert stage.state(request) is State.DELIVERED
        assert self.SAID in shown(stage.card(request))
        slugs = [row[2] for row in stage.workspace.sheet.rows()[1:]]
        assert sorted(slugs) == ["emile-nantes", "emile-nantes", "emile-reze", "emile-reze"]

    def test_later_is_seen_at_the_next_look_until_the_row_is_gone(self, stage: Stage) -> None:
        request = delivered(stage)
        assert self.SAID not in shown(stage.card(request))
        type_row(stage, "Boulangerie Émile Rezé", "emile-reze")
        stage.workspace.sheet.type(len(stage.workspace.sheet.rows()), column(stage, "TOKEN PONGO"), TOKEN)
        look(stage)
        assert self.SAID in shown(stage.card(request))
        assert "Boulangerie Émile Rezé" in shown(stage.card(request))
        stage.workspace.sheet.delete_row(len(stage.workspace.sheet.rows()))
        look(stage)
        assert self.SAID not in shown(stage.card(request))

    def test_rows_that_people_had_twice_before_are_their_affair(self, stage: Stage) -> None:
        for _ in range(2):
            type_row(stage, "Boulangerie Émile Rezé", "emile-reze")
        look(stage)  # they are told as rows that nobody asked for, by whichever look comes first
        request = delivered(stage)
        assert stage.state(request) is State.DELIVERED
        assert self.SAID not in shown(stage.card(request))
