"""Modals and App Homes: hashes, what stays."""

from typing import Any

import pytest

from bot.sandbox.clock import MovableClock
from bot.sandbox.slack.errors import SlackRefusal
from bot.sandbox.slack.views import Views
from bot.sandbox.slack.world import Handouts, World
from bot.sandbox.slack.world import triggers as new_triggers

Json = dict[str, Any]


@pytest.fixture
def triggers() -> Handouts:
    return new_triggers()


@pytest.fixture
def views(clock: MovableClock, triggers: Handouts) -> Views:
    return Views(World(clock, "T1", "team", "Team"), triggers)


def modal(name: str = "m", block: str = "b", **more: Any) -> Json:
    return {
        "type": "modal", "callback_id": name, "title": {"type": "plain_text", "text": "t"},
        "submit": {"type": "plain_text", "text": "s"},
        "blocks": [{"type": "input", "block_id": block, "label": {"type": "plain_text", "text": "l"},
                    "element": {"type": "plain_text_input", "action_id": "a", "initial_value": "given"}}],
        **more,
    }  # fmt: skip


HOME: Json = {"type": "home", "blocks": []}


def refused(code: str) -> Any:
    return pytest.raises(SlackRefusal, match=f"^{code}$")


def test_a_refused_view_does_not_spend_the_trigger(views: Views, triggers: Handouts) -> None:
    trigger = triggers.new("U1")
    with refused("invalid_arguments"):
        views.open(trigger, modal(submit=None))
    with refused("invalid_arguments"):
        views.open(trigger, HOME)
    views.open(trigger, modal())
    with refused("exchanged_trigger_id"):
        views.open(trigger, modal())


def test_an_update_wants_the_current_hash_if_any(views: Views, triggers: Handouts) -> None:
    view = views.open(triggers.new("U1"), modal())
    first = view["hash"]
    updated = views.update(view["id"], first, modal("2"))
    assert updated["callback_id"] == "2"
    assert updated["hash"] != first
    with refused("hash_conflict"):
        views.update(view["id"], first, modal("3"))
    assert views.update(view["id"], None, modal("4"))["callback_id"] == "4"
