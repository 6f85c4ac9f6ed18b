"""Reads the cells of an XLSX workbook as text. Somebody else wrote the file: it is opened as if it meant harm."""

import re
from collections.abc import Iterator
from datetime import date, time, timedelta
from enum import StrEnum
from io import BytesIO
from itertools import count, islice
from typing import Any
from zipfile import ZipFile

from workflows.rules.store_lines import StoreProblemKind

# 1,000 restaurants are 0.2 MB unpacked; a sheet with many formats may be some 10 MB.
LARGEST_UNPACKED = 30_000_000
_MOST_PARTS, _MOST_COLUMNS, _LAST_ROW = 1_000, 100, 1_048_576
# Over all sheets: a list with a stray text in Excel's very last row is still read; a few hundred such sheets are not.
_MOST_ROWS = 1_100_000
# Each becomes an object of some 300 bytes. A list of 10,000 rows and 15 columns has 800,000.
_MOST_TAGS = 1_000_000
MOST_FILLED = 10_000  # rows of a sheet
_ZEROS = re.compile("0+")
_FORMULA = re.compile(rb"<(?:\w+:)?f[ >/]")
_LONGEST_NUMBER = 10**15  # Excel keeps 15 digits


class FileProblem(StrEnum):
    """What can be wrong with a file as a whole."""

    WRONG_KIND = "wrong_kind"
    OLD_EXCEL = "old_excel"
    NUMBERS = "numbers"
    TOO_BIG = "too_big"
    TOO_HEAVY = "too_heavy"
    EMPTY = "empty"
    UNREADABLE = "unreadable"
    PROTECTED = "protected"
    ONE_COLUMN = "one_column"
    TOO_MANY = "too_many"
    SEVERAL = "several"
    GONE = "gone"
    NOT_ALLOWED = "not_allowed"
    NOT_YOURS = "not_yours"
    UNREACHABLE = "unreachable"


class Unreadable(Exception):
    """A file from which nothing was taken; `problem` says why."""

    def __init__(self, problem: FileProblem) -> None:
        super().__init__(problem.value)
        self.problem = problem


# A cell's text, or why it has none that could be trusted.
Cell = str | StoreProblemKind
# The number of a row, as Excel shows it, and its cells; rows without any text are left out.
Row = tuple[int, list[Cell]]


def sheets(data: bytes) -> list[list[Row]]:
    """The rows of each visible sheet. Raises Unreadable."""
    try:
        formulas = _inspect(data)
        looked_at = count(1)
        calculated = [list(_rows(sheet, looked_at)) for sheet in _visible(data, data_only=True)]
        if formulas:
            _mark(calculated, _visible(data, data_only=False))
    except (Unreadable, MemoryError):
        raise
    except Exception as failure:  # openpyxl raises whatever a damaged part makes it stumble over
        raise Unreadable(FileProblem.UNREADABLE) from failure
    return calculated


def _inspect(data: bytes) -> bool:
    """Whether there are formulas in it. Raises Unreadable for what unpacks to too much, or declares entities."""
    formulas, tags = False, 0
    with ZipFile(BytesIO(data)) as archive:
        parts = archive.infolist()
        # zipfile unpacks no more of a part than it declares here.
        if len(parts) > _MOST_PARTS or sum(part.file_size for part in parts) > LARGEST_UNPACKED:
            raise Unreadable(FileProblem.TOO_BIG)
        for part in parts:
            content = archive.read(part).replace(b"\0", b"")
            if b"<!DOCTYPE" in content or b"<!ENTITY" in content:
                raise Unreadable(FileProblem.UNREADABLE)
            tags += content.count(b"<")
            if tags > _MOST_TAGS:
                raise Unreadable(FileProblem.TOO_HEAVY)
            formulas = formulas or (part.filename.startswith("xl/worksheets/") and bool(_FORMULA.search(content)))
    return formulas


def _visible(data: bytes, *, data_only: bool) -> list[Any]:
    # Not at the top: it takes some 8 MB of memory, which only a bot that reads a workbook needs.
    from openpyxl import load_workbook

    book = load_workbook(BytesIO(data), read_only=True, data_only=data_only, keep_links=False)
    return [sheet for sheet in book.worksheets if sheet.sheet_state == "visible"]


def _cells(sheet: Any) -> Iterator[tuple[int, tuple[Any, ...]]]:
    sheet.reset_dimensions()  # what a file says of its own size may be wrong
    return islice(enumerate(sheet.iter_rows(max_col=_MOST_COLUMNS), start=1), _LAST_ROW)


def _rows(sheet: Any, looked_at: Iterator[int]) -> Iterator[Row]:
    """`looked_at` counts the rows of all sheets, the empty ones among them."""
    filled, blank = 0, None
    for number, cells in _cells(sheet):
        if next(looked_at) > _MOST_ROWS:
            raise Unreadable(FileProblem.TOO_HEAVY)
        if cells is blank:  # the rows of a gap are one object
            continue
        row = [_text(cell) for cell in cells]
        if not any(cell.strip() for cell in row):
            blank = cells
            continue
        filled += 1
        if filled > MOST_FILLED:
            raise Unreadable(FileProblem.TOO_MANY)
        while row and not row[-1]:
            row.pop()
        yield number, row


def _text(cell: Any) -> Cell:
    value = cell.value
    if value is None:
        return ""
    if cell.data_type == "e":
        return StoreProblemKind.FORMULA
    if isinstance(value, date | time | timedelta):
        return StoreProblemKind.REFORMATTED  # Excel makes dates of slugs such as 12-05
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, int):
        # Typing 1e5 makes Excel choose that format.
        if abs(value) >= _LONGEST_NUMBER or "E+" in str(cell.number_format).upper():
            return StoreProblemKind.REFORMATTED
        zeros = _ZEROS.fullmatch(str(cell.number_format))
        return str(value).zfill(len(zeros[0])) if zeros else str(value)
    return str(value)


def _mark(calculated: list[list[Row]], written: list[Any]) -> None:
    """Puts what is wrong into each cell that holds a formula whose result was not kept."""
    for number, sheet in enumerate(written):
        rows, blank = dict(calculated[number]), None
        for row, cells in _cells(sheet):
            if cells is blank:
                continue
            blank = cells
            for column, cell in enumerate(cells):
                if cell.data_type == "f":
                    texts = rows.setdefault(row, [])
                    texts += [""] * (column + 1 - len(texts))
                    if not texts[column]:
                        texts[column] = StoreProblemKind.FORMULA
        calculated[number] = sorted((row, cells) for row, cells in rows.items() if any(cells))
