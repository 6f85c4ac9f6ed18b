"""The command line: every command with its options and its help.

Each does one thing and ends with 0, or with a sentence on standard error and another number: 1 where
it failed, 2 where it was typed wrongly, 3 where settings are wrong. `check` knows 0 and 1 only."""

import gc
import json
import os
import sys
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NoReturn

import typer

from bot.commands import database as cli_database
from bot.commands.database import example
from bot.commands.output import Exit, database_problem, fail, not_set, say, settings

if TYPE_CHECKING:
    from bot.settings import Settings

# What a command needs is imported inside it: `new-key` need not wait for Slack's and Google's libraries.
app = typer.Typer(
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    help="The bot that takes a brand from “please connect our 6xpos tills” to live.",
    epilog="Ends with 0 where all went well, 1 where it failed, 2 where it was typed wrongly, 3 where settings are "
    "wrong; `check` with 0 or 1.",
)


app.add_typer(cli_database.commands)


class Start(StrEnum):
    """What `try` begins with; as `bot.sandbox.scenarios.Scenario`, which only `try` needs to load."""

    EMPTY = "empty"
    BUSY_WEEK = "busy-week"
    CONFLICT = "conflict"
    BIG_BRAND = "big-brand"
    DAY_ONE = "day-one"


class ManifestFormat(StrEnum):
    """How the manifest is printed: the same content either way."""

    YAML = "yaml"
    JSON = "json"


def main() -> None:
    """The entry point of `pongo-6xpos` and `python -m bot`."""
    # A thousand modules are imported next, none of which becomes garbage: looking for it took a quarter of the start.
    gc.set_threshold(100_000)
    app(prog_name="pongo-6xpos")


def _show_version(wanted: bool) -> None:
    if wanted:
        from bot.telemetry.version import program_version

        print(program_version())
        raise typer.Exit


@app.callback()
def _options(
    _version: Annotated[
        bool, typer.Option("--version", callback=_show_version, is_eager=True, help="Print the version.")
    ] = False,
) -> None:
    pass


@app.command(epilog=example("serve"))
def serve() -> None:
    """Run the bot: in Socket Mode if SLACK_APP_TOKEN is set, else over HTTP on HOST:PORT."""
    from bot.settings import required_for_serve
    from bot.settings_source import database_named, settings_from

    found = settings(quiet=True)  # once it runs, its log says which settings and database, a JSON object a line
    try:
        _serve(found, required_for_serve(found))
    except typer.Exit:
        say(f"settings: {settings_from()}")
        say(f"database: {database_named(found.database_url)}")
        raise


def _serve(found: "Settings", missing: list[str]) -> None:
    if missing:
        not_set(missing)
    from bot.process.bootstrap import serve as run
    from sheets.errors import WrongConfiguration
    from workflows.storage.in_use import Busy
    from workflows.storage.schema import NotOurs

    with database_problem():
        try:
            run(found)
        except (WrongConfiguration, ValueError) as failure:
            fail(str(failure), Exit.SETTINGS)
        except (Busy, NotOurs) as failure:
            fail(str(failure))
        except OSError as failure:
            fail(f"cannot listen on {found.host}:{found.port}: {failure.strerror or failure}")


@app.command("try", epilog=example("try --scenario busy-week"))
def try_(
    port: Annotated[int, typer.Option(min=0, max=65535, help="Port of the page on 127.0.0.1.")] = 8600,
    scenario: Annotated[
        Start | None,
        typer.Option(help="Begin with a bare sheet, 40 requests, a conflict, or a brand of 830 stores."),
    ] = None,
) -> None:
    """Play with the bot in a browser: Slack, the sheet and the mailbox included. No account needed."""
    try:
        from bot.sandbox.play import play
        from bot.sandbox.scenarios import Scenario
    except ModuleNotFoundError as missing:
        fail(
            f"`try` needs packages that `serve` does not, and {missing.name} is not installed. Where the bot's source "
            "is: `make try`, or pip install --require-hashes -r requirements/try.lock"
        )

    say("settings: its own, no file is read; database: its own, gone when it ends")
    try:
        play(port, scenario=Scenario(scenario.value) if scenario else None)
    except OSError as failure:
        fail(f"cannot serve the page on port {port}: {failure.strerror or failure}. Another one: --port 8601")


@app.command(epilog=example("init"))
def init() -> None:
    """Ask for what is missing, write it into .env, make TOKEN_KEY, then check."""
    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        fail(
            "init asks questions and needs a terminal. Without one: fill .env in after .env.example, then check.",
            Exit.WRONG_USE,
        )
    from rich.console import Console

    from bot.commands.generated_docs import env_example
    from bot.commands.setup import CannotWrite, Stopped, set_up
    from bot.settings_source import settings_from

    say(f"settings: {settings_from()}")
    try:
        set_up(Console(), Path(".env"), os.environ, env_example())
    except Stopped:
        fail("\nStopped. What you have answered is in .env: `pongo-6xpos init` goes on from there.")
    except CannotWrite as failure:
        fail(str(failure))
    print("\n`pongo-6xpos prove-sheet` proves, in a worksheet of its own, what the bot relies on of Google.")
    if typer.confirm("Run it now?", default=True):
        _prove_sheet(as_json=False)
    print("\nWhat `pongo-6xpos check` says:")
    _check(as_json=False)


@app.command(epilog=example("check"))
def check(as_json: Annotated[bool, typer.Option("--json", help="One JSON object instead of lines.")] = False) -> None:
    """Look at every setting, scope, channel, group, sheet, mail server and database, and say what helps."""
    _check(as_json)


def _check(as_json: bool) -> NoReturn:
    from rich.console import Console

    from bot.commands.doctor import examine, failed, show, to_json
    from bot.settings import Settings
    from bot.settings_source import database_named, settings_from

    say(f"settings: {settings_from()}")
    say(f"database: {database_named(Settings.survey()[0].database_url)}")
    findings = []
    console = Console()
    for finding in examine():
        findings.append(finding)
        if not as_json:
            show(finding, console)
    if as_json:
        print(to_json(findings))
    raise typer.Exit(1 if failed(findings) else 0)


@app.command("prove-sheet", epilog=example("prove-sheet"))
def prove_sheet(
    as_json: Annotated[bool, typer.Option("--json", help="One JSON array instead of lines.")] = False,
) -> None:
    """Prove on the real spreadsheet, in a worksheet of its own, what the bot relies on of Google."""
    raise typer.Exit(_prove_sheet(as_json))


def _prove_sheet(as_json: bool) -> int:
    from dataclasses import asdict

    from sqlalchemy.exc import SQLAlchemyError

    from bot.commands.doctor.sheet import refused
    from bot.commands.prove_sheet import loses, proved, remembered
    from sheets.errors import SheetError
    from workflows.clock import SystemClock

    found, clock, facts = settings(), SystemClock(), []
    if missing := [name for name in ("SHEET_ID", "GOOGLE_SERVICE_ACCOUNT") if not getattr(found, name.lower())]:
        not_set(missing)
    try:
        for fact in proved(found, clock):
            facts.append(fact)
            if not as_json:
                mark, then = ("✓", "") if fact.holds else ("✗", f" → {fact.then}")
                print(f"{mark} {fact.name}: expected {fact.expected}, found {fact.found}{then}")
        if not remembered(found, clock, facts):
            say("note: `check` will not know of it, since there is no database yet: `pongo-6xpos migrate` makes it")
    except SheetError as problem:
        finding = refused(problem, found)
        say(f"nothing more can be proved: {finding.sentence} → {finding.cure}")
        return Exit.FAILED
    except SQLAlchemyError as problem:
        say(f"note: `check` will not know of it: {type(problem).__name__}")
    if as_json:
        print(json.dumps([asdict(fact) for fact in facts], ensure_ascii=False))
    return Exit.FAILED if loses(facts) else 0


@app.command(epilog=example("manifest --url https://bot.example.com"))
def manifest(
    url: Annotated[str | None, typer.Option(help="The bot's public address, for HTTP instead of Socket Mode.")] = None,
    form: Annotated[ManifestFormat, typer.Option("--format", help="yaml, or json for Slack's own CLI.")] = (
        ManifestFormat.YAML
    ),
) -> None:
    """Print the Slack app's manifest."""
    from bot.manifest import as_yaml
    from bot.manifest import manifest as build

    if url is not None and not url.startswith("https://"):
        fail("--url must start with https://: Slack calls no other address", Exit.WRONG_USE)
    text = as_yaml(url) if form is ManifestFormat.YAML else json.dumps(build(url), ensure_ascii=False) + "\n"
    print(text, end="")


@app.command("new-key", epilog=example("new-key"))
def new_key() -> None:
    """Print a fresh TOKEN_KEY."""
    from workflows.rules.tokens import Sealer

    print(Sealer.new_key())
