"""Which words are slugs: by their form, and by what the text and the known stores say of them. Pure."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from enum import IntEnum
from functools import cached_property, lru_cache
from itertools import islice, takewhile

from workflows.rules.heard.known import Known, name_key
from workflows.rules.heard.lists import (
    BETWEEN,
    COMPOUNDS,
    GENERIC,
    GLUE,
    JOINS,
    NO_BRAND,
    PRONOUNS,
    TELL_NOTHING,
    TOWNS,
)
from workflows.rules.heard.names import fact, has_capital, shouts
from workflows.rules.heard.weights import fold
from workflows.rules.store_lines import SLUG, brand_key

_PARTS = re.compile(r"[-_]")
_REFERENCE = re.compile(r"6x-?\d{1,7}|\d[\d_-]*(?:h|am|pm|k|ème|e|er)?(?:\d\d)?", re.IGNORECASE)  # or an hour
_SOME_LETTERS = re.compile(r"[A-Za-z]{2}")
RUN_WORD = re.compile(r"[^\s.,;:!?()\[\]\"«»“”*`/=|<>]+")
_PLAIN_WORD = re.compile(r"(?<![\w-])[a-z]{3,}+(?![\w-])")
_NO_KEY = bytes(set(range(128)) - set(b"abcdefghijklmnopqrstuvwxyz0123456789"))
_OURS = frozenset(("6xpos", "sixpos", "pongo", "heypongo"))  # what begins so is ours: "6xpos-deck_v3"
_NO_BRANDS = TOWNS | GENERIC | TELL_NOTHING
_MOST_INITIALS = 5
LONGEST_RUN = 7  # words of a name
_SHORTEST = 3  # letters; of shorter words nothing is concluded
_TELLING = 100  # words of a message that a slug without any form of one is compared with
_KNOWN_ALONE = 8  # letters from which a known slug counts though it is a word without hyphen or digit


class Form(IntEnum):
    """How much a word looks like a slug by itself."""

    NONE = 0
    WEAK = 1  # two words and a hyphen: everyday language has such, too
    STRONG = 2  # three parts, digits, an underscore


@lru_cache(maxsize=8_192)
def form(word: str) -> Form:
    """How much a word has the form of a slug, and not that of a word, a name, a date or a reference."""
    if "-" not in word and "_" not in word:
        return Form.NONE
    parts = _PARTS.split(fold(word))
    if len(parts) < 2 or not all(parts) or not SLUG.fullmatch(word) or not _SOME_LETTERS.search(word):
        return Form.NONE
    if (
        parts[0] in _OURS
        or _REFERENCE.fullmatch(word)
        or word.lower() in COMPOUNDS
        or all(part in NO_BRAND for part in parts)
    ):
        return Form.NONE
    if all(len(part) < 3 for part in parts) and len(parts) > 4:
        return Form.NONE  # an address in the network
    if parts[-1] in PRONOUNS and len(parts) <= 3:
        return Form.NONE  # "dites-moi", "a-t-il"
    if word.isupper() and all(part.isdigit() for part in parts[1:]):
        return Form.NONE  # a code: FA-2025-0311
    if word != word.lower():  # a name (Saint-Nazaire), or a piece of a token
        return Form.WEAK if word.isupper() and len(parts) > 2 else Form.NONE
    strong = not BETWEEN.issuperset(parts[1:-1])  # "tête-à-tête", "state-of-the-art" are no strong ones
    return Form.STRONG if strong or "_" in word or any(part.isdigit() for part in parts) else Form.WEAK


def resembles(name: str, slug: str) -> bool:
    """Whether name and slug share a word, so that they can hardly be two things."""
    key, other = brand_key(name), brand_key(slug)
    words = [word for word in _PARTS.split(slug.lower()) if len(word) >= _SHORTEST and word not in TELL_NOTHING]
    return any(word in key for word in words) or (len(key) >= _SHORTEST and (key in other or name_key(name) in other))


def shared(name: str, slug: str) -> int:
    """How many words of a slug a name has."""
    key = brand_key(name)
    return sum(word in key for word in _PARTS.split(slug.lower()) if word)


def _common(split: Sequence[Sequence[str]]) -> list[str]:
    return [words[0] for words in takewhile(lambda words: len(set(words)) == 1, zip(*split, strict=False))]


def without_beginning(slugs: Sequence[str]) -> dict[str, list[str]]:
    """What each slug has behind the words with which all begin; nothing where they begin with none."""
    split = {slug: _PARTS.split(slug) for slug in slugs}
    common = len(_common(list(split.values()))) if len(slugs) > 1 else 0
    return {slug: parts[common:] for slug, parts in split.items() if common and parts[common:]}


def common_beginning(slugs: Sequence[str]) -> str:
    """The words with which all slugs begin, as a name: `columbus-gare`, `columbus-port` are of Columbus."""
    common = _common([_PARTS.split(slug.lower()) for slug in slugs])
    if len(slugs) == 1:
        common = common[:-1] if len(common) > 1 else common
        while len(common) > 1 and common[-1] in JOINS:
            common.pop()  # "burger-becane-le-mans"
    return " ".join(word.capitalize() if len(word) > 2 or at == 0 else word for at, word in enumerate(common))


@lru_cache(maxsize=8_192)
def _initial(word: str) -> str:
    """A word's capital; nothing of one that only joins others; a space where there is no capital."""
    return word[0] if word[0].isupper() else "" if word.lower() in JOINS else " "


def _makes(key: str, words: Sequence[tuple[str, str]]) -> bool:
    """Whether words (each with its `brand_key`), two of them or more, begin with a name that makes this key, with what
    joins them or without."""
    capital = several = False
    for word, word_key in words:
        if key.startswith(word_key):
            key = key[len(word_key) :]
            capital = capital or has_capital(word)
            if not key:
                return capital and (several or "'" in word)
        elif word.lower() not in JOINS:
            return False
        several = True
    return False


class Evidence:
    """What speaks for a slug in one message: its words, the stores that the product knows."""

    def __init__(self, text: str, words: Iterable[str], known: Known, certain: Iterable[str]) -> None:
        """`words`: of the text, of which `worth_a_look` are those that may be slugs without the word "slug" before
        them; `certain`: what a back-office address says to be slugs."""
        self._text = text
        self._folded = fold(text)
        self._joined = self._folded.encode("ascii", "ignore").translate(None, _NO_KEY).decode()
        self._words = Counter(_PLAIN_WORD.findall(self._folded))
        self._often = {word for word, times in self._words.items() if times > 1} - TELL_NOTHING
        self._known = known
        self._certain = {slug.lower() for slug in certain}
        every = set(words)
        self._every = every
        named = known.slugs_among({word.lower() for word in every}) | self._certain
        self.worth_a_look = {
            word
            for word in every
            if form(word)
            or word.lower() in named
            or (word.islower() and not fact(word).no_name and (self.begins(word) or self._is_apart(word)))
        }

    def _is_apart(self, word: str) -> bool:
        """Whether the words of the message make this one somewhere, but for the number behind it."""
        if len(word) < _KNOWN_ALONE:
            return False  # most words: soon told
        word = word.rstrip("0123456789")
        return len(word) >= _KNOWN_ALONE and self._joined.count(word) > self._folded.count(word)

    @cached_property
    def _firsts(self) -> Counter[str]:
        """How many words of a slug's form begin with each part."""
        return Counter(_PARTS.split(word.lower(), maxsplit=1)[0] for word in self._every if form(word))

    def in_series(self, slug: str) -> bool:
        """Whether another word of a slug's form begins like it."""
        first = _PARTS.split(slug.lower(), maxsplit=1)[0]
        return len(first) >= _SHORTEST and self._firsts[first] > 1

    def is_known(self, slug: str) -> bool:
        """Whether it is the slug of a known store, or one of the back office's."""
        return self._known.name_of(slug) is not None or slug.lower() in self._certain

    def of_brand(self, slug: str) -> bool:
        """Whether the slug begins with another word of the message, which then is the brand's, or its first letters."""
        folded = fold(slug)
        first = _PARTS.split(folded, maxsplit=1)[0]
        if first in TELL_NOTHING:
            return False
        if first in (self._often if first == folded else self._words):
            return True
        if first == slug:
            return False
        if self._is_apart(first) or (form(slug) and self._names(first)):
            return True
        return 1 < len(first) <= _MOST_INITIALS and first in self._initials

    def in_town(self, slug: str) -> bool:
        """Whether the slug ends with a town that the message names, and begins with what may be a brand."""
        first, _, town = fold(slug).rpartition("-")
        return town in TOWNS and town in self._words and not _NO_BRANDS.issuperset(_PARTS.split(first))

    def begins(self, word: str) -> bool:
        """Whether a word in lower case without a slug's form is, or begins with, one that the message speaks of."""
        if len(word) <= _SHORTEST or word != word.lower():
            return False
        return self.of_brand(word) if "-" in word else fold(word) in self._often or self._is_apart(word)

    @cached_property
    def _initials(self) -> str:
        """The first letters of the words with capitals that follow one another: "Mamie Nova Street" has mns-lomme,
        "Les Pieds dans l'Eau" lpde-arcachon."""
        parted = self._text.replace("'", " ").replace("-", " ").split()
        every = [
            word[0] if word[0].isupper() or (word in GLUE and len(word) > 1) else _initial(word) for word in parted
        ]
        return fold("".join([*map(_initial, [*self._text.split(), ".", *parted]), ".", *every]))

    @cached_property
    def spelled(self) -> list[tuple[str, str]]:
        """The words of the message, each with its `brand_key`."""
        return [(word, brand_key(word)) for word in RUN_WORD.findall(self._text)]

    @cached_property
    def _beginnings(self) -> dict[str, list[int]]:
        """Where words stand, by the first letters of their keys."""
        places: dict[str, list[int]] = defaultdict(list)
        for at, (_, key) in enumerate(self.spelled):
            places[key[:2]].append(at)
        return places

    def _names(self, key: str) -> bool:
        """Whether words with capitals make it: kiosk9 of "Kiosk 9", letable of "l'Étable"."""
        begins = (*self._beginnings.get(key[:2], ()), *self._beginnings.get(key[:1], ()))
        return any(_makes(key, self.spelled[at : at + LONGEST_RUN]) for at in begins)

    def _is_name(self, slug: str) -> bool:
        """Whether it is one of the message's names, with hyphens: "Grandad's Griddle … grandads-griddle"."""
        key = brand_key(slug)
        return self._joined.count(key) > 1 and self._names(key)

    def is_name_in_one(self, word: str) -> bool:
        """Whether it is one of the message's names of several words, written in one: "Le Temps des Crêpes"."""
        return word.islower() and self._is_apart(word) and self._names(word.rstrip("0123456789"))

    def repeats(self, before: str, word: str) -> bool:
        """Whether the words right before this one make it: "tropik'bowl tropikbowl"."""
        bare = word.rstrip("0123456789")
        return word.islower() and self._is_apart(word) and brand_key(before[-2 * len(word) :]).endswith(bare)

    def alone(self, slug: str) -> bool:
        """Whether a word that stands in a sentence without any sign is a slug."""
        shape = form(slug)
        if self.is_known(slug):
            return (
                bool(shape)
                or slug.lower() in self._certain
                or any(c.isdigit() for c in slug)
                or (len(slug) >= _KNOWN_ALONE and slug.islower())
            )
        if slug.isupper() and not shouts(self._text):
            return False  # a code
        return shape is Form.STRONG or (shape is Form.WEAK and (self.of_brand(slug) or self._is_name(slug)))

    @cached_property
    def _telling(self) -> list[str]:
        """The first words of the message that may be a brand's."""
        words = (word for word in self._words if len(word) > _SHORTEST and word not in TELL_NOTHING)
        return list(islice(words, _TELLING))

    def beside(self, name: str, slug: str) -> bool:
        """Whether a word that stands beside a name, with a sign between them, is its slug."""
        shape = form(slug)
        if self.is_known(slug) or shape is Form.STRONG:
            return True
        if resembles(name, slug):
            return bool(shape) or (slug == slug.lower() and len(slug) > _SHORTEST and fold(slug) not in NO_BRAND)
        return shape is Form.WEAK and (self.of_brand(slug) or self.in_series(slug))

    def labelled(self, slug: str, marked: bool) -> bool:
        """Whether a word that follows the word "slug" is one; `marked`: by a colon or the like."""
        if self.is_known(slug) or form(slug) or (_PARTS.search(slug) and marked):
            return not _REFERENCE.fullmatch(slug)
        if fold(slug) in NO_BRAND or len(slug) < _SHORTEST or (slug != slug.lower() and "_" not in slug):
            return slug.isdigit()
        if marked or "_" in slug or any(c.isdigit() for c in slug) or self.of_brand(slug) or self._is_name(slug):
            return True
        if self._is_apart(slug):
            return True  # "oh my naan, slug ohmynaan"
        return any(word != slug and word in slug for word in self._telling)
