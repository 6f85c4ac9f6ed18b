"""What the embedded Hey Pongo's back office shows: which stores it knows, of which merchant, and the tokens issued."""

import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.sandbox.pongo import PongoService
from workflows.clock import Clock
from workflows.rules.store_lines import brand_key

# A slug with one of these words in it is a store that Hey Pongo has never heard of, to see what the check then says.
UNKNOWN_WORDS = ("inconnu", "unknown")
Table = Callable[[], Sequence[Sequence[str]]]


@dataclass(frozen=True)
class Shop:
    """A store as the back office lists it; `known` False: it was taken out, or never was there."""

    slug: str
    name: str
    merchant: str
    known: bool


@dataclass(frozen=True)
class Wanted:
    """A store that somebody asked the bot for: `brand` as it stands in the request."""

    slug: str
    name: str
    brand: str


@dataclass(frozen=True)
class Given:
    """A token that was issued here; `at` is aware."""

    number: int
    merchant: str
    at: datetime
    token: str


class Backoffice:
    """Hey Pongo as the people of the workspace use it. Safe across threads."""

    def __init__(self, pongo: PongoService, clock: Clock, rows: Table, wanted: Callable[[], Sequence[Wanted]]) -> None:
        """`rows`: the sheet's, header first. `wanted`: what the bot was asked for. A store in either is known, under
        the merchant of its request, else of its name's first part (`Chez Zoé – Lyon` is one of `Chez Zoé`)."""
        self._pongo, self._clock, self._rows, self._wanted = pongo, clock, rows, wanted
        self._lock = threading.Lock()
        self._switched: dict[str, bool] = {}
        self._given: list[Given] = []
        pongo.sees = self.seen_by
        pongo.merchants = lambda: list(dict.fromkeys(shop.merchant for shop in self.shops()))

    def shops(self) -> list[Shop]:
        """Every store, sorted by merchant and name."""
        found: dict[str, tuple[str, str]] = {}
        for slug, name in _listed(self._rows()).items():
            found[slug] = (name, name.partition(" – ")[0].strip())
        for wanted in self._wanted():
            found[wanted.slug] = (wanted.name, wanted.brand)
        with self._lock:
            switched = dict(self._switched)
        shops = [
            Shop(slug, name, merchant, switched.get(slug, not any(word in slug.lower() for word in UNKNOWN_WORDS)))
            for slug, (name, merchant) in found.items()
        ]
        return sorted(shops, key=lambda shop: (brand_key(shop.merchant), shop.name, shop.slug))

    def seen_by(self, merchant: str) -> dict[str, str]:
        """Slug to name of what a token of this merchant sees."""
        key = brand_key(merchant)
        return {shop.slug: shop.name for shop in self.shops() if shop.known and brand_key(shop.merchant) == key}

    def issue(self, merchant: str) -> Given:
        """Issues a token that sees the merchant's stores, those that are added later too."""
        token = self._pongo.issue(merchant)
        with self._lock:
            given = Given(len(self._given) + 1, merchant, self._clock.now(), token)
            self._given.append(given)
        return given

    def given(self) -> list[Given]:
        """The tokens issued so far, oldest first."""
        with self._lock:
            return list(self._given)

    def switch(self, slug: str, known: bool) -> None:
        """Takes a store out of Hey Pongo, or puts it (back) in."""
        with self._lock:
            self._switched[slug] = known


def _listed(rows: Sequence[Sequence[str]]) -> Mapping[str, str]:
    header = next((row for row in rows[:10] if "SLUG PONGO" in row and "RESTAURANT NAME" in row), None)
    if header is None:
        return {}
    slug, name = header.index("SLUG PONGO"), header.index("RESTAURANT NAME")
    below = rows[list(rows).index(header) + 1 :]
    return {row[slug]: row[name] for row in below if len(row) > max(slug, name) and row[slug]}
