"""Whatever Slack delivers a second time, changes nothing the second time: every click and submission of a request's
life, one by one."""

from collections.abc import Callable
from typing import Any

import pytest
from sqlmodel import SQLModel, select

from bot.sandbox.slack.service import Delivery
from tests.scenarios.stage import AMELIE, CHANNEL, CLAIRE, NORA, STORES, TOM, Stage, buttons, shown
from tests.scenarios.steps import (
    ask_live,
    choose_live,
    delivered,
    digests,
    open_token_form,
    press_tick,
    store_ids,
    tick_at,
)
from workflows.storage.models import Request


def with_form(stage: Stage, action: str, who: str = AMELIE, **values: Any) -> Delivery:
    """Presses a button of a new request's card and submits the form that it opens."""
    stage.click(who, stage.request(), action)
    delivery: Delivery = stage.as_(who).submit(stage.top_modal(who)["id"], **values)
    return delivery


def edited(stage: Stage) -> Delivery:
    with_form(stage, "ask_changes", reason="Slug ?")
    stage.settle()
    stage.as_(CLAIRE).click(stage.workspace.slack.im(CLAIRE), stage.direct(CLAIRE)[-1]["ts"], "edit")
    view = stage.top_modal(CLAIRE)["id"]
    delivery: Delivery = stage.as_(CLAIRE).submit(view, stores=STORES + "\nUn de plus ; emile-plus")
    return delivery


def replaced(stage: Stage, action: str, **values: str) -> Delivery:
    view = open_token_form(stage, AMELIE, delivered(stage), action)
    delivery: Delivery = stage.as_(AMELIE).submit(view, reason="Il a fuité", **values)
    return delivery


def reminded(stage: Stage) -> tuple[Request, dict[str, Any]]:
    """A request, and the digest that reminds the leads of it."""
    request = stage.request()
    tick_at(stage, 2026, 11, 24, 14, 30)
    (digest,) = digests(stage)
    return request, digest


def put_off(stage: Stage, action: str, **chosen: str) -> Delivery:
    request, digest = reminded(stage)
    if action == "keep_open":
        tick_at(stage, 2026, 12, 21, 12, 0)
        digest = digests(stage)[-1]
    block = {"block_id": f"later:{request.id}"} if chosen else {}
    delivery: Delivery = stage.as_(AMELIE).click(CHANNEL, str(digest["ts"]), action, **block, **chosen)
    return delivery


def reassigned(stage: Stage) -> Delivery:
    put_off(stage, "later", selected="hand_over")
    delivery: Delivery = stage.as_(AMELIE).submit(stage.top_modal(AMELIE)["id"], approver=TOM)
    return delivery


def live(stage: Stage) -> Delivery:
    request = delivered(stage)
    form = ask_live(stage, CLAIRE, request)
    delivery: Delivery = choose_live(stage, CLAIRE, form["id"], live=store_ids(stage, request, "emile-reze"))
    return delivery


def mailed(stage: Stage) -> Delivery:
    stage.request()
    ts = str(stage.direct(CLAIRE)[-1]["ts"])
    delivery: Delivery = stage.as_(CLAIRE).click(stage.workspace.slack.im(CLAIRE), ts, "mail_sent")
    return delivery


def retried(stage: Stage) -> Delivery:
    stage.workspace.spreadsheet.share(stage.workspace.account["client_email"], None)
    request = stage.request()
    stage.workspace.spreadsheet.share(stage.workspace.account["client_email"], "writer")
    return stage.click(AMELIE, request, "retry")


DEEDS: dict[str, Callable[[Stage], Delivery]] = {
    "a form": lambda stage: stage.submit(),
    "an approval": lambda stage: with_form(stage, "approve"),
    "an approval with the token": lambda stage: with_form(stage, "approve", token="tok_live_4f9d2c81b7a6e3550192"),
    "a rejection": lambda stage: with_form(stage, "reject", reason="Trop tôt"),
    "changes asked for": lambda stage: with_form(stage, "ask_changes", reason="Slug ?"),
    "changes made": edited,
    "a cancellation": lambda stage: stage.click(CLAIRE, stage.request(), "cancel"),
    "try again": retried,
    "a tick": lambda stage: press_tick(stage, CLAIRE, delivered(stage), "tick:access"),
    "a restaurant that is live": live,
    "a new token": lambda stage: replaced(stage, "replace_token", token="tok_live_0000aaaa1111bbbb2222"),
    "a token withdrawn": lambda stage: replaced(stage, "withdraw_token"),
    "put off": lambda stage: put_off(stage, "snooze"),
    "put off from the menu": lambda stage: put_off(stage, "later", selected="monday"),
    "kept open": lambda stage: put_off(stage, "keep_open"),
    "reassigned": reassigned,
    "a mail that was sent": mailed,
}


def world(stage: Stage) -> dict[str, Any]:
    """Every row that the bot keeps, every message, and the sheet."""
    slack = stage.workspace.slack
    with stage.bot.database.engine.connect() as connection:
        rows = {
            name: sorted((tuple(row) for row in connection.execute(select(table))), key=repr)
            for name, table in SQLModel.metadata.tables.items()
            if name not in ("bucket", "profile")  # how quickly it may call, and what Slack said of people
        }
    places = [CHANNEL, *(place for who in (CLAIRE, AMELIE, TOM, NORA) if (place := slack.im(who)))]
    said = {place: [shown_as(message) for message in slack.messages(place)] for place in places}
    return rows | said | {"sheet": stage.workspace.sheet.rows()}


def shown_as(message: dict[str, Any]) -> tuple[str, str, list[str], str]:
    """A message as people see it, and what it is about."""
    return message["ts"], shown(message), buttons(message), str(message.get("metadata"))


@pytest.mark.parametrize("deed", DEEDS)
def test_delivered_again_it_changes_nothing_and_gets_the_same_answer(stage: Stage, deed: str) -> None:
    delivery = DEEDS[deed](stage)
    assert (delivery.status, delivery.refused) == (200, "")
    stage.settle()
    before = world(stage)
    for retry in (0, 1):
        again = stage.workspace.slack.replay(delivery, retry_num=retry or None)
        assert (again.status, again.body) == (delivery.status, delivery.body)
        stage.settle()
    assert world(stage) == before
