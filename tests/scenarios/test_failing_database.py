"""Every call to the database of every listener fails once: nobody is told that something is done which is not stored,
nobody is told that something failed which is, and whoever presses is answered."""

import itertools
import re
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import Engine, event
from sqlalchemy.exc import OperationalError

from bot.sandbox.clock import MovableClock
from bot.sandbox.slack.service import Delivery
from bot.sandbox.workspace import Workspace
from bot.settings import Settings
from tests.conftest import TUESDAY_MORNING
from tests.scenarios.stage import AMELIE, CHANNEL, CLAIRE, OSCAR, TICKS, TOM, Stage, buttons, shown
from tests.tables import csv_of
from workflows.storage.models import Request

pytestmark = pytest.mark.provokes("listener_failed")
NUMBERS = itertools.count(1)
COUNTED = ("audit", "pending_token", "upload", "tick", "request", "once")


TOKEN_CHECKED = {"write anyway", "check again"}
ON_BOTH = {"form", "token", "preview", "cancel", "status", "home"}


@pytest.fixture
def settings(workspace: Workspace, database_url: str, request: pytest.FixtureRequest) -> Settings:
    named = getattr(request.node, "callspec", None)
    if named and not database_url.startswith("sqlite") and named.params.get("name", "form") not in ON_BOTH:
        pytest.skip("the listener is the same on both: seen on SQLite")
    checks = {"PONGO_API_URL": workspace.pongo_url} if named and named.params.get("name") in TOKEN_CHECKED else {}
    return Settings.load(workspace.settings(DATABASE_URL=database_url, PORT="0", SHEET_WATCH_MINUTES="0", **checks))


@pytest.fixture
def running_clock() -> MovableClock:
    """Ten o'clock in Paris, on a Tuesday."""
    return MovableClock(TUESDAY_MORNING)


@dataclass
class Fault:
    """Fails the call of that number that a listener makes to the database."""

    number: int
    hits: int = 0
    calls: int = 0
    lock: threading.Lock = field(default_factory=threading.Lock)

    def call(self, *_: object) -> None:
        if not threading.current_thread().name.startswith(("listener", "waitress")):
            return
        with self.lock:
            self.calls += 1
            if self.calls != self.number:
                return
            self.hits += 1
        raise OperationalError("lost", {}, ConnectionError("server closed the connection unexpectedly"))


@contextmanager
def failing(engine: Engine, number: int, how: str) -> Iterator[Fault]:
    """`how`: `before` the call reaches the database, or `after` a commit did, whose answer is lost."""
    fault, dialect = Fault(number), engine.dialect
    commit, rollback = dialect.do_commit, dialect.do_rollback

    def committed(connection: Any) -> None:
        if how == "after":
            commit(connection)
            fault.call()
            return
        try:
            fault.call()
        except OperationalError:
            rollback(connection)
            raise
        commit(connection)

    dialect.do_commit = committed  # type: ignore[method-assign]
    if how == "before":
        event.listen(engine, "before_cursor_execute", fault.call)
    try:
        yield fault
    finally:
        dialect.do_commit = commit  # type: ignore[method-assign]
        if how == "before":
            event.remove(engine, "before_cursor_execute", fault.call)


def stored(stage: Stage) -> list[int]:
    """How many rows there are of what people's words become."""
    with stage.bot.database.reading() as session:
        connection = session.connection()
        return [connection.exec_driver_sql(f"SELECT count(*) FROM {name}").scalar() or 0 for name in COUNTED]


def seen(stage: Stage, who: str) -> str:
    """Everything that this person sees change when they are answered."""
    slack = stage.workspace.slack
    return repr([slack.ephemerals(who), stage.direct(who), slack.modals(who), slack.home(who)])


def callbacks(stage: Stage, who: str) -> list[str]:
    """The modals that this person has open."""
    return [view["callback_id"] for view in stage.workspace.slack.modals(who)]


Act = Callable[[], Delivery]
Scene = Callable[[Stage], tuple[str, Act]]


def asked(stage: Stage, **values: Any) -> Request:
    number = next(NUMBERS)
    return stage.request(**{"brand": f"Marque {number}", "stores": f"A ; a-{number}\nB ; b-{number}"} | values)


def delivered(stage: Stage) -> Request:
    request = asked(stage)
    stage.hand_over(request)
    return request


def form(stage: Stage) -> tuple[str, Act]:
    number, view = next(NUMBERS), stage.open_form()
    stage.as_(CLAIRE).fill(view["id"], "brand", f"Marque {number}")
    stage.settle()
    return CLAIRE, lambda: stage.as_(CLAIRE).submit(view["id"], stores=f"A ; a-{number}", prerequisites=TICKS)


def form_with_file(stage: Stage) -> tuple[str, Act]:
    number, view = next(NUMBERS), stage.open_form()
    stage.as_(CLAIRE).fill(view["id"], "brand", f"Marque {number}")
    stage.settle()
    file = stage.as_(CLAIRE).upload("a.csv", csv_of([(f"R {number}", f"r-{number}")]))
    return CLAIRE, lambda: stage.as_(CLAIRE).submit(view["id"], stores_file=[file], prerequisites=TICKS)


def preview(stage: Stage) -> tuple[str, Act]:
    _, act = form_with_file(stage)
    act()
    stage.settle()
    view = stage.top_modal(CLAIRE)
    assert view["callback_id"] == "stores_preview"
    return CLAIRE, lambda: stage.as_(CLAIRE).submit(view["id"])


def choice(stage: Stage) -> tuple[str, Act]:
    number, view = next(NUMBERS), stage.open_form()
    stage.as_(CLAIRE).fill(view["id"], "brand", f"Marque {number}")
    stage.settle()
    stage.as_(CLAIRE).submit(view["id"], stores_sheet=["stores_sheet"], prerequisites=TICKS)
    stage.settle()
    view = stage.top_modal(CLAIRE)
    assert view["callback_id"] == "sheet_choice"
    offered = stage.as_(CLAIRE).suggest(view["id"], "sheet_rows", "Zoé").body["options"]
    return CLAIRE, lambda: stage.as_(CLAIRE).submit(view["id"], sheet_rows=[offered[0]["value"]])


def resubmitted(stage: Stage) -> tuple[str, Act]:
    request = asked(stage)
    decision("ask_changes", reason="Quel marchand ?")(stage, request)[1]()
    stage.settle()
    note = next(m for m in reversed(stage.direct(CLAIRE)) if "edit" in buttons(m))
    stage.as_(CLAIRE).click(stage.workspace.slack.im(CLAIRE) or "", note["ts"], "edit")
    view = stage.top_modal(CLAIRE)
    return CLAIRE, lambda: stage.as_(CLAIRE).submit(view["id"], merchant="42")


def decision(action: str, **values: Any) -> Callable[..., tuple[str, Act]]:
    def scene(stage: Stage, request: Request | None = None) -> tuple[str, Act]:
        stage.click(AMELIE, request or asked(stage), action)
        view = stage.top_modal(AMELIE)
        return AMELIE, lambda: stage.as_(AMELIE).submit(view["id"], **values)

    return scene


def once_delivered(action: str, who: str = AMELIE, **values: Any) -> Scene:
    def scene(stage: Stage) -> tuple[str, Act]:
        request = delivered(stage)
        stage.click(who, request, "details")
        stage.as_(who).click_in_view(stage.top_modal(who)["id"], action)
        view = stage.top_modal(who)
        chosen = {"live": [str(stage.picture(request).stores[0].id)]} if action == "stores_live" else values
        return who, lambda: stage.as_(who).submit(view["id"], **chosen)

    return scene


def anyway(stage: Stage) -> tuple[str, Act]:
    request = asked(stage)
    stage.click(AMELIE, request, "approve")
    stage.as_(AMELIE).submit(stage.top_modal(AMELIE)["id"], token=stage.workspace.pongo.issue(request.brand, []))
    stage.settle()
    view = stage.top_modal(AMELIE)
    assert view["callback_id"] == "token_check"
    return AMELIE, lambda: stage.as_(AMELIE).submit(view["id"])


def reminded(stage: Stage) -> tuple[str, str]:
    """The id of a request in the newest digest in the channel, and the digest's `ts`."""
    asked(stage)
    for _ in range(8):  # over a weekend, or a holiday
        stage.workspace.clock.advance(timedelta(days=1))
        stage.bot.services.approvers.refresh()
        stage.bot.services.reminding.tick()
        stage.settle()
        for message in reversed(stage.workspace.slack.messages(CHANNEL)):
            if found := re.search("later:([0-9a-f]{32})", repr(message)):
                return found[1], message["ts"]
    raise AssertionError("nobody was reminded")


def from_menu(stage: Stage, what: str) -> Delivery:
    request_id, ts = reminded(stage)
    delivery: Delivery = stage.as_(AMELIE).click(CHANNEL, ts, "later", block_id=f"later:{request_id}", selected=what)
    stage.answered()
    return delivery


def reassigned(stage: Stage) -> tuple[str, Act]:
    from_menu(stage, "hand_over")
    view = stage.top_modal(AMELIE)
    return AMELIE, lambda: stage.as_(AMELIE).submit(view["id"], approver=TOM)


SUBMISSIONS: dict[str, Scene] = {
    "form": form,
    "form with a file": form_with_file,
    "preview": preview,
    "choice": choice,
    "resubmitted": resubmitted,
    "token": decision("approve", token="tok_live_0123456789abcdef"),
    "no token": decision("approve"),
    "write anyway": anyway,
    "reassigned": reassigned,
    "reject": decision("reject", reason="Doublon"),
    "ask changes": decision("ask_changes", reason="Quel marchand ?"),
    "replace": once_delivered("replace_token", token="tok_live_fedcba9876543210", reason="Fuite"),
    "withdraw": once_delivered("withdraw_token", reason="Partie"),
    "live": once_delivered("stores_live", CLAIRE),
}


@pytest.mark.parametrize("how", ["before", "after"])
@pytest.mark.parametrize("name", SUBMISSIONS)
def test_no_submission_is_taken_for_done_or_for_lost_without_truth(stage: Stage, name: str, how: str) -> None:
    scene, engine = SUBMISSIONS[name], stage.bot.database.engine
    who, act = scene(stage)
    for number in itertools.count(1):
        stage.settle()
        before, modal = stored(stage), stage.top_modal(who)
        with failing(engine, number, how) as fault:
            delivery = act()
            stage.answered()
        assert (delivery.status, delivery.refused) == (200, "")
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
            assert all(now - then <= 2 for then, now in zip(before, stored(stage), strict=True))
        for view in stage.workspace.slack.modals(who):
            stage.as_(who).close(view["id"], everything=True)
        who, act = scene(stage)
    assert number > 1, "no call was failed"


def on_card(action: str, who: str = AMELIE, **more: Any) -> Scene:
    def scene(stage: Stage) -> tuple[str, Act]:
        request = delivered(stage) if action in ("tick", "stores_live") else asked(stage)
        return who, lambda: stage.as_(who).click(CHANNEL, stage.card(request)["ts"], action, **more)

    return scene


def in_details(action: str) -> Scene:
    def scene(stage: Stage) -> tuple[str, Act]:
        stage.click(AMELIE, delivered(stage), "details")
        view = stage.top_modal(AMELIE)
        return AMELIE, lambda: stage.as_(AMELIE).click_in_view(view["id"], action)

    return scene


def in_note(stage: Stage) -> tuple[str, Act]:
    request = asked(stage)
    decision("ask_changes", reason="Quel marchand ?")(stage, request)[1]()
    stage.settle()
    note = next(m for m in reversed(stage.direct(CLAIRE)) if "edit" in buttons(m))
    return CLAIRE, lambda: stage.as_(CLAIRE).click(stage.workspace.slack.im(CLAIRE) or "", note["ts"], "edit")


def in_preview(action: str) -> Scene:
    def scene(stage: Stage) -> tuple[str, Act]:
        preview(stage)
        view = stage.top_modal(CLAIRE)
        return CLAIRE, lambda: stage.as_(CLAIRE).click_in_view(view["id"], action)

    return scene


def typed(text: str) -> Scene:
    def scene(stage: Stage) -> tuple[str, Act]:
        asked(stage)
        return OSCAR, lambda: stage.as_(OSCAR).command("/6xpos-request", text)

    return scene


def home(stage: Stage) -> tuple[str, Act]:
    return AMELIE, lambda: stage.as_(AMELIE).open_home()


def in_digest(action: str, **more: Any) -> Scene:
    def scene(stage: Stage) -> tuple[str, Act]:
        request_id, ts = reminded(stage)
        pressed = {"block_id": f"later:{request_id}"} if action == "later" else {}
        return AMELIE, lambda: stage.as_(AMELIE).click(CHANNEL, ts, action, **pressed, **more)

    return scene


def in_check(action: str) -> Scene:
    def scene(stage: Stage) -> tuple[str, Act]:
        anyway(stage)
        view = stage.top_modal(AMELIE)
        return AMELIE, lambda: stage.as_(AMELIE).click_in_view(view["id"], action)

    return scene


def offered(stage: Stage) -> tuple[str, Act]:
    stage.as_(CLAIRE).post(CHANNEL, "<!subteam^S0PARTNERS> on a besoin de 6xpos pour *Chez Paulette*")
    assert stage.workspace.slack.settle()
    stage.settle()
    reply = next(m for m in reversed(stage.workspace.slack.messages(CHANNEL)) if "open_request" in buttons(m))
    return CLAIRE, lambda: stage.as_(CLAIRE).click(CHANNEL, reply["ts"], "open_request")


def shortcut(stage: Stage) -> tuple[str, Act]:
    return CLAIRE, lambda: stage.as_(CLAIRE).global_shortcut("request_new")


def message_shortcut(stage: Stage) -> tuple[str, Act]:
    said = stage.as_(TOM).post(CHANNEL, "6xpos pour *Chez Paulette*")
    return CLAIRE, lambda: stage.as_(CLAIRE).message_shortcut("request_from_message", CHANNEL, said["ts"])


PRESSES: dict[str, Scene] = {
    **{name: on_card(name) for name in ("approve", "reject", "ask_changes", "cancel", "details")},
    "tick": on_card("tick", block_id="tick:access"),
    "replace": in_details("replace_token"),
    "live": in_details("stores_live"),
    "edit": in_note,
    "back": in_preview("form_back"),
    "snooze": in_digest("snooze"),
    "put off": in_digest("later", selected="three_days"),
    "reassign": in_digest("later", selected="hand_over"),
    "check again": in_check("check_again"),
    "offer": offered,
    "shortcut": shortcut,
    "message shortcut": message_shortcut,
    "form": typed(""),
    "list": typed("list"),
    "status": typed("status Marque"),
    "home": home,
}


@pytest.mark.parametrize("name", PRESSES)
def test_whoever_presses_or_types_is_answered(stage: Stage, name: str) -> None:
    scene, engine = PRESSES[name], stage.bot.database.engine
    who, act = scene(stage)
    for number in itertools.count(1):
        stage.settle()
        before, view, modals = stored(stage), seen(stage, who), callbacks(stage, who)
        with failing(engine, number, "before") as fault:
            delivery = act()
            stage.answered()
        assert (delivery.status, delivery.refused) == (200, "")
        if not fault.hits:
            break
        assert seen(stage, who) != view or shown(delivery.body), f"no answer where call {number} failed"
        if stored(stage) != before or callbacks(stage, who) != modals:
            for opened in stage.workspace.slack.modals(who):
                stage.as_(who).close(opened["id"], everything=True)
            who, act = scene(stage)


def test_an_event_that_cannot_be_stored_comes_again(stage: Stage) -> None:
    engine = stage.bot.database.engine
    for number in itertools.count(1):
        with failing(engine, number, "before") as fault:
            stage.as_(CLAIRE).post(CHANNEL, "<!subteam^S0PARTNERS> on a besoin de 6xpos pour *Chez Paulette*")
            assert stage.workspace.slack.settle()
        stage.settle()
        offers = [m for m in stage.workspace.slack.messages(CHANNEL) if "open_request" in buttons(m)]
        assert len(offers) == number
        if not fault.hits:
            break
    assert number > 2
