"""Every problem that Google can give, by kind; and what a lost answer or a crash leaves for the next call."""

import json
import socket
from pathlib import Path
from typing import Any

import pytest

from bot.clients.google import SheetClient
from bot.clients.google_errors import KeyRefused, NoAccess, NotFound
from sheets.cells import Area
from sheets.errors import HeadersMissing, Protected, RangeRefused, SheetError, TryAgain, WrongConfiguration
from tests.scenarios.sheets.partner import CLAIM, HEADER, TOKEN, Partner, delivery, kind_of
from tests.unit.sheets.direct import MemoryJournal

ROWS = [HEADER, ["A", "a"], ["B", "b", "typed-token-000000"]]


def test_not_shared(partner: Partner) -> None:
    book = partner.google.spreadsheet("Partner", {"Stores": ROWS})
    with pytest.raises(NoAccess) as raised:
        partner.gateway(book).survey(["a"])
    assert raised.value.account == partner.key["client_email"]
    assert partner.key["client_email"] in str(raised.value)


def test_shared_for_reading_only(partner: Partner) -> None:
    book = partner.google.spreadsheet("Partner", {"Stores": ROWS})
    book.share(partner.key["client_email"], "reader")
    journal = MemoryJournal()
    gateway = partner.gateway(book, journal=journal)
    assert gateway.survey(["b"])["b"].status == "token"
    with pytest.raises(NoAccess):
        gateway.deliver([delivery("a")])
    assert journal.unsettled == []
    book.share(partner.key["client_email"], "writer")
    assert gateway.deliver([delivery("a")])["brand"].complete


def test_no_such_spreadsheet(partner: Partner) -> None:
    with pytest.raises(NotFound) as raised:
        partner.gateway("1nothing-here").rows()
    assert raised.value.spreadsheet_id == "1nothing-here"


def test_a_revoked_key(partner: Partner) -> None:
    book = partner.sheet(ROWS)
    known = partner.gateway(book)
    known.rows()
    partner.google.accounts.revoke(partner.key["client_email"])
    for gateway in (known, partner.gateway(book)):
        with pytest.raises(KeyRefused) as raised:
            gateway.rows()
        assert raised.value.account == partner.key["client_email"]
    assert "invalid_grant" in raised.value.reason


def test_missing_headers_name_what_was_found_but_no_token(partner: Partner) -> None:
    book = partner.sheet([["Restaurant", "SLUG PONGO", "TOKEN"], ["A", "a", TOKEN]])
    with pytest.raises(HeadersMissing) as raised:
        partner.gateway(book).rows()
    assert raised.value.missing == ("RESTAURANT NAME", "TOKEN PONGO")
    assert raised.value.found == ("Restaurant", "SLUG PONGO", "TOKEN")
    headless = partner.sheet([["Le Fournil", "a", TOKEN]])
    with pytest.raises(HeadersMissing) as raised:
        partner.gateway(headless).rows()
    assert raised.value.found == ("Le Fournil", "a")
    assert TOKEN not in str(raised.value)


def test_a_protected_range_refuses_one_delivery_and_not_the_others(partner: Partner) -> None:
    book = partner.sheet([*ROWS, ["C", "c"]])
    book.worksheet().protect("A2:C2")
    journal = MemoryJournal()
    gateway = partner.gateway(book, journal=journal)
    with pytest.raises(Protected) as raised:
        gateway.deliver([delivery("a")])
    assert raised.value.account == partner.key["client_email"]
    assert journal.unsettled == []
    reports = gateway.deliver([delivery("a", "new"), delivery("c", "d", token="x" * 20, key="other")])
    assert isinstance(reports["brand"].problem, Protected)
    assert not reports["brand"].complete
    assert reports["other"].complete
    assert book.worksheet().rows()[1:] == [
        ["A", "a"],
        ["B", "b", "typed-token-000000"],
        ["C", "c", "x" * 20],
        ["D", "d", "x" * 20],
        ["NEW", "new", TOKEN],
    ]
    assert journal.unsettled == []


def test_a_protected_worksheet(partner: Partner) -> None:
    book = partner.sheet(ROWS)
    book.worksheet().protect()
    journal = MemoryJournal()
    for wanted in ([delivery("a")], [delivery("new")], [delivery("a"), delivery("n", key="2")]):
        with pytest.raises(Protected):
            partner.gateway(book, journal=journal).deliver(wanted)
    assert journal.unsettled == []
    assert book.worksheet().rows() == ROWS


def test_quota_says_how_long_to_wait(partner: Partner) -> None:
    book = partner.sheet(ROWS)
    partner.fault("GET *batchGet", "refuse", status=429, retry_after=17)
    with pytest.raises(TryAgain) as raised:
        partner.gateway(book).rows()
    assert (raised.value.quota, raised.value.retry_after, raised.value.uncertain) == (True, 17.0, False)


@pytest.mark.parametrize(
    "reason", ["userRateLimitExceeded", "rateLimitExceeded", "USERRATELIMITEXCEEDED", "RATE_LIMIT_EXCEEDED"]
)
@pytest.mark.parametrize("where", ["GET *batchGet", "POST *:batchUpdate", "POST /token"])
def test_a_rate_limit_told_by_a_403_is_no_want_of_access(partner: Partner, where: str, reason: str) -> None:
    book = partner.sheet(ROWS)
    partner.fault(where, "refuse", status=403, reason=reason, retry_after="12.7")
    gateway = partner.gateway(book)
    with pytest.raises(TryAgain) as raised:
        gateway.deliver([delivery("a")])
    assert (raised.value.quota, raised.value.retry_after, raised.value.uncertain) == (True, 12.7, False)
    assert gateway.deliver([delivery("a")])["brand"].complete


def test_another_403_is_a_want_of_access(partner: Partner) -> None:
    partner.fault("GET *batchGet", "refuse", status=403, reason="forbidden")
    with pytest.raises(NoAccess):
        partner.gateway(partner.sheet(ROWS)).rows()


@pytest.mark.parametrize("where", ["POST /token", "GET /v4*", "GET *batchGet", "POST *:batchUpdate"])
@pytest.mark.parametrize("status", [429, 500, 502, 503, 504])
def test_problems_that_pass_are_raised_at_once_and_never_retried(partner: Partner, where: str, status: int) -> None:
    book = partner.sheet(ROWS)
    journal = MemoryJournal()
    gateway = partner.gateway(book, journal=journal)
    partner.fault(where, "refuse", status=status, times=None)
    with pytest.raises(TryAgain) as raised:
        gateway.deliver([delivery("a")])
    assert raised.value.quota is (status == 429)
    assert partner.faults.hits == 1
    partner.faults.clear()
    assert gateway.deliver([delivery("a")])["brand"].complete
    assert journal.unsettled == []


@pytest.mark.parametrize("lost", [0, 504])
@pytest.mark.parametrize("skip", [0, 1], ids=["the claim's", "the settlement's"])
def test_a_lost_answer_makes_no_second_row(partner: Partner, skip: int, lost: int) -> None:
    book = partner.sheet(ROWS, id="1spreadsheet")
    journal = MemoryJournal()
    fault = partner.fault("POST *:batchUpdate", "lose_answer", status=lost, skip=skip)
    with pytest.raises(TryAgain) as raised:
        partner.gateway(book, journal=journal).deliver([delivery("a", "new")])
    assert raised.value.uncertain
    assert journal.state is not None
    assert partner.faults.hits == 1
    partner.faults.remove(fault)
    assert partner.gateway(book, journal=journal).deliver([delivery("a", "new")])["brand"].complete
    assert book.worksheet().rows() == [HEADER, ["A", "a", TOKEN], ROWS[2], ["NEW", "new", TOKEN]]
    assert journal.unsettled == []


def test_cut_connections_and_slow_answers(partner: Partner) -> None:
    book = partner.sheet(ROWS)
    partner.fault("GET *batchGet", "cut")
    with pytest.raises(TryAgain):
        partner.gateway(book).rows()
    partner.fault("GET *batchGet", "delay", seconds=3.0)
    with pytest.raises(TryAgain, match="ReadTimeout"):
        partner.gateway(book, seconds=0.2).rows()
    partner.fault("POST /token", "delay", seconds=3.0)
    with pytest.raises(TryAgain, match="ReadTimeout"):
        partner.gateway(book, seconds=0.2).rows()
    partner.faults.clear()


def test_nobody_listens(partner: Partner) -> None:
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        address = f"http://127.0.0.1:{unused.getsockname()[1]}"
        client = SheetClient(service_account=json.dumps(partner.key), spreadsheet_id="x", api_url=address)
        with pytest.raises(TryAgain):
            client.worksheet()


def test_an_access_token_that_expired_is_renewed_once(partner: Partner) -> None:
    book = partner.sheet(ROWS)
    gateway = partner.gateway(book)
    gateway.rows()
    partner.sheet_calls()
    partner.fault("GET *batchGet", "refuse", status=401)
    assert len(gateway.rows()) == 2
    assert [c.method.partition(" ")[0] for c in partner.calls.all("google")] == ["GET", "POST", "GET"]


@pytest.mark.parametrize("key", ["/nowhere/key.json", "{}", "{not json", '{"type": "service_account"}', "[1]"])
def test_a_key_that_cannot_be_used(key: str) -> None:
    with pytest.raises(WrongConfiguration):
        SheetClient(service_account=key, spreadsheet_id="x")


def test_a_broken_private_key_is_not_quoted(partner: Partner) -> None:
    broken = json.dumps(
        {**partner.key, "private_key": "-----BEGIN PRIVATE KEY-----\nc2VjcmV0\n-----END PRIVATE KEY-----"}
    )
    with pytest.raises(WrongConfiguration) as raised:
        SheetClient(service_account=broken, spreadsheet_id="x")
    assert "c2VjcmV0" not in str(raised.value)
    assert raised.value.__suppress_context__


def test_the_key_from_a_file_and_an_address_that_is_none(partner: Partner, tmp_path: Path) -> None:
    book = partner.sheet(ROWS)
    path = tmp_path / "key.json"
    path.write_text(json.dumps(partner.key))
    client = SheetClient(service_account=str(path), spreadsheet_id=book.id, api_url=partner.url + "/")
    assert client.worksheet().title == "Stores"
    assert client.account == partner.key["client_email"]
    client.close()
    wrong = SheetClient(service_account=str(path), spreadsheet_id=book.id, api_url="sheets.example")
    with pytest.raises(WrongConfiguration):
        wrong.worksheet()


def test_a_range_outside_of_the_grid_is_its_own_kind(partner: Partner) -> None:
    with pytest.raises(RangeRefused):
        partner.client(partner.sheet(ROWS)).read([Area(1, None, 702, 702)])


def test_a_journal_that_cannot_be_read_stops_everything(partner: Partner) -> None:
    journal = MemoryJournal()
    journal.state = b"not a journal"
    with pytest.raises(WrongConfiguration):
        partner.gateway(partner.sheet(ROWS), journal=journal).deliver([delivery("a")])


def test_a_journal_that_cannot_be_written_stops_before_the_write(partner: Partner) -> None:
    book, journal = partner.sheet(ROWS), MemoryJournal()

    def full(call: str) -> None:
        if call == "save":
            raise OSError("disk full")

    journal.fail = full
    with pytest.raises(OSError, match="disk full"):
        partner.gateway(book, journal=journal).deliver([delivery("a", "new")])
    assert book.worksheet().rows() == ROWS


def test_the_journal_of_another_worksheet_is_kept_until_its_turn(partner: Partner) -> None:
    book = partner.google.spreadsheet(
        "Partner", {"One": ROWS, "Two": [HEADER]}, shared_with=[partner.key["client_email"]]
    )
    journal = MemoryJournal()

    def move(call: Any) -> None:
        if kind_of(call) == CLAIM:
            partner.google.before_call.remove(move)
            book.worksheet("One").insert_row(2)

    partner.google.before_call.append(move)
    partner.fault("POST *:batchUpdate", "lose_answer", status=504)
    with pytest.raises(TryAgain):
        partner.gateway(book, "One", journal=journal).deliver([delivery("a")])
    assert partner.gateway(book, "Two", journal=journal).deliver([delivery("z")])["brand"].complete
    assert len(journal.unsettled) == 1
    assert partner.gateway(book, "One", journal=journal).deliver([]) == {}
    assert book.worksheet("One").rows() == [HEADER, [], *ROWS[1:]]
    assert [sheet.title for sheet in book.worksheets] == ["One", "Two"]
    assert journal.unsettled == []


def test_errors_carry_no_token(partner: Partner, caplog: pytest.LogCaptureFixture) -> None:
    book = partner.sheet(ROWS)
    journal = MemoryJournal()
    gateway = partner.gateway(book, journal=journal)
    for status in (400, 403, 404, 409, 418, 429, 500):
        partner.fault("POST *:batchUpdate", "refuse", status=status, error=TOKEN.upper(), times=None)
        with pytest.raises(SheetError) as raised:
            gateway.deliver([delivery("a")])
        partner.faults.clear()
        seen: BaseException | None = raised.value
        while seen is not None:
            assert TOKEN not in f"{seen!r}{seen}{vars(seen)}".casefold()
            seen = seen.__cause__
    assert TOKEN not in repr(delivery("a")) + caplog.text
