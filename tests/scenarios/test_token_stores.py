"""What a token sees: slugs put right by one press, more stores added by one press, all of a brand's stores taken."""

from pathlib import Path

import pytest

from bot.sandbox.workspace import Workspace
from bot.settings import Settings
from tests.scenarios.stage import AMELIE, CLAIRE, OSCAR, Stage, buttons, shown
from tests.scenarios.steps import details_of
from workflows.rules.states import State
from workflows.storage.models import Request


@pytest.fixture
def settings(workspace: Workspace, tmp_path: Path) -> Settings:
    url = f"sqlite:///{tmp_path / 'bot.db'}"
    return Settings.load(
        workspace.settings(DATABASE_URL=url, PORT="0", PONGO_API_URL=workspace.pongo_url, SHEET_WATCH_MINUTES="0")
    )


def give(stage: Stage, request: Request, token: str) -> None:
    """Amélie pastes a token, and the check is over."""
    stage.click(AMELIE, request, "approve")
    stage.as_(AMELIE).submit(stage.top_modal(AMELIE)["id"], token=token)
    stage.settle()


def test_forty_slugs_spelled_otherwise_are_put_right_by_one_press(stage: Stage) -> None:
    stage.workspace.pongo.stores = {f"emile-{n:02d}-ville": f"Émile {n}" for n in range(40)}
    request = stage.request(stores="\n".join(f"Émile {n} ; emile_{n:02d}-Ville" for n in range(40)))
    stage.request(brand="Autre", stores="Autre ; emile-07-ville")  # which one request holds already
    token = stage.workspace.pongo.issue("Émile", list(stage.workspace.pongo.stores))
    give(stage, request, token)
    view = stage.top_modal(AMELIE)
    assert "Corriger les 40 slugs" in shown(view)
    stage.as_(AMELIE).click_in_view(view["id"], "correct_all")
    stage.settle()
    stores = {store.slug for store in stage.picture(request).stores}
    assert stores == {f"emile-{n:02d}-ville" for n in range(40) if n != 7} | {"emile_07-Ville"}
    (entry,) = [one for one in stage.picture(request).history if one.action == "correct_slugs"]
    assert len((entry.details or {})["slugs"]) == 39
    view = stage.top_modal(AMELIE)  # checked again: the one that is held is still told
    assert view["callback_id"] == "token_check"
    assert "emile_07-Ville" in shown(view)


def test_more_stores_of_the_token_are_told_and_added_by_one_press(stage: Stage) -> None:
    stage.workspace.pongo.stores = {
        "emile-nantes": "Émile Nantes", "emile-reze": "Émile Rezé", "emile-lyon": "Émile Lyon", "emile-nice": "",
        "emile-pau": "Émile Pau",
    }  # fmt: skip
    known = stage.request(brand="Émile aussi", stores="Émile Pau ; emile-pau")
    request = stage.request()
    token = stage.workspace.pongo.issue("Émile", list(stage.workspace.pongo.stores))
    give(stage, request, token)
    assert stage.state(request) is State.DELIVERED  # written at once
    modal, card, details = stage.top_modal(AMELIE), stage.card(request), details_of(stage, AMELIE, request)
    for place in (modal, card, details):
        assert "2 restaurants" in shown(place)
        assert "Émile Lyon" in shown(place)
        assert "Émile Pau" not in shown(place)
        assert "add_seen_stores" in buttons(place)
    stage.click(OSCAR, request, "add_seen_stores")
    assert stage.ephemerals(OSCAR)
    before = len(stage.cards())
    stale = stage.card(request)
    stage.click(AMELIE, request, "add_seen_stores")
    stage.settle()
    assert len(stage.cards()) == before + 1
    added = next(
        one
        for one in (
            stage.bot.services.queries.picture(card["metadata"]["event_payload"]["request_id"])
            for card in stage.cards()
        )
        if one.request.id not in (request.id, known.id)
    )
    assert (added.request.state, added.request.requester) == (State.DELIVERED, CLAIRE)
    assert [(store.name, store.slug) for store in added.stores] == [
        ("emile-nice", "emile-nice"), ("Émile Lyon", "emile-lyon"),
    ]  # fmt: skip
    assert [entry.action for entry in added.history] == ["add_seen_stores", "deliver"]
    assert {stage.sheet()[slug][1] for slug in ("emile-lyon", "emile-nice", "emile-nantes")} == {token}
    assert "add_seen_stores" not in buttons(stage.card(request))
    stage.as_(AMELIE).click("C0PARTNERS", stale["ts"], "add_seen_stores", stale_message=stale)
    assert "plus rien à ajouter" in stage.ephemerals(AMELIE)[-1]
    assert len(stage.cards()) == before + 1
