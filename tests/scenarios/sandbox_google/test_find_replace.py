"""`findReplace` of the embedded Google, and a batch that answers with the spreadsheet."""

from collections.abc import Mapping
from typing import Any

import pytest

from tests.scenarios.sandbox_google.office import Office


def cell(row: int, column: int) -> dict[str, int]:
    """One cell's GridRange, counted from 0."""
    return {"startRowIndex": row, "endRowIndex": row + 1, "startColumnIndex": column, "endColumnIndex": column + 1}


def swap(find: str, new: str, **more: Any) -> dict[str, Any]:
    """A findReplace of whole cells, case and all, in the first worksheet unless `more` says where."""
    scope = {} if {"range", "allSheets"} & more.keys() else {"sheetId": 0}
    return {
        "findReplace": {"find": find, "replacement": new, "matchCase": True, "matchEntireCell": True, **scope, **more}
    }


def counted(answer: Mapping[str, Any]) -> list[int]:
    """The occurrences that each request changed, 0 where the count is left out."""
    return [reply["findReplace"].get("occurrencesChanged", 0) for reply in answer["replies"]]


def typed(office: Office, *texts: str) -> None:
    """A column F of texts, as text whatever they look like."""
    office.put("F1", [[text] for text in texts])


def test_blank_cells_of_a_range_are_found_even_below_the_last_row_with_data(office: Office) -> None:
    area = {"startRowIndex": 0, "endRowIndex": 30, "startColumnIndex": 6, "endColumnIndex": 7}
    assert counted(office.batch(swap("^$", "x", range=area, searchByRegex=True))) == [30]
    assert office.sheet.text(30, 7) == "x"
    office.batch(swap("x", "", sheetId=0))
    assert office.sheet.text(30, 7) == ""


@pytest.mark.parametrize(
    ("text", "shows", "kind"),
    [
        ("12,50", "12,5", "numberValue"), ("12.50", "12.50", "stringValue"),
        ("12%", "12%", "numberValue"), ("31/12/2026", "31/12/2026", "numberValue"),
        ("2026-12-31", "2026-12-31", "numberValue"),
        ("VRAI", "VRAI", "boolValue"), ("1e5", "1,00E+05", "numberValue"),
        ("=1+1", "#NAME?", "formulaValue"), ("+x", "#NAME?", "formulaValue"), ("'12", "12", "stringValue"),
        ("eyJhbGciOi.12-a_b", "eyJhbGciOi.12-a_b", "stringValue"),
    ],
)  # fmt: skip
def test_what_is_put_in_is_read_as_if_typed_unless_the_cell_is_of_text(
    office: Office, text: str, shows: str, kind: str
) -> None:
    office.book.set_locale("fr_FR")
    typed(office, "mark", "mark")
    as_text = {"userEnteredFormat": {"numberFormat": {"type": "TEXT"}}}
    office.batch(
        {"repeatCell": {"range": cell(1, 5), "cell": as_text, "fields": "userEnteredFormat.numberFormat"}},
        swap("mark", text),
    )
    found = office.ok(office.call("GET", "", includeGridData="true", ranges="F1:F2"))
    rows = [row["values"][0] for row in found["sheets"][0]["data"][0]["rowData"]]
    assert (rows[0]["formattedValue"], list(rows[0]["userEnteredValue"])) == (shows, [kind])
    if text.startswith("'"):
        return
    assert (rows[1]["formattedValue"], rows[1]["userEnteredValue"]) == (text, {"stringValue": text})


def test_a_formula_that_shows_nothing_is_no_blank_cell(office: Office) -> None:
    office.put("F1", [['=""']], "USER_ENTERED")
    assert counted(office.batch(swap("^$", "x", range=cell(0, 5), searchByRegex=True))) == [0]
    assert office.sheet.formula(1, 6) == '=""'


def test_blank_cells_are_not_matched_where_the_switch_says_so(office: Office) -> None:
    office.google.quirks.blanks_not_matched = True
    typed(office, "x")
    answer = office.batch(
        swap("^$", "y", range=cell(1, 5), searchByRegex=True), swap("x|^$", "y", range=cell(0, 5), searchByRegex=True)
    )
    assert counted(answer) == [0, 1]


def test_a_protected_cell_refuses_the_batch_only_where_it_would_change(office: Office) -> None:
    typed(office, "x", "y")
    office.sheet.protect("F1")
    assert counted(office.batch(swap("y", "z"))) == [1]
    assert "protected" in office.batch_refused(swap("x", "z"), swap("z", "y"))
    assert office.sheet.text(2, 6) == "z"


def test_a_batch_answers_the_spreadsheet_as_it_is_at_that_instant(office: Office) -> None:
    typed(office, "x")
    body = {
        "requests": [swap("x", "y")],
        "includeSpreadsheetInResponse": True,
        "responseRanges": ["F1:G1", "Integrations!A2"],
        "responseIncludeGridData": True,
    }
    office.google.after_call.append(lambda call: office.sheet.type(1, 6, "later"))
    sheet = office.ok(office.call("POST", ":batchUpdate", body))["updatedSpreadsheet"]["sheets"][0]
    assert sheet["properties"]["sheetId"] == 0
    assert [part.get("startColumn", 0) for part in sheet["data"]] == [5, 0]
    assert sheet["data"][0]["rowData"][0]["values"][0]["formattedValue"] == "y"
    mask = "replies,updatedSpreadsheet.sheets.data(startRow,startColumn,rowData.values.formattedValue)"
    masked = office.ok(office.call("POST", ":batchUpdate", {**body, "responseIncludeGridData": False}, fields=mask))
    assert masked == {
        "replies": [{"findReplace": {}}],
        "updatedSpreadsheet": {
            "sheets": [
                {
                    "data": [
                        {"startColumn": 5, "rowData": [{"values": [{"formattedValue": "later"}]}]},
                        {"startRow": 1, "rowData": [{"values": [{"formattedValue": "Le Fournil"}]}]},
                    ]
                }
            ]
        },
    }
    without = office.ok(office.call("POST", ":batchUpdate", body, fields="updatedSpreadsheet.sheets.properties.title"))
    assert without == {"updatedSpreadsheet": {"sheets": [{"properties": {"title": "Integrations"}}]}}


def test_the_scope_is_said_once(office: Office) -> None:
    plain = {"find": "a", "replacement": "b"}
    assert "must be specified" in office.batch_refused({"findReplace": plain})
    assert "scope" in office.batch_refused({"findReplace": {**plain, "sheetId": 0, "range": cell(0, 0)}})
    assert "must be specified" in office.batch_refused({"findReplace": {"replacement": "b", "sheetId": 0}})


@pytest.mark.parametrize("find", ["(?=a)", "(a)", "a+", "[ab]", "a{2}", r"\d", "a.b"])
def test_an_expression_that_the_bot_never_sends_is_not_carried_out(office: Office, find: str) -> None:
    assert "regular expression" in office.batch_refused(swap(find, "x", searchByRegex=True), code=501)


@pytest.mark.parametrize("new", ["$1", "a$", "\\", r"\\$"])
def test_a_replacement_by_groups_is_not_carried_out(office: Office, new: str) -> None:
    assert "groups" in office.batch_refused(swap("^$", new, searchByRegex=True), code=501)
