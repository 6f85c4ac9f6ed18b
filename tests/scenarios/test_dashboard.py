"""deploy/grafana.json asks for what `/metrics` answers, and for nothing else."""

import json
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

from tests.scenarios.stage import CHANNEL, Stage
from tests.scenarios.steps import samples

DASHBOARD = json.loads((Path(__file__).parents[2] / "deploy/grafana.json").read_text("utf-8"))
PANELS: list[dict[str, Any]] = DASHBOARD["panels"]
TARGETS = [target for panel in PANELS for target in panel["targets"]]


def test_it_asks_for_what_there_is(stage: Stage) -> None:
    stage.give_token(stage.request())
    stage.workspace.slack.leave(CHANNEL, stage.workspace.slack.bot_user_id)
    stage.submit(brand="Another", stores="N ; another")
    stage.settle()
    there: dict[str, set[str]] = {"up": {"job", "instance"}}
    for name, labels, _ in samples(stage):
        there.setdefault(name, {"job"}).update(labels)
    asked = set()
    for target in TARGETS:
        names = re.findall(r"\b(sixpos_\w+|up)\{", target["expr"])
        assert names, target["expr"]
        # A counter of reminders is there once one was sent, the tokens of the sheet once the watch has looked.
        late = {"sixpos_reminders_sent_total", "sixpos_unknown_tokens"}
        assert set(names) <= there.keys() | late, target["expr"]
        asked |= set(names)
        labels = set().union(*(there.get(name, {"job", "kind"}) for name in names))
        grouped = [part.strip() for group in re.findall(r"by \(([^)]*)\)", target["expr"]) for part in group.split(",")]
        used = {*grouped, *re.findall(r"(\w+)(?:!?=~?)\"", target["expr"])}
        assert used <= labels, target["expr"]
        assert set(re.findall(r"\{\{(\w+)\}\}", target["legendFormat"])) <= labels
    told = {re.sub(r"_(bucket|count|sum|total|created)$", "", name) for name in there if name.startswith("sixpos_")}
    assert told <= {re.sub(r"_(bucket|count|sum|total)$", "", name) for name in asked}, "every metric has a panel"


def test_its_panels_lie_beside_each_other_and_have_names() -> None:
    places = [(panel["gridPos"]["x"], panel["gridPos"]["y"]) for panel in PANELS]
    assert len(set(places)) == len(PANELS)
    assert len({panel["id"] for panel in PANELS}) == len({panel["title"] for panel in PANELS}) == len(PANELS)


def test_prometheus_understands_each_of_its_questions(tmp_path: Path) -> None:
    promtool = shutil.which("promtool")
    if promtool is None:
        pytest.skip("promtool is not installed: apt-get install prometheus")
    rules = [
        {"record": f"panel:{number}", "expr": target["expr"].replace("$job", "pongo-6xpos")}
        for number, target in enumerate(TARGETS)
    ]
    (tmp_path / "rules.yml").write_text(json.dumps({"groups": [{"name": "dashboard", "rules": rules}]}), "utf-8")
    said = subprocess.run(
        [promtool, "check", "rules", "rules.yml"], cwd=tmp_path, capture_output=True, text=True, timeout=60, check=False
    )
    assert said.returncode == 0, said.stderr
