"""After a plain write: which values of ours stand where they should not, and what stood there before. Pure.

Where the write made a copy of the sheet, exact.py knows it from there; this is for writes without. A sheet is written
by row number, and people move rows meanwhile. So every write is judged afterwards, by a grid that was read before it
and one read after it:

- A value of ours counts as landed beside the slug that it was for (a token), or in the cell that it was for (a text put
  back). Where it stands anywhere else, and did not stand there before, it went astray.
- No more values are taken back than were written and did not land: a token that a person pasted elsewhere stays.
- Where a value went astray, the text that the cell held before is put back: the row is recognised by its other cells
  (see align.py), the column by its header. Putting back is a write like any other, and judged like any other.

More is inferred here than known: where people change rows and columns twice in a row, one of some thousand scenes ends
wrong.
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field

from sheets.align import Alignment, Seen, align
from sheets.copies import Copy
from sheets.grid import Place
from sheets.layout import trimmed


@dataclass(frozen=True)
class Sent:
    """A cell that was written, or is about to be.

    `slug`: the store whose token this is, None for a text put back. `instead`: the text that it replaces.
    """

    row: int
    column: int
    value: str = field(repr=False)
    slug: str | None = None
    instead: str = field(default="", repr=False)


@dataclass(frozen=True)
class Added:
    """A row that was added, or is about to be."""

    name: str
    slug: str
    token: str = field(repr=False)


@dataclass(frozen=True)
class Pending:
    """What must be known until the next look at the sheet.

    `seen`: the sheet before the writes, with what people want in each cell: where a value of ours stood astray, the
    text that belongs there. `sent`: the writes, their places counted in `seen`. `added`: rows added, in `seen`'s
    columns. `loose`: values of ours that stand where they should not, their places counted in `seen`. `late`: writes
    that an earlier call sent, and that may yet be carried out. `misplaced`: rows added before that stand in wrong
    columns. `copy`: the copy of the sheet that the write makes, None where it makes none. `earlier`: a write that was
    sent before and not answered, and that can be carried out only if this one is not: their copies have one id.
    """

    seen: Seen
    sent: tuple[Sent, ...] = ()
    added: tuple[Added, ...] = ()
    loose: tuple[Sent, ...] = ()
    late: tuple[Sent, ...] = ()
    misplaced: tuple[Added, ...] = ()
    copy: Copy | None = None
    earlier: "Pending | None" = None

    def carried_out(self, copies: Collection[Copy]) -> "Pending":
        """This write, or the earlier one whose copy is there."""
        if self.copy in copies or self.earlier is None:
            return self
        earlier = self.earlier.carried_out(copies)
        return earlier if earlier.copy in copies else self

    @property
    def before(self) -> Seen:
        """The sheet before the writes as it was, with what stood astray."""
        stood = {(s.row, s.column): s.instead for s in self.sent} | {(s.row, s.column): s.value for s in self.loose}
        return Seen(self.seen.grid.replaced(stood), self.seen.layout)

    @property
    def idle(self) -> bool:
        """Whether nothing is to be verified."""
        return not (self.sent or self.added or self.loose or self.late or self.misplaced)

    @property
    def values(self) -> frozenset[str]:
        """Every text of ours that may stand somewhere; not "", which is everywhere."""
        texts = {s.value for s in (*self.sent, *self.loose, *self.late)}
        return frozenset((texts | {a.token for a in (*self.added, *self.misplaced)}) - {""})

    @property
    def columns(self) -> frozenset[int]:
        """The columns, by number, where something of ours may stand."""
        layout = self.seen.layout
        rows = {layout.name, layout.slug, layout.token} if self.added or self.misplaced else set()
        return frozenset({s.column for s in (*self.sent, *self.loose, *self.late)} | rows)


@dataclass(frozen=True)
class Mended:
    """The sheet as people want it: `seen` is what was read with `restore` (place -> text to put back) done.

    `loose`: the values of ours that stand in those places. `misplaced`: rows that we added and that stand in wrong
    columns. `unlanded`: writes that neither landed nor went astray, as far as can be seen.
    """

    seen: Seen
    restore: Mapping[Place, str] = field(repr=False)
    loose: tuple[Sent, ...] = ()
    misplaced: tuple[Added, ...] = ()
    unlanded: tuple[Sent, ...] = ()


Wanted = Mapping[str, Collection[str]]
"""Slug -> the tokens that may stand beside it."""


def mend(pending: Pending | None, now: Seen, wanted: Wanted) -> Mended:
    """Finds what went astray and what to put back in its place; `wanted`: what the present deliveries want."""
    if pending is None or pending.idle:
        return Mended(now, {})
    judge = _Judge(pending, now, wanted)
    restore = judge.restore()
    return Mended(
        Seen(now.grid.replaced(restore), now.layout),
        restore,
        tuple(Sent(*place, now.grid.text(*place)) for place in restore if place in judge.stray),
        tuple(judge.misplaced),
        judge.unlanded(),
    )


class _Judge:
    """One comparison of the sheet before and after."""

    def __init__(self, pending: Pending, now: Seen, wanted: Wanted) -> None:
        self._pending = pending
        self._before = pending.seen
        # Rows that a write of ours emptied down to the end of the sheet are not in the answer: they count all the same.
        lowest = max([pending.seen.grid.height, *(sent.row for sent in pending.sent)])
        self._now = now = Seen(now.grid.padded(lowest), now.layout)
        self._added = (*pending.added, *pending.misplaced)
        self._values = pending.values
        self._wanted: dict[str, set[str]] = defaultdict(set)
        for slug, tokens in wanted.items():
            self._wanted[slug].update(tokens)
        for sent in (*pending.sent, *pending.late):
            if sent.slug is not None:
                self._wanted[sent.slug].add(sent.value)
        for added in self._added:
            self._wanted[added.slug].add(added.token)
        self._aims = {(sent.row, sent.column, sent.value) for sent in pending.sent}
        self._found = [(place, text) for place, text in now.grid.places(self._values)]
        self._own: set[int] = set()
        self._cleared: set[Place] = set()
        self._known_before: dict[int, int | None] = {}
        self.misplaced: list[Added] = []
        self._find_misplaced()
        written: dict[int, set[tuple[int, str]]] = defaultdict(set)
        untouched: dict[int, dict[int, str]] = defaultdict(dict)
        for sent in pending.sent:
            if sent.value:
                written[sent.row].add((sent.column, sent.value))
            elif sent.row <= pending.seen.grid.height:
                untouched[sent.row][sent.column] = sent.instead
        self._aligned: Alignment = align(
            pending.seen,
            now,
            self._values,
            {sent.column for sent in pending.sent if not sent.value},
            self._known_before,
            self._doubtful_rows(),
            written,
            untouched,
        )
        self._new_row = {old: new for new, old in self._aligned.rows.items()}
        self._new_column = {old: new for new, old in self._aligned.columns.items()}
        self._open = self._not_landed()
        self.stray: set[Place] = set()

    def restore(self) -> dict[Place, str]:
        """Place -> text to put back."""
        candidates: dict[str, list[Place]] = defaultdict(list)
        for place, text in self._found:
            if place[0] in self._own or place in self._cleared:
                continue
            if not self._rightful(place, text) and self._ideal(place) != text:
                candidates[text].append(place)
        self.stray = {place for text, places in candidates.items() for place in self._chosen(text, places)}
        lack = self._lacking(self.stray)
        restore = {place: self._text_for(place, lack) for place in sorted(self.stray)}
        restore.update(dict.fromkeys(self._cleared, ""))
        restore.update(self._emptied())
        return {place: text for place, text in restore.items() if self._now.grid.text(*place) != text}

    def unlanded(self) -> tuple[Sent, ...]:
        """The writes that are nowhere to be seen: those that did not land, as many as went astray left out."""
        astray = Counter(self._now.grid.text(*place) for place in self.stray)
        nowhere = []
        for sent in self._open:
            if astray[sent.value] > 0:
                astray[sent.value] -= 1
            elif sent.value:
                nowhere.append(sent)
        return tuple(nowhere)

    def _rightful(self, place: Place, text: str) -> bool:
        """Whether a token stands beside a slug that it is meant for."""
        row, column = place
        layout = self._now.layout
        if column != layout.token or row <= layout.header_row:
            return False
        if text not in self._wanted.get(self._slug(row), ()):
            return False
        # Beside its slug, but over another token that was to stay: that write was meant for a different row.
        aimed = (self._aligned.rows.get(row), self._before.layout.token, text) in self._aims
        return aimed or trimmed(self._ideal(place) or "") in ("", text)

    def _slug(self, row: int) -> str:
        """The slug of a row; where the cell holds a text of ours, what it held before."""
        place = (row, self._now.layout.slug)
        text = self._now.grid.text(*place)
        if text in self._values and row not in self._own:
            text = self._ideal(place) or ""
        return trimmed(text)

    def _ideal(self, place: Place) -> str | None:
        """What stood at this place before, None where the row or the column is new."""
        row, column = place
        old_row, old_column = self._aligned.rows.get(row), self._aligned.columns.get(column)
        if old_row is None or old_column is None:
            return None
        return self._before.grid.cell(old_row, old_column)

    def _not_landed(self) -> list[Sent]:
        """The writes, and the rows added, whose value is not where it belongs."""
        landed: Counter[tuple[str, str]] = Counter()
        for place, text in self._found:
            if self._rightful(place, text) and self._ideal(place) != text:
                landed[self._slug(place[0]), text] += 1
        rows = [Sent(0, self._before.layout.token, a.token, a.slug) for a in self._added]
        missing = []
        loose = [sent for sent in self._pending.loose if not self._is_gone(sent)]
        for sent in (*self._pending.sent, *rows, *loose, *self._pending.late):
            if sent.slug is not None and sent.value and landed[sent.slug, sent.value] > 0:
                landed[sent.slug, sent.value] -= 1
            elif not self._at_home(sent):
                missing.append(sent)
        return missing

    def _at_home(self, sent: Sent) -> bool:
        """Whether a text put back, or an emptied cell, is as it was to be."""
        target = (self._new_row.get(sent.row), self._new_column.get(sent.column))
        if (sent.slug is not None and sent.value) or None in target or sent not in self._pending.sent:
            return False
        text = self._now.grid.text(target[0] or 0, target[1] or 0)
        return text == sent.value if sent.value else text != sent.instead and text not in self._values

    def _is_gone(self, loose: Sent) -> bool:
        """Whether a value that stood astray does not stand there any more."""
        row, column = self._new_row.get(loose.row), self._new_column.get(loose.column)
        return row is not None and column is not None and self._now.grid.text(row, column) != loose.value

    def _chosen(self, text: str, places: list[Place]) -> list[Place]:
        """Of the places where a value may have gone astray, no more than went: first those that were written to."""
        headers = self._header_cells()
        certain = [place for place in places if place in headers]  # no person titles a column so
        places = [place for place in places if place not in headers]
        missing = [sent for sent in self._open if sent.value == text]
        if len(places) > len(missing):
            aimed = {(sent.row, sent.column) for sent in missing}
            lack = self._lacking(places)
            places = sorted(places, key=lambda p: (p not in aimed, not self._is_lacking(p, lack), p))
        return certain + places[: max(0, len(missing) - len(certain))]

    def _header_cells(self) -> set[Place]:
        layout = self._now.layout
        return {(layout.header_row, column) for column in (layout.name, layout.slug, layout.token)}

    def _lacking(self, stray: Iterable[Place]) -> Counter[tuple[int, str]]:
        """Per column of before and text: how many cells held it that are gone from sight, or hold a stray value now.

        A row of now that nobody recognised, and that holds the text, may be one of those: it counts against them.
        """
        lack: Counter[tuple[int, str]] = Counter()
        out = set(stray)
        for column in {column for _, column in out}:
            old = self._aligned.columns.get(column)
            if old is None:
                continue
            for row, text in enumerate(self._before.grid.column(old), start=1):
                new = self._new_row.get(row)
                if text and (new is None or (new, column) in out):
                    lack[old, text] += 1
            for row, text in enumerate(self._now.grid.column(column), start=1):
                if text and row not in self._aligned.rows and row not in self._own and (row, column) not in out:
                    lack[old, text] -= 1
        return lack

    def _is_lacking(self, place: Place, lack: Counter[tuple[int, str]]) -> bool:
        ideal = self._ideal(place)
        return bool(ideal) and lack[self._aligned.columns[place[1]], ideal or ""] > 0

    def _text_for(self, place: Place, lack: Counter[tuple[int, str]]) -> str:
        """What to put back: for a row recognised by little, only a text that is gone from its column."""
        ideal = self._ideal(place)
        if not ideal or (place[0] in self._aligned.guessed and not self._is_lacking(place, lack)):
            return ""
        lack[self._aligned.columns[place[1]], ideal] -= 1
        return ideal

    def _find_misplaced(self) -> None:
        """The rows that we added while columns moved: each holds our three texts, not all in the right columns."""
        layout, grid = self._now.layout, self._now.grid
        waiting = list(self._added)
        standing = {trimmed(text) for text in self._before.grid.column(self._before.layout.slug)}
        replaced: dict[int, set[str]] = defaultdict(set)
        for sent in self._pending.sent:
            if not sent.value:
                replaced[sent.row].add(sent.instead)
        clearing = {(a.name, a.slug): r for r, texts in replaced.items() for a in waiting if {a.name, a.slug} <= texts}
        right = (layout.name, layout.slug, layout.token)
        for (row, _), slug in grid.places({a.slug for a in waiting}):
            places = defaultdict(list)
            for column, text in zip(grid.columns, grid.lines[row - 1], strict=True):
                places[text].append(column)
            for added in (a for a in waiting if a.slug == slug):
                if self._as_added(added, row) and (grid.text(row, layout.name) or added.name not in places):
                    self._own.add(row)
                    if slug not in standing:
                        self._known_before[row] = None
                    waiting.remove(added)
                    break
                if added.name not in places:
                    continue
                cells = (places[added.name][0], places[slug][-1], *places.get(added.token, ())[:1])
                if cells[:2] == right[:2] and (cells[2:] == right[2:] or len(cells) == 2):
                    continue  # somebody else's row, or ours with another token typed over
                self._cleared |= {(row, column) for column in cells}
                self._known_before[row] = clearing.get((added.name, slug))
                self.misplaced.append(added)
                waiting.remove(added)
                break

    def _doubtful_rows(self) -> set[int]:
        """Empty rows that we emptied, while a text that was to be emptied still stands somewhere: the wrong rows."""
        emptied = [sent for sent in self._pending.sent if not sent.value and sent.slug is None]
        rows = {sent.row for sent in emptied if not any(self._now.grid.lines[sent.row - 1])}
        if not rows:
            return set()
        texts = {sent.instead for sent in emptied if sent.row in rows} - {""} - self._values
        alive = {row for (row, _), _ in self._now.grid.places(texts)} - self._own
        return rows if alive else set()

    def _as_added(self, added: Added, row: int) -> bool:
        """Whether slug and token of a row that we added stand in their columns; its name may have been edited since."""
        layout, grid = self._now.layout, self._now.grid
        return (grid.text(row, layout.slug), grid.text(row, layout.token)) == (added.slug, added.token)

    def _emptied(self) -> dict[Place, str]:
        """Cells that an emptying write of ours hit instead of its own: place -> the text that is gone."""
        hit = {(sent.row, sent.column) for sent in self._pending.sent if sent.value == ""}
        found = {
            place: text
            for place in self._header_cells() & hit
            if self._now.grid.text(*place) == "" and (text := self._ideal(place))
        }
        missing = [sent for sent in self._open if sent.value == ""]
        if not missing:
            return found
        columns = ({sent.column for sent in missing} | {self._now.layout.token}) & set(self._aligned.columns)
        gone = [
            (row, column)
            for row in self._aligned.rows
            for column in columns
            if self._now.grid.text(row, column) == "" and self._ideal((row, column))
        ]
        lack = self._lacking([*gone, *self.stray, *self._cleared])
        aimed = {(sent.row, sent.column) for sent in missing}
        certain = sum(sent.row in self._new_row and sent.column in self._new_column for sent in missing)
        for place in sorted(gone, key=lambda p: (p not in aimed, p)):
            if (place in aimed or len(found) < certain) and (text := self._text_for(place, lack)):
                found[place] = text
        return found
