"""The form of tokens, and how they are kept."""

import base64
import hashlib
import hmac
import json
from datetime import UTC, datetime, timedelta

import pytest
from cryptography.fernet import Fernet

from workflows.tokens import CannotOpen, Sealer, TokenFault, check_token

NOW = datetime(2026, 11, 25, tzinfo=UTC)


def jwt(claims: object) -> str:
    def part(value: object) -> str:
        return base64.urlsafe_b64encode(json.dumps(value).encode()).decode().rstrip("=")

    return f"{part({'alg': 'HS256'})}.{part(claims)}.c2lnbmF0dXJl"


def fault(token: str) -> TokenFault | None:
    problem = check_token(token, NOW)
    return problem.fault if problem else None


def test_the_length_of_a_token() -> None:
    assert fault("x" * 15) is TokenFault.TOO_SHORT
    assert fault("x" * 16) is None
    assert fault("x" * 3000) is None
    assert fault("x" * 3001) is TokenFault.TOO_LONG


@pytest.mark.parametrize("space", [" ", "\n", "\t", "\u00a0"])
def test_a_token_has_no_spaces(space: str) -> None:
    assert fault(f"abcdefgh{space}ijklmnop") is TokenFault.HAS_SPACES


def test_a_token_is_printable() -> None:
    assert fault("abcdefgh\x00ijklmnop") is TokenFault.NOT_PRINTABLE


def test_an_expired_jwt_is_refused_with_its_date() -> None:
    yesterday = NOW - timedelta(days=1)
    problem = check_token(jwt({"exp": yesterday.timestamp()}), NOW)
    assert problem is not None
    assert (problem.fault, problem.expired_at) == (TokenFault.EXPIRED, yesterday)
    assert fault(jwt({"exp": (NOW + timedelta(days=1)).timestamp()})) is None


@pytest.mark.parametrize("more", ["", "x", "xx", "xxx"])
def test_an_expired_jwt_is_recognised_whatever_its_length(more: str) -> None:
    """Base64 comes in groups of four, and a JWT leaves out what fills up the last one."""
    assert fault(jwt({"sub": more, "exp": 1_700_000_000})) is TokenFault.EXPIRED


@pytest.mark.parametrize("claims", [{}, {"exp": "soon"}, {"exp": True}, {"exp": 1e300}, [1], "x", None])
def test_a_jwt_without_a_readable_expiry_is_taken_as_it_is(claims: object) -> None:
    assert fault(jwt(claims)) is None


def test_three_parts_do_not_make_a_jwt() -> None:
    assert fault("not.really.a-json-web-token") is None


def test_sealed_is_not_readable_and_opens_again() -> None:
    sealer = Sealer(Sealer.new_key())
    sealed = sealer.seal(b"a secret of some length")
    assert "secret" not in sealed
    assert sealer.open(sealed) == b"a secret of some length"


def test_a_new_key_in_front_seals_and_the_old_one_still_opens() -> None:
    old, new = Sealer.new_key(), Sealer.new_key()
    sealed = Sealer(old).seal(b"secret")
    both = Sealer(f"{new}, {old}")
    assert both.open(sealed) == b"secret"
    with pytest.raises(CannotOpen):
        Sealer(old).open(both.seal(b"secret"))
    assert both.fingerprint("secret") == Sealer(old).fingerprint("secret")


def test_a_bad_key_is_refused_without_being_told() -> None:
    for bad in ("", "  ,", "not-a-key", base64.b64encode(b"short").decode()):
        with pytest.raises(ValueError, match="TOKEN_KEY") as caught:
            Sealer(bad)
        assert "not-a-key" not in str(caught.value)


def test_the_fingerprint_is_eight_hexadecimal_digits_and_keyed() -> None:
    first, second = Sealer(Fernet.generate_key().decode()), Sealer(Fernet.generate_key().decode())
    assert len(first.fingerprint("secret")) == 8
    int(first.fingerprint("secret"), 16)
    assert first.fingerprint("secret") != second.fingerprint("secret")
    assert first.fingerprint("secret") != hmac.new(b"", b"secret", hashlib.sha256).hexdigest()[:8]
