"""Requests of a batchUpdate about whole worksheets: properties, adding, deleting, copying, filters."""

import secrets
from collections.abc import Callable, Mapping
from typing import Any

from bot.sandbox.google import metadata
from bot.sandbox.google.a1 import GridRange
from bot.sandbox.google.book import Draft, State
from bot.sandbox.google.errors import PROTECTED, invalid
from bot.sandbox.google.grid import Sheet
from bot.sandbox.google.masks import Mask
from bot.sandbox.google.ranges import placed
from bot.sandbox.google.requests_cells import fields_of

Json = dict[str, Any]
Request = Mapping[str, Any]

PLAIN = ("tabColor", "tabColorStyle", "rightToLeft")
GRID_PLAIN = ("hideGridlines", "rowGroupControlAfter", "columnGroupControlAfter")


def update_sheet_properties(draft: Draft, request: Request) -> None:
    """Changes the properties that the mask names; a smaller grid loses what lies outside."""
    given: Request = request.get("properties") or {}
    mask = fields_of(request, "SheetProperties", root="properties")
    sheet = draft.state.numbered(given.get("sheetId", 0))
    _guard_sheet(draft, sheet)
    wanted = {name for name in ("title", "hidden", "index", *PLAIN) if "*" in mask or name in mask}
    if "title" in wanted:
        _rename(draft.state, sheet, given.get("title", ""))
    if "hidden" in wanted:
        sheet.hidden = bool(given.get("hidden", False))
        if all(other.hidden for other in draft.state.sheets):
            raise invalid("You can't hide all the sheets in a document.")
    if "*" in mask or "gridProperties" in mask:
        _grid(draft, sheet, given.get("gridProperties") or {}, mask.get("gridProperties", {}))
    extras = dict(sheet.extras)
    for name in wanted & set(PLAIN):
        extras[name] = given.get(name)
    sheet.extras = {name: value for name, value in extras.items() if value is not None}
    if "index" in wanted and ("*" not in mask or "index" in given):
        _place(draft.state, sheet, given.get("index", 0))
    draft.touch(sheet)


def _rename(state: State, sheet: Sheet, title: str) -> None:
    if not title:
        raise invalid("Sheet title cannot be empty.")
    if any(other.title.casefold() == title.casefold() for other in state.sheets if other is not sheet):
        raise invalid(f'A sheet with the name "{title}" already exists. Please enter another name.')
    sheet.title = title


def _place(state: State, sheet: Sheet, index: int) -> None:
    """Moves a worksheet; the index counts as before the move, so its own and the next are no move at all."""
    old = state.sheets.index(sheet)
    if index in (old, old + 1):
        return
    if not 0 <= index <= len(state.sheets):
        raise invalid(f"Sheet index {index} is out of bounds.")
    state.sheets.remove(sheet)
    state.sheets.insert(index - 1 if index > old else index, sheet)


def _grid(draft: Draft, sheet: Sheet, given: Request, mask: Mask) -> None:
    def named(name: str) -> bool:
        return not mask or "*" in mask or name in mask

    rows = given.get("rowCount", 0) if named("rowCount") else sheet.row_count
    columns = given.get("columnCount", 0) if named("columnCount") else sheet.column_count
    if not mask:  # the whole message is meant: what it leaves out keeps its size
        rows, columns = given.get("rowCount", sheet.row_count), given.get("columnCount", sheet.column_count)
    if rows < 1 or columns < 1:
        raise invalid("Sheet must have at least one row and one column.")
    if rows < sheet.row_count:
        draft.guard(sheet, GridRange(rows, sheet.row_count))
    if columns < sheet.column_count:
        draft.guard(sheet, GridRange(None, None, columns, sheet.column_count))
    draft.room(rows * columns - sheet.row_count * sheet.column_count)
    sheet.resize(rows, columns)
    if named("frozenRowCount"):
        sheet.frozen_rows = given.get("frozenRowCount", 0)
    if named("frozenColumnCount"):
        sheet.frozen_columns = given.get("frozenColumnCount", 0)
    if sheet.frozen_rows >= rows or sheet.frozen_columns >= columns:
        what = "rows" if sheet.frozen_rows >= rows else "columns"
        raise invalid(f"You can't freeze all visible {what} on the sheet.")
    kept = dict(sheet.extras.get("gridProperties", {}))
    for name in GRID_PLAIN:
        if named(name):
            kept[name] = given.get(name)
    kept = {name: value for name, value in kept.items() if value}
    sheet.extras = {**sheet.extras, "gridProperties": kept} if kept else _without(sheet.extras, "gridProperties")


def _without(mapping: Mapping[str, Any], name: str) -> Json:
    return {key: value for key, value in mapping.items() if key != name}


def update_spreadsheet_properties(draft: Draft, request: Request) -> None:
    """Changes title, locale or time zone of the spreadsheet."""
    given: Request = request.get("properties") or {}
    mask = fields_of(request, "SpreadsheetProperties", root="properties")
    for name in mask:
        if name == "title":
            draft.state.title = given.get("title", "")
        elif name == "locale":
            draft.state.locale = given.get("locale", "en_US")
        elif name == "timeZone":
            draft.state.time_zone = given.get("timeZone", "Europe/Paris")
        elif name == "*":
            draft.state.title = given.get("title", draft.state.title)
            draft.state.locale = given.get("locale", draft.state.locale)
            draft.state.time_zone = given.get("timeZone", draft.state.time_zone)
        else:
            draft.state.extras[name] = given.get(name)


def add_sheet(draft: Draft, request: Request) -> Json:
    """A new worksheet, 1,000 rows by 26 columns unless said otherwise; answers its properties."""
    state, given = draft.state, request.get("properties") or {}
    grid: Request = given.get("gridProperties") or {}
    sheet = Sheet(_new_id(state, given.get("sheetId")), "", grid.get("rowCount", 1000), grid.get("columnCount", 26))
    if sheet.row_count < 1 or sheet.column_count < 1:
        raise invalid("Sheet must have at least one row and one column.")
    draft.room(sheet.row_count * sheet.column_count)
    number = len(state.sheets) + 1
    while "title" not in given and state.titled(f"Sheet{number}"):
        number += 1
    _rename(state, sheet, given.get("title", f"Sheet{number}"))
    index = given.get("index", len(state.sheets))
    if not 0 <= index <= len(state.sheets):
        raise invalid(f"Sheet index {index} is out of bounds.")
    state.sheets.insert(index, sheet)
    sheet.hidden = bool(given.get("hidden", False))
    sheet.frozen_rows, sheet.frozen_columns = grid.get("frozenRowCount", 0), grid.get("frozenColumnCount", 0)
    sheet.extras = {name: given[name] for name in PLAIN if name in given}
    draft.touch(sheet)
    return {"properties": metadata.properties(sheet, index)}


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


def duplicate_sheet(draft: Draft, request: Request) -> Json:
    """A copy of a worksheet, without its protections; answers the copy's properties."""
    source = draft.state.numbered(request.get("sourceSheetId", 0))
    draft.room(source.row_count * source.column_count)
    copy = source.copy()
    copy.id = _new_id(draft.state, request.get("newSheetId"))
    copy.protections = []
    copy.title = ""
    _rename(draft.state, copy, request.get("newSheetName") or f"Copy of {source.title}")
    index = request.get("insertSheetIndex", 0)
    if not 0 <= index <= len(draft.state.sheets):
        raise invalid(f"Sheet index {index} is out of bounds.")
    draft.state.sheets.insert(index, copy)
    draft.touch(copy)
    return {"properties": metadata.properties(copy, index)}


def set_basic_filter(draft: Draft, request: Request) -> None:
    """Sets the filter: hides the rows whose texts are among a column's `hiddenValues`; other criteria hide nothing."""
    given: Request = request.get("filter") or {}
    sheet, area = placed(draft.state, given.get("range"))
    sheet.extras = {**sheet.extras, "basicFilter": given}
    criteria = {int(column): criterion for column, criterion in (given.get("criteria") or {}).items()}
    criteria.update({s.get("columnIndex", 0): s.get("filterCriteria") for s in given.get("filterSpecs") or []})
    sheet.filtered_rows = frozenset(
        row
        for row in range(area.top + 1, area.end_row or 0)
        for column, criterion in criteria.items()
        if draft.state.text_of(sheet, sheet.cell(row, column)) in ((criterion or {}).get("hiddenValues") or [])
    )
    draft.touch(sheet)


def clear_basic_filter(draft: Draft, request: Request) -> None:
    """Forgets the filter, and shows what it hid."""
    sheet = draft.state.numbered(request.get("sheetId", 0))
    sheet.extras = _without(sheet.extras, "basicFilter")
    sheet.filtered_rows = frozenset()
    draft.touch(sheet)


def _guard_sheet(draft: Draft, sheet: Sheet) -> None:
    """400 where the whole worksheet is protected from the author."""
    if any(p.area == GridRange() and p.refuses(draft.email, GridRange()) for p in sheet.protections):
        raise invalid(PROTECTED)


SHEETS: dict[str, Callable[[Draft, Request], Json | None]] = {
    "updateSheetProperties": update_sheet_properties,
    "updateSpreadsheetProperties": update_spreadsheet_properties,
    "addSheet": add_sheet,
    "deleteSheet": delete_sheet,
    "duplicateSheet": duplicate_sheet,
    "setBasicFilter": set_basic_filter,
    "clearBasicFilter": clear_basic_filter,
}
