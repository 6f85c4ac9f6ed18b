"""Weighs the words of a message: what speaks for a request, for a question where one stands, for neither. Pure."""

import re
import unicodedata
from collections import defaultdict
from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate

from workflows.rules.heard.lists import DETERMINERS, HAVE, NO_BRAND, SUBJECTS
from workflows.rules.heard.phrases import (
    CONTRASTS,
    ENDS,
    ENTRIES,
    GENERAL,
    INDEX,
    LEAVES_OUT,
    MAKERS,
    PARTS,
    PHRASES,
    SILENT,
    STATES,
    VOCABULARY,
    Entry,
    Intent,
    single,
    stands,
)

Hit = tuple[int, int]  # of which sentence, and the number of the entry that it has a phrase of
Hits = dict[Hit, int]  # each with the last part of the message that it stands in
NAME = "NAME"  # stands for the brand's name
_TOPICS = frozenset((NAME, "6xpos", "slug", "slugs"))
_ASIDES = frozenset((";", "btw", "ps", "nb"))  # begin another sentence, too
# Weights of a plain wish, of a question of which what is less than a wish only names the subject, and of a refusal.
_WISH, _QUESTION, _PLAIN_QUESTION, _TROUBLE = 3, 4, 5, 6
_DONE = 5  # of what is over, as a quoted wish may be
_LAST = 1 << 30  # of the parts of a message
_CONTRASTS = CONTRASTS | {"revanche", "contre", "however"}
_OTHERS = frozenset(("autres", "others"))
_JOINTS = PARTS | {"et", "mais", "and", "but"}  # a part of a sentence begins with one
_SHORTEST_MISSPELLED = 6  # letters; in a shorter word one slip makes another word
_WORDS = re.compile(r"\n|[.?!,;:]|[^\s.?!,;:'’\-‐‑–—_/()\[\]*`\"«»]+")
_SHORT = {"pr": "pour", "w": "with"}  # how people in a hurry write them
_ACCENTS = re.compile("[\u0300-\u036f\u1ab0-\u1aff\u20d0-\u20ff]+")


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
        elif words[at] == "meme" and words[at - 1] == "quand":
            words[at - 1] = "meme"  # "quand même" asks nothing
    return words


@dataclass(frozen=True)
class Weights:
    """What speaks for each intent in a message. `hints`: what of `ask` is only hinted at."""

    ask: int
    hints: int
    status: int
    other: int


def _deletions(word: str) -> set[str]:
    return {word[:at] + word[at + 1 :] for at in range(len(word))}


_KNOWN = VOCABULARY | LEAVES_OUT | {single(word) for word in NO_BRAND}
_MEANT = frozenset(
    word
    for phrase in PHRASES
    if ENTRIES[phrase.entry].intent is not Intent.OTHER
    for step in phrase.steps
    for word in step.words
)  # what may be misspelled
_STEMS = tuple({stem for phrase in PHRASES for step in phrase.steps for stem in step.stems})
_SLIPS = {
    slip: word for word in sorted(_MEANT) if len(word) >= _SHORTEST_MISSPELLED for slip in (word, *_deletions(word))
}


@lru_cache(maxsize=8_192)
def _spelled(word: str) -> str:
    """The word of the table that is meant, where one letter is missing, too many, wrong, or two are swapped."""
    word = _SHORT.get(word) or single(word)
    if len(word) < _SHORTEST_MISSPELLED - 1 or word in _KNOWN or word.startswith(_STEMS) or not word.isalpha():
        return word
    if word in _SLIPS:
        return _SLIPS[word]
    slips = [] if len(word) < _SHORTEST_MISSPELLED else sorted(_deletions(word))
    return next((_SLIPS[slip] for slip in slips if slip in _SLIPS and slip[:1] == word[:1]), word)


def without_name(words: list[str], name: str) -> list[str]:
    """The words with a name as one word that no phrase knows: what a brand is called says nothing of what is wanted."""
    run = [word for word in plain(name) if word not in PARTS]
    if not run or run[0] not in words:
        return words
    kept: list[str] = []
    at = 0
    while at < len(words):
        named = words[at] == run[0] and words[at : at + len(run)] == run
        kept.append(NAME if named else words[at])
        at += len(run) if named else 1
    return kept


def without_silences(words: list[str]) -> list[str]:
    """The words without polite turns that ask for nothing: "je reste à votre disposition"."""
    kept: list[str] = []
    silent = False
    for at, word in enumerate(words):
        if word in ENDS:
            silent = False
        elif not silent and (phrases := SILENT.at(word)):
            silent = any(stands(phrase, words, at) is not None for phrase in phrases)
        if not silent:
            kept.append(word)
    return kept


class _Parts:
    """The parts of a message's sentences. `of`: for each word the number of its part; `topical`: those that name the
    brand or 6xpos, and no other till; `elsewhere`: the other way round; `of_others`: of other restaurants."""

    def __init__(self, words: list[str], sentences: list[int]) -> None:
        self.of = list(accumulate(word in _JOINTS for word in words))
        named = {part for part, word in zip(self.of, words, strict=True) if word in _TOPICS}
        tills = {part for part, word in zip(self.of, words, strict=True) if word in MAKERS}
        self.topical, self.elsewhere = named - tills, tills - named
        self.of_others = {part for part, word in zip(self.of, words, strict=True) if word in _OTHERS}
        self._buts = {
            sentence: part for sentence, part, word in zip(sentences, self.of, words, strict=True) if word in _CONTRASTS
        }

    def but_after(self, part: int, sentence: int) -> int:
        """The part before the last one of a sentence that says "but", where that comes after `part`; else the last."""
        but = self._buts.get(sentence, 0)
        return but - 1 if but > part else _LAST


def weigh(words: list[str]) -> Weights:
    """What speaks for what in a message (as `plain` makes it): each entry of the table counts once.

    Of the sentences of one message each says something else: the rules below say which of them counts.
    """
    sentences = _numbered(words)
    parts = _Parts(words, sentences)
    found, quoted = _found(words, sentences, parts), _quoted(words, sentences)
    topics = {at for at, word in zip(sentences, words, strict=True) if word in _TOPICS}
    if quoted and _is_over([ENTRIES[number] for at, number in found if at not in quoted]):
        found = {hit: part for hit, part in found.items() if hit[0] not in quoted}  # what was wished is done
        return _count({number for _, number in found})
    found = _without_what_is_asked_elsewhere(found)
    return _count(_counting(found, quoted, topics, _refused(found, parts)))


def _numbered(words: list[str]) -> list[int]:
    """For each word the number of its sentence."""
    numbers: list[int] = []
    number, before = 0, ""
    for word in words:
        number += word in _ASIDES or before in ENDS
        numbers.append(number)
        before = word
    return numbers


def _is_over(said: list[Entry]) -> bool:
    """Whether somebody says that it is done, or no longer wanted, and wishes nothing."""
    over = any((one.here and one.weight >= _DONE) or (one.refuses and one.weight < GENERAL) for one in said)
    return over and not any(one.wishes for one in said)


def _without_what_is_asked_elsewhere(found: Hits) -> Hits:
    """Without what is a question where something stands in form only, where anything else is asked."""
    said = [ENTRIES[number] for _, number in found]
    if not any(one.wishes or (one.intent is Intent.STATUS and not one.here) for one in said):
        return found
    return {
        hit: part
        for hit, part in found.items()
        if not (ENTRIES[hit[1]].here and ENTRIES[hit[1]].intent is Intent.STATUS)
    }


def _counting(found: Hits, quoted: set[int], topics: set[int], refused: set[int]) -> set[int]:
    """The entries that count, of what was found in which sentence."""
    asks, status = _heaviest(found, Intent.ASK), _heaviest(found, Intent.STATUS)
    thanked = {at for at, number in found if ENTRIES[number].here and ENTRIES[number].intent is Intent.OTHER}
    asked_elsewhere = any(asks[at] > 1 or status[at] for at in {*asks, *status} - thanked)
    wishes_unquoted = any(asks[at] > 1 for at in {*asks} - quoted)
    asks_unquoted = any(status[at] >= _PLAIN_QUESTION for at in {*status} - quoted)
    general = {at for at, number in found if ENTRIES[number].weight >= GENERAL}
    questions = {
        at for at in {*status} if status[at] >= (_QUESTION if asks[at] < _WISH else max(_PLAIN_QUESTION, asks[at]))
    }
    wishes = {at for at in {*asks} if asks[at] > status[at] >= _QUESTION}

    def counts(at: int, one: Entry) -> bool:
        if one.intent is Intent.ASK:
            return at not in refused and at not in questions
        if one.intent is Intent.STATUS:  # of one sentence that wishes and asks the heavier counts
            return at not in wishes and at not in general and not (at in quoted and wishes_unquoted)
        if one.here and asked_elsewhere:  # thanks
            return False
        if topics and at not in topics and one.weight < _TROUBLE:  # a meeting, holidays
            return False
        return not (at in quoted and asks_unquoted)

    return {number for at, number in found if counts(at, ENTRIES[number])}


def _refused(found: Hits, parts: _Parts) -> set[int]:
    """The sentences in which nothing is wanted: something is refused, and no wish follows in a later part of it.

    What is refused of the brand, or of 6xpos, is refused for the whole sentence, where no "but" comes before the wish
    and we are not the ones who are asked.
    """
    until: dict[int, int] = {}  # up to which part nothing is wanted, whoever wishes
    until_asked: dict[int, int] = {}  # and up to which, of us
    wished: dict[int, int] = defaultdict(int)
    asked: dict[int, int] = defaultdict(int)
    for (at, number), part in found.items():
        one = ENTRIES[number]
        if one.refuses and part not in parts.of_others:
            end = _LAST if one.weight >= GENERAL else part  # what is said in general is said of all that follows
            until_asked[at] = max(until_asked.get(at, 0), end)
            if part in parts.topical:
                end = max(end, parts.but_after(part, at))
            until[at] = max(until.get(at, 0), end)
        elif one.wishes and part not in parts.elsewhere:
            wished[at] = max(wished[at], part)
            if one.asks_us:
                asked[at] = max(asked[at], part)
    return {at for at in until if wished[at] <= until[at] and asked[at] <= until_asked[at]}


def _count(found: set[int]) -> Weights:
    count = [ENTRIES[number] for number in found]
    return Weights(
        ask=sum(one.weight for one in count if one.intent is Intent.ASK),
        hints=sum(one.intent is Intent.ASK and one.weight == 1 for one in count),
        status=sum(one.weight for one in count if one.intent is Intent.STATUS),
        other=max((one.weight for one in count if one.intent is Intent.OTHER), default=0),
    )


def _quoted(words: list[str], sentences: list[int]) -> set[int]:
    """Which sentences are quoted: those of lines that begin with `>` (an arrow in a line quotes nothing)."""
    quoted: set[int] = set()
    in_quote, before = False, "\n"
    for word, sentence in zip(words, sentences, strict=True) if ">" in words else ():
        in_quote = word == ">" if before == "\n" else in_quote
        if in_quote:
            quoted.add(sentence)
        before = word
    return quoted


def _found(words: list[str], sentences: list[int], parts_of: _Parts) -> Hits:
    """The entries that a message has phrases of, each with the sentence."""
    found: Hits = {}
    around, parts = _around(words, ENDS), _around(words, PARTS)
    begun = map(INDEX.beginning, words, [*words[1:], ""])
    for at, phrases in [(at, phrases) for at, phrases in enumerate(begun) if phrases]:
        sentence, near = sentences[at], around[at]
        for phrase in phrases:
            if phrase.needs is not None and near.isdisjoint(phrase.needs):
                continue
            if phrase.bare and not parts[at].isdisjoint(STATES):
                continue  # its part of the sentence says how something is
            hit = (sentence, phrase.entry)
            if (hit not in found or ENTRIES[phrase.entry].decides) and stands(phrase, words, at) is not None:
                found[hit] = parts_of.of[at]
    said = set(words)
    named = {at for at, word in zip(sentences, words, strict=True) if word == NAME}
    unless = {hit: ENTRIES[hit[1]].unless for hit in found}
    return {
        hit: part
        for hit, part in found.items()
        if unless[hit] not in said or (unless[hit] == NAME and hit[0] not in named)
    }


def _around(words: list[str], ends: frozenset[str]) -> list[set[str]]:
    """For each word those of its sentence, or of the part of one that such signs end."""
    around: list[set[str]] = []
    for end in [*(at for at, word in enumerate(words, 1) if word in ends), len(words)]:
        part = words[len(around) : end]
        around += [set(part)] * len(part)
    return around


def _heaviest(found: Hits, intent: Intent) -> dict[int, int]:
    """The weight of the heaviest entry of an intent in each sentence."""
    weights: dict[int, int] = defaultdict(int)
    for at, number in found:
        if ENTRIES[number].intent is intent:
            weights[at] = max(weights[at], ENTRIES[number].weight)
    return weights


def unexplained(text: str) -> list[list[str]]:
    """The runs of words, folded, that are part of no phrase of the table."""
    words, folded = plain(text), _WORDS.findall(fold(text))
    explained = {
        place for at, word in enumerate(words) for phrase in INDEX.at(word) for place in stands(phrase, words, at) or ()
    }
    runs: list[list[str]] = [[]]
    for at, word in enumerate(folded):
        before = [one for one in folded[max(0, at - 2) : at] if one not in HAVE]
        if at in explained or word in PARTS or (before and before[-1] in SUBJECTS):
            runs.append([])
        else:
            runs[-1].append(word)
    return runs
