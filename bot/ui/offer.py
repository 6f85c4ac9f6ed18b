"""The offer to open a request, and what can be read from the message that asked for one. Empty rather than wrong."""

import re
from collections.abc import Iterable, Iterator

from bot.texts import Texts, mention
from bot.ui.blocks import Message, actions, button, length, section
from bot.ui.form import FormValues
from workflows.stores import LONGEST_BRAND, LONGEST_PASTE, StoreLine, brand_key, clean, read_lines

ACTION = "open_request"
_LONGEST_MERCHANT = 64
# Slack's mrkdwn: docs.slack.dev, "Formatting message text". Links and mentions stand in <>, three characters escaped.
_ANGLED = re.compile(r"<([^<>|]*)(?:\|([^<>]*))?>")
_ENTITIES = (("&lt;", "<"), ("&gt;", ">"), ("&amp;", "&"))
_MERCHANT = re.compile(r"https?://backoffice\.heypongo\.com/merchant/([A-Za-z0-9_-]+)")
_BULLET = re.compile(r"^\s*(?:[>•◦▪*–—-]\s+|\d{1,3}[.)]\s+)*")
_SEPARATOR = re.compile(r"[\t;]")
_NOT_A_NAME = re.compile(r"\b(?:tokens?|slugs?|jetons?)\b", re.IGNORECASE)
_WORD = r"(?:marques?|brands?|enseignes?|clients?|clientes?|customers?)"
_LABELLED = re.compile(rf"(?im)^{_WORD}\s*(?::|=)\s*(.+)$|\b{_WORD}\s*:\s*([^,.;\n]+)")
_NAME = r"[^\s,.;:!?()«»“”\"][^\s,;:!?()«»“”\"]*"
_OUR = r"(?:(?:la|le|the|notre|our)\s+|l['’])?"
_INTRODUCED = re.compile(rf"(?i:(?<!\w)(?:{_WORD}|pour|for|chez)\s+(?:{_OUR}{_WORD}\s+)?)(?=(.*))")
_JOINING = {"de", "du", "des", "la", "le", "les", "of", "the", "&"}
_BETWEEN_TWO = re.compile(r"\s+(?:et|and|ou|or|\+)\s+", re.IGNORECASE)
_QUOTED = re.compile(r"«\s*([^«»\n]+?)\s*»|“\s*([^“”\n]+?)\s*”|(?<!\w)\"([^\"\n]+?)\"(?!\w)")
_BOLD = re.compile(r"(?<![\w*])\*([^*\n]+?)\*(?![\w*])")
_FORMATTING = re.compile(r"(?<![\w*~`_])([*~_`])(?=\S)(.+?)(?<=\S)\1(?![\w*~`_])")
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
    "demain", "aujourdhui",
}
# fmt: on


def offer(texts: Texts, reader: str) -> Message:
    """The reply in the thread of whoever asked for 6xpos (`reader`: a user id)."""
    blocks = [
        section(texts.md("offer.ask", reader=mention(reader))),
        actions([button(texts("offer.button"), ACTION, "", style="primary")]),
    ]
    return Message(texts.md("offer.fallback"), blocks)


def read_message(text: str) -> FormValues:
    """What a message says of a request. `text`: as Slack delivers it, in mrkdwn.

    Lines of `Name ; slug` become stores, a name after "marque", "pour", "for", in bold or in quotes the brand, an
    address of the back office the merchant. Where two readings are possible, it reads nothing.
    """
    merchant = _MERCHANT.search(text)
    lines = [_BULLET.sub("", line) for line in _unescaped(text).splitlines()]
    stores, prose = _stores(lines)
    brand = _brand("\n".join(prose))
    return FormValues(
        brand=brand,
        stores=_fitting(stores),
        merchant=merchant[1][:_LONGEST_MERCHANT] if merchant else "",
    )


def _unescaped(text: str) -> str:
    """The text as people see it: links by their labels, without mentions."""
    seen = _ANGLED.sub(_shown, text)
    for entity, character in _ENTITIES:
        seen = seen.replace(entity, character)
    return seen


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
        if any(_certain(store) for _, store in together):
            stores.extend(store for _, store in together)
        else:
            prose.extend(line for line, _ in together)
        together.clear()

    for line in lines:
        store = _store(line)
        if store:
            together.append((line, store))
        elif line.strip():
            settle()
            prose.append(line)
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


def _certain(store: StoreLine) -> bool:
    """Whether the line can hardly be a sentence: its slug looks like one, or like its name."""
    if re.search(r"[-_0-9]", store.slug):
        return True
    name, slug = brand_key(store.name), brand_key(store.slug)
    return len(slug) >= 4 and (slug in name or name in slug)


def _brand(prose: str) -> str:
    """The first of the ways of naming a brand that names exactly one."""
    for found in (_labelled(prose), _marked(prose), _introduced(prose)):
        brands = {brand_key(name): name for name in map(_tidy, found) if _plausible(name)}
        if len(brands) == 1:
            return next(iter(brands.values()))
        if brands:
            return ""
    return ""


def _labelled(prose: str) -> Iterator[str]:
    """`Marque : Boulangerie Léa`"""
    for match in _LABELLED.finditer(_unformatted(prose)):
        yield re.split(r"[,;(]|\.\s", match[1] or match[2])[0]


def _marked(prose: str) -> Iterator[str]:
    """`*Boulangerie Léa*`, `« Boulangerie Léa »`"""
    for pattern in (_BOLD, _QUOTED):
        for match in pattern.finditer(prose):
            yield next(part for part in match.groups() if part)


def _introduced(prose: str) -> Iterator[str]:
    """`pour Boulangerie Léa`: as many capitalised words as follow."""
    for line in _unformatted(prose).splitlines():
        for match in _INTRODUCED.finditer(line):
            # "A et B" is one brand or two: both are read, so that neither is taken.
            yield from map(_capitalised, _BETWEEN_TWO.split(match[1]))


def _capitalised(text: str) -> str:
    kept: list[str] = []
    end = 0
    for number, word in enumerate(text.split()):
        bare = re.match(_NAME, word)
        if not bare:
            break
        own = bare[0].rstrip(".")
        capital = own[:1].isupper() or own[:1].isdigit() or bool(re.match(r"[dlDL]['’][A-ZÀ-Þ]", own))
        if capital:
            kept.append(own)
            end = number + 1
        elif own.lower() in _JOINING and kept:
            kept.append(own)
        else:
            break
        if len(own) < len(word):
            break  # punctuation ends the name
    return " ".join(kept[:end])


def _tidy(name: str) -> str:
    return clean(_unformatted(name)).strip(" .,:;-–—*_~`'’\"«»“”")


def _plausible(name: str) -> bool:
    tidy = _tidy(name)
    key = brand_key(tidy)
    words = {brand_key(word) for word in tidy.split()}
    return (
        len(key) > 1
        and len(tidy) <= LONGEST_BRAND
        and not re.search(r"https?:|@", tidy)
        and key not in _NO_BRAND
        and not words <= _NO_BRAND
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
