"""A decision about what has changed meanwhile: what changed is shown, and what was typed is kept."""

import pytest
from playwright.sync_api import expect

from tests.browser.hands import STRANGE_TOKEN, Hands

CLAIRE = "UCLAIRE"


@pytest.mark.parametrize(("decides", "asks"), [("UAMELIE", "UTOM"), ("UTOM", "UAMELIE")])  # in French, in English
def test_an_approval_of_what_was_not_seen_shows_what_has_changed(hands: Hands, decides: str, asks: str) -> None:
    claire, lead, other = hands.tab(CLAIRE), hands.tab(decides), hands.tab(asks)
    claire.request()
    lead.press("approve")
    expect(lead.modal).to_have_attribute("data-callback-id", "token_form")
    other.decide("ask_changes", "changes_form", "reason", "Il manque Saint-Herblain")
    claire.go("app")
    claire.add_store("Boulangerie Émile Saint-Herblain ; emile-saint-herblain")
    expect(other.card).to_contain_text("emile-saint-herblain")
    lead.modal.locator("[data-block-id='token'] input, [data-block-id='token'] textarea").first.fill(STRANGE_TOKEN)
    lead.submit()
    expect(lead.modal).to_contain_text("Boulangerie Émile Saint-Herblain")
    lead.picture(f"token-outdated-{decides.lower()}")
    assert STRANGE_TOKEN not in lead.modal.inner_text()
