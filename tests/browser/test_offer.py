"""A message that asks for 6xpos, the offer below it, and the form that somebody else opens from there."""

import re

from playwright.sync_api import expect

from tests.browser.hands import TICKS, Hands
from tests.tables import csv_of

CLAIRE, AMELIE = "UCLAIRE", "UAMELIE"
ASK = "@partnerships bonjour, *Pizzeria Gino* passe sur 6xpos en mars :\nGino Lyon ; gino-lyon\nGino Bron ; gino-bron"


def test_an_offer_is_taken_for_the_messages_author(hands: Hands) -> None:
    claire, amelie = hands.tab(CLAIRE, viewport={"width": 1400, "height": 520}), hands.tab(AMELIE)
    claire.say(ASK)
    for tab in (claire, amelie):
        tab.page.click("[data-open-thread]")
    thread = claire.page.locator("#thread")
    expect(thread).to_contain_text("Pizzeria Gino, 2 restaurants")
    claire.picture("offer", thread)
    amelie.page.click("#thread [data-action-id='open_request']")
    expect(amelie.modal).to_have_attribute("data-callback-id", "request_form")
    expect(amelie.modal.locator("[data-block-id='requester']").first).to_contain_text("Claire")
    amelie.tick(*TICKS)
    amelie.submit()
    expect(amelie.modal).to_have_count(0)
    expect(thread).to_contain_text(re.compile("6X-0001, ouverte par .*Amélie.* pour .*Claire"))
    expect(thread.locator("[data-action-id='open_request']")).to_have_count(0)
    claire.go("app")
    claire.go("home")
    expect(claire.page.locator("[data-action-id='nudge']")).to_be_visible()
    claire.go("app")
    claire.page.click("[data-tab='app']")
    expect(claire.messages.last).to_contain_text("a ouvert pour toi la demande 6X-0001")
    claire.messages.last.locator("[data-action-id='nudge']").click()
    expect(claire.ephemerals.last).to_contain_text("relance")
    claire.go("home")
    expect(claire.page.locator("body")).to_contain_text("En cours")
    expect(claire.page.locator("[data-action-id='nudge']")).to_have_count(0)


def test_a_list_on_a_message_comes_along_into_the_form(hands: Hands) -> None:
    claire = hands.tab(CLAIRE)
    claire.attach("gino.csv", csv_of([("Gino Lyon", "gino-lyon"), ("Gino Bron", "gino-bron")]))
    claire.say("@partnerships 6xpos pour *Pizzeria Gino* svp, la liste est jointe")
    expect(claire.messages.last).to_contain_text("gino.csv")
    expect(claire.page.locator(".composer-files").first).to_be_hidden()
    claire.page.click("[data-open-thread]")
    expect(claire.page.locator("#thread")).to_contain_text("gino.csv")
    claire.page.click("#thread [data-action-id='open_request']")
    expect(claire.modal).to_contain_text("gino.csv")
