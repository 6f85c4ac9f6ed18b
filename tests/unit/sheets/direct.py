"""The embedded Google without HTTP, and what may happen to a call on its way: the gateway's real client over it."""

import json
import zlib
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any
from urllib.parse import quote, unquote

from bot.clients.google import WorksheetCalls
from bot.sandbox.calls import CallLog
from bot.sandbox.clock import MovableClock
from bot.sandbox.faults import Faults
from bot.sandbox.google import GoogleService, Spreadsheet, api
from bot.sandbox.google.errors import GoogleError
from sheets.errors import FindReplaceRefused, Protected, RangeRefused, SheetError, TryAgain

ACCOUNT = "bot@example.iam"


class MemoryJournal:
    """A journal in memory."""

    def __init__(self) -> None:
        self.state: bytes | None = None
        self.fail: Callable[[str], None] = lambda call: None

    def load(self) -> bytes | None:
        return self.state

    def save(self, state: bytes) -> None:
        self.fail("save")
        self.state = state

    @property
    def unsettled(self) -> list[str]:
        """The numbers of claims that may stand in the sheet: not those that may only yet be carried out late."""
        if self.state is None:
            return []
        sheets = json.loads(zlib.decompress(self.state))["worksheets"].values()
        return [n for sheet in sheets for n, claim in sheet.get("claims", {}).items() if not claim["late"]]

    def clear(self) -> None:
        self.state = None


class Killed(BaseException):
    """The process ends here."""


@dataclass
class Wire:
    """What carries calls to the spreadsheet.

    `before`, `after`: run before a call is carried out, and once its work is done. `fate`: asked for each call what
    becomes of it: "" for nothing, `429`, `500` (not carried out), `lost` (carried out, no answer), `late` (carried out
    when `late` is run), `repeated` (somebody on the way sends it twice), `killed before`, `killed after`.
    """

    book: Spreadsheet
    before: list[Callable[[str], None]] = field(default_factory=list)
    after: list[Callable[[str], None]] = field(default_factory=list)
    fate: Callable[[str], str] = lambda kind: ""
    late: list[Callable[[], Any]] = field(default_factory=list)
    calls: list[str] = field(default_factory=list)
    busy: bool = False

    def client(self, worksheet: str | None = None) -> WorksheetCalls:
        """A new client: knows nothing yet."""
        return WorksheetCalls(_Http(self), self.book.id, worksheet)

    def call(self, method: str, path: str, pairs: list[tuple[str, str]], body: Any = None) -> Any:
        call = api.routed(method, path, pairs, json.loads(json.dumps(body)) if body is not None else None)
        assert call is not None
        kind = call.kind
        self.calls.append(kind)
        for hook in self.before:
            hook(kind)
        fate = self.fate(kind)
        if fate == "429":
            raise TryAgain("429", quota=True)
        if fate == "500":
            raise TryAgain("500", uncertain=method == "POST")
        if fate == "killed before":
            raise Killed
        if fate == "late":
            self.late.append(lambda: self.carry_out(call))
            raise TryAgain("no answer", uncertain=True)
        if fate == "repeated":
            self.carry_out(call)
        answer = json.loads(json.dumps(self.carry_out(call)))
        if fate == "killed after":
            raise Killed
        if fate == "lost":
            raise TryAgain("no answer", uncertain=method == "POST")
        for hook in self.after:
            hook(kind)
        return answer

    def carry_out(self, call: api.Arriving) -> Any:
        """The call's work, refused as the real client tells it."""
        try:
            return api.answer(replace(call, email=ACCOUNT), self.book)
        except GoogleError as error:
            raise _told(error) from None


def _told(error: GoogleError) -> SheetError:
    message = error.message.casefold()
    if "protected" in message:
        return Protected("batchUpdate", ACCOUNT)
    of_range = "range" in message or "grid" in message
    return (FindReplaceRefused if "findreplace" in message and not of_range else RangeRefused)(message)


class _Http:
    """gspread's low-level client, as far as SheetClient uses it."""

    def __init__(self, wire: Wire) -> None:
        self._wire = wire

    def fetch_sheet_metadata(self, id: str, params: Any = None) -> Any:
        return self._wire.call("GET", f"/v4/spreadsheets/{id}", list((params or {}).items()))

    def values_batch_get(self, id: str, ranges: Any, params: Any = None) -> Any:
        pairs = [*(("ranges", text) for text in ranges), *(params or {}).items()]
        return self._wire.call("GET", f"/v4/spreadsheets/{id}/values:batchGet", pairs)

    def values_batch_update(self, id: str, body: Any = None) -> Any:
        return self._wire.call("POST", f"/v4/spreadsheets/{id}/values:batchUpdate", [], body)

    def request(self, method: Any, endpoint: str, params: Any = None, *, json: Any = None) -> Any:
        path = "/v4/" + endpoint.partition("/v4/")[2]
        return _Answer(
            self._wire.call(str(method).upper(), quote(unquote(path), safe="/:"), list((params or {}).items()), json)
        )


@dataclass
class _Answer:
    found: Any

    def json(self) -> Any:
        return self.found


def wire_to(
    rows: list[list[str]], *, locale: str = "fr_FR", height: int = 60, width: int = 8
) -> tuple[Wire, GoogleService]:
    """A spreadsheet with one worksheet of texts, and the wire to it."""
    google = GoogleService(calls=CallLog(), faults=Faults(), clock=MovableClock())
    book = google.spreadsheet(
        "Partner", {"Stores": rows}, shared_with=[ACCOUNT], rows=height, columns=width, locale=locale
    )
    return Wire(book), google
