"""Cells of a worksheet as they were at one moment: out of a reading, or out of the answer to a batch. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property

from sheets.a1 import Area
from sheets.layout import HEADER_ROWS, Layout
from sheets.slugs import as_typed

Place = tuple[int, int]
"""Row and column, counted from 1."""


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
