"""What was read of a worksheet: some columns, every row, as text. Pure; never changed once made."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

Place = tuple[int, int]
"""Row and column, counted from 1."""


@dataclass(frozen=True)
class Grid:
    """The columns that were read, in order of their numbers, and per row the text of each; empty cells are "".

    `columns` may leave some out: on a large worksheet only the needed ones are read. Its repr hides the text.
    """

    columns: tuple[int, ...]
    lines: Sequence[Sequence[str]] = field(repr=False)

    @cached_property
    def index(self) -> Mapping[int, int]:
        """Column number -> its position in a line."""
        return {column: position for position, column in enumerate(self.columns)}

    @property
    def height(self) -> int:
        """How many rows there are, up to the last with text in a column that was read."""
        return len(self.lines)

    def cell(self, row: int, column: int) -> str | None:
        """The text at a place: "" beyond the last row with text, None in a column that was not read."""
        position = self.index.get(column)
        if position is None:
            return None
        return self.lines[row - 1][position] if 0 < row <= len(self.lines) else ""

    def text(self, row: int, column: int) -> str:
        """As `cell`, with "" for what was not read."""
        return self.cell(row, column) or ""

    def column(self, column: int) -> list[str]:
        """A column's text, first row first."""
        position = self.index[column]
        return [line[position] for line in self.lines]

    def places(self, texts: "Mapping[str, object] | set[str] | frozenset[str]") -> Iterator[tuple[Place, str]]:
        """Every place that holds one of the texts, row by row."""
        if not texts:
            return
        for row, line in enumerate(self.lines, start=1):
            for column, text in zip(self.columns, line, strict=True):
                if text and text in texts:
                    yield (row, column), text

    def head(self, rows: int) -> list[list[str]]:
        """The first rows as full lines from column A on, "" where a column was not read."""
        width = self.columns[-1] if self.columns else 0
        lines = []
        for line in self.lines[:rows]:
            full = [""] * width
            for column, text in zip(self.columns, line, strict=True):
                full[column - 1] = text
            lines.append(full)
        return lines

    def padded(self, rows: int) -> "Grid":
        """The same grid with empty rows at the end, if it has fewer than `rows`."""
        if rows <= len(self.lines):
            return self
        return Grid(self.columns, [*self.lines, *[("",) * len(self.columns)] * (rows - len(self.lines))])

    def replaced(self, changes: Mapping[Place, str]) -> "Grid":
        """The same grid with other text at some places; rows are added where a place lies below the last."""
        if not changes:
            return self
        lines = list(self.padded(max(row for row, _ in changes)).lines)
        for (row, column), text in changes.items():
            position = self.index.get(column)
            if position is not None:
                line = list(lines[row - 1])
                line[position] = text
                lines[row - 1] = line
        return Grid(self.columns, lines)


def full_grid(rows: Sequence[Sequence[str]], width: int) -> Grid:
    """A grid of the columns 1 to `width` at least, from rows whose empty ends may be cut."""
    width = max([width, *(len(row) for row in rows)]) if rows else width
    return Grid(tuple(range(1, width + 1)), [[*row, *[""] * (width - len(row))] for row in rows])


def joined(parts: Mapping[int, Sequence[str]]) -> Grid:
    """A grid from columns of unequal length."""
    columns = tuple(sorted(parts))
    height = max((len(parts[c]) for c in columns), default=0)
    padded = [[*parts[c], *[""] * (height - len(parts[c]))] for c in columns]
    return Grid(columns, list(zip(*padded, strict=True)))
