"""Which of the stores that Hey Pongo lists for a token are taken: all, some by what was searched, or all without some.
Pure."""

from collections.abc import Sequence
from typing import Any, NamedTuple, Self

from workflows.rules.store_lines import StoreLine, brand_key

ALL, WITHOUT, ONE, NOT_ONE = "all:", "without:", "one:", "not:"
"""What the value of an option begins with: all that hold the text behind it, or the store with that slug."""


class ListedStore(NamedTuple):
    """A store, and how it stands in the sheet: an InSheet, in which rows, beside the token with which fingerprint."""

    name: str
    slug: str
    in_sheet: str
    rows: list[int]
    found: str | None = None

    def to_json(self) -> list[Any]:
        """As the database keeps it."""
        return list(self)

    @classmethod
    def from_json(cls, kept: Sequence[Any]) -> Self:
        """What `to_json` gave."""
        return cls(*kept)

    @property
    def line(self) -> StoreLine:
        """The store that it becomes."""
        return StoreLine(self.name, self.slug)


def having(stores: Sequence[ListedStore], text: str) -> list[ListedStore]:
    """Those that have `text` in their name, whatever its case, accents and spaces, or in their slug; all for none."""
    key, typed = brand_key(text), text.strip().casefold()
    if not typed:
        return list(stores)
    return [
        one
        for one in stores
        if (key and key in brand_key(one.name)) or typed in one.name.casefold() or typed in one.slug.casefold()
    ]


def chosen(stores: Sequence[ListedStore], values: Sequence[str]) -> list[ListedStore]:
    """What the values of the chosen options stand for, in the order of `stores`. What is left out is left out whatever
    else is chosen; all are meant where nothing is chosen but that, or all with a text beside them."""
    taken: set[str] = set()
    gone: set[str] = set()
    narrowed = False
    for value in values:
        kind, _, text = value.partition(":")
        every = f"{kind}:" in (ALL, WITHOUT)
        slugs = {one.slug for one in (having(stores, text) if every else stores) if every or one.slug == text}
        if f"{kind}:" in (WITHOUT, NOT_ONE):
            gone |= slugs
        elif text:
            taken |= slugs
            narrowed = True
    if not values:
        return []
    return [one for one in stores if one.slug not in gone and (not narrowed or one.slug in taken)]
