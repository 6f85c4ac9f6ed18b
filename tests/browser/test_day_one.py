"""The first day, as people see it: hundreds of brands that were live before the bot are adopted, and 6xpos says in
columns of its own what it has done."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from playwright.sync_api import expect

from bot.sandbox.play import Playground
from bot.sandbox.scenarios import LIVE_BRANDS, Scenario
from tests.browser.hands import CHANNEL, Hands

CLAIRE, AMELIE, TOM = "UCLAIRE", "UAMELIE", "UTOM"
TOWNS = ("Lille", "Nantes", "Brest", "Dijon", "Metz", "Caen", "Pau", "Albi", "Laon")
LONG = "La Très Vieille Boulangerie-Pâtisserie des Quatre Moulins de la Vallée de Chevreuse et Fils"


@pytest.fixture
def playground() -> Iterator[Playground]:
    """The first day, with a brand of many long names among the others."""
    started = Playground(0, scenario=Scenario.DAY_ONE)
    started.start()
    sheet = started.workspace.sheet
    first = len(sheet.rows()) + 1
    for row, town in enumerate(TOWNS, first):
        slug = f"quatre-moulins-{town.lower()}"
        sheet.insert_row(row, ["", f"{LONG} – {town}", slug, "tok_of_long_names_0123456789"])
    yield started
    started.stop()


def test_brands_from_before_the_bot_are_adopted_and_6xpos_says_what_is_done(hands: Hands) -> None:
    tom = hands.tab(TOM)
    tom.page.click("[data-locale='en-US']")
    tom.go(CHANNEL)
    tom.say("/6xpos-request adopt")
    expect(tom.modal).to_have_attribute("data-callback-id", "adopt_form", timeout=30_000)
    inputs = tom.modal.locator("[data-block-id^='brand:'] input")
    expect(inputs).to_have_count(10)
    expect(inputs.first).to_have_value(
        "La Très Vieille Boulangerie-Pâtisserie des Quatre Moulins de la"
    )  # as long as it may
    tom.picture("adopt-en", tom.modal)
    tom.modal.locator("[data-action-id='adopt_next']").click()
    expect(tom.modal.locator("[data-action-id='adopt_previous']")).to_be_visible()
    expect(inputs).to_have_count(10)
    tom.modal.locator("[data-block-id='left_out']").first.scroll_into_view_if_needed()
    tom.picture("adopt-en-2")

    amelie = hands.tab(AMELIE)
    amelie.go(CHANNEL)
    amelie.say("/6xpos-request reprendre")
    expect(amelie.modal).to_have_attribute("data-callback-id", "adopt_form", timeout=30_000)
    amelie.picture("adopt-fr", amelie.modal)
    amelie.modal.locator("[data-action-id='adopt_all']").click()
    amelie.picture("adopt-sure")
    amelie.page.click("[data-confirm-yes]")
    expect(amelie.modal).to_contain_text("rien à reprendre", timeout=60_000)
    expect(amelie.card).to_contain_text(f"{LIVE_BRANDS + 4} marques", timeout=30_000)
    amelie.picture("adopt-done")
    amelie.page.click("[data-modal-cancel]")
    tom.page.click("[data-modal-cancel]")

    claire, workspace = hands.tab(CLAIRE), hands.playground.workspace
    claire.request()
    amelie.press("approve")
    amelie.give_token(hands.token())
    expect(amelie.card).to_contain_text("Token livré")
    last = len(workspace.sheet.rows())
    for row in (last - 1, last):
        workspace.sheet.type(row, 5, "oui")
    workspace.sheet.type(last, 6, "en cours")
    bot = hands.playground.bot
    assert bot is not None, "it runs in this process"
    workspace.advance(timedelta(minutes=6))
    bot.watch.tick()
    card = amelie.messages.filter(has_text="Activée chez 6xpos")
    card.locator("[data-action-id='details']").click()
    expect(amelie.modal).to_contain_text("en cours")
    amelie.picture("details-6xpos", amelie.modal)
