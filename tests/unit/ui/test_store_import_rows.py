"""Choosing rows of the sheet: what is offered, and what the choice stands for."""

from typing import Any

import pytest

from bot.texts import Texts
from bot.ui.store_import import MOST_OPTIONS, chosen_rows, row_options, rows_view
from tests.unit.ui.limits import all_texts
from tests.unit.ui.pictures import BOTH, FRENCH, request
from workflows.rules.sheet_candidates import Candidate, SheetLine, candidates

both = pytest.mark.parametrize("texts", BOTH, ids=lambda texts: texts.language)


def rows(count: int = 3, brand: str = "Léa") -> list[Candidate]:
    return candidates([SheetLine(n + 2, f"{brand} {n}", f"lea-{n}", False) for n in range(count)], set())[0]


def select(view: dict[str, Any]) -> dict[str, Any]:
    (found,) = [b["element"] for b in view["blocks"] if b.get("block_id") == "sheet_rows"]
    return dict(found)


@both
def test_the_brands_rows_are_chosen_to_begin_with(texts: Texts) -> None:
    view = rows_view(texts, rows(), [], "LÉA")
    element = select(view)
    assert element["action_id"] == "sheet_rows"
    assert [option["value"] for option in element["initial_options"]] == ["all:LÉA"]
    assert view["callback_id"] == "sheet_choice"
    assert "initial_options" not in select(rows_view(texts, rows(), [], "Autre"))


@both
def test_without_rows_there_is_nothing_to_submit_and_rows_to_correct_are_named(texts: Texts) -> None:
    view = rows_view(texts, [], range(40, 60), "Léa", request())
    assert "submit" not in view
    assert view["private_metadata"] == "a" * 32
    assert "40, 41, 42, 43, 44, 45, 46, 47…" in all_texts(view)


def test_all_that_is_found_comes_first_then_each_as_many_as_slack_takes() -> None:
    options = row_options(FRENCH, rows(500), "léa 4")
    assert options[0]["value"] == "all:léa 4"
    assert "111 lignes" in options[0]["text"]["text"]
    assert len(options) == MOST_OPTIONS
    assert [plain(option) for option in row_options(FRENCH, rows(), "léa 2")] == ["Léa 2 · ligne 4"]
    assert [plain(option) for option in row_options(FRENCH, rows(), "Ligne 3")] == ["Léa 1 · ligne 3"]


def plain(option: dict[str, Any]) -> str:
    return " ".join(option["text"]["text"].split())


@both
def test_neither_options_nor_their_values_hold_a_slug_and_nothing_is_found_by_one(texts: Texts) -> None:
    lines = [SheetLine(7, "Chez Ubu", "secret-one", False), SheetLine(8, "", "secret-two", False)]
    found = candidates(lines, set())[0]
    for typed in ("ubu", "row 8", "ligne 7", "secret", "secret-one", "secret-two", "secret-"):
        offered = str(row_options(texts, found, typed))
        assert "secret-one" not in offered.replace(typed, "")
        assert "secret-two" not in offered.replace(typed, "")
        assert bool(row_options(texts, found, typed)) is not typed.startswith("secret")
    # Not to be guessed from either: of a row without a name it says nothing but the row.
    other = candidates([SheetLine(8, "", "another", False)], set())[0]
    assert row_options(texts, found, "row 8") == row_options(texts, other, "row 8")


@both
def test_a_search_begins_with_three_letters(texts: Texts) -> None:
    assert (
        row_options(texts, rows(), "lé") == row_options(texts, rows(), " é  ") == row_options(texts, rows(), "") == []
    )
    assert row_options(texts, rows(), "léa")
    assert select(rows_view(texts, rows(), [], "Autre"))["min_query_length"] == 3


def test_what_is_chosen_is_each_row_once_in_the_sheets_order() -> None:
    found = rows(30)
    values = {row.slug: option["value"] for row in found for option in row_options(FRENCH, [row], row.name)}
    assert slugs(chosen_rows(found, [values["lea-7"], values["lea-3"]])) == ["lea-3", "lea-7"]
    assert slugs(chosen_rows(found, ["all:léa 2", values["lea-2"]])) == ["lea-2", *(f"lea-{n}" for n in range(20, 30))]
    assert chosen_rows(found, ["all:"]) == found
    assert chosen_rows(found, []) == []


def slugs(found: list[Candidate] | None) -> list[str]:
    return [one.slug for one in found or []]


def test_options_that_0_1_0_offered_still_stand_for_their_rows() -> None:
    assert slugs(chosen_rows(rows(30), ["one:lea-7", "one:lea-3"])) == ["lea-3", "lea-7"]


def test_a_row_that_is_another_one_by_now_is_not_taken_for_what_was_chosen() -> None:
    (option,) = row_options(FRENCH, rows(), "léa 1")
    lines = [SheetLine(2, "Léa 1", "lea-1", False), SheetLine(3, "Léa 0", "lea-0", False)]
    assert chosen_rows(candidates(lines, set())[0], [option["value"]]) is None
    assert chosen_rows(rows(), ["one:none"]) is None


@both
def test_what_is_chosen_is_what_was_counted(texts: Texts) -> None:
    for typed in ("", "léa", "LEA 1", "a 2", "x" * 300, "lea_" * 60):
        options = row_options(texts, rows(300), typed)
        if options and options[0]["value"].startswith("all:"):
            assert f"{len(slugs(chosen_rows(rows(300), [options[0]['value']])))}" in options[0]["text"]["text"]
