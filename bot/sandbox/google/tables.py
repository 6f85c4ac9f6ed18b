"""Which table a range touches: what `values.append` continues.

developers.google.com/workspace/sheets/api/guides/values#append_values: the last table in the range, or the one that
the range lies in; a table is a block of filled cells without an empty row or column between them.
"""

from bot.sandbox.google.a1 import GridRange
from bot.sandbox.google.grid import Sheet


def table_around(sheet: Sheet, area: GridRange) -> GridRange | None:
    """The rectangle of the table that a closed `area` touches last; None where it touches none."""
    assert area.end_row is not None
    assert area.end_column is not None
    for row in range(min(area.end_row, len(sheet.rows)) - 1, area.top - 1, -1):
        if sheet.filled(row, area.left, area.end_column):
            cells = sheet.rows[row]
            column = next(c for c in range(area.left, area.end_column) if c < len(cells) and _filled(sheet, row, c))
            return _grown(sheet, row, column)
        # A range may lie in a table without holding a filled cell of it: the gap in its middle.
        table = _enclosing(sheet, row, area)
        if table:
            return table
    return None


def _filled(sheet: Sheet, row: int, column: int) -> bool:
    cell = sheet.cell(row, column)
    return cell is not None and not cell.blank


def _enclosing(sheet: Sheet, row: int, area: GridRange) -> GridRange | None:
    """The table that an empty stretch of a row lies in, between filled cells on its left and its right."""
    if row >= len(sheet.rows) or not sheet.filled(row, 0, area.left) or area.end_column is None:
        return None
    left = next(c for c in range(area.left - 1, -1, -1) if _filled(sheet, row, c))
    table = _grown(sheet, row, left)
    return table if table.end_column is not None and table.end_column > area.left else None


def _grown(sheet: Sheet, row: int, column: int) -> GridRange:
    """The block around a filled cell: grows until the rows and columns that border it are empty."""
    top, bottom, left, right = row, row + 1, column, column + 1
    while True:
        before = (top, bottom, left, right)
        while top > 0 and sheet.filled(top - 1, left - 1, right + 1):
            top -= 1
        while bottom < len(sheet.rows) and sheet.filled(bottom, left - 1, right + 1):
            bottom += 1
        first, last = max(0, top - 1), min(len(sheet.rows), bottom + 1)
        while left > 0 and any(_filled(sheet, r, left - 1) for r in range(first, last)):
            left -= 1
        while right < sheet.column_count and any(_filled(sheet, r, right) for r in range(first, last)):
            right += 1
        if before == (top, bottom, left, right):
            return GridRange(top, bottom, left, right)
