"""Requests of a batchUpdate about whole worksheets and their rows: adding, deleting, hiding rows, filters."""

import secrets
from collections.abc import Callable, Mapping
from typing import Any

from bot.sandbox.google import metadata
from bot.sandbox.google.a1 import GridRange
from bot.sandbox.google.book import Draft, State
from bot.sandbox.google.errors import PROTECTED, GoogleError, invalid
from bot.sandbox.google.grid import Sheet
from bot.sandbox.google.ranges import placed
from bot.sandbox.google.requests_cells import fields_of

Json = dict[str, Any]
Request = Mapping[str, Any]


def add_sheet(draft: Draft, request: Request) -> Json:
    """A new worksheet at the end, 1,000 rows by 26 columns unless said otherwise; answers its properties."""
    state, given = draft.state, request.get("properties") or {}
    grid: Request = given.get("gridProperties") or {}
    sheet = Sheet(_new_id(state, given.get("sheetId")), "", grid.get("rowCount", 1000), grid.get("columnCount", 26))
    if sheet.row_count < 1 or sheet.column_count < 1:
        raise invalid("Sheet must have at least one row and one column.")
    draft.room(sheet.row_count * sheet.column_count)
    number = len(state.sheets) + 1
    while "title" not in given and state.titled(f"Sheet{number}"):
        number += 1
    sheet.title = given.get("title", f"Sheet{number}")
    if not sheet.title:
        raise invalid("Sheet title cannot be empty.")
    if any(other.title.casefold() == sheet.title.casefold() for other in state.sheets):
        raise invalid(f'A sheet with the name "{sheet.title}" already exists. Please enter another name.')
    state.sheets.append(sheet)
    draft.touch(sheet)
    return {"properties": metadata.properties(sheet, len(state.sheets) - 1)}


def _new_id(state: State, wanted: int | None) -> int:
    taken = {sheet.id for sheet in state.sheets}
    if wanted is not None:
        if wanted in taken or wanted < 0:
            raise invalid(f"A sheet with the ID {wanted} already exists.")
        return wanted
    while True:
        found = secrets.randbelow(2**31 - 1) + 1
        if found not in taken:
            return found


def delete_sheet(draft: Draft, request: Request) -> None:
    """Deletes a worksheet; the last one stays, and so does one with something protected."""
    sheet = draft.state.numbered(request.get("sheetId", 0))
    if len(draft.state.sheets) == 1:
        raise invalid("You can't remove all the sheets in a document.")
    if any(p.refuses(draft.email, p.area) for p in sheet.protections):
        raise invalid(PROTECTED)
    draft.state.sheets.remove(sheet)


def update_dimension_properties(draft: Draft, request: Request) -> None:
    """Hides or shows rows (`hiddenByUser`); sizes are taken and change nothing. 501 for hidden columns."""
    found: Request = request.get("range") or {}
    sheet = draft.state.numbered(found.get("sheetId", 0))
    if found.get("dimension") not in ("ROWS", "COLUMNS"):
        raise invalid("range.dimension must be specified.")
    start, end = found.get("startIndex", 0), found.get("endIndex", sheet.size(found["dimension"]))
    if start < 0 or end <= start:
        raise invalid(f"range.endIndex[{end}] must be after range.startIndex[{start}]")
    mask = fields_of(request, "DimensionProperties", root="properties")
    hides = bool((request.get("properties") or {}).get("hiddenByUser", False))
    if found["dimension"] == "COLUMNS":
        if hides:
            raise GoogleError(501, "The embedded Sheets API does not hide columns.")
        return
    draft.guard(sheet, GridRange(start, end))
    if "*" in mask or "hiddenByUser" in mask:
        rows = frozenset(range(start, end))
        sheet.hidden_rows = sheet.hidden_rows | rows if hides else sheet.hidden_rows - rows
    draft.touch(sheet)


def set_basic_filter(draft: Draft, request: Request) -> None:
    """Sets the filter, in the place of an earlier one: hides the rows whose texts are among a column's `hiddenValues`;
    other criteria hide nothing."""
    given: Request = request.get("filter") or {}
    sheet, area = placed(draft.state, given.get("range"))
    criteria = {int(column): criterion for column, criterion in (given.get("criteria") or {}).items()}
    criteria.update({s.get("columnIndex", 0): s.get("filterCriteria") for s in given.get("filterSpecs") or []})
    sheet.filtered_rows = frozenset(
        row
        for row in range(area.top + 1, area.end_row or 0)
        for column, criterion in criteria.items()
        if draft.state.text_of(sheet.cell(row, column)) in ((criterion or {}).get("hiddenValues") or [])
    )
    draft.touch(sheet)


SHEETS: dict[str, Callable[[Draft, Request], Json | None]] = {
    "addSheet": add_sheet,
    "deleteSheet": delete_sheet,
    "updateDimensionProperties": update_dimension_properties,
    "setBasicFilter": set_basic_filter,
}
