"""Single comparisons of a sheet before and after a write, and how they are kept."""

import zlib

import pytest

from sheets.a1 import cells, columns, letters, quoted
from sheets.align import Seen, align, align_columns
from sheets.errors import BadConfiguration
from sheets.grid import Grid, full_grid, joined
from sheets.layout import Headers, find_layout
from sheets.ledger import Ledger
from sheets.locate import locate
from sheets.repair import Added, Pending, Sent, mend
from tests.unit.sheets.paper import MemoryJournal

HEADERS = Headers()
HEAD = [HEADERS.name, HEADERS.slug, HEADERS.token]
T = "our-token-00000000"
OLD = "typed-token-000000"


def seen(*rows: list[str], width: int = 5) -> Seen:
    grid = full_grid(rows, width)
    return Seen(grid, find_layout(grid.head(10), HEADERS))


def put_back(before: Seen, now: Seen, *sent: Sent, added: tuple[Added, ...] = ()) -> dict[tuple[int, int], str]:
    return dict(mend(Pending(before, sent, added), now, {}).restore)


def test_a_write_that_landed_needs_nothing() -> None:
    before = seen(HEAD, ["A", "a"], ["B", "b", OLD])
    now = seen(HEAD, ["A", "a", T], ["B", "b", OLD])
    assert put_back(before, now, Sent(2, 3, T, "a")) == {}


def test_a_stray_token_gives_way_to_what_it_displaced() -> None:
    before = seen(HEAD, ["A", "a"], ["B", "b", OLD])
    now = seen(HEAD, ["B", "b", T], ["A", "a"])
    assert put_back(before, now, Sent(2, 3, T, "a")) == {(2, 3): OLD}


def test_a_stray_token_in_a_new_row_is_taken_away() -> None:
    before = seen(HEAD, ["A", "a"])
    now = seen(HEAD, ["", "", T], ["A", "a"])
    assert put_back(before, now, Sent(2, 3, T, "a")) == {(2, 3): ""}


def test_a_token_over_anothers_beside_a_wanted_slug_is_stray_too() -> None:
    before = seen(HEAD, ["A", "a"], ["B", "b", OLD])
    now = seen(HEAD, ["B", "b", T], ["A", "a"])
    assert dict(mend(Pending(before, (Sent(2, 3, T, "a"),)), now, {"b": [T]}).restore) == {(2, 3): OLD}


def test_no_more_is_taken_back_than_went_astray() -> None:
    before = seen(HEAD, ["A", "a"], ["B", "b"], ["C", "c"])
    pasted = seen(HEAD, ["A", "a", T], ["B", "b", T], ["C", "c"])
    assert put_back(before, pasted, Sent(2, 3, T, "a")) == {}
    stray_and_pasted = seen(HEAD, ["B", "b", T], ["C", "c", T], ["A", "a"])
    assert put_back(before, stray_and_pasted, Sent(2, 3, T, "a")) == {(2, 3): ""}


def test_a_token_that_stood_there_before_stays() -> None:
    before = seen(HEAD, ["A", "a"], ["B", "b", T])
    now = seen(HEAD, ["B", "b", T], ["A", "a"])
    assert put_back(before, now, Sent(2, 3, T, "a")) == {}


def test_a_header_that_was_hit_comes_back() -> None:
    before = seen(HEAD, ["A", "a"])
    rows = [[], ["RESTAURANT NAME", "SLUG PONGO", T], ["A", "a"]]
    pending = Pending(before, (Sent(2, 3, T, "a"),))
    layout = locate(rows, HEADERS, pending)
    now = Seen(full_grid(rows, 5), layout)
    assert (layout.header_row, layout.token) == (2, 3)
    assert dict(mend(pending, now, {}).restore) == {(2, 3): HEADERS.token}


def test_a_column_that_took_the_tokens_place_gets_its_text_back() -> None:
    before = seen([*HEAD, "NOTES"], ["A", "a", "", "call first"], ["B", "b", OLD, "closed"])
    now = seen([HEADERS.name, HEADERS.slug, "NOTES", HEADERS.token], ["A", "a", T], ["B", "b", "closed", OLD])
    assert put_back(before, now, Sent(2, 3, T, "a")) == {(2, 3): "call first"}


def test_a_row_added_in_the_wrong_columns_is_cleared() -> None:
    before = seen(HEAD, ["B", "b", OLD])
    now = seen(["", *HEAD], ["", "B", "b", OLD], ["N", "n", T])
    assert put_back(before, now, added=(Added("N", "n", T),)) == {(3, 1): "", (3, 2): "", (3, 3): ""}


def test_an_emptied_cell_is_filled_again_where_the_emptying_went_astray() -> None:
    before = seen(HEAD, ["A", "a", T], ["B", "b", OLD])
    now = seen(HEAD, ["B", "b"], ["A", "a", T])
    assert put_back(before, now, Sent(2, 3, "", "a", T)) == {(2, 3): OLD}
    landed = seen(HEAD, ["B", "b", OLD], ["A", "a"])
    assert put_back(before, landed, Sent(2, 3, "", "a", T)) == {}


def test_a_text_that_is_still_there_is_not_put_back_on_a_guess() -> None:
    before = seen(HEAD, ["Same", "a"], ["Same", "b", OLD])
    now = seen(HEAD, ["Same", "x", T], ["Same", "y", OLD], ["Same", "a"])
    assert put_back(before, now, Sent(2, 3, T, "a")) == {(2, 3): ""}


def test_columns_without_headers_are_known_by_their_text() -> None:
    before = seen([*HEAD, "", ""], ["A", "a", "", "red", "1"], ["B", "b", "", "blue", "2"])
    now = seen(["", *HEAD, ""], ["red", "A", "a", "", "1"], ["blue", "B", "b", "", "2"])
    assert align_columns(before, now, ()) == {2: 1, 3: 2, 4: 3, 1: 4, 5: 5}


def test_rows_are_known_after_a_sort_an_insertion_and_edits() -> None:
    before = seen(HEAD, ["A", "a"], ["B", "b", OLD], ["C", "c"])
    now = seen(HEAD, ["C edited", "c"], ["", ""], ["B", "b-edited", OLD], ["A", "a"])
    assert {new: old for new, old in align(before, now, ()).rows.items() if new > 1} == {2: 4, 5: 2}
    marked = seen(HEAD, ["C edited", "c"], ["", ""], ["B", "b-edited", T], ["A", "a"])
    found = align(before, marked, {T})
    assert {new: old for new, old in found.rows.items() if new > 1} == {2: 4, 4: 3, 5: 2}
    assert found.guessed == {4}


def test_a_journal_keeps_everything_and_clears_only_when_empty() -> None:
    journal = MemoryJournal()
    pending = Pending(
        seen(HEAD, ["A", "a", OLD]),
        (Sent(2, 3, T, "a", OLD), Sent(3, 3, "", None, T)),
        (Added("N", "n", T),),
        (Sent(4, 3, T),),
        (Sent(5, 3, T, "x"),),
    )
    one, two = Ledger(journal, "book", 0), Ledger(journal, "book", 1)
    assert one.pending() is None
    one.save(pending)
    assert Ledger(journal, "book", 0).pending() == pending
    assert Ledger(journal, "book", 1).pending() is None
    two = Ledger(journal, "book", 1)
    two.save(pending)
    two.clear()
    assert Ledger(journal, "book", 0).pending() == pending
    Ledger(journal, "book", 0).clear()
    assert journal.state is None
    assert T not in repr(pending)


@pytest.mark.parametrize("blob", [b"x", zlib.compress(b"[]"), zlib.compress(b'{"version": 99, "worksheets": {}}')])
def test_a_journal_that_nobody_can_read(blob: bytes) -> None:
    journal = MemoryJournal()
    journal.state = blob
    with pytest.raises(BadConfiguration):
        Ledger(journal, "book", 0)


def test_the_notation_of_cells() -> None:
    assert [letters(n) for n in (1, 26, 27, 52, 702, 703)] == ["A", "Z", "AA", "AZ", "ZZ", "AAA"]
    assert quoted("L'été") == "'L''été'"
    assert (columns(2, 27), columns(1, 3, 10)) == ("B1:AA", "A1:C10")
    assert (cells(3, 5, 5), cells(3, 5, 9)) == ("C5", "C5:C9")


def test_grids() -> None:
    grid = joined({2: ["x"], 4: ["y", "z"]})
    assert (grid.columns, grid.height, grid.cell(2, 2), grid.cell(2, 4)) == ((2, 4), 2, "", "z")
    assert (grid.cell(1, 3), grid.cell(9, 2), grid.text(1, 3)) == (None, "", "")
    assert grid.head(2) == [["", "x", "", "y"], ["", "", "", "z"]]
    changed = grid.replaced({(4, 2): "new", (1, 3): "not read"})
    assert [list(line) for line in changed.lines] == [["x", "y"], ["", "z"], ["", ""], ["new", ""]]
    assert isinstance(changed, Grid)
