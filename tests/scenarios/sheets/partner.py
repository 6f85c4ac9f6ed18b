"""The partner's spreadsheet in the embedded Google, and gateways that reach it by HTTP like the real one."""

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from bot.clients.google import SheetClient
from bot.sandbox.calls import CallLog
from bot.sandbox.faults import Fault, Faults
from bot.sandbox.google import Arriving, GoogleService, Spreadsheet
from sheets.gateway import Gateway
from sheets.layout import Headers
from sheets.ledger import Journal
from sheets.plan import Delivery, WantedStore
from tests.unit.sheets.direct import MemoryJournal

READ, CLAIM, SETTLE, LOOK = "read", "claim", "settle", "look up"

HEADER = ["RESTAURANT NAME", "SLUG PONGO", "TOKEN PONGO"]
TOKEN = "our-token-0123456789"


@dataclass(repr=False)
class Partner:
    """The partner's spreadsheet, and the bot's account."""

    google: GoogleService
    calls: CallLog
    faults: Faults
    url: str
    key: dict[str, Any]
    clients: list[SheetClient] = field(default_factory=list)

    def sheet(self, texts: Sequence[Sequence[str]], title: str = "Stores", **options: Any) -> Spreadsheet:
        """A spreadsheet with one worksheet, shared with the bot."""
        return self.google.spreadsheet("Partner", {title: texts}, shared_with=[self.key["client_email"]], **options)

    def client(self, book: Spreadsheet | str, worksheet: str | None = None, **options: Any) -> SheetClient:
        """A new client for a spreadsheet: knows nothing yet."""
        found = SheetClient(
            service_account=json.dumps(self.key),
            spreadsheet_id=book if isinstance(book, str) else book.id,
            worksheet=worksheet,
            api_url=self.url,
            timeout=(2, options.pop("seconds", 5)),
            quota=options.pop("quota", None),
        )
        self.clients.append(found)
        return found

    def gateway(
        self, book: Spreadsheet | str, worksheet: str | None = None, *, journal: Journal | None = None, **options: Any
    ) -> Gateway:
        """A new gateway with a new client."""
        return Gateway(self.client(book, worksheet, **options), Headers(), journal or MemoryJournal())

    def sheet_calls(self) -> list[str]:
        """Method and last part of the path of each call to the Sheets API, oldest first; then forgets them."""
        found = [c.method for c in self.calls.all("google") if not c.method.endswith("/token")]
        self.calls.clear()
        return [f"{m.partition(' ')[0]} {m.rpartition('/')[2].rpartition(':')[2]}" for m in found]

    def fault(self, method: str, effect: Any, **options: Any) -> Fault:
        return self.faults.add(Fault("google", method, effect, **options))


def kind_of(call: Arriving) -> str:
    """What kind of call of the bot's that is."""
    tail = call.path.rpartition("/")[2]
    if not tail.endswith(":batchUpdate"):
        return READ if tail == "values:batchGet" else LOOK
    requests = call.body["requests"]
    return SETTLE if all("sheetId" in request.get("findReplace", {}) for request in requests) else CLAIM


def delivery(*slugs: str, token: str = TOKEN, key: str = "brand", over: Any = None) -> Delivery:
    """A delivery of stores named after their slugs."""
    return Delivery(key, tuple(WantedStore(slug.upper(), slug) for slug in slugs), token, over)
