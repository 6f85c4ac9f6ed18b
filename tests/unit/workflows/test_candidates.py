"""Which rows of the sheet a request may take, and how they are found."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from workflows.rules.sheet_candidates import Candidate, SheetLine, candidates, matching, own_name
from workflows.rules.store_lines import Source, StoreLine

LINES = [
    SheetLine(2, "Maison Kaël Lyon", "kael-lyon", False),
    SheetLine(3, "Maison Kaël Paris", "kael-paris", True),
    SheetLine(4, "Épi d’Or", "EPI_2", False),
    SheetLine(5, "Lyon, encore", "kael-lyon", False),
    SheetLine(6, "Paris sans token", "kael-paris", False),
    SheetLine(7, "", "sans-nom", False),
    SheetLine(8, "Brest", "kaël brest", False),
    SheetLine(9, "Pris", "pris", False),
]


def test_a_slug_without_a_token_in_any_row_and_in_no_open_request_is_one_store() -> None:
    found, unusable = candidates(LINES, {"pris"})
    assert [one.store for one in found] == [
        StoreLine("Maison Kaël Lyon", "kael-lyon", 2, Source.SHEET),
        StoreLine("Épi d’Or", "EPI_2", 4, Source.SHEET),
        StoreLine("sans-nom", "sans-nom", 7, Source.SHEET),
    ]
    assert unusable == [8]
    assert candidates([], set()) == ([], [])


@pytest.mark.parametrize(
    ("text", "slugs"),
    [
        ("", ["kael-lyon", "EPI_2", "sans-nom"]),
        ("  ", ["kael-lyon", "EPI_2", "sans-nom"]),
        ("MAISON kael", ["kael-lyon"]),
        ("maisonkaël", ["kael-lyon"]),
        ("epi", ["EPI_2"]),
        ("epi_2", []),
        ("sans-nom", []),
        ("ligne 7", ["sans-nom"]),
        ("Row 2", ["kael-lyon"]),
        ("lyon", ["kael-lyon"]),
        ("brest", []),
        ("!!", []),
    ],
)
def test_rows_are_found_by_their_name_or_number_and_never_by_their_slug(text: str, slugs: list[str]) -> None:
    assert [one.slug for one in matching(candidates(LINES, {"pris"})[0], text)] == slugs


@example([SheetLine(1, ":", "0", False)])
@given(st.lists(st.builds(SheetLine, st.integers(1, 99), st.text(max_size=20), st.text(min_size=1, max_size=9),
                          st.booleans())))  # fmt: skip
def test_whatever_the_sheet_holds_what_is_offered_can_be_a_store(lines: list[SheetLine]) -> None:
    found, unusable = candidates(lines, set())
    assert len({one.slug for one in found}) == len(found)
    tokens = {line.slug for line in lines if line.has_token}
    for one in found:
        assert isinstance(one, Candidate)
        assert one.name
        assert one.slug not in tokens
        assert one in matching(found, own_name(one.name, one.slug) or f"row {one.row}")
    assert set(unusable) <= {line.row for line in lines}
