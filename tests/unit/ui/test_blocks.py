"""The builders cut where nothing breaks, and count what they leave out."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.texts import Mrkdwn
from bot.ui import blocks
from tests.unit.ui.limits import units

LINES = [f"line {n}" for n in range(100)]


def more(count: int) -> str:
    return f"and {count} more"


@given(st.text(), st.integers(1, 50))
def test_shortened_text_fits_and_begins_the_same(text: str, limit: int) -> None:
    short = blocks.shorten(text, limit)
    assert units(short) <= limit
    assert short == text or (short.endswith("…") and text.startswith(short[:-1]))


@given(st.text(), st.integers(10, 200))
def test_what_was_typed_fits_even_with_its_entities(text: str, limit: int) -> None:
    escaped = blocks.within(text, limit)
    assert units(escaped) <= limit
    assert not re.search(r"&(?!(amp|lt|gt);)", escaped)


@given(st.text(max_size=500), st.integers(1, 10), st.integers(50, 300))
def test_every_line_of_a_quotation_is_one(text: str, lines: int, limit: int) -> None:
    quoted = blocks.quote(text, limit, lines)
    assert units(quoted) <= limit
    assert all(line.startswith("> ") for line in quoted.split("\n"))
    assert quoted.count("\n") < lines


@pytest.mark.parametrize("limit", range(1, 60))
def test_clipping_breaks_no_link_and_no_entity(limit: int) -> None:
    clipped = blocks.clip("a &amp; <https://example.org|lien> &lt;b&gt; <@U1> fin de la ligne", limit)
    assert units(clipped) <= limit
    assert clipped.count("<") == clipped.count(">")
    assert not re.search(r"&(?!(amp|lt|gt);)", clipped)


@pytest.mark.parametrize("limit", [30, 100, 899, 900, 5_000])
@pytest.mark.parametrize("beyond", [0, 7])
def test_a_list_shows_whole_lines_and_counts_the_rest(limit: int, beyond: int) -> None:
    shown = blocks.fitting(LINES, limit, more, beyond).split("\n")
    assert units("\n".join(shown)) <= limit
    lines = [line for line in shown if line in LINES]
    hidden = len(LINES) - len(lines) + beyond
    assert lines == LINES[: len(lines)]
    assert shown[len(lines) :] == ([more(hidden)] if hidden else [])


def test_packed_lines_are_all_there() -> None:
    lines = [f"{n} " + "x" * 700 for n in range(20)]
    packed = blocks.packed(lines)
    assert "\n".join(block["text"]["text"] for block in packed).split("\n") == lines
    assert len(packed) == 5
    (long,) = blocks.packed([Mrkdwn("y" * 9_000)])
    assert units(long["text"]["text"]) == 3_000


def test_mrkdwn_is_verbatim_so_that_slack_links_nothing_by_itself() -> None:
    assert blocks.mrkdwn("@here", 10)["verbatim"] is True


def test_plain_text_calls_nobody_wherever_it_is_taken_to() -> None:
    shown = blocks.plain("<!channel> <@U1> <#C1> a<b", 100)
    assert not re.search("<[!@#]", shown["text"])
    assert shown["text"].replace("\u2060", "") == "<!channel> <@U1> <#C1> a<b"
    assert shown["emoji"] is False


def test_even_a_text_that_nobody_kept_short_fits() -> None:
    assert units(blocks.section("x" * 5_000)["text"]["text"]) == 3_000
    assert units(blocks.option("v", "x" * 100, "y" * 100)["description"]["text"]) == 75
    assert units(blocks.text_input("note", "Note", value="👍" * 100, longest=50)["element"]["initial_value"]) == 50
