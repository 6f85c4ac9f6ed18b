"""The values calls over plain HTTP: ranges, options, refusals."""

from typing import Any

import pytest

from tests.scenarios.sandbox_google.office import HEADER, Office


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        ("Integrations", "Integrations!A1:Z1000"),
        ("integrations!a:c", "Integrations!A1:C1000"),
        ("A2:B", "Integrations!A2:B1000"),
        ("B2", "Integrations!B2"),
        ("$B$2:$C$3", "Integrations!B2:C3"),
        ("2:3", "Integrations!A2:Z3"),
        ("Integrations!B900:ZZ5000", "Integrations!B900:Z1000"),
        ("'It''s'", "'It''s'!A1:Z1000"),
        ("R2C2", "Integrations!B2"),
    ],
)
def test_the_range_is_told_as_google_writes_it(office: Office, asked: str, told: str) -> None:
    assert office.get(asked)["range"] == told


def test_empty_ends_are_left_out(office: Office) -> None:
    office.put("A8", [["x", "", ""]])
    assert office.get("A1:C20")["values"][4:] == [[], [], [], ["x"]]
    assert office.get("C4:C9") == {"range": "Integrations!C4:C9", "majorDimension": "ROWS"}
    assert office.get("A1:C4", majorDimension="COLUMNS")["values"] == [
        ["RESTAURANT NAME", "Le Fournil", "L'Été", "+ de goût"],
        ["SLUG PONGO", "le-fournil", "l-ete", "plus-de-gout"],
        ["TOKEN PONGO", "tok-1"],
    ]


@pytest.mark.parametrize("range_", ["Nothing!A1", "A1:B2:C3", "A0", "Integrations!", "nothing"])
def test_what_is_no_range(office: Office, range_: str) -> None:
    answer = office.call("GET", "/values:batchGet", ranges=["A1", range_])
    assert office.refused(answer, 400) == f"Unable to parse range: {range_}"


@pytest.mark.parametrize(
    ("range_", "named"),
    [("A1001", "A1001"), ("AA1:AB2", "AA1:AB2"), ("A1001:B", "A1001:B"), ("1001:1002", "1001:1002")],
)
def test_reading_outside_the_grid(office: Office, range_: str, named: str) -> None:
    message = office.refused(office.call("GET", f"/values/{range_}"), 400)
    assert message == f"Range (Integrations!{named}) exceeds grid limits. Max rows: 1000, max columns: 26"


def test_writing_outside_the_grid_or_the_range(office: Office) -> None:
    def refused(range_: str, values: Any) -> str:
        answer = office.call("PUT", f"/values/{range_}", {"values": values}, valueInputOption="RAW")
        return office.refused(answer, 400)

    limits = "exceeds grid limits. Max rows: 1000, max columns: 26"
    assert refused("A1001", [["x"]]) == f"Range (Integrations!A1001) {limits}"
    assert refused("A999:B1001", [["x"]]) == f"Range (Integrations!A999:B1001) {limits}"
    within = "Requested writing within range"
    assert refused("A1:B2", [["x"]] * 3) == f"{within} [A1:B2], but tried writing to row [3]"
    assert refused("A1:B2", [["x"] * 3]) == f"{within} [A1:B2], but tried writing to column [C]"
    assert refused("Z1000", [["x", "y"]]) == f"{within} [Z1000], but tried writing to column [AA]"
    assert refused("Z1000", [["x"], ["y"]]) == f"{within} [Z1000], but tried writing to row [1001]"
    assert office.sheet.rows()[0] == HEADER


def test_nulls_leave_and_empty_texts_clear(office: Office) -> None:
    answer = office.put("A2:C3", [[None, "new", ""], [None, None, "tok"]])
    assert answer == {
        "spreadsheetId": office.book.id,
        "updatedRange": "Integrations!A2:C3",
        "updatedRows": 2,
        "updatedColumns": 2,
        "updatedCells": 3,
    }
    assert office.sheet.rows()[1:3] == [["Le Fournil", "new"], ["L'Été", "l-ete", "tok"]]


def test_raw_against_user_entered(office: Office) -> None:
    values = [["007", 7, 7.5, True, "=1+2", "'x", "2026-11-25", "12%", "TRUE"]]
    office.put("A10", values)
    office.put("A11", values, "USER_ENTERED")
    formatted = office.get("A10:I11")["values"]
    assert formatted[0] == ["007", "7", "7.5", "TRUE", "=1+2", "'x", "2026-11-25", "12%", "TRUE"]
    assert formatted[1] == ["7", "7", "7.5", "TRUE", "3", "x", "2026-11-25", "12%", "TRUE"]
    plain = office.get("A10:I11", valueRenderOption="UNFORMATTED_VALUE")["values"]
    assert plain[0] == ["007", 7, 7.5, True, "=1+2", "'x", "2026-11-25", "12%", "TRUE"]
    assert plain[1] == [7, 7, 7.5, True, 3, "x", 46351, 0.12, True]
    assert office.get("E11", valueRenderOption="FORMULA")["values"] == [["=1+2"]]
    dates = office.get("G11", valueRenderOption="UNFORMATTED_VALUE", dateTimeRenderOption="FORMATTED_STRING")
    assert dates["values"] == [["2026-11-25"]]


def test_the_way_of_entering_must_be_said(office: Office) -> None:
    message = "'valueInputOption' is required but not specified"
    body = {"values": [["x"]]}
    assert office.refused(office.call("PUT", "/values/A1", body), 400) == message
    assert office.refused(office.call("POST", "/values/A1:append", body), 400) == message
    assert office.refused(office.call("POST", "/values:batchUpdate", {"data": []}), 400) == message


def test_unknown_names_and_wrong_values_are_refused(office: Office) -> None:
    answer = office.call("PUT", "/values/A1", {"value": [["x"]]}, valueInputOption="RAW")
    assert office.refused(answer, 400) == 'Invalid JSON payload received. Unknown name "value": Cannot find field.'
    assert answer.json()["error"]["details"][0]["@type"] == "type.googleapis.com/google.rpc.BadRequest"
    answer = office.call("PUT", "/values/A1", {"values": [["x"]]}, valueInputOption="raw")
    assert "sheets.v4.ValueInputOption" in office.refused(answer, 400)
    answer = office.call("GET", "/values/A1", majorDimensions="ROWS")
    assert "Cannot bind query parameter. Field 'majorDimensions'" in office.refused(answer, 400)
    assert "list_value" in office.refused(
        office.call("PUT", "/values/A1", {"values": [[["x"]]]}, valueInputOption="RAW"), 400
    )
    assert "ListValue" in office.refused(
        office.call("PUT", "/values/A1", {"values": ["x"]}, valueInputOption="RAW"), 400
    )
    broken = office.session.put(
        f"{office.root}/{office.book.id}/values/A1",
        data="{no",
        headers={"Authorization": f"Bearer {office.token}"},
        params={"valueInputOption": "RAW"},
    )
    assert office.refused(broken, 400).startswith("Invalid JSON payload received. Unexpected token.")


def test_the_body_names_the_same_range_or_none(office: Office) -> None:
    answer = office.call("PUT", "/values/A5", {"range": "A6", "values": [["x"]]}, valueInputOption="RAW")
    assert office.refused(answer, 400) == "Request range[A5] does not match value's range[A6]"
    body = {"range": "A5", "majorDimension": "COLUMNS", "values": [["x", "y"], ["z"]]}
    office.ok(office.call("PUT", "/values/A5", body, valueInputOption="RAW"))
    assert office.sheet.rows()[4:] == [["x", "z"], ["y"]]


def test_batch_update_is_whole_or_not_at_all(office: Office) -> None:
    data = [{"range": "C3", "values": [["tok"]]}, {"range": "AA1", "values": [["x"]]}]
    body = {"valueInputOption": "RAW", "data": data}
    message = office.refused(office.call("POST", "/values:batchUpdate", body), 400)
    assert message.startswith("Invalid data[1]: Range (Integrations!AA1) exceeds grid limits.")
    assert office.sheet.text(3, 3) == ""
    body["data"] = [data[0], {"range": "'It''s'!B1", "values": [["y"]]}]
    answer = office.ok(office.call("POST", "/values:batchUpdate", {**body, "includeValuesInResponse": True}))
    assert answer["totalUpdatedCells"] == 2
    assert answer["totalUpdatedSheets"] == 2
    assert [part["updatedRange"] for part in answer["responses"]] == ["Integrations!C3", "'It''s'!B1"]
    assert answer["responses"][0]["updatedData"]["values"] == [["tok"]]


def test_a_text_can_be_too_long_and_a_request_too_large(office: Office) -> None:
    office.put("A5", [["x" * 50_000]])
    answer = office.call("PUT", "/values/A5", {"values": [["x" * 50_001]]}, valueInputOption="RAW")
    message = "Your input contains more than the maximum of 50000 characters in a single cell."
    assert office.refused(answer, 400) == message
    body = {"valueInputOption": "RAW", "data": [{"range": "A5", "values": [["x" * 50_001]]}]}
    assert office.refused(office.call("POST", "/values:batchUpdate", body), 400) == f"Invalid data[0]: {message}"
    large = {"values": [["x" * 40_000] for _ in range(270)]}
    answer = office.call("PUT", "/values/A5", large, valueInputOption="RAW")
    assert office.refused(answer, 400) == "Request payload size exceeds the limit: 10485760 bytes."


def test_appending_inserts_rows_if_asked(office: Office) -> None:
    office.put("A6", [["below the table"]])
    body = {"values": [["Bao", "bao"]]}
    query = {"valueInputOption": "RAW", "insertDataOption": "INSERT_ROWS"}
    answer = office.ok(office.call("POST", "/values/A1:append", body, **query))
    assert answer["updates"]["updatedRange"] == "Integrations!A5:B5"
    assert office.sheet.rows()[4:] == [["Bao", "bao"], [], ["below the table"]]
    assert office.sheet.size == (1001, 26)
    answer = office.ok(office.call("POST", "/values/E4:append", body, valueInputOption="RAW"))
    assert "tableRange" not in answer
    assert answer["updates"]["updatedRange"] == "Integrations!E4:F4"


def test_append_can_shift_columns(office: Office) -> None:
    """The trap that the guide warns of: the table, not the column asked for, decides where a row goes."""
    office.sheet.insert_column(1)
    answer = office.ok(office.call("POST", "/values/A1:append", {"values": [["Bao"]]}, valueInputOption="RAW"))
    assert answer["updates"]["updatedRange"] == "Integrations!A1"


def test_clearing_and_reading_by_filter(office: Office) -> None:
    assert office.ok(office.call("POST", "/values/C2:C/clear".replace("/clear", ":clear"), {}))["clearedRange"] == (
        "Integrations!C2:C1000"
    )
    assert office.sheet.text(2, 3) == ""
    grid = {"sheetId": 0, "startRowIndex": 1, "endRowIndex": 2, "endColumnIndex": 2}
    answer = office.ok(office.call("POST", "/values:batchGetByDataFilter", {"dataFilters": [{"gridRange": grid}]}))
    assert answer["valueRanges"][0]["valueRange"]["values"] == [["Le Fournil", "le-fournil"]]
    answer = office.call("POST", "/values:batchClear", {"ranges": ["A2", "A1001"]})
    assert office.refused(answer, 400).startswith("Invalid range[1]: Range (Integrations!A1001) exceeds grid limits.")
    assert office.sheet.text(2, 1) == "Le Fournil"


def test_the_spreadsheet_itself(office: Office) -> None:
    found = office.ok(office.call("GET", "", fields="sheets(properties(sheetId,title,gridProperties.rowCount))"))
    assert found["sheets"][0] == {
        "properties": {"sheetId": 0, "title": "Integrations", "gridProperties": {"rowCount": 1000}}
    }
    assert set(found) == {"sheets"}
    whole = office.ok(office.call("GET", "", includeGridData="true", ranges="B2:C3"))
    assert [sheet["properties"]["title"] for sheet in whole["sheets"]] == ["Integrations"]
    data = whole["sheets"][0]["data"][0]
    assert (data["startRow"], data["startColumn"]) == (1, 1)
    assert data["rowData"][0]["values"][1] == {
        "userEnteredValue": {"stringValue": "tok-1"},
        "effectiveValue": {"stringValue": "tok-1"},
        "formattedValue": "tok-1",
    }
    answer = office.call("GET", "", fields="sheets.sheetProperties")
    assert office.refused(answer, 400) == "Request contains an invalid argument."


def test_a_french_spreadsheet(office: Office) -> None:
    office.book.set_locale("fr_FR")
    office.put("A10", [["1,5", "25/11/2026", "vrai", 2.5]], "USER_ENTERED")
    assert office.get("A10:D10")["values"] == [["1,5", "25/11/2026", "VRAI", "2,5"]]
    assert office.get("A10:D10", valueRenderOption="UNFORMATTED_VALUE")["values"] == [[1.5, 46351, True, 2.5]]
