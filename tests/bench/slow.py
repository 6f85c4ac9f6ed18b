"""The ack while everything around is slow: Slack and the sheet answer late, and another process keeps the disk busy."""

import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from bot.sandbox.clock import MovableClock
from tests.bench.load import Measure, command_body, fire, submission_body, submitted
from tests.scenarios.process import ServeProcess
from workflows.requests.changes import Requests
from workflows.requests.transition import Transitions
from workflows.rules.tokens import Sealer
from workflows.storage.database import Database

A_SECOND, SECONDS, THREADS = 24, 15, 8
# Writes and syncs without end; what it wrote goes with its directory.
_BUSY = """
import os, sys
file = os.open(sys.argv[1], os.O_CREAT | os.O_WRONLY)
while True:
    os.pwrite(file, b"x" * 4194304, 0)
    os.fsync(file)
"""


@dataclass(frozen=True)
class Acks:
    """Of slash commands, which write nothing before their ack; of approvals, which are on the disk before theirs."""

    commands: Measure
    approvals: Measure


def acks(environment: Mapping[str, str], *, busy_disk: bool) -> Acks:
    """The acks of what a busy team sends, two commands to an approval, one after the other."""
    with tempfile.TemporaryDirectory() as directory:
        url = f"sqlite:///{directory}/bench.db"
        bot = ServeProcess({**environment, "DATABASE_URL": url}, Path(directory) / "log")
        bot.start()
        disk = None
        try:
            store = Requests(Transitions(Database(url), MovableClock()), Sealer(environment["TOKEN_KEY"]))
            made = [submitted(store, number) for number in range(A_SECOND * SECONDS // 3)]
            fire(bot.port, [command_body(number) for number in range(50)], 4)
            disk = subprocess.Popen([sys.executable, "-c", _BUSY, f"{directory}/busy"]) if busy_disk else None
            bodies = []
            for number, request_id in enumerate(made):
                bodies += [command_body(2 * number), submission_body(request_id, number), command_body(2 * number + 1)]
            return _paced(bot.port, bodies)
        finally:
            if disk:
                disk.kill()
                disk.wait()
            bot.kill()


def _paced(port: int, bodies: Sequence[str]) -> Acks:
    """Sends them at a steady pace, whatever the answers take."""
    pause = THREADS / A_SECOND
    found: list[tuple[bool, float]] = []

    def send(mine: Sequence[str], offset: float) -> None:
        time.sleep(offset)
        for body in mine:
            began = time.perf_counter()
            found.append((body.startswith("payload"), fire(port, [body], 1).p99))
            time.sleep(max(0.0, pause - (time.perf_counter() - began)))

    threads = [
        threading.Thread(target=send, args=(bodies[number::THREADS], number * pause / THREADS))
        for number in range(THREADS)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    commands, approvals = (sorted(took for kind, took in found if kind is wanted) for wanted in (False, True))
    return Acks(*(Measure(A_SECOND, taken[int(len(taken) * 0.99)]) for taken in (commands, approvals)))
