"""A worksheet on paper: the calls of SheetCalls over a list of rows, and a person's hands. No network."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from sheets.client import Block, Rows, Strip, WorksheetInfo
from sheets.copies import Copy
from sheets.errors import RangeRefused, SheetError, TryAgain, Unsupported
from sheets.quota import Unlimited

Copying = Literal["made", "refused", "unknown", "ignored", "failing"]

ANY = "\0any"
"""What a cell should hold where nobody can say: see Cell.fresh."""


@dataclass
class Cell:
    """What stands in a cell, and what should: the text that a person typed last.

    `fresh`: typed since the bot's last reading. If a write without a copy hits such a cell, the text is gone, and
    nothing that the bot could read would show it; only then may the cell end otherwise than it should. `also`: what the
    bot is asked to put here, and did: a token that stood here beside its slug when the bot read, or nothing, from when
    it emptied the cell beside its slug on. It may stay, whatever the person makes of the slug later. `ours`: a text of
    a row that the bot added in the wrong columns; a person who types into that row makes it theirs.
    """

    text: str = ""
    should: str = ""
    fresh: bool = False
    also: str | None = None
    ours: bool = False


class Paper:
    """Text cells in a grid; `before` and `after` are called with the name of each call of the bot.

    `copying`: whether copies are made; else they are refused by a 400 or (`unknown`) a 501, or silently not made
    (`ignored`), or end in a 500 (`failing`). `postpone`: the next call is not answered, and becomes `late`: what Google
    may yet carry out.
    """

    def __init__(self, rows: Sequence[Sequence[str]], *, height: int = 60, width: int = 8) -> None:
        self.lines = [[Cell(text, text) for text in [*row, *[""] * (width - len(row))]] for row in rows]
        self.lines += [[Cell() for _ in range(width)] for _ in range(height - len(self.lines))]
        self.calls: list[str] = []
        self.quota = Unlimited()
        self.reads: list[tuple[str, ...]] = []
        self.before: list[Callable[[str], None]] = []
        self.after: list[Callable[[str], None]] = []
        self.overwritten = 0
        self.copying: Copying = "made"
        self.made: dict[Copy, list[list[str]]] = {}
        self.postpone = False
        self.late: Callable[[], None] | None = None
        self._copies: dict[Copy, int] = {}
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
            self._copies = {copy: len(shown[0]) for copy, shown in self.made.items()}
            self._info = WorksheetInfo(7, "Stores", len(self.lines), self.width)
        return self._info

    @property
    def copies(self) -> Mapping[Copy, int]:
        return dict(self._copies)

    def forget(self) -> None:
        self._info = None

    def read(self, ranges: Sequence[str], copy: Copy | None = None, of_copy: Sequence[str] = ()) -> list[Rows]:
        self.worksheet()
        self.reads.append(tuple(ranges))
        found: list[Rows] = []

        def look() -> None:
            if copy is not None and copy not in self.made:
                raise RangeRefused("no such worksheet")
            found.extend(_values([[c.text for c in line] for line in self.lines], a1) for a1 in ranges)
            if copy is not None:
                found.extend(_values(self.made[copy], a1) for a1 in of_copy)

        self._call("read", look)
        return found

    def write(self, blocks: Sequence[Block]) -> None:
        self.worksheet()
        self._call("write", lambda: self.put([(*place(b.range.partition(":")[0]), b.values) for b in blocks]))

    def append(self, rows: Sequence[Mapping[int, str]]) -> None:
        self.worksheet()
        self._call("append", lambda: self.put_below(rows))

    def write_and_copy(self, strips: Sequence[Strip], rows: Sequence[Mapping[int, str]], copy: Copy) -> bool:
        self.worksheet()
        refusals: dict[Copying, SheetError] = {
            "refused": RangeRefused("no copies here"),
            "unknown": Unsupported("501"),
            "failing": TryAgain("500", uncertain=True),
        }

        def work() -> None:
            if self.copying in refusals:
                raise refusals[self.copying]
            self.put_and_copy(strips, rows, copy)

        self._call("swap", work)
        if self.copying == "made":
            self._copies[copy] = len(self.made[copy][0])
        return self.copying == "made"

    def delete_copies(self) -> None:
        try:
            self._delete()
        except RangeRefused:
            self.worksheet(refresh=True)
            self._delete()

    def _delete(self) -> None:
        if self._copies:
            self._call("delete", lambda: self.drop(copy.id for copy in self._copies))
            self._copies = {}

    def _call(self, name: str, work: Callable[[], None]) -> None:
        self.calls.append(name)
        for hook in self.before:
            hook(name)
        if self.postpone:
            self.late, self.postpone = work, False
            raise TryAgain("no answer", uncertain=True)
        work()
        for hook in self.after:
            hook(name)

    def carry_out_late(self) -> bool:
        """What was not answered is carried out now, if it can be; answers whether it was."""
        work, self.late = self.late, None
        try:
            if work:
                work()
        except RangeRefused:
            return False
        return work is not None

    def put_and_copy(self, strips: Sequence[Strip], rows: Sequence[Mapping[int, str]], copy: Copy) -> None:
        """Carries out a write that makes a copy, wholly or not at all; Google makes no two worksheets of one id."""
        if any(other.id == copy.id or other.title == copy.title for other in self.made):
            raise RangeRefused("there is such a worksheet")
        if any(max(row) > self.width for row in rows):
            raise RangeRefused("outside of the grid")
        shown = [[cell.text for cell in line] for line in self.lines]
        excused = self.copying == "ignored"
        self.put([(s.column, s.row, [[text] for text in s.texts]) for s in strips], excused=excused)
        self.last_append = (0, [])
        if rows:
            self.put_below(rows)
        if not excused:
            self.made[copy] = shown

    def drop(self, ids: Iterable[int]) -> None:
        """Deletes copies, all or none."""
        gone = set(ids)
        if gone - {copy.id for copy in self.made}:
            raise RangeRefused("no such worksheet")
        self.made = {copy: shown for copy, shown in self.made.items() if copy.id not in gone}

    def put(self, blocks: Iterable[tuple[int, int, Sequence[Sequence[str]]]], *, excused: bool = True) -> None:
        """Carries out a write: (column, row, texts) of each block, wholly or not at all.

        `excused`: nothing shows what stood there, so that nobody can put it back.
        """
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
                cell.should = ANY if excused else cell.should
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
        if self.lines[row - 1][column - 1].text != text:  # else nothing changes that anybody could see
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


def _values(grid: Sequence[Sequence[str]], a1: str) -> Rows:
    first, _, last = a1.partition(":")
    left, top = place(first)
    right, bottom = place(last or first)
    if max(left, right) > len(grid[0]):
        raise RangeRefused("outside of the grid")
    return _cut([_cut_ends(line[left - 1 : right]) for line in grid[top - 1 : bottom or None]])


def _cut_ends(row: Sequence[str]) -> list[str]:
    line = list(row)
    while line and not line[-1]:
        line.pop()
    return line


def _cut(rows: Rows) -> Rows:
    while rows and not rows[-1]:
        rows.pop()
    return rows
