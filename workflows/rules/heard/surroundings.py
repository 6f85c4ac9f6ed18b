"""A text's words, and what stands around runs of them: what introduces a name, what somebody does. Pure."""

import re
from collections import defaultdict
from functools import cached_property

from workflows.rules.heard.lists import AROUND, ARTICLES, BEGINS, FIRST_NAMES, TURNS
from workflows.rules.heard.names import capital_runs, words_of

_SKIPPED = 5  # words
_BEYOND = 20  # words before the first and behind the last that are asked for, at the most
_GOODBYE = re.compile(r"[^\n]*(?:\n[^\n>]{0,30}$)?")  # the rest of the line, and who signs
_BARE = str.maketrans("", "", " *_`\"'«»“”()[]")
LABELS = frozenset((":", "=", "→", "->", "=>", ":-", "–", "—", "-"))
_JOINED_6XPOS = frozenset(("", ":", "-", "–", "/", "→", "->", "=>", ","))
_BETWEEN_6XPOS = AROUND["beside 6xpos"]
_STANDS_BETWEEN = AROUND["fresh"] | AROUND["kinds"] | AROUND["places"]
_IS = frozenset(("is", "est", "cest", "c"))
_SENTENCE, PART = re.compile(r"[.!?\n>•]"), re.compile(r"[.!?\n>•,;:(]")
TRIES = 40  # places that are looked at for each way of naming a brand


class Surroundings:
    """The words of a text, and questions about what stands around them."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._words = words_of(text)
        self._starts = [word.start for word in self._words]
        # The key of the word with this number; nothing behind the last word, where negative numbers lead as well.
        self._key = [*(word.key for word in self._words), *[""] * _BEYOND].__getitem__
        self._gaps = ["" if word.joined else word.gap.translate(_BARE).strip() for word in self._words]
        self._runs = list(capital_runs(self._words))
        self.titled = any(end - first > 1 and not self._begins(first) for first, end in self._runs)
        ends = (_GOODBYE.match(text, at) for at in sorted(self.turns["goodbye"])[:TRIES])
        self._goodbyes = [match.span() for match in ends if match]

    @cached_property
    def turns(self) -> dict[str, set[int]]:
        """Where turns of speech begin, by their families."""
        found: dict[str, set[int]] = defaultdict(set)
        for at, word in [(at, word) for at, word in enumerate(self._words) if word.key in TURNS]:
            for family, rest in TURNS[word.key]:
                if [other.key for other in self._words[at + 1 : at + 1 + len(rest)]] == rest:
                    found[family].add(word.start)
        return found

    def _ordinary(self, at: int) -> bool:
        return at < len(self._words) and self._words[at].fact.no_name

    def _connects(self, at: int) -> bool:
        return at >= 0 and self._words[at].fact.connects

    def _plain(self, at: int) -> bool:
        """Whether nothing but marks stands before a word."""
        return 0 < at < len(self._words) and not self._gaps[at] and "\n" not in self._words[at].gap

    def _introduction(self, first: int) -> str:
        """How the words before it introduce a name: `labelled`, `introduced`, `perhaps introduced` or not at all."""
        if label := self._label(first):
            return label
        kind = place = False
        at = first
        while at > first - _SKIPPED and (self._plain(at) or (kind and self._gaps[at] == ",")) and self._leads(at - 1):
            at -= 1
            kind = kind or self._key(at) in AROUND["kinds"]
            place = place or self._key(at) in AROUND["places"]
        if place and not kind and self._key(at) not in AROUND["places"] and self._key(first - 1) in AROUND["of"]:
            return "where or whose"
        if kind or place or (self._gaps[first] == "," and self._key(first - 1) in AROUND["kinds"]):
            return "introduced"
        if not self._plain(at):
            return "perhaps introduced" if self._gaps[at] == ":" else ""
        key, before = self._key(at - 1), self._key(at - 2)
        if key in AROUND["introduces"] or self._connects(at - 1):
            return "introduced"
        if key in AROUND["of"] and before in AROUND["heads"]:
            return "labelled"
        if key in AROUND["of"] and (self._connects(at - 2) or before in AROUND["belongs"] or before == "6xpos"):
            return "owns something"
        return "perhaps introduced" if key in AROUND["perhaps introduces"] else ""

    def _label(self, first: int) -> str:
        """`Marque : Léa`, "the brand is Léa", `demande : Léa`."""
        before = first - 1
        if before < 0 or not (self._gaps[first] in LABELS or self._key(before) in _IS):
            return ""
        at = before
        while self._key(at) in _IS and self._plain(at):
            at -= 1  # "le client c'est Léa"
        if self._key(at) in ("name", "nom") and self._key(at - 1) in AROUND["kinds"] and self._plain(at):
            at = before = at - 1  # "Brand name : Léa"
        if self._key(at) in AROUND["kinds"] and "\n" not in self._words[first].gap:
            return "labelled" if at == before or self._words[first].fact.capital else ""
        if self._key(at) == "6xpos" and at < before:
            return ""  # "6xpos is down"
        return "introduced" if self._connects(at) or self._key(at) == "6xpos" else ""

    def _leads(self, at: int) -> bool:
        """Whether a word may stand between what introduces a name and the name: "pour *notre nouveau client* Léa"."""
        key = self._key(at)
        trade = key in AROUND["trades"] and self._words[at + 1 : at + 2] and self._words[at + 1].fact.capital
        return (
            bool(trade)
            or self._words[at].text.lower() in ARTICLES
            or key in _STANDS_BETWEEN
            or (key in AROUND["of"] and self._key(at - 1) in AROUND["places"])
        )

    def _does(self, end: int) -> bool:
        """Whether what follows says that somebody does something, or what is done to them."""
        for at in range(end, end + _SKIPPED):
            if not self._plain(at):
                return False
            key = self._key(at)
            if key in AROUND["does"]:
                return True
            if key not in AROUND["says"]:
                return False
        return False

    def _is_done(self, end: int) -> bool:
        """Whether what follows says that nothing is to be done to it any more: "Gino is live"."""
        return any(self._plain(at) and self._key(at) in AROUND["is done"] for at in range(end + 1, end + 4))

    def _beside(self, first: int, end: int) -> bool:
        """Whether 6xpos stands beside it, or nearly."""
        after = end + (self._key(end) in _BETWEEN_6XPOS)
        if self._key(after) == "6xpos" and self._gaps[end] in _JOINED_6XPOS and self._gaps[after] in _JOINED_6XPOS:
            return True
        before = first - 1 - (self._key(first - 1) in _BETWEEN_6XPOS)
        return (
            self._key(before) == "6xpos" and self._gaps[first] in _JOINED_6XPOS and "\n" not in self._words[first].gap
        )

    def _begins(self, at: int, sign: re.Pattern[str] = _SENTENCE) -> bool:
        return at == 0 or (self._words[at].gap != " " and bool(sign.search(self._words[at].gap)))

    def _after(self, end: int) -> str:
        """What follows a run, up to the next word."""
        stop = self._starts[end] if end < len(self._words) else len(self._text)
        return self._text[self._words[end - 1].end : stop]

    def _person(self, first: int, end: int) -> bool:
        """Whether it is rather somebody: greeted, thanked, or signing."""
        start = self._starts[first]
        if any(begin <= start < stop for begin, stop in self._goodbyes):
            word = self._words[first].text.lower()
            return word not in BEGINS and not word.startswith("l'")  # who signs; "L'Atelier" is where they work
        if self._key(first) in FIRST_NAMES and end - first <= 2:
            return True
        return end - first == 1 and self._key(first - 1) in AROUND["before persons"] and self._plain(first)
