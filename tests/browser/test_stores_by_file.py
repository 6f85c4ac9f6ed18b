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
    claire.submit()
    expect(claire.modal).to_have_attribute("data-callback-id", "stores_preview")
    expect(claire.modal).to_contain_text("830 restaurants")
    claire.picture("preview", claire.modal)
    claire.submit()
    expect(claire.modal).to_have_count(0)
    expect(claire.card).to_contain_text("6X-0001")


def test_rows_of_the_sheet_are_searched_chosen_and_sent(hands: Hands) -> None:
    sheet = hands.playground.workspace.sheet
    first = len(sheet.rows()) + 1
    for number in range(120):
        for column, text in ((2, f"Maison Kaël {number:03d}"), (3, f"kael-{number:03d}")):
            sheet.type(first + number, column, text)
    claire = hands.tab(CLAIRE)
    claire.open_form()
    claire.fill("brand", "Maison Kaël")
    expect(claire.modal.locator("[data-block-id='account']")).to_contain_text("jagueneau+maisonkael@6xpos.fr")
    claire.tick(*TICKS, "stores_sheet")
    claire.submit()
    expect(claire.modal).to_have_attribute("data-callback-id", "sheet_choice")
    chips = claire.modal.locator(".chip")
    expect(chips).to_have_count(1)
    expect(chips).to_contain_text("120 lignes")
    claire.page.click(".modal .chip-remove")
    claire.page.focus(".modal .multi-open")
    claire.page.keyboard.type("kael-1")  # "Tape un nom…" takes it
    expect(claire.page.locator(".multi-option")).to_have_count(21)
    claire.picture("sheet-choice")
    for name, shown in (("Maison Kaël 100", "1 restaurant"), ("Maison Kaël 101", "2 restaurants")):
        claire.page.locator(".multi-option", has_text=name).locator("input").check(force=True)
        expect(claire.modal).to_contain_text(shown)
    claire.page.keyboard.press("Escape")
    expect(chips).to_have_count(2)
    expect(chips.first).to_contain_text("Maison Kaël 100")
    claire.picture("sheet-chosen", claire.modal)
    claire.submit()
    expect(claire.modal).to_have_count(0)
    expect(claire.card).to_contain_text("kael-101")


def test_where_two_columns_fit_one_is_chosen(hands: Hands, tmp_path: Path) -> None:
    doubtful = tmp_path / "export-caisses.csv"
    places = ("Nantes, place du Commerce et de la petite Hollande", "Rezé, route des Sorinières", "Lyon")
    rows = [(place, f"Boulangerie Émile {at}", f"st-{at}") for at, place in enumerate(places)]
    doubtful.write_bytes(csv_of([("Point de vente", "Enseigne", "Slug"), *rows]))
    claire = hands.tab(CLAIRE)
    claire.open_form()
    claire.picture("form", claire.modal)
    claire.fill("brand", "Boulangerie Émile")
    expect(claire.modal.locator("[data-block-id='account']")).to_contain_text("jagueneau+boulangerieemile@6xpos.fr")
    claire.tick(*TICKS)
    claire.page.locator(".modal [data-block-id='stores_file'] input[type=file]").set_input_files(doubtful)
    expect(claire.modal).to_contain_text("export-caisses.csv")
    claire.submit()
    expect(claire.modal).to_have_attribute("data-callback-id", "stores_preview")
    claire.picture("preview-columns", claire.modal)
    claire.modal.locator("[data-action-id='name_column']").select_option(label="Enseigne")
    expect(claire.modal).to_contain_text("Enseigne pour les noms")
    claire.submit()
    expect(claire.modal).to_have_count(0)
    expect(claire.card).to_contain_text("6X-0001")
