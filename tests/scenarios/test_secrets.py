"""A token stands in the sheet and, for as long as it must, sealed in the database: nowhere else."""

import contextlib
import json
import logging
import sqlite3
from pathlib import Path

import pytest
import structlog

from bot import logs
from bot.bootstrap import build
from bot.sandbox.faults import Fault
from bot.sandbox.workspace import Workspace
from bot.settings import Settings
from tests.scenarios.stage import AMELIE, TOKEN, TOM, Stage

OTHER = "typed-by-a-person-0123456789"


def test_nothing_that_left_the_process_and_nothing_on_disk_holds_the_token(
    workspace: Workspace, settings: Settings, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    logs.configure("json", "DEBUG")
    bot = build(settings, workspace.clock)
    bot.start()
    workspace.slack.deliver_to(f"http://127.0.0.1:{bot.port}/slack/events")
    stage = Stage(workspace, bot)
    try:
        number = len(workspace.sheet.rows()) + 1
        header = workspace.sheet.rows()[0]
        workspace.sheet.type(number, header.index("SLUG PONGO") + 1, "emile-reze")
        workspace.sheet.type(number, header.index("TOKEN PONGO") + 1, OTHER)
        request = stage.request()
        workspace.faults.add(Fault("google", "POST *", "refuse", status=500, times=2))
        stage.click(AMELIE, request, "approve")
        stage.click(TOM, request, "approve")
        stage.as_(AMELIE).submit(stage.top_modal(AMELIE)["id"], token=TOKEN)
        stage.as_(TOM).submit(stage.top_modal(TOM)["id"], token=TOKEN)
        stage.patiently(4)
        workspace.sheet.type(number, header.index("TOKEN PONGO") + 1, "")
        stage.click(AMELIE, request, "retry")
        stage.settle()
        assert stage.sheet()["emile-reze"][1] == TOKEN
    finally:
        bot.stop()
        logging.getLogger().handlers.clear()
        structlog.reset_defaults()
    for call in workspace.calls.all("slack"):
        sent = json.dumps(call.request, default=str)
        assert TOKEN not in sent
        assert OTHER not in sent
    out, err = capfd.readouterr()
    for secret in (TOKEN, OTHER, workspace.bot_token, workspace.signing_secret, workspace.token_key):
        assert secret not in out + err
        assert "PRIVATE KEY" not in out + err
        for file in tmp_path.rglob("*"):
            if file.is_file():
                assert secret.encode() not in file.read_bytes(), file
    assert err.count("\n") > 3  # there were logs to look at


def test_the_sealed_token_is_gone_from_the_database_once_the_rows_are_verified(stage: Stage, tmp_path: Path) -> None:
    request = stage.request()
    fault = stage.workspace.faults.add(Fault("google", "*", "refuse", status=500, times=None))
    stage.click(AMELIE, request, "approve")
    stage.as_(AMELIE).submit(stage.top_modal(AMELIE)["id"], token=TOKEN)
    stage.settle()
    sealed = stage.fresh(request).token_sealed
    assert sealed is not None
    stage.workspace.faults.remove(fault)
    stage.bot.services.outbox.hurry(request.id)
    stage.settle()
    assert stage.fresh(request).token_sealed is None
    with contextlib.closing(sqlite3.connect(tmp_path / "bot.db")) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    for file in tmp_path.rglob("bot.db*"):
        assert sealed.encode() not in file.read_bytes()
