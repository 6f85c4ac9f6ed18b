"""What is asked of Google, whoever sends it: a worksheet looked up, cells read, a batch of changes. Each raises
SheetError's kinds (errors.py), and neither waits nor tries again."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from sheets.a1 import Area
from sheets.cells import Answer, Cells
from sheets.quota import Quota

MAXIMUM_BODY = 1_800_000
"""Bytes of one request; Google advises at most 2 MB (developers.google.com/sheets/api/limits)."""

Json = dict[str, Any]


@dataclass(frozen=True)
class WorksheetInfo:
    """A worksheet's id, title, and the size of its grid when it was last looked up; the ids of the copies of it that
    version 0.1.0 left."""

    id: int
    title: str
    rows: int
    columns: int
    old_copies: tuple[int, ...] = ()


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


def size_of(body: Any) -> int:
    """Bytes that a body takes at most."""
    return len(json.dumps(body, ensure_ascii=True))
