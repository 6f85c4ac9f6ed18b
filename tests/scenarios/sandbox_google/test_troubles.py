"""Troubles on the way, hooks between the calls, people at the same sheet, and what the call log keeps."""

import threading
from typing import Any

import pytest
import requests

from bot.sandbox.faults import Fault
from bot.sandbox.google import Arriving
from tests.scenarios.sandbox_google.office import HEADER, Office


def write(office: Office, text: str) -> requests.Response:
    return office.call("PUT", "/values/C2", {"values": [[text]]}, valueInputOption="RAW")


def test_a_refusal_does_nothing(office: Office) -> None:
    office.faults.add(Fault("google", "PUT */values/*", "refuse", status=429, retry_after=7))
    answer = write(office, "x")
    assert office.refused(answer, 429)
    assert (answer.headers["Retry-After"], answer.json()["error"]["status"]) == ("7", "RESOURCE_EXHAUSTED")
    assert office.sheet.text(2, 3) == "tok-1"
    assert write(office, "x").status_code == 200


def test_an_answer_lost_after_the_work(office: Office) -> None:
    office.sign_in()
    office.faults.add(Fault("google", "PUT *", "lose_answer", status=504))
    assert write(office, "x").status_code == 504
    assert office.sheet.text(2, 3) == "x"
    office.faults.add(Fault("google", "PUT *", "lose_answer", status=0))
    with pytest.raises(requests.ConnectionError):
        write(office, "y")
    assert office.sheet.text(2, 3) == "y"


def test_a_cut_before_the_work_and_a_delay(office: Office) -> None:
    office.sign_in()
    office.faults.add(Fault("google", "PUT *", "cut"))
    with pytest.raises(requests.ConnectionError):
        write(office, "x")
    assert office.sheet.text(2, 3) == "tok-1"
    office.faults.add(Fault("google", "PUT *", "delay", seconds=0.05))
    assert write(office, "x").status_code == 200
    assert office.sheet.text(2, 3) == "x"
    assert office.faults.hits == 2


def test_a_person_acts_before_the_answer_leaves(office: Office) -> None:
    seen: list[Arriving] = []

    def person(call: Arriving) -> None:
        seen.append(call)
        office.sheet.sort(1, descending=True)

    office.google.after_call.append(person)
    answer = office.put("C3", [["tok"]])
    assert answer["updatedRange"] == "Integrations!C3"
    assert office.sheet.rows()[1] == ["Le Fournil", "le-fournil", "tok-1"]
    assert (seen[0].method, seen[0].path.endswith("/values/C3")) == ("PUT", True)
    assert seen[0].body == {"values": [["tok"]]}
    assert seen[0].answer["updatedCells"] == 1
    assert office.call("GET", "/values/A9999").status_code == 400
    assert len(seen) == 1


@pytest.mark.parametrize("when", ["before", "after"])
def test_a_hook_that_raises_cuts_the_connection(office: Office, when: str) -> None:
    office.sign_in()

    def crash(call: Arriving) -> None:
        raise RuntimeError("the cable")

    (office.google.before_call if when == "before" else office.google.after_call).append(crash)
    with pytest.raises(requests.ConnectionError):
        write(office, "x")
    assert office.sheet.text(2, 3) == ("tok-1" if when == "before" else "x")
    assert office.calls.all()[-1].status == 0


def test_what_a_person_does(office: Office) -> None:
    sheet = office.sheet
    sheet.type(5, 1, "007")
    sheet.type(5, 2, "'007")
    sheet.insert_column(1)
    sheet.move_column(4, 1)
    assert sheet.rows()[0] == ["TOKEN PONGO", "", *HEADER[:2]]
    assert sheet.rows()[4] == ["", "", "7", "007"]
    sheet.move_row(5, 2)
    sheet.sort(3)
    assert [row[2] for row in sheet.rows()] == ["RESTAURANT NAME", "7", "+ de goût", "L'Été", "Le Fournil"]
    sheet.delete_row(2)
    sheet.rename("Restaurants")
    sheet.type(2000, 30, "far")
    assert (sheet.title, sheet.text(2000, 30)) == ("Restaurants", "far")
    with pytest.raises(IndexError):
        sheet.delete_row(2001)
    with pytest.raises(KeyError):
        office.book.worksheet("Integrations")


def test_the_owner_may_edit_what_is_protected(office: Office) -> None:
    office.sheet.protect("A1:C1")
    office.sheet.type(1, 1, "NAME")
    assert office.call("PUT", "/values/A1", {"values": [["x"]]}, valueInputOption="RAW").status_code == 400
    office.sheet.insert_row(1)
    office.put("A1", [["above"]])
    assert office.call("PUT", "/values/A2", {"values": [["x"]]}, valueInputOption="RAW").status_code == 400
    office.sheet.unprotect()
    office.put("A2", [["x"]])


def test_subscribers_hear_of_each_change_once(office: Office) -> None:
    events: list[dict[str, Any]] = []
    office.sheet.subscribe(events.append)
    office.put("B2", [["a", "b"], ["c"]])
    office.sheet.type(4, 1, "typed")
    office.sheet.delete_row(2)
    office.book.worksheet("It's").type(1, 1, "elsewhere")
    about = {"type": "sheet", "spreadsheet": office.book.id, "worksheet": "Integrations"}
    assert events == [
        {**about, "cells": [[2, 2], [2, 3], [3, 2]], "by": "api"},
        {**about, "cells": [[4, 1]], "by": "person"},
        {**about, "cells": [], "by": "person"},
    ]


def test_the_call_log(office: Office) -> None:
    office.put("C2", [["tok"]])
    token, call = office.calls.all("google")
    assert (token.method, token.status) == ("POST /token", 200)
    assert (call.method, call.status) == (f"PUT /v4/spreadsheets/{office.book.id}/values/C2", 200)
    assert call.request == {"query": {"valueInputOption": "RAW"}, "body": {"values": [["tok"]]}}
    assert call.answer["updatedRange"] == "Integrations!C2"
    office.call("GET", "/values/A1", token="", access_token=office.token)
    everything = repr(office.calls.all())
    assert office.token not in everything
    assert "eyJ" not in everything


def test_many_at_once_lose_nothing(office: Office) -> None:
    office.google.quota.write = None
    office.sign_in()
    headers = {"Authorization": f"Bearer {office.token}"}
    statuses: list[int] = []

    def program(number: int) -> None:
        for count in range(10):
            cell = {"userEnteredValue": {"stringValue": f"{number}-{count}"}}
            request = {"appendCells": {"sheetId": 0, "rows": [{"values": [cell]}], "fields": "userEnteredValue"}}
            url = f"{office.root}/{office.book.id}:batchUpdate"
            statuses.append(requests.post(url, json={"requests": [request]}, headers=headers, timeout=30).status_code)

    threads = [threading.Thread(target=program, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    for count in range(20):
        office.sheet.type(1, 5, str(count))
    for thread in threads:
        thread.join()
    assert statuses == [200] * 40
    written = sorted(row[0] for row in office.sheet.rows()[4:])
    assert written == sorted(f"{number}-{count}" for number in range(4) for count in range(10))
    assert office.sheet.text(1, 5) == "19"
