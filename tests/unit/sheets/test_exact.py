"""Single writes, judged by the copy that they made of the sheet."""

import pytest

from sheets.align import Seen
from sheets.copies import Copy
from sheets.errors import HeadersMissing
from sheets.exact import settle, unwritten
from sheets.grid import full_grid
from sheets.layout import Headers, Layout, find_layout
from sheets.ledger import Ledger
from sheets.locate import locate_after, locate_copy
from sheets.repair import Added, Pending, Sent
from tests.unit.sheets.paper import MemoryJournal

HEADERS = Headers()
HEAD = [HEADERS.name, HEADERS.slug, HEADERS.token]
T = "our-token-00000000"
TYPED = "typed-token-000000"
COPY = Copy(7, "copy")


def seen(*rows: list[str], width: int = 5) -> Seen:
    grid = full_grid(rows, width)
    return Seen(grid, find_layout(grid.head(10), HEADERS))


def put_back(
    before: Seen, copy: Seen, now: Seen, *sent: Sent, added: tuple[Added, ...] = ()
) -> dict[tuple[int, int], str]:
    return dict(settle(Pending(before, sent, added, copy=COPY), copy, now, {}).restore)


BEFORE = seen(HEAD, ["A", "a"], ["B", "b"])
WRITE = Sent(2, 3, T, "a")


def test_what_landed_stays_and_what_a_person_typed_into_the_cell_comes_back() -> None:
    assert put_back(BEFORE, BEFORE, seen(HEAD, ["A", "a", T], ["B", "b"]), WRITE) == {}
    copy = seen(HEAD, ["A", "a", TYPED], ["B", "b"])
    assert put_back(BEFORE, copy, seen(HEAD, ["A", "a", T], ["B", "b"]), WRITE) == {(2, 3): TYPED}
    assert put_back(BEFORE, copy, seen(HEAD, ["B", "b"], ["A", "a", T]), WRITE) == {(3, 3): TYPED}


def test_what_a_person_typed_since_stays() -> None:
    copy = seen(HEAD, ["A", "a", TYPED], ["B", "b"])
    assert put_back(BEFORE, copy, seen(HEAD, ["A", "a", "typed-since-then"], ["B", "b"]), WRITE) == {}


def test_the_same_text_displaces_nothing() -> None:
    copy = seen(HEAD, ["A", "a", T], ["B", "b"])
    assert put_back(BEFORE, copy, copy, WRITE) == {}


def test_a_row_that_took_the_place_gets_its_token_back_unless_it_wants_ours() -> None:
    copy = seen(HEAD, ["B", "b"], ["A", "a"])
    now = seen(HEAD, ["B", "b", T], ["A", "a"])
    assert put_back(BEFORE, copy, now, WRITE) == {(2, 3): ""}
    assert dict(settle(Pending(BEFORE, (WRITE,), copy=COPY), copy, now, {"b": [T]}).restore) == {}
    held = seen(HEAD, ["B", "b", TYPED], ["A", "a"])
    assert dict(settle(Pending(BEFORE, (WRITE,), copy=COPY), held, now, {"b": [T]}).restore) == {(2, 3): TYPED}


def test_of_two_rows_alike_the_one_that_was_typed_over_since_is_known_by_its_rank() -> None:
    before = seen(HEAD, ["A", "a"], ["A", "a"], ["B", "b"])
    copy = seen(HEAD, ["A", "a", TYPED], ["A", "a"], ["B", "b"])
    sent = [Sent(row, 3, T, "a") for row in (2, 3)]
    for first, second, rest in (("typed-since", T, {}), (T, "typed-since", {(3, 3): TYPED})):
        now = seen(HEAD, ["New"], ["A", "a", first], ["A", "a", second], ["B", "b"])
        assert put_back(before, copy, now, *sent) == rest
    for first, second, rest in (("typed-since", T, {}), (T, "typed-since", {(3, 3): TYPED})):
        now = seen(HEAD, ["B", "b"], ["A", "a", first], ["A", "a", second])
        assert put_back(before, copy, now, *sent) == rest
    below = seen(["Above"], HEAD, ["A", "a", T], ["New"], ["A", "a", "typed-since"], ["B", "b"])
    assert put_back(before, copy, below, *sent) == {(3, 3): TYPED}


def test_a_slug_corrected_since_takes_the_token_back() -> None:
    assert put_back(BEFORE, BEFORE, seen(HEAD, ["A", "a-new", T], ["B", "b"]), WRITE) == {(2, 3): ""}


def test_an_emptying_that_hit_another_token() -> None:
    before = seen(HEAD, ["A", "a", T], ["B", "b", TYPED])
    copy = seen(HEAD, ["B", "b", TYPED], ["A", "a", T])
    assert put_back(before, copy, seen(HEAD, ["B", "b"], ["A", "a", T]), Sent(2, 3, "", "a", T)) == {(2, 3): TYPED}
    assert put_back(before, before, seen(HEAD, ["A", "a"], ["B", "b", TYPED]), Sent(2, 3, "", "a", T)) == {}


def test_a_cell_emptied_by_mistake_in_a_row_that_was_renamed_since() -> None:
    before = seen(HEAD, ["A", "a", T], ["B", "b", TYPED])
    copy = seen(HEAD, ["B", "b", TYPED], ["A", "a", T])
    sent = Sent(2, 3, "", "a", T)
    assert put_back(before, copy, seen(HEAD, ["B", "b-new"], ["A", "a", T]), sent) == {(2, 3): TYPED}
    elsewhere = seen(HEAD, ["B", "b-new"], ["A", "a", T], ["C", "c", TYPED])
    assert put_back(before, copy, elsewhere, sent) == {}


def test_a_text_put_back_into_the_wrong_row_and_what_it_was_for_are_both_mended() -> None:
    before = seen(HEAD, ["A", "a", TYPED], ["B", "b"])  # as it should be: in fact our token stands there
    sent = Sent(2, 3, TYPED, None, T)
    copy = seen(HEAD, ["B", "b"], ["A", "a", T])
    now = seen(HEAD, ["B", "b", TYPED], ["A", "a", T])
    assert put_back(before, copy, now, sent) == {(2, 3): "", (3, 3): TYPED}
    right = seen(HEAD, ["A", "a", T], ["B", "b"])
    assert put_back(before, right, seen(HEAD, ["A", "a", TYPED], ["B", "b"]), sent) == {}


def test_a_text_put_back_over_the_same_token_in_a_row_that_has_it_by_right() -> None:
    before = seen(HEAD, ["A", "a", TYPED], ["B", "b", T])
    copy = seen(HEAD, ["B", "b", T], ["A", "a", T])
    now = seen(HEAD, ["B", "b", TYPED], ["A", "a", T])
    assert put_back(before, copy, now, Sent(2, 3, TYPED, None, T)) == {(2, 3): T, (3, 3): TYPED}


def test_a_value_astray_that_the_same_value_hit_again_is_still_astray() -> None:
    pending = Pending(BEFORE, (Sent(2, 3, "", None, T), Sent(3, 3, T, "b")), loose=(Sent(2, 3, T),), copy=COPY)
    copy = seen(HEAD, ["B", "b"], ["A", "a", T])
    assert dict(settle(pending, copy, copy, {}).restore) == {(3, 3): ""}


def test_a_token_in_place_of_one_of_ours_that_was_astray_there_has_landed() -> None:
    before = seen(HEAD, ["A", "a", TYPED])
    pending = Pending(before, (Sent(2, 3, T, "a", T),), loose=(Sent(2, 3, T),), copy=COPY)
    now = seen(HEAD, ["A", "a", T])
    assert dict(settle(pending, now, now, {}).restore) == {}


def test_an_emptying_of_a_cell_that_a_text_has_still_to_come_back_into_has_not_landed() -> None:
    before = seen(HEAD, ["A", "a", TYPED], ["B", "a", T])  # as it should be: the first token was emptied by mistake
    sent = (Sent(2, 3, TYPED, None, ""), Sent(3, 3, "", "a", T))
    copy = seen(HEAD, ["New"], ["A", "a"], ["B", "a", T])
    now = seen(HEAD, ["New", "", TYPED], ["A", "a"], ["B", "a", T])
    pending = Pending(before, sent, copy=COPY)
    assert dict(settle(pending, copy, now, {"a": [""]}).restore) == {(2, 3): "", (3, 3): TYPED}


def test_a_token_that_hits_a_cell_which_is_owed_the_text_that_the_token_was_to_replace_has_not_landed() -> None:
    before = seen(HEAD, ["A", "a", TYPED], ["B", "a"])  # as it should be: in fact it stands in the second row
    sent = (Sent(2, 3, TYPED, None, ""), Sent(3, 3, T, "a", TYPED))
    copy = seen(HEAD, ["New"], ["A", "a"], ["B", "a", TYPED])
    now = seen(HEAD, ["New", "", TYPED], ["A", "a", T], ["B", "a", TYPED])
    pending = Pending(before, sent, loose=(Sent(3, 3, TYPED),), copy=COPY)
    restored = {(2, 3): "", (3, 3): TYPED, (4, 3): ""}
    assert dict(settle(pending, copy, now, {"a": [T]}).restore) == restored


def test_what_an_edit_was_to_be_written_over_comes_back_where_the_edit_missed() -> None:
    before = seen(HEAD, ["A", "a", TYPED])  # as it should be: it was emptied by mistake, and may be replaced
    sent = Sent(2, 3, T, "a", "")
    copy = seen(HEAD, ["A", "a-new"])
    assert put_back(before, copy, seen(HEAD, ["A", "a-new", T]), sent) == {(2, 3): TYPED}
    moved = seen(HEAD, ["New"], ["A", "a"])
    assert put_back(before, moved, seen(HEAD, ["New", "", T], ["A", "a"]), sent) == {(2, 3): "", (3, 3): TYPED}
    assert put_back(before, seen(HEAD, ["A", "a"]), seen(HEAD, ["A", "a", T]), sent) == {}


def test_an_emptied_row_into_which_only_a_token_was_typed_since_is_known_by_its_neighbours() -> None:
    before = seen(HEAD, ["A", "a"], ["Ours", "", ""], ["C", "c"])
    sent = [Sent(3, column, "", None, "Ours") for column in (1, 2)]
    copy = seen(HEAD, ["A", "a"], ["B", "b", TYPED], ["C", "c"])
    now = seen(HEAD, ["A", "a"], ["", "", "typed-since"], ["C", "c"])
    assert put_back(before, copy, now, *sent) == {(3, 1): "B", (3, 2): "b"}
    gone = seen(HEAD, ["A", "a"], [], ["C", "c"])  # deleted, and an empty row inserted
    assert put_back(before, copy, gone, *sent) == {}


def test_a_row_that_is_gone_does_not_pass_for_one_whose_slug_was_corrected() -> None:
    before = seen(HEAD, ["A", "a"], ["B", "b"], ["C", "c"])
    copy = seen(HEAD, ["A", "a"], ["B", "b", TYPED], ["C", "c"])
    now = seen(HEAD, ["A", "a"], ["C", "c-new", T])  # a person copied the token
    assert put_back(before, copy, now, Sent(3, 3, T, "b")) == {}


def test_a_row_added_with_its_name_alone_in_the_wrong_column_is_cleared_whole() -> None:
    copy = seen(["", HEADERS.slug, HEADERS.token, HEADERS.name], ["", "a", "", "A"])
    now = seen(["", HEADERS.slug, HEADERS.token, HEADERS.name], ["", "a", "", "A"], ["N", "n", T])
    assert put_back(BEFORE, copy, now, added=(Added("N", "n", T),)) == {(3, 1): "", (3, 2): "", (3, 3): ""}


def test_a_row_added_while_columns_moved_is_cleared_whole() -> None:
    copy = seen(["", *HEAD], ["", "A", "a"])
    now = seen(["", *HEAD], ["", "A", "a"], ["N", "n", T])
    mended = settle(Pending(BEFORE, (), (Added("N", "n", T),), copy=COPY), copy, now, {})
    assert dict(mended.restore) == {(3, 1): "", (3, 2): "", (3, 3): ""}
    assert mended.misplaced == (Added("N", "n", T),)


def test_rows_added_below_cells_that_were_written_are_found() -> None:
    sent = Sent(4, 3, T, "c")
    copy, now = seen(HEAD, ["A", "a"]), seen(HEAD, ["A", "a"], [], ["", "", T], ["N", "n", T])
    assert put_back(seen(HEAD, ["A", "a"], ["B", "b"], ["C", "c"]), copy, now, sent, added=(Added("N", "n", T),)) == {
        (4, 3): ""
    }


def test_a_write_that_was_not_carried_out_left_what_was_wrong() -> None:
    before = seen(HEAD, ["A", "a", TYPED], ["B", "b"])
    pending = Pending(before, (Sent(2, 3, TYPED, None, T), Sent(3, 3, T, "b")), loose=(Sent(2, 3, T),), copy=COPY)
    mended = unwritten(pending, seen(HEAD, ["A", "a", T], ["B", "b", TYPED]), {})
    assert dict(mended.restore) == {(2, 3): TYPED}  # and the same text that a person typed elsewhere stays
    assert [sent.value for sent in mended.unlanded] == [T]


def test_somebody_who_takes_no_notice_of_copies_may_have_carried_it_out_all_the_same() -> None:
    pending = Pending(BEFORE, (WRITE,), copy=COPY)
    mended = unwritten(pending, seen(HEAD, ["B", "b", T], ["A", "a"]), {})
    assert dict(mended.restore) == {(2, 3): ""}
    assert mended.loose == (Sent(2, 3, T),)


def test_the_columns_of_a_copy_whose_header_was_renamed() -> None:
    before = seen([*HEAD, "NOTES"], ["A", "a", TYPED, "x"])
    renamed = full_grid([["NOTES", HEADERS.name, "OLD", HEADERS.slug], ["x", "A", TYPED, "a"]], 4)
    assert locate_copy(renamed, HEADERS, Pending(before, (WRITE,), copy=COPY)) == Layout(1, 2, 4, 3)


def test_a_header_on_its_way_back_is_known_and_one_that_a_person_renamed_is_missed() -> None:
    before = seen(HEAD, ["A", "a"])
    pending = Pending(before, (Sent(1, 3, HEADERS.token, None, T),), loose=(Sent(1, 3, T),), copy=COPY)
    copy = Seen(full_grid([["", HEADERS.name, HEADERS.slug, T], ["", "A", "a"]], 4), Layout(1, 2, 3, 4))
    head = [["", HEADERS.name, HEADERS.token, T], ["", "A", "a"]]
    assert locate_after(head, HEADERS, pending, copy) == Layout(1, 2, 3, 4)
    head[0][1] = "Restaurant"
    with pytest.raises(HeadersMissing) as trouble:
        locate_after(head, HEADERS, pending, copy)
    assert trouble.value.missing == (HEADERS.name,)
    assert T not in trouble.value.found


def test_the_journal_keeps_the_copy_and_the_write_before() -> None:
    journal = MemoryJournal()
    earlier = Pending(BEFORE, (WRITE,), misplaced=(Added("N", "n", T),), copy=Copy(7, "first"))
    pending = Pending(BEFORE, (WRITE,), copy=COPY, earlier=earlier)
    Ledger(journal, "book", 0).save(pending)
    kept = Ledger(journal, "book", 0).pending()
    assert kept == pending
    assert kept is not None
    assert kept.carried_out([]) == pending
    assert kept.carried_out([COPY]) == pending
    assert kept.carried_out([Copy(7, "first")]) == earlier
