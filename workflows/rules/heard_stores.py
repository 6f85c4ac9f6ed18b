"""Finds slugs, and the names that belong to them, in what people write. Pure; nothing is read rather than something wrong.

Something is a slug if it has a slug's form and its context says so (a word such as "slug" before it, a name and a mark
before it, brackets or backticks around it, a line or a list of its own), or if it is known to be one.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from workflows.rules.store_lines import SLUG, brand_key, clean
from workflows.rules.tokens import token_like

_LONGEST_LINE = 500
_LONGEST_NAME = 80
_MARK = r"(?:\t|\s*[|;]\s*|\s*(?:→|⇒|➡️?|➜|-+>|=+>|:=?|=)\s*|\s+[-–—]+\s+)"  # between a name and its slug
_PAIR = re.compile(rf"^(?P<name>.+?){_MARK}(?P<slug>[`'\"(\[]*[A-Za-z0-9][\w-]*[`'\")\]]*)$", re.DOTALL)
_REVERSED = re.compile(rf"^(?P<slug>[A-Za-z0-9][\w-]*){_MARK}(?P<name>.+)$", re.DOTALL)
_CELLS = re.compile(r"\t|\s*\|\s*|\s*;\s*")
_BRACKETS = re.compile(
    r"[(\[{<«]\s*(?:slugs?\s*[:=]?\s*)?[`'\"]?([A-Za-z0-9][\w-]{0,99})[`'\"]?\s*[)\]}>»]", re.IGNORECASE
)
_TICKED = re.compile(r"`\s*([A-Za-z0-9][\w-]{0,99})\s*`|[\"'“«]\s*([A-Za-z0-9]\w*(?:[-_]\w+)+)\s*[\"'”»]")
_LABEL = re.compile(
    r"\b(?:slugs?|identifiants?|ids?)\b(?:\s+(?:pongo|hey\s?pongo|du\s+(?:resto|restaurant|magasin)|des\s+(?:restos|restaurants|magasins)|is|are|est|sont|the|le|les|to\s+use|ci-dessous|suivants?|below))*"
    r"\s*(?P<mark>[:=]|→|-+>|=+>|[-–—]\s)?\s*",
    re.IGNORECASE,
)
_ITEM = re.compile(r"[\s`'\"(\[*•◦▪–—-]*([A-Za-z0-9][\w-]{0,99})[`'\")\]*]*\s*(?:\([^()\n]{0,60}\))?")
_AND = re.compile(r"\s*(?:[,/;+&\n]|\bet\b|\band\b)(?:\s*(?:et|and|puis|\+|&)\b)?\s*", re.IGNORECASE)
_BULLET = re.compile(r"^\s*(?:[>•◦▪*·–—-]\s+|\d{1,3}\s?[.)°]\s+|(?::[a-z_]+:|[^\w\s`(\[\"'«*|/<#@&+.!?,;:=%$€-])\s*)*")
_ADDRESS = re.compile(r"https?://backoffice\.heypongo\.com/merchant/[\w-]+/stores?/([A-Za-z0-9][\w-]{0,99})")
_NAME_LINE = re.compile(
    r"^(?:restaurant\s+)?(?:nom|name|restaurant|resto|magasin|store|point de vente|établissement|boutique)(?:\s+(?:du|de la|of the)\s+\w+)?\s*[:=]\s*(.+)$",
    re.IGNORECASE,
)
_SLUG_LINE = re.compile(
    r"^(?:le\s+)?slug(?:\s+pongo)?\s*[:=→-]+>?\s*[`\"']?([A-Za-z0-9][\w-]{0,99})[`\"']?\s*$", re.IGNORECASE
)
_RULE = re.compile(r"^[\s|:+-]*$")
_FREE = re.compile(r"(?<![\w@./:+-])[A-Za-z0-9]\w*(?:[-_]\w+)+(?![\w@]|[./:]\w|-)")
_WORD = re.compile(r"(?<![\w@./:+-])[A-Za-z0-9][\w-]{1,99}(?![\w@]|[./:]\w|-\w)")
_FILE = re.compile(r"\.(?:csv|xlsx?|pdf|png|jpe?g|docx?|txt|zip|com|fr|net|io|html?|numbers)\b", re.IGNORECASE)
_REFERENCE = re.compile(r"6x-?\d{1,7}", re.IGNORECASE)
_HEADS = frozenset(
    [
        "slug",
        "slugs",
        "slugpongo",
        "nom",
        "name",
        "restaurantname",
        "restaurant",
        "restaurants",
        "store",
        "stores",
        "identifiant",
        "magasin",
        "token",
        "tokenpongo",
        "tokens",
        "id",
        "ids",
    ]
)
# Compounds of everyday language, and what verbs and pronouns make of it: they have the form of a slug.
_SENTENCE = frozenset(
    [
        "6xpos",
        "pour",
        "for",
        "client",
        "clients",
        "marque",
        "brand",
        "enseigne",
        "customer",
        "please",
        "stp",
        "svp",
        "besoin",
        "need",
        "veut",
        "wants",
        "avec",
        "with",
        "slug",
        "slugs",
        "bonjour",
        "hello",
        "integration",
        "connecter",
        "activer",
    ]
)
_PRONOUNS = frozenset(
    [
        "on",
        "vous",
        "il",
        "ils",
        "je",
        "moi",
        "nous",
        "tu",
        "elle",
        "elles",
        "ce",
        "la",
        "le",
        "les",
        "ci",
        "y",
        "en",
        "t",
        "toi",
        "lui",
        "leur",
        "meme",
        "memes",
        "dessus",
        "dessous",
        "apres",
        "vis",
    ]
)
# fmt: off
_COMPOUNDS = frozenset(["rendez-vous", "week-end", "e-mail", "e-mails", "mini-site", "après-midi", "apres-midi", "go-live", "follow-up", "set-up", "setup", "check-in", "check-list", "check-up", "start-up", "stand-by", "ci-joint", "ci-jointe", "ci-dessous", "ci-dessus", "au-dessus", "la-bas", "peut-etre", "vis-a-vis", "c-est-a-dire", "c-à-d", "titre-resto", "titres-resto", "ticket-resto", "tickets-resto", "click-and-collect", "click-collect", "multi-sites", "multi-site", "sous-domaine", "mise-a-jour", "pre-prod", "non-urgent", "semi-urgent", "ex-client", "avant-hier", "aujourd-hui", "quelques-uns", "compte-rendu", "back-office", "front-office", "point-of-sale", "plug-in", "log-in", "sign-up", "roll-out", "kick-off", "add-on", "on-boarding", "co-founder", "wi-fi", "qr-code", "ok-pour", "re-bonjour", "re-hello", "bonjour-bonjour", "long-term", "short-term", "real-time", "end-to-end", "one-shot", "face-to-face", "up-to-date", "high-priority", "low-priority", "top-priority", "all-in", "to-do", "b-to-b", "post-it", "tout-en-un", "porte-parole", "savoir-faire", "mot-clé", "mot-cle", "cc-moi", "non-stop", "self-service", "pop-up", "drive-in", "fast-food", "fast-casual", "hey-pongo", "heypongo", "6x-pos", "6xpos", "six-pos", "lundi-mardi", "jeudi-vendredi", "est-ce", "peut-on", "a-t-il", "sur-place", "faire-part", "pick-up", "take-away", "all-set", "double-check", "well-known", "so-called", "user-friendly", "no-code", "step-by-step", "day-to-day"])
# fmt: on


@dataclass(frozen=True)
class FoundStore:
    """A slug, as written or known, and the name beside it, empty where none stands there."""

    name: str
    slug: str


def looks_like_slug(text: str) -> bool:
    """Whether `text` has not only a slug's form, but one that words do not have: parts, digits, no capital inside."""
    if not SLUG.fullmatch(text) or _REFERENCE.fullmatch(text) or text.lower() in _COMPOUNDS:
        return False
    parts = re.split(r"[-_]", text)
    if len(parts) < 2 or not all(parts) or token_like(text):
        return False
    # What is written with capitals is a name (Saint-Nazaire), unless all of it is in capitals.
    if any(part[:1].isupper() for part in parts) and not (text.isupper() and len(parts) > 1):
        return False
    return parts[-1] not in _PRONOUNS or len(parts) > 3


def find_stores(text: str, brand: str, known: Mapping[str, str]) -> tuple[list[FoundStore], str]:
    """The stores in a text, in its order, each slug once; and the text without them, for the brand to be looked for.

    `brand`: what else is known to be the brand, or empty. `known`: folded slug -> name of the stores that the database
    and the sheet know.
    """
    finder = _Finder(brand, known)
    return finder.read(text)


class _Finder:
    def __init__(self, brand: str, known: Mapping[str, str]) -> None:
        self._brand = brand_key(brand)
        self._known = known
        self._found: dict[str, FoundStore] = {}
        self._rest: list[str] = []
        self._swapped = False

    def read(self, text: str) -> tuple[list[FoundStore], str]:
        for slug in _ADDRESS.findall(text):
            self._take("", slug)
        lines = [line[:_LONGEST_LINE] for line in _ADDRESS.sub(" ", text).split("\n")]
        heading, name, fresh = False, "", len(self._found)
        at = 0
        while at < len(lines):
            bare = _BULLET.sub("", lines[at]).strip().strip("|").strip()
            named, slugged = _NAME_LINE.match(bare), _SLUG_LINE.match(bare)
            if not bare or _RULE.match(bare):
                self._rest.append("")
            elif slugged and not token_like(slugged[1]):
                self._take(name, slugged[1])
                name = ""
            elif (
                named
                and not _PAIR.match(named[1])
                and at + 1 < len(lines)
                and _SLUG_LINE.match(_BULLET.sub("", lines[at + 1]).strip())
            ):
                name = named[1].strip()
            elif self._heads(bare):
                heading = True
            elif not (self._row(bare, heading) or self._alone(bare, heading)):
                if self._prose(bare):
                    heading = True
                elif fresh == len(self._found):
                    heading = heading and not bare
            fresh = len(self._found)
            at += 1
        return list(self._found.values()), "\n".join(self._rest)

    # One line after the other

    def _heads(self, line: str) -> bool:
        """Whether it is the head of a table, or a heading over slugs."""
        cells = [brand_key(cell) for cell in _CELLS.split(line.rstrip(" :"))]
        if not all(cell in _HEADS for cell in cells if cell) or not any(cells):
            return False
        self._swapped = len(cells) > 1 and cells[0].startswith("slug")
        return True

    def _row(self, line: str, listed: bool) -> bool:
        """`Name ; slug`, in any of its forms, alone on its line."""
        cells = [_tidy(cell) for cell in _CELLS.split(line) if cell.strip()]
        if 2 <= len(cells) <= 8 and ("\t" in line or "|" in line or ";" in line):
            cells = [cell for cell in cells if not token_like(cell)]
            pair = self._of_cells(cells, listed)
            if pair:
                self._take(*pair)
                return True
            return False
        parts = [part for part in re.split(r",\s*|\s+(?:et|and)\s+(?=\S+.*[(:=→-])", line) if part.strip()]
        pairs = [self._pair(part.strip(), listed) for part in parts]
        if pairs and all(pairs):
            for found in pairs:
                self._take(*found)  # type: ignore[misc]
            return True
        return False

    def _of_cells(self, cells: list[str], listed: bool) -> tuple[str, str] | None:
        slugs = [cell for cell in cells if SLUG.fullmatch(cell)]
        if len(cells) < 2 or not slugs:
            return None
        sure = [cell for cell in slugs if self._is_known(cell) or looks_like_slug(cell)]
        order = cells[::-1] if not self._swapped else cells
        slug = sure[0] if len(sure) == 1 else next((cell for cell in order if cell in (sure or slugs)), "")
        name = next((cell for cell in cells if cell != slug), "")
        if not sure and not (listed or self._resembles(name, slug)):
            return None
        return name, slug

    def _pair(self, text: str, listed: bool) -> tuple[str, str] | None:
        text = re.sub(r"[.!]+$", "", text)
        bracketed = re.fullmatch(
            r"(?P<name>[^()\[\]]{2,80}?)\s*[(\[]\s*(?:slug\s*[:=]?\s*)?`?(?P<slug>[A-Za-z0-9][\w-]*)`?\s*[)\]]", text
        )
        match = bracketed or _PAIR.match(text)
        if match:
            name, slug = _tidy(match["name"]), match["slug"].strip("`'\"()[]")
            if SLUG.fullmatch(slug) and _names(name) and _short(name) and not token_like(slug):
                if self._is_known(slug) or self._resembles(name, slug) or looks_like_slug(slug):
                    return name, slug
        match = _REVERSED.match(text)
        if match and _names(_tidy(match["name"])) and (looks_like_slug(match["slug"]) or self._is_known(match["slug"])):
            name = _tidy(match["name"])
            if self._resembles(name, match["slug"]):
                return name, match["slug"]
        return None

    def _alone(self, line: str, listed: bool) -> bool:
        """A slug with nothing else on its line, or several."""
        items = [_tidy(item) for item in _AND.split(line.rstrip(" .")) if item.strip()]
        if not items or not all(SLUG.fullmatch(item) and not token_like(item) for item in items):
            return False
        if all(
            self._is_known(item)
            or (looks_like_slug(item) and (listed or item.count("-") > 1 or len(items) > 1 or self._of_brand(item)))
            for item in items
        ) or (listed and all(looks_like_slug(item) or any(c.isdigit() for c in item) for item in items)):
            for item in items:
                self._take("", item)
            return True
        if len(items) == 1 and looks_like_slug(items[0]):
            self._take("", items[0])
            return True
        return False

    def _prose(self, line: str) -> bool:
        """Slugs in the middle of a sentence. Answers whether the line ends as a heading over slugs."""
        kept = line
        for match in _LABEL.finditer(line):
            kept = kept.replace(self._after_label(line, match), " ", 1) if self._after_label(line, match) else kept
        for match in _BRACKETS.finditer(kept):
            before = " ".join(kept[: match.start()].split()[-4:])
            if (
                looks_like_slug(match[1])
                or self._is_known(match[1])
                or (
                    self._resembles(before, match[1])
                    and match[1].islower()
                    and " " not in match[1]
                    and len(match[1]) > 3
                )
            ):
                self._take(_name_before(kept[: match.start()]), match[1])
        kept = _BRACKETS.sub(lambda m: " " if self._has(m[1]) else m[0], kept)
        for match in _TICKED.finditer(kept):
            slug = match[1] or match[2]
            if self._is_known(slug) or (
                looks_like_slug(slug) and not _FILE.search(kept[match.start() : match.end() + 6])
            ):
                self._take(
                    _name_before(re.sub(rf"{_MARK}$", "", kept[: match.start()]))
                    if re.search(rf"{_MARK}$", kept[: match.start()])
                    else "",
                    slug,
                )
        kept = _TICKED.sub(lambda m: " " if self._has(m[1] or m[2]) else m[0], kept)
        segments = re.split(r"(?<=[:,])\s+|\s+(?:et|and)\s+|(?<=[.!?])\s+", kept)
        taken = []
        for segment in segments:
            bare = segment.strip(" ,.")
            pair = self._pair(bare, False) if bare else None
            if pair and len(pair[0].split()) <= 5:
                self._take(*pair)
                taken.append(segment)
        for segment in taken:
            kept = kept.replace(segment, " ", 1)
        kept = self._free(kept)
        self._rest.append(kept)
        return bool(re.search(r"\bslugs?\b[^.?!]{0,40}:?\s*$|:\s*$", line, re.IGNORECASE))

    def _after_label(self, line: str, label: re.Match[str]) -> str:
        """Takes the list of slugs that follows the word "slug"; answers the text of it."""
        at, end, items = label.end(), label.end(), 0
        while match := _ITEM.match(line, at):
            slug = match[1]
            sure = looks_like_slug(slug) or self._is_known(slug)
            following = line[match.end() : match.end() + 1]
            plainly = bool(label["mark"]) or any(c.isdigit() for c in slug)
            ends = not line[match.end() :].strip() or _AND.match(line, match.end()) or following in ".)?!,;"
            if not (
                sure
                or (
                    plainly
                    and ends
                    and SLUG.fullmatch(slug)
                    and (slug.islower() or slug.isdigit() or any(c.isdigit() for c in slug))
                )
            ):
                break
            if (
                token_like(slug)
                or _FILE.match(line, match.end(1))
                or slug.lower() in _HEADS
                or (not sure and not slug.isdigit() and len(slug) < 3)
            ):
                break
            self._take(
                _name_before(line[: label.start()].rstrip(" (-–—:,"))
                if items == 0 and "(" in line[max(0, label.start() - 2) : label.start()]
                else "",
                slug,
            )
            end, items = match.end(), items + 1
            joint = _AND.match(line, match.end())
            if not joint:
                break
            at = joint.end()
        return line[label.start() : end] if items else ""

    def _free(self, line: str) -> str:
        """Slugs without any mark: known ones, and lists of words that begin alike."""
        found = [m for m in _FREE.finditer(line) if looks_like_slug(m[0]) and not _FILE.match(line, m.end())]
        for match in _WORD.finditer(line):
            if (
                self._is_known(match[0])
                and not self._has(match[0])
                and (looks_like_slug(match[0]) or any(c.isdigit() for c in match[0]) or len(match[0]) >= 8)
            ):
                self._take("", match[0])
        starts = [re.split(r"[-_]", m[0])[0].lower() for m in found]
        for match, start in zip(found, starts, strict=True):
            listed = starts.count(start) > 1 or any(slug.startswith(f"{start}-") for slug in self._found)
            if (
                listed
                or self._of_brand(match[0])
                or match[0].count("-") + match[0].count("_") >= 2
                or any(c.isdigit() for c in match[0])
            ):
                self._take("", match[0])
        return _WORD.sub(lambda m: " " if self._has(m[0]) else m[0], line)

    # What a word is

    def _is_known(self, slug: str) -> bool:
        return slug.lower() in self._known

    def _of_brand(self, slug: str) -> bool:
        """Whether the slug begins as the brand does."""
        first = brand_key(re.split(r"[-_]", slug)[0])
        return (
            bool(self._brand)
            and len(first) > 2
            and (self._brand.startswith(first) or brand_key(slug).startswith(self._brand))
        )

    def _resembles(self, name: str, slug: str) -> bool:
        """Whether name and slug share a word, so that they can hardly be a sentence."""
        key = brand_key(name)
        words = [word for word in re.split(r"[-_]", slug.lower()) if len(word) >= 3 and word.isalpha()]
        return bool(key) and (any(word in key for word in words) or (len(key) >= 3 and key in brand_key(slug)))

    def _has(self, slug: str) -> bool:
        return slug.lower() in self._found

    def _take(self, name: str, slug: str) -> None:
        name = clean(name).strip(" :;,.-–—•*`\"'()[]|→>=")
        if not _names(name):
            name = ""
        before = self._found.get(slug.lower())
        if before is None or (name and not before.name):
            self._found[slug.lower()] = FoundStore(name or self._known.get(slug.lower(), ""), slug)


def _tidy(cell: str) -> str:
    return cell.strip().strip("`*_\"'«»“”").strip()


def _names(name: str) -> bool:
    """Whether it can be a restaurant's name, and not the word before its slug."""
    key = brand_key(name)
    return bool(key) and key not in _HEADS and len(name) <= _LONGEST_NAME and not re.search(r"https?:|@|[?!]", name)


def _short(name: str) -> bool:
    """Whether it is a name as it stands, and no sentence that ends with one."""
    words = name.split()
    return len(words) <= 7 and ":" not in name and not any(brand_key(word) in _SENTENCE for word in words)


def _name_before(text: str) -> str:
    """The capitalised words that end right here: "… et La Cabane Anglet" says La Cabane Anglet."""
    words: list[str] = []
    for word in reversed(text.split()[-7:]):
        bare = word.strip('*_`«»"“”()')
        if not bare or (bare[-1:] in ",.:;!?" and words):
            break
        bare = bare.rstrip(",.:;!?")
        joins = bare.lower() in {
            "de",
            "du",
            "des",
            "la",
            "le",
            "les",
            "of",
            "the",
            "&",
            "d",
            "sur",
            "en",
            "aux",
            "au",
            "-",
            "–",
        }
        if not bare or not (bare[0].isupper() or bare[0].isdigit() or joins):
            break
        words.append(bare)
    while (
        words and words[-1].lower() in {"de", "du", "des", "of", "&", "sur", "en", "-", "–", "et", "and", "for", "pour"}
    ) or (words and words[-1] in {"la", "le", "les", "the"}):
        words.pop()
    return " ".join(reversed(words))


def common_beginning(slugs: Iterable[str]) -> str:
    """The words with which all slugs begin, as a name: `columbus-gare`, `columbus-port` are of Columbus."""
    split = [re.split(r"[-_]", slug.lower()) for slug in slugs]
    common: list[str] = []
    for words in zip(*split, strict=False):
        if len(set(words)) > 1:
            break
        common.append(words[0])
    if len(split) == 1:
        common = common[:-1] if len(common) > 1 else common
    return " ".join(word.capitalize() if len(word) > 2 or at == 0 else word for at, word in enumerate(common))
