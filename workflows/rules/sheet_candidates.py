"""Finds the rows of the sheet that a request may take: a slug, no token, and in no open request. Pure."""

import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple, Self

from workflows.rules.store_lines import Source, StoreLine, StoreProblem, brand_key, read_pair

_ROW = re.compile(r"(?:ligne|row)\s*([0-9]{1,8})", re.IGNORECASE)


@dataclass(frozen=True)
class SheetLine:
    """A row of the sheet that has a slug."""

    row: int
    name: str
    slug: str
    has_token: bool


@dataclass(frozen=True)
class SeenRow:
    """A row with a slug. `fingerprint`: of what its token's cell holds, None where that is empty; `odd`: it holds what
    no token can be. `ticks`: what 6xpos says there (`workflows.rules.sheet_ticks`), None without its column."""

    row: int
    name: str
    slug: str
    fingerprint: str | None
    odd: bool = False
    ticks: tuple[str | None, ...] = ()


class Candidate(NamedTuple):
    """A store that may be taken. `key`: what its name is searched by."""

    name: str
    slug: str
    row: int
    key: str

    def to_json(self) -> list[Any]:
        """As the database keeps it."""
        return list(self)

    @classmethod
    def from_json(cls, kept: Sequence[Any]) -> Self:
        """What `to_json` gave."""
        return cls(*kept)

    @property
    def store(self) -> StoreLine:
        """The store that it becomes."""
        return StoreLine(self.name, self.slug, self.row, Source.SHEET)


def candidates(lines: Iterable[SheetLine], held: Collection[str]) -> tuple[list[Candidate], list[int]]:
    """The stores that may be taken, topmost first, and the rows whose slug is none. `held`: slugs of open requests.

    A slug in several rows is one store, by its topmost name; with a token in any of them it is none. A row without a
    name is called by its slug.
    """
    lines = list(lines)
    left_out = {slug.lower() for slug in (*(line.slug for line in lines if line.has_token), *held)}
    found: dict[str, Candidate] = {}
    unusable: list[int] = []
    for line in lines:
        if line.slug.lower() in left_out or line.slug.lower() in found:
            continue
        store = read_pair(line.name.strip() or line.slug, line.slug, line.row, Source.SHEET)
        if isinstance(store, StoreProblem):
            unusable.append(line.row)
        else:
            # The name as it is, too: one of signs alone has no letters to be found by.
            name = own_name(store.name, store.slug)
            key = "\n".join((brand_key(name), name.lower()))
            found[line.slug.lower()] = Candidate(store.name, store.slug, store.line, key)
    return list(found.values()), unusable


def own_name(name: str, slug: str) -> str:
    """The name of a store that comes from the sheet, for somebody who may not read its slug: empty where the row has
    none and it is called by its slug."""
    return "" if name.casefold() == slug.casefold() else name


def matching(found: Sequence[Candidate], text: str) -> list[Candidate]:
    """Those that have `text` in their name, whatever its case, accents and spaces; or the one in row 12 for `row 12`.
    Never by their slug, which whoever searches may not read."""
    wanted = {key for key in (brand_key(text), text.strip().lower()) if key}
    if not text.strip():
        return list(found)
    if row := _ROW.fullmatch(text.strip()):
        return [one for one in found if one.row == int(row[1])]
    return [one for one in found if any(key in one.key for key in wanted)]
