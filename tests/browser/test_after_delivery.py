"""After the token is delivered: another token, restaurants that go live one by one, rows that nobody asked for."""

from datetime import timedelta

from playwright.sync_api import expect

from tests.browser.hands import CHANNEL, Hands, Tab

CLAIRE, AMELIE = "UCLAIRE", "UAMELIE"


def from_the_details(tab: Tab, action: str, form: str) -> None:
    """Opens the details of the latest card and turns them into a form."""
    tab.press("details")
    expect(tab.modal).to_have_attribute("data-callback-id", "details")
    tab.modal.locator(f"[data-action-id='{action}']").click()
    expect(tab.modal).to_have_attribute("data-callback-id", form)


def test_a_brand_goes_live_one_by_one_and_its_token_is_replaced_and_withdrawn(hands: Hands) -> None:
    claire, amelie = hands.tab(CLAIRE), hands.tab(AMELIE)
    claire.request()
    amelie.press("approve")
    expect(amelie.modal).to_have_attribute("data-callback-id", "token_form")
    amelie.give_token(hands.token())
    expect(amelie.card).to_contain_text("Token livré")

    from_the_details(claire, "stores_live", "live_form")
    claire.modal.locator("[data-block-id='live'] .multi-open").click()
    claire.page.locator(".multi-option", has_text="Rezé").locator("input").check(force=True)
    claire.page.keyboard.press("Escape")
    claire.picture("stores-live", claire.modal)
    claire.submit()
    expect(claire.card).to_contain_text("1 restaurant en service sur 2")
    claire.press("details")
    expect(claire.modal).to_contain_text("en service depuis")
    claire.picture("details-live", claire.modal)
    claire.page.click("[data-modal-cancel]")

    from_the_details(amelie, "replace_token", "replace_form")
    amelie.fill("reason", "L’ancien a fuité")
    amelie.picture("replace", amelie.modal)
    new = hands.token()
    amelie.fill("token", new)
    amelie.submit()
    expect(amelie.modal).to_contain_text("C’est écrit")
    amelie.page.click("[data-modal-cancel]")
    assert [row[3] for row in amelie.sheet()[-2:]] == [new, new]

    from_the_details(amelie, "withdraw_token", "withdraw_form")
    amelie.fill("reason", "La marque est partie")
    amelie.submit()
    expect(amelie.card).to_contain_text("Token retiré")
    expect(amelie.card).not_to_contain_text("en service")
    amelie.picture("card-withdrawn", amelie.card)
    assert [row[3:4] for row in amelie.sheet()[-2:]] == [[""], [""]]


def test_what_becomes_of_a_token_at_hey_pongo_is_told(hands: Hands) -> None:
    claire, amelie, workspace = hands.tab(CLAIRE), hands.tab(AMELIE), hands.playground.workspace
    claire.request()
    amelie.page.click("[data-pane='pongo']")
    amelie.page.select_option("[data-lifetime]", "60")
    amelie.page.locator("[data-waiting] [data-issue]").click()
    token = amelie.page.locator("#pane-pongo [data-token='1']")
    expect(token).to_be_visible()
    amelie.press("approve")
    amelie.fill("token", workspace.backoffice.given()[0].token)
    amelie.submit()
    expect(amelie.modal).to_contain_text("Ce token prend déjà fin")
    amelie.picture("token-ends", amelie.modal)
    amelie.page.click("[data-modal-cancel]")
    expect(amelie.card).to_contain_text("Token livré")
    token.locator("[data-alter='pass_on']").click()
    expect(token).to_contain_text("Un autre compte")
    home = amelie.page.locator("#conversation")
    days_pass(hands, amelie)
    expect(home).to_contain_text("autre compte")
    amelie.picture("home-other-account")
    token.locator("[data-alter='revoke']").click()
    expect(token).to_contain_text("révoqué")
    amelie.picture("pongo-revoked", amelie.page.locator("#pane-pongo"))
    days_pass(hands, amelie)
    expect(home).to_contain_text("refuse ce token")
    amelie.picture("home-revoked")


def days_pass(hands: Hands, tab: Tab) -> None:
    """So long that the token is asked for, and once more where it was refused; Home is opened then."""
    bot = hands.playground.bot
    assert bot is not None, "it runs in this process"
    for hours in (25, 1):
        hands.playground.workspace.advance(timedelta(hours=hours))
        bot.watch.tick()
    for place in (CHANNEL, "app", "home"):
        tab.go(place)


def test_rows_that_nobody_asked_for_become_a_request(hands: Hands) -> None:
    claire = hands.tab(CLAIRE)
    hands.playground.workspace.advance(timedelta(minutes=6))
    news = claire.messages.filter(has_text="attendent un token")
    expect(news).to_have_count(1, timeout=60_000)
    claire.picture("unasked", news)
    news.locator("[data-action-id='request_rows']").first.click()
    expect(claire.modal).to_have_attribute("data-callback-id", "request_form")
    claire.picture("form-from-rows", claire.modal)
