"""Reads a file of restaurants in a process of its own, which has a budget and can be killed.

Any member can upload a file, and a few kilobytes of it can unpack to gigabytes. So the reader of
`workflows.rules.store_files` runs in a child: it gets the file and nothing else (no setting, no secret, no
connection), as much memory and processor time as a large honest list needs, and a deadline of the parent's. It is
started anew, not forked, so that threads do it no harm.
"""

import contextlib
import json
import os
import resource
import subprocess
import sys
import tempfile
import threading
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

from workflows.rules.store_columns import FileColumns, TableHeaders
from workflows.rules.store_files import FileRead, read_file
from workflows.rules.store_lines import StoreLine, StoreProblem
from workflows.rules.xlsx import FileProblem, Unreadable

# A workbook of 10,000 rows and 15 columns takes 3 s and 100 MB.
SECONDS, PROCESSOR_SECONDS, MEMORY = 20.0, 12, 384 * 1024 * 1024
LARGEST_RESULT = 4_000_000  # bytes
_LONGEST_TEXT = 200
_ROOT = Path(__file__).resolve().parents[2]
# What an interpreter may need to start; no setting of the bot's.
_ENVIRONMENT = ("PATH", "PYTHONPATH", "PYTHONHOME", "LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH", "TMPDIR")


def read_apart(
    data: bytes, headers: TableHeaders, seconds: float = SECONDS, *, chosen: tuple[int, int] | None = None
) -> FileRead:
    """As `workflows.rules.store_files.read_file`, within the budget; `seconds`: the deadline.

    Raises Unreadable: as `read_file` does, and with FileProblem.TOO_HEAVY where the budget did not suffice.
    """
    with tempfile.TemporaryFile() as given:
        given.write(json.dumps({"headers": asdict(headers), "chosen": chosen}).encode() + b"\n" + data)
        given.seek(0)
        answer = _run(given, seconds)
    try:
        told: dict[str, Any] = json.loads(answer)
        if problem := told.get("problem"):
            raise Unreadable(FileProblem(problem))
        stores, problems = map(StoreLine.from_json, told["stores"]), map(StoreProblem.from_json, told["problems"])
        return FileRead(list(stores), list(problems), FileColumns.from_json(told["columns"]))
    except (ValueError, KeyError, TypeError):  # it was killed, or wrote more than there is room for
        raise Unreadable(FileProblem.TOO_HEAVY) from None


def _run(given: Any, seconds: float) -> bytes:
    """What the child says of the file in `given`; nothing, or a part, where it was killed."""
    kept = {name: os.environ[name] for name in _ENVIRONMENT if name in os.environ}
    child = subprocess.Popen(
        [sys.executable, "-m", "workflows.requests.file_process"],
        stdin=given, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, cwd=_ROOT, env=kept,
    )  # fmt: skip
    assert child.stdout is not None
    deadline = threading.Timer(seconds, child.kill)
    deadline.daemon = True
    deadline.start()
    try:
        answer: bytes = child.stdout.read(LARGEST_RESULT + 1)  # ends with the child, at the latest at the deadline
        return answer[:LARGEST_RESULT]
    finally:
        deadline.cancel()
        child.kill()
        child.wait()
        child.stdout.close()


def main() -> None:
    """The child: reads the headers' names and the file from its input, and says as JSON what is in it."""
    take_limits()
    asked = json.loads(sys.stdin.buffer.readline())
    headers, chosen = TableHeaders(**asked["headers"]), asked["chosen"]
    told: dict[str, Any]
    try:
        found = read_file(sys.stdin.buffer.read(), headers, tuple(chosen) if chosen else None)
        short = [replace(problem, text=problem.text[:_LONGEST_TEXT]) for problem in found.problems]
        told = {
            "stores": [store.to_json() for store in found.stores],
            "problems": [problem.to_json() for problem in short],
            "columns": found.columns.to_json(),
        }
    except Unreadable as unreadable:
        told = {"problem": unreadable.problem}
    except MemoryError:
        told = {"problem": FileProblem.TOO_HEAVY}
    sys.stdout.write(json.dumps(told))
    sys.stdout.flush()
    os._exit(0)  # taking down a large heap in order would take as long as building it


def take_limits() -> None:
    """Gives up what the child may not have. macOS takes no limit of memory: there the counts of `workbooks` hold it."""
    for what, most in (
        (resource.RLIMIT_AS, MEMORY),
        (resource.RLIMIT_CPU, PROCESSOR_SECONDS),
        (resource.RLIMIT_CORE, 0),
    ):
        with contextlib.suppress(ValueError, OSError):
            resource.setrlimit(what, (most, most))
    os.nice(10)  # whoever presses a button meanwhile is answered first
    with contextlib.suppress(OSError):
        Path("/proc/self/oom_score_adj").write_text("1000")  # where memory runs out, Linux ends this one first


if __name__ == "__main__":
    main()
