"""The values calls, over plain HTTP and through gspread: ranges, options, refusals."""

import gspread
import pytest

from tests.scenarios.sandbox_google.office import Office


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        ("Integrations", "Integrations!A1:Z1000"),
        ("integrations!a:c", "Integrations!A1:C1000"),
        ("A2:B", "Integrations!A2:B1000"),
        ("B2", "Integrations!B2"),
        ("2:3", "Integrations!A2:Z3"),
        ("Integrations!B900:ZZ5000", "Integrations!B900:Z1000"),
        ("'It''s'", "'It''s'!A1:Z1000"),
    ],
)
def test_the_range_is_told_as_google_writes_it(office: Office, asked: str, told: str) -> None:
    assert office.get(asked)["range"] == told


def test_empty_ends_are_left_out(office: Office) -> None:
    office.put("A8", [["x", "", ""]])
    assert office.get("A1:C20")["values"][4:] == [[], [], [], ["x"]]
    assert office.get("C4:C9") == {"range": "Integrations!C4:C9", "majorDimension": "ROWS"}
    assert office.call("GET", "/values/A1", majorDimension="COLUMNS").status_code == 501


@pytest.mark.parametrize("range_", ["Nothing!A1", "A1:B2:C3", "A0", "Integrations!", "nothing"])
def test_what_is_no_range(office: Office, range_: str) -> None:
    answer = office.call("GET", "/values:batchGet", ranges=["A1", range_])
    assert office.refused(answer, 400) == f"Unable to parse range: {range_}"


@pytest.mark.parametrize("range_", ["A1001", "AA1:AB2", "A1001:B", "1001:1002"])
def test_reading_outside_the_grid(office: Office, range_: str) -> None:
    message = office.refused(office.call("GET", f"/values/{range_}"), 400)
    assert message == f"Range (Integrations!{range_}) exceeds grid limits. Max rows: 1000, max columns: 26"


def test_raw_against_user_entered(office: Office) -> None:
    values = [["007", 7, 7.5, True, '="x"', "'x", "2026-11-25", "12%", "TRUE"]]
    office.put("A10", values)
    office.put("A11", values, "USER_ENTERED")
    formatted = office.get("A10:I11")["values"]
    assert formatted[0] == ["007", "7", "7.5", "TRUE", '="x"', "'x", "2026-11-25", "12%", "TRUE"]
    assert formatted[1] == ["7", "7", "7.5", "TRUE", "x", "x", "2026-11-25", "12%", "TRUE"]
    plain = office.get("A10:I11", valueRenderOption="UNFORMATTED_VALUE")["values"]
    assert plain[0] == ["007", 7, 7.5, True, '="x"', "'x", "2026-11-25", "12%", "TRUE"]
    assert plain[1] == [7, 7, 7.5, True, "x", "x", 46351, 0.12, True]
    assert office.call("GET", "/values/A10", valueRenderOption="FORMULA").status_code == 501


def test_the_spreadsheet_itself(office: Office) -> None:
    found = office.ok(office.call("GET", "", fields="sheets(properties(sheetId,title,gridProperties.rowCount))"))
    assert found["sheets"][0] == {
        "properties": {"sheetId": 0, "title": "Integrations", "gridProperties": {"rowCount": 1000}}
    }
    whole = office.ok(office.call("GET", "", includeGridData="true", ranges="B2:C3"))
    assert [sheet["properties"]["title"] for sheet in whole["sheets"]] == ["Integrations"]
    data = whole["sheets"][0]["data"][0]
    assert (data["startRow"], data["startColumn"]) == (1, 1)
    told = {"stringValue": "tok-1"}
    assert data["rowData"][0]["values"][1] == {"userEnteredValue": told, "formattedValue": "tok-1"}
    answer = office.call("GET", "", fields="sheets.sheetProperties")
    assert office.refused(answer, 400) == "Request contains an invalid argument."


def test_gspread_as_it_comes(office: Office) -> None:
    book = office.gspread().open_by_key(office.book.id)
    assert (book.title, [ws.title for ws in book.worksheets()]) == ("Partners", ["Integrations", "It's"])
    assert (book.sheet1.row_count, book.sheet1.col_count, book.sheet1.id) == (1000, 26, 0)
    with pytest.raises(gspread.WorksheetNotFound):
        book.worksheet("Nothing")
    cell = book.sheet1.find("l-ete")
    assert cell is not None
    assert (cell.row, cell.col) == (3, 2)
    book.sheet1.update([["=tok"]], "C3", raw=True)
    book.sheet1.update_cell(4, 3, '="typed"')
    assert [office.sheet.text(row, 3) for row in (3, 4)] == ["=tok", "typed"]
    with pytest.raises(gspread.exceptions.APIError, match="exceeds grid limits"):
        book.sheet1.update([["x"]], "AA1")
