"""Reads what people type into the form: a brand, and lines of `Name ; slug`. Pure; every problem names its place."""

import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict, dataclass, replace
from enum import StrEnum
from functools import lru_cache
from typing import Any, Self

from workflows.rules.plain_text import plain, plain_word
from workflows.rules.tokens import token_like

SLUG = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,99}")
LONGEST_NAME = 200
MOST_STORES = 1_000  # in a request
LONGEST_PASTE = 3_000  # Slack's limit for an input: docs.slack.dev, "Plain-text input element"
LONGEST_BRAND = 80
LONGEST_LOCAL_PART = 64  # of an e-mail address: RFC 5321, section 4.5.3.1.1
_SPACES = re.compile(r" {2,}")
_NO_KEY = re.compile(r"[^a-z0-9]")
_SEPARATOR = re.compile(r"[\t;]")
_NOT_DECOMPOSED = str.maketrans({"œ": "oe", "æ": "ae", "ø": "o", "ß": "ss", "ł": "l", "đ": "d", "ð": "d", "þ": "th"})


class Source(StrEnum):
    """Where a store comes from: the text of the form, a file, the partner's sheet, the request that is edited."""

    TEXT = "text"
    FILE = "file"
    SHEET = "sheet"
    REQUEST = "request"


@dataclass(frozen=True)
class StoreLine:
    """A store as given. `line` counts from 1, blank lines included, as an editor or a spreadsheet shows them."""

    name: str
    slug: str
    line: int = 0
    source: Source = Source.TEXT

    def to_json(self) -> dict[str, Any]:
        """As the database keeps it."""
        return asdict(self)

    @classmethod
    def from_json(cls, kept: Mapping[str, Any]) -> Self:
        """What `to_json` gave."""
        return cls(**{**kept, "source": Source(kept["source"])})


class StoreProblemKind(StrEnum):
    """What can be wrong with a line, or with the whole paste."""

    EMPTY = "empty"
    TOO_LONG = "too_long"
    NO_SEPARATOR = "no_separator"
    THREE_PARTS = "three_parts"
    LOOKS_LIKE_TOKEN = "looks_like_token"
    NO_NAME = "no_name"
    NO_SLUG = "no_slug"
    NAME_TOO_LONG = "name_too_long"
    SLUG_IS_ADDRESS = "slug_is_address"
    BAD_SLUG = "bad_slug"
    SLUG_TWICE = "slug_twice"
    TOO_MANY = "too_many"
    FORMULA = "formula"
    REFORMATTED = "reformatted"


@dataclass(frozen=True)
class StoreProblem:
    """What is wrong, its line (0: all of it), and the words or lines that the sentence about it names."""

    kind: StoreProblemKind
    line: int = 0
    text: str = ""
    other_line: int = 0
    source: Source = Source.TEXT
    other_source: Source = Source.TEXT

    def to_json(self) -> dict[str, Any]:
        """As the database keeps it."""
        kept = asdict(self)
        return {"fault": kept.pop("kind"), **kept}

    @classmethod
    def from_json(cls, kept: Mapping[str, Any]) -> Self:
        """What `to_json` gave."""
        kinds = {"source": Source(kept["source"]), "other_source": Source(kept["other_source"])}
        rest = {name: value for name, value in kept.items() if name != "fault"}
        return cls(**{**rest, "kind": StoreProblemKind(kept["fault"]), **kinds})


class Gathered:
    """Stores from one place or several, each slug once, and what is wrong among them."""

    def __init__(self) -> None:
        self.stores: list[StoreLine] = []
        self.problems: list[StoreProblem] = []
        self._first: dict[str, StoreLine] = {}

    def add(self, found: StoreLine | StoreProblem) -> None:
        """Takes a store, or what is wrong with one. The same slug twice with the same name is one store."""
        if isinstance(found, StoreProblem):
            self.problems.append(found)
            return
        earlier = self._first.setdefault(found.slug.lower(), found)
        if earlier is found:
            self.stores.append(found)
        elif earlier.name != found.name:
            twice = StoreProblemKind.SLUG_TWICE
            self.problems.append(
                StoreProblem(twice, found.line, found.slug, earlier.line, found.source, earlier.source)
            )


def merged(stores: Iterable[StoreLine]) -> tuple[list[StoreLine], list[StoreProblem]]:
    """The stores of all places together, and what they are wrong about together."""
    gathered = Gathered()
    for store in stores:
        gathered.add(store)
    if len(gathered.stores) > MOST_STORES:
        gathered.problems.append(StoreProblem(StoreProblemKind.TOO_MANY, text=str(len(gathered.stores))))
    return gathered.stores, gathered.problems


def clean(text: str) -> str:
    """`text` trimmed, in one line, without control and invisible characters, in composed form."""
    if text.isascii() and text.isprintable():
        return _SPACES.sub(" ", text).strip()
    spaced = "".join(" " if unicodedata.category(c) == "Cc" else c for c in plain(text))
    return _SPACES.sub(" ", spaced).strip()


def read_lines(text: str, secret: Callable[[str], bool] = token_like) -> tuple[list[StoreLine], list[StoreProblem]]:
    """The stores of a paste and everything wrong with it, in the order of the lines.

    A line has two parts, around a tab or `;`. The same slug twice with the same name is one store. `secret`: whether a
    text may hold a token; what may is repeated in no problem.
    """
    if len(text) > LONGEST_PASTE:
        return [], [StoreProblem(StoreProblemKind.TOO_LONG, text=str(len(text)))]
    gathered = Gathered()
    for number, line in enumerate(plain(text).split("\n"), start=1):
        if line.strip():
            gathered.add(_read_line(line, number, secret))
    if not gathered.stores and not gathered.problems:
        gathered.problems.append(StoreProblem(StoreProblemKind.EMPTY))
    return gathered.stores, gathered.problems


def _read_line(line: str, number: int, secret: Callable[[str], bool]) -> StoreLine | StoreProblem:
    parts = _SEPARATOR.split(line)
    while len(parts) > 2 and not parts[-1].strip():
        parts.pop()  # a row copied from the sheet ends with its empty token
    if len(parts) > 2:
        return StoreProblem(StoreProblemKind.THREE_PARTS, number)
    if len(parts) < 2:
        kind = StoreProblemKind.LOOKS_LIKE_TOKEN if secret(line) else StoreProblemKind.NO_SEPARATOR
        return StoreProblem(kind, number, "" if kind is StoreProblemKind.LOOKS_LIKE_TOKEN else clean(line))
    return read_pair(parts[0], parts[1], number, Source.TEXT, secret)


def read_pair(
    name: str, slug: str, line: int, source: Source, secret: Callable[[str], bool] = token_like
) -> StoreLine | StoreProblem:
    """The store of a name and a slug as they were given, or the first thing that is wrong with them."""
    name, slug = clean(name), plain_word(slug)

    def problem(kind: StoreProblemKind, text: str) -> StoreProblem:
        return StoreProblem(kind, line, text, source=source)

    if secret(name) or secret(slug):
        return problem(StoreProblemKind.LOOKS_LIKE_TOKEN, "")
    if not name:
        return problem(StoreProblemKind.NO_NAME, clean(slug))
    if not slug:
        return problem(StoreProblemKind.NO_SLUG, name)
    if len(name) > LONGEST_NAME:
        return problem(StoreProblemKind.NAME_TOO_LONG, str(len(name)))
    if not SLUG.fullmatch(slug):
        address = "/" in slug or "www." in slug.lower()
        return problem(StoreProblemKind.SLUG_IS_ADDRESS if address else StoreProblemKind.BAD_SLUG, clean(slug))
    return StoreLine(name, slug, line, source)


def write_lines(stores: Iterable[StoreLine]) -> str:
    """The paste that reads as `stores`: for a form that is opened again. Never with a third part in a line."""
    return "\n".join(f"{_in_line(store.name)} ; {store.slug}" for store in stores)


def as_before(stores: Iterable[StoreLine], before: Iterable[StoreLine]) -> list[StoreLine]:
    """The stores with the names that they had `before`, where all that differs is how `write_lines` had to write."""
    names = {store.slug: store.name for store in before}
    return [
        replace(store, name=names[store.slug]) if store.name == _in_line(names.get(store.slug, "")) else store
        for store in stores
    ]


def _in_line(name: str) -> str:
    return clean(_SEPARATOR.sub(",", name))


class BrandProblem(StrEnum):
    """What can be wrong with a brand."""

    EMPTY = "empty"
    NO_LETTERS = "no_letters"
    TOO_LONG = "too_long"
    LOOKS_LIKE_TOKEN = "looks_like_token"


@lru_cache(maxsize=4_096)
def brand_key(brand: str) -> str:
    """The brand in lower case, without accents, letters and digits only: `Café de l'Été` becomes `cafedelete`."""
    if brand.isascii():
        return brand.lower() if brand.isalnum() else _NO_KEY.sub("", brand.lower())
    plain = unicodedata.normalize("NFKD", brand.casefold().translate(_NOT_DECOMPOSED))
    return _NO_KEY.sub("", plain)


def brand_words(brand: str) -> list[str]:
    """The brand's key from the beginning of each of its first 12 words on; what people type begins with one of them."""
    words = re.split(r"[^\w]+", brand)[:12]
    return [key for key in dict.fromkeys(brand_key(" ".join(words[at:])) for at in range(len(words))) if key]


def account_for(brand: str, template: str) -> str:
    """The address of the Hey Pongo account for 6xpos: `template` with `{brand}` filled in."""
    return template.replace("{brand}", brand_key(brand))


def check_brand(brand: str, template: str) -> BrandProblem | None:
    """What is wrong with a brand (already cleaned), or None."""
    if not brand:
        return BrandProblem.EMPTY
    if token_like(brand):
        return BrandProblem.LOOKS_LIKE_TOKEN
    if not brand_key(brand):
        return BrandProblem.NO_LETTERS
    if len(brand) > LONGEST_BRAND or len(account_for(brand, template).split("@")[0]) > LONGEST_LOCAL_PART:
        return BrandProblem.TOO_LONG
    return None


def clean_lines(text: str) -> str:
    """`text` trimmed, its lines kept, without control and invisible characters."""
    return "\n".join(clean(line) for line in plain(text).split("\n")).strip()
