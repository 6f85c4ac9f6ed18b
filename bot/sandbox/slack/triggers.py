"""What an interaction hands out for a while: trigger ids (3 seconds, one use) and response addresses."""

import itertools
import secrets
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.sandbox.slack.errors import SlackRefusal

TRIGGER_SECONDS = 3.0
RESPONSE_LIFE = timedelta(minutes=30)
RESPONSE_USES = 5


@dataclass
class _Trigger:
    user: str
    until: float
    used: bool = False


class Triggers:
    """Trigger ids live 3 seconds of real time, whatever the workspace's clock says: the bot waits in real time too.

    `seconds`: more where a test is about something else, on a machine that is busy."""

    def __init__(self, monotonic: Callable[[], float] = time.monotonic) -> None:
        self._monotonic = monotonic
        self.seconds = TRIGGER_SECONDS
        self._known: dict[str, _Trigger] = {}
        self._numbers = itertools.count(10_000_000)

    def new(self, user: str) -> str:
        """A trigger for that person."""
        now = self._monotonic()
        if len(self._known) > 1000:
            self._known = {k: t for k, t in self._known.items() if now - t.until < 600}
        name = f"{next(self._numbers)}.{next(self._numbers)}.{secrets.token_hex(16)}"
        self._known[name] = _Trigger(user, now + self.seconds)
        return name

    def spend(self, name: object) -> str:
        """Exchanges the trigger; answers whose it is. Raises SlackRefusal."""
        trigger = self._known.get(str(name))
        if trigger is None:
            raise SlackRefusal("invalid_trigger_id")
        if trigger.used:
            raise SlackRefusal("exchanged_trigger_id")
        if self._monotonic() > trigger.until:
            raise SlackRefusal("expired_trigger_id")
        trigger.used = True
        return trigger.user


@dataclass
class ResponseAddress:
    """Where an interaction may be answered without being in the channel."""

    user: str
    channel: str
    until: datetime
    left: int = RESPONSE_USES


class ResponseAddresses:
    """The response addresses given out."""

    def __init__(self) -> None:
        self._known: dict[str, ResponseAddress] = {}

    def new(self, user: str, channel: str, now: datetime) -> str:
        """Gives out an address; answers its token."""
        token = secrets.token_urlsafe(18)
        self._known[token] = ResponseAddress(user, channel, now + RESPONSE_LIFE)
        return token

    def take(self, token: str, now: datetime) -> ResponseAddress:
        """One use of an address. Raises SlackRefusal: expired_url, used_url."""
        address = self._known.get(token)
        if address is None or now > address.until:
            raise SlackRefusal("expired_url", status=404)
        if address.left <= 0:
            raise SlackRefusal("used_url", status=404)
        address.left -= 1
        return address
