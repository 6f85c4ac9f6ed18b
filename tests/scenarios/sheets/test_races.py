"""A person and a gateway in the same spreadsheet over HTTP: each race by name."""

from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from typing import Any

import pytest

from bot.sandbox.google import Arriving, Spreadsheet, Worksheet
from sheets.errors import HeadersMissing, TryAgain
from sheets.plan import Conflict
from tests.scenarios.sheets.partner import CLAIM, HEADER, READ, SETTLE, TOKEN, Partner, delivery, kind_of
from tests.unit.sheets.direct import MemoryJournal

Hands = Callable[[Worksheet], Any]


class Meddling:
    """A person who does something just before, or just after, the n-th call of a kind is carried out."""

    def __init__(self, partner: Partner, book: Spreadsheet) -> None:
        self._google, self._book = partner.google, book

    def before(self, kind: str, hands: Hands, number: int = 1) -> None:
        self._hook(self._google.before_call, kind, hands, number)

    def after(self, kind: str, hands: Hands, number: int = 1) -> None:
        self._hook(self._google.after_call, kind, hands, number)

    def _hook(self, hooks: list[Callable[[Arriving], None]], kind: str, hands: Hands, number: int) -> None:
        seen = [0]

        def hook(call: Arriving) -> None:
            if kind_of(call) == kind:
                seen[0] += 1
                if number in (0, seen[0]):
                    hands(self._book.worksheet())

        hooks.append(hook)


ROWS = [
    HEADER,
    ["Alpha", "a"],
    ["Beta", "b", "typed-token-of-beta"],
    ["Gamma", "c"],
    ["Delta", "d", "typed-token-of-delta"],
]


def after_all(book: Spreadsheet) -> dict[str, str]:
    """Slug -> token, by the headers."""
    rows = book.worksheet().rows()
    header = next(row for row in rows if "SLUG PONGO" in row)
    slug, token = header.index("SLUG PONGO"), header.index("TOKEN PONGO")
    cut = [[*row, *[""] * len(header)] for row in rows if row is not header]
    return {row[slug]: row[token] for row in cut if row[slug] or row[token]}


def sorted_below_the_headers(w: Worksheet) -> None:
    w.sort(1, next(number for number, row in enumerate(w.rows(), start=2) if "SLUG PONGO" in row))


RIGHT = {"a": TOKEN, "b": "typed-token-of-beta", "c": TOKEN, "d": "typed-token-of-delta", "new": TOKEN}

RACES: dict[str, Hands] = {
    "a row inserted above": lambda w: w.insert_row(2),
    "three rows inserted above the header": lambda w: [w.insert_row(1) for _ in range(3)],
    "a row inserted right above the header": lambda w: w.insert_row(1),
    "a row deleted above": lambda w: w.insert_row(2, ["x"]) or w.delete_row(2) or w.move("ROWS", 3, 2),
    "sorted the other way": lambda w: w.sort(1, descending=True),
    "sorted by token": lambda w: w.sort(3),
    "a column inserted before the token": lambda w: w.insert_column(3),
    "a column inserted before all": lambda w: w.insert_column(1),
    "the token column moved to the front": lambda w: w.move("COLUMNS", 3, 1),
    "the name column moved to the end": lambda w: w.move("COLUMNS", 1, 3),
    "slug and token change places": lambda w: w.move("COLUMNS", 2, 3),
    "rows moved and names edited": lambda w: [
        w.insert_row(2),
        w.type(4, 1, "Beta edited"),
        w.type(6, 1, "Delta edited"),
    ],
}


MOMENTS = [*((way, moment) for way in (CLAIM, SETTLE) for moment in ("before", "after", "twice"))]


@pytest.mark.parametrize("race", RACES)
@pytest.mark.parametrize(("way", "moment"), MOMENTS)
def test_rows_and_columns_that_move(partner: Partner, race: str, way: str, moment: str) -> None:
    book, journal = partner.sheet(ROWS, columns=8), MemoryJournal()
    person = Meddling(partner, book)
    if moment == "after":
        person.after(way, RACES[race])
    else:
        person.before(way, RACES[race])
    if moment == "twice":
        person.before(way, sorted_below_the_headers, 2)
    assert partner.gateway(book, journal=journal).deliver([delivery("a", "c", "new")])["brand"].complete
    assert {slug: token for slug, token in after_all(book).items() if slug} == RIGHT
    assert "" not in after_all(book)
    assert journal.unsettled == []
    header = next(row for row in book.worksheet().rows() if "SLUG PONGO" in row)
    assert sorted(filter(None, header)) == sorted(HEADER)
    texts = Counter(text for row in book.worksheet().rows() for text in row)
    assert texts[TOKEN] == 3
    assert (texts["Alpha"], texts["Gamma"], texts["NEW"]) == (1, 1, 1)


@pytest.mark.parametrize("race", RACES)
def test_a_crash_between_write_and_verification_is_repaired_by_the_next_call(partner: Partner, race: str) -> None:
    book, journal = partner.sheet(ROWS, columns=8), MemoryJournal()
    Meddling(partner, book).before(CLAIM, RACES[race])
    fault = partner.fault("POST *:batchUpdate", "lose_answer", status=504)
    with pytest.raises(TryAgain):
        partner.gateway(book, journal=journal).deliver([delivery("a", "c")])
    partner.faults.remove(fault)
    # The next call is for somebody else, and crashes too, twice.
    for _ in range(2):
        fault = partner.fault("POST *:batchUpdate", "lose_answer", status=0)
        with suppress(TryAgain):
            partner.gateway(book, journal=journal).deliver([delivery("other", token="o" * 20)])
        partner.faults.remove(fault)
    assert partner.gateway(book, journal=journal).deliver([delivery("a", "c", "new")])["brand"].complete
    found = after_all(book)
    found.pop("other", None)
    assert found == RIGHT
    assert journal.unsettled == []


def test_a_header_renamed_between_keeps_the_journal_and_the_next_call_repairs(partner: Partner) -> None:
    book, journal = partner.sheet(ROWS), MemoryJournal()
    person = Meddling(partner, book)
    person.before(CLAIM, lambda w: [w.insert_row(2), w.type(1, 3, "SECRET")])
    with pytest.raises(HeadersMissing) as raised:
        partner.gateway(book, journal=journal).deliver([delivery("a", "c")])
    assert raised.value.found == ("RESTAURANT NAME", "SLUG PONGO", "SECRET")
    assert journal.state is not None
    book.worksheet().type(1, 3, "token pongo")
    assert partner.gateway(book, journal=journal).deliver([]) == {}
    assert [row[:3] for row in book.worksheet().rows()[1:]] == [[], *ROWS[1:]]
    assert journal.unsettled == []


def test_a_row_that_never_stands_still_is_a_conflict_without_a_stray_value(partner: Partner) -> None:
    book, journal = partner.sheet(ROWS, columns=8), MemoryJournal()
    writes = [0]

    def turn(w: Worksheet) -> None:
        writes[0] += 1
        if writes[0] <= 6:
            w.insert_row(2)

    Meddling(partner, book).before(CLAIM, turn, 0)
    report = partner.gateway(book, journal=journal).deliver([delivery("c")])["brand"]
    assert [(c.slug, c.kind, c.found) for c in report.conflicts] == [("c", "moving", "")]
    assert Counter(text for row in book.worksheet().rows() for text in row)[TOKEN] == 0
    assert {k: v for k, v in after_all(book).items() if v} == {k: v for k, v in RIGHT.items() if v != TOKEN}
    assert journal.unsettled == []


def test_a_token_that_a_person_pasted_elsewhere_stays(partner: Partner) -> None:
    book, journal = partner.sheet(ROWS, columns=8), MemoryJournal()
    person = Meddling(partner, book)
    person.after(READ, lambda w: [w.insert_row(7, ["Eta", "e", TOKEN]), w.insert_row(2)])
    assert partner.gateway(book, journal=journal).deliver([delivery("a")])["brand"].complete
    assert after_all(book) == {"a": TOKEN, "b": RIGHT["b"], "c": "", "d": RIGHT["d"], "e": TOKEN}


def test_a_different_token_typed_after_the_write_is_a_conflict(partner: Partner) -> None:
    book = partner.sheet(ROWS)
    Meddling(partner, book).after(CLAIM, lambda w: w.type(2, 3, "typed-by-a-person"))
    report = partner.gateway(book).deliver([delivery("a", "c")])["brand"]
    assert report.conflicts == (Conflict("a", "A", 2, "typed-by-a-person"),)
    assert after_all(book)["a"] == "typed-by-a-person"


def test_an_append_races_with_a_persons(partner: Partner) -> None:
    book = partner.sheet(ROWS)
    Meddling(partner, book).before(CLAIM, lambda w: w.insert_row(6, ["New, by hand", "new"]))
    report = partner.gateway(book).deliver([delivery("new")])["brand"]
    assert book.worksheet().rows()[5:] == [["New, by hand", "new", TOKEN], ["NEW", "new", TOKEN]]
    assert report.complete


def test_a_slug_corrected_between_takes_the_token_back(partner: Partner) -> None:
    book = partner.sheet(ROWS)
    Meddling(partner, book).after(CLAIM, lambda w: w.type(2, 2, "a-corrected"))
    assert partner.gateway(book).deliver([delivery("a")])["brand"].complete
    found = after_all(book)
    assert (found["a-corrected"], found["a"]) == ("", TOKEN)


@pytest.mark.parametrize("race", ["a row inserted above", "sorted the other way", "a column inserted before the token"])
def test_a_large_worksheet_moves_too(partner: Partner, race: str) -> None:
    more = [[f"Store {n:05}", f"slug-{n}", f"typed-{n:010}"] for n in range(15_000)]
    book, journal = partner.sheet([*ROWS, *more], columns=7), MemoryJournal()
    Meddling(partner, book).before(CLAIM, RACES[race])
    assert partner.gateway(book, seconds=30, journal=journal).deliver([delivery("a", "c", "new")])["brand"].complete
    assert after_all(book) == {**RIGHT, **{row[1]: row[2] for row in more}}
