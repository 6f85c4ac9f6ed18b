"""docs/alerts.yml asks for nothing that `/metrics` does not answer, and its thresholds are crossed when they should."""

import json
import math
import re
import shutil
import subprocess
from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import yaml
from sqlalchemy.exc import SQLAlchemyError

from bot.sandbox import seed
from bot.sandbox.faults import Fault
from tests.scenarios.stage import AMELIE, CHANNEL, TOKEN, Stage
from tests.scenarios.steps import samples

DOCS = Path(__file__).parents[2] / "docs"
RULES, OPERATE = DOCS / "alerts.yml", (DOCS / "operate.md").read_text("utf-8")


def rules() -> list[dict[str, Any]]:
    (group,) = yaml.safe_load(RULES.read_text("utf-8"))["groups"]
    found: list[dict[str, Any]] = group["rules"]
    return found


def test_every_alert_says_how_bad_it_is_and_what_to_do() -> None:
    for rule in rules():
        assert rule.keys() <= {"alert", "expr", "for", "labels", "annotations"}
        assert re.fullmatch(r"Pongo[A-Za-z]+", rule["alert"])
        assert rule["labels"]["severity"] in ("critical", "warning")
        assert rule["annotations"].keys() == {"summary", "description", "runbook"}
        assert rule["annotations"]["runbook"] == f"docs/operate.md#{rule['alert'].lower()}"
        runbook = OPERATE.split(f"\n### {rule['alert']}\n", 1)[1].split("\n#", 1)[0]
        assert re.match(r"\n`[^`]+`", runbook), "begins with what to type"
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
    stage.settle()  # a try that began before it joins would be put off once more
    assert [kind for kind, seconds in longest().items() if seconds > int(limit)] == ["card"]
    stage.workspace.slack.join(CHANNEL, stage.workspace.slack.bot_user_id)
    stage.bot.services.outbox.hurry()
    stage.settle()
    assert max(longest().values()) == 0


Series = dict[tuple[str, tuple[tuple[str, str], ...]], float]


def scraped(stage: Stage) -> Series:
    """What Prometheus gets from the bot, and the `up` that it adds."""
    place = {"job": "pongo-6xpos", "instance": "bot"}
    found = {(name, tuple(sorted({**labels, **place}.items()))): value for name, labels, value in samples(stage)}
    return found | {("up", tuple(sorted(place.items()))): 1.0}


def without_slack(stage: Stage) -> None:
    stage.workspace.slack.leave(CHANNEL, stage.workspace.slack.bot_user_id)
    stage.submit()
    stage.settle()


def later(minutes: int) -> Callable[[Stage], None]:
    def provoke(stage: Stage) -> None:
        without_slack(stage)
        stage.workspace.clock.advance(timedelta(minutes=minutes))

    return provoke


def without_a_table(name: str) -> Callable[[Stage], None]:
    def provoke(stage: Stage) -> None:
        with stage.bot.database.engine.connect() as connection:
            connection.exec_driver_sql(f"ALTER TABLE {name} RENAME TO gone")
            connection.commit()
        with suppress(SQLAlchemyError), stage.bot.database.transaction() as session:
            session.connection().exec_driver_sql("INSERT INTO once VALUES (1)")

    return provoke


def without_google(stage: Stage) -> None:
    stage.workspace.faults.add(Fault("google", "*", "refuse", status=503, times=None))
    stage.submit()
    stage.settle()


def slowly(stage: Stage) -> None:
    for _ in range(100):
        stage.bot.metrics.acked(2.5)


def nobody(stage: Stage) -> None:
    stage.workspace.slack.set_usergroup_members(seed.USERGROUP, [])
    stage.bot.services.approvers.refresh()


def refused(stage: Stage) -> None:
    """The token of the request ends."""
    request = stage.request(brand="Ended", stores="Ended ; ended")
    stage.give_token(request, stage.workspace.pongo.issue("Ended", days=1))
    stage.workspace.clock.advance(timedelta(days=2))


PROVOKED: dict[str, Callable[[Stage], None]] = {
    "PongoBotNotReady": without_slack,
    "PongoDatabaseTakesNothing": without_a_table("once"),
    "PongoBotWithoutDatabase": without_a_table("effect"),
    "PongoDeliveryFailsForADay": later(25 * 60),
    "PongoDeliveriesWait": later(90),
    "PongoSlowAnswers": slowly,
    "PongoGoogleRefuses": without_google,
    "PongoNothingDelivered": without_slack,
    "PongoNobodyApproves": nobody,
    "PongoEffectFails": later(15),
    "PongoTokenRefused": refused,
}


@pytest.mark.provokes("outbox_unreachable")
@pytest.mark.parametrize("alert", PROVOKED)
def test_each_alert_fires_by_its_condition_and_is_quiet_before(stage: Stage, tmp_path: Path, alert: str) -> None:
    stage.request(brand="Before", stores="Before ; before")
    before = scraped(stage)
    PROVOKED[alert](stage)
    after = scraped(stage)
    judged(tmp_path, before, before, 'group by (alertname) (ALERTS{alertstate="firing"})', [])
    fires = f'group(ALERTS{{alertname="{alert}",alertstate="firing"}})'
    since = after if alert == "PongoNothingDelivered" else before
    judged(tmp_path, since, after, fires, [{"labels": "{}", "value": 1}])


def test_a_bot_that_is_away(tmp_path: Path) -> None:
    down = {("up", (("instance", "bot"), ("job", "pongo-6xpos"))): 0.0}
    fires = 'group by (alertname) (ALERTS{alertstate="firing"})'
    judged(tmp_path, down, down, fires, [{"labels": '{alertname="PongoBotAway"}', "value": 1}])
    assert {"PongoBotAway", *PROVOKED} == {rule["alert"] for rule in rules()}


def judged(directory: Path, before: Series, after: Series, expression: str, expected: list[dict[str, Any]]) -> None:
    """Prometheus's own program evaluates the rules, 40 minutes after things became `after` and stayed so; what only
    counts went on from `before` as evenly as it can."""
    promtool = shutil.which("promtool")
    if promtool is None:
        pytest.skip("promtool is not installed: apt-get install prometheus")
    series = []
    for (name, labels), value in after.items():
        first = before.get((name, labels), 0.0) if name.endswith(("_total", "_bucket", "_count", "_sum")) else value
        if not math.isfinite(value):
            continue  # the quota of a test, which is never used up
        written = ",".join(f"{key}={json.dumps(said)}" for key, said in labels)
        series.append({"series": f"{name}{{{written}}}", "values": f"{first:f}+{(value - first) / 40:f}x40"})
    look = {"expr": expression, "eval_time": "40m", "exp_samples": expected}
    content = {
        "rule_files": [str(RULES)],
        "tests": [{"interval": "1m", "input_series": series, "promql_expr_test": [look]}],
    }
    (directory / "test.yml").write_text(yaml.safe_dump(content), "utf-8")
    said = subprocess.run(
        [promtool, "test", "rules", "test.yml"], cwd=directory, capture_output=True, text=True, timeout=60, check=False
    )
    assert said.returncode == 0, said.stdout + said.stderr
