"""A worksheet on paper: the four calls of SheetCalls over a list of rows, and a person's hands. No network."""

from collections.abc import Callable, Mapping, Sequence

from sheets.client import Block, Rows, WorksheetInfo
from sheets.errors import RangeRefused


class Paper:
    """Text cells in a grid of fixed width; `before` and `after` are called with the name of each call."""

    def __init__(self, rows: Sequence[Sequence[str]], *, height: int = 60, width: int = 8) -> None:
        self.lines = [[*row, *[""] * (width - len(row))] for row in rows]
        self.lines += [[""] * width for _ in range(height - len(self.lines))]
        self.calls: list[str] = []
        self.reads: list[tuple[str, ...]] = []
        self.before: list[Callable[[str], None]] = []
        self.after: list[Callable[[str], None]] = []
        self.looked_up = False
        self.info = WorksheetInfo(7, "Stores", height, width)

    # -- the bot's calls

    @property
    def spreadsheet_id(self) -> str:
        return "paper"

    def worksheet(self, *, refresh: bool = False) -> WorksheetInfo:
        if refresh or not self.looked_up:
            self._call("worksheet", lambda: None)
            self.looked_up = True
            self.info = WorksheetInfo(7, "Stores", len(self.lines), self.width)
        return self.info

    def forget(self) -> None:
        self.looked_up = False

    def read(self, ranges: Sequence[str]) -> list[Rows]:
        self.worksheet()
        self.reads.append(tuple(ranges))
        found: list[Rows] = []
        self._call("read", lambda: found.extend(self._values(a1) for a1 in ranges))
        return found

    def write(self, blocks: Sequence[Block]) -> None:
        self.worksheet()
        self._call("write", lambda: self._write(blocks))

    def append(self, rows: Sequence[Mapping[int, str]]) -> None:
        self.worksheet()
        self._call("append", lambda: self._append(rows))

    def _call(self, name: str, work: Callable[[], None]) -> None:
        self.calls.append(name)
        for hook in self.before:
            hook(name)
        work()
        for hook in self.after:
            hook(name)

    def _values(self, a1: str) -> Rows:
        first, _, last = a1.partition(":")
        left, top = _place(first)
        right, bottom = _place(last or first)
        if max(left, right) > self.width:
            raise RangeRefused("outside of the grid")
        rows = [line[left - 1 : right] for line in self.lines[top - 1 : bottom or None]]
        return _cut([_cut_ends(row) for row in rows])

    def _write(self, blocks: Sequence[Block]) -> None:
        cells = []
        for block in blocks:
            left, top = _place(block.range.partition(":")[0])
            for down, row in enumerate(block.values):
                for right, text in enumerate(row):
                    cells.append((top + down, left + right, text))
        if any(row > len(self.lines) or column > self.width for row, column, _ in cells):
            raise RangeRefused("outside of the grid")
        for row, column, text in cells:
            self.lines[row - 1][column - 1] = text

    def _append(self, rows: Sequence[Mapping[int, str]]) -> None:
        last = max((number for number, line in enumerate(self.lines, start=1) if any(line)), default=0)
        for row in rows:
            if last == len(self.lines):
                self.lines.append([""] * self.width)
            self.lines[last] = [row.get(column, "") for column in range(1, self.width + 1)]
            last += 1

    # -- a person's hands

    @property
    def width(self) -> int:
        return len(self.lines[0])

    def rows(self) -> Rows:
        """The rows with text, ends cut."""
        return _cut([_cut_ends(line) for line in self.lines])

    def type(self, row: int, column: int, text: str) -> None:
        self.lines[row - 1][column - 1] = text

    def insert_row(self, at: int, values: Sequence[str] = ()) -> None:
        self.lines.insert(at - 1, [*values, *[""] * (self.width - len(values))])

    def delete_row(self, at: int) -> None:
        del self.lines[at - 1]

    def insert_column(self, at: int) -> None:
        for line in self.lines:
            line.insert(at - 1, "")

    def delete_column(self, at: int) -> None:
        for line in self.lines:
            del line[at - 1]

    def move_column(self, source: int, target: int) -> None:
        for line in self.lines:
            line.insert(target - 1, line.pop(source - 1))

    def sort(self, column: int, first_row: int = 2, descending: bool = False) -> None:
        used = [line for line in self.lines[first_row - 1 :] if any(line)]
        rest = [line for line in self.lines[first_row - 1 :] if not any(line)]
        filled = sorted((r for r in used if r[column - 1]), key=lambda r: r[column - 1], reverse=descending)
        self.lines[first_row - 1 :] = [*filled, *(r for r in used if not r[column - 1]), *rest]


class MemoryJournal:
    """A journal that outlives the gateways that use it."""

    def __init__(self) -> None:
        self.state: bytes | None = None
        self.saves = 0
        self.fail: Callable[[str], None] = lambda call: None

    def load(self) -> bytes | None:
        self.fail("load")
        return self.state

    def save(self, state: bytes) -> None:
        self.saves += 1
        self.state = state
        self.fail("save")

    def clear(self) -> None:
        self.state = None
        self.fail("clear")


def _place(a1: str) -> tuple[int, int]:
    """Column and row of a cell; row 0 where the notation names none."""
    column = 0
    for letter in a1:
        if letter.isalpha():
            column = column * 26 + ord(letter) - ord("A") + 1
    return column, int("".join(c for c in a1 if c.isdigit()) or 0)


def _cut_ends(row: Sequence[str]) -> list[str]:
    line = list(row)
    while line and not line[-1]:
        line.pop()
    return line


def _cut(rows: Rows) -> Rows:
    while rows and not rows[-1]:
        rows.pop()
    return rows
