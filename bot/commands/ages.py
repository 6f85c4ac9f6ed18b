"""Puts into words how long something has lasted, for what the commands print."""

from datetime import timedelta


def spoken(age: timedelta) -> str:
    """`3 minutes`, `2 hours`, `5 days`: rounded down, in the largest unit of which there are two; a second at least."""
    seconds = max(1, int(age.total_seconds()))
    for unit, size in (("day", 86_400), ("hour", 3_600), ("minute", 60)):
        if seconds >= 2 * size:
            return f"{seconds // size} {unit}s"
    return f"{seconds} second{'' if seconds == 1 else 's'}"
