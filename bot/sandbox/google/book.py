"""A spreadsheet's state, changed in whole steps: a draft is worked on and then takes the state's place, or does not."""

import re
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, Literal

from bot.sandbox.faults import Quirks
from bot.sandbox.google import a1
from bot.sandbox.google.a1 import GridRange
from bot.sandbox.google.cells import LOCALES, UNKNOWN, Cell, Locale, Value, shown
from bot.sandbox.google.errors import SAYS, beyond_grid, invalid
from bot.sandbox.google.grid import Sheet

Role = Literal["owner", "writer", "reader"]
By = Literal["api", "person"]
Listener = Callable[[dict[str, Any]], None]

LONGEST = 50_000
_TEXT = re.compile(r'="((?:[^"]|"")*)"')


@dataclass
class State:
    """Everything that a spreadsheet holds. What was committed is never changed again, so reading needs no lock."""

    title: str
    locale: str = "en_US"
    time_zone: str = "Europe/Paris"
    sheets: list[Sheet] = field(default_factory=list)

    @property
    def words(self) -> Locale:
        """How numbers and dates are written."""
        return LOCALES.get(self.locale, LOCALES["en_US"])

    def titled(self, title: str) -> Sheet | None:
        """The worksheet of that title, exactly or else whatever the case, as Google finds it in ranges."""
        for sheet in self.sheets:
            if sheet.title == title:
                return sheet
        return next((sheet for sheet in self.sheets if sheet.title.casefold() == title.casefold()), None)

    def numbered(self, sheet_id: int) -> Sheet:
        """The worksheet of that id; 400 where there is none."""
        for sheet in self.sheets:
            if sheet.id == sheet_id:
                return sheet
        raise invalid(f"No grid with id: {sheet_id}")

    def find(self, text: str) -> tuple[Sheet, GridRange]:
        """The worksheet and the rectangle of a range in A1 notation; 400 where it names none."""
        try:
            title, cells = a1.split(text)
            if title is not None:
                found = self.titled(title)
                if found is None:
                    raise a1.BadRange(text)
                return found, a1.cells(cells) if cells is not None else GridRange()
            named = self.titled(cells or "")
            try:
                return self.sheets[0], a1.cells(cells or "")
            except a1.BadRange:
                if named is None:
                    raise
                return named, GridRange()
        except a1.BadRange:
            raise invalid(f"Unable to parse range: {text}") from None

    def value_of(self, cell: Cell | None) -> Value:
        """What the cell amounts to. Formulas are not calculated: `="a"` is its text, every other one is unknown."""
        if cell is None or cell.formula is None:
            return cell.value if cell else None
        text = _TEXT.fullmatch(cell.formula)
        return text.group(1).replace('""', '"') if text else UNKNOWN

    def text_of(self, cell: Cell | None) -> str:
        """What a person sees in the cell (FORMATTED_VALUE)."""
        if cell is None:
            return ""
        if type(cell.value) is str and cell.formula is None:
            return cell.value
        return shown(self.value_of(cell), cell.pattern, self.words)

    def copy(self) -> "State":
        """A copy that can be worked on."""
        return State(self.title, self.locale, self.time_zone, [s.copy() for s in self.sheets])


def _area(json: Mapping[str, Any]) -> GridRange:
    """A GridRange's rectangle; sides left out are open. 400 for a negative or reversed one."""
    area = GridRange(
        json.get("startRowIndex"), json.get("endRowIndex"), json.get("startColumnIndex"), json.get("endColumnIndex")
    )
    for name, start, end in (("Row", area.top, area.end_row), ("Column", area.left, area.end_column)):
        if start < 0 or (end is not None and start > end):
            raise invalid(f"range.end{name}Index[{end}] must be after range.start{name}Index[{start}]")
    return area


def placed(state: State, json: Mapping[str, Any] | None) -> tuple[Sheet, GridRange]:
    """A GridRange's worksheet and closed rectangle. 400 where it begins outside the grid.

    What ends outside is cut at the grid's end; a range of no cells holds none.
    """
    found = json or {}
    sheet = state.numbered(found.get("sheetId", 0))
    return sheet, within(sheet, _area(found))


def within(sheet: Sheet, area: GridRange) -> GridRange:
    """The closed part of a range that lies in the grid; 400 where it begins outside."""
    if area.top >= sheet.row_count or area.left >= sheet.column_count:
        raise beyond_grid(a1.written(sheet.title, area), sheet.row_count, sheet.column_count)
    return area.bounded(sheet.row_count, sheet.column_count)


class Draft:
    """A change in the making: the state's copy, who makes it, and which cells it touched."""

    def __init__(
        self, state: State, by: By, email: str, owner: str, writers: frozenset[str], quirks: Quirks | None = None
    ) -> None:
        self.state = state.copy()
        self.quirks = quirks or Quirks()
        self.by = by
        self.email = email
        self.owner = owner
        self.writers = writers
        self.touched: dict[int, list[tuple[int, int]]] = {}

    def touch(self, sheet: Sheet, *cells: tuple[int, int]) -> None:
        """Notes that a worksheet changed, and which of its cells."""
        self.touched.setdefault(sheet.id, []).extend(cells)

    def write(self, sheet: Sheet, row: int, column: int, cell: Cell | None) -> None:
        """Stores one cell. 400 for a protected cell or a text too long; a cell under a merged one stays as it is."""
        self.guard(sheet, GridRange(row, row + 1, column, column + 1))
        if cell and max(len(cell.formula or ""), len(cell.value) if isinstance(cell.value, str) else 0) > LONGEST:
            raise invalid(SAYS["too long"])
        if sheet.merges and sheet.hidden_by_merge(row, column):
            return
        sheet.put(row, column, cell)
        self.touch(sheet, (row, column))

    def guard(self, sheet: Sheet, area: GridRange) -> None:
        """400 if a protection keeps this draft's author from changing something in `area`."""
        if self.by == "api" and any(p.refuses(self.email, area) for p in sheet.protections):
            raise invalid(SAYS["protected"])

    def grow(self, sheet: Sheet, rows: int, columns: int = 0) -> None:
        """Makes the grid at least that large."""
        sheet.row_count, sheet.column_count = max(rows, sheet.row_count), max(columns, sheet.column_count)


# In the place of an address: everybody who has the link, logged in or not.
ANYONE = "anyone"


class Book:
    """A spreadsheet: its committed state, the people it is shared with, and who wants to know of changes."""

    def __init__(self, id_: str, state: State, owner: str, quirks: Quirks | None = None) -> None:
        self.id = id_
        self.owner = owner
        self._quirks = quirks or Quirks()
        self._state = state
        self._lock = threading.RLock()
        self._roles: dict[str, Role] = {owner: "owner"}
        self._listeners: list[tuple[Listener, int | None]] = []

    @property
    def state(self) -> State:
        """The committed state; not to be changed."""
        return self._state

    def role(self, email: str) -> Role | None:
        """What `email` may do here: by name, or as anyone who has the link."""
        with self._lock:
            named, anyone = self._roles.get(email.casefold()), self._roles.get(ANYONE)
        return anyone if named is None or (named == "reader" and anyone) else named

    def share(self, email: str, role: Role | None = "writer") -> None:
        """Shares with `email`, or with ANYONE who has the link; None: no longer."""
        with self._lock:
            if role is None:
                self._roles.pop(email.casefold(), None)
            else:
                self._roles[email.casefold()] = role

    @contextmanager
    def change(self, by: By, email: str = "") -> Iterator[Draft]:
        """One change, whole or not at all: commits the draft when the block ends well, then tells the subscribers."""
        with self._lock:
            writers = frozenset(who for who, role in self._roles.items() if role != "reader" and who != ANYONE)
            draft = Draft(self._state, by, email.casefold(), self.owner, writers, self._quirks)
            yield draft
            self._state = draft.state
            listeners = list(self._listeners)
        titles = {sheet.id: sheet.title for sheet in draft.state.sheets}
        for sheet_id, cells in draft.touched.items():
            if sheet_id in titles:
                shown_cells = [[row + 1, column + 1] for row, column in sorted(set(cells))]
                event = {"type": "sheet", "spreadsheet": self.id, "worksheet": titles[sheet_id]}
                for listener, wanted in listeners:
                    if wanted in (None, sheet_id):
                        listener({**event, "cells": shown_cells, "by": by})

    def subscribe(self, listener: Listener, sheet_id: int | None = None) -> None:
        """Calls `listener` after each change (of one worksheet, if named), in the thread that made it, unlocked:
        quick, and never raising."""
        with self._lock:
            self._listeners.append((listener, sheet_id))
