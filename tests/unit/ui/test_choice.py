"""Choosing rows of the sheet: what is offered, and what the choice stands for."""

from typing import Any

import pytest

from bot.texts import Texts
from bot.ui.choice import MOST_OPTIONS, chosen_rows, row_options, sheet_choice
from tests.unit.ui.limits import all_texts
from tests.unit.ui.pictures import BOTH, FRENCH, request
from workflows.candidates import Candidate, SheetLine, candidates

both = pytest.mark.parametrize("texts", BOTH, ids=lambda texts: texts.language)


def rows(count: int = 3, brand: str = "Léa") -> list[Candidate]:
    return candidates([SheetLine(n + 2, f"{brand} {n}", f"lea-{n}", False) for n in range(count)], set())[0]


def select(view: dict[str, Any]) -> dict[str, Any]:
    (found,) = [b["element"] for b in view["blocks"] if b.get("block_id") == "sheet_rows"]
    return dict(found)


@both
def test_the_brands_rows_are_chosen_to_begin_with(texts: Texts) -> None:
    view = sheet_choice(texts, rows(), [], "LÉA")
    element = select(view)
    assert element["action_id"] == "sheet_rows"
    assert [option["value"] for option in element["initial_options"]] == ["all:LÉA"]
    assert view["callback_id"] == "sheet_choice"
    assert "initial_options" not in select(sheet_choice(texts, rows(), [], "Autre"))


@both
def test_without_rows_there_is_nothing_to_submit_and_rows_to_correct_are_named(texts: Texts) -> None:
    view = sheet_choice(texts, [], range(40, 60), "Léa", request())
    assert "submit" not in view
    assert view["private_metadata"] == "a" * 32
    assert "40, 41, 42, 43, 44, 45, 46, 47…" in all_texts(view)


def test_all_that_is_found_comes_first_then_each_as_many_as_slack_takes() -> None:
    options = row_options(FRENCH, rows(500), "léa 4")
    assert options[0]["value"] == "all:léa 4"
    assert "111 lignes" in options[0]["text"]["text"]
    assert len(options) == MOST_OPTIONS
    assert [option["value"] for option in row_options(FRENCH, rows(), "lea-2")] == ["one:lea-2"]
    assert row_options(FRENCH, rows(), "x") == []
    assert row_options(FRENCH, rows(), "")[0]["value"] == "all:"


def test_what_is_chosen_is_each_row_once_in_the_sheets_order() -> None:
    found = rows(30)
    assert [one.slug for one in chosen_rows(found, ["one:lea-7", "one:lea-3", "one:none", "lea-1"])] == [
        "lea-3",
        "lea-7",
    ]
    assert [one.slug for one in chosen_rows(found, ["all:lea-2", "one:lea-2"])] == [
        "lea-2",
        *(f"lea-{n}" for n in range(20, 30)),
    ]
    assert chosen_rows(found, ["all:"]) == found
    assert chosen_rows(found, []) == []


@both
def test_what_is_chosen_is_what_was_counted(texts: Texts) -> None:
    for typed in ("", "léa", "LEA-1", " 2 ", "x" * 300, "lea_" * 60):
        options = row_options(texts, rows(300), typed)
        if options and options[0]["value"].startswith("all:"):
            assert f"{len(chosen_rows(rows(300), [options[0]['value']]))}" in options[0]["text"]["text"]
