"""The ways in which a brand is named in a message, and how surely each names one. Pure."""

import re
import sys
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import islice
from typing import NamedTuple

from workflows.rules.heard.known import Known, name_words
from workflows.rules.heard.lists import (
    AROUND,
    ARTICLES,
    BEGINS,
    DETERMINERS,
    ENDS_NO_NAME,
    FIRST_NAMES,
    GENERIC,
    JOINS,
    OTHER_PRODUCTS,
    SUBJECTS,
    TOWNS,
)  # fmt: skip
from workflows.rules.heard.names import ANDS, COMPANY, capital_end, lower_end, plausible, tidy
from workflows.rules.heard.slugs import common_beginning
from workflows.rules.heard.stores import FoundStore
from workflows.rules.heard.surroundings import LABELS, PART, TRIES, Surroundings

_LONGEST, _FEW, _LONGEST_MARKED, _SKIPPED = 6, 3, 6, 5  # words

_MARKS = re.compile(
    r"\*([^*\n]{2,80})\*|«\s*([^«»\n]{2,80}?)\s*»|“([^“”\n]{2,80})”|\"([^\"\n]{2,80})\"|_(?<!\w_)([^_\n]{2,80})_(?!\w)"
    r"|'(?<!\w')([^'\n]{2,80})'(?!\w)"
)
_NO_PLAIN = re.compile(r"[,;:|=/]|6xpos|\s[-–—]\s")  # no name goes over it, where stars stand around it
_OPENERS = AROUND["introduces"] | AROUND["kinds"] | AROUND["places"] | AROUND["perhaps introduces"] | {"6xpos"}
_OWNS_NOTHING = (AROUND["does"] | AROUND["says"] | AROUND["perhaps introduces"]) - AROUND["owned"]
_LED = GENERIC | {"deux", "trois", "quatre", "cinq", "two", "three", "four", "five"}  # "les deux mamies"
_SURE = ("labelled", "introduced", "owns something")
_OF_WHOM = FIRST_NAMES | TOWNS | {"dg", "pdg", "ceo", "coo", "cto", "cfo", "daf", "drh"}  # "DG de Gino"
_COUNTS = frozenset(("les", "nos", "mes", "ces", "leurs", "ses", "the", "our", "my", "their", "these", "all"))
_PLACED = frozenset(("à", "a", "in", "at"))
_AFTER = re.compile(r"\s*[*_»”\"']*\s*(?:[,;:?!(]|[-–—]\s|\.\.)")
_PARTS = re.compile(r"[-_]")
_NO_NAME_OVER = re.compile(r"[(\[:;,\n]")
_CELL = re.compile(r"[\n;\t|(]")
_SENTENCES = re.compile(r"[.!?]\s+|\n")


class Candidate(NamedTuple):
    """What may be the brand: where in the text it was named, and how."""

    name: str
    way: str
    at: int = 0


def spans(text: str) -> Iterator[tuple[int, int]]:
    """Where each sentence of a text begins and ends."""
    start = 0
    for match in _SENTENCES.finditer(text):
        yield start, match.start()
        start = match.end()
    yield start, len(text)


def candidates(text: "Text", stores: Sequence[FoundStore], known: Known) -> Iterator[Candidate]:
    """Whatever may be the brand."""
    for way, name, at in text.ways(stores, known):
        of_slugs = way == "begins the slugs" and " " in name  # whatever its words are
        if name := tidy(name) if of_slugs else plausible(name):
            yield Candidate(name, way, at)


class Text(Surroundings):
    """The ways in which a text names brands."""

    def ways(self, stores: Sequence[FoundStore], known: Known) -> Iterator[tuple[str, str, int]]:
        """Way, name and place of each candidate."""
        for first, end in self._runs[:TRIES]:
            yield self._way(first, end), self._name(first, end), self._starts[first]
        yield from self._marked()
        yield from self._in_lower_case()
        if stores:
            yield from islice(self._beginning_slugs([store.slug.lower() for store in stores]), TRIES)
        yield from islice(self._known(known), TRIES)

    def _name(self, first: int, end: int) -> str:
        if self._words[first - 1].text == "l'" and first and not self._words[first].gap:
            first -= 1  # "l'Envers du Décor"
        name = self._text[self._starts[first] : self._words[end - 1].end]
        before = self._words[first - 1].text if first and self._plain(first) else ""
        if (
            before in _COUNTS
            and self._words[first].fact.digits
            and not self._words[first + 1].text.endswith(("s", "x"))
        ):
            name = name.partition(" ")[2]  # "les 2 Triporteur", not "les 3 Brasseurs"
        if before in ("des", "aux") and name.split()[0].endswith(("s", "x")) and name[0].isupper():
            return f"Les {name}"  # "l'intégration des Burgers de Papa"
        if name.startswith("The ") and self._plain(end) and self._key(end) in AROUND["groups"]:
            name = name[4:]  # "The Bagel Bros folks"
        somewhere = self._key(first) in _OF_WHOM
        if somewhere and self._key(first + 1) in AROUND["of"] and end - first > 2:
            name = self._text[self._starts[first + 2] : self._words[end - 1].end]  # "Karim de Lou Pastis"
        if brand := self._product_of(first, end):
            return brand
        owner = name.endswith("'s") and self._plain(end)
        owned = owner and self._key(end) not in _OWNS_NOTHING and not self._key(end).endswith("ing")
        return name[:-2] if owned else name

    def _product_of(self, first: int, end: int) -> str:
        """The brand whose product or restaurant a run of capitalised words names: "Uber de Gino", "Gino's Lyon"."""
        keys = [self._key(at) for at in range(first, end)]
        name = keys[1:] if keys[:1] and keys[0] in ARTICLES else keys
        if len(name) > 2 and name[0] in OTHER_PRODUCTS and name[1] in AROUND["of"]:
            return self._text[self._starts[end - len(name) + 2] : self._words[end - 1].end]
        for at in range(first, end - 1):
            if self._words[at].text.endswith("'s") and {*keys[at - first + 1 :]} <= OTHER_PRODUCTS | TOWNS:
                return self._text[self._starts[first] : self._words[at].end - 2]
        return ""

    def _way(self, first: int, end: int) -> str:
        """The surest way in which a run of capitalised words is named."""
        introduced = self._introduction(first)
        if introduced in _SURE:
            return introduced
        if self._person(first, end):
            return (
                "does something"
                if introduced != "perhaps introduced" and self._beside(first, end)
                else "perhaps a person"
            )
        if self._does(end):
            return "is done" if self._is_done(end) else "does something"
        if self._beside(first, end):
            return "beside 6xpos"
        if introduced:
            return introduced
        after = self._after(end)
        if self._begins(first) and _AFTER.match(after):
            return "before a sign"
        alone = (first == 0 or "\n" in self._words[first].gap) and (end == len(self._words) or _CELL.search(after))
        if alone and end - first <= _LONGEST:
            return "a line of its own"
        single = end - first == 1 and (self._begins(first) or len(self._words[first].text) < 4)
        return "perhaps a person" if single else "written like a name"

    def _marked(self) -> Iterator[tuple[str, str, int]]:
        for match in islice(_MARKS.finditer(self._text), TRIES):
            name = tidy(next(part for part in match.groups() if part))
            first = bisect_left(self._starts, match.start())
            if first == len(self._starts) or len(name.split()) > _LONGEST_MARKED:
                continue
            introduced = self._introduction(first) in _SURE
            if introduced or self._words[first].fact.capital or self._words[first].fact.digits:
                if match[0][0] in "*_" and _NO_PLAIN.search(name):
                    end = capital_end(self._words, first)
                    name = self._name(first, end) if (first, end) in self._runs else ""
                yield "introduced and marked" if introduced else "marked", name, match.start()

    def _in_lower_case(self) -> Iterator[tuple[str, str, int]]:
        """Names in whatever case: behind a word that introduces one, before 6xpos, before what somebody does."""
        tried: set[int] = set()
        clause = AROUND["begins a clause"]
        befores = zip(self._words, self._words[1:], strict=False)
        likely = [
            at
            for at, (before, word) in enumerate(befores, 1)
            if word.gap != " " or before.fact.connects or before.key in _OPENERS or before.key in clause
        ]
        for at in [0, *likely] if self._words else ():
            if len(tried) == TRIES:
                return
            first, key = at, self._key(at - 1)
            opens = key in _OPENERS or self._connects(at - 1)
            introduces = opens and (self._plain(at) or (at > 0 and self._gaps[at] in LABELS))
            if introduces or self._begins(at, PART) or key in clause:
                if introduces:
                    first = self._behind_articles(at)
                if first in tried or self._words[first].fact.capital:
                    continue
                tried.add(first)
                end = lower_end(self._words, first)
                if end > first and not self._is_of_something(first, end):
                    yield from self._lower_ways(self._with_article(first), end)

    def _is_of_something(self, first: int, end: int) -> bool:
        """Whether it is a common noun with what it is of: "parc de caisses", "amis de Vent d'Ouest"."""
        inside = range(first + 1, end - 1)
        begun = self._words[first].fact.glue or self._words[first].text.lower() in BEGINS
        if not begun and any(self._words[at].fact.capital and self._words[at + 1].fact.capital for at in inside):
            return True  # "vite Chaud Devant"
        return (self._plain(end) and self._key(end) in AROUND["of"] and self._ordinary(end + 1)) or any(
            self._key(at) in AROUND["of"] and self._words[at + 1].fact.capital for at in inside
        )

    def _behind_articles(self, at: int) -> int:
        """Where a name may begin behind its articles: "pour *notre nouveau client* léa"."""
        first = at
        while (
            first - at < _SKIPPED and self._plain(first + 1) and self._words[first].text != "l'" and self._leads(first)
        ):
            first += 1
        return first

    def _with_article(self, first: int) -> int:
        """Where a name in lower case begins with its article: "la cantine du coin", "le petit wagon"."""
        at = first - (self._key(first - 1) in _LED and self._plain(first))
        article = at > 0 and self._plain(at) and self._words[at - 1].text in ("la", "le", "les", "the")
        if not article or self._key(first) in AROUND["trades"]:
            led = at < first and self._plain(at) and self._key(at - 1) in AROUND["introduces"]
            return at if led else first  # "pour petit zinc bleu"
        return at - 1

    def _lower_ways(self, first: int, end: int) -> Iterator[tuple[str, str, int]]:
        if self._key(first - 1) == "6xpos" and first > 1 and self._words[first - 2].text in DETERMINERS:
            return  # "the 6xpos channel"
        introduced = self._introduction(first)
        name, at = self._name(first, end), self._starts[first]
        if end - first == 1 and self._key(first - 1) == "6xpos" and not self._beside(end, end):
            yield "behind 6xpos, in lower case", name, at  # "6xpos raises …", "the 6xpos engineers"
        elif introduced in _SURE:
            yield "introduced in lower case", name, at
        elif introduced and not self._words[first].fact.digits:
            placed = end < len(self._words) and self._words[end].text.lower() in _PLACED
            spoken = self._key(end + (self._key(end) in ("et", "and"))) in SUBJECTS
            if (
                placed
                or spoken
                or self._does(end)
                or end == len(self._words)
                or self._beside(end, end)
                or _AFTER.match(self._after(end))
            ):
                yield "perhaps introduced, in lower case", name, at
        elif sum(not word.fact.glue for word in self._words[first:end]) <= _FEW and self._does(end):
            way = "introduced" if self._key(first) == "chez" else "does something,"
            yield f"{way} in lower case", name, at
        elif self._beside(first, end):
            yield "beside 6xpos, in lower case", name, at

    def _known(self, known: Known) -> Iterator[tuple[str, str, int]]:
        """Known brands, the longest first."""
        keys = [word.fact.whole for word in self._words]
        begin = known.beginning(keys)
        firsts = [first for first, key in enumerate(keys) if key in begin]
        for size in range(_LONGEST, 0, -1):
            for first in firsts:
                if found := known.exact_brand("".join(keys[first : first + size])):
                    yield "known", found, self._starts[first]

    def _beginning_slugs(self, slugs: list[str]) -> Iterator[tuple[str, str, int]]:
        """The names whose words slugs begin with, as the text writes them; the whole of a slug only where nothing
        shorter is."""
        split = _PARTS.split(slugs[0])
        parts = [key for key in split if key not in JOINS] or split
        common = common_beginning(slugs) if len(slugs) > 1 else ""
        most = max(1, len(name_words(common))) if common else len(parts)
        keys = {"".join(parts[:size]): size for size in range(1, most + 1)}
        if (bare := slugs[0].rstrip("0123456789")) and len(parts) == 1:
            keys.setdefault(bare, 1)  # gino2 of Gino
        if len(split) > len(parts):  # "thé-ou-café" begins with no article
            keys.setdefault("".join(split), len(parts))
            for size in range(2, len(split)):
                if not common:
                    keys.setdefault("".join(split[:size]), sum(part not in JOINS for part in split[:size]))
        times = Counter(key for slug in slugs for key in _PARTS.split(slug))
        others = {key for key, count in times.items() if count == 1 or count == len(slugs)}  # of one, or the brand's
        if len(slugs) == 1:
            others = {key for key in others if key in TOWNS or key == split[-1]}
        whole: list[tuple[str, str, int]] = []
        begins = {key[:2] for key in keys}
        behind = 0  # the last name
        for at in [at for at, word in enumerate(self._words) if word.fact.whole[:2] in begins]:
            run, size = self._longest_run(at, keys) if at >= behind else (0, 0)
            if not run:
                continue
            town = [one for one in range(at + 1, at + run) if self._words[one].text.lower() in _PLACED]
            if town and size == len(parts) and self._words[town[-1]].key not in split:
                run = town[-1] - at  # "Pomme d'Api à Royan"
            first, end = self._around(at, at + run, others)
            found = ("begins the slugs", self._name(first, end), self._starts[at])
            if size == len(parts) and len(parts) > 1 and not common:
                whole.append(found)
            else:
                yield found
            behind = at + run
        yield from whole

    def _around(self, first: int, end: int, others: set[str]) -> tuple[int, int]:
        """The capitalised run that words stand in, but for what else of the slugs stands behind them."""
        at = bisect_right(self._runs, (first, sys.maxsize))
        begin, stop = self._runs[at - 1] if at else (0, 0)
        if first < stop:
            counts = begin < first and self._words[begin].fact.digits and self._key(begin) not in others
            begin += counts  # "3 Tacos Avenue à connecter"
            if stop < end and self._words[stop].text.lower() in _PLACED:
                return begin, stop  # "Dame Tartine à Pau"
            while stop > end and (self._key(stop - 1) in others or _dangles(self._words[stop - 1].text)):
                stop -= 1
            return begin, max(stop, end)
        if first and self._words[first - 1].text == "l'":
            return first - 1, end
        if self._key(end + 1) in COMPANY and self._words[end].text in ANDS:
            end += 2  # "boulette & cie"
        longer = lower_end(self._words, first)
        if longer > end and self._introduction(first) in _SURE:
            more = self._words[end:longer]
            end = end if any(word.key in TOWNS or word.key in others for word in more) else longer
        return self._with_article(first), end

    def _longest_run(self, at: int, keys: dict[str, int]) -> tuple[int, int]:
        """How many words from `at` on make the longest beginning of the slugs, and how many parts of a slug that is."""
        best, parts, key = 0, 0, ""
        longest = "\n" + "\n".join(keys)
        for size, word in enumerate(self._words[at : at + _LONGEST], 1):
            joins = word.text.lower() in JOINS
            if size > 1 and _NO_NAME_OVER.search(word.gap):
                break
            if size == 1 and (joins or not word.fact.whole):
                break
            key += "" if joins else word.fact.whole
            if f"\n{key}" not in longest:
                break
            if not joins and key in keys:
                best, parts = size, keys[key]
        return best, parts


def _dangles(word: str) -> bool:
    """Whether a word ends no name: the "or" of "Sushi d'Or" is none of English."""
    return (word.lower() if word.isupper() else word) in ENDS_NO_NAME
