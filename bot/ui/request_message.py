"""What the request form takes from the message that it was opened from, beside its text: whose it is, the file attached
to it, and the sheet's rows of the restaurants that it names."""

import zlib
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from bot.texts import Texts
from bot.ui import words
from bot.ui.blocks import LABEL, OPTION, Block, View, checkboxes, option_of, plain, shorten
from workflows.rules.form_values import Asked, NamedRow, PickedFile
from workflows.rules.sheet_candidates import Candidate, SheetLine, candidates, own_name
from workflows.rules.store_files import KINDS

REQUESTER, ATTACHED = "requester", "stores_attached"
MOST_ROWS = 9  # docs.slack.dev, "Checkboxes": 10 options, the first of which asks for others
_ASKED, _ROW = "asked:", "row:"


def row_value(row: Candidate) -> str:
    """What an option says to us: which row, and a check of its name. Never of its slug: so short a sum is guessed."""
    return f"{_ROW}{row.row}:{zlib.crc32(own_name(row.name, row.slug).encode()):08x}"


def named_rows(lines: Iterable[SheetLine]) -> tuple[NamedRow, ...]:
    """The rows, to be taken by name and number; none where there are more than boxes."""
    found = [row for row in candidates(lines, ())[0] if own_name(row.name, row.slug)]
    return tuple(NamedRow(row_value(row), row.name) for row in found) if len(found) <= MOST_ROWS else ()


def attached_file(message: Mapping[str, Any]) -> PickedFile | None:
    """The first file on a message that may hold restaurants."""
    files = message.get("files")
    for file in files if isinstance(files, list) else []:
        name = str(file.get("name") or "") if isinstance(file, dict) else ""
        if name.lower().endswith(tuple(f".{kind}" for kind in KINDS)) and file.get("id"):
            size = file.get("size")
            return PickedFile(str(file["id"]), name, size if isinstance(size, int) else 1, str(file.get("user") or ""))
    return None


def asked_id(asked: Asked | None) -> str | None:
    """The block_id that says which message a form was opened from."""
    if asked is None:
        return None
    return _ASKED + ":".join((asked.channel, asked.thread, asked.message, asked.author, asked.offer))


def requester_input(texts: Texts, asked: Asked) -> Block:
    """The input that names whose request it is."""
    return {
        "type": "input",
        "block_id": REQUESTER,
        "label": plain(texts("form.requester"), LABEL),
        "element": {"type": "users_select", "action_id": REQUESTER, "initial_user": asked.requester},
        "hint": plain(texts("form.requester_hint"), LABEL),
    }


def attached_box(texts: Texts, file: PickedFile) -> Block:
    """The line that says that the message's file counts, and the box to leave it out."""
    box = option_of(f"{file.id}:{file.owner}:{file.size}", short_name(file.name, OPTION))
    box["description"] = plain(texts("form.attached_how"), OPTION)
    return checkboxes(ATTACHED, texts("form.attached"), [box], [box["value"]] if file.ticked else [], optional=True)


def row_boxes(texts: Texts, rows: Sequence[NamedRow]) -> list[Block]:
    """A box for each row that the message names."""
    return [
        option_of(row.value, row.name) | {"description": plain(words.rows(texts, [_number(row)]), OPTION)}
        for row in rows
    ]


def read_asked_message(view: View) -> Asked | None:
    """The message that a form was opened from; None where it was opened otherwise."""
    for block in view.get("blocks") or []:
        said = str(block.get("block_id") or "")
        if said.startswith(_ASKED):
            chosen = ((_values(view).get(REQUESTER) or {}).get(REQUESTER) or {}).get("selected_user")
            channel, thread, message, author, offer = said.removeprefix(_ASKED).split(":")
            return Asked(channel, thread, message, author, offer, str(chosen or ""))
    return None


def read_attached(view: View) -> PickedFile | None:
    """The message's file, as the form shows it."""
    for box, ticked in _boxes(view, ATTACHED):
        file_id, owner, size = box["value"].split(":")
        return PickedFile(file_id, box["text"]["text"], int(size), owner, ticked)
    return None


def read_rows(view: View, block_id: str) -> tuple[NamedRow, ...]:
    """The rows that the message names, as the form shows them."""
    return tuple(
        NamedRow(box["value"], box["text"]["text"], ticked)
        for box, ticked in _boxes(view, block_id)
        if box["value"].startswith(_ROW)
    )


def _boxes(view: View, block_id: str) -> list[tuple[dict[str, Any], bool]]:
    """The boxes of a block and whether each is ticked. What they stand for is told by the form that we drew."""
    state = ((_values(view).get(block_id) or {}).get(block_id) or {}).get("selected_options") or []
    ticked = {str(one.get("value")) for one in state}
    drawn = [block for block in view.get("blocks") or [] if block.get("block_id") == block_id]
    return [(box, box["value"] in ticked) for block in drawn for box in block["element"]["options"]]


def _values(view: View) -> dict[str, Any]:
    return (view.get("state") or {}).get("values") or {}


def short_name(name: str, limit: int) -> str:
    """The name of a file, no longer than that, with its ending."""
    stem, dot, ending = name.rpartition(".")
    return f"{shorten(stem, limit - len(ending) - 1)}{dot}{ending}"


def _number(row: NamedRow) -> int:
    return int(row.value.split(":")[1])
