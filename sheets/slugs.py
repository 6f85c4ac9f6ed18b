"""Compares slugs as people paste them or Google shows them: which row's is a store's, which is only similar. Pure."""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator
from decimal import Decimal

# How Google shows a number: with separators of thousands, or rounded to a power of ten.
_GROUPED = re.compile(r"\d{1,3}(?:[ .,'’]\d{3})+(?:[.,]0+)?|\d+[.,]0+")
_ROUNDED = re.compile(r"(\d)(?:[.,](\d{1,15}))?E\+?(\d{1,2})", re.IGNORECASE)
# Not seen, though Unicode counts them among letters, marks and symbols.
_BLANK = re.compile("[\u034f\u115f\u1160\u180b-\u180f\u2800\u3164\ufe00-\ufe0f\uffa0\U000e0100-\U000e01ef]")
_BETWEEN = re.compile(r"[\s_.\-]+")


def fold(text: str) -> str:
    """The text by which two slugs are the same: without case, invisible characters and odd hyphens."""
    return trimmed(text).casefold()


def trimmed(text: str) -> str:
    """A cell's text as names, slugs and tokens are compared: no white space at its ends, nothing invisible in it, its
    hyphens, dashes and spaces plain."""
    if text.isascii() and text.isprintable():
        return text.strip()
    kept = (_compared(character) for character in unicodedata.normalize("NFKC", text))
    return "".join(kept).strip()


def _compared(character: str) -> str:
    category = unicodedata.category(character)
    if category == "Pd" or character == "\u2212":  # a minus
        return "-"
    if category.startswith("Z") or character.isspace():
        return " "
    return "" if category in ("Cc", "Cf", "Cs") or _BLANK.match(character) else character


def may_be_number(text: str) -> bool:
    """Whether a cell that shows this may hold a number that is not what it shows."""
    return bool(_GROUPED.fullmatch(trimmed(text)) or _ROUNDED.fullmatch(trimmed(text)))


def as_typed(shown: str, number: float) -> str:
    """What was typed into a cell that holds a whole number and shows it so; "" where that cannot be, or be known: of
    more than 15 digits Google keeps no more than those."""
    text = f"{number:.0f}"
    known = number.is_integer() and 0 <= number < 1e15 and may_be_number(shown)
    return text if known and Alike([(1, shown)]).rows(text) else ""


class Alike:
    """The texts of slug cells, to be asked which of them look like a slug and are not the same."""

    def __init__(self, cells: Iterable[tuple[int, str]]) -> None:
        """`cells`: row and text of each."""
        self._rows: dict[str, list[int]] = defaultdict(list)
        self._rounded: list[tuple[int, int, int]] = []  # row, the number, what it may be off by
        for row, text in cells:
            for key in set(_keys(text)):
                self._rows[key].append(row)
            if found := _ROUNDED.fullmatch(trimmed(text)):
                digits, power = found[1] + (found[2] or ""), int(found[3])
                off = int(Decimal(10) ** (power - len(digits) + 1)) if power >= len(digits) else 1
                self._rounded.append((row, int(Decimal(digits).scaleb(power - len(digits) + 1)), off))

    def rows(self, slug: str) -> list[int]:
        """The rows that look like the slug, topmost first: without its leading zeros, with other signs between its
        words, as an address that ends with it, as a number that Google has rounded or grouped."""
        found = {row for key in set(_keys(slug)) for row in self._rows.get(key, ())}
        if slug.isdecimal():
            found |= {row for row, number, off in self._rounded if abs(int(slug) - number) <= off}
        return sorted(found)


def _keys(text: str) -> Iterator[str]:
    whole = trimmed(text)
    if "/" in whole:  # an address: the slug is one of its parts
        yield from (_key(part) for part in re.split(r"[/?#=&]", whole.partition("://")[2] or whole) if _key(part))
    elif key := _key(whole):
        yield key


def _key(word: str) -> str:
    if _GROUPED.fullmatch(word):
        word = re.sub(r"[.,]0+$", "", word) if not re.fullmatch(r"\d{1,3}(?:[ .,'’]\d{3})+", word) else word
        word = re.sub(r"\D", "", word)
    bare = "".join(c for c in unicodedata.normalize("NFKD", word.casefold()) if not unicodedata.combining(c))
    joined = _BETWEEN.sub("-", bare.strip("\"'«»“”‘’ ")).strip("-")
    return (joined.lstrip("0") or "0") if joined.isdecimal() else joined
