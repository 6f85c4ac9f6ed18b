"""External selects: the bot is asked for options as a person types, and only what it offered can be chosen."""

from typing import Any

import pytest
from slack_bolt import Ack, App

from tests.scenarios.sandbox_slack.playground import Json, Workspace, form
from tests.scenarios.sandbox_slack.test_people import opened

ELEMENT = {"type": "multi_external_select", "action_id": "rows", "min_query_length": 0}
LABEL = {"type": "plain_text", "text": "Rows"}


def option(value: str, text: str = "") -> Json:
    return {"text": {"type": "plain_text", "text": text or value.upper(), "emoji": True}, "value": value}


@pytest.fixture
def answers(http_app: App) -> dict[str, Any]:
    """What the bot answers, by what was typed."""
    found: dict[str, Any] = {}

    @http_app.options("rows")
    def offer(ack: Ack, payload: Json) -> None:
        ack(**found.get(payload["value"], {"options": []}))

    return found


@pytest.fixture
def view(workspace: Workspace, http_app: App) -> Json:
    """An open modal with an external select, in which one option is chosen to begin with."""
    element = {**ELEMENT, "initial_options": [option("first")]}
    return opened(workspace, http_app, form(blocks=[{"type": "input", "block_id": "rows", "label": LABEL,
                                                     "element": element}]))  # fmt: skip


def chosen(workspace: Workspace) -> list[Json]:
    found: list[Json] = workspace.slack.modals("UCLAIRE")[-1]["state"]["values"]["rows"]["rows"]["selected_options"]
    return found


def test_what_was_offered_can_be_chosen_beside_what_is_chosen(
    workspace: Workspace, view: Json, answers: dict[str, Any]
) -> None:
    answers["a"] = {"options": [option("a1", "Alpha"), option("a2")]}
    claire = workspace.slack.as_person("UCLAIRE")
    assert claire.suggest(view["id"], "rows", "a").refused == ""
    assert claire.fill(view["id"], "rows", ["first", "a1"]) is None
    assert chosen(workspace) == [option("first"), option("a1", "Alpha")]
    answers["b"] = {"option_groups": [{"label": LABEL, "options": [option("b1")]}]}
    assert claire.suggest(view["id"], "rows", "b").refused == ""
    assert claire.fill(view["id"], "rows", ["a1", "b1"]) is None
    assert [one["value"] for one in chosen(workspace)] == ["a1", "b1"]


def test_what_was_not_offered_cannot_be_chosen(workspace: Workspace, view: Json, answers: dict[str, Any]) -> None:
    claire = workspace.slack.as_person("UCLAIRE")
    claire.suggest(view["id"], "rows", "a")
    filled = claire.fill(view["id"], "rows", ["other"])
    assert filled is not None
    assert filled.refused == "no such option: other"
    assert chosen(workspace) == [option("first")]


@pytest.mark.parametrize(
    "answer",
    [
        {"options": [option(f"v{n}") for n in range(101)]},
        {"options": [option("v", "x" * 76)]},
        {"options": [option("v" * 151)]},
    ],
    ids=["101", "long text", "long value"],
)
def test_what_slack_would_not_show_is_told(
    workspace: Workspace, view: Json, answers: dict[str, Any], answer: Json
) -> None:
    answers["a"] = answer
    claire = workspace.slack.as_person("UCLAIRE")
    assert claire.suggest(view["id"], "rows", "a").refused != ""
    assert claire.fill(view["id"], "rows", ["v"]) is not None
