"""Requests of a batchUpdate that change rows and columns: append, insert, delete, move, and parts of them."""

from collections.abc import Callable, Mapping
from typing import Any

from bot.sandbox.google.a1 import GridRange
from bot.sandbox.google.book import Draft
from bot.sandbox.google.cells import Cell
from bot.sandbox.google.errors import PROTECTED, GoogleError, invalid
from bot.sandbox.google.grid import Dimension, Sheet
from bot.sandbox.google.ranges import dimension_of, placed, whole
from bot.sandbox.google.references import follow
from bot.sandbox.google.requests_cells import fields_of

Json = dict[str, Any]
Request = Mapping[str, Any]


def append_dimension(draft: Draft, request: Request) -> None:
    """Adds empty rows or columns at the end; a protected worksheet refuses them."""
    sheet = draft.state.numbered(request.get("sheetId", 0))
    length = request.get("length", 0)
    if length < 1:
        raise invalid("length must be greater than zero.")
    if any(p.area == GridRange() and p.refuses(draft.email, GridRange()) for p in sheet.protections):
        raise invalid(PROTECTED)
    if _dimension(request) == "ROWS":
        draft.grow(sheet, sheet.row_count + length)
    else:
        draft.grow(sheet, 0, sheet.column_count + length)
    draft.touch(sheet)


def insert_dimension(draft: Draft, request: Request) -> None:
    """Inserts empty rows or columns; what is protected on both sides of the place refuses them."""
    sheet, dimension, start, end = dimension_of(draft.state, request.get("range"))
    size = sheet.size(dimension)
    if start > size or (start == size and not request.get("inheritFromBefore")):
        raise invalid(
            f"range.startIndex[{start}] must be less than the grid size ({size}) if inheritFromBefore is false."
        )
    if start == 0 and request.get("inheritFromBefore"):
        raise invalid("inheritFromBefore cannot be true if inserting at the first row or column.")
    _guard_between(draft, sheet, dimension, start)
    draft.room((end - start) * (sheet.column_count if dimension == "ROWS" else sheet.row_count))
    follow(draft.state, sheet, dimension, sheet.insert(dimension, start, end - start))
    draft.touch(sheet)


def _guard_between(draft: Draft, sheet: Sheet, dimension: Dimension, at: int) -> None:
    """400 if a protected range lies on both sides of `at`: whoever inserts there changes it."""
    for protection in sheet.protections:
        area = protection.area
        top, end = (area.top, area.end_row) if dimension == "ROWS" else (area.left, area.end_column)
        if top < at and (end is None or at < end) and protection.refuses(draft.email, area):
            raise invalid(PROTECTED)


def delete_dimension(draft: Draft, request: Request) -> None:
    """Deletes rows or columns; one at least must stay."""
    sheet, dimension, start, end = dimension_of(draft.state, request.get("range"))
    size = sheet.size(dimension)
    name = "rows" if dimension == "ROWS" else "columns"
    if start >= size or end > size:
        index = start if start >= size else end - 1
        last = f"Tried to delete {name[:-1]} index {index} but there are only {size} {name}."
        raise invalid(f"Cannot delete a {name[:-1]} that doesn't exist. {last}")
    frozen = sheet.frozen_rows if dimension == "ROWS" else sheet.frozen_columns
    if end - start >= size:
        raise invalid(f"You can't delete all the {name} on the sheet.")
    if start <= frozen and end >= size:
        raise invalid(f"Sorry, it is not possible to delete all non-frozen {name}.")
    draft.guard(sheet, whole(dimension, start, end))
    follow(draft.state, sheet, dimension, sheet.delete(dimension, start, end))
    draft.touch(sheet)


def move_dimension(draft: Draft, request: Request) -> None:
    """Moves rows or columns before the place that `destinationIndex` has before the move."""
    sheet, dimension, start, end = dimension_of(draft.state, request.get("source"))
    destination, size = request.get("destinationIndex", 0), sheet.size(dimension)
    if end > size or not 0 <= destination <= size:
        raise invalid(f"destinationIndex[{destination}] must lie within the grid of {size}.")
    if start < destination < end:
        raise invalid("destinationIndex must not lie within the source.")
    draft.guard(sheet, whole(dimension, start, end))
    _guard_between(draft, sheet, dimension, destination)
    follow(draft.state, sheet, dimension, sheet.move(dimension, start, end, destination))
    draft.touch(sheet)


def update_dimension_properties(draft: Draft, request: Request) -> None:
    """Hides or shows rows (`hiddenByUser`); sizes are taken and change nothing. 501 for hidden columns."""
    sheet, dimension, start, end = dimension_of(draft.state, request.get("range"))
    mask = fields_of(request, "DimensionProperties", root="properties")
    draft.guard(sheet, whole(dimension, start, end))
    if "*" in mask or "hiddenByUser" in mask:
        hides = bool((request.get("properties") or {}).get("hiddenByUser", False))
        if dimension == "COLUMNS" and hides:
            raise GoogleError(501, "The embedded Sheets API does not hide columns.")
        rows = frozenset(range(start, end))
        sheet.hidden_rows = sheet.hidden_rows | rows if hides else sheet.hidden_rows - rows
    draft.touch(sheet)


def insert_range(draft: Draft, request: Request) -> None:
    """Inserts empty cells; those at their place move down or right, out of the grid where it ends."""
    sheet, area = placed(draft.state, request.get("range"))
    _push(draft, sheet, area, _dimension(request, "shiftDimension"), 1)


def delete_range(draft: Draft, request: Request) -> None:
    """Deletes cells; those below or to the right move up to their place."""
    sheet, area = placed(draft.state, request.get("range"))
    _push(draft, sheet, area, _dimension(request, "shiftDimension"), -1)


def _push(draft: Draft, sheet: Sheet, area: GridRange, dimension: Dimension, way: int) -> None:
    assert area.end_row is not None
    assert area.end_column is not None
    if dimension == "ROWS":
        moving, step = GridRange(area.top, sheet.row_count, area.left, area.end_column), area.end_row - area.top
    else:
        moving, step = GridRange(area.top, area.end_row, area.left, sheet.column_count), area.end_column - area.left
    draft.guard(sheet, moving)
    if any(merged.meets(moving) for merged in sheet.merges):
        raise invalid("You can't shift cells that hold a merged cell.")
    found: dict[tuple[int, int], Cell | None] = {}

    def lifted(row: int, column: int, cell: Cell) -> None:
        found[row, column] = cell

    draft.touch(sheet, *sheet.rework(moving, lifted))
    for (row, column), cell in found.items():
        new_row = row + way * step if dimension == "ROWS" else row
        new_column = column if dimension == "ROWS" else column + way * step
        gone = way < 0 and area.contains(row, column)
        if not gone and new_row < sheet.row_count and new_column < sheet.column_count:
            sheet.put(new_row, new_column, cell)
            draft.touch(sheet, (new_row, new_column))


def _dimension(request: Request, name: str = "dimension") -> Dimension:
    found = request.get(name)
    if found not in ("ROWS", "COLUMNS"):
        raise invalid(f"{name} must be specified.")
    return "ROWS" if found == "ROWS" else "COLUMNS"


DIMENSIONS: dict[str, Callable[[Draft, Request], Json | None]] = {
    "appendDimension": append_dimension,
    "insertDimension": insert_dimension,
    "deleteDimension": delete_dimension,
    "moveDimension": move_dimension,
    "updateDimensionProperties": update_dimension_properties,
    "insertRange": insert_range,
    "deleteRange": delete_range,
}
