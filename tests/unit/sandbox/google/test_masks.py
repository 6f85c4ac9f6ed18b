"""Field masks, and the check of bodies and query parameters."""

from typing import Any

import pytest

from bot.sandbox.google import checking as masks
from bot.sandbox.google.checking import checked, query
from bot.sandbox.google.errors import GoogleError

ANSWER = {
    "id": "x",
    "sheets": [{"properties": {"title": "A", "index": 0}, "merges": [1]}, {"properties": {"title": "B"}}],
}


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("id", {"id": "x"}),
        ("sheets.properties.title", {"sheets": [{"properties": {"title": "A"}}, {"properties": {"title": "B"}}]}),
        ("sheets(properties(title))", {"sheets": [{"properties": {"title": "A"}}, {"properties": {"title": "B"}}]}),
        ("sheets/properties/title", {"sheets": [{"properties": {"title": "A"}}, {"properties": {"title": "B"}}]}),
        (
            "sheets(properties.index,merges),id",
            {"sheets": [{"properties": {"index": 0}, "merges": [1]}, {"properties": {}}], "id": "x"},
        ),
        ("*", ANSWER),
        ("id,sheets,sheets.merges", {"id": "x", "sheets": ANSWER["sheets"]}),
    ],
)
def test_what_a_mask_takes(text: str, part: Any) -> None:
    assert masks.applied(ANSWER, masks.parsed(text)) == part


@pytest.mark.parametrize("text", ["", "a,", "a(b", "a)b", "a..b", "(a)"])
def test_bad_masks(text: str) -> None:
    with pytest.raises(masks.BadMask):
        masks.parsed(text)


def test_a_path_that_does_not_exist_is_named() -> None:
    with pytest.raises(GoogleError) as error:
        masks.answer_mask("sheets.sheetProperties", "Spreadsheet")
    assert error.value.message == "Request contains an invalid argument."
    violation = error.value.details[0]["fieldViolations"][0]
    assert violation["field"] == "sheets.sheetProperties"
    assert "Cannot find matching fields for path 'sheets.sheetProperties'" in violation["description"]


def refusal(body: Any, message: str) -> GoogleError:
    with pytest.raises(GoogleError) as error:
        checked(body, message)
    assert error.value.code == 400
    return error.value


def test_unknown_fields_are_named_with_their_place() -> None:
    body = {"requests": [{"appendCells": {"rows": [{"valuess": []}]}}, {"foo": {}}]}
    error = refusal(body, "BatchUpdateSpreadsheetRequest")
    start = "Invalid JSON payload received. Unknown name"
    assert error.message.split("\n") == [
        f"{start} \"valuess\" at 'requests[0].append_cells.rows[0]': Cannot find field.",
        f"{start} \"foo\" at 'requests[1]': Cannot find field.",
    ]
    fields = [violation["field"] for violation in error.details[0]["fieldViolations"]]
    assert fields == ["requests[0].append_cells.rows[0]", "requests[1]"]


def test_wrong_shapes_and_words() -> None:
    assert "protobuf.ListValue" in refusal({"values": "x"}, "ValueRange").message
    assert "sheets.v4.Dimension" in refusal({"majorDimension": "ROW"}, "ValueRange").message
    assert "(TYPE_INT32)" in refusal({"sheetId": 1.5}, "DeleteSheetRequest").message
    assert refusal([], "ValueRange").code == 400


def test_query_parameters() -> None:
    found = query(
        [("ranges", "A1"), ("ranges", "B2"), ("majorDimension", "COLUMNS"), ("alt", "json")], "values.batchGet"
    )
    assert found == {"ranges": ["A1", "B2"], "majorDimension": "COLUMNS", "alt": "json"}
    assert query([("includeGridData", "false")], "spreadsheets.get") == {"includeGridData": False}


@pytest.mark.parametrize(
    ("pair", "part"),
    [
        (("range", "A1"), "Unknown name \"range\": Cannot bind query parameter. Field 'range' could not be found"),
        (("valueRenderOption", "RAW"), "Invalid value at 'value_render_option'"),
    ],
)
def test_wrong_query_parameters(pair: tuple[str, str], part: str) -> None:
    with pytest.raises(GoogleError) as error:
        query([pair], "values.batchGet")
    assert part in error.value.message
