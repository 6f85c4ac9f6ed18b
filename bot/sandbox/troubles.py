"""The troubles that a person can switch on from the page, each as the faults that it stands for."""

from collections.abc import Mapping

from bot.sandbox.faults import Fault, Faults
from bot.sandbox.google.book import Quirks

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
