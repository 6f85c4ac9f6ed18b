"""The small evaluator, and how references follow."""

from typing import Any

import pytest

from bot.sandbox.google.book import State
from bot.sandbox.google.cells import LOCALES, Cell, ErrorValue
from bot.sandbox.google.formulas import evaluate, link_of
from bot.sandbox.google.grid import Sheet
from bot.sandbox.google.references import carried, follow

ENGLISH = LOCALES["en_US"]


def nothing(title: str | None, row: int, column: int) -> Any:
    return {(0, 0): 2.0, (0, 1): "deux", (1, 0): 3.0}.get((row, column))


@pytest.mark.parametrize(
    ("formula", "value"),
    [
        ("=1+2*3", 7.0),
        ("=(1+2)*3", 9.0),
        ("=2^3/4", 2.0),
        ("=-2+5", 3.0),
        ("=50%", 0.5),
        ('="a"&"b"&1', "ab1"),
        ('="say ""hi"""', 'say "hi"'),
        ("=A1", 2.0),
        ("=$B$1", "deux"),
        ("=A1+A2", 5.0),
        ("=SUM(A1:B2,10)", 15.0),
        ("=C9", None),
        ("=C9+1", 1.0),
        ('=HYPERLINK("https://x.example","voir")', "voir"),
        ('=HYPERLINK("https://x.example";"voir")', "voir"),
        ('=IF(A1>1,"oui","non")', "oui"),
        ("=A1=2", True),
        ('=CONCATENATE(A1," ",B1)', "2 deux"),
        ("=LEN(B1)", 4.0),
    ],
)
def test_values(formula: str, value: object) -> None:
    assert evaluate(formula, nothing, ENGLISH) == value


@pytest.mark.parametrize(
    ("formula", "kind"),
    [
        ("=NOSUCH(1)", "NAME"),
        ("=fournil", "NAME"),
        ("=1/0", "DIVIDE_BY_ZERO"),
        ('="a"+1', "VALUE"),
        ("=1+", "ERROR"),
        ("=+ de goût", "ERROR"),
        ("=A1:B2", "VALUE"),
        ("=IF()", "N_A"),
        ("=9^9999", "NUM"),
    ],
)
def test_errors(formula: str, kind: str) -> None:
    found = evaluate(formula, nothing, ENGLISH)
    assert isinstance(found, ErrorValue)
    assert found.kind == kind


def test_a_circle_is_an_error() -> None:
    sheet = Sheet(0, "S", rows=[(Cell(formula="=B1"), Cell(formula="=A1"))])
    state = State("t", sheets=[sheet])
    assert state.value(sheet, 0, 0) == ErrorValue("REF", "Circular dependency detected.")


def test_other_worksheets_and_cells_outside() -> None:
    first = Sheet(0, "S", rows=[(Cell(formula="='It''s'!A1"), Cell(formula="=ZZ1"), Cell(formula="=No!A1"))])
    other = Sheet(1, "It's", rows=[(Cell(5.0),)])
    state = State("t", sheets=[first, other])
    assert [state.text_of(first, cell) for cell in first.rows[0]] == ["5", "#REF!", "#REF!"]


def test_the_address_of_a_link() -> None:
    assert link_of('=HYPERLINK("https://x.example/?a=""b""","voir")') == 'https://x.example/?a="b"'
    assert link_of("=A1") is None


@pytest.mark.parametrize(
    ("formula", "moved"),
    [
        ("=A1+$A1+A$1+$A$1", "=B3+$A3+B$1+$A$1"),
        ("=SUM(A1:B2)", "=SUM(B3:C4)"),
        ('="A1"&A1', '="A1"&B3'),
        ("='It''s'!A1", "='It''s'!B3"),
        ("=LOG10(A1)", "=LOG10(B3)"),
    ],
)
def test_carried_references(formula: str, moved: str) -> None:
    assert carried(formula, 2, 1) == moved


def test_a_reference_carried_out_of_the_grid() -> None:
    assert carried("=A1", -1, 0) == "=#REF!"


def test_formulas_follow_inserted_and_deleted_rows() -> None:
    rows = [(Cell(formula="=A3+S!A3+Other!A3"), Cell(formula="=SUM(A2:A4)")), (), (Cell(1.0),), (Cell(2.0),)]
    sheet = Sheet(0, "S", rows=list(rows))
    other = Sheet(1, "Other", rows=[(Cell(formula="=S!A3"), Cell(formula="=A3"))])
    state = State("t", sheets=[sheet, other])
    follow(state, sheet, "ROWS", sheet.insert("ROWS", 1, 2))
    assert [cell and cell.formula for cell in sheet.rows[0]] == ["=A5+S!A5+Other!A3", "=SUM(A4:A6)"]
    assert [cell and cell.formula for cell in other.rows[0]] == ["=S!A5", "=A3"]
    follow(state, sheet, "ROWS", sheet.delete("ROWS", 4, 5))
    assert [cell and cell.formula for cell in sheet.rows[0]] == ["=#REF!+S!#REF!+Other!A3", "=SUM(A4:A5)"]
    follow(state, sheet, "COLUMNS", sheet.insert("COLUMNS", 0, 1))
    assert [cell and cell.formula for cell in sheet.rows[0]][2] == "=SUM(B4:B5)"
