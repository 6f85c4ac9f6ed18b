"""Finds slugs, and the names that belong to them, in what people write. Pure; reads nothing rather than what is wrong.

A word is a slug by its form and by what stands around it: the word "slug", a name and a sign, brackets, backticks, a
list, a line of its own; or because it is known to be one.
"""

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from itertools import chain
from typing import NamedTuple

from rapidfuzz import fuzz

from workflows.rules.heard.known import Known, name_key, name_words
from workflows.rules.heard.left_out import left_out
from workflows.rules.heard.lists import AROUND, HEADS, JOINS, NO_BRAND, TOWNS, is_no_name
from workflows.rules.heard.names import tidy
from workflows.rules.heard.phrases import MAKERS
from workflows.rules.heard.sentence import LABELS, WORD, is_name, read_sentence
from workflows.rules.heard.slugs import (
    LONGEST_RUN,
    RUN_WORD,
    Evidence,
    form,
    resembles,
    shared,
    without_beginning,
)
from workflows.rules.store_lines import SLUG, brand_key

_LONGEST_LINE, _LONGEST_HEAD, _MOST_CELLS = 4_000, 24, 12
ADDRESS = re.compile(
    r"(?<![\w.-])(?:https?://)?(?:[\w-]{1,40}\.){0,3}(?:hey)?pongo\.[\w.]{1,40}/(?:merchant/[\w-]+/)?(?:stores?|restaurants?)/([A-Za-z0-9][\w-]{0,99})[^\s|]*"
)
_LINK = re.compile(r"https?://\S+|www\.\S+", re.IGNORECASE)
_STRANGE = re.compile(
    r"(?<!\w)(?:(?<![.+-])(?!(?i:jagueneau))[\w.+-]+@[\w.-]+|"
    r"(?<!-)[\w-]{1,100}+\.(?i:csv|xlsx?|pdf|png|jpe?g|docx?|txt|zip|numbers|com|fr|net|io|html?)\b|"
    r"[+-]?\d[\d.,]*\s?(?:[€$£]|%(?!\s?[^\W\d_]))|\+?\d{2}(?:[ .]\d{2}){3,}(?!\w))"
)
_SLASHED = re.compile(r"(?<![\w.:/@-])[a-z0-9]+(?:-[a-z0-9]+)+(?:/[a-z0-9]+(?:-[a-z0-9]+)+)+(?![\w./-])")  # slugs
_MAYBE_STRANGE = re.compile(r"[@€$%£]|\.[A-Za-z]{2}|\d\d[ .]\d\d[ .]\d\d")
_BULLET = re.compile(r"\s*(?:(?:[>•◦▪‣*·–—-]|\d{1,3}\s?[.)°/]|[^\w\s`(\[\"'«*|/<#@&+.!?,;:=%$€-])\s+|•)*")
_ITEM = re.compile(r"[^\s,/;+&|]+")
_OVER_SIGNS = re.compile(r"\s*[,;:(\n]\s*")
_QUOTED = re.compile(r"\s*>")
_RULE = re.compile(r"[\s|:+=-]*")
_CELLS = re.compile(r"[\t|;]")
_PAIR = re.compile(r"([^:=→,;.?!()\[\]|\t]{2,60}?)\s*(?::|=+>?|→|-+>|\s[-–—])\s*[`*]*([a-z0-9][a-z0-9_-]{0,99})[`*]*")
_LABELLED_LINE = re.compile(r"[*_]*([^:=*_]{2,40}?)\s*[*_]*\s*[:=]\s*[*_]*\s*(\S.*)")
_NAME_LABEL = re.compile(
    r"\b(?:nom|name|restaurants?|resto|magasin|store|points?\s+de\s+vente|établissement|etablissement|boutique|shop|location|site)\b",
    re.IGNORECASE,
)
_SLUG_LINE = re.compile(r"[*_]*(?:le\s+|the\s+)?slugs?\b[^:=→]{0,20}?[*_]*\s*(?:[:=→-]+>?)\s*[*_]*\s*\S", re.IGNORECASE)
_HEADING = re.compile(r"\bslugs?\b[^.?!]{0,40}$", re.IGNORECASE)


_CORRECTS = re.compile(
    r"(?m:^\*(?=[\w-]+$))|"  # "*gino-lyon" in a line of its own
    r"\b(?:pardon|oups|oops|euh|heu|ah non|oh no|(?<!et )(?<!, )(?<!\| )(?<!\|)(?<!\t)non(?! pas|\s*:)|"
    r"correction|corrigez|erratum|rectif\w*|edit|"
    r"je voulais dire|i mean|i meant|sorry|désolée?|scusate|scusa|my bad|mince|zut|mauvais copier|wrong paste|typo|"
    r"faute de frappe|lire|lisez|scratch that|actually|en fait|plutôt|"
    r"(?<!rather )(?<!to )wait(?! and| for| until| till)|but it(?:'s| is)|mais c'est)\b"
    r"(?!\s+(?:pour|for|de|du|about|to|till|until)\b)"
)  # in lower case
_SLUG_SIGN = re.compile(r"[\w-]")
_ADDS = re.compile(
    r"[^.!\n]{0,100}\b(?:oubli\w+|forg[eo]t|miss\w+|manque|aussi|also|too|another|(?<!l')autre(?! client)|second|"
    r"deuxième|rajoute\w*|add|plus(?=\s+\S*[-_]))\b"
)  # behind that it corrects nothing
# Of 100 (rapidfuzz: ratio), from which on one slug is another's; characters; slugs before it that it may stand for.
_CORRECTED, _CORRECTED_NEAR, _COMPARED = 80, 60, 20
_KINDS = AROUND["kinds"]  # what stands in "brand name"
_ONLY = re.compile(r"(?:only|just|uniquement|seulement|juste)\s+", re.IGNORECASE)  # before a name
_CONNECTS = re.compile(r"6xpos|connec|branch|activ|raccord|reli|int[eé]gr", re.IGNORECASE)  # a table's column
_TESTS = frozenset(("test", "tests", "demo", "essai", "sandbox"))
_NOT_THIS = re.compile(r"fermée?|closed|plus tard|later", re.IGNORECASE)  # in a table's row
_NO = re.compile(r"(?:non|no|ko|pas)\b.{0,60}", re.IGNORECASE)
_WITH_6XPOS = re.compile(r"[\t|;] *6xpos *(?:[\t|;]|$)", re.MULTILINE)
_NUMBER = r"(\d|deux|trois|quatre|cinq|six|two|three|four|five|six)"
_NO_TIME = r"(?! (?:mois|jours|semaines|ans|années|fois|months?|days|weeks|years|times)\b)"
_FIRST_ONLY = re.compile(
    rf"\b(?:seulement|uniquement|juste|only|just) (?:les|the) (?:{_NUMBER} premi[eè]re?s?|first {_NUMBER})\b{_NO_TIME}|"
    rf"\b(?:les|the) (?:{_NUMBER} premi[eè]re?s?|first {_NUMBER}){_NO_TIME}(?: \w+)? (?:seulement|uniquement|only)\b",
    re.IGNORECASE,
)
_COUNTED = {"deux": 2, "two": 2, "trois": 3, "three": 3, "quatre": 4, "four": 4, "cinq": 5, "five": 5, "six": 6} | {
    str(count): count for count in range(1, 10)
}
_LONG_ENOUGH = 5  # letters of a slug that corrects another without a sign of one


class FoundStore(NamedTuple):
    """A store that was read: its slug, and the name beside it, else the known one, else the brand, or nothing.
    `typed`: whether the slug itself stands in the text; else it is a known one, which only its store's name told."""

    name: str
    slug: str
    typed: bool = True


def find_stores(text: str, known: Known, certain: Sequence[str] = ()) -> tuple[list[FoundStore], str]:
    """The stores whose slugs stand in a text, each once; and the text without them, for the brand to be looked for.
    `certain`: words of it that are slugs, whatever stands around them."""
    reader = _Reader(text, known, certain)
    return reader.stores(), "\n".join(reader.rest)


class _Reader:
    """Reads line by line. `rest`: the lines without slugs; empty those that hold nothing but stores."""

    def __init__(self, text: str, known: Known, certain: Sequence[str]) -> None:
        self._known = known
        self._found: dict[str, FoundStore] = {}
        self._text = text
        linked = ADDRESS.findall(text) if "pongo." in text else []
        plain = ADDRESS.sub(r" `\1` ", text) if linked else text
        plain = _LINK.sub(" ", plain) if "://" in plain or "www." in plain.lower() else plain
        split = [_SLASHED.sub(_parted, line) if "/" in line else line for line in plain.split("\n")]
        lines = [(_STRANGE.sub(" ", line) if _MAYBE_STRANGE.search(line) else line).rstrip() for line in split]
        bulletless = [_BULLET.sub("", line, count=1).strip().strip("|").strip() for line in lines]
        words = [WORD.findall(line) for line in bulletless]
        self._evidence = Evidence(text, chain.from_iterable(words), known, [*linked, *certain])
        self.rest: list[str] = []
        self._listed = self._swapped = self._likely = False
        self._says_which = False  # whether the table that is read has a column for whether to connect
        self._brand_column: int | None = None  # of the table that is read, until its brand is
        name = ""
        nexts = [*bulletless[1:], ""]
        paired = sum(bool(_name_over_slug(*pair)) for pair in zip(bulletless, nexts, strict=True)) > 1
        for line, bare, following, inside in zip(lines, bulletless, nexts, words, strict=True):
            if named := self._name_of_next(bare, following) or (paired and _name_over_slug(bare, following)):
                name = named
                self.rest.append("")
            else:
                self._likely = not self._evidence.worth_a_look.isdisjoint(inside) or bool(LABELS.search(bare.lower()))
                left = self._line(bare, name)
                self.rest.append(f"> {left}" if left and _QUOTED.match(line) else left)
                name = ""

    def stores(self) -> list[FoundStore]:
        """What was found, in the order of the text, with the names that stand elsewhere: the slug in words, or what it
        has of its own among several ("Annecy et Megève (gino-annecy, gino-megeve)")."""
        self._correct()
        self._drop_tests()
        self._keep_first()
        nameless = {name_key(slug): slug for slug, store in self._found.items() if not store.name}
        ends = {"".join(parts): slug for slug, parts in without_beginning(list(self._found)).items()}
        if len(self._found) == 1 and (town := next(iter(self._found)).rpartition("-")[2]) in TOWNS:
            ends[town] = next(iter(self._found))
        for key, name in self._runs_of({*nameless, *ends}) if nameless or ends else ():
            own = ends.get(key)
            slug = (
                own if own and name[0].isupper() and key not in brand_key(self._found[own].name) else nameless.get(key)
            )
            if slug and name.lower() != slug:
                self._found[slug] = FoundStore(name, self._found[slug].slug)
        return list(self._found.values())

    def _runs_of(self, keys: set[str]) -> Iterator[tuple[str, str]]:
        """The words of the text that make one of these keys: the key, and they as they are written."""
        begins = {key[:2] for key in keys}
        parts = ["" if word.lower() in JOINS else key for word, key in self._evidence.spelled]
        starts = [at for at, part in enumerate(parts) if part[:2] in begins]
        words = list(RUN_WORD.finditer(self._text)) if starts else []
        for at in starts:
            key = ""
            for end, part in enumerate(parts[at : at + LONGEST_RUN], at + 1):
                key += part
                last = words[end - 1]
                if key in keys and part and "-" not in last[0] and "_" not in last[0]:
                    yield key, _OVER_SIGNS.sub(" ", self._text[words[at].start() : last.end()])

    def _correct(self) -> None:
        """Drops what another slug is said to be right for: "gino-lyon, pardon, c'est gino-lyon2"."""
        folded = self._text.lower()
        backs = [match.span() for match in _CORRECTS.finditer(folded)] if self._found else []
        if not backs:
            return
        for _, end in backs[:_COMPARED]:
            self._take_corrected(end)
        if len(self._found) < 2:
            return
        places = sorted((_place(folded, slug), slug) for slug in self._found)
        kept: list[tuple[int, str]] = places[:1]
        for at, slug in places[1:]:
            start, end = backs[bisect_left(backs, (at, at)) - 1]
            if start < at <= start + _CORRECTED_NEAR and not _ADDS.match(folded, end):
                earlier = [one for one in kept[-_COMPARED:] if one[0] < start]
                wrong = [one for one in earlier if len(earlier) == 1 or fuzz.ratio(one[1], slug) >= _CORRECTED]
                if wrong:
                    worst = max(wrong, key=lambda one: fuzz.ratio(one[1], slug))
                    del self._found[worst[1]]
                    kept.remove(worst)
            kept.append((at, slug))

    def _drop_tests(self) -> None:
        """Drops the slugs of test accounts, where there are others."""
        tests = [slug for slug in self._found if slug.replace("_", "-").rpartition("-")[2] in _TESTS]
        if len(tests) < len(self._found):
            for slug in tests:
                del self._found[slug]

    def _keep_first(self) -> None:
        """Drops all but the first, as many as are said to be wanted: "only the first three"."""
        folded = self._text.lower()
        match = _FIRST_ONLY.search(folded) if "premi" in folded or "first" in folded else None
        count = _COUNTED.get(next(filter(None, match.groups())).lower(), 0) if match else 0
        for slug in list(self._found)[count:] if count else ():
            del self._found[slug]

    def _take_corrected(self, at: int) -> None:
        """Takes what stands behind a correction and is nearly a slug that was read: "gino1. Pardon, c'est gino2"."""
        line = self._text[at:].partition("\n")[0]
        for match in WORD.finditer(line, 0, _CORRECTED_NEAR):
            word = match[0]
            if len(word) < _LONG_ENOUGH or word != word.lower() or word in self._found or not SLUG.fullmatch(word):
                continue
            if left_out(line, match, line[: match.start()].lower(), sure=True):
                continue
            for slug, store in list(self._found.items())[-_COMPARED:]:
                alike = word[0] == slug[0] and fuzz.ratio(slug, word) >= _CORRECTED
                if alike and not is_no_name(word):
                    self._take(store.name, word)
                    self.rest = [line.replace(word, " ") for line in self.rest]
                    return

    def _name_of_next(self, line: str, following: str) -> str:
        """`Nom : …` over `Slug : …`: the name."""
        labelled = _LABELLED_LINE.fullmatch(line) if _SLUG_LINE.match(following) else None
        if not labelled or not _NAME_LABEL.search(labelled[1]) or not _KINDS.isdisjoint(labelled[1].lower().split()):
            return ""
        return "" if any(form(word) for word in WORD.findall(labelled[2])) else tidy(labelled[2])

    def _line(self, line: str, name: str) -> str:
        """Takes the stores of a line; answers what is left of it. `name`: of the line before, if that is one's name."""
        if not line or (not line[0].isalnum() and _RULE.fullmatch(line)):
            return ""
        parted = _CELLS.search(line)
        cells = [cell.strip() for cell in _CELLS.split(line, maxsplit=_MOST_CELLS)] if parted else [line]
        if self._is_head(cells):
            self._listed = True
            return ""
        before = len(self._found)
        left = None
        if len(cells) > 1:
            left = self._row(cells)
        elif self._likely:
            left = self._pair(line, name)
        if left is None:
            left = self._alone(line, name)
        if left is None:
            left = self._sentence(line, name)
            headed = line.endswith(":") or ("slug" in line.lower() and bool(_HEADING.search(line)))
            self._listed = headed or (self._listed and len(self._found) > before)
        return left

    def _is_head(self, cells: list[str]) -> bool:
        """Whether it is the head of a table, or a heading over slugs."""
        if len(cells) == 1 and len(cells[0]) > _LONGEST_HEAD:
            return False
        keys = [brand_key(cell) for cell in cells]
        heads = [key in HEADS for key in keys if key]
        sluggish = [key.startswith("slug") and key in HEADS for key in keys]
        if not heads or not (all(heads) or (len(heads) > 1 and any(sluggish) and not any(map(form, cells)))):
            return False
        self._swapped = len(cells) > 1 and sluggish[0]
        self._says_which = any(map(_CONNECTS.search, cells))
        self._brand_column = next((at for at, cell in enumerate(cells) if brand_key(cell) in _KINDS), None)
        return True

    def _row(self, cells: list[str]) -> str | None:
        """`Name ; slug` in a line of its own, perhaps with more columns."""
        cells = [tidy(cell) for cell in cells if cell.strip()]
        if len(cells) > 2 and any(map(self._leaves_out, cells[1:])):
            return ""
        slugs = [cell for cell in cells if SLUG.fullmatch(cell)]
        inside = [word for cell in cells if cell not in slugs for word in WORD.findall(cell) if form(word)]
        if len(cells) < 2 or not slugs or inside or (len(slugs) == len(cells) and all(map(form, cells))):
            return None
        sure = [cell for cell in slugs if self._evidence.is_known(cell)] or [cell for cell in slugs if form(cell)]
        order = sure or (slugs if self._swapped else slugs[::-1])
        for slug in order:
            names = [cell for cell in cells if cell != slug and is_name(cell)]
            name = max(names, key=lambda cell: shared(cell, slug), default="")
            listed = self._listed and slug == slug.lower() and not any(map(is_no_name, (slug, brand_key(name))))
            if sure or ((listed or resembles(name, slug)) and not (slug.isdigit() or slug.lower() == "6xpos")):
                if len(name.split()) > LONGEST_RUN:
                    return None
                more = max(names, key=lambda cell: shared(f"{name} {cell}", slug), default="")
                if name and more != name and shared(f"{name} {more}", slug) > shared(name, slug):
                    name = f"{name} {more}"  # the brand in one column, the town in another
                self._take(name, slug)
                self._listed = True
                brand, self._brand_column = self._brand_of(cells), None
                return brand
        return None

    def _brand_of(self, cells: list[str]) -> str:
        """The brand that a table's row says, as a line of its own."""
        at = self._brand_column
        return "" if at is None or at >= len(cells) or form(cells[at]) else f"brand : {cells[at]}"

    def _leaves_out(self, cell: str) -> bool:
        """Whether a cell of a row says that it is not to be connected: closed, or with another till than the rows that
        say 6xpos."""
        if brand_key(cell) in MAKERS:
            return bool(_WITH_6XPOS.search(self._text))
        return bool(_NOT_THIS.fullmatch(cell)) or (self._says_which and bool(_NO.fullmatch(cell)))

    def _pair(self, line: str, name: str) -> str | None:
        """`Gino Lyon : gino-lyon` in a line of its own, where the slug has every word of the name; or `slug : …`,
        behind the line with its `name`."""
        pair = _PAIR.fullmatch(line)
        if not pair or not form(pair[2]):
            return None
        if pair[1].lower() != "slug":
            name, words = pair[1], name_words(pair[1])
            if not words or not NO_BRAND.isdisjoint(words) or not {*pair[2].split("-")}.issuperset(words):
                return None
        self._take(name, pair[2])
        return ""

    def _alone(self, line: str, name: str) -> str | None:
        """Slugs with nothing else on their line; `name`: of the first, where the line before says it."""
        if not self._likely and not self._listed and line[0].isalnum():
            return None
        items = []
        for match in _ITEM.finditer(line.rstrip(" .")):
            item = tidy(match[0])
            if not item or item.lower() in ("et", "and", "puis"):
                continue
            if not SLUG.fullmatch(item) or not (
                (self._listed and item == item.lower()) or form(item) or self._evidence.is_known(item)
            ):
                return None
            items.append(item)
        if not items:
            return None
        if any(is_no_name(item.lower()) for item in items):
            return None
        shaped = all(form(item) or self._evidence.is_known(item) for item in items)
        if not shaped and not (self._listed and all(self._evidence.labelled(item, True) for item in items)):
            return None
        for at, item in enumerate(items):
            self._take("" if at else name, item)
        return ""

    def _sentence(self, line: str, name: str) -> str:
        """Slugs in the middle of other words; `name`: of the first, where the line before says it."""
        if not self._likely:
            return line
        spots, left = read_sentence(line, self._evidence)
        for at, spot in enumerate(spots):
            self._take((name if not at else "") or spot.name, spot.slug)
        return left

    def _take(self, name: str, slug: str) -> None:
        name = " ".join(name.split()).strip(' :;,.-–—•*`"()[]|→>=')
        name = _ONLY.sub("", name)
        name = name if is_name(name) and name.lower() != slug.lower() else ""
        known = self._known.name_of(slug) or ""
        if brand_key(known).startswith(brand_key(name)):
            name = known  # nothing was typed, or no more than the brand
        before = self._found.get(slug.lower())
        if before is None or (name and not before.name):
            self._found[slug.lower()] = FoundStore(name, slug)


def _place(text: str, slug: str) -> int:
    """Where a slug stands in a text, and not the beginning of a longer one."""
    at = text.find(slug)
    while at >= 0 and _SLUG_SIGN.match(text, at + len(slug)):
        at = text.find(slug, at + 1)
    return at


def _parted(slashed: re.Match[str]) -> str:
    return slashed[0].replace("/", " / ")


def _name_over_slug(line: str, following: str) -> str:
    """A name with nothing else on its line, over a slug with nothing else on its own: the name."""
    slug = following.strip("` *")
    if " " in slug or not form(slug) or not line:
        return ""
    name = tidy(line)
    words = name.split()
    return (
        name
        if len(words) <= LONGEST_RUN
        and is_name(name)
        and line[-1] not in ":.?!,"
        and words[0][:1].isupper()
        and not any(map(form, words))
        else ""
    )
