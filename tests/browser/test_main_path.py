"""The main path, as two people walk it: form, card, approval with a token, verified rows."""

from playwright.sync_api import expect

from tests.browser.hands import STORES, TICKS, Hands

CLAIRE, AMELIE = "UCLAIRE", "UAMELIE"


def test_from_the_command_to_the_rows_in_the_sheet(hands: Hands) -> None:
    claire = hands.tab(CLAIRE)

    claire.open_form()
    claire.page.keyboard.type("Boulangerie Émile")
    expect(claire.modal.locator("[data-block-id='account']")).to_contain_text("jagueneau+boulangerieemile@6xpos.fr")
    claire.tick(*TICKS)
    claire.fill("stores", "Boulangerie Émile Nantes ; https://backoffice.heypongo.com/x\nBoulangerie Émile Rezé")
    claire.submit()
    expect(claire.error("stores")).to_contain_text("1")
    expect(claire.error("stores")).to_contain_text("2")
    claire.picture("form-errors", claire.modal)
    claire.fill("stores", STORES)
    claire.picture("form")
    claire.submit()
    expect(claire.modal).to_have_count(0)
    expect(claire.card).to_contain_text("6X-0001")

    amelie = hands.tab(AMELIE)
    expect(amelie.card).to_contain_text("emile-nantes")
    amelie.surveyed()
    amelie.picture("card-submitted", amelie.card)
    amelie.press("approve")
    expect(amelie.modal).to_have_attribute("data-callback-id", "token_form")
    token = hands.token()
    amelie.fill("token", token)
    expect(amelie.modal).to_contain_text("ligne ajoutée")  # the sheet has been read: the modal grows no more
    amelie.picture("token", amelie.modal)
    amelie.give_token(token)
    expect(amelie.card).to_contain_text("Token livré")
    expect(amelie.cell(14, 4)).to_have_attribute("data-written-by", "api")
    assert [row[1:4] for row in amelie.sheet()[-2:]] == [
        ["Boulangerie Émile Nantes", "emile-nantes", token],
        ["Boulangerie Émile Rezé", "emile-reze", token],
    ]
    amelie.picture("main-path")
    amelie.picture("card-delivered", amelie.card)
    amelie.picture("sheet", amelie.page.locator("#pane-sheet"))

    claire.go("app")
    expect(claire.messages.last).to_contain_text("6X-0001")
    claire.picture("direct-message")

    # The token went through Google's calls, and the call log shows none of it.
    lines = amelie.page.locator("[data-call][data-service='google'] summary")
    for line in lines.all():
        line.click()
    expect(amelie.page.locator("[data-call][open] pre")).to_have_count(2 * lines.count())
    expect(amelie.page.locator("#calls")).to_contain_text('"emile-nantes"')
    assert token not in amelie.page.locator("#calls").inner_text()
