"""The marker that a claim puts into a cell: unique, readable, and known again by its form. Pure.

`⏳ 6xpos 3f9a1c7e-0017` took the place of a blank, `⏳ 6xpos 3f9a1c7e-0017r` that of a text. The first eight characters
are the claim's number.
"""

import re
from dataclasses import dataclass

PREFIX = "⏳ 6xpos "
_FORM = re.compile(r"⏳ 6xpos ([0-9a-f]{8})-([0-9]{4,6})(r?)")


@dataclass(frozen=True)
class Marker:
    """A marker that was recognised: its claim's number, and whether it took a text's place."""

    text: str
    number: str
    replaced: bool


def marker(number: str, index: int, *, replaces: bool) -> str:
    """The text of a claim's marker."""
    return f"{PREFIX}{number}-{index:04d}{'r' if replaces else ''}"


def recognised(text: str) -> Marker | None:
    """The marker that a cell's text is, or None."""
    found = _FORM.fullmatch(text) if text.startswith(PREFIX) else None
    return Marker(text, found.group(1), bool(found.group(3))) if found else None


def number_of(text: str) -> str:
    """The number of the claim that a marker belongs to, "" for a text that is none."""
    found = recognised(text)
    return found.number if found else ""
