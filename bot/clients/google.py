"""The partner's spreadsheet as one service account sees it: the calls that `sheets` makes, by HTTP.

Nothing here sleeps or tries again: whoever calls decides when. gspread's own back-off client sleeps up to 128 s in the
caller's thread and posts appends again; it is not used.
"""

import json
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import replace
from pathlib import Path
from typing import Any, Protocol

from google.oauth2 import service_account
from gspread.urls import SPREADSHEET_BATCH_UPDATE_URL

from bot.clients.google_answers import ANSWERED, BRIEFLY, answered, cells_of_values
from bot.clients.google_errors import NotGoogle, TooLarge, WorksheetMissing
from bot.clients.google_transport import ANSWER_SECONDS, GoogleHTTPClient, Timeout
from bot.settings import Settings
from sheets.calls import MAXIMUM_BODY, Json, Kind, Need, Quota, WorksheetInfo
from sheets.cells import Answer, Area, Cells, quoted
from sheets.errors import WrongConfiguration

SCOPE = "https://www.googleapis.com/auth/spreadsheets"
"""The only scope asked for: gspread's default adds all of Drive."""

OLD_COPY = "pongo-6xpos copy"
"""How the titles of the hidden copies begin that version 0.1.0 made of the worksheet."""


class Unlimited:
    """No quota of ours: Google's own answers decide."""

    def round(self, need: Need, patience: float | None = None) -> AbstractContextManager[object]:
        """At once."""
        del need, patience
        return nullcontext()

    def again(self, need: Need) -> None:
        """At once."""

    def take(self, kind: Kind) -> None:
        """There is always one."""

    def used_up(self, kind: Kind, seconds: float | None) -> None:
        """Whoever calls is told by the error."""


class Http(Protocol):
    """The part of gspread's client that is used."""

    def fetch_sheet_metadata(self, id: str, params: Any = None) -> Any:
        """spreadsheets.get"""

    def values_batch_get(self, id: str, ranges: Any, params: Any = None) -> Any:
        """spreadsheets.values.batchGet"""

    def request(self, method: Any, endpoint: str, params: Any = None, *, json: Any = None) -> Any:
        """Any other call, by its address."""


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
        """As SheetCalls says. One named in the settings is found by its title, the first one by its id once that is
        known: people may rename and reorder worksheets."""
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
        """As SheetCalls says."""
        with self._lock:
            self._info = None

    def read(self, areas: Sequence[Area], title: str | None = None, *, numbers: bool = False) -> Cells:
        """As SheetCalls says."""
        with self._lock:
            title = quoted(title or self.worksheet().title)
            render = "UNFORMATTED_VALUE" if numbers else "FORMATTED_VALUE"
            how = {"valueRenderOption": render, "majorDimension": "ROWS"}
            answer = self._http.values_batch_get(self.spreadsheet_id, [f"{title}!{area.a1}" for area in areas], how)
        with understood():
            return cells_of_values(areas, answer.get("valueRanges", []))

    def batch(self, requests: Sequence[Json], areas: Sequence[Area], *, briefly: bool = False) -> Answer:
        """As SheetCalls says."""
        with self._lock:
            title = quoted(self.worksheet().title)
            body: Json = {"requests": list(requests)}
            if areas:
                body["includeSpreadsheetInResponse"] = body["responseIncludeGridData"] = True
                body["responseRanges"] = [f"{title}!{area.a1}" for area in areas]
            if len(json.dumps(body)) > MAXIMUM_BODY:
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


class SheetClient(WorksheetCalls):
    """One worksheet as one service account sees it, by HTTP.

    `service_account`: path of the key file, or its JSON. Nothing is sent before the first call.
    Raises WrongConfiguration at once for a key that cannot be read.
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
        quota = quota or Unlimited()
        self._google = GoogleHTTPClient(
            credentials, self.account, spreadsheet_id, api_url, timeout, quota, answer_seconds
        )
        super().__init__(self._google, spreadsheet_id, worksheet, quota)

    def close(self) -> None:
        """Closes the connections; a later call opens new ones."""
        self._google.close()


def sheet_of(settings: Settings, quota: Quota) -> SheetClient:
    """The worksheet that the settings name."""
    key = settings.google_service_account
    return SheetClient(
        service_account=key.get_secret_value() if key else "",
        spreadsheet_id=settings.sheet_id or "",
        worksheet=settings.sheet_worksheet,
        api_url=settings.sheets_api_url,
        quota=quota,
    )


def _credentials(key: str) -> Any:
    """The key as google-auth's credentials; WrongConfiguration says what is wrong, without quoting the key."""
    text = key.strip()
    if not text.startswith("{"):
        try:
            text = Path(key).read_text(encoding="utf-8")
        except (OSError, ValueError) as error:
            raise WrongConfiguration(
                f"the service account's key file cannot be read ({type(error).__name__})"
            ) from None
    try:
        info = json.loads(text)
        if not isinstance(info, dict):
            raise TypeError
        return service_account.Credentials.from_service_account_info(info, scopes=[SCOPE])  # type: ignore[no-untyped-call]
    except (ValueError, TypeError, KeyError) as error:
        # The cause is cut off: its text and its frames can hold the private key.
        raise WrongConfiguration(f"this is not a service account's JSON key ({type(error).__name__})") from None
