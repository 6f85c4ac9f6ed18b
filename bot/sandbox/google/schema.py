"""The messages that the API takes and the query parameters of its calls, as `messages.txt` says them."""

from pathlib import Path

from bot.sandbox.tables import table

Fields = dict[str, str]

_FOUND: dict[str, Fields] = {
    name: dict(part.split("=", 1) for part in text.split())
    for name, text in table(Path(__file__).with_name("messages.txt")).items()
}
_ANY_CALL = _FOUND.pop("any call")
MESSAGES = {name: fields for name, fields in _FOUND.items() if name[0].isupper()}
QUERIES = {name: fields | _ANY_CALL for name, fields in _FOUND.items() if name not in MESSAGES}
"""The query parameters of each call."""
# The kinds of requests of a batchUpdate that are carried out here; the others that Google knows are refused by 501.
REQUESTS: Fields = {
    name[0].lower() + name.removesuffix("Request")[1:]: name
    for name in MESSAGES
    if name.endswith("Request") and not name.startswith("BatchUpdate")
}
MESSAGES["Request"] = REQUESTS

# Fields of which at most one may be set, and what Google calls them together.
ONE_OF: dict[str, tuple[str, frozenset[str]]] = {
    "ExtendedValue": ("value", frozenset(MESSAGES["ExtendedValue"])),
    "Request": ("kind", frozenset(REQUESTS)),
    "UpdateCellsRequest": ("area", frozenset({"start", "range"})),
    "FindReplaceRequest": ("scope", frozenset({"range", "sheetId", "allSheets"})),
}
