"""The commands, run as a person would: what they print, and what they end with."""

import csv
import io
import json
import os
import re
import shlex
import socket
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest
import typer
import yaml
from cryptography.fernet import Fernet
from typer.testing import CliRunner, Result

from bot.commands.cli import app
from bot.manifest import as_yaml, manifest
from bot.settings import Settings
from workflows.rules.states import State
from workflows.storage.database import Database
from workflows.storage.models import Audit, Request

ROOT = Path(__file__).parents[2]
COMMANDS = (
    "serve", "try", "init", "check", "migrate", "manifest", "export", "backup", "restore", "copy-database", "reseal",
    "purge", "prove-sheet", "new-key", "show",
)  # fmt: skip
COLUMNS = ["at", "request_id", "reference", "actor", "action", "from_state", "to_state", "reason"]


class Terminal:
    """Runs commands in an empty directory, with no settings but those given."""

    def __init__(self, directory: Path) -> None:
        self._directory = directory

    def run(self, *arguments: str, **variables: str) -> Result:
        return CliRunner().invoke(app, arguments, env=variables, prog_name="pongo-6xpos")

    def process(self, *arguments: str, **variables: str) -> "subprocess.CompletedProcess[str]":
        """As `run`, in a process of its own."""
        names = {name.upper() for name in Settings.model_fields}
        clean = {name: value for name, value in os.environ.items() if name.upper() not in names}
        environment = {**clean, "PYTHONPATH": str(ROOT), **variables}
        return subprocess.run(
            [sys.executable, "-m", "bot", *arguments],
            cwd=self._directory, env=environment, capture_output=True, text=True, timeout=60, check=False,
        )  # fmt: skip


@pytest.fixture
def terminal(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Terminal:
    for name in Settings.model_fields:
        monkeypatch.delenv(name.upper(), raising=False)
    monkeypatch.chdir(tmp_path)
    return Terminal(tmp_path)


def test_version(terminal: Terminal) -> None:
    version = terminal.run("--version")
    assert version.exit_code == 0
    assert f'version = "{version.stdout.strip()}"' in (ROOT / "pyproject.toml").read_text("utf-8")


def test_help_names_every_command(terminal: Terminal) -> None:
    shown = terminal.run("--help").stdout
    for command in COMMANDS:
        assert command in shown


def test_the_help_of_each_command_ends_with_an_example_that_can_be_typed(terminal: Terminal) -> None:
    group = typer.main.get_command(app)
    assert isinstance(group, typer.core.TyperGroup)
    assert set(group.commands) >= set(COMMANDS)
    for name, command in group.commands.items():
        shown = " ".join(terminal.run(name, "--help").stdout.split())
        line = shown.split("Example: pongo-6xpos ")[1]
        typed = shlex.split(line.split(" > ")[0])
        assert typed[0] == name
        command.make_context(name, typed[1:])  # raises where it is typed wrongly


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_a_shell_can_learn_the_commands(terminal: Terminal, shell: str) -> None:
    learnt = terminal.process("--show-completion", shell, _TYPER_COMPLETE_TEST_DISABLE_SHELL_DETECTION="1")
    assert "_PONGO_6XPOS_COMPLETE" in learnt.stdout, learnt.stderr
    offered = terminal.process(
        _PONGO_6XPOS_COMPLETE="complete_bash", COMP_WORDS="pongo-6xpos ba", COMP_CWORD="1",
    )  # fmt: skip
    assert offered.stdout.split() == ["backup"]


def test_new_key_prints_a_key_and_nothing_else(terminal: Terminal) -> None:
    first, second = terminal.run("new-key"), terminal.run("new-key")
    Fernet(first.stdout.removesuffix("\n"))
    assert first.stdout != second.stdout


def test_manifest_prints_either_mode_in_either_form(terminal: Terminal) -> None:
    assert terminal.run("manifest").stdout == as_yaml()
    url = "https://bot.example.com"
    assert yaml.safe_load(terminal.run("manifest", "--url", url).stdout) == manifest(url)
    assert json.loads(terminal.run("manifest", "--format", "json").stdout) == manifest()


def test_manifest_refuses_an_address_that_slack_would_not_call(terminal: Terminal) -> None:
    refused = terminal.run("manifest", "--url", "http://bot.example.com")
    assert refused.exit_code == 2
    assert "https://" in refused.stderr
    assert refused.stdout == ""


def test_migrate_brings_an_empty_database_to_head(terminal: Terminal, tmp_path: Path) -> None:
    address = f"sqlite:///{tmp_path / 'new.db'}"
    assert terminal.run("migrate", DATABASE_URL=address).exit_code == 0
    database = Database(address)
    assert database.at_head()
    database.close()


@pytest.mark.parametrize("command", ["migrate", "export", "serve"])
def test_wrong_settings_are_all_named_in_a_sentence_each(terminal: Terminal, command: str) -> None:
    ended = terminal.run(command, PORT="x", TIMEZONE="Mars")
    assert ended.exit_code == 3
    assert [line.split(":")[0] for line in ended.stderr.splitlines()] == ["settings", "TIMEZONE", "PORT"]


def test_serve_says_what_is_missing(terminal: Terminal) -> None:
    ended = terminal.run("serve", SLACK_BOT_TOKEN="xoxb-1", SHEET_ID="s")
    assert ended.exit_code == 3
    for name in ("SLACK_SIGNING_SECRET", "PARTNERSHIPS_CHANNEL", "GOOGLE_SERVICE_ACCOUNT", "TOKEN_KEY"):
        assert name in ended.stderr
    assert "SLACK_BOT_TOKEN" not in ended.stderr


def test_serve_says_so_where_the_key_file_is_not_there(terminal: Terminal) -> None:
    ended = terminal.process(
        "serve", SLACK_BOT_TOKEN="xoxb-1", SLACK_SIGNING_SECRET="s", PARTNERSHIPS_CHANNEL="C1", SHEET_ID="s",
        GOOGLE_SERVICE_ACCOUNT="nowhere.json", TOKEN_KEY=Fernet.generate_key().decode(),
    )  # fmt: skip
    assert ended.returncode == 3
    assert "key file" in ended.stderr
    assert "Traceback" not in ended.stderr


@pytest.mark.parametrize("command", ["migrate", "export"])
def test_a_database_that_is_not_there_is_a_sentence_without_its_password(terminal: Terminal, command: str) -> None:
    with socket.socket() as taken:  # bound, not listening: connections are refused
        taken.bind(("127.0.0.1", 0))
        port = taken.getsockname()[1]
        ended = terminal.run(command, DATABASE_URL=f"postgresql://bot:hidden-word@127.0.0.1:{port}/bot")
    assert ended.exit_code == 1
    assert "database does not answer" in ended.stderr
    assert "hidden-word" not in ended.stderr
    assert not isinstance(ended.exception, Exception)


def test_serve_names_the_database_that_does_not_answer(terminal: Terminal, tmp_path: Path) -> None:
    ended = terminal.process(
        "serve", SLACK_BOT_TOKEN="xoxb-1", SLACK_SIGNING_SECRET="s", PARTNERSHIPS_CHANNEL="C1", SHEET_ID="s",
        GOOGLE_SERVICE_ACCOUNT="{}", TOKEN_KEY=Fernet.generate_key().decode(),
        DATABASE_URL="postgresql://bot:hidden-word@127.0.0.1:9/bot",
    )  # fmt: skip
    assert ended.returncode == 1
    assert "the database does not answer" in ended.stderr
    assert ended.stderr.splitlines()[-2:] == [
        f"settings: the environment; no {tmp_path / '.env'}", "database: postgresql://bot@127.0.0.1:9/bot",
    ]  # fmt: skip


def test_try_says_so_where_its_port_is_taken(terminal: Terminal) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        ended = terminal.process("try", "--port", str(taken.getsockname()[1]))
    assert ended.returncode == 1
    assert "--port" in ended.stderr
    assert "Traceback" not in ended.stderr


@pytest.mark.parametrize("package", ["aiohttp", "aiosmtpd"])
def test_try_says_what_to_install_where_its_packages_are_missing(
    terminal: Terminal, tmp_path: Path, package: str
) -> None:
    without = tmp_path / "without"
    without.mkdir()
    (without / f"{package}.py").write_text(f"raise ModuleNotFoundError('no', name='{package}')\n")
    ended = terminal.process("try", PYTHONPATH=f"{without}{os.pathsep}{ROOT}")
    assert ended.returncode == 1
    assert package in ended.stderr
    assert "make try" in ended.stderr
    assert "requirements/try.lock" in ended.stderr
    assert "Traceback" not in ended.stderr


MOMENT = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)


@pytest.fixture
def filled(database: Database, database_url: str) -> str:
    """The address of a database with one request and its trail."""
    with database.transaction() as session:
        request = Request(
            id="r1", team="T1", state=State.REJECTED, state_since=MOMENT, brand="Crêpes & Co", brand_key="crepesco",
            account="jagueneau+crepesco@6xpos.fr", requester="U1", created_at=MOMENT, updated_at=MOMENT,
        )  # fmt: skip
        session.add(request)
        session.flush()
        session.add(Audit(at=MOMENT, request_id="r1", actor="U1", action="submit", to_state="submitted"))
        session.flush()
        session.add(
            Audit(
                at=MOMENT, request_id="r1", actor="U2", action="reject", from_state="submitted", to_state="rejected",
                reason='=HYPERLINK("https://example.com";"déjà, fait")',
            )
        )  # fmt: skip
    return database_url


def test_export_as_json_is_one_array_of_transitions(terminal: Terminal, filled: str) -> None:
    exported = terminal.run("export", "--format", "json", DATABASE_URL=filled)
    assert exported.exit_code == 0
    first, second = json.loads(exported.stdout)
    assert list(first) == COLUMNS
    assert first == {
        "at": "2026-11-24T09:00:00+00:00", "request_id": "r1", "reference": "6X-0001", "actor": "U1",
        "action": "submit", "from_state": None, "to_state": "submitted", "reason": None,
    }  # fmt: skip
    assert second["reason"] == '=HYPERLINK("https://example.com";"déjà, fait")'
    assert (second["from_state"], second["to_state"]) == ("submitted", "rejected")


def test_export_as_csv_holds_the_same_and_no_formula(terminal: Terminal, filled: str) -> None:
    exported = terminal.run("export", DATABASE_URL=filled)
    header, first, second = csv.reader(io.StringIO(exported.stdout))
    assert header == COLUMNS
    assert first == ["2026-11-24T09:00:00+00:00", "r1", "6X-0001", "U1", "submit", "", "submitted", ""]
    assert second[-1] == '\'=HYPERLINK("https://example.com";"déjà, fait")'


def test_export_of_an_empty_trail_is_still_json(terminal: Terminal, database: Database, database_url: str) -> None:
    assert json.loads(terminal.run("export", "--format", "json", DATABASE_URL=database_url).stdout) == []


def test_export_of_an_old_schema_asks_for_migrate(terminal: Terminal, tmp_path: Path) -> None:
    ended = terminal.run("export", DATABASE_URL=f"sqlite:///{tmp_path / 'empty.db'}")
    assert ended.exit_code == 1
    assert "migrate" in ended.stderr


@pytest.mark.parametrize("sign", "=+-@＝＋－＠−")
@pytest.mark.parametrize("between", [";", "\t", "; ", ';"', "\n", "\u2028;\u200b"])
def test_no_part_of_a_cell_does_either_where_another_separator_is_meant(
    terminal: Terminal, tmp_path: Path, sign: str, between: str
) -> None:
    url = f"sqlite:///{tmp_path / 'bot.db'}"
    database = Database(url)
    database.migrate()
    with database.transaction() as session:
        session.add(
            Request(
                id="r1", team="T1", state=State.SUBMITTED, state_since=MOMENT, brand="B", brand_key="b", account="a",
                requester="U1", created_at=MOMENT, updated_at=MOMENT,
            )
        )  # fmt: skip
        session.flush()
        reason = f"non{between}{sign}HYPERLINK(A1)"
        session.add(Audit(at=MOMENT, request_id="r1", actor="U1", action="a", to_state="s", reason=reason))
    database.close()
    out = terminal.run("export", DATABASE_URL=url).stdout_bytes.decode()
    for separator in ",;\t|":
        for row in csv.reader(io.StringIO(out, newline=""), delimiter=separator):
            for cell in row:
                assert not cell.lstrip(' "\u200b\u2028').startswith(tuple("=+-@＝＋－＠−")), (separator, cell)


ENV_FILES = {
    "utf-16": "PORT=7\n# Été".encode("utf-16"),
    "latin-1": "# Été\nPORT=7\n".encode("latin-1"),
}


@pytest.mark.parametrize("command", ["serve", "check", "migrate", "export", "reseal"])
@pytest.mark.parametrize("encoding", ENV_FILES)
def test_an_env_file_in_another_encoding_is_named_with_its_cure(
    terminal: Terminal, tmp_path: Path, command: str, encoding: str
) -> None:
    (tmp_path / ".env").write_bytes(ENV_FILES[encoding])
    told = terminal.run(command)
    assert told.exit_code == (1 if command == "check" else 3)
    assert told.exception is None or isinstance(told.exception, SystemExit)
    assert re.search(r"\.env: is not in UTF-8.*UTF-8", told.stdout + told.stderr)


def test_an_env_file_that_cannot_be_read_is_named_with_its_cure(terminal: Terminal, tmp_path: Path) -> None:
    (tmp_path / ".env").mkdir()  # as root, whom no mode keeps out, and as Docker mounts a file that is not there
    told = terminal.run("migrate")
    assert told.exit_code == 3
    assert re.search(r"\.env: cannot be read.*sudo pongo-6xpos check.*chmod", told.stderr)


@pytest.mark.parametrize("port", ["99999", "-1", "65536", "x"])
def test_a_port_that_is_none(terminal: Terminal, port: str) -> None:
    told = terminal.run("try", "--port", port)
    assert told.exit_code == 2
    assert "--port" in told.stderr


@pytest.mark.parametrize(
    "command", ["serve", "check", "migrate", "export", "backup x", "purge --older-than 1y", "reseal"]
)
def test_a_password_with_an_at_sign_is_printed_by_no_command(terminal: Terminal, command: str) -> None:
    told = terminal.run(*command.split(), DATABASE_URL="postgresql://bot:hid@den-word@localhost/name")
    assert told.exit_code == (1 if command == "check" else 3)
    assert "%40" in told.stdout + told.stderr
    assert "den-word" not in told.stdout + told.stderr


def test_a_password_among_the_options_of_the_address_is_not_printed(terminal: Terminal, tmp_path: Path) -> None:
    told = terminal.run("backup", "x", DATABASE_URL="postgresql://localhost/name?password=hidden-word&sslmode=require")
    assert told.exit_code == 1
    assert "sslmode=require" in told.stderr
    assert "hidden-word" not in told.stderr


@pytest.mark.parametrize(
    ("cell", "harmless"),
    [
        ("=1+1", "'=1+1"),
        ("+33 1", "'+33 1"),
        ("-1", "'-1"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("\t=1", "'\t'=1"),
        ("\r=1", "'\r'=1"),
    ],
)
def test_no_cell_of_the_csv_begins_like_a_formula(terminal: Terminal, tmp_path: Path, cell: str, harmless: str) -> None:
    database_url = f"sqlite:///{tmp_path / 'audit.db'}"
    database = Database(database_url)
    database.migrate()
    with database.transaction() as session:
        session.add(
            Request(
                id="r1", team="T1", state=State.SUBMITTED, state_since=MOMENT, brand="B", brand_key="b", account="a",
                requester="U1", created_at=MOMENT, updated_at=MOMENT,
            )
        )  # fmt: skip
        session.flush()
        session.add(Audit(at=MOMENT, request_id="r1", actor="U1", action="submit", to_state="submitted", reason=cell))
    database.close()
    exported = terminal.run("export", DATABASE_URL=database_url)
    assert list(csv.reader(io.StringIO(exported.stdout_bytes.decode(), newline="")))[1][-1] == harmless


def test_the_tokens_of_slacks_own_tool_win(tmp_path: Path) -> None:
    (tmp_path / ".slack").mkdir()
    (tmp_path / ".slack/hook.sh").write_bytes((ROOT / ".slack/hook.sh").read_bytes())
    (tmp_path / ".venv/bin").mkdir(parents=True)
    (tmp_path / ".venv/bin/python").write_text('#!/bin/sh\necho "$SLACK_BOT_TOKEN $SLACK_APP_TOKEN $*"\n')
    (tmp_path / ".venv/bin/python").chmod(0o755)
    theirs = {"SLACK_CLI_XOXB": "xoxb-tool", "SLACK_CLI_XAPP": "xapp-tool"}
    ours = {"SLACK_BOT_TOKEN": "xoxb-env", "SLACK_APP_TOKEN": "xapp-env"}
    for given, wins in (
        (ours | theirs, "xoxb-tool xapp-tool"),
        (ours, "xoxb-env xapp-env"),
        (theirs, "xoxb-tool xapp-tool"),
    ):
        ended = subprocess.run(
            ["sh", ".slack/hook.sh", "start"], cwd=tmp_path, env={"PATH": os.environ["PATH"]} | given,
            capture_output=True, text=True, timeout=30, check=True,
        )  # fmt: skip
        assert ended.stdout == f"{wins} -m bot serve\n"


def test_slacks_own_command_line_tool_gets_the_manifest(terminal: Terminal) -> None:
    hooks = json.loads((ROOT / ".slack/hooks.json").read_text("utf-8"))
    assert hooks["config"]["sdk-managed-connection-enabled"] is True
    printed = subprocess.run(
        [*hooks["hooks"]["get-manifest"].split(), "--source=local"],
        cwd=ROOT, capture_output=True, text=True, timeout=60, check=True,
    )  # fmt: skip
    assert json.loads(printed.stdout) == manifest()
    for command in hooks["hooks"].values():
        assert (ROOT / command.split()[1]).is_file()
