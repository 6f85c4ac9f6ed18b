"""The API's GridRange as a rectangle, and back."""

from collections.abc import Mapping
from typing import Any

from bot.sandbox.google import a1
from bot.sandbox.google.a1 import GridRange
from bot.sandbox.google.book import State
from bot.sandbox.google.errors import beyond_grid, invalid
from bot.sandbox.google.grid import Sheet


def area_of(json: Mapping[str, Any]) -> GridRange:
    """A GridRange's rectangle; sides left out are open. 400 for a negative or reversed one."""
    area = GridRange(
        json.get("startRowIndex"), json.get("endRowIndex"), json.get("startColumnIndex"), json.get("endColumnIndex")
    )
    for name, start, end in (
        ("Row", area.start_row, area.end_row),
        ("Column", area.start_column, area.end_column),
    ):
        if (start or 0) < 0 or (end or 0) < 0:
            raise invalid(f"range.start{name}Index[{start}] and range.end{name}Index[{end}] must not be negative")
        if end is not None and (start or 0) > end:
            raise invalid(f"range.end{name}Index[{end}] must be after range.start{name}Index[{start or 0}]")
    return area


def placed(state: State, json: Mapping[str, Any] | None) -> tuple[Sheet, GridRange]:
    """A GridRange's worksheet and closed rectangle. 400 where it begins outside the grid.

    What ends outside is cut at the grid's end; a range of no cells holds none.
    """
    found = json or {}
    sheet = state.numbered(found.get("sheetId", 0))
    area = area_of(found)
    if area.top >= sheet.row_count or area.left >= sheet.column_count:
        raise beyond_grid(a1.written(sheet.title, area), sheet.row_count, sheet.column_count)
    return sheet, area.bounded(sheet.row_count, sheet.column_count)


def grid_json(sheet: Sheet, area: GridRange) -> dict[str, int]:
    """A rectangle as a GridRange; an id of 0 is left out, as Google does."""
    sides = {
        "sheetId": sheet.id or None, "startRowIndex": area.start_row, "endRowIndex": area.end_row,
        "startColumnIndex": area.start_column, "endColumnIndex": area.end_column,
    }  # fmt: skip
    return {name: side for name, side in sides.items() if side is not None}
