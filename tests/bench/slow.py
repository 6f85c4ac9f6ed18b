"""The ack while everything around is slow: Slack and the sheet answer late, and another process keeps the disk busy."""

import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

from tests.bench.load import Measure, command_body, fire
from tests.scenarios.process import ServeProcess

A_SECOND, SECONDS, THREADS = 24, 15, 8
# Writes and syncs without end; what it wrote goes with its directory.
_BUSY = """
import os, sys
file = os.open(sys.argv[1], os.O_CREAT | os.O_WRONLY)
while True:
    os.pwrite(file, b"x" * 4194304, 0)
    os.fsync(file)
"""


def ack(environment: Mapping[str, str], *, busy_disk: bool) -> Measure:
    """The acks of slash commands that come as a busy team sends them, one after the other."""
    with tempfile.TemporaryDirectory() as directory:
        bot = ServeProcess({**environment, "DATABASE_URL": f"sqlite:///{directory}/bench.db"}, Path(directory) / "log")
        bot.start()
        disk = subprocess.Popen([sys.executable, "-c", _BUSY, f"{directory}/busy"]) if busy_disk else None
        try:
            fire(bot.port, [command_body(number) for number in range(50)], 4)
            return _paced(bot.port, [command_body(number) for number in range(A_SECOND * SECONDS)])
        finally:
            if disk:
                disk.kill()
                disk.wait()
            bot.kill()


def _paced(port: int, bodies: Sequence[str]) -> Measure:
    """Sends them at a steady pace, whatever the answers take."""
    pause = THREADS / A_SECOND
    found: list[Measure] = []

    def send(mine: Sequence[str], offset: float) -> None:
        time.sleep(offset)
        for body in mine:
            began = time.perf_counter()
            found.append(fire(port, [body], 1))
            time.sleep(max(0.0, pause - (time.perf_counter() - began)))

    threads = [
        threading.Thread(target=send, args=(bodies[number::THREADS], number * pause / THREADS))
        for number in range(THREADS)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    taken = sorted(measure.p99 for measure in found)
    return Measure(A_SECOND, taken[int(len(taken) * 0.99)])
