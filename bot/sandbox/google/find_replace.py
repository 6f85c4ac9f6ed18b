"""`findReplace`: text in cells replaced by other text, as Google does it, and the ways in which it might not.

What the API's reference says: the scope is one range, one worksheet, or all; Java's rules of regular expressions and of
replacements (`$1` a group, `\\` before a character that stands for itself); formulas only where they are asked for. Its
search elsewhere is RE2's, so only the syntax that both share is taken here, and the rest refused. What is put in is
read as if it was typed, hidden and filtered rows are changed too, and counts of zero are left out of the answer.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from bot.sandbox.google.a1 import GridRange
from bot.sandbox.google.book import Draft
from bot.sandbox.google.cells import Cell
from bot.sandbox.google.errors import GoogleError, invalid
from bot.sandbox.google.grid import Sheet
from bot.sandbox.google.ranges import placed
from bot.sandbox.google.typing_in import cell_from

Json = dict[str, Any]
Request = Mapping[str, Any]

_ESCAPES = "dDwWsSbBtnrfAz"
_GROUP = re.compile(r"\$(\d)")


@dataclass(frozen=True)
class _Search:
    """What is looked for, and what comes in its place."""

    wanted: re.Pattern[str]
    replacement: str
    formulas: bool
    blanks: bool

    def changed(self, text: str) -> tuple[str, int]:
        """The text with every match replaced, and how many there were."""
        return self.wanted.subn(self.replacement, text)


def find_replace(draft: Draft, request: Request) -> Json:
    """Replaces text in cells; answers how many cells, rows, worksheets and places changed."""
    if draft.quirks.find_replace_refused:
        raise GoogleError(400, "This operation is not supported for this document")
    search = _search(request, blanks=not draft.quirks.blanks_not_matched)
    counts = {"valuesChanged": 0, "formulasChanged": 0, "occurrencesChanged": 0}
    lines: set[tuple[int, int]] = set()
    for sheet, area in _scope(draft, request):
        for row, column, cell in _cells(draft, sheet, area, search):
            text = cell.formula if cell.formula is not None else draft.state.text_of(cell)
            new, times = search.changed(text)
            if not times:
                continue
            entered = cell_from(new, draft.state.words, datetime.now(UTC), cell)
            draft.write(sheet, row, column, entered)
            counts["valuesChanged" if cell.formula is None else "formulasChanged"] += 1
            counts["occurrencesChanged"] += times
            lines.add((sheet.id, row))
    totals = {**counts, "rowsChanged": len(lines), "sheetsChanged": len({sheet for sheet, _ in lines})}
    return {name: count for name, count in totals.items() if count}


def _cells(draft: Draft, sheet: Sheet, area: GridRange, search: _Search) -> Iterator[tuple[int, int, Cell]]:
    """The cells that are looked at, row by row; blank ones only where what is looked for could be found in them."""
    assert area.end_row is not None
    assert area.end_column is not None
    last = area.end_row if search.blanks else min(area.end_row, len(sheet.rows))
    skipped = sheet.unseen_rows() if draft.quirks.hidden_rows_skipped else frozenset[int]()
    for row in range(area.top, last):
        if row in skipped:
            continue
        line = sheet.rows[row] if row < len(sheet.rows) else ()
        for column in range(area.left, area.end_column if search.blanks else min(area.end_column, len(line))):
            cell = (line[column] if column < len(line) else None) or Cell()
            if cell.blank and (not search.blanks or sheet.hidden_by_merge(row, column)):
                continue
            if cell.formula is None or search.formulas:
                yield row, column, cell


def _scope(draft: Draft, request: Request) -> Iterator[tuple[Sheet, GridRange]]:
    if "range" in request:
        yield placed(draft.state, request["range"])
        return
    if not request.get("allSheets") and "sheetId" not in request:
        raise invalid("One of range, sheetId or allSheets must be specified.")
    sheets = draft.state.sheets if request.get("allSheets") else [draft.state.numbered(request["sheetId"])]
    for sheet in sheets:
        yield sheet, GridRange().bounded(sheet.row_count, sheet.column_count)


def _search(request: Request, *, blanks: bool) -> _Search:
    find, new = request.get("find", ""), request.get("replacement", "")
    if not find:
        raise invalid("find must be specified.")
    pattern = shared_syntax(find) if request.get("searchByRegex") else re.escape(find)
    if request.get("matchEntireCell"):
        pattern = rf"\A(?:{pattern})\Z"
    flags = (re.ASCII if request.get("searchByRegex") else 0) | (0 if request.get("matchCase") else re.IGNORECASE)
    try:
        wanted = re.compile(pattern, flags)
    except re.error:
        raise invalid(f"Invalid regular expression: {find}") from None
    template = java_replacement(new, wanted.groups) if request.get("searchByRegex") else new.replace("\\", "\\\\")
    return _Search(wanted, template, bool(request.get("includeFormulas")), blanks and wanted.search("") is not None)


def shared_syntax(find: str) -> str:
    """A regular expression, for Python's `re`; 400 where it is not of the syntax that Java's and RE2's share.

    Refused: look-around and every other `(?…` but `(?:…)`, back-references, possessive quantifiers, quoting by `\\Q`,
    unions and intersections of character classes, escapes that only one of them has.
    """

    def refused(what: str) -> GoogleError:
        return invalid(f"Invalid regular expression: {find} ({what})")

    found, place, in_class = "", 0, False
    while place < len(find):
        letter, rest = find[place], find[place + 1 :]
        if letter == "\\":
            if not rest:
                raise refused("trailing backslash")
            if rest[0].isalnum() and (rest[0] not in _ESCAPES or (in_class and rest[0] in "bBAz")):
                raise refused(f"\\{rest[0]}")
            found += "\\Z" if rest[0] == "z" else letter + rest[0]
            place += 2
            continue
        if in_class:
            if letter == "[" or (letter == "&" and rest.startswith("&")):
                raise refused("nested character class")
            in_class = letter != "]"
        elif letter == "[":
            in_class = True
            start = "[^" if rest.startswith("^") else "["
            if find[place + len(start) :].startswith("]"):
                raise refused("empty character class")
            found, place = found + start, place + len(start)
            continue
        elif letter == "(" and rest.startswith("?") and not rest.startswith("?:"):
            raise refused("(?")
        elif letter == "{" and not re.match(r"\d+(,\d*)?\}", rest):
            raise refused("{")
        elif letter in "*+?}" and rest.startswith("+"):
            raise refused("possessive quantifier")
        found, place = found + letter, place + 1
    return found


def java_replacement(text: str, groups: int) -> str:
    """A replacement by Java's rules as Python's template: `$1` is a group, `\\` makes the next character plain.

    400 for a group that is not there, a `$` without a number, and a `\\` at the end.
    """
    found, place = "", 0
    while place < len(text):
        letter = text[place]
        if letter == "\\":
            if place + 1 == len(text):
                raise invalid("Invalid replacement: character to be escaped is missing")
            letter, place = text[place + 1], place + 1
        elif letter == "$":
            group = _GROUP.match(text, place)
            if group is None:
                raise invalid("Invalid replacement: illegal group reference")
            number, place = int(group.group(1)), group.end()
            if number > groups:
                raise invalid(f"Invalid replacement: no group {number}")
            while place < len(text) and text[place].isdecimal() and number * 10 + int(text[place]) <= groups:
                number, place = number * 10 + int(text[place]), place + 1
            found += rf"\g<{number}>"
            continue
        found, place = found + ("\\\\" if letter == "\\" else letter), place + 1
    return found


FINDING = {"findReplace": find_replace}
