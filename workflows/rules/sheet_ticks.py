"""What 6xpos says of a restaurant in columns of its own: a yes, a date, a ticked box, or something else. Pure."""

import re
import unicodedata
from typing import Final

from workflows.rules.tokens import token_like

LONGEST: Final = 60
"""Characters of such a cell that are kept."""
_YES = frozenset({"true", "vrai", "oui", "yes", "ok", "x", "o", "y", "fait", "done", "☑", "✓", "✔", "✅", "☒"})
_MONTH = r"[a-z]{3,9}\.?"
_DATE = re.compile(
    rf"(?:\d{{1,2}}[/.-]\d{{1,2}}[/.-]\d{{2,4}}|\d{{4}}[/.-]\d{{1,2}}[/.-]\d{{1,2}}"
    rf"|\d{{1,2}} {_MONTH} \d{{4}}|{_MONTH} \d{{1,2}},? \d{{4}})(?:,? ?(?:a |at )?\d{{1,2}}[:h]\d{{2}}(?::\d{{2}})?)?"
)


def said(text: str) -> str:
    """As it is kept and shown: cut, and without what looks like a token."""
    text = " ".join(text.split())
    return "…" if token_like(text) else text[:LONGEST]


def is_yes(text: str) -> bool:
    """Whether it says that it is done: a date does, whichever."""
    plain = unicodedata.normalize("NFKD", text.strip().casefold())
    plain = " ".join("".join(c for c in plain if not unicodedata.combining(c) and c != "\ufe0f").split())
    return plain.rstrip("!. ") in _YES or bool(_DATE.fullmatch(plain))
