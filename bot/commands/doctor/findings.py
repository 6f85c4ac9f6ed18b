"""`check`, its answers: one finding for each thing it looked at, how bad that is, and what helps."""

from dataclasses import dataclass
from enum import StrEnum


class Level(StrEnum):
    """How a thing is."""

    FINE = "fine"
    NOTE = "note"
    WARNING = "warning"
    FAILURE = "failure"


@dataclass(frozen=True)
class Finding:
    """One thing that was looked at. `cure`: a command or a link that helps, empty where nothing has to be done."""

    what: str
    level: Level
    sentence: str
    cure: str = ""


def fine(what: str, sentence: str) -> Finding:
    """As it should be."""
    return Finding(what, Level.FINE, sentence)


def note(what: str, sentence: str, cure: str = "") -> Finding:
    """Could not be seen, one way or the other; nothing says that it is wrong."""
    return Finding(what, Level.NOTE, sentence, cure)


def warning(what: str, sentence: str, cure: str = "") -> Finding:
    """Works, but should be looked at."""
    return Finding(what, Level.WARNING, sentence, cure)


def failure(what: str, sentence: str, cure: str) -> Finding:
    """Will not work."""
    return Finding(what, Level.FAILURE, sentence, cure)
