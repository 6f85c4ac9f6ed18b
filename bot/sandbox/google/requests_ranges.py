"""Requests of a batchUpdate about ranges: sorting, protecting, merging, copying, validation."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from bot.sandbox.google.a1 import GridRange
from bot.sandbox.google.book import Draft
from bot.sandbox.google.cells import Cell, ErrorValue
from bot.sandbox.google.errors import PROTECTED, invalid
from bot.sandbox.google.grid import Protection, Sheet, merge
from bot.sandbox.google.metadata import protection_json
from bot.sandbox.google.ranges import area_of, placed
from bot.sandbox.google.references import carried_cell
from bot.sandbox.google.requests_cells import fields_of
from bot.sandbox.google.sorting import sorted_rows

Json = dict[str, Any]
Request = Mapping[str, Any]


def closed(area: GridRange) -> tuple[range, range]:
    """Rows and columns of a closed rectangle."""
    assert area.end_row is not None
    assert area.end_column is not None
    return range(area.top, area.end_row), range(area.left, area.end_column)


def sort_range(draft: Draft, request: Request) -> None:
    """Sorts the rows of a range by the columns of `sortSpecs`, the first one first."""
    sheet, area = placed(draft.state, request.get("range"))
    draft.guard(sheet, area)
    keys = [
        (spec.get("dimensionIndex", 0), spec.get("sortOrder") == "DESCENDING")
        for spec in request.get("sortSpecs") or []
    ]
    if not keys:
        raise invalid("sortSpecs must be specified.")
    sorted_rows(draft, sheet, area, keys)


def add_protected_range(draft: Draft, request: Request) -> Json:
    """Protects a range or worksheet. Its editors: those named, the owner and the author; or all who may write."""
    given: Request = request.get("protectedRange") or {}
    if "namedRangeId" in given or "range" not in given:
        raise invalid("range must be specified.")
    sheet = draft.state.numbered(given["range"].get("sheetId", 0))
    taken = {p.id for s in draft.state.sheets for p in s.protections}
    number = given.get("protectedRangeId") or 1 + max(taken, default=1000)
    if number in taken:
        raise invalid(f"A protected range with ID {number} already exists.")
    protection = Protection(number, area_of(given["range"]), frozenset())
    protection = _changed(draft, protection, given, {"editors", "description", "warningOnly", "unprotectedRanges"})
    sheet.protections.append(protection)
    draft.touch(sheet)
    return {"protectedRange": protection_json(sheet, protection, draft.email)}


def _changed(draft: Draft, protection: Protection, given: Request, names: set[str]) -> Protection:
    if "editors" in names:
        users = (given.get("editors") or {}).get("users")
        named = draft.writers if users is None else {user.casefold() for user in users}
        protection = replace(protection, editors=frozenset({*named, draft.owner, draft.email}))
    if "description" in names:
        protection = replace(protection, description=given.get("description", ""))
    if "warningOnly" in names:
        protection = replace(protection, warning_only=bool(given.get("warningOnly", False)))
    if "unprotectedRanges" in names:
        protection = replace(protection, unprotected=tuple(area_of(r) for r in given.get("unprotectedRanges") or []))
    if "range" in names:
        protection = replace(protection, area=area_of(given.get("range") or {}))
    return protection


def _protection(draft: Draft, number: int) -> tuple[Sheet, Protection]:
    for sheet in draft.state.sheets:
        for protection in sheet.protections:
            if protection.id == number:
                if protection.refuses(draft.email, protection.area):
                    raise invalid(PROTECTED)
                return sheet, protection
    raise invalid(f"No protected range with ID: {number}")


def update_protected_range(draft: Draft, request: Request) -> None:
    """Changes a protection in the fields that the mask names."""
    given: Request = request.get("protectedRange") or {}
    mask = fields_of(request, "ProtectedRange", root="protectedRange")
    sheet, old = _protection(draft, given.get("protectedRangeId", 0))
    names = set(given) if "*" in mask else set(mask)
    sheet.protections[sheet.protections.index(old)] = _changed(draft, old, given, names)
    draft.touch(sheet)


def delete_protected_range(draft: Draft, request: Request) -> None:
    """Removes a protection; only who may edit its range may."""
    sheet, protection = _protection(draft, request.get("protectedRangeId", 0))
    sheet.protections.remove(protection)
    draft.touch(sheet)


def merge_cells(draft: Draft, request: Request) -> None:
    """Merges a range into one cell, or each of its rows or columns."""
    sheet, area = placed(draft.state, request.get("range"))
    draft.guard(sheet, area)
    rows, columns = closed(area)
    kind = request.get("mergeType", "MERGE_ALL")
    for old in sheet.merges:
        covered = area.contains(old.top, old.left) and area.contains((old.end_row or 0) - 1, (old.end_column or 0) - 1)
        if old.meets(area) and not covered:
            raise invalid("You must select all cells in a merged range to merge or unmerge them.")
    if kind == "MERGE_ROWS":
        parts = [GridRange(row, row + 1, area.start_column, area.end_column) for row in rows]
    elif kind == "MERGE_COLUMNS":
        parts = [GridRange(area.start_row, area.end_row, column, column + 1) for column in columns]
    else:
        parts = [area]
    for part in parts:
        merge(sheet, part)
    draft.touch(sheet)


def unmerge_cells(draft: Draft, request: Request) -> None:
    """Dissolves the merged cells in a range."""
    sheet, area = placed(draft.state, request.get("range"))
    draft.guard(sheet, area)
    sheet.merges = [merged for merged in sheet.merges if not merged.meets(area)]
    draft.touch(sheet)


def copy_paste(draft: Draft, request: Request) -> None:
    """Copies a range to another, repeated where that is a multiple of it, cut off nowhere."""
    sheet, source = placed(draft.state, request.get("source"))
    target, area = placed(draft.state, request.get("destination"))
    turned = request.get("pasteOrientation") == "TRANSPOSE"
    rows, columns = closed(source)
    cells = {(r - source.top, c - source.left): sheet.cell(r, c) for r in rows for c in columns}
    height, width = len(rows), len(columns)
    if turned:
        cells, height, width = {(c, r): cell for (r, c), cell in cells.items()}, width, height
    to_rows, to_columns = closed(area)
    tall = len(to_rows) if len(to_rows) % height == 0 and len(to_rows) else height
    wide = len(to_columns) if len(to_columns) % width == 0 and len(to_columns) else width
    if area.top + tall > target.row_count or area.left + wide > target.column_count:
        raise invalid("The destination does not hold what is to be pasted.")
    values = {place: draft.state.value_of(sheet, cell) for place, cell in cells.items()}
    for row in range(tall):
        for column in range(wide):
            place = (row % height, column % width)
            old = target.cell(area.top + row, area.left + column)
            value = values[place]
            shown = value.text if isinstance(value, ErrorValue) else value
            by = (area.top + row - source.top - place[turned], area.left + column - source.left - place[not turned])
            cell = carried_cell(cells[place], *by)
            new = _pasted(cell, old, request.get("pasteType", "PASTE_NORMAL"), shown)
            draft.write(target, area.top + row, area.left + column, new)


def _pasted(cell: Cell | None, old: Cell | None, kind: str, value: str | float | bool | None) -> Cell:
    cell, old = cell or Cell(), old or Cell()
    if kind == "PASTE_VALUES":
        return Cell(value, None, old.format, old.note, old.validation)
    if kind == "PASTE_FORMULA":
        return Cell(cell.value, cell.formula, old.format, old.note, old.validation)
    if kind == "PASTE_FORMAT":
        return replace(old, format=cell.format)
    if kind == "PASTE_DATA_VALIDATION":
        return replace(old, validation=cell.validation)
    if kind == "PASTE_CONDITIONAL_FORMATTING":
        return old
    return cell


def cut_paste(draft: Draft, request: Request) -> None:
    """Moves a range's cells to another place."""
    sheet, source = placed(draft.state, request.get("source"))
    to: Request = request.get("destination") or {}
    rows, columns = closed(source)
    corner = {
        "sheetId": to.get("sheetId", 0),
        "startRowIndex": to.get("rowIndex", 0),
        "endRowIndex": to.get("rowIndex", 0) + len(rows),
        "startColumnIndex": to.get("columnIndex", 0),
        "endColumnIndex": to.get("columnIndex", 0) + len(columns),
    }
    found = {(row, column): sheet.cell(row, column) for row in rows for column in columns}
    target, area = placed(draft.state, corner)
    if area != area_of(corner):
        raise invalid("The destination does not hold what is to be pasted.")
    for row, column in found:
        draft.write(sheet, row, column, None)
    for (row, column), cell in found.items():
        draft.write(target, row - source.top + area.top, column - source.left + area.left, cell)


def set_data_validation(draft: Draft, request: Request) -> None:
    """Stores a rule in every cell of a range, or removes it; it refuses nothing here."""
    sheet, area = placed(draft.state, request.get("range"))
    rows, columns = closed(area)
    for row in rows:
        for column in columns:
            draft.write(sheet, row, column, replace(sheet.cell(row, column) or Cell(), validation=request.get("rule")))


def trim_whitespace(draft: Draft, request: Request) -> Json:
    """Takes the spaces at both ends, and doubled ones, out of the texts of a range; answers how many cells changed."""
    sheet, area = placed(draft.state, request.get("range"))
    changed = 0
    for row in range(area.top, min(area.end_row or 0, len(sheet.rows))):
        for column, cell in enumerate(sheet.rows[row]):
            if cell and area.contains(row, column) and isinstance(cell.value, str):
                text = " ".join(cell.value.split())
                if text != cell.value:
                    draft.write(sheet, row, column, replace(cell, value=text))
                    changed += 1
    return {"cellsChangedCount": changed} if changed else {}


RANGES: dict[str, Callable[[Draft, Request], Json | None]] = {
    "sortRange": sort_range,
    "addProtectedRange": add_protected_range,
    "updateProtectedRange": update_protected_range,
    "deleteProtectedRange": delete_protected_range,
    "mergeCells": merge_cells,
    "unmergeCells": unmerge_cells,
    "copyPaste": copy_paste,
    "cutPaste": cut_paste,
    "setDataValidation": set_data_validation,
    "trimWhitespace": trim_whitespace,
}
