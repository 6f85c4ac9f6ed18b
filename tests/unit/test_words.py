"""One word per thing: what the list at the head of each locale file replaces is said nowhere, in no text that people
read."""

import re
from collections.abc import Iterator

import pytest

from bot.manifest import manifest
from bot.texts import LANGUAGES, LOCALES
from tests.unit.locales import NOT_PROSE, forms, messages

PAGE = LOCALES.parent / "sandbox" / "page" / "js"
LISTED = re.compile(r"^#   (.+) ← (.+)$", re.MULTILINE)
# Names that others gave: 6xpos's field, the back office's page.
NAMES = re.compile(r"champ Store|Store field|page Stores|Stores page")


def listed(language: str) -> dict[str, list[str]]:
    """The words of the list, each with those that it replaces."""
    head = (LOCALES / f"{language}.po").read_text(encoding="utf-8").split('msgid ""', maxsplit=1)[0]
    return {word: others.split(", ") for word, others in LISTED.findall(head)}


def replaced(text: str, language: str) -> list[str]:
    """The words in a text that the list replaces."""
    said = NOT_PROSE.sub(" ", NAMES.sub(" ", text)).lower()
    found = []
    for word, others in listed(language).items():
        rest = said.replace(word.lower(), " ")
        for other in others:
            ending = r"\w*" if other.endswith("…") else "[sx]?"
            if re.search(rf"(?<![\w-]){re.escape(other.rstrip('…').lower())}{ending}(?!\w)", rest):
                found.append(other)
    return found


def texts(language: str) -> Iterator[tuple[str, str]]:
    """Every text that people read in that language, with where it is."""
    for key, message in messages(language).items():
        yield from ((key, form) for form in forms(message))
    for name in ("i18n.js", "tour_words.js"):
        french, english = (PAGE / name).read_text(encoding="utf-8").split("  en: {", maxsplit=1)
        half = french if language == "fr" else english.split("\n};", maxsplit=1)[0]
        yield from re.findall(r'"([\w.]+)": "([^"]*)"', half)
    if language == "fr":
        shown = manifest()
        yield from strings([shown["display_information"], shown["features"]])


def strings(node: object, where: str = "manifest") -> Iterator[tuple[str, str]]:
    if isinstance(node, str):
        yield where, node
    for key, value in node.items() if isinstance(node, dict) else enumerate(node) if isinstance(node, list) else ():
        yield from strings(value, f"{where}.{key}")


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_text_uses_a_word_that_the_list_replaces(language: str) -> None:
    assert len(listed(language)) > 10
    read = list(texts(language))
    assert len(read) > 1_000
    assert [(where, wrong, text) for where, text in read if (wrong := replaced(text, language))] == []


@pytest.mark.parametrize(
    ("text", "language", "wrong"),
    [
        ("2 enseignes en service", "fr", ["enseigne"]),
        ("Demande aux partenariats", "fr", ["partenariats"]),
        ("L’équipe partenariats la relit", "fr", []),
        ("Approuvez-la", "fr", ["approuv…"]),
        ("Le champ Store, un e-mail", "fr", []),
        ("The shops, beside each slug", "en", ["shop", "beside"]),
        ("Its Store field, by e-mail", "en", []),
        ("Clicking sends a mail", "en", ["mail", "click…"]),
    ],
)
def test_a_word_that_the_list_replaces_is_found(text: str, language: str, wrong: list[str]) -> None:
    assert replaced(text, language) == wrong
