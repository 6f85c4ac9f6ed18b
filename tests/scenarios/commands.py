"""Commands about the database, run beside the stage."""

from collections.abc import Iterator
from contextlib import contextmanager

from typer.testing import CliRunner, Result

from bot.commands.cli import app
from bot.sandbox.workspace import Workspace
from bot.settings import Settings
from tests.scenarios.stage import Stage, built


def run(*arguments: str, **variables: str) -> Result:
    """Runs a command with these settings, and with those that the process has from elsewhere left out."""
    nothing: dict[str, str | None] = {name.upper(): None for name in Settings.model_fields}
    return CliRunner().invoke(app, arguments, env=nothing | variables, prog_name="pongo-6xpos")


@contextmanager
def on_stage(workspace: Workspace, **variables: str) -> Iterator[Stage]:
    """A bot with these settings, at work in the workspace for the block."""
    bot = built(Settings.load(workspace.settings(**({"PORT": "0"} | variables))), workspace)
    bot.start()
    workspace.slack.deliver_to(f"http://127.0.0.1:{bot.port}/slack/events")
    try:
        yield Stage(workspace, bot)
    finally:
        bot.stop()
