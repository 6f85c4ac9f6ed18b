"""What is asked of Google, whoever sends it (a worksheet looked up, cells read, a batch of changes), and of whoever
counts the calls of everybody who uses the same account.

Calls raise SheetError's kinds (errors.py), and neither wait nor try again. They are made in rounds: a round reserves
all its calls before the first one, or waits: else a retry's first call would for ever leave nothing for its second.
"""

from collections.abc import Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Any, Literal, Protocol

from sheets.cells import Answer, Area, Cells
from sheets.errors import TryAgain

MAXIMUM_BODY = 1_800_000
"""Characters of one request as JSON; Google advises at most 2 MB (developers.google.com/sheets/api/limits)."""

Json = dict[str, Any]
Kind = Literal["read", "write"]


@dataclass(frozen=True)
class WorksheetInfo:
    """A worksheet's id, title, and the size of its grid when last looked up; the copies that 0.1.0 left of it."""

    id: int
    title: str
    rows: int
    columns: int
    old_copies: tuple[int, ...] = ()


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


class SheetCalls(Protocol):
    """One worksheet of one spreadsheet. Whoever calls does so in rounds of the `quota`."""

    @property
    def spreadsheet_id(self) -> str:
        """As in its address."""

    @property
    def quota(self) -> Quota:
        """That of the account."""

    def worksheet(self, *, refresh: bool = False) -> WorksheetInfo:
        """Kept between calls, looked up again if `refresh`. Raises WorksheetMissing, or what any call raises."""

    def forget(self) -> None:
        """Looks the worksheet up again before the next call: it was renamed, or its grid changed."""

    def read(self, areas: Sequence[Area], title: str | None = None, *, numbers: bool = False) -> Cells:
        """What the areas show to people (FORMATTED_VALUE), or hold (`numbers`), in one call; `title`: of another
        worksheet. Raises RangeRefused where one does not exist."""

    def batch(self, requests: Sequence[Json], areas: Sequence[Area], *, briefly: bool = False) -> Answer:
        """Carries out requests in order, all or none, and answers parts of the worksheet as they are right after it.

        `briefly`: of each cell only what it shows. Raises RangeRefused where a request or an area does not fit the
        worksheet, TooLarge, without sending anything, where one call cannot hold it."""
