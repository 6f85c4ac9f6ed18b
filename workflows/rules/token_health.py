"""What can be wrong with a token after its delivery, and when approvers are to be told that it ends. Pure."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from enum import StrEnum

SOON = timedelta(days=90)
"""From when on a token's end is shown where it is given, in Details and in Home."""


class HealthProblem(StrEnum):
    """A problem of one token; the last of them also, and those of ALL only, one of all tokens together."""

    REFUSED = "refused"  # though Hey Pongo has accepted it before
    OTHER_ACCOUNT = "other_account"  # than at its delivery
    STORES_LOST = "stores_lost"  # it no longer sees some of its stores
    ENDS = "ends"
    ENDED = "ended"
    ALL_REFUSED = "all_refused"  # one that was accepted before too: it is not the tokens
    OTHER_KIND = "other_kind"  # Hey Pongo's API has never accepted one of them
    UNANSWERED = "unanswered"  # Hey Pongo could not be asked, for long


def ending(expires_at: datetime | None, now: datetime, within: timedelta) -> HealthProblem | None:
    """Whether a token that ends then (aware) ends within so long, or has ended."""
    if expires_at is None or expires_at > now + within:
        return None
    return HealthProblem.ENDED if expires_at <= now else HealthProblem.ENDS


def days_told(expires_at: datetime | None, now: datetime, days: Sequence[int]) -> int | None:
    """The last of those `days` before its end that is reached; 0 once it has ended, None before the first."""
    left = None if expires_at is None else expires_at - now
    reached = [] if left is None else [day for day in (*days, 0) if left <= timedelta(days=day)]
    return min(reached, default=None)
