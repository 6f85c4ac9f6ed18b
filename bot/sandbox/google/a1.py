"""A1 notation: text to a rectangle and back (developers.google.com/workspace/sheets/api/guides/concepts)."""

import re
from dataclasses import dataclass

LAST_COLUMN = 18278
"""ZZZ: Google allows three letters."""

_QUOTED = re.compile(r"'((?:[^']|'')*)'(?:!(.*))?", re.DOTALL)
_PLAIN = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
_CORNER = re.compile(r"\$?([A-Za-z]{1,3})?\$?([0-9]{1,8})?")


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


def letters(column: int) -> str:
    """A column's letters: 0 is A, 26 is AA."""
    name, left = "", column + 1
    while left > 0:
        left, rest = divmod(left - 1, 26)
        name = chr(65 + rest) + name
    return name


def number(name: str) -> int:
    """A column's number from its letters, whatever their case: A is 0. Raises BadRange past ZZZ."""
    found = 0
    for letter in name.upper():
        found = found * 26 + ord(letter) - 64
    if not 1 <= found <= LAST_COLUMN:
        raise BadRange(name)
    return found - 1


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
    parts = text.split(":")
    if len(parts) > 2 or not all(parts):
        raise BadRange(text)
    corners = [_corner(part) for part in parts]
    if len(corners) == 1:
        row, column = corners[0]
        if row is None or column is None:
            raise BadRange(text)
        return GridRange(row, row + 1, column, column + 1)
    (row, column), (last_row, last_column) = corners
    if (row is None and last_row is not None) or (column is None and last_column is not None):
        raise BadRange(text)
    rows, columns = _ordered(row, last_row), _ordered(column, last_column)
    return GridRange(rows[0], rows[1], columns[0], columns[1])


def _ordered(first: int | None, last: int | None) -> tuple[int | None, int | None]:
    if first is None or last is None:
        return first, None
    return min(first, last), max(first, last) + 1


def _corner(text: str) -> tuple[int | None, int | None]:
    found = _CORNER.fullmatch(text)
    if not found or not any(found.groups()) or found.group(2) == "0" or int(found.group(2) or 1) < 1:
        raise BadRange(text)
    row = int(found.group(2)) - 1 if found.group(2) else None
    return row, number(found.group(1)) if found.group(1) else None


def quoted(title: str) -> str:
    """A title as it stands in a range: in quotes where Google puts them."""
    plain = _PLAIN.fullmatch(title) and not _looks_like_cells(title)
    return title if plain else "'" + title.replace("'", "''") + "'"


def _looks_like_cells(title: str) -> bool:
    found = _CORNER.fullmatch(title)
    return bool(found and found.group(1) and found.group(2))


def written(title: str, area: GridRange) -> str:
    """A range as Google writes it: `Sheet1!A1`, `'It''s'!A2:C`, `Sheet1!AA1:2`; a range open on all sides is the title.

    An open start is written as the first row or column, except for whole rows and whole columns.
    """
    name = quoted(title)
    if area == GridRange():
        return name
    if area.single:
        return f"{name}!{letters(area.left)}{area.top + 1}"
    if area.start_row is None and area.end_row is None:
        start, end = letters(area.left), letters(area.end_column - 1) if area.end_column else ""
        return f"{name}!{start}:{end or letters(LAST_COLUMN - 1)}"
    start = f"{letters(area.left)}{area.top + 1}"
    if area.start_column is None and area.end_column is None:
        start = str(area.top + 1)
    end = (letters(area.end_column - 1) if area.end_column else "") + (str(area.end_row) if area.end_row else "")
    return f"{name}!{start}:{end}" if end else f"{name}!{start}"
