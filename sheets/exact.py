"""After a write that made a copy of the sheet: what went astray, and what to put back. Pure.

The copy shows the sheet at the instant of the write, so nothing is guessed about that: each value stands where it was
sent, over the text that the copy shows there. Three sheets are compared: the one that was read and for which the write
was made up (`Pending.seen`), the copy, and the sheet as it is now.

- A token was well aimed if the copy's row has a slug that it is meant for, and its cell held what it was to replace.
  Anything else hit the wrong cell: what the copy shows there is put back, a token that a person typed among it.
- What was to be put back is looked for in the copy; where the write did not hit it, it still is to be put back.
- Each of those cells is then looked for in the sheet as it is now (see align.py), and touched only if it holds what we
  wrote: what a person typed since stays.
"""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence

from sheets.align import Seen, align
from sheets.grid import Place
from sheets.layout import trimmed
from sheets.repair import Added, Mended, Pending, Sent, Wanted, mend


def settle(pending: Pending, copy: Seen, now: Seen, wanted: Wanted) -> Mended:
    """As `repair.mend`, of a write whose copy shows the sheet just before it."""
    judge = _Judge(pending, copy, wanted)
    judge.carry_out()
    return _mended(now, judge.restore(now), pending, misplaced=pending.added if judge.misplaced else ())


def unwritten(pending: Pending, now: Seen, wanted: Wanted) -> Mended:
    """As `repair.mend`, of a write whose copy is not there: it was not carried out, and what was wrong still is.

    Or else by somebody who takes no notice of what a copy is: so its tokens are looked for all the same.
    """
    restore = _Judge(pending, now, wanted).restore(now)
    tokens = tuple(sent for sent in pending.sent if sent.slug is not None and sent.value)
    rest = Pending(pending.seen, tokens, pending.added, late=pending.late)
    found = mend(rest, Seen(now.grid.replaced(restore), now.layout), wanted)
    restore |= found.restore
    return _mended(now, restore, pending, misplaced=found.misplaced, unlanded=found.unlanded)


def _mended(
    now: Seen,
    restore: Mapping[Place, str],
    pending: Pending,
    misplaced: tuple[Added, ...],
    unlanded: tuple[Sent, ...] = (),
) -> Mended:
    loose = tuple(Sent(*place, text) for place in restore if (text := now.grid.text(*place)) in pending.values)
    return Mended(Seen(now.grid.replaced(restore), now.layout), restore, loose, misplaced, unlanded)


class _Judge:
    """The write, judged by the copy, or by the sheet itself where it was not carried out."""

    def __init__(self, pending: Pending, copy: Seen, wanted: Wanted) -> None:
        self._pending = pending
        self._copy = copy
        self._wanted: dict[str, set[str]] = defaultdict(set)
        for slug, tokens in wanted.items():
            self._wanted[slug].update(tokens)
        for sent in pending.sent:
            if sent.slug is not None:
                self._wanted[sent.slug].add(sent.value)
        for added in pending.added:
            self._wanted[added.slug].add(added.token)
        owed = self._still_owed()
        self._owed = frozenset(owed)
        self._astray = set(owed)
        self._landed: set[Place] = set()
        self._should = copy.grid.replaced(owed)
        self.misplaced = False
        self._after = copy

    def carry_out(self) -> None:
        """Notes what the write did, and which of its values were well aimed."""
        columns = [(at.name, at.slug, at.token) for at in (self._pending.seen.layout, self._copy.layout)]
        self.misplaced = bool(self._pending.added) and columns[0] != columns[1]
        self._after = Seen(self._copy.grid.replaced(self._written(columns[0])), self._copy.layout)

    def _still_owed(self) -> dict[Place, str]:
        """Places of the copy where something was wrong already -> what belongs there."""
        before, copy = self._pending.seen, self._copy
        debts = {(s.row, s.column): (s.value, before.grid.text(s.row, s.column)) for s in self._pending.loose}
        debts |= {(s.row, s.column): (s.instead, s.value) for s in self._pending.sent if s.slug is None}
        # What is written in its place need not come back, unless that hits another cell.
        for sent in (s for s in self._pending.sent if s.slug is not None):
            if (should := before.grid.text(sent.row, sent.column)) != sent.instead:
                debts[sent.row, sent.column] = (sent.instead, should)
        owed = {}
        for place, (at, guessed) in _followed(self._pending.before, copy, debts).items():
            text, should = debts[place]
            if copy.grid.text(*at) == text and (text or not guessed or _gone(should, before, copy, place, at)):
                owed[at] = should
        return owed

    def _written(self, columns: Sequence[int]) -> dict[Place, str]:
        """Every place that was written, and the text."""
        written: dict[Place, str] = {}
        for sent in self._pending.sent:
            place = (sent.row, sent.column)
            written[place] = sent.value
            if self._well_aimed(sent, place):
                self._landed.add(place)
                self._astray.discard(place)
            else:
                self._astray.add(place)
        last = max([self._copy.grid.height, *(sent.row for sent in self._pending.sent if sent.value)])
        for row, added in enumerate(self._pending.added, start=last + 1):
            cells = {(row, c): text for c, text in zip(columns, (added.name, added.slug, added.token), strict=True)}
            written |= cells
            if self.misplaced:
                self._astray |= set(cells)
            else:
                self._landed.add((row, columns[2]))
        return written

    def _well_aimed(self, sent: Sent, place: Place) -> bool:
        # What should stand there counts, not what does: a text may still have to come back into that cell.
        should = self._should.text(*place)
        meant = self._pending.seen.grid.text(*place) if place in self._owed else sent.instead
        if sent.slug is not None and trimmed(should) in ("", trimmed(meant)):
            return self._belongs(sent.value, place, Seen(self._should, self._copy.layout))
        # A text put back is well aimed where it is what should stand there: see `restore`.
        return self._copy.grid.text(*place) == sent.value and place not in self._astray

    def _belongs(self, text: str, place: Place, sheet: Seen) -> bool:
        """Whether a place is the token's cell of a slug that the text is meant for."""
        row, column = place
        layout = sheet.layout
        beside = trimmed(sheet.grid.text(row, layout.slug))
        return column == layout.token and row > layout.header_row and text in self._wanted.get(beside, ())

    def restore(self, now: Seen) -> dict[Place, str]:
        """Place of now -> text to put back."""
        watched = self._astray | {place for place in self._landed if self._after.grid.text(*place)}
        followed = _followed(self._after, now, watched)
        found: dict[Place, str] = {}
        tokens = {place for place, (at, _) in followed.items() if at[1] == now.layout.token}
        # A token is judged by the slug beside it, so what belongs there is found first.
        for places in (self._astray - tokens, self._astray & tokens, self._landed):
            sheet = Seen(now.grid.replaced(found), now.layout)
            for place in sorted(places & followed.keys()):
                at, guessed = followed[place]
                text, should = self._after.grid.text(*place), self._should.text(*place)
                if now.grid.text(*at) != text or text == should:
                    continue  # typed over since, or nothing was displaced
                if self._belongs(text, at, sheet) and (place in self._landed or trimmed(should) == ""):
                    continue
                before = Seen(self._should, self._copy.layout)
                if text or not guessed or _gone(should, before, now, place, at):
                    found[at] = should
        return found


def _followed(before: Seen, now: Seen, places: Collection[Place]) -> dict[Place, tuple[Place, bool]]:
    """Each place of before that is still there -> where it is now, and whether its row was recognised by little."""
    if not places:
        return {}
    height = max(before.grid.height, now.grid.height, *(row for row, _ in places))
    before = Seen(before.grid.padded(height), before.layout)
    now = Seen(now.grid.padded(height), now.layout)
    found = align(now, before, (), sought=places)
    return {
        (row, column): ((found.rows[row], found.columns[column]), row in found.guessed)
        for row, column in places
        if row in found.rows and column in found.columns
    }


def _gone(text: str, before: Seen, now: Seen, place: Place, at: Place) -> bool:
    """Whether a text stands less often in its column than it did."""
    return now.grid.column(at[1]).count(text) < before.grid.column(place[1]).count(text)
