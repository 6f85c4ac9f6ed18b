"""What the page itself promises: nothing lost on reload, tabs in step, keyboard, languages, the sheet, troubles."""

import re

from playwright.sync_api import expect
from slack_sdk import WebClient

from tests.browser.hands import CHANNEL, GENERAL, TICKS, Hands

CLAIRE, AMELIE, TOM, NORA = "UCLAIRE", "UAMELIE", "UTOM", "UNORA"


def test_a_form_survives_a_reload_with_what_was_typed(hands: Hands) -> None:
    claire = hands.tab(CLAIRE)
    claire.open_form()
    claire.fill("brand", "Chez Zoé")
    expect(claire.modal.locator("[data-block-id='account']")).to_contain_text("jagueneau+chezzoe@6xpos.fr")
    claire.tick(TICKS[0])
    slack = hands.playground.workspace.slack
    with claire.page.expect_response(lambda answer: '"note"' in (answer.request.post_data or "")):
        claire.fill("note", "À traiter vite")
    assert slack.modals(CLAIRE)[-1]["state"]["values"]["note"]["note"]["value"] == "À traiter vite"
    claire.page.reload()
    expect(claire.modal.locator("[data-block-id='brand'] input")).to_have_value("Chez Zoé")
    expect(claire.modal.locator("[data-block-id='note'] textarea")).to_have_value("À traiter vite")
    expect(claire.modal.locator(f"[data-option='{TICKS[0]}']")).to_be_checked()
    expect(claire.modal.locator(f"[data-option='{TICKS[1]}']")).not_to_be_checked()


def test_the_keyboard_alone(hands: Hands) -> None:
    claire = hands.tab(CLAIRE)
    keys = claire.page.keyboard
    claire.page.focus("#composer-text")
    keys.type("/6x")
    expect(claire.page.locator("[data-command='/6xpos-request']")).to_be_visible()
    keys.press("Tab")
    expect(claire.page.locator("#composer-text")).to_have_value("/6xpos-request ")
    keys.press("Enter")
    brand = claire.modal.locator("[data-block-id='brand'] input")
    expect(brand).to_be_focused()
    keys.press("Enter")  # a single line submits; the empty fields are named, the first one has the focus
    expect(claire.error("brand")).to_be_visible()
    expect(brand).to_be_focused()
    keys.press("Shift+Tab")
    inside = "document.querySelector('.modal').contains(document.activeElement)"
    for _ in range(30):
        keys.press("Tab")
        assert claire.page.evaluate(inside), "the focus stays in the modal"
    keys.press("Escape")
    expect(claire.modal).to_have_count(0)
    expect(claire.page.locator("#composer-text")).to_be_focused()


def test_the_bar_is_one_row_nothing_touches_and_it_says_when_it_is_prepared(hands: Hands) -> None:
    claire = hands.tab(CLAIRE)
    claire.go("app")
    for width in (1400, 1280):
        claire.page.set_viewport_size({"width": width, "height": 900})
        box = claire.page.locator("#controls").bounding_box()
        assert box is not None
        assert box["height"] < 60
    claire.page.set_viewport_size({"width": 390, "height": 844})
    badge, home = (claire.page.locator(one).bounding_box() for one in ("#head .app-badge", "[data-tab='home']"))
    assert badge is not None
    assert home is not None
    assert badge["x"] + badge["width"] + 8 <= home["x"]
    with hands.playground.workspace.preparing():
        expect(claire.page.locator("#banner")).to_contain_text("Préparation en cours")
    expect(claire.page.locator("#banner")).to_contain_text("rien ne quitte cette machine")


def test_a_message_can_run_nothing(hands: Hands) -> None:
    claire = hands.tab(CLAIRE)
    claire.say("<img src=x onerror=alert(1)> *<b>gras</b>* javascript:alert(1) <javascript:alert(1)|clic>")
    expect(claire.messages.last).to_contain_text("<img src=x onerror=alert(1)>")
    expect(claire.messages.last.locator(".bk :is(img, b, a)")).to_have_count(0)
    expect(claire.messages.last.locator(".bk strong")).to_have_text("<b>gras</b>")


def test_two_tabs_stay_in_step_and_each_keeps_its_person(hands: Hands) -> None:
    claire, tom = hands.tab(CLAIRE), hands.tab(TOM)
    tom.go(GENERAL)
    claire.say("Bonjour @Tom :tada:")
    counted = tom.page.locator("[data-place='C0PARTNERS'] .side-count")
    expect(counted).to_have_text("1")
    tom.go("C0PARTNERS")
    expect(tom.messages.last.locator(".mention-me")).to_have_text("@Tom Baker")
    expect(counted).to_have_count(0)
    expect(tom.page.locator("[data-person='UTOM']")).to_have_attribute("aria-checked", "true")
    tom.page.reload()
    expect(tom.page.locator("[data-person='UTOM']")).to_have_attribute("aria-checked", "true")


def test_only_what_changed_is_drawn_again(hands: Hands) -> None:
    claire = hands.tab(CLAIRE)
    person = hands.playground.workspace.slack.as_person(TOM)
    for number in range(200):
        person.post(GENERAL, f"Message {number}")
    claire.go(GENERAL)
    expect(claire.messages).to_have_count(201)
    claire.page.evaluate("document.querySelectorAll('#conversation .message').forEach((one) => { one.kept = true; })")
    person.post(GENERAL, "One more")
    expect(claire.messages.last).to_contain_text("One more")
    expect(claire.messages.last).to_be_in_viewport()
    kept = "[...document.querySelectorAll('#conversation .message')].filter((one) => one.kept).length"
    assert claire.page.evaluate(kept) == 201


def test_a_click_counts_although_the_card_is_redrawn_under_it(hands: Hands) -> None:
    claire, amelie = hands.tab(CLAIRE), hands.tab(AMELIE)
    claire.request()
    expect(amelie.card).to_contain_text("pas encore de ligne")  # the bot redraws it no more by itself
    workspace = hands.playground.workspace
    (card,) = [message for message in workspace.slack.messages(CHANNEL) if message.get("blocks")]
    amelie.card.locator("[data-action-id='approve']").hover()
    amelie.page.mouse.down()
    added = {"type": "context", "elements": [{"type": "mrkdwn", "text": "Redrawn"}]}
    client = WebClient(workspace.bot_token, base_url=f"{workspace.slack_url}/api/")
    client.chat_update(channel=CHANNEL, ts=card["ts"], text=card["text"], blocks=[*card["blocks"], added])
    expect(claire.card).to_contain_text("Redrawn")
    amelie.page.mouse.up()
    expect(amelie.modal).to_have_attribute("data-callback-id", "token_form")


def test_the_sheet_is_a_persons_to_edit(hands: Hands) -> None:
    claire, nora = hands.tab(CLAIRE), hands.tab(NORA)
    claire.type_cell(5, 5, "Vu avec Zoé")
    expect(nora.cell(5, 5)).to_have_text("Vu avec Zoé")
    claire.page.click("[data-column-menu='2']")
    claire.page.click("[data-sort='2']")
    expect(nora.cell(2, 2)).to_have_text("+ de Crêpes")
    expect(nora.cell(1, 2)).to_have_text("RESTAURANT NAME")
    claire.page.click("[data-row-menu='2']")
    claire.page.click("[data-delete='2']")
    expect(nora.page.locator("#sheet-rows")).to_have_text("12 rows")
    claire.page.click("[data-row-menu='3']")
    claire.page.click("[data-insert='3']")
    expect(nora.cell(3, 2)).to_have_text("")
    expect(nora.page.locator("#sheet-rows")).to_have_text("13 rows")


def test_language_clock_troubles_and_a_new_start(hands: Hands) -> None:
    claire = hands.tab(CLAIRE)
    workspace = hands.playground.workspace
    expect(claire.page.locator("#banner")).to_contain_text("rien ne quitte cette machine")
    claire.page.click("[data-locale='en-US']")
    expect(claire.page.locator("#banner")).to_contain_text("nothing leaves this machine")
    assert claire.page.locator("html").get_attribute("lang") == "en"

    claire.page.click("[data-control='clock']")
    claire.page.click("[data-clock='morning']")
    expect(claire.page.locator("#clock-text")).to_have_text(re.compile(r"09:0\d$"))

    claire.page.click("[data-control='troubles']")
    claire.page.locator("[data-trouble='slow']").check(force=True)
    expect(claire.page.locator("#troubles .badge")).to_have_text("1")
    assert {"name": "slow", "on": True} in workspace.troubles.state()
    claire.page.keyboard.press("Escape")

    claire.say("Bientôt oublié")
    expect(claire.messages.last).to_contain_text("Bientôt oublié")
    claire.page.click("[data-control='reset']")
    claire.page.click("[data-confirm-yes]")
    expect(claire.messages).to_have_count(2)
    expect(claire.page.locator("#troubles .badge")).to_have_count(0)
    expect(claire.page.locator("#banner")).to_contain_text("rien ne quitte cette machine")
    claire.request()
    expect(claire.card).to_contain_text("6X-0001")


def test_a_newcomer_is_told_what_to_do_first(hands: Hands) -> None:
    claire = hands.tab(CLAIRE, welcomed=False)
    expect(claire.page.locator("#welcome")).to_contain_text("/6xpos-request")
    claire.picture("welcome")
    claire.page.click("[data-welcome-go]")
    expect(claire.page.locator("#composer-text")).to_have_value("/6xpos-request")
    claire.page.reload()
    expect(claire.messages.first).to_be_visible()
    expect(claire.page.locator("#welcome")).to_have_count(0)
    claire.page.click("[data-control='help']")
    expect(claire.page.locator("#welcome")).to_be_visible()


def test_a_narrow_dark_screen(hands: Hands) -> None:
    claire = hands.tab(CLAIRE, viewport={"width": 420, "height": 860}, color_scheme="dark")
    assert claire.page.evaluate("document.documentElement.dataset.theme") == "dark"
    assert claire.page.evaluate("document.documentElement.scrollWidth") == 420
    claire.page.click(".menu-button")
    claire.go(GENERAL)
    expect(claire.page.locator("#head h1")).to_have_text("general")
    claire.page.click("[data-pane='sheet']")
    expect(claire.cell(5, 2)).to_have_text("L'Épicurien")
    claire.page.click("[data-pane='slack']")
    claire.open_form()
    claire.picture("narrow")
    claire.page.keyboard.press("Escape")
    expect(claire.modal).to_have_count(0)
