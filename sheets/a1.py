"""A1 notation: how Google names cells. Columns and rows are counted from 1. Pure."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Area:
    """A rectangle of cells, its last row and column included; `bottom` None: to the end of the worksheet."""

    top: int
    bottom: int | None
    left: int
    right: int

    @property
    def a1(self) -> str:
        """As a range, without the worksheet."""
        return f"{letters(self.left)}{self.top}:{letters(self.right)}{self.bottom or ''}"

    def holds(self, row: int, column: int) -> bool:
        """Whether the cell lies inside."""
        return self.top <= row and (self.bottom is None or row <= self.bottom) and self.left <= column <= self.right


def letters(column: int) -> str:
    """The column's letters: 1 is A, 27 is AA."""
    text = ""
    while column > 0:
        column, rest = divmod(column - 1, 26)
        text = chr(ord("A") + rest) + text
    return text


def quoted(title: str) -> str:
    """A worksheet's title as a range wants it: in apostrophes, those inside it doubled."""
    return "'" + title.replace("'", "''") + "'"
