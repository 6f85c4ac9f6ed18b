"""The offer to open a request, and what can be read from the message that asked for one. Empty rather than wrong."""

import re
from collections.abc import Callable, Iterable, Iterator

from bot.texts import Texts, mention
from bot.ui.blocks import Message, actions, button, length, section
from bot.ui.request_form import FormValues
from workflows.rules.plain_text import plain
from workflows.rules.store_lines import LONGEST_BRAND, LONGEST_PASTE, StoreLine, brand_key, clean, read_lines
from workflows.rules.tokens import token_like

ACTION = "open_request"
_LONGEST_MERCHANT = 64
_LONGEST_LINE, _MOST_PROSE = 500, 100  # beyond, a message is no request; and no message may take long to read
# Slack's mrkdwn: docs.slack.dev, "Formatting message text". Links and mentions stand in <>, three characters escaped.
_ANGLED = re.compile(r"<([^<>|]*)(?:\|([^<>]*))?>")
_ENTITIES = (("&lt;", "<"), ("&gt;", ">"), ("&amp;", "&"))
_MERCHANT = re.compile(r"https?://backoffice\.heypongo\.com/merchant/([A-Za-z0-9_-]+)")
_BULLET = re.compile(r"^\s*(?:[>•◦▪*–—-]\s+|\d{1,3}[.)]\s+)*")
_SEPARATOR = re.compile(r"[\t;]")
_NOT_A_NAME = re.compile(r"\b(?:tokens?|slugs?|jetons?)\b", re.IGNORECASE)
_WORD = r"(?:marques?|brands?|enseignes?|clients?|clientes?|customers?)"
_LABELLED = re.compile(rf"(?im)\b{_WORD}\s*[:=]\s*(\S.*)$")
_LABEL_ENDS = re.compile(r"[,;(]|[.!?](?:\s|$)|\s(?:-|–|—)\s")
_ARTICLE = r"(?:(?:la|le|les|the|notre|our)\s+)"
_INTRODUCED = re.compile(
    # An article that belongs to the name has a capital: "pour Le Fournil", "pour la Boulangerie Léa".
    rf"(?<!\w)(?:{_WORD}|pour|for|chez)\s+(?:(?:{_ARTICLE}|l['’])?{_WORD}\s+)?(?-i:{_ARTICLE}?)(?=(\S.*))",
    re.IGNORECASE,
)
_MARKS = (r"\*([^*\n]+?)\*(?![^\W_])", r"«\s*([^«»\n]+?)\s*»", r"“\s*([^“”\n]+?)\s*”", r"\"([^\"\n]+?)\"(?!\w)")
_MARKED = re.compile(rf"(?<![^\W_])(?<![*\"])(?:{'|'.join(_MARKS)})")
_NAME_IN_WORD = re.compile(r"[^\s,.;:!?()«»“”\"][^\s,;:!?()«»“”\"]*")
_CAPITAL = re.compile(r"\d*[A-ZÀ-ÖØ-Þ]|\d+[a-z]|[dl]['’][A-ZÀ-ÖØ-Þ]")
_JOINING = {"de", "du", "des", "la", "le", "les", "of", "the", "&"}
_BETWEEN_TWO = re.compile(r"\s+(?:et|and|ou|or|\+)\s+", re.IGNORECASE)
_FORMATTING = re.compile(r"(?<![\w*~`_])([*~_`])(?=\S)(.+?)(?<=\S)\1(?![\w*~`_])")
_CODE_BLOCK = "```"
# Words that stand where a brand might, and are none (as brand_key writes them).
# fmt: off
_NO_BRAND = {
    "6xpos", "heypongo", "pongo", "slack", "partnerships", "partenariats", "partenariat", "token", "tokens", "slug",
    "slugs", "urgent", "urgence", "important", "asap", "bonjour", "bonsoir", "hello", "hi", "hey", "merci", "thanks",
    "please", "demande", "request", "integration", "caisse", "caisses", "tills", "sheet", "feuille", "lundi", "mardi",
    "mercredi", "jeudi", "vendredi", "samedi", "dimanche", "monday", "tuesday", "wednesday", "thursday", "friday",
    "saturday", "sunday", "janvier", "fevrier", "mars", "avril", "mai", "juin", "juillet", "aout", "septembre",
    "octobre", "novembre", "decembre", "january", "february", "march", "april", "may", "june", "july", "august",
    "september", "october", "november", "december", "noel", "info", "infos", "note", "attention", "rappel", "ps",
    "fyi", "nom", "name", "marque", "brand", "enseigne", "client", "restaurant", "restaurants", "stores", "store",
    "lui", "moi", "nous", "vous", "toi", "eux", "elle", "elles", "ils", "tous", "toutes", "tout", "ca", "cela",
    "demain", "aujourdhui", "tbd", "tbc", "na", "question",
    "deadline", "priorite", "contexte", "objectif", "besoin", "statut", "date", "todo", "ok", "oui", "non", "yes", "no",
}
# fmt: on


def offer(texts: Texts, reader: str) -> Message:
    """The reply in the thread of whoever asked for 6xpos (`reader`: a user id)."""
    blocks = [
        section(texts.md("offer.ask", reader=mention(reader))),
        actions([button(texts("offer.button"), ACTION, "", style="primary")]),
    ]
    return Message(texts.md("offer.fallback"), blocks)


def read_message(text: str, secret: Callable[[str], bool] = token_like) -> FormValues:
    """What a message says of a request. `text`: as Slack delivers it, in mrkdwn. `secret`: whether something may be a
    token, which is never taken.

    Lines of `Name ; slug` become stores, a name after "marque", "pour", "for", in bold or in quotes the brand, an
    address of the back office the merchant. Where two readings are possible, it reads nothing.
    """
    text = plain(text)
    merchants = {merchant for merchant in _MERCHANT.findall(text) if not secret(merchant)}
    lines = [_BULLET.sub("", line) for line in _unescaped(text).splitlines()]
    stores, prose = _stores([line for line in lines if not secret(line)])
    return FormValues(
        brand=_brand(prose[:_MOST_PROSE]),
        stores=_fitting(stores),
        merchant=merchants.pop()[:_LONGEST_MERCHANT] if len(merchants) == 1 else "",
    )


def _unescaped(text: str) -> str:
    """The text as people see it: links by their labels, without mentions."""
    seen = _ANGLED.sub(_shown, text)
    for entity, character in _ENTITIES:
        seen = seen.replace(entity, character)
    return seen.replace(_CODE_BLOCK, "\n")


def _shown(match: re.Match[str]) -> str:
    target, label = match[1], match[2]
    if target[:1] in ("@", "#", "!"):
        return " "
    return label or target.removeprefix("mailto:")


def _stores(lines: Iterable[str]) -> tuple[list[StoreLine], list[str]]:
    """The stores, and the other lines. Lines that stand together are taken together, or not at all."""
    stores: list[StoreLine] = []
    prose: list[str] = []
    together: list[tuple[str, StoreLine]] = []

    def settle() -> None:
        alike = len(together) > 1 and all("-" in store.slug for _, store in together)
        if alike or any(_resemble(store) for _, store in together):
            stores.extend(store for _, store in together)
        else:
            prose.extend(line for line, _ in together)
        together.clear()

    for line in lines:
        store = _store(line) if len(line) <= _LONGEST_LINE else None
        if store:
            together.append((line, store))
        else:
            settle()
            prose.append(line[:_LONGEST_LINE])
    settle()
    return stores, prose


def _store(line: str) -> StoreLine | None:
    bare = _unformatted(line).strip(" \t;")
    parts = _SEPARATOR.split(bare)
    # A third part may be a token, which must not come near a form.
    if len(parts) != 2 or _NOT_A_NAME.search(parts[0]) or _NOT_A_NAME.fullmatch(parts[1].strip()):
        return None
    found, problems = read_lines(f"{_unformatted(parts[0].strip())};{_unformatted(parts[1].strip())}")
    return found[0] if found and not problems else None


def _resemble(store: StoreLine) -> bool:
    """Whether name and slug share a word: a line that says so can hardly be a sentence, or somebody's token."""
    name = brand_key(store.name)
    words = [word for word in re.split("[-_]", store.slug.lower()) if len(word) >= 3 and word.isalpha()]
    return any(word in name for word in words) or (len(name) >= 3 and name in brand_key(store.slug))


def _brand(prose: list[str]) -> str:
    """What the surest way of naming a brand names, where it names exactly one."""
    bare = [_unformatted(line) for line in prose]
    ways = (_labelled(bare), _introduced_and_marked(prose), [*_introduced(bare), *_marked(prose)])
    for way in ways:
        brands = {brand_key(name): name for name in map(_tidy, way) if _plausible(name)}
        if brands:
            return next(iter(brands.values())) if len(brands) == 1 else ""
    return ""


def _labelled(prose: list[str]) -> Iterator[str]:
    """`Marque : Boulangerie Léa`; in lower case only a single word is surely a name."""
    for line in prose:
        for match in _LABELLED.finditer(line):
            name = _LABEL_ENDS.split(match[1])[0].strip()
            if _CAPITAL.match(_tidy(name)) or " " not in name:
                yield name


def _introduced_and_marked(prose: list[str]) -> Iterator[str]:
    """`pour « big fernand »`"""
    for line in prose:
        for introduced in _INTRODUCED.finditer(line):
            marked = _MARKED.match(line, introduced.end())
            if marked:
                yield _first(marked)


def _introduced(prose: list[str]) -> Iterator[str]:
    """`pour Boulangerie Léa`: as many capitalised words as follow."""
    for line in prose:
        for match in _INTRODUCED.finditer(line):
            # "A et B" is one brand or two: both are read, so that neither is taken.
            yield from map(_capitalised, _BETWEEN_TWO.split(match[1]))


def _marked(prose: list[str]) -> Iterator[str]:
    """`*Boulangerie Léa*`: written like a name."""
    for line in prose:
        for match in _MARKED.finditer(line):
            found = _tidy(_first(match))
            if _capitalised(found) == found:
                yield found


def _first(match: re.Match[str]) -> str:
    return next(part for part in match.groups() if part)


def _capitalised(text: str) -> str:
    """The capitalised words that `text` begins with, and what joins them."""
    kept: list[str] = []
    end = 0
    for word in text.split():
        found = _NAME_IN_WORD.match(word)
        if not found:
            break
        own = found[0].rstrip(".")
        if _CAPITAL.match(own) or (kept and own.isdecimal()):
            kept.append(own)
            end = len(kept)
        elif own.lower() in _JOINING and kept:
            kept.append(own)
        else:
            break
        if len(own) < len(word):
            break  # punctuation ends a name
    return " ".join(kept[:end])


def _tidy(name: str) -> str:
    return clean(_unformatted(name)).strip(" .,:;-–—*_~`'’\"«»“”")


def _plausible(name: str) -> bool:
    """Whether it can be a brand (tidy already): not too long, no address, and not only words that are no name."""
    words = {brand_key(word) for word in name.split()}
    known = {word for word in words if word in _NO_BRAND or not word or word.isdecimal()}
    return (
        len(brand_key(name)) > 1
        and len(name) <= LONGEST_BRAND
        and brand_key(name) not in _NO_BRAND
        and words != known
        and not re.search(r"https?:|www\.|@", name)
    )


def _unformatted(text: str) -> str:
    previous = None
    while previous != text:
        previous, text = text, _FORMATTING.sub(r"\2", text)
    return text


def _fitting(stores: Iterable[StoreLine]) -> str:
    """The lines as the form takes them: whole ones, and as many as its input holds."""
    lines: list[str] = []
    used = 0
    for store in dict.fromkeys(stores):
        line = f"{store.name} ; {store.slug}"
        used += length(line) + 1
        if used > LONGEST_PASTE:
            break
        lines.append(line)
    return "\n".join(lines)
