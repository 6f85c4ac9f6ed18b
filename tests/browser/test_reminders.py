"""Time passes at a press: the reminder that comes, the details, and the Home tab with its search, in the page."""

from playwright.sync_api import expect

from tests.browser.hands import Hands

CLAIRE, AMELIE = "UCLAIRE", "UAMELIE"


def test_a_reminder_comes_when_the_clock_moves_and_its_buttons_work(hands: Hands) -> None:
    claire, amelie = hands.tab(CLAIRE), hands.tab(AMELIE)
    claire.request()
    claire.request("Chez Zoé", "Zoé Lyon ; zoe-lyon")
    # The first morning begins the working hours that are counted, by the second they have passed.
    for _ in range(2):
        amelie.page.click("[data-control='clock']")
        amelie.page.click("[data-clock='morning']")
    reminder = (
        amelie.messages.filter(has_text="6X-0002").filter(has=amelie.page.locator("[data-action-id='snooze']")).last
    )
    expect(reminder).to_contain_text("6X-0001")
    expect(reminder.locator("[data-action-id='approve']")).to_have_count(2)
    amelie.picture("reminder", reminder)

    reminder.locator("[data-action-id='snooze']").first.click()
    expect(amelie.ephemerals.last).to_contain_text("demain matin")
    reminder.locator("[data-action-id='approve']").last.click()
    expect(amelie.modal).to_have_attribute("data-callback-id", "token_form")
    amelie.submit()
    expect(amelie.modal).to_have_count(0)

    card = claire.messages.filter(has_text="6X-0002").filter(has=claire.page.locator("[data-action-id='details']"))
    card.first.locator("[data-action-id='details']").click()
    expect(claire.modal).to_have_attribute("data-callback-id", "details")
    expect(claire.modal).to_contain_text("En attente de @Amélie Laurent")
    claire.picture("details", claire.modal)


def test_home_shows_what_there_is_to_do_and_finds(hands: Hands) -> None:
    claire, amelie = hands.tab(CLAIRE), hands.tab(AMELIE)
    claire.request()
    claire.request("Chez Zoé", "Zoé Lyon ; zoe-lyon")
    amelie.go("app")
    amelie.go("home")
    home = amelie.page.locator("#home")
    expect(home.locator("[data-action-id='approve']")).to_have_count(2)
    expect(home.locator("[data-action-id='details']")).to_have_count(2)
    amelie.picture("home")

    search = home.locator("[data-block-id='home_search'] input")
    search.fill("zoe")
    search.press("Enter")
    expect(home.locator("[data-action-id='details']")).to_have_count(1)
    expect(home).to_contain_text("6X-0002")
    amelie.page.click("[data-locale='en-US']")
    home.locator("[data-action-id='approve']").first.click()
    expect(amelie.modal).to_have_attribute("data-callback-id", "token_form")
