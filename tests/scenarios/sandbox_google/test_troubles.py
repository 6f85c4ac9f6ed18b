"""Troubles on the way, hooks between the calls, people at the same sheet, and what the call log keeps."""

from typing import Any

import pytest
import requests

from bot.sandbox.google import Arriving
from tests.scenarios.sandbox_google.office import Office


def write(office: Office, text: str) -> requests.Response:
    return office.call("PUT", "/values/C2", {"values": [[text]]}, valueInputOption="RAW")


def test_a_person_acts_before_the_answer_leaves(office: Office) -> None:
    seen: list[Arriving] = []

    def person(call: Arriving) -> None:
        seen.append(call)
        office.sheet.sort(1)

    office.google.after_call.append(person)
    assert write(office, "tok").json()["updatedRange"] == "Integrations!C2"
    assert office.sheet.rows()[3] == ["Le Fournil", "le-fournil", "tok"]
    assert (seen[0].method, seen[0].path.endswith("/values/C2")) == ("PUT", True)
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
    write(office, "a")
    office.sheet.type(4, 1, "typed")
    office.sheet.delete_row(2)
    office.book.worksheet("It's").type(1, 1, "elsewhere")
    about = {"type": "sheet", "spreadsheet": office.book.id, "worksheet": "Integrations"}
    assert events == [
        {**about, "cells": [[2, 3]], "by": "api"},
        {**about, "cells": [[4, 1]], "by": "person"},
        {**about, "cells": [], "by": "person"},
    ]


def test_the_call_log(office: Office) -> None:
    write(office, "tok")
    token, call = office.calls.all("google")
    assert (token.method, token.status) == ("POST /token", 200)
    assert (call.method, call.status) == (f"PUT /v4/spreadsheets/{office.book.id}/values/C2", 200)
    assert call.request == {"query": {"valueInputOption": "RAW"}, "body": {"values": [["tok"]]}}
    assert call.answer["updatedRange"] == "Integrations!C2"
    everything = repr(office.calls.all())
    assert office.token not in everything
    assert "eyJ" not in everything
