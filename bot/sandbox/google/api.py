"""The calls of the REST API: from method, path, query and body to the answer's JSON."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote

from bot.sandbox.google import batch, masks, metadata, values
from bot.sandbox.google.book import Draft
from bot.sandbox.google.checking import check_values, checked, query, required
from bot.sandbox.google.errors import GoogleError, invalid
from bot.sandbox.google.people import Spreadsheet
from bot.sandbox.google.ranges import placed

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


WRITES = frozenset(
    {
        "spreadsheets.batchUpdate",
        "values.update",
        "values.append",
        "values.clear",
        "values.batchUpdate",
        "values.batchClear",
    }
)

_ROUTES = [
    ("GET", r"([^/:]+)", "spreadsheets.get"),
    ("POST", r"([^/:]+):batchUpdate", "spreadsheets.batchUpdate"),
    ("GET", r"([^/:]+)/values:batchGet", "values.batchGet"),
    ("POST", r"([^/:]+)/values:batchGetByDataFilter", "values.batchGetByDataFilter"),
    ("POST", r"([^/:]+)/values:batchUpdate", "values.batchUpdate"),
    ("POST", r"([^/:]+)/values:batchClear", "values.batchClear"),
    ("POST", r"([^/:]+)/values/([^/]+):append", "values.append"),
    ("POST", r"([^/:]+)/values/([^/]+):clear", "values.clear"),
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


def _by_filter(call: Call, book: Spreadsheet, email: str, options: Json) -> Json:
    body, state = checked(call.body, "BatchGetValuesByDataFilterRequest"), book.state
    found = []
    for one in body.get("dataFilters") or []:
        if "gridRange" in one:
            sheet, area = placed(state, one["gridRange"])
            range_ = values.read_area(state, sheet, area, body)
        elif "a1Range" in one:
            range_ = values.read(state, one["a1Range"], body)
        else:
            raise GoogleError(501, "The embedded Sheets API does not look up developer metadata.")
        found.append({"valueRange": range_, "dataFilters": [one]})
    if not found:
        raise invalid("Must specify at least one data filter.")
    return {"spreadsheetId": book.id, "valueRanges": found}


def _update(call: Call, book: Spreadsheet, email: str, options: Json) -> Json:
    entering, body = required(options), _value_range(call.body)
    with book.change("api", email) as draft:
        found = values.update(draft, call.range, body, entering)
    return {"spreadsheetId": book.id, **found, **_written(book, found, options)}


def _append(call: Call, book: Spreadsheet, email: str, options: Json) -> Json:
    entering, body = required(options), _value_range(call.body)
    with book.change("api", email) as draft:
        found = values.append(draft, call.range, body, entering, options.get("insertDataOption") == "INSERT_ROWS")
    updates = {"spreadsheetId": book.id, **found["updates"], **_written(book, found["updates"], options)}
    return {"spreadsheetId": book.id, **found, "updates": updates}


def _clear(call: Call, book: Spreadsheet, email: str, options: Json) -> Json:
    checked(call.body or {}, "ClearValuesRequest")
    with book.change("api", email) as draft:
        cleared = values.clear(draft, call.range)
    return {"spreadsheetId": book.id, "clearedRange": cleared}


def _batch_clear(call: Call, book: Spreadsheet, email: str, options: Json) -> Json:
    body = checked(call.body, "BatchClearValuesRequest")
    with book.change("api", email) as draft:
        # Google counts these as `range[0]` (not `ranges`).
        cleared = [_within(f"range[{n}]", values.clear, draft, text) for n, text in enumerate(body.get("ranges") or [])]
    return {"spreadsheetId": book.id, "clearedRanges": cleared}


def _batch_update_values(call: Call, book: Spreadsheet, email: str, options: Json) -> Json:
    body = checked(call.body, "BatchUpdateValuesRequest")
    entering, data = required(body), body.get("data") or []
    for number, part in enumerate(data):
        check_values(part.get("values"), f"data[{number}].values")
    with book.change("api", email) as draft:
        found = []
        for number, part in enumerate(data):
            one = _within(f"data[{number}]", values.update, draft, part.get("range", ""), part, entering)
            found.append({"spreadsheetId": book.id, **one})
        sheets = len(draft.touched)
    responses = [{**one, **_written(book, one, body)} for one in found]
    totals = {
        f"totalUpdated{name}": sum(one.get(f"updated{name}", 0) for one in found)
        for name in ("Rows", "Columns", "Cells")
    }
    numbers = {**totals, "totalUpdatedSheets": sheets}
    answer_: Json = {"spreadsheetId": book.id, **{name: number for name, number in numbers.items() if number}}
    return {**answer_, **({"responses": responses} if responses else {})}


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


def _within(place: str, work: Callable[..., Any], draft: Draft, *arguments: Any) -> Any:
    try:
        return work(draft, *arguments)
    except GoogleError as error:
        raise error.within(place) from None


def _value_range(body: Any) -> Json:
    found = checked(body, "ValueRange")
    check_values(found.get("values"), "data.values")
    return found


def _written(book: Spreadsheet, updated: Json, options: Json) -> Json:
    """The values just written, where the call wants to see them."""
    if not options.get("includeValuesInResponse"):
        return {}
    rendering = {
        "valueRenderOption": options.get("responseValueRenderOption"),
        "dateTimeRenderOption": options.get("responseDateTimeRenderOption"),
    }
    return {"updatedData": values.read(book.state, updated["updatedRange"], rendering)}


_CALLS: dict[str, Callable[[Call, Spreadsheet, str, Json], Json]] = {
    "spreadsheets.get": _get,
    "spreadsheets.batchUpdate": _batch_update,
    "values.get": _values_get,
    "values.batchGet": _batch_get,
    "values.batchGetByDataFilter": _by_filter,
    "values.update": _update,
    "values.append": _append,
    "values.clear": _clear,
    "values.batchUpdate": _batch_update_values,
    "values.batchClear": _batch_clear,
}
