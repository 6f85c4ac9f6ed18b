"""What counts as a yes of 6xpos's."""

import pytest

from workflows.rules.sheet_ticks import is_yes, said


@pytest.mark.parametrize(
    "text",
    ["Oui", " OK ! ", "x", "TRUE", "VRAI", "✅", "24/11/2026", "2026-11-24", "24 nov. 2026", "24 décembre 2026",
     "Nov 24, 2026", "24/11/2026 10:05"],
)  # fmt: skip
def test_a_yes(text: str) -> None:
    assert is_yes(text)


@pytest.mark.parametrize(
    "text", ["", "FALSE", "FAUX", "non", "en cours", "1/2", "12", "oui sauf Nantes", "prévu le 24/11/2026"]
)
def test_no_yes(text: str) -> None:
    assert not is_yes(text)


def test_what_looks_like_a_token_is_not_kept() -> None:
    assert said("a1b2c3d4e5f6a7b8c9d0") == "…"
    assert said(" en \n cours ") == "en cours"
