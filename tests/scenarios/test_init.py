"""`init`, as a person goes through it at a terminal: what it asks, what it says to wrong answers, what it leaves."""

import json
import os
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from cryptography.fernet import Fernet
from dotenv import dotenv_values

from bot.sandbox import seed
from bot.sandbox.workspace import Workspace
from bot.settings import Settings
from tests.scenarios.terminal import ROOT, Terminal

Init = Callable[..., Terminal]


@pytest.fixture
def init(workspace: Workspace, tmp_path: Path) -> Init:
    """Begins `init` in an empty directory; Slack and Google are the embedded ones."""
    (tmp_path / "key.json").write_text(json.dumps(workspace.account), "utf-8")
    around = {name: workspace.settings()[name] for name in ("SLACK_API_URL", "SHEETS_API_URL", "PONGO_API_URL")}

    def begin(**variables: str) -> Terminal:
        return Terminal(
            "init", directory=tmp_path, environment={**around, "PONGO_API_URL": workspace.pongo_url} | variables
        )

    return begin


def stored(directory: Path) -> dict[str, str | None]:
    """What `.env` sets."""
    return {name: value for name, value in dotenv_values(directory / ".env").items() if value}


def as_docker(path: Path) -> dict[str, str]:
    """As `docker run --env-file` reads it: a line is a variable, and all behind its first `=` the value, quotes and all
    (docs.docker.com, "docker container run", "Set environment variables")."""
    lines = [line.lstrip() for line in path.read_text("utf-8").split("\n")]
    pairs = [line.partition("=") for line in lines if line and not line.startswith("#")]
    return {name: value for name, _, value in pairs if value}


def as_systemd(path: Path) -> dict[str, str]:
    """As systemd reads an EnvironmentFile (systemd.exec(5)): comments at the beginning of a line, white space around a
    value dropped, quotes around it too, a backslash takes the next character as it is."""
    found = {}
    for line in path.read_text("utf-8").split("\n"):
        if not line.strip() or line.lstrip()[0] in "#;":
            continue
        name, _, value = line.partition("=")
        value = value.strip()
        if value[:1] in ("'", '"') and value[-1:] == value[:1]:
            value = value[1:-1]
        found[name.strip()] = re.sub(r"\\(.)", r"\1", value)
    return {name: value for name, value in found.items() if value}


def mode(path: Path) -> int:
    return path.stat().st_mode & 0o777


def answer(terminal: Terminal, name: str, *lines: str) -> str:
    """Waits for the question and answers it; what it said."""
    asked = terminal.reads(name) + terminal.reads("> ")
    for line in lines:
        terminal.types(line)
    return asked


def test_from_nothing_to_a_bot_that_check_is_content_with(init: Init, workspace: Workspace, tmp_path: Path) -> None:
    old = os.umask(0)
    try:
        terminal = init()
    finally:
        os.umask(old)
    asked = answer(terminal, "SLACK_BOT_TOKEN", workspace.bot_token)
    assert "starts with xoxb-" in asked
    assert "OAuth & Permissions" in asked
    answer(terminal, "SLACK_APP_TOKEN", "")
    answer(terminal, "SLACK_SIGNING_SECRET", workspace.signing_secret)
    answer(terminal, "PARTNERSHIPS_CHANNEL", seed.CHANNEL)
    answer(terminal, "PARTNERSHIPS_USERGROUP", seed.USERGROUP)
    answer(terminal, "SHEET_ID", f"https://docs.google.com/spreadsheets/d/{seed.SPREADSHEET_ID}/edit#gid=0")
    terminal.reads(f"Written as {seed.SPREADSHEET_ID}")
    answer(terminal, "GOOGLE_SERVICE_ACCOUNT", "key.json")
    answer(terminal, "SMTP_URL", "")
    said = terminal.reads("Run it now?")
    for name in ("TOKEN_HEALTH_HOURS", "TOKEN_WARN_DAYS", "SHEET_HEADER_LIVE", "SHEET_HEADER_PRODUCTS"):
        assert name in said
        assert name.lower() in Settings.model_fields
    terminal.types("")
    assert terminal.ends() == 0, terminal.shown
    assert "✓ one cell, compared and set" in terminal.shown
    assert "✓ right to write" in terminal.shown
    assert "/6xpos-request adopt" in terminal.shown  # the sheet begins with tokens here and there
    assert "✗" not in terminal.shown
    found = stored(tmp_path)
    Fernet(found.pop("TOKEN_KEY") or "")
    assert {name: found[name] for name in sorted(found) if name in ASKED} == {
        "GOOGLE_SERVICE_ACCOUNT": "key.json", "PARTNERSHIPS_CHANNEL": seed.CHANNEL,
        "PARTNERSHIPS_USERGROUP": seed.USERGROUP, "SHEET_ID": seed.SPREADSHEET_ID,
        "SLACK_BOT_TOKEN": workspace.bot_token, "SLACK_SIGNING_SECRET": workspace.signing_secret,
    }  # fmt: skip
    assert found.keys() <= ASKED
    assert mode(tmp_path / ".env") == 0o600
    assert sorted(path.name for path in tmp_path.iterdir()) == [".env", "key.json"]
    content = (tmp_path / ".env").read_bytes()
    (tmp_path / ".env").chmod(0o644)
    again = init()
    again.reads("Run it now?")
    again.types("n")
    assert again.ends() == 0, again.shown
    assert "> " not in again.shown
    assert (tmp_path / ".env").read_bytes() == content
    assert mode(tmp_path / ".env") == 0o600


ASKED = {
    "SLACK_BOT_TOKEN", "SLACK_APP_TOKEN", "SLACK_SIGNING_SECRET", "PARTNERSHIPS_CHANNEL", "PARTNERSHIPS_USERGROUP",
    "APPROVERS", "SHEET_ID", "GOOGLE_SERVICE_ACCOUNT", "SMTP_URL", "MAIL_FROM", "SIXPOS_EMAILS", "TOKEN_KEY",
}  # fmt: skip


def test_wrong_answers_are_explained_and_asked_again_and_no_secret_is_shown(
    init: Init, workspace: Workspace, tmp_path: Path
) -> None:
    terminal = init()
    answer(terminal, "SLACK_BOT_TOKEN", workspace.app_token)
    terminal.reads("this is the app-level token, which SLACK_APP_TOKEN takes")
    answer(terminal, "", "xoxb-what was that")
    terminal.reads("copy it once more")
    answer(terminal, "", "")
    terminal.reads("cannot do without it")
    answer(terminal, "", workspace.bot_token)
    answer(terminal, "SLACK_APP_TOKEN", workspace.bot_token)
    terminal.reads("this is the bot token, which SLACK_BOT_TOKEN takes")
    answer(terminal, "", workspace.app_token)
    answer(terminal, "PARTNERSHIPS_CHANNEL", "#partnerships")
    terminal.reads("must be an id, not a name")
    answer(terminal, "", f"https://pongo.slack.com/archives/{seed.CHANNEL}")
    terminal.reads(f"Written as {seed.CHANNEL}")
    answer(terminal, "PARTNERSHIPS_USERGROUP", "")
    answer(terminal, "APPROVERS", "@amelie")
    terminal.reads("Copy member ID")
    answer(terminal, "", f"{seed.AMELIE}, {seed.TOM}")
    answer(terminal, "SHEET_ID", "Restaurants")
    terminal.reads("whole address")
    answer(terminal, "", seed.SPREADSHEET_ID)
    answer(terminal, "GOOGLE_SERVICE_ACCOUNT", "nowhere.json")
    terminal.reads("cannot be read")
    answer(terminal, "", "key.json")
    answer(terminal, "SMTP_URL", "mail.example.com")
    terminal.reads("must look like smtp://")
    answer(terminal, "", "smtp://bot:1/secret@127.0.0.1:1")
    terminal.reads("%40")
    answer(terminal, "", "smtp://bot:it's a ${secret} #\\@127.0.0.1:1")
    answer(terminal, "MAIL_FROM", "Hey $ <partners@heypongo.example>")
    terminal.reads("holds what .env files cannot")
    answer(terminal, "", "Hey Pongo <partners@heypongo.example>")
    answer(terminal, "SIXPOS_EMAILS", "a@6xpos.example")
    terminal.reads("Run it now?")
    terminal.types("n")
    assert terminal.ends() == 1, "nothing listens on port 1: check says so"
    found = stored(tmp_path)
    assert found["APPROVERS"] == f"{seed.AMELIE}, {seed.TOM}"
    assert found["SMTP_URL"] == "smtp://bot:it%27s%20a%20%24%7Bsecret%7D%20%23%5C@127.0.0.1:1"
    assert found["MAIL_FROM"] == "Hey Pongo <partners@heypongo.example>"
    assert as_docker(tmp_path / ".env") == as_systemd(tmp_path / ".env") == found
    for secret in (workspace.bot_token, workspace.app_token, str(found["TOKEN_KEY"]), "ecret", "what was that"):
        assert secret not in terminal.shown


def test_a_key_that_is_pasted_in_lines_is_not_shown_nor_taken_for_other_answers(
    init: Init, workspace: Workspace, tmp_path: Path
) -> None:
    terminal = init(**{name: workspace.settings()[name] for name in ("SLACK_BOT_TOKEN", "SLACK_SIGNING_SECRET")})
    answer(terminal, "PARTNERSHIPS_CHANNEL", seed.CHANNEL)
    answer(terminal, "PARTNERSHIPS_USERGROUP", seed.USERGROUP)
    answer(terminal, "SHEET_ID", seed.SPREADSHEET_ID)
    answer(terminal, "GOOGLE_SERVICE_ACCOUNT", *json.dumps(workspace.account, indent=2).splitlines())
    terminal.reads("keep it in a file of its own")
    answer(terminal, "", *workspace.account["private_key"].splitlines())
    terminal.reads("keep it in a file of its own")
    answer(terminal, "", "key.json")
    terminal.reads("Written as key.json")
    answer(terminal, "SMTP_URL", "")
    terminal.reads("Run it now?")
    terminal.types("n")
    assert terminal.ends() == 0, terminal.shown
    for line in workspace.account["private_key"].splitlines():
        assert line not in terminal.shown
    assert as_docker(tmp_path / ".env") == as_systemd(tmp_path / ".env") == stored(tmp_path)


def test_what_is_there_stays_and_only_what_is_missing_or_wrong_is_asked(
    init: Init, workspace: Workspace, tmp_path: Path
) -> None:
    key = Fernet.generate_key().decode()
    before = (
        f"# ours\nexport SLACK_BOT_TOKEN={workspace.bot_token} # of the app 6xpos\nTIMEZONE='Europe/Rome'\n\n"
        f'SLACK_APP_TOKEN={workspace.bot_token}\nSMTP_URL=\n# SHEET_ID=old\nOTHERS="a\nb"\nTOKEN_KEY={key}\n'
        f"PARTNERSHIPS_USERGROUP={seed.USERGROUP}"
    )
    (tmp_path / ".env").write_text(before, "utf-8")
    (tmp_path / ".env").chmod(0o644)
    terminal = init(GOOGLE_SERVICE_ACCOUNT="key.json")
    terminal.reads("SLACK_APP_TOKEN in .env: this is the bot token")
    answer(terminal, "SLACK_APP_TOKEN", workspace.app_token)
    answer(terminal, "PARTNERSHIPS_CHANNEL", seed.CHANNEL)
    answer(terminal, "SHEET_ID", seed.SPREADSHEET_ID)
    terminal.reads("Run it now?")
    terminal.types("n")
    assert terminal.ends() == 0, terminal.shown
    expected = before.replace(f"SLACK_APP_TOKEN={workspace.bot_token}", f"SLACK_APP_TOKEN={workspace.app_token}")
    expected = expected.replace("# SHEET_ID=old\n", f"# SHEET_ID=old\nSHEET_ID={seed.SPREADSHEET_ID}\n")
    assert (tmp_path / ".env").read_text("utf-8") == f"{expected}\nPARTNERSHIPS_CHANNEL={seed.CHANNEL}\n"
    assert mode(tmp_path / ".env") == 0o600


def test_who_leaves_half_way_goes_on_from_there(init: Init, workspace: Workspace, tmp_path: Path) -> None:
    terminal = init()
    answer(terminal, "SLACK_BOT_TOKEN", workspace.bot_token)
    answer(terminal, "SLACK_APP_TOKEN")
    terminal.leaves()
    terminal.reads("goes on from there")
    assert terminal.ends() == 1
    assert stored(tmp_path)["SLACK_BOT_TOKEN"] == workspace.bot_token
    key = stored(tmp_path)["TOKEN_KEY"]
    again = init()
    answer(again, "SLACK_APP_TOKEN")
    again.leaves()
    assert again.ends() == 1
    assert stored(tmp_path)["TOKEN_KEY"] == key


def test_without_a_terminal_it_says_what_to_do_instead(tmp_path: Path) -> None:
    ended = subprocess.run(
        [sys.executable, "-m", "bot", "init"], cwd=tmp_path, env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip
    assert ended.returncode == 2
    assert ".env.example" in ended.stderr
    assert list(tmp_path.iterdir()) == []


def test_a_directory_that_cannot_be_written_is_a_sentence(init: Init, tmp_path: Path) -> None:
    (tmp_path / ".env").mkdir()
    terminal = init()
    terminal.reads(".env cannot be read")
    assert terminal.ends() == 1


# Tells every file that is made, given rights or moved, and what rights what is moved has then.
_WATCHED = """
import os, pathlib, sys
from bot.commands.setup.env_file import write_private
os.umask(0)
here = os.getcwd()
def watch(event, args):
    if event in ("os.chmod", "os.rename"):
        print(event, oct(os.stat(args[0]).st_mode & 0o777))
    elif event == "open" and isinstance(args[0], str) and os.path.abspath(args[0]).startswith(here):
        print(event, bool(args[2] & os.O_EXCL), os.path.basename(args[0]) != ".env")
sys.addaudithook(watch)
write_private(pathlib.Path(".env"), "TOKEN_KEY=x\\n")
"""


def test_the_file_is_never_readable_for_others_not_even_for_an_instant(tmp_path: Path) -> None:
    (tmp_path / ".env").write_text("OLD=1\n", "utf-8")
    (tmp_path / ".env").chmod(0o644)
    seen = subprocess.run(
        [sys.executable, "-c", _WATCHED], cwd=tmp_path, env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True, text=True, timeout=60, check=True,
    )  # fmt: skip
    # Made under another name, by nobody else, with its rights from the beginning, since nothing changes them later.
    assert seen.stdout.splitlines() == ["open True True", "os.rename 0o600"]
    assert (tmp_path / ".env").read_text("utf-8") == "TOKEN_KEY=x\n"


def test_a_file_that_cannot_be_written_whole_stays_as_it_was(tmp_path: Path) -> None:
    (tmp_path / ".env").write_text("OLD=1\n", "utf-8")
    script = (
        "import pathlib, resource, signal\nfrom bot.commands.setup.env_file import write_private\n"
        "signal.signal(signal.SIGXFSZ, signal.SIG_IGN)\nresource.setrlimit(resource.RLIMIT_FSIZE, (4, 4))\n"
        "write_private(pathlib.Path('.env'), 'NEW=' + 'x' * 100)\n"
    )
    ended = subprocess.run(
        [sys.executable, "-c", script], cwd=tmp_path, env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip
    assert "File too large" in ended.stderr
    assert [path.name for path in tmp_path.iterdir()] == [".env"]
    assert (tmp_path / ".env").read_text("utf-8") == "OLD=1\n"
