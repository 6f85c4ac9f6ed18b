"""Every call to the database of every listener fails once: nobody is told that something is done which is not stored,
nobody is told that something failed which is, and whoever presses is answered."""

import itertools
from collections.abc import Callable
from functools import partial

import pytest

from bot.sandbox.workspace import Workspace
from bot.settings import Settings
from tests.scenarios import adoption_scenes as adoption
from tests.scenarios import conflict_scenes as conflict
from tests.scenarios import listener_scenes as on
from tests.scenarios.failing_calls import callbacks, failing, listener_of, seen, stored, unnamed
from tests.scenarios.listener_scenes import Scene
from tests.scenarios.stage import AMELIE, CHANNEL, CLAIRE, Stage, buttons, shown

pytestmark = pytest.mark.provokes("listener_failed")
TOKEN, OTHER = "tok_live_0123456789abcdef", "tok_live_fedcba9876543210"

# What leads to each listener, and the listener.
SUBMISSIONS: dict[str, tuple[str, Scene]] = {
    "form": ("view request_form", on.form),
    "form with a file": ("view request_form", on.form_with_file),
    "preview": ("view stores_preview", on.preview),
    "choice": ("view sheet_choice", on.choice),
    "resubmitted": ("view request_form", on.resubmitted),
    "token": ("view token_form", on.decision("approve", token=TOKEN)),
    "no token": ("view token_form", on.decision("approve")),
    "write anyway": ("view token_check", on.anyway),
    "reassigned": ("view hand_over_form", on.reassigned),
    "all reassigned": ("view hand_over_all_form", on.all_reassigned),
    "reject": ("view reject_form", on.decision("reject", reason="Doublon")),
    "ask changes": ("view changes_form", on.decision("ask_changes", reason="Quel marchand ?")),
    "replace": ("view replace_form", on.once_delivered("replace_token", token=OTHER, reason="Fuite")),
    "withdraw": ("view withdraw_form", on.once_delivered("withdraw_token", reason="Partie")),
    "adopt": ("view adopt_form", adoption.adopted),
    "take stores": ("view token_stores", adoption.taken),
    "overwrite": ("view overwrite_form", conflict.overwriting),
    "live": ("view live_form", on.once_delivered("stores_live", CLAIRE)),
}
ON_CARD = ("approve", "reject", "ask_changes", "details")
PRESSES: dict[str, tuple[str, Scene]] = {
    **{name: (f"action {name}", on.on_card(name)) for name in ON_CARD},
    "cancel": ("action cancel", on.in_direct("cancel", on.asked)),
    "token later": ("action give_token", on.given_later),
    "try again": ("action retry", on.retried),
    "this row": ("action alike_this_row", on.alike("alike_this_row")),
    "keep": ("action keep_token", conflict.in_conflict("keep_token")),
    "drop": ("action drop_store", conflict.in_conflict("drop_store")),
    "overwrite": ("action overwrite_token", conflict.in_conflict("overwrite_token")),
    "all conflicts": ("action conflicts", conflict.in_conflict("conflicts", rows=4)),
    "a new row": ("action alike_new_row", on.alike("alike_new_row")),
    "tick": ("action tick", on.on_card("tick", block_id="tick:access")),
    "replace": ("action replace_token", on.in_details("replace_token")),
    "withdraw": ("action withdraw_token", on.in_details("withdraw_token")),
    "live": ("action stores_live", on.in_details("stores_live")),
    "more restaurants": ("action add_stores", on.in_details("add_stores")),
    "next page": ("action details_next", on.in_details("details_next", stores=on.many())),
    "page before": ("action details_previous", on.previous_page),
    "edit": ("action edit", on.in_note),
    "mail sent": ("action mail_sent", on.in_direct("mail_sent", on.asked)),
    "a link": ("action link_whatsapp", on.in_direct("link_whatsapp", on.delivered)),
    "back": ("action form_back", on.in_preview("form_back")),
    "read again": ("action read_again", on.read_again),
    "rows chosen": ("action sheet_rows", on.picked),
    "other names": ("action name_column", on.other_column("name_column", 1)),
    "other slugs": ("action slug_column", on.other_column("slug_column", 0)),
    "brand": ("action brand", on.brand_typed),
    "ask for news": ("action nudge", on.in_direct("nudge", on.asked)),
    "snooze": ("action snooze", on.in_digest("snooze")),
    "put off": ("action later", on.in_digest("later", selected="three_days")),
    "reassign": ("action later", on.in_digest("later", selected="hand_over")),
    "keep open": ("action keep_open", on.in_digest("keep_open")),
    "snooze all": ("action snooze_all", on.in_digest_of_several("snooze_all")),
    "reassign all": ("action hand_over_all", on.in_digest_of_several("hand_over_all")),
    "away": ("action away_until", on.in_home("away_until", value="2026-12-24")),
    "is back": ("action away_back", on.in_home("away_back")),
    "correct all": ("action correct_all", adoption.misspelled),
    "add stores": ("action add_seen_stores", adoption.more_stores),
    "stores chosen": ("action stores_pongo", adoption.some_listed),
    "listed: next page": ("action listed_next", adoption.in_listed("listed_next")),
    "listed: page before": ("action listed_previous", adoption.in_listed("listed_previous")),
    "check again": ("action check_again", on.in_check("check_again")),
    "the brand's token": ("action reuse_token", on.reused),
    "offer": ("action open_request", on.offered),
    "rows of the sheet": ("action request_rows", on.watched),
    "put back": ("action put_back", on.taken_out),
    "left so": ("action leave_rows", partial(on.taken_out, action="leave_rows")),
    "shortcut": ("shortcut request_new", on.shortcut),
    "message shortcut": ("shortcut request_from_message", on.message_shortcut),
    "form": ("command /6xpos-request", on.typed("")),
    "list": ("command /6xpos-request", on.typed("list")),
    "status": ("command /6xpos-request", on.typed("status Marque")),
    "adopt": ("command /6xpos-request", on.typed("adopt")),
    "adopt all": ("action adopt_all", adoption.in_adoption("adopt_all")),
    "adopt: next page": ("action adopt_next", adoption.in_adoption("adopt_next")),
    "adopt: page before": ("action adopt_previous", adoption.in_adoption("adopt_previous")),
    "numbers": ("command /6xpos-request", on.typed("stats", AMELIE)),
    "home": ("event app_home_opened", on.home),
    "new in home": ("action request_new", on.in_home("request_new")),
    "search in home": ("action home_search", on.in_home("home_search")),
    "state in home": ("action home_state", on.in_home("home_state", value="submitted")),
    "home's next page": ("action home_next", on.in_home("home_next")),
    "home's page before": ("action home_previous", on.in_home("home_previous")),
    "a button that is no more": ("action gone", on.of_an_older_version),
}
EVENTS = {"message": "<!subteam^S0PARTNERS> on a besoin", "app_mention": "<@U0BOT6XPOS> il faudrait"}
SEARCHES: dict[str, tuple[str, Scene]] = {
    "rows searched": ("options sheet_rows", on.searched),
    "stores searched": ("options stores_pongo", adoption.searched_listed),
}

ON_BOTH = {"form", "token", "preview", "cancel", "status", "home"}
LISTED = ("take stores", "stores chosen", "listed: next page", "listed: page before", "stores searched")
ASK_PONGO = ("write anyway", "correct all", "check again", *LISTED)
NEEDS: dict[str, Callable[[Workspace], dict[str, str]]] = {
    **dict.fromkeys(ASK_PONGO, lambda workspace: {"PONGO_API_URL": workspace.pongo_url}),
    "mail sent": lambda workspace: workspace.mail_settings() | {"SMTP_URL": ""},
    **dict.fromkeys(("rows of the sheet", "put back", "left so"), lambda _: {"SHEET_WATCH_MINUTES": "5"}),
    "keep open": lambda _: {"EXPIRE_AFTER_DAYS": "9"},
}


@pytest.fixture
def settings(workspace: Workspace, database_url: str, request: pytest.FixtureRequest) -> Settings:
    named = getattr(request.node, "callspec", None)
    name = named.params.get("name", "form") if named else "form"
    if not database_url.startswith("sqlite") and name not in ON_BOTH:
        pytest.skip("the listener is the same on both: seen on SQLite")
    usual = {"DATABASE_URL": database_url, "PORT": "0", "SHEET_WATCH_MINUTES": "0"}
    return Settings.load(workspace.settings(**usual | NEEDS.get(name, lambda _: {})(workspace)))


def test_no_listener_is_left_out(stage: Stage) -> None:
    tried = {
        listener for listener, _ in (SUBMISSIONS | {f"press {name}": one for name, one in PRESSES.items()}).values()
    }
    assert (
        unnamed(stage.bot.app, tried | {f"event {name}" for name in EVENTS} | {one for one, _ in SEARCHES.values()})
        == []
    )


@pytest.mark.parametrize("how", ["before", "after"])
@pytest.mark.parametrize("name", SUBMISSIONS)
def test_no_submission_is_taken_for_done_or_for_lost_without_truth(stage: Stage, name: str, how: str) -> None:
    (listener, scene), engine = SUBMISSIONS[name], stage.bot.database.engine
    who, act = scene(stage)
    for number in itertools.count(1):
        stage.settle()
        before, modal = stored(stage), stage.top_modal(who)
        with failing(engine, number, how) as fault:
            delivery = act()
            stage.answered()
        assert (delivery.status, delivery.refused) == (200, "")
        assert listener_of(delivery.payload) == listener
        body = delivery.body or {}
        if not fault.hits:
            break
        kept_open = body.get("response_action") == "errors" or (
            body.get("view", {}).get("callback_id") == modal["callback_id"]
        )
        if how == "before":
            assert kept_open == (stored(stage) == before), (number, body)
        if kept_open:
            told = shown(body.get("view")) + "".join((body.get("errors") or {}).values())
            assert "enregistré" not in told
            assert "renvoie tel quel" in told, told
            assert stage.top_modal(who)["state"]["values"] == delivery.request["payload"]["view"]["state"]["values"]
            if how == "before":
                continue
            # Whatever became of the first one, the same submission again is taken, and nothing is there twice.
            again = act()
            assert again.refused == ""
            assert not (again.body or {}).get("errors"), again.body
            stage.settle()
            # Once: stores taken, the token given, delivered.
            assert all(now - then <= 3 for then, now in zip(before, stored(stage), strict=True))
        for view in stage.workspace.slack.modals(who):
            stage.as_(who).close(view["id"])
        who, act = scene(stage)
    assert number > 1, "no call was failed"


@pytest.mark.parametrize("name", PRESSES)
def test_whoever_presses_or_types_is_answered(stage: Stage, name: str) -> None:
    (listener, scene), engine = PRESSES[name], stage.bot.database.engine
    who, act = scene(stage)
    for number in itertools.count(1):
        stage.settle()
        before, view, modals = stored(stage), seen(stage, who), callbacks(stage, who)
        with failing(engine, number, "before") as fault:
            delivery = act()
            stage.answered()
        assert (delivery.status, delivery.refused) == (200, "")
        assert listener_of(delivery.payload) == listener
        if not fault.hits:
            break
        if stored(stage) != before:
            stage.settle()  # what was done may be answered by the card under the press
        assert seen(stage, who) != view or shown(delivery.body), f"no answer where call {number} failed"
        if stored(stage) != before or callbacks(stage, who) != modals:
            for opened in stage.workspace.slack.modals(who):
                stage.as_(who).close(opened["id"])
            who, act = scene(stage)


@pytest.mark.parametrize("name", SEARCHES)
def test_where_a_menu_cannot_be_filled_it_stays_empty_until_one_types_again(stage: Stage, name: str) -> None:
    listener, scene = SEARCHES[name]
    _, act = scene(stage)
    for number in itertools.count(1):
        with failing(stage.bot.database.engine, number, "before") as fault:
            delivery = act()
            stage.answered()
        assert (delivery.status, delivery.refused, listener_of(delivery.payload)) == (200, "", listener)
        if not fault.hits:
            break
        assert delivery.body == {"options": []}
    assert delivery.body["options"]
    assert number > 1, "no call was failed"


@pytest.mark.parametrize("event", EVENTS)
def test_an_event_that_cannot_be_stored_comes_again(stage: Stage, event: str) -> None:
    engine = stage.bot.database.engine
    for number in itertools.count(1):
        with failing(engine, number, "before") as fault:
            stage.as_(CLAIRE).post(CHANNEL, f"{EVENTS[event]} de 6xpos pour *Chez Paulette*")
            assert stage.workspace.slack.settle()
        stage.settle()
        offers = [m for m in stage.workspace.slack.messages(CHANNEL) if "open_request" in buttons(m)]
        assert len(offers) == number
        if not fault.hits:
            break
    assert number > 2
