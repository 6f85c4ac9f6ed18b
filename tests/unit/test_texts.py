"""The texts: both languages say the same things, correctly set, and what people typed stays what they typed."""

import re
import string
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import get_args
from zoneinfo import ZoneInfo

import pytest
from babel.messages.catalog import Message
from hypothesis import given
from hypothesis import strategies as st

from bot import sandbox
from bot.sandbox.clock import MovableClock
from bot.settings import Settings
from bot.texts import LANGUAGES, LOCALES, Mrkdwn, Texts, code, escape, group, language_of, link, mention
from tests.unit.locales import NOT_PROSE, forms, ids, messages

PARIS = ZoneInfo("Europe/Paris")
NO_BREAK, NARROW = "\u00a0", "\u202f"
CLOCK = MovableClock(datetime(2026, 11, 25, 9, 5, tzinfo=UTC), running=False)
fr, en = (Texts(language, PARIS, CLOCK) for language in ("fr", "en"))


def variables(form: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(form) if name is not None}


FRENCH, ENGLISH = messages("fr"), messages("en")


others = pytest.mark.parametrize("language", [one for one in LANGUAGES if one != "fr"])


def test_every_locale_file_is_a_language_that_can_be_set() -> None:
    assert {path.stem for path in LOCALES.glob("*.po")} == set(LANGUAGES)
    assert get_args(Settings.model_fields["default_language"].annotation) == LANGUAGES


@others
def test_all_languages_hold_the_same_keys_in_the_same_order(language: str) -> None:
    assert list(FRENCH) == list(messages(language))
    assert len(FRENCH) > 150


@others
def test_all_languages_use_the_same_variables(language: str) -> None:
    catalog = messages(language)
    for key, french in FRENCH.items():
        other = catalog[key]
        assert ids(french) == ids(other)
        assert len(forms(french)) == len(forms(other)) == len(ids(french))
        used = {frozenset(variables(form)) for form in (*forms(french), *forms(other))}
        if len(forms(french)) == 2:
            assert ids(french)[1] == f"{key}_n"
            used = {names | {"count"} for names in used}  # "one step remains" needs no figure
        assert len(used) == 1, key


def test_nothing_is_left_empty_or_unsure() -> None:
    for message in [message for language in LANGUAGES for message in messages(language).values()]:
        assert all(form.strip() for form in forms(message)), message.id
        assert not message.fuzzy, message.id


def prose(catalog: dict[str, Message]) -> list[str]:
    """The sentences: not the patterns of times, nor the example of what to type."""
    shown = [k for k in catalog if not k.startswith("time.") and k != "form.stores_placeholder"]
    return [NOT_PROSE.sub("x", form) for key in shown for form in forms(catalog[key])]


@pytest.mark.parametrize(
    ("wrong", "why"),
    [
        (r"\w'\w|\.\.\.|\"", "typewriter's apostrophe, dots or quotes"),
        (r"(?<!\u202f)[;!?]", "; ! ? want a narrow no-break space before them"),
        (r"(?<!\u00a0):(?!//)", ": wants a no-break space before it"),
        (r"«(?!\u00a0)|(?<!\u00a0)»", "quotes want a no-break space inside them"),
        (r"\b[Vv]euillez\b|![^!]*!", "warm and short, not stiff, not loud"),
    ],
)
def test_french_typography(wrong: str, why: str) -> None:
    assert [form for form in prose(FRENCH) if re.search(wrong, form)] == [], why


def test_english_typography() -> None:
    wrong = r"\w'\w|\.\.\.|\"|\s[;:!?](\s|$)|[\u00a0\u202f«»]|![^!]*!"
    assert [form for form in prose(ENGLISH) if re.search(wrong, form)] == []


def test_an_unknown_key_or_a_missing_variable_is_an_error() -> None:
    with pytest.raises(KeyError):
        fr("no.such_key")
    with pytest.raises(KeyError):
        fr("cancel.title")


@pytest.mark.parametrize(
    ("locale", "expected"),
    [
        ("fr-FR", "fr"),
        ("fr_CA", "fr"),
        ("FR", "fr"),
        ("en-US", "en"),
        ("xx-XX", "en"),
        ("fro", "en"),
        ("", "fr"),
        (None, "fr"),
    ],
)
def test_the_language_of_a_locale(locale: str | None, expected: str) -> None:
    assert language_of(locale, "fr") == expected
    assert expected in LANGUAGES


def test_numbers_and_plurals_follow_the_language() -> None:
    assert [fr("stores.count", count=n) for n in (0, 1, 2)] == ["0 restaurant", "1 restaurant", "2 restaurants"]
    assert [en("stores.count", count=n) for n in (0, 1, 2)] == ["0 restaurants", "1 restaurant", "2 restaurants"]
    assert fr("stores.count", count=12_345) == f"12{NARROW}345 restaurants"
    assert en("stores.count", count=12_345) == "12,345 restaurants"
    assert fr("stores.count", count=1_000_000).endswith("restaurants")


def test_times_are_shown_in_the_zone_and_the_language() -> None:
    winter, summer = datetime(2026, 11, 24, 23, 30, tzinfo=UTC), datetime(2026, 7, 14, 9, 5, tzinfo=UTC)
    assert (fr.moment(winter), en.moment(winter)) == ("25 nov. à 00:30", "25 Nov at 00:30")
    assert (fr.moment(summer), en.moment(summer)) == ("14 juil. à 11:05", "14 Jul at 11:05")
    assert (fr.day(summer), en.day(summer)) == ("14 juillet", "14 July")
    assert (fr.weekday(winter), en.weekday(winter)) == ("mercredi 25 novembre", "Wednesday 25 November")
    assert (fr.since(winter), en.since(winter - timedelta(hours=1))) == ("depuis 00:30", "since Tuesday 24 November")
    assert fr.short_day(summer) == "14/7"
    for shown in (fr.moment, fr.day, fr.weekday, fr.short_day, fr.since):
        with pytest.raises(ValueError, match="zone"):
            shown(datetime(2026, 7, 14, 9, 5))  # noqa: DTZ001


@pytest.mark.parametrize("texts", [fr, en])
def test_no_date_ends_with_a_dot_since_sentences_end_with_it(texts: Texts) -> None:
    year = [datetime(2026, month, 24, 10, 5, tzinfo=UTC) for month in range(1, 13)]
    forms = (texts.moment, texts.day, texts.weekday, texts.short_day, texts.since)
    assert [shown for form in forms for at in year if (shown := form(at)).endswith(".")] == []


def test_a_year_is_shown_only_where_it_is_another_one() -> None:
    new_year = datetime(2026, 12, 31, 23, 30, tzinfo=UTC)  # in Paris, 2027
    assert (fr.moment(new_year), en.moment(new_year)) == ("1er janv. 2027 à 00:30", "1 Jan 2027 at 00:30")
    assert (fr.day(new_year), en.day(new_year)) == ("1er janvier 2027", "1 January 2027")
    assert (fr.weekday(new_year), en.since(new_year)) == ("vendredi 1er janvier 2027", "since Friday 1 January 2027")
    later = Texts("fr", PARIS, MovableClock(new_year, running=False))
    assert (later.moment(new_year), later.since(new_year)) == ("1er janv. à 00:30", "depuis 00:30")
    assert later.moment(new_year - timedelta(hours=1)) == "31 déc. 2026 à 23:30"


@pytest.mark.parametrize(
    "typed",
    [
        "<!channel>",
        "<!here>",
        "<@U123>",
        "<#C123>",
        "<!subteam^S1>",
        "<https://a.fr|click>",
        "&lt;!channel&gt;",
        "a & b",
    ],
)
def test_nothing_typed_becomes_a_call_a_link_or_an_entity(typed: str) -> None:
    shown = escape(typed)
    assert "<" not in shown
    assert ">" not in shown
    assert not re.search(r"&(?!amp;|lt;|gt;)", shown)
    assert shown.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&").replace("\u2060", "") == typed


@pytest.mark.parametrize(
    "typed", ["*gras*", "a *b* c", "_i_", "~barré~", "`code`", "```bloc```", ":tada:", "@here", "#general"]
)
def test_nothing_typed_is_formatted(typed: str) -> None:
    shown = escape(typed)
    assert not set(shown) & set("*~`")
    assert not re.search(r"(?<![A-Za-z0-9])_", shown)  # an opening one, without which none closes
    assert not re.search(r":[\w+'-]+:|(?<!\w)[@#]\w", shown)
    assert len(shown.replace("\u2060", "")) == len(typed)


@pytest.mark.parametrize(
    "typed", ["Chez Léa", "L'Été", "a_b", "gino_ a_", "12:30", "léa@bistrot.fr", "Œuf & Cie", "+ de goût"]
)
def test_ordinary_words_stay_as_they_are(typed: str) -> None:
    assert escape(typed) == typed.replace("&", "&amp;")


@given(st.text())
def test_escaping_is_harmless_for_any_text_and_done_once(typed: str) -> None:
    shown = escape(typed)
    assert not set(shown) & set("<>*~`")
    assert escape(shown) is shown
    assert not set(code(typed).strip("`")) & set("<>`")


def test_a_name_cannot_turn_the_line_around() -> None:
    assert escape("abc\u202edef") == "abcdef"
    assert code("abc\u2066def") == "`abcdef`"


def test_md_escapes_values_but_not_what_we_made() -> None:
    line = fr.md("refused.only_requester", requester=mention("U1"), reference="<x>")
    assert "<@U1>" in line
    assert "&lt;x&gt;" in line
    assert isinstance(line, Mrkdwn)
    assert "<x>" in fr("refused.only_requester", requester="", reference="<x>")


def test_mentions_links_and_code() -> None:
    assert group("S1") == "<!subteam^S1>"
    assert link("https://a.fr/?b=1&c=2|<x>", "A & *B*") == "<https://a.fr/?b=1&amp;c=2%7C%3Cx%3E|A &amp; ∗B∗>"
    assert code("") == ""


def test_the_page_has_every_emoji() -> None:
    table = (Path(sandbox.__file__).parent / "page/js/emoji.js").read_text("utf-8")
    there = set(re.findall(r"(?:^|\|)([a-z0-9_+-]+) ", table, re.MULTILINE))
    texts = [form for catalog in (FRENCH, ENGLISH) for message in catalog.values() for form in forms(message)]
    said = {name for text in texts for name in re.findall(r":([a-z][a-z0-9_]+):", text)}
    assert said
    assert said <= there


def test_lists() -> None:
    assert fr.listed([mention("U1"), mention("U2"), mention("U3")]) == "<@U1>, <@U2> ou <@U3>"
    assert en.listed(["a&b"]) == "a&amp;b"
    assert en.listed([]) == ""


def test_a_value_without_a_way_to_be_shown_is_an_error() -> None:
    with pytest.raises(TypeError):
        fr("cancel.title", reference=None)
