"""What the check of a token shows: each outcome, what was missing, other names, and never a token."""

import pytest

from bot.clients.pongo import Finding, MissingStore, TokenCheck
from bot.sandbox.slack.blocks import checked_view
from bot.texts import Texts
from bot.ui.blocks import View
from bot.ui.token_check import MISSING_SHOWN, NAMES_SHOWN, checking_token, token_found, token_gone, token_written
from tests.unit.ui.limits import all_texts, mrkdwn_texts, units, view_problems
from tests.unit.ui.pictures import BOTH, FRENCH, NASTY, longest_picture, picture, request, stores
from tests.unit.ui.waiting import pressed
from workflows.requests.queries import Picture
from workflows.rules.states import State
from workflows.storage.models import Store

FINGERPRINT = "abcd1234"
both = pytest.mark.parametrize("texts", BOTH, ids=lambda texts: texts.language)


def check_view(view: View) -> None:
    assert view_problems(view) == []
    checked_view(view)


def of(*named: tuple[str, str]) -> Picture:
    """A request for these stores (name, slug)."""
    return Picture(
        request(), [Store(request_id="a" * 32, position=0, name=name, slug=slug) for name, slug in named], []
    )


@both
@pytest.mark.long
@pytest.mark.parametrize("filler", ["W", "&", "é", "👨‍👩‍👧", NASTY], ids=ascii)
@pytest.mark.parametrize("count", [1, 80, 1_000])
def test_whatever_was_found_fits(texts: Texts, filler: str, count: int) -> None:
    for state in (State.SUBMITTED, State.APPROVED):
        drawn = longest_picture(state, count, filler)
        near = (("&" * 300, filler * 200), ("z" * 300, ""), ("y" * 100, filler * 200))
        for finding in Finding:
            missing = tuple(MissingStore(store.slug, near) for store in drawn.stores)
            names = {store.slug: "Autre " + filler * 300 for store in drawn.stores}
            view = token_found(texts, drawn, TokenCheck(finding, filler * 100, missing, names), FINGERPRINT)
            check_view(view)
            assert "z" * 100 not in all_texts(view)
        check_view(checking_token(texts, drawn.request))
        check_view(token_written(texts, drawn))
    assert 0 < units(token_gone(texts)) <= 1_000


@both
@pytest.mark.parametrize("finding", Finding)
def test_every_outcome_has_its_sentence_and_the_same_ways_on(texts: Texts, finding: Finding) -> None:
    missing = (MissingStore("lea-0"),) if finding is Finding.STORES_MISSING else ()
    view = token_found(texts, picture(), TokenCheck(finding, missing=missing), FINGERPRINT)
    assert texts.md(f"check.{finding}", count=1) in all_texts(view)
    assert (view["callback_id"], view["private_metadata"]) == ("token_check", "a" * 32)
    (again,) = [block for block in view["blocks"] if block["type"] == "actions"]
    assert pressed(again) == {"check_again": "a" * 32}
    (asked,) = [block for block in view["blocks"] if block["type"] == "input"]
    assert asked["block_id"] == asked["element"]["action_id"] == "token"
    assert asked["optional"] is True
    assert "initial_value" not in asked["element"]
    assert FINGERPRINT in asked["hint"]["text"]


@both
def test_the_skeleton_and_the_end_ask_for_nothing(texts: Texts) -> None:
    checking, done = checking_token(texts, request()), token_written(texts, picture(State.WRITING))
    assert (checking["callback_id"], checking["private_metadata"]) == ("token_checking", "a" * 32)
    for view in (checking, done):
        assert "submit" not in view
        assert [block["type"] for block in view["blocks"]] == ["section"]
        assert "Boulangerie Léa" in all_texts(view)


def test_a_missing_store_is_named_with_what_looks_like_it() -> None:
    """Where the slugs are settled. Before that, they are in a menu, once."""
    drawn = of(("Léa Lyon", "lea-lion"), ("Léa Nantes", "lea-nantes"), ("Léa Brest", "lea-brest"))
    check = TokenCheck(
        Finding.STORES_MISSING,
        missing=(
            MissingStore("lea-lion", (("lea-lyon", "Léa Lyon Bellecour"), ("lea-lyon-2", ""))),
            MissingStore("lea-brest"),
        ),
        names={"lea-nantes": "Léa Nantes"},
    )
    before = token_found(FRENCH, drawn, check, FINGERPRINT)
    menus = [block for block in before["blocks"] if str(block.get("block_id", "")).startswith("slug:")]
    assert [block["block_id"] for block in menus] == ["slug:lea-lion"]
    assert [o["text"]["text"] for o in menus[0]["element"]["options"]] == [
        "lea-lyon  ·  Léa Lyon Bellecour",
        "lea-lyon-2",
    ]
    assert "Voulais-tu dire" not in all_texts(before)
    assert before["submit"]["text"] == "Corriger ou écrire"
    drawn.request.state = State.DELIVERED
    shown = all_texts(token_found(FRENCH, drawn, check, FINGERPRINT))
    near = "`lea-lyon` (Léa Lyon Bellecour chez Hey Pongo) ou `lea-lyon-2`"
    assert "Léa Lyon  `lea-lion`" in shown
    assert near in shown
    assert "Léa Brest  `lea-brest`" in shown
    assert "lea-nantes" not in shown
    assert shown.count(FRENCH.md("check.near", name="", slug="", near="").split("\n")[1].strip().split(" ")[0]) == 1


@both
@pytest.mark.parametrize(("state", "cure"), [(State.SUBMITTED, "check.cure"), (State.APPROVED, "check.cure_approved")])
def test_the_way_to_correct_a_slug_is_one_that_exists(texts: Texts, state: State, cure: str) -> None:
    check = TokenCheck(Finding.STORES_MISSING, missing=(MissingStore("lea-0"),))
    shown = all_texts(token_found(texts, picture(state), check, FINGERPRINT))
    assert texts.md(cure) in shown
    assert texts.md("check.cure_here") not in shown  # nothing is offered below
    near = TokenCheck(Finding.STORES_MISSING, missing=(MissingStore("lea-0", (("lea-1", "Léa"),)),))
    assert texts.md("check.cure_here") in all_texts(token_found(texts, picture(state), near, FINGERPRINT))


@pytest.mark.parametrize(
    ("typed", "known", "differs"),
    [
        ("Léa Lyon", "Léa Lyon", False),
        ("Léa Lyon", "LEA LYON", False),
        ("Léa-Lyon", "Léa  Lyon", False),
        ("Léa Lyon", "Léa Lyon Bellecour", True),
        ("Léa Lyon", "", False),
        ("寿司", "寿司", False),
        ("寿司", "拉麺", True),
        ("寿司", "Sushi", True),
    ],
)
def test_another_name_is_shown_another_spelling_is_not(typed: str, known: str, differs: bool) -> None:
    check = TokenCheck(Finding.UNKNOWN, names={"lea": known})
    shown = all_texts(token_found(FRENCH, of((typed, "lea")), check, FINGERPRINT))
    assert (FRENCH("check.names") in shown) is differs
    assert (f"{typed}  `lea`  →  {known}" in shown) is differs


@both
def test_what_is_not_listed_is_counted(texts: Texts) -> None:
    drawn = Picture(request(), stores(200), [])
    check = TokenCheck(
        Finding.STORES_MISSING,
        missing=tuple(MissingStore(store.slug) for store in drawn.stores[:100]),
        names={store.slug: "Tout autre" for store in drawn.stores[100:]},
    )
    shown = all_texts(token_found(texts, drawn, check, FINGERPRINT))
    assert texts.md("check.more", count=100 - MISSING_SHOWN) in shown
    assert texts.md("check.more", count=100 - NAMES_SHOWN) in shown


@both
def test_whose_token_it_is(texts: Texts) -> None:
    check = TokenCheck(Finding.UNKNOWN, owner="Groupe <Léa> & Cie")
    shown = mrkdwn_texts(token_found(texts, picture(), check, FINGERPRINT))[0]
    assert "*Groupe &lt;Léa&gt; &amp; Cie*" in shown
    assert "\n" not in mrkdwn_texts(token_found(texts, picture(), TokenCheck(Finding.UNKNOWN), FINGERPRINT))[0]
