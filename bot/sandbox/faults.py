"""What goes wrong in an embedded service: refusals, slow or lost answers, cut connections, answers that are none."""

import threading
from collections.abc import Mapping
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any, Literal

import yaml

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


_CATALOGUE: Mapping[str, list[dict[str, Any]]] = yaml.safe_load(
    Path(__file__).with_name("troubles.yaml").read_text("utf-8")
)


class Troubles:
    """What a person can switch on from the page: the faults of `troubles.yaml`, and Google's quirks."""

    def __init__(self, faults: Faults, quirks: Quirks) -> None:
        self._faults = faults
        self._quirks = quirks
        self._on: dict[str, list[Fault]] = {}

    def switch(self, name: str, on: bool) -> None:
        """Switches a trouble on or off; doing so twice changes nothing. Raises KeyError for an unknown name."""
        if hasattr(self._quirks, name):
            setattr(self._quirks, name, on)
            return
        parts = _CATALOGUE[name]
        for fault in self._on.pop(name, []):
            self._faults.remove(fault)
        if on:
            self._on[name] = [self._faults.add(Fault(**part, times=None)) for part in parts]

    def state(self) -> list[dict[str, object]]:
        """Every trouble's `name` and whether it is `on`."""
        found = {name: name in self._on for name in _CATALOGUE} | vars(self._quirks)
        return [{"name": name, "on": on} for name, on in found.items()]
