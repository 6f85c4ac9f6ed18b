"""docs/alerts.yml asks for nothing that `/metrics` does not answer, and its thresholds are crossed when they should."""

import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import requests
import yaml
from prometheus_client.parser import text_string_to_metric_families

from bot.sandbox.faults import Fault
from tests.scenarios.stage import AMELIE, CHANNEL, TOKEN, Stage

RULES = Path(__file__).parents[2] / "docs" / "alerts.yml"


def rules() -> list[dict[str, Any]]:
    (group,) = yaml.safe_load(RULES.read_text("utf-8"))["groups"]
    found: list[dict[str, Any]] = group["rules"]
    return found


def samples(stage: Stage) -> Iterator[tuple[str, dict[str, str], float]]:
    """Name, labels and value of everything that `/metrics` answers."""
    answer = requests.get(f"http://127.0.0.1:{stage.bot.port}/metrics", timeout=10)
    for family in text_string_to_metric_families(answer.text):
        for sample in family.samples:
            yield sample.name, sample.labels, sample.value


def test_every_alert_says_how_bad_it_is_and_what_to_do() -> None:
    for rule in rules():
        assert rule.keys() <= {"alert", "expr", "for", "labels", "annotations"}
        assert re.fullmatch(r"Pongo[A-Za-z]+", rule["alert"])
        assert rule["labels"]["severity"] in ("critical", "warning")
        assert rule["annotations"].keys() == {"summary", "description"}
        assert re.fullmatch(r"\d+[smhd]", rule.get("for", "1m"))
    assert len({rule["alert"] for rule in rules()}) == len(rules())


def test_every_metric_and_label_in_an_alert_is_there(stage: Stage) -> None:
    request = stage.request()
    stage.workspace.faults.add(Fault("google", "POST *", "refuse", status=503, times=1))
    stage.click(AMELIE, request, "approve")
    stage.as_(AMELIE).submit(stage.top_modal(AMELIE)["id"], token=TOKEN)
    stage.settle()
    stage.workspace.slack.leave(CHANNEL, stage.workspace.slack.bot_user_id)
    stage.submit(brand="Another", stores="N ; another")
    stage.settle()
    stage.workspace.faults.add(Fault("slack", "usergroups.users.list", "refuse", status=500, times=None))
    stage.bot.services.approvers.refresh()
    there: dict[str, set[str]] = {}
    for name, labels, _ in samples(stage):
        there.setdefault(name, set()).update(labels)
    asked = set()
    for rule in rules():
        names = re.findall(r"sixpos_\w+", rule["expr"])
        asked |= {*names}
        assert {*names} <= there.keys(), rule["alert"]
        labels = set().union(*(there[name] for name in names)) | {"instance", "job"}
        used = re.findall(r"(\w+)(?:!?=~?)\"", rule["expr"])
        for part in re.findall(r"(?:by|on) \(([^)]*)\)", rule["expr"]):
            used += [label.strip() for label in part.split(",")]
        used += re.findall(r"\$labels\.(\w+)", str(rule["annotations"]))
        assert {*used} <= labels, rule["alert"]
    assert len(asked) >= 6


def test_a_delivery_that_fails_for_a_day_crosses_the_line(stage: Stage) -> None:
    (rule,) = [rule for rule in rules() if rule["alert"] == "PongoDeliveryFailsForADay"]
    metric, limit = re.fullmatch(r"max by \(kind\) \((\w+)\) > (\d+)", rule["expr"]).groups()  # type: ignore[union-attr]

    def longest() -> dict[str, float]:
        return {labels["kind"]: value for name, labels, value in samples(stage) if name == metric}

    stage.workspace.slack.leave(CHANNEL, stage.workspace.slack.bot_user_id)
    stage.submit()
    stage.settle()
    assert max(longest().values()) < 3600
    stage.workspace.clock.advance(timedelta(hours=23))
    stage.bot.services.outbox.hurry()
    stage.settle()
    assert 3600 < max(longest().values()) < int(limit)
    stage.workspace.clock.advance(timedelta(hours=2))
    assert [kind for kind, seconds in longest().items() if seconds > int(limit)] == ["card"]
    stage.workspace.slack.join(CHANNEL, stage.workspace.slack.bot_user_id)
    stage.bot.services.outbox.hurry()
    stage.settle()
    assert max(longest().values()) == 0
