"""`check` in the embedded workspace: each thing that can be wrong is found, named and cured, and nothing is changed."""

import io
import json
import socket
import subprocess
import sys
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from cryptography.fernet import Fernet
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from rich.console import Console

from bot.commands.doctor import Finding, Level, failed, show, to_json
from bot.sandbox import seed
from bot.sandbox.workspace import Workspace
from bot.telemetry.version import program_version
from tests.scenarios.checking import Check, of, wrong
from tests.scenarios.stage import Stage
from workflows.rules.states import State
from workflows.rules.tokens import Sealer
from workflows.storage.database import Database
from workflows.storage.models import Effect, Request

pytestmark = pytest.mark.todays_clock
ROOT = Path(__file__).parents[2]


def test_where_all_is_well_nothing_is_found(check: Check) -> None:
    findings = check()
    assert wrong(findings) == []
    assert not failed(findings)
    looked_at = {finding.what for finding in findings}
    assert looked_at >= {
        "settings", "time zone", "SLACK_SIGNING_SECRET", "Slack", "scopes", "clock", "PARTNERSHIPS_CHANNEL",
        "PARTNERSHIPS_USERGROUP", "GOOGLE_SERVICE_ACCOUNT", "sheet", "who can read the sheet", "worksheet", "headers",
        "right to write",
        "database", "TOKEN_KEY", "deliveries", "mail", "Hey Pongo", "brands from before the bot",
    }  # fmt: skip


def test_it_changes_nothing(check: Check, workspace: Workspace) -> None:
    cells, messages = workspace.sheet.rows(), workspace.slack.messages(seed.CHANNEL)
    check(APPROVERS=seed.CLAIRE, SLACK_APP_TOKEN=workspace.app_token)
    assert workspace.sheet.rows() == cells
    assert workspace.slack.messages(seed.CHANNEL) == messages
    assert {call.method for call in workspace.calls.all("slack")} == {
        "apps.connections.open", "auth.test", "conversations.history", "users.info", "usergroups.users.list",
    }  # fmt: skip


def test_every_wrong_setting_is_named_and_the_rest_is_still_looked_at(check: Check) -> None:
    findings = check(PORT="many", TIMEZONE="Mars", TOKEN_KEY="short", SHEET_ID="", APPROVERS="@ada")
    assert wrong(findings) == ["APPROVERS", "TOKEN_KEY", "TIMEZONE", "PORT", "SHEET_ID"]
    assert "new-key" in of(findings, "TOKEN_KEY").sentence
    assert of(findings, "Slack").level is Level.FINE


@pytest.mark.parametrize(
    ("host", "port", "what"),
    [("203.0.113.7", "3000", "HOST"), ("nowhere.invalid", "3000", "HOST"), ("::1", "0", ""), ("localhost", "0", "")],
)
def test_an_address_that_cannot_be_listened_on(check: Check, host: str, port: str, what: str) -> None:
    found = [one for one in check(HOST=host, PORT=port) if one.what in ("HOST", "PORT")]
    assert [(one.what, one.level) for one in found] == ([(what, Level.FAILURE)] if what else [])
    assert all(one.cure for one in found)


def test_a_port_that_is_taken_may_be_the_bots_own(check: Check, stage: Stage) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        found = of(check(PORT=str(taken.getsockname()[1])), "PORT")
    assert (found.level, "taken" in found.sentence) == (Level.WARNING, True)
    running = of(check(PORT=str(stage.bot.port)), "PORT")
    assert (running.level, program_version() in running.sentence) == (Level.FINE, True)


def test_settings_at_odds_with_each_other(check: Check) -> None:
    findings = check(
        PARTNERSHIPS_USERGROUP="", SMTP_URL="smtp://127.0.0.1:1", PONGO_CLIENT_ID="c",
        SLACK_SIGNING_SECRET="not one",
    )  # fmt: skip
    assert "nobody can approve" in of(findings, "approvers").sentence
    assert {"MAIL_FROM", "SIXPOS_EMAILS", "Hey Pongo's OAuth form", "SLACK_SIGNING_SECRET"} <= set(wrong(findings))


def test_a_wrong_bot_token(check: Check, workspace: Workspace) -> None:
    found = of(check(SLACK_BOT_TOKEN="xoxb-wrong"), "SLACK_BOT_TOKEN")
    assert (found.level, found.sentence) == (Level.FAILURE, "Slack answers invalid_auth")
    assert "OAuth & Permissions" in found.cure
    swapped = check(SLACK_BOT_TOKEN=workspace.app_token, SLACK_APP_TOKEN=workspace.bot_token)
    assert "app-level token" in of(swapped, "SLACK_BOT_TOKEN").sentence
    assert "starts with xapp-" in of(swapped, "SLACK_APP_TOKEN").sentence


def test_slack_out_of_reach(check: Check) -> None:
    findings = check(SLACK_API_URL="http://127.0.0.1:9/api/")
    assert of(findings, "SLACK_BOT_TOKEN").sentence == "Slack cannot be reached"
    # A clock that is far off is one of the reasons: no certificate is trusted then.
    clock = of(findings, "clock")
    assert (clock.level, clock.cure) == (Level.NOTE, "timedatectl status")


def test_socket_mode(check: Check, workspace: Workspace) -> None:
    findings = check(SLACK_APP_TOKEN=workspace.app_token, SLACK_SIGNING_SECRET="")
    assert wrong(findings) == []
    assert "Socket Mode" in of(findings, "mode").sentence
    assert workspace.slack.socket_connections == 0


def test_missing_and_needless_scopes_are_named(check: Check, workspace: Workspace) -> None:
    workspace.slack.scopes.difference_update({"users:read", "im:write"})
    workspace.slack.scopes.add("pins:write")
    missing, needless = [finding for finding in check() if finding.what == "scopes"]
    assert (missing.level, missing.sentence) == (Level.FAILURE, "missing: im:write, users:read")
    assert (needless.level, needless.sentence) == (Level.WARNING, "granted but not needed: pins:write")


def test_what_can_be_seen_of_the_messages_tab_is_said(check: Check, workspace: Workspace) -> None:
    assert of(check(), "messages tab").sentence.endswith("write, it answers each")
    workspace.slack.scopes.discard("im:history")
    assert of(check(), "messages tab").level is Level.WARNING


def test_the_scope_for_the_chart_is_missed_only_where_there_are_reports(check: Check, workspace: Workspace) -> None:
    workspace.slack.scopes.discard("files:write")
    assert of(check(), "scopes").level is Level.FINE
    assert of(check(WEEKLY_REPORT="on"), "scopes").sentence == "missing: files:write"


@pytest.mark.parametrize(("channel", "sentence"), [(seed.GENERAL, "is not in"), ("C0NOWHERE", "knows no channel")])
def test_a_channel_without_the_bot(check: Check, channel: str, sentence: str) -> None:
    found = of(check(PARTNERSHIPS_CHANNEL=channel), "PARTNERSHIPS_CHANNEL")
    assert found.level is Level.FAILURE
    assert sentence in found.sentence
    assert "/invite @6xpos" in found.cure


def test_a_group_that_is_unknown_or_empty(check: Check, workspace: Workspace) -> None:
    unknown = of(check(PARTNERSHIPS_USERGROUP="S0NOWHERE"), "PARTNERSHIPS_USERGROUP")
    assert (unknown.level, unknown.sentence) == (Level.FAILURE, "Slack knows no user group S0NOWHERE")
    workspace.slack.set_usergroup_members(seed.USERGROUP, [])
    assert of(check(), "PARTNERSHIPS_USERGROUP").level is Level.FAILURE
    assert of(check(APPROVERS=seed.CLAIRE), "PARTNERSHIPS_USERGROUP").level is Level.WARNING


def test_people_who_are_named(check: Check, workspace: Workspace) -> None:
    findings = check(APPROVERS=f"{seed.CLAIRE},U0NOBODY,{workspace.slack.bot_user_id}", ESCALATE_TO=seed.GENERAL)
    claire, nobody, robot = [finding for finding in findings if finding.what == "APPROVERS"]
    assert (claire.level, claire.sentence) == (Level.FINE, f"{seed.CLAIRE} is Claire Martin")
    assert (nobody.level, nobody.cure) == (Level.FAILURE, "take U0NOBODY out of APPROVERS")
    assert "is an app" in robot.sentence
    assert "is not in" in of(findings, "ESCALATE_TO").sentence


def test_an_only_approver_who_may_not_approve_their_own(check: Check) -> None:
    only = {"PARTNERSHIPS_USERGROUP": "", "APPROVERS": seed.AMELIE}
    assert wrong(check(**only, ALLOW_SELF_APPROVAL="never")) == ["approvers"]
    assert wrong(check(**only)) == []


def test_a_clock_that_is_wrong(check: Check, workspace: Workspace) -> None:
    workspace.clock.advance(timedelta(minutes=2))
    assert of(check(), "clock").level is Level.WARNING
    workspace.clock.advance(timedelta(minutes=8))
    assert of(check(), "clock").level is Level.FAILURE


def test_a_sheet_that_is_not_shared_or_only_for_reading(check: Check, workspace: Workspace) -> None:
    account = workspace.account["client_email"]
    workspace.spreadsheet.share(account, None)
    away = of(check(), "sheet")
    assert (away.level, away.sentence) == (Level.FAILURE, f"not shared, as editor, with {account}")
    assert account in away.cure
    workspace.spreadsheet.share(account, "reader")
    findings = check()
    assert "headers" in {finding.what for finding in findings}
    assert f"not shared, as editor, with {account}" in [finding.sentence for finding in findings if failed([finding])]


def test_a_sheet_that_is_not_there(check: Check) -> None:
    assert "knows no spreadsheet" in of(check(SHEET_ID="nowhere"), "sheet").sentence
    away = of(check(SHEETS_API_URL="http://127.0.0.1:9"), "sheet")
    assert (away.level, "network" in away.cure) == (Level.FAILURE, True)


def test_a_worksheet_that_is_not_there(check: Check, workspace: Workspace) -> None:
    missing = of(check(SHEET_WORKSHEET="Elsewhere"), "worksheet")
    assert missing.level is Level.FAILURE
    assert workspace.sheet.title in missing.cure


def test_tokens_that_no_request_knows_are_counted(check: Check, workspace: Workspace, tmp_path: Path) -> None:
    what, sheet = "brands from before the bot", workspace.sheet
    for _ in sheet.rows()[1:]:
        sheet.delete_row(2)
    assert "no token is left" in of(check(), what).sentence
    tokens = ["tok_before_the_bot_1", "tok_before_the_bot_1", "tok_before_the_bot_2", "à venir", ""]
    for row, token in enumerate(tokens, start=2):
        sheet.type(row, sheet.rows()[0].index("SLUG PONGO") + 1, f"vieux-{row}")
        sheet.type(row, sheet.rows()[0].index("TOKEN PONGO") + 1, token)
    for url in ({}, {"DATABASE_URL": f"sqlite:///{tmp_path / 'none-yet.db'}"}):
        found = of(check(**url), what)
        assert found.sentence == "2 tokens beside slugs that no request knows, in 3 rows"
        assert (found.level, "/6xpos-request adopt" in found.cure) == (Level.FINE, True)
    # A database that cannot be asked, or is another version's, knows nothing of it.
    (tmp_path / "odd.db").write_bytes(b"no database" * 100)
    assert what not in [finding.what for finding in check(DATABASE_URL=f"sqlite:///{tmp_path / 'odd.db'}")]


def test_headers_that_are_not_there(check: Check, workspace: Workspace) -> None:
    workspace.sheet.type(1, 3, "Slug")
    missing = of(check(), "headers")
    assert missing.level is Level.FAILURE
    assert "missing SLUG PONGO" in missing.sentence
    assert "RESTAURANT NAME" in missing.sentence.split("found", 1)[1]
    assert wrong(check(SHEET_HEADER_SLUG="slug")) == []


def test_a_google_key_that_is_none_or_is_refused(check: Check, workspace: Workspace, tmp_path: Path) -> None:
    assert "cannot be read" in of(check(GOOGLE_SERVICE_ACCOUNT="nowhere.json"), "GOOGLE_SERVICE_ACCOUNT").sentence
    other = rsa.generate_private_key(65537, 2048).private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    stranger = {**workspace.account, "private_key": other.decode()}
    (tmp_path / "key.json").write_text(json.dumps(stranger), "utf-8")
    findings = check(GOOGLE_SERVICE_ACCOUNT=str(tmp_path / "key.json"))
    (refused,) = [finding for finding in findings if finding.level is Level.FAILURE]
    assert refused.what == "GOOGLE_SERVICE_ACCOUNT"
    assert "Google refuses the key" in refused.sentence


@pytest.mark.parametrize(
    ("protected", "level"),
    [
        ("D1:D", Level.FAILURE),
        ("", Level.FAILURE),
        ("B2:C", Level.FAILURE),
        ("D3:D5", Level.WARNING),
        ("A1:E1", Level.FINE),
        ("E1:E", Level.FINE),
    ],
)
def test_protected_ranges(check: Check, workspace: Workspace, protected: str, level: Level) -> None:
    workspace.sheet.protect(protected)
    found = of(check(), "right to write")
    assert found.level is level
    if level is not Level.FINE:
        assert workspace.account["client_email"] in found.cure


def test_a_protection_that_lets_the_bot_through(check: Check, workspace: Workspace) -> None:
    workspace.sheet.protect("D1:D", [workspace.account["client_email"]])
    assert of(check(), "right to write").level is Level.FINE


def test_a_database_that_is_new_old_or_away(check: Check, tmp_path: Path) -> None:
    absent = tmp_path / "absent.db"
    assert of(check(DATABASE_URL=f"sqlite:///{absent}"), "database").level is Level.WARNING
    assert not absent.exists()
    (tmp_path / "empty.db").touch()
    old = of(check(DATABASE_URL=f"sqlite:///{tmp_path / 'empty.db'}"), "database")
    assert (old.level, "migrate" in old.cure) == (Level.WARNING, True)
    nowhere = of(check(DATABASE_URL=f"sqlite:///{tmp_path / 'nowhere' / 'x.db'}"), "database")
    assert nowhere.level is Level.FAILURE
    away = of(check(DATABASE_URL="postgresql://bot:hidden-word@127.0.0.1:9/bot"), "database")
    assert away.level is Level.FAILURE
    assert "hidden-word" not in away.sentence


@pytest.fixture
def writing(checked_url: str, workspace: Workspace) -> Iterator[Database]:
    """A database with a request whose token is sealed with the workspace's key."""
    database = Database(checked_url)
    now = workspace.clock.now()
    with database.transaction() as session:
        session.add(
            Request(
                id="r1", team="T1", state=State.WRITING, state_since=now, brand="B", brand_key="b", account="a",
                requester="U1", token_sealed=Sealer(workspace.token_key).seal(b"a token of the brand"),
                created_at=now, updated_at=now,
            )
        )  # fmt: skip
    yield database
    database.close()


def test_a_key_that_does_not_open_what_is_sealed(check: Check, writing: Database, workspace: Workspace) -> None:
    assert of(check(), "TOKEN_KEY").sentence == "opens all 1 sealed secrets"
    other = Fernet.generate_key().decode()
    closed = of(check(TOKEN_KEY=other), "TOKEN_KEY")
    assert (closed.level, closed.sentence) == (Level.FAILURE, "does not open 1 of 1 sealed secrets")
    assert of(check(TOKEN_KEY=f"{other},{workspace.token_key}"), "TOKEN_KEY").level is Level.WARNING


def test_a_delivery_that_has_failed_for_a_day(check: Check, writing: Database, workspace: Workspace) -> None:
    now = workspace.clock.now()
    with writing.transaction() as session:
        session.add(
            Effect(
                request_id="r1", kind="card", lane="slack", created_at=now, due_at=now, problem="not_in_channel",
                problem_since=now - timedelta(hours=23),
            )
        )  # fmt: skip
    lately = of(check(), "deliveries")
    assert (lately.level, lately.sentence) == (Level.WARNING, "1 of kind card failing for 23 hours: not_in_channel")
    workspace.clock.advance(timedelta(hours=2))
    stuck = of(check(), "deliveries")
    assert stuck.level is Level.FAILURE
    assert "not_in_channel" in stuck.sentence


def test_whether_tokens_are_looked_after_is_said(check: Check) -> None:
    for changed, level, part in (
        ({}, Level.FINE, "every 24 hours"),
        ({"TOKEN_HEALTH_HOURS": "0"}, Level.FINE, "off"),
        ({"PONGO_API_URL": ""}, Level.FINE, "off"),
        ({"SHEET_WATCH_MINUTES": "0"}, Level.WARNING, "read as the sheet is watched"),
    ):
        found = of(check(**{"SHEET_WATCH_MINUTES": "5"} | changed), "token health")
        assert (found.level, part in found.sentence) == (level, True), changed


def test_hey_pongo_away_is_a_warning_only(check: Check) -> None:
    findings = check(PONGO_API_URL="http://127.0.0.1:9")
    assert wrong(findings) == ["Hey Pongo"]
    assert not failed(findings)
    assert "off" in of(check(PONGO_API_URL=""), "Hey Pongo").sentence


def run(workspace: Workspace, directory: Path, *options: str, **changed: str) -> "subprocess.CompletedProcess[str]":
    """The command in a process of its own, with the workspace's settings in `.env`."""
    lines = [f"{name}='{value}'" for name, value in {**workspace.settings(), **changed}.items()]
    file = directory / ".env"
    file.write_text("\n".join(lines), "utf-8")
    file.chmod(0o644 if "SLACK_BOT_TOKN" in changed else 0o600)
    return subprocess.run(
        [sys.executable, "-m", "bot", "check", *options], cwd=directory, env={"PYTHONPATH": str(ROOT), "PATH": ""},
        capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip


def secrets_of(workspace: Workspace) -> list[str]:
    """What must not be printed."""
    key = workspace.account["private_key"]
    return [workspace.bot_token, workspace.signing_secret, workspace.token_key, key[60:90], "xoxb-typo"]


def test_where_all_is_well_the_command_ends_with_0(workspace: Workspace, tmp_path: Path, checked_url: str) -> None:
    shown = run(workspace, tmp_path, DATABASE_URL=checked_url)
    assert shown.returncode == 0
    assert shown.stderr.splitlines() == [
        f"settings: {tmp_path / '.env'}, under the environment", f"database: {tmp_path / 'checked.db'}",
    ]  # fmt: skip
    assert {line[0] for line in shown.stdout.splitlines()} == {"✓"}
    assert not [secret for secret in secrets_of(workspace) if secret in shown.stdout]


def test_where_something_would_fail_it_ends_with_1(workspace: Workspace, tmp_path: Path, checked_url: str) -> None:
    changed = {"DATABASE_URL": checked_url, "PARTNERSHIPS_CHANNEL": seed.GENERAL, "SLACK_BOT_TOKN": "xoxb-typo"}
    printed = run(workspace, tmp_path, "--json", **changed)
    assert printed.returncode == 1
    found = json.loads(printed.stdout)
    assert found["ok"] is False
    rows = {row["what"]: row for row in found["findings"] if row["level"] != "fine"}
    assert rows == {
        "SLACK_BOT_TOKN": {
            "what": "SLACK_BOT_TOKN", "level": "warning", "sentence": "is no setting of the bot",
            "cure": "in .env, did you mean SLACK_BOT_TOKEN?",
        },
        ".env": {
            "what": ".env", "level": "warning", "sentence": "others on this machine can read it",
            "cure": "chmod 600 .env",
        },
        "PARTNERSHIPS_CHANNEL": {
            "what": "PARTNERSHIPS_CHANNEL", "level": "failure", "sentence": "the bot is not in C0GENERAL",
            "cure": "in that channel: /invite @6xpos",
        },
    }  # fmt: skip
    assert not [secret for secret in secrets_of(workspace) if secret in printed.stdout]


def test_a_line_has_its_mark_and_its_cure() -> None:
    console = Console(file=io.StringIO(), width=20)
    show(Finding("mail", Level.FAILURE, "[b]a host[/b] that refuses", "SMTP_URL=smtps://host"), console)
    show(Finding("clock", Level.FINE, "agrees"), console)
    assert isinstance(console.file, io.StringIO)
    assert console.file.getvalue() == "✗ mail: [b]a host[/b] that refuses → SMTP_URL=smtps://host\n✓ clock: agrees\n"


def test_a_secret_that_was_put_into_another_setting_is_taken_out(check: Check, workspace: Workspace) -> None:
    findings = check(SHEET_WORKSHEET=workspace.token_key)
    assert of(findings, "worksheet").sentence == "there is none called '[secret]'"
    assert workspace.token_key not in to_json(findings)


def test_a_clock_that_is_wrong_is_seen_though_slack_refuses_the_token(check: Check, workspace: Workspace) -> None:
    workspace.clock.advance(timedelta(minutes=8))
    assert of(check(SLACK_BOT_TOKEN="xoxb-wrong"), "clock").level is Level.FAILURE
