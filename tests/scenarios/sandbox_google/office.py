"""One embedded Google with a shared spreadsheet, and two ways to call it: gspread, and plain HTTP."""

import json
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote

import gspread
import requests
from google.auth import crypt, jwt
from gspread.http_client import HTTPClient

from bot.sandbox.calls import CallLog
from bot.sandbox.clock import MovableClock
from bot.sandbox.faults import Faults
from bot.sandbox.google import GoogleService, Spreadsheet, Worksheet, a1

SCOPE = "https://www.googleapis.com/auth/spreadsheets"
GRANT = "urn:ietf:params:oauth:grant-type:jwt-bearer"
HEADER = ["RESTAURANT NAME", "SLUG PONGO", "TOKEN PONGO"]


@dataclass
class Office:
    google: GoogleService
    calls: CallLog
    faults: Faults
    clock: MovableClock
    url: str
    key: dict[str, Any]
    book: Spreadsheet
    session: requests.Session = field(default_factory=requests.Session)
    token: str = ""

    @property
    def sheet(self) -> Worksheet:
        return self.book.worksheet()

    @property
    def root(self) -> str:
        return f"{self.url}/v4/spreadsheets"

    def gspread(self, scope: str = SCOPE) -> gspread.Client:
        address = self.url

        class Here(HTTPClient):
            def request(self, method: str, endpoint: str, **options: Any) -> Any:
                here = endpoint.replace("https://sheets.googleapis.com", address)
                return super().request(method, here, **options)

        return gspread.service_account_from_dict(self.key, scopes=[scope], http_client=Here)

    def assertion(self, key: Mapping[str, Any] | None = None, **claims: Any) -> str:
        key, now = key or self.key, int(time.time())
        usual = {"iss": key["client_email"], "aud": key["token_uri"], "iat": now, "exp": now + 3600, "scope": SCOPE}
        payload = {name: value for name, value in {**usual, **claims}.items() if value is not None}
        return jwt.encode(crypt.RSASigner.from_service_account_info(key), payload).decode()

    def ask_token(self, **form: str) -> requests.Response:
        return self.session.post(f"{self.url}/token", data={"grant_type": GRANT, **form})

    def sign_in(self, key: Mapping[str, Any] | None = None, scope: str = SCOPE) -> str:
        answer = self.ask_token(assertion=self.assertion(key, scope=scope))
        assert answer.status_code == 200, answer.text
        self.token = answer.json()["access_token"]
        return self.token

    def call(
        self, method: str, path: str, body: Any = None, *, token: str | None = None, **query: Any
    ) -> requests.Response:
        """One call on the spreadsheet; `path` is what follows its id."""
        if not self.token:
            self.sign_in()
        bearer = self.token if token is None else token
        headers = {"Authorization": f"Bearer {bearer}"} if bearer else {}
        if body is not None:
            headers["Content-Type"] = "application/json"
        data = None if body is None else json.dumps(body).encode()
        url = f"{self.root}/{self.book.id}{path}"
        return self.session.request(method, url, data=data, headers=headers, params=query)

    def get(self, range_: str, **query: Any) -> Any:
        return self.ok(self.call("GET", f"/values/{quote(range_, safe='')}", **query))

    def put(self, corner: str, values: list[list[Any]], how: str = "RAW") -> None:
        """Values from a corner on, by a program; as typed by a person for USER_ENTERED."""
        area = a1.cells(corner)
        for row, line in enumerate(values, area.top):
            for column, value in enumerate(line, area.left):
                if how == "USER_ENTERED":
                    self.sheet.type(row + 1, column + 1, str(value))
                    continue
                kind = (
                    "boolValue"
                    if value in (True, False)
                    else "stringValue"
                    if isinstance(value, str)
                    else "numberValue"
                )
                rows = [{"values": [{"userEnteredValue": {kind: value}}]}]
                start = {"rowIndex": row, "columnIndex": column}
                self.batch({"updateCells": {"start": start, "rows": rows, "fields": "userEnteredValue"}})

    def batch(self, *requests_: Any) -> Any:
        return self.ok(self.call("POST", ":batchUpdate", {"requests": list(requests_)}))

    def refused(self, response: requests.Response, code: int) -> str:
        """The message of a refusal of that code."""
        assert response.status_code == code, response.text
        error = response.json()["error"]
        assert error["code"] == code
        return str(error["message"])

    def batch_refused(self, *requests_: Any, code: int = 400) -> str:
        return self.refused(self.call("POST", ":batchUpdate", {"requests": list(requests_)}), code)

    @staticmethod
    def ok(response: requests.Response) -> Any:
        assert response.status_code == 200, response.text
        return response.json()
