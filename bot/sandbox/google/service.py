"""The embedded Google: its spreadsheets and accounts, and how one call is carried out."""

import secrets
import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web

from bot.sandbox.calls import CallLog
from bot.sandbox.faults import Faults
from bot.sandbox.google import api
from bot.sandbox.google.book import MOST_CELLS, Quirks, State
from bot.sandbox.google.cells import Cell
from bot.sandbox.google.errors import GoogleError, HookFailed
from bot.sandbox.google.grid import Sheet
from bot.sandbox.google.http import application
from bot.sandbox.google.oauth import READING, WRITING, Access, Accounts
from bot.sandbox.google.people import Spreadsheet
from bot.sandbox.google.quota import Quota
from workflows.clock import Clock

PROJECT = "pongo-try"
OWNER = "partner@6xpos.example"


@dataclass(frozen=True)
class Arriving:
    """A call as the hooks see it. `method`: GET, PUT, POST; `path`: without the query, decoded; `body`: its JSON.

    `name` is the call log's, `POST /v4/…`; `answer` is what was answered, for the hooks that run afterwards.
    """

    method: str
    path: str
    body: Any
    query: Mapping[str, Any] = field(default_factory=dict)
    email: str = ""
    answer: Any = None

    @property
    def name(self) -> str:
        """Method and path, as the call log writes them."""
        return f"{self.method} {self.path}"


Hook = Callable[[Arriving], None]


class GoogleService:
    """Spreadsheets, who may see them, and the REST API over them.

    `before_call`: run just before a call is carried out, in a thread of their own and with nothing locked, so that they
    may do what a person does between two calls. `after_call`: run when the call's work is committed and its answer has
    not left yet. A hook that raises a GoogleError refuses the call with it, any other error cuts the connection. Both
    see calls that Google would carry out or refuse for their content, not those without access, over quota, or hit by a
    fault.
    """

    def __init__(self, *, calls: CallLog, faults: Faults, clock: Clock) -> None:
        self.calls = calls
        self.faults = faults
        self.accounts = Accounts(clock)
        self.quota = Quota(clock)
        self.quirks = Quirks()
        self.before_call: list[Hook] = []
        self.after_call: list[Hook] = []
        self._lock = threading.Lock()
        self._books: dict[str, Spreadsheet] = {}

    def application(self) -> web.Application:
        """The HTTP side, for `Loopback.serve`: `POST /token` and `/v4/spreadsheets/…`."""
        return application(self)

    def new_account(self, token_uri_base: str) -> dict[str, Any]:
        """A service account's key file, as Google hands it out; `token_uri_base` is this service's address."""
        return self.accounts.create(token_uri_base, PROJECT)

    def revoke(self, client_email: str) -> None:
        """Deletes the account's key: its tokens are refused from now on, and it gets no new one."""
        self.accounts.revoke(client_email)

    def spreadsheet(
        self,
        title: str,
        worksheets: Mapping[str, Sequence[Sequence[str]]],
        *,
        shared_with: Sequence[str] = (),
        readers: Sequence[str] = (),
        rows: int | None = None,
        columns: int = 26,
        id: str | None = None,
        locale: str = "en_US",
    ) -> Spreadsheet:
        """A new spreadsheet, owned by a person, shared with writers (`shared_with`) and `readers`.

        `worksheets`: title -> rows of texts, stored as text whatever they look like. Each grid has `rows` rows (1,000,
        or more where the data needs them) and `columns` columns. The first worksheet's id is 0, as in new spreadsheets.
        """
        sheets = [
            _sheet(0 if number == 0 else secrets.randbelow(2**31 - 1) + 1, name, data, rows, columns)
            for number, (name, data) in enumerate((worksheets or {"Sheet1": []}).items())
        ]
        book = Spreadsheet(id or secrets.token_urlsafe(33), State(title, locale, sheets=sheets), OWNER, self.quirks)
        for email in readers:
            book.share(email, "reader")
        for email in shared_with:
            book.share(email, "writer")
        with self._lock:
            self._books[book.id] = book
        return book

    def find(self, id: str) -> Spreadsheet | None:
        """The spreadsheet of that id."""
        with self._lock:
            return self._books.get(id)

    def carry_out(self, call: "api.Call", authorization: str | None) -> Any:
        """Answers one call. Raises GoogleError for what Google refuses, and HookFailed where a hook raised."""
        access = self.accounts.access(authorization, WRITING if call.writes else READING)
        self.quota.count("write" if call.writes else "read", access.email)
        arriving = Arriving(call.method, call.path, call.body, dict(call.pairs), access.email)
        _run(self.before_call, arriving)
        answer = api.answer(call, self._allowed(call, access), access.email)
        _run(self.after_call, Arriving(call.method, call.path, call.body, dict(call.pairs), access.email, answer))
        return answer

    def _allowed(self, call: "api.Call", access: Access) -> Spreadsheet:
        book = self.find(call.spreadsheet)
        if book is None:
            raise GoogleError(404)
        role = book.role(access.email)
        if role is None or (call.writes and role == "reader"):
            raise GoogleError(403)
        return book


def _run(hooks: list[Hook], arriving: Arriving) -> None:
    for hook in list(hooks):
        try:
            hook(arriving)
        except GoogleError:
            raise
        except Exception as error:
            raise HookFailed(arriving.name) from error


def _sheet(id_: int, title: str, data: Sequence[Sequence[str]], rows: int | None, columns: int) -> Sheet:
    sheet = Sheet(id_, title)
    sheet.rows = [tuple(Cell(text) if text != "" else None for text in row) for row in data]
    sheet.row_count = rows if rows is not None else max(1000, len(data))
    sheet.column_count = max(columns, max((len(row) for row in data), default=0))
    if sheet.row_count < len(data) or sheet.row_count * sheet.column_count > MOST_CELLS:
        raise ValueError(f"{len(data)} rows do not fit a grid of {sheet.row_count} by {sheet.column_count}")
    return sheet
