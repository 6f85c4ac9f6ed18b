"""Checks JSON bodies, query parameters and field masks against the API's messages (`messages.txt`), and refuses as
Google does."""

import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from bot.sandbox.google.errors import violations
from bot.sandbox.tables import fields

Json = dict[str, Any]
Fields = dict[str, str]

_FOUND: dict[str, Fields] = fields(Path(__file__).with_name("messages.txt"))
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


def snake(name: str) -> str:
    """`userEnteredValue` as error messages write it: `user_entered_value`."""
    return re.sub(r"([A-Z])", lambda found: "_" + found.group(1).lower(), name)


def checked(body: Any, message: str) -> Json:
    """The body, nulls left out; 400 naming every field that is unknown or mistyped."""
    found: list[tuple[str, str]] = []
    result = _message(body, message, "", found)
    if found:
        raise violations(found[:20])
    return result


def _message(value: Any, name: str, place: str, found: list[tuple[str, str]]) -> Json:
    fields, result = MESSAGES[name], {}
    if not isinstance(value, Mapping):
        kind = f"type.googleapis.com/google.apps.sheets.v4.{name}"
        found.append((place, f"Invalid value at '{place}' ({kind}), {_shown(value)}"))
        return {}
    together, one_of = ONE_OF.get(name, ("", frozenset[str]()))
    taken = ""
    for field, item in value.items():
        if field not in fields:
            at = f" at '{place}'" if place else ""
            found.append((place, f'Invalid JSON payload received. Unknown name "{field}"{at}: Cannot find field.'))
            continue
        if item is None:
            continue
        if field in one_of and taken:
            text = f"oneof field '{together}' is already set. Cannot set '{field}'"
            found.append((place, f"Invalid value at '{place}' (oneof), {text}"))
            continue
        taken = field if field in one_of else taken
        result[field] = _value(item, fields[field], f"{place}.{snake(field)}" if place else snake(field), found)
    return result


def _value(value: Any, type_: str, place: str, found: list[tuple[str, str]]) -> Any:
    if type_.startswith("["):
        if not isinstance(value, list):
            found.append(
                (place, f"Invalid value at '{place}' (type.googleapis.com/google.protobuf.ListValue), {_shown(value)}")
            )
            return []
        inner = type_[1:-1]
        return value if inner == "v" else [_value(v, inner, f"{place}[{n}]", found) for n, v in enumerate(value)]
    if type_ in ("v", "o"):
        return value
    if type_ in MESSAGES:
        return _message(value, type_, place, found)
    try:
        return _scalar(value, type_)
    except ValueError as error:
        found.append((place, f"Invalid value at '{place}' ({error}), {_shown(value)}"))
        return None


_SCALARS: dict[str, tuple[type, str]] = {
    "s": (str, "TYPE_STRING"), "b": (bool, "TYPE_BOOL"), "i": (int, "TYPE_INT32"), "d": (float, "TYPE_DOUBLE")
}  # fmt: skip


def _scalar(value: Any, type_: str) -> Any:
    """A scalar; ValueError with the type's name where it is another."""
    if type_ not in _SCALARS:
        _, name, words = type_.split(":")
        if value not in words.split("|"):
            raise ValueError(f"type.googleapis.com/google.apps.sheets.v4.{name}")
        return value
    kind, word = _SCALARS[type_]
    if type_ == "d" and type(value) is int:
        return float(value)
    if type(value) is not kind:
        raise ValueError(word)
    return value


def _shown(value: Any) -> str:
    return f'"{value}"' if isinstance(value, str) else "Starting an object" if isinstance(value, dict) else str(value)


def query(pairs: Sequence[tuple[str, str]], call: str) -> Json:
    """A call's query parameters by name, lists where the API has lists. 400 for unknown names and impossible values."""
    fields, result = QUERIES[call], Json()
    found: list[tuple[str, str]] = []
    for field, text in pairs:
        if field not in fields:
            unknown = f"Cannot bind query parameter. Field '{field}' could not be found in request message."
            found.append(("", f'Invalid JSON payload received. Unknown name "{field}": {unknown}'))
            continue
        type_ = fields[field]
        try:
            if type_ == "[s]":
                result.setdefault(field, []).append(text)
            elif type_ == "b":
                if text.lower() not in ("true", "false", "1", "0"):
                    raise ValueError("TYPE_BOOL")
                result[field] = text.lower() in ("true", "1")
            else:
                result[field] = _scalar(text, type_)
        except ValueError as error:
            found.append((snake(field), f"Invalid value at '{snake(field)}' ({error}), \"{text}\""))
    if found:
        raise violations(found)
    return result


# -- field masks: `sheets.properties(title,index)`, `sheets/data/rowData`, `*`

Mask = dict[str, Any]
"""Field -> mask of its parts; an empty one takes everything."""


_PATH = re.compile(r"(?:\w+\.)*(?:\w+|\*)")
_INNERMOST = re.compile(r"([\w.]+)\(([\w.,*]+)\)")


class BadMask(ValueError):
    """The text is no field mask."""


def parsed(text: str) -> Mask:
    """The mask as a tree. Raises BadMask."""
    flat = text.replace("/", ".")
    while found := _INNERMOST.search(flat):
        paths = ",".join(f"{found[1]}.{path}" for path in found[2].split(","))
        flat = flat[: found.start()] + paths + flat[found.end() :]
    paths_ = flat.split(",")
    tree: Mask = {}
    for path in paths_:
        if not _PATH.fullmatch(path):
            raise BadMask(text)
        if any(path.startswith(f"{other}.") for other in paths_):
            continue  # all of it is asked for already
        node = tree
        for name in path.split("."):
            node = node.setdefault(name, {})
    return tree


def _unknown(mask: Mask, message: str, before: str = "") -> str:
    """The first path of a mask that a message does not have, "" where it has all."""
    fields = MESSAGES.get(message, {})
    for name, parts in mask.items():
        if name != "*" and fields:
            inside = _unknown(parts, fields[name].strip("[]"), f"{before}{name}.") if name in fields else before + name
            if inside:
                return inside
    return ""


def mask_of(text: str, message: str) -> tuple[Mask, str]:
    """The mask, and the first path in it that the message does not have, "" where it has all."""
    try:
        mask = parsed(text)
    except BadMask:
        return {}, text
    return mask, _unknown(mask, message)


def answer_mask(text: str, message: str) -> Mask:
    """The mask of a `fields` query parameter. 400 as Google refuses a bad one (r-lib/gargle's recorded errors)."""
    mask, wrong = mask_of(text, message)
    if wrong:
        reason = f"Error expanding 'fields' parameter. Cannot find matching fields for path '{wrong}'."
        raise violations([(wrong, reason)], "Request contains an invalid argument.")
    return mask


def applied(value: Any, mask: Mask) -> Any:
    """The part of an answer that a mask takes."""
    if not mask or "*" in mask:
        return value
    if isinstance(value, list):
        return [applied(item, mask) for item in value]
    if isinstance(value, Mapping):
        return {name: applied(value[name], parts) for name, parts in mask.items() if name in value}
    return value
