"""Every other way that a request can go, pressed through in the page; each leaves its pictures."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.hands import CHANNEL, STRANGE_TOKEN, Hands

CLAIRE, AMELIE, TOM, OSCAR = "UCLAIRE", "UAMELIE", "UTOM", "UOSCAR"


def test_a_rejection_with_its_reason(hands: Hands) -> None:
    claire, amelie = hands.tab(CLAIRE), hands.tab(AMELIE)
    claire.request()
    amelie.decide("reject", "reject_form", "reason", "Pas de contrat 6xpos")
    expect(amelie.card).to_contain_text("Refusée")
    expect(amelie.card.locator("[data-action-id='approve']")).to_have_count(0)
    amelie.picture("card-rejected", amelie.card)
    claire.go("app")
    expect(claire.messages.last).to_contain_text("Pas de contrat 6xpos")


def test_changes_asked_for_made_and_cancelled(hands: Hands) -> None:
    claire, amelie = hands.tab(CLAIRE), hands.tab(AMELIE)
    claire.request()
    amelie.decide("ask_changes", "changes_form", "reason", "Il manque Saint-Herblain")
    expect(amelie.card).to_contain_text("À modifier")
    amelie.picture("card-changes-requested", amelie.card)

    claire.go("app")
    expect(claire.messages.last).to_contain_text("Il manque Saint-Herblain")
    claire.add_store("Boulangerie Émile Saint-Herblain ; emile-saint-herblain")
    expect(amelie.card).to_contain_text("emile-saint-herblain")
    amelie.surveyed()
    amelie.picture("card-resubmitted", amelie.card)

    cancel = claire.messages.locator("[data-action-id='cancel']").last
    cancel.click()
    question = claire.page.locator("[data-confirm]")
    expect(question).to_be_visible()
    question.locator("[data-confirm-deny]").click()
    expect(amelie.card).to_contain_text("À valider")
    cancel.click()
    question.locator("[data-confirm-yes]").click()
    expect(amelie.card).to_contain_text("Annulée")
    amelie.picture("card-cancelled", amelie.card)


def test_approved_now_and_the_token_later(hands: Hands) -> None:
    amelie = hands.tab(AMELIE)
    hands.tab(CLAIRE).request()
    amelie.press("approve")
    expect(amelie.modal).to_have_attribute("data-callback-id", "token_form")
    amelie.submit()
    expect(amelie.modal).to_have_count(0)
    expect(amelie.card.locator("[data-action-id='give_token']")).to_be_visible()
    amelie.picture("card-approved", amelie.card)
    amelie.press("give_token")
    expect(amelie.modal).to_have_attribute("data-callback-id", "token_form")
    amelie.give_token(hands.token())
    expect(amelie.card).to_contain_text("Token livré")


def test_a_conflict_resolved_by_hand(hands: Hands) -> None:
    amelie = hands.tab(AMELIE)
    hands.tab(CLAIRE).request(stores="L'Épicurien ; l-epicurien-paris-11\nChez Zoé ; chez-zoe-et-fils")
    amelie.press("approve")
    expect(amelie.modal).to_have_attribute("data-callback-id", "token_form")
    # The form lies over Slack alone: the sheet beside it stays in reach.
    amelie.type_cell(5, 4, "pongo-somebody-elses-token")
    token = hands.token()
    amelie.give_token(token)
    retry = amelie.card.locator("[data-action-id='retry']")
    expect(retry).to_be_visible()
    expect(amelie.cell(6, 4)).to_have_text(token)
    expect(amelie.cell(5, 4)).to_have_text("pongo-somebody-elses-token")
    expect(amelie.cell(5, 4)).to_have_class(re.compile("conflict"))
    expect(amelie.page.locator("#sheet-conflicts")).to_have_text("1 conflit")
    amelie.picture("card-conflict", amelie.card)
    amelie.picture("conflict")
    amelie.cell(5, 4).click()
    amelie.page.keyboard.press("Delete")
    expect(amelie.cell(5, 4)).to_have_text("")
    expect(amelie.page.locator("td.conflict")).to_have_count(0)
    retry.click()
    expect(amelie.card).to_contain_text("Token livré")
    expect(amelie.cell(5, 4)).to_have_text(token)


def test_a_token_unknown_to_hey_pongo_is_written_where_the_approver_says_so(hands: Hands) -> None:
    amelie = hands.tab(AMELIE)
    hands.tab(CLAIRE).request()
    amelie.press("approve")
    amelie.fill("token", STRANGE_TOKEN)
    amelie.submit()
    expect(amelie.modal).to_have_attribute("data-callback-id", "token_check")
    expect(amelie.card).to_contain_text("À valider")
    amelie.picture("token-check", amelie.modal)
    amelie.submit()
    expect(amelie.card).to_contain_text("Token livré")
    assert [row[3] for row in amelie.sheet()[-2:]] == [STRANGE_TOKEN, STRANGE_TOKEN]


def test_a_store_that_hey_pongo_does_not_know(hands: Hands) -> None:
    amelie = hands.tab(AMELIE)
    hands.tab(CLAIRE).request(stores="Boulangerie Émile Nantes ; emile-nantes\nBoulangerie Émile Pau ; emile-inconnu")
    amelie.page.click("[data-pane='pongo']")
    merchant = amelie.page.locator("[data-merchant='Boulangerie Émile']")
    expect(merchant).to_contain_text("1 inconnu")
    merchant.locator("summary").click()
    amelie.page.locator("[data-waiting='6X-0001'] [data-issue]").click()
    expect(amelie.page.locator("[data-token]")).to_have_count(1)
    amelie.picture("pongo", amelie.page.locator("#pane-pongo"))
    amelie.press("approve")
    amelie.fill("token", hands.token())
    amelie.submit()
    expect(amelie.modal).to_have_attribute("data-callback-id", "token_check")
    expect(amelie.modal).to_contain_text("emile-inconnu")
    # The store is created at Hey Pongo; the same token sees it from now on.
    merchant.locator("[data-shop='emile-inconnu']").click()
    expect(merchant).not_to_contain_text("inconnu(s)")
    amelie.modal.locator("[data-action-id='check_again']").click()
    expect(amelie.card).to_contain_text("Token livré")


def test_two_people_race_and_an_outsider_looks_on(hands: Hands) -> None:
    amelie, tom, oscar = hands.tab(AMELIE), hands.tab(TOM), hands.tab(OSCAR)
    hands.tab(CLAIRE).request()
    oscar.press("approve")
    expect(oscar.ephemerals.last).to_contain_text("@Amélie Laurent")
    expect(oscar.modal).to_have_count(0)
    oscar.picture("not-yours")
    amelie.press("approve")
    tom.press("reject")
    expect(amelie.modal).to_have_attribute("data-callback-id", "token_form")
    expect(tom.modal).to_have_attribute("data-callback-id", "reject_form")
    amelie.give_token(hands.token())
    expect(amelie.card).to_contain_text("Token livré")
    tom.fill("reason", "Too late")
    tom.submit()
    expect(tom.page.locator("body")).to_contain_text(re.compile("already|Amélie"))
    expect(tom.card).to_contain_text("Token livré")
    told = [message["text"] for message in hands.playground.workspace.slack.messages(CHANNEL)]
    assert len(told) == 3, f"the two greetings and one card: {told}"


ZOE = "Chez Zoé & Fils ; chez-zoe-fils\nChez Zoé & Fils Pau ; chez-zoe-pau"


@pytest.mark.parametrize(("who", "button"), [(AMELIE, "Corriger ou écrire"), (TOM, "Correct or write")])
def test_a_slug_that_hey_pongo_spells_otherwise_is_corrected_in_the_check(hands: Hands, who: str, button: str) -> None:
    claire, lead = hands.tab(CLAIRE), hands.tab(who)
    claire.request("Chez Zoé & Fils", ZOE)
    hands.playground.workspace.backoffice.switch("chez-zoe-fils", False)
    lead.press("approve")
    lead.fill("token", hands.token("Chez Zoé & Fils"))
    lead.submit()
    expect(lead.modal).to_have_attribute("data-callback-id", "token_check")
    expect(lead.page.locator("[data-modal-submit]")).to_have_text(button)
    lead.picture(f"token-check-slugs-{who}", lead.modal)
    lead.modal.locator("[data-block-id='slug:chez-zoe-fils'] select").select_option("chez-zoe-et-fils")
    lead.submit()
    expect(lead.card).to_contain_text("Token livré")
    lead.picture(f"card-slugs-{who}", lead.card)
    claire.go("app")
    expect(claire.page.locator("#conversation")).to_contain_text("chez-zoe-fils devient chez-zoe-et-fils")
    claire.picture(f"note-slugs-{who}")
