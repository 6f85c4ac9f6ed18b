"""Sorting a range of rows as a sheet does."""

from collections.abc import Sequence

from bot.sandbox.google.a1 import GridRange
from bot.sandbox.google.book import Draft
from bot.sandbox.google.cells import ErrorValue, Value
from bot.sandbox.google.errors import invalid
from bot.sandbox.google.grid import Sheet


def sorted_rows(draft: Draft, sheet: Sheet, area: GridRange, keys: Sequence[tuple[int, bool]]) -> None:
    """Sorts the rows of a closed `area` in place by columns, each (column, descending); stable.

    Numbers come first, then texts whatever their case, then booleans; empty cells stay last in both directions. 400
    where a merged cell spans rows of the area. Merged cells and protected ranges do not move.
    """
    assert area.end_row is not None
    assert area.end_column is not None
    if any(m.meets(area) and m.end_row and m.end_row - m.top > 1 for m in sheet.merges):
        raise invalid("You can't sort a range containing vertically merged cells.")
    order = list(range(area.top, area.end_row))
    for column, descending in reversed(keys):
        filled = [row for row in order if not _empty(draft.state.value_of(sheet.cell(row, column)))]
        empty = [row for row in order if _empty(draft.state.value_of(sheet.cell(row, column)))]
        filled.sort(key=lambda row: _rank(draft.state.value_of(sheet.cell(row, column))), reverse=descending)
        order = filled + empty
    lines = [{column: sheet.cell(old, column) for column in range(area.left, area.end_column)} for old in order]
    for row, line in enumerate(lines, start=area.top):
        if any(sheet.cell(row, column) is not cell for column, cell in line.items()):
            sheet.put_row(row, line)
    draft.touch(sheet)


def _empty(value: Value) -> bool:
    return value is None or value == ""


def _rank(value: Value) -> tuple[int, float, str]:
    if isinstance(value, bool):
        return 2, float(value), ""
    if isinstance(value, int | float):
        return 0, float(value), ""
    if isinstance(value, ErrorValue):
        return 3, 0.0, ""
    return 1, 0.0, (value or "").casefold()
