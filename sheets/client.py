"""Google's Sheets API through gspread and google-auth: six calls, each with a time-out, errors sorted by kind.

Nothing here sleeps or tries again: whoever calls decides when. gspread's own back-off client sleeps up to 128 s in the
caller's thread and posts appends again; it is not used.
"""

import json
import threading
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol

from google.oauth2 import service_account

from sheets.a1 import quoted
from sheets.copies import Copy, is_copy
from sheets.errors import BadConfiguration, NotGoogle, RangeRefused, SheetError, TooLarge, WorksheetMissing
from sheets.quota import Quota, Unlimited
from sheets.transport import ANSWER_SECONDS, GoogleHTTPClient, Timeout

SCOPE = "https://www.googleapis.com/auth/spreadsheets"
"""The only scope asked for: gspread's default adds all of Drive."""

MAXIMUM_BODY = 1_800_000
"""Bytes of one request; Google advises at most 2 MB (developers.google.com/sheets/api/limits)."""

Rows = list[list[str]]


@dataclass(frozen=True)
class WorksheetInfo:
    """A worksheet's id, title, and the size of its grid when it was last looked up."""

    id: int
    title: str
    rows: int
    columns: int
    index: int = 0
    """Its place among the worksheets, the first is 0."""


@dataclass(frozen=True)
class Block:
    """Text for a rectangle of cells; `range` is A1 notation without the worksheet. Its repr hides the text."""

    range: str
    values: Sequence[Sequence[str]]

    def __repr__(self) -> str:
        return f"Block({self.range!r})"


@dataclass(frozen=True)
class Strip:
    """Text for cells below each other; column and row are counted from 1. Its repr hides the text."""

    column: int
    row: int
    texts: Sequence[str] = field(repr=False)


class SheetCalls(Protocol):
    """What the gateway needs of a worksheet; SheetClient says what each call does."""

    @property
    def spreadsheet_id(self) -> str: ...
    @property
    def copies(self) -> Mapping[Copy, int]: ...
    @property
    def quota(self) -> Quota: ...
    def worksheet(self, *, refresh: bool = False) -> WorksheetInfo: ...
    def forget(self) -> None: ...
    def read(self, ranges: Sequence[str], copy: Copy | None = None, of_copy: Sequence[str] = ()) -> list[Rows]: ...
    def write(self, blocks: Sequence[Block]) -> None: ...
    def append(self, rows: Sequence[Mapping[int, str]]) -> None: ...
    def write_and_copy(self, strips: Sequence[Strip], rows: Sequence[Mapping[int, str]], copy: Copy) -> bool: ...
    def delete_copies(self) -> None: ...


class SheetClient:
    """One worksheet of one spreadsheet, seen by one service account.

    `service_account`: path of the key file, or its JSON; `worksheet`: a title, or None for the first. Whoever calls
    does so in rounds of the `quota`. Nothing is sent before the first one. Safe across threads: calls are made one at a
    time. Raises BadConfiguration at once for a key that cannot be read.
    """

    def __init__(
        self,
        *,
        service_account: str,
        spreadsheet_id: str,
        worksheet: str | None = None,
        api_url: str = "https://sheets.googleapis.com",
        timeout: Timeout = (5, 30),
        quota: Quota | None = None,
        answer_seconds: float = ANSWER_SECONDS,
    ) -> None:
        credentials = _credentials(service_account)
        self.account: str = str(credentials.service_account_email)
        """The service account's e-mail address: the spreadsheet must be shared with it, as editor."""
        self._spreadsheet_id = spreadsheet_id
        self._wanted = worksheet or None
        self.quota: Quota = quota or Unlimited()
        self._http = GoogleHTTPClient(
            credentials, self.account, spreadsheet_id, api_url, timeout, self.quota, answer_seconds
        )
        self._lock = threading.RLock()
        self._info: WorksheetInfo | None = None
        self._known_id: int | None = None
        self._copies: dict[Copy, int] = {}

    @property
    def spreadsheet_id(self) -> str:
        """The spreadsheet's id, as in its address."""
        return self._spreadsheet_id

    @property
    def copies(self) -> Mapping[Copy, int]:
        """The worksheet's copies, as last looked up, and made or deleted since -> how many columns each has."""
        return dict(self._copies)

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
        found = [info for info in every if not is_copy(info.title)]
        chosen = next((i for i in found if (i.title == self._wanted if self._wanted else i.id == self._known_id)), None)
        if chosen is None and found and not self._wanted:
            chosen = found[0]
        if chosen is None:
            raise WorksheetMissing(self._wanted or "", tuple(info.title for info in found))
        self._copies = {Copy(i.id, i.title): i.columns for i in every if is_copy(i.title, chosen.id)}
        return chosen

    def forget(self) -> None:
        """Looks the worksheet up again before the next call: it was renamed, or its grid changed."""
        with self._lock:
            self._info = None

    def read(self, ranges: Sequence[str], copy: Copy | None = None, of_copy: Sequence[str] = ()) -> list[Rows]:
        """The text of each range (A1 notation without the worksheet) as people see it (FORMATTED_VALUE), in one call.

        `of_copy`: ranges of a copy, which come after the worksheet's. Rows and cells at the end that are empty are left
        out, as Google does. Raises RangeRefused where a range, or the copy, does not exist.
        """
        with self._lock:
            asked = [f"{quoted(self.worksheet().title)}!{a1}" for a1 in ranges]
            asked += [f"{quoted(copy.title)}!{a1}" for a1 in of_copy] if copy else []
            answer = self._http.values_batch_get(
                self.spreadsheet_id, asked, {"valueRenderOption": "FORMATTED_VALUE", "majorDimension": "ROWS"}
            )
        with understood():
            found = [_rows(part.get("values", [])) for part in answer.get("valueRanges", [])]
        if len(found) != len(asked):
            raise NotGoogle(f"{len(found)} of {len(asked)} ranges were answered")
        return found

    def write(self, blocks: Sequence[Block]) -> None:
        """Writes text into cells that exist, as RAW values: no formula, number or date is made of it.

        One call, or as many as keep each below Google's size. Each call is carried out wholly or not at all.
        """
        with self._lock:
            title = quoted(self.worksheet().title)
            data = [{"range": f"{title}!{b.range}", "values": [list(row) for row in b.values]} for b in blocks]
            for number, part in enumerate(_parts(data)):
                with _after(number):
                    self._http.values_batch_update(self.spreadsheet_id, {"valueInputOption": "RAW", "data": part})

    def append(self, rows: Sequence[Mapping[int, str]]) -> None:
        """Adds rows after the last row that has data, and to the grid where it is full; each row is column -> text.

        The cells are set as strings, so nothing in them can become a formula; all rows of a call appear at once.
        """
        with self._lock:
            sheet = self.worksheet().id
            for number, part in enumerate(_parts(_lines(rows))):
                with _after(number):
                    self._http.batch_update(self.spreadsheet_id, {"requests": [_append(sheet, part)]})

    def write_and_copy(self, strips: Sequence[Strip], rows: Sequence[Mapping[int, str]], copy: Copy) -> bool:
        """Copies the worksheet, writes text into cells that exist, and adds rows: one call, wholly or not at all.

        The copy is hidden, stands right behind the worksheet, and shows it as it was before this write. What is written
        are strings, as in `append`. Answers whether the copy was made; where not, the rest was done all the same.
        Raises TooLarge, and sends nothing, where one call cannot hold it.
        """
        with self._lock:
            info = self.worksheet()
            body = {"requests": [*_duplicate(info, copy), *(_update(info.id, strip) for strip in strips)]}
            if rows:
                body["requests"].append(_append(info.id, _lines(rows)))
            if len(json.dumps(body, ensure_ascii=True)) > MAXIMUM_BODY:
                raise TooLarge("more than one call to Google holds")
            answer = self._http.batch_update(self.spreadsheet_id, body)
            made = _made(answer)
            if made is None or made.id != copy.id:
                return False
            self._copies[copy] = made.columns
            return True

    def delete_copies(self) -> None:
        """Deletes the worksheet's copies that are known, in one call, two more where some of them are gone already."""
        with self._lock:
            try:
                self._delete(self._copies)
            except RangeRefused:
                self.worksheet(refresh=True)
                self._delete(self._copies)

    def _delete(self, copies: Collection[Copy]) -> None:
        if copies:
            requests = [{"deleteSheet": {"sheetId": copy.id}} for copy in copies]
            self._http.batch_update(self.spreadsheet_id, {"requests": requests})
            self._copies = {}

    def close(self) -> None:
        """Closes the connections; a later call opens new ones."""
        self._http.close()


@contextmanager
def _after(done: int) -> Iterator[None]:
    """Marks an error as uncertain where calls of the same work were carried out before."""
    try:
        yield
    except SheetError as error:
        error.uncertain = error.uncertain or done > 0
        raise


def _credentials(key: str) -> Any:
    """The key as google-auth's credentials; BadConfiguration says what is wrong, without quoting the key."""
    text = key.strip()
    if not text.startswith("{"):
        try:
            text = Path(key).read_text(encoding="utf-8")
        except (OSError, ValueError) as error:
            raise BadConfiguration(f"the service account's key file cannot be read ({type(error).__name__})") from None
    try:
        info = json.loads(text)
        if not isinstance(info, dict):
            raise TypeError
        return service_account.Credentials.from_service_account_info(info, scopes=[SCOPE])  # type: ignore[no-untyped-call]
    except (ValueError, TypeError, KeyError) as error:
        # The cause is cut off: its text and its frames can hold the private key.
        raise BadConfiguration(f"this is not a service account's JSON key ({type(error).__name__})") from None


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
        index=int(properties.get("index", 0)),
    )


@contextmanager
def understood() -> Iterator[None]:
    """Within it an answer is taken apart: what has another shape than Google's raises NotGoogle."""
    try:
        yield
    except (AttributeError, KeyError, IndexError, TypeError, ValueError) as failure:
        raise NotGoogle(f"the answer has another shape than Google's ({type(failure).__name__})") from None


def _rows(found: Any) -> Rows:
    if not isinstance(found, list) or not all(isinstance(row, list) for row in found):
        raise TypeError("no rows")
    return [[_text(cell) for cell in row] for row in found]


def _text(cell: Any) -> str:
    if isinstance(cell, dict | list):
        raise TypeError("no cell")
    return cell if isinstance(cell, str) else "" if cell is None else str(cell)


def _cell(text: str | None) -> dict[str, Any]:
    return {} if not text else {"userEnteredValue": {"stringValue": text}}


def _lines(rows: Sequence[Mapping[int, str]]) -> list[dict[str, Any]]:
    return [{"values": [_cell(row.get(c)) for c in range(1, max(row) + 1)]} for row in rows]


def _append(sheet: int, lines: list[dict[str, Any]]) -> dict[str, Any]:
    return {"appendCells": {"sheetId": sheet, "rows": lines, "fields": "userEnteredValue"}}


def _update(sheet: int, strip: Strip) -> dict[str, Any]:
    start = {"sheetId": sheet, "rowIndex": strip.row - 1, "columnIndex": strip.column - 1}
    lines = [{"values": [_cell(text)]} for text in strip.texts]
    return {"updateCells": {"start": start, "rows": lines, "fields": "userEnteredValue"}}


def _duplicate(info: WorksheetInfo, copy: Copy) -> list[dict[str, Any]]:
    new = {"sourceSheetId": info.id, "insertSheetIndex": info.index + 1, "newSheetId": copy.id}
    hidden = {"properties": {"sheetId": copy.id, "hidden": True}, "fields": "hidden"}
    return [{"duplicateSheet": {**new, "newSheetName": copy.title}}, {"updateSheetProperties": hidden}]


def _made(answer: Any) -> WorksheetInfo | None:
    """The copy that a batchUpdate answers to have made."""
    try:
        return _info(answer["replies"][0]["duplicateSheet"]["properties"])
    except (AttributeError, KeyError, IndexError, TypeError, ValueError):
        return None


def _parts(items: list[dict[str, Any]]) -> list[list[dict[str, Any]]]:
    """The items in as few lists as keep each one's JSON below Google's size."""
    parts: list[list[dict[str, Any]]] = []
    room = 0
    for item in items:
        size = len(json.dumps(item, ensure_ascii=True)) + 2
        if not parts or size > room:
            parts.append([])
            room = MAXIMUM_BODY
        parts[-1].append(item)
        room -= size
    return parts
