"""Files of restaurants, as people export them."""

import csv
from collections.abc import Iterable, Sequence
from io import BytesIO, StringIO
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile

from openpyxl import Workbook

HEADERS = ("RESTAURANT NAME", "SLUG PONGO")


def csv_of(rows: Iterable[Sequence[str]], delimiter: str = ";", encoding: str = "utf-8") -> bytes:
    """The rows as a CSV."""
    written = StringIO()
    csv.writer(written, delimiter=delimiter).writerows(rows)
    return written.getvalue().encode(encoding)


def xlsx_of(*sheets: Iterable[Sequence[Any]]) -> bytes:
    """A workbook with these sheets."""
    book = Workbook()
    book.remove(book.active)
    for rows in sheets:
        sheet = book.create_sheet()
        for row in rows:
            sheet.append(list(row))
    return saved(book)


def saved(book: Workbook) -> bytes:
    """The workbook's bytes."""
    held = BytesIO()
    book.save(held)
    return held.getvalue()


def repacked(data: bytes, **changed: bytes) -> bytes:
    """The workbook with some of its parts replaced or added: `sheet1` is its first sheet, other names are as given."""
    held = BytesIO()
    with ZipFile(BytesIO(data)) as old, ZipFile(held, "w", ZIP_DEFLATED) as new:
        parts = {part: old.read(part) for part in old.namelist()}
        for name, content in changed.items():
            parts["xl/worksheets/sheet1.xml" if name == "sheet1" else f"xl/{name}.xml"] = content
        for part, content in parts.items():
            new.writestr(part, content)
    return held.getvalue()


def restaurants(count: int, brand: str = "Émile") -> list[tuple[str, str]]:
    """So many restaurants: name and slug."""
    return [(f"{brand} {number:04d}", f"emile-{number:04d}") for number in range(1, count + 1)]
