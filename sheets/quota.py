"""Google's quota as the package sees it: somebody counts the calls of everybody who uses the same account.

Calls are made in rounds. A round reserves all its calls before the first one, or waits: asked call by call, what a
retry spends on its first call would leave nothing for its second, for ever.
"""

from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Literal, Protocol

from sheets.errors import TryAgain

Kind = Literal["read", "write"]


@dataclass(frozen=True)
class Need:
    """The calls that a round reserves: what it usually takes at most. It gives back what it does not use."""

    reads: int
    writes: int = 0


class Paced(TryAgain):
    """Not sent: the quota that we keep to has nothing left for `retry_after` seconds. Google was not asked."""

    def __init__(self, retry_after: float) -> None:
        super().__init__("waiting for Google's quota", retry_after, quota=True)
        self.retry_after: float = retry_after


class Quota(Protocol):
    """Whom calls are reserved with. May raise SheetError's kinds."""

    def round(self, need: Need, patience: float | None = None) -> AbstractContextManager[object]:
        """The calls inside it, in this thread, are one round; inside another one, that one serves. Waits for its turn,
        `patience` seconds or as usual; raises Paced where that was not enough."""

    def again(self, need: Need) -> None:
        """What is left of the round in progress does not do: it ends here, and another one begins. Raises Paced."""

    def take(self, kind: Kind) -> None:
        """One call of the round in progress. Raises Paced where that has none left: the next one will be larger."""

    def used_up(self, kind: Kind, seconds: float | None) -> None:
        """Google answered 429: there is nothing for `seconds` (None: it did not say)."""
