"""Cuts names out of sentences: runs of capitalised words, runs in lower case, what can be a name at all. Pure."""

import re

from workflows.rules.heard.lists import (
    ARTICLES,
    BEGINS,
    DANGLING,
    ENDS_BRAND,
    ENDS_CAPITALS,
    JOINS,
    NO_BRAND,
    is_no_name,
)
from workflows.rules.store_lines import LONGEST_BRAND, brand_key

REACH = 90  # characters around a word in which a name is looked for
_MARKS = "*_`\"'“”«»()[]{}"
_ENDS = re.compile(r"[,;:()\[\]?!\n\"«»“”*`|→]|\.(?:\s|$)|\s[-–—]+\s|=|>|\s/\s|\s\|\s|…|\.\.")
_CAPITAL = re.compile(r"\d*[A-ZÀ-ÖØ-ÞŒÆ]|\d+[a-z]|[dlDLOoNn]['’][A-ZÀ-ÖØ-Þ]")
_ELIDED = re.compile(r"^[cldjmtsn]'(?=\w)|^qu'", re.IGNORECASE)
_PLACED = frozenset(("à", "en", "sur", "au", "aux"))
_LONGEST, _LONGEST_LOWER = 12, 4  # words
_NUMBER = re.compile(r"\d+\w?")
_STRANGE = re.compile(r"https?:|www\.|@|6X-\d|\d{2}[:h]\d{2}|[€$%]", re.IGNORECASE)


def has_capital(word: str) -> bool:
    """Whether a word is written like a name: with a capital, or with digits that one follows."""
    return bool(_CAPITAL.match(word))


def tidy(name: str) -> str:
    """A name without the signs around it."""
    name = " ".join(name.split()).strip(' .,:;-–—*_~`’"«»“”()[]{}<>|/=→')
    return name.strip("' ") if name[:1] == "'" else name


def word_key(word: str) -> str:
    """A word as the families hold it: without the article or pronoun before its apostrophe."""
    return brand_key(_ELIDED.sub("", word))


def until_sign(text: str) -> str:
    """The text up to the first sign that no name goes over."""
    return _ENDS.split(text[:REACH].lstrip(_MARKS + " "), maxsplit=1)[0]


def after_sign(text: str) -> str:
    """The text behind the last sign that no name goes over."""
    return _ENDS.split(text[-REACH:].rstrip(_MARKS + " "))[-1]


def without_article(text: str) -> str:
    """Articles in lower case before a name are none of it: "pour le Fournil" says Fournil."""
    word, _, rest = text.lstrip().partition(" ")
    return rest if word in ARTICLES and has_capital(rest.lstrip(_MARKS)) else text


def _bare(word: str) -> str:
    return word.strip('*_`,;:"«»“”()[]').rstrip(".")


def capitalised(text: str) -> str:
    """The capitalised words that `text` begins with, and what joins them."""
    kept: list[str] = []
    end = 0
    for word in until_sign(text).split()[:_LONGEST]:
        own = _bare(word)
        key = word_key(own)
        if key == "6xpos":
            break
        if own and (has_capital(own) or own.isdecimal()):
            if (key in ENDS_CAPITALS if kept else is_no_name(key)) and own.lower() not in BEGINS:
                break
            kept.append(own)
            end = len(kept)
        elif kept and own.lower() in JOINS and not (own.lower() in _PLACED and _is_whole(kept)):
            kept.append(own)
        else:
            break
    return " ".join(kept[:end])


def _is_whole(kept: list[str]) -> bool:
    """Whether a name is one already, so that "à" says where it is: "Boulangerie Léa à Lyon", not "Bar à Jus"."""
    return sum(has_capital(word) and word.lower() not in JOINS for word in kept) > 1


def last_capitalised(text: str) -> str:
    """The capitalised words that `text` ends with, and what joins them."""
    kept: list[str] = []
    for word in reversed(after_sign(text).split()[-_LONGEST:]):
        own = _bare(word)
        named = own and (has_capital(own) or own.isdecimal()) and word_key(own) not in NO_BRAND - BEGINS
        if not named and not (kept and own.lower() in JOINS):
            break
        kept.append(own)
    while kept and (kept[-1].lower() in DANGLING or kept[-1] in JOINS):
        kept.pop()
    return " ".join(reversed(kept))


def lower_run(text: str) -> str:
    """Up to four words in whatever case, until one that is no part of a name."""
    kept: list[str] = []
    for word in until_sign(text).split()[: _LONGEST_LOWER + 1]:
        own = _bare(word)
        key = word_key(own)
        ends = key in ENDS_BRAND or (not kept and is_no_name(key) and key not in BEGINS)
        if (not key and own not in JOINS) or ends or len(kept) == _LONGEST_LOWER:
            break
        if not kept and own.lower() in ("a", "et", "and", "au", "du", "des", "de", "&", "en"):
            break
        kept.append(own)
    while kept and kept[-1].lower() in DANGLING | JOINS:
        kept.pop()
    while len(kept) > 1 and kept[0].lower() in ("l", "notre", "our", "the"):
        kept = kept[1:]
    return " ".join(kept)


def plausible(name: str) -> str:
    """The name, if it can be a brand; else nothing."""
    name = tidy(name)
    key = brand_key(name)
    if len(key) < 2 or len(name) > LONGEST_BRAND or key.isdecimal() or _STRANGE.search(name):
        return ""
    words = [word_key(word) for word in name.split()]
    if _NUMBER.fullmatch(key) or is_no_name(key) or all(map(is_no_name, filter(None, words))):
        return ""
    return name
