"""A worksheet on paper: the four calls of SheetCalls over a list of rows, and a person's hands. No network."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from sheets.client import Block, Rows, WorksheetInfo
from sheets.errors import RangeRefused

ANY = "\0any"
"""What a cell should hold where nobody can say: see Cell.fresh."""


@dataclass
class Cell:
    """What stands in a cell, and what should: the text that a person typed last.

    `fresh`: typed since the bot's last reading. If the bot's write hits such a cell, the text is gone, and nothing that
    the bot could read would show it; only then may the cell end otherwise than it should. `also`: a token of the bot's
    that stood here beside its slug when the bot read: it may stay, whatever the person makes of the slug later. `ours`:
    a text of a row that the bot added in the wrong columns; a person who types into that row makes it theirs.
    """

    text: str = ""
    should: str = ""
    fresh: bool = False
    also: str = ""
    ours: bool = False


class Paper:
    """Text cells in a grid; `before` and `after` are called with the name of each call of the bot."""

    def __init__(self, rows: Sequence[Sequence[str]], *, height: int = 60, width: int = 8) -> None:
        self.lines = [[Cell(text, text) for text in [*row, *[""] * (width - len(row))]] for row in rows]
        self.lines += [[Cell() for _ in range(width)] for _ in range(height - len(self.lines))]
        self.calls: list[str] = []
        self.reads: list[tuple[str, ...]] = []
        self.before: list[Callable[[str], None]] = []
        self.after: list[Callable[[str], None]] = []
        self.overwritten = 0
        self.twins = False
        self.last_append: tuple[int, list[dict[int, str]]] = (0, [])
        self._info: WorksheetInfo | None = None
        self._first = f"Paper({self.rows()!r}, height={len(self.lines)}, width={self.width})"

    def __repr__(self) -> str:
        return self._first

    # -- the bot's calls

    @property
    def spreadsheet_id(self) -> str:
        return "paper"

    def worksheet(self, *, refresh: bool = False) -> WorksheetInfo:
        if self._info is None or refresh:
            self._call("worksheet", lambda: None)
            self._info = WorksheetInfo(7, "Stores", len(self.lines), self.width)
        return self._info

    def forget(self) -> None:
        self._info = None

    def read(self, ranges: Sequence[str]) -> list[Rows]:
        self.worksheet()
        self.reads.append(tuple(ranges))
        found: list[Rows] = []
        self._call("read", lambda: found.extend(self._values(a1) for a1 in ranges))
        return found

    def write(self, blocks: Sequence[Block]) -> None:
        self.worksheet()
        self._call("write", lambda: self.put([(*place(b.range.partition(":")[0]), b.values) for b in blocks]))

    def append(self, rows: Sequence[Mapping[int, str]]) -> None:
        self.worksheet()
        self._call("append", lambda: self.put_below(rows))

    def _call(self, name: str, work: Callable[[], None]) -> None:
        self.calls.append(name)
        for hook in self.before:
            hook(name)
        work()
        for hook in self.after:
            hook(name)

    def _values(self, a1: str) -> Rows:
        first, _, last = a1.partition(":")
        left, top = place(first)
        right, bottom = place(last or first)
        if max(left, right) > self.width:
            raise RangeRefused("outside of the grid")
        return _cut(
            [_cut_ends([c.text for c in line[left - 1 : right]]) for line in self.lines[top - 1 : bottom or None]]
        )

    def put(self, blocks: Iterable[tuple[int, int, Sequence[Sequence[str]]]]) -> None:
        """Carries out a write: (column, row, texts) of each block, wholly or not at all."""
        cells = [
            (top + down, left + right, text)
            for left, top, values in blocks
            for down, row in enumerate(values)
            for right, text in enumerate(row)
        ]
        if any(row > len(self.lines) or column > self.width for row, column, _ in cells):
            raise RangeRefused("outside of the grid")
        for row, column, text in cells:
            cell = self.lines[row - 1][column - 1]
            if cell.fresh and cell.should not in (ANY, text):
                self.overwritten += 1
                cell.should = ANY
            cell.text = text

    def put_below(self, rows: Sequence[Mapping[int, str]]) -> None:
        """Carries out an append: below the last row with text, adding rows to the grid where it is full."""
        if any(max(row) > self.width for row in rows):
            raise RangeRefused("outside of the grid")
        last = max((number for number, line in enumerate(self.lines, start=1) if any(c.text for c in line)), default=0)
        self.last_append = (last + 1, [dict(row) for row in rows])
        for row in rows:
            if last == len(self.lines):
                self.lines.append([Cell() for _ in range(self.width)])
            for column, text in row.items():
                self.lines[last][column - 1].text = text
            last += 1

    # -- a person's hands

    @property
    def width(self) -> int:
        return len(self.lines[0])

    def rows(self) -> Rows:
        """The rows with text, ends cut."""
        return _cut([_cut_ends([c.text for c in line]) for line in self.lines])

    def type(self, row: int, column: int, text: str) -> None:
        for cell in self.lines[row - 1]:
            if cell.ours:
                cell.should = ANY
        self.lines[row - 1][column - 1] = Cell(text, text, True)

    def insert_row(self, at: int, values: Sequence[str] = ()) -> None:
        texts = [*values, *[""] * (self.width - len(values))]
        self.lines.insert(at - 1, [Cell(text, text, True) for text in texts])

    def delete_row(self, at: int) -> None:
        del self.lines[at - 1]

    def insert_column(self, at: int) -> None:
        for line in self.lines:
            line.insert(at - 1, Cell())

    def delete_column(self, at: int) -> None:
        for line in self.lines:
            del line[at - 1]

    def move_column(self, source: int, target: int) -> None:
        for line in self.lines:
            line.insert(target - 1, line.pop(source - 1))

    def sort(self, column: int, first_row: int = 2, descending: bool = False) -> None:
        lines = self.lines[first_row - 1 :]
        filled = [line for line in lines if line[column - 1].text]
        filled.sort(key=lambda line: line[column - 1].text.casefold(), reverse=descending)
        self.lines[first_row - 1 :] = [*filled, *(line for line in lines if not line[column - 1].text)]


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


def place(a1: str) -> tuple[int, int]:
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
