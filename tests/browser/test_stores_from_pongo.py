"""All of a brand's restaurants from Hey Pongo, as people do it in the page: asked without a slug, taken with the
token."""

import pytest
from playwright.sync_api import expect

from tests.browser.hands import CHANNEL, TICKS, Hands

CLAIRE, NORA, AMELIE, TOM = "UCLAIRE", "UNORA", "UAMELIE", "UTOM"
BRAND = "La Vieille Boulangerie des Quatre Moulins"


@pytest.mark.parametrize(("asks", "gives"), [(CLAIRE, AMELIE), (NORA, TOM)], ids=["fr", "en"])
def test_restaurants_are_asked_of_hey_pongo_and_taken(hands: Hands, asks: str, gives: str) -> None:
    requester = hands.tab(asks)
    requester.go(CHANNEL)
    requester.open_form()
    requester.fill("brand", BRAND)
    requester.tick(*TICKS, "stores_pongo")
    requester.picture(f"pongo-form-{asks}", requester.modal)
    requester.submit()
    expect(requester.modal).to_have_count(0)
    lead = hands.tab(gives)
    lead.go(CHANNEL)
    lead.picture(f"pongo-card-{asks}", lead.card)
    lead.press("approve")
    expect(lead.modal).to_have_attribute("data-callback-id", "token_form")
    lead.picture(f"pongo-token-{asks}", lead.modal)
    lead.fill("token", hands.token(BRAND))
    lead.submit()
    expect(lead.modal).to_have_attribute("data-callback-id", "token_stores")
    expect(lead.modal).to_contain_text("Annecy")
    lead.picture(f"pongo-stores-{asks}", lead.modal)
    lead.page.focus(".modal .multi-open")
    lead.page.keyboard.type("annecy")
    options = lead.page.locator(".multi-option")
    expect(options).to_have_count(2)
    lead.picture(f"pongo-search-{asks}")
    options.filter(has_text="sauf" if asks == CLAIRE else "but").locator("input").check(force=True)
    lead.page.keyboard.press("Escape")
    expect(lead.modal).to_contain_text("11.")
    lead.picture(f"pongo-chosen-{asks}", lead.modal)
    lead.submit()
    expect(lead.modal).to_have_count(0)
    expect(lead.card).to_contain_text("11 restaurants")
    lead.picture(f"pongo-done-{asks}", lead.card)
