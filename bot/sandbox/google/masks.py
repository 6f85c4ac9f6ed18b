"""Field masks: `sheets.properties(title,index)`, `sheets/data/rowData`, `*`; checked against the API's messages."""

import re
from collections.abc import Mapping
from typing import Any

from bot.sandbox.google.errors import violations
from bot.sandbox.google.schema import MESSAGES

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
