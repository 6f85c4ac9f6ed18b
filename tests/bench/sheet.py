"""Google calls and wall time of one delivery, beside how gspread's users write it: `find` + `update_cell` per store."""

import json
import time
from dataclasses import dataclass

import gspread
from gspread.http_client import HTTPClient

from bot.clients.google import SheetClient
from bot.sandbox.calls import CallLog
from bot.sandbox.clock import MovableClock
from bot.sandbox.faults import Fault, Faults
from bot.sandbox.google.service import GoogleService
from bot.sandbox.loopback import Loopback
from sheets.gateway import Gateway
from sheets.layout import Headers
from sheets.plan import Delivery, WantedStore

HEADER = ["RESTAURANT NAME", "SLUG PONGO", "TOKEN PONGO"]
CALL_SECONDS = 0.05


@dataclass(frozen=True)
class Cost:
    """What one delivery took."""

    calls: int
    seconds: float


class NoJournal:
    """Keeps nothing: the bench does not crash."""

    def load(self) -> bytes | None:
        """Nothing."""
        return None

    def save(self, state: bytes) -> None:
        """Forgets it."""

    def clear(self) -> None:
        """Nothing to forget."""


class Sheets:
    """An embedded Google whose calls take CALL_SECONDS each, without quotas."""

    def __init__(self, stores: int, *, delayed: bool = True, quota: int | None = None) -> None:
        """`quota`: reads and writes a minute. `clock`, which can be moved, is Google's."""
        self.clock = MovableClock()
        self.calls, faults, self._loopback = CallLog(), Faults(), Loopback()
        google = GoogleService(calls=self.calls, faults=faults, clock=self.clock)
        google.quota.read = google.quota.write = quota
        self.url = self._loopback.serve(google.application())
        self.account = google.accounts.create(self.url)
        rows = [HEADER] + [[f"Magasin {n}", f"shop-{n}", ""] for n in range(stores)]
        book = google.spreadsheet("Bench", {"Feuille": rows}, shared_with=[self.account["client_email"]])
        self.stores, self.id = stores, book.id
        self.sheet = book.worksheet()
        if delayed:
            faults.add(Fault("google", "*", "delay", seconds=CALL_SECONDS, times=None))
        client = SheetClient(
            service_account=json.dumps(self.account), spreadsheet_id=self.id, worksheet=None, api_url=self.url
        )
        self.gateway = Gateway(client, Headers(), NoJournal())

    def _measured(self, began: float, before: int) -> Cost:
        calls = [call for call in self.calls.all("google")[before:] if "/token" not in call.method]
        return Cost(len(calls), time.perf_counter() - began)

    def ours(self) -> Cost:
        """One delivery in steady state: the metadata are known."""
        self.gateway.rows()
        before, began = len(self.calls.all("google")), time.perf_counter()
        wanted = tuple(WantedStore(f"Magasin {n}", f"shop-{n}") for n in range(self.stores))
        report = self.gateway.deliver([Delivery("r", wanted, "tok_bench_0123456789")])["r"]
        assert report.complete
        return self._measured(began, before)

    def theirs(self, stores: int) -> Cost:
        """`find` and `update_cell` for so many stores."""

        url = self.url

        class Here(HTTPClient):
            def request(self, method, endpoint, *args, **kwargs):  # type: ignore[no-untyped-def]
                return super().request(method, endpoint.replace("https://sheets.googleapis.com", url), *args, **kwargs)

        sheet = gspread.service_account_from_dict(self.account, http_client=Here).open_by_key(self.id).sheet1
        before, began = len(self.calls.all("google")), time.perf_counter()
        for number in range(stores):
            cell = sheet.find(f"shop-{number}")
            sheet.update_cell(cell.row, 3, "tok_bench_9876543210")
        return self._measured(began, before)

    def stop(self) -> None:
        """Ends the service."""
        self._loopback.stop()
