"""Watches the sheet after every write that was applied: what must never be, not for an instant.

It knows nothing of the bot's journal: what a marker took the place of, it has seen itself.
"""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from bot.sandbox.google import Spreadsheet
from bot.sandbox.google.book import State
from sheets.errors import HeadersMissing
from sheets.layout import Headers, Layout, find_layout
from sheets.markers import number_of, recognised
from sheets.plan import Delivery
from sheets.slugs import trimmed
from tests.unit.sheets.hands import Hands

Texts = dict[tuple[int, int], str]


def texts_of(state: State, sheet_id: int) -> Texts:
    """What was entered in every cell that is not blank, by row and column from 1 on; `#` before what is no text."""
    sheet = state.numbered(sheet_id)
    found: Texts = {}
    for row, line in enumerate(sheet.rows, start=1):
        for column, cell in enumerate(line, start=1):
            if cell is not None and not cell.blank:
                found[row, column] = cell.formula or (cell.value if isinstance(cell.value, str) else f"#{cell.value!r}")
    return found


def layout_of(texts: Texts) -> Layout | None:
    try:
        return find_layout([[texts.get((row, c), "") for c in range(1, 30)] for row in range(1, 11)], Headers())
    except HeadersMissing:
        return None


@dataclass
class Oracle:
    """`wrong`: what must never be; `exceptions`: tokens in the wrong place by the named exception, since when."""

    book: Spreadsheet
    deliveries: Sequence[Delivery]
    hands: Hands
    wrong: list[str] = field(default_factory=list)
    exceptions: int = 0
    lost_in_plain_writes: int = 0
    writes: int = 0
    plainly: bool = False
    refused: Callable[[], bool] = lambda: False
    journal_lost: bool = False
    _origin: dict[str, str] = field(default_factory=dict)
    _added: dict[str, set[str]] = field(default_factory=dict)
    lost_with_journal: int = 0
    _texts: set[str] = field(default_factory=set)
    _back: set[str] = field(default_factory=set)
    _near: dict[str, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.ours: Counter[tuple[str, str]] = Counter()
        self.theirs: Counter[tuple[str, str]] = Counter()
        # Where the person has put the same token beside the same slug, the bot cannot tell the two apart.
        self.also_theirs: set[tuple[str, str]] = set()
        self._standing: Counter[tuple[str, str]] = Counter()
        self._sheet = self.book.worksheet().id
        self._last = texts_of(self.book.state, self._sheet)
        self.book.subscribe(self.changed)

    @property
    def tokens(self) -> set[str]:
        return {d.token for d in self.deliveries if d.token}

    def changed(self, event: dict[str, Any]) -> None:
        """Somebody's write was applied."""
        now = texts_of(self.book.state, self._sheet)
        self._blame(now, self.ours if event["by"] == "api" else self.theirs)
        if event["by"] == "api":
            self.writes += 1
            if self.refused():
                self.wrong.append("written although findReplace is refused")
            self._judge(self._last, now)
        self._last = now

    def _blame(self, now: Texts, whose: Counter[tuple[str, str]]) -> None:
        """Notes who brought tokens beside slugs that they were not meant for; and that they are gone again."""
        layout = layout_of(now)
        found = Counter(
            (text, self._beside(place, now, layout))
            for place, text in now.items()
            if text in self.tokens and not self.right(place, text, now, layout)
        )
        for pair in found.keys() | self._standing.keys():
            more = found[pair] - self._standing[pair]
            if more > 0:
                whose[pair] += more
                if whose is self.theirs:
                    self.also_theirs.add(pair)
            for blamed in (self.ours, self.theirs) if whose is self.ours else (self.theirs, self.ours):
                gone = min(blamed[pair], max(0, -more))
                blamed[pair] -= gone
                more += gone
        self._standing = found

    def _judge(self, before: Texts, now: Texts) -> None:
        layout = layout_of(now)
        for place in sorted(before.keys() | now.keys()):
            old, new = before.get(place, ""), now.get(place, "")
            if old == new:
                continue
            self._one(place, old, new, now, layout)
        if len(self.book.state.sheets) > 1:
            self.wrong.append("a worksheet was added")

    def _one(self, place: tuple[int, int], old: str, new: str, now: Texts, layout: Layout | None) -> None:
        if recognised(new):
            self._marked(place, old, new, now)
        elif recognised(old):
            self._settled(place, old, new, now, layout)
        elif old == "":
            self._put(place, new, now)
        elif self.plainly and recognised(new):
            self.lost_in_plain_writes += 1
        else:
            self.wrong.append(f"{place}: {old!r} was overwritten by {new!r}")

    def _marked(self, place: tuple[int, int], old: str, new: str, now: Texts) -> None:
        """A claim: of a blank cell, or of a token that may be replaced or was put there by a mistake."""
        self._origin[new] = old
        self._near.setdefault(number_of(new), self.hands.near)
        if any(old in self._added.get(text, ()) for (row, _), text in now.items() if row == place[0]):
            self._back.add(new)
        ours = old in self.tokens or any(d.over is not None and d.over(old.strip()) for d in self.deliveries)
        if old and not ours:
            self._texts.add(new)
        if old and not ours and old not in {text for texts in self._added.values() for text in texts}:
            if self.plainly:
                self.lost_in_plain_writes += 1
            else:
                self.wrong.append(f"{place}: {old!r} was claimed")

    def _put(self, place: tuple[int, int], new: str, now: Texts) -> None:
        """A new row's name or slug: beside the marker that came with it."""
        beside = [text for (row, _), text in now.items() if row == place[0] and recognised(text)]
        if not beside or new.strip() in self.tokens:
            self.wrong.append(f"{place}: {new!r} was put into a blank cell")
        for text in beside:
            self._added.setdefault(text, set()).add(new)

    def _settled(self, place: tuple[int, int], old: str, new: str, now: Texts, layout: Layout | None) -> None:
        """A marker became something: what it took the place of, or a token that belongs there, or nothing."""
        origin = self._origin.get(old, "")
        if new == origin:
            return
        if new in self.tokens:
            if self.right(place, new, now, layout):
                return
            if self._excused(old):
                self.exceptions += 1
            else:
                self.wrong.append(f"{place}: token {new!r} stands beside {self._beside(place, now, layout)!r}")
        elif new == "":
            if self.plainly:
                return  # counted where it was overwritten
            if self.journal_lost and old in self._texts:
                self.lost_with_journal += 1
                return
            if old not in self._back and not self._may_go(place, old, origin, now, layout):
                self.wrong.append(f"{place}: {origin!r} is gone")
        else:
            self.wrong.append(f"{place}: {old!r} became {new!r}")

    def _excused(self, marker: str) -> bool:
        """Whether a slug was edited beside a marker, or one copied, since that marker's claim."""
        return self.hands.near > self._near.get(number_of(marker), 0)

    def _may_go(self, place: tuple[int, int], marker: str, origin: str, now: Texts, layout: Layout | None) -> bool:
        """Whether a text may be emptied: a token that is withdrawn, stands wrong, or was lost with the journal."""
        if origin in self.tokens:
            return not self.right(place, origin, now, layout) or self._excused(marker)
        if any(d.over is not None and d.over(origin.strip()) for d in self.deliveries):
            slug = self._beside(place, now, layout)
            withdrawn = any(not d.token and slug in {s.slug for s in d.stores} for d in self.deliveries)
            return withdrawn or self.journal_lost or self._excused(marker)
        return False

    def right(self, place: tuple[int, int], token: str, now: Texts, layout: Layout | None) -> bool:
        """Whether a token stands where one of the deliveries wants it."""
        if layout is None or place[1] != layout.token or place[0] <= layout.header_row:
            return False
        slug = trimmed(self._beside(place, now, layout))
        return any(d.token == token and slug in {s.slug for s in d.stores} for d in self.deliveries)

    def _beside(self, place: tuple[int, int], now: Texts, layout: Layout | None) -> str:
        """The slug beside a cell; where a claim has just marked it, the one that it was."""
        text = now.get((place[0], layout.slug), "") if layout else "no header"
        return self._origin.get(text, text)

    def markers(self) -> list[str]:
        """The markers that stand in the sheet."""
        return [text for text in self._last.values() if recognised(text)]
