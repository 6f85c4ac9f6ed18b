"""From the delivered token to the brand that is live: 6xpos's steps, ticked on the card."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any

from tests.scenarios.stage import AMELIE, CHANNEL, CLAIRE, NORA, OSCAR, STORES, Stage, buttons, shown
from tests.scenarios.steps import STEPS, ask_live, choose_live, delivered, press_tick, store_ids
from workflows.requests.press import Press
from workflows.rules.policy import Person
from workflows.rules.states import State
from workflows.storage.models import Request


def tick_blocks(message: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """6xpos's steps that a card or a view shows, by block_id."""
    return {b["block_id"]: b for b in message["blocks"] if str(b.get("block_id", "")).startswith("tick:")}


def actions(stage: Stage, request: Request) -> list[str]:
    return [entry.action for entry in stage.picture(request).history]


def test_there_are_no_steps_before_the_token_is_delivered(stage: Stage) -> None:
    request = stage.request()
    assert tick_blocks(stage.card(request)) == {}
    stage.give_token(request)
    assert list(tick_blocks(stage.card(request))) == [f"tick:{step}" for step in STEPS]
    assert buttons(stage.card(request)).count("tick") == 4


def test_three_ticks_activate_and_the_fourth_completes(stage: Stage) -> None:
    request = delivered(stage)
    press_tick(stage, CLAIRE, request, "tick:interfaces")
    press_tick(stage, AMELIE, request, "tick:access")
    assert stage.state(request) is State.DELIVERED
    press_tick(stage, AMELIE, request, "tick:slug")
    assert stage.state(request) is State.ACTIVATED
    assert list(tick_blocks(stage.card(request))) == ["tick:products"]  # what cannot be undone is one line
    assert buttons(stage.card(request)).count("tick") == 1
    press_tick(stage, AMELIE, request, "tick:products")
    assert stage.state(request) is State.COMPLETED
    assert buttons(stage.card(request)) == ["details"]
    assert actions(stage, request)[-6:] == ["tick", "tick", "tick", "activate", "tick", "complete"]
    assert "Boulangerie Émile* est prête" in shown(stage.direct(CLAIRE)[-1])


def test_the_card_says_who_ticked_when(stage: Stage) -> None:
    request = delivered(stage)
    press_tick(stage, AMELIE, request, "tick:access")
    (tick,) = stage.picture(request).ticks
    line = tick_blocks(stage.card(request))["tick:access:undo"]["text"]["text"]
    assert f"<@{AMELIE}>" in line
    assert stage.bot.services.languages.channel().moment(tick.at) in line
    assert f"<@{AMELIE}>" not in tick_blocks(stage.card(request))["tick:slug"]["text"]["text"]


def test_products_may_be_attached_first_and_then_the_third_step_completes(stage: Stage) -> None:
    request = delivered(stage)
    for step in ("products", "slug", "access"):
        press_tick(stage, CLAIRE, request, f"tick:{step}")
    assert stage.state(request) is State.DELIVERED
    press_tick(stage, CLAIRE, request, "tick:interfaces")
    assert stage.state(request) is State.COMPLETED
    assert actions(stage, request)[-3:] == ["tick", "activate", "complete"]
    assert "Terminée" in shown(stage.card(request))
    assert stage.ephemerals(CLAIRE) == []  # the card that was pressed says so itself


def test_a_tick_is_taken_back_by_pressing_again(stage: Stage) -> None:
    request = delivered(stage)
    press_tick(stage, CLAIRE, request, "tick:access")
    press_tick(stage, CLAIRE, request, "tick:access:undo")
    assert stage.picture(request).ticks == ()
    assert "tick:access" in tick_blocks(stage.card(request))
    assert actions(stage, request)[-2:] == ["tick", "untick"]
    states = [(entry.from_state, entry.to_state) for entry in stage.picture(request).history[-2:]]
    assert states == [("delivered", "delivered")] * 2


def test_who_ticks_what_is_ticked_already_is_told_by_whom_and_undoes_nothing(stage: Stage) -> None:
    request = delivered(stage)
    before = stage.card(request)
    press_tick(stage, CLAIRE, request, "tick:access")
    press_tick(stage, AMELIE, request, "tick:access", stale=before)
    assert f"<@{CLAIRE}>" in stage.ephemerals(AMELIE)[-1]
    assert [tick.by for tick in stage.picture(request).ticks] == [CLAIRE]
    assert actions(stage, request).count("tick") == 1


def test_the_same_click_twice_is_one_tick(stage: Stage) -> None:
    request = delivered(stage)
    delivery = press_tick(stage, CLAIRE, request, "tick:access")
    again = stage.workspace.slack.replay(delivery)
    stage.settle()
    assert again.status == 200
    assert actions(stage, request).count("tick") == 1
    assert stage.ephemerals(CLAIRE) == []


def test_two_who_tick_the_last_two_steps_at_once_activate_it_once(stage: Stage) -> None:
    request = delivered(stage)
    press_tick(stage, CLAIRE, request, "tick:interfaces")
    card = stage.card(request)
    with ThreadPoolExecutor(2) as pool:
        presses = [
            pool.submit(stage.as_(who).click, CHANNEL, card["ts"], "tick", block_id=block, stale_message=card)
            for who, block in ((CLAIRE, "tick:access"), (AMELIE, "tick:slug"))
        ]
        assert all(one.result().status == 200 for one in presses)
    stage.settle()
    assert stage.state(request) is State.ACTIVATED
    assert actions(stage, request).count("activate") == 1


def test_neither_an_outsider_nor_another_requester_ticks(stage: Stage) -> None:
    request = delivered(stage)
    for who in (OSCAR, NORA):
        press_tick(stage, who, request, "tick:access")
        assert f"<@{CLAIRE}>" in stage.ephemerals(who)[-1]
    assert stage.picture(request).ticks == ()


def test_a_late_click_on_an_old_card_is_answered_with_what_is_true(stage: Stage) -> None:
    request = delivered(stage)
    press_tick(stage, CLAIRE, request, "tick:access")
    old = stage.card(request)
    for step in ("interfaces", "slug"):
        press_tick(stage, CLAIRE, request, f"tick:{step}")
    press_tick(stage, AMELIE, request, "tick:access:undo", stale=old)
    assert "Activée" in stage.ephemerals(AMELIE)[-1]
    assert len(stage.picture(request).ticks) == 3
    press_tick(stage, CLAIRE, request, "tick:products")
    press_tick(stage, AMELIE, request, "tick:products", stale=old)
    assert "Terminée" in stage.ephemerals(AMELIE)[-1]


def test_the_requester_ticks_in_the_details_of_her_own_message(stage: Stage) -> None:
    request = delivered(stage)
    note = stage.direct(CLAIRE)[-1]
    stage.as_(CLAIRE).click(stage.workspace.slack.im(CLAIRE), note["ts"], "details")
    view = stage.top_modal(CLAIRE)
    assert list(tick_blocks(view)) == [f"tick:{step}" for step in STEPS]
    stage.as_(CLAIRE).click_in_view(view["id"], "tick", block_id="tick:slug")
    stage.settle()
    assert "tick:slug:undo" in tick_blocks(stage.top_modal(CLAIRE))
    assert [tick.step for tick in stage.picture(request).ticks] == ["slug"]


def test_a_reminder_put_off_stands_in_the_history_and_the_card_goes_on(stage: Stage) -> None:
    request = stage.request()
    reminding, clock = stage.bot.services.reminding, stage.workspace.clock
    assert reminding.snooze(request.id, clock.now(), Press(Person(AMELIE, False), "T", "click"))
    stage.settle()
    stage.click(CLAIRE, request, "details")
    assert f"<@{AMELIE}> a repoussé le rappel" in shown(stage.top_modal(CLAIRE))
    assert "À valider" in shown(stage.card(request))


def test_slugs_are_free_for_another_request_meanwhile(stage: Stage) -> None:
    delivered(stage)
    again = stage.request(NORA, brand="Autre marque", stores=STORES)
    assert stage.state(again) is State.SUBMITTED


def test_a_brand_goes_live_store_by_store(stage: Stage) -> None:
    request = delivered(stage)
    assert "stores_live" not in buttons(stage.card(request))
    choose_live(stage, CLAIRE, ask_live(stage, CLAIRE, request)["id"], live=store_ids(stage, request, "emile-reze"))
    assert "1 restaurant en service sur 2" in shown(stage.card(request))
    reze = next(store for store in stage.picture(request).stores if store.slug == "emile-reze")
    assert (reze.live_by, reze.live_at is not None) == (CLAIRE, True)
    entry = stage.picture(request).history[-1]
    assert (entry.action, entry.actor, entry.details) == ("stores_live", CLAIRE, {"live": 1, "not_live": 0})
    assert stage.state(request) is State.DELIVERED


def test_the_details_name_first_what_is_not_live_yet(stage: Stage) -> None:
    request = delivered(stage)
    choose_live(stage, CLAIRE, ask_live(stage, CLAIRE, request)["id"], live=store_ids(stage, request, "emile-nantes"))
    stage.click(AMELIE, request, "details")
    text = shown(stage.top_modal(AMELIE))
    assert text.index("emile-reze") < text.index("emile-nantes")
    assert text.count("en service depuis") == 1


def test_all_that_are_left_at_once_and_one_taken_back(stage: Stage) -> None:
    request = delivered(stage)
    choose_live(stage, AMELIE, ask_live(stage, AMELIE, request)["id"], all_live=["all"])
    assert "2 restaurants en service sur 2" in shown(stage.card(request))
    stage.click(AMELIE, request, "stores_live")
    view = stage.top_modal(AMELIE)
    assert [b["block_id"] for b in view["blocks"] if b["type"] == "input"] == ["not_live"]
    choose_live(stage, AMELIE, view["id"], not_live=store_ids(stage, request, "emile-nantes"))
    assert "1 restaurant en service sur 2" in shown(stage.card(request))


def test_nothing_chosen_says_so_and_an_outsider_is_told_whom_to_ask(stage: Stage) -> None:
    request = delivered(stage)
    form = ask_live(stage, CLAIRE, request)
    choose_live(stage, CLAIRE, form["id"])
    assert set(stage.errors(CLAIRE)) == {"live"}
    choose_live(stage, CLAIRE, form["id"], live=store_ids(stage, request, "emile-reze"))
    stage.click(OSCAR, request, "stores_live")
    assert stage.workspace.slack.modals(OSCAR) == []
    assert f"<@{CLAIRE}>" in stage.ephemerals(OSCAR)[-1]


def test_the_same_submission_again_counts_once_and_a_single_store_has_no_such_line(stage: Stage) -> None:
    request = delivered(stage)
    first = choose_live(
        stage, CLAIRE, ask_live(stage, CLAIRE, request)["id"], live=store_ids(stage, request, "emile-reze")
    )
    stage.workspace.slack.replay(first)
    stage.settle()
    assert actions(stage, request).count("stores_live") == 1
    alone = stage.request(brand="Chez Paul", stores="Chez Paul ; chez-paul")
    stage.give_token(alone)
    stage.click(CLAIRE, alone, "details")
    assert "stores_live" not in buttons(stage.top_modal(CLAIRE))
