"""The guided tour, walked by somebody who is new: each step goes on when the workspace shows that it was done."""

from playwright.sync_api import expect

from tests.browser.hands import Hands

CLAIRE, AMELIE, TOM = "UCLAIRE", "UAMELIE", "UTOM"


def test_the_eight_steps(hands: Hands) -> None:
    tab = hands.tab(CLAIRE, welcomed=False)
    page = tab.page
    step, help_ = page.locator("[data-tour-step]"), page.locator("[data-tour-help]")
    page.click("[data-tour-start]")
    expect(page.locator("#welcome")).to_have_count(0)

    expect(step).to_have_attribute("data-tour-step", "command")
    help_.click()
    expect(page.locator("#composer-text")).to_have_value("/6xpos-request")
    tab.picture("tour-1")
    page.press("#composer-text", "Enter")

    expect(step).to_have_attribute("data-tour-step", "form")
    help_.click()
    tab.picture("tour-2")
    tab.submit()

    expect(step).to_have_attribute("data-tour-step", "lead")
    tab.picture("tour-3")
    page.click(f"[data-person='{AMELIE}']")

    expect(step).to_have_attribute("data-tour-step", "approve")
    tab.surveyed()
    page.reload()  # the tour goes on where it was
    expect(step).to_have_attribute("data-tour-step", "approve")
    tab.picture("tour-4")
    tab.press("approve")

    expect(step).to_have_attribute("data-tour-step", "issue")
    expect(tab.modal).to_have_attribute("data-callback-id", "token_form")
    page.click("[data-pane='pongo']")
    tab.picture("tour-5")
    page.click("[data-waiting='6X-0001'] [data-issue]")

    expect(step).to_have_attribute("data-tour-step", "paste")
    help_.click()
    expect(tab.modal.locator("[data-block-id='token'] :is(input, textarea)")).not_to_have_value("")
    tab.picture("tour-6")
    tab.submit()

    expect(step).to_have_attribute("data-tour-step", "sheet")
    expect(page.locator("[data-tour-next]")).to_be_enabled()
    page.click("[data-modal-cancel]")
    tab.picture("tour-7")
    page.click("[data-tour-next]")

    expect(step).to_have_attribute("data-tour-step", "told")
    page.click(f"[data-person='{CLAIRE}']")
    tab.picture("tour-8")
    tab.go("app")
    expect(step).to_have_attribute("data-tour-step", "done")
    tab.picture("tour-end")
    page.click("[data-tour-end]")
    expect(page.locator("#tour")).to_have_count(0)
    page.reload()
    expect(tab.messages.first).to_be_visible()
    expect(page.locator("#tour")).to_have_count(0)


def test_the_tour_can_be_left_and_speaks_the_readers_language(hands: Hands) -> None:
    tab = hands.tab(TOM)
    tab.page.click("[data-control='help']")
    tab.page.click("[data-tour-start]")
    expect(tab.page.locator("#tour")).to_contain_text("Step 1 of 8")
    tab.page.click("[data-locale='fr-FR']")
    expect(tab.page.locator("#tour")).to_contain_text("Étape 1 sur 8")
    tab.page.click("[data-tour-skip]")
    expect(tab.page.locator("#tour")).to_have_count(0)
    expect(tab.page.locator("#tour-ring")).to_have_count(0)


def test_a_form_that_was_given_up_leads_one_step_back(hands: Hands) -> None:
    tab = hands.tab(CLAIRE, welcomed=False)
    tab.page.click("[data-tour-start]")
    tab.open_form()
    expect(tab.page.locator("[data-tour-step='form']")).to_be_visible()
    tab.page.keyboard.press("Escape")
    expect(tab.page.locator("[data-tour-step='command']")).to_be_visible()
