"""Google's quota as the package sees it: somebody counts the calls of everybody who uses the same account."""

from typing import Literal, Protocol

from sheets.errors import TryAgain

Kind = Literal["read", "write"]


class Paced(TryAgain):
    """Not sent: the quota that we keep to has nothing left for `retry_after` seconds. Google was not asked."""

    def __init__(self, retry_after: float) -> None:
        super().__init__("waiting for Google's quota", retry_after, quota=True)


class Quota(Protocol):
    """Asked before each call, told of each 429. May raise SheetError's kinds."""

    def take(self, kind: Kind) -> None:
        """Takes one call. Raises Paced where there is none; never waits."""

    def used_up(self, kind: Kind, seconds: float | None) -> None:
        """Google answered 429: there is nothing for `seconds` (None: it did not say)."""


class Unlimited:
    """No quota of ours: Google's own answers decide."""

    def take(self, kind: Kind) -> None:
        """There is always one."""

    def used_up(self, kind: Kind, seconds: float | None) -> None:
        """Whoever calls is told by the error."""
