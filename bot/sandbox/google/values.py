"""The `spreadsheets.values` calls: reading and writing ranges."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from bot.sandbox.google import a1
from bot.sandbox.google.a1 import GridRange
from bot.sandbox.google.book import Book, Draft, State, within
from bot.sandbox.google.cells import Cell, cell_from, plain
from bot.sandbox.google.errors import GoogleError
from bot.sandbox.google.grid import Sheet, trimmed

Json = dict[str, Any]
Options = Mapping[str, Any]


def state_range(state: State, text: str) -> tuple[Sheet, GridRange]:
    """The worksheet of a range in A1 notation, and the closed part in its grid; 400 where it begins outside."""
    sheet, area = state.find(text)
    return sheet, within(sheet, area)


def read(state: State, text: str, options: Options) -> Json:
    """A ValueRange: the range as Google writes it, and its values without the empty ends; none where all is empty.

    `options`: valueRenderOption. 501 for formulas in the place of values, and for columns.
    """
    sheet, area = state_range(state, text)
    rendering = options.get("valueRenderOption") or "FORMATTED_VALUE"
    if rendering == "FORMULA" or options.get("majorDimension") == "COLUMNS":
        raise GoogleError(501, "The embedded Sheets API reads values, row by row.")
    found = [
        trimmed(
            [
                # The usual cell holds text, which is the same however it is rendered: 50,000 rows must not take long.
                cell.value if cell is not None and type(cell.value) is str else _rendered(state, cell, rendering)
                for cell in row[area.left : area.end_column]
            ]
        )
        for row in sheet.rows[area.top : area.end_row]
    ]
    answer: Json = {"range": a1.written(sheet.title, area), "majorDimension": "ROWS"}
    return {**answer, "values": found} if trimmed(found) else answer


def _rendered(state: State, cell: Cell | None, rendering: str) -> Any:
    if cell is None:
        return ""
    if rendering == "FORMATTED_VALUE":
        return state.text_of(cell)
    value = state.value_of(cell)
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
            typed = cell_from(value, draft.state.words, datetime.now(UTC), old)
            raw = Cell(value, None, old.pattern if old else None)
            draft.write(sheet, area.top, area.left, typed if entering == "USER_ENTERED" else raw)
        case _:
            raise GoogleError(501, "The embedded Sheets API writes one text into one cell by values.update.")
    return {"updatedRange": a1.written(sheet.title, area), "updatedRows": 1, "updatedColumns": 1, "updatedCells": 1}


# -- what `spreadsheets.get` answers: properties, worksheets, protections, and cells where asked for


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
        cells = trimmed([cell_data(state, cell) for cell in row[area.left : area.end_column]])
        rows.append({"values": cells} if cells else {})
    if trimmed(rows):
        found["rowData"] = rows
    found["rowMetadata"] = _row_metadata(sheet, range(area.top, area.end_row or 0))
    return found


def _row_metadata(sheet: Sheet, rows: range) -> list[Json]:
    found: list[Json] = [{}] * len(rows)
    for how, unseen in (("hiddenByUser", sheet.hidden_rows), ("hiddenByFilter", sheet.filtered_rows)):
        for row in unseen & set(rows):
            found[row - rows.start] = {**found[row - rows.start], how: True}
    return found


def cell_data(state: State, cell: Cell | None) -> Json:
    """A CellData: what was entered, and what is shown of it; an empty cell is `{}`."""
    if cell is None:
        return {}
    format_ = {"userEnteredFormat": {"numberFormat": cell.pattern}} if cell.pattern else {}
    if cell.blank:
        return format_
    return {"userEnteredValue": _entered(cell), "formattedValue": state.text_of(cell), **format_}


def _entered(cell: Cell) -> Json:
    if cell.formula is not None:
        return {"formulaValue": cell.formula}
    if isinstance(cell.value, bool):
        return {"boolValue": cell.value}
    if isinstance(cell.value, str):
        return {"stringValue": cell.value}
    return {"numberValue": plain(float(cell.value or 0))}
