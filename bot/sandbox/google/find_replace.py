"""`findReplace`: text in cells replaced by other text, as Google does it, and the ways in which it might not.

What the API's reference says: the scope is one range or one worksheet; Java's rules of replacements in a search by
regular expression (`\\` before a character that stands for itself). Expressions are made of texts, `^`, `$`, `|` and
`(?:…)` alone: Java's rules and RE2's, which Google uses elsewhere, agree on these. What is put in is read as if it was
typed, hidden and filtered rows are changed too, formulas are not, and a count of zero is left out of the answer.
"""

import re
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import Any

from bot.sandbox.google.a1 import GridRange
from bot.sandbox.google.book import Draft, placed
from bot.sandbox.google.cells import Cell, cell_from
from bot.sandbox.google.errors import GoogleError, invalid
from bot.sandbox.google.grid import Sheet

Json = dict[str, Any]
Request = Mapping[str, Any]

_SHARED = re.compile(r"(?:\(\?:|[^\\.\[\]{}*+?(])*")


def find_replace(draft: Draft, request: Request) -> Json:
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
