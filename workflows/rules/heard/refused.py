"""Restaurants of which a message says, in whatever words, that they are none of the request: refused, closed, done, or
for later. Pure.

A message is read in parts, as commas and "but" make them. What a part refuses is said of the slugs in it; what follows
them in the same sentence, and what leads to them with a colon, is said of them too.
"""

import re
from collections.abc import Sequence, Set
from dataclasses import dataclass, field
from functools import cached_property
from itertools import pairwise

from workflows.rules.heard.phrases import CONTRASTS, ENDS, MAKERS, NO_ENTRY, REFUSING, WISHING, stands
from workflows.rules.heard.sentence import WORD
from workflows.rules.heard.slugs import form, without_beginning
from workflows.rules.heard.stores import ADDRESS, FoundStore
from workflows.rules.heard.weights import plain

_SLUG, _OPENS, _CLOSES = "§", "⦅", "⦆"  # how slugs (with a number behind it) and brackets stand among the words
_NOT_OURS = str.maketrans(dict.fromkeys((_SLUG, _OPENS, _CLOSES), " "))
_BRACKETS = str.maketrans({"(": f" {_OPENS} ", ")": f" {_CLOSES} "})
_ENDS_A_PART = ENDS | {",", ":", ";"}
_BEGINS_A_PART = CONTRASTS | {"except", "excluding", "sauf", "hormis", "excepte"}
_BEGIN_ONE = frozenset(
    tuple(plain(two))
    for two in ("en revanche", "par contre", "et on", "et nous", "et je", "et vous", "and we", "and please")
)
_OTHERS = frozenset((("les", "autres"), ("le", "reste"), ("the", "others"), ("the", "rest")))
_LATTER = frozenset(
    tuple(plain(two))
    for two in (
        "ce dernier",
        "cette derniere",
        "celui la",
        "celui ci",
        "celle la",
        "celle ci",
        "the latter",
        "that one",
    )
)
_BRACKETED = re.compile(r"\([^()\n]*\)")
_OTHERS_THERE = re.compile(r"\b(?:(?:les|the) (?:autres|others|rest)|le reste|(?:no|pas le) \d+)\b", re.IGNORECASE)
_WITHOUT = frozenset(("sans", "without"))
_NOT = _WITHOUT | {"pas", "not", "sauf", "except"}
_NOES = frozenset(("non", "no", "yet", "ko", "out"))
_NO = frozenset((("non", ":"), ("no", ":"), ("not", "yet", ":"), ("ko", ":"), ("out", ":")))
_FAR, _LONGEST_LIST = 12, 50  # parts, and lines


@dataclass
class _Part:
    """A part of a sentence. `slugs`: that stand in it; `of_others`: whether others do, that are no store's; `refused`:
    where something is, last; `left_out`: whether something is; `ends`: whether the sentence ends with it."""

    words: list[str] = field(default_factory=list)
    slugs: list[str] = field(default_factory=list)
    refused: int = -1
    left_out: bool = False
    of_others: bool = False
    ends: bool = False

    @cached_property
    def wished(self) -> int:
        """Where something is wished, last; -1 where nothing is."""
        following = [*self.words, ""][1:]  # nothing, of no words
        return max(
            (
                at
                for at, pair in enumerate(zip(self.words, following, strict=True))
                if any(stands(phrase, self.words, at) for phrase in WISHING.beginning(*pair))
            ),
            default=-1,
        )

    @property
    def says_no(self) -> bool:
        """Whether something is refused or left out in it, and nothing is wished after that; or a cross stands behind
        its last slug."""
        said = [word for word in self.words if word not in ("\n", _CLOSES)]
        if len(said) > 1 and said[-1] == "pas" and said[-2][0] == _SLUG:
            return True
        return (self.refused >= 0 or self.left_out) and (self.wished < 0 or self.wished <= self.refused)


def without_refused(text: str, stores: Sequence[FoundStore]) -> tuple[list[FoundStore], list[str] | None]:
    """The stores without those that are refused, and the words of the text without those of the parts that refuse them;
    None for these, and all stores, where none is refused or no store would be left."""
    if not _may_refuse(plain(text)):
        return list(stores), None
    slugs = [store.slug.lower() for store in stores]
    parts = _parts(text, slugs)
    refuse = [bool(part.slugs) and _is_refused(parts, at) for at, part in enumerate(parts)]
    refused: set[str] = set()
    for part, no in zip(parts, refuse, strict=True):  # what stands in a list was not wished for itself
        if no:
            refused |= {*part.slugs}
        elif part.slugs and part.wished >= 0:
            refused -= {*part.slugs}
    refused |= _named(parts, slugs)
    kept = [store for store in stores if store.slug.lower() not in refused]
    if not kept or not refused:
        return list(stores), None
    words = [word for part, no in zip(parts, refuse, strict=True) if not no for word in part.words]
    return kept, [word for word in words if word[0] not in (_SLUG, _OPENS, _CLOSES)]


def _may_refuse(words: list[str]) -> bool:
    """Whether anything is refused anywhere: most lists of restaurants need no closer look."""
    return any(
        word in _NOT
        or (word in _NOES and following == ":")
        or any(stands(phrase, words, at) for phrase in REFUSING.beginning(word, following))
        for at, (word, following) in enumerate(zip(words, [*words[1:], ""], strict=True))
    )


def _parts(text: str, slugs: Sequence[str]) -> list[_Part]:
    """The text in its parts; what stands in brackets parts nothing, and what is said in them of others is left away."""
    numbers = {slug: f" {_SLUG}{number} " for number, slug in enumerate(slugs)}
    marked = ADDRESS.sub(r" `\1` ", text.translate(_NOT_OURS))
    if "(" in marked:
        marked = _BRACKETED.sub(lambda match: " " if _of_others(match[0], numbers.keys()) else match[0], marked)
        marked = marked.translate(_BRACKETS)

    def mark(match: re.Match[str]) -> str:
        return numbers.get(match[0].lower()) or (f" {_SLUG} " if form(match[0]) else match[0])

    words = plain(WORD.sub(mark, marked))
    parts, part_of = [_Part()], []
    opened = 0
    for word, following in zip(words, [*words[1:], "\n"], strict=True):
        if not opened and (word in _BEGINS_A_PART or (word, following) in _BEGIN_ONE) and parts[-1].words:
            parts.append(_Part())
        part = parts[-1]
        part.words.append(word)
        part_of.append(len(parts) - 1)
        if word == _SLUG:
            part.of_others = True
        elif word[0] == _SLUG:
            part.slugs.append(slugs[int(word[1:])])
        opened = 0 if word == "\n" else max(0, opened + (word == _OPENS) - (word == _CLOSES))
        if not opened and word in _ENDS_A_PART:
            part.ends = word in ENDS
            parts.append(_Part())
    parts[-1].ends = True
    _look(words, parts, part_of)
    return parts


def _of_others(bracketed: str, slugs: Set[str]) -> bool:
    """Whether what is said in brackets is said of other restaurants than those."""
    words = [word.lower() for word in WORD.findall(bracketed)]
    if not slugs.isdisjoint(words):
        return False
    return bool(_OTHERS_THERE.search(bracketed)) or any(map(form, words))


def _look(words: list[str], parts: list[_Part], part_of: list[int]) -> None:
    """Notes in each part what is refused and left out in it."""
    first = 0
    for at, (word, following) in enumerate(zip(words, [*words[1:], ""], strict=True)):
        number = part_of[at]
        first = at if at and part_of[at - 1] != number else first
        for phrase in REFUSING.beginning(word, following):
            places = stands(phrase, words, at)
            if not places or part_of[places[-1]] != number:
                continue
            if phrase.entry == NO_ENTRY:
                parts[number].left_out = True
            elif MAKERS.isdisjoint(parts[number].words):  # else it may be another till that is given up
                parts[number].refused = max(parts[number].refused, places[-1] - first)


def _is_refused(parts: Sequence[_Part], at: int) -> bool:
    """Whether a part with slugs says that they are none of the request, or what follows it or leads to it."""
    own = parts[at]
    if own.says_no:
        return True
    for before, part in zip(parts[at : at + _FAR], parts[at + 1 :], strict=False):
        if before.ends or part.slugs or part.of_others or tuple(part.words[:2]) in _OTHERS or own.wished >= 0:
            break
        if part.left_out:
            return True
    return any(map(_leaves_out, (_lead(parts, at), _heading(parts, at))))


def _leaves_out(lead: Sequence[_Part]) -> bool:
    """Whether what leads to a list says that it is none of the request."""
    said = tuple(word for part in lead for word in part.words if word != "\n")
    return said in _NO or (any(part.left_out for part in lead) and all(part.wished < 0 for part in lead))


def _lead(parts: Sequence[_Part], at: int) -> Sequence[_Part]:
    """The parts before the colon that leads to the slugs of a part."""
    first = at
    while first and not parts[first - 1].ends and at - first < _FAR:
        first -= 1
    end = next(number for number in range(first, at + 1) if parts[number].slugs)
    lead = parts[first:end]
    return lead if lead and lead[-1].words[-1] == ":" else ()


def _heading(parts: Sequence[_Part], at: int) -> Sequence[_Part]:
    """The line that ends with a colon over the list, one restaurant in a line, that a part stands in."""
    begin = _line_begin(parts, at)
    for _ in range(_LONGEST_LIST):
        if begin == 0:
            return ()
        end, begin = begin, _line_begin(parts, begin - 1)
        line = parts[begin:end]
        if not any(part.slugs for part in line):
            ends = [part.words for part in line if part.words != ["\n"]]
            return line if ends and ends[-1][-1] == ":" else ()
        behind = [part for part in line if not part.slugs][-2:]  # "except the one at the airport (…), all of them:"
        if [part.words[-1] for part in behind] == [":", "\n"]:
            return behind
    return ()


def _line_begin(parts: Sequence[_Part], at: int) -> int:
    """Where the line, or the sentence of it, begins that a part stands in."""
    while at and not parts[at - 1].ends:
        at -= 1
    return at


def _named(parts: Sequence[_Part], slugs: Sequence[str]) -> set[str]:
    """The slugs of restaurants that are refused where their slugs do not stand: by what these end with, or as "the
    latter"."""
    tails = {slug: {*plain(" ".join(tail))} for slug, tail in without_beginning(slugs).items()}
    ends = {word for tail in tails.values() for word in tail}
    alone = {word: slug for slug, tail in tails.items() if len(tail) == 1 for word in tail}
    named: set[str] = set()
    for no, word in (pair for part in parts for pair in pairwise(part.words) if pair[0] in _NOT):
        named |= {alone[word]} if word in alone else set()
        named |= {slugs[int(word[1:])]} if no in _WITHOUT and word[0] == _SLUG and word != _SLUG else set()
    said: set[str] = set()  # which of them, so far in the sentence
    before, latter, refused, begins = "", False, False, True
    for part in parts:
        if part.slugs:
            before, latter, said = part.slugs[-1], False, set()
        else:
            latter = latter or (begins and bool(before) and tuple(part.words[:2]) in _LATTER)
            said |= ends.intersection(part.words)
            if part.says_no:
                refused = True
                named |= {slug for slug, tail in tails.items() if tail and tail <= said} if said else set()
        begins = part.ends
        if part.ends:
            named |= {before} if latter and refused else set()
            said, latter, refused = set(), False, False
    return named
