"""Google's answers as `sheets` sees them: cells out of value ranges and grid data, counts out of replies."""

from collections.abc import Iterable, Sequence
from typing import Any

from sheets.cells import Answer, Area, Cells, Place

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
