"""`purge`, beside a running bot: what people then see of an old request."""

import json
from datetime import timedelta
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from bot.commands.cli import app
from bot.settings import Settings
from tests.scenarios.stage import AMELIE, CLAIRE, Stage, shown
from workflows.requests.search import Search


def purge(stage: Stage, *arguments: str) -> Result:
    return CliRunner().invoke(app, ["purge", *arguments], env={"DATABASE_URL": stage.bot.settings.database_url})


@pytest.fixture(autouse=True)
def _no_other_settings(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in Settings.model_fields:
        monkeypatch.delenv(name.upper(), raising=False)
    monkeypatch.chdir(tmp_path)


@pytest.fixture
def old(stage: Stage) -> Stage:
    """A request that Claire cancelled, and the times of all that moved two years back."""
    request = stage.request(note="Claire will call")
    stage.click(CLAIRE, request, "cancel")
    stage.settle()
    back = (stage.workspace.clock.now() - timedelta(days=730)).strftime("%Y-%m-%d %H:%M:%S.%f")
    with stage.bot.database.transaction() as session:
        session.connection().exec_driver_sql("UPDATE request SET state_since = ?", (back,))
    return stage


def test_first_it_says_then_it_does_and_people_see_what_is_left(old: Stage) -> None:
    said = purge(old, "--older-than", "1y", "--dry-run")
    assert said.exit_code == 0, said.stderr
    assert "1 request," in said.stdout
    assert "would be emptied" in said.stdout
    (request,) = old.bot.services.queries.search(Search())
    assert request.note == "Claire will call"
    done = purge(old, "--older-than", "12months")
    assert done.exit_code == 0, done.stderr
    assert "1 request," in done.stdout
    assert "would" not in done.stdout
    assert "\n0 profiles" in done.stdout, "Claire was here today"
    old.as_(AMELIE).command("/6xpos-request", "status Émile")
    old.click(AMELIE, request, "details")
    seen = shown(old.top_modal(AMELIE))
    assert "6X-0001" in seen
    assert "emile-nantes" in seen
    for gone in (CLAIRE, "Claire will call", "Boulangerie Émile Nantes", "purged", "jagueneau", "<@>"):
        assert gone not in seen
    exported = CliRunner().invoke(
        app, ["export", "--format", "json"], env={"DATABASE_URL": old.bot.settings.database_url}
    )
    assert [entry["actor"] for entry in json.loads(exported.stdout)] == ["purged", "purged"]
    assert "0 requests" in purge(old, "--older-than", "365d").stdout


@pytest.mark.parametrize("age", ["", "0d", "soon", "365", "99999y"])
def test_an_age_that_is_none_is_a_sentence(stage: Stage, age: str) -> None:
    ended = purge(stage, "--older-than", age)
    assert ended.exit_code == 2
    assert "--older-than" in ended.stderr
