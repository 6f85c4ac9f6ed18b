"""The three calls to Google: look a worksheet up, read it, change it by a batch. Whoever sends them raises SheetError's
kinds (errors.py), and neither waits nor tries again."""

import json
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Any, Protocol

from gspread.urls import SPREADSHEET_BATCH_UPDATE_URL

from sheets.a1 import Area, quoted
from sheets.cells import ANSWERED, BRIEFLY, Answer, Cells, answered, cells_of_values
from sheets.errors import NotGoogle, TooLarge, WorksheetMissing
from sheets.quota import Quota, Unlimited

MAXIMUM_BODY = 1_800_000
"""Bytes of one request; Google advises at most 2 MB (developers.google.com/sheets/api/limits)."""

OLD_COPY = "pongo-6xpos copy"
"""How the titles of the hidden copies begin that version 0.1.0 made of the worksheet."""

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
    """What the gateway needs of a worksheet; SheetClient says what each call does."""

    @property
    def spreadsheet_id(self) -> str: ...
    @property
    def quota(self) -> Quota: ...
    def worksheet(self, *, refresh: bool = False) -> WorksheetInfo: ...
    def forget(self) -> None: ...
    def read(self, areas: Sequence[Area], title: str | None = None, *, numbers: bool = False) -> Cells: ...
    def batch(self, requests: Sequence[Json], areas: Sequence[Area], *, briefly: bool = False) -> Answer: ...


class Http(Protocol):
    """The part of gspread's client that is used."""

    def fetch_sheet_metadata(self, id: str, params: Any = None) -> Any: ...
    def values_batch_get(self, id: str, ranges: Any, params: Any = None) -> Any: ...
    def request(self, method: Any, endpoint: str, params: Any = None, *, json: Any = None) -> Any: ...


class WorksheetCalls:
    """One worksheet of one spreadsheet, by whatever answers as Google does. Safe across threads: one call at a time.

    `worksheet`: a title, or None for the first. Whoever calls does so in rounds of the `quota`.
    """

    def __init__(
        self, http: Http, spreadsheet_id: str, worksheet: str | None = None, quota: Quota | None = None
    ) -> None:
        self._http = http
        self.quota: Quota = quota or Unlimited()
        self.spreadsheet_id = spreadsheet_id
        self._wanted = worksheet or None
        self._lock = threading.RLock()
        self._info: WorksheetInfo | None = None
        self._known_id: int | None = None

    def worksheet(self, *, refresh: bool = False) -> WorksheetInfo:
        """The worksheet's id, title and grid size; kept between calls, looked up again if `refresh`.

        A worksheet named in the settings is found by its title, the first one by its id once that is known, so that
        people may rename and reorder worksheets. Raises WorksheetMissing, or what any call raises.
        """
        with self._lock:
            if self._info is None or refresh:
                self._info = self._look_up()
                self._known_id = self._info.id
            return self._info

    def _look_up(self) -> WorksheetInfo:
        answer = self._http.fetch_sheet_metadata(self.spreadsheet_id, {"fields": "sheets.properties"})
        with understood():
            every = [_info(sheet["properties"]) for sheet in answer["sheets"] if _is_grid(sheet["properties"])]
        found = [info for info in every if not info.title.startswith(OLD_COPY)]
        chosen = next((i for i in found if (i.title == self._wanted if self._wanted else i.id == self._known_id)), None)
        if chosen is None and found and not self._wanted:
            chosen = found[0]
        if chosen is None:
            raise WorksheetMissing(self._wanted or "", tuple(info.title for info in found))
        copies = tuple(info.id for info in every if info.title.startswith(f"{OLD_COPY} {chosen.id}-"))
        return replace(chosen, old_copies=copies)

    def forget(self) -> None:
        """Looks the worksheet up again before the next call: it was renamed, or its grid changed."""
        with self._lock:
            self._info = None

    def read(self, areas: Sequence[Area], title: str | None = None, *, numbers: bool = False) -> Cells:
        """What the areas show to people (FORMATTED_VALUE), or hold (`numbers`), in one call; `title`: of another
        worksheet.

        Raises RangeRefused where one does not exist.
        """
        with self._lock:
            title = quoted(title or self.worksheet().title)
            render = "UNFORMATTED_VALUE" if numbers else "FORMATTED_VALUE"
            how = {"valueRenderOption": render, "majorDimension": "ROWS"}
            answer = self._http.values_batch_get(self.spreadsheet_id, [f"{title}!{area.a1}" for area in areas], how)
        with understood():
            return cells_of_values(areas, answer.get("valueRanges", []))

    def batch(self, requests: Sequence[Json], areas: Sequence[Area], *, briefly: bool = False) -> Answer:
        """Carries out requests in order, all or none, and answers parts of the worksheet as they are right after it.

        `briefly`: of each cell only what it shows. Raises RangeRefused where a request or an area does not fit the
        worksheet, TooLarge, without sending anything, where one call cannot hold it.
        """
        with self._lock:
            title = quoted(self.worksheet().title)
            body: Json = {"requests": list(requests)}
            if areas:
                body["includeSpreadsheetInResponse"] = body["responseIncludeGridData"] = True
                body["responseRanges"] = [f"{title}!{area.a1}" for area in areas]
            if size_of(body) > MAXIMUM_BODY:
                raise TooLarge("more than one call to Google holds")
            url = SPREADSHEET_BATCH_UPDATE_URL % self.spreadsheet_id
            answer = self._http.request("post", url, {"fields": BRIEFLY if briefly else ANSWERED}, json=body).json()
        with understood():
            return answered(answer, len(requests), areas)


def _is_grid(properties: Mapping[str, Any]) -> bool:
    return str(properties.get("sheetType", "GRID")) == "GRID"


def _info(properties: Mapping[str, Any]) -> WorksheetInfo:
    grid = properties.get("gridProperties", {})
    # Google leaves out numbers that are 0, the id of the first worksheet among them.
    return WorksheetInfo(
        id=int(properties.get("sheetId", 0)),
        title=str(properties.get("title", "")),
        rows=int(grid.get("rowCount", 1000)),
        columns=int(grid.get("columnCount", 26)),
    )


@contextmanager
def understood() -> Iterator[None]:
    """Within it an answer is taken apart: what has another shape than Google's raises NotGoogle."""
    try:
        yield
    except (AttributeError, KeyError, IndexError, TypeError, ValueError) as failure:
        raise NotGoogle(f"the answer has another shape than Google's ({type(failure).__name__})") from None


def size_of(body: Any) -> int:
    """Bytes that a body takes at most."""
    return len(json.dumps(body, ensure_ascii=True))
