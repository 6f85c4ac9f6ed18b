"""What `spreadsheets.get` answers: properties, worksheets, protections, and cells where asked for."""

from collections.abc import Mapping, Sequence
from typing import Any

from bot.sandbox.google.a1 import GridRange
from bot.sandbox.google.book import Book, State
from bot.sandbox.google.cells import Cell, ErrorValue, plain
from bot.sandbox.google.grid import Sheet
from bot.sandbox.google.values import state_range

Json = dict[str, Any]

ROW_PIXELS, COLUMN_PIXELS = 21, 100


def spreadsheet(book: Book, email: str, ranges: Sequence[str], with_cells: bool, state: State | None = None) -> Json:
    """A Spreadsheet; with `ranges` only their worksheets, and of their cells only those. 400 for a bad range.

    `state`: as it was at some instant; as it is now where None.
    """
    state = state or book.state
    wanted: dict[int, list[GridRange]] = {}
    for text in ranges:
        sheet, area = state_range(state, text)
        wanted.setdefault(sheet.id, []).append(area)
    sheets = []
    for index, sheet in enumerate(state.sheets):
        if wanted and sheet.id not in wanted:
            continue
        areas = wanted.get(sheet.id) or [GridRange().bounded(sheet.row_count, sheet.column_count)]
        data = {"data": [grid_data(state, sheet, area) for area in areas]} if with_cells else {}
        sheets.append({"properties": properties(sheet, index), **_protections(sheet, email), **data})
    return {
        "spreadsheetId": book.id,
        "properties": {
            "title": state.title,
            "locale": state.locale,
            "autoRecalc": "ON_CHANGE",
            "timeZone": state.time_zone,
        },
        "sheets": sheets,
        "spreadsheetUrl": f"https://docs.google.com/spreadsheets/d/{book.id}/edit",
    }


def properties(sheet: Sheet, index: int) -> Json:
    """A SheetProperties."""
    grid = {"rowCount": sheet.row_count, "columnCount": sheet.column_count}
    return {"sheetId": sheet.id, "title": sheet.title, "index": index, "sheetType": "GRID", "gridProperties": grid}


def _protections(sheet: Sheet, email: str) -> Json:
    """The worksheet's protected ranges, and which of them `email` may edit."""
    found = []
    for number, protection in enumerate(sheet.protections, start=1001):
        may = {} if protection.refuses(email.casefold(), protection.area) else {"requestingUserCanEdit": True}
        found.append({"protectedRangeId": number, "range": _grid_range(sheet, protection.area), **may})
    return {"protectedRanges": found} if found else {}


def _grid_range(sheet: Sheet, area: GridRange) -> Json:
    """A rectangle as a GridRange; an id of 0 is left out, as Google does."""
    sides = {
        "sheetId": sheet.id or None, "startRowIndex": area.start_row, "endRowIndex": area.end_row,
        "startColumnIndex": area.start_column, "endColumnIndex": area.end_column,
    }  # fmt: skip
    return {name: side for name, side in sides.items() if side is not None}


def grid_data(state: State, sheet: Sheet, area: GridRange) -> Json:
    """A GridData of a closed rectangle."""
    found: Json = {}
    if area.top:
        found["startRow"] = area.top
    if area.left:
        found["startColumn"] = area.left
    rows = []
    for row in sheet.rows[area.top : area.end_row]:
        cells = [cell_data(state, cell) for cell in row[area.left : area.end_column]]
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


def cell_data(state: State, cell: Cell | None) -> Json:
    """A CellData; an empty cell is `{}`."""
    if cell is None:
        return {}
    found: Json = {}
    if not cell.blank:
        found["userEnteredValue"] = _entered(cell)
        value = state.value_of(cell)
        if value is not None:
            found["effectiveValue"] = _effective(value)
            found["formattedValue"] = state.text_of(cell)
    if cell.format:
        found["userEnteredFormat"] = found["effectiveFormat"] = cell.format
    return found


def _entered(cell: Cell) -> Mapping[str, Any]:
    return {"formulaValue": cell.formula} if cell.formula is not None else _effective(cell.value)


def _effective(value: Any) -> Mapping[str, Any]:
    if isinstance(value, ErrorValue):
        return {"errorValue": {"type": value.kind, **({"message": value.message} if value.message else {})}}
    if isinstance(value, bool):
        return {"boolValue": value}
    return {"stringValue": value} if isinstance(value, str) else {"numberValue": plain(float(value))}
