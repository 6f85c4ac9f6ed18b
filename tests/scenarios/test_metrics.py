"""`/metrics` over HTTP: how many, how old, how quick, and what somebody has to mend."""

from datetime import timedelta

import pytest
import requests
from prometheus_client.parser import text_string_to_metric_families

from bot.sandbox.faults import Fault
from tests.scenarios.stage import AMELIE, CHANNEL, TOKEN, Stage


def metrics(stage: Stage) -> dict[str, float]:
    """Every sample as Prometheus reads it: `name{label=value}` to its value."""
    answer = requests.get(f"http://127.0.0.1:{stage.bot.port}/metrics", timeout=10)
    assert answer.status_code == 200
    found = {}
    for family in text_string_to_metric_families(answer.text):
        for sample in family.samples:
            labels = ",".join(f"{name}={value}" for name, value in sorted(sample.labels.items()))
            found[f"{sample.name}{{{labels}}}" if labels else sample.name] = sample.value
    return found


def test_a_request_on_its_way(stage: Stage) -> None:
    before = metrics(stage)
    assert before["sixpos_requests{state=submitted}"] == 0
    request = stage.request()
    between = metrics(stage)
    assert between["sixpos_requests{state=submitted}"] == 1
    assert between["sixpos_ack_seconds_count"] > before["sixpos_ack_seconds_count"]
    assert between["sixpos_effects_performed_total{kind=card,outcome=done}"] >= 1
    stage.give_token(request)
    after = metrics(stage)
    assert after["sixpos_requests{state=submitted}"] == 0
    assert after["sixpos_requests{state=delivered}"] == 1
    assert after["sixpos_google_calls_total{call=write,outcome=ok}"] == 2
    assert after["sixpos_effects_performed_total{kind=write,outcome=done}"] == 1
    assert after["sixpos_effects_waiting{kind=card}"] == 0
    assert after["sixpos_delivery_seconds_count{kind=write}"] == 1
    assert after["sixpos_delivery_seconds_count{kind=card}"] >= 1
    assert after["sixpos_slack_calls_total{method=chat.postMessage,outcome=ok}"] >= 2
    assert [name for name in after if name.startswith("sixpos_build_info{version=")]
    assert not [name for name in after if TOKEN in name]


def test_what_waits_how_long_and_why(stage: Stage) -> None:
    slack = stage.workspace.slack
    slack.leave(CHANNEL, slack.bot_user_id)
    stage.submit()
    stage.settle()
    stage.workspace.clock.advance(timedelta(minutes=3))
    found = metrics(stage)
    assert found["sixpos_effects_waiting{kind=card}"] >= 1
    assert 180 <= found["sixpos_effects_oldest_seconds{kind=card}"] < 240
    assert found["sixpos_effects_in_trouble{kind=card,trouble=not_in_channel}"] == 1
    assert found["sixpos_effects_failed_total{kind=card,trouble=not_in_channel}"] == 2  # a second try within seconds
    assert found["sixpos_slack_calls_total{method=chat.postMessage,outcome=needs_person}"] >= 1
    assert found["sixpos_not_ready{part=slack,reason=not_in_channel}"] == 1
    slack.join(CHANNEL, slack.bot_user_id)
    stage.bot.services.outbox.hurry()
    stage.settle()
    mended = metrics(stage)
    assert mended["sixpos_effects_waiting{kind=card}"] == 0
    assert not [name for name in mended if name.startswith(("sixpos_not_ready", "sixpos_effects_in_trouble"))]


def test_googles_refusals_are_counted_by_kind(stage: Stage) -> None:
    request = stage.request()
    stage.workspace.faults.add(Fault("google", "POST *", "refuse", status=503, times=1))
    stage.click(AMELIE, request, "approve")
    stage.as_(AMELIE).submit(stage.top_modal(AMELIE)["id"], token=TOKEN)
    stage.patiently(2)
    found = metrics(stage)
    assert found["sixpos_google_calls_total{call=write,outcome=TryAgain}"] == 1
    assert found["sixpos_google_calls_total{call=write,outcome=ok}"] == 2


def test_a_reminder_that_was_sent(stage: Stage) -> None:
    stage.request()
    calendar, clock = stage.bot.services.calendar, stage.workspace.clock
    clock.move_to(calendar.after_hours(clock.now(), 5))
    stage.bot.services.reminding.tick()
    stage.settle()
    assert metrics(stage)["sixpos_reminders_sent_total{kind=digest}"] == 1


@pytest.mark.provokes("outbox_unreachable")
def test_without_its_database_it_still_answers(stage: Stage) -> None:
    with stage.bot.database.engine.connect() as connection:
        connection.exec_driver_sql("ALTER TABLE effect RENAME TO gone")
        connection.commit()
    found = metrics(stage)
    assert "sixpos_ack_seconds_count" in found
    assert "sixpos_requests{state=submitted}" not in found
