"""Hey Pongo's OAuth form: the address that the browser opens, and the exchange of its code for the token.

What is public (hey-pongo.readme.io): the form is `{base}/v1/oauth/form` with `client_id`, `state`, `redirect_uri` and
`scope`; the browser comes back with `code`; a POST with `grant_type=client_credentials`, `code`, `client_id` and
`client_secret` gives the JWT. Paths and the names in the answer are settings.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

import requests
import structlog

from bot.clients.bounded import NoJson, fetch, session
from bot.clients.pongo import TIMEOUT_SECONDS
from bot.settings import Settings

_LARGEST = 1_000_000  # bytes of an answer
log = structlog.get_logger(__name__)


class NotReached(Exception):
    """Hey Pongo did not answer: the code may still be good."""


class NotGranted(Exception):
    """Hey Pongo answered, and there was no token in it."""


@dataclass(frozen=True)
class OAuthSettings:
    """PONGO_API_URL and the PONGO_* settings of the OAuth way."""

    base_url: str
    client_id: str
    client_secret: str
    redirect_url: str
    scopes: str
    form_path: str
    token_path: str
    token_fields: Sequence[str]


class PongoOAuth:
    """The two ends of the OAuth way."""

    def __init__(self, settings: OAuthSettings, *, timeout: float = TIMEOUT_SECONDS) -> None:
        self._settings = settings
        self._timeout = timeout

    def address(self, state: str) -> str:
        """What the browser opens."""
        found = self._settings
        query = {"client_id": found.client_id, "state": state, "redirect_uri": found.redirect_url}
        if found.scopes:
            query["scope"] = found.scopes
        return f"{found.base_url}{found.form_path}?{urlencode(query)}"

    def exchange(self, code: str) -> str:
        """The token for a code. Raises NotReached or NotGranted; neither says what was sent."""
        found = self._settings
        sent = {
            "grant_type": "client_credentials",
            "code": code,
            "client_id": found.client_id,
            "client_secret": found.client_secret,
        }
        try:
            with session(2 * self._timeout) as asker:
                answer = fetch(
                    asker,
                    "POST",
                    found.base_url + found.token_path,
                    most=_LARGEST,
                    data=sent,
                    headers={"Accept": "application/json"},
                    timeout=self._timeout,
                )
        except requests.RequestException as failure:
            log.warning("token_not_exchanged", reason=type(failure).__name__)
            raise NotReached from None
        if answer.status_code == 429 or answer.status_code >= 500:
            log.warning("token_not_exchanged", reason=f"http_{answer.status_code}")
            raise NotReached
        try:
            token = _token_in(answer.json(), found.token_fields) if answer.status_code < 400 else None
        except NoJson:
            token = None
        if token is None:
            log.warning("token_not_exchanged", reason=f"http_{answer.status_code}")
            raise NotGranted
        return token


def _token_in(answer: Any, fields: Sequence[str]) -> str | None:
    """The token in an object, or in its `data`."""
    if not isinstance(answer, dict):
        return None
    for holder in (answer, answer.get("data")):
        if isinstance(holder, dict):
            for field in fields:
                value = holder.get(field)
                if isinstance(value, str) and value.strip():
                    return value.strip()
    return None


def oauth_of(settings: Settings) -> PongoOAuth | None:
    """The OAuth way, as the settings say; None where they do not name all of it."""
    secret = settings.pongo_client_secret
    if not (settings.pongo_api_url and settings.pongo_client_id and secret and settings.pongo_redirect_url):
        return None
    return PongoOAuth(
        OAuthSettings(
            settings.pongo_api_url,
            settings.pongo_client_id,
            secret.get_secret_value(),
            settings.pongo_redirect_url,
            settings.pongo_scopes or "",
            settings.pongo_form_path,
            settings.pongo_token_path,
            settings.pongo_token_fields,
        )
    )
