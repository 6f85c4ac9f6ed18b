"""spreadsheets.batchUpdate over plain HTTP: each kind of request; a batch is carried out whole or not at all."""

from typing import Any

import pytest

from tests.scenarios.sandbox_google.office import Office

TEXT = "userEnteredValue"


def row(*texts: str) -> dict[str, Any]:
    return {"values": [{TEXT: {"stringValue": text}} for text in texts]}


def grid(top: int, bottom: int, left: int, right: int) -> dict[str, int]:
    return {"startRowIndex": top, "endRowIndex": bottom, "startColumnIndex": left, "endColumnIndex": right}


def test_append_cells_go_below_everything_and_widen_nothing(office: Office) -> None:
    office.sheet.type(1000, 9, "far away")
    office.batch({"appendCells": {"rows": [row("Bao")], "fields": "*"}})
    assert office.sheet.text(1001, 1) == "Bao"
    message = office.batch_refused({"appendCells": {"rows": [row(*"x" * 27)], "fields": TEXT}})
    place = "Attempting to write column: 26, beyond the last requested column of: 25"
    assert message == f"Invalid requests[0].appendCells: {place}"


def test_update_cells(office: Office) -> None:
    start = {"sheetId": 0, "rowIndex": 1, "columnIndex": 2}
    office.batch({"updateCells": {"start": start, "rows": [row("a"), row("b", "c")], "fields": TEXT}})
    assert office.sheet.rows()[1:3] == [["Le Fournil", "le-fournil", "a"], ["L'Été", "l-ete", "b", "c"]]
    office.batch({"updateCells": {"range": {"sheetId": 0, **grid(0, 3, 2, 4)}, "rows": [row("T")], "fields": TEXT}})
    assert [r[2:] for r in office.sheet.rows()[:3]] == [["T"], [], []]
    cells = [{TEXT: {"formulaValue": '="x"'}}, {TEXT: {"numberValue": 1.5}}, {TEXT: {"boolValue": False}}]
    office.batch({"updateCells": {"start": {"rowIndex": 9}, "rows": [{"values": cells}], "fields": TEXT}})
    assert office.sheet.rows()[9] == ["x", "1.5", "FALSE"]
    seen = office.ok(office.call("GET", "", ranges="A10:C10", fields="sheets.data.rowData.values(userEnteredValue)"))
    assert seen["sheets"][0]["data"][0]["rowData"][0]["values"] == cells
    outside = {"updateCells": {"start": {"rowIndex": 999}, "rows": [row("a"), row("b")], "fields": TEXT}}
    assert "beyond the last requested row of: 999" in office.batch_refused(outside)


def test_fields_decide_what_is_written(office: Office) -> None:
    as_text = {"numberFormat": {"type": "TEXT"}}
    cell = {TEXT: {"stringValue": "new"}, "userEnteredFormat": as_text}
    start = {"rowIndex": 1}
    write = {"start": start, "rows": [{"values": [cell]}]}
    office.batch({"updateCells": {**write, "fields": "userEnteredFormat.numberFormat"}})
    assert office.sheet.text(2, 1) == "Le Fournil"
    office.batch({"updateCells": {"start": start, "rows": [{"values": [{}]}], "fields": TEXT}})
    found = office.ok(office.call("GET", "", ranges="A2", includeGridData="true"))
    kept = found["sheets"][0]["data"][0]["rowData"][0]["values"][0]
    assert kept == {"userEnteredFormat": as_text}
    assert "At least one field must be listed" in office.batch_refused({"updateCells": write})
    assert office.batch_refused({"updateCells": {**write, "fields": "value"}}).endswith("Invalid field: value")
    assert "keeps no note" in office.batch_refused({"updateCells": {**write, "fields": "note"}}, code=501)


@pytest.mark.parametrize(
    ("cell", "part"),
    [
        ({TEXT: {"stringValue": "a", "numberValue": 1}}, "oneof field 'value' is already set"),
        ({TEXT: {"formulaValue": "1+1"}}, "formulaValue must begin with '='"),
        ({TEXT: {"errorValue": {"type": "REF"}}}, "errorValue cannot be set"),
        ({TEXT: {"stringValue": 5}}, "(TYPE_STRING), 5"),
        ({"value": "a"}, "Unknown name \"value\" at 'requests[0].append_cells.rows[0].values[0]'"),
        ({TEXT: {"stringValue": "x" * 50_001}}, "more than the maximum of 50000 characters"),
    ],
)
def test_what_a_cell_cannot_hold(office: Office, cell: Any, part: str) -> None:
    message = office.batch_refused({"appendCells": {"rows": [{"values": [cell]}], "fields": TEXT}})
    assert part in message
    assert len(office.sheet.rows()) == 4


def test_what_is_no_request(office: Office) -> None:
    none = office.call("POST", ":batchUpdate", {"requests": []})
    assert office.refused(none, 400) == "Must specify at least one request."
    assert "No request set" in office.batch_refused({})
    assert "Unknown name \"addChart\" at 'requests[0]'" in office.batch_refused({"addChart": {}})
    assert "already set" in office.batch_refused({"deleteSheet": {}, "addSheet": {}})
    assert "No grid with id: 7" in office.batch_refused({"deleteSheet": {"sheetId": 7}})
