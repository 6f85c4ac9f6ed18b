"""The bot of `try` in a process of its own, so that it can be killed in earnest.

Both ends talk in lines of JSON. To the child: first its settings and how far the clock is ahead, then, whenever the
clock was moved, how far it is ahead now. From the child: its port, then a line once it has ticked. Where nobody writes
to it any more, it ends.
"""

import json
import os
import signal
import subprocess
import sys
import tempfile
import threading
from collections.abc import Mapping
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from bot.process.bootstrap import Bot, build
from bot.sandbox.clock import MovableClock
from bot.settings import Settings
from bot.telemetry import logs
from workflows.outbox.rate_limits import Rates

# Slack's pace, which whoever plays may see; but nobody who plays waits for batches of the sheet to gather.
UNHURRIED = Rates(gaps={}, looks=(0,), people=None)
_ROOT = Path(__file__).resolve().parents[2]


def tick(bot: Bot) -> None:
    """Lets a bot whose clock was moved look at what is due."""
    bot.services.approvers.refresh()
    bot.services.reminding.tick()
    bot.services.reporting.tick()
    bot.worker.wake()


class Child:
    """A bot in a process of its own, as its parent sees it."""

    def __init__(self, settings: Mapping[str, str], clock: MovableClock) -> None:
        """Starts it, and waits until it listens. Raises OSError where it does not."""
        self._clock = clock
        self._lock = threading.Lock()
        kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
        self._process = subprocess.Popen(
            [sys.executable, "-m", "bot.sandbox.child"],
            cwd=tempfile.gettempdir(), env=kept | {"PYTHONPATH": str(_ROOT)}, text=True,
            stdin=subprocess.PIPE, stdout=subprocess.PIPE,
        )  # fmt: skip
        self.port = int(self._ask({"settings": dict(settings)})["port"])

    @property
    def pid(self) -> int:
        """The process's id."""
        return self._process.pid

    def tick(self) -> None:
        """Tells it how far the clock is ahead, and waits until it has looked at what is due."""
        self._ask({})

    def _ask(self, told: dict[str, Any]) -> dict[str, Any]:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        with self._lock:
            ahead = (self._clock.now() - datetime.now(UTC)).total_seconds()
            self._process.stdin.write(json.dumps({**told, "ahead": ahead}) + "\n")
            self._process.stdin.flush()
            line = self._process.stdout.readline()
        if not line:
            raise OSError("the bot's process has ended")
        answer: dict[str, Any] = json.loads(line)
        return answer

    def kill(self) -> int:
        """SIGKILL: no chance to tidy up. Its exit code."""
        self._process.kill()
        return self._ended()

    def stop(self) -> int:
        """Lets it end by itself: nobody writes to it any more. Its exit code."""
        assert self._process.stdin is not None
        with suppress(OSError):
            self._process.stdin.close()
        return self._ended()

    def _ended(self) -> int:
        try:
            code = self._process.wait(12)
        except subprocess.TimeoutExpired:
            self._process.kill()
            code = self._process.wait()
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe:
                with suppress(OSError):
                    pipe.close()
        return code


def main() -> None:
    """The child's side."""
    # Ctrl-C reaches the whole terminal: the parent ends first, and with it what we read.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    logs.configure("console", "ERROR")
    told = json.loads(sys.stdin.readline())
    clock = MovableClock(datetime.now(UTC) + timedelta(seconds=told["ahead"]))
    bot = build(Settings.load(told["settings"]), clock, UNHURRIED)
    bot.start()
    _say({"port": bot.port})
    for line in sys.stdin:
        moved = datetime.now(UTC) + timedelta(seconds=json.loads(line)["ahead"]) - clock.now()
        clock.advance(max(moved, timedelta()))
        tick(bot)
        _say({})
    bot.stop()


def _say(what: dict[str, Any]) -> None:
    sys.stdout.write(json.dumps(what) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
