"""Plans deliveries: which cells to claim and rows to add; and says what came of them. Pure."""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

from sheets.cells import Place, Seen
from sheets.errors import SheetError
from sheets.markers import recognised
from sheets.slugs import Alike, fold, trimmed


@dataclass(frozen=True)
class WantedStore:
    """A store that shall have the token; `name` is written only where its row has to be added.

    `decided`: what somebody has decided about another token that stands there: it is to stay, or ours takes its place.
    `meant`: the text of the slug cell that stands for the slug, too, as somebody decided; "": that a row of its own is
    to be added, whatever looks like it; None: nobody had to decide.
    """

    name: str
    slug: str
    meant: str | None = None
    decided: Callable[[str], str | None] = field(default=lambda found: None, repr=False)


@dataclass(frozen=True)
class Delivery:
    """One token for one brand's stores.

    `key`: the caller's name for it, unique among those delivered together. `token`: what shall stand beside each slug;
    "" withdraws: rows whose token `over` accepts are emptied, none is added. `over`: says of a different token that
    stands there whether it may be replaced (one that we wrote); None: none may. `adds`: rows for slugs in no row.
    """

    key: str
    stores: tuple[WantedStore, ...]
    token: str = field(repr=False)
    over: Callable[[str], bool] | None = field(default=None, repr=False)
    adds: bool = True


@dataclass(frozen=True)
class Target:
    """What a marker is for. Rows and columns are where they stood when they were read.

    `kind`: `cell` fills, replaces or empties the token cell beside `slug`; `row` is a new row with `name` and `slug`;
    `back` empties a cell of a row that was added in the wrong columns, where it stands in one row with the marker
    `beside`; `stray` empties a token's cell beside a `slug` that it was not meant for, or outside its column.
    `slug`: as the row holds it, `store`: as the delivery does. `becomes`: the text that the marker becomes where it
    stands right; `before`: the text that it takes the place of. `key`: the delivery, None for what no delivery asked
    for. `plainly`: written whatever the cell holds.
    """

    kind: Literal["cell", "row", "back", "stray"]
    slug: str
    becomes: str = field(repr=False)
    before: str = field(default="", repr=False)
    row: int = 0
    column: int = 0
    key: str | None = None
    store: str = ""
    name: str = ""
    beside: str = ""
    plainly: bool = False
    marker: str = ""


@dataclass(frozen=True)
class Conflict:
    """A row that was left as it is, for a person to decide.

    `alike`: no row holds the slug, but this one looks like it; `found` is the text in its slug cell, and no row was
    added. `other_token`: `found` is the different token that stands there (fingerprint it before showing it; row 0:
    another delivery of the same call is about to add the row). `moving`: the row kept moving, or the value did not
    stay, in every attempt (`found` is ""); no stray value of ours is left. `hidden`: the row is hidden, and Google
    leaves hidden rows alone. `odd`: the cell shows nothing, and is not blank.
    """

    slug: str
    name: str
    row: int
    found: str = field(repr=False)
    kind: Literal["other_token", "moving", "alike", "hidden", "odd"] = "other_token"


@dataclass(frozen=True)
class Written:
    """A row that holds the wanted token; `appended`: the row was added by us in this call."""

    slug: str
    row: int
    appended: bool = False


@dataclass(frozen=True)
class Emptied:
    """A row whose token cell was emptied: the token had come to stand beside another slug, through an edit in the very
    instant (a stray); or a claim took a token's place, and nobody knows any more which one it was (a lost one)."""

    slug: str
    row: int


@dataclass(frozen=True)
class DeliveryReport:
    """What became of one delivery: rows that hold its token, as the last reading showed, and rows left as they are.

    `problem`: this delivery could not be written, or not wholly, while others were: a protected range, or a marker that
    nobody knows stands in the way for some minutes. `strays`: see Emptied.
    """

    verified: tuple[Written, ...]
    conflicts: tuple[Conflict, ...]
    problem: SheetError | None = None
    strays: tuple[Emptied, ...] = ()

    @property
    def complete(self) -> bool:
        """Whether every row of every wanted store holds the token."""
        return not self.conflicts and self.problem is None


@dataclass
class Plan:
    """What is to do, and what is so already, per delivery's key; `busy`: where a marker of a claim stands (`found`)."""

    targets: list[Target] = field(default_factory=list)
    already: dict[str, list[Written]] = field(default_factory=lambda: defaultdict(list))
    conflicts: dict[str, list[Conflict]] = field(default_factory=lambda: defaultdict(list))
    busy: dict[str, list[Conflict]] = field(default_factory=lambda: defaultdict(list))


def slugs_of(seen: Seen) -> dict[int, str]:
    """The rows below the header row that have a slug, topmost first -> the slug, trimmed."""
    rows = range(seen.layout.header_row + 1, seen.cells.height + 1)
    return {row: slug for row in rows if (slug := trimmed(seen.cells.text(row, seen.layout.slug)))}


def rows_by_slug(slugs: Mapping[int, str]) -> dict[str, list[int]]:
    """What slugs are compared by -> their rows."""
    rows: dict[str, list[int]] = defaultdict(list)
    for row, slug in slugs.items():
        rows[fold(slug)].append(row)
    return rows


def make_plan(seen: Seen, deliveries: Sequence[Delivery]) -> Plan:
    """The least that makes the sheet hold what the deliveries want.

    A slug in several rows, in whatever case, gets its token in each. Where no row holds it, but one looks like it, that
    is a conflict. A row that has it already is left alone, a row with a different token is a conflict unless the
    delivery's `over` accepts that token. A slug in no row gets a row. Where two deliveries want one slug, the first is
    served, and the other is told of the first's token as a conflict.
    """
    slugs, layout = slugs_of(seen), seen.layout
    rows = rows_by_slug(slugs)
    wanted = {fold(store.slug) for delivery in deliveries for store in delivery.stores}
    others = Alike((row, slug) for row, slug in slugs.items() if fold(slug) not in wanted)
    # A marker in another column: of a new row, in the wrong columns, that is to be taken back.
    marked = {row: text for (row, _), text in seen.cells.texts.items() if recognised(text)}
    served: dict[str, str] = {}
    targets: dict[Place | str, Target] = {}
    plan = Plan()
    for delivery in deliveries:
        key, token = delivery.key, delivery.token
        refused = plan.conflicts[key]
        for store in {store.slug: store for store in delivery.stores}.values():
            slug = fold(store.slug)
            places = sorted({*rows.get(slug, []), *(rows.get(fold(store.meant), []) if store.meant else [])})
            if served.setdefault(slug, token) != token:
                refused.append(Conflict(store.slug, store.name, places[0] if places else 0, served[slug]))
                continue
            for row in places:
                cell, beside = seen.cells.text(row, layout.token), slugs[row]
                found = trimmed(cell)
                decision = store.decided(found) if found else None
                if found == token or decision == "keep":
                    plan.already[key].append(Written(store.slug, row))
                elif row in marked:
                    plan.busy[key].append(Conflict(store.slug, store.name, row, marked[row], "hidden"))
                elif found == "" or decision == "overwrite" or (delivery.over is not None and delivery.over(found)):
                    place = (row, layout.token)
                    targets[place] = Target("cell", beside, token, cell, *place, key, store.slug, store.name)
                else:
                    refused.append(Conflict(store.slug, store.name, row, found))
            if places or not token or not delivery.adds:
                continue
            if store.meant != "" and (alike := others.rows(store.slug)):
                refused.append(Conflict(store.slug, store.name, alike[0], slugs[alike[0]], "alike"))
            else:
                targets.setdefault(slug, Target("row", store.slug, token, "", 0, 0, key, store.slug, store.name))
    plan.targets += targets.values()
    return plan
