"""`serve` as people run it: a process of its own, that can be killed."""

import ctypes
import multiprocessing
import os
import signal
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import requests

from bot.sandbox.loopback import free_port
from tests.scenarios import warm
from tests.waiting import until

ROOT = Path(__file__).resolve().parents[2]
_FORKS = multiprocessing.get_context("forkserver")
_FORKS.set_forkserver_preload([warm.__name__])


class ServeProcess:
    """One `serve`, in a process of its own."""

    def __init__(
        self,
        environment: Mapping[str, str],
        log: Path,
        port: int | None = None,
        *,
        module: str = "tests.scenarios.unhurried",
        root: Path = ROOT,
    ) -> None:
        """`environment`: the bot's settings; nothing else of ours but what Python needs. `log`: where it writes;
        `module`: what is run; `root`: where the bot's code is."""
        self._module, self._root = module, root
        self.port = port or free_port()
        kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
        self._environment = kept | dict(environment) | {"PORT": str(self.port), "PYTHONUNBUFFERED": "1"}
        self._log = log
        self._process: subprocess.Popen[bytes] | _Forked | None = None
        self.kills = 0

    @property
    def url(self) -> str:
        """Where Slack posts."""
        return f"http://127.0.0.1:{self.port}/slack/events"

    def start(self, *, wait: bool = True) -> None:
        """Starts it, and waits until it answers; again, where it was killed meanwhile."""
        self._spawn()
        if wait:
            until(self._answers, 90)

    def _spawn(self) -> None:
        with self._log.open("ab") as log:
            self._process = subprocess.Popen(
                [sys.executable, "-m", self._module],
                cwd=self._log.parent, env=self._environment | {"PYTHONPATH": str(self._root)}, stdout=log, stderr=log,
            )  # fmt: skip

    def _answers(self) -> bool:
        if self.ended():
            self._spawn()
        return self.alive()

    def ended(self) -> bool:
        """Whether there is no process, or none any more."""
        return self._process is None or self._process.poll() is not None

    def alive(self) -> bool:
        """Whether it answers on its port."""
        try:
            return requests.get(f"http://127.0.0.1:{self.port}/healthz", timeout=2).status_code == 200
        except requests.RequestException:
            return False

    def kill(self) -> None:
        """SIGKILL: no chance to tidy up."""
        if self._process and self._process.poll() is None:
            self._process.send_signal(signal.SIGKILL)
            self._process.wait(10)
            self.kills += 1

    def terminate(self, seconds: float = 10.0) -> int:
        """SIGTERM; its exit code. AssertionError if it takes longer than `seconds`, in which the machine runs."""
        assert self._process is not None
        self._process.terminate()
        until(self.ended, seconds)
        return self._process.wait(seconds)

    def terminate_by_another_thread(self, seconds: float = 10.0) -> int:
        """The same, where the system lets another thread than the main one receive the signal, as it may."""
        assert self._process is not None
        pid = self._process.pid
        others = [int(task.name) for task in Path(f"/proc/{pid}/task").iterdir() if int(task.name) != pid]
        assert ctypes.CDLL(None).tgkill(pid, others[0], signal.SIGTERM) == 0
        until(self.ended, seconds)
        return self._process.wait(seconds)

    def log(self) -> str:
        """What it wrote."""
        return self._log.read_text()


class WarmServe(ServeProcess):
    """`serve`, forked from a process that has imported the bot already: for those that are killed again and again."""

    def _spawn(self) -> None:
        self._process = _Forked(self._environment, self._log)


class _Forked:
    """A forked process, with those of Popen's methods that are used."""

    def __init__(self, environment: Mapping[str, str], log: Path) -> None:
        self._process = _FORKS.Process(target=warm.run, args=(environment, log))
        self._process.start()
        assert self._process.pid is not None
        self.pid = self._process.pid

    def poll(self) -> int | None:
        return self._process.exitcode

    def send_signal(self, name: int) -> None:
        os.kill(self.pid, name)

    def terminate(self) -> None:
        self._process.terminate()

    def wait(self, seconds: float) -> int:
        self._process.join(seconds)
        code = self._process.exitcode
        if code is None:
            raise subprocess.TimeoutExpired("serve", seconds)
        return code
