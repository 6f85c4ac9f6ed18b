"""`spreadsheets.batchUpdate`: a list of requests, carried out in order on one draft, so all of them or none."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from bot.sandbox.google import values
from bot.sandbox.google.a1 import GridRange
from bot.sandbox.google.book import Draft, placed
from bot.sandbox.google.cells import Cell, cell_from
from bot.sandbox.google.checking import Mask, mask_of
from bot.sandbox.google.errors import SAYS, GoogleError, invalid
from bot.sandbox.google.grid import Sheet

Json = dict[str, Any]
Request = Mapping[str, Any]

_KEPT: Mask = {"*": {}, "userEnteredValue": {}, "userEnteredFormat": {"numberFormat": {}}}


def fields_of(request: Request) -> Mask:
    """The request's `fields` as a mask of a CellData; 400 where it is missing or names what that does not have, 501 for
    what is not kept here."""
    text = request.get("fields", "")
    if not text:
        raise invalid("At least one field must be listed in 'fields'. (Use '*' to indicate all fields.)")
    mask, wrong = mask_of(text, "CellData")
    if wrong:
        raise invalid(f"Invalid field: {wrong}")
    if more := [name for name, parts in mask.items() if _KEPT.get(name) != parts]:
        raise GoogleError(501, f"The embedded Sheets API keeps no {', '.join(more)}.")
    return mask


def merged(data: Request, old: Cell | None, mask: Mask) -> Cell:
    """The cell that a CellData makes of `old`, in the fields that the mask names. 400 for what cannot be entered."""
    old, everything = old or Cell(), "*" in mask
    if everything or "userEnteredValue" in mask:
        value, formula = _entered(data.get("userEnteredValue") or {})
    else:
        value, formula = old.value, old.formula
    if everything or "userEnteredFormat" in mask:
        return Cell(value, formula, (data.get("userEnteredFormat") or {}).get("numberFormat"))
    return Cell(value, formula, old.pattern)


def _entered(value: Request) -> tuple[str | float | bool | None, str | None]:
    if "errorValue" in value:
        raise invalid("errorValue cannot be set.")
    if "formulaValue" in value:
        formula = str(value["formulaValue"])
        if not formula.startswith("="):
            raise invalid("formulaValue must begin with '='.")
        return None, formula
    found = next(iter(value.values()), None)
    return (None if found == "" else found), None


def _append_cells(draft: Draft, request: Request) -> None:
    """Adds rows after the last row that has data; the grid grows by rows, never by columns."""
    sheet = draft.state.numbered(request.get("sheetId", 0))
    mask = fields_of(request)
    rows: Sequence[Request] = request.get("rows") or []
    width = max((len(row.get("values") or []) for row in rows), default=0)
    if width > sheet.column_count:
        raise _beyond("column", sheet.column_count)
    top = sheet.used_rows()
    draft.grow(sheet, top + len(rows))
    for row, line in enumerate(rows, start=top):
        for column, data in enumerate(line.get("values") or []):
            _write(draft, sheet, row, column, data, mask)


def _update_cells(draft: Draft, request: Request) -> None:
    """Writes cells from a corner on, or into a range, where cells without data are cleared in the named fields."""
    mask = fields_of(request)
    rows: Sequence[Request] = request.get("rows") or []
    height, width = len(rows), max((len(row.get("values") or []) for row in rows), default=0)
    if "range" in request:
        sheet, area = placed(draft.state, request["range"])
    elif "start" in request:
        start = request["start"]
        corner = {"startRowIndex": start.get("rowIndex", 0), "startColumnIndex": start.get("columnIndex", 0)}
        sheet, area = placed(draft.state, {"sheetId": start.get("sheetId", 0), **corner})
    else:
        raise invalid("One of 'start' or 'range' must be specified.")
    assert area.end_row is not None
    assert area.end_column is not None
    if area.top + height > area.end_row:
        raise _beyond("row", area.end_row)
    if area.left + width > area.end_column:
        raise _beyond("column", area.end_column)
    if "start" in request:
        area = GridRange(area.top, area.top + height, area.left, area.left + width)
    for row in range(area.top, area.end_row or 0):
        line = rows[row - area.top].get("values") or [] if row - area.top < height else []
        last = area.end_column if "range" in request else area.left + len(line)
        for column in range(area.left, last or 0):
            data = line[column - area.left] if column - area.left < len(line) else {}
            _write(draft, sheet, row, column, data, mask)


def _beyond(what: str, size: int) -> GoogleError:
    """Google names the first place that is too far (OpenRefine issue 2760 has the words)."""
    return invalid(f"Attempting to write {what}: {size}, beyond the last requested {what} of: {size - 1}")


def _repeat_cell(draft: Draft, request: Request) -> None:
    """Writes the same cell everywhere in a range."""
    mask = fields_of(request)
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


# -- findReplace
#
# What the API's reference says: the scope is one range or one worksheet; Java's rules of replacements in a search by
# regular expression (`\` before a character that stands for itself). Expressions are made of texts, `^`, `$`, `|` and
# `(?:…)` alone: Java's rules and RE2's, which Google uses elsewhere, agree on these. What is put in is read as if it
# was typed, hidden and filtered rows are changed too, formulas are not, and a count of zero is left out of the answer.

_SHARED = re.compile(r"(?:\(\?:|[^\\.\[\]{}*+?(])*")


def _find_replace(draft: Draft, request: Request) -> Json:
    """Replaces text in cells; answers how many places changed."""
    if draft.quirks.find_replace_refused:
        raise GoogleError(400, "This operation is not supported for this document")
    wanted, replacement = _search(request)
    blanks = wanted.search("") is not None and not draft.quirks.blanks_not_matched
    changed = 0
    sheet, area = _scope(draft, request)
    for row, column, cell in _cells(draft, sheet, area, blanks):
        new, times = wanted.subn(lambda _: replacement, draft.state.text_of(cell))
        if times:
            draft.write(sheet, row, column, cell_from(new, draft.state.words, datetime.now(UTC), cell))
            changed += times
    return {"occurrencesChanged": changed} if changed else {}


def _cells(draft: Draft, sheet: Sheet, area: GridRange, blanks: bool) -> Iterator[tuple[int, int, Cell]]:
    """The cells that are looked at, row by row; blank ones only where what is looked for could be found in them."""
    assert area.end_row is not None
    assert area.end_column is not None
    last = area.end_row if blanks else min(area.end_row, len(sheet.rows))
    skipped = sheet.unseen_rows() if draft.quirks.hidden_rows_skipped else frozenset[int]()
    for row in range(area.top, last):
        if row in skipped:
            continue
        line = sheet.rows[row] if row < len(sheet.rows) else ()
        for column in range(area.left, area.end_column if blanks else min(area.end_column, len(line))):
            cell = (line[column] if column < len(line) else None) or Cell()
            if cell.formula is not None or (cell.blank and (not blanks or sheet.hidden_by_merge(row, column))):
                continue
            yield row, column, cell


def _scope(draft: Draft, request: Request) -> tuple[Sheet, GridRange]:
    if "range" not in request and "sheetId" not in request:
        raise invalid("One of range, sheetId or allSheets must be specified.")
    return placed(draft.state, request["range"] if "range" in request else {"sheetId": request["sheetId"]})


def _search(request: Request) -> tuple[re.Pattern[str], str]:
    """What is looked for, and what comes in its place. 501 for what is not carried out here."""
    find, new = request.get("find", ""), request.get("replacement", "")
    if not find:
        raise invalid("find must be specified.")
    pattern = re.escape(find)
    if request.get("searchByRegex"):
        if not _SHARED.fullmatch(find):
            raise GoogleError(501, f"The embedded Sheets API takes no such regular expression: {find}")
        if re.search(r"(?<!\\)(?:\\\\)*(?:\$|\\\Z)", new):
            raise GoogleError(501, f"The embedded Sheets API puts no groups in: {new}")
        pattern, new = find, re.sub(r"\\(.)", r"\1", new, flags=re.DOTALL)
    if request.get("matchEntireCell"):
        pattern = rf"\A(?:{pattern})\Z"
    try:
        return re.compile(pattern, 0 if request.get("matchCase") else re.IGNORECASE), new
    except re.error:
        raise invalid(f"Invalid regular expression: {find}") from None


# -- worksheets, and rows that are not shown


def _add_sheet(draft: Draft, request: Request) -> Json:
    """A new worksheet at the end, of the id, the title and the size that are said; answers its properties."""
    state, given = draft.state, request.get("properties") or {}
    grid: Request = given.get("gridProperties") or {}
    if not {"sheetId", "title"} <= given.keys() or not {"rowCount", "columnCount"} <= grid.keys():
        raise GoogleError(501, "The embedded Sheets API makes up no id, title or size of a worksheet.")
    sheet = Sheet(given["sheetId"], given["title"], grid["rowCount"], grid["columnCount"])
    if sheet.row_count < 1 or sheet.column_count < 1:
        raise invalid("Sheet must have at least one row and one column.")
    if sheet.id < 0 or any(other.id == sheet.id for other in state.sheets):
        raise invalid(f"A sheet with the ID {sheet.id} already exists.")
    if any(other.title.casefold() == sheet.title.casefold() for other in state.sheets):
        raise invalid(f'A sheet with the name "{sheet.title}" already exists. Please enter another name.')
    state.sheets.append(sheet)
    draft.touch(sheet)
    return {"properties": values.properties(sheet, len(state.sheets) - 1)}


def _delete_sheet(draft: Draft, request: Request) -> None:
    """Deletes a worksheet; the last one stays, and so does one with something protected."""
    sheet = draft.state.numbered(request.get("sheetId", 0))
    if len(draft.state.sheets) == 1:
        raise invalid("You can't remove all the sheets in a document.")
    if any(p.refuses(draft.email, p.area) for p in sheet.protections):
        raise invalid(SAYS["protected"])
    draft.state.sheets.remove(sheet)


def _update_dimension_properties(draft: Draft, request: Request) -> None:
    """Hides or shows rows (`hiddenByUser`); 501 for anything else."""
    found: Request = request.get("range") or {}
    sheet = draft.state.numbered(found.get("sheetId", 0))
    if found.get("dimension") != "ROWS" or request.get("fields") != "hiddenByUser":
        raise GoogleError(501, "The embedded Sheets API only hides rows and shows them again.")
    start, end = found.get("startIndex", 0), found.get("endIndex", sheet.row_count)
    if start < 0 or end <= start:
        raise invalid(f"range.endIndex[{end}] must be after range.startIndex[{start}]")
    draft.guard(sheet, GridRange(start, end))
    rows = frozenset(range(start, end))
    hides = (request.get("properties") or {}).get("hiddenByUser", False)
    sheet.hidden_rows = sheet.hidden_rows | rows if hides else sheet.hidden_rows - rows
    draft.touch(sheet)


def _set_basic_filter(draft: Draft, request: Request) -> None:
    """Sets the filter, in the place of an earlier one: hides the rows whose texts are among a column's `hiddenValues`;
    other criteria hide nothing."""
    given: Request = request.get("filter") or {}
    sheet, area = placed(draft.state, given.get("range"))
    criteria = {int(column): criterion for column, criterion in (given.get("criteria") or {}).items()}
    sheet.filtered_rows = frozenset(
        row
        for row in range(area.top + 1, area.end_row or 0)
        for column, criterion in criteria.items()
        if draft.state.text_of(sheet.cell(row, column)) in ((criterion or {}).get("hiddenValues") or [])
    )
    draft.touch(sheet)


KINDS: dict[str, Callable[[Draft, Request], Json | None]] = {
    "appendCells": _append_cells,
    "updateCells": _update_cells,
    "repeatCell": _repeat_cell,
    "findReplace": _find_replace,
    "addSheet": _add_sheet,
    "deleteSheet": _delete_sheet,
    "updateDimensionProperties": _update_dimension_properties,
    "setBasicFilter": _set_basic_filter,
}


def carry_out(draft: Draft, requests: list[Mapping[str, Any]]) -> list[Json]:
    """The replies, one per request. 400 naming the request that cannot be carried out."""
    if not requests:
        raise invalid("Must specify at least one request.")
    replies: list[Json] = []
    for number, request in enumerate(requests):
        kind = next(iter(request), None)
        if kind is None:
            raise invalid(f"Invalid requests[{number}]: No request set.")
        try:
            reply = KINDS[kind](draft, request[kind])
        except GoogleError as error:
            raise error.within(f"requests[{number}].{kind}") from None
        replies.append({kind: reply} if reply is not None else {})
    return replies
