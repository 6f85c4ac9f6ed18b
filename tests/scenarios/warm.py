"""`serve` in a process that was forked when the bot was imported already."""

import gc
import os
from collections.abc import Mapping
from pathlib import Path

import holidays.countries  # noqa: F401  (loaded at the first look at a calendar, all of it)

from bot.process.bootstrap import serve
from bot.settings import Settings
from workflows.outbox.rate_limits import UNPACED

gc.collect()
gc.freeze()  # else each fork looks through it, and so copies it


def run(environment: Mapping[str, str], log: Path) -> None:
    """Serves with these variables and no others, beside `log`, into which it writes."""
    os.chdir(log.parent)
    os.environ.clear()
    os.environ.update(environment)
    written = os.open(log, os.O_WRONLY | os.O_APPEND | os.O_CREAT)
    os.dup2(written, 1)
    os.dup2(written, 2)
    serve(Settings.load(), UNPACED)
