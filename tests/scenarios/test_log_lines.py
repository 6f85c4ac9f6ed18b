"""What is logged: one JSON object a line, each about a request names it and what it came from, and nobody's words."""

import json
import logging
import sys
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import requests
import structlog
from sqlmodel import select

from bot.sandbox.faults import Fault
from bot.sandbox.google import Arriving
from bot.telemetry import logs
from tests.logged import Logged
from tests.scenarios.sheets.partner import SETTLE, kind_of
from tests.scenarios.stage import AMELIE, CHANNEL, CLAIRE, TOKEN, Stage
from tests.scenarios.steps import column, row_of, type_row
from tests.waiting import until
from workflows.rules.states import State
from workflows.storage.models import Effect

NOTE = "Rappeler Madame Dubois"
WORDS = (
    NOTE, "Dubois", "Claire Martin", "claire.martin", "Amélie", "Boulangerie", "emile-nantes", CLAIRE, AMELIE, TOKEN,
    "The reason is private", "heypongo.example",
)  # fmt: skip


@pytest.fixture
def log(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, logged: Logged) -> Iterator[Path]:
    """The log as `serve` sets it up, in a file."""
    path = tmp_path / "log"
    with path.open("w", buffering=1, encoding="utf-8") as file:
        monkeypatch.setattr(sys, "stderr", file)
        logs.configure("json", "INFO")
        monkeypatch.undo()
        logged.listen()
        yield path
        logging.getLogger().handlers.clear()
        structlog.reset_defaults()


def lines(log: Path) -> list[dict[str, Any]]:
    """Every line that was logged; each must be an object."""
    return [json.loads(line) for line in log.read_text("utf-8").splitlines()]


def test_each_line_names_the_request_and_where_it_came_from(stage: Stage, log: Path) -> None:
    slack, faults = stage.workspace.slack, stage.workspace.faults
    request = stage.request(note=NOTE)
    faults.add(Fault("slack", "views.open", "refuse", error="internal_error", times=1))
    stage.click(AMELIE, request, "details")
    faults.add(Fault("slack", "chat.postEphemeral", "refuse", error="internal_error", times=1))
    stage.click(CLAIRE, request, "approve")
    stage.give_token(request)
    slack.leave(CHANNEL, slack.bot_user_id)
    stage.submit(brand="Boulangerie Deux", stores="Boulangerie Deux ; deux")
    stage.settle()
    slack.join(CHANNEL, slack.bot_user_id)
    stage.bot.services.outbox.hurry()
    stage.settle()
    (other,) = [found for found in stage.bot.services.queries.open_requests() if found.id != request.id]
    stage.click(AMELIE, other, "reject")
    stage.as_(AMELIE).submit(stage.top_modal(AMELIE)["id"], reason="The reason is private")
    stage.settle()
    found = lines(log)
    by_name = {line["event"]: line for line in found}
    assert {"modal_refused", "ephemeral_refused", "slack_needs_a_person", "delivered"} <= by_name.keys()
    for line in found:
        assert line["level"] in ("info", "warning", "error")
        assert line["timestamp"].endswith("Z")
        if line["event"] == "workspace":
            continue  # said once, when Slack has first answered
        if line["event"] == "ack_late":
            continue  # of a form whose request is not stored yet: the disk of this machine stalled
        assert line.get("request") in (request.reference, other.reference), line
        assert len(line.get("interaction") or line.get("effect")) == 8, line
    assert {len(by_name[name].get("interaction", "")) for name in ("delivered", "slack_needs_a_person")} == {8}
    written = json.dumps(found, ensure_ascii=False)
    assert [word for word in WORDS if word in written] == []


def test_what_is_written_together_is_logged_apart(stage: Stage, log: Path) -> None:
    """Two requests in one batch, one of them in conflict: each line names its own, and the click that it came from."""
    type_row(stage, "Deux", "deux", "typed-by-a-person-0123456789")
    first = stage.request()
    second = stage.request(brand="Deux", stores="Deux ; deux")
    fault = stage.workspace.faults.add(Fault("google", "GET *", "refuse", status=503, times=None))
    for request in (first, second):
        stage.give_token(request)
    stage.workspace.clock.advance(timedelta(minutes=10))
    earlier = len(lines(log))
    stage.bot.services.outbox.hurry()
    stage.settle()
    stage.workspace.faults.remove(fault)
    stage.workspace.calls.clear()
    stage.workspace.clock.advance(timedelta(minutes=10))
    stage.bot.services.outbox.hurry()
    stage.settle()
    assert len([call for call in stage.workspace.calls.all("google") if call.method.startswith("POST")]) == 2
    found = [line for line in lines(log)[earlier:] if line["event"] in ("sheet_trouble", "delivered", "conflict")]
    named: dict[str, set[tuple[str, str]]] = {}
    for line in found:
        named.setdefault(line["event"], set()).add((line["request"], line["interaction"]))
        assert len(line["effect"]) == 8
    assert {reference for reference, _ in named["sheet_trouble"]} == {first.reference, second.reference}
    assert named["delivered"] | named["conflict"] == named["sheet_trouble"]
    assert len({interaction for _, interaction in named["sheet_trouble"]}) == 2
    # What came to be owed by it, the note that the token is there, names the same click.
    with stage.bot.database.reading() as session:
        notes = session.exec(select(Effect).where(Effect.request_id == first.id, Effect.kind == "note")).all()
    told = {note.payload["event"]: note.payload.get("origin") for note in notes}
    assert {(first.reference, told["deliver"])} == named["delivered"]


@pytest.mark.provokes("effect_failed")
def test_a_batch_that_fails_as_a_whole_names_each_of_its_requests(stage: Stage, log: Path) -> None:
    asked = [stage.request(), stage.request(brand="Deux", stores="Deux ; deux")]
    fault = stage.workspace.faults.add(Fault("google", "GET *", "refuse", status=503, times=None))
    for request in asked:
        stage.give_token(request)
    stage.workspace.faults.remove(fault)
    with stage.bot.database.engine.connect() as connection:
        connection.exec_driver_sql("ALTER TABLE sheet_journal RENAME TO gone")
        connection.commit()
    stage.workspace.clock.advance(timedelta(minutes=10))
    stage.bot.services.outbox.hurry()
    stage.settle()
    failed = [line for line in lines(log) if line["event"] == "effect_failed"]
    assert {line["request"] for line in failed} == {request.reference for request in asked}
    assert all(len(line["interaction"]) == 8 for line in failed)
    with stage.bot.database.engine.connect() as connection:
        connection.exec_driver_sql("ALTER TABLE gone RENAME TO sheet_journal")
        connection.commit()


def test_what_slack_sends_again_has_the_same_name(stage: Stage, log: Path) -> None:
    request = stage.request()
    stage.workspace.faults.add(Fault("slack", "views.open", "refuse", error="internal_error", times=None))
    first = stage.click(AMELIE, request, "details")
    stage.workspace.slack.replay(first)
    stage.answered()
    stage.click(AMELIE, request, "details")
    names = [line["interaction"] for line in lines(log) if line["event"] == "modal_refused"]
    assert len(names) == 3
    assert names[0] == names[1] != names[2]


def test_a_log_without_its_database_is_still_a_log(stage: Stage, log: Path) -> None:
    with stage.bot.database.engine.connect() as connection:
        connection.exec_driver_sql("ALTER TABLE request RENAME TO gone")
        connection.commit()
    with logs.about(stage.bot.services.queries.reference, "0" * 32, interaction="12345678"):
        structlog.get_logger("test").warning("something")
    (line,) = [line for line in lines(log) if line["event"] == "something"]
    assert "request" not in line
    assert line["interaction"] == "12345678"


def test_for_people_it_is_a_line_of_text(capsys: pytest.CaptureFixture[str]) -> None:
    logs.configure("console", "INFO")
    structlog.get_logger("test").warning("something", request="6X-0001")
    logging.getLogger().handlers.clear()
    structlog.reset_defaults()
    shown = capsys.readouterr().err
    assert "something" in shown
    assert not shown.startswith("{")


@pytest.mark.parametrize("settings_overrides", [{"SHEET_WATCH_MINUTES": "5"}])
def test_an_idle_hour_says_nothing_whoever_asks_how_the_bot_is(stage: Stage, log: Path) -> None:
    stage.give_token(stage.request())
    until(lambda: stage.bot.not_ready() == {})
    earlier = len(lines(log))
    for _ in range(60):
        stage.workspace.clock.advance(timedelta(minutes=1))
        for tick in stage.bot.scheduler.ticks:
            tick()
        for place in ("readyz", "metrics", "readyz"):
            assert requests.get(f"http://127.0.0.1:{stage.bot.port}/{place}", timeout=10).status_code == 200
    stage.settle()
    assert lines(log)[earlier:] == []


def test_a_request_from_the_form_to_the_token_is_one_line(stage: Stage, log: Path) -> None:
    until(lambda: stage.bot.not_ready() == {})
    earlier = len(lines(log))
    stage.give_token(stage.request())
    told = [line["event"] for line in lines(log)[earlier:] if line["event"] not in ("ack_late", "workspace")]
    assert told == ["delivered"]


def test_a_token_that_was_taken_back_is_told_with_its_row(stage: Stage, log: Path) -> None:
    """Somebody changes the slug beside the marker in the instant between the look and the settlement."""
    type_row(stage, "Émile Nantes", "emile-nantes")
    request = stage.request(stores="Émile Nantes ; emile-nantes")
    row = row_of(stage, "emile-nantes")

    def edit(call: Arriving) -> None:
        if call.path.endswith(":batchUpdate") and kind_of(call) == SETTLE:
            stage.workspace.google.before_call.remove(edit)
            stage.workspace.sheet.type(row, column(stage, "SLUG PONGO"), "another-one")

    stage.workspace.google.before_call.append(edit)
    stage.give_token(request)
    assert stage.state(request) is State.DELIVERED
    (told,) = [line for line in lines(log) if line["event"] == "token_taken_back"]
    assert (told["request"], told["rows"]) == (request.reference, [row])
    assert stage.sheet()["another-one"][1] == ""


def test_a_token_that_nobody_knows_any_more_is_told_with_its_row(stage: Stage, log: Path) -> None:
    type_row(stage, "Émile Rezé", "emile-reze", "⏳ 6xpos 3f9a1c7e-0002r")
    stage.bot.services.gateway.rows()
    stage.bot.rows.sweep()
    stage.workspace.clock.advance(timedelta(minutes=11))
    stage.bot.rows.sweep()
    (told,) = [line for line in lines(log) if line["event"] == "token_missing"]
    assert told["row"] == row_of(stage, "emile-reze")
    assert stage.sheet()["emile-reze"][1] == ""
