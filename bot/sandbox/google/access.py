"""Service accounts, their access tokens, and how many calls a minute they may make.

developers.google.com: identity/protocols/oauth2/service-account, workspace/sheets/api/limits; the refusals' texts and
details as in the errors recorded by r-lib/gargle's tests.
"""

import secrets
import threading
import time
from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from typing import Any, Literal

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from google.auth import jwt
from google.auth.exceptions import InvalidValue, MalformedError

from bot.sandbox.google.errors import SAYS, GoogleError, error_info
from workflows.clock import Clock

GRANT = "urn:ietf:params:oauth:grant-type:jwt-bearer"
AUDIENCE = "https://oauth2.googleapis.com/token"
"""What google-auth writes as audience whatever the key's token_uri says; Google takes it, and the token_uri."""

LIFETIME = timedelta(seconds=3599)
SCOPES = frozenset(
    f"https://www.googleapis.com/auth/{name}"
    for name in ("spreadsheets", "spreadsheets.readonly", "drive", "drive.readonly", "drive.file")
)
"""What a token may be asked for here; other scopes are no scopes to this endpoint."""

READING = SCOPES
WRITING = frozenset(scope for scope in SCOPES if not scope.endswith(".readonly"))


class TokenRefused(Exception):
    """A refusal of the token endpoint: `error` and its description."""

    def __init__(self, error: str, description: str) -> None:
        super().__init__(f"{error}: {description}")
        self.error = error
        self.description = description

    def body(self) -> dict[str, str]:
        """The JSON of the answer."""
        return {"error": self.error, "error_description": self.description}


@dataclass(frozen=True)
class Access:
    """An access token: whose, for which scopes, until when."""

    email: str
    scopes: frozenset[str]
    until: datetime


class Accounts:
    """The service accounts that are known, and the tokens they hold; safe across threads.

    An assertion is compared with the machine's time, since its signer has no other; a token ends by `clock`.
    """

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        self._addresses: dict[str, str] = {}
        self._tokens: dict[str, Access] = {}
        self._revoked: set[str] = set()

    def create(self, base: str) -> dict[str, Any]:
        """A new account's key file, as Google hands it out; its token_uri is `base`, our address, + "/token"."""
        name = f"pongo-6xpos-{secrets.token_hex(3)}"
        email = f"{name}@{PROJECT}.iam.gserviceaccount.com"
        with self._lock:
            self._addresses[email] = f"{base.rstrip('/')}/token"
        return {
            "type": "service_account",
            "project_id": PROJECT,
            "private_key_id": secrets.token_hex(20),
            "private_key": _keys()[1],
            "client_email": email,
            "client_id": str(secrets.randbelow(10**21)),
            "token_uri": f"{base.rstrip('/')}/token",
        }

    def revoke(self, email: str) -> None:
        """The account's key is deleted: no new token, and those it holds are refused."""
        with self._lock:
            self._revoked.add(email)

    def exchange(self, form: Mapping[str, str]) -> dict[str, Any]:
        """An access token for an assertion. Raises TokenRefused."""
        grant = form.get("grant_type", "")
        if grant != GRANT:
            raise TokenRefused("unsupported_grant_type", f"Invalid grant_type: {grant}")
        claims = self._claims(form.get("assertion", ""))
        scopes = frozenset(str(claims.get("scope", "")).split())
        if not scopes:
            raise TokenRefused("invalid_scope", "Empty or missing scope not allowed.")
        if not scopes <= SCOPES:
            raise TokenRefused("invalid_scope", "Invalid OAuth scope or ID token audience provided.")
        token = f"ya29.c.{secrets.token_urlsafe(48)}"
        with self._lock:
            self._tokens[token] = Access(str(claims["iss"]), scopes, self._clock.now() + LIFETIME)
        return {"access_token": token, "expires_in": int(LIFETIME.total_seconds()), "token_type": "Bearer"}

    def _claims(self, assertion: str) -> Mapping[str, Any]:
        try:
            claims: Mapping[str, Any] = jwt.decode(assertion, verify=False)  # type: ignore[no-untyped-call]
            email, lasts = str(claims["iss"]), int(claims["exp"]) - int(claims["iat"])
        except (ValueError, KeyError, TypeError):
            raise TokenRefused("invalid_grant", "Bad Request") from None
        with self._lock:
            address = self._addresses.get(email)
            gone = email in self._revoked
        if address is None:
            raise TokenRefused("invalid_grant", "Invalid grant: account not found")
        try:
            jwt.decode(assertion, certs=_keys()[0], clock_skew_in_seconds=300)  # type: ignore[no-untyped-call]
        except MalformedError:
            raise TokenRefused("invalid_grant", "Invalid JWT Signature.") from None
        except InvalidValue:
            raise TokenRefused("invalid_grant", SAYS["times"]) from None
        if gone:
            raise TokenRefused("invalid_grant", "Invalid JWT Signature.")
        if claims.get("aud") not in (address, AUDIENCE):
            raise TokenRefused("invalid_grant", "Invalid JWT: Failed audience check.")
        if not 0 < lasts <= 3600:
            raise TokenRefused("invalid_grant", SAYS["times"])
        return claims

    def access(self, header: str | None, needed: frozenset[str]) -> Access:
        """Whose call it is, from its Authorization header. Raises GoogleError 401 or 403."""
        if not header:
            raise GoogleError(403, SAYS["no token"])
        token = header.removeprefix("Bearer ").strip()
        with self._lock:
            found = self._tokens.get(token)
            gone = found is not None and found.email in self._revoked
        if found is None or gone or found.until <= self._clock.now():
            raise GoogleError(
                401, details=[error_info("ACCESS_TOKEN_EXPIRED" if found else "ACCESS_TOKEN_TYPE_UNSUPPORTED")]
            )
        if not found.scopes & needed:
            raise GoogleError(403, SAYS["scopes"], details=[error_info("ACCESS_TOKEN_SCOPE_INSUFFICIENT")])
        return found


@cache
def _keys() -> tuple[str, str]:
    """One RSA key for the whole process, public and private as PEM: making one takes a tenth of a second or more."""
    private = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    public = private.public_key().public_bytes(
        serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
    )
    secret = private.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    return public.decode(), secret.decode()


Kind = Literal["read", "write"]
Entry = tuple[float, datetime]

PROJECT, PROJECT_NUMBER = "pongo-try", "600000000006"


class Quota:
    """Counts each account's calls of the last 60 seconds; safe across threads.

    The minute passes by the machine's time or by the service's clock, whichever is first. None turns a limit off.
    """

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        self._calls: dict[tuple[Kind, str], deque[Entry]] = {}
        self.read: int | None = 60
        self.write: int | None = 60

    def count(self, kind: Kind, email: str) -> None:
        """Counts one call; raises GoogleError 429, counting nothing, where the minute is used up."""
        limit = self.read if kind == "read" else self.write
        if limit is None:
            return
        now = (time.monotonic(), self._clock.now())
        with self._lock:
            calls = self._calls.setdefault((kind, email), deque())
            while calls and (now[0] - calls[0][0] >= 60 or (now[1] - calls[0][1]).total_seconds() >= 60):
                calls.popleft()
            if len(calls) >= limit:
                raise _exceeded(kind, limit)
            calls.append(now)


def _exceeded(kind: Kind, limit: int) -> GoogleError:
    name = kind.capitalize()
    message = SAYS["quota"].format(name=name, project=PROJECT_NUMBER)
    info = error_info(
        "RATE_LIMIT_EXCEEDED",
        quota_location="global",
        quota_metric=f"sheets.googleapis.com/{kind}_requests",
        quota_limit=f"{name}RequestsPerMinutePerUser",
        quota_limit_value=str(limit),
        consumer=f"projects/{PROJECT_NUMBER}",
    )
    return GoogleError(429, message, details=[info])
