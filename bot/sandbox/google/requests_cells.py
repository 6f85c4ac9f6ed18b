"""Requests of a batchUpdate that write cells: appendCells, updateCells, repeatCell."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from bot.sandbox.google import masks
from bot.sandbox.google.a1 import GridRange
from bot.sandbox.google.book import Draft
from bot.sandbox.google.cells import Cell
from bot.sandbox.google.errors import GoogleError, invalid
from bot.sandbox.google.grid import Sheet
from bot.sandbox.google.masks import Mask
from bot.sandbox.google.ranges import placed

Json = dict[str, Any]
Request = Mapping[str, Any]

_KEPT = {"*", "userEnteredValue", "userEnteredFormat"}


def fields_of(request: Request, message: str, root: str = "") -> Mask:
    """The request's `fields` as a mask; 400 where it is missing or names what `message` does not have."""
    text = request.get("fields", "")
    if not text:
        raise invalid("At least one field must be listed in 'fields'. (Use '*' to indicate all fields.)")
    try:
        mask = masks.parsed(text)
        if root and root in mask and len(mask) == 1 and mask[root]:
            mask = mask[root]
        wrong = masks.unknown(mask, message)
    except masks.BadMask:
        wrong = text
    if wrong:
        raise invalid(f"Invalid field: {wrong}")
    if message == "CellData" and not mask.keys() <= _KEPT:
        raise GoogleError(501, f"The embedded Sheets API keeps no {', '.join(sorted(mask.keys() - _KEPT))}.")
    return mask


def merged(data: Request, old: Cell | None, mask: Mask) -> Cell:
    """The cell that a CellData makes of `old`, in the fields that the mask names. 400 for what cannot be entered."""
    old = old or Cell()
    everything = "*" in mask
    if everything or "userEnteredValue" in mask:
        value, formula = _entered(data.get("userEnteredValue") or {})
    else:
        value, formula = old.value, old.formula
    format_ = old.format
    if everything:
        format_ = data.get("userEnteredFormat")
    elif "userEnteredFormat" in mask:
        format_ = _overlaid(old.format, data.get("userEnteredFormat"), mask["userEnteredFormat"])
    return Cell(value, formula, format_ or None)


def _entered(value: Request) -> tuple[str | float | bool | None, str | None]:
    if "errorValue" in value:
        raise invalid("errorValue cannot be set.")
    if "formulaValue" in value:
        formula = str(value["formulaValue"])
        if not formula.startswith("="):
            raise invalid("formulaValue must begin with '='.")
        return None, formula
    for name in ("stringValue", "numberValue", "boolValue"):
        if name in value:
            found = value[name]
            return (None if found == "" and name == "stringValue" else found), None
    return None, None


def _overlaid(old: Any, new: Any, mask: Mask) -> Any:
    """`old` with the fields of `new` that the mask names; without a mask `new` itself."""
    if not mask or "*" in mask:
        return new
    result = dict(old or {})
    for name, parts in mask.items():
        found = _overlaid(result.get(name), (new or {}).get(name), parts)
        if found is None:
            result.pop(name, None)
        else:
            result[name] = found
    return result


def append_cells(draft: Draft, request: Request) -> None:
    """Adds rows after the last row that has data; the grid grows by rows, never by columns."""
    sheet = draft.state.numbered(request.get("sheetId", 0))
    mask = fields_of(request, "CellData")
    rows: Sequence[Request] = request.get("rows") or []
    width = max((len(row.get("values") or []) for row in rows), default=0)
    if width > sheet.column_count:
        last = sheet.column_count - 1
        raise invalid(f"Attempting to write column: {last + 1}, beyond the last requested column of: {last}")
    top = sheet.used_rows()
    draft.grow(sheet, top + len(rows))
    for row, line in enumerate(rows, start=top):
        for column, data in enumerate(line.get("values") or []):
            _write(draft, sheet, row, column, data, mask)


def update_cells(draft: Draft, request: Request) -> None:
    """Writes cells from a corner on, or into a range, where cells without data are cleared in the named fields."""
    mask = fields_of(request, "CellData")
    rows: Sequence[Request] = request.get("rows") or []
    height, width = len(rows), max((len(row.get("values") or []) for row in rows), default=0)
    if "range" in request:
        sheet, area = placed(draft.state, request["range"])
    elif "start" in request:
        start = request["start"]
        corner = {"startRowIndex": start.get("rowIndex", 0), "startColumnIndex": start.get("columnIndex", 0)}
        sheet, area = placed(draft.state, {"sheetId": start.get("sheetId", 0), **corner})
        inner = area
        area = GridRange(area.top, area.top + height, area.left, area.left + width)
        if (area.end_row or 0) > (inner.end_row or 0) or (area.end_column or 0) > (inner.end_column or 0):
            raise _too_large(sheet, area)
    else:
        raise invalid("One of 'start' or 'range' must be specified.")
    assert area.end_row is not None
    assert area.end_column is not None
    if area.top + height > area.end_row or area.left + width > area.end_column:
        raise _too_large(sheet, area)
    for row in range(area.top, area.end_row):
        line = rows[row - area.top].get("values") or [] if row - area.top < height else []
        last = area.end_column if "range" in request else area.left + len(line)
        for column in range(area.left, last):
            data = line[column - area.left] if column - area.left < len(line) else {}
            _write(draft, sheet, row, column, data, mask)


def _too_large(sheet: Sheet, area: GridRange) -> Exception:
    """Google names the first place that is too far (OpenRefine issue 2760 has the words)."""
    if (area.end_row or 0) > sheet.row_count:
        last = sheet.row_count - 1
        return invalid(f"Attempting to write row: {last + 1}, beyond the last requested row of: {last}")
    if (area.end_column or 0) > sheet.column_count:
        last = sheet.column_count - 1
        return invalid(f"Attempting to write column: {last + 1}, beyond the last requested column of: {last}")
    last = (area.end_row or 0) - 1
    return invalid(f"Attempting to write row: {last + 1}, beyond the last requested row of: {last}")


def repeat_cell(draft: Draft, request: Request) -> None:
    """Writes the same cell everywhere in a range."""
    mask = fields_of(request, "CellData", root="cell")
    sheet, area = placed(draft.state, request.get("range"))
    assert area.end_row is not None
    assert area.end_column is not None
    for row in range(area.top, area.end_row):
        for column in range(area.left, area.end_column):
            _write(draft, sheet, row, column, request.get("cell") or {}, mask)


def _write(draft: Draft, sheet: Sheet, row: int, column: int, data: Request, mask: Mask) -> None:
    old = sheet.cell(row, column)
    new = merged(data, old, mask)
    if old is None and new.bare:
        draft.guard(sheet, GridRange(row, row + 1, column, column + 1))
        return
    draft.write(sheet, row, column, new)


CELLS: dict[str, Callable[[Draft, Request], Json | None]] = {
    "appendCells": append_cells,
    "updateCells": update_cells,
    "repeatCell": repeat_cell,
}
