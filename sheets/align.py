"""Which row and which column of a sheet, read again, is which of the sheet as it was before. Pure.

People sort, insert, delete and edit while the bot works, so numbers say nothing: rows are recognised by their text,
from the strongest likeness to the weakest. Texts that we wrote ourselves (`ours`) prove nothing and do not count.
"""

from collections import Counter, defaultdict, deque
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from sheets.grid import Grid, Place
from sheets.layout import Layout, folded


@dataclass(frozen=True)
class Seen:
    """A grid and where its three columns stand."""

    grid: Grid
    layout: Layout

    def header_text(self, column: int) -> str:
        """What stands in the header row, "" for nothing."""
        return self.grid.text(self.layout.header_row, column)

    def header(self, column: int) -> str:
        """A column's header as it is compared, "" for none."""
        return folded(self.header_text(column))


@dataclass(frozen=True)
class Alignment:
    """Rows and columns of now -> those of before. `guessed` holds the rows of now that were matched by little."""

    columns: Mapping[int, int]
    rows: Mapping[int, int]
    guessed: frozenset[int]


def align(
    before: Seen,
    now: Seen,
    ours: Collection[str],
    emptied: Collection[int] = (),
    known: Mapping[int, int | None] = MappingProxyType({}),
    doubtful: Collection[int] = (),
    aims: Mapping[int, Collection[tuple[int, str]]] = MappingProxyType({}),
    untouched: Mapping[int, Mapping[int, str]] = MappingProxyType({}),
    sought: Collection[Place] = (),
) -> Alignment:
    """Matches the two.

    `ours`: texts that we wrote; `emptied`: columns of `now` in which we emptied cells, so that an empty one proves
    nothing either; `known`: rows of `now` -> rows of `before`, or None, where that is certain; `doubtful`: empty
    rows of `now` that may be rows of `before` with text, emptied by us; `aims`: rows of `before` -> the columns and
    texts that we wrote there; `untouched`: rows of `before` that we emptied cells of -> how those would look if not;
    `sought`: places of `now` whose rows and columns are to be recognised by little where more does not show.
    """
    columns = align_columns(before, now, ours, {*emptied, *(column for _, column in sought)})
    matcher = _Rows(before, now, columns, ours, emptied, known, doubtful, aims)
    matcher.match(untouched, {row for row, _ in sought})
    return Alignment(columns, matcher.found, frozenset(matcher.guessed))


def align_columns(before: Seen, now: Seen, ours: Collection[str], emptied: Collection[int] = ()) -> dict[int, int]:
    """Columns of now -> columns of before: the three by their headers, others by header, else by their text."""
    found: dict[int, int] = {}
    for new, old in (
        (now.layout.name, before.layout.name),
        (now.layout.slug, before.layout.slug),
        (now.layout.token, before.layout.token),
    ):
        if new in now.grid.index and old in before.grid.index:
            found[new] = old
    rest_now = [c for c in now.grid.columns if c not in found]
    rest_before = [c for c in before.grid.columns if c not in found.values()]
    by_header = _once((before.header(c), c) for c in rest_before)
    for header, new in _once((now.header(c), c) for c in rest_now).items():
        if header in by_header:
            found[new] = by_header[header]
    rest_now = [c for c in rest_now if c not in found]
    rest_before = [c for c in rest_before if c not in found.values()]
    found |= _by_content(before, now, rest_before, rest_now, ours)
    lost = [c for c in rest_now if c not in found and (c in emptied or now.header_text(c) in ours)]
    for new in lost:
        # Its header may have been its only text, and is ours now: then its neighbours say which column it is.
        for old in (found.get(new - 1, -1) + 1, found.get(new + 1, -1) - 1):
            if new not in found and old in rest_before and old not in found.values():
                found[new] = old
    left = [c for c in rest_before if c not in found.values() and any(before.grid.column(c))]
    found |= dict(zip((c for c in lost if c not in found and now.header_text(c)), left, strict=False))
    return found


def _once(pairs: Iterable[tuple[str, int]]) -> dict[str, int]:
    """The texts that stand exactly once, blanks left out."""
    places: dict[str, list[int]] = defaultdict(list)
    for text, column in pairs:
        if text:
            places[text].append(column)
    return {text: columns[0] for text, columns in places.items() if len(columns) == 1}


def _by_content(
    before: Seen, now: Seen, rest_before: Sequence[int], rest_now: Sequence[int], ours: Collection[str]
) -> dict[int, int]:
    """Columns without a telling header: those that share most texts; then, in order, those with the same header."""
    old = {c: texts for c in rest_before if (texts := Counter(t for t in before.grid.column(c) if t))}
    new = {c: Counter(t for t in now.grid.column(c) if t) for c in rest_now}
    scores = []
    for c_new, texts_new in new.items():
        for c_old, texts_old in old.items():
            shared = sum((texts_new & texts_old).values()) - sum(texts_new[t] for t in ours if t in texts_old)
            if shared > 0:
                scores.append((-shared, abs(c_new - c_old), c_new, c_old))
    found: dict[int, int] = {}
    for _, _, c_new, c_old in sorted(scores):
        if c_new not in found and c_old not in found.values():
            found[c_new] = c_old
    for c_new in (c for c, texts in new.items() if texts and c not in found):
        for c_old in (c for c in old if c not in found.values()):
            if now.header(c_new) == before.header(c_old):
                found[c_new] = c_old
                break
    return found


class _Rows:
    """Matches rows in stages, each over what the stage before left."""

    def __init__(
        self,
        before: Seen,
        now: Seen,
        columns: Mapping[int, int],
        ours: Collection[str],
        emptied: Collection[int],
        known: Mapping[int, int | None],
        doubtful: Collection[int],
        aims: Mapping[int, Collection[tuple[int, str]]],
    ) -> None:
        self.found: dict[int, int] = {}
        self.guessed: set[int] = set()
        self._ours = ours
        pairs = sorted(columns.items())
        self._old_columns = [old for _, old in pairs]
        old_at = [before.grid.index[old] for _, old in pairs]
        new_at = [now.grid.index[new] for new, _ in pairs]
        self._width = len(pairs)
        self._old = [tuple(line[i] for i in old_at) for line in before.grid.lines]
        self._new = [tuple(line[i] for i in new_at) for line in now.grid.lines]
        self._free_old = dict.fromkeys(range(1, len(self._old) + 1))
        self._free_new = dict.fromkeys(range(1, len(self._new) + 1))
        position = {new: i for i, (new, _) in enumerate(pairs)}
        self._emptied = frozenset(position[c] for c in emptied if c in position)
        self._name = position.get(now.layout.name)
        self._slug = position.get(now.layout.slug)
        self._token = position.get(now.layout.token)
        self._doubtful = frozenset(doubtful)
        self._aims = aims
        self._known = {**known, now.layout.header_row: before.layout.header_row}

    def match(self, untouched: Mapping[int, Mapping[int, str]], sought: Collection[int]) -> None:
        """Runs the stages."""
        for new, old in self._known.items():
            if old is None:
                self._free_new.pop(new, None)
            else:
                self._pair(new, old)
        self._still_there(untouched)
        for row in self._in_place():
            if row not in self._doubtful:
                self._pair(row, row)
        everything = tuple(range(self._width))
        self._stage([r for r in self._free_new if r not in self._doubtful], everything, blank=True)
        touched = {r: self._touched(r) for r in self._free_new}
        for holes in sorted(set(touched.values()), key=len):
            rest = tuple(i for i in everything if i not in holes)
            self._stage([r for r, h in touched.items() if h == holes and r not in self._doubtful], rest)
        marked = [r for r, holes in touched.items() if holes or r in sought]
        for at in ((self._slug, self._name), (self._slug,)):
            identity = tuple(i for i in at if i is not None)
            self._stage([r for r, holes in touched.items() if not holes.intersection(identity)], identity)
        self._between([r for r in marked if not any(self._new[r - 1][i] for i in everything if i not in touched[r])])
        others: set[int] = set()
        if self._name is not None:
            self._stage([r for r in marked if self._name not in touched[r]], (self._name,), guess=True)
            # Nobody looks for the others; but none that is looked for may pass for one of them.
            known = set(self.found)
            self._stage(touched, (self._name,), guess=True)
            others = self.found.keys() - known
        self._alike(marked)
        self._between(marked)
        self._between(marked, but=self._token)
        filled = [old for old in self._free_old if any(self._old[old - 1])]
        for row, old in zip(sorted(self._doubtful & self._free_new.keys()), filled, strict=False):
            self._pair(row, old, guess=True)
        for holes in {touched[r] for r in marked}:
            rest = tuple(i for i in everything if i not in holes)
            self._stage([r for r in marked if touched[r] == holes], rest, blank=True, guess=True)
        for row in others:
            del self.found[row]
        self.guessed -= others

    def _in_place(self) -> list[int]:
        """The rows that read as they did; those that others read like only if a row beside them does so too."""
        same = [False, *(old == new for old, new in zip(self._old, self._new, strict=False)), False]
        often = [Counter(lines) for lines in (self._old, self._new)]
        return [
            row
            for row in range(1, len(same) - 1)
            if same[row] and (same[row - 1] or same[row + 1] or all(lines[self._old[row - 1]] == 1 for lines in often))
        ]

    def _still_there(self, untouched: Mapping[int, Mapping[int, str]]) -> None:
        """Pairs rows that should be emptied by now, and are not: an empty row elsewhere must not pass for them."""
        if not untouched:
            return
        rows = {line: row for row, line in enumerate(self._new, start=1) if row in self._free_new}
        for old, texts in untouched.items():
            line = tuple(texts.get(c, t) for c, t in zip(self._old_columns, self._old[old - 1], strict=True))
            if line in rows:
                self._pair(rows[line], old)

    def _touched(self, row: int) -> frozenset[int]:
        """The positions in a row of now where a text of ours stands, or where we may have emptied the cell."""
        line = self._new[row - 1]
        return frozenset(i for i, text in enumerate(line) if (text in self._ours if text else i in self._emptied))

    def _pair(self, new: int, old: int, guess: bool = False) -> None:
        if new in self._free_new and old in self._free_old:
            del self._free_new[new], self._free_old[old]
            self.found[new] = old
            if guess:
                self.guessed.add(new)

    def _stage(self, rows: Iterable[int], at: tuple[int, ...], blank: bool = False, guess: bool = False) -> None:
        """Pairs rows that are equal at some positions, in their order; rows blank there only if `blank`.

        Where there are more of them than there were, those come first that have kept their rank or a neighbour.
        """
        waiting = [r for r in rows if r in self._free_new]
        if not waiting or not self._free_old:
            return
        olds: dict[tuple[str, ...], deque[int]] = defaultdict(deque)
        for old in self._free_old:
            line = self._old[old - 1]
            olds[tuple(line[i] for i in at)].append(old)
        keys = {row: tuple(self._new[row - 1][i] for i in at) for row in waiting}
        equals = Counter(key for key in keys.values() if key in olds and (blank or any(key)))
        crowded = {row: key for row, key in keys.items() if equals[key] > len(olds.get(key, ()))}
        for row, key in keys.items():
            if equals[key] and row not in crowded:
                queue = olds[key]
                old = self._likeliest(row, queue)
                queue.remove(old)
                self._pair(row, old, guess)
        self._crowded(crowded, olds, guess)

    def _crowded(
        self, rows: Mapping[int, tuple[str, ...]], olds: Mapping[tuple[str, ...], Collection[int]], guess: bool
    ) -> None:
        """Pairs as many of these equal rows as there are rows of before: what is left over was not there."""
        free = {key: dict.fromkeys(olds[key]) for key in rows.values()}

        def take(row: int, old: int) -> None:
            if row in self._free_new and old in free[rows[row]]:
                del free[rows[row]][old]
                self._pair(row, old, guess)

        ranked = self._ranked(rows)
        for row, old in ranked.items():
            take(row, old)
        others = [row for row in rows if row not in ranked]
        for row in others:
            take(row, self.found.get(row - 1, -1) + 1)
        for row in reversed(others):
            take(row, self.found.get(row + 1, -1) - 1)
        left = [row for row in rows if row in self._free_new and free[rows[row]]]
        for row in sorted(left, key=lambda row: row in ranked):
            if free[rows[row]]:
                take(row, self._likeliest(row, free[rows[row]]))

    def _ranked(self, rows: Collection[int]) -> dict[int, int]:
        """The rows whose slug and name stand as often as they did -> the row of before of the same rank among those.

        Neither a sort nor rows that come or go change the order of such rows among each other.
        """
        identity = [i for i in (self._slug, self._name) if i is not None]
        wanted = {key for row in rows if any(key := tuple(self._new[row - 1][i] for i in identity))}
        were: dict[tuple[str, ...], list[int]] = {key: [] for key in wanted}
        are: dict[tuple[str, ...], list[int]] = {key: [] for key in wanted}
        for lines, places in ((self._old, were), (self._new, are)):
            for number, line in enumerate(lines, start=1):
                if (key := tuple(line[i] for i in identity)) in wanted:
                    places[key].append(number)
        pairs = [
            pair for key in wanted if len(were[key]) == len(are[key]) for pair in zip(are[key], were[key], strict=True)
        ]
        return {row: old for row, old in sorted(pairs) if row in rows}

    def _likeliest(self, row: int, equals: Collection[int]) -> int:
        """Among equal rows of before: the one that our text was written to, else a neighbour's neighbour."""
        texts = zip(self._old_columns, self._new[row - 1], strict=True)
        mine = {(column, text) for column, text in texts if text in self._ours}
        if not mine or len(equals) == 1:
            return next(iter(equals))
        aimed = [old for old in equals if mine.intersection(self._aims.get(old, ()))]
        beside = (self.found.get(row - 1, -1) + 1, self.found.get(row + 1, -1) - 1)
        return next((old for old in aimed or equals if old in beside), next(iter(aimed or equals)))

    def _alike(self, rows: Iterable[int]) -> None:
        """Pairs each row with the free row that shares most texts with it, at the same positions."""
        waiting = [r for r in rows if r in self._free_new]
        if not waiting:
            return
        holders: dict[tuple[int, str], list[int]] = defaultdict(list)
        for old in self._free_old:
            for i, text in enumerate(self._old[old - 1]):
                if text:
                    holders[i, text].append(old)
        for row in waiting:
            votes: Counter[int] = Counter()
            for i, text in enumerate(self._new[row - 1]):
                if text and text not in self._ours:
                    votes.update(o for o in holders.get((i, text), ()) if o in self._free_old)
            if votes:
                best = max(votes, key=lambda old: (votes[old], -abs(old - row)))
                self._pair(row, best, guess=True)

    def _between(self, rows: Iterable[int], but: int | None = None) -> None:
        """Pairs rows by their place between two matched neighbours that are as far apart as they were.

        What stands at the position `but` may be another text: that of the tokens, which people type.
        """
        for row in [r for r in rows if r in self._free_new]:
            above = next((r for r in range(row - 1, 0, -1) if r in self.found), 0)
            below = next((r for r in range(row + 1, len(self._new) + 1) if r in self.found), len(self._new) + 1)
            start = self.found.get(above, 0)
            end = self.found.get(below, len(self._old) + 1)
            old = start + row - above
            if end - start == below - above and self._agree(row, old, but):
                self._pair(row, old, guess=True)

    def _agree(self, row: int, old: int, but: int | None) -> bool:
        """Whether nothing that a person wrote in a row of now says that it is another row."""
        if but is not None and not self._old[old - 1][but]:
            return False
        pairs = enumerate(zip(self._new[row - 1], self._old[old - 1], strict=True))
        return all(new == was or i == but for i, (new, was) in pairs if new and new not in self._ours)
