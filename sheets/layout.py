"""Finds the columns of name, slug and token by their headers in the first rows. Pure."""

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from sheets.errors import HeadersMissing
from sheets.slugs import trimmed

HEADER_ROWS = 10
"""The header row is looked for in this many first rows."""


@dataclass(frozen=True)
class Headers:
    """The three headers, as the settings name them."""

    name: str = "RESTAURANT NAME"
    slug: str = "SLUG PONGO"
    token: str = "TOKEN PONGO"
    others: tuple[str, ...] = ()  # of columns that are only read, "" for none


@dataclass(frozen=True)
class Layout:
    """The header row and the three columns, all counted from 1."""

    header_row: int
    name: int
    slug: int
    token: int
    others: tuple[int, ...] = ()  # those that are only read, 0 for one that is not there

    @property
    def columns(self) -> frozenset[int]:
        """The three of them."""
        return frozenset((self.name, self.slug, self.token))


def folded(text: str) -> str:
    """The text without case, accents and white space, the way headers are compared."""
    decomposed = unicodedata.normalize("NFKD", trimmed(text))
    return "".join(c for c in decomposed if not unicodedata.combining(c) and not c.isspace()).casefold()


def _may_be_shown(text: str) -> bool:
    """Whether a cell may stand in an error: a header may, a token (16 characters or more, no spaces) must not."""
    return len(text) <= 60 and (len(text) < 16 or any(c.isspace() for c in text))


def find_layout(rows: Sequence[Sequence[str]], headers: Headers) -> Layout:
    """The layout of the first row, among the first 10, that holds all three headers.

    `rows` are the worksheet's first rows as text, the first of them row 1, the first cell of each in column A. Where a
    header stands twice in the row, the leftmost counts. Raises HeadersMissing, with the texts of the row that came
    closest, without those that could be a token (the row may be one of data).
    """
    wanted = (headers.name, headers.slug, headers.token)
    best: tuple[int, tuple[str, ...], tuple[str, ...]] = (-1, wanted, ())
    for number, row in enumerate(rows[:HEADER_ROWS], start=1):
        columns: dict[str, int] = {"": 0}
        for column, text in enumerate(row, start=1):
            columns.setdefault(folded(text), column)
        places = [columns.get(folded(text)) for text in wanted]
        name, slug, token = places
        if name is not None and slug is not None and token is not None:
            return Layout(number, name, slug, token, tuple(columns.get(folded(text), 0) for text in headers.others))
        hits = sum(place is not None for place in places)
        texts = tuple(text for text in map(trimmed, row) if text and _may_be_shown(text))
        if hits > best[0] or (hits == best[0] and not best[2]):
            missing = tuple(text for text, place in zip(wanted, places, strict=True) if place is None)
            best = (hits, missing, texts)
    raise HeadersMissing(best[1], best[2])
