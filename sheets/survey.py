"""What a reading says of slugs: which rows, and which tokens stand there. Pure."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import Literal

from sheets.cells import Seen
from sheets.layout import trimmed
from sheets.plan import rows_by_slug
from sheets.slugs import Alike, fold


@dataclass(frozen=True)
class SheetRow:
    """A row that has a slug."""

    row: int
    name: str
    slug: str
    token: str = field(repr=False)


@dataclass(frozen=True)
class StoreInSheet:
    """How the sheet sees a slug: its rows, and the tokens in them (those that are not empty). `alike`: where no row
    holds it, the first one that looks like it and is nobody else's among those that were asked for."""

    slug: str
    rows: tuple[int, ...]
    status: Literal["absent", "no_token", "token"]
    tokens: tuple[str, ...] = field(repr=False)
    alike: SheetRow | None = None


def rows_of(seen: Seen) -> list[SheetRow]:
    """Every row below the headers that has a slug, topmost first."""
    cells, layout = seen.cells, seen.layout
    found = [
        SheetRow(row, trimmed(cells.text(row, layout.name)), slug, trimmed(cells.text(row, layout.token)))
        for slug, rows in rows_by_slug(seen).items()
        for row in rows
    ]
    return sorted(found, key=lambda r: r.row)


def surveyed(slugs: Collection[str], found: Iterable[SheetRow]) -> dict[str, StoreInSheet]:
    """How the rows that were found show each slug; every slug asked for is in the answer."""
    rows: dict[str, list[SheetRow]] = defaultdict(list)
    for row in found:
        rows[fold(row.slug)].append(row)
    there = {slug: _in_sheet(slug, rows.get(fold(slug), [])) for slug in slugs}
    if all(store.rows for store in there.values()):
        return there
    # As the plan looks for them (`make_plan`), once it is written.
    wanted = {fold(slug) for slug in slugs}
    others = {row.row: row for slug, places in rows.items() if slug not in wanted for row in places}
    alike = Alike((row.row, row.slug) for row in others.values())
    looking = {slug: alike.rows(slug) for slug, store in there.items() if not store.rows}
    return there | {slug: replace(there[slug], alike=others[near[0]]) for slug, near in looking.items() if near}


def _in_sheet(slug: str, rows: Sequence[SheetRow]) -> StoreInSheet:
    tokens = tuple(row.token for row in rows if row.token)
    status: Literal["absent", "no_token", "token"] = "token" if tokens else "no_token" if rows else "absent"
    return StoreInSheet(slug, tuple(row.row for row in rows), status, tokens)
