"""A database that fails shows in every place where somebody looks; and what is erased is gone from its files."""

import os
import subprocess
import sys
from contextlib import suppress
from pathlib import Path

import pytest
import requests
from sqlalchemy.exc import OperationalError

from bot.sandbox.faults import Fault
from bot.sandbox.workspace import Workspace
from bot.settings import Settings
from tests.scenarios.commands import run
from tests.scenarios.process import ROOT, ServeProcess
from tests.scenarios.stage import AMELIE, CLAIRE, TOKEN, Stage
from tests.scenarios.steps import disk_full
from tests.waiting import until
from workflows.rules.states import State
from workflows.storage.database import files_of
from workflows.storage.models import Once


def fill_the_file(stage: Stage) -> None:
    """What pages SQLite's file has are full; to be called where it may add none."""
    database = stage.bot.database
    with suppress(OperationalError):
        for number in range(10_000):
            with database.transaction() as session:
                session.add(Once(key=f"{number:0100d}", at=stage.workspace.clock.now()))


@pytest.mark.provokes("outbox_unreachable", "effect_failed")  # the worker stores what it did, too
def test_a_full_disk_is_named_by_log_readiness_and_metrics(stage: Stage, capsys: pytest.CaptureFixture[str]) -> None:
    view = stage.open_form()
    stage.as_(CLAIRE).fill(view["id"], "brand", "Émile")
    stage.settle()
    with disk_full(stage):
        fill_the_file(stage)
        typed = "\n".join(f"Boulangerie {number} ; shop-{number}" for number in range(60))
        prerequisites = ["account_created", "stores_attached", "sixpos_told"]
        stage.as_(CLAIRE).submit(view["id"], stores=typed, prerequisites=prerequisites)
        assert set(stage.errors()) == {"brand"}
        ready = requests.get(f"http://127.0.0.1:{stage.bot.port}/readyz", timeout=10)
        assert (ready.status_code, ready.json()["reasons"]["database"]) == (503, "takes no write: SQLITE_FULL")
        metrics = requests.get(f"http://127.0.0.1:{stage.bot.port}/metrics", timeout=10).text
        assert 'sixpos_not_ready{part="database",reason="takes no write: SQLITE_FULL"} 1.0' in metrics
    assert "SQLITE_FULL" in capsys.readouterr().out


def test_check_tries_a_write_and_says_who_can_read_the_files(workspace: Workspace, settings: Settings) -> None:
    environment = workspace.settings(DATABASE_URL=settings.database_url)
    path = Path(settings.database_url.removeprefix("sqlite:///"))
    run("migrate", **environment)
    assert "a write was tried, and taken" in run("check", **environment).stdout
    path.chmod(0o644)
    assert f"chmod 600 {path}" in run("check", **environment).stdout


def test_a_second_serve_on_a_sqlite_file_is_refused_until_the_first_has_died(
    workspace: Workspace, settings: Settings, tmp_path: Path
) -> None:
    environment = workspace.settings(DATABASE_URL=settings.database_url)
    first, second = ServeProcess(environment, tmp_path / "first"), ServeProcess(environment, tmp_path / "second")
    first.start()
    kept = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    refused = subprocess.run(
        [sys.executable, "-m", "bot", "serve"], cwd=tmp_path, capture_output=True, text=True, timeout=60,
        env=kept | environment | {"PORT": str(second.port), "PYTHONPATH": str(ROOT)},
    )  # fmt: skip
    assert refused.returncode == 1
    assert "another `serve` works on" in refused.stderr
    assert "Traceback" not in refused.stderr
    first.kill()
    second.start()
    assert second.alive()
    second.kill()


def holding(path: Path, text: str) -> list[str]:
    """Which of the database's files hold this text, or a piece of it that says something."""
    pieces = [text[at : at + 24].encode() for at in range(24, len(text) - 23, 8)] or [text.encode()]
    return [found.name for found in files_of(path) if any(piece in found.read_bytes() for piece in pieces)]


def test_an_erased_token_is_in_none_of_the_files(stage: Stage, settings: Settings) -> None:
    path, sealed = Path(settings.database_url.removeprefix("sqlite:///")), []

    def write_down(_: object) -> None:
        with stage.bot.database.reading() as session:
            sealed.extend(session.connection().exec_driver_sql("SELECT sealed FROM sheet_journal").scalars())

    stage.workspace.google.after_call.append(write_down)
    for number in range(12):
        stores = "\n".join(f"Boulangerie {number} {one} ; shop-{number}-{one}" for one in range(number * 3 + 1))
        request = stage.request(brand=f"Marque {number}", stores=stores)
        stage.workspace.faults.add(Fault("google", "*", "delay", seconds=0.3))
        stage.click(AMELIE, request, "approve")
        stage.as_(AMELIE).submit(stage.top_modal(AMELIE)["id"], token=f"{TOKEN}{number}")
        until(lambda request=request: stage.fresh(request).token_sealed)  # type: ignore[misc]
        sealed.append(stage.fresh(request).token_sealed or "")
        assert holding(path, sealed[-1]), "nothing shows that it ever was there"
        stage.settle()
        assert stage.state(request) is State.DELIVERED
    stage.bot.database.empty_journal()
    assert [holding(path, text) for text in sealed] == [[]] * len(sealed)
    assert holding(path, "shop-11-1")
