"""Where the columns are while writes of ours are unverified: a write may have hit a header. Pure."""

from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import combinations, islice, permutations

from sheets.align import Seen
from sheets.errors import HeadersMissing
from sheets.grid import Grid, full_grid
from sheets.layout import HEADER_ROWS, Headers, Layout, find_layout, folded
from sheets.repair import Pending


def locate(head: Sequence[Sequence[str]], headers: Headers, pending: Pending | None) -> Layout:
    """The layout by the first rows; a header cell that a write of ours may have hit counts as the header it held.

    Raises HeadersMissing as find_layout does.
    """
    try:
        return find_layout(head, headers)
    except HeadersMissing:
        for guess in _with_headers_back(head, headers, pending) if pending else ():
            try:
                return find_layout(guess, headers)
            except HeadersMissing:
                continue
        raise


def locate_copy(grid: Grid, headers: Headers, pending: Pending) -> Layout:
    """The layout of a copy. Its likeness to the sheet before shows it where a header was renamed just then."""
    if _is_at_risk(pending):
        return _alike(grid, pending.before)
    try:
        return locate(grid.head(HEADER_ROWS), headers, pending)
    except HeadersMissing:
        return _alike(grid, pending.before)


def locate_after(head: Sequence[Sequence[str]], headers: Headers, pending: Pending, then: Seen) -> Layout:
    """As `locate`, after a write whose copy is `then`. Where header cells were written, their texts prove nothing."""
    if _is_at_risk(pending) or any(sent.row == then.layout.header_row for sent in pending.sent):
        written = {(sent.row, sent.column): sent.value for sent in pending.sent}
        before = Seen(then.grid.replaced(written), then.layout)
        return _not_renamed(_alike(full_grid(head, then.grid.columns[-1]), before), head, headers, pending)
    return locate(head, headers, pending)


def locate_unwritten(head: Sequence[Sequence[str]], headers: Headers, pending: Pending) -> Layout:
    """As `locate`, where the write was not carried out: what was wrong in the header row still is."""
    if _is_at_risk(pending):
        found = _alike(full_grid(head, pending.seen.grid.columns[-1]), pending.before)
        return _not_renamed(found, head, headers, pending)
    return locate(head, headers, pending)


def _not_renamed(found: Layout, head: Sequence[Sequence[str]], headers: Headers, pending: Pending) -> Layout:
    """The layout, if its headers are the headers, or what we wrote over them. Raises HeadersMissing where not."""
    row = full_grid(head, max(found.name, found.slug, found.token)).lines[found.header_row - 1] if head else []
    three = {headers.name: found.name, headers.slug: found.slug, headers.token: found.token}
    texts = {header: row[column - 1] if row else "" for header, column in three.items()}
    ours = pending.values | {""}
    missing = tuple(h for h, text in texts.items() if folded(text) != folded(h) and text not in ours)
    if missing:
        raise HeadersMissing(missing, tuple(text for text in texts.values() if text not in ours))
    return found


def _is_at_risk(pending: Pending) -> bool:
    """Whether a text was to be put back into the header row: then something of ours stands there."""
    return any(sent.slug is None and sent.row == pending.seen.layout.header_row for sent in pending.sent)


def _alike(grid: Grid, before: Seen) -> Layout:
    """Where the columns of before are: by what stands in their header cells, whatever that is, else by content."""
    known = before.layout
    titles = {before.header(c) for c in before.grid.columns} - {""}
    lines = [
        {column: folded(text) for column, text in zip(grid.columns, line, strict=True)}
        for line in grid.lines[:HEADER_ROWS]
    ]
    row = max(
        range(1, len(lines) + 1),
        key=lambda r: (sum(text in titles for text in lines[r - 1].values()), -abs(r - known.header_row)),
        default=known.header_row,
    )
    head = lines[row - 1] if lines else {}
    found: dict[int, int] = {}

    def choose(old: int, columns: Sequence[int]) -> None:
        texts = Counter(before.grid.column(old))
        if columns:
            found[old] = max(
                columns, key=lambda c: ((Counter(t for t in grid.column(c) if t) & texts).total(), -abs(c - old))
            )

    three = (known.name, known.slug, known.token)
    for old in three:
        title = before.header(old)
        choose(old, [c for c, text in head.items() if title and text == title and c not in found.values()])
    for old in three:
        if old not in found:
            free = [c for c in head if c not in found.values()]
            choose(old, [c for c in free if head[c] not in titles] or free)
    return Layout(row, *(found.get(old, old) for old in three))


def _with_headers_back(head: Sequence[Sequence[str]], headers: Headers, pending: Pending) -> Iterator[list[list[str]]]:
    """The first rows as they may have been before writes of ours hit header cells, the likeliest first."""
    values = pending.values
    emptied = {(s.row, s.column) for s in pending.sent if s.value == ""}
    before, layout = pending.seen.grid, pending.seen.layout
    columns = {headers.name: layout.name, headers.slug: layout.slug, headers.token: layout.token}
    width = max([len(row) for row in head] + [column for _, column in emptied], default=0)
    guesses: list[tuple[int, int, dict[int, str]]] = []
    for number, cut in enumerate(head[:HEADER_ROWS], start=1):
        row = [*cut, *[""] * (width - len(cut))]
        hit = [c for c, text in enumerate(row, 1) if text in values or (not text and (number, c) in emptied)]
        present = {folded(text) for c, text in enumerate(row, 1) if c not in hit}
        missing = sorted((text for text in columns if folded(text) not in present), key=columns.__getitem__)
        if not missing or len(hit) < len(missing):
            continue
        same_columns = {c: before.text(layout.header_row, c) for c in hit}
        ways = [dict(zip(places, missing, strict=True)) for places in _ways(hit, len(missing))]
        guesses += [(len(missing), number, texts) for texts in (same_columns, *ways)]
    for _, number, texts in sorted(guesses, key=lambda guess: guess[:2]):
        lines = [list(line) for line in head]
        line = lines[number - 1] = [*lines[number - 1], *[""] * (width - len(lines[number - 1]))]
        for column, text in texts.items():
            line[column - 1] = text
        yield lines


def _ways(columns: Sequence[int], count: int) -> Iterator[tuple[int, ...]]:
    """The ways to choose places for some headers: those that keep their order first; not more than a few."""
    yield from islice(combinations(columns, count), 20)
    yield from islice(permutations(columns, count), 20)
