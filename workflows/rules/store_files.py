"""Reads a file of restaurants, CSV or XLSX, as people export it. Pure; every problem names its row."""

import csv
import re
from collections.abc import Sequence
from dataclasses import dataclass
from io import StringIO
from itertools import islice

from workflows.rules.file_encoding import decoded
from workflows.rules.plain_text import plain_word
from workflows.rules.store_columns import FileColumns, TableHeaders, find_columns
from workflows.rules.store_lines import (
    MOST_STORES,
    Gathered,
    Source,
    StoreLine,
    StoreProblem,
    StoreProblemKind,
    read_pair,
)
from workflows.rules.store_rows import is_nothing, restaurants
from workflows.rules.xlsx import MOST_FILLED, Cell, FileProblem, Row, Unreadable, sheets

LARGEST = 1_048_576  # bytes
KINDS = ("csv", "xlsx")
# What people have instead; the form lets it through, so that it is told how to save it as one of the above.
OTHER_KINDS = {"xls": FileProblem.OLD_EXCEL, "numbers": FileProblem.NUMBERS}
_ZIP, _OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_DELIMITERS = ";\t,|"
# Excel writes or expects such a first line, and shows it to nobody.
_SEP = re.compile(r"\ufeff?sep=(.)\r?\n", re.IGNORECASE)
# What a spreadsheet makes of slugs such as 12-05 and 1e5, and what of that reads as a slug all the same.
_NUMBER = re.compile(r"-?\d+(?:[.,]\d+|(?:[.,]\d+)?[eE][+-]\d+)")
_MONTH = "janv?|f[ée]vr?|feb|mars?|a[pv]r|avril|mai|may|juin|june?|jui?l|juil|july|ao[uû]t|aug|sept?|oct|nov|d[ée]c"
_DATE = re.compile(
    rf"\d{{1,2}}[-/. ](?:{_MONTH})\.?(?:[-/. ]\d{{2,4}})?|(?:{_MONTH})\.?-\d{{2}}"
    r"|\d{1,2}[/.]\d{1,2}(?:[/.]\d{2,4})?|\d{1,2}-\d{1,2}-(?:19|20)\d\d|(?:19|20)\d\d[-/]\d\d[-/]\d\d(?:[ T].*)?",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class FileRead:
    """The stores of a file, everything wrong with its rows, both in their order, and the columns that they are from."""

    stores: list[StoreLine]
    problems: list[StoreProblem]
    columns: FileColumns


def check_file(name: str, size: int) -> FileProblem | None:
    """What is wrong with a file of that name and size (bytes), as far as that says, or None."""
    kind = name.rsplit(".", 1)[-1].lower()
    if kind not in KINDS:
        return OTHER_KINDS.get(kind, FileProblem.WRONG_KIND)
    if size > LARGEST:
        return FileProblem.TOO_BIG
    return None if size else FileProblem.EMPTY


def read_file(data: bytes, headers: TableHeaders, chosen: tuple[int, int] | None = None) -> FileRead:
    """Reads a file; what it is, its first bytes say. `chosen`: the columns of names and slugs, where a person said so.

    Raises Unreadable for what is wrong with the file as a whole.
    """
    if len(data) > LARGEST:
        raise Unreadable(FileProblem.TOO_BIG)
    if not data.strip():
        raise Unreadable(FileProblem.EMPTY)
    if data.startswith(_OLE):
        # Excel keeps an encrypted workbook in the container of its old format.
        raise Unreadable(FileProblem.PROTECTED if _ENCRYPTED in data else FileProblem.OLD_EXCEL)
    if data.startswith(_ZIP):
        rows, columns = _sheet(sheets(data), headers, chosen)
    else:
        rows, columns = _table(_text(data), headers, chosen)
    if not any(len(filled) > 1 for filled in ([cell for cell in cells if cell] for _, cells in rows)):
        raise Unreadable(FileProblem.ONE_COLUMN if rows else FileProblem.EMPTY)
    gathered = _gathered(rows, columns)
    found = len(gathered.stores) + len(gathered.problems)
    if found > MOST_STORES:
        raise Unreadable(FileProblem.TOO_MANY)
    if not found:
        raise Unreadable(FileProblem.EMPTY)
    return FileRead(gathered.stores, gathered.problems, columns)


def _sheet(
    found: Sequence[list[Row]], headers: TableHeaders, chosen: tuple[int, int] | None
) -> tuple[list[Row], FileColumns]:
    """The first sheet with the headers of the settings, else with usual ones, else that holds anything."""
    filled = [(rows, find_columns(rows, headers, chosen)) for rows in found if rows]
    filled.sort(key=lambda one: 0 if one[1].certain else 1 if _makes_sense(*one) else 2)
    return (filled or [([], FileColumns())])[0]


def _makes_sense(rows: Sequence[Row], columns: FileColumns) -> bool:
    gathered = _gathered(rows, columns)
    return len(gathered.stores) > len(gathered.problems)


def _table(text: str, headers: TableHeaders, chosen: tuple[int, int] | None) -> tuple[list[Row], FileColumns]:
    """The rows by the delimiter under which most of them make sense."""
    delimiters = _DELIMITERS
    if told := _SEP.match(text):
        delimiters, text = told[1], text[told.end() :]
    tables: list[tuple[tuple[int, int], list[Row], FileColumns]] = []
    too_many = False
    for delimiter in delimiters:
        filled = (
            (number, list(cells))
            for number, cells in enumerate(csv.reader(StringIO(text, newline=""), delimiter=delimiter), start=1)
            if any(cell.strip() for cell in cells)
        )
        try:
            rows: list[Row] = list(islice(filled, MOST_FILLED + 1))
        except csv.Error:
            continue  # a cell of more than 128 KB
        if len(rows) > MOST_FILLED:
            too_many = True
            continue
        columns = find_columns(rows, headers, chosen)
        score = len(_gathered(rows, columns).stores), sum(len(cells) > 1 for _, cells in rows)
        tables.append((score, rows, columns))
    if not tables:
        raise Unreadable(FileProblem.TOO_MANY if too_many else FileProblem.UNREADABLE)
    _, rows, columns = max(tables, key=lambda table: table[0])
    return rows, columns


def _text(data: bytes) -> str:
    text = decoded(data)
    if text is None or text.lstrip()[:9].lower().startswith(("<!doctype", "<html", "<?xml", "%pdf")):
        raise Unreadable(FileProblem.UNREADABLE)
    return text


def _gathered(rows: Sequence[Row], columns: FileColumns) -> Gathered:
    gathered = Gathered()
    for number, cells in restaurants(rows, columns):
        if found := _read_row(number, cells, columns):
            gathered.add(found)
    return gathered


def _read_row(number: int, cells: Sequence[Cell], columns: FileColumns) -> StoreLine | StoreProblem | None:
    name, slug = (cells[at] if at < len(cells) else "" for at in (columns.name, columns.slug))
    for cell in (name, slug):
        if isinstance(cell, StoreProblemKind):
            return StoreProblem(cell, number, source=Source.FILE)
    if is_nothing(slug):
        slug = ""
        if is_nothing(name):
            return None
    if _NUMBER.fullmatch(plain_word(slug)) or _DATE.fullmatch(plain_word(slug)):
        return StoreProblem(StoreProblemKind.REFORMATTED, number, source=Source.FILE)
    return read_pair(name, slug, number, Source.FILE)
