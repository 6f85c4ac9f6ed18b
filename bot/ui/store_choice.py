"""Choosing rows of the sheet for a request: by searching, one by one or all that are found at once."""

import zlib
from collections.abc import Sequence

from bot.texts import Texts
from bot.ui import words
from bot.ui.blocks import Block, View, actions, button, context, modal, option_of, search_select, section, shorten
from bot.ui.store_import import BACK
from workflows.rules.sheet_candidates import Candidate, matching, own_name
from workflows.storage.models import Request

CALLBACK, ROWS = "sheet_choice", "sheet_rows"
FEWEST_LETTERS = 3
MOST_OPTIONS = 100  # docs.slack.dev, "External select": options of an answer
_ALL, _ROW, _OF_0_1_0 = "all:", "row:", "one:"
_NAME, _TYPED, _SEARCH, _ROWS_SHOWN = 45, 30, 100, 8


def sheet_choice(
    texts: Texts,
    rows: Sequence[Candidate],
    unusable: Sequence[int],
    brand: str,
    request: Request | None = None,
    version: int = 0,
) -> View:
    """How many rows can be taken, and the input to search and take them. Where some bear the brand's name, all of
    those are chosen to begin with. `request`: the one that is edited, from that `version` of it."""
    blocks: list[Block] = [section(texts.md("choice.rows", count=len(rows)) if rows else texts.md("choice.none"))]
    if rows:
        chosen = [_all(texts, brand, count)] if (count := len(matching(rows, brand))) else []
        blocks.append(
            search_select(
                ROWS,
                texts("choice.input"),
                chosen,
                hint=texts("choice.hint"),
                placeholder=texts("choice.placeholder"),
                fewest=FEWEST_LETTERS,
            )
        )
    if unusable:
        shown = ", ".join(map(str, unusable[:_ROWS_SHOWN])) + ("…" if len(unusable) > _ROWS_SHOWN else "")
        blocks.append(context(texts.md("choice.unusable", count=len(unusable), rows=shown)))
    blocks.append(actions([button(texts("preview.back"), BACK, request.id if request else "")]))
    return modal(
        texts("choice.title"),
        blocks,
        close=texts("modal.cancel"),
        submit=texts("choice.next") if rows else None,
        callback_id=CALLBACK,
        private_metadata=request.id if request else "",
        version=version if request else 0,
    )


def row_options(texts: Texts, rows: Sequence[Candidate], typed: str) -> list[Block]:
    """What is offered to somebody who typed that: first all that are found, then each, as many as Slack takes. Names
    and row numbers only, in the options' values too, and nothing for less than FEWEST_LETTERS."""
    if len(typed.strip()) < FEWEST_LETTERS:
        return []
    found = matching(rows, typed[:_SEARCH])
    ones = [_one(texts, row) for row in found[:MOST_OPTIONS]]
    first = [_all(texts, typed, len(found))] if len(found) > 1 else []
    return [*first, *ones][:MOST_OPTIONS]


def chosen_rows(rows: Sequence[Candidate], values: Sequence[str]) -> list[Candidate] | None:
    """What the values of the chosen options stand for, each once, in the order of the sheet; None where one stands for
    nothing any more, as when the sheet was read again and another name is in that row."""
    known = {value: {row} for row in rows for value in (_value(row), _OF_0_1_0 + row.slug)}
    slugs = set()
    for value in values:
        of_all = value.startswith(_ALL)
        found = matching(rows, value.removeprefix(_ALL)) if of_all else known.get(value)
        if not found:
            return None
        slugs |= {row.slug for row in found}
    return [row for row in rows if row.slug in slugs]


def _value(row: Candidate) -> str:
    """What an option says to us: which row, and a check of its name. Never of its slug: so short a sum is guessed."""
    return f"{_ROW}{row.row}:{zlib.crc32(own_name(row.name, row.slug).encode()):08x}"


def _one(texts: Texts, row: Candidate) -> Block:
    name = shorten(own_name(row.name, row.slug), _NAME) or texts("choice.nameless")
    return option_of(_value(row), texts("choice.one", name=name, row=words.rows(texts, [row.row])))


def _all(texts: Texts, typed: str, count: int) -> Block:
    said = typed.strip()[:_SEARCH]
    key = "choice.all_with" if said else "choice.all"
    return option_of(_ALL + said, texts(key, count=count, text=shorten(said, _TYPED)))
