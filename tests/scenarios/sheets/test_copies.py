"""What a person types into the very cell, in the instant before a write; and a Google that makes no copies."""

from collections.abc import Callable
from typing import Any

import pytest

from bot.sandbox.google import Arriving, Spreadsheet
from bot.sandbox.google.batch import carry_out
from bot.sandbox.google.errors import GoogleError
from sheets.copies import PATIENCE
from sheets.errors import SheetError, TryAgain, WorksheetMissing
from sheets.gateway import Conflict, Outcome
from tests.scenarios.sheets.partner import (
    APPEND,
    DELETE,
    HEADER,
    LOOK,
    READ,
    SWAP,
    TOKEN,
    WRITE,
    Partner,
    delivery,
    kind_of,
)
from tests.unit.sheets.paper import MemoryJournal

TYPED = "typed-by-a-person-00"
OTHER = "typed-token-of-beta"
ROWS = [HEADER, ["Alpha", "a"], ["Beta", "b", OTHER], ["Gamma", "c"]]


class Calls:
    """The kinds of the bot's calls, and what a person does just before the n-th of a kind."""

    def __init__(self, partner: Partner) -> None:
        self.kinds: list[str] = []
        self._hands: dict[tuple[str, int], Callable[[], Any]] = {}
        partner.google.before_call.append(self._note)

    def _note(self, call: Arriving) -> None:
        self.kinds.append(kind_of(call))
        hands = self._hands.pop((self.kinds[-1], self.kinds.count(self.kinds[-1])), None)
        if hands:
            hands()

    def before(self, kind: str, hands: Callable[[], Any], number: int = 1) -> None:
        self._hands[kind, number] = hands

    def taken(self) -> list[str]:
        found, self.kinds = self.kinds, []
        return found


@pytest.fixture
def calls(partner: Partner) -> Calls:
    return Calls(partner)


def texts(book: Spreadsheet) -> list[list[str]]:
    """The rows; no copy is left."""
    assert len(book.worksheets) == 1
    return book.worksheet().rows()[1:]


def persistent(partner: Partner, book: Spreadsheet, journal: MemoryJournal, wanted: Any) -> Outcome:
    """Calls again, each time as after a restart, until one comes through."""
    for _ in range(10):
        try:
            return partner.gateway(book).deliver([wanted], journal)["brand"]
        except TryAgain:
            continue
    raise AssertionError("the delivery never came through")


def test_a_token_typed_into_the_very_cell_stands_and_is_shown_as_a_conflict(partner: Partner, calls: Calls) -> None:
    book, journal = partner.sheet(ROWS), MemoryJournal()
    calls.before(SWAP, lambda: book.worksheet().type(2, 3, TYPED))
    outcome = partner.gateway(book).deliver([delivery("a", "c", "new")], journal)["brand"]
    assert outcome.conflicts == (Conflict("a", "A", 2, TYPED),)
    assert [w.slug for w in outcome.verified] == ["c", "new"]
    assert texts(book) == [["Alpha", "a", TYPED], ROWS[2], ["Gamma", "c", TOKEN], ["NEW", "new", TOKEN]]
    assert calls.taken() == [LOOK, READ, SWAP, READ, SWAP, READ, DELETE]
    assert journal.state is None


@pytest.mark.parametrize("effect", ["lose_answer", "cut"])
@pytest.mark.parametrize("number", range(7))
def test_it_does_so_too_if_the_bot_dies_at_any_call(partner: Partner, calls: Calls, effect: str, number: int) -> None:
    book, journal = partner.sheet(ROWS), MemoryJournal()
    calls.before(SWAP, lambda: book.worksheet().type(2, 3, TYPED))
    partner.fault("*/v4*", effect, skip=number, status=0)
    outcome = persistent(partner, book, journal, delivery("a", "c", "new"))
    assert partner.faults.hits == 1
    assert partner.gateway(book).deliver([], journal) == {}
    assert outcome.conflicts == (Conflict("a", "A", 2, TYPED),)
    assert texts(book) == [["Alpha", "a", TYPED], ROWS[2], ["Gamma", "c", TOKEN], ["NEW", "new", TOKEN]]
    assert journal.state is None


def test_the_same_token_typed_into_the_very_cell_is_what_was_wanted(partner: Partner, calls: Calls) -> None:
    book = partner.sheet(ROWS)
    calls.before(SWAP, lambda: book.worksheet().type(2, 3, TOKEN))
    assert partner.gateway(book).deliver([delivery("a")], MemoryJournal())["brand"].complete
    assert texts(book) == [["Alpha", "a", TOKEN], *ROWS[2:]]
    assert calls.taken() == [LOOK, READ, SWAP, READ, DELETE]


def test_a_text_typed_where_something_is_put_back_stands(partner: Partner, calls: Calls) -> None:
    book = partner.sheet(ROWS)
    sheet = book.worksheet()
    calls.before(SWAP, lambda: sheet.move_row(3, 2))  # Beta comes where Alpha was, and gets the token
    calls.before(SWAP, lambda: sheet.type(2, 3, TYPED), 2)  # what is put back over it
    assert partner.gateway(book).deliver([delivery("a")], MemoryJournal())["brand"].complete
    assert texts(book) == [["Beta", "b", TYPED], ["Alpha", "a", TOKEN], ROWS[3]]


@pytest.mark.parametrize(("effect", "status"), [("cut", 0), ("refuse", 429), ("refuse", 503)])
def test_what_was_not_put_back_is_later_and_a_text_like_it_stays_where_a_person_typed_it(
    partner: Partner, calls: Calls, effect: str, status: int
) -> None:
    book, journal = partner.sheet(ROWS), MemoryJournal()
    sheet = book.worksheet()
    calls.before(SWAP, lambda: sheet.move_row(3, 2))
    partner.fault("POST *:batchUpdate", effect, skip=1, status=status)
    with pytest.raises(TryAgain):
        partner.gateway(book).deliver([delivery("a")], journal)
    sheet.type(4, 3, OTHER)
    assert partner.gateway(book).deliver([delivery("a")], journal)["brand"].complete
    assert texts(book) == [["Beta", "b", OTHER], ["Alpha", "a", TOKEN], ["Gamma", "c", OTHER]]


def test_a_name_typed_where_a_row_is_cleared_stands(partner: Partner, calls: Calls) -> None:
    book = partner.sheet(ROWS)
    sheet = book.worksheet()
    calls.before(APPEND, lambda: sheet.insert_column(1))  # the new row is added one column too far to the left
    calls.before(SWAP, lambda: sheet.type(5, 1, "a note"))
    assert partner.gateway(book).deliver([delivery("new")], MemoryJournal())["brand"].complete
    assert texts(book)[3:] == [["a note"], ["", "NEW", "new", TOKEN]]


@pytest.mark.parametrize("column", [1, 3])
def test_a_header_put_back_into_the_wrong_column_is_no_header(partner: Partner, calls: Calls, column: int) -> None:
    book = partner.sheet(ROWS)
    sheet = book.worksheet()
    calls.before(SWAP, lambda: sheet.insert_row(1))  # the token hits the header
    calls.before(SWAP, lambda: sheet.insert_column(column), 2)  # and the header, put back, the column beside its own
    assert partner.gateway(book).deliver([delivery("a")], MemoryJournal())["brand"].complete
    expected = [[*HEADER], ["Alpha", "a", TOKEN], [*ROWS[2]], [*ROWS[3], ""]]
    for row in expected:
        row.insert(column - 1, "")
    assert [[*row, "", ""][:4] for row in texts(book)] == expected


def test_a_token_typed_over_the_one_that_is_withdrawn_stands(partner: Partner, calls: Calls) -> None:
    book = partner.sheet([HEADER, ["Alpha", "a", TOKEN], ["Beta", "b", TOKEN]])
    calls.before(SWAP, lambda: book.worksheet().type(2, 3, TYPED))
    wanted = delivery("a", "b", token="", over=lambda found: found == TOKEN)
    outcome = partner.gateway(book).deliver([wanted], MemoryJournal())["brand"]
    assert outcome.conflicts == (Conflict("a", "A", 2, TYPED),)
    assert texts(book) == [["Alpha", "a", TYPED], ["Beta", "b"]]


def test_a_large_sheet_is_no_different(partner: Partner, calls: Calls) -> None:
    more = [[f"Store {n}", f"slug-{n}", f"typed-{n:010}"] for n in range(12_500)]
    book = partner.sheet([*ROWS, *more], columns=9)
    calls.before(SWAP, lambda: (book.worksheet().type(2, 3, TYPED), book.worksheet().insert_column(2)))
    outcome = partner.gateway(book, seconds=30).deliver([delivery("a", "c")], MemoryJournal())["brand"]
    assert outcome.conflicts == (Conflict("a", "A", 2, TYPED),)
    assert texts(book)[:3] == [["Alpha", "", "a", TYPED], ["Beta", "", "b", OTHER], ["Gamma", "", "c", TOKEN]]


def test_the_copy_is_hidden_behind_the_sheet_and_nobody_takes_it_for_the_sheet(partner: Partner) -> None:
    book = partner.google.spreadsheet(
        "Partner", {"One": ROWS, "Two": [HEADER]}, shared_with=[partner.key["client_email"]]
    )
    partner.fault("POST *:batchUpdate", "lose_answer", status=504)
    journal = MemoryJournal()
    with pytest.raises(TryAgain):
        partner.gateway(book).deliver([delivery("a")], journal)
    titles = [sheet.title for sheet in book.state.sheets]
    assert (titles[0], titles[2], len(titles)) == ("One", "Two", 3)
    assert [sheet.hidden for sheet in book.state.sheets] == [False, True, False]
    assert TOKEN not in titles[1]
    assert partner.client(book).worksheet().title == "One"
    with pytest.raises(WorksheetMissing) as missing:
        partner.client(book, "Three").worksheet()
    assert missing.value.found == ("One", "Two")
    with pytest.raises(WorksheetMissing):
        partner.client(book, titles[1]).worksheet()
    assert partner.gateway(book).deliver([], journal) == {}
    assert [sheet.title for sheet in book.state.sheets] == ["One", "Two"]


@pytest.mark.parametrize(("effect", "status"), [("refuse", 429), ("refuse", 400), ("lose_answer", 504), ("cut", 0)])
def test_a_copy_that_cannot_be_deleted_holds_nothing_and_goes_later(
    partner: Partner, calls: Calls, effect: str, status: int
) -> None:
    book, journal = partner.sheet(ROWS), MemoryJournal()
    gateway = partner.gateway(book)
    fault = partner.fault("POST *:batchUpdate", effect, skip=1, status=status, times=None)
    assert gateway.deliver([delivery("a")], journal)["brand"].complete
    assert journal.state is not None
    assert len(journal.state) < 300
    partner.faults.remove(fault)
    book.worksheet().type(2, 2, "a-renamed")  # long after: that is the person's own business
    assert gateway.deliver([], journal) == {}
    assert texts(book)[0] == ["Alpha", "a-renamed", TOKEN]
    assert journal.state is None


def test_a_copy_that_a_person_deleted_is_not_missed(partner: Partner, calls: Calls) -> None:
    book, journal = partner.sheet(ROWS), MemoryJournal()

    def deleted() -> None:
        with book.change("person") as draft:
            draft.state.sheets = [sheet for sheet in draft.state.sheets if not sheet.hidden]

    calls.before(DELETE, deleted)
    calls.before(READ, deleted, 4)
    gateway = partner.gateway(book)
    assert gateway.deliver([delivery("a")], journal)["brand"].complete
    assert journal.state is None
    assert gateway.deliver([delivery("c")], journal)["brand"].complete
    assert journal.state is None
    assert texts(book) == [["Alpha", "a", TOKEN], ROWS[2], ["Gamma", "c", TOKEN]]


@pytest.mark.parametrize(
    "moment", ["before the next call", "before its write", "after its write", "after the next call died"]
)
def test_a_write_that_is_carried_out_long_after_its_answer_was_given_up(
    partner: Partner, calls: Calls, moment: str
) -> None:
    book, journal, late = partner.sheet(ROWS), MemoryJournal(), []

    def postponed(call: Arriving) -> None:
        if kind_of(call) == SWAP:
            late.extend(call.body["requests"])
            partner.google.before_call.remove(postponed)
            raise ConnectionError

    def arrives() -> None:
        sheet = book.worksheet()
        sheet.type(2, 3, TYPED)
        try:
            with book.change("api", partner.key["client_email"]) as draft:
                carry_out(draft, late)
        except GoogleError as refusal:
            refused.append(refusal.code)

    refused: list[int] = []
    partner.google.before_call.append(postponed)
    with pytest.raises(TryAgain):
        partner.gateway(book).deliver([delivery("a", "c")], journal)
    book.worksheet().move_row(3, 2)
    book.worksheet().move_row(2, 3)
    match moment:
        case "before the next call":
            arrives()
        case "before its write":
            calls.before(SWAP, arrives, 2)
        case "after the next call died":
            fault = partner.fault("POST *:batchUpdate", "cut")
            with pytest.raises(TryAgain):
                partner.gateway(book).deliver([delivery("a", "c")], journal)
            partner.faults.remove(fault)
            arrives()
        case _:
            calls.before(READ, arrives, 3)
    outcome = persistent(partner, book, journal, delivery("a", "c"))
    assert outcome.conflicts == (Conflict("a", "A", 2, TYPED),)
    assert texts(book) == [["Alpha", "a", TYPED], ROWS[2], ["Gamma", "c", TOKEN]]
    assert refused == ([400] if moment == "after its write" else [])


@pytest.mark.parametrize("how", [400, 403, 404, 413, 501, "ignored"])
def test_where_no_copies_are_made_the_sheet_is_written_plainly_from_then_on(
    partner: Partner, calls: Calls, how: int | str
) -> None:
    book, journal = partner.sheet(ROWS), MemoryJournal()
    book, journal = partner.sheet(ROWS), MemoryJournal()
    partner.makes_no_copies(how)
    gateway = partner.gateway(book)
    assert gateway.deliver([delivery("a", "new")], journal)["brand"].complete
    again = [LOOK, READ, SWAP] if how == 400 else []  # a 400 may be a race: that is looked at once
    plain = [] if how == "ignored" else [WRITE, APPEND]
    assert calls.taken() == [LOOK, READ, SWAP, *again, *plain, READ]
    assert gateway.deliver([delivery("c", "d")], journal)["brand"].complete
    assert calls.taken() == [READ, WRITE, APPEND, READ]
    assert texts(book) == [
        ["Alpha", "a", TOKEN], ROWS[2], ["Gamma", "c", TOKEN], ["NEW", "new", TOKEN], ["D", "d", TOKEN]
    ]  # fmt: skip
    assert journal.state is None


def test_where_copies_are_answered_by_500_a_write_goes_without_after_three_tries_and_the_next_after_one(
    partner: Partner, calls: Calls
) -> None:
    book, journal = partner.sheet(ROWS), MemoryJournal()
    partner.makes_no_copies(500)
    gateway = partner.gateway(book)
    for slug, tries in (("a", PATIENCE), ("c", 1)):
        for _ in range(tries):
            with pytest.raises(TryAgain) as trouble:
                gateway.deliver([delivery(slug)], journal)
            assert trouble.value.uncertain
            assert journal.state is not None
            assert calls.taken()[-2:] == [READ, SWAP]
        assert gateway.deliver([delivery(slug)], journal)["brand"].complete
        assert calls.taken() == [LOOK, READ, WRITE, READ]
    assert texts(book) == [["Alpha", "a", TOKEN], ROWS[2], ["Gamma", "c", TOKEN]]
    assert journal.state is None


def test_a_lost_answer_alone_is_not_blamed_on_the_copy(partner: Partner, calls: Calls) -> None:
    book, journal = partner.sheet(ROWS), MemoryJournal()
    gateway = partner.gateway(book)
    partner.fault("POST *:batchUpdate", "refuse", status=503)
    with pytest.raises(TryAgain):
        gateway.deliver([delivery("a")], journal)
    calls.taken()
    assert gateway.deliver([delivery("a")], journal)["brand"].complete
    assert calls.taken() == [LOOK, READ, SWAP, READ, DELETE]


def test_a_refusal_of_everything_is_not_blamed_on_the_copy(partner: Partner, calls: Calls) -> None:
    book, journal = partner.sheet(ROWS), MemoryJournal()
    gateway = partner.gateway(book)
    for status in (403, 404, 418, 429):
        fault = partner.fault("POST *:batchUpdate", "refuse", status=status, times=None)
        with pytest.raises(SheetError):
            gateway.deliver([delivery("a")], journal)
        partner.faults.remove(fault)
        assert journal.state is None
    calls.taken()
    assert gateway.deliver([delivery("a")], journal)["brand"].complete
    assert calls.taken() == [READ, SWAP, READ, DELETE]


def test_nor_is_a_protected_range(partner: Partner, calls: Calls) -> None:
    book, journal = partner.sheet(ROWS), MemoryJournal()
    book.worksheet().protect("A2:C2")
    gateway = partner.gateway(book)
    outcomes = gateway.deliver([delivery("a"), delivery("c", key="other")], journal)
    assert (outcomes["brand"].trouble is not None, outcomes["other"].complete) == (True, True)
    assert calls.taken() == [LOOK, READ, SWAP, WRITE, WRITE, WRITE, READ]
    book.worksheet().unprotect()
    assert gateway.deliver([delivery("a")], journal)["brand"].complete
    assert calls.taken() == [READ, SWAP, READ, DELETE]


def test_what_does_not_fit_into_one_call_is_written_plainly(partner: Partner, calls: Calls) -> None:
    slugs = [f"s{n}" for n in range(700)]
    book, journal = partner.sheet([HEADER, *([s, s] for s in slugs)]), MemoryJournal()
    gateway = partner.gateway(book, seconds=30)
    assert gateway.deliver([delivery(*slugs, token="t" * 3000)], journal)["brand"].complete
    assert calls.taken() == [LOOK, READ, WRITE, WRITE, READ]
    over = delivery("s7", token="", over=lambda found: True)
    assert gateway.deliver([over], journal)["brand"].complete
    assert calls.taken() == [READ, SWAP, READ, DELETE]
