"""The calls of the REST API: from method, path, query and body to the answer's JSON."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote

from bot.sandbox.google import batch, values
from bot.sandbox.google.checking import answer_mask, applied, checked, query
from bot.sandbox.google.errors import GoogleError
from bot.sandbox.google.people import Spreadsheet

Json = dict[str, Any]
Pairs = Sequence[tuple[str, str]]


@dataclass(frozen=True)
class Arriving:
    """One call, also as the hooks see it. `kind`: `values.batchGet` and the like; `path`: decoded, without the query;
    `range`: the one in the path; `email`: whose it is; `answer`: for the hooks that come after it."""

    kind: str
    method: str
    path: str
    spreadsheet: str
    range: str
    pairs: Pairs
    body: Any = None
    email: str = ""
    answer: Any = None

    @property
    def writes(self) -> bool:
        """Whether it needs the right to write, and counts as a write."""
        return self.kind in WRITES

    @property
    def query(self) -> dict[str, str]:
        """The query parameters; of one that stands there more than once, the last."""
        return dict(self.pairs)


WRITES = frozenset({"spreadsheets.batchUpdate", "values.update", "values.batchUpdate"})

_ROUTES = [
    ("GET", r"([^/:]+)", "spreadsheets.get"),
    ("POST", r"([^/:]+):batchUpdate", "spreadsheets.batchUpdate"),
    ("GET", r"([^/:]+)/values:batchGet", "values.batchGet"),
    ("POST", r"([^/:]+)/values:batchUpdate", "values.batchUpdate"),
    ("GET", r"([^/:]+)/values/([^/]+)", "values.get"),
    ("PUT", r"([^/:]+)/values/([^/]+)", "values.update"),
]


def routed(method: str, raw_path: str, pairs: Pairs, body: Any = None) -> Arriving | None:
    """The call that a request is, None for none of the API's. `raw_path`: still percent-encoded, without the query."""
    if not raw_path.startswith("/v4/spreadsheets/"):
        return None
    rest = raw_path.removeprefix("/v4/spreadsheets/")
    for verb, pattern, kind in _ROUTES:
        found = re.fullmatch(pattern, rest)
        if verb == method and found:
            parts = [unquote(part) for part in found.groups()]
            return Arriving(kind, method, unquote(raw_path), parts[0], parts[1] if len(parts) > 1 else "", pairs, body)
    return None


def answer(call: Arriving, book: Spreadsheet) -> Json:
    """Carries the call out and answers its JSON; a change is committed when this returns. Raises GoogleError."""
    options = query(call.pairs, call.kind)
    mask = answer_mask(options["fields"], _ANSWERS.get(call.kind, "")) if options.get("fields") else None
    found = _CALLS[call.kind](call, book, options)
    return applied(found, mask) if mask else found


_ANSWERS = {
    "spreadsheets.get": "Spreadsheet",
    "values.get": "ValueRange",
    "spreadsheets.batchUpdate": "BatchUpdateSpreadsheetResponse",
}


def _get(call: Arriving, book: Spreadsheet, options: Json) -> Json:
    with_cells = _with_cells(options.get("includeGridData"), options)
    return values.spreadsheet(book, call.email, options.get("ranges", []), with_cells)


def _values_get(call: Arriving, book: Spreadsheet, options: Json) -> Json:
    return values.read(book.state, call.range, options)


def _batch_get(call: Arriving, book: Spreadsheet, options: Json) -> Json:
    state = book.state
    found = [values.read(state, text, options) for text in options.get("ranges", [])]
    return {"spreadsheetId": book.id, **({"valueRanges": found} if found else {})}


def _update(call: Arriving, book: Spreadsheet, options: Json) -> Json:
    entering, body = _entering(options), checked(call.body, "ValueRange")
    with book.change("api", call.email) as draft:
        return {"spreadsheetId": book.id, **values.write_one(draft, call.range, body, entering)}


def _batch_update_values(call: Arriving, book: Spreadsheet, options: Json) -> Json:
    """Writes nothing, but looks whether the ranges are there."""
    body = checked(call.body, "BatchUpdateValuesRequest")
    _entering(body)
    for number, part in enumerate(body.get("data") or []):
        if any(part.get("values") or []):
            raise GoogleError(501, "The embedded Sheets API writes no values by values.batchUpdate.")
        try:
            values.state_range(book.state, part.get("range", ""))
        except GoogleError as error:
            raise error.within(f"data[{number}]") from None
    return {"spreadsheetId": book.id, "responses": []}


def _entering(options: Json) -> str:
    option = options.get("valueInputOption") or "INPUT_VALUE_OPTION_UNSPECIFIED"
    if option == "INPUT_VALUE_OPTION_UNSPECIFIED":
        raise GoogleError(400, "'valueInputOption' is required but not specified")
    return str(option)


def _batch_update(call: Arriving, book: Spreadsheet, options: Json) -> Json:
    body = checked(call.body, "BatchUpdateSpreadsheetRequest")
    answer_: Json = {"spreadsheetId": book.id}
    with book.change("api", call.email) as draft:
        answer_["replies"] = batch.carry_out(draft, body.get("requests") or [])
        if body.get("includeSpreadsheetInResponse"):
            # As it is at this very instant; a bad range refuses the whole call.
            ranges, cells = body.get("responseRanges") or [], _with_cells(body.get("responseIncludeGridData"), options)
            answer_["updatedSpreadsheet"] = values.spreadsheet(book, call.email, ranges, cells, draft.state)
    return answer_


def _with_cells(asked: Any, options: Json) -> bool:
    """Whether cells are answered: as asked, unless there is a field mask, which then says so."""
    mask = options.get("fields")
    return bool(re.search(r"\bdata\b", mask) if mask else asked)


_CALLS: dict[str, Callable[[Arriving, Spreadsheet, Json], Json]] = {
    "spreadsheets.get": _get,
    "spreadsheets.batchUpdate": _batch_update,
    "values.get": _values_get,
    "values.batchGet": _batch_get,
    "values.update": _update,
    "values.batchUpdate": _batch_update_values,
}
