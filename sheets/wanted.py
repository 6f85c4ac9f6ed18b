"""Keeps what deliveries still want of the sheet from round to round, and what the rounds have taught. Pure."""

import logging
from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Literal

from sheets.cells import Place, Seen
from sheets.claim import Look, Why
from sheets.errors import SheetError, TryAgain
from sheets.leftovers import markers_in
from sheets.markers import number_of, recognised
from sheets.plan import Conflict, Delivery, DeliveryReport, Emptied, Target, make_plan
from sheets.settle import Settled
from sheets.slugs import fold, trimmed

MISSES = 2
"""How often a cell may be missed that reads as it should before a person must look."""

SOON = 20.0
"""Seconds after which to look whether another claim's marker is gone."""

OUTSIDE = "⏳ outside"
"""In the place of a slug: a token stood outside its column."""

_log = logging.getLogger(__name__)


class Wanted:
    """The deliveries of one call.

    `known`: beside which slugs each token stood before, by delivery: what the reading before shows is not this
    delivery's; `begun`: those that an earlier call has begun with. `astray`: new rows that are to be taken back, by
    marker. `refused`: the deliveries that cannot be written, and why; `postponed`: those whose turn comes with the next
    call.
    """

    def __init__(
        self,
        deliveries: Sequence[Delivery],
        known: Mapping[str, frozenset[str]],
        seen: Seen,
        astray: Sequence[Target] = (),
    ) -> None:
        """`seen`: the sheet as it is now."""
        self.deliveries = deliveries
        self.known = dict(known)
        self.begun = frozenset(known)
        self.astray = {target.marker: target for target in astray}
        self.refused: dict[str, SheetError] = {}
        self.postponed: set[str] = set()
        self._only_rows: set[str | None] = set()
        # Tokens that may have come to stand beside a wrong slug; after a crash, all of those that were on their way.
        self._suspected = {d.token for d in deliveries if d.key in known}
        self._meant: dict[str, set[str]] = defaultdict(set)
        for delivery in (d for d in deliveries if d.token):
            texts = (text for store in delivery.stores for text in (store.slug, store.meant) if text)
            self._meant[delivery.token] |= set(map(fold, texts))
        others = self._beside_others(seen)
        for d in deliveries:
            self.known.setdefault(d.key, frozenset(fold(slug) for _, slug, _ in others.get(d.token, ())))
        self._awaited: Counter[tuple[str, str]] = Counter()
        self._appended: set[str] = set()
        self._plainly: set[tuple[str | None, str]] = set()
        self._misses: Counter[tuple[str | None, str, Why]] = Counter()
        self._strays: dict[str, list[Emptied]] = defaultdict(list)

    def refuse(self, key: str, error: SheetError, part: Sequence[Target]) -> None:
        """A protected range refused a claim of that delivery alone: its new rows are still tried by themselves."""
        self.refused[key] = error
        if key in self._only_rows:
            self._only_rows.discard(key)
        elif len({target.kind for target in part}) > 1:
            self._only_rows.add(key)

    def suspect(self, before: Seen, settled: Settled) -> None:
        """Compares what was settled with what stands right since.

        Where a slug has not got its token, or all together have not got as many, although no marker was missing, a slug
        was edited or a marker copied in the instant between: what stands beside other slugs is to be emptied. Else that
        is somebody else's doing.
        """
        gained, placed = self._right(settled.seen), settled.placed
        gained.subtract(self._right(before))
        for token in {token for token, _ in self._awaited}:
            awaited = {pair: count for pair, count in self._awaited.items() if pair[0] == token}
            lacking = sum(max(0, count - gained[pair]) for pair, count in awaited.items())
            missing = sum(awaited.values()) - placed[token]
            more = sum(count for (found, _), count in gained.items() if found == token)
            if lacking > missing or more != placed[token]:
                self._suspected.add(token)
        self._awaited.clear()

    def _right(self, seen: Seen) -> Counter[tuple[str, str]]:
        """How many cells hold each token beside each slug that it is meant for."""
        return Counter(
            (token, slug)
            for (row, column), text in seen.cells.texts.items()
            if column == seen.layout.token
            and (token := trimmed(text)) in self._meant
            and (slug := fold(seen.cells.text(row, seen.layout.slug))) in self._meant[token]
        )

    def targets(self, seen: Seen, *, repairs_only: bool = False) -> list[Target]:
        """The cells and rows that the sheet lacks, and those to be taken back, without their markers yet."""
        lacking = () if repairs_only else make_plan(seen, self.deliveries).targets
        found = [
            replace(t, plainly=t.before == "" and (t.key, t.slug) in self._plainly)
            for t in lacking
            if (not self._apart(t.key) or (t.kind == "row" and t.key in self._only_rows)) and not self._stuck(t)
        ]
        return [*found, *(t for t in self._stray(seen) if not self._stuck(t)), *self._take_back(seen)]

    def note(self, look: Look, part: Sequence[Target]) -> None:
        """Learns from what became of a claim."""
        for target, why in look.missed:
            self._misses[target.key, target.slug, why] += 1
            if why == "blank":
                # Google does not find blank cells: this one is seen to be blank, and is claimed plainly next time.
                self._plainly.add((target.key, target.slug))
        self.astray.update({target.marker: target for target in look.astray})
        for target in (t for t in part if t.marker in look.right):
            if target.becomes:
                self._awaited[target.becomes, fold(target.slug)] += 1
            if target.kind == "row":
                self._appended.add(target.store)
            elif target.kind == "stray" and target.key is not None:
                _log.warning("a token had come to stand beside another slug, and was taken away again")
                self._strays[target.key].append(Emptied(target.slug, target.row))
        if look.wrong:
            _log.info("rows moved in the sheet: %d cells are given back", len(look.wrong))

    def reports(self, seen: Seen, unreached: Collection[str]) -> dict[str, DeliveryReport]:
        """What came of each delivery, by the last reading. `unreached`: claims whose markers did not change."""
        plan = make_plan(seen, self.deliveries)
        left = {d.key: list(plan.conflicts[d.key]) for d in self.deliveries}
        for target in self._stray(seen):
            assert target.key is not None
            if self._stuck(target):
                left[target.key].append(Conflict(target.slug, "", target.row, "", "hidden"))
            else:
                self.refused[target.key] = TryAgain("the sheet changes faster than it can be put right")
        for key, met in ((d.key, met) for d in self.deliveries for met in plan.busy[d.key]):
            if number_of(met.found) in unreached:
                left[key].append(replace(met, found=""))  # its row is hidden
            else:
                # Another claim's, that is late, or known to nobody for some minutes.
                self.refused.setdefault(key, TryAgain("a marker of another claim stands in the way", SOON))
        # What the plan would still write did not stay in its place, unless it was refused.
        for target in (t for t in plan.targets if not self._apart(t.key)):
            assert target.key is not None
            why = self._stuck(target)
            left[target.key].append(Conflict(target.store, target.name, target.row, "", why or "moving"))
        return {
            d.key: DeliveryReport(
                tuple(replace(w, appended=w.slug in self._appended) for w in plan.already[d.key]),
                tuple(left[d.key]),
                self.refused.get(d.key),
                tuple(self._strays[d.key]),
            )
            for d in self.deliveries
            if d.key not in self.postponed
        }

    def _apart(self, key: str | None) -> bool:
        return key in self.refused or key in self.postponed

    def _stray(self, seen: Seen) -> Iterator[Target]:
        others = self._beside_others(seen)
        for delivery in (d for d in self.deliveries if d.token in self._suspected):
            for (row, column), slug, text in others.get(delivery.token, ()):
                if fold(slug) not in self.known[delivery.key]:
                    beside = "" if slug == OUTSIDE else slug
                    yield Target("stray", beside, "", text, row, column, delivery.key)

    def _beside_others(self, seen: Seen) -> dict[str, list[tuple[Place, str, str]]]:
        """Where tokens stand beside a slug that they are not meant for, or outside their column: place, slug, text."""
        found: dict[str, list[tuple[Place, str, str]]] = {}
        for (row, column), text in seen.cells.texts.items():
            token = trimmed(text)
            if token not in self._meant:
                continue
            inside = column == seen.layout.token and row > seen.layout.header_row
            slug = trimmed(seen.cells.text(row, seen.layout.slug)) if inside else OUTSIDE
            # A slug that a claim has marked in this instant is nobody's to judge.
            if fold(slug) not in self._meant[token] and not recognised(slug):
                found.setdefault(token, []).append(((row, column), slug, text))
        return found

    def _take_back(self, seen: Seen) -> Iterator[Target]:
        """The cells of rows that were added in the wrong columns, beside the markers by which the rows are known."""
        standing = markers_in(seen).items() if self.astray else ()
        for row, target in ((row, self.astray[m.text]) for (row, _), m in standing if m.text in self.astray):
            columns = set[int]()
            for text in filter(None, (target.name, target.slug)):
                at = (c for (r, c), t in seen.cells.texts.items() if (r, t) == (row, text) and c not in columns)
                if column := next(at, None):
                    columns.add(column)
                    yield Target("back", "", "", text, row, column, beside=target.marker)

    def _stuck(self, target: Target) -> Literal["hidden", "odd"] | None:
        whys: tuple[Literal["hidden", "odd"], ...] = ("hidden", "odd")
        return next((why for why in whys if self._misses[target.key, target.slug, why] >= MISSES), None)
