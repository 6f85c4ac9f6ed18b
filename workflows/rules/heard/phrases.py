"""Reads the table of phrases, and finds where a phrase stands among words. Pure."""

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from workflows.rules.heard.lists import families, indented
from workflows.rules.heard.neither import NEITHER, NOT_THIS_ONE
from workflows.rules.heard.words import ASKED, LISTS, SILENCES

NO_ENTRY = -1  # of phrases of another table
_GAP, _TO_THE_END = 4, 12  # words that `…` and `?` go over at the most
# The weights from which on something else is plainly spoken of; and of what is said of nobody in particular.
REFUSAL, GENERAL = 7, 9
_GREETED = 20  # signs that may stand before the first word
ENDS = frozenset(".?!\n")
CONTRASTS = frozenset(("mais", "but", "uniquement", "seulement", "only"))
PARTS = frozenset(".?!:;,\n>")
_DOUBLED = re.compile(r"([a-z])\1+")


class Intent(StrEnum):
    """What a message wants of the bot."""

    ASK = "ask"
    STATUS = "status"
    OTHER = "other"


def single(word: str) -> str:
    """Doubled letters as one: people double what is single, and the other way round."""
    return _DOUBLED.sub(r"\1", word) if len(word) > 3 else word


@dataclass(frozen=True, slots=True)
class Step:
    """One word of a phrase: any of `words`, or of those that begin with one of `stems`."""

    how: str  # must, may, not, `…` or `?`
    words: frozenset[str] = frozenset()
    stems: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Entry:
    """One kind of sentence in the table."""

    intent: Intent
    weight: int
    kind: str  # `here`, `bare`, `you` or nothing
    unless: str

    @property
    def here(self) -> bool:
        """Whether it tells of its own sentence only."""
        return self.kind == "here"

    @property
    def refuses(self) -> bool:
        """Whether nothing is wanted where it stands."""
        return self.intent is Intent.OTHER and self.weight >= REFUSAL

    @property
    def asks_us(self) -> bool:
        """Whether it is us whom it asks to do something."""
        return self.kind == "you"

    @property
    def decides(self) -> bool:
        """Whether a sentence is read one way or the other by where it last stands."""
        return self.refuses or self.wishes

    @property
    def wishes(self) -> bool:
        """Whether it asks, and does not only hint."""
        return self.intent is Intent.ASK and self.weight > 1


@dataclass(frozen=True, slots=True)
class Phrase:
    """A phrase of the entry with this number."""

    entry: int
    begins: str  # `^`, `,.` or nothing
    steps: tuple[Step, ...]
    second: frozenset[str] | None  # what stands behind the first word, where that is certain
    needs: frozenset[str] | None  # one of which its sentence has, likewise
    bare: bool  # counts only where nothing is said of how something is


_LISTS = families(LISTS)
STATES, MAKERS = frozenset(_LISTS["states"]), frozenset(_LISTS["makers"])  # `MAKERS`: of other tills
_HEAD = re.compile(r"(\w+) (\d)(?: (here|bare|you))?(?: unless (\w+))?:.*")


def _step(part: str) -> Step:
    if part in ("…", "?"):
        return Step(part)
    how = {"[": "may", "!": "not"}.get(part[0], "must")
    words = [
        word
        for one in part.strip("[]!").split("|")
        for word in (_LISTS[one[1:-1]] if one.startswith("{") else [one])
        if word
    ]
    exact = frozenset(single(word) for word in words if "*" not in word)
    return Step(how, exact, tuple(single(word[:-1]) for word in words if word.endswith("*")))


def _phrases(entry: int, written: str, *, bare: bool = False) -> Iterator[Phrase]:
    for phrase in filter(str.strip, written.split(";")):
        parts = phrase.split()
        begins = parts.pop(0) if parts[0] in ("^", ",.") else ""
        steps = [_step(part) for part in parts]
        yield Phrase(entry, begins, tuple(steps), _second(steps), _needed(steps), bare)


def _second(steps: Sequence[Step]) -> frozenset[str] | None:
    """Words of which one stands behind the first word, where that is certain."""
    words: frozenset[str] = frozenset()
    for step in steps[1:] if steps[0].how == "must" else ():
        if step.stems or step.how not in ("may", "must"):
            return None
        words |= step.words
        if step.how == "must":
            return words
    return None


def _needed(steps: Sequence[Step]) -> frozenset[str] | None:
    """Words of which the sentence that the phrase stands in has one, where that is certain."""
    words = [step.words for step in steps if step.how == "must" and not step.stems]
    return words[-1] if words and all(ENDS.isdisjoint(step.words) for step in steps) else None


def _read_table() -> tuple[list[Entry], list[Phrase]]:
    entries: list[Entry] = []
    phrases: list[Phrase] = []
    for number, (head, body) in enumerate(indented(ASKED) + indented(NEITHER)):
        read = _HEAD.fullmatch(head)
        assert read, head
        entries.append(Entry(Intent(read[1]), int(read[2]), read[3] or "", read[4] or ""))
        phrases += _phrases(number, body, bare=read[3] == "bare")
    return entries, phrases


class Index:
    """Phrases by the words that they can begin with, and by the first letters of those known by their stem."""

    def __init__(self, phrases: Sequence[Phrase]) -> None:
        self._words: dict[str, list[Phrase]] = defaultdict(list)
        self._stems: dict[str, list[tuple[str, Phrase]]] = defaultdict(list)
        for phrase in phrases:
            for step in phrase.steps:
                for word in step.words:
                    self._words[word].append(phrase)
                for stem in step.stems:
                    self._stems[stem[:2]].append((stem, phrase))
                if step.how == "must":
                    break

        self.at = lru_cache(maxsize=8_192)(self._at)
        self.beginning = lru_cache(maxsize=32_768)(self._beginning)

    def _beginning(self, word: str, following: str) -> Sequence[Phrase]:
        """The phrases that may begin with a word, where that word follows."""
        return [one for one in self.at(word) if one.second is None or following in one.second]

    def _at(self, word: str) -> tuple[Phrase, ...]:
        stems = self._stems.get(word[:2], ())
        return (*self._words.get(word, ()), *(phrase for stem, phrase in stems if word.startswith(stem)))


ENTRIES, PHRASES = _read_table()
INDEX = Index(PHRASES)
_LEFT_OUT = list(_phrases(NO_ENTRY, " ".join(NOT_THIS_ONE.split())))
LEAVES_OUT = frozenset(word for phrase in _LEFT_OUT for step in phrase.steps for word in step.words)
REFUSING = Index(
    _LEFT_OUT + [one for one in PHRASES if ENTRIES[one.entry].refuses and ENTRIES[one.entry].weight < GENERAL]
)
WISHING = Index([one for one in PHRASES if ENTRIES[one.entry].wishes and not one.bare])
SILENT = Index(list(_phrases(NO_ENTRY, " ".join(SILENCES.split()))))


VOCABULARY = frozenset(word for phrase in PHRASES for step in phrase.steps for word in step.words)


def in_table(word: str) -> bool:
    """Whether a word, folded, stands in a phrase of the table: it is then hardly anybody's name."""
    return single(word) in VOCABULARY


def stands(phrase: Phrase, words: list[str], at: int) -> tuple[int, ...] | None:
    """Where the words of a phrase stand that begins at `at`; None where it does not."""
    if phrase.begins == "^" and any(word.isalnum() for word in words[max(0, at - _GREETED) : at]):
        return None
    if phrase.begins == ",." and at and words[at - 1] not in PARTS:
        return None
    return _follows(phrase.steps, words, at)


def _follows(steps: tuple[Step, ...], words: list[str], at: int) -> tuple[int, ...] | None:
    """Where the words of the steps stand, from `at` on; None where they do not."""
    places: tuple[int, ...] = ()
    for number, step in enumerate(steps, 1):
        how = step.how
        if how == "?":
            return places if _asked(words, at) else None
        if how == "…":
            found = _after_a_gap(steps[number:], words, at)
            return None if found is None else places + found
        fits = at < len(words) and (words[at] in step.words or (step.stems and words[at].startswith(step.stems)))
        if how == "must":
            if not fits:
                return None
            places += (at,)
            at += 1
        elif fits and how == "not":
            return None
        elif fits and (found := _follows(steps[number:], words, at + 1)) is not None:
            return (*places, at, *found)
    return places


def _asked(words: list[str], at: int) -> bool:
    """Whether the sentence ends with a question mark, soon."""
    for word in words[at : at + _TO_THE_END + 1]:
        if word in ENDS:
            return word == "?"
    return False


def _after_a_gap(rest: tuple[Step, ...], words: list[str], at: int) -> tuple[int, ...] | None:
    skipped = 0
    while skipped <= _GAP:
        if (found := _follows(rest, words, at)) is not None:
            return found
        if at >= len(words) or words[at] in ENDS:
            return None
        skipped += words[at] != ","
        at += 1
    return None
