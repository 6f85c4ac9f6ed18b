"""References in formulas: how they follow when cells move, and when rows and columns are inserted or deleted."""

import re
from collections.abc import Callable, Iterator

from bot.sandbox.google import a1
from bot.sandbox.google.a1 import BadRange
from bot.sandbox.google.book import State
from bot.sandbox.google.cells import Cell
from bot.sandbox.google.grid import Dimension, Sheet

Change = Callable[[int, int], tuple[int, int] | None]
"""Start and end of a stretch -> where it lies now; None: it is gone."""

_CORNER = r"(\$?)([A-Za-z]{1,3})(\$?)([0-9]+)"
_FOUND = re.compile(
    rf"""("(?:[^"]|"")*")|((?:'(?:[^']|'')+'|[A-Za-z_][\w.]*)!)?(?<![\w$]){_CORNER}(?::{_CORNER})?(?![\w(])"""
)


def carried(formula: str, rows: int, columns: int) -> str:
    """The formula as it reads that many rows lower and columns further right: what has no `$` moves along."""

    def corner(absolute_column: str, column: str, absolute_row: str, row: str) -> str:
        try:
            new_column = a1.number(column) + (0 if absolute_column else columns)
            new_row = int(row) + (0 if absolute_row else rows)
            if new_column < 0 or new_row < 1:
                return "#REF!"
            return f"{absolute_column}{a1.letters(new_column)}{absolute_row}{new_row}"
        except BadRange:
            return "#REF!"

    def reference(found: re.Match[str]) -> str:
        if found.group(1):
            return found.group(1)
        texts = [corner(*found.groups()[2:6])]
        if found.group(8):
            texts.append(corner(*found.groups()[6:10]))
        return (found.group(2) or "") + (":".join(texts) if "#REF!" not in texts else "#REF!")

    return _FOUND.sub(reference, formula)


def carried_cell(cell: Cell | None, rows: int, columns: int) -> Cell | None:
    """The cell with its formula carried along."""
    if cell is None or cell.formula is None or (rows, columns) == (0, 0):
        return cell
    return Cell(None, carried(cell.formula, rows, columns), cell.format, cell.note, cell.validation)


def follow(state: State, changed: Sheet, dimension: Dimension, change: Change) -> None:
    """Rewrites every formula that names cells of `changed` after its rows or columns moved."""
    for sheet in state.sheets:
        for row, column, cell in _formulas(sheet):
            assert cell.formula is not None
            new = _followed(cell.formula, sheet is changed, changed.title, dimension, change)
            if new != cell.formula:
                sheet.put(row, column, Cell(None, new, cell.format, cell.note, cell.validation))


def _formulas(sheet: Sheet) -> Iterator[tuple[int, int, Cell]]:
    for number, row in enumerate(list(sheet.rows)):
        for column, cell in enumerate(row):
            if cell is not None and cell.formula is not None:
                yield number, column, cell


def _followed(formula: str, own: bool, title: str, dimension: Dimension, change: Change) -> str:
    def reference(found: re.Match[str]) -> str:
        if found.group(1):
            return found.group(1)
        named = found.group(2)
        if named:
            name = named[:-1].strip("'").replace("''", "'")
            if name.casefold() != title.casefold():
                return found.group(0)
        elif not own:
            return found.group(0)
        first = found.groups()[2:6]
        last = found.groups()[6:10] if found.group(8) else first
        try:
            if dimension == "ROWS":
                moved = change(int(first[3]) - 1, int(last[3]))
            else:
                moved = change(a1.number(first[1]), a1.number(last[1]) + 1)
        except BadRange:
            return found.group(0)
        if moved is None:
            return (named or "") + "#REF!"
        texts = []
        for (dollar, column, dollar_row, row), place in ((first, moved[0]), (last, moved[1] - 1)):
            if dimension == "ROWS":
                texts.append(f"{dollar}{column}{dollar_row}{place + 1}")
            else:
                texts.append(f"{dollar}{a1.letters(place)}{dollar_row}{row}")
        return (named or "") + (":".join(texts) if found.group(8) else texts[0])

    return _FOUND.sub(reference, formula)
