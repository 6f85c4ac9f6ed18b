"""What earlier attempts left in the sheet: markers of claims that were cut off, come late, or are known to nobody.

A marker becomes again what it took the place of, as the journal says. Where the journal does not know its number (the
database was restored), it may be another bot's: it is left alone for ten minutes, and then emptied; by its form it says
whether a token is missing then.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace

from sheets.cells import Place, Seen
from sheets.ledger import Ledger
from sheets.markers import Marker, number_of, recognised
from sheets.plan import Emptied, Target, rows_by_slug, slugs_of
from sheets.reader import SheetReader
from sheets.settle import settle, settlement_requests
from sheets.slugs import fold, trimmed

PATIENCE = 600.0
"""Seconds for which a marker of a number that nobody knows is left alone."""


def markers_in(seen: Seen) -> dict[Place, Marker]:
    """Every marker that was seen."""
    return {place: marker for place, text in seen.cells.texts.items() if (marker := recognised(text))}


def as_it_was(seen: Seen, ledger: Callable[[], Ledger]) -> Seen:
    """The reading with every marker turned into what it took the place of; the same object where there is none."""
    found = markers_in(seen)
    if not found:
        return seen
    before = {t.marker: t.before for claim in ledger().claims() for t in claim.targets}
    was = {place: before.get(marker.text, "") for place, marker in found.items()}
    texts = {place: text for place, text in {**seen.cells.texts, **was}.items() if text}
    return replace(seen, cells=replace(seen.cells, texts=texts))


class Leftovers:
    """One look for what is left.

    `wait`: seconds after which to look again, None for never; `lost`: see Emptied; `unreached`: the numbers of claims
    whose markers did not change when they were to.
    """

    def __init__(self, reader: SheetReader, ledger: Ledger, grace: float = 0.0) -> None:
        """`grace`: seconds for which a claim may be another process's, which is about to settle it."""
        self._reader = reader
        self.ledger = ledger
        self._grace = grace
        self.wait: float | None = None
        self.lost: list[Emptied] = []
        self.unreached: set[str] = set()

    def settled(self) -> tuple[Seen, list[Target]]:
        """The sheet as it is once what is left is settled, and the new rows that are still to be taken back.

        One reading; one call more where something is left.
        """
        every = self.ledger.claims()
        young = {c.number: self._grace - c.age for c in every if 0 <= c.age < self._grace}
        claims = [claim for claim in every if claim.number not in young]
        self.wait = min(young.values(), default=None)
        seen = self._reader.read(whole=any(not claim.late for claim in claims))
        found = {place: marker for place, marker in markers_in(seen).items() if marker.number not in young}
        known = {target.marker: target for claim in claims for target in claim.targets}
        astray = list(self._astray(seen, found, known))
        kept = {target.marker for target in astray}
        texts = {m.text: known[m.text].before for m in found.values() if m.text in known.keys() - kept}
        strangers = {place: marker for place, marker in found.items() if marker.text not in known}
        given_up = dict.fromkeys(self._given_up(seen, strangers), "")
        stood = kept | texts.keys()
        if texts or given_up:
            seen = settle(self._reader, {**texts, **given_up}, {}, seen).seen
        still = {marker.text for marker in markers_in(seen).values()} & (texts.keys() | given_up.keys())
        self.unreached = set(map(number_of, still))
        over = set(map(number_of, given_up))
        for claim in claims:
            markers = {target.marker for target in claim.targets}
            if markers & stood and not markers & (kept | still):
                over.add(claim.number)
            elif not markers & stood and not claim.late:
                self.ledger.late(claim.number)
        self.ledger.settled(over)
        return seen, astray

    def settled_blindly(self) -> None:
        """The same where the headers are gone: known markers become again what they took the place of."""
        targets = [target for claim in self.ledger.claims() for target in claim.targets]
        if targets:
            texts = [(target.before, [target.marker]) for target in targets]
            client = self._reader.client
            client.batch(settlement_requests(texts, client.worksheet().id), [])

    def _astray(self, seen: Seen, found: Mapping[Place, Marker], known: Mapping[str, Target]) -> Iterable[Target]:
        """New rows in the wrong columns, and those that came late, when their slug had got another row already."""
        layout, rows = seen.layout, rows_by_slug(slugs_of(seen)) if found else {}
        for (row, column), marker in found.items():
            target = known.get(marker.text)
            if target is None or target.kind != "row":
                continue
            named = seen.cells.text(row, layout.name) == target.name or not any(
                text == target.name for (line, _), text in seen.cells.texts.items() if line == row
            )
            slug = fold(target.slug)
            placed = column == layout.token and fold(seen.cells.text(row, layout.slug)) == slug and named
            if not placed or rows.get(slug, []) != [row]:
                yield target

    def _given_up(self, seen: Seen, strangers: Mapping[Place, Marker]) -> Iterator[str]:
        """The markers of unknown numbers that have stood there long enough."""
        for (row, column), marker in strangers.items():
            left = PATIENCE - self.ledger.unknown(marker.number)
            if left > 0:
                self.wait = min(self.wait or left, left)
                continue
            yield marker.text
            if marker.replaced and column == seen.layout.token:
                self.lost.append(Emptied(trimmed(seen.cells.text(row, seen.layout.slug)), row))
