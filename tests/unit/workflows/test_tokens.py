"""The form of tokens, and how they are kept."""

import base64
import hashlib
import hmac
import json
from datetime import UTC, datetime, timedelta

import pytest
from cryptography.fernet import Fernet

from workflows.rules.tokens import (
    CannotOpen,
    Sealer,
    TokenFinder,
    TokenProblemKind,
    check_token,
    read_token,
    token_like,
)

NOW = datetime(2026, 11, 25, tzinfo=UTC)


def jwt(claims: object) -> str:
    def part(value: object) -> str:
        return base64.urlsafe_b64encode(json.dumps(value).encode()).decode().rstrip("=")

    return f"{part({'alg': 'HS256'})}.{part(claims)}.c2lnbmF0dXJl"


def fault(token: str) -> TokenProblemKind | None:
    problem = check_token(token, NOW)
    return problem.kind if problem else None


def test_the_length_of_a_token() -> None:
    assert fault("x" * 15) is TokenProblemKind.TOO_SHORT
    assert fault("x" * 16) is None
    assert fault("x" * 3000) is None
    assert fault("x" * 3001) is TokenProblemKind.TOO_LONG


@pytest.mark.parametrize("space", [" ", "\n", "\t", "\u00a0"])
def test_a_token_has_no_spaces(space: str) -> None:
    assert fault(f"abcdefgh{space}ijklmnop") is TokenProblemKind.HAS_SPACES


def test_a_token_is_printable() -> None:
    assert fault("abcdefgh\x00ijklmnop") is TokenProblemKind.NOT_PRINTABLE


@pytest.mark.parametrize("character", "…é“”’\u00ad\u200b\u2011")
def test_a_token_is_ascii(character: str) -> None:
    assert fault(f"abcdefgh{character}ijklmnop") is TokenProblemKind.NOT_PRINTABLE


@pytest.mark.parametrize("pasted", ["“{}”", '"{}"', "« {} »", "`{}`\n", "\u200b'{}'\ufeff", "‘\u2060{}’"])
def test_what_stands_around_a_pasted_token_is_taken_off(pasted: str) -> None:
    assert read_token(pasted.format("tok_live_4f9d2c81b7a6e3550192")) == "tok_live_4f9d2c81b7a6e3550192"


def test_nothing_but_quotes_is_no_token() -> None:
    assert read_token(" “” ") == ""


@pytest.mark.parametrize(
    "text",
    [
        jwt({"sub": "brand"}),
        jwt({"sub": "brand"}).rpartition(".")[0],
        f"Louise {jwt({})} Lens",
        f"Bearer {base64.urlsafe_b64encode(json.dumps({'alg': 'none'}, indent=1).encode()).decode()}.e30.",
        "pongo-51c7e2f09b84d63ea7f0",
        "tok_live_4f9d2c81b7a6e3550192",
        "Le token : a1b2c3d4e5f6a7b8!",
        "a1b2c3d4\u200be5f6a7b8",
        "aaaaaa1aaaaa2aaaa",
    ],
)
def test_what_looks_like_a_token(text: str) -> None:
    assert token_like(text)


@pytest.mark.parametrize(
    "text",
    [
        "boulangerie-emile-nantes-2024", "emile-nantes", "le-fournil-de-lea-75011-paris-11", "CJ2",
        "o-tacos-59000-lille-2",
        "pizzeria_da_mario_06300_nice_3", "boulangerielafarinedumoulin", "restaurant20242025paris", "44000nantes44100",
        "550e8400-e29b-41d4-a716-446655440000", "1234567890123456", "burgerstation2paris75011",
        "L-Atelier-58-Bis-2e-etage", "la-mie-caline-2-3-4-5-6-7", "aaaaaa1aaaa2aa1",
        "Chez Léa, 12 bis rue du 4 septembre",
        "eyewear-store.paris-centre", "jagueneau+cafedelete@6xpos.fr", "https://backoffice.heypongo.com/merchant/42/stores",
        "www.boulangerie.fr", "6X-0042", "Ouverture le 12/05/2026 à 9h30, caisse n°2", "ewok.restaurant-paris",
    ],
)  # fmt: skip
def test_what_does_not(text: str) -> None:
    assert not token_like(text)


def test_a_known_token_of_any_shape_is_found_wherever_it_stands() -> None:
    sealer = Sealer(Fernet.generate_key().decode())
    known = "just.letters-and_signs~only"
    asked: list[object] = []

    def database(prints: object) -> set[str]:
        asked.append(prints)
        return {sealer.fingerprint(known)}

    for text in (known, f"Louise ; {known}", f"token:{known}.", f"“{known}”", f"({known})", f"token={known}"):
        assert TokenFinder(sealer, database).among(["Louise", text])(text), text
    assert len(asked) == 6
    other = TokenFinder(sealer, database).among(["boulangerie-emile-nantes"])
    assert not other("boulangerie-emile-nantes")


def test_an_expired_jwt_is_refused_with_its_date() -> None:
    yesterday = NOW - timedelta(days=1)
    problem = check_token(jwt({"exp": yesterday.timestamp()}), NOW)
    assert problem is not None
    assert (problem.kind, problem.expired_at) == (TokenProblemKind.EXPIRED, yesterday)
    assert fault(jwt({"exp": (NOW + timedelta(days=1)).timestamp()})) is None


@pytest.mark.parametrize("more", ["", "x", "xx", "xxx"])
def test_an_expired_jwt_is_recognised_whatever_its_length(more: str) -> None:
    """Base64 comes in groups of four, and a JWT leaves out what fills up the last one."""
    assert fault(jwt({"sub": more, "exp": 1_700_000_000})) is TokenProblemKind.EXPIRED


@pytest.mark.parametrize("claims", [{}, {"exp": "soon"}, {"exp": True}, {"exp": 1e300}, [1], "x", None])
def test_a_jwt_without_a_readable_expiry_is_taken_as_it_is(claims: object) -> None:
    assert fault(jwt(claims)) is None


def test_a_jwt_that_is_nested_without_end_is_taken_as_it_is() -> None:
    assert fault(f"x.{base64.urlsafe_b64encode(b'[' * 2_000).decode()}.x") is None


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
