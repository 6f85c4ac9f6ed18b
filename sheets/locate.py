"""Where the columns are while writes of ours are unverified: a write may have hit a header. Pure."""

from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import combinations, islice, permutations

from sheets.align import Seen
from sheets.errors import HeadersMissing
from sheets.grid import Grid
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
    """The layout of a copy; where a person had renamed a header just then, by its likeness to the sheet before."""
    try:
        return locate(grid.head(HEADER_ROWS), headers, pending)
    except HeadersMissing:
        return _alike(grid, pending.seen)


def locate_after(head: Sequence[Sequence[str]], headers: Headers, pending: Pending, then: Seen) -> Layout:
    """As `locate`, after a write whose copy is `then`: a header put back into another column is none."""
    layout = then.layout
    places = {headers.name: layout.name, headers.slug: layout.slug, headers.token: layout.token}
    columns = {folded(text): column for text, column in places.items()}
    lines = [list(line) for line in head]
    for sent in pending.sent:
        astray = sent.slug is None and columns.get(folded(sent.value), sent.column) != sent.column
        if astray and sent.row == layout.header_row <= len(lines) and sent.column <= len(lines[sent.row - 1]):
            line = lines[sent.row - 1]
            if line[sent.column - 1] == sent.value:
                line[sent.column - 1] = then.grid.text(sent.row, sent.column)
    return locate(lines, headers, pending)


def _alike(grid: Grid, before: Seen) -> Layout:
    known = before.layout
    titles = {before.header(c) for c in before.grid.columns} - {""}
    lines = [{column: folded(text) for column, text in zip(grid.columns, line, strict=True)} for line in grid.lines]
    row = max(
        range(1, len(lines) + 1),
        key=lambda r: (sum(text in titles for text in lines[r - 1].values()), -abs(r - known.header_row)),
        default=known.header_row,
    )
    head = lines[row - 1] if lines else {}
    places = {text: column for column, text in reversed(head.items())}
    three = (known.name, known.slug, known.token)
    found = {old: places[title] for old in three if (title := before.header(old)) in places}
    for old in three:
        if old not in found and (free := [c for c, text in head.items() if c not in found.values()]):
            texts = Counter(before.grid.column(old))
            found[old] = max(
                free,
                key=lambda c: (
                    head[c] not in titles,
                    sum((Counter(t for t in grid.column(c) if t) & texts).values()),
                    -abs(c - old),
                ),
            )
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
