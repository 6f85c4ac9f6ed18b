"""Weighs the words of a message: what speaks for a request, for a question where one stands, for neither. Pure."""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from itertools import accumulate, pairwise

from workflows.rules.heard.lists import DETERMINERS, HAVE, NO_BRAND, SUBJECTS, families, indented
from workflows.rules.heard.neither import NEITHER
from workflows.rules.heard.words import ASKED, LISTS, SILENCES


class Intent(StrEnum):
    """What a message wants of the bot."""

    ASK = "ask"
    STATUS = "status"
    OTHER = "other"


_GAP, _TO_THE_END = 4, 12  # words that `…` and `?` go over at the most
NAME = "NAME"  # stands for the brand's name
_TOPICS = frozenset((NAME, "6xpos", "slug", "slugs"))
_GREETED = 20  # signs that may stand before the first word
_ENDS = frozenset(".?!\n")
_ASIDES = frozenset((";", "btw", "ps", "nb"))  # begin another sentence, too
_PARTS = frozenset(".?!:;,\n>")
# Weights of a plain wish, of a question of which what is less than a wish only names the subject, and of a refusal.
_WISH, _QUESTION, _PLAIN_QUESTION, _REFUSAL = 3, 4, 5, 7
_DONE, _GENERAL = 5, 9  # of what is over, as a quoted wish may be; of what is said of customers in general
_SHORTEST_MISSPELLED = 6  # letters; in a shorter word one slip makes another word
_WORDS = re.compile(r"\n|[.?!,;:]|[^\s.?!,;:'’\-‐‑–—_/()\[\]*`\"«»]+")
_ACCENTS = re.compile("[\u0300-\u036f\u1ab0-\u1aff\u20d0-\u20ff]+")
_DOUBLED = re.compile(r"([a-z])\1+")


def fold(text: str) -> str:
    """`text` in lower case, without accents."""
    if not text.isascii():
        text = unicodedata.normalize("NFKD", text.casefold().replace("œ", "oe").replace("æ", "ae"))
        text = _ACCENTS.sub("", text)
    return text.lower()


def plain(text: str) -> list[str]:
    """The words and the punctuation of a text, as phrases are looked for in them."""
    words = [_spelled(word) for word in _WORDS.findall(fold(text))]
    for at in range(1, len(words)):
        if words[at] == "demande" and words[at - 1] in DETERMINERS:
            words[at] = "request"  # the noun
    return words


def _single(word: str) -> str:
    """Doubled letters as one: people double what is single, and the other way round."""
    return _DOUBLED.sub(r"\1", word) if len(word) > 3 else word


@dataclass(frozen=True)
class Weights:
    """What speaks for each intent in a message. `hints`: what of `ask` is only hinted at."""

    ask: int
    hints: int
    status: int
    other: int


@dataclass(frozen=True)
class _Step:
    """One word of a phrase: any of `words`, or of those that begin with one of `stems`."""

    how: str  # must, may, not, `…` or `?`
    words: frozenset[str] = frozenset()
    stems: tuple[str, ...] = ()


@dataclass(frozen=True)
class _Entry:
    """One kind of sentence in the table."""

    intent: Intent
    weight: int
    kind: str  # `here`, `bare` or nothing
    unless: str

    @property
    def here(self) -> bool:
        """Whether it tells of its own sentence only."""
        return self.kind == "here"

    @property
    def wishes(self) -> bool:
        """Whether it asks, and does not only hint."""
        return self.intent is Intent.ASK and self.weight > 1


@dataclass(frozen=True)
class _Phrase:
    entry: int
    begins: str  # `^`, `,.` or nothing
    steps: tuple[_Step, ...]
    second: frozenset[str] | None  # what stands behind the first word, where that is certain


_LISTS = families(LISTS)
_STATES = frozenset(_LISTS["states"])
_HEAD = re.compile(r"(\w+) (\d)(?: (here|bare))?(?: unless (\w+))?:.*")


def _step(part: str) -> _Step:
    if part in ("…", "?"):
        return _Step(part)
    how = {"[": "may", "!": "not"}.get(part[0], "must")
    words = [
        word
        for one in part.strip("[]!").split("|")
        for word in (_LISTS[one[1:-1]] if one.startswith("{") else [one])
        if word
    ]
    exact = frozenset(_single(word) for word in words if "*" not in word)
    return _Step(how, exact, tuple(_single(word[:-1]) for word in words if word.endswith("*")))


def _phrases(entry: int, written: str) -> Iterator[_Phrase]:
    for phrase in filter(str.strip, written.split(";")):
        parts = phrase.split()
        begins = parts.pop(0) if parts[0] in ("^", ",.") else ""
        steps = [_step(part) for part in parts]
        certain = len(steps) > 1 and steps[0].how == steps[1].how == "must" and not steps[1].stems
        yield _Phrase(entry, begins, tuple(steps), steps[1].words if certain else None)


def _read_table() -> tuple[list[_Entry], list[_Phrase]]:
    entries: list[_Entry] = []
    phrases: list[_Phrase] = []
    for number, (head, body) in enumerate(indented(ASKED) + indented(NEITHER)):
        read = _HEAD.fullmatch(head)
        assert read, head
        entries.append(_Entry(Intent(read[1]), int(read[2]), read[3] or "", read[4] or ""))
        phrases += _phrases(number, body)
    return entries, phrases


class _Index:
    """Phrases by the words that they can begin with, and by the first letters of those known by their stem."""

    def __init__(self, phrases: Sequence[_Phrase]) -> None:
        self._words: dict[str, list[_Phrase]] = defaultdict(list)
        self._stems: dict[str, list[tuple[str, _Phrase]]] = defaultdict(list)
        for phrase in phrases:
            for step in phrase.steps:
                for word in step.words:
                    self._words[word].append(phrase)
                for stem in step.stems:
                    self._stems[stem[:2]].append((stem, phrase))
                if step.how == "must":
                    break

        self.at = lru_cache(maxsize=8_192)(self._at)

    def _at(self, word: str) -> tuple[_Phrase, ...]:
        stems = self._stems.get(word[:2], ())
        return (*self._words.get(word, ()), *(phrase for stem, phrase in stems if word.startswith(stem)))


_ENTRIES, _PHRASES = _read_table()
_INDEX = _Index(_PHRASES)
_SILENT = _Index(list(_phrases(0, " ".join(SILENCES.split()))))


def _deletions(word: str) -> set[str]:
    return {word[:at] + word[at + 1 :] for at in range(len(word))}


_VOCABULARY = frozenset(word for phrase in _PHRASES for step in phrase.steps for word in step.words)
_KNOWN = _VOCABULARY | {_single(word) for word in NO_BRAND}
_MEANT = frozenset(
    word
    for phrase in _PHRASES
    if _ENTRIES[phrase.entry].intent is not Intent.OTHER
    for step in phrase.steps
    for word in step.words
)  # what may be misspelled
_STEMS = tuple({stem for phrase in _PHRASES for step in phrase.steps for stem in step.stems})
_SLIPS = {
    slip: word for word in sorted(_MEANT) if len(word) >= _SHORTEST_MISSPELLED for slip in (word, *_deletions(word))
}


@lru_cache(maxsize=8_192)
def _spelled(word: str) -> str:
    """The word of the table that is meant, where one letter is missing, too many, wrong, or two are swapped."""
    word = _single(word)
    if len(word) < _SHORTEST_MISSPELLED - 1 or word in _KNOWN or word.startswith(_STEMS) or not word.isalpha():
        return word
    if word in _SLIPS:
        return _SLIPS[word]
    slips = [] if len(word) < _SHORTEST_MISSPELLED else sorted(_deletions(word))
    return next((_SLIPS[slip] for slip in slips if slip in _SLIPS and slip[:1] == word[:1]), word)


def without_name(words: list[str], name: str) -> list[str]:
    """The words with a name as one word that no phrase knows: what a brand is called says nothing of what is wanted."""
    run = [word for word in plain(name) if word not in _PARTS]
    kept: list[str] = []
    at = 0
    while at < len(words):
        if run and words[at : at + len(run)] == run:
            kept.append(NAME)
            at += len(run)
        else:
            kept.append(words[at])
            at += 1
    return kept


def without_silences(words: list[str]) -> list[str]:
    """The words without polite turns that ask for nothing: "je reste à votre disposition"."""
    kept: list[str] = []
    at = 0
    while at < len(words):
        if any(_stands(phrase, words, at) is not None for phrase in _SILENT.at(words[at])):
            while at < len(words) and words[at] not in _ENDS:
                at += 1
        else:
            kept.append(words[at])
            at += 1
    return kept


def weigh(words: list[str]) -> Weights:
    """What speaks for what in a message (as `plain` makes it): each entry of the table counts once.

    What tells of its own sentence only (thanks) is left out where another sentence asks; what is a question where
    something stands in form only, where anything else is asked.
    """
    begins = (int(word in _ASIDES or before in _ENDS) for before, word in pairwise(["", *words]))
    sentences = list(accumulate(begins))
    found, quoted = _found(words, sentences)
    own = {(at, number) for at, number in found if at not in quoted}
    said = [_ENTRIES[number] for _, number in own]
    if quoted and any(one.here and one.weight >= _DONE for one in said) and not any(one.wishes for one in said):
        return _count({number for _, number in own})
    entries = {number: _ENTRIES[number] for _, number in found}
    if any(one.wishes or (one.intent is Intent.STATUS and not one.here) for one in entries.values()):
        found = {hit for hit in found if not (entries[hit[1]].here and entries[hit[1]].intent is Intent.STATUS)}
    asks, status = _heaviest(found, Intent.ASK), _heaviest(found, Intent.STATUS)
    thanked = {at for at, number in found if entries[number].here and entries[number].intent is Intent.OTHER}
    wished = any(asks[at] > 1 or status[at] for at in {*asks, *status} - thanked)
    if any(asks[at] > 1 for at in {*asks} - quoted):
        found = {hit for hit in found if hit[0] not in quoted or entries[hit[1]].intent is not Intent.STATUS}
    topics = {at for at, word in zip(sentences, words, strict=True) if word in _TOPICS}
    aside = {number for number, one in entries.items() if one.intent is Intent.OTHER and one.weight < _REFUSAL}
    if topics:  # what another sentence says of something else (a meeting, holidays) tells nothing
        found = {hit for hit in found if hit[0] in topics or hit[1] not in aside}
    if any(status[at] >= _PLAIN_QUESTION for at in {*status} - quoted):
        found = {hit for hit in found if hit[0] not in quoted or entries[hit[1]].intent is not Intent.OTHER}
    general = {at for at, number in found if entries[number].weight >= _GENERAL}
    found = {hit for hit in found if hit[0] not in general or entries[hit[1]].intent is not Intent.STATUS}
    refused = {at for at, number in found if entries[number].weight >= _REFUSAL}
    questions = {at for at in {*status} if status[at] >= (_QUESTION if asks[at] < _WISH else _PLAIN_QUESTION)}
    kept = {
        number
        for at, number in found
        if not (at in thanked and entries[number].here and wished)
        and not (at in refused | questions and entries[number].intent is Intent.ASK)
    }
    return _count(kept)


def _count(found: set[int]) -> Weights:
    count = [_ENTRIES[number] for number in found]
    return Weights(
        ask=sum(one.weight for one in count if one.intent is Intent.ASK),
        hints=sum(one.intent is Intent.ASK and one.weight == 1 for one in count),
        status=sum(one.weight for one in count if one.intent is Intent.STATUS),
        other=max((one.weight for one in count if one.intent is Intent.OTHER), default=0),
    )


def _found(words: list[str], sentences: list[int]) -> tuple[set[tuple[int, int]], set[int]]:
    """The entries that a message has phrases of, each with the sentence; and which sentences are quoted."""
    found: set[tuple[int, int]] = set()
    quoted: set[int] = set()
    in_quote = False
    stated = _stated(words)
    for at, (word, sentence) in enumerate(zip(words, sentences, strict=True)):
        in_quote = word == ">" or (in_quote and words[at - 1] != "\n")
        if in_quote:
            quoted.add(sentence)
        following = words[at + 1] if at + 1 < len(words) else ""
        for phrase in _INDEX.at(word):
            if phrase.second is not None and following not in phrase.second:
                continue
            if _ENTRIES[phrase.entry].kind == "bare" and stated[at]:
                continue
            if (sentence, phrase.entry) not in found and _stands(phrase, words, at) is not None:
                found.add((sentence, phrase.entry))
    said = set(words)
    named = {at for at, word in zip(sentences, words, strict=True) if word == NAME}
    unless = {hit: _ENTRIES[hit[1]].unless for hit in found}
    return {hit for hit in found if unless[hit] not in said or (unless[hit] == NAME and hit[0] not in named)}, quoted


def _stated(words: list[str]) -> list[bool]:
    """For each word whether its part of the sentence has a verb that says how something is."""
    stated: list[bool] = []
    part: list[str] = []
    for word in [*words, "."]:
        part.append(word)
        if word in _PARTS:
            stated += [not _STATES.isdisjoint(part)] * len(part)
            part = []
    return stated


def _heaviest(found: set[tuple[int, int]], intent: Intent) -> dict[int, int]:
    """The weight of the heaviest entry of an intent in each sentence."""
    weights: dict[int, int] = defaultdict(int)
    for at, number in found:
        if _ENTRIES[number].intent is intent:
            weights[at] = max(weights[at], _ENTRIES[number].weight)
    return weights


def unexplained(text: str) -> list[list[str]]:
    """The runs of words, folded, that are part of no phrase of the table."""
    words, folded = plain(text), _WORDS.findall(fold(text))
    explained = {
        place
        for at, word in enumerate(words)
        for phrase in _INDEX.at(word)
        for place in _stands(phrase, words, at) or ()
    }
    runs: list[list[str]] = [[]]
    for at, word in enumerate(folded):
        before = [one for one in folded[max(0, at - 2) : at] if one not in HAVE]
        if at in explained or word in _PARTS or (before and before[-1] in SUBJECTS):
            runs.append([])
        else:
            runs[-1].append(word)
    return runs


def _stands(phrase: _Phrase, words: list[str], at: int) -> tuple[int, ...] | None:
    """Where the words of a phrase stand that begins at `at`; None where it does not."""
    if phrase.begins == "^" and any(word.isalnum() for word in words[max(0, at - _GREETED) : at]):
        return None
    if phrase.begins == ",." and at and words[at - 1] not in _PARTS:
        return None
    return _follows(phrase.steps, words, at)


def _follows(steps: tuple[_Step, ...], words: list[str], at: int) -> tuple[int, ...] | None:
    """Where the words of the steps stand, from `at` on; None where they do not."""
    places: tuple[int, ...] = ()
    for number, step in enumerate(steps, 1):
        if step.how == "?":
            return places if _asked(words, at) else None
        if step.how == "…":
            found = _after_a_gap(steps[number:], words, at)
            return None if found is None else places + found
        fits = at < len(words) and (words[at] in step.words or (step.stems != () and words[at].startswith(step.stems)))
        if step.how == "may" and fits and (found := _follows(steps[number:], words, at + 1)) is not None:
            return (*places, at, *found)
        if step.how == "must":
            if not fits:
                return None
            places += (at,)
            at += 1
        elif step.how == "not" and fits:
            return None
    return places


def _asked(words: list[str], at: int) -> bool:
    """Whether the sentence ends with a question mark, soon."""
    for word in words[at : at + _TO_THE_END + 1]:
        if word in _ENDS:
            return word == "?"
    return False


def _after_a_gap(rest: tuple[_Step, ...], words: list[str], at: int) -> tuple[int, ...] | None:
    skipped = 0
    while skipped <= _GAP:
        if (found := _follows(rest, words, at)) is not None:
            return found
        if at >= len(words) or words[at] in _ENDS:
            return None
        skipped += words[at] != ","
        at += 1
    return None
