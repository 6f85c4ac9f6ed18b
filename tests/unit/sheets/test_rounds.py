"""One rule of the protocol each, in the instant that it is about: what a person does there, or what is cut off."""

from collections.abc import Callable

import pytest

from sheets.errors import FindReplaceRefused, Protected, TryAgain
from sheets.gateway import Gateway
from sheets.layout import Headers
from sheets.plan import Delivery, DeliveryReport, WantedStore
from sheets.reader import SMALL
from tests.unit.sheets.direct import Killed, MemoryJournal, wire_to

HEADER = ["RESTAURANT NAME", "SLUG PONGO", "TOKEN PONGO"]
TOKEN = "token-0123456789abcdef"


class Sheet:
    """A sheet, a bot that delivers into it, and what happens before the nth batch of it, or instead of its answer."""

    def __init__(self, *rows: list[str]) -> None:
        self.wire, self.google = wire_to([HEADER, *rows])
        self.journal = MemoryJournal()
        self.time = 1_000_000.0
        self.meanwhile: dict[int, Callable[[], object]] = {}
        self.fates: dict[int, str] = {}
        self._batches = 0
        self.wire.before.append(self._before)
        self.wire.fate = lambda kind: self.fates.pop(self._batches, "") if kind.endswith("batchUpdate") else ""

    def _before(self, kind: str) -> None:
        if kind.endswith("batchUpdate"):
            self._batches += 1
            self.meanwhile.pop(self._batches, lambda: None)()

    @property
    def gateway(self) -> Gateway:
        """That of a process that has just begun."""
        return Gateway(self.wire.client(), Headers(), self.journal, now=lambda: self.time)

    def deliver(self, *slugs: str, token: str = TOKEN) -> DeliveryReport:
        stores = tuple(WantedStore(slug.upper(), slug) for slug in slugs)
        return self.gateway.deliver([Delivery("key", stores, token)])["key"]

    def type(self, row: int, column: int, text: str) -> Callable[[], object]:
        return lambda: self.wire.book.worksheet().type(row, column, text)

    @property
    def rows(self) -> list[list[str]]:
        return self.wire.book.worksheet().rows()[1:]


def replacing_old(*slugs: str) -> Delivery:
    """A delivery that may take the place of the token "old"."""
    stores = tuple(WantedStore(slug.upper(), slug) for slug in slugs)
    return Delivery("key", stores, TOKEN, lambda found: found == "old")


def test_a_delivery_is_a_reading_a_claim_and_a_settlement() -> None:
    sheet = Sheet(["A", "a"], ["B", "b"])
    gateway = sheet.gateway
    gateway.rows()
    sheet.wire.calls.clear()
    stores = tuple(WantedStore(slug, slug) for slug in ("a", "b", "new"))
    assert gateway.deliver([Delivery("key", stores, TOKEN)])["key"].complete
    assert sheet.wire.calls == ["values.batchGet", "spreadsheets.batchUpdate", "spreadsheets.batchUpdate"]


def test_what_is_typed_into_the_cell_before_the_claim_stands_and_is_a_conflict() -> None:
    sheet = Sheet(["A", "a", ""])
    sheet.meanwhile[1] = sheet.type(2, 3, "typed")
    report = sheet.deliver("a")
    assert [(c.kind, c.found) for c in report.conflicts] == [("other_token", "typed")]
    assert sheet.rows == [["A", "a", "typed"]]


@pytest.mark.parametrize("typed", ["OLD", "old and more"])
def test_what_only_resembles_the_text_to_be_replaced_is_a_conflict(typed: str) -> None:
    sheet = Sheet(["A", "a", "old"])
    sheet.meanwhile[1] = sheet.type(2, 3, typed)
    report = sheet.gateway.deliver([replacing_old("a")])["key"]
    assert [c.found for c in report.conflicts] == [typed]
    assert sheet.rows == [["A", "a", typed]]


def test_what_is_typed_over_the_marker_stands_and_is_a_conflict() -> None:
    sheet = Sheet(["A", "a", ""])
    sheet.meanwhile[2] = sheet.type(2, 3, "typed")
    assert [c.found for c in sheet.deliver("a").conflicts] == ["typed"]
    assert sheet.rows == [["A", "a", "typed"]]


def test_the_token_follows_its_row_wherever_it_moves_after_the_claim() -> None:
    sheet = Sheet(["A", "a", ""], ["B", "b", "theirs"])
    sheet.meanwhile[2] = lambda: sheet.wire.book.worksheet().insert_row(2)
    assert sheet.deliver("a").complete
    assert sheet.rows == [[], ["A", "a", TOKEN], ["B", "b", "theirs"]]


def test_a_row_that_moves_before_the_claim_never_gets_what_is_not_its_own() -> None:
    sheet = Sheet(["A", "a", ""], ["B", "b", ""])
    beside: list[str] = []
    sheet.wire.book.subscribe(lambda event: beside.extend(row[1] for row in sheet.rows if row[2:] == [TOKEN]))
    sheet.meanwhile[1] = lambda: sheet.wire.book.worksheet().move("ROWS", 2, 4)
    assert sheet.deliver("a").complete
    assert set(beside) == {"a"}
    assert [row for row in sheet.rows if row] == [["B", "b"], ["A", "a", TOKEN]]


def test_a_cell_of_spaces_is_compared_as_it_was_read() -> None:
    sheet = Sheet(["A", "a", "  "])
    assert sheet.deliver("a").complete
    assert sheet.rows == [["A", "a", TOKEN]]


def test_a_cell_that_only_looks_blank_is_a_conflict_after_two_counts_of_zero() -> None:
    sheet = Sheet(["A", "a", '=""'])
    sheet.wire.book.worksheet().type(2, 3, '=""')
    assert [c.kind for c in sheet.deliver("a").conflicts] == ["odd"]
    assert sheet.wire.calls.count("spreadsheets.batchUpdate") == 2
    assert sheet.wire.book.worksheet().text(2, 3) == ""


@pytest.mark.parametrize("token", ["12e45", "=1+1", "12/11/2026", "VRAI", "50%", r"a\$1$&"])
def test_a_token_is_text_whatever_a_sheet_could_make_of_it(token: str) -> None:
    sheet = Sheet(["A", "a", ""])
    assert sheet.deliver("a", "new", token=token).complete
    assert sheet.rows == [["A", "a", token], ["NEW", "new", token]]


def test_a_slug_edited_between_look_and_settlement_is_put_right_next_round_and_told() -> None:
    sheet = Sheet(["A", "a", ""])
    sheet.meanwhile[2] = sheet.type(2, 2, "other")
    report = sheet.deliver("a")
    assert [stray.slug for stray in report.strays] == ["other"]
    assert sheet.rows == [["A", "other"], ["A", "a", TOKEN]]


def test_and_where_the_bot_is_killed_there_by_the_next_one() -> None:
    sheet = Sheet(["A", "a", ""])
    sheet.meanwhile[2] = sheet.type(2, 2, "other")
    sheet.fates[2] = "killed after"
    with pytest.raises(Killed):
        sheet.deliver("a")
    assert sheet.rows == [["A", "other", TOKEN]]
    assert sheet.deliver("a").complete
    assert sheet.rows == [["A", "other"], ["A", "a", TOKEN]]


def test_the_same_token_that_stood_beside_another_slug_before_is_left_alone() -> None:
    sheet = Sheet(["A", "a", ""], ["O", "other", TOKEN])
    sheet.meanwhile[2] = sheet.type(2, 2, "changed")
    sheet.deliver("a")
    assert sheet.rows == [["A", "changed"], ["O", "other", TOKEN], ["A", "a", TOKEN]]


def test_new_rows_whose_columns_moved_in_that_instant_are_taken_back_and_made_anew() -> None:
    sheet = Sheet(["A", "a", "theirs"])
    sheet.meanwhile[1] = lambda: sheet.wire.book.worksheet().move("COLUMNS", 3, 1)
    assert sheet.deliver("new").complete
    assert [row for row in sheet.rows if any(row)] == [["theirs", "A", "a"], [TOKEN, "NEW", "new"]]


def test_a_claim_that_is_carried_out_late_is_known_and_its_row_is_taken_back() -> None:
    sheet = Sheet(["A", "a", "theirs"])
    sheet.fates[1] = "late"
    with pytest.raises(TryAgain):
        sheet.deliver("new")
    assert sheet.deliver("new").complete
    sheet.wire.late.pop()()
    assert len(sheet.rows) == 3
    sheet.time += 30
    sheet.gateway.sweep(always=True)
    assert [row for row in sheet.rows if any(row)] == [["A", "a", "theirs"], ["NEW", "new", TOKEN]]


def test_unknown_markers_are_emptied_after_ten_minutes_and_a_lost_token_is_told() -> None:
    sheet = Sheet(["A", "a", "⏳ 6xpos 3f9a1c7e-0001"], ["B", "b", "⏳ 6xpos 3f9a1c7e-0002r"])
    gateway = sheet.gateway
    assert gateway.sweep(always=True) == (600.0, ())
    assert len(sheet.rows[0]) == 3
    sheet.time += 601
    wait, lost = gateway.sweep(always=True)
    assert (wait, [(row.slug, row.row) for row in lost]) == (None, [("b", 3)])
    assert sheet.rows == [["A", "a"], ["B", "b"]]


def test_a_marker_says_itself_whether_it_took_a_tokens_place() -> None:
    sheet = Sheet(["A", "a", "old"], ["B", "b", ""])
    sheet.fates[1] = "killed after"
    with pytest.raises(Killed):
        sheet.gateway.deliver([replacing_old("a", "b")])
    sheet.journal = MemoryJournal()  # restored from yesterday
    gateway = sheet.gateway
    gateway.sweep(always=True)
    sheet.time += 601
    _, lost = gateway.sweep(always=True)
    assert [row.slug for row in lost] == ["a"]
    assert sheet.rows == [["A", "a"], ["B", "b"]]


def test_readers_take_a_marked_cell_for_what_it_was() -> None:
    sheet = Sheet(["A", "a", "old"])
    sheet.fates[1] = "killed after"
    with pytest.raises(Killed):
        sheet.gateway.deliver([replacing_old("a")])
    assert sheet.rows[0][2].startswith("⏳ 6xpos ")
    assert [row.token for row in sheet.gateway.rows()] == ["old"]


def test_where_google_finds_no_blank_cells_they_are_written_plainly() -> None:
    sheet = Sheet(["A", "a", ""], ["B", "b", "theirs"])
    sheet.google.quirks.blanks_not_matched = True
    report = sheet.deliver("a", "b", "new")
    assert [c.slug for c in report.conflicts] == ["b"]
    assert sheet.rows == [["A", "a", TOKEN], ["B", "b", "theirs"], ["NEW", "new", TOKEN]]


def test_where_google_skips_hidden_rows_they_are_conflicts_until_they_are_shown() -> None:
    sheet = Sheet(["A", "a", ""], ["B", "b", ""])
    sheet.google.quirks.hidden_rows_skipped = True
    sheet.wire.book.worksheet().hide_rows(2)
    assert [(c.slug, c.kind) for c in sheet.deliver("a", "b").conflicts] == [("a", "hidden")]
    assert sheet.rows == [["A", "a"], ["B", "b", TOKEN]]


@pytest.mark.parametrize("slugs", [("a",), ("new",)])
def test_where_google_refuses_to_find_and_replace_nothing_is_written(slugs: tuple[str, ...]) -> None:
    sheet = Sheet(["A", "a", ""])
    sheet.google.quirks.find_replace_refused = True
    with pytest.raises(FindReplaceRefused):
        sheet.deliver(*slugs)
    assert sheet.rows == [["A", "a"]]


def test_a_claim_that_somebody_on_the_way_sends_twice_is_settled_all_the_same() -> None:
    sheet = Sheet(["A", "a", ""])
    sheet.fates[1] = "repeated"
    assert sheet.deliver("a").complete
    assert sheet.rows == [["A", "a", TOKEN]]


def test_what_a_crash_left_is_put_back_by_a_sweep_once_nobody_else_can_be_at_it() -> None:
    sheet = Sheet(["A", "a", "old"])
    sheet.fates[1] = "killed after"
    with pytest.raises(Killed):
        sheet.gateway.deliver([Delivery("key", (WantedStore("A", "a"),), TOKEN, lambda found: found == "old")])
    assert sheet.gateway.sweep(always=True) == (20.0, ())
    assert sheet.rows[0][2].startswith("⏳ 6xpos ")
    sheet.time += 21
    assert sheet.gateway.sweep(always=True) == (None, ())
    assert sheet.rows == [["A", "a", "old"]]


def test_what_a_crash_left_is_put_back_after_days_though_the_first_try_fails() -> None:
    sheet = Sheet(["A", "a", "old"], ["B", "b", ""])
    sheet.fates[1] = "killed after"
    with pytest.raises(Killed):
        sheet.gateway.deliver([Delivery("key", (WantedStore("A", "a"),), TOKEN, lambda found: found == "old")])
    sheet.time += 2 * 86_400
    sheet.type(3, 3, "⏳ 6xpos 3f9a1c7e-0002")()  # whose number is noted: the journal changes
    sheet.fates[2] = "429"
    with pytest.raises(TryAgain):
        sheet.gateway.sweep(always=True)
    sheet.gateway.sweep(always=True)
    assert sheet.rows[0] == ["A", "a", "old"]


def test_another_bots_marker_holds_up_none_that_is_known_nor_does_a_clock_set_back() -> None:
    sheet = Sheet(["A", "a", "old"], ["B", "b", "⏳ 6xpos 3f9a1c7e-0002"])
    sheet.fates[1] = "killed after"
    with pytest.raises(Killed):
        sheet.gateway.deliver([Delivery("key", (WantedStore("A", "a"),), TOKEN, lambda found: found == "old")])
    assert sheet.gateway.sweep(always=True)[0] == 20.0
    sheet.time -= 3600
    assert sheet.gateway.sweep(always=True)[0] == 600.0
    assert sheet.rows[0] == ["A", "a", "old"]


def test_a_row_protected_between_claim_and_settlement_holds_up_no_other() -> None:
    sheet = Sheet(["A", "a", ""], ["B", "b", ""])
    other = Delivery("other", (WantedStore("B", "b"),), "another-0123456789abcdef")
    sheet.meanwhile[2] = lambda: sheet.wire.book.worksheet().protect("A2:C2")
    with pytest.raises(Protected):
        sheet.gateway.deliver([Delivery("key", (WantedStore("A", "a"),), TOKEN), other])
    assert sheet.rows[1] == ["B", "b", other.token]


@pytest.mark.parametrize("whole_up_to", [SMALL, 0], ids=["read whole", "read by columns"])
def test_a_marked_cell_copied_out_of_the_columns_is_emptied_next_round(whole_up_to: int) -> None:
    sheet = Sheet(["A", "a", ""])
    worksheet = sheet.wire.book.worksheet()
    sheet.meanwhile[2] = lambda: worksheet.type(30, 5, worksheet.text(2, 3))
    gateway = Gateway(sheet.wire.client(), Headers(), sheet.journal, whole_up_to=whole_up_to)
    assert gateway.deliver([Delivery("key", (WantedStore("A", "a"),), TOKEN)])["key"].complete
    assert [row for row in sheet.rows if row] == [["A", "a", TOKEN]]


def test_deliveries_that_a_protected_range_refuses_together_are_sent_one_by_one() -> None:
    sheet = Sheet(["A", "a", ""], ["B", "b", ""])
    sheet.wire.book.worksheet().protect("A2:C2")
    other = Delivery("other", (WantedStore("B", "b"),), "another-0123456789abcdef")
    reports = sheet.gateway.deliver([Delivery("key", (WantedStore("A", "a"),), TOKEN), other])
    assert reports["other"].complete
    assert isinstance(reports["key"].problem, Protected)
    assert sheet.rows == [["A", "a"], ["B", "b", other.token]]
