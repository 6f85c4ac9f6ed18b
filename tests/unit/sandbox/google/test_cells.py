"""What typed text becomes, and what is shown of it."""

from datetime import UTC, datetime

import pytest

from bot.sandbox.google.cells import LOCALES, Cell, cell_from, entered, shown

TODAY = datetime(2026, 11, 25, tzinfo=UTC)
ENGLISH, FRENCH = LOCALES["en_US"], LOCALES["fr_FR"]


def roundtrip(text: str, locale: str = "en_US") -> str:
    cell = cell_from(text, LOCALES[locale], TODAY, None)
    return shown(cell.value, cell.number_format, LOCALES[locale])


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("le-fournil", "le-fournil"),
        ("12", 12.0),
        ("007", 7.0),
        ("-1,234.5", -1234.5),
        ("1e3", 1000.0),
        ("12%", 0.12),
        ("$5", 5.0),
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
        ("12:00", 0.5),
        ("a12", "a12"),
        ("1.2.3", "1.2.3"),
    ],
)
def test_values(text: str, value: object) -> None:
    found = entered(text, ENGLISH, TODAY)
    assert found.value == value
    assert type(found.value) is type(value)
    assert found.formula is None


@pytest.mark.parametrize(
    ("text", "locale", "seen"),
    [
        ("007", "en_US", "7"),
        ("12%", "en_US", "12%"),
        ("12.5%", "en_US", "12.50%"),
        ("1,234", "en_US", "1,234"),
        ("$1,234.5", "en_US", "$1,234.50"),
        ("12e5", "en_US", "1.20E+06"),
        ("2026-11-25", "en_US", "2026-11-25"),
        ("2026-11-25 14:05", "en_US", "2026-11-25 14:05"),
        ("11/5/2026", "en_US", "11/5/2026"),
        ("10:30", "en_US", "10:30"),
        ("true", "fr_FR", "VRAI"),
        ("vrai", "fr_FR", "VRAI"),
        ("1,5", "fr_FR", "1,5"),
        ("12,50 €", "fr_FR", "12,50 €"),
        ("25/11/2026", "fr_FR", "25/11/2026"),
    ],
)
def test_what_a_person_sees(text: str, locale: str, seen: str) -> None:
    assert roundtrip(text, locale) == seen


def test_a_cell_formatted_as_text_takes_everything_as_it_is() -> None:
    old = Cell(format={"numberFormat": {"type": "TEXT"}})
    assert cell_from("007", ENGLISH, TODAY, old).value == "007"
    assert cell_from("=1", ENGLISH, TODAY, old).formula is None


def test_typing_keeps_the_format() -> None:
    old = Cell("x", format={"numberFormat": {"type": "NUMBER", "pattern": "0.00"}})
    new = cell_from("2026-11-25", ENGLISH, TODAY, old)
    assert new.number_format == {"type": "NUMBER", "pattern": "0.00"}
    assert shown(new.value, new.number_format, ENGLISH) == "46351.00"
