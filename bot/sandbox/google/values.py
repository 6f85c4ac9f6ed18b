"""The `spreadsheets.values` calls: reading and writing ranges."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from bot.sandbox.google import a1
from bot.sandbox.google.a1 import GridRange
from bot.sandbox.google.book import Draft, State
from bot.sandbox.google.cells import Cell, ErrorValue, plain, shown
from bot.sandbox.google.errors import GoogleError, beyond_grid, invalid
from bot.sandbox.google.grid import Sheet
from bot.sandbox.google.typing_in import cell_from

Json = dict[str, Any]
Options = Mapping[str, Any]


def inside(sheet: Sheet, area: GridRange) -> GridRange:
    """The closed part of a range that lies in the grid; 400 where the range begins outside."""
    if area.top >= sheet.row_count or area.left >= sheet.column_count:
        raise beyond_grid(a1.written(sheet.title, area), sheet.row_count, sheet.column_count)
    return area.bounded(sheet.row_count, sheet.column_count)


def read(state: State, text: str, options: Options) -> Json:
    """A ValueRange: the range as Google writes it, and its values without the empty ends; none where all is empty.

    `options`: valueRenderOption, dateTimeRenderOption.
    """
    sheet, area = state.find(text)
    area = inside(sheet, area)
    by_rows(options)
    rendering = options.get("valueRenderOption") or "FORMATTED_VALUE"
    dates = options.get("dateTimeRenderOption") or "SERIAL_NUMBER"
    found = [
        [
            # The usual cell holds text, which is the same however it is rendered: 50,000 rows must not take long.
            cell.value if cell is not None and type(cell.value) is str else _rendered(state, cell, rendering, dates)
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


def _rendered(state: State, cell: Cell | None, rendering: str, dates: str) -> Any:
    if cell is None:
        return ""
    if rendering == "FORMATTED_VALUE":
        return state.text_of(cell)
    if rendering == "FORMULA" and cell.formula is not None:
        return cell.formula
    value = state.value_of(cell)
    if isinstance(value, ErrorValue):
        return value.text
    if isinstance(value, float):
        moment = cell.number_format.get("type") in ("DATE", "TIME", "DATE_TIME")
        return shown(value, cell.number_format, state.words) if moment and dates == "FORMATTED_STRING" else plain(value)
    return "" if value is None else value


def update(draft: Draft, text: str, body: Options, entering: str) -> Json:
    """Writes a ValueRange into the range `text`; an UpdateValuesResponse without the spreadsheet's id.

    A null leaves its cell as it is, an empty text empties it. 400 outside the grid, for a range smaller than the
    values, and for a range in the body that is not the one asked for.
    """
    sheet, area = draft.state.find(text)
    named = body.get("range")
    if named and named != text:  # letter by letter: quotes in one and not in the other are a difference
        raise invalid(f"Request range[{text}] does not match value's range[{named}]")
    ends_outside = (area.end_row or 0) > sheet.row_count or (area.end_column or 0) > sheet.column_count
    if ends_outside or area.top >= sheet.row_count or area.left >= sheet.column_count:
        raise beyond_grid(a1.written(sheet.title, area), sheet.row_count, sheet.column_count)
    by_rows(body)
    rows: list[list[Any]] = body.get("values") or []
    bounds = area.bounded(sheet.row_count, sheet.column_count)
    if area.single:  # one cell names the corner where writing starts
        bounds = GridRange(area.top, sheet.row_count, area.left, sheet.column_count)
    assert bounds.end_row is not None
    assert bounds.end_column is not None
    if bounds.top + len(rows) > bounds.end_row:
        raise invalid(f"Requested writing within range [{text}], but tried writing to row [{bounds.end_row + 1}]")
    if bounds.left + max((len(row) for row in rows), default=0) > bounds.end_column:
        column = a1.letters(bounds.end_column)
        raise invalid(f"Requested writing within range [{text}], but tried writing to column [{column}]")
    return put(draft, sheet, bounds.top, bounds.left, rows, entering) or {"updatedRange": a1.written(sheet.title, area)}


def put(draft: Draft, sheet: Sheet, top: int, left: int, rows: Sequence[Sequence[Any]], entering: str) -> Json:
    """Writes rows of JSON values from a corner on; what was updated, empty where nothing was."""
    width = max((len(row) for row in rows), default=0)
    if not width:
        return {}
    written, lines, columns = 0, set(), set()
    for row, line in enumerate(rows, start=top):
        for column, value in enumerate(line, start=left):
            if value is None:
                continue
            draft.write(sheet, row, column, _cell(draft, value, entering, sheet.cell(row, column)))
            written += 1
            lines.add(row)
            columns.add(column)
    return {
        "updatedRange": a1.written(sheet.title, GridRange(top, top + len(rows), left, left + width)),
        "updatedRows": len(lines),
        "updatedColumns": len(columns),
        "updatedCells": written,
    }


def _cell(draft: Draft, value: Any, entering: str, old: Cell | None) -> Cell:
    if isinstance(value, str) and entering == "USER_ENTERED":
        return cell_from(value, draft.state.words, datetime.now(UTC), old)
    kept = old.format if old else None
    if isinstance(value, bool) or value == "":
        return Cell(value if value != "" else None, None, kept)
    return Cell(value if isinstance(value, str) else float(value), None, kept)


def by_rows(options: Options) -> None:
    """501 where columns are asked for, or given."""
    if options.get("majorDimension") == "COLUMNS":
        raise GoogleError(501, "The embedded Sheets API reads and writes row by row.")
