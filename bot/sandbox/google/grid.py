"""One worksheet's grid: cells, size, merged cells, protected ranges, and how inserting and deleting shifts them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Literal, TypeVar

from bot.sandbox.google.a1 import GridRange
from bot.sandbox.google.cells import Cell

Row = tuple[Cell | None, ...]
Dimension = Literal["ROWS", "COLUMNS"]
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Protection:
    """A protected range, or a protected worksheet (a range open on all sides)."""

    area: GridRange
    editors: frozenset[str] = frozenset()

    def refuses(self, email: str, area: GridRange) -> bool:
        """Whether `email` may not change something in `area` because of this protection."""
        return email not in self.editors and self.area.meets(area)


@dataclass
class Sheet:
    """A worksheet. Rows are tuples that never change, so a copy is cheap and a reader keeps what it has."""

    id: int
    title: str
    row_count: int = 1000
    column_count: int = 26
    rows: list[Row] = field(default_factory=list)
    merges: list[GridRange] = field(default_factory=list)
    protections: list[Protection] = field(default_factory=list)
    hidden_rows: frozenset[int] = frozenset()
    """Hidden by a person; those that the filter hides are in `filtered_rows`. Counted from 0."""
    filtered_rows: frozenset[int] = frozenset()

    def copy(self) -> "Sheet":
        """A copy that can change without the original noticing."""
        return replace(self, rows=list(self.rows), merges=list(self.merges), protections=list(self.protections))

    def cell(self, row: int, column: int) -> Cell | None:
        """The cell, None where nothing is stored."""
        if row < len(self.rows) and column < len(self.rows[row]):
            return self.rows[row][column]
        return None

    def put(self, row: int, column: int, cell: Cell | None) -> None:
        """Stores a cell; the place must lie in the grid."""
        self.put_row(row, {column: cell})

    def put_row(self, row: int, cells: Mapping[int, Cell | None]) -> None:
        """Stores several cells of one row."""
        while len(self.rows) <= row:
            self.rows.append(())
        line = list(self.rows[row])
        for column, cell in cells.items():
            if column >= len(line):
                line.extend([None] * (column + 1 - len(line)))
            line[column] = None if cell is None or cell.bare else cell
        self.rows[row] = tuple(trimmed(line))

    def used_rows(self) -> int:
        """One past the last row that has a value; 0 where none has."""
        for row in range(min(len(self.rows), self.row_count), 0, -1):
            if any(cell and not cell.blank for cell in self.rows[row - 1]):
                return row
        return 0

    def unseen_rows(self) -> frozenset[int]:
        """The rows that are not shown."""
        return self.hidden_rows | self.filtered_rows

    def hidden_by_merge(self, row: int, column: int) -> bool:
        """Whether the cell lies under a merged cell's first one."""
        return any(m.contains(row, column) and (m.top, m.left) != (row, column) for m in self.merges)

    def size(self, dimension: Dimension) -> int:
        """How many rows or columns the grid has."""
        return self.row_count if dimension == "ROWS" else self.column_count

    def insert(self, dimension: Dimension, at: int, count: int) -> None:
        """Inserts empty rows or columns before `at`."""
        places: list[int | None] = list(range(self.size(dimension)))
        self._arrange(dimension, places[:at] + [None] * count + places[at:])

    def delete(self, dimension: Dimension, at: int, end: int) -> None:
        """Deletes rows or columns from `at` up to `end`, excluded."""
        self._arrange(dimension, [place for place in range(self.size(dimension)) if not at <= place < end])

    def move(self, dimension: Dimension, start: int, end: int, destination: int) -> None:
        """Moves rows or columns `start` up to `end` (excluded) before what stands at `destination` now.

        A merged or protected stretch that is torn apart keeps its place.
        """
        rest = [place for place in range(self.size(dimension)) if not start <= place < end]
        cut = destination if destination <= start else destination - (end - start)
        self._arrange(dimension, [*rest[:cut], *range(start, end), *rest[cut:]])

    def _arrange(self, dimension: Dimension, order: Sequence[int | None]) -> None:
        """Makes a grid of what stands at these places now, None for what is new."""
        where = {old: new for new, old in enumerate(order) if old is not None}
        if dimension == "ROWS":
            used = len(self.rows)
            self.rows = trimmed([self.rows[old] if old is not None and old < used else () for old in order])
            self.row_count = len(order)
            self.hidden_rows = frozenset(where[row] for row in self.hidden_rows if row in where)
            self.filtered_rows = frozenset(where[row] for row in self.filtered_rows if row in where)
        else:
            self.rows = [
                tuple(trimmed([row[old] if old is not None and old < len(row) else None for old in order]))
                for row in self.rows
            ]
            self.column_count = len(order)
        merges = [_shifted(m, dimension, order, where) for m in self.merges]
        self.merges = [m for m in merges if m is not None and not m.single]
        areas = [(p, _shifted(p.area, dimension, order, where)) for p in self.protections]
        self.protections = [replace(p, area=area) for p, area in areas if area is not None]


def trimmed(items: list[T]) -> list[T]:
    """The list itself, without the empty ones at its end."""
    while items and items[-1] in (None, "", (), [], {}):
        items.pop()
    return items


def _shifted(
    area: GridRange, dimension: Dimension, order: Sequence[int | None], where: Mapping[int, int]
) -> GridRange | None:
    """Where a range lies in the new order; None where nothing of it is left."""
    rows = dimension == "ROWS"
    start, end = (area.start_row, area.end_row) if rows else (area.start_column, area.end_column)
    if start is None and end is None:
        return area
    inside = range(start or 0, max(where, default=0) + 1 if end is None else end)
    places = [where[place] for place in inside if place in where]
    if not places:
        return None
    first, last = min(places), max(places) + 1
    if any(old is not None and old not in inside for old in order[first:last]):
        return area
    sides = None if start is None else first, None if end is None else last
    if rows:
        return replace(area, start_row=sides[0], end_row=sides[1])
    return replace(area, start_column=sides[0], end_column=sides[1])


def merge(sheet: Sheet, area: GridRange) -> None:
    """Merges a closed `area`; only its first cell keeps its value, and merged cells that it meets are dissolved."""
    assert area.end_row is not None
    assert area.end_column is not None
    for row in range(area.top, min(area.end_row, len(sheet.rows))):
        columns = range(area.left, area.end_column)
        sheet.put_row(row, {column: None for column in columns if (row, column) != (area.top, area.left)})
    sheet.merges = [m for m in sheet.merges if not m.meets(area)]
    if not area.single:
        sheet.merges.append(area)
