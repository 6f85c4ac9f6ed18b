"""A token stands in the sheet and, for as long as it must, sealed in the database: nowhere else."""

import contextlib
import json
import logging
import sqlite3
from pathlib import Path
from urllib.parse import urlencode

import pytest
import structlog
from sqlalchemy import Engine

from bot.process.bootstrap import build
from bot.sandbox.faults import Fault
from bot.sandbox.loopback import free_port
from bot.sandbox.workspace import Workspace
from bot.settings import Settings
from bot.telemetry import logs
from tests.logged import Logged
from tests.scenarios.stage import AMELIE, TOKEN, TOM, Stage
from tests.scenarios.steps import post, signed
from tests.waiting import until

OTHER = "typed-by-a-person-0123456789"
SMTP_PASSWORD = "the-password-of-the-mail-server"


@pytest.fixture(params=["http", "socket"])
def everything_set(workspace: Workspace, tmp_path: Path, request: pytest.FixtureRequest) -> Settings:
    """Every way to the outside that has a secret of its own."""
    workspace.mailbox.accounts["bot"] = SMTP_PASSWORD
    mail = workspace.mail_settings()
    mail["SMTP_URL"] = mail["SMTP_URL"].replace("smtp://", f"smtp://bot:{SMTP_PASSWORD}@")
    socket = {"SLACK_APP_TOKEN": workspace.app_token} if request.param == "socket" else {}
    pongo = workspace.oauth_settings(free_port())
    return Settings.load(workspace.settings(**mail, **pongo, **socket, DATABASE_URL=f"sqlite:///{tmp_path / 'bot.db'}"))


def test_nothing_that_left_the_process_and_nothing_on_disk_holds_the_token(
    workspace: Workspace, everything_set: Settings, tmp_path: Path, logged: Logged, capfd: pytest.CaptureFixture[str]
) -> None:
    logs.configure("json", "DEBUG")
    logged.listen()
    bot = build(everything_set, workspace.clock)
    bot.start()
    workspace.slack.deliver_to(f"http://127.0.0.1:{bot.port}/slack/events")
    if everything_set.socket_mode:
        until(lambda: "socket" not in bot.not_ready())
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
        for who in (AMELIE, TOM):  # Hey Pongo does not know it: written all the same
            stage.as_(who).submit(stage.top_modal(who)["id"], token=TOKEN)
        stage.settle()
        for who in (AMELIE, TOM):
            stage.as_(who).submit(stage.top_modal(who)["id"])
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
    ours = (workspace.bot_token, workspace.app_token, workspace.signing_secret, workspace.token_key, SMTP_PASSWORD)
    for secret in (TOKEN, OTHER, workspace.pongo.client_secret, *ours):
        assert secret not in out + err
        assert "PRIVATE KEY" not in out + err
        for file in tmp_path.rglob("*"):
            if file.is_file():
                assert secret.encode() not in file.read_bytes(), file
    assert err.count("\n") > 3  # there were logs to look at
    assert {mail.user for mail in workspace.mailbox.mails} == {"bot"}  # and its mails needed the password


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


@pytest.mark.provokes("listener_failed", "outbox_unreachable")  # whoever looks while a table is not there
def test_no_exception_on_the_way_carries_the_token_into_a_log(
    workspace: Workspace, settings: Settings, logged: Logged, capfd: pytest.CaptureFixture[str]
) -> None:
    """The exception paths: a token is submitted while the database, the tables or the sheet are not as they should."""
    logs.configure("json", "DEBUG")
    logged.listen()
    bot = build(settings, workspace.clock)
    bot.start()
    workspace.slack.deliver_to(f"http://127.0.0.1:{bot.port}/slack/events")
    stage = Stage(workspace, bot)
    engine = bot.database.engine
    try:
        request = stage.request()
        stage.click(AMELIE, request, "approve")
        view = stage.top_modal(AMELIE)
        for table in ("pending_token", "audit", "request"):
            _rename(engine, table, f"{table}_gone")
            stage.as_(AMELIE).submit(view["id"], token=TOKEN)
            assert set(stage.errors(AMELIE)) == {"token"}
            _rename(engine, f"{table}_gone", table)
        # What no handler of ours expects: a view whose state is no state, with the token all the same.
        payload = {"type": "view_submission", "team": {"id": "T06XPOS"}, "user": {"id": AMELIE},
                   "view": {"id": "V1", "type": "modal", "callback_id": "token_form", "private_metadata": request.id,
                            "state": {"values": [TOKEN]}, "hash": "1"}}  # fmt: skip
        body = urlencode({"payload": json.dumps(payload)})
        post(stage, body, signed(stage, body))
        post(stage, body, signed(stage, body, secret="0" * 32))
        post(stage, body[:-9], signed(stage, body[:-9]))
        stage.as_(AMELIE).submit(view["id"], token=TOKEN)
        stage.settle()
        assert stage.sheet()["emile-nantes"][1] == TOKEN
    finally:
        bot.stop()
        logging.getLogger().handlers.clear()
        structlog.reset_defaults()
    out, err = capfd.readouterr()
    assert err.count("not_stored") == 3
    assert "listener_failed" in err
    for secret in (TOKEN, workspace.bot_token, workspace.signing_secret, workspace.token_key):
        assert secret not in out + err
    assert "Traceback" not in err


def _rename(engine: Engine, table: str, name: str) -> None:
    with engine.connect() as connection:
        connection.exec_driver_sql(f"ALTER TABLE {table} RENAME TO {name}")
        connection.commit()
