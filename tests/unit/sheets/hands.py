"""A person at the partner's sheet, acting at random: what people do with rows, columns and cells."""

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from bot.sandbox.google import Spreadsheet
from bot.sandbox.google.grid import Row, Sheet
from bot.sandbox.google.people import Worksheet
from sheets.layout import folded
from sheets.markers import recognised

NOTES = ("call back", "12/11/2026", "1,5", "VRAI", "Paris", "=1+1")


class HeaderGone(Exception):
    """A plain write has hit the header row: the scene is over."""


@dataclass
class Hands:
    """One person. `acts`: how many things they did; `near`: acts that make the named exception possible: a slug edited
    beside a marker, or a marker copied; `over`: things written over a marked row. `hides`: whether they hide rows."""

    book: Spreadsheet
    chance: random.Random
    slugs: Sequence[str]
    tokens: Sequence[str]
    hides: bool = False
    acts: int = 0
    near: int = 0
    over: int = 0
    log: list[str] = field(default_factory=list)

    @property
    def sheet(self) -> Worksheet:
        return self.book.worksheet()

    @property
    def grid(self) -> Sheet:
        return self.book.state.numbered(self.sheet.id)

    def act(self) -> None:
        """Does one thing."""
        kinds: list[tuple[Callable[[], str], int]] = [
            (self._insert, 3), (self._delete, 2), (self._sort, 3), (self._rename, 1), (self._move_column, 2),
            (self._insert_column, 1), (self._edit_slug, 2), (self._edit_name, 2), (self._type_token, 3),
            (self._type_note, 2), (self._copy_row, 2), (self._move_row, 2), (self._hide, 2 if self.hides else 0),
        ]  # fmt: skip
        work = self.chance.choices([kind for kind, _ in kinds], [weight for _, weight in kinds])[0]
        self.acts += 1
        self.log.append(work())

    def _columns(self) -> dict[str, int]:
        for row in range(1, 6):
            found = {folded(self.sheet.text(row, c)): c for c in range(1, self.grid.column_count + 1)}
            if folded("TOKEN PONGO") in found:
                return {
                    "head": row, "name": found[folded("RESTAURANT NAME")], "slug": found[folded("SLUG PONGO")],
                    "token": found[folded("TOKEN PONGO")],
                }  # fmt: skip
        raise HeaderGone

    def _row(self) -> int:
        head = self._columns()["head"]
        return self.chance.randint(head + 1, max(head + 1, self.grid.used_rows() + 1))

    def _marked(self, row: int) -> bool:
        cells = self.grid.rows[row - 1] if row <= len(self.grid.rows) else ()
        return any(cell and isinstance(cell.value, str) and recognised(cell.value) for cell in cells)

    def _insert(self) -> str:
        row = self.chance.randint(1, self.grid.used_rows() + 1)
        if row <= self._columns()["head"] and self._columns()["head"] >= 4:
            row = self._row()
        self.sheet.insert_row(row)
        return f"insert {row}"

    def _delete(self) -> str:
        row = self._row()
        if row <= self.grid.row_count and self.grid.row_count > 12:
            self.sheet.delete_row(row)
        return f"delete {row}"

    def _sort(self) -> str:
        columns = self._columns()
        column = self.chance.choice([columns["name"], columns["slug"], columns["token"]])
        down = self.chance.random() < 0.5
        self.sheet.sort(column, columns["head"] + 1, down)
        return f"sort {column} {down}"

    def _rename(self) -> str:
        self.sheet.rename(f"Stores {self.chance.randint(1, 9)}")
        return "rename"

    def _move_column(self) -> str:
        last = self.grid.column_count
        at, to = self.chance.randint(1, min(6, last)), self.chance.randint(1, min(6, last))
        self.sheet.move("COLUMNS", at, to)
        return f"column {at} to {to}"

    def _insert_column(self) -> str:
        if self.grid.column_count > 12:
            return "no column"
        at = self.chance.randint(1, 5)
        self.sheet.insert_column(at)
        return f"insert column {at}"

    def _edit_slug(self) -> str:
        row = self._row()
        self.near += self._marked(row)
        slug = self.chance.choice([*self.slugs, "", "another"])
        self.sheet.type(row, self._columns()["slug"], slug)
        return f"slug {row} {slug!r}"

    def _edit_name(self) -> str:
        row = self._row()
        self.over += self._marked(row)  # where columns were moved, the marker may stand there
        self.sheet.type(row, self._columns()["name"], f"Name {self.chance.randint(1, 99)}")
        return f"name {row}"

    def _type_token(self) -> str:
        row = self._row()
        self.over += self._marked(row)
        self.sheet.type(row, self._columns()["token"], self.chance.choice([*self.tokens, f"typed-{self.acts}"]))
        return f"token {row}"

    def _type_note(self) -> str:
        columns = self._columns()
        free = [c for c in range(1, 8) if c not in list(columns.values())[1:]]
        row, column = self._row(), self.chance.choice(free)
        self.over += self._marked(row)
        self.sheet.type(row, column, self.chance.choice(NOTES))
        return f"note {row} {column}"

    def _copy_row(self) -> str:
        """A row copied over another, or below all, its cells as they are."""
        source, target = self._row(), self._row()
        self.over += self._marked(target)
        self.near += self._marked(source)
        with self.book.change("person") as draft:
            sheet = draft.state.numbered(self.sheet.id)
            line: Row = sheet.rows[source - 1] if source <= len(sheet.rows) else ()
            draft.grow(sheet, target)
            sheet.put_row(target - 1, dict.fromkeys(range(sheet.column_count)) | dict(enumerate(line)))
            draft.touch(sheet)
        return f"copy {source} to {target}"

    def _move_row(self) -> str:
        row, to = self._row(), self._row()
        size = self.grid.row_count
        if row <= size and to <= size:
            self.sheet.move("ROWS", row, to)
        return f"row {row} to {to}"

    def _hide(self) -> str:
        row = self._row()
        self.sheet.hide_rows(row)
        return f"hide {row}"
