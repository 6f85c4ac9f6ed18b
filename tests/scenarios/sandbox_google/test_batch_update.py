"""spreadsheets.batchUpdate over plain HTTP: each kind of request; a batch is carried out whole or not at all."""

from typing import Any

import pytest

from tests.scenarios.sandbox_google.office import HEADER, Office

TEXT = "userEnteredValue"


def row(*texts: str) -> dict[str, Any]:
    return {"values": [{TEXT: {"stringValue": text}} for text in texts]}


def grid(top: int, bottom: int, left: int, right: int) -> dict[str, int]:
    return {"startRowIndex": top, "endRowIndex": bottom, "startColumnIndex": left, "endColumnIndex": right}


def rows_of(start: int, end: int, dimension: str = "ROWS") -> dict[str, Any]:
    return {"sheetId": 0, "dimension": dimension, "startIndex": start, "endIndex": end}


def test_append_cells(office: Office) -> None:
    answer = office.batch(
        {"appendCells": {"sheetId": 0, "rows": [row("Bao", "bao", "=tok"), row("Ali")], "fields": TEXT}}
    )
    assert answer == {"spreadsheetId": office.book.id, "replies": [{}]}
    assert office.sheet.rows()[4:] == [["Bao", "bao", "=tok"], ["Ali"]]
    assert office.sheet.formula(5, 3) is None


def test_append_cells_go_below_everything_and_widen_nothing(office: Office) -> None:
    office.sheet.type(1000, 9, "far away")
    office.batch({"appendCells": {"rows": [row("Bao")], "fields": "*"}})
    assert office.sheet.size == (1001, 26)
    assert office.sheet.text(1001, 1) == "Bao"
    message = office.batch_refused({"appendCells": {"rows": [row(*"x" * 27)], "fields": TEXT}})
    assert (
        message
        == "Invalid requests[0].appendCells: Attempting to write column: 26, beyond the last requested column of: 25"
    )


def test_update_cells(office: Office) -> None:
    start = {"sheetId": 0, "rowIndex": 1, "columnIndex": 2}
    office.batch({"updateCells": {"start": start, "rows": [row("a"), row("b", "c")], "fields": TEXT}})
    assert office.sheet.rows()[1:3] == [["Le Fournil", "le-fournil", "a"], ["L'Été", "l-ete", "b", "c"]]
    office.batch({"updateCells": {"range": {"sheetId": 0, **grid(0, 3, 2, 4)}, "rows": [row("T")], "fields": TEXT}})
    assert [r[2:] for r in office.sheet.rows()[:3]] == [["T"], [], []]
    formula = {"values": [{TEXT: {"formulaValue": "=1+1"}}, {TEXT: {"numberValue": 1.5}}, {TEXT: {"boolValue": False}}]}
    office.batch({"updateCells": {"start": {"rowIndex": 9}, "rows": [formula], "fields": "userEnteredValue"}})
    assert office.sheet.rows()[9] == ["2", "1.5", "FALSE"]
    seen = office.ok(office.call("GET", "", ranges="A10:C10", fields="sheets.data.rowData.values(userEnteredValue)"))
    assert seen["sheets"][0]["data"][0]["rowData"][0]["values"] == [
        {TEXT: {"formulaValue": "=1+1"}},
        {TEXT: {"numberValue": 1.5}},
        {TEXT: {"boolValue": False}},
    ]


def test_fields_decide_what_is_written(office: Office) -> None:
    bold = {"textFormat": {"bold": True}}
    cell = {TEXT: {"stringValue": "new"}, "userEnteredFormat": bold, "note": "n"}
    start = {"rowIndex": 1}
    office.batch(
        {"updateCells": {"start": start, "rows": [{"values": [cell]}], "fields": "userEnteredFormat.textFormat"}}
    )
    assert office.sheet.text(2, 1) == "Le Fournil"
    office.batch({"updateCells": {"start": start, "rows": [{"values": [{}]}], "fields": TEXT}})
    found = office.ok(office.call("GET", "", ranges="A2", includeGridData="true"))
    cell = found["sheets"][0]["data"][0]["rowData"][0]["values"][0]
    assert cell["userEnteredFormat"] == bold
    assert "formattedValue" not in cell
    for kind in ("updateCells", "appendCells", "repeatCell"):
        message = office.batch_refused(
            {kind: {"rows": [row("x")]} if kind != "repeatCell" else {"range": grid(0, 1, 0, 1)}}
        )
        assert message == (
            f"Invalid requests[0].{kind}: At least one field must be listed in 'fields'. "
            "(Use '*' to indicate all fields.)"
        )
    assert office.batch_refused({"appendCells": {"rows": [], "fields": "value"}}).endswith("Invalid field: value")


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


def test_a_batch_is_whole_or_not_at_all(office: Office) -> None:
    seen: list[dict[str, Any]] = []
    office.sheet.subscribe(seen.append)
    before = office.sheet.rows()
    message = office.batch_refused(
        {"appendCells": {"rows": [row("Bao")], "fields": TEXT}},
        {"deleteDimension": {"range": rows_of(0, 1)}},
        {"addSheet": {"properties": {"title": "It's"}}},
    )
    assert message == (
        'Invalid requests[2].addSheet: A sheet with the name "It\'s" already exists. Please enter another name.'
    )
    assert office.sheet.rows() == before
    assert seen == []


def test_what_is_no_request(office: Office) -> None:
    assert (
        office.refused(office.call("POST", ":batchUpdate", {"requests": []}), 400)
        == "Must specify at least one request."
    )
    assert "No request set" in office.batch_refused({})
    assert "Unknown name \"frobnicate\" at 'requests[0]'" in office.batch_refused({"frobnicate": {}})
    assert "already set" in office.batch_refused({"deleteSheet": {}, "addSheet": {}})
    assert "does not carry out addChart" in office.batch_refused({"addChart": {}}, code=501)
    assert "No grid with id: 7" in office.batch_refused({"deleteSheet": {"sheetId": 7}})


def test_dimensions(office: Office) -> None:
    office.batch(
        {"insertDimension": {"range": rows_of(1, 2)}},
        {"moveDimension": {"source": rows_of(2, 3, "COLUMNS"), "destinationIndex": 0}},
        {"appendDimension": {"sheetId": 0, "dimension": "ROWS", "length": 10}},
        {"deleteDimension": {"range": rows_of(3, 4)}},
    )
    assert office.sheet.rows() == [
        ["TOKEN PONGO", "RESTAURANT NAME", "SLUG PONGO"],
        [],
        ["tok-1", "Le Fournil", "le-fournil"],
        ["", "+ de goût", "plus-de-gout"],
    ]
    assert office.sheet.size == (1010, 26)


@pytest.mark.parametrize(
    ("request_", "part"),
    [
        ({"insertDimension": {"range": rows_of(1000, 1001)}}, "must be less than the grid size"),
        ({"insertDimension": {"range": rows_of(0, 1), "inheritFromBefore": True}}, "inheritFromBefore cannot be true"),
        ({"deleteDimension": {"range": rows_of(0, 1000)}}, "You can't delete all the rows on the sheet."),
        (
            {"deleteDimension": {"range": rows_of(1000, 1001)}},
            "Cannot delete a row that doesn't exist. Tried to delete row index 1000 but there are only 1000 rows.",
        ),
        ({"deleteDimension": {"range": rows_of(5, 5)}}, "must be after"),
        ({"moveDimension": {"source": rows_of(1, 4), "destinationIndex": 2}}, "must not lie within the source"),
        ({"appendDimension": {"dimension": "ROWS", "length": 400_000}}, "above the limit of 10000000 cells"),
        ({"appendDimension": {"length": 1}}, "dimension must be specified"),
        (
            {"repeatCell": {"range": {"startRowIndex": 1000, "endColumnIndex": 2}, "cell": {}, "fields": "*"}},
            "Range (Integrations!A1001:B) exceeds grid limits. Max rows: 1000, max columns: 26",
        ),
    ],
)
def test_dimensions_that_do_not_exist(office: Office, request_: Any, part: str) -> None:
    message = office.batch_refused(request_)
    assert message.startswith(f"Invalid requests[0].{next(iter(request_))}: ")
    assert part in message
    assert office.sheet.size == (1000, 26)


def test_not_all_rows_that_are_not_frozen(office: Office) -> None:
    properties = {"sheetId": 0, "gridProperties": {"frozenRowCount": 1}}
    office.batch({"updateSheetProperties": {"properties": properties, "fields": "gridProperties.frozenRowCount"}})
    message = office.batch_refused({"deleteDimension": {"range": rows_of(1, 1000)}})
    assert message.endswith("Sorry, it is not possible to delete all non-frozen rows.")


def test_sorting(office: Office) -> None:
    office.put("D2", [[3], ["b"], [True], [""], ["a"], [1]])
    sort = {"range": {"sheetId": 0, **grid(1, 8, 0, 4)}, "sortSpecs": [{"dimensionIndex": 3, "sortOrder": "ASCENDING"}]}
    office.batch({"sortRange": sort})
    assert [r[3] if len(r) > 3 else "" for r in office.sheet.rows()[1:]] == ["1", "3", "a", "b", "TRUE"]
    sort["sortSpecs"] = [{"dimensionIndex": 3, "sortOrder": "DESCENDING"}]
    office.batch({"sortRange": sort})
    assert [r[3] for r in office.sheet.rows()[1:]] == ["TRUE", "b", "a", "3", "1"]
    office.batch({"mergeCells": {"range": {"sheetId": 0, **grid(1, 3, 0, 1)}, "mergeType": "MERGE_ALL"}})
    assert "vertically merged" in office.batch_refused({"sortRange": sort})


def test_worksheets(office: Office) -> None:
    answer = office.batch(
        {"addSheet": {"properties": {"gridProperties": {"rowCount": 3, "columnCount": 2}, "index": 0}}}
    )
    made = answer["replies"][0]["addSheet"]["properties"]
    assert made["title"] == "Sheet3"
    assert made["gridProperties"] == {"rowCount": 3, "columnCount": 2}
    properties = {"sheetId": 0, "title": "Partenaires", "index": 0, "gridProperties": {"rowCount": 2, "columnCount": 2}}
    office.batch(
        {"updateSheetProperties": {"properties": properties, "fields": "title,gridProperties(rowCount,columnCount)"}}
    )
    assert [ws.title for ws in office.book.worksheets] == ["Sheet3", "Partenaires", "It's"]
    assert office.book.worksheet("Partenaires").rows() == [HEADER[:2], ["Le Fournil", "le-fournil"]]
    office.batch({"updateSheetProperties": {"properties": properties, "fields": "index"}})
    assert office.sheet.title == "Partenaires"
    office.batch(
        {"deleteSheet": {"sheetId": made["sheetId"]}}, {"deleteSheet": {"sheetId": office.book.worksheets[2].id}}
    )
    assert office.batch_refused({"deleteSheet": {"sheetId": 0}}).endswith(
        "You can't remove all the sheets in a document."
    )


def test_protected_ranges(office: Office) -> None:
    office.sheet.protect("C:C")
    text = "You are trying to edit a protected cell or object."
    start = {"rowIndex": 1, "columnIndex": 2}
    for request in (
        {"updateCells": {"start": start, "rows": [row("x")], "fields": TEXT}},
        {"appendCells": {"rows": [row("Bao", "bao", "tok")], "fields": TEXT}},
        {"deleteDimension": {"range": rows_of(1, 2)}},
        {"insertDimension": {"range": rows_of(1, 2)}},
        {"sortRange": {"range": grid(1, 4, 0, 3), "sortSpecs": [{"dimensionIndex": 0}]}},
        {"deleteProtectedRange": {"protectedRangeId": 1001}},
        {"findReplace": {"find": "tok", "replacement": "x", "allSheets": True}},
        {"deleteSheet": {"sheetId": 0}},
    ):
        message = office.batch_refused(request)
        assert message.startswith(f"Invalid requests[0].{next(iter(request))}: {text}"), request
    body = {"valueInputOption": "RAW", "data": [{"range": "A2", "values": [["x"]]}, {"range": "C2", "values": [["x"]]}]}
    message = office.refused(office.call("POST", "/values:batchUpdate", body), 400)
    assert message.startswith(f"Invalid data[1]: {text}")
    assert office.refused(office.call("POST", "/values/A1:C9:clear", {}), 400).startswith(text)
    assert office.sheet.rows()[1] == ["Le Fournil", "le-fournil", "tok-1"]
    office.batch({"appendCells": {"rows": [row("Bao", "bao")], "fields": TEXT}})
    assert office.sheet.rows()[4] == ["Bao", "bao"]
    found = office.ok(office.call("GET", "", fields="sheets.protectedRanges"))["sheets"][0]["protectedRanges"][0]
    assert found == {
        "protectedRangeId": 1001,
        "range": {"startColumnIndex": 2, "endColumnIndex": 3},
    }


def test_protecting_by_the_api(office: Office) -> None:
    range_ = {"sheetId": 0, "startColumnIndex": 0, "endColumnIndex": 1}
    answer = office.batch({"addProtectedRange": {"protectedRange": {"range": range_, "editors": {"users": []}}}})
    made = answer["replies"][0]["addProtectedRange"]["protectedRange"]
    assert made["requestingUserCanEdit"] is True
    assert office.key["client_email"] in made["editors"]["users"]
    office.put("A2", [["mine"]])
    change = {"protectedRangeId": made["protectedRangeId"], "warningOnly": True}
    office.batch({"updateProtectedRange": {"protectedRange": change, "fields": "warningOnly"}})
    office.batch({"deleteProtectedRange": {"protectedRangeId": made["protectedRangeId"]}})
    assert "No protected range" in office.batch_refused({"deleteProtectedRange": {"protectedRangeId": 5}})


def test_a_protected_worksheet_with_free_cells(office: Office) -> None:
    other = office.google.new_account(office.url)
    office.book.share(other["client_email"])
    free = [{"sheetId": 0, **grid(1, 10, 2, 3)}]
    protection = {"range": {"sheetId": 0}, "unprotectedRanges": free, "editors": {"users": []}}
    office.batch({"addProtectedRange": {"protectedRange": protection}})
    office.sign_in(other)
    office.put("C2", [["free"]])
    assert office.call("PUT", "/values/C11", {"values": [["x"]]}, valueInputOption="RAW").status_code == 400
    properties = {"properties": {"sheetId": 0, "title": "x"}, "fields": "title"}
    assert "protected cell or object" in office.batch_refused({"updateSheetProperties": properties})
    assert "protected" in office.batch_refused({"appendDimension": {"dimension": "ROWS", "length": 1}})


def test_merged_cells_keep_only_the_first(office: Office) -> None:
    office.batch({"mergeCells": {"range": grid(1, 3, 2, 3), "mergeType": "MERGE_ALL"}})
    office.put("C2", [["top"], ["under"]])
    assert [office.sheet.text(2, 3), office.sheet.text(3, 3)] == ["top", ""]
    assert "select all cells in a merged range" in office.batch_refused({"mergeCells": {"range": grid(2, 4, 2, 3)}})
    office.batch({"unmergeCells": {"range": grid(1, 3, 2, 3)}})
    office.put("C3", [["free"]])
    assert office.sheet.text(3, 3) == "free"


def test_find_and_replace(office: Office) -> None:
    answer = office.batch({"findReplace": {"find": "E", "replacement": "€", "range": grid(1, 4, 0, 1)}})
    assert answer["replies"][0]["findReplace"] == {
        "valuesChanged": 2,
        "occurrencesChanged": 2,
        "rowsChanged": 2,
        "sheetsChanged": 1,
    }
    assert [r[0] for r in office.sheet.rows()[1:]] == ["L€ Fournil", "L'Été", "#ERROR!"]  # as if typed
    office.batch(
        {"findReplace": {"find": r"(\w+)-(\w+)$", "replacement": "$2-$1", "searchByRegex": True, "sheetId": 0}}
    )
    assert office.sheet.text(2, 2) == "fournil-le"
    answer = office.batch({"findReplace": {"find": "absent", "replacement": "x", "allSheets": True}})
    assert answer["replies"] == [{"findReplace": {}}]
    assert "scope" in office.batch_refused({"findReplace": {"find": "a", "allSheets": True, "sheetId": 0}})


def test_copying_moving_and_shifting(office: Office) -> None:
    office.put("E1", [["=A1&$A$1"]], "USER_ENTERED")
    office.batch(
        {"copyPaste": {"source": grid(0, 1, 4, 5), "destination": grid(1, 3, 4, 5), "pasteType": "PASTE_NORMAL"}}
    )
    assert office.sheet.formula(3, 5) == "=A3&$A$1"
    office.batch(
        {"copyPaste": {"source": grid(2, 3, 4, 5), "destination": grid(2, 3, 5, 6), "pasteType": "PASTE_VALUES"}}
    )
    assert (office.sheet.formula(3, 6), office.sheet.text(3, 6)) == (None, "L'ÉtéRESTAURANT NAME")
    office.batch({"cutPaste": {"source": grid(1, 2, 0, 3), "destination": {"rowIndex": 8}}})
    assert office.sheet.rows()[1][:3] == ["", "", ""]
    assert office.sheet.rows()[8] == ["Le Fournil", "le-fournil", "tok-1"]
    office.batch({"deleteRange": {"range": grid(1, 2, 0, 3), "shiftDimension": "ROWS"}})
    assert office.sheet.rows()[7][0] == "Le Fournil"
    office.batch({"insertRange": {"range": grid(0, 1, 0, 1), "shiftDimension": "COLUMNS"}})
    assert office.sheet.rows()[0][:3] == ["", *HEADER[:2]]


def test_validation_filters_and_names(office: Office) -> None:
    rule = {"condition": {"type": "BOOLEAN"}, "strict": True}
    office.batch(
        {"setDataValidation": {"range": grid(1, 2, 3, 4), "rule": rule}},
        {"setBasicFilter": {"filter": {"range": {"sheetId": 0}}}},
        {"updateSpreadsheetProperties": {"properties": {"title": "Renamed"}, "fields": "title"}},
        {"trimWhitespace": {"range": {"sheetId": 0}}},
    )
    found = office.ok(office.call("GET", "", includeGridData="true", ranges="D2"))
    assert found["properties"]["title"] == "Renamed"
    assert found["sheets"][0]["data"][0]["rowData"][0]["values"][0]["dataValidation"] == rule
    assert found["sheets"][0]["basicFilter"] == {"range": {"sheetId": 0}}
    answer = office.ok(
        office.call(
            "POST",
            ":batchUpdate",
            {"requests": [{"clearBasicFilter": {"sheetId": 0}}], "includeSpreadsheetInResponse": True},
        )
    )
    assert "basicFilter" not in answer["updatedSpreadsheet"]["sheets"][0]
