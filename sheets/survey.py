"""Looks up slugs in a reading of the sheet: in which rows they stand, and which tokens beside them. Pure."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field, replace
from typing import Literal

from sheets.cells import Seen
from sheets.plan import slugs_of
from sheets.slugs import Alike, fold, trimmed


@dataclass(frozen=True)
class SheetRow:
    """A row that has a slug. `others`: of the columns that are only read, None where one is not there."""

    row: int
    name: str
    slug: str
    token: str = field(repr=False)
    others: tuple[str | None, ...] = field(default=(), repr=False)


@dataclass(frozen=True)
class StoreInSheet:
    """How the sheet sees a slug: its rows, and the tokens in them (those that are not empty). `alike`: where no row
    holds it, the first one that looks like it and is nobody else's among those that were asked for."""

    slug: str
    rows: tuple[int, ...]
    tokens: tuple[str, ...] = field(repr=False)
    alike: SheetRow | None = None

    @property
    def status(self) -> Literal["absent", "no_token", "token"]:
        """What there is at least once."""
        return "token" if self.tokens else "no_token" if self.rows else "absent"


def rows_of(seen: Seen) -> list[SheetRow]:
    """Every row below the headers that has a slug, topmost first."""
    cells, columns, slugs = seen.cells, (seen.layout.name, seen.layout.token, *seen.layout.others), slugs_of(seen)
    read = {row: [trimmed(cells.text(row, column)) if column else None for column in columns] for row in slugs}
    return [SheetRow(row, text[0] or "", slugs[row], text[1] or "", tuple(text[2:])) for row, text in read.items()]


def surveyed(slugs: Collection[str], found: Iterable[SheetRow]) -> dict[str, StoreInSheet]:
    """How the rows that were found show each slug; every slug asked for is in the answer."""
    rows: dict[str, list[SheetRow]] = defaultdict(list)
    for row in found:
        rows[fold(row.slug)].append(row)
    there = {}
    for slug in slugs:
        mine = rows.get(fold(slug), [])
        there[slug] = StoreInSheet(slug, tuple(r.row for r in mine), tuple(r.token for r in mine if r.token))
    if all(store.rows for store in there.values()):
        return there
    # As the plan looks for them (`make_plan`), once it is written.
    wanted = {fold(slug) for slug in slugs}
    others = {row.row: row for slug, places in rows.items() if slug not in wanted for row in places}
    alike = Alike((row.row, row.slug) for row in others.values())
    looking = {slug: alike.rows(slug) for slug, store in there.items() if not store.rows}
    return there | {slug: replace(there[slug], alike=others[near[0]]) for slug, near in looking.items() if near}
