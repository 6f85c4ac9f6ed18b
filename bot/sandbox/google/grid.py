"""One worksheet's grid: cells, size, merged cells, protected ranges, and how inserting and deleting shifts them."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Literal

from bot.sandbox.google.a1 import GridRange
from bot.sandbox.google.cells import Cell

Row = tuple[Cell | None, ...]
Dimension = Literal["ROWS", "COLUMNS"]
Change = Callable[[int, int], tuple[int, int] | None]
"""Start and end of a stretch of rows or columns -> where it lies now; None: nothing of it is left."""


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
        while line and line[-1] is None:
            line.pop()
        self.rows[row] = tuple(line)

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
        if dimension == "ROWS":
            if at < len(self.rows):
                self.rows[at:at] = [()] * count
            self.row_count += count
        else:
            self.rows = [row[:at] + (None,) * count + row[at:] if len(row) > at else row for row in self.rows]
            self.column_count += count
        self._move(dimension, lambda start, end: _inserted(start, end, at, count))

    def delete(self, dimension: Dimension, at: int, end: int) -> None:
        """Deletes rows or columns from `at` up to `end`, excluded."""
        if dimension == "ROWS":
            del self.rows[at:end]
            self.row_count -= end - at
        else:
            self.rows = [row[:at] + row[end:] for row in self.rows]
            self.column_count -= end - at
        self._move(dimension, lambda start, stop: _deleted(start, stop, at, end))

    def move(self, dimension: Dimension, start: int, end: int, destination: int) -> None:
        """Moves rows or columns `start` up to `end` (excluded) before what stands at `destination` now.

        A merged or protected stretch that is torn apart keeps its place.
        """
        size = self.size(dimension)
        rest = [place for place in range(size) if not start <= place < end]
        cut = destination if destination <= start else destination - (end - start)
        order = rest[:cut] + list(range(start, end)) + rest[cut:]
        if dimension == "ROWS":
            self.rows = [self.rows[place] if place < len(self.rows) else () for place in order]
        else:
            padded = [row + (None,) * (self.column_count - len(row)) for row in self.rows]
            self.rows = [_stripped(tuple(row[place] for place in order)) for row in padded]
        while self.rows and not self.rows[-1]:
            self.rows.pop()
        where = {old: new for new, old in enumerate(order)}

        def moved(first: int, last: int) -> tuple[int, int] | None:
            places = [where[place] for place in range(first, min(last, size))]
            if places and max(places) - min(places) + 1 == len(places):
                return min(places), max(places) + 1
            return first, last

        self._move(dimension, moved)

    def _move(self, dimension: Dimension, change: Change) -> None:
        merges = [_shifted(m, dimension, change) for m in self.merges]
        self.merges = [m for m in merges if m is not None and not m.single]
        areas = [(p, _shifted(p.area, dimension, change)) for p in self.protections]
        self.protections = [replace(p, area=area) for p, area in areas if area is not None]
        if dimension == "ROWS":
            self.hidden_rows = _carried(self.hidden_rows, change)
            self.filtered_rows = _carried(self.filtered_rows, change)


def _carried(rows: frozenset[int], change: Change) -> frozenset[int]:
    """Single rows after `change` moved them."""
    return frozenset(moved[0] for row in rows if (moved := change(row, row + 1)) is not None)


def _stripped(row: Row) -> Row:
    end = len(row)
    while end and row[end - 1] is None:
        end -= 1
    return row[:end]


def _shifted(area: GridRange, dimension: Dimension, change: Change) -> GridRange | None:
    """The range after `change` moved its closed sides of one dimension; None where nothing of it is left."""
    rows = dimension == "ROWS"
    start, end = (area.start_row, area.end_row) if rows else (area.start_column, area.end_column)
    if start is None and end is None:
        return area
    moved = change(start or 0, 1 << 40 if end is None else end)
    if moved is None:
        return None
    first, last = (None if start is None else moved[0]), (None if end is None else moved[1])
    if rows:
        return replace(area, start_row=first, end_row=last)
    return replace(area, start_column=first, end_column=last)


def _inserted(start: int, end: int, at: int, count: int) -> tuple[int, int]:
    return (start + count if at <= start else start), (end + count if at < end else end)


def _deleted(start: int, end: int, at: int, stop: int) -> tuple[int, int] | None:
    def place(edge: int) -> int:
        return edge if edge <= at else max(at, edge - (stop - at))

    first, last = place(start), place(end)
    return (first, last) if last > first else None


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
