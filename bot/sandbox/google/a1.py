"""A1 notation: text to a rectangle and back (developers.google.com/workspace/sheets/api/guides/concepts)."""

import re
from collections.abc import Callable
from dataclasses import dataclass

from gspread.utils import column_letter_to_index, rowcol_to_a1

_QUOTED = re.compile(r"'((?:[^']|'')*)'(?:!(.*))?", re.DOTALL)
_PLAIN = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
_CELLS = re.compile(r"([A-Z]{1,3})?([1-9][0-9]{0,7})?(?::([A-Z]{1,3})?([1-9][0-9]{0,7})?)?")


class BadRange(ValueError):
    """The text is no range in A1 notation."""


@dataclass(frozen=True, slots=True)
class GridRange:
    """A rectangle of cells, counted from 0, ends excluded; None: open to that side."""

    start_row: int | None = None
    end_row: int | None = None
    start_column: int | None = None
    end_column: int | None = None

    @property
    def top(self) -> int:
        """The first row."""
        return self.start_row or 0

    @property
    def left(self) -> int:
        """The first column."""
        return self.start_column or 0

    def bounded(self, rows: int, columns: int) -> "GridRange":
        """The part that lies in a grid of that size, all sides closed; may be empty."""
        bottom = rows if self.end_row is None else min(self.end_row, rows)
        right = columns if self.end_column is None else min(self.end_column, columns)
        return GridRange(self.top, max(self.top, bottom), self.left, max(self.left, right))

    def contains(self, row: int, column: int) -> bool:
        """Whether the cell lies inside."""
        return (
            self.top <= row
            and self.left <= column
            and (self.end_row is None or row < self.end_row)
            and (self.end_column is None or column < self.end_column)
        )

    def meets(self, other: "GridRange") -> bool:
        """Whether the two have a cell in common."""
        return (
            (other.end_row is None or self.top < other.end_row)
            and (self.end_row is None or other.top < self.end_row)
            and (other.end_column is None or self.left < other.end_column)
            and (self.end_column is None or other.left < self.end_column)
        )

    @property
    def single(self) -> bool:
        """Whether it is one cell."""
        return (
            self.end_row is not None
            and self.end_column is not None
            and self.end_row - self.top == 1
            and self.end_column - self.left == 1
        )


def split(text: str) -> tuple[str | None, str | None]:
    """Worksheet title and cells of a range: `'It''s'!A1` is ("It's", "A1"), `A1` is (None, "A1").

    A quoted title alone is (title, None). A bare word cannot be told from cells here: it is (None, word).
    """
    quoted = _QUOTED.fullmatch(text)
    if quoted:
        return quoted.group(1).replace("''", "'"), quoted.group(2)
    if "!" in text:
        title, _, cells = text.rpartition("!")
        if not title or title.startswith("'"):
            raise BadRange(text)
        return title, cells
    return None, text


def cells(text: str) -> GridRange:
    """The rectangle that `A1`, `A1:B2`, `A:C`, `2:5`, `A5:A` or `$A$1` names. Raises BadRange."""
    found, two = _CELLS.fullmatch(text.upper().replace("$", "")), ":" in text
    if found is None:
        raise BadRange(text)
    column, row, last_column, last_row = found.groups() if two else found.groups()[:2] * 2
    ends = (column or row) and (last_column or last_row) if two else column and row
    if not ends or (last_column and not column) or (last_row and not row):
        raise BadRange(text)
    return GridRange(*_stretch(row, last_row, int), *_stretch(column, last_column, column_letter_to_index))


def _stretch(first: str | None, last: str | None, number: Callable[[str], int]) -> tuple[int | None, int | None]:
    if first is None or last is None:
        return (None if first is None else number(first) - 1), None
    return min(number(first), number(last)) - 1, max(number(first), number(last))


def quoted(title: str) -> str:
    """A title as it stands in a range: in quotes where it is more than a word."""
    return title if _PLAIN.fullmatch(title) else "'" + title.replace("'", "''") + "'"


def letters(column: int) -> str:
    """A column's letters: 0 is A, 26 is AA."""
    return rowcol_to_a1(1, column + 1).removesuffix("1")


def written(title: str, area: GridRange) -> str:
    """A range as Google writes it: `Sheet1!A1`, `'It''s'!A2:C`, `Sheet1!AA1:2`; one of whole rows without columns."""
    name = quoted(title)
    if area.single:
        return f"{name}!{letters(area.left)}{area.top + 1}"
    rows = area.start_column is None and area.end_column is None
    start = f"{'' if rows else letters(area.left)}{area.top + 1}"
    return f"{name}!{start}:{letters(area.end_column - 1) if area.end_column else ''}{area.end_row or ''}"
