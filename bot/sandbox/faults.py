"""What goes wrong in an embedded service: refusals, slow or lost answers, cut connections, answers that are none."""

import threading
from collections.abc import Mapping
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from typing import Literal

Effect = Literal["refuse", "lose_answer", "cut", "delay", "answer", "repeat"]


@dataclass
class Fault:
    """What goes wrong, for whom, how often.

    `service`, `method`: shell patterns over the call log's names. `effect`: `refuse` answers `status` and does nothing;
    `lose_answer` does the work, then answers `status` (0: cuts the connection); `cut` cuts it before any work; `delay`
    waits `seconds`, then goes on; `answer` sends `status`, `body`, `headers` (with `drip` a byte each so many seconds,
    without end); `repeat` does the work twice, as a proxy may (Google only). `error`: the service's own word; `reason`:
    Google's. `retry_after`: seconds, or a date. `times`: how many calls it hits, None for all; `skip`: how many pass
    first.
    """

    service: str
    method: str
    effect: Effect
    status: int = 500
    error: str = ""
    reason: str = ""
    retry_after: float | str | None = None
    seconds: float = 0.0
    times: int | None = 1
    skip: int = 0
    body: bytes = b""
    headers: Mapping[str, str] = field(default_factory=dict)
    drip: float = 0.0


class Faults:
    """The troubles that are switched on; safe across threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._faults: list[Fault] = []
        self.hits = 0

    def add(self, fault: Fault) -> Fault:
        """Switches a trouble on and answers it (the handle for `remove`)."""
        with self._lock:
            self._faults.append(fault)
        return fault

    def remove(self, fault: Fault) -> None:
        """Switches a trouble off; one that is spent already is no error."""
        with self._lock:
            self._faults = [f for f in self._faults if f is not fault]

    def clear(self) -> None:
        """Switches every trouble off."""
        with self._lock:
            self._faults.clear()

    def take(self, service: str, method: str) -> Fault | None:
        """The trouble that hits this call, if one does; counts it off."""
        with self._lock:
            for fault in self._faults:
                if not (fnmatchcase(service, fault.service) and fnmatchcase(method, fault.method)):
                    continue
                if fault.skip > 0:
                    fault.skip -= 1
                    continue
                if fault.times is not None:
                    fault.times -= 1
                    if fault.times <= 0:
                        self._faults.remove(fault)
                self.hits += 1
                return fault
        return None


@dataclass
class Quirks:
    """What is not known of the real Google's findReplace, each the other way round than it is done here by default."""

    blanks_not_matched: bool = False
    hidden_rows_skipped: bool = False
    find_replace_refused: bool = False


# -- those that a person can switch on from the page

SLACK_WAIT, GOOGLE_WAIT = 3, 5  # seconds that a refused caller is told to wait
SLOW = 1.5  # seconds

_CATALOGUE: Mapping[str, tuple[Fault, ...]] = {
    "slack_429": (
        Fault("slack", "chat.*", "refuse", 429, "ratelimited", retry_after=SLACK_WAIT, times=None),
    ),
    "slack_lost": (Fault("slack", "chat.*", "lose_answer", 0, times=None),),
    "google_429": (
        Fault("google", "*spreadsheets*", "refuse", 429, "RESOURCE_EXHAUSTED", retry_after=GOOGLE_WAIT, times=None),
    ),
    "google_500": (Fault("google", "*spreadsheets*", "refuse", 500, "INTERNAL", times=None),),
    "google_lost": (
        Fault("google", "POST *spreadsheets*", "lose_answer", 0, times=None),
        Fault("google", "PUT *spreadsheets*", "lose_answer", 0, times=None),
    ),
    "slow": (Fault("*", "*", "delay", seconds=SLOW, times=None),),
}  # fmt: skip

_QUIRKS = ("blanks_not_matched", "hidden_rows_skipped", "find_replace_refused")
"""What Google's findReplace might do otherwise than it does here."""


class Troubles:
    """Which troubles are on."""

    def __init__(self, faults: Faults, quirks: Quirks) -> None:
        self._faults = faults
        self._quirks = quirks
        self._on: dict[str, list[Fault]] = {}

    def switch(self, name: str, on: bool) -> None:
        """Switches a trouble on or off; doing so twice changes nothing. Raises KeyError for an unknown name."""
        if name in _QUIRKS:
            setattr(self._quirks, name, on)
            return
        parts = _CATALOGUE[name]
        for fault in self._on.pop(name, []):
            self._faults.remove(fault)
        if on:
            # A copy each: a fault counts what it hits.
            self._on[name] = [self._faults.add(Fault(**vars(part))) for part in parts]

    def state(self) -> list[dict[str, object]]:
        """Every trouble's `name` and whether it is `on`."""
        quirks = [{"name": name, "on": bool(getattr(self._quirks, name))} for name in _QUIRKS]
        return [*({"name": name, "on": name in self._on} for name in _CATALOGUE), *quirks]
