"""What `spreadsheets.get` answers: properties, worksheets, merged cells, protections, and cells where asked for."""

from collections.abc import Mapping, Sequence
from typing import Any

from bot.sandbox.google.a1 import GridRange
from bot.sandbox.google.book import Book, State
from bot.sandbox.google.cells import Cell, ErrorValue, plain
from bot.sandbox.google.formulas import link_of
from bot.sandbox.google.grid import Protection, Sheet
from bot.sandbox.google.ranges import grid_json
from bot.sandbox.google.values import inside

Json = dict[str, Any]

ROW_PIXELS, COLUMN_PIXELS = 21, 100


def spreadsheet(book: Book, email: str, ranges: Sequence[str], with_cells: bool, state: State | None = None) -> Json:
    """A Spreadsheet; with `ranges` only their worksheets, and of their cells only those. 400 for a bad range.

    `state`: as it was at some instant; as it is now where None.
    """
    state = state or book.state
    wanted: dict[int, list[GridRange]] = {}
    for text in ranges:
        sheet, area = state.find(text)
        wanted.setdefault(sheet.id, []).append(inside(sheet, area))
    sheets = []
    for index, sheet in enumerate(state.sheets):
        if wanted and sheet.id not in wanted:
            continue
        areas = wanted.get(sheet.id) or [GridRange().bounded(sheet.row_count, sheet.column_count)]
        data = {"data": [grid_data(state, sheet, area) for area in areas]} if with_cells else {}
        sheets.append({**worksheet(book, sheet, index, email), **data})
    return {
        "spreadsheetId": book.id,
        "properties": {
            "title": state.title,
            "locale": state.locale,
            "autoRecalc": "ON_CHANGE",
            "timeZone": state.time_zone,
            **state.extras,
        },
        "sheets": sheets,
        "spreadsheetUrl": f"https://docs.google.com/spreadsheets/d/{book.id}/edit",
    }


def worksheet(book: Book, sheet: Sheet, index: int, email: str) -> Json:
    """A Sheet without its cells."""
    found: Json = {"properties": properties(sheet, index)}
    if sheet.merges:
        found["merges"] = [grid_json(sheet, merged) for merged in sheet.merges]
    if sheet.protections:
        found["protectedRanges"] = [protection_json(sheet, p, email) for p in sheet.protections]
    if "basicFilter" in sheet.extras:
        found["basicFilter"] = sheet.extras["basicFilter"]
    return found


def properties(sheet: Sheet, index: int) -> Json:
    """A SheetProperties."""
    grid: Json = {"rowCount": sheet.row_count, "columnCount": sheet.column_count}
    if sheet.frozen_rows:
        grid["frozenRowCount"] = sheet.frozen_rows
    if sheet.frozen_columns:
        grid["frozenColumnCount"] = sheet.frozen_columns
    grid.update(sheet.extras.get("gridProperties", {}))
    more = {name: value for name, value in sheet.extras.items() if name not in ("basicFilter", "gridProperties")}
    found: Json = {"sheetId": sheet.id, "title": sheet.title, "index": index, "sheetType": "GRID"}
    return {**found, "gridProperties": grid, **({"hidden": True} if sheet.hidden else {}), **more}


def protection_json(sheet: Sheet, protection: Protection, email: str) -> Json:
    """A ProtectedRange, as `email` sees it: who may not edit it does not see who may."""
    may = protection.warning_only or email.casefold() in protection.editors
    found: Json = {"protectedRangeId": protection.id, "range": grid_json(sheet, protection.area)}
    if protection.description:
        found["description"] = protection.description
    if protection.warning_only:
        found["warningOnly"] = True
    if may:
        found["requestingUserCanEdit"] = True
    if protection.unprotected:
        found["unprotectedRanges"] = [grid_json(sheet, free) for free in protection.unprotected]
    if may and not protection.warning_only:
        found["editors"] = {"users": sorted(protection.editors)}
    return found


def grid_data(state: State, sheet: Sheet, area: GridRange) -> Json:
    """A GridData of a closed rectangle."""
    found: Json = {}
    if area.top:
        found["startRow"] = area.top
    if area.left:
        found["startColumn"] = area.left
    rows = []
    for row in sheet.rows[area.top : area.end_row]:
        cells = [cell_data(state, sheet, cell) for cell in row[area.left : area.end_column]]
        while cells and not cells[-1]:
            cells.pop()
        rows.append({"values": cells} if cells else {})
    while rows and not rows[-1]:
        rows.pop()
    if rows:
        found["rowData"] = rows
    found["rowMetadata"] = _row_metadata(sheet, range(area.top, area.end_row or 0))
    found["columnMetadata"] = [{"pixelSize": COLUMN_PIXELS}] * ((area.end_column or 0) - area.left)
    return found


def _row_metadata(sheet: Sheet, rows: range) -> list[Json]:
    plain_row: Json = {"pixelSize": ROW_PIXELS}
    found = [plain_row] * len(rows)
    for how, unseen in (("hiddenByUser", sheet.hidden_rows), ("hiddenByFilter", sheet.filtered_rows)):
        for row in unseen:
            if row in rows:
                found[row - rows.start] = {**found[row - rows.start], how: True}
    return found


def cell_data(state: State, sheet: Sheet, cell: Cell | None) -> Json:
    """A CellData; an empty cell is `{}`."""
    if cell is None:
        return {}
    found: Json = {}
    if not cell.blank:
        found["userEnteredValue"] = _entered(cell)
        value = state.value_of(sheet, cell)
        if value is not None:
            found["effectiveValue"] = _effective(value)
            found["formattedValue"] = state.text_of(sheet, cell)
    if cell.format:
        found["userEnteredFormat"] = found["effectiveFormat"] = cell.format
    link = link_of(cell.formula)
    if link:
        found["hyperlink"] = link
    if cell.note:
        found["note"] = cell.note
    if cell.validation:
        found["dataValidation"] = cell.validation
    return found


def _entered(cell: Cell) -> Mapping[str, Any]:
    return {"formulaValue": cell.formula} if cell.formula is not None else _effective(cell.value)


def _effective(value: Any) -> Mapping[str, Any]:
    if isinstance(value, ErrorValue):
        return {"errorValue": {"type": value.kind, **({"message": value.message} if value.message else {})}}
    if isinstance(value, bool):
        return {"boolValue": value}
    return {"stringValue": value} if isinstance(value, str) else {"numberValue": plain(float(value))}
