"""The gateway over HTTP: what is written, what is left alone, in how many calls."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from bot.clients.google_errors import WorksheetMissing
from bot.sandbox.google import Arriving
from sheets.calls import Kind, Need
from sheets.gateway import Gateway
from sheets.layout import Headers
from sheets.plan import Conflict, Delivery, WantedStore, Written
from tests.scenarios.sheets.partner import CLAIM as CLAIMS
from tests.scenarios.sheets.partner import HEADER, TOKEN, Partner, delivery, kind_of
from tests.unit.sheets.direct import MemoryJournal

READ, LOOK = "GET batchGet", "GET spreadsheet"
CLAIM = SETTLE = "POST batchUpdate"


def kinds(calls: list[str], book_id: str) -> list[str]:
    return ["GET spreadsheet" if call == f"GET {book_id}" else call for call in calls]


def test_rows_are_filled_and_added_and_the_rest_is_left_alone(partner: Partner) -> None:
    book = partner.sheet(
        [
            ["Notes of the partner"],
            ["CITY", "Token  pongo", "", "restaurant nâme", "Slug Pongo"],
            ["Lyon", "", "x", "Bistrot typed by hand", "bistrot"],
            [],
            ["Nice", "another-token-000", "", "Chez Autre", "autre"],
            ["", "", "", "Twice 1", "twice"],
            ["", TOKEN, "", "Already", "already"],
            ["", "", "", "Twice 2", " twice "],
            ["", "", "", "Not ours", "not-ours"],
        ]
    )
    wanted = delivery("BISTROT", "autre", "twice", "already", "new-1", "new-2")
    report = partner.gateway(book).deliver([wanted])["brand"]
    assert book.worksheet().rows() == [
        ["Notes of the partner"],
        ["CITY", "Token  pongo", "", "restaurant nâme", "Slug Pongo"],
        ["Lyon", TOKEN, "x", "Bistrot typed by hand", "bistrot"],
        [],
        ["Nice", "another-token-000", "", "Chez Autre", "autre"],
        ["", TOKEN, "", "Twice 1", "twice"],
        ["", TOKEN, "", "Already", "already"],
        ["", TOKEN, "", "Twice 2", " twice "],
        ["", "", "", "Not ours", "not-ours"],
        ["", TOKEN, "", "NEW-1", "new-1"],
        ["", TOKEN, "", "NEW-2", "new-2"],
    ]
    assert report.verified == (
        Written("BISTROT", 3),
        Written("twice", 6),
        Written("twice", 8),
        Written("already", 7),
        Written("new-1", 10, appended=True),
        Written("new-2", 11, appended=True),
    )
    assert report.conflicts == (Conflict("autre", "AUTRE", 5, "another-token-000"),)
    assert not report.complete


@pytest.mark.parametrize("stores", [1, 100, 1000])
def test_the_calls_to_google_do_not_grow_with_the_stores(partner: Partner, stores: int) -> None:
    slugs = [f"store-{n}" for n in range(stores)]
    more = [f"more-{n}" for n in range(stores)]
    book = partner.sheet([HEADER, *([s.upper(), s] for s in [*slugs[::2], *more[::2]])])
    journal = MemoryJournal()
    gateway = partner.gateway(book, journal=journal)
    assert gateway.deliver([delivery(*slugs)])["brand"].complete
    first = kinds(partner.sheet_calls(), book.id)
    assert first == [LOOK, READ, CLAIM, SETTLE]
    assert gateway.deliver([delivery(*more, "one-new")])["brand"].complete
    assert kinds(partner.sheet_calls(), book.id) == [READ, CLAIM, SETTLE]
    assert gateway.deliver([delivery(*(f"added-{n}" for n in range(stores)))])["brand"].complete
    assert kinds(partner.sheet_calls(), book.id) == [READ, CLAIM, SETTLE]
    assert gateway.deliver([delivery(*slugs)])["brand"].complete
    assert kinds(partner.sheet_calls(), book.id) == [READ]
    assert len(book.worksheet().rows()) == 1 + 3 * stores + 1
    assert len(book.worksheets) == 1
    assert journal.state is None


def test_many_deliveries_share_the_calls_and_a_conflict_holds_none(partner: Partner) -> None:
    book = partner.sheet([HEADER, ["A", "a"], ["B", "b", "another-token-000"], ["C", "c"]])
    gateway = partner.gateway(book)
    wanted = [delivery(slug, f"{slug}-new", token=f"token-of-{slug}-000000", key=slug) for slug in "abc"]
    reports = gateway.deliver(wanted)
    assert {key: o.complete for key, o in reports.items()} == {"a": True, "b": False, "c": True}
    assert kinds(partner.sheet_calls(), book.id) == [LOOK, READ, CLAIM, SETTLE]
    assert [row[2] for row in book.worksheet().rows()[1:]] == [
        "token-of-a-000000",
        "another-token-000",
        "token-of-c-000000",
        "token-of-a-000000",
        "token-of-b-000000",
        "token-of-c-000000",
    ]


def test_texts_stay_texts(partner: Partner) -> None:
    book = partner.sheet([HEADER, ["", "a"]])
    stores = (
        WantedStore('=HYPERLINK("http://example.org","x")', "formula"),
        WantedStore("+33 1 Burger", "0123456"),
        WantedStore("1/2", "1e5"),
        WantedStore("@SUM(A1)", "2026-11-25"),
        WantedStore("", "a"),
    )
    token = "=1+1-is-a-token-too"
    gateway = partner.gateway(book)
    assert gateway.deliver([Delivery("brand", stores, token)])["brand"].complete
    sheet = book.worksheet()
    assert sheet.rows()[2:] == [[s.name, s.slug, token] for s in stores[:-1]]
    assert [sheet.formula(row, column) for row in (2, 3) for column in (1, 2, 3)] == [None] * 6
    assert gateway.deliver([Delivery("brand", stores, token)])["brand"].complete
    assert len(sheet.rows()) == 6


def test_a_slug_that_a_person_typed_as_a_number_is_found_as_it_is_shown(partner: Partner) -> None:
    book = partner.sheet([HEADER])
    book.worksheet().type(2, 2, "12345")
    assert partner.gateway(book).deliver([delivery("12345")])["brand"].complete
    assert book.worksheet().rows()[1:] == [["", "12345", TOKEN]]


def test_a_full_grid_gets_rows(partner: Partner) -> None:
    book = partner.sheet([HEADER, ["A", "a"]], rows=2, columns=3)
    assert partner.gateway(book).deliver([delivery("a", "b", "c")])["brand"].complete
    assert book.worksheet().rows()[1:] == [["A", "a", TOKEN], ["B", "b", TOKEN], ["C", "c", TOKEN]]


def test_a_large_worksheet_is_read_by_its_needed_columns_only(partner: Partner) -> None:
    width = 7
    data = [[f"x{n}", f"Store {n}", "", f"slug-{n}", "ballast", f"token-{n:012}"] for n in range(50_000)]
    header = ["", HEADER[0], "", HEADER[1], "other", HEADER[2], "end"]
    book = partner.sheet([header, *data, ["", "No token", "", "empty"]], columns=width)
    ranges: list[list[str]] = []
    partner.google.before_call.append(
        lambda call: (
            ranges.append([v for k, v in dict(call.query).items() if k == "ranges"])
            if call.path.endswith("batchGet")
            else None
        )
    )
    seen: list[int] = []
    partner.google.after_call.append(
        lambda call: (
            seen.append(sum(len(row) for part in call.answer["valueRanges"] for row in part.get("values", [])))
            if call.path.endswith("batchGet")
            else None
        )
    )
    gateway = partner.gateway(book, seconds=30)
    report = gateway.deliver([delivery("empty", "new", "slug-7")])["brand"]
    assert kinds(partner.sheet_calls(), book.id) == [LOOK, READ, READ, CLAIM, SETTLE]
    assert max(seen) <= (3 * 50_003 + 10 * width)
    assert [(w.slug, w.row) for w in report.verified] == [("empty", 50_002), ("new", 50_003)]
    assert [(c.slug, c.row, c.found) for c in report.conflicts] == [("slug-7", 9, "token-000000000007")]
    gateway.deliver([delivery("newer", "slug-1", over=lambda found: found == "token-000000000001")])
    assert kinds(partner.sheet_calls(), book.id) == [READ, CLAIM, SETTLE]
    assert book.worksheet().rows()[50_003] == ["", "NEWER", "", "newer", "", TOKEN]


def test_merged_and_blank_rows_are_passed_over(partner: Partner) -> None:
    book = partner.sheet([["The partner's restaurants"], [], HEADER, [], ["North"], ["A", "a"], [], ["B", "b"]])
    book.worksheet().merge("A1:C1")
    book.worksheet().merge("A5:C5")
    assert partner.gateway(book).deliver([delivery("a", "b", "c")])["brand"].complete
    assert book.worksheet().rows()[5:] == [["A", "a", TOKEN], [], ["B", "b", TOKEN], ["C", "c", TOKEN]]


def test_a_value_that_does_not_stay_is_reported_and_not_written_for_ever(partner: Partner) -> None:
    book = partner.sheet([HEADER, ["A", "a", "another-token-000"], ["B", "b"]])
    book.worksheet().merge("C2:C3")  # a cell under a merged one keeps nothing
    report = partner.gateway(book).deliver([delivery("b")])["brand"]
    assert report.conflicts == (Conflict("b", "B", 3, "", "moving"),)
    assert len(partner.sheet_calls()) < 30
    assert book.worksheet().rows()[1:] == [["A", "a", "another-token-000"], ["B", "b"]]


def test_a_withdrawn_token_leaves_only_the_rows_that_hold_it(partner: Partner) -> None:
    book = partner.sheet([HEADER, ["A", "a", TOKEN], ["B", "b", "another-token-000"], ["C", "c"]])
    wanted = delivery("a", "b", "c", "absent", token="", over=lambda found: found == TOKEN)
    report = partner.gateway(book).deliver([wanted])["brand"]
    assert book.worksheet().rows()[1:] == [["A", "a"], ["B", "b", "another-token-000"], ["C", "c"]]
    assert [c.slug for c in report.conflicts] == ["b"]
    assert [w.slug for w in report.verified] == ["a", "c"]


def test_payloads_above_googles_size_are_split(partner: Partner) -> None:
    slugs = [f"s{n}" for n in range(1000)]
    book = partner.sheet([HEADER, *([s, s] for s in slugs[:500])])
    sizes: list[int] = []
    partner.google.before_call.append(lambda call: sizes.append(len(str(call.body))))
    long = delivery(*slugs, token="t" * 3000)
    assert partner.gateway(book, seconds=30).deliver([long])["brand"].complete
    assert max(sizes) < 2_000_000
    assert len(book.worksheet().rows()) == 1001


def test_survey_and_rows(partner: Partner) -> None:
    book = partner.sheet([HEADER, ["A", "a", TOKEN], ["B", "b"], ["A again", " a ", "x" * 20], ["no slug"]])
    gateway = partner.gateway(book)
    found = gateway.survey(["a", "b", "nowhere"])
    assert [(s.slug, s.rows, s.status, s.tokens) for s in found.values()] == [
        ("a", (2, 4), "token", (TOKEN, "x" * 20)),
        ("b", (3,), "no_token", ()),
        ("nowhere", (), "absent", ()),
    ]
    assert [(r.row, r.name, r.slug, r.token) for r in gateway.rows()] == [
        (2, "A", "a", TOKEN),
        (3, "B", "b", ""),
        (4, "A again", "a", "x" * 20),
    ]
    assert TOKEN not in repr(found)
    assert TOKEN not in repr(gateway.rows())


def test_a_renamed_worksheet(partner: Partner) -> None:
    book = partner.sheet([HEADER, ["A", "a"]], title="L'été")
    first, named = partner.gateway(book), partner.gateway(book, "L'été")
    assert [r.slug for r in first.rows()] == [r.slug for r in named.rows()] == ["a"]
    book.worksheet().rename("Winter's")
    assert first.deliver([delivery("a")])["brand"].complete
    with pytest.raises(WorksheetMissing) as missing:
        named.rows()
    assert (missing.value.wanted, missing.value.found) == ("L'été", ("Winter's",))


def test_columns_that_a_person_adds_at_the_end_are_found(partner: Partner) -> None:
    book = partner.sheet([["RESTAURANT NAME", "SLUG PONGO", "TOKEN PONGO"], ["A", "a"]], columns=3)
    gateway = partner.gateway(book)
    gateway.rows()
    sheet = book.worksheet()
    sheet.insert_column(1)
    sheet.insert_column(1)
    assert gateway.deliver([delivery("a", "b")])["brand"].complete
    assert sheet.rows()[1:] == [["", "", "A", "a", TOKEN], ["", "", "B", "b", TOKEN]]


class Reserved:
    """A quota with just what a round reserves: one call more fails."""

    def __init__(self) -> None:
        self.left: dict[str, int] = {}
        self.rounds = 0
        self.left_after: list[int] = []

    @contextmanager
    def round(self, need: Need, patience: float | None = None) -> Iterator[None]:
        self.again(need)
        yield

    def again(self, need: Need) -> None:
        self.rounds += 1
        self.left = {"read": need.reads, "write": need.writes}

    def take(self, kind: Kind) -> None:
        self.left[kind] -= 1
        assert self.left[kind] >= 0, f"a {kind} that was not reserved"
        self.left_after += [self.left["write"]] if kind == "write" else []

    def used_up(self, kind: Kind, seconds: float | None) -> None:
        raise AssertionError


def test_each_round_reserves_all_its_calls_before_its_first(partner: Partner) -> None:
    book, quota = partner.sheet([HEADER, ["A", "a"], ["B", "b"]]), Reserved()
    moves = 3

    def move(call: Arriving) -> None:
        nonlocal moves
        if kind_of(call) == CLAIMS and moves:
            moves -= 1
            book.worksheet().insert_row(2)

    partner.google.before_call.append(move)
    gateway = Gateway(partner.client(book, quota=quota), Headers(), MemoryJournal())
    assert gateway.deliver([delivery("a", "b", "new")])["brand"].complete
    assert quota.rounds == 5  # the delivery's, and one before each claim
    assert all(left >= 1 for left in quota.left_after[::2]), "a claim without its settlement"
