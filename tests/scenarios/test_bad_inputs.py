"""Signed payloads that are not what Slack sends: real ones, mutated. The bot answers, lives on, and changes nothing."""

import copy
import json
import os
from collections import Counter
from typing import Any
from urllib.parse import urlencode

import pytest
import requests
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.scenarios.stage import CHANNEL, CLAIRE, OSCAR, TICKS, TOKEN, Stage
from tests.scenarios.steps import post, signed
from workflows.rules.states import State
from workflows.storage.models import Request

EXAMPLES = int(os.environ.get("BAD_INPUTS", "150"))
ACTIONS = (
    "approve", "give_token", "reject", "ask_changes", "edit", "cancel", "retry", "details", "tick", "snooze",
    "keep_open", "details_next", "check_again", "brand", "home_search", "home_next", "open_request", "form_back",
    "read_again", "unknown",
)  # fmt: skip
FORMS = (
    "request_form",
    "stores_preview",
    "sheet_choice",
    "token_form",
    "token_check",
    "reject_form",
    "changes_form",
    "unknown_form",
)
_ODD: st.SearchStrategy[Any] = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-(2**63), 2**63),
    st.floats(allow_nan=False, allow_infinity=False),
    st.text(max_size=40),
    st.sampled_from(["", "\x00", "🍕" * 30, "x" * 70_000, "'; DROP TABLE request; --", "<!channel>", "../..", "%s%n"]),
    st.just([]),
    st.just({}),
    st.lists(st.none(), max_size=2),
    st.dictionaries(st.text(max_size=5), st.integers(), max_size=2),
)


def _base(kind: str, name: str, request: Request) -> dict[str, Any]:
    """A payload as Slack sends it, by somebody who may do nothing with the request."""
    user, team = {"id": OSCAR, "team_id": "T06XPOS", "username": "oscar"}, {"id": "T06XPOS", "domain": "pongo"}
    view = {
        "id": "V12345678", "type": "modal", "callback_id": name, "private_metadata": request.id, "hash": "1.abc",
        "blocks": [], "title": {"type": "plain_text", "text": "t"},
        "state": {"values": {field: {field: {"type": "plain_text_input", "value": TOKEN}}
                             for field in ("brand", "stores", "token", "reason", "note", "merchant")}
                  | {"prerequisites": {"prerequisites": {"selected_options": [{"value": tick} for tick in TICKS]}},
                     "stores_sheet": {"stores_sheet": {"selected_options": [{"value": "stores_sheet"}]}},
                     "sheet_rows": {"sheet_rows": {"selected_options": [{"value": "all:"}]}},
                     "stores_kept": {"stores_kept": {"selected_options": [{"value": "request"}]}},
                     "stores_file": {"stores_file": {"files": [{"id": "F1", "name": "a.csv", "size": 9}]}}}},
    }  # fmt: skip
    if kind == "action":
        return {
            "type": "block_actions", "team": team, "user": user, "api_app_id": "A1", "trigger_id": "1.2.abc",
            "container": {"type": "message", "channel_id": CHANNEL, "message_ts": request.card_ts},
            "channel": {"id": CHANNEL, "name": "partnerships"}, "message": {"ts": request.card_ts, "text": "card"},
            "view": view, "response_url": "http://127.0.0.1:9/none",
            "actions": [{"type": "button", "action_id": name, "block_id": "tick:account", "value": request.id,
                         "action_ts": "1.1"}],
        }  # fmt: skip
    if kind == "submission":
        return {"type": "view_submission", "team": team, "user": user, "api_app_id": "A1", "view": view}
    if kind == "suggestion":
        return {
            "type": "block_suggestion", "team": team, "user": user, "api_app_id": "A1", "action_id": name,
            "block_id": name, "value": "emile", "view": view, "container": {"type": "view", "view_id": view["id"]},
        }  # fmt: skip
    if kind == "shortcut":
        return {
            "type": "message_action" if name == "request_from_message" else "shortcut", "callback_id": name,
            "team": team, "user": user, "trigger_id": "1.2.abc", "channel": {"id": CHANNEL},
            "message": {"ts": request.card_ts, "text": "a ; b", "user": CLAIRE},
        }  # fmt: skip
    return {
        "type": "event_callback", "team_id": "T06XPOS", "api_app_id": "A1", "event_id": "Ev1", "event_time": 1,
        "event": {"type": name, "user": OSCAR, "channel": CHANNEL, "ts": "1.1", "text": "6xpos", "tab": "home"},
    }  # fmt: skip


def _paths(part: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """The way to every value in a payload."""
    found: list[tuple[Any, ...]] = [path] if path else []
    items: list[tuple[Any, Any]] = []
    if isinstance(part, dict):
        items = list(part.items())
    elif isinstance(part, list):
        items = list(enumerate(part))
    for key, value in items:
        found += _paths(value, (*path, key))
    return found


def _reached(part: Any, path: tuple[Any, ...]) -> Any:
    for step in path:
        part = part[step]
    return part


KINDS = (
    [("action", name) for name in ACTIONS]
    + [("submission", name) for name in FORMS]
    + [("suggestion", name) for name in ("sheet_rows", "unknown")]
    + [("shortcut", name) for name in ("request_new", "request_from_message", "unknown")]
    + [("event", name) for name in ("message", "app_mention", "app_home_opened", "tokens_revoked")]
)


@settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=list(HealthCheck), database=None)
@given(data=st.data())
def _throw(stage: Stage, request: Request, answers: Counter[int], data: st.DataObject) -> None:
    kind, name = data.draw(st.sampled_from(KINDS))
    payload = copy.deepcopy(_base(kind, name, request))
    for _ in range(data.draw(st.integers(1, 3))):
        path = data.draw(st.sampled_from(_paths(payload) or [("type",)]))
        holder = _reached(payload, path[:-1])
        if data.draw(st.booleans()):
            if not isinstance(holder, list):
                holder.pop(path[-1], None)
        else:
            holder[path[-1]] = data.draw(_ODD)
    if kind == "event":
        body = json.dumps(payload)
        headers = signed(stage, body) | {"Content-Type": "application/json"}
    else:
        body = urlencode({"payload": json.dumps(payload)})
        headers = signed(stage, body)
    answer = post(stage, body, headers)  # an answer at all: one that never comes is a time-out here
    answers[answer.status_code] += 1
    assert answer.status_code < 500
    assert requests.get(f"http://127.0.0.1:{stage.bot.port}/healthz", timeout=10).status_code == 200
    assert stage.state(request) is State.SUBMITTED


@pytest.mark.timeout(1200)
@pytest.mark.provokes("listener_failed")
def test_mutated_payloads_are_answered_and_change_nothing(stage: Stage, capsys: pytest.CaptureFixture[str]) -> None:
    request = stage.request()
    answers: Counter[int] = Counter()
    _throw(stage, request, answers)
    stage.settle(30)
    assert [entry.action for entry in stage.picture(request).history] == ["submit"]
    assert stage.bot.services.queries.counts() == {"submitted": 1}
    assert stage.sheet().get("emile-nantes", ("", ""))[1] == ""
    # And it still does what it is for.
    stage.give_token(request)
    assert stage.state(request) is State.DELIVERED
    with capsys.disabled():
        print(f"\n{sum(answers.values())} mutated payloads: {dict(answers)}")
