"""What the database and the last look at the sheet know of brands and restaurants, indexed by words. Pure."""

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence, Set
from functools import cached_property, lru_cache
from typing import Self

from rapidfuzz import fuzz, process

from workflows.rules.heard.lists import JOINS, NO_BRAND
from workflows.rules.store_lines import brand_key, brand_words

_ALIKE = 84  # of 100 (rapidfuzz: ratio), from which on a spelling is taken for another
_SHORTEST_ALIKE = 5  # letters; shorter words are alike too easily
_MOST_ALIKE = 1_000  # brands of one length and first letter that are compared
_LONGEST_NAME = 8  # words of a name that are looked at
_WORDS = re.compile(r"[^\s\-_–—/.,:;()'’&+]+|[&+]")


def name_words(name: str) -> list[str]:
    """The words of a name, as `brand_key` writes them, without those that only join others."""
    keys = [brand_key(word) for word in _WORDS.findall(name) if word.lower() not in JOINS]
    return [key for key in keys if key]


@lru_cache(maxsize=8_192)
def name_key(name: str) -> str:
    """What two spellings of one name have in common: `La Cantine de Léo`, `cantine-leo` are `cantineleo`."""
    return "".join(name_words(name)) or brand_key(name)


@lru_cache(maxsize=8_192)
def initials(name: str) -> set[str]:
    """The first letters of a name's words: of "La Table d'Hugo" lth, td, th."""
    words = [word for word in _WORDS.findall(name) if brand_key(word)]
    parts = (words, name.split(), name_words(name))
    return {key for some in parts if len(key := "".join(brand_key(word)[:1] for word in some)) > 1}


class Known:
    """Brands and stores that are known. Made once, and asked for each message."""

    def __init__(self, brands: Iterable[str] = (), stores: Iterable[tuple[str, str]] = ()) -> None:
        """`brands` as they are written; `stores`: name (may be empty) and slug. The first of two alike counts."""
        self._brands: dict[str, str] = {}
        for brand in brands:
            self._brands.setdefault(brand_key(brand), brand)
        self._stores: dict[str, tuple[str, str]] = {}
        for name, slug in stores:
            self._stores.setdefault(slug.lower(), (name, slug))

    def name_of(self, slug: str) -> str | None:
        """The name of the store with this slug, whatever its case; None where it is not known."""
        store = self._stores.get(slug.lower())
        return None if store is None else store[0]

    def slugs_among(self, folded: Set[str]) -> Set[str]:
        """Which of these words, in lower case, are slugs of known stores."""
        return folded & self._stores.keys()

    def brand(self, written: str) -> str:
        """The known brand written so, but for accents and articles, or the only one to end so ("Gino"); or nothing."""
        key = brand_key(written)
        return self._brands.get(key) or self._named.get(name_key(written), "") or self._short.get(key, "")

    def brand_begun(self, words: Sequence[str], look: Callable[[str], str]) -> str:
        """The longest known brand that these words begin with. `look`: `brand` or `brand_alike`."""
        if self._brands:
            for size in range(min(len(words), _LONGEST_NAME), 0, -1):
                if found := look(" ".join(words[:size])):
                    return found
        return ""

    def beginning(self, keys: Iterable[str]) -> Set[str]:
        """Which of these are the `brand_key` of a known brand's name, or of its first word."""
        words = {*keys} - {""}
        return (words & self._brands.keys()) | (words & self._first_words)

    def exact_brand(self, key: str) -> str:
        """The known brand of this `brand_key`, or nothing."""
        return self._brands.get(key, "") if len(key) > 2 and key not in NO_BRAND else ""

    def slug(self, folded: str) -> str:
        """A known slug as it is written."""
        return self._stores[folded][1]

    def stores_of(self, brand: str) -> list[tuple[str, tuple[str, ...]]]:
        """The slugs of a brand's stores, each with the words by which its name differs from the brand's."""
        words = name_words(brand)
        beginnings = ("".join(words[:size]) for size in range(len(words), 1, -1))
        return next((self._by_brand[one] for one in beginnings if one in self._by_brand), []) or self._by_brand.get(
            name_key(brand), []
        )

    def prepared(self) -> Self:
        """Itself, with all its indexes made, so that no message has to wait for them."""
        _ = self._named, self._short, self._first_words, self._lengths, self._by_brand
        return self

    @cached_property
    def _named(self) -> dict[str, str]:
        return {name_key(brand): brand for brand in reversed(self._brands.values())}

    @cached_property
    def _short(self) -> dict[str, str]:
        """Brands by the end of their names, where only one ends so."""
        ends: dict[str, set[str]] = defaultdict(set)
        for brand in self._brands.values():
            for key in brand_words(brand)[1:]:
                ends[key].add(brand)
        return {
            key: brands.pop()
            for key, brands in ends.items()
            if len(brands) == 1 and len(key) >= 4 and key not in NO_BRAND and key not in self._brands
        }

    @cached_property
    def _lengths(self) -> dict[tuple[str, int], list[str]]:
        """The keys of brands by first letter and length: what is alike is near in both."""
        keys: dict[tuple[str, int], list[str]] = defaultdict(list)
        for key in self._brands:
            keys[key[:1], len(key)].append(key)
        return keys

    @cached_property
    def _first_words(self) -> frozenset[str]:
        return frozenset(brand_key(re.split(r"[\s'-]", brand, maxsplit=1)[0]) for brand in self._brands.values())

    def brand_alike(self, written: str) -> str:
        """The known brand that is written nearly so; or nothing."""
        key = brand_key(written)
        if len(key) < _SHORTEST_ALIKE or key in NO_BRAND:
            return ""
        sizes = range(len(key) - 2, len(key) + 3)
        near = [one for size in sizes for one in self._lengths.get((key[:1], size), ())[:_MOST_ALIKE]]
        found = process.extractOne(key, near, scorer=fuzz.ratio, score_cutoff=_ALIKE)
        return self._brands[found[0]] if found else ""

    @cached_property
    def _by_brand(self) -> dict[str, list[tuple[str, tuple[str, ...]]]]:
        """Stores by every beginning of their name."""
        found: dict[str, list[tuple[str, tuple[str, ...]]]] = defaultdict(list)
        for folded, (name, _) in self._stores.items():
            words = name_words(name)[:_LONGEST_NAME]
            parts = name_words(folded)[:_LONGEST_NAME]
            for size in range(1, len(words) + 1):
                found["".join(words[:size])].append((folded, tuple(words[size:])))
            for size in range(1, len(parts) if words and parts[:1] != words[:1] else 0):
                found["".join(parts[:size])].append((folded, tuple(words)))  # of a name that leaves the brand out
        return found


NOTHING = Known()


def is_alike(written: str, words: Iterable[str]) -> bool:
    """Whether one of the words is this one, or nearly."""
    if written in words:
        return True
    if len(written) < _SHORTEST_ALIKE:
        return False
    return process.extractOne(written, words, scorer=fuzz.ratio, score_cutoff=_ALIKE) is not None
