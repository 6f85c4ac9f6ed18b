"""A person at a terminal: a command in a pseudo-terminal, whose questions can be awaited and answered."""

import os
import pty
import re
import select
import subprocess
import sys
import time
from collections.abc import Mapping
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
_COLOURS = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]")


class Terminal:
    """One command of the bot, run in `directory` with these variables and no other setting."""

    def __init__(self, *arguments: str, directory: Path, environment: Mapping[str, str]) -> None:
        self._ours, theirs = pty.openpty()
        kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
        self._process = subprocess.Popen(
            [sys.executable, "-m", "bot", *arguments], cwd=directory, stdin=theirs, stdout=theirs, stderr=theirs,
            env=kept | {"PYTHONPATH": str(ROOT), "TERM": "xterm", "COLUMNS": "200"} | dict(environment),
            start_new_session=True,
        )  # fmt: skip
        os.close(theirs)
        self._seen = 0
        self.shown = ""
        """All that stood on the screen so far, what was typed and echoed included."""

    def reads(self, text: str, seconds: float = 30) -> str:
        """Waits until `text` is shown after what was read before, and answers all up to there. AssertionError, with
        what is there instead."""
        deadline = time.monotonic() + seconds
        while (found := self.shown.find(text, self._seen)) < 0:
            assert time.monotonic() < deadline, self.shown[self._seen :]
            assert self._more(deadline - time.monotonic()), self.shown[self._seen :]
        began, self._seen = self._seen, found + len(text)
        return self.shown[began : self._seen]

    def types(self, line: str) -> None:
        """Types it, and Enter."""
        os.write(self._ours, line.encode() + b"\n")

    def leaves(self) -> None:
        """Ctrl-D."""
        os.write(self._ours, b"\x04")

    def ends(self, seconds: float = 60) -> int:
        """Waits for its end and answers its exit code."""
        deadline = time.monotonic() + seconds
        while self._more(deadline - time.monotonic()):
            assert time.monotonic() < deadline, self.shown[self._seen :]
        code = self._process.wait(10)
        os.close(self._ours)
        return code

    def _more(self, seconds: float) -> bool:
        """Reads what comes next; False at the end."""
        if not select.select([self._ours], [], [], max(0.0, seconds))[0]:
            return True
        try:
            data = os.read(self._ours, 65536)
        except OSError:  # Linux: the other side is closed
            return False
        self.shown += _COLOURS.sub("", data.decode(errors="replace")).replace("\r\n", "\n")
        return bool(data)
