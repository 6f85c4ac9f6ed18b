"""Reads a file of restaurants, CSV or XLSX, as people export it. Pure; every problem names its row."""

import csv
import re
from collections.abc import Sequence
from dataclasses import dataclass
from io import StringIO
from itertools import islice

from workflows.rules.plain_text import plain
from workflows.rules.store_lines import (
    MOST_STORES,
    Gathered,
    Source,
    StoreFault,
    StoreLine,
    StoreProblem,
    brand_key,
    read_pair,
)
from workflows.rules.xlsx import MOST_FILLED, Cell, FileFault, Row, Unreadable, sheets

LARGEST = 1_048_576  # bytes
KINDS = ("csv", "xlsx")
HEADER_ROWS = 10
_ZIP, _OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"
_UTF_16 = (b"\xff\xfe", b"\xfe\xff")
_DELIMITERS = ";\t,|"
# Excel writes or expects such a first line, and shows it to nobody.
_SEP = re.compile(r"\ufeff?sep=(.)\r?\n", re.IGNORECASE)
# What people call the columns, as brand_key writes it; words that no restaurant is called.
_NAME_WORDS = {"nom", "name", "restaurantname", "nomdurestaurant", "nomrestaurant", "storename", "nomdumagasin"}
_SLUG_WORDS = {"slug", "slugs", "slugpongo", "slugheypongo", "storeslug", "slugdurestaurant", "slugrestaurant"}


@dataclass(frozen=True)
class TableHeaders:
    """What the two columns are called where the file says so."""

    name: str
    slug: str


def check_file(name: str, size: int) -> FileFault | None:
    """What is wrong with a file of that name and size (bytes), as far as that says, or None."""
    if name.rsplit(".", 1)[-1].lower() not in KINDS:
        return FileFault.WRONG_KIND
    if size > LARGEST:
        return FileFault.TOO_BIG
    return None if size else FileFault.EMPTY


def read_file(data: bytes, headers: TableHeaders) -> tuple[list[StoreLine], list[StoreProblem]]:
    """The stores of a file and everything wrong with its rows, in their order. What it is, its first bytes say.

    Raises Unreadable for what is wrong with the file as a whole.
    """
    if len(data) > LARGEST:
        raise Unreadable(FileFault.TOO_BIG)
    if not data.strip():
        raise Unreadable(FileFault.EMPTY)
    if data.startswith(_OLE):
        raise Unreadable(FileFault.PROTECTED)  # Excel's way to keep an encrypted workbook, and its old format
    if data.startswith(_ZIP):
        rows, columns = _sheet(sheets(data), headers)
    else:
        rows, columns = _table(_text(data), headers)
    if not any(len(filled) > 1 for filled in ([cell for cell in cells if cell] for _, cells in rows)):
        raise Unreadable(FileFault.ONE_COLUMN if rows else FileFault.EMPTY)
    gathered = _gathered(rows, columns)
    found = len(gathered.stores) + len(gathered.problems)
    if found > MOST_STORES:
        raise Unreadable(FileFault.TOO_MANY)
    if not found:
        raise Unreadable(FileFault.EMPTY)
    return gathered.stores, gathered.problems


@dataclass(frozen=True)
class _Columns:
    """The two columns, counted from 0, the row of their headers, and whether the settings' names were found."""

    name: int = 0
    slug: int = 1
    header_row: int = 0
    certain: bool = False


def _sheet(found: Sequence[list[Row]], headers: TableHeaders) -> tuple[list[Row], _Columns]:
    """The first sheet that has the headers; else the first that holds anything."""
    filled = [(rows, _columns(rows, headers)) for rows in found if rows]
    certain = [one for one in filled if one[1].certain]
    return (certain or filled or [([], _Columns())])[0]


def _table(text: str, headers: TableHeaders) -> tuple[list[Row], _Columns]:
    """The rows by the delimiter under which most of them make sense."""
    delimiters = _DELIMITERS
    if told := _SEP.match(text):
        delimiters, text = told[1], text[told.end() :]
    tables: list[tuple[tuple[int, int], list[Row], _Columns]] = []
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
        columns = _columns(rows, headers)
        score = len(_gathered(rows, columns).stores), sum(len(cells) > 1 for _, cells in rows)
        tables.append((score, rows, columns))
    if not tables:
        raise Unreadable(FileFault.TOO_MANY if too_many else FileFault.UNREADABLE)
    _, rows, columns = max(tables, key=lambda table: table[0])
    return rows, columns


def _text(data: bytes) -> str:
    encodings = ["utf-16"] if data.startswith(_UTF_16) else ["utf-8-sig", "cp1252"]
    for encoding in encodings:
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\x00" in text or text.lstrip()[:9].lower().startswith(("<!doctype", "<html", "<?xml", "%pdf")):
            break
        return text
    raise Unreadable(FileFault.UNREADABLE)


def _columns(rows: Sequence[Row], headers: TableHeaders) -> _Columns:
    """By the settings' names in one of the first rows, else by usual names in the very first, else the first two."""
    names = {_key(headers.name)}, {_key(headers.slug)}
    for number, cells in rows[:HEADER_ROWS]:
        name, slug = (_first(cells, wanted) for wanted in names)
        if name is not None and slug is not None:
            return _Columns(name, slug, number, True)
    if not rows:
        return _Columns()
    number, cells = rows[0]
    name = _first(cells, names[0] | _NAME_WORDS)
    slug = _first(cells, names[1] | _SLUG_WORDS)
    if (name is None and slug is None) or len(cells) < 2:
        return _Columns()
    if name is None:
        name = 0 if slug else 1
    if slug is None:
        slug = 0 if name else 1
    return _Columns(name, slug, number)


def _first(cells: Sequence[Cell], wanted: set[str]) -> int | None:
    return next((at for at, cell in enumerate(cells) if isinstance(cell, str) and _key(cell) in wanted), None)


def _key(header: Cell) -> str:
    # A header in letters that brand_key does not know is compared as it is.
    return brand_key(header) or " ".join(plain(header).casefold().split()) or "-"


def _gathered(rows: Sequence[Row], columns: _Columns) -> Gathered:
    gathered = Gathered()
    for number, cells in rows:
        if number > columns.header_row and (found := _read_row(number, cells, columns)):
            gathered.add(found)
    return gathered


def _read_row(number: int, cells: Sequence[Cell], columns: _Columns) -> StoreLine | StoreProblem | None:
    name, slug = (cells[at] if at < len(cells) else "" for at in (columns.name, columns.slug))
    for cell in (name, slug):
        if isinstance(cell, StoreFault):
            return StoreProblem(cell, number, source=Source.FILE)
    return read_pair(name, slug, number, Source.FILE) if plain(f"{name}{slug}").strip() else None
