"""What the call log shows: no secret, and nothing too long to read."""

import json

import pytest

from bot.sandbox.masking import LONGEST_LIST, LONGEST_TEXT, MASK, Masker

TOKEN = "pongo-4f9d2c81b7a6e3550192"


@pytest.fixture
def masker() -> Masker:
    found = Masker()
    found.learn([TOKEN, "", "court"])
    return found


def test_a_learned_secret_is_covered_wherever_it_stands(masker: Masker) -> None:
    request = {
        "values": [["Chez Zoé", f"{TOKEN}"]],
        "note": f"le jeton {TOKEN} !",
        "blocks": json.dumps([{"t": TOKEN}]),
    }
    shown = masker.json(request)
    assert TOKEN not in json.dumps(shown)
    assert shown["values"] == [["Chez Zoé", MASK]]
    assert shown["note"] == f"le jeton {MASK} !"
    assert shown["blocks"] == [{"t": MASK}], "JSON within a string is opened up"


def test_what_is_too_short_to_be_a_token_is_no_secret(masker: Masker) -> None:
    assert masker.json("un court texte") == "un court texte"


@pytest.mark.parametrize(
    "text",
    ["xoxb-123456-abcdef", "xapp-1-A0-123", "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2lnbmF0dXJl"],
)
def test_what_looks_like_a_token_is_covered_unlearned(masker: Masker, text: str) -> None:
    assert masker.json(f"avec {text} dedans") == f"avec {MASK} dedans"


@pytest.mark.parametrize("key", ["token", "access_token", "assertion", "Authorization", "private_key"])
def test_a_field_that_holds_a_secret_is_covered_whatever_it_says(masker: Masker, key: str) -> None:
    assert masker.json({key: "zz", "method": "x"}) == {key: MASK, "method": "x"}


def test_long_texts_and_lists_are_cut_and_say_by_how_much(masker: Masker) -> None:
    shown = masker.json({"text": "a" * (LONGEST_TEXT + 7), "rows": list(range(LONGEST_LIST + 5))})
    assert shown["text"].endswith("… (+7)")
    assert shown["rows"][-1] == "… (+5)"
    assert shown["rows"][:-1] == list(range(LONGEST_LIST))
