"""Which characters people do not see, and what is made of them."""

import sys
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workflows.rules.plain_text import plain, plain_word, unquoted


@pytest.mark.parametrize(
    "unseen",
    [
        *"\u00ad\u034f\u061c\u115f\u17b4\u180e\u200b\u200c\u200d\u200e\u200f\u202a\u202d\u202e\u2060\u2061\u2066\u2069\u2800",
        *"\u3164\ufe00\ufe0e\ufe0f\ufeff\uffa0\ufff9\U000e0041\U000e007f\U000e0100\ud800",
    ],
)
def test_what_nobody_sees_is_taken_out(unseen: str) -> None:
    assert plain(f"{unseen}emile-{unseen}nantes{unseen}") == "emile-nantes"


@pytest.mark.parametrize(
    "name", ["👩\u200d🍳 Chez Lou", "I ❤\ufe0f pain", "1\ufe0f\u20e3 Pizza", "🏳\ufe0f\u200d🌈", "Léa – Nantes"]
)
def test_an_emoji_stays_what_it_is_and_a_dash_too(name: str) -> None:
    assert plain(name) == name


@pytest.mark.parametrize("hyphen", "\u2010\u2011\u2012\u2212\ufe63\uff0d")
def test_odd_hyphens_are_plain(hyphen: str) -> None:
    assert plain(f"Saint{hyphen}Malo") == "Saint-Malo"


@pytest.mark.parametrize("dash", "\u2013\u2014\u2015")
def test_in_a_word_a_dash_is_what_a_keyboard_made_of_a_hyphen(dash: str) -> None:
    assert plain_word(f" emile{dash}nantes\u00a0") == "emile-nantes"


@pytest.mark.parametrize("space", "\u00a0\u1680\u2000\u2007\u2009\u202f\u205f\u3000")
def test_odd_spaces_are_plain(space: str) -> None:
    assert plain(f"Café{space}Lou") == "Café Lou"


@pytest.mark.parametrize("end", ["\r\n", "\r", "\x0b", "\x0c", "\x85", "\u2028", "\u2029"])
def test_every_end_of_a_line_is_one(end: str) -> None:
    assert plain(f"a{end}b") == "a\nb"


@pytest.mark.parametrize(
    "quoted", ['"tok"', "'tok'", "“tok”", "„tok“", "« tok »", "‹tok›", "`tok`", "‘tok’ ", "\u200b＂tok＂", "tok"]
)
def test_quotes_of_any_kind_around_a_text_are_taken_off(quoted: str) -> None:
    assert unquoted(quoted) == "tok"


@given(st.text(max_size=60))
def test_twice_is_once_and_whatever_it_is_can_be_written(text: str) -> None:
    once = plain(text)
    assert plain(once) == once
    once.encode()


def test_no_format_character_but_those_that_show_is_left() -> None:
    left = {
        c
        for c in map(chr, range(sys.maxunicode))
        if unicodedata.category(c) in ("Cf", "Cs", "Zs") and plain(f"a{c}")[1:] == c
    }
    assert {f"{ord(c):04x}" for c in left} <= {
        "0020", "0600", "0601", "0602", "0603", "0604", "0605", "06dd", "070f", "0890", "0891", "08e2", "110bd", "110cd"
    }  # fmt: skip
