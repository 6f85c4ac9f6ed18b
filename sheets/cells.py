"""Cells of a worksheet as they were at one moment: out of a reading, or out of the answer to a batch. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

from sheets.a1 import Area
from sheets.layout import HEADER_ROWS, Layout
from sheets.slugs import as_typed

Place = tuple[int, int]
"""Row and column, counted from 1."""

ANSWERED = (
    "replies,updatedSpreadsheet.sheets.data("
    "startRow,startColumn,rowData.values(formattedValue,userEnteredValue),rowMetadata(hiddenByUser,hiddenByFilter))"
)
"""What a batch shall answer: the counts, and of each cell its text and what it holds."""

BRIEFLY = (
    "replies,updatedSpreadsheet.sheets.data("
    "startRow,startColumn,rowData.values(formattedValue,userEnteredValue.numberValue))"
)
"""The same for whole columns: of each cell its text, and its number."""


@dataclass(frozen=True)
class Cells:
    """The cells of some areas. `texts`: what is shown, where anything is; `odd`: what shows nothing and is not blank;
    `hidden`: rows not shown; `numbers`: what cells hold that show a number, maybe rounded or grouped."""

    areas: tuple[Area, ...]
    texts: Mapping[Place, str] = field(repr=False)
    odd: frozenset[Place] = frozenset()
    hidden: frozenset[int] = frozenset()
    numbers: Mapping[Place, float] = field(default_factory=dict)

    @cached_property
    def height(self) -> int:
        """The last row that shows a text."""
        return max((row for row, _ in self.texts), default=0)

    def text(self, row: int, column: int) -> str:
        """The text at a place, "" where nothing is shown or nobody looked."""
        return self.texts.get((row, column), "")

    def shown(self, row: int, column: int) -> bool:
        """Whether somebody looked there."""
        return any(area.holds(row, column) for area in self.areas)

    def typed(self, column: int) -> "Cells":
        """The same with that column's numbers as they were typed."""
        plain = {
            (row, at): text
            for (row, at), number in self.numbers.items()
            if at == column and (text := as_typed(self.text(row, at), number))
        }
        return replace(self, texts={**self.texts, **plain}) if plain else self

    def head(self, width: int) -> list[list[str]]:
        """The first rows as lines of so many columns."""
        return [[self.text(row, column) for column in range(1, width + 1)] for row in range(1, HEADER_ROWS + 1)]


@dataclass(frozen=True)
class Seen:
    """The worksheet as it was read: the header row and the three columns at least; `whole`: every column."""

    cells: Cells
    layout: Layout
    whole: bool = False


def cells_of_values(areas: Sequence[Area], parts: Sequence[Any]) -> Cells:
    """The cells out of Google's value ranges, one per area. Raises what taking apart another shape raises."""
    texts: dict[Place, str] = {}
    numbers: dict[Place, float] = {}
    for area, part in zip(areas, parts, strict=True):
        for row, line in enumerate(_listed(part.get("values", [])), start=area.top):
            for column, cell in enumerate(_listed(line), start=area.left):
                if isinstance(cell, dict | list):
                    raise TypeError("no cell")
                if cell not in ("", None):
                    texts[row, column] = str(cell)
                if isinstance(cell, int | float):
                    numbers[row, column] = float(cell)
    return Cells(tuple(areas), texts, numbers=numbers)


@dataclass(frozen=True)
class Answer:
    """What a batch answers: how many cells each of its requests found and replaced, and the parts asked for."""

    counts: tuple[int, ...]
    cells: Cells


def answered(answer: Any, requests: int, areas: Iterable[Area]) -> Answer:
    """Google's answer to so many requests, showing those areas. Raises what taking apart another shape raises."""
    replies = _listed(answer.get("replies") or [])
    counts = [int((reply.get("findReplace") or {}).get("occurrencesChanged", 0)) for reply in replies]
    texts: dict[Place, str] = {}
    odd: set[Place] = set()
    hidden: set[int] = set()
    numbers: dict[Place, float] = {}
    for part in _grid_data(answer):
        top, left = int(part.get("startRow", 0)) + 1, int(part.get("startColumn", 0)) + 1
        for row, line in enumerate(_listed(part.get("rowData") or []), start=top):
            for column, cell in enumerate(_listed(line.get("values") or []), start=left):
                if cell.get("formattedValue"):
                    texts[row, column] = cell["formattedValue"]
                elif cell.get("userEnteredValue"):
                    odd.add((row, column))
                if (number := (cell.get("userEnteredValue") or {}).get("numberValue")) is not None:
                    numbers[row, column] = float(number)
        for row, shown in enumerate(_listed(part.get("rowMetadata") or []), start=top):
            if shown.get("hiddenByUser") or shown.get("hiddenByFilter"):
                hidden.add(row)
    # Google leaves out zeros, and replies at the end.
    cells = Cells(tuple(areas), texts, frozenset(odd), frozenset(hidden), numbers)
    return Answer((*counts, *[0] * (requests - len(counts))), cells)


def _grid_data(answer: Any) -> list[Any]:
    sheets = _listed((answer.get("updatedSpreadsheet") or {}).get("sheets") or [])
    return [part for sheet in sheets for part in _listed(sheet.get("data") or [])]


def _listed(found: Any) -> list[Any]:
    if not isinstance(found, list):
        raise TypeError("no list")
    return found
