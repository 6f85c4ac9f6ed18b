"""Which row's slug is a store's, and which is only alike."""

import pytest

from sheets.slugs import Alike, fold


@pytest.mark.parametrize(
    "cell",
    ["emile-nantes", "Emile-NANTES", " emile\u2011nantes ", "emile\u2013nantes", "emi\u00adle-nan\u200btes"],
)
def test_the_same_slug(cell: str) -> None:
    assert fold(cell) == fold("Emile-nantes")


@pytest.mark.parametrize(
    ("slug", "cell"),
    [
        ("1234567890123456", "1.23457E+15"), ("1234567890123456", "1,23457E+15"), ("1234567", "1 234 567"),
        ("1234567", "1\u202f234\u202f567"), ("1234567", "1,234,567.00"), ("1234567", "1.234.567"), ("00123", "123"),
        ("1234567", "1234567.0"), ("123", "00123"), ("emile-nantes", "emile nantes"), ("emile_nantes", "Emile-Nantes"),
        ("emile-nantes", "émile-nantes"), ("emile-nantes", "“emile-nantes”"), ("1000000", "1E+06"),
        ("emile-nantes", "https://backoffice.heypongo.com/merchant/42/stores/emile-nantes"),
        ("00123", "backoffice.heypongo.com/merchant/42/stores/123/edit?tab=1"), ("9999999999999999", "1E+16"),
    ],
)  # fmt: skip
def test_a_slug_that_is_only_alike(slug: str, cell: str) -> None:
    assert fold(slug) != fold(cell)
    assert Alike([(2, "other"), (3, cell), (4, "")]).rows(slug) == [3]


@pytest.mark.parametrize(
    ("slug", "cell"),
    [
        ("emile-nantes", "emile-nantes-2"), ("paris-1-2", "paris-12"), ("1234567890123456", "1.23467E+15"),
        ("1234567", "1 234 568"), ("12345", "1.23457E+15"), ("emile", ""), ("emile", "https://x.example/stores/emile-2"),
        ("abc", "1.23457E+15"), ("0012", "120"),
    ],
)  # fmt: skip
def test_a_slug_that_is_another(slug: str, cell: str) -> None:
    assert Alike([(3, cell)]).rows(slug) == []


def test_of_very_many_rows_each_is_found() -> None:
    alike = Alike((row, f"slug-{row}") for row in range(50_000))
    assert [alike.rows(f"slug_{row}") for row in range(1_000)] == [[row] for row in range(1_000)]
