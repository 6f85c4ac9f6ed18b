"""What is decided is what was shown: a form that was drawn from another version of the request decides nothing."""

import json
import threading
from typing import Any
from urllib.parse import urlencode

import pytest
from sqlmodel import select

from bot.sandbox.loopback import free_port
from bot.sandbox.slack.service import Delivery
from bot.sandbox.workspace import Workspace
from tests.scenarios.stage import AMELIE, CHANNEL, CLAIRE, TICKS, TOKEN, TOM, Stage, buttons, shown
from tests.scenarios.steps import accept_form, come_back, generate_link, post, signed
from tests.waiting import until
from workflows.rules.states import State
from workflows.storage.models import PendingToken, Request

OTHERS = "Boulangerie Émile Nantes ; emile-nantes-sud\nÉmile Vertou ; emile-vertou"
SLUGS = {"emile-nantes-sud": "Boulangerie Émile Nantes", "emile-vertou": "Émile Vertou"}


def version_in(view: dict[str, Any]) -> str:
    (found,) = [b["block_id"] for b in view["blocks"] if str(b.get("block_id", "")).startswith("version:")]
    return str(found)


def ask_changes(stage: Stage, request: Request) -> None:
    """Tom asks for changes."""
    until(lambda: "ask_changes" in buttons(stage.card(request)))
    stage.click(TOM, request, "ask_changes")
    stage.as_(TOM).submit(stage.top_modal(TOM)["id"], reason="D’autres restaurants, s’il te plaît")
    until(lambda: stage.state(request) is State.CHANGES_REQUESTED)


def edit_form(stage: Stage, request: Request) -> dict[str, Any]:
    """Claire opens the form to edit her request."""

    def asked() -> list[dict[str, Any]]:
        return [note for note in stage.direct(CLAIRE) if '"edit"' in json.dumps(note)]

    until(asked)
    stage.as_(CLAIRE).click(stage.workspace.slack.im(CLAIRE), asked()[-1]["ts"], "edit")
    return stage.top_modal(CLAIRE)


def swap_stores(stage: Stage, request: Request, stores: str = OTHERS) -> None:
    """Tom asks for changes, and Claire asks for other restaurants."""
    ask_changes(stage, request)
    form = edit_form(stage, request)
    stage.as_(CLAIRE).submit(form["id"], brand="Boulangerie Émile", stores=stores, prerequisites=TICKS)
    until(lambda: stage.state(request) is State.SUBMITTED)


def pending(stage: Stage) -> list[PendingToken]:
    with stage.bot.services.queries._database.reading() as session:
        return list(session.exec(select(PendingToken)))


def submitted(stage: Stage, who: str, view: dict[str, Any]) -> Any:
    """Submits a modal as it stood a while ago, as who has Slack open on two machines can. Answers the body."""
    kept = {name: view[name] for name in ("id", "type", "callback_id", "private_metadata", "hash", "blocks", "state")}
    payload = {
        "type": "view_submission", "team": {"id": "T06XPOS"}, "user": {"id": who, "team_id": "T06XPOS"}, "view": kept
    }  # fmt: skip
    body = urlencode({"payload": json.dumps(payload)})
    return json.loads(post(stage, body, signed(stage, body)).text or "{}")


def as_drawn_by_0_1_0(stage: Stage, who: str, view: dict[str, Any], values: dict[str, str]) -> Any:
    """Submits a modal whose blocks say no version, as those of 0.1.0 that are open while the bot is brought up to date.
    Answers the view that comes back."""
    state = {name: {name: {"type": "plain_text_input", "value": value}} for name, value in values.items()}
    return submitted(stage, who, view | {"blocks": [], "state": {"values": state}})["view"]


@pytest.fixture(params=["plain", "checked"])
def settings_overrides(workspace: Workspace, request: pytest.FixtureRequest) -> dict[str, str]:
    """Without and with the token's check; `oauth`: and with Hey Pongo's form."""
    workspace.pongo.stores |= SLUGS | {"emile-nantes": "Émile Nantes", "emile-reze": "Émile Rezé"}
    if request.param == "oauth":
        workspace.pongo.sees = lambda _: workspace.pongo.stores
        return workspace.oauth_settings(free_port())
    return {"PONGO_API_URL": workspace.pongo_url if request.param == "checked" else ""}


def token_of(stage: Stage) -> str:
    return stage.workspace.pongo.issue("Émile", list(stage.workspace.pongo.stores))


def stale_approval(stage: Stage, token: str) -> tuple[Request, Delivery]:
    """Amélie's window was open before the restaurants were swapped; she pastes the token into it."""
    request = stage.request()
    stage.click(AMELIE, request, "approve")
    old = stage.top_modal(AMELIE)
    assert version_in(old) == "version:1"
    swap_stores(stage, request)
    stage.settle()
    return request, stage.as_(AMELIE).submit(old["id"], token=token)


def test_a_token_goes_beside_no_restaurant_that_the_lead_has_not_seen(stage: Stage) -> None:
    token = token_of(stage)
    request, refused = stale_approval(stage, token)
    stage.settle()
    assert stage.state(request) is State.SUBMITTED
    assert not any(token in row for row in stage.sheet().values())
    view = stage.top_modal(AMELIE)
    assert (refused.body["response_action"], view["callback_id"], version_in(view)) == (
        "update", "token_form", "version:2",
    )  # fmt: skip
    text = shown(view)
    assert "emile-nantes → emile-nantes-sud" in text
    assert "1 ajouté : Émile Vertou" in text.replace("\u00a0", " ")
    assert "1 retiré : Boulangerie Émile Rezé" in text.replace("\u00a0", " ")
    assert "emile-vertou" in text
    # Kept, sealed, named by its fingerprint; in no view.
    assert token not in json.dumps(refused.body) + json.dumps(view)
    assert stage.bot.services.sealer.fingerprint(token) in text
    (kept,) = pending(stage)
    assert stage.bot.services.sealer.open(kept.sealed).decode() == token
    again = stage.as_(AMELIE).submit(view["id"], token_kept=["token_kept"])
    stage.settle()
    assert stage.state(request) is State.DELIVERED
    assert stage.sheet()["emile-vertou"][1] == stage.sheet()["emile-nantes-sud"][1] == token
    assert pending(stage) == []
    # The same submission, delivered again, gets what it got.
    assert stage.workspace.slack.replay(again).body == again.body or stage.bot.services.settings.pongo_api_url


def test_a_kept_token_may_be_left_aside(stage: Stage) -> None:
    request, _ = stale_approval(stage, TOKEN)
    stage.as_(AMELIE).submit(stage.top_modal(AMELIE)["id"], token_kept=[])
    stage.settle()
    assert stage.state(request) is State.APPROVED
    assert pending(stage) == []


def test_a_kept_token_is_offered_where_the_window_was_closed(stage: Stage) -> None:
    token = token_of(stage)
    request, _ = stale_approval(stage, token)
    stage.as_(AMELIE).close(stage.top_modal(AMELIE)["id"])
    stage.click(AMELIE, request, "approve")
    view = stage.top_modal(AMELIE)
    assert stage.bot.services.sealer.fingerprint(token) in shown(view)
    stage.as_(AMELIE).submit(view["id"], token_kept=["token_kept"])
    stage.settle()
    assert stage.state(request) is State.DELIVERED


def test_the_same_stale_submission_delivered_twice_gets_the_same_answer(stage: Stage) -> None:
    request, refused = stale_approval(stage, TOKEN)
    again = stage.workspace.slack.replay(refused)
    assert again.body == refused.body
    assert len(pending(stage)) == 1
    assert stage.state(request) is State.SUBMITTED


@pytest.mark.parametrize(
    ("action", "values", "reached"),
    [
        ("approve", {}, State.APPROVED),
        ("reject", {"reason": "Pas ceux-là"}, State.REJECTED),
        ("ask_changes", {"reason": "Pas ceux-là"}, State.CHANGES_REQUESTED),
    ],
)
@pytest.mark.parametrize("settings_overrides", ["plain"], indirect=True)
def test_every_decision_is_on_what_was_shown(stage: Stage, action: str, values: dict[str, str], reached: State) -> None:
    request = stage.request()
    stage.click(AMELIE, request, action)
    old = stage.top_modal(AMELIE)
    swap_stores(stage, request)
    stage.settle()
    stage.as_(AMELIE).submit(old["id"], **values)
    assert stage.state(request) is State.SUBMITTED
    view = stage.top_modal(AMELIE)
    assert (view["callback_id"], version_in(view)) == (old["callback_id"], "version:2")
    assert "Émile Vertou" in shown(view)
    typed = [b["element"].get("initial_value", "") for b in view["blocks"] if b.get("block_id") == "reason"]
    assert typed == list(values.values())
    stage.as_(AMELIE).submit(view["id"], **values)
    stage.settle()
    assert stage.state(request) is reached


@pytest.mark.parametrize("settings_overrides", ["plain"], indirect=True)
def test_looks_at_the_sheet_and_the_same_once_more_make_no_other_version(stage: Stage) -> None:
    request = stage.request()
    stage.click(AMELIE, request, "approve")
    old = stage.top_modal(AMELIE)
    swap_stores(stage, request, "Boulangerie Émile Nantes ; emile-nantes\nBoulangerie Émile Rezé ; emile-reze")
    stage.settle()
    assert stage.fresh(request).version == 1
    stage.as_(AMELIE).submit(old["id"], token=TOKEN)
    stage.settle()
    assert stage.state(request) is State.DELIVERED


@pytest.mark.parametrize("action", ["approve", "reject", "ask_changes"])
@pytest.mark.parametrize("settings_overrides", ["plain"], indirect=True)
def test_a_form_that_says_no_version_is_out_of_date(stage: Stage, action: str) -> None:
    request = stage.request()
    stage.click(AMELIE, request, action)
    view = stage.top_modal(AMELIE)
    values = {"token": TOKEN} if action == "approve" else {"reason": "non"}
    drawn = as_drawn_by_0_1_0(stage, AMELIE, view, values)
    stage.settle()
    assert stage.state(request) is State.SUBMITTED
    assert (drawn["callback_id"], version_in(drawn)) == (view["callback_id"], "version:1")
    assert "mise à jour" in shown(drawn)
    assert TOKEN not in json.dumps(drawn)
    assert len(pending(stage)) == (action == "approve")


@pytest.mark.parametrize("settings_overrides", ["plain"], indirect=True)
def test_of_two_windows_to_edit_the_older_one_overwrites_nothing_unseen(stage: Stage) -> None:
    request = stage.request()
    ask_changes(stage, request)
    typed = "Émile Orvault ; emile-orvault"
    stage.as_(CLAIRE).fill(edit_form(stage, request)["id"], "stores", typed)
    old = stage.top_modal(CLAIRE)
    stage.as_(CLAIRE).submit(edit_form(stage, request)["id"], stores=OTHERS)
    until(lambda: stage.state(request) is State.SUBMITTED)
    ask_changes(stage, request)
    view = submitted(stage, CLAIRE, old)["view"]
    assert [store.slug for store in stage.picture(request).stores] == list(SLUGS)
    assert (view["callback_id"], version_in(view)) == ("request_form", "version:2")
    assert "Émile Vertou" in shown(view)
    (stores,) = [b["element"]["initial_value"] for b in view["blocks"] if b.get("block_id") == "stores"]
    assert stores == typed
    submitted(stage, CLAIRE, old | view)
    assert [store.slug for store in stage.picture(request).stores] == ["emile-orvault"]
    assert stage.fresh(request).version == 3


@pytest.mark.parametrize("settings_overrides", ["plain"], indirect=True)
def test_a_preview_of_an_older_version_is_not_sent_either(stage: Stage) -> None:
    request = stage.request()
    ask_changes(stage, request)
    form = edit_form(stage, request)
    table = stage.as_(CLAIRE).upload("stores.csv", "nom;slug\nÉmile Orvault;emile-orvault\n".encode())
    stage.as_(CLAIRE).submit(form["id"], brand="Boulangerie Émile", stores="", stores_file=[table], prerequisites=TICKS)
    stage.settle()
    preview = stage.top_modal(CLAIRE)
    assert (preview["callback_id"], version_in(preview)) == ("stores_preview", "version:1")
    stage.as_(CLAIRE).submit(edit_form(stage, request)["id"], stores=OTHERS)
    until(lambda: stage.state(request) is State.SUBMITTED)
    ask_changes(stage, request)
    view = submitted(stage, CLAIRE, preview)["view"]
    assert [store.slug for store in stage.picture(request).stores] == list(SLUGS)
    assert (view["callback_id"], version_in(view)) == ("request_form", "version:2")
    assert "stores.csv" in shown(view)


@pytest.mark.parametrize("settings_overrides", ["plain"], indirect=True)
def test_an_approvers_cancel_is_of_what_the_card_showed(stage: Stage) -> None:
    request = stage.request()
    ask_changes(stage, request)
    stage.settle()
    stale = stage.card(request)
    form = edit_form(stage, request)
    stage.as_(CLAIRE).submit(form["id"], brand="Boulangerie Émile", stores=OTHERS, prerequisites=TICKS)
    stage.settle()
    stage.as_(AMELIE).click(CHANNEL, stale["ts"], "cancel", stale_message=stale)
    assert "Émile Vertou" in stage.ephemerals(AMELIE)[-1]
    assert stage.state(request) is State.SUBMITTED


@pytest.mark.parametrize("settings_overrides", ["plain"], indirect=True)
def test_the_buttons_of_a_card_that_0_1_0_posted_still_work(stage: Stage) -> None:
    request = stage.request()
    ask_changes(stage, request)
    stage.settle()
    card = stage.card(request)
    (row,) = [block for block in card["blocks"] if block.get("block_id") == "version:1"]
    row["block_id"] = "Zb9k"  # Slack names what has no name
    stage.as_(AMELIE).click(CHANNEL, card["ts"], "cancel", stale_message=card)
    stage.answered()
    assert stage.state(request) is State.CANCELLED


@pytest.mark.parametrize("settings_overrides", ["checked"], indirect=True)
@pytest.mark.parametrize("closed", [False, True])
def test_a_check_that_ends_after_the_restaurants_were_swapped_writes_nothing(stage: Stage, closed: bool) -> None:
    reached, go_on = threading.Event(), threading.Event()

    def slowly(_: str) -> dict[str, str]:
        reached.set()
        go_on.wait(30)
        return stage.workspace.pongo.stores

    stage.workspace.pongo.sees = slowly
    token = stage.workspace.pongo.issue("Émile")
    request = stage.request()
    stage.click(AMELIE, request, "approve")
    view = stage.top_modal(AMELIE)
    stage.as_(AMELIE).submit(view["id"], token=token)
    stage.bot.worker.wake()
    assert reached.wait(30)
    swap_stores(stage, request)
    if closed:
        stage.as_(AMELIE).close(view["id"])
    go_on.set()
    stage.settle()
    assert stage.state(request) is State.SUBMITTED
    assert not any(token in row for row in stage.sheet().values())
    if closed:
        assert "Émile Vertou" in stage.ephemerals(AMELIE)[-1]
        stage.click(AMELIE, request, "approve")
    view = stage.top_modal(AMELIE)
    assert (view["callback_id"], version_in(view)) == ("token_form", "version:2")
    assert stage.bot.services.sealer.fingerprint(token) in shown(view)
    stage.as_(AMELIE).submit(view["id"], token_kept=["token_kept"])
    stage.settle()
    assert stage.state(request) is State.DELIVERED
    assert stage.sheet()["emile-vertou"][1] == token


@pytest.mark.parametrize("settings_overrides", ["checked"], indirect=True)
def test_writing_anyway_is_of_the_restaurants_that_were_missing(stage: Stage) -> None:
    request = stage.request()
    stage.click(AMELIE, request, "approve")
    token = stage.workspace.pongo.issue("Émile", ["emile-nantes"])
    stage.as_(AMELIE).submit(stage.top_modal(AMELIE)["id"], token=token)
    stage.settle()
    found = stage.top_modal(AMELIE)
    assert (found["callback_id"], version_in(found)) == ("token_check", "version:1")
    drawn = as_drawn_by_0_1_0(stage, AMELIE, found, {})
    assert (drawn["callback_id"], stage.state(request)) == ("token_form", State.SUBMITTED)
    assert stage.bot.services.sealer.fingerprint(token) in shown(drawn)


@pytest.mark.parametrize("settings_overrides", ["checked"], indirect=True)
def test_slugs_that_another_lead_corrects_make_another_version(stage: Stage) -> None:
    stage.workspace.pongo.stores["emile-rezee"] = "Émile Rezée"
    request = stage.request()
    stage.click(TOM, request, "approve")
    old = stage.top_modal(TOM)
    stage.click(AMELIE, request, "approve")
    token = stage.workspace.pongo.issue("Émile", ["emile-rezee"])
    stage.as_(AMELIE).submit(stage.top_modal(AMELIE)["id"], token=token)
    stage.settle()
    stage.as_(AMELIE).submit(stage.top_modal(AMELIE)["id"], **{"slug:emile-reze": "emile-rezee"})
    stage.settle()
    assert stage.fresh(request).version == 2
    stage.as_(TOM).submit(old["id"])
    assert stage.state(request) is State.SUBMITTED
    assert "emile-reze → emile-rezee" in shown(stage.top_modal(TOM))
    # Amélie chose it herself: hers is not out of date.
    assert stage.top_modal(AMELIE)["callback_id"] == "token_check"
    stage.as_(AMELIE).submit(stage.top_modal(AMELIE)["id"])
    stage.settle()
    assert stage.state(request) is State.DELIVERED


@pytest.mark.parametrize("settings_overrides", ["oauth"], indirect=True)
def test_a_token_that_was_generated_for_other_restaurants_is_kept(stage: Stage) -> None:
    request = stage.request()
    stage.click(AMELIE, request, "approve")
    address = generate_link(stage)
    swap_stores(stage, request)
    stage.settle()
    page = come_back(accept_form(address))
    assert (page.status_code, "changé" in page.text) == (409, True)
    stage.settle()
    assert stage.state(request) is State.SUBMITTED
    view = stage.top_modal(AMELIE)
    assert (view["callback_id"], version_in(view)) == ("token_form", "version:2")
    stage.as_(AMELIE).submit(view["id"], token_kept=["token_kept"])
    stage.settle()
    assert stage.state(request) is State.DELIVERED, shown(stage.top_modal(AMELIE))
    details = stage.picture(request).history[-2].details
    assert details is not None
    assert details["source"] == "generated"


@pytest.mark.parametrize("settings_overrides", ["plain"], indirect=True)
def test_the_brands_token_is_taken_from_the_sheet_for_what_was_shown_only(stage: Stage) -> None:
    first = stage.request()
    stage.give_token(first)
    request = stage.request(stores="Émile Orvault ; emile-orvault")
    stage.click(AMELIE, request, "approve")
    old = stage.top_modal(AMELIE)
    swap_stores(stage, request)
    stage.settle()
    stage.as_(AMELIE).click_in_view(old["id"], "reuse_token")
    stage.settle()
    assert stage.state(request) is State.SUBMITTED
    view = stage.top_modal(AMELIE)
    assert (view["callback_id"], version_in(view)) == ("token_form", "version:2")
    stage.as_(AMELIE).submit(view["id"], token_kept=["token_kept"])
    stage.settle()
    assert stage.state(request) is State.DELIVERED
    assert stage.sheet()["emile-vertou"][1] == TOKEN
