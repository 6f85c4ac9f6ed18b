"""What a sheet and the wanted deliveries call for: cells to write, rows to add, conflicts to leave alone. Pure."""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

from sheets.grid import Grid, Place
from sheets.layout import Layout, trimmed
from sheets.slugs import Alike, fold


@dataclass(frozen=True)
class WantedStore:
    """A store that shall have the token; `name` is written only where its row has to be added.

    `meant`: the text of the slug cell that stands for the slug, too, as somebody decided; "": that a row of its own is
    to be added, whatever looks like it; None: nobody had to decide.
    """

    name: str
    slug: str
    meant: str | None = None


@dataclass(frozen=True)
class Delivery:
    """One token for one brand's stores.

    `key`: the caller's name for it, unique among those delivered together. `token`: what shall stand beside each slug;
    "" withdraws: rows whose token `over` accepts are emptied, none is added. `over`: says of a different token that
    stands there whether it may be replaced (a token that we wrote ourselves); None: none may. `adds`: whether a slug
    in no row gets one.
    """

    key: str
    stores: tuple[WantedStore, ...]
    token: str = field(repr=False)
    over: Callable[[str], bool] | None = field(default=None, repr=False)
    adds: bool = True


@dataclass(frozen=True)
class Edit:
    """A cell to write into a row that exists."""

    row: int
    column: int
    value: str = field(repr=False)
    slug: str
    key: str
    beside: str
    """The slug as the row holds it."""


@dataclass(frozen=True)
class Append:
    """A row to add."""

    name: str
    slug: str
    token: str = field(repr=False)
    key: str


@dataclass(frozen=True)
class Conflict:
    """A row that was left as it is, for a person to decide.

    `alike`: no row holds the slug, but this one looks like it; `found` is the text in its slug cell, and no row was
    added. `other_token`: `found` is the different token that stands there (fingerprint it before showing it; row 0:
    another delivery of the same call is about to add the row). `moving`: the row kept moving, or the value did not
    stay, in every attempt (`found` is ""); no stray value of ours is left.
    """

    slug: str
    name: str
    row: int
    found: str = field(repr=False)
    kind: Literal["other_token", "moving", "alike"] = "other_token"


@dataclass(frozen=True)
class Written:
    """A row that holds the wanted token; `appended`: the row was added by us in this call."""

    slug: str
    row: int
    appended: bool = False


@dataclass(frozen=True)
class Plan:
    """What is to do, and what is so already, per delivery's key."""

    edits: tuple[Edit, ...]
    appends: tuple[Append, ...]
    already: Mapping[str, tuple[Written, ...]]
    conflicts: Mapping[str, tuple[Conflict, ...]]


def rows_by_slug(grid: Grid, layout: Layout) -> dict[str, list[int]]:
    """Slug, trimmed, as each row holds it -> its rows below the header row, topmost first."""
    rows: dict[str, list[int]] = defaultdict(list)
    for row, text in enumerate(grid.column(layout.slug), start=1):
        if row > layout.header_row and (slug := trimmed(text)):
            rows[slug].append(row)
    return dict(rows)


def make_plan(grid: Grid, layout: Layout, deliveries: Sequence[Delivery]) -> Plan:
    """The least that makes the sheet hold what the deliveries want.

    A slug in several rows, in whatever case, gets its token in each. Where no row holds it, but one looks like it, that
    is a conflict. A row that has it already is left alone, a row with a different token
    is a conflict unless the delivery's `over` accepts that token. A slug in no row gets a row. Where two deliveries
    want one slug, the first is served, and the other is told of the first's token as a conflict.
    """
    texts = rows_by_slug(grid, layout)
    rows: dict[str, list[int]] = defaultdict(list)
    for text, places in texts.items():
        rows[fold(text)] += places
    wanted = {fold(store.slug) for delivery in deliveries for store in delivery.stores}
    others = Alike((row, text) for text, places in texts.items() if fold(text) not in wanted for row in places)
    served: dict[str, str] = {}
    edits: dict[Place, Edit] = {}
    appends: dict[str, Append] = {}
    already: dict[str, list[Written]] = {}
    conflicts: dict[str, list[Conflict]] = {}
    for delivery in deliveries:
        done = already.setdefault(delivery.key, [])
        refused = conflicts.setdefault(delivery.key, [])
        for store in {store.slug: store for store in delivery.stores}.values():
            slug = fold(store.slug)
            places = sorted({*rows.get(slug, []), *(rows.get(fold(store.meant), []) if store.meant else [])})
            if served.setdefault(slug, delivery.token) != delivery.token:
                refused.append(Conflict(store.slug, store.name, places[0] if places else 0, served[slug]))
                continue
            for row in places:
                found = trimmed(grid.text(row, layout.token))
                if found == delivery.token:
                    done.append(Written(store.slug, row))
                elif found == "" or (delivery.over is not None and delivery.over(found)):
                    beside = trimmed(grid.text(row, layout.slug))
                    edits[row, layout.token] = Edit(row, layout.token, delivery.token, store.slug, delivery.key, beside)
                else:
                    refused.append(Conflict(store.slug, store.name, row, found))
            if not places and delivery.token and delivery.adds:
                if store.meant != "" and (alike := others.rows(store.slug)):
                    found = trimmed(grid.text(alike[0], layout.slug))
                    refused.append(Conflict(store.slug, store.name, alike[0], found, "alike"))
                    continue
                appends.setdefault(slug, Append(store.name, store.slug, delivery.token, delivery.key))
    return Plan(
        tuple(edits.values()),
        tuple(appends.values()),
        {key: tuple(found) for key, found in already.items()},
        {key: tuple(found) for key, found in conflicts.items()},
    )
