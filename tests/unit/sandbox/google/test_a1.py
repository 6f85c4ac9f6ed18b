"""A1 notation, both ways."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.sandbox.google import a1
from bot.sandbox.google.a1 import BadRange, GridRange


@pytest.mark.parametrize(
    ("text", "area"),
    [
        ("A1", GridRange(0, 1, 0, 1)),
        ("$C$7", GridRange(6, 7, 2, 3)),
        ("aa10", GridRange(9, 10, 26, 27)),
        ("A1:B2", GridRange(0, 2, 0, 2)),
        ("b2:a1", GridRange(0, 2, 0, 2)),
        ("A:C", GridRange(None, None, 0, 3)),
        ("C:A", GridRange(None, None, 0, 3)),
        ("2:5", GridRange(1, 5, None, None)),
        ("A5:A", GridRange(4, None, 0, 1)),
        ("A2:ZZ", GridRange(1, None, 0, 702)),
        ("B2:5", GridRange(1, 5, 1, None)),
    ],
)
def test_cells(text: str, area: GridRange) -> None:
    assert a1.cells(text) == area


@pytest.mark.parametrize(
    "text", ["", "A", "1", "A0", "A1:", ":A1", "A1:B2:C3", "ABCD1", "A-1", "5:A", "A:B5", "A1 ", "é1", "$"]
)
def test_what_is_no_range_is_refused(text: str) -> None:
    with pytest.raises(BadRange):
        a1.cells(text)


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("Sheet1!A1", ("Sheet1", "A1")),
        ("'It''s a sheet'!A1:B", ("It's a sheet", "A1:B")),
        ("'Two!marks'!C:C", ("Two!marks", "C:C")),
        ("'Only a title'", ("Only a title", None)),
        ("Été 2026!B2", ("Été 2026", "B2")),
        ("A1:B2", (None, "A1:B2")),
        ("Sheet1", (None, "Sheet1")),
    ],
)
def test_title_and_cells(text: str, parts: tuple[str | None, str | None]) -> None:
    assert a1.split(text) == parts


@pytest.mark.parametrize(
    ("area", "text"),
    [
        (GridRange(0, 1, 0, 1), "T!A1"),
        (GridRange(0, 2, 0, 2), "T!A1:B2"),
        (GridRange(1000, None, 0, 2), "T!A1001:B"),
        (GridRange(1000, 1001, 0, 2), "T!A1001:B1001"),
        (GridRange(0, 2, 26, None), "T!AA1:2"),
        (GridRange(1, 5, None, None), "T!2:5"),
    ],
)
def test_ranges_as_google_writes_them(area: GridRange, text: str) -> None:
    assert a1.written("T", area) == text


@given(st.text(min_size=1), st.integers(0, 5000), st.integers(1, 9), st.integers(0, 99), st.integers(1, 9))
def test_a_written_range_reads_back(title: str, top: int, height: int, left: int, width: int) -> None:
    area = GridRange(top, top + height, left, left + width)
    found, cells = a1.split(a1.written(title, area))
    assert (found, a1.cells(cells or "")) == (title, area)
