"""An embedded Google with one spreadsheet, shared with one service account."""

from collections.abc import Iterator

import pytest

from bot.sandbox.calls import CallLog
from bot.sandbox.clock import MovableClock
from bot.sandbox.faults import Faults
from bot.sandbox.google import GoogleService
from bot.sandbox.loopback import Loopback
from tests.scenarios.sandbox_google.office import HEADER, Office


@pytest.fixture(scope="session")
def loopback() -> Iterator[Loopback]:
    found = Loopback()
    yield found
    found.stop()


@pytest.fixture
def office(loopback: Loopback) -> Iterator[Office]:
    calls, faults, clock = CallLog(), Faults(), MovableClock()
    google = GoogleService(calls=calls, faults=faults, clock=clock)
    url = loopback.serve(google.application())
    key = google.accounts.create(url)
    rows = [HEADER, ["Le Fournil", "le-fournil", "tok-1"], ["L'Été", "l-ete"], ["+ de goût", "plus-de-gout"]]
    book = google.spreadsheet("Partners", {"Integrations": rows, "It's": []}, shared_with=[key["client_email"]])
    found = Office(google, calls, faults, clock, url, key, book)
    yield found
    found.session.close()
