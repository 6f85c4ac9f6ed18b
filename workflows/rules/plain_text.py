"""Takes out of text that people type or paste what they cannot see, and says which characters those are. Pure.

`workflows` and `sheets`, which know nobody, both know this.
"""

import re
import unicodedata

_BREAK = re.compile("\r\n|[\r\x0b\x0c\x85\u2028\u2029]")
# Format characters that are seen: signs in front of Arabic, Syriac and Kaithi numbers (Unicode 16, section 23.2).
_SEEN = frozenset("\u0600\u0601\u0602\u0603\u0604\u0605\u06dd\u070f\u0890\u0891\u08e2\U000110bd\U000110cd")
# Not seen, though Unicode counts them among letters, marks and symbols: fillers, blanks, selectors of variants.
_UNSEEN = re.compile(
    "[\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u2800\u3164\ufe00-\ufe0f\uffa0\U000e0100-\U000e01ef]"
)
_JOINER, _VARIANTS, _KEYCAP = "\u200d", "\ufe0e\ufe0f", "\u20e3"
_HYPHENS = str.maketrans(dict.fromkeys("\u2010\u2011\u2012\u2043\u2212\ufe63\uff0d", "-"))
_DASHES = str.maketrans(dict.fromkeys("\u2013\u2014\u2015\ufe58", "-"))
_QUOTES = "\"'`´«»‹›“”„‟‘’‚‛′″＂＇「」『』"


def plain(text: str) -> str:
    """`text` composed (NFC), without invisible characters, its odd hyphens and spaces plain, its line ends `\\n`.

    An emoji keeps what it is made of (👩‍🍳, ❤️). Dashes stay: they are punctuation.
    """
    if text.replace("\n", "").isprintable() and not _UNSEEN.search(text):  # most of what people write
        return text if text.isascii() else unicodedata.normalize("NFC", text).translate(_HYPHENS)
    text = _BREAK.sub("\n", text)
    kept: list[str] = []
    for at, character in enumerate(text):
        category = unicodedata.category(character)
        if category == "Zs":
            kept.append(" ")
        elif not _is_invisible(character, category) or _of_emoji(character, kept, text[at + 1 : at + 2]):
            kept.append(character)
    return unicodedata.normalize("NFC", "".join(kept)).translate(_HYPHENS)


def plain_word(text: str) -> str:
    """`text` as `plain`, trimmed, a dash read as the hyphen that a keyboard made it of: for slugs and commands."""
    return plain(text).translate(_DASHES).strip()


def unquoted(text: str) -> str:
    """`text` as `plain`, trimmed, without the quotes of any kind that it stands in."""
    return plain(text).strip(_QUOTES + " \t\n")


def _is_invisible(character: str, category: str) -> bool:
    # Cs: half of a character, which no encoding can write.
    return category == "Cs" or (category == "Cf" and character not in _SEEN) or bool(_UNSEEN.match(character))


def _of_emoji(character: str, before: list[str], after: str) -> bool:
    """Whether an invisible character makes the emoji that it stands in or behind."""
    if not before:
        return False
    if character == _JOINER:
        return _is_emoji(before[-1]) and bool(after) and _is_emoji(after)
    return character in _VARIANTS and before[-1] not in _VARIANTS and (_is_emoji(before[-1]) or after == _KEYCAP)


def _is_emoji(character: str) -> bool:
    return character in _VARIANTS or "\U0001f000" <= character < "\U00020000" or unicodedata.category(character) == "So"
