"""Areas of a worksheet, and their cells as they were at one moment: out of a reading, or out of the answer to a batch.
Rows and columns are counted from 1. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property

from sheets.layout import HEADER_ROWS, Layout
from sheets.slugs import as_typed

Place = tuple[int, int]
"""Row and column, counted from 1."""


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


@dataclass(frozen=True)
class Cells:
    """The cells of some areas. `texts`: what is shown, where anything is; `odd`: what shows nothing and is not blank;
    `hidden`: rows not shown; `numbers`: what cells hold that show a number, maybe rounded or grouped."""

    areas: tuple[Area, ...]
    texts: Mapping[Place, str] = field(repr=False)
    odd: frozenset[Place] = frozenset()
    hidden: frozenset[int] = frozenset()
    numbers: Mapping[Place, float] = field(default_factory=dict)

    @cached_property
    def height(self) -> int:
        """The last row that shows a text."""
        return max((row for row, _ in self.texts), default=0)

    def text(self, row: int, column: int) -> str:
        """The text at a place, "" where nothing is shown or nobody looked."""
        return self.texts.get((row, column), "")

    def shown(self, row: int, column: int) -> bool:
        """Whether somebody looked there."""
        return any(area.holds(row, column) for area in self.areas)

    def typed(self, column: int) -> "Cells":
        """The same with that column's numbers as they were typed."""
        plain = {
            (row, at): text
            for (row, at), number in self.numbers.items()
            if at == column and (text := as_typed(self.text(row, at), number))
        }
        return replace(self, texts={**self.texts, **plain}) if plain else self

    def head(self, width: int) -> list[list[str]]:
        """The first rows as lines of so many columns."""
        return [[self.text(row, column) for column in range(1, width + 1)] for row in range(1, HEADER_ROWS + 1)]


@dataclass(frozen=True)
class Seen:
    """The worksheet as it was read: the header row and the three columns at least; `whole`: every column."""

    cells: Cells
    layout: Layout
    whole: bool = False


@dataclass(frozen=True)
class Answer:
    """What a batch answers: how many cells each of its requests found and replaced, and the parts asked for."""

    counts: tuple[int, ...]
    cells: Cells
