"""How long a server asks to be left alone: the header `Retry-After`, the same of Google, Slack and Hey Pongo."""

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any

LONGEST = 3600.0
"""Seconds that anybody is left alone at most: whoever means longer says so again."""

_SECONDS = re.compile(r"\d{1,15}(\.\d{0,15})?", re.ASCII)


def retry_after(headers: Mapping[str, Any]) -> float | None:
    """The seconds of `Retry-After` (0 to LONGEST), a number or a date (RFC 9110, 10.2.3); None: it says nothing.

    `headers`: their names in any case; a value is a text or, as slack-sdk has it, a list of texts. A date is measured
    by the server's own clock where the answer has a `Date`: ours may be wrong.
    """
    asked = _text(headers, "retry-after")
    if _SECONDS.fullmatch(asked):
        return min(LONGEST, float(asked))
    until = _moment(asked)
    if until is None:
        return None
    now = _moment(_text(headers, "date")) or datetime.now(UTC)
    return min(LONGEST, max(0.0, (until - now).total_seconds()))


def _text(headers: Mapping[str, Any], wanted: str) -> str:
    found = next((value for name, value in headers.items() if str(name).lower() == wanted), "")
    if isinstance(found, list):
        found = found[0] if found else ""
    return str(found).strip()


def _moment(text: str) -> datetime | None:
    try:
        moment = parsedate_to_datetime(text)
        return moment.replace(tzinfo=moment.tzinfo or UTC).astimezone(UTC)
    except (ValueError, OverflowError):
        return None
