"""A person at the sheet while the bot works, drawn by hypothesis, and what must be true of the sheet afterwards."""

import copy
from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from hypothesis import strategies as st

from sheets.errors import HeadersMissing
from sheets.gateway import Delivery, WantedStore
from sheets.layout import Headers, Layout, find_layout
from tests.unit.sheets.paper import ANY, Cell, Paper

HEADERS = Headers()
FIRST_HEADERS = (HEADERS.name, HEADERS.slug, HEADERS.token)
SLUGS = [f"slug-{letter}" for letter in "abcdefgh"]
NAMES = ["Pizza Roma", "Café de l'Été", "+33 Burger", "L'Épi d'Or"]
OUR_TOKENS = ["our-token-AAAAAAAA", "our-token-BBBBBBBB"]
OLD_TOKEN = "our-token-of-before"
"""What the bot wrote once, and may replace or withdraw."""

TYPED_TOKENS = ["typed-token-0001", "typed-token-0002", "typed-token-0003"]


class Hands(Protocol):
    """What a person can do to a worksheet."""

    def type(self, row: int, column: int, text: str) -> None: ...
    def insert_row(self, at: int) -> None: ...
    def delete_row(self, at: int) -> None: ...
    def insert_column(self, at: int) -> None: ...
    def delete_column(self, at: int) -> None: ...
    def move_column(self, source: int, target: int) -> None: ...
    def sort(self, column: int, first_row: int = 2, descending: bool = False) -> None: ...


@dataclass(frozen=True)
class Act:
    """Something that a person does; numbers are taken modulo what there is when it happens."""

    kind: str
    a: int
    b: int


NUMBERS = st.integers(0, 30)
ROW_ACTS = st.builds(
    Act,
    st.sampled_from(
        [
            *["insert_row", "sort"] * 3,
            *["type_token"] * 4,
            *["delete_row"] * 2,
            "edit_name",
            "edit_slug",
            "edit_note",
            "new_store",
        ]
    ),
    NUMBERS,
    NUMBERS,
)
COLUMN_ACTS = st.builds(
    Act, st.sampled_from(["insert_column", "move_column", "delete_column", "rename_header"]), NUMBERS, NUMBERS
)
Acts = dict[int, list[Act]]


@st.composite
def acts(draw: st.DrawFn, moments: int = 16, columns: int = 1) -> Acts:
    """What a person does at which moment: rows all the time, columns seldom; most between a reading and a write."""
    at = st.one_of(st.integers(1, moments), st.sampled_from([4, 5, 8, 9]))
    found = draw(st.dictionaries(at, st.lists(ROW_ACTS, min_size=1, max_size=3), max_size=5))
    for _ in range(draw(st.integers(0, columns))):
        moment = draw(at)
        found[moment] = [*found.get(moment, []), draw(COLUMN_ACTS)]
    return dict(sorted(found.items()))


@st.composite
def papers(draw: st.DrawFn) -> Paper:
    """A sheet: 0 to 8 stores, columns in any order, extra columns, rows above the headers, tokens here and there."""
    extra = draw(st.lists(st.sampled_from(["NOTES", "PHONE", "", "CITY"]), max_size=3, unique=True))
    columns = draw(st.permutations([*FIRST_HEADERS, *extra]))
    rows: list[list[str]] = [[] for _ in range(draw(st.integers(0, 2)))]
    rows.append(list(columns))
    twins = draw(st.booleans())
    for number in range(draw(st.integers(0, 8))):
        store = {
            HEADERS.name: draw(st.sampled_from(NAMES)) + ("" if twins else f" {number}"),
            HEADERS.slug: draw(st.sampled_from(SLUGS)),
            HEADERS.token: draw(st.sampled_from(["", "", "", *TYPED_TOKENS, OLD_TOKEN])),
        }
        rows.append([store.get(c, draw(st.sampled_from(["", f"note {number}", "same"]))) for c in columns])
    paper = Paper(rows, height=draw(st.sampled_from([len(rows), 30])), width=draw(st.integers(len(columns), 8)))
    paper.twins = twins
    return paper


@st.composite
def deliveries(draw: st.DrawFn, replacing: bool = True) -> list[Delivery]:
    """One or two brands, stores in the sheet and not; a token to be given, or one of before replaced, or withdrawn."""
    slugs = draw(st.lists(st.sampled_from(SLUGS), min_size=1, max_size=6, unique=True))
    cut = draw(st.integers(0, len(slugs)))
    parts = [part for part in (slugs[:cut], slugs[cut:]) if part]
    found = []
    for number, part in enumerate(parts):
        stores = tuple(WantedStore(NAMES[number], slug) for slug in part)
        token = draw(st.sampled_from([OUR_TOKENS[number]] * 3 + [""])) if replacing else OUR_TOKENS[number]
        over = is_old if not token or (replacing and draw(st.integers(0, 2)) == 0) else None
        found.append(Delivery(f"delivery {number}", stores, token, over, adds=over is None))
    return found


def is_old(token: str) -> bool:
    return token == OLD_TOKEN


class Person:
    """Carries out acts on the paper, and on another worksheet of the same content if there is one."""

    def __init__(self, paper: Paper, also: Hands | None = None) -> None:
        self._paper = paper
        self._hands: list[Hands] = [paper, *([also] if also else [])]
        self.acts = 0
        self.fresh_slugs = 0

    def layout(self) -> Layout | None:
        """Where the columns are, by what people typed; None while a header is renamed."""
        return layout_of(self._paper)

    def mend_headers(self) -> None:
        """Types back the headers that were renamed."""
        for number, line in enumerate(self._paper.lines, start=1):
            for column, cell in enumerate(line, start=1):
                if cell.should.startswith("OLD "):
                    self._all("type", number, column, cell.should.removeprefix("OLD "))

    def act(self, act: Act) -> None:
        """Does it, where the sheet allows it.

        Of two rows that are equal but for their tokens nobody could say which one was deleted or renamed, and which one
        a stray token hit: where there are such twins, nothing is deleted or renamed.
        """
        if self._paper.twins and act.kind in ("delete_row", "edit_name", "edit_slug"):
            return
        layout = self.layout()
        if layout is None:
            return  # whoever renamed a header looks for what is wrong, and touches nothing else
        paper, width, height = self._paper, self._paper.width, len(self._paper.lines)
        used = len(paper.rows())
        row = layout.header_row + 1 + act.a % max(1, used - layout.header_row)
        mine = {layout.name, layout.slug, layout.token}
        if act.kind == "insert_row" and height < 40:
            at = 1 + act.a % max(1, used)
            if at > layout.header_row or layout.header_row < 10:
                self._all("insert_row", at)
        elif act.kind == "delete_row" and used > layout.header_row:
            self._all("delete_row", row)
        elif act.kind == "sort":
            self._all("sort", 1 + act.b % width, layout.header_row + 1, act.a % 2 == 1)
        elif act.kind == "type_token" and row <= height:
            self._all("type", row, layout.token, TYPED_TOKENS[act.b % len(TYPED_TOKENS)])
        elif act.kind == "edit_name" and row <= height and self._alone(row, layout.slug):
            self._all("type", row, layout.name, f"New name {act.b}")
        elif act.kind == "edit_slug" and row <= height:
            self.fresh_slugs += 1
            self._all("type", row, layout.slug, f"new-slug-{self.fresh_slugs}")
        elif act.kind == "edit_note" and row <= height:
            others = [c for c in range(1, width + 1) if c not in mine]
            if others:
                self._all("type", row, others[act.b % len(others)], f"typed {act.b}")
        elif act.kind == "new_store" and used < height:
            self._all("type", used + 1, layout.name, "New Place")
            self._all("type", used + 1, layout.slug, SLUGS[act.b % len(SLUGS)])
        elif act.kind == "insert_column" and width < 12:
            self._all("insert_column", 1 + act.b % (width + 1))
        elif act.kind == "move_column":
            self._all("move_column", 1 + act.a % width, 1 + act.b % width)
        elif act.kind == "delete_column":
            others = [c for c in range(1, width + 1) if c not in mine]
            if others:
                self._all("delete_column", others[act.b % len(others)])
        elif act.kind == "rename_header":
            column = sorted(mine)[act.b % 3]
            header = paper.lines[layout.header_row - 1][column - 1]
            if header.text == header.should:
                self._all("type", layout.header_row, column, f"OLD {header.text}")

    def _alone(self, row: int, column: int) -> bool:
        """Whether no other row has the same text: of two rows with one slug, only the name says which is which."""
        text = self._paper.lines[row - 1][column - 1].text
        return sum(line[column - 1].text == text for line in self._paper.lines) == 1

    def _all(self, what: str, *values: object) -> None:
        self.acts += 1
        for hands in self._hands:
            getattr(hands, what)(*values)


def layout_of(paper: Paper, *, renamed: bool = False) -> Layout | None:
    """Where the columns are, by what people typed; None while a header is renamed, unless that shall not matter."""
    lines = [[c.should.removeprefix("OLD ") if renamed else c.should for c in line] for line in paper.lines[:10]]
    try:
        return find_layout(lines, HEADERS)
    except HeadersMissing:
        return None


@dataclass
class Watch:
    """Follows the bot's calls: what stands where it should at each reading is the measure for the end."""

    paper: Paper
    deliveries: Sequence[Delivery]
    whole: bool = True
    last: list[list[Cell]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.wanted = {store.slug: d.token for d in self.deliveries for store in d.stores}
        self.replacing = {store.slug for d in self.deliveries for store in d.stores if d.over}

    def on_read(self) -> None:
        """The bot sees the sheet as it is now: nothing is fresh any more, and a token in its place may stay."""
        for line in self.paper.lines:
            for cell in line:
                cell.fresh = False
        self._settle_empty_rows()
        self._note_done(lambda text: True)
        self.last = copy.deepcopy(self.paper.lines)

    def on_write(self) -> None:
        """The bot wrote: what it emptied in its place may stay empty."""
        self._note_done(lambda text: text == "")

    def _note_done(self, counts: Callable[[str], bool]) -> None:
        layout = layout_of(self.paper, renamed=True)
        for line in self.paper.lines[layout.header_row :] if layout else ():
            cell, slug = line[layout.token - 1], line[layout.slug - 1].text
            free = ("", ANY, OLD_TOKEN) if slug in self.replacing else ("", ANY)
            if cell.should in free and self.wanted.get(slug) == cell.text and counts(cell.text):
                cell.also = cell.text

    def on_append(self) -> None:
        """Rows of ours appeared: where their columns are right, name and slug are there to stay."""
        layout = layout_of(self.paper, renamed=True)
        first, rows = self.paper.last_append
        for number, row in enumerate(rows, start=first):
            line = self.paper.lines[number - 1]
            slug = row.get(layout.slug, "") if layout else ""
            three = {layout.name, layout.slug, layout.token} if layout else set()
            right = (
                layout and slug in self.wanted and row.get(layout.token) == self.wanted[slug] and three == row.keys()
            )
            for column, text in row.items():
                if right and layout and column in (layout.name, layout.slug):
                    line[column - 1].should = text
                elif not right:
                    line[column - 1].ours = True

    def _settle_empty_rows(self) -> None:
        """Where an empty row and a filled one should be the other way round, lets each be what it is.

        Empty rows are as good as each other: the texts of one that the bot emptied by mistake may come back in another.
        """
        lines = self.paper.lines
        emptied = [line for line in lines if not any(c.text for c in line) and any(c.should for c in line)]
        filled = [line for line in lines if any(c.text for c in line) and not any(c.should for c in line)]
        tokens = set(self.wanted.values())
        for line in emptied:
            for other in filled:
                pairs = list(zip(line, other, strict=True))
                if all(a.should in (b.text, ANY) or (a.should == "" and b.text in tokens) for a, b in pairs):
                    for a, b in pairs:
                        a.should, b.should = b.should, a.should
                    filled.remove(other)
                    break

    def wrong(self) -> list[str]:
        """What is not as it should be in the sheet as the bot last read it.

        Rows that are equal but for their tokens are as good as each other: among them a token may change places.
        `whole`: the bot reads every column; else it knows rows by name and slug only.
        """
        layout = layout_of(self.paper, renamed=True)
        twins: dict[tuple[str, ...], tuple[Counter[str], Counter[str]]] = defaultdict(lambda: (Counter(), Counter()))
        found = []
        for number, line in enumerate(self.last, start=1):
            for column, cell in enumerate(line, start=1):
                if layout and column == layout.token and number > layout.header_row:
                    known = line if self.whole else [line[layout.name - 1], line[layout.slug - 1]]
                    others = tuple(c.text for c in known if c is not cell)
                    should, stands = twins[others]
                    should[ANY if cell.should == ANY else cell.should if cell.text != cell.also else cell.text] += 1
                    stands[cell.text] += 1
                elif cell.should not in (ANY, cell.text) and cell.text != cell.also:
                    found.append(f"row {number} column {column}: {cell.text!r}, should be {cell.should!r}")
        for others, (should, stands) in twins.items():
            lost, added = should - stands, stands - should
            for token in set(self.wanted.values()) & added.keys():
                # an empty twin may have got the token instead of its like
                added[token] -= min(added[token], lost.pop("", 0))
            if sum(added.values()) > should[ANY] or lost.keys() - {ANY}:
                found.append(f"{others}: {dict(stands)}, should be {dict(should)}")
        return found
