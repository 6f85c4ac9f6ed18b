"""Troubles that can be switched on in an embedded service: refusals, slow or lost answers, cut connections."""

import threading
from collections.abc import Mapping
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from typing import Literal

Effect = Literal["refuse", "lose_answer", "cut", "delay", "answer", "repeat"]


@dataclass
class Fault:
    """What goes wrong, for whom, how often.

    `service` and `method` are shell patterns over the call log's names (`slack`, `chat.*`; `google`, `POST */values*`).
    `effect`: `refuse` answers `status` and does nothing; `lose_answer` does the work, then answers `status`
    (0: cuts the connection instead); `cut` cuts the connection before any work; `delay` waits `seconds`, then goes on.
    `answer` does nothing and sends `status`, `body` and `headers`, whatever they are; with `drip`, a byte each so many
    seconds, without end. `repeat` does the work twice, as a proxy that sends a request again (Google only).
    `error` is the service's own error word (`ratelimited`, `internal_error`, …) where the status does not say it;
    `reason` is Google's, in `errors` and `details` (`userRateLimitExceeded`, …).
    `retry_after`: what the header of that name says: seconds, or a date.
    `times`: how many calls it hits, None for every one until removed. `skip`: how many matching calls pass first.
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
