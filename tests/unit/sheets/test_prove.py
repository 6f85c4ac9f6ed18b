"""`prove-sheet`: every fact holds on the embedded Google, and each switch turns its fact round."""

import pytest

from bot.commands.prove_sheet import SHEET, TITLE, prove
from tests.unit.sheets.direct import wire_to


def test_all_holds_and_the_worksheet_goes_also_one_that_an_earlier_run_left() -> None:
    wire, _ = wire_to([["x"]])
    with wire.book.change("person") as draft:
        draft.state.sheets.append(draft.state.sheets[0].copy())
        draft.state.sheets[-1].id, draft.state.sheets[-1].title = SHEET, TITLE
    facts = list(prove(wire.client(), wire.client(TITLE)))
    assert [fact for fact in facts if not fact.holds] == []
    assert [sheet.title for sheet in wire.book.worksheets] == ["Stores"]
    assert wire.book.worksheet().rows() == [["x"]]


@pytest.mark.parametrize(
    ("quirk", "wrong", "loses"),
    [
        ("blanks_not_matched", {"blank cells are found by ^$"}, True),
        ("hidden_rows_skipped", {"hidden rows are changed too", "filtered rows are changed too"}, False),
    ],
)
def test_what_is_otherwise_is_told(quirk: str, wrong: set[str], loses: bool) -> None:
    wire, google = wire_to([["x"]])
    setattr(google.quirks, quirk, True)
    facts = [fact for fact in prove(wire.client(), wire.client(TITLE)) if not fact.holds]
    assert {fact.name for fact in facts} == wrong
    assert any(fact.loses for fact in facts) is loses


def test_a_refused_find_replace_fails_every_fact_that_needs_it() -> None:
    wire, google = wire_to([["x"]])
    google.quirks.find_replace_refused = True
    facts = [fact for fact in prove(wire.client(), wire.client(TITLE)) if not fact.holds]
    assert len(facts) > 5
    assert [sheet.title for sheet in wire.book.worksheets] == ["Stores"]
