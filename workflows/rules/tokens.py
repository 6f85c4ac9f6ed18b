"""Tells what can be a brand's token, seals it, and makes the fingerprint that is all that may be said about it."""

import base64
import binascii
import hashlib
import hmac
import json
import re
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum

from cryptography.fernet import Fernet, InvalidToken, MultiFernet

from workflows.rules.plain_text import plain, unquoted

SHORTEST, LONGEST = 16, 3_000
# RFC 7519, section 3: parts in Base64; the first two are JSON objects, the signature may be cut off or empty.
_JWT = re.compile(r"(?<![A-Za-z0-9_-])(e[wy][A-Za-z0-9_-]{8,})\.[A-Za-z0-9_-]{2,}")
_RUN = re.compile(r"[A-Za-z0-9]{16,}")
_CHANGE = re.compile(r"(?<=[0-9])(?=[A-Za-z])|(?<=[A-Za-z])(?=[0-9])")
_CHANGES = 4
# Addresses up to their query, in whose paths long ids name documents, as a sheet's does.
_DOCUMENT = re.compile(
    r"https://(?:(?:docs|drive)\.google\.com|(?:[\w-]+\.)?(?:notion\.(?:so|site)|slack\.com|figma\.com|airtable\.com)|"
    r"backoffice\.heypongo\.com)/[^\s?#<>|]*"
)
_WORD = re.compile(rf"[!-~]{{{SHORTEST},{LONGEST}}}")
_AROUND = re.compile(r"[\s;,:=<>()\[\]{}|]+")


class TokenProblemKind(StrEnum):
    """Why a pasted text cannot be a token."""

    TOO_SHORT = "too_short"
    TOO_LONG = "too_long"
    HAS_SPACES = "has_spaces"
    NOT_PRINTABLE = "not_printable"
    EXPIRED = "expired"


@dataclass(frozen=True)
class TokenProblem:
    """What is wrong with it; `expired_at` (aware, UTC) where the token says since when it is no longer good."""

    kind: TokenProblemKind
    expired_at: datetime | None = None


class CannotOpen(Exception):
    """Sealed with a key that TOKEN_KEY does not hold (any more)."""


def read_token(typed: str) -> str:
    """The token in what was pasted: without invisible characters, white space and quotes around it; may be empty."""
    return unquoted(typed)


def token_like(text: str) -> bool:
    """Whether something in `text` looks like a token, so that it must not be repeated.

    That is a JWT, or 16 or more letters and digits in a row that change between the two four times or more. A hyphen
    ends a row: slugs are words with hyphens.
    """
    text = plain(text)
    if any(map(_is_object, _JWT.findall(text))):
        return True
    return any(len(_CHANGE.findall(run)) >= _CHANGES for run in _RUN.findall(text))


def without_documents(text: str) -> str:
    """A text without the links to documents in it, whose ids look like tokens."""
    return _DOCUMENT.sub(" ", text)


def _is_object(part: str) -> bool:
    """Whether a part of a JWT begins like a JSON object."""
    try:
        return bool(re.match(rb'\s*\{\s*"', base64.urlsafe_b64decode(part[: len(part) // 4 * 4])))
    except (binascii.Error, ValueError):
        return False


def _could_be(text: str) -> set[str]:
    """What in `text` could be a token of any shape: its words, as they stand and without what may stand around them."""
    words = {part for word in plain(text).split() for part in (word, *_AROUND.split(word))}
    found = {form for word in words for form in (word, unquoted(word), unquoted(word.strip(".!?")))}
    return {word for word in found | {unquoted(text)} if _WORD.fullmatch(word)}


class TokenFinder:
    """Finds, in what people typed, the tokens that the bot knows by their fingerprint, and what looks like one."""

    def __init__(self, sealer: "Sealer", known: Callable[[Collection[str]], Collection[str]]) -> None:
        """`known`: of some fingerprints those of tokens that the bot has given, replaced or seen."""
        self._sealer = sealer
        self._known = known

    def among(self, texts: Iterable[str]) -> Callable[[str], bool]:
        """Whether one of these texts, or a part of them, must not be repeated. Asks the database once."""
        prints = {self._sealer.fingerprint(word): word for text in texts for word in _could_be(text)}
        known = {prints[one] for one in self._known(prints) if one in prints} if prints else set()
        return lambda text: token_like(text) or any(word in plain(text) for word in known)


def could_be_token(text: str) -> bool:
    """Whether a text has the form of a token, good or not any more."""
    return bool(_WORD.fullmatch(text))


def check_token(token: str, now: datetime) -> TokenProblem | None:
    """What is wrong with the form of `token` (as `read_token` gives it), or None.

    A token is 16 to 3,000 printable ASCII characters without spaces; one that is a JWT must not be past its `exp`
    (RFC 7519, section 4.1.4). Its signature is not checked: the bot has no key to do so.
    """
    if any(character.isspace() for character in token):
        return TokenProblem(TokenProblemKind.HAS_SPACES)
    if not (token.isascii() and token.isprintable()):
        return TokenProblem(TokenProblemKind.NOT_PRINTABLE)
    if len(token) < SHORTEST:
        return TokenProblem(TokenProblemKind.TOO_SHORT)
    if len(token) > LONGEST:
        return TokenProblem(TokenProblemKind.TOO_LONG)
    expires = expiry(token)
    if expires is not None and expires <= now:
        return TokenProblem(TokenProblemKind.EXPIRED, expires)
    return None


def expiry(token: str) -> datetime | None:
    """When a token ends by its own word, its `exp` (aware, UTC); None where it is no JWT or says nothing."""
    parts = token.split(".")
    if len(parts) != 3:
        return None
    try:
        claims = json.loads(base64.urlsafe_b64decode(parts[1] + "=" * (-len(parts[1]) % 4)))
        seconds = claims.get("exp") if isinstance(claims, dict) else None
        if isinstance(seconds, bool) or not isinstance(seconds, int | float):
            return None
        return datetime.fromtimestamp(seconds, UTC)
    except (binascii.Error, ValueError, OverflowError, OSError, RecursionError):
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
        # The last key fingerprints, until `fingerprint_with`: a new key is put in front.
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

    def sealed_fingerprint_key(self) -> str:
        """What fingerprints are made with, sealed."""
        return self.seal(self._pepper)

    def fingerprint_with(self, sealed: str) -> None:
        """Makes fingerprints from now on with what `sealed_fingerprint_key` once gave. Raises CannotOpen where no key
        fits."""
        self._pepper = self.open(sealed)

    def fingerprint(self, secret: str) -> str:
        """The first 8 hexadecimal digits of the HMAC-SHA-256 of the secret: comparable, not reversible."""
        return hmac.new(self._pepper, secret.encode(), hashlib.sha256).hexdigest()[:8]

    @staticmethod
    def new_key() -> str:
        """A fresh key for TOKEN_KEY."""
        return Fernet.generate_key().decode()
