"""The embedded Google on loopback."""

from collections.abc import Iterator

import pytest

from bot.sandbox.calls import CallLog
from bot.sandbox.clock import MovableClock
from bot.sandbox.faults import Faults
from bot.sandbox.google import GoogleService
from bot.sandbox.loopback import Loopback
from tests.scenarios.sheets.partner import Partner


@pytest.fixture(scope="session")
def partner_loopback() -> Iterator[Loopback]:
    found = Loopback()
    yield found
    found.stop()


@pytest.fixture
def partner(partner_loopback: Loopback) -> Iterator[Partner]:
    """A fresh Google with no quota."""
    calls, faults = CallLog(), Faults()
    google = GoogleService(calls=calls, faults=faults, clock=MovableClock())
    google.quota.read = google.quota.write = None
    url = partner_loopback.serve(google.application())
    found = Partner(google, calls, faults, url, google.accounts.create(url))
    yield found
    for client in found.clients:
        client.close()
