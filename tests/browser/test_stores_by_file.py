"""Restaurants from a file, as a person does it in the page: choose, look, go back, send."""

from pathlib import Path

from playwright.sync_api import expect

from tests.browser.hands import TICKS, Hands
from tests.tables import HEADERS, csv_of, restaurants, xlsx_of

CLAIRE = "UCLAIRE"


def test_a_file_is_chosen_looked_at_and_sent(hands: Hands, tmp_path: Path) -> None:
    wrong, right = tmp_path / "émile.csv", tmp_path / "émile.xlsx"
    many = restaurants(830, "Boulangerie Émile")
    wrong.write_bytes(csv_of([HEADERS, *many[:15], ("Boulangerie Émile Rezé", "émile rezé")]))
    right.write_bytes(xlsx_of([HEADERS, *many]))
    claire = hands.tab(CLAIRE)
    claire.open_form()
    claire.fill("brand", "Boulangerie Émile")
    expect(claire.modal.locator("[data-block-id='account']")).to_contain_text("jagueneau+boulangerieemile@6xpos.fr")
    claire.tick(*TICKS)
    choose = claire.page.locator(".modal [data-block-id='stores_file'] input[type=file]")
    choose.set_input_files(wrong)
    expect(claire.modal).to_contain_text("émile.csv")
    claire.submit()
    expect(claire.modal).to_have_attribute("data-callback-id", "stores_preview")
    expect(claire.modal).to_contain_text("Fichier, ligne 17")
    expect(claire.page.locator("[data-modal-submit]")).to_have_count(0)
    claire.picture("preview-errors", claire.modal)

    claire.page.click("[data-action-id='form_back']")
    expect(claire.modal).to_have_attribute("data-callback-id", "request_form")
    expect(claire.page.locator(".modal [data-block-id='brand'] input")).to_have_value("Boulangerie Émile")
    choose.set_input_files(right)
    expect(claire.modal).to_contain_text("émile.xlsx")
    claire.picture("form-file", claire.modal)
    claire.submit()
    expect(claire.modal).to_have_attribute("data-callback-id", "stores_preview")
    expect(claire.modal).to_contain_text("830 restaurants")
    claire.picture("preview", claire.modal)
    claire.submit()
    expect(claire.modal).to_have_count(0)
    expect(claire.card).to_contain_text("6X-0001")
    claire.surveyed()
    claire.picture("card-file", claire.card)
