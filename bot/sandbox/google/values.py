"""The `spreadsheets.values` calls: reading and writing ranges."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from bot.sandbox.google import a1
from bot.sandbox.google.a1 import GridRange
from bot.sandbox.google.book import Draft, State
from bot.sandbox.google.cells import Cell, ErrorValue, cell_from, plain
from bot.sandbox.google.errors import GoogleError, beyond_grid
from bot.sandbox.google.grid import Sheet

Json = dict[str, Any]
Options = Mapping[str, Any]


def state_range(state: State, text: str) -> tuple[Sheet, GridRange]:
    """The worksheet of a range in A1 notation, and the closed part in its grid; 400 where it begins outside."""
    sheet, area = state.find(text)
    if area.top >= sheet.row_count or area.left >= sheet.column_count:
        raise beyond_grid(a1.written(sheet.title, area), sheet.row_count, sheet.column_count)
    return sheet, area.bounded(sheet.row_count, sheet.column_count)


def read(state: State, text: str, options: Options) -> Json:
    """A ValueRange: the range as Google writes it, and its values without the empty ends; none where all is empty.

    `options`: valueRenderOption. 501 for formulas in the place of values, and for columns.
    """
    sheet, area = state_range(state, text)
    rendering = options.get("valueRenderOption") or "FORMATTED_VALUE"
    if rendering == "FORMULA" or options.get("majorDimension") == "COLUMNS":
        raise GoogleError(501, "The embedded Sheets API reads values, row by row.")
    found = [
        [
            # The usual cell holds text, which is the same however it is rendered: 50,000 rows must not take long.
            cell.value if cell is not None and type(cell.value) is str else _rendered(state, cell, rendering)
            for cell in row[area.left : area.end_column]
        ]
        for row in sheet.rows[area.top : area.end_row]
    ]
    for line in found:
        while line and line[-1] == "":
            line.pop()
    while found and not found[-1]:
        found.pop()
    answer: Json = {"range": a1.written(sheet.title, area), "majorDimension": "ROWS"}
    return {**answer, "values": found} if found else answer


def _rendered(state: State, cell: Cell | None, rendering: str) -> Any:
    if cell is None:
        return ""
    if rendering == "FORMATTED_VALUE":
        return state.text_of(cell)
    value = state.value_of(cell)
    if isinstance(value, ErrorValue):
        return value.text
    if isinstance(value, float):
        return plain(value)
    return "" if value is None else value


def write_one(draft: Draft, text: str, body: Options, entering: str) -> Json:
    """Writes a ValueRange of one value into the one cell `text`; an UpdateValuesResponse without the spreadsheet's id.
    501 for more than one, and for what is not a text."""
    sheet, area = state_range(draft.state, text)
    match body.get("values"):
        case [[str(value)]] if area.single:
            old = sheet.cell(area.top, area.left)
            kept = Cell(value, None, old.format if old else None)
            typed = entering == "USER_ENTERED"
            cell = cell_from(value, draft.state.words, datetime.now(UTC), old) if typed else kept
            draft.write(sheet, area.top, area.left, cell)
        case _:
            raise GoogleError(501, "The embedded Sheets API writes one text into one cell by values.update.")
    return {"updatedRange": a1.written(sheet.title, area), "updatedRows": 1, "updatedColumns": 1, "updatedCells": 1}
