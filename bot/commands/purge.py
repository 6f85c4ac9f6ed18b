"""`purge`: reads the age that is typed, and says what was, or would be, forgotten."""

import re
from calendar import monthrange
from datetime import datetime, timedelta

from bot.commands.output import counted
from workflows.storage.purge import Purged

_AGE = re.compile(r"(\d{1,5})\s*(d|days?|m|months?|y|years?)", re.IGNORECASE)


def moment_before(now: datetime, age: str) -> datetime:
    """The moment `age` before `now`: `365d`, `12 months`, `1y`. Raises ValueError, whose text says what it may be."""
    found = _AGE.fullmatch(age.strip())
    number = int(found.group(1)) if found else 0
    if not found or not number:
        raise ValueError("must be a number of days, months or years: 365d, 12months, 2y")
    try:
        if found.group(2)[0].lower() == "d":
            return now - timedelta(days=number)
        months = number * (12 if found.group(2)[0].lower() == "y" else 1)
        year, month = divmod(now.year * 12 + now.month - 1 - months, 12)
        return now.replace(year=year, month=month + 1, day=min(now.day, monthrange(year, month + 1)[1]))
    except (ValueError, OverflowError):
        raise ValueError("is longer ago than there are dates") from None


def told(purged: Purged, before: datetime, *, dry: bool) -> str:
    """What a run has done, or would do, in a few lines."""
    would = "would be " if dry else ""
    lines = [
        f"{counted(purged.requests, 'request')}, over before {before:%d %B %Y}, {would}emptied: who asked, approved "
        "and acted, notes, reasons, the restaurants' names, messages and mails.",
        "What stays: reference, brand, slugs, states and times, so that every count is as it was.",
        f"{counted(purged.people, 'profile')} of people not seen since {would}forgotten: name, address, language.",
    ]
    if purged.waiting:
        lines.append(
            f"{counted(purged.waiting, 'request')} as old left alone: a message or a mail has not gone out yet. "
            "`pongo-6xpos check` says why."
        )
    lines.append("Slack, the mailboxes and your backups keep what they have: see to them separately.")
    return "\n".join(lines)
