"""Understands what people write to the bot: what they want, which brand, which restaurants. Pure."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from workflows.rules.heard.brand import find_brand, left_over
from workflows.rules.heard.known import NOTHING, Known, is_alike, name_key, name_words
from workflows.rules.heard.lists import NO_BRAND, is_no_name
from workflows.rules.heard.names import tidy
from workflows.rules.heard.phrases import REFUSAL, Intent
from workflows.rules.heard.refused import without_refused
from workflows.rules.heard.sentence import WORD, is_name
from workflows.rules.heard.stores import FoundStore, find_stores
from workflows.rules.heard.weights import NAME, Weights, plain, weigh, without_name, without_silences
from workflows.rules.plain_text import plain as composed
from workflows.rules.store_lines import SLUG, brand_key
from workflows.rules.tokens import token_like

LONGEST = 4_000  # characters of a message that are looked at
_ANGLED = re.compile(r"<([^<>|\n]{1,600})(?:\|([^<>\n]*))?>")
_GROUP = re.compile(r"@partnerships\b|@partenariats\b", re.IGNORECASE)
_ODD = re.compile(
    r"[^\t\n -~\u00a0-\u00ac\u00ae-\u017f\u2013-\u2022\u2026\u20ac\u2190-\u21ff\u2600-\u27bf\ufe0f"
    r"\U0001f300-\U0001faff]"
)  # what may have to be made plain
_BREAK = re.compile(r"\r\n?")
_SPACES = re.compile(r" {2,}")
_REMARK = re.compile(r"\((?:pas|sauf|not|except|hors|but not|à part)\b[^()\n]{0,150}\)", re.IGNORECASE)
_COLUMNS = re.compile(r"(?<=\S) {3,}(?=\S)")
_WITH = re.compile(r"(?<![\w-])w/")
_STRUCK = re.compile(r"(?<!\w)~(?=\S)[^~\n]{1,200}(?<=\S)~(?!\w)")
_APART = "\u200a"  # a space that no name goes over
_BLANK_LINES = re.compile(r"\n\s*")
_EMOJI = re.compile(r":(?<![\w:]:)[a-z0-9_+'-]+:(?![\w:])")
_KEYCAPS = re.compile("[0-9#*]\ufe0f?\u20e3")
_SYMBOLS = re.compile("[\u2600-\u2793\u2795-\u27a0\u27a2-\u27bf\u2b00-\u2bff\ufe0f\u200d\U0001f000-\U0001faff]+")
_HEADERS = re.compile(
    r"(?mi)^>?[ \t]*[*_]*(?:de|from|envoyé|sent|à|to|cc|date)"
    r"[ \t]*[*_]*[ \t]*:.*$"
)  # of a mail passed on
_EMOJI_SIGNS = {
    **dict.fromkeys((":point_right:", ":arrow_right:", ":arrow_forward:"), " → "),
    **dict.fromkeys((":x:", ":no_entry:", ":no_entry_sign:"), " pas "),
    **dict.fromkeys((":question:", ":grey_question:", ":interrobang:"), " ? "),
}
_SPOKEN_SIGNS = {"virgule": ",", "deux points": " :", "tiret": "-", "tiret du bas": "_", "point d'interrogation": " ?"}
_SPOKEN = re.compile(
    r"(?<!\s)(?<!\bsans)(?<!\bavec)(?<!\bun)(?<!\ble)(?<!\bdes)\s+"
    r"(?:(virgule|deux points|point d'interrogation)(?!\w)|(tiret(?: du bas)?)\s+(?=\w))",
    re.IGNORECASE,
)
_MAYBE_TOKEN = re.compile(r"(?<![^\s;|,()\"'`<>])[^\s;|,()\"'`<>]{16,}")
_MERCHANT = re.compile(r"backoffice\.heypongo\.com/merchant/([A-Za-z0-9_-]+)")
_PRODUCT = re.compile(
    r"[6sS](?<![\w@.+-].)(?i:(?<=6)[ -]?x|ix[ -]?x?)(?i:[ -]?pos?|pso|ops)(?![\w@]|-(?!(?i:to)\b)|\.\w)"
)
_REFERENCE = re.compile(r"6(?<![\w-]6)x[\s-]?0*(\d{1,7})\b(?![\w-])", re.IGNORECASE)
_ABOUT = re.compile(r"\b(?:6xpos|caisses?|tills?|slugs?)\b|jagueneau\+", re.IGNORECASE)
# Weights: what a wish needs where something was read; where it may be about something else altogether; where something
# speaks against it; and what slugs add to it.
_ENOUGH, _PLAINLY, _TROUBLE, _SLUGS_ASK, _NAMED_ASKS = 2, 4, 6, 3, 2
_MINE = re.compile(
    r"\b(?:(?:mes|ma|nos|notre|my|our|toutes les|all the)\b(?! (?:premi[eè]re|nouvelle|prochaine|first|new|next)\b)"
    r"[^.?!\n]{0,20}\b(?:demandes?|requests?|dossiers?|tickets?|int[eé]grations|connexions|connections)|"
    r"(?<!one of )(?<!some of )(?<!two of )(?<!three of )(?<!four of )(?<!several of )"
    r"(?<!un de )(?<!une de )(?<!deux de )(?<!trois de )(?<!quatre de )(?<!plusieurs de )"
    r"(?:mes|my) (?:clients|customers))\b"
)  # in lower case
_BUT = re.compile(
    r"\b(?:sauf(?! erreur)|hormis|except|excepté|apart from|but not|sans|without|mais pas)\b", re.IGNORECASE
)
_NOT_NOW = re.compile(
    r"\b(?:isn't|aren't|n'est pas|ne sont pas|not yet|pas encore|leave|laisse[rz]?|already|d[eé]j[aà]|tard|later)\b",
    re.IGNORECASE,
)
_SENTENCES = re.compile(r"[.!?\n]+(?:\s|$)|[()]")
_SHORT_LINE = 200  # characters
_SHORT = 16  # words of a message in which what no phrase explains is the brand
_IN_A_LIST = re.compile(
    r"(?:^|[,;:]|\bet\b|\band\b)[ ]*((?:[^\W_][\w'-]*[ ]+){1,3})([\w-]+)(?=\s*(?:[,;.)]|$|et\b|and\b))", re.MULTILINE
)  # a name before its slug
_LONG_ENOUGH = 6  # letters of a brand as one word
_FEW_WORDS = 7  # of a question that is nothing but a brand's name or a reference


@dataclass(frozen=True)
class Heard:
    """What a message says. `brand`, `merchant`: empty where none was read; `references`: `6X-0042` in their order;
    `cut`: it is longer than what is looked at."""

    intent: Intent
    brand: str = ""
    stores: tuple[FoundStore, ...] = ()
    merchant: str = ""
    references: tuple[str, ...] = ()
    cut: bool = False


@dataclass(frozen=True)
class Beside:
    """What stands where a message is written: whether its thread is about a request, which then need not be named, and
    whether a file that may hold restaurants is on it."""

    spoken_of: bool = False
    file: bool = False


NOTHING_ELSE = Beside()


def heard(
    text: str,
    known: Known = NOTHING,
    *,
    needs_6xpos: bool = False,
    asked: bool = False,
    beside: Beside = NOTHING_ELSE,
    secret: Callable[[str], bool] = token_like,
) -> Heard:
    """What `text` (Slack's mrkdwn, as delivered) asks for, and what it says of the request; of what asks for nothing no
    more than its references.

    `needs_6xpos`: whether it may be about something else altogether, as what is written to the group may; what is
    written to the bot is about 6xpos. `asked`: somebody says that it asks for 6xpos, whatever its words. `beside`: what
    stands where it is written. `secret`: whether something may be a token, which is never read.
    """
    seen = _seen(_beginning(text), secret)
    references = tuple(dict.fromkeys(f"6X-{int(number):04d}" for number in _REFERENCE.findall(seen)))
    stores, rest = find_stores(seen, known)
    mine = not stores and bool(_MINE.search(seen.lower()))
    brand, plainly = find_brand(rest, stores, known)
    if certain := _of_brand(seen, brand, stores):
        stores = find_stores(seen, known, certain)[0]
    intent = Intent.ASK
    others = None
    if len(stores) > 1:
        stores, others = without_refused(seen, stores)  # what is refused is said of those alone
    words = without_silences(without_name(others or plain(_REMARK.sub(" ", rest)), brand))
    if not asked:
        is_known = bool(brand) and known.exact_brand(brand_key(brand)) == brand
        named = mine or bool(references)
        read = _Read(brand, plainly, len(stores) + beside.file, named, is_known, not needs_6xpos, beside.spoken_of)
        intent = read.intent(words, ours=not needs_6xpos or bool(_ABOUT.search(seen)))
    if intent is Intent.OTHER:
        return Heard(intent, references=references)
    if not brand and not stores and not references and not mine and len(words) <= _SHORT:
        brand = left_over(rest, known)
    if not stores:
        stores = _named_stores(seen, brand, known, intent)
    stores = [store if store.name else store._replace(name=brand) for store in _named_before(seen, stores, brand)]
    merchants = set(_MERCHANT.findall(seen))
    merchant = merchants.pop() if len(merchants) == 1 else ""
    return Heard(intent, brand, tuple(stores), merchant, references, cut=len(text) > LONGEST)


def _of_brand(text: str, brand: str, stores: Sequence[FoundStore]) -> list[str]:
    """The words that begin with a brand of several words as one, which only slugs do: `tacosloco94` of Tacos Loco."""
    key = name_key(brand) if " " in brand else ""
    if len(key) < _LONG_ENOUGH or key not in text.lower():
        return []
    found = {store.slug.lower() for store in stores}
    words = {word for word in WORD.findall(text) if word.startswith(key) and len(word) > len(key)}
    return sorted(word for word in words if SLUG.fullmatch(word) and word not in found)


def _named_before(text: str, stores: Sequence[FoundStore], brand: str) -> list[FoundStore]:
    """The stores with the words before their slugs as their names, where all of several have such in a list: "paris 9
    gino-p9, lille gino-lille"."""
    if len(stores) < 2 or any(store.name and name_key(store.name) != name_key(brand) for store in stores):
        return list(stores)
    slugs = {store.slug.lower() for store in stores}
    found = {slug.lower(): tidy(name) for name, slug in _IN_A_LIST.findall(text) if slug.lower() in slugs}
    names = {slug: name for slug, name in found.items() if is_name(name) and not _says(name)}
    if len(names) < len(stores) or len({*names.values()}) < len(names):
        return list(stores)
    return [store._replace(name=names[store.slug.lower()]) for store in stores]


def _says(name: str) -> bool:
    """Whether words that are no name stand in it."""
    return any(is_no_name(brand_key(word)) for word in name.split() if not word.isdigit())


def _beginning(text: str) -> str:
    """As much of it as is looked at: whole lines, where they are short; never half a word, which may look like a
    name."""
    if len(text) <= LONGEST:
        return text
    room = text[:LONGEST]
    line = room.rfind("\n")
    return room[:line] if line > LONGEST - _SHORT_LINE else "".join(room.rsplit(None, 1)[:1])


def _seen(text: str, secret: Callable[[str], bool]) -> str:
    """The text as people see it: mentions, emoji and tokens taken out, links by their addresses."""
    seen = _GROUP.sub(" ", _ANGLED.sub(_shown, composed(text) if _ODD.search(text) else text))
    seen = _STRUCK.sub(" ", seen) if "~" in seen else seen
    seen = seen.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&").replace("```", "\n")
    seen = (
        _EMOJI.sub(lambda match: _EMOJI_SIGNS.get(match[0], _APART), _BREAK.sub("\n", _COLUMNS.sub("\t", seen)))
        .replace("\xa0", " ")
        .replace("’", "'")
    )
    seen = _WITH.sub("with ", seen) if "w/" in seen else seen
    seen = (
        seen.replace("👉", " → ")
        .replace("❌", " pas ")
        .replace("🚫", " pas ")
        .replace("✘", " pas ")
        .replace("✗", " pas ")
    )
    seen = _KEYCAPS.sub(" ", seen) if "\u20e3" in seen else seen
    seen = _HEADERS.sub("", _SYMBOLS.sub(_APART, seen))
    if any(map(seen.lower().__contains__, _SPOKEN_SIGNS)):
        seen = _SPOKEN.sub(lambda match: _SPOKEN_SIGNS[(match[1] or match[2]).lower()], seen)
    seen = _MAYBE_TOKEN.sub(lambda match: " " if secret(match[0]) else match[0], seen)
    return _BLANK_LINES.sub("\n", _SPACES.sub(" ", _PRODUCT.sub("6xpos", seen)).replace(" \n", "\n"))


def _shown(match: re.Match[str]) -> str:
    target, label = match[1], match[2]
    if target[:1] in ("@", "#", "!"):
        return " "
    if "backoffice.heypongo.com" in target:
        return f" {label or ''} {target} "
    return label or f" {target.removeprefix('mailto:')} "


@dataclass(frozen=True)
class _Read:
    """What was read in a message, beside its words."""

    brand: str
    plainly: bool
    stores: int
    reference: bool  # or "mes demandes"
    brand_known: bool
    to_us: bool
    spoken_of: bool

    def intent(self, words: list[str], *, ours: bool) -> Intent:
        """What the words want. In doubt an offer where a brand or a slug was read, else silence. `ours`: it is certain
        that 6xpos is spoken of."""
        found = weigh(words)
        ours = ours or self.stores > 0 or self.reference or self.brand_known
        if self._is_status(words, found, ours):
            return Intent.STATUS
        if self.to_us and self.brand and [word for word in words if word.isalnum()] == [NAME]:
            return Intent.STATUS if "?" in words else Intent.ASK
        read = bool(self.brand) or self.stores > 0
        ask = found.ask + (_SLUGS_ASK if self.stores else 0)
        if found.other:
            named = _NAMED_ASKS if self.plainly else 0
            enough = _ENOUGH + (found.other == _TROUBLE)
            asked = (
                (read or found.ask > found.other + _ENOUGH)
                and found.ask - found.hints >= enough
                and ask + named >= max(found.other, _PLAINLY)
            )
            return Intent.ASK if asked and ours else Intent.OTHER
        if not ours:
            return Intent.ASK if read and ask >= _PLAINLY else Intent.OTHER
        if ask >= _ENOUGH and (
            read
            or (self.to_us and ask > _PLAINLY)
            or (ask > _ENOUGH and ("6xpos" in words or found.hints) and (self.to_us or found.status < found.ask))
        ):
            return Intent.ASK
        return Intent.ASK if self.plainly and ask else Intent.OTHER

    def _is_status(self, words: list[str], found: Weights, ours: bool) -> bool:
        """Whether they ask where something stands."""
        asked = "?" in words
        if self.reference and not self.stores:
            if not found.ask and not found.other and len(words) <= _FEW_WORDS:
                return True
            if (asked and found.other < REFUSAL) or (
                found.status and found.status + _ENOUGH >= found.other + (found.other >= REFUSAL)
            ):
                return True
        if not found.ask and found.other <= found.status and found.other < _TROUBLE:
            if not found.other and self.brand_known and asked and (len(words) <= _FEW_WORDS or "6xpos" in words):
                return True
            if self.to_us and found.status >= _PLAINLY:
                return True
        about = self.spoken_of or (ours and (bool(self.brand) or self.stores > 0 or self.reference))
        more = found.ask + (
            _SLUGS_ASK + (self.stores > 1) if self.stores else 1 if found.ask - found.hints > _ENOUGH else -1
        )
        return (
            about
            and found.status > 0
            and found.status >= more
            and found.status >= found.other + (found.other == _TROUBLE)
            and found.other <= REFUSAL
        )


def _named_stores(text: str, brand: str, known: Known, intent: Intent) -> list[FoundStore]:
    """The known stores of the brand that the text names without their slugs: "Nonna Rosa : Cannes et Menton"."""
    of_brand = known.stores_of(brand) if brand else []
    if not of_brand:
        return []
    sentences = [_BUT.split(one, maxsplit=1)[0] for one in _SENTENCES.split(text) if not _NOT_NOW.search(one)]
    words = {key for sentence in sentences for key in name_words(sentence)}
    named = {
        slug: set(rest)
        for slug, rest in of_brand
        if rest and not NO_BRAND.issuperset(rest) and all(is_alike(word, words) for word in rest)
    }
    slugs = [slug for slug, rest in named.items() if not any(rest < others for others in named.values())]
    if not slugs and intent is Intent.ASK and len(of_brand) == 1 and not of_brand[0][1]:
        slugs = [of_brand[0][0]]
    return [FoundStore(known.name_of(slug) or "", known.slug(slug), typed=False) for slug in slugs]
