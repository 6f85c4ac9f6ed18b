"""What a token sees: slugs put right by one press, more stores added by one press, all of a brand's stores taken."""

import re
from pathlib import Path
from typing import Any

import pytest

from bot.sandbox.faults import Fault
from bot.sandbox.workspace import Workspace
from bot.settings import Settings
from tests.scenarios.commands import run
from tests.scenarios.stage import AMELIE, CLAIRE, OSCAR, TOKEN, Stage, buttons, shown
from tests.scenarios.steps import details_of, samples, type_row
from workflows.requests.press import Press
from workflows.requests.results import Done, Draft
from workflows.rules.states import State
from workflows.storage.models import Request


@pytest.fixture
def settings(workspace: Workspace, tmp_path: Path, request: pytest.FixtureRequest) -> Settings:
    url, pongo = f"sqlite:///{tmp_path / 'bot.db'}", "" if "off" in request.node.name else workspace.pongo_url
    return Settings.load(
        workspace.settings(DATABASE_URL=url, PORT="0", PONGO_API_URL=pongo, SHEET_WATCH_MINUTES="0")
        | (workspace.mail_settings() if "mails" in request.node.name else {})
        | ({"REQUEST_MAIL_ON": "approved"} if "mails_once" in request.node.name else {})
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


MERCHANT = {f"pain-{n:02d}": f"Pain {'Lyon' if n < 5 else 'Nice'} {n:02d}" for n in range(50)}


def asked_of_pongo(stage: Stage, **values: Any) -> Request:
    """Claire asks for all its restaurants, and types no slug."""
    stage.workspace.pongo.stores = dict(MERCHANT)
    return stage.request(brand="Pain", **{"stores": "", "stores_pongo": ["stores_pongo"]} | values)


def offered(stage: Stage, view: dict[str, Any], typed: str) -> dict[str, str]:
    """What is offered to Amélie who types that: text to value."""
    options = stage.as_(AMELIE).suggest(view["id"], "stores_pongo", typed).body["options"]
    return {one["text"]["text"]: one["value"] for one in options}


def test_all_restaurants_of_hey_pongo_but_some_are_the_requests(stage: Stage) -> None:
    request = asked_of_pongo(stage)
    type_row(stage, "Pain Lyon 01", "pain-01")
    for place in (stage.card(request), details_of(stage, AMELIE, request)):
        assert "Tous ses restaurants" in shown(place)
        assert "0 restaurant" not in shown(place)
    assert "tous ses restaurants" in shown(stage.direct(CLAIRE)[0])
    other = stage.request(brand="Autre", stores="Autre ; pain-49")
    token = stage.workspace.pongo.issue("Pain", list(MERCHANT))
    give(stage, request, token)
    assert stage.state(request) is State.SUBMITTED
    view = stage.top_modal(AMELIE)
    assert view["callback_id"] == "token_stores"
    assert "50 restaurants" in shown(view)
    assert "Retenus : 49" in shown(view).replace("\xa0", " ")
    assert other.reference in shown(view)
    assert "ligne" in shown(view)  # the one that the sheet has already
    stage.as_(AMELIE).click_in_view(view["id"], "listed_next")
    assert "Pain Nice 48" in shown(stage.top_modal(AMELIE))
    options = offered(stage, view, "lyon")
    left_out = next(value for text, value in options.items() if "sauf" in text and "lyon" in text)
    stage.as_(AMELIE).fill(view["id"], "stores_pongo", ["all:", left_out])
    view = stage.top_modal(AMELIE)
    assert "Pain Lyon 01" not in shown(view)
    assert "Retenus : 44" in shown(view).replace("\xa0", " ")
    stage.as_(AMELIE).submit(view["id"])
    stage.settle()
    assert stage.state(request) is State.DELIVERED
    wanted = {f"pain-{n:02d}" for n in range(5, 49)}
    assert {store.slug for store in stage.picture(request).stores} == wanted
    assert {slug for slug, (_, found) in stage.sheet().items() if found == token} == wanted
    _, taken, approved, *_ = stage.picture(request).history
    assert (taken.action, approved.action) == ("take_stores", "approve_with_token")
    assert len((taken.details or {})["names"]) == 44
    assert (approved.details or {})["check"] == "stores_listed"
    assert "a retenu 44 restaurants parmi ceux" in re.sub(r"\s", " ", shown(details_of(stage, AMELIE, request)))
    assert "add_seen_stores" not in buttons(stage.card(request))  # what was left out was left out
    assert [value for name, _, value in samples(stage) if name == "sixpos_requests_from_pongo"] == [1]


def test_typed_restaurants_stay_and_one_store_alone_is_taken(stage: Stage) -> None:
    request = asked_of_pongo(stage, stores="Vieux Pain ; vieux-pain\nPain Lyon 01 ; PAIN-01")
    stage.click(AMELIE, request, "approve")
    stage.as_(AMELIE).submit(stage.top_modal(AMELIE)["id"])  # without a token
    stage.settle()
    assert stage.state(request) is State.APPROVED
    token = stage.workspace.pongo.issue("Pain", list(MERCHANT))
    stage.click(AMELIE, request, "give_token")
    stage.as_(AMELIE).submit(stage.top_modal(AMELIE)["id"], token=token)
    stage.settle()
    stage.as_(AMELIE).close(stage.top_modal(AMELIE)["id"])  # and again, without pasting it once more
    stage.click(AMELIE, request, "give_token")
    view = stage.top_modal(AMELIE)
    stage.as_(AMELIE).submit(view["id"], token_kept=["token_kept"])
    stage.settle()
    view = stage.top_modal(AMELIE)
    assert view["callback_id"] == "token_stores"
    assert "vieux-pain" in shown(view)
    one = next(value for text, value in offered(stage, view, "pain-07").items() if "Seulement" in text)
    stage.as_(AMELIE).fill(view["id"], "stores_pongo", [one])
    stage.as_(AMELIE).submit(view["id"])
    stage.settle()
    assert stage.state(request) is State.DELIVERED
    assert {store.slug for store in stage.picture(request).stores} == {"vieux-pain", "pain-07"}
    assert [entry.action for entry in stage.picture(request).history].count("give_token") == 1


@pytest.mark.parametrize("approved", [False, True], ids=["at once", "approved before, mails_once"])
def test_where_hey_pongo_does_not_say_which_the_approver_asks_for_the_list(stage: Stage, approved: bool) -> None:
    request = asked_of_pongo(stage)
    action = "approve"
    if approved:
        stage.click(AMELIE, request, "approve")
        stage.as_(AMELIE).submit(stage.top_modal(AMELIE)["id"])
        stage.settle()
        action = "give_token"
    for token in (TOKEN, stage.workspace.pongo.issue("Pain", [])):
        stage.click(AMELIE, request, action)
        stage.as_(AMELIE).submit(stage.top_modal(AMELIE)["id"], token=token)
        stage.patiently(2)
        view = stage.top_modal(AMELIE)
        assert view["callback_id"] == "token_check"
        assert "Écrire quand même" not in shown(view)
    stage.as_(AMELIE).click_in_view(view["id"], "ask_changes")
    view = stage.top_modal(AMELIE)
    assert view["callback_id"] == "changes_form"
    stage.as_(AMELIE).submit(view["id"])  # the message is ready
    stage.settle()
    assert stage.state(request) is State.CHANGES_REQUESTED
    assert "Hey Pongo ne me donne pas la liste" in shown(stage.direct(CLAIRE)[-1])
    stage.click(CLAIRE, request, "edit")
    view = stage.top_modal(CLAIRE)
    stage.as_(CLAIRE).submit(view["id"], stores="Pain ; pain-01", stores_pongo=[])
    stage.settle()
    assert "ceux de la demande, sans Hey Pongo" in shown(stage.card(request))
    assert [store.slug for store in stage.picture(request).stores] == ["pain-01"]
    stage.give_token(request, stage.workspace.pongo.issue("Pain", ["pain-01"]))
    assert stage.state(request) is State.DELIVERED
    subjects = [str(mail.message["Subject"]) for mail in stage.workspace.mailbox.mails]
    assert len(subjects) == len(set(subjects)) == (3 if approved else 0)  # asked for, changed, delivered


def test_a_thousand_restaurants_are_paged_searched_and_taken(stage: Stage) -> None:
    request = asked_of_pongo(stage)
    stage.workspace.pongo.style = "pages"
    name = "Boulangerie du Très Long Boulevard Saint-Germain-des-Prés à Clermont"
    stage.workspace.pongo.stores = {f"{'long-' * 15}{n:04d}": f"{name} {n:04d}" for n in range(1_000)}
    token = stage.workspace.pongo.issue("Pain", list(stage.workspace.pongo.stores))
    give(stage, request, token)
    view = stage.top_modal(AMELIE)
    assert "1 000 restaurants" in re.sub(r"\s", " ", shown(view))
    for turned in ("next", "next", "previous"):
        stage.as_(AMELIE).click_in_view(view["id"], f"listed_{turned}")
        view = stage.top_modal(AMELIE)
    assert f"{name} 0079" in shown(view)
    assert f"{name} 0039" not in shown(view)
    options = stage.as_(AMELIE).suggest(view["id"], "stores_pongo", "clermont").body["options"]
    assert len(options) == 100  # as many as Slack takes
    assert "-0042" in repr(options)  # names of one beginning are told apart
    stage.as_(AMELIE).submit(view["id"])
    stage.settle()
    assert stage.state(request) is State.DELIVERED
    assert len(stage.picture(request).stores) == 1_000
    assert sum(found == token for _, found in stage.sheet().values()) == 1_000


def test_more_than_a_thousand_are_refused_with_what_to_do_and_added_in_parts(stage: Stage) -> None:
    request = asked_of_pongo(stage)
    lyon = {f"lyon-{n}": f"Pain Lyon {n}" for n in range(2)}
    stage.workspace.pongo.stores = lyon | {f"pain-{n:04d}": f"Pain {n:04d}" for n in range(1_000)}
    give(stage, request, stage.workspace.pongo.issue("Pain", list(stage.workspace.pongo.stores)))
    view = stage.top_modal(AMELIE)
    stage.as_(AMELIE).submit(view["id"])
    wrong = re.sub(r"\s", " ", stage.errors(AMELIE)["stores_pongo"])
    assert wrong.startswith("1 002 restaurants retenus, pour 1 000 au plus")
    assert stage.state(request) is State.SUBMITTED
    some = next(value for text, value in offered(stage, view, "lyon").items() if "Seulement" in text)
    stage.as_(AMELIE).fill(view["id"], "stores_pongo", [some])
    stage.as_(AMELIE).submit(view["id"])
    stage.settle()
    assert {store.slug for store in stage.picture(request).stores} == set(lyon)
    stage.bot.services.requests.more.note(request.id, {f"mehr-{n:04d}": f"Mehr {n}" for n in range(1_001)})
    press = Press(stage.bot.services.approvers.person(AMELIE), request.team, "more")
    added = stage.bot.services.requests.more.add(request.id, press, TOKEN)
    assert isinstance(added, Done)
    assert len(stage.picture(added.request).stores) == 1_000
    assert stage.fresh(request).more_stores == [["mehr-0999", "Mehr 999"]]


def test_mails_expiry_and_no_answer_for_a_request_without_restaurants(stage: Stage) -> None:
    request = asked_of_pongo(stage)
    (mail,) = stage.workspace.mailbox.mails
    assert "tous ses restaurants" in mail.part("plain")
    stage.workspace.faults.add(Fault("pongo", "*", "refuse", status=500, times=None))
    stage.click(AMELIE, request, "approve")
    stage.as_(AMELIE).submit(stage.top_modal(AMELIE)["id"], token=TOKEN)
    stage.patiently(12, 6)
    view = stage.top_modal(AMELIE)
    assert view["callback_id"] == "token_check"
    assert "Hey Pongo n’a pas pu me répondre" in shown(view)
    assert "ask_changes" in buttons(view)
    stage.as_(CLAIRE).command("/6xpos-request", "list")
    assert request.reference in stage.ephemerals(CLAIRE)[-1]
    told = run("show", request.reference, DATABASE_URL=str(stage.bot.settings.database_url)).stdout
    assert "restaurants: still to be taken of those that Hey Pongo lists" in told
    assert "restaurants: 0" not in told
    assert stage.bot.services.requests.expire(request.id)
    stage.settle()
    assert "Tous ses restaurants" in shown(stage.card(request))
    assert TOKEN not in repr(stage.workspace.sheet.rows())


def test_off_without_hey_pongo(stage: Stage) -> None:
    form = stage.open_form()
    assert not [block for block in form["blocks"] if block["block_id"] == "stores_pongo"]
    # Asked for while Hey Pongo could be asked.
    person = stage.bot.services.approvers.person(CLAIRE)
    draft = Draft("Pain", "j+pain@6xpos.fr", (), from_pongo=True)
    done = stage.bot.services.requests.submit(draft, Press(person, "T06XPOS", "before"))
    assert isinstance(done, Done)
    stage.settle()
    stage.click(AMELIE, done.request, "approve")
    view = stage.top_modal(AMELIE)
    assert "Hey Pongo ne peut pas être interrogé" in shown(view)
    stage.as_(AMELIE).submit(view["id"], token=TOKEN)
    stage.settle()
    assert "Rien n’est écrit" in shown(stage.top_modal(AMELIE))
    assert stage.state(done.request) is State.SUBMITTED
    stage.as_(AMELIE).close(stage.top_modal(AMELIE)["id"])
    stage.click(AMELIE, done.request, "approve")
    stage.as_(AMELIE).click_in_view(stage.top_modal(AMELIE)["id"], "ask_changes")
    assert "Hey Pongo ne me donne pas la liste" in repr(stage.top_modal(AMELIE))
