"""Guesses which rows of the sheet are one brand's: it has no column for the brand, but slugs and names of a brand begin
alike. Pure."""

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from workflows.rules.store_lines import StoreLine, brand_key, clean

# What a name may begin with without saying whose it is.
_COMMON = frozenset({
    "a", "au", "aux", "bar", "bistro", "bistrot", "boulangerie", "brasserie", "burger", "cafe", "chez", "creperie", "d",
    "da", "de", "des", "du", "el", "hotel", "il", "l", "la", "le", "les", "maison", "o", "pizza", "pizzeria",
    "restaurant", "restaurants", "resto", "sushi", "the", "un", "une",
})  # fmt: skip
_WORD = re.compile(r"[\s\-_'’./]+")


@dataclass(frozen=True)
class LikelyBrand:
    """Rows that are likely to be one brand's. `key` names the group for a button; `brand` is a guess to start from."""

    key: str
    brand: str
    stores: tuple[StoreLine, ...]


def likely_brands(stores: Iterable[StoreLine]) -> list[LikelyBrand]:
    """The stores in groups, the largest first; each store is in exactly one."""
    groups: dict[str, list[StoreLine]] = defaultdict(list)
    for store in stores:
        groups[_beginning(store)].append(store)
    found = [LikelyBrand(key, _brand(members), tuple(members)) for key, members in groups.items()]
    return sorted(found, key=lambda group: (-len(group.stores), group.key))


def _beginning(store: StoreLine) -> str:
    """The first words of the slug, up to the first that says something."""
    words = [word for word in _WORD.split(store.slug.lower()) if word]
    meaning = next((at for at, word in enumerate(words) if brand_key(word) not in _COMMON), len(words) - 1)
    return brand_key("".join(words[: meaning + 1])) or store.slug.lower()


def _brand(stores: Sequence[StoreLine]) -> str:
    """The words with which all names begin; a single name as it is; else the beginning of the first slug."""
    names = [clean(store.name).split() for store in stores]
    if len(stores) == 1:
        return " ".join(names[0]) or stores[0].slug
    common = []
    for words in zip(*names, strict=False):
        if len({brand_key(word) or word for word in words}) > 1:
            break
        common.append(words[0])
    brand = " ".join(common).strip(" -–—,:/|")
    if brand_key(brand) and brand_key(brand) not in _COMMON:
        return brand
    return _beginning(stores[0]).capitalize()
