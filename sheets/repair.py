"""After a write: which values of ours stand where they should not, and what stood there before. Pure.

A sheet is written by row number, and people move rows meanwhile. So every write is judged afterwards, by a grid that
was read before it and one read after it:

- A value of ours counts as landed beside the slug that it was for (a token), or in the cell that it was for (a text put
  back). Where it stands anywhere else, and did not stand there before, it went astray.
- No more values are taken back than were written and did not land: a token that a person pasted elsewhere stays.
- Where a value went astray, the text that the cell held before is put back: the row is recognised by its other cells
  (see align.py), the column by its header. Putting back is a write like any other, and judged like any other.
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from sheets.align import Alignment, Seen, align
from sheets.errors import HeadersMissing
from sheets.grid import Place
from sheets.layout import HEADER_ROWS, Headers, Layout, find_layout, folded, trimmed


@dataclass(frozen=True)
class Sent:
    """A cell that was written, or is about to be; `slug`: the store whose token this is, None for a text put back."""

    row: int
    column: int
    value: str = field(repr=False)
    slug: str | None = None


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
    columns. `loose`: values of ours, beside those, that stand or may stand where they should not.
    """

    seen: Seen
    sent: tuple[Sent, ...] = ()
    added: tuple[Added, ...] = ()
    loose: tuple[Sent, ...] = ()

    @property
    def values(self) -> frozenset[str]:
        """Every text of ours that may stand somewhere; not "", which is everywhere."""
        texts = {s.value for s in (*self.sent, *self.loose)} | {a.token for a in self.added}
        return frozenset(texts - {""})

    @property
    def columns(self) -> frozenset[int]:
        """The columns, by number, where something of ours may stand."""
        layout = self.seen.layout
        rows = {layout.name, layout.slug, layout.token} if self.added else set()
        return frozenset({s.column for s in (*self.sent, *self.loose)} | rows)


@dataclass(frozen=True)
class Mended:
    """The sheet as people want it: `seen` is what was read with `restore` (place -> text to put back) done.

    `loose`: the values of ours that stand in those places. `unlanded`: writes that neither landed nor went astray, as
    far as can be seen.
    """

    seen: Seen
    restore: Mapping[Place, str] = field(repr=False)
    loose: tuple[Sent, ...] = ()
    unlanded: tuple[Sent, ...] = ()


Wanted = Mapping[str, Collection[str]]
"""Slug -> the tokens that may stand beside it."""


def locate(head: Sequence[Sequence[str]], headers: Headers, pending: Pending | None) -> Layout:
    """The layout by the first rows; a header cell that a write of ours may have hit counts as the header it held.

    Raises HeadersMissing as find_layout does.
    """
    try:
        return find_layout(head, headers)
    except HeadersMissing:
        if pending is None:
            raise
        values = pending.values
        emptied = {(s.row, s.column) for s in pending.sent if s.value == ""}
        wanted = (headers.name, headers.slug, headers.token)
        for number, row in enumerate(head[:HEADER_ROWS], start=1):
            present = {folded(text) for text in row}
            missing = [text for text in wanted if folded(text) not in present]
            hit = [i for i, text in enumerate(row) if text in values or (not text and (number, i + 1) in emptied)]
            if len(missing) == 1 and hit:
                mended = [list(line) for line in head]
                mended[number - 1][hit[0]] = missing[0]
                return find_layout(mended, headers)
        raise


def mend(pending: Pending | None, now: Seen, wanted: Wanted) -> Mended:
    """Finds what went astray and what to put back in its place; `wanted`: what the present deliveries want."""
    if pending is None:
        return Mended(now, {})
    judge = _Judge(pending, now, wanted)
    restore = judge.restore()
    loose = tuple(Sent(*place, text) for place in restore if (text := now.grid.text(*place)))
    return Mended(Seen(now.grid.replaced(restore), now.layout), restore, loose, judge.unlanded(loose))


class _Judge:
    """One comparison of the sheet before and after."""

    def __init__(self, pending: Pending, now: Seen, wanted: Wanted) -> None:
        self._pending = pending
        self._now = now
        self._before = pending.seen
        self._values = pending.values
        self._wanted: dict[str, set[str]] = defaultdict(set)
        for slug, tokens in wanted.items():
            self._wanted[slug].update(tokens)
        for sent in (*pending.sent, *pending.loose):
            if sent.slug is not None:
                self._wanted[sent.slug].add(sent.value)
        for added in pending.added:
            self._wanted[added.slug].add(added.token)
        self._aims = {(sent.row, sent.column, sent.value) for sent in pending.sent}
        self._found = [(place, text) for place, text in now.grid.places(self._values)]
        self._misplaced = self._misplaced_rows()
        self._aligned: Alignment = align(pending.seen, now, self._values, {row for row, _ in self._misplaced})
        self._new_row = {old: new for new, old in self._aligned.rows.items()}
        self._new_column = {old: new for new, old in self._aligned.columns.items()}
        self._open = self._not_landed()

    def restore(self) -> dict[Place, str]:
        """Place -> text to put back."""
        candidates: dict[str, list[Place]] = defaultdict(list)
        for place, text in self._found:
            if not self._rightful(place, text) and self._ideal(place) != text:
                candidates[text].append(place)
        stray = [place for text, places in candidates.items() for place in self._chosen(text, places)]
        lack = self._lacking(stray)
        restore = {place: self._text_for(place, lack) for place in sorted(stray)}
        restore.update(dict.fromkeys(self._misplaced, ""))
        restore.update(self._emptied())
        return {place: text for place, text in restore.items() if self._now.grid.text(*place) != text}

    def unlanded(self, astray: Iterable[Sent]) -> tuple[Sent, ...]:
        """The writes that are nowhere to be seen: those that did not land, as many as are not `astray` left out."""
        accounted = Counter(sent.value for sent in astray)
        nowhere = []
        for sent in self._open:
            if accounted[sent.value] > 0:
                accounted[sent.value] -= 1
            elif sent.value:
                nowhere.append(sent)
        return tuple(nowhere)

    def _rightful(self, place: Place, text: str) -> bool:
        """Whether a token stands beside a slug that it is meant for."""
        row, column = place
        layout = self._now.layout
        if column != layout.token or row <= layout.header_row:
            return False
        if text not in self._wanted.get(trimmed(self._now.grid.text(row, layout.slug)), ()):
            return False
        # Beside its slug, but over another token that was to stay: that write was meant for a different row.
        aimed = (self._aligned.rows.get(row), self._before.layout.token, text) in self._aims
        return aimed or trimmed(self._ideal(place) or "") in ("", text)

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
                landed[trimmed(self._now.grid.text(place[0], self._now.layout.slug)), text] += 1
        rows = [Sent(0, self._before.layout.token, a.token, a.slug) for a in self._pending.added]
        missing = []
        for sent in (*self._pending.sent, *rows, *self._pending.loose):
            if sent.slug is not None and sent.value and landed[sent.slug, sent.value] > 0:
                landed[sent.slug, sent.value] -= 1
            elif not self._at_home(sent):
                missing.append(sent)
        return missing

    def _at_home(self, sent: Sent) -> bool:
        """Whether a text put back, or an emptied cell, is as it was to be."""
        target = (self._new_row.get(sent.row), self._new_column.get(sent.column))
        if (sent.slug is not None and sent.value) or None in target or sent in self._pending.loose:
            return False
        return self._now.grid.cell(target[0] or 0, target[1] or 0) == sent.value

    def _chosen(self, text: str, places: list[Place]) -> list[Place]:
        """Of the places where a value may have gone astray, no more than went: first those that were written to."""
        missing = [sent for sent in self._open if sent.value == text]
        if len(places) > len(missing):
            aimed = {(sent.row, sent.column) for sent in missing}
            lack = self._lacking(places)
            places = sorted(places, key=lambda p: (p not in aimed, not self._is_lacking(p, lack), p))
        return places[: len(missing)]

    def _lacking(self, stray: Iterable[Place]) -> Counter[tuple[int, str]]:
        """Per column of before and text: how many fewer there are now, stray values not counted."""
        lack: Counter[tuple[int, str]] = Counter()
        out = set(stray)
        for column in {column for _, column in out}:
            old = self._aligned.columns.get(column)
            if old is None:
                continue
            lack.update((old, text) for text in self._before.grid.column(old) if text)
            for row, text in enumerate(self._now.grid.column(column), start=1):
                if text and (row, column) not in out:
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

    def _misplaced_rows(self) -> set[Place]:
        """The cells of rows that we added while columns moved: name and slug stand in columns that are not theirs."""
        layout, grid = self._now.layout, self._now.grid
        rows = {(a.name, a.slug, a.token) for a in self._pending.added}
        cells: set[Place] = set()
        for (row, column), token in self._found if rows else ():
            texts = {text: c for c, text in zip(grid.columns, grid.lines[row - 1], strict=True)}
            for name, slug, wanted in rows:
                if wanted == token and name in texts and slug in texts and slug != trimmed(grid.text(row, layout.slug)):
                    cells |= {(row, column), (row, texts[name]), (row, texts[slug])}
        return cells

    def _emptied(self) -> dict[Place, str]:
        """Cells that an emptying write of ours hit instead of its own: place -> the text that is gone."""
        missing = [sent for sent in self._open if sent.value == ""]
        if not missing:
            return {}
        found: dict[Place, str] = {}
        columns = {sent.column for sent in missing} | {self._now.layout.token}
        gone = [
            (row, column)
            for row, old in self._aligned.rows.items()
            for column in columns & set(self._aligned.columns)
            if self._now.grid.text(row, column) == ""
            and self._before.grid.text(old, self._aligned.columns[column])
            and row not in self._aligned.guessed
        ]
        aimed = {(sent.row, sent.column) for sent in missing}
        certain = [s for s in missing if s.row in self._new_row and s.column in self._new_column]
        for place in sorted(gone, key=lambda p: (p not in aimed, p)):
            if place in aimed or len(found) < len(certain):
                found[place] = self._ideal(place) or ""
        return found
