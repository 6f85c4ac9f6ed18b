"""The values calls, over plain HTTP and through gspread: ranges, options, refusals."""

from typing import Any

import gspread
import pytest
from gspread.utils import ValueRenderOption

from tests.scenarios.sandbox_google.office import HEADER, Office


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


def test_writing_outside_the_grid_or_the_range(office: Office) -> None:
    def refused(range_: str, values: Any) -> str:
        answer = office.call("PUT", f"/values/{range_}", {"values": values}, valueInputOption="RAW")
        return office.refused(answer, 400)

    assert refused("A1001", [["x"]]).startswith("Range (Integrations!A1001) exceeds grid limits.")
    within = "Requested writing within range"
    assert refused("A1:B2", [["x"]] * 3) == f"{within} [A1:B2], but tried writing to row [3]"
    assert refused("Z1000", [["x", "y"]]) == f"{within} [Z1000], but tried writing to column [AA]"
    assert refused("A5", [["x" * 50_001]]).startswith("Your input contains more than the maximum of 50000 characters")
    assert refused("A5", [["x" * 40_000] for _ in range(270)]).startswith("Request payload size exceeds the limit")
    assert office.sheet.rows()[0] == HEADER


def test_nulls_leave_and_empty_texts_clear(office: Office) -> None:
    answer = office.put("A2:C3", [[None, "new", ""], [None, None, "tok"]])
    assert answer == {
        "spreadsheetId": office.book.id, "updatedRange": "Integrations!A2:C3", "updatedRows": 2, "updatedColumns": 2,
        "updatedCells": 3,
    }  # fmt: skip
    assert office.sheet.rows()[1:3] == [["Le Fournil", "new"], ["L'Été", "l-ete", "tok"]]


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
    assert office.get("E11", valueRenderOption="FORMULA")["values"] == [['="x"']]
    dates = office.get("G11", valueRenderOption="UNFORMATTED_VALUE", dateTimeRenderOption="FORMATTED_STRING")
    assert dates["values"] == [["2026-11-25"]]


def test_unknown_names_and_wrong_values_are_refused(office: Office) -> None:
    def refused(body: Any, **query: str) -> str:
        return office.refused(office.call("PUT", "/values/A1", body, **query), 400)

    assert refused({"values": [["x"]]}) == "'valueInputOption' is required but not specified"
    unknown = 'Invalid JSON payload received. Unknown name "value": Cannot find field.'
    assert refused({"value": [["x"]]}, valueInputOption="RAW") == unknown
    assert "sheets.v4.ValueInputOption" in refused({"values": [["x"]]}, valueInputOption="raw")
    assert "list_value" in refused({"values": [[["x"]]]}, valueInputOption="RAW")
    assert "ListValue" in refused({"values": ["x"]}, valueInputOption="RAW")
    other = refused({"range": "A6", "values": [["x"]]}, valueInputOption="RAW")
    assert other == "Request range[A1] does not match value's range[A6]"
    answer = office.call("GET", "/values/A1", majorDimensions="ROWS")
    assert "Cannot bind query parameter. Field 'majorDimensions'" in office.refused(answer, 400)
    broken = office.session.put(
        f"{office.root}/{office.book.id}/values/A1", data="{no", headers={"Authorization": f"Bearer {office.token}"},
        params={"valueInputOption": "RAW"},
    )  # fmt: skip
    assert office.refused(broken, 400).startswith("Invalid JSON payload received. Unexpected token.")


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
    assert data["rowData"][0]["values"][1] == {
        "userEnteredValue": told, "effectiveValue": told, "formattedValue": "tok-1"
    }  # fmt: skip
    answer = office.call("GET", "", fields="sheets.sheetProperties")
    assert office.refused(answer, 400) == "Request contains an invalid argument."


def test_a_french_spreadsheet(office: Office) -> None:
    office.book.set_locale("fr_FR")
    office.put("A10", [["1,5", "25/11/2026", "vrai", 2.5]], "USER_ENTERED")
    assert office.get("A10:D10")["values"] == [["1,5", "25/11/2026", "VRAI", "2,5"]]
    assert office.get("A10:D10", valueRenderOption="UNFORMATTED_VALUE")["values"] == [[1.5, 46351, True, 2.5]]


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
    assert book.sheet1.acell("C4", ValueRenderOption.formula).value == '="typed"'
    with pytest.raises(gspread.exceptions.APIError, match="exceeds grid limits"):
        book.sheet1.update([["x"]], "AA1")
