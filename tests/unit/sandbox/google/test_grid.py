"""The grid: storing, inserting, deleting, moving, and what is protected or merged meanwhile."""

from hypothesis import given
from hypothesis import strategies as st

from bot.sandbox.google.a1 import GridRange, cells
from bot.sandbox.google.cells import Cell
from bot.sandbox.google.grid import Dimension, Protection, Sheet, merge
from bot.sandbox.google.tables import table_around


def sheet_of(*rows: str, size: tuple[int, int] = (1000, 26)) -> Sheet:
    """Rows written as `a b . c`: a dot is an empty cell."""
    made = [tuple(None if word == "." else Cell(word) for word in row.split()) for row in rows]
    return Sheet(0, "S", *size, rows=list(made))


def texts(sheet: Sheet) -> list[str]:
    return [" ".join(str(cell.value) if cell else "." for cell in row) for row in sheet.rows]


def test_cells_outside_what_is_stored_are_empty() -> None:
    sheet = sheet_of("a b")
    assert sheet.cell(0, 5) is None
    assert sheet.cell(9, 0) is None
    sheet.put(2, 3, Cell("x"))
    assert texts(sheet) == ["a b", "", ". . . x"]
    sheet.put(2, 3, Cell(None))
    assert texts(sheet) == ["a b", "", ""]
    assert sheet.used_rows() == 1


def test_a_copy_does_not_see_changes() -> None:
    sheet = sheet_of("a b")
    copy = sheet.copy()
    sheet.put(0, 0, Cell("z"))
    sheet.insert("ROWS", 0, 1)
    assert texts(copy) == ["a b"]
    assert copy.row_count == 1000


def test_inserting_and_deleting_rows() -> None:
    sheet = sheet_of("a", "b", "c")
    sheet.insert("ROWS", 1, 2)
    assert texts(sheet) == ["a", "", "", "b", "c"]
    assert sheet.row_count == 1002
    sheet.delete("ROWS", 0, 4)
    assert texts(sheet) == ["c"]
    assert sheet.row_count == 998


def test_inserting_and_deleting_columns() -> None:
    sheet = sheet_of("a b c", "d")
    sheet.insert("COLUMNS", 1, 1)
    assert texts(sheet) == ["a . b c", "d"]
    sheet.delete("COLUMNS", 0, 2)
    assert texts(sheet) == ["b c", ""]
    assert sheet.column_count == 25


def test_moving_a_column_moves_what_protects_it() -> None:
    sheet = sheet_of("a b c")
    sheet.protections = [Protection(1, cells("C:C")), Protection(2, cells("A2:A9"))]
    sheet.move("COLUMNS", 2, 3, 0)
    assert texts(sheet) == ["c a b"]
    assert [p.area for p in sheet.protections] == [cells("A:A"), cells("B2:B9")]


def test_frozen_rows_follow() -> None:
    sheet = sheet_of("a")
    sheet.frozen_rows = 2
    sheet.insert("ROWS", 1, 1)
    assert sheet.frozen_rows == 3
    sheet.delete("ROWS", 0, 2)
    assert sheet.frozen_rows == 1
    sheet.insert("ROWS", 5, 1)
    assert sheet.frozen_rows == 1


def shifted(area: str, dimension: Dimension, at: int, count: int) -> GridRange | None:
    """Where a protected range lies after `count` rows or columns were inserted (or deleted, if negative) at `at`."""
    sheet = sheet_of("a")
    sheet.protections = [Protection(1, cells(area))]
    if count > 0:
        sheet.insert(dimension, at, count)
    else:
        sheet.delete(dimension, at, at - count)
    return sheet.protections[0].area if sheet.protections else None


def test_protected_ranges_follow_rows_and_columns() -> None:
    assert shifted("B3:C5", "ROWS", 0, 2) == cells("B5:C7")
    assert shifted("B3:C5", "ROWS", 3, 1) == cells("B3:C6")
    assert shifted("B3:C5", "ROWS", 5, 1) == cells("B3:C5")
    assert shifted("B3:C5", "ROWS", 3, -1) == cells("B3:C4")
    assert shifted("B3:C5", "ROWS", 1, -2) == cells("B2:C3")
    assert shifted("B3:C5", "ROWS", 1, -8) is None
    assert shifted("C:C", "ROWS", 0, 5) == cells("C:C")
    assert shifted("C:C", "COLUMNS", 0, 1) == cells("D:D")
    assert shifted("C:C", "COLUMNS", 2, -1) is None
    assert shifted("3:5", "COLUMNS", 0, -2) == cells("3:5")
    assert shifted("A2:A", "ROWS", 0, 1) == cells("A3:A")


def test_merged_cells() -> None:
    sheet = sheet_of("a b", "c d")
    merge(sheet, cells("A1:A2"))
    assert texts(sheet) == ["a b", ". d"]
    assert sheet.hidden_by_merge(1, 0)
    assert not sheet.hidden_by_merge(0, 0)
    sheet.delete("ROWS", 0, 1)
    assert sheet.merges == []


def test_a_smaller_grid_loses_what_lies_outside() -> None:
    sheet = sheet_of("a b c", "d e f")
    sheet.merges = [cells("A1:B2"), cells("A1:C1")]
    sheet.resize(1, 2)
    assert texts(sheet) == ["a b"]
    assert sheet.merges == []


@given(
    st.lists(st.text("xy", min_size=1, max_size=2), min_size=1, max_size=8),
    st.integers(0, 7),
    st.integers(1, 3),
    st.integers(0, 8),
)
def test_moving_rows_keeps_every_row(rows: list[str], start: int, count: int, destination: int) -> None:
    sheet = sheet_of(*rows, size=(len(rows), 3))
    start = min(start, len(rows) - 1)
    end, destination = min(start + count, len(rows)), min(destination, len(rows))
    if start < destination < end:
        destination = end
    expected = [*rows]
    block = expected[start:end]
    del expected[start:end]
    place = destination if destination <= start else destination - len(block)
    expected[place:place] = block
    sheet.move("ROWS", start, end, destination)
    assert texts(sheet) == expected


def test_tables_as_the_guide_describes_them() -> None:
    # developers.google.com/workspace/sheets/api/guides/values: two tables, A1:C2 and B4:D6.
    sheet = sheet_of("x y z", "x y z", "", ". x y z", ". x y z", ". x y z")

    def start(text: str) -> str | None:
        area = (GridRange() if text == "Sheet1" else cells(text)).bounded(1000, 26)
        table = table_around(sheet, area)
        return None if table is None else f"{table.left},{table.end_row}"

    for text in ("Sheet1", "C5", "C5:D5", "B2:D4", "A3:G10"):
        assert start(text) == "1,6", text
    assert start("A1") == "0,2"
    assert start("E4") is None
    assert start("A4") is None


def test_a_gap_inside_a_table_belongs_to_it() -> None:
    sheet = sheet_of("a b c", "d . f", "g h i")
    assert table_around(sheet, cells("B2")) == GridRange(0, 3, 0, 3)
