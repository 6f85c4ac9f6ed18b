"""HTTP to Google: gspread's requests sent to a chosen address, the OAuth token, and every failure mapped to its kind.

A request is sent once. The one exception is a 401, which Google gives before doing anything: the access token is
renewed and the request sent again, once.
"""

import re
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

import google.auth.exceptions
import google.auth.transport
import requests
from gspread.http_client import HTTPClient
from gspread.urls import SPREADSHEETS_API_V4_BASE_URL

from bot.clients.bounded import Answer, NoJson, Unbounded, fetch, session
from bot.clients.google_errors import (
    ApiOff,
    BillingOff,
    ClockWrong,
    KeyRefused,
    NoAccess,
    NotASheet,
    NotFound,
    NotGoogle,
    PolicyForbids,
    ProjectStopped,
)
from bot.clients.retry_after import retry_after
from sheets.calls import Kind, Quota
from sheets.errors import FindReplaceRefused, Protected, RangeRefused, SheetError, TryAgain, WrongConfiguration

Timeout = tuple[float, float]
"""Seconds to connect, seconds between two bytes of the answer."""

STATUS_WORD = re.compile("[A-Z_]{1,40}")
"""Google's word for a status, as in INVALID_ARGUMENT."""

ANSWER_SECONDS = 60.0
"""An answer's, from when it is waited for to its last byte."""

_LARGEST, _LARGEST_TOKEN = 64_000_000, 1_000_000
"""Bytes of an answer: 50,000 rows of three columns, with tokens of 500 letters, are some 35 MB."""

_IAT = re.compile(r"\biat\b")
# Google's reasons (cloud.google.com/apis/design/errors, google.api.ErrorReason) as `reasons` writes them.
_STOPPED = frozenset(
    {"consumersuspended", "consumerinvalid", "gcpsuspended", "resourceprojectinvalid", "userprojectdenied"}
)
_POLICIES = frozenset(
    {
        "securitypolicyviolated", "orgrestrictionviolation", "orgrestrictionheaderinvalid", "locationpolicyviolated",
        "locationorgpolicyviolated", "resourceusagerestrictionviolated", "userblockedbyadmin", "domainpolicy",
    }
)  # fmt: skip
_RATE_LIMITS = frozenset(
    {"ratelimitexceeded", "userratelimitexceeded", "quotaexceeded", "dailylimitexceeded", "resourceexhausted"}
)

GOOGLE = SPREADSHEETS_API_V4_BASE_URL.removesuffix("/v4/spreadsheets")


class GoogleHTTPClient(HTTPClient):
    """gspread's low-level client, one service account and one spreadsheet; its methods answer Google's JSON."""

    def __init__(
        self,
        credentials: Any,
        account: str,
        spreadsheet_id: str,
        api_url: str,
        timeout: Timeout,
        quota: Quota,
        seconds: float = ANSWER_SECONDS,
    ) -> None:
        """`seconds`: for a whole answer, however steadily its bytes come."""
        super().__init__(credentials, session=session(seconds))
        self.timeout = timeout
        self._credentials = credentials
        self._account = account
        self._spreadsheet = spreadsheet_id
        self._address = api_url.rstrip("/")
        self._token_transport = _TokenTransport(timeout, seconds)
        self._quota = quota

    def request(
        self,
        method: str,
        endpoint: str,
        params: Any = None,
        data: bytes | None = None,
        json: Any = None,
        files: Any = None,
        headers: Any = None,
    ) -> Any:
        """Sends one request and answers its response, whose JSON has been read; raises SheetError's kinds."""
        del data, files  # no call of ours has any
        kind: Kind = "read" if method == "get" else "write"
        self._quota.take(kind)
        url = self._address + endpoint.removeprefix(GOOGLE)
        if not self._credentials.valid:
            self._renew()
        response = self._send(method, url, params, json, headers)
        if response.status_code == 401 and _is_object(response):
            self._renew()
            response = self._send(method, url, params, json, headers)
        if response.status_code != 200:
            error = self._error(method, url, response)
            if isinstance(error, TryAgain) and error.quota:
                self._quota.used_up(kind, error.retry_after)
            raise error
        if not _is_object(response):
            raise NotGoogle("what answers is not Google's API", uncertain=method != "get")
        return response

    def close(self) -> None:
        """Closes the connections kept alive."""
        self.session.close()
        self._token_transport.session.close()

    def _renew(self) -> None:
        """Gets a new access token from the key's token endpoint."""
        try:
            self._credentials.refresh(self._token_transport)
        except google.auth.exceptions.RefreshError as error:
            reason = str(error.args[0]) if error.args else ""
            if _IAT.search(reason):
                raise ClockWrong("Google refuses the time of this machine's clock") from None
            raise KeyRefused(self._account, reason[:300]) from None
        except google.auth.exceptions.GoogleAuthError as error:
            raise KeyRefused(self._account, type(error).__name__) from None

    def _send(self, method: str, url: str, params: Any, body: Any, headers: Any) -> Answer:
        authorization = {"Authorization": f"Bearer {self._credentials.token}"}
        return _sent(
            self.session,
            method,
            url,
            "Google",
            _LARGEST,
            params=params,
            json=body,
            headers={**(headers or {}), **authorization},
            timeout=self.timeout,
        )

    def _error(self, method: str, url: str, response: Answer) -> SheetError:
        """The kind of a refusal. Google's words decide, but are not repeated: they can quote a cell's value."""
        status = response.status_code
        error = _error_body(response)
        word, message = str(error.get("status", "")), str(error.get("message", "")).casefold()
        word = word if STATUS_WORD.fullmatch(word) else ""
        call = f"{method.upper()} {urlsplit(url).path.rpartition('/')[2].rpartition(':')[2] or 'spreadsheet'}"
        if status == 501 and method != "get":  # whoever answers there does not do what every write needs
            return FindReplaceRefused(f"{call} is not done here (501)")
        again = _try_again(response, "Google", uncertain=method != "get")
        if again is not None:
            return again
        if "protected" in message and status in (400, 403):
            return Protected(call, self._account)
        if 300 <= status < 400 or (status in (400, 401, 403) and not error):
            return NotGoogle(f"what answers is not Google's API ({status})")
        if status == 401:
            return KeyRefused(self._account, "401")
        if status == 403:
            return _forbidden(reasons(error), message, self._account)
        if status == 404:
            return NotFound(self._spreadsheet)
        if status == 400 and word == "FAILED_PRECONDITION":
            return NotASheet(self._spreadsheet)
        if status == 400:
            of_range = any(text in message for text in ("range", "grid"))
            kind = FindReplaceRefused if "findreplace" in message and not of_range else RangeRefused
            return kind(f"Google refused {call}: 400 {word}")
        return SheetError(f"Google answered {call} with {status} {word}")


class _TokenTransport(google.auth.transport.Request):
    """How google-auth reaches the token endpoint. It would retry with sleeps: failures that pass are raised instead."""

    def __init__(self, timeout: Timeout, seconds: float) -> None:
        self.session = session(seconds)
        self._timeout = timeout

    def __call__(
        self,
        url: str,
        method: str = "GET",
        body: bytes | None = None,
        headers: Mapping[str, str] | None = None,
        timeout: float | None = None,
        **_: Any,
    ) -> "_TokenResponse":
        del timeout  # ours is shorter than google-auth's 120 s
        response = _sent(
            self.session,
            method,
            url,
            "Google's token endpoint",
            _LARGEST_TOKEN,
            data=body,
            headers=dict(headers or {}),
            timeout=self._timeout,
        )
        again = _try_again(response, "Google's token endpoint", uncertain=False)
        if again is not None:
            raise again
        if not _is_object(response) or (response.status_code == 200 and not _is_token(response.json())):
            raise NotGoogle("what answers is not Google's token endpoint")
        return _TokenResponse(response)


class _TokenResponse(google.auth.transport.Response):
    """A response as google-auth wants it."""

    def __init__(self, response: Answer) -> None:
        self._response = response

    @property
    def status(self) -> int:
        return self._response.status_code

    @property
    def headers(self) -> Mapping[str, str]:
        return self._response.headers

    @property
    def data(self) -> bytes:
        return self._response.content


def _forbidden(words: set[str], message: str, account: str) -> SheetError:
    """What a 403 of Google's means, by its reasons (as `reasons` writes them), else by its sentence."""
    if words & {"servicedisabled", "accessnotconfigured"} or "has not been used in project" in message:
        return ApiOff("the Google Sheets API is not enabled in the project of the key")
    if words & {"billingdisabled", "billingnotenabled", "accountdisabled"} or "billing" in message:
        return BillingOff("the project of the key has no billing that is paid")
    if words & _STOPPED or re.search(r"project.*(suspended|been deleted)|consumer.*suspended", message):
        return ProjectStopped("the project of the key is suspended or deleted")
    if words & _POLICIES or re.search(r"organi[sz]ation(al)?('s)? policy|administrator", message):
        return PolicyForbids(account)
    return NoAccess(account)


def _is_object(response: Answer) -> bool:
    try:
        return isinstance(response.json(), dict)
    except NoJson:
        return False


def _is_token(found: Mapping[str, Any]) -> bool:
    expires = found.get("expires_in", 0)
    return isinstance(found.get("access_token"), str) and str(expires).isdecimal()


def _sent(asker: requests.Session, method: str, url: str, whom: str, most: int, **options: Any) -> Answer:
    """Sends one request; failed connections become TryAgain, wrong settings WrongConfiguration."""
    writes = method.casefold() != "get"
    try:
        return fetch(asker, method, url, most=most, **options)
    except Unbounded:
        raise NotGoogle(f"the answer of {whom} is too large", uncertain=writes) from None
    except (requests.exceptions.ConnectTimeout, requests.exceptions.ProxyError) as error:
        raise TryAgain(f"{whom} cannot be reached ({type(error).__name__})") from None
    except requests.exceptions.RequestException as error:
        if isinstance(error, ValueError):  # requests' way to say: a bad address, schema, proxy address or header
            raise WrongConfiguration(f"the address of {whom} cannot be used ({type(error).__name__})") from None
        raise TryAgain(f"{whom} did not answer ({type(error).__name__})", uncertain=writes) from None
    except OSError as error:  # REQUESTS_CA_BUNDLE names a file that is not there
        raise WrongConfiguration(f"{whom} cannot be reached: {type(error).__name__}") from None


def _try_again(response: Answer, whom: str, *, uncertain: bool) -> TryAgain | None:
    """TryAgain for the statuses that pass by themselves, else None."""
    status = response.status_code
    if status == 429 or (status == 403 and reasons(_error_body(response)) & _RATE_LIMITS):
        return TryAgain(f"{whom} asks for patience ({status})", retry_after(response.headers), quota=True)
    if status == 408 or status >= 500:
        return TryAgain(f"{whom} answered {status}", retry_after(response.headers), uncertain=uncertain)
    return None


def _error_body(response: Answer) -> Mapping[str, Any]:
    try:
        error = response.json()["error"]
    except (ValueError, KeyError, TypeError):
        return {}
    return error if isinstance(error, dict) else {"status": str(error)}


def reasons(error: Mapping[str, Any]) -> set[str]:
    """Google's words for why: `status`, and each `reason` in `errors` and `details`; in small letters, without "_".

    They come in several spellings, as `userRateLimitExceeded` and `RATE_LIMIT_EXCEEDED`.
    """
    parts = [part for name in ("errors", "details") if isinstance(found := error.get(name), list) for part in found]
    words = [error.get("status"), *(part.get("reason") for part in parts if isinstance(part, dict))]
    return {word.replace("_", "").casefold() for word in words if isinstance(word, str)}
