"""The brand's token: is it one, how is it kept, and what may be said about it (its fingerprint, nothing else)."""

import base64
import binascii
import hashlib
import hmac
import json
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum

from cryptography.fernet import Fernet, InvalidToken, MultiFernet

SHORTEST, LONGEST = 16, 3_000


class TokenFault(StrEnum):
    """Why a pasted text cannot be a token."""

    TOO_SHORT = "too_short"
    TOO_LONG = "too_long"
    HAS_SPACES = "has_spaces"
    NOT_PRINTABLE = "not_printable"
    EXPIRED = "expired"


@dataclass(frozen=True)
class TokenProblem:
    """A fault; `expired_at` (aware, UTC) where the token says since when it is no longer good."""

    fault: TokenFault
    expired_at: datetime | None = None


class CannotOpen(Exception):
    """Sealed with a key that TOKEN_KEY does not hold (any more)."""


def check_token(token: str, now: datetime) -> TokenProblem | None:
    """What is wrong with the form of `token` (already trimmed), or None.

    A token is 16 to 3,000 printable characters without spaces; one that is a JWT must not be past its `exp`
    (RFC 7519, section 4.1.4). Its signature is not checked: the bot has no key to do so.
    """
    if any(character.isspace() for character in token):
        return TokenProblem(TokenFault.HAS_SPACES)
    if not token.isprintable():
        return TokenProblem(TokenFault.NOT_PRINTABLE)
    if len(token) < SHORTEST:
        return TokenProblem(TokenFault.TOO_SHORT)
    if len(token) > LONGEST:
        return TokenProblem(TokenFault.TOO_LONG)
    expires = _jwt_expiry(token)
    if expires is not None and expires <= now:
        return TokenProblem(TokenFault.EXPIRED, expires)
    return None


def _jwt_expiry(token: str) -> datetime | None:
    parts = token.split(".")
    if len(parts) != 3:
        return None
    try:
        claims = json.loads(base64.urlsafe_b64decode(parts[1] + "=" * (-len(parts[1]) % 4)))
        seconds = claims.get("exp") if isinstance(claims, dict) else None
        if isinstance(seconds, bool) or not isinstance(seconds, int | float):
            return None
        return datetime.fromtimestamp(seconds, UTC)
    except (binascii.Error, ValueError, OverflowError, OSError):
        return None  # three parts, but no JWT: a token of another kind


class Sealer:
    """Seals and opens secrets with the keys of TOKEN_KEY, and makes fingerprints of them."""

    def __init__(self, keys: str) -> None:
        """`keys`: one Fernet key, or several separated by commas, the first of which seals.

        Raises ValueError where one is not a Fernet key (32 bytes in URL-safe base64); the message holds no key.
        """
        names = [key.strip() for key in keys.split(",") if key.strip()]
        if not names:
            raise ValueError("TOKEN_KEY is empty")
        try:
            fernets = [Fernet(key) for key in names]
        except (ValueError, binascii.Error):
            raise ValueError("TOKEN_KEY is not a Fernet key") from None
        self._first, self._fernet = fernets[0], MultiFernet(fernets)
        # The last key fingerprints: a new key is put in front, and fingerprints stay comparable.
        self._pepper = hashlib.sha256(b"fingerprint:" + names[-1].encode()).digest()

    def seal(self, secret: bytes) -> str:
        """The secret, encrypted, as text."""
        return self._fernet.encrypt(secret).decode()

    def open(self, sealed: str) -> bytes:
        """The secret again. Raises CannotOpen where no key fits."""
        try:
            return self._fernet.decrypt(sealed.encode())
        except InvalidToken:
            raise CannotOpen("no key in TOKEN_KEY opens this") from None

    def opens_first(self, sealed: str) -> bool:
        """Whether the first key alone opens it, so that the others need not be kept for it."""
        try:
            self._first.decrypt(sealed.encode())
        except InvalidToken:
            return False
        return True

    def fingerprint(self, secret: str) -> str:
        """The first 8 hexadecimal digits of the HMAC-SHA-256 of the secret: comparable, not reversible."""
        return hmac.new(self._pepper, secret.encode(), hashlib.sha256).hexdigest()[:8]

    @staticmethod
    def new_key() -> str:
        """A fresh key for TOKEN_KEY."""
        return Fernet.generate_key().decode()
