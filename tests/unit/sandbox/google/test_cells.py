"""What typed text becomes, and what is shown of it."""

from datetime import date

import pytest

from bot.sandbox.google.cells import LOCALES, Cell, cell_from, shown

TODAY = date(2026, 11, 25)
ENGLISH, FRENCH = LOCALES["en_US"], LOCALES["fr_FR"]


def roundtrip(text: str, locale: str = "en_US") -> str:
    cell = cell_from(text, LOCALES[locale], TODAY, None)
    return shown(cell.value, cell.pattern, LOCALES[locale])


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("le-fournil", "le-fournil"),
        ("12", 12.0),
        ("007", 7.0),
        ("1e3", 1000.0),
        ("12%", 0.12),
        ("true", True),
        ("FALSE", False),
        ("'007", "007"),
        ("'=1+1", "=1+1"),
        ("12,34", "12,34"),
        ("1,5", "1,5"),
        ("-", "-"),
        ("2026-11-25", 46351.0),
        ("11/25/2026", 46351.0),
        ("25/11/2026", "25/11/2026"),
        ("2026-02-30", "2026-02-30"),
        ("12-05", 46361.0),
        ("a12", "a12"),
        ("1.2.3", "1.2.3"),
    ],
)
def test_values(text: str, value: object) -> None:
    found = cell_from(text, ENGLISH, TODAY, None)
    assert found.value == value
    assert type(found.value) is type(value)
    assert found.formula is None


@pytest.mark.parametrize(
    ("text", "locale", "seen"),
    [
        ("007", "en_US", "7"),
        ("12%", "en_US", "12%"),
        ("12.5%", "en_US", "12.50%"),
        ("12e5", "en_US", "1.20E+06"),
        ("2026-11-25", "en_US", "2026-11-25"),
        ("11/5/2026", "en_US", "11/5/2026"),
        ("true", "fr_FR", "VRAI"),
        ("vrai", "fr_FR", "VRAI"),
        ("1,5", "fr_FR", "1,5"),
        ("1.5", "fr_FR", "1.5"),
        ("12:30", "fr_FR", "12:30"),
        ("25/11/2026", "fr_FR", "25/11/2026"),
    ],
)
def test_what_a_person_sees(text: str, locale: str, seen: str) -> None:
    assert roundtrip(text, locale) == seen


def test_a_cell_formatted_as_text_takes_everything_as_it_is() -> None:
    old = Cell(pattern={"type": "TEXT"})
    assert cell_from("007", ENGLISH, TODAY, old).value == "007"
    assert cell_from("=1", ENGLISH, TODAY, old).formula is None


def test_typing_keeps_the_format() -> None:
    old = Cell("x", pattern={"type": "NUMBER", "pattern": "0.00"})
    new = cell_from("2026-11-25", ENGLISH, TODAY, old)
    assert new.pattern == {"type": "NUMBER", "pattern": "0.00"}
    assert shown(new.value, new.pattern, ENGLISH) == "46351.00"
