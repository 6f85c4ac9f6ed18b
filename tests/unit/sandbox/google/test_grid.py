"""The grid: storing, inserting, deleting, moving, and what is protected or merged meanwhile."""

from bot.sandbox.google.a1 import GridRange, cells
from bot.sandbox.google.cells import Cell
from bot.sandbox.google.grid import Dimension, Protection, Sheet, merge


def sheet_of(*rows: str, size: tuple[int, int] = (1000, 26)) -> Sheet:
    """Rows written as `a b . c`: a dot is an empty cell."""
    made = [tuple(None if word == "." else Cell(word) for word in row.split()) for row in rows]
    return Sheet(0, "S", *size, rows=list(made))


def texts(sheet: Sheet) -> list[str]:
    return [" ".join(str(cell.value) if cell else "." for cell in row) for row in sheet.rows]


def test_moving_a_column_moves_what_protects_it() -> None:
    sheet = sheet_of("a b c")
    sheet.protections = [Protection(cells("C:C")), Protection(cells("A2:A9"))]
    sheet.move("COLUMNS", 2, 3, 0)
    assert texts(sheet) == ["c a b"]
    assert [p.area for p in sheet.protections] == [cells("A:A"), cells("B2:B9")]


def shifted(area: str, dimension: Dimension, at: int, count: int) -> GridRange | None:
    """Where a protected range lies after `count` rows or columns were inserted (or deleted, if negative) at `at`."""
    sheet = sheet_of("a")
    sheet.protections = [Protection(cells(area))]
    if count > 0:
        sheet.insert(dimension, at, count)
    else:
        sheet.delete(dimension, at, at - count)
    return sheet.protections[0].area if sheet.protections else None


def test_protected_ranges_follow_rows_and_columns() -> None:
    assert shifted("B3:C5", "ROWS", 0, 2) == cells("B5:C7")
    assert shifted("B3:C5", "ROWS", 3, 1) == cells("B3:C6")
    assert shifted("B3:C5", "ROWS", 5, 1) == cells("B3:C5")
    assert shifted("B3:C5", "ROWS", 1, -2) == cells("B2:C3")
    assert shifted("B3:C5", "ROWS", 1, -8) is None
    assert shifted("C:C", "COLUMNS", 0, 1) == cells("D:D")
    assert shifted("C:C", "COLUMNS", 2, -1) is None
    assert shifted("A2:A", "ROWS", 0, 1) == cells("A3:A")


def test_merged_cells() -> None:
    sheet = sheet_of("a b", "c d")
    merge(sheet, cells("A1:A2"))
    assert texts(sheet) == ["a b", ". d"]
    assert sheet.hidden_by_merge(1, 0)
    assert not sheet.hidden_by_merge(0, 0)
    sheet.delete("ROWS", 0, 1)
    assert sheet.merges == []
