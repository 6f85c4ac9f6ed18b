"""Whatever people send the bot, each one scene: what leads there, and the press or submission itself.

One for each listener, by the kind of payload and the id that it listens for.
"""

import itertools
import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from bot.sandbox.faults import Fault
from bot.sandbox.slack.service import Delivery
from tests.scenarios.stage import AMELIE, CHANNEL, CLAIRE, OSCAR, TICKS, TOM, Stage, buttons
from tests.scenarios.steps import previewed, row_of, type_row
from tests.tables import csv_of
from workflows.storage.models import Request

NUMBERS = itertools.count(1)
Act = Callable[[], Delivery]
Scene = Callable[[Stage], tuple[str, Act]]
OF_ALL = ("snooze_all", "hand_over_all")


def many() -> str:
    """More stores than a page of the details shows."""
    number = next(NUMBERS)
    return "\n".join(f"S {n} ; s-{number}-{n}" for n in range(50))


def asked(stage: Stage, **values: Any) -> Request:
    number = next(NUMBERS)
    return stage.request(**{"brand": f"Marque {number}", "stores": f"A ; a-{number}\nB ; b-{number}"} | values)


def delivered(stage: Stage) -> Request:
    request = asked(stage)
    stage.give_token(request)
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
    type_row(stage, f"Zoé {number}", f"zoe-{number}")  # a row that was chosen before is taken
    stage.as_(CLAIRE).fill(view["id"], "brand", f"Marque {number}")
    stage.settle()
    stage.as_(CLAIRE).submit(view["id"], stores_sheet=["stores_sheet"], prerequisites=TICKS)
    stage.settle()
    view = stage.top_modal(CLAIRE)
    assert view["callback_id"] == "sheet_choice"
    offered = stage.as_(CLAIRE).suggest(view["id"], "sheet_rows", f"Zoé {number}").body["options"]
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


def reminded(stage: Stage, action: str = "later") -> tuple[str, str]:
    """The id of a request in the newest digest in the channel that has this button beside it, and the digest's `ts`."""
    mine = asked(stage)
    for _ in range(12):  # over a weekend, or a holiday
        stage.workspace.clock.advance(timedelta(days=1))
        stage.bot.services.approvers.refresh()
        stage.bot.services.reminding.tick()
        stage.settle()
        for message in reversed(stage.workspace.slack.messages(CHANNEL)):
            if action in buttons(message) and (mine.id in repr(message) or action in OF_ALL):
                return mine.id, message["ts"]
            if action == "later" and (found := re.search("later:([0-9a-f]{32})", repr(message))):
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


def on_card(action: str, who: str = AMELIE, **more: Any) -> Scene:
    def scene(stage: Stage) -> tuple[str, Act]:
        request = delivered(stage) if action in ("tick", "stores_live") else asked(stage)
        return who, lambda: stage.as_(who).click(CHANNEL, stage.card(request)["ts"], action, **more)

    return scene


def in_details(action: str, **values: Any) -> Scene:
    def scene(stage: Stage) -> tuple[str, Act]:
        stage.click(AMELIE, asked(stage, **values) if values else delivered(stage), "details")
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


def typed(text: str, who: str = OSCAR) -> Scene:
    def scene(stage: Stage) -> tuple[str, Act]:
        asked(stage)
        return who, lambda: stage.as_(who).command("/6xpos-request", text)

    return scene


def home(stage: Stage) -> tuple[str, Act]:
    return AMELIE, lambda: stage.as_(AMELIE).open_home()


def in_home(action: str, **more: Any) -> Scene:
    def scene(stage: Stage) -> tuple[str, Act]:
        while len(stage.bot.services.queries.open_requests()) < 11:
            asked(stage)
        stage.as_(AMELIE).open_home()
        stage.answered()
        view = stage.workspace.slack.home(AMELIE)["id"]
        if action == "home_search":
            return AMELIE, lambda: stage.as_(AMELIE).fill(view, action, "Marque", enter=True)
        if action == "away_back":
            stage.as_(AMELIE).click_in_view(view, "away_until", value="2026-12-24")
            stage.answered()
        if action == "home_previous":
            stage.as_(AMELIE).click_in_view(view, "home_next")
            stage.answered()
        return AMELIE, lambda: stage.as_(AMELIE).click_in_view(view, action, **more)

    return scene


def in_digest(action: str, **more: Any) -> Scene:
    def scene(stage: Stage) -> tuple[str, Act]:
        request_id, ts = reminded(stage, action)
        pressed = {"block_id": f"later:{request_id}"} if action == "later" else {}
        return AMELIE, lambda: stage.as_(AMELIE).click(CHANNEL, ts, action, **pressed, **more)

    return scene


def in_digest_of_several(action: str) -> Scene:
    def scene(stage: Stage) -> tuple[str, Act]:
        for before in stage.bot.services.queries.open_requests():  # each more is another call that can fail
            stage.bot.services.requests.expire(before.id)
        asked(stage)
        _, ts = reminded(stage, action)
        return AMELIE, lambda: stage.as_(AMELIE).click(CHANNEL, ts, action)

    return scene


def all_reassigned(stage: Stage) -> tuple[str, Act]:
    _, press = in_digest_of_several("hand_over_all")(stage)
    press()
    view = stage.top_modal(AMELIE)
    return AMELIE, lambda: stage.as_(AMELIE).submit(view["id"], approver=TOM)


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


def previous_page(stage: Stage) -> tuple[str, Act]:
    in_details("details_next", stores=many())(stage)[1]()
    view = stage.top_modal(AMELIE)
    return AMELIE, lambda: stage.as_(AMELIE).click_in_view(view["id"], "details_previous")


def brand_typed(stage: Stage) -> tuple[str, Act]:
    view = stage.open_form()
    return CLAIRE, lambda: stage.as_(CLAIRE).fill(view["id"], "brand", f"Marque {next(NUMBERS)}")


def given_later(stage: Stage) -> tuple[str, Act]:
    request = asked(stage)
    decision("approve")(stage, request)[1]()
    stage.settle()
    return AMELIE, lambda: stage.as_(AMELIE).click(CHANNEL, stage.card(request)["ts"], "give_token")


def reused(stage: Stage) -> tuple[str, Act]:
    stage.workspace.clock.advance(timedelta(seconds=20))  # two deliveries a scene: Google's calls a minute are counted
    stage.bot.services.approvers.refresh()
    live = delivered(stage)
    number = next(NUMBERS)
    stage.click(AMELIE, asked(stage, brand=live.brand, stores=f"C ; c-{number}"), "approve")
    view = stage.top_modal(AMELIE)
    return AMELIE, lambda: stage.as_(AMELIE).click_in_view(view["id"], "reuse_token")


def retried(stage: Stage) -> tuple[str, Act]:
    account = stage.workspace.account["client_email"]
    stage.workspace.spreadsheet.share(account, None)
    request = asked(stage)
    stage.settle()
    stage.workspace.spreadsheet.share(account, "writer")
    return AMELIE, lambda: stage.as_(AMELIE).click(CHANNEL, stage.card(request)["ts"], "retry")


def alike(action: str) -> Scene:
    def scene(stage: Stage) -> tuple[str, Act]:
        number = next(NUMBERS)
        type_row(stage, f"Marque {number}", f"a {number}")
        request = asked(stage, brand=f"Marque {number}", stores=f"A ; a-{number}")
        stage.give_token(request)
        return AMELIE, lambda: stage.as_(AMELIE).click(CHANNEL, stage.card(request)["ts"], action)

    return scene


def read_again(stage: Stage) -> tuple[str, Act]:
    fault = stage.workspace.faults.add(Fault("google", "*spreadsheets*", "refuse", 500, "INTERNAL", times=None))
    stage.submit(CLAIRE, brand=f"Marque {next(NUMBERS)}", stores="", stores_sheet=["stores_sheet"])
    stage.patiently(6, 5)
    stage.workspace.faults.remove(fault)
    view = stage.top_modal(CLAIRE)
    return CLAIRE, lambda: stage.as_(CLAIRE).click_in_view(view["id"], "read_again")


def in_direct(action: str, made: Callable[[Stage], Request]) -> Scene:
    """A button of the newest message to Claire."""

    def scene(stage: Stage) -> tuple[str, Act]:
        made(stage)
        channel, ts = stage.workspace.slack.im(CLAIRE) or "", stage.direct(CLAIRE)[-1]["ts"]
        return CLAIRE, lambda: stage.as_(CLAIRE).click(channel, ts, action)

    return scene


def watched(stage: Stage) -> tuple[str, Act]:
    number = next(NUMBERS)
    for city in ("Nantes", "Vertou"):
        type_row(stage, f"Tante Ja {number} {city}", f"tante-{number}-{city.lower()}")
    before = len(stage.workspace.slack.messages(CHANNEL))
    for _ in range(6):  # three, or two where the bot's own clockwork came first
        stage.workspace.clock.advance(timedelta(minutes=5, seconds=1))
        stage.bot.watch.tick()
        stage.settle()
        if len(stage.workspace.slack.messages(CHANNEL)) > before:
            break
    told = next(m for m in reversed(stage.workspace.slack.messages(CHANNEL)) if "request_rows" in buttons(m))
    return CLAIRE, lambda: stage.as_(CLAIRE).click(CHANNEL, told["ts"], "request_rows")


def of_an_older_version(stage: Stage) -> tuple[str, Act]:
    card = stage.card(asked(stage))
    button = {"type": "button", "text": {"type": "plain_text", "text": "?"}, "action_id": "gone", "value": "1"}
    older = card | {"blocks": [{"type": "actions", "block_id": "old", "elements": [button]}]}
    return AMELIE, lambda: stage.as_(AMELIE).click(CHANNEL, card["ts"], "gone", stale_message=older)


def searched(stage: Stage) -> tuple[str, Act]:
    choice(stage)
    view = stage.top_modal(CLAIRE)
    return CLAIRE, lambda: stage.as_(CLAIRE).suggest(view["id"], "sheet_rows", "Zoé")


def picked(stage: Stage) -> tuple[str, Act]:
    choice(stage)
    view = stage.top_modal(CLAIRE)
    offered = stage.as_(CLAIRE).suggest(view["id"], "sheet_rows", "Zoé").body["options"]

    def act() -> Delivery:
        delivery = stage.as_(CLAIRE).fill(view["id"], "sheet_rows", [offered[0]["value"]])
        assert delivery is not None
        return delivery

    return CLAIRE, act


def other_column(menu: str, column: int) -> Scene:
    """Another column of a file in whose preview two fit."""

    def scene(stage: Stage) -> tuple[str, Act]:
        rows = [("Nom", "Enseigne", "Slug"), ("Nantes centre", "Léa Nantes", "st-1"), ("Rezé sud", "Léa Rezé", "st-2")]
        view = previewed(stage, ("a.csv", csv_of(rows)), brand=f"Marque {next(NUMBERS)}")
        return CLAIRE, lambda: stage.as_(CLAIRE).click_in_view(view["id"], menu, value=str(column))

    return scene


def taken_out(stage: Stage, action: str = "put_back") -> tuple[str, Act]:
    request = delivered(stage)
    (slug, *_) = [store.slug for store in stage.picture(request).stores]
    stage.workspace.sheet.delete_row(row_of(stage, slug))
    for _ in range(6):
        stage.workspace.clock.advance(timedelta(minutes=5, seconds=1))
        stage.bot.watch.tick()
        stage.settle()
        told = [m for m in stage.workspace.slack.messages(CHANNEL) if "put_back" in buttons(m)]
        if told:
            break
    return AMELIE, lambda: stage.as_(AMELIE).click(CHANNEL, told[-1]["ts"], action)
