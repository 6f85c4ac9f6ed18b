"""Many at once, the same again, and a database that does not take it: through the front door, over HTTP."""

import json
import threading
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from urllib.parse import urlencode

import pytest
from sqlmodel import select

from bot.settings import Settings
from tests.scenarios.stage import AMELIE, CHANNEL, CLAIRE, TOKEN, TOM, Stage, shown
from tests.scenarios.steps import LEADS, disk_full, locked_database, post, signed, submission_body
from workflows.rules.states import State
from workflows.storage.models import Audit, Effect, PendingToken, Request, Store


def at_once(stage: Stage, bodies: list[str]) -> list[Any]:
    """Posts all of them at the same moment and answers what came back, as JSON or None where the body is empty."""
    ready = threading.Barrier(len(bodies))

    def send(body: str) -> Any:
        headers = signed(stage, body)
        ready.wait(20)
        answer = post(stage, body, headers)
        assert answer.status_code == 200
        return answer.json() if answer.text else None

    with ThreadPoolExecutor(len(bodies)) as pool:
        return list(pool.map(send, bodies))


def actions(stage: Stage, request: Request) -> list[str]:
    """The audit trail of a request."""
    return [entry.action for entry in stage.picture(request).history]


@pytest.mark.parametrize(
    "settings_overrides", [{"PONGO_API_URL": "", "APPROVERS": ",".join(LEADS)}], ids=["fifty leads"]
)
def test_fifty_submissions_at_once_make_one_transition_and_one_write(stage: Stage) -> None:
    request = stage.request()
    answers = at_once(
        stage,
        [
            submission_body(who, "token_form", f"V{number:08d}", request.id, token=f"{TOKEN}{number:02d}")
            for number, who in enumerate(LEADS)
        ],
    )
    stage.settle(30)
    assert actions(stage, request) == ["submit", "approve_with_token", "deliver"]
    winner = stage.picture(request).history[1].actor
    number = LEADS.index(winner)
    assert answers[number] is None
    late = [answer for who, answer in zip(LEADS, answers, strict=True) if who != winner]
    assert {answer["response_action"] for answer in late} == {"update"}
    assert all(f"<@{winner}>" in shown(answer["view"]) for answer in late)
    appends = stage.workspace.calls.all("google")
    assert sum("appendCells" in json.dumps(call.request, default=str) for call in appends) == 1
    assert stage.sheet()["emile-nantes"] == ("Boulangerie Émile Nantes", f"{TOKEN}{number:02d}")


def test_fifty_clicks_on_cancel_at_once_cancel_once_and_each_is_answered(stage: Stage) -> None:
    request = stage.request()
    before = len(stage.ephemerals(AMELIE)) + len(stage.ephemerals(TOM))
    bodies = []
    for number in range(50):
        who = (AMELIE, TOM)[number % 2]
        payload = {
            "type": "block_actions", "team": {"id": "T06XPOS"}, "user": {"id": who, "team_id": "T06XPOS"},
            "trigger_id": f"{number}.2.abc", "channel": {"id": CHANNEL},
            "container": {"type": "message", "channel_id": CHANNEL, "message_ts": request.card_ts},
            "actions": [{"type": "button", "action_id": "cancel", "block_id": "b", "value": request.id,
                         "action_ts": "1"}],
        }  # fmt: skip
        bodies.append(urlencode({"payload": json.dumps(payload)}))
    assert at_once(stage, bodies) == [None] * 50
    stage.settle(30)
    assert actions(stage, request) == ["submit", "cancel"]
    assert len(stage.ephemerals(AMELIE)) + len(stage.ephemerals(TOM)) - before == 50


def test_an_event_delivered_three_times_is_answered_once(stage: Stage) -> None:
    posted = {
        "type": "event_callback", "team_id": "T06XPOS", "api_app_id": "A1", "event_id": "Ev1", "event_time": 1,
        "authorizations": [{"team_id": "T06XPOS", "user_id": stage.workspace.slack.bot_user_id, "is_bot": True}],
        "event": {"type": "app_mention", "user": CLAIRE, "channel": CHANNEL, "ts": None,
                  "text": f"<@{stage.workspace.slack.bot_user_id}> une marque veut 6xpos"},
    }  # fmt: skip
    posted["event"]["ts"] = stage.as_(CLAIRE).post(CHANNEL, "une marque veut 6xpos")["ts"]
    body = json.dumps(posted)
    stage.settle()
    for retry in range(3):
        headers = signed(stage, body) | {"Content-Type": "application/json"}
        if retry:
            headers |= {"X-Slack-Retry-Num": str(retry), "X-Slack-Retry-Reason": "http_timeout"}
        assert post(stage, body, headers).status_code == 200
    stage.settle()
    offers = [m for m in stage.workspace.slack.messages(CHANNEL) if kind(m) == "offer"]
    assert len(offers) == 1
    assert offers[0]["thread_ts"] == posted["event"]["ts"]


def kind(message: dict[str, Any]) -> str:
    """The kind in the metadata of a message of ours."""
    return str(((message.get("metadata") or {}).get("event_payload") or {}).get("kind", ""))


# A database that does not take it


def stored(stage: Stage) -> list[int]:
    """How many rows each table holds that a submission writes to."""
    with stage.bot.database.reading() as session:
        return [len(session.exec(select(table)).all()) for table in (Request, Store, Audit, Effect, PendingToken)]


# What the worker wants to note meanwhile cannot be stored either; it says so, and tries again.
UNREACHABLE = pytest.mark.provokes("outbox_unreachable", "effect_failed")


def paragraphs(count: int) -> str:
    """A paste long enough to need pages of its own."""
    return "\n".join(f"Boulangerie de la grande rue {number} ; shop-{number}" for number in range(count))


@UNREACHABLE
@pytest.mark.parametrize("problem", ["locked", "full"])
def test_a_request_that_cannot_be_stored_is_told_inline_and_leaves_nothing(
    stage: Stage, settings: Settings, problem: str
) -> None:
    view = stage.open_form()
    stage.as_(CLAIRE).fill(view["id"], "brand", "Émile")
    stage.settle()
    before = stored(stage)
    values = {"brand": "Émile", "stores": paragraphs(50),
              "prerequisites": ["account_created", "stores_attached", "sixpos_told"]}  # fmt: skip
    with stage.as_slack_waits(), locked_database(settings) if problem == "locked" else disk_full(stage):
        assert stage.as_(CLAIRE).submit(view["id"], **values).refused == ""  # after 3 s it would be
        assert set(stage.errors()) == {"brand"}
        assert stored(stage) == before
    # The form is still open with what was typed: the next press stores it.
    stage.as_(CLAIRE).submit(view["id"], **values)
    stage.settle()
    (request,) = stage.bot.services.queries.open_requests()
    assert len(stage.picture(request).stores) == 50
    assert len(stage.cards()) == 1


@UNREACHABLE
@pytest.mark.parametrize("problem", ["locked", "full"])
@pytest.mark.parametrize("checked", [True, False])
def test_a_token_that_cannot_be_stored_is_told_inline_and_kept_nowhere(
    stage: Stage, settings: Settings, checked: bool, problem: str
) -> None:
    request = stage.request()
    stage.click(AMELIE, request, "approve")
    view = stage.top_modal(AMELIE)
    before = stored(stage)
    long = TOKEN + "x" * 2_900  # what is stored with it fits in no page that is there
    with stage.as_slack_waits(), locked_database(settings) if problem == "locked" else disk_full(stage):
        # Slack gives up after 3 s. The worker waits for the same lock at the same time, and for longer.
        typed = {"token": long} if checked or problem == "full" else {}
        assert stage.as_(AMELIE).submit(view["id"], **typed).refused == ""
        assert set(stage.errors(AMELIE)) == {"token"}
        assert stored(stage) == before
    assert stage.state(request) is State.SUBMITTED
    stage.as_(AMELIE).submit(view["id"], token=TOKEN)
    stage.settle()
    assert stage.state(request) is State.DELIVERED


@UNREACHABLE
@pytest.mark.parametrize("problem", ["locked", "full"])
def test_a_reason_that_cannot_be_stored_is_told_inline_and_changes_nothing(
    stage: Stage, settings: Settings, problem: str
) -> None:
    request = stage.request()
    stage.click(AMELIE, request, "reject")
    view = stage.top_modal(AMELIE)
    before = stored(stage)
    with stage.as_slack_waits(), locked_database(settings) if problem == "locked" else disk_full(stage):
        assert stage.as_(AMELIE).submit(view["id"], reason="字" * 1_990).refused == ""
        assert set(stage.errors(AMELIE)) == {"reason"}
        assert stored(stage) == before
    assert stage.state(request) is State.SUBMITTED
    stage.as_(AMELIE).submit(view["id"], reason="Pas signé.")
    stage.settle()
    assert stage.state(request) is State.REJECTED


@UNREACHABLE
def test_what_cannot_be_reassigned_is_told_inline(stage: Stage, settings: Settings) -> None:
    request = stage.request()
    stage.as_(AMELIE).open_home()
    stage.answered()
    home = stage.workspace.slack.home(AMELIE)
    assert home is not None
    stage.as_(AMELIE).click_in_view(home["id"], "later", value="hand_over")
    view = stage.top_modal(AMELIE)
    before = stored(stage)
    with stage.as_slack_waits(), locked_database(settings):
        assert stage.as_(AMELIE).submit(view["id"], approver=TOM).refused == ""
        assert set(stage.errors(AMELIE)) == {"approver"}
        assert stored(stage) == before
    stage.as_(AMELIE).submit(view["id"], approver=TOM)
    stage.settle()
    assert actions(stage, request) == ["submit", "hand_over"]


@UNREACHABLE
@pytest.mark.provokes("listener_failed")
def test_a_click_that_cannot_be_stored_is_answered_and_changes_nothing(stage: Stage, settings: Settings) -> None:
    request = stage.request()
    before = stored(stage)
    with stage.as_slack_waits(), locked_database(settings):
        stage.click(CLAIRE, request, "cancel")
        assert stored(stage) == before
    assert any("réessaie" in told.lower() for told in stage.ephemerals(CLAIRE))
    assert stage.state(request) is State.SUBMITTED
    stage.click(CLAIRE, request, "cancel")
    stage.settle()
    assert stage.state(request) is State.CANCELLED
