"""Which rows of a table are no restaurants: headers that come again, totals, titles in between, notes below. Pure.

A restaurant without its slug is one all the same: a row is left out only for what it says, or for where it stands.
"""

import re
from collections.abc import Sequence

from workflows.rules.plain_text import plain
from workflows.rules.store_columns import FileColumns, header_key
from workflows.rules.xlsx import Cell, Row

# "Total", "Totaux", "Total général : 3", "Total restaurants"; of parts, whatever follows.
_OF = r"(?:g[ée]n[ée]ra|restau?|resto|magasin|[ée]tablissement|boutique|store|shop|site|ligne|row)\w*"
_TOTAL = re.compile(
    rf"\W*(?:grand\W+)?tota(?:l|ls|ux)\b(?:\W+{_OF})?[\W\d]*|\W*(?:sous|sub)\W?tota(?:l|ls|ux)\b.*"
    r"|\W*(?:moyenne|average|somme|sum)s?\W*",
    re.I,
)
# How lines begin that programs and people write below a table.
_NOTE = re.compile(
    r"\W*[*©]|\W*(?:sources?|page\s*\d|export\w*|g[ée]n[ée]r[ée]\w*|generated|[ée]dit[ée]\w*|imprim[ée]\w*|printed"
    r"|copyright|confiden\w+|n\.?b|notes?|remarques?|l[ée]gende?|nombre d\w+|number of|mis\w* [àa] jour"
    r"|(?:last )?updated)\b",
    re.I,
)
_NOTHING = re.compile(r"[\W_]*|#?n/?a|null|none|n[ée]ant", re.I)


def is_nothing(cell: Cell) -> bool:
    """Whether a cell says that there is nothing: blank, a dash, `N/A`."""
    return isinstance(cell, str) and (not cell or bool(_NOTHING.fullmatch(plain(cell).strip())))


def restaurants(rows: Sequence[Row], columns: FileColumns) -> list[Row]:
    """The rows below the headers, without those that are no restaurants."""
    below = [row for row in rows if row[0] > columns.header_row and not _is_total(row[1], columns)]
    titles = next((_keys(_both(cells, columns)) for number, cells in rows if number == columns.header_row), None)
    again = {number for number, cells in below if titles and _keys(_both(cells, columns)) == titles}
    last = max((number for number, cells in below if not any(map(is_nothing, _both(cells, columns)))), default=0)
    gap = last > 0 and all(number != last + 1 for number, _ in below)
    found = []
    for (number, cells), (following, _) in zip(below, [*below[1:], (0, [])], strict=False):
        filled = _filled(cells) if is_nothing(_both(cells, columns)[1]) else []
        alone, beneath = len(filled) == 1, bool(filled) and gap and number > last
        title = alone and (beneath or following in again)
        note = (alone or beneath) and _NOTE.match(" ".join(filled))
        if not (number in again or title or note):
            found.append((number, cells))
    return found


def _is_total(cells: Sequence[Cell], columns: FileColumns) -> bool:
    slug = _both(cells, columns)[1]
    counts = isinstance(slug, str) and (is_nothing(slug) or slug.strip().isdigit())
    return counts and any(map(_TOTAL.fullmatch, _filled(cells)))


def _both(cells: Sequence[Cell], columns: FileColumns) -> tuple[Cell, Cell]:
    name, slug = (cells[at] if at < len(cells) else "" for at in columns.both)
    return name, slug


def _keys(both: tuple[Cell, Cell]) -> tuple[str, ...]:
    return tuple(header_key(cell) if isinstance(cell, str) and cell else "" for cell in both)


def _filled(cells: Sequence[Cell]) -> list[str]:
    return [plain(cell).strip() if isinstance(cell, str) else "?" for cell in cells if not is_nothing(cell)]
