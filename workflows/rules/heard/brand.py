"""Finds the brand that a message speaks of. Pure.

Each way of naming one (`ways`) yields candidates; a candidate weighs what its way weighs, more where it is known or
where slugs begin like it, less where its sentence thanks, refuses or is taken back. The heaviest counts.
"""

import re
import sys
from bisect import bisect_right
from collections.abc import Sequence
from itertools import takewhile

from workflows.rules.heard.known import Known, initials, name_key
from workflows.rules.heard.lists import ARTICLES, BEGINS, DANGLING, ENDS_NO_NAME, ENDS_SHORT, NO_BRAND, TOWNS
from workflows.rules.heard.names import fact, is_ordinary, plausible, shouts, tidy, without_town
from workflows.rules.heard.phrases import in_table
from workflows.rules.heard.slugs import common_beginning, resembles
from workflows.rules.heard.stores import FoundStore
from workflows.rules.heard.surroundings import TRIES
from workflows.rules.heard.ways import Candidate, Text, candidates, spans
from workflows.rules.heard.weights import unexplained
from workflows.rules.store_lines import brand_key

# How surely each way of naming a brand names one.
WEIGHTS = {
    "labelled": 20,  # Marque : Boulangerie Léa
    "introduced and marked": 17,  # pour *Boulangerie Léa*
    "known": 15,  # a known brand stands there
    "begins the slugs": 14,  # Bao Bun … bao-bun-nation, bao-bun-bastille
    "marked": 12,  # « Les Burgers de Papa »
    "introduced": 11,  # pour Boulangerie Léa
    "owns something": 10,  # la demande de Boulangerie Léa, the owner of …
    "does something": 10,  # Cojean wants …
    "introduced in lower case": 7,  # pour mamie louise
    "beside 6xpos": 8,  # 6xpos Pitaya, Poke House / 6xpos
    "where or whose": 7,  # le resto de Pitaya; le resto de Nyon pour Pitaya
    "perhaps introduced": 6,  # l'intégration de Pitaya
    "does something, in lower case": 5,  # chez mimi attend …
    "is done": 5,  # Cojean is live, …
    "before a sign": 4,  # Teranga Food, on peut …; Napoli Mia ?
    "a line of its own": 4,
    "beside 6xpos, in lower case": 4,
    "perhaps introduced, in lower case": 3,  # des nouvelles de crêpe attitude ?
    "written like a name": 3,  # any other words with capitals
    "perhaps a person": 1,
    "behind 6xpos, in lower case": -1,
}
_KNOWN, _OF_SLUGS, _OF_ACCOUNT, _ASIDE, _IN_A_QUOTE, _ORDINARY, _IN_TOPIC, _BESIDE_TITLES = 6, 7, 5, -10, -2, -4, 2, -5
_PLAIN = 8  # weight from which on a brand is named plainly
_PERHAPS = WEIGHTS["perhaps a person"]  # alone no reason to take a name for a brand
_COMPARED = 4  # names, the heaviest, that are compared with the spellings of known brands
_LONGEST = 6  # words of a brand
_OPENED = re.compile(r"\W*(?:ok\W+)?", re.IGNORECASE)
_ACCOUNT = re.compile(r"jagueneau\+([a-z0-9]+)@", re.IGNORECASE)
_CLAUSE = re.compile(r"[^,.;:!?\n()]+")
_SHOUTED_WORD = re.compile(r"[^\W\d_]{2,}|(?<![\w'])[^\W\d_]\b(?!')")
_AND = re.compile(r" (?:et|and|&|ou|or) ")
_ENDS_THERE = re.compile(r"\w+[^\w\n.!?]*(?:[\n.!?]|\Z)")  # "I'm chasing Gino again, sorry" takes nothing back
_FIRST_PART = re.compile("[-_]")
_QUOTED = re.compile(r"(?m)^\s*>.*$")


def find_brand(text: str, stores: Sequence[FoundStore], known: Known) -> tuple[str, bool]:
    """The brand, as written or as known, empty where nothing says which; and whether it is named plainly.

    `stores`: those that were read beside it.
    """
    written = text
    if shouts(text):
        text = _SHOUTED_WORD.sub(_spoken, text)
    words = Text(text)
    scale = _Scale(text, words, stores, known)
    named: dict[str, int] = {}
    for candidate in candidates(words, stores, known):
        if candidate.way.endswith("lower case") and in_table(brand_key(candidate.name)):
            continue  # "for lunch"
        name, weight = scale.weigh(candidate)
        named[name] = max(weight, named.get(name, 0))
    heaviest = sorted(named, key=lambda name: -named[name])[:_COMPARED]  # stable: the first of equals
    for name in heaviest:
        if not scale.is_known(name) and (alike := known.brand_begun(name.split(), known.brand_alike)):
            named[alike] = max(named.get(alike, 0), named[name] + _KNOWN)
            heaviest = [*heaviest, alike]
    best = max(heaviest, key=lambda name: named[name], default="")
    if any(named[name] == named[best] and _are_two(name, best) for name in heaviest):
        return "", False
    if best and named[best] > _PERHAPS:
        plainly = named[best] >= _PLAIN or bool(stores)
        best = best if scale.is_known(best) or scale.goes_on(best) else without_town(best)
        at = text.find(best)
        return best if written is text or at < 0 else written[at : at + len(best)], plainly
    best = scale.account() or _of_stores(stores, known)
    return best, bool(best)


def left_over(text: str, known: Known) -> str:
    """The brand of a short message that says in no other way which words are its name: what its phrases leave over.

    Where it names one or several in some way that was not taken, that had its reason.
    """
    if any(True for _ in candidates(Text(text), [], known)):
        return ""
    runs = [_trimmed(run) for run in unexplained(text)]
    keys = [brand_key(" ".join(run)) for run in runs if len(run) <= _LONGEST]
    return plausible(_as_written(text, max(keys, key=len))) if keys and any(keys) else ""


def _trimmed(run: list[str]) -> list[str]:
    """A run of words without those at its ends that begin or end no name."""
    while run and run[0] in NO_BRAND and run[0] not in BEGINS:
        run = run[1:]
    while run and (run[-1] in ENDS_SHORT or run[-1] in DANGLING):
        run = run[:-1]
    return run


def _first_word(text: str, start: int) -> int:
    """Where the first word of a sentence stands that begins here."""
    opened = _OPENED.match(text, start)
    return opened.end() if opened else start


def _spoken(word: re.Match[str]) -> str:
    """A word that is written in capitals, as it were otherwise."""
    one = fact(word[0])
    small = word[0].lower() not in ARTICLES and (one.connects or one.glue or one.key in ENDS_SHORT)
    return word[0].lower() if small else word[0][0] + word[0][1:].lower()


def _are_two(one: str, other: str) -> bool:
    """Whether these names can hardly be spellings of one."""
    return name_key(one) not in name_key(other) and name_key(other) not in name_key(one)


class _Scale:
    """Weighs candidates by what the rest of the message says."""

    def __init__(self, text: str, words: Text, stores: Sequence[FoundStore], known: Known) -> None:
        self._text, self._known = text, known
        account = _ACCOUNT.search(text)
        self._account = account[1].lower() if account else ""
        slugs = {key for store in stores for key in (name_key(store.slug), brand_key(store.slug))}
        self._slugs = "".join(f"\n{slug}" for slug in slugs)
        self._beginning = name_key(common_beginning([store.slug for store in stores]))
        self._several = len(stores) > 1
        self._whole = [store.slug.lower() for store in stores]
        self._firsts = {_FIRST_PART.split(slug, maxsplit=1)[0] for slug in self._whole}
        self._names = {brand_key(store.name) for store in stores}
        self._titled = words.titled
        self._weighed: dict[str, tuple[str, int]] = {}
        back = words.turns["takes back"] - words.turns["excuses"]
        self._taken_back = max((at for at in back if not _ENDS_THERE.match(text, at)), default=-1)
        self._quoted = [match.span() for match in _QUOTED.finditer(text)]
        sentences = list(spans(text))
        self._topic = [(start, end) for start, end in sentences if "6xpos" in text[start:end]]
        asides, begun = words.turns["aside"], words.turns["begins an aside"]
        self._aside = [
            (start, end)
            for start, end in (sentences if asides or begun else ())
            if _first_word(text, start) in begun or any(start <= at < end for at in asides)
        ]
        compared = words.turns["compares"] - words.turns["agrees"]
        self._compared = [(at, next(_CLAUSE.finditer(text, at)).end()) for at in sorted(compared)[:TRIES]]

    def weigh(self, candidate: Candidate) -> tuple[str, int]:
        """The brand that is meant, and how surely."""
        if candidate.name not in self._weighed:
            self._weighed[candidate.name] = self._weigh_name(candidate.name)
        name, weight = self._weighed[candidate.name]
        weight += WEIGHTS[candidate.way]
        if (
            candidate.at < self._taken_back
            or _within(self._aside, candidate.at)
            or _within(self._compared, candidate.at)
        ):
            weight += _ASIDE
        if _within(self._topic, candidate.at):
            weight += _IN_TOPIC
        if self._titled and candidate.way.endswith("lower case"):
            weight += _BESIDE_TITLES
        if _within(self._quoted, candidate.at):
            weight += _IN_A_QUOTE
        return name, weight

    def _weigh_name(self, name: str) -> tuple[str, int]:
        """The brand that a name means, and what speaks for it wherever it stands."""
        in_towns = not TOWNS.isdisjoint(map(brand_key, _AND.split(name)))
        weight = _ORDINARY if in_towns or is_ordinary(name) else int(" " in name)
        if name.endswith("'s") and self._fits_slugs(name[:-2]) and not self._fits_slugs(name):
            name = name[:-2]
        if known := self._known.brand_begun(name.split(), self._known.brand):
            name, weight = known, weight + _KNOWN
        if self._fits_slugs(name):
            exactly = name_key(name) == self._beginning
            name, weight = f"{self._article(name)}{name}", weight + _OF_SLUGS + exactly
        if self._account:
            weight += _OF_ACCOUNT if self._fits_account(name) else -_OF_ACCOUNT
        if len(self._names) > 1 and brand_key(name) in self._names:
            weight += _ASIDE  # one restaurant of several
        return name, weight

    def is_known(self, name: str) -> bool:
        """Whether it is a known brand's name."""
        return bool(self._known.brand(name))

    def _fits_slugs(self, name: str) -> bool:
        keys = [key for key in (name_key(name), brand_key(name)) if len(key) > 1]
        begins = len(self._beginning) >= 4 and self._several and name_key(name).startswith(self._beginning)
        return begins or any(f"\n{key}" in self._slugs for key in keys) or not self._firsts.isdisjoint(initials(name))

    def goes_on(self, name: str) -> bool:
        """Whether a slug says more than this name: "Dough Nation" of dough-nation-perth."""
        key = f"\n{brand_key(name)}"
        return key in self._slugs and f"{key}\n" not in f"{self._slugs}\n"

    def _fits_account(self, name: str) -> bool:
        return brand_key(name).startswith(self._account) or self._account in (name_key(name), brand_key(name))

    def _article(self, name: str) -> str:
        """The article that the slugs begin with, where the name lost it: "le 6xpos du Kiosque, slug le-kiosque"."""
        for article in ("le", "la", "les"):
            if all(slug.startswith((f"{article}-", f"{article}_")) for slug in self._whole):
                return "" if name.lower().startswith(f"{article} ") else f"{article.capitalize()} "
        return ""

    def account(self) -> str:
        """The brand of the account's address, as it is known or written."""
        if not self._account:
            return ""
        return (
            self._known.exact_brand(self._account)
            or _as_written(self._text, self._account)
            or self._account.capitalize()
        )


def _within(spans: Sequence[tuple[int, int]], at: int) -> bool:
    """Whether it stands in one of these spans, which follow one another."""
    after = bisect_right(spans, (at, sys.maxsize)) if spans else 0
    return after > 0 and at < spans[after - 1][1]


def _as_written(text: str, key: str) -> str:
    """The words of the text that make this key, as they are written."""
    words = re.findall(r"[\w'&.+@-]+", text)
    for size in range(_LONGEST, 0, -1):
        for at in range(len(words) - size + 1):
            run = " ".join(words[at : at + size])
            if "@" not in run and brand_key(run) == key:
                return run
    return ""


def _of_stores(stores: Sequence[FoundStore], known: Known) -> str:
    """What the stores' names begin with, else their slugs."""
    names = [store.name.split() for store in stores if store.name]
    name = ""
    if names and len(names) == len(stores):
        common = names[0] if len(names) == 1 else [words[0] for words in takewhile(_same, zip(*names, strict=False))]
        while common and (common[-1].lower() in ENDS_NO_NAME | ARTICLES):
            common = common[:-1]
        name = tidy(" ".join(common))
    if not brand_key(name) or (brand_key(name) in NO_BRAND and not resembles(name, stores[0].slug)):
        name = common_beginning([store.slug for store in stores])
    return known.brand_begun(name.split(), known.brand) or without_town(name)


def _same(words: Sequence[str]) -> bool:
    return len({brand_key(word) for word in words}) == 1
