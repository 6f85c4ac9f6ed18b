"""The calls of the REST API: from method, path, query and body to the answer's JSON."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote

from bot.sandbox.google import batch, masks, metadata, values
from bot.sandbox.google.checking import check_values, checked, query, required
from bot.sandbox.google.errors import GoogleError
from bot.sandbox.google.people import Spreadsheet

Json = dict[str, Any]
Pairs = Sequence[tuple[str, str]]


@dataclass(frozen=True)
class Call:
    """One call. `kind`: `values.batchGet` and the like; `path`: decoded; `range`: the one in the path."""

    kind: str
    method: str
    path: str
    spreadsheet: str
    range: str
    pairs: Pairs
    body: Any = None

    @property
    def writes(self) -> bool:
        """Whether it needs the right to write, and counts as a write."""
        return self.kind in WRITES


WRITES = frozenset({"spreadsheets.batchUpdate", "values.update", "values.batchUpdate"})

_ROUTES = [
    ("GET", r"([^/:]+)", "spreadsheets.get"),
    ("POST", r"([^/:]+):batchUpdate", "spreadsheets.batchUpdate"),
    ("GET", r"([^/:]+)/values:batchGet", "values.batchGet"),
    ("POST", r"([^/:]+)/values:batchUpdate", "values.batchUpdate"),
    ("GET", r"([^/:]+)/values/([^/]+)", "values.get"),
    ("PUT", r"([^/:]+)/values/([^/]+)", "values.update"),
]


def routed(method: str, raw_path: str, pairs: Pairs, body: Any = None) -> Call | None:
    """The call that a request is, None for none of the API's. `raw_path`: still percent-encoded, without the query."""
    if not raw_path.startswith("/v4/spreadsheets/"):
        return None
    rest = raw_path.removeprefix("/v4/spreadsheets/")
    for verb, pattern, kind in _ROUTES:
        found = re.fullmatch(pattern, rest)
        if verb == method and found:
            parts = [unquote(part) for part in found.groups()]
            return Call(kind, method, unquote(raw_path), parts[0], parts[1] if len(parts) > 1 else "", pairs, body)
    return None


def answer(call: Call, book: Spreadsheet, email: str) -> Json:
    """Carries the call out and answers its JSON; a change is committed when this returns. Raises GoogleError."""
    options = query(call.pairs, call.kind)
    mask = masks.answer_mask(options["fields"], _ANSWERS.get(call.kind)) if options.get("fields") else None
    found = _CALLS[call.kind](call, book, email, options)
    return masks.applied(found, mask) if mask else found


_ANSWERS = {
    "spreadsheets.get": "Spreadsheet",
    "values.get": "ValueRange",
    "spreadsheets.batchUpdate": "BatchUpdateSpreadsheetResponse",
}


def _get(call: Call, book: Spreadsheet, email: str, options: Json) -> Json:
    with_cells = bool(options.get("includeGridData")) or "data" in str(options.get("fields", ""))
    return metadata.spreadsheet(book, email, options.get("ranges", []), with_cells)


def _values_get(call: Call, book: Spreadsheet, email: str, options: Json) -> Json:
    return values.read(book.state, call.range, options)


def _batch_get(call: Call, book: Spreadsheet, email: str, options: Json) -> Json:
    state = book.state
    found = [values.read(state, text, options) for text in options.get("ranges", [])]
    return {"spreadsheetId": book.id, **({"valueRanges": found} if found else {})}


def _update(call: Call, book: Spreadsheet, email: str, options: Json) -> Json:
    entering, body = required(options), _value_range(call.body)
    with book.change("api", email) as draft:
        found = values.update(draft, call.range, body, entering)
    return {"spreadsheetId": book.id, **found}


def _batch_update_values(call: Call, book: Spreadsheet, email: str, options: Json) -> Json:
    body = checked(call.body, "BatchUpdateValuesRequest")
    entering, data = required(body), body.get("data") or []
    responses = []
    with book.change("api", email) as draft:
        for number, part in enumerate(data):
            check_values(part.get("values"), f"data[{number}].values")
            try:
                found = values.update(draft, part.get("range", ""), part, entering)
            except GoogleError as error:
                raise error.within(f"data[{number}]") from None
            responses.append({"spreadsheetId": book.id, **found})
    return {"spreadsheetId": book.id, "responses": responses}


def _batch_update(call: Call, book: Spreadsheet, email: str, options: Json) -> Json:
    body = checked(call.body, "BatchUpdateSpreadsheetRequest")
    answer_: Json = {"spreadsheetId": book.id}
    with book.change("api", email) as draft:
        answer_["replies"] = batch.carry_out(draft, body.get("requests") or [])
        if body.get("includeSpreadsheetInResponse"):
            # As it is at this very instant; a bad range refuses the whole call.
            ranges, cells = body.get("responseRanges") or [], _with_cells(body, options)
            answer_["updatedSpreadsheet"] = metadata.spreadsheet(book, email, ranges, cells, draft.state)
    return answer_


def _with_cells(body: Json, options: Json) -> bool:
    """Whether cells are answered: `responseIncludeGridData` says so, unless there is a field mask, which then does."""
    if not options.get("fields"):
        return bool(body.get("responseIncludeGridData"))
    mask = masks.parsed(str(options["fields"]))
    for name in ("updatedSpreadsheet", "sheets", "data"):
        if not mask or "*" in mask:
            return True
        if name not in mask:
            return False
        mask = mask[name]
    return True


def _value_range(body: Any) -> Json:
    found = checked(body, "ValueRange")
    check_values(found.get("values"), "data.values")
    return found


_CALLS: dict[str, Callable[[Call, Spreadsheet, str, Json], Json]] = {
    "spreadsheets.get": _get,
    "spreadsheets.batchUpdate": _batch_update,
    "values.get": _values_get,
    "values.batchGet": _batch_get,
    "values.update": _update,
    "values.batchUpdate": _batch_update_values,
}
