"""Brands that were connected before the bot: adopted from the sheet, and watched over from then on."""

from datetime import timedelta
from typing import Any

import pytest

from bot.sandbox.faults import Fault
from tests.scenarios.stage import AMELIE, CHANNEL, CLAIRE, TOKEN, TOM, Stage, buttons, shown
from tests.scenarios.steps import delivered, details_of, replace_token, row_of, samples, type_row, write_rows
from workflows.requests.search import Search
from workflows.rules.states import State
from workflows.storage.models import Request

LIVE = "tok_before_the_bot_0123456789"


@pytest.fixture
def settings_overrides() -> dict[str, str]:
    return {"SHEET_WATCH_MINUTES": "5"}


@pytest.fixture
def stage(stage: Stage) -> Stage:
    """Nothing stands in the sheet yet."""
    for row in stage.workspace.sheet.rows()[1:]:
        stage.workspace.sheet.delete_row(row_of(stage, row[2]))
    return stage


def modal(stage: Stage, who: str = AMELIE) -> dict[str, Any]:
    """Types the command and answers the modal once it has read the sheet."""
    stage.as_(who).command("/6xpos-request", "reprendre")
    return stage.top_modal(who)


def guesses(view: dict[str, Any]) -> dict[str, str]:
    """The inputs by block_id, with what each begins with."""
    return {
        block["block_id"]: block["element"].get("initial_value", "")
        for block in view["blocks"]
        if block.get("block_id", "").startswith("brand:")
    }


def adopt(stage: Stage, view: dict[str, Any], who: str = AMELIE, **values: Any) -> dict[str, Any]:
    """Sends a page, and answers what the modal shows once the worker is done."""
    delivery = stage.as_(who).submit(view["id"], **guesses(view) | values)
    assert (delivery.status, delivery.refused) == (200, "")
    stage.settle()
    return stage.top_modal(who)


def all_of_them(stage: Stage, view: dict[str, Any], who: str = AMELIE) -> dict[str, Any]:
    stage.as_(who).click_in_view(view["id"], "adopt_all")
    stage.answered()
    stage.settle()
    return stage.top_modal(who)


def adopted(stage: Stage) -> dict[str, Request]:
    """The requests that nobody asked for, by brand."""
    found = stage.bot.services.queries.search(Search(), limit=1_000)
    return {request.brand: request for request in found if not request.requester}


def lines(stage: Stage) -> list[str]:
    """What the channel was told of adoptions."""
    return [
        shown(message)
        for message in stage.workspace.slack.messages(CHANNEL)
        if ((message.get("metadata") or {}).get("event_payload") or {}).get("kind") == "adopted"
    ]


def told_of(stage: Stage) -> dict[str, float]:
    """What `/metrics` says of adoption."""
    return {name: value for name, _, value in samples(stage) if name.endswith(("_adopted_requests", "_unknown_tokens"))}


def louise_and_others(stage: Stage) -> None:
    write_rows(stage, [
        ("Boulangerie Louise – Lille", "boulangerie-louise-lille", LIVE),
        ("Boulangerie Louise – Lens", "boulangerie-louise-lens", LIVE),
        ("Chez Zoé", "chez-zoe", LIVE + "-zoe"),
        ("Pizza Vesuvio Nice", "vesuvio-nice", LIVE + "-both"),
        ("Sushi Kaï Nice", "kai-nice", LIVE + "-both"),
        ("Une caisse d’essai", "essai", LIVE + "-test"),
        ("Café Lumière", "cafe-lumiere", LIVE + "-one"),
        ("Café Lumière", "cafe-lumiere", LIVE + "-two"),
        ("Adresse", "https://backoffice/x", LIVE + "-slug"),
        ("Attend", "attend", "à venir"),
        ("Attend aussi", "attend-aussi", ""),
    ])  # fmt: skip


def test_what_is_live_is_named_and_then_held_like_the_others(stage: Stage) -> None:
    known = delivered(stage)
    louise_and_others(stage)
    fingerprint = stage.bot.services.sealer.fingerprint
    before = len(stage.workspace.slack.messages(CHANNEL))
    view = modal(stage)
    guessed = ["Boulangerie Louise", "Pizza Vesuvio Nice", "Chez Zoé", "Une caisse d’essai"]
    assert list(guesses(view).values()) == guessed
    told = " ".join(shown(view).split())
    assert "4 tokens" in told
    assert "Boulangerie Louise - Lille, Boulangerie Louise - Lens" in told
    assert f"lignes {row_of(stage, 'cafe-lumiere')}, {row_of(stage, 'cafe-lumiere') + 1}" in told
    assert f"lignes {row_of(stage, 'https://backoffice/x')}, {row_of(stage, 'attend')}" in told
    assert LIVE not in repr(stage.workspace.calls.all("slack"))
    both = f"brand:{fingerprint(LIVE + '-both')}"
    wrong = adopt(stage, view, **{both: "Pizza Vesuvio ; ……"})
    assert "lettres" in wrong["errors"][both]
    zoe, named = f"brand:{fingerprint(LIVE + '-zoe')}", {both: "Pizza Vesuvio ; Sushi Kaï"}
    left = adopt(stage, view, **named, **{zoe: "", "left_out": [fingerprint(LIVE + "-test")]})
    assert "3 marques reprises" in shown(left)
    assert list(guesses(left)) == [zoe]
    # No card, no message to anybody, no mail; one line in the channel, once nobody adopts any more.
    assert len(stage.workspace.slack.messages(CHANNEL)) == before
    stage.workspace.clock.advance(timedelta(minutes=11))
    stage.bot.services.approvers.refresh()
    stage.settle()
    (line,) = lines(stage)
    assert "3 marques" in line
    assert "4 restaurants" in line
    assert "Amélie Laurent" in line
    assert f"<@{AMELIE}>" not in line
    assert "rien à reprendre" in shown(adopt(stage, left))
    assert len(lines(stage)) == 2  # nothing is left: at once
    assert len(stage.workspace.slack.messages(CHANNEL)) == before + 2
    stage.as_(AMELIE).close(left["id"])

    requests = adopted(stage)
    assert set(requests) == {"Boulangerie Louise", "Pizza Vesuvio", "Sushi Kaï", "Chez Zoé"}
    slugs = {brand: [one.slug for one in stage.picture(request).stores] for brand, request in requests.items()}
    assert slugs["Boulangerie Louise"] == ["boulangerie-louise-lille", "boulangerie-louise-lens"]
    assert (slugs["Pizza Vesuvio"], slugs["Sushi Kaï"]) == (["vesuvio-nice"], ["kai-nice"])
    louise = requests["Boulangerie Louise"]
    assert (louise.state, louise.token_fingerprint) == (State.COMPLETED, fingerprint(LIVE))
    (entry,) = stage.picture(louise).history
    assert (entry.actor, entry.action, entry.from_state) == (AMELIE, "adopt", None)
    assert stage.direct(AMELIE) == []
    # Left out for good, and nobody's number.
    assert "rien à reprendre" in shown(modal(stage))
    today = stage.workspace.clock.now().date()
    week = stage.bot.services.reporting.read(today - timedelta(days=today.weekday())).last
    assert (week.asked, week.live) == (1, 0)
    numbers = shown(stage.as_(AMELIE).command("/6xpos-request", "stats").body) + "\n".join(
        stage.ephemerals(AMELIE)[-1:]
    )
    assert "1 token livré" in numbers
    assert "1 demande reçue, 0 marque en service" in numbers

    # From then on as for the others.
    assert told_of(stage) == {"sixpos_adopted_requests": 4}
    answer = stage.as_(CLAIRE).command("/6xpos-request", "statut louise")
    assert louise.reference in shown(answer.body)
    stage.bot.watch.tick()
    stage.workspace.clock.advance(timedelta(minutes=6))
    stage.bot.watch.tick()
    stage.settle()
    # Of two tokens beside one slug, and of one beside what is no slug, no request can be made.
    assert told_of(stage) == {"sixpos_adopted_requests": 4, "sixpos_unknown_tokens": 3}
    posted = len(stage.cards())
    stage.workspace.sheet.delete_row(row_of(stage, "boulangerie-louise-lens"))
    stage.workspace.clock.advance(timedelta(minutes=6))
    stage.bot.watch.tick()
    stage.settle()
    assert len(stage.cards()) == posted + 1
    card = stage.card(louise)
    assert "déjà connectée avant le bot" in shown(card)
    # Who adopted it may replace its token, with others to approve; and hears nothing of it as a requester.
    replace_token(stage, louise)
    assert stage.sheet()["boulangerie-louise-lille"][1] != LIVE
    assert stage.direct(AMELIE) == []
    assert stage.state(known) is State.DELIVERED


def test_all_as_guessed_takes_every_page_once_whatever_happens(stage: Stage) -> None:
    rows = [(f"Maison {n:03d} Nice", f"m{n:03d}-nice", f"{LIVE}-{n}") for n in range(118)]
    # Two that are longer than an account's address may be.
    rows += [("Boulangerie-Pâtisserie de la Vallée de Chevreuse et de ses Sept Moulins", "moulins", f"{LIVE}-m")]
    write_rows(stage, [*rows, ("B" * 60, "long-" * 15, f"{LIVE}-b")])
    view = modal(stage)
    assert len(guesses(view)) == 10
    assert "120 tokens" in shown(view)
    stage.as_(AMELIE).click_in_view(view["id"], "adopt_next")
    following = stage.top_modal(AMELIE)
    assert not guesses(view).keys() & guesses(following).keys()
    assert {"adopt_previous", "adopt_next"} <= {*buttons(following)}
    # Two approvers at once, the database away in the middle, the sheet unreadable at first.
    other = modal(stage, TOM)
    stage.workspace.faults.add(Fault("google", "GET *", "refuse", status=503, times=3))
    stage.as_(TOM).click_in_view(other["id"], "adopt_all")
    stage.as_(AMELIE).click_in_view(view["id"], "adopt_all")
    stage.patiently()
    assert len(adopted(stage)) == 120
    assert {"Boulangerie-Pâtisserie de la Vallée de Chevreuse et de ses Sept", ("long-" * 8)} < set(adopted(stage))
    entries = [entry for entry, _ in stage.bot.services.queries.audit()]
    assert len(entries) == 120
    assert {len([e for e in entries if e.at == at]) for at in {e.at for e in entries}} == {50, 20}
    (line,) = lines(stage)
    assert "120 marques" in line
    assert "rien à reprendre" in shown(stage.top_modal(AMELIE))


def test_who_is_no_approver_is_told_so(stage: Stage) -> None:
    type_row(stage, "Chez Zoé", "chez-zoe", LIVE)
    stage.bot.services.approvers.refresh()  # so soon after the start nobody may know yet
    stage.as_(CLAIRE).command("/6xpos-request", "adopt")
    stage.answered()
    assert "réservé à l’équipe partenariats" in stage.ephemerals(CLAIRE)[-1]
    assert stage.workspace.slack.modals(CLAIRE) == []
    # From a modal that was opened while one was an approver.
    view = modal(stage, TOM)
    stage.workspace.slack.set_usergroup_members("S0PARTNERS", [AMELIE])
    stage.bot.services.approvers.refresh()
    assert "réservé" in shown(adopt(stage, view, TOM)) or "Only the partnerships team" in shown(stage.top_modal(TOM))
    assert adopted(stage) == {}


def test_a_known_token_has_its_brand_and_a_new_store_may_take_an_adopted_one(stage: Stage) -> None:
    request = delivered(stage)
    type_row(stage, "Le Fournil de Vertou", "fournil-vertou", TOKEN)
    view = modal(stage)
    assert list(guesses(view).values()) == [request.brand]
    adopt(stage, view)
    assert [one.slug for one in stage.picture(adopted(stage)[request.brand]).stores] == ["fournil-vertou"]
    type_row(stage, "Chez Zoé Lyon", "zoe-lyon", LIVE)
    adopt(stage, modal(stage), **{f"brand:{stage.bot.services.sealer.fingerprint(LIVE)}": "Chez Zoé"})
    second = stage.request(brand="Chez Zoé", stores="Chez Zoé Nice ; zoe-nice")
    stage.click(AMELIE, second, "approve")
    form = stage.top_modal(AMELIE)
    assert "reuse_token" in buttons(form)
    stage.as_(AMELIE).click_in_view(form["id"], "reuse_token")
    stage.settle()
    assert stage.sheet()["zoe-nice"][1] == LIVE
    assert details_of(stage, AMELIE, second)
