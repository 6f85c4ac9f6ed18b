"""The ways in which a brand is named in a message, and how surely each names one. Pure."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from workflows.rules.heard.known import Known, name_words
from workflows.rules.heard.lists import ENDS_BRAND, JOINS, is_no_name, one_of
from workflows.rules.heard.names import (
    REACH,
    after_sign,
    capitalised,
    has_capital,
    last_capitalised,
    lower_run,
    plausible,
    tidy,
    without_article,
    word_key,
)
from workflows.rules.heard.stores import FoundStore
from workflows.rules.store_lines import brand_key

# How surely each way of naming a brand names one.
WEIGHTS = {
    "labelled": 20,  # Marque : Boulangerie Léa
    "introduced and marked": 17,  # pour *Boulangerie Léa*
    "begins the slugs": 14,  # Bao Bun … bao-bun-nation, bao-bun-bastille
    "known": 15,  # a known brand stands there
    "marked": 12,  # « Les Burgers de Papa »
    "introduced": 11,  # pour Boulangerie Léa
    "does something": 10,  # Cojean wants …
    "introduced in lower case": 9,  # pour mamie louise
    "beside 6xpos": 8,  # 6xpos Pitaya, Poke House / 6xpos
    "perhaps introduced": 6,  # l'intégration de Pitaya
    "before a sign": 3,  # Teranga Food, on peut …; Napoli Mia ?
    "does something, in lower case": 5,  # chez mimi attend …
    "a line of its own": 4,
    "written like a name": 3,  # any other words with capitals, but after a greeting or at a mail's end
}
TRIES = 40  # places that are looked at for each way of naming a brand
_LONGEST, _FEW = 6, 3  # words of a brand; of one in lower case before a verb
_LONGEST_MARKED = 6

_ARTICLE = r"(?:(?-i:notre|nos|le|la|les|the|our|un|une|a|mon|ma|ce|cet|cette|leur|all|my|au|aux)\s+)?"
_FRESH = r"(?:(?-i:nouveau|nouvelle|nouveaux|nouvelles|new|futur|gros|petit|petite|autre|other|another|big)\s+)?"
_KIND, _PLACE = one_of("kinds"), one_of("places")
_LABELLED = re.compile(rf"\b{_KIND}\b[*_]*\s*(?:[:=]|\s(?:is|est|c'est|=)\s)\s*(\S[^\n]*)", re.IGNORECASE)
_MARKS = re.compile(
    r"\*([^*\n]{2,80})\*|«\s*([^«»\n]{2,80}?)\s*»|“([^“”\n]{2,80})”|\"([^\"\n]{2,80})\"|(?<!\w)_([^_\n]{2,80})_(?!\w)"
    r"|(?<!\w)'([^'\n]{2,80})'(?!\w)"
)
_INTRODUCED = re.compile(
    rf"(?<![\w'])(?:(?-i:{one_of('introduces')}|Pour|For)\s+{_ARTICLE}{_FRESH}(?:(?-i:l)'\s?)?(?:{_KIND}\s+|{_PLACE}\s+(?:de\s+|d'|of\s+)?)?"
    rf"|{_FRESH}(?:(?-i:l)'\s?)?\b{_KIND}(?:\s+|\s*,\s+)|\b(?:demande|request|6xpos)\s*[:–-]\s*"
    rf"|\b{_PLACE}\s+(?:(?-i:de|of|d')\s?)?"
    rf"|(?:{one_of('connects')}|(?:demande|request)(?:\s+(?:d'|de\s+)?(?:int[eé]gration|connexion))?)"
    rf"\s+(?:(?:de|d'|of|for|pour|on)\s+)?{_ARTICLE})",
    re.IGNORECASE,
)
_PERHAPS = re.compile(
    rf"(?<![\w'])(?:{one_of('perhaps introduces')}\s+|d'|:\s*)(?:(?-i:la|le|les|the|l'|our|notre)\s*)?", re.IGNORECASE
)
_DOES = re.compile(rf"\s+(?:{one_of('says')}\s+){{0,4}}(?:{one_of('does')}|\?)(?![\w-])", re.IGNORECASE)
_BEGINS_AT = re.compile(rf"[\n.!?:,;(]|\b{one_of('begins a clause')}\s", re.IGNORECASE)
_6XPOS = re.compile(r"\b6\s?x\s?-?pos?\b", re.IGNORECASE)
_JOINS_6XPOS = re.compile(r"(?:[/x+&:,-]|\bet|\band|=+>|-+>|→|\bc[oô]té)$", re.IGNORECASE)
_TO = re.compile(r"\s+à$")
_LONGEST_MARK = 8  # characters between a name and "6xpos"
_AFTER_6XPOS = re.compile(r"\s*(?:[/x+&:,–-]\s*|→\s*)?([^\n]{2,80})")
_BEFORE_LOWER = re.compile(  # where even a name in lower case may follow "6xpos"
    r"(?:^|[\n.!?,;:]|\b(?:int[eé]gration|connexion|connection|demande|request|liaison|activation|hello|bonjour|salut))\W*$",
    re.IGNORECASE,
)
_WORD = re.compile(r"[\w&+]+")
_WORD_OF_NAME = re.compile(r"[^\s.,;:!?()\[\]\"«»“”*`/=|]+")
_CAPITAL_WORD = re.compile(r"(?<![\w'@/.-])(?:[dlDL]')?[A-ZÀ-ÖØ-Þ0-9][\w'&]*")
_BEFORE_PERSONS = re.compile(rf"(?:\b{one_of('before persons')}\W{{1,2}}|@)$", re.IGNORECASE)
_GOODBYE = re.compile(rf"\b{one_of('goodbye')}\b[^\n]*(?:\n[^\n>]{{0,30}}$)?", re.IGNORECASE)  # and who signs
_BEGINNINGS = frozenset(
    (
        "La",
        "Le",
        "Les",
        "The",
        "L'",
        "Chez",
        "O'",
        "El",
        "Il",
        "Los",
        "Las",
        "Da",
        "Al",
        "Au",
        "Aux",
        "Mon",
        "Ma",
        "Mes",
    )
)
_PARTS = re.compile(r"[-_]")
_SIGN = re.compile(r"[,;:?!(]|\s[-–—]\s")
_CELL = re.compile(r"[;\t|(]")
_GOES_ON = re.compile(r"(?: [^\s.,;:!?()\[\]\"«»“”*`/=|]+)*")
_SENTENCES = re.compile(r"(?<=[.!?])\s+|\n")


@dataclass(frozen=True)
class Candidate:
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


def candidates(text: str, stores: Sequence[FoundStore], known: Known) -> Iterator[Candidate]:
    """Whatever may be the brand, way after way."""
    introduced = list(islice(_INTRODUCED.finditer(text), TRIES))
    subjects = [(_subject(text, match), match.start()) for match in islice(_DOES.finditer(text), TRIES)]
    ways: dict[str, Iterator[tuple[str, int]]] = {
        "labelled": _labelled(text),
        "introduced and marked": _introduced_and_marked(text, introduced),
        "known": _known(text, known),
        "begins the slugs": _beginning_slugs(text, stores),
        "marked": _marked(text),
        "introduced": _introduced(text, introduced),
        "introduced in lower case": _introduced_in_lower_case(text, introduced),
        "does something": ((last_capitalised(subject), at) for subject, at in subjects),
        "does something, in lower case": _subjects_in_lower_case(subjects),
        "beside 6xpos": _beside(text),
        "perhaps introduced": _perhaps_introduced(text),
        "before a sign": _before_signs(text),
        "a line of its own": _lines(text),
        "written like a name": _capitals(text),
    }
    for way, found in ways.items():
        for name, at in found:
            if name := plausible(name):
                yield Candidate(name, way, at)


def _labelled(text: str) -> Iterator[tuple[str, int]]:
    for match in islice(_LABELLED.finditer(text), TRIES):
        written = match[1].lstrip('*_`"«“ ')
        yield capitalised(written) or lower_run(written), match.start()


def _introduced_and_marked(text: str, introduced: Sequence[re.Match[str]]) -> Iterator[tuple[str, int]]:
    for match in introduced:
        if marked := _MARKS.match(text, match.end()):
            yield _first(marked), match.start()


def _known(text: str, known: Known) -> Iterator[tuple[str, int]]:
    """Known brands, the longest first."""
    words = [(brand_key(m[0]), m.start()) for m in _WORD.finditer(text)]
    words = [(key, at) for key, at in words if key]
    firsts = [first for first, (key, _) in enumerate(words) if known.may_begin(key)]
    for size in range(_LONGEST, 0, -1):
        for first in firsts:
            if found := known.exact_brand("".join(key for key, _ in words[first : first + size])):
                yield found, words[first][1]


def _beginning_slugs(text: str, stores: Sequence[FoundStore]) -> Iterator[tuple[str, int]]:
    """The words with which slugs begin, as the text writes them; the whole of a slug only where nothing shorter is."""
    if not stores:
        return
    parts = [key for key in _PARTS.split(stores[0].slug.lower()) if key not in JOINS]
    common = common_beginning([store.slug for store in stores]) if len(stores) > 1 else ""
    most = len(name_words(common)) if common else len(parts)
    keys = {"".join(parts[:size]): size for size in range(1, most + 1)}
    others = {key for store in stores for key in _PARTS.split(store.slug.lower())}
    whole: list[tuple[str, int]] = []
    words = list(_WORD_OF_NAME.finditer(text))
    at = 0
    while at < len(words):
        run, size = _longest_run(words, at, keys)
        if not run or words[at][0].lower() in JOINS or not brand_key(words[at][0]):
            at += 1
            continue
        first = _leading(words, at)
        name = text[words[first].start() : words[at + run - 1].end()]
        if size < len(parts):
            name += _following(text[words[at + run - 1].end() :], others)
        found = (name, words[at].start())
        if size == len(parts) and len(parts) > 1 and not common:
            whole.append(found)
        else:
            yield found
        at += run
    yield from whole


def _leading(words: list[re.Match[str]], at: int) -> int:
    """Where a name begins whose first words the slugs leave out: "Boulangerie Léa" of `lea-lyon`, "El Chiringuito"."""
    while at and words[at - 1].end() == words[at].start() - 1:
        before = words[at - 1][0]
        if before not in _BEGINNINGS and (not has_capital(before) or is_no_name(word_key(before))):
            break
        at -= 1
    return at


def _following(text: str, others: set[str]) -> str:
    """What goes on with a name that slugs hold the beginning of: "Columbus Café" of `columbus-gare`, not its "Gare"."""
    goes_on = _GOES_ON.match(text[:REACH])
    kept: list[str] = []
    for word in goes_on[0].split() if goes_on else []:
        if (
            brand_key(word) in others
            or not (has_capital(word) or word.lower() in JOINS)
            or brand_key(word) in ENDS_BRAND
        ):
            break
        kept.append(word)
    while kept and not has_capital(kept[-1]):
        kept.pop()
    return "".join(f" {word}" for word in kept)


def _longest_run(words: list[re.Match[str]], at: int, keys: dict[str, int]) -> tuple[int, int]:
    """How many words from `at` on make the longest beginning of the slugs, and how many parts of a slug that is."""
    best, parts, key, longest = 0, 0, "", max(keys, key=len)
    for size in range(1, _LONGEST + 1):
        if at + size > len(words):
            break
        word = words[at + size - 1][0]
        key += "" if word.lower() in JOINS else brand_key(word)
        if not longest.startswith(key):
            break
        if word.lower() not in JOINS and key in keys:
            best, parts = size, keys[key]
    return best, parts


def _marked(text: str) -> Iterator[tuple[str, int]]:
    for match in islice(_MARKS.finditer(text), TRIES):
        name = tidy(_first(match))
        if len(name.split()) <= _LONGEST_MARKED and has_capital(name):
            yield capitalised(name) or name, match.start()


def _introduced(text: str, introduced: Sequence[re.Match[str]]) -> Iterator[tuple[str, int]]:
    for match in introduced:
        yield capitalised(without_article(text[match.end() : match.end() + REACH])), match.start()


def _introduced_in_lower_case(text: str, introduced: Sequence[re.Match[str]]) -> Iterator[tuple[str, int]]:
    for match in introduced:
        yield lower_run(text[match.end() : match.end() + REACH]), match.start()


def _perhaps_introduced(text: str) -> Iterator[tuple[str, int]]:
    for match in islice(_PERHAPS.finditer(text), TRIES):
        yield capitalised(without_article(text[match.end() : match.end() + REACH])), match.start()


def _subjects_in_lower_case(subjects: Sequence[tuple[str, int]]) -> Iterator[tuple[str, int]]:
    for subject, at in subjects:
        if 0 < len(subject.split()) <= _FEW:
            name = tidy(subject)
            yield name if lower_run(name) == name else "", at


def _subject(text: str, match: re.Match[str]) -> str:
    return _BEGINS_AT.split(text[max(0, match.start() - REACH) : match.start()])[-1]


def _beside(text: str) -> Iterator[tuple[str, int]]:
    for match in islice(_6XPOS.finditer(text), TRIES):
        before = text[max(0, match.start() - REACH) : match.start()]
        before = _TO.sub("", before.rstrip())
        mark = _JOINS_6XPOS.search(before[-_LONGEST_MARK:])
        sign = mark[0] if mark else ""
        name = after_sign(before[: len(before) - len(sign)])
        yield last_capitalised(name) or (lower_run(name) if sign not in ("", ",", ":") else ""), match.start()
        if after := _AFTER_6XPOS.match(text, match.end()):
            begins = _BEFORE_LOWER.search(before) and len(after[1].split()) <= 5
            yield capitalised(after[1]) or (lower_run(after[1]) if begins else ""), match.start()


def _before_signs(text: str) -> Iterator[tuple[str, int]]:
    """`Teranga Food, on peut leur dire …`, `Napoli Mia ?`: what a sentence begins with and a sign ends."""
    for start, end in islice(spans(text), TRIES):
        part = _SIGN.split(text[start : min(end, start + REACH)].lstrip("*_ "), maxsplit=1)[0].strip()
        if part and len(part.split()) <= 6:
            name = capitalised(without_article(part))
            yield name if len(name) >= len(part) - 4 else "", start


def _lines(text: str) -> Iterator[tuple[str, int]]:
    at = 0
    for line in text.split("\n"):
        cell = _CELL.split(line, maxsplit=1)[0]
        if 0 < len(cell.split()) <= _LONGEST and (bare := tidy(cell)) and capitalised(bare) == bare:
            yield bare, at
        at += len(line) + 1


def _capitals(text: str) -> Iterator[tuple[str, int]]:
    """Two capitalised words or more, wherever they stand; a single one only inside a sentence."""
    text = _GOODBYE.sub(" ", text)
    at = 0
    for match in islice(_CAPITAL_WORD.finditer(text), TRIES):
        if match.start() < at:
            continue
        name = capitalised(text[match.start() :])
        at = match.start() + len(name)
        if _BEFORE_PERSONS.search(text[max(0, match.start() - 20) : match.start()]) and len(name.split()) == 1:
            continue
        inside = match.start() > 0 and text[: match.start()].rstrip()[-1:] not in ("", ".", "!", "?", ":", "\n", "-")
        if len(name.split()) > 1 or (inside and len(name) > 3):
            yield name, match.start()


def _first(match: re.Match[str]) -> str:
    return next(part for part in match.groups() if part)


def common_beginning(slugs: Sequence[str]) -> str:
    """The words with which all slugs begin, as a name: `columbus-gare`, `columbus-port` are of Columbus."""
    split = [_PARTS.split(slug.lower()) for slug in slugs]
    common: list[str] = []
    for words in zip(*split, strict=False):
        if len(set(words)) > 1:
            break
        common.append(words[0])
    if len(split) == 1:
        common = common[:-1] if len(common) > 1 else common
    return " ".join(word.capitalize() if len(word) > 2 or at == 0 else word for at, word in enumerate(common))
