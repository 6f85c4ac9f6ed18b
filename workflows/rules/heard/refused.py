"""Parts of a sentence that refuse something: the slugs in them are none of the request. Pure."""

import re
from collections.abc import Sequence

from workflows.rules.heard.phrases import ENTRIES, GENERAL, INDEX, stands
from workflows.rules.heard.sentence import WORD
from workflows.rules.heard.stores import FoundStore
from workflows.rules.heard.weights import plain

# Where another part begins: what is refused before it is none of its matter.
_BEGINS = re.compile(
    r"(?<=[!?;\n])|\.(?=\s)|[,:](?=\s)|\b(?=(?:mais|but|uniquement|seulement|only|en revanche|par contre|"
    r"et (?:on|nous|je|vous)|and (?:we|please))\b)",
    re.IGNORECASE,
)


def without_refused(text: str, stores: Sequence[FoundStore]) -> tuple[list[FoundStore], str]:
    """The stores without those whose slugs stand in parts that refuse alone, and the text without these parts and
    without slugs; all of both where no store would be left."""
    typed = {store.slug.lower() for store in stores if store.typed}
    parts = _parts(text)
    slugs = [typed.intersection(WORD.findall(part.lower())) for part in parts]
    refused = [bool(inside) and _refuses(plain(part)) for part, inside in zip(parts, slugs, strict=True)]
    wanted = {slug for inside, no in zip(slugs, refused, strict=True) if not no for slug in inside}
    kept = [store for store in stores if not store.typed or store.slug.lower() in wanted]
    if not kept or len(kept) == len(stores):
        return list(stores), text
    others = "".join(part for part, no in zip(parts, refused, strict=True) if not no)
    return kept, WORD.sub(lambda match: "" if match[0].lower() in wanted else match[0], others)


def _parts(text: str) -> list[str]:
    """The text in its parts; what stands in brackets parts nothing."""
    begins = [0]
    opened = 0  # by how many brackets, of the line
    before = 0
    for match in _BEGINS.finditer(text):
        between = text[before : match.end()]
        opened = 0 if "\n" in between else max(0, opened + between.count("(") - between.count(")"))
        before = match.end()
        if not opened and before > begins[-1]:
            begins.append(before)
    return [text[begin:end] for begin, end in zip(begins, [*begins[1:], len(text)], strict=True)]


def _refuses(words: list[str]) -> bool:
    """Whether something is refused last, and not wished."""
    refused = wished = -1
    for at, (word, following) in enumerate(zip(words, [*words[1:], ""], strict=True)):
        for phrase in INDEX.beginning(word, following):
            one = ENTRIES[phrase.entry]
            counts = (one.refuses and one.weight < GENERAL) or (one.wishes and one.kind != "bare")
            if counts and (places := stands(phrase, words, at)) is not None:
                if one.refuses:
                    refused = max(refused, *places)
                else:
                    wished = at
    return refused >= max(wished, 0)
