"""Understands what people write to the bot: what they want, which brand, which restaurants. By rules, without network. Pure.

The words stand in `workflows.rules.heard_words`, the shapes of slugs in `workflows.rules.heard_stores`, those of brands
in `workflows.rules.heard_brand`.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from workflows.rules.heard_brand import find_brand
from workflows.rules.heard_stores import FoundStore, find_stores
from workflows.rules.heard_weights import Intent, plain, weigh
from workflows.rules.heard_words import SILENCES

LONGEST = 4_000  # of a message, what is looked at
_ANGLED = re.compile(r"<([^<>|\n]{1,600})(?:\|([^<>\n]*))?>")
_GROUP = re.compile(r"@partnerships\b|@partenariats\b", re.IGNORECASE)
_MERCHANT = re.compile(r"backoffice\.heypongo\.com/merchant/([A-Za-z0-9_-]+)")
_REFERENCE = re.compile(r"\b6x[\s-]?0*(\d{1,7})\b(?![\w-])", re.IGNORECASE)
_ABOUT = frozenset(("6xpos", "caisse", "caisses", "till", "tills", "jagueneau+"))
_EMOJI = re.compile(r"(?<!\S):[a-z0-9_+'-]+:(?!\S)")
_ENOUGH = 2


@dataclass(frozen=True)
class Known:
    """What the database and the last look at the sheet know. `slugs`: folded slug -> name; `brands`: `brand_key` ->
    brand as it is written; `names`: `brand_key` of a restaurant's name that waits for a token -> the name."""

    slugs: Mapping[str, str] = field(default_factory=dict)
    brands: Mapping[str, str] = field(default_factory=dict)
    names: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Heard:
    """What a message says. `brand`, `merchant`: empty where nothing was read; `references`: `6X-0042` in their order."""

    intent: Intent
    brand: str = ""
    stores: tuple[FoundStore, ...] = ()
    merchant: str = ""
    references: tuple[str, ...] = ()


def heard(text: str, known: Known = Known(), *, needs_6xpos: bool = False) -> Heard:
    """What `text` (Slack's mrkdwn, as delivered) asks for, and what it says of the request.

    `needs_6xpos`: whether a message that names neither 6xpos nor a reference is none of ours (the group is written to
    about other things too).
    """
    seen = _seen(text[:LONGEST])
    references = tuple(dict.fromkeys(f"6X-{int(number):04d}" for number in _REFERENCE.findall(seen)))
    merchants = set(_MERCHANT.findall(seen))
    own = _own_words(seen)
    brand = find_brand(own, (), known.brands, known.names)
    stores, rest = find_stores(own, brand, known.slugs)
    brand = find_brand(rest, stores, known.brands, known.names)
    if needs_6xpos and not references and _ABOUT.isdisjoint(plain(seen)):
        return Heard(Intent.OTHER)
    words = plain(SILENCES.sub(" ", f" {rest} "))
    intent = _intent(words, bool(brand or stores), bool(stores), bool(references))
    if intent is Intent.OTHER:
        return Heard(intent, references=references)
    return Heard(intent, brand, tuple(stores), merchants.pop() if len(merchants) == 1 else "", references)


def _seen(text: str) -> str:
    """The text as people see it: mentions and emoji taken out, links by their addresses."""
    seen = _GROUP.sub(" ", _ANGLED.sub(_shown, text))
    seen = seen.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&").replace("```", "\n")
    seen = _EMOJI.sub(" ", re.sub(r"\r\n?", "\n", seen)).replace("\xa0", " ").replace("’", "'")
    return re.sub(r" *\n(?:\s*\n)*", "\n", re.sub(r" {2,}", " ", seen))


def _shown(match: re.Match[str]) -> str:
    target, label = match[1], match[2]
    if target[:1] in ("@", "#", "!"):
        return " "
    return f" {target.removeprefix('mailto:')} " if "backoffice.heypongo.com" in target or not label else label


def _own_words(text: str) -> str:
    """Without what is quoted from a mail, where something else is said."""
    lines = text.split("\n")
    own = [line for line in lines if not line.lstrip().startswith(">")]
    return "\n".join(own) if any(line.strip() for line in own) else re.sub(r"(?m)^\s*>\s?", "", text)


def _intent(words: list[str], read: bool, stores: bool, reference: bool) -> Intent:
    """The weights of the table, added up; in doubt an offer where something was read, else silence."""
    weights = weigh(words)
    ask, status, other = weights[Intent.ASK], weights[Intent.STATUS], weights[Intent.OTHER]
    if reference and not stores and ("?" in words or status) and status + 2 >= other:
        return Intent.STATUS
    if status and status >= ask - (0 if stores else 1) and status >= other and (read or reference) and not stores:
        return Intent.STATUS
    if stores:
        ask += 3
    if other >= max(ask, _ENOUGH) and not (read and ask > other - 1 and ask >= 5):
        return Intent.OTHER
    if ask >= _ENOUGH and (read or ask >= 3):
        return Intent.ASK
    return Intent.ASK if read and ask and not other else Intent.OTHER
