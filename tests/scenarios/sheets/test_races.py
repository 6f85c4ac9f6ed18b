"""A person and a gateway in the same spreadsheet over HTTP: each race by name, then thousands by chance."""

import os
from collections import Counter
from collections.abc import Callable, Sequence
from contextlib import suppress
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from bot.sandbox.google import Arriving, Spreadsheet, Worksheet
from sheets.errors import HeadersMissing, RangeRefused, TryAgain
from sheets.gateway import Conflict, Delivery, Gateway, Outcome
from tests.scenarios.sheets.partner import APPEND, DELETE, HEADER, READ, SWAP, TOKEN, WRITE, Partner, delivery, kind_of
from tests.unit.sheets.paper import MemoryJournal, Paper, place
from tests.unit.sheets.person import HEADERS, Acts, Person, Watch, acts, deliveries, papers

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
    "a row deleted above": lambda w: w.insert_row(2, ["x"]) or w.delete_row(2) or w.move_row(3, 2),
    "sorted the other way": lambda w: w.sort(1, descending=True),
    "sorted by token": lambda w: w.sort(3),
    "a column inserted before the token": lambda w: w.insert_column(3),
    "a column inserted before all": lambda w: w.insert_column(1),
    "the token column moved to the front": lambda w: w.move_column(3, 1),
    "the name column moved to the end": lambda w: w.move_column(1, 3),
    "slug and token change places": lambda w: w.move_column(2, 3),
    "rows moved and names edited": lambda w: [
        w.insert_row(2),
        w.type(4, 1, "Beta edited"),
        w.type(6, 1, "Delta edited"),
    ],
}


# With copies, rows are added together with what is written.
MOMENTS = [
    *((way, moment) for way in (SWAP, WRITE) for moment in ("before the write", "after the write", "twice")),
    (WRITE, "before the append"),
]


@pytest.mark.parametrize("race", RACES)
@pytest.mark.parametrize(("way", "moment"), MOMENTS)
def test_rows_and_columns_that_move(partner: Partner, race: str, way: str, moment: str) -> None:
    book, journal = partner.sheet(ROWS, columns=8), MemoryJournal()
    if way == WRITE:
        partner.makes_no_copies(501)
    person = Meddling(partner, book)
    match moment:
        case "before the write":
            person.before(way, RACES[race])
        case "after the write":
            person.after(way, RACES[race])
        case "before the append":
            person.before(APPEND, RACES[race])
        case _:
            person.before(way, RACES[race])
            person.before(way, sorted_below_the_headers, 2)
    assert partner.gateway(book).deliver([delivery("a", "c", "new")], journal)["brand"].complete
    assert {slug: token for slug, token in after_all(book).items() if slug} == RIGHT
    assert "" not in after_all(book)
    assert journal.state is None
    header = next(row for row in book.worksheet().rows() if "SLUG PONGO" in row)
    assert sorted(filter(None, header)) == sorted(HEADER)
    texts = Counter(text for row in book.worksheet().rows() for text in row)
    assert texts[TOKEN] == 3
    assert (texts["Alpha"], texts["Gamma"], texts["NEW"]) == (1, 1, 1)


@pytest.mark.parametrize("race", RACES)
def test_a_crash_between_write_and_verification_is_repaired_by_the_next_call(partner: Partner, race: str) -> None:
    book, journal = partner.sheet(ROWS, columns=8), MemoryJournal()
    Meddling(partner, book).before(SWAP, RACES[race])
    fault = partner.fault("POST *:batchUpdate", "lose_answer", status=504)
    with pytest.raises(TryAgain):
        partner.gateway(book).deliver([delivery("a", "c")], journal)
    partner.faults.remove(fault)
    # The next call is for somebody else, and crashes too, twice.
    for _ in range(2):
        fault = partner.fault("POST *:batchUpdate", "lose_answer", status=0)
        with suppress(TryAgain):
            partner.gateway(book).deliver([delivery("other", token="o" * 20)], journal)
        partner.faults.remove(fault)
    assert partner.gateway(book).deliver([delivery("a", "c", "new")], journal)["brand"].complete
    found = after_all(book)
    found.pop("other", None)
    assert found == RIGHT
    assert journal.state is None


def test_a_header_renamed_between_keeps_the_journal_and_the_next_call_repairs(partner: Partner) -> None:
    book, journal = partner.sheet(ROWS), MemoryJournal()
    person = Meddling(partner, book)
    person.before(SWAP, lambda w: [w.insert_row(2), w.type(1, 3, "SECRET")])
    with pytest.raises(HeadersMissing) as trouble:
        partner.gateway(book).deliver([delivery("a", "c")], journal)
    assert trouble.value.found == ("RESTAURANT NAME", "SLUG PONGO", "SECRET")
    assert journal.state is not None
    book.worksheet().type(1, 3, "token pongo")
    assert partner.gateway(book).deliver([], journal) == {}
    assert [row[:3] for row in book.worksheet().rows()[1:]] == [[], *ROWS[1:]]
    assert journal.state is None


def test_a_row_that_never_stands_still_is_a_conflict_without_a_stray_value(partner: Partner) -> None:
    book, journal = partner.sheet(ROWS, columns=8), MemoryJournal()
    writes = [0]

    def turn(w: Worksheet) -> None:
        writes[0] += 1
        if writes[0] <= 6:
            w.insert_row(2)

    Meddling(partner, book).before(SWAP, turn, 0)
    outcome = partner.gateway(book).deliver([delivery("c")], journal)["brand"]
    assert [(c.slug, c.kind, c.found) for c in outcome.conflicts] == [("c", "moving", "")]
    assert Counter(text for row in book.worksheet().rows() for text in row)[TOKEN] == 0
    assert {k: v for k, v in after_all(book).items() if v} == {k: v for k, v in RIGHT.items() if v != TOKEN}
    assert journal.state is None


def test_a_token_that_a_person_pasted_elsewhere_stays(partner: Partner) -> None:
    book, journal = partner.sheet(ROWS, columns=8), MemoryJournal()
    person = Meddling(partner, book)
    person.after(READ, lambda w: [w.insert_row(7, ["Eta", "e", TOKEN]), w.insert_row(2)])
    assert partner.gateway(book).deliver([delivery("a")], journal)["brand"].complete
    assert after_all(book) == {"a": TOKEN, "b": RIGHT["b"], "c": "", "d": RIGHT["d"], "e": TOKEN}


def test_a_different_token_typed_after_the_write_is_a_conflict(partner: Partner) -> None:
    book = partner.sheet(ROWS)
    Meddling(partner, book).after(SWAP, lambda w: w.type(2, 3, "typed-by-a-person"))
    outcome = partner.gateway(book).deliver([delivery("a", "c")], MemoryJournal())["brand"]
    assert outcome.conflicts == (Conflict("a", "A", 2, "typed-by-a-person"),)
    assert after_all(book)["a"] == "typed-by-a-person"


def test_an_append_races_with_a_persons(partner: Partner) -> None:
    book = partner.sheet(ROWS)
    Meddling(partner, book).before(APPEND, lambda w: w.insert_row(6, ["New, by hand", "new"]))
    outcome = partner.gateway(book).deliver([delivery("new")], MemoryJournal())["brand"]
    assert book.worksheet().rows()[5:] == [["New, by hand", "new", TOKEN], ["NEW", "new", TOKEN]]
    assert outcome.complete


def test_a_slug_corrected_between_takes_the_token_back(partner: Partner) -> None:
    book = partner.sheet(ROWS)
    Meddling(partner, book).after(SWAP, lambda w: w.type(2, 2, "a-corrected"))
    assert partner.gateway(book).deliver([delivery("a")], MemoryJournal())["brand"].complete
    found = after_all(book)
    assert (found["a-corrected"], found["a"]) == ("", TOKEN)


@pytest.mark.parametrize("race", ["a row inserted above", "sorted the other way", "a column inserted before the token"])
def test_a_large_worksheet_moves_too(partner: Partner, race: str) -> None:
    more = [[f"Store {n:05}", f"slug-{n}", f"typed-{n:010}"] for n in range(15_000)]
    book, journal = partner.sheet([*ROWS, *more], columns=7), MemoryJournal()
    Meddling(partner, book).before(SWAP, RACES[race])
    assert partner.gateway(book, seconds=30).deliver([delivery("a", "c", "new")], journal)["brand"].complete
    assert after_all(book) == {**RIGHT, **{row[1]: row[2] for row in more}}


EXAMPLES = int(os.environ.get("SHEET_EXAMPLES_HTTP", "40"))
PHASES = [Phase.explicit, Phase.generate, *([Phase.shrink] if "SHRINK" in os.environ else [])]
FIGURES: Counter[str] = Counter()


class Mirror:
    """Follows a worksheet on paper: the bot's calls as they are carried out, the person's acts as they happen."""

    def __init__(
        self, partner: Partner, paper: Paper, wanted: Sequence[Delivery], script: Acts, cuts: set[int]
    ) -> None:
        texts = [[cell.text for cell in line] for line in paper.lines]
        self.book = partner.sheet(texts, rows=len(texts), columns=paper.width)
        self.paper, self.script, self.cuts = paper, dict(script), set(cuts)
        self.person = Person(paper, self.book.worksheet())
        self.watch = Watch(paper, wanted)
        self.moment = 0
        self.last = ""
        partner.google.before_call[:] = [self.arrives]
        partner.google.after_call[:] = [self.carried_out]

    def arrives(self, call: Arriving) -> None:
        self.last = kind_of(call)
        self.happens()

    def happens(self) -> None:
        self.moment += 1
        for act in self.script.pop(self.moment, []):
            self.person.act(act)
        if self.moment in self.cuts:
            self.cuts.discard(self.moment)
            FIGURES["cut connections"] += 1
            raise ConnectionError  # the service cuts the connection: before the work, or after it, as the moment says

    def carried_out(self, call: Arriving) -> None:
        kind = self.last = kind_of(call)
        if kind == WRITE:
            self.paper.put(
                [(*place(d["range"].rpartition("!")[2].partition(":")[0]), d["values"]) for d in call.body["data"]]
            )
            self.watch.on_write()
        elif kind in (SWAP, APPEND):
            for request in call.body["requests"]:
                self.carry_out(request)
            self.watch.on_write()
        elif kind == READ:
            self.watch.on_read()
        FIGURES["calls"] += 1
        self.happens()

    def carry_out(self, request: Any) -> None:
        if "updateCells" in request:
            start, lines = request["updateCells"]["start"], request["updateCells"]["rows"]
            texts = [[text_of(cell) for cell in line["values"]] for line in lines]
            self.paper.put([(start["columnIndex"] + 1, start["rowIndex"] + 1, texts)], excused=False)
        elif "appendCells" in request:
            lines = request["appendCells"]["rows"]
            self.paper.put_below(
                [{c: text_of(cell) for c, cell in enumerate(line["values"], 1) if cell} for line in lines]
            )
            self.watch.on_append()


def text_of(cell: Any) -> str:
    return str(cell.get("userEnteredValue", {}).get("stringValue", ""))


def until_done(partner: Partner, mirror: Mirror, wanted: list[Delivery], journal: MemoryJournal) -> dict[str, Outcome]:
    """Calls again, each time with a gateway that knows nothing, as after a restart."""
    for _ in range(30):
        client = partner.client(mirror.book)
        try:
            outcomes = Gateway(client, HEADERS).deliver(wanted, journal)
        except HeadersMissing:
            mirror.person.mend_headers()
        except (TryAgain, RangeRefused):
            continue
        else:
            assert mirror.watch.wrong() == []
            # Only the deletion of the copies may have been cut off.
            assert journal.state is None or mirror.last == DELETE
            return outcomes
        finally:
            client.close()
    raise AssertionError("the delivery never came through")


@settings(
    max_examples=EXAMPLES,
    derandomize="SHEET_EXAMPLES_HTTP" not in os.environ,
    phases=PHASES,
    report_multiple_bugs=False,
    deadline=None,
    suppress_health_check=list(HealthCheck),
)
@given(paper=papers(), wanted=deliveries(), script=acts(), cuts=st.sets(st.integers(1, 16), max_size=2))
def test_whatever_a_person_does_the_sheet_is_never_left_wrong(
    partner: Partner, paper: Paper, wanted: list[Delivery], script: Acts, cuts: set[int]
) -> None:
    journal = MemoryJournal()
    mirror = Mirror(partner, paper, wanted, script, cuts)
    until_done(partner, mirror, wanted, journal)
    mirror.script.clear()
    mirror.cuts.clear()
    outcomes = until_done(partner, mirror, wanted, journal)
    FIGURES["a person's acts"] += mirror.person.acts
    FIGURES["examples"] += 1
    assert mirror.book.worksheet().rows() == paper.rows()
    assert len(mirror.book.worksheets) == 1
    assert journal.state is None
    for one in wanted:
        assert {c.kind for c in outcomes[one.key].conflicts} <= {"other_token"}
        settled = {w.slug for w in outcomes[one.key].verified} | {c.slug for c in outcomes[one.key].conflicts}
        slugs = {store.slug for store in one.stores}
        assert settled == slugs if one.adds else settled <= slugs
    partner.google.before_call.clear()
    partner.google.after_call.clear()


def test_the_figures(capsys: pytest.CaptureFixture[str]) -> None:
    with capsys.disabled():
        print(f"\nsheet races over HTTP: {dict(FIGURES)}")
    assert FIGURES["examples"] == 0 or FIGURES["a person's acts"] > FIGURES["examples"] / 2
