"""The embedded Sheets, used through gspread as it comes."""

import gspread
import pytest
from gspread.utils import MergeType, ValueInputOption, ValueRenderOption

from tests.scenarios.sandbox_google.office import HEADER, Office


@pytest.fixture
def ws(office: Office) -> gspread.Worksheet:
    return office.gspread().open_by_key(office.book.id).worksheet("Integrations")


def test_looking_around(office: Office) -> None:
    found = office.gspread().open_by_key(office.book.id)
    assert found.title == "Partners"
    assert [ws.title for ws in found.worksheets()] == ["Integrations", "It's"]
    assert (found.sheet1.row_count, found.sheet1.col_count, found.sheet1.id) == (1000, 26, 0)
    with pytest.raises(gspread.WorksheetNotFound):
        found.worksheet("Nothing")


def test_reading(ws: gspread.Worksheet) -> None:
    assert ws.get_all_values() == [
        HEADER,
        ["Le Fournil", "le-fournil", "tok-1"],
        ["L'Été", "l-ete", ""],
        ["+ de goût", "plus-de-gout", ""],
    ]
    assert ws.col_values(2) == ["SLUG PONGO", "le-fournil", "l-ete", "plus-de-gout"]
    assert ws.row_values(3) == ["L'Été", "l-ete"]
    assert ws.acell("C2").value == "tok-1"
    assert ws.get_all_records()[0] == dict(zip(HEADER, ["Le Fournil", "le-fournil", "tok-1"], strict=True))
    cell = ws.find("l-ete")
    assert cell is not None
    assert (cell.row, cell.col) == (3, 2)
    assert [list(part) for part in ws.batch_get(["A2:B3", "C:C"])] == [
        [["Le Fournil", "le-fournil"], ["L'Été", "l-ete"]],
        [["TOKEN PONGO"], ["tok-1"]],
    ]


def test_writing(office: Office, ws: gspread.Worksheet) -> None:
    ws.update([["=1+1", "007"]], "A6", raw=True)
    ws.update([["=1+1", "007"]], "A7", raw=False)
    ws.batch_update([{"range": "C3", "values": [["tok-3"]]}, {"range": "C4", "values": [["tok-4"]]}])
    ws.update_cell(8, 1, '=HYPERLINK("https://x.example","voir")')
    assert office.sheet.rows()[2:] == [
        ["L'Été", "l-ete", "tok-3"],
        ["+ de goût", "plus-de-gout", "tok-4"],
        [],
        ["=1+1", "007"],
        ["2", "7"],
        ["voir"],
    ]
    assert ws.acell("A7", ValueRenderOption.formula).value == "=1+1"
    assert ws.acell("B7", ValueRenderOption.unformatted).value == 7


def test_update_cells_sends_nulls_over_what_lies_between(office: Office, ws: gspread.Worksheet) -> None:
    ws.update_cells([gspread.Cell(2, 3, "new"), gspread.Cell(4, 3, "newer")])
    assert [row[2] if len(row) > 2 else "" for row in office.sheet.rows()] == ["TOKEN PONGO", "new", "", "newer"]
    assert office.sheet.text(3, 2) == "l-ete"


def test_appending_after_the_table(office: Office, ws: gspread.Worksheet) -> None:
    answer = ws.append_rows([["Chez Ali", "chez-ali"], ["Bao", "bao"]], value_input_option=ValueInputOption.raw)
    assert answer["tableRange"] == "Integrations!A1:C4"
    assert answer["updates"]["updatedRange"] == "Integrations!A5:B6"
    assert office.sheet.rows()[4:] == [["Chez Ali", "chez-ali"], ["Bao", "bao"]]


def test_appending_to_a_full_grid_makes_it_larger(office: Office, ws: gspread.Worksheet) -> None:
    ws.resize(rows=4, cols=3)
    ws.append_row(["a", "b", "c", "d"])
    assert office.sheet.size == (5, 4)
    assert office.sheet.rows()[4] == ["a", "b", "c", "d"]


def test_clearing(office: Office, ws: gspread.Worksheet) -> None:
    ws.batch_clear(["C2:C", "A4:ZZ"])
    assert office.sheet.rows() == [HEADER, ["Le Fournil", "le-fournil"], ["L'Été", "l-ete"]]
    ws.clear()
    assert office.sheet.rows() == []


def test_rows_and_columns(office: Office, ws: gspread.Worksheet) -> None:
    ws.insert_row(["Début", "debut"], 2)
    ws.delete_rows(3)
    ws.add_rows(5)
    ws.add_cols(2)
    assert office.sheet.rows() == [HEADER, ["Début", "debut"], ["L'Été", "l-ete"], ["+ de goût", "plus-de-gout"]]
    assert office.sheet.size == (1005, 28)
    ws.insert_cols([["x"]], 1)
    assert office.sheet.rows()[0] == ["x", *HEADER]


def test_sorting_freezing_formatting_merging(office: Office, ws: gspread.Worksheet) -> None:
    ws.sort((2, "des"), range="A2:C4")
    assert [row[1] for row in office.sheet.rows()[1:]] == ["plus-de-gout", "le-fournil", "l-ete"]
    ws.freeze(rows=1)
    ws.format("A1:C1", {"textFormat": {"bold": True}})
    ws.merge_cells("A3:A4", MergeType.merge_all)
    found = office.gspread().open_by_key(office.book.id).fetch_sheet_metadata({"includeGridData": "true"})["sheets"][0]
    assert found["properties"]["gridProperties"]["frozenRowCount"] == 1
    assert found["merges"][0]["endRowIndex"] == 4
    assert found["data"][0]["rowData"][0]["values"][2]["userEnteredFormat"] == {"textFormat": {"bold": True}}
    assert office.sheet.text(4, 1) == ""


def test_worksheets(office: Office) -> None:
    found = office.gspread().open_by_key(office.book.id)
    new = found.add_worksheet("Archive", rows=10, cols=4)
    new.update([["x"]], "D10")
    copy = new.duplicate(new_sheet_name="Copie", insert_sheet_index=0)
    new.update_title("Archives 2026")
    assert [ws.title for ws in found.worksheets()] == ["Copie", "Integrations", "It's", "Archives 2026"]
    assert copy.acell("D10").value == "x"
    found.del_worksheet(copy)
    assert [ws.title for ws in office.book.worksheets] == ["Integrations", "It's", "Archives 2026"]


def test_protecting(office: Office, ws: gspread.Worksheet) -> None:
    ws.add_protected_range("C:C", editor_users_emails=["someone@example.com"])
    other = office.google.new_account(office.url)
    office.book.share(other["client_email"])
    office.sign_in(other)
    refused = office.call("PUT", "/values/C2", {"values": [["x"]]}, valueInputOption="RAW")
    assert office.refused(refused, 400).startswith("You are trying to edit a protected cell or object.")
    ws.update([["mine"]], "C2")
    assert office.sheet.text(2, 3) == "mine"


def test_titles_that_need_care(office: Office) -> None:
    found = office.gspread().open_by_key(office.book.id)
    for title in ("a/b", "100 %", "c#d?e", "It's!A1", "Été+1", "x:append", "A1"):
        ws = found.add_worksheet(title, 5, 5)
        ws.update([["here"]], "B2")
        assert office.book.worksheet(title).rows() == [[], ["", "here"]]
        assert ws.get_all_values() == [["", ""], ["", "here"]]
        ws.append_row(["more"], table_range="A5")
        assert ws.acell("A5").value == "more"


def test_find_and_notes_and_errors(ws: gspread.Worksheet) -> None:
    ws.insert_note("A1", "from the partner")
    assert ws.get_note("A1") == "from the partner"
    with pytest.raises(gspread.exceptions.APIError) as error:
        ws.update([["x"]], "AA1")
    assert error.value.code == 400
    assert str(error.value).endswith("Range (Integrations!AA1) exceeds grid limits. Max rows: 1000, max columns: 26")
