"""A claim: the call that puts markers into cells, and what its answer says must become of each. Pure.

A cell is claimed only if it still reads as it was read, by a findReplace on that one cell. The same call answers beside
which slugs the markers stand now: those that stand right become what they are for, any other what it took the place of.
"""

import re
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

from sheets.calls import Json
from sheets.cells import Answer, Area, Cells, Place
from sheets.layout import HEADER_ROWS, Layout
from sheets.plan import Target
from sheets.slugs import fold

Why = Literal["hidden", "odd", "blank"]

MOST_AREAS = 1000
"""Into how many ranges the claimed rows are put at most: else the rows between them are read too."""

EXACT = {"matchEntireCell": True, "matchCase": True}
_TEXT = {"userEnteredFormat": {"numberFormat": {"type": "TEXT"}}}
_SURE = re.compile(r"[A-Za-z][\w.\-]{31,}", re.ASCII)
"""Texts that no sheet takes for a number, date, time, boolean or formula: long, without a space, from a letter on."""


@dataclass
class Look:
    """What claims' answers say.

    `wrong`, `right`: marker -> text that it becomes. `missed`: cells not claimed although nothing seems to have
    changed. `astray`: new rows whose columns were moved in that instant: they are to be taken back.
    """

    wrong: dict[str, str] = field(default_factory=dict, repr=False)
    right: dict[str, str] = field(default_factory=dict, repr=False)
    missed: list[tuple[Target, Why]] = field(default_factory=list)
    astray: list[Target] = field(default_factory=list)


def claim_requests(targets: Sequence[Target], layout: Layout, sheet: int) -> list[Json]:
    """The requests of one claim, first one per target that is no new row, in their order.

    After them come number formats, where a text could be taken for a number and the like, and the new rows.
    """
    cells, rows = [t for t in targets if t.kind != "row"], [t for t in targets if t.kind == "row"]
    requests = [_plain_write(t, sheet) if t.plainly else _compare_and_set(t, sheet) for t in cells]
    typed = [t for t in cells if could_be_parsed(t.becomes) or could_be_parsed(t.before)]
    requests += [
        {"repeatCell": {"range": _cells(sheet, *rows_, column), "cell": _TEXT, "fields": _fields(_TEXT)}}
        for column in sorted({t.column for t in typed})
        for rows_ in _stretches({t.row for t in typed if t.column == column})
    ]
    if rows:
        requests.append(_append(rows, layout, sheet))
    if all("findReplace" not in request for request in requests):
        # Where findReplace is refused nothing may be written: no marker could be settled.
        nowhere = {"find": targets[0].marker, "replacement": targets[0].marker, "matchEntireCell": True}
        requests.append(
            {"findReplace": {**nowhere, "range": _cells(sheet, layout.header_row, layout.header_row, layout.token)}}
        )
    return requests


def areas_of(targets: Sequence[Target], layout: Layout, width: int, height: int) -> list[Area]:
    """What the answer must show: the header row, the claimed rows, and where new rows will stand.

    `width`: the worksheet's columns; `height`: its rows with text, as far as is known.
    """
    whole = any(t.kind in ("back", "stray") for t in targets)
    left, right = (1, width) if whole else (min(layout.columns), max(layout.columns))
    areas = [Area(1, HEADER_ROWS, 1, width)]
    stretches = _stretches({t.row for t in targets if t.kind != "row"})
    if len(stretches) > MOST_AREAS:
        stretches = [(stretches[0][0], stretches[-1][1])]
    areas += [Area(top, end, left, right) for top, end in stretches]
    if any(t.kind == "row" for t in targets):
        areas.append(Area(max(1, height - 20), None, left, right))
    return areas


def look(targets: Sequence[Target], answer: Answer, planned: Layout, now: Layout | None, found: Look) -> None:
    """Judges each marker by what the claim's answer shows, and adds it to `found`. `planned`, `now`: the layout before
    and in the answer, None where that shows no headers."""
    cells = answer.cells.typed(now.slug) if now else answer.cells
    places: dict[str, list[Place]] = defaultdict(list)
    for place, text in cells.texts.items():
        places[text].append(place)
    counts = iter(answer.counts)
    for target in targets:
        changed = target.kind == "row" or next(counts)
        # Where somebody has sent the call twice, the second answer counts nothing, and the marker stands.
        if not (changed or target.plainly or target.marker in places):
            why = _why_missed(target, cells, now) if now == planned else None
            found.missed += [(target, why)] if why else []
        elif target.kind == "row" and now != planned:
            found.astray.append(target)
        elif _stands_right(target, places, cells, now):
            found.right[target.marker] = target.becomes
        else:
            found.wrong[target.marker] = target.before


def _stands_right(target: Target, places: Mapping[str, Sequence[Place]], cells: Cells, layout: Layout | None) -> bool:
    """Whether the marker stands, everywhere that it does, where it was meant to."""
    found = places.get(target.marker, ())
    if target.kind == "back":
        beside = {row for row, _ in places.get(target.beside, ())}
        return bool(found) and all(row in beside for row, _ in found)
    if not found or layout is None:
        return False
    return all(
        fold(cells.text(row, layout.slug)) == fold(target.slug)
        if column == layout.token and row > layout.header_row
        else target.kind == "stray"
        for row, column in found
    )


def _why_missed(target: Target, cells: Cells, layout: Layout | None) -> Why | None:
    """Why a cell was not claimed that reads as it was read, beside the slug that it was read beside."""
    place = (target.row, target.column)
    if target.kind == "back" or layout is None or not cells.shown(*place) or cells.text(*place) != target.before:
        return None
    if fold(cells.text(target.row, layout.slug)) != fold(target.slug):
        return None
    if target.row in cells.hidden:
        return "hidden"
    return "blank" if target.before == "" and place not in cells.odd else "odd"


def could_be_parsed(text: str) -> bool:
    """Whether a sheet could make something else than text of what is put in."""
    return text != "" and not _SURE.fullmatch(text)


def _compare_and_set(target: Target, sheet: int) -> Json:
    find = {"find": target.before} if target.before else {"find": "^$", "searchByRegex": True}
    place = _cells(sheet, target.row, target.row, target.column)
    return {"findReplace": {**find, "replacement": target.marker, "range": place, **EXACT}}


def _plain_write(target: Target, sheet: int) -> Json:
    value = _value(target.marker)
    range_ = _cells(sheet, target.row, target.row, target.column)
    return {"updateCells": {"range": range_, "rows": [{"values": [value]}], "fields": _fields(value)}}


def _append(targets: Sequence[Target], layout: Layout, sheet: int) -> Json:
    lines = []
    for target in targets:
        texts = {layout.name: target.name, layout.slug: target.slug, layout.token: target.marker}
        line = [_value(texts.get(column, "")) for column in range(1, max(layout.columns) + 1)]
        if could_be_parsed(target.becomes):
            line[layout.token - 1].update(_TEXT)
        lines.append({"values": line})
    fields = _fields(*(value for line in lines for value in line["values"]))
    return {"appendCells": {"sheetId": sheet, "rows": lines, "fields": fields}}


def _value(text: str) -> Json:
    return {"userEnteredValue": {"stringValue": text}} if text else {}


def _fields(*values: Json) -> str:
    """The mask of what the cells bring."""
    names = {"userEnteredValue": "userEnteredValue", "userEnteredFormat": "userEnteredFormat.numberFormat"}
    return ",".join(names[name] for name in names if any(name in value for value in values))


def _cells(sheet: int, top: int, bottom: int, column: int) -> Json:
    rows = {"startRowIndex": top - 1, "endRowIndex": bottom}
    return {"sheetId": sheet, **rows, "startColumnIndex": column - 1, "endColumnIndex": column}


def _stretches(rows: Collection[int]) -> list[tuple[int, int]]:
    """Rows as stretches of neighbours."""
    starts = [row for row in sorted(rows) if row - 1 not in rows]
    ends = [row for row in sorted(rows) if row + 1 not in rows]
    return list(zip(starts, ends, strict=True))
