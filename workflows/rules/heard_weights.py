"""Weighs the words of a message: what speaks for a request, for a question where one stands, for neither. Pure."""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from workflows.rules.heard_words import LISTS, TABLE


class Intent(StrEnum):
    """What a message wants of the bot."""

    ASK = "ask"
    STATUS = "status"
    OTHER = "other"


_GAP, _TO_THE_END = 4, 12  # words that `…` and `?` go over at the most
_ENDS = frozenset(".?!\n")
_PARTS = frozenset(".?!:;,\n")

# A phrase as it is looked for: one step after the other, each a set of words, of beginnings of words, or a sign.
Step = tuple[str, frozenset[str], tuple[str, ...]]


@dataclass(frozen=True)
class _Phrase:
    entry: int
    at_start: str  # `^`, `,.` or nothing
    steps: tuple[Step, ...]


def _step(part: str) -> Step:
    if part in ("…", "?"):
        return part, frozenset(), ()
    how = "may" if part.startswith("[") else "must"
    part = part.strip("[]")
    words = _LISTS[part[1:-1]] if part.startswith("{") else part.split("|")
    return how, frozenset(w for w in words if "*" not in w), tuple(w[:-1] for w in words if w.endswith("*"))


def _phrases(entry: int, written: str) -> Iterator[_Phrase]:
    for phrase in written.split(";"):
        parts = phrase.split()
        at_start = parts.pop(0) if parts[0] in ("^", ",.") else ""
        yield _Phrase(entry, at_start, tuple(_step(part) for part in parts))


def _entries(table: str) -> list[tuple[str, str]]:
    """The entries of an indented text: the line that stands out, and what is indented below it."""
    return [(head.strip(), " ".join(body.split())) for head, body in re.findall(r"(?m)^(\S.*)\n((?: .*\n)+)", table)]


_LISTS = {name: words.split() for name, words in _entries(LISTS)}
_ENTRIES = [(head.split(":")[0].split(), body) for head, body in _entries(TABLE)]
_WEIGHTS = [(Intent(intent), int(weight)) for (intent, weight), _ in _ENTRIES]
_PHRASES = [phrase for number, (_, body) in enumerate(_ENTRIES) for phrase in _phrases(number, body)]


def _by_first_word() -> tuple[dict[str, list[_Phrase]], dict[str, list[tuple[str, _Phrase]]]]:
    """The phrases by the words that they can begin with, and by the first letters of those known by their stem."""
    words: dict[str, list[_Phrase]] = defaultdict(list)
    stems: dict[str, list[tuple[str, _Phrase]]] = defaultdict(list)
    for phrase in _PHRASES:
        for how, exact, begun in phrase.steps:
            for word in exact:
                words[word].append(phrase)
            for stem in begun:
                stems[stem[:2]].append((stem, phrase))
            if how == "must":
                break
    return words, stems


_WORDS, _STEMS = _by_first_word()


def weigh(words: list[str]) -> dict[Intent, int]:
    """What speaks for each intent in a message (as `plain` makes it): each entry of the table counts once."""
    found: set[int] = set()
    for at, word in enumerate(words):
        for phrase in _WORDS.get(word, ()):
            if phrase.entry not in found and _stands(phrase, words, at):
                found.add(phrase.entry)
        for stem, phrase in _STEMS.get(word[:2], ()):
            if phrase.entry not in found and word.startswith(stem) and _stands(phrase, words, at):
                found.add(phrase.entry)
    weights = dict.fromkeys(Intent, 0)
    for number in found:
        intent, weight = _WEIGHTS[number]
        weights[intent] += weight
    return weights


def _stands(phrase: _Phrase, words: list[str], at: int) -> bool:
    if phrase.at_start == "^" and any(word.isalnum() for word in words[:at]):
        return False
    if phrase.at_start == ",." and at and words[at - 1] not in _PARTS:
        return False
    return _follows(phrase.steps, words, at)


def _follows(steps: tuple[Step, ...], words: list[str], at: int) -> bool:
    """Whether the steps stand from `at` on."""
    if not steps:
        return True
    (how, exact, begun), rest = steps[0], steps[1:]
    if how in ("…", "?"):
        for skipped in range((_GAP if how == "…" else _TO_THE_END) + 1):
            if how == "?" and at + skipped < len(words) and words[at + skipped] == "?":
                return True
            if how == "…" and _follows(rest, words, at + skipped):
                return True
            if at + skipped >= len(words) or words[at + skipped] in _ENDS:
                return False
        return False
    if (
        at < len(words)
        and (words[at] in exact or (begun and words[at].startswith(begun)))
        and _follows(rest, words, at + 1)
    ):
        return True
    return how == "may" and _follows(rest, words, at)


_TOKENS = re.compile(r"\n|[.?!,;:]|[^\s.?!,;:'’\-‐‑–—_/]+")
_SIX = re.compile(r"6 ?x ?(?:- ?)?pos\b")


def plain(text: str) -> list[str]:
    """The words and the punctuation of a text, as phrases are looked for in them."""
    bare = "".join(c for c in unicodedata.normalize("NFKD", text.casefold()) if not unicodedata.combining(c))
    return _TOKENS.findall(_SIX.sub("6xpos", bare.replace("œ", "oe").replace("æ", "ae")))
