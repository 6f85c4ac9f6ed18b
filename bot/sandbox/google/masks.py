"""Field masks: `sheets.properties(title,index)`, `sheets/data/rowData`, `*`; checked against the API's messages."""

from collections.abc import Mapping
from typing import Any

from bot.sandbox.google.checking import camel
from bot.sandbox.google.errors import violations
from bot.sandbox.google.schema import MESSAGES

Mask = dict[str, Any]
"""Field -> mask of its parts; an empty one takes everything."""


class BadMask(ValueError):
    """The text is no field mask."""


def parsed(text: str) -> Mask:
    """The mask as a tree. Raises BadMask."""
    tree, place = _list(text, 0)
    if place != len(text):
        raise BadMask(text)
    return tree


def _list(text: str, place: int) -> tuple[Mask, int]:
    tree: Mask = {}
    while True:
        place = _path(text, place, tree)
        if place < len(text) and text[place] == ",":
            place += 1
            continue
        return tree, place


def _path(text: str, place: int, tree: Mask) -> int:
    node = tree
    while True:
        end = place
        while end < len(text) and text[end] not in ",./()":
            end += 1
        name = camel(text[place:end].strip())
        if not name:
            raise BadMask(text)
        known = name in node
        inner: Mask = node.setdefault(name, {})
        place = end
        if place < len(text) and text[place] in "./":
            if known and not inner:  # everything is asked for already
                inner = {}
            node, place = inner, place + 1
            continue
        if place < len(text) and text[place] == "(":
            parts, place = _list(text, place + 1)
            if place >= len(text) or text[place] != ")":
                raise BadMask(text)
            _merge(inner, parts)
            return place + 1
        inner.clear()
        return place


def _merge(into: Mask, more: Mask) -> None:
    for name, parts in more.items():
        if name in into and into[name] and parts:
            _merge(into[name], parts)
        else:
            into[name] = parts


def unknown(mask: Mask, message: str, before: str = "") -> str | None:
    """The first path of a mask that a message does not have, None where it has all."""
    fields = MESSAGES.get(message)
    if fields is None:
        return None
    for name, parts in mask.items():
        if name == "*":
            continue
        if name not in fields:
            return before + name
        found = unknown(parts, fields[name].strip("[]"), f"{before}{name}.")
        if found:
            return found
    return None


def answer_mask(text: str, message: str | None) -> Mask:
    """The mask of a `fields` query parameter. 400 as Google refuses a bad one (r-lib/gargle's recorded errors)."""
    try:
        mask = parsed(text)
        wrong = unknown(mask, message) if message else None
    except BadMask:
        wrong = text
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
