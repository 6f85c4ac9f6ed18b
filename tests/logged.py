"""What the bot logs while it is tested: a failure that nobody provoked is a fault, whatever the test looks at."""

import re
from collections.abc import Iterator, MutableMapping
from pathlib import Path
from typing import Any

import pytest
import structlog

# What the bot logs only where its own code, or the database under it, has failed.
FAILURES = ("effect_failed", "listener_failed", "outbox_unreachable")
SHOWN = pytest.StashKey[str]()
_NAMED = re.compile(rf"[^\n]*\b({'|'.join(FAILURES)})\b[^\n]*")


class Logged:
    """The lines that bots in this process have logged, oldest first."""

    def __init__(self) -> None:
        self.lines: list[dict[str, Any]] = []

    def listen(self) -> None:
        """Hears every line from now on; to be called again after `bot.telemetry.logs.configure`."""
        structlog.get_config()["processors"].insert(0, self._hear)

    def leave(self) -> None:
        """Hears nothing more."""
        processors = structlog.get_config()["processors"]
        processors[:] = [processor for processor in processors if processor != self._hear]

    def _hear(self, _logger: object, _method: str, line: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
        self.lines.append(dict(line))
        return line

    def failures(self) -> list[tuple[str, str]]:
        """Each failure's name and line."""
        return [(line["event"], str(line)) for line in self.lines if line["event"] in FAILURES]


@pytest.fixture(autouse=True)
def logged(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Logged]:
    """What is logged meanwhile. In the end the test fails where there was a failure that it does not name by
    `@pytest.mark.provokes(…)`, in this process, in one that writes into `tmp_path`, or in one whose standard error is
    ours."""
    found = Logged()
    found.listen()
    yield found
    found.leave()
    written = [log.read_text("utf-8", "replace") for log in tmp_path.rglob("*.log")]
    elsewhere = "\n".join([*written, request.node.stash.get(SHOWN, "")])
    failures = found.failures() + [(line[1], line[0]) for line in _NAMED.finditer(elsewhere)]
    provoked = {name for marker in request.node.iter_markers("provokes") for name in marker.args}
    if unforeseen := [line for name, line in failures if name not in provoked]:
        pytest.fail("\n".join(["not provoked by the test:", *unforeseen]), pytrace=False)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Iterator[None]:
    """Keeps for `logged` what processes of their own have written to our standard error."""
    report: pytest.TestReport = yield
    item.stash[SHOWN] = report.capstderr
    return report
