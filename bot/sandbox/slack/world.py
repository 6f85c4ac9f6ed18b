"""What the embedded workspace knows: people, channels, messages, groups, files. In memory, safe across threads."""

import copy
import itertools
import secrets
import threading
import time
from bisect import bisect_left
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from bot.sandbox.slack.errors import SlackRefusal
from workflows.clock import Clock

Json = dict[str, Any]
Listener = Callable[[Json], None]


@dataclass(frozen=True)
class Person:
    """A member of the workspace. `locale` is Slack's: `fr-FR`, `en-US`."""

    id: str
    name: str
    display: str
    email: str
    locale: str
    is_bot: bool = False


@dataclass
class Channel:
    """A conversation; `messages` in the order of their ts."""

    id: str
    name: str
    members: list[str]
    kind: str = "channel"  # channel | group (private) | im
    created: int = 0
    messages: list[Json] = field(default_factory=list)

    @property
    def private(self) -> bool:
        """Whether who is not in it may not know of it."""
        return self.kind != "channel"

    @property
    def payload_name(self) -> str:
        """The name that interaction payloads give it."""
        return {"im": "directmessage", "group": "privategroup"}.get(self.kind, self.name)


@dataclass
class UserGroup:
    """A user group, mentioned as `<!subteam^id>`."""

    id: str
    handle: str
    name: str
    members: list[str]


@dataclass
class File:
    """A file and its bytes; `data` is None until they arrived.

    `length`: how many bytes were announced. `ticket`: the secret in the address that takes them, once; "" after that.
    """

    id: str
    name: str
    owner: str
    data: bytes | None
    created: int
    title: str = ""
    alt: str = ""
    length: int = 0
    ticket: str = ""
    completed: bool = True
    channels: list[str] = field(default_factory=list)


class World:
    """The workspace's state. Change it inside `with world.change():`, which also tells the subscribers afterwards."""

    def __init__(self, clock: Clock, team_id: str, team_domain: str, team_name: str) -> None:
        self.clock = clock
        self.team_id, self.team_domain, self.team_name = team_id, team_domain, team_name
        self.organisation: str | None = None  # the id of the one that the app is installed for as a whole, if any
        self.people: dict[str, Person] = {}
        self.channels: dict[str, Channel] = {}
        self.usergroups: dict[str, UserGroup] = {}
        self.ephemerals: dict[str, list[Json]] = {}
        self.files: dict[str, File] = {}
        self.bot_user_id = self.bot_id = self.app_id = ""
        self._lock = threading.RLock()
        self._depth = 0
        self._news: list[Json] = []
        self._listeners: list[Listener] = []
        self._numbers = itertools.count(1)
        self._last_ts = 0

    @property
    def facts(self) -> Json:
        """The workspace and its app, in the words of `shapes.yaml`."""
        return {"team": self.team_id, "domain": self.team_domain, "app": self.app_id, "bot": self.bot_id,
                "bot_user": self.bot_user_id}  # fmt: skip

    @contextmanager
    def change(self) -> Iterator[None]:
        """Holds the lock; when the outermost one ends, tells the subscribers what `news` was given."""
        with self._lock:
            self._depth += 1
            try:
                yield
            finally:
                self._depth -= 1
                news: list[Json] = []
                if self._depth == 0:
                    news, self._news = self._news, []
                listeners = list(self._listeners)
        for item in news:
            for listener in listeners:
                listener(item)

    def news(self, kind: str, **what: Any) -> None:
        """Notes a change for the subscribers; inside `change` only."""
        self._news.append({"type": kind, **what})

    def subscribe(self, listener: Listener) -> None:
        """Calls `listener` after each change, in the thread that made it: it must be quick and never raise."""
        with self._lock:
            self._listeners.append(listener)

    def new_id(self, prefix: str) -> str:
        """A fresh id of Slack's look, `V0000A1B2C3`."""
        return f"{prefix}{next(self._numbers):04X}{secrets.token_hex(3).upper()}"

    def now(self) -> datetime:
        """The workspace's time, aware and in UTC."""
        return self.clock.now()

    def new_ts(self) -> str:
        """A fresh message ts, later than every earlier one."""
        with self._lock:
            micros = int(self.now().timestamp() * 1_000_000)
            self._last_ts = max(micros, self._last_ts + 1)
            return f"{self._last_ts // 1_000_000}.{self._last_ts % 1_000_000:06d}"

    def is_member(self, channel: Channel) -> bool:
        """Whether the bot is in the channel."""
        return self.bot_user_id in channel.members

    def im_with(self, user: str) -> Channel | None:
        """The direct conversation between the bot and that person, where one was opened."""
        for channel in self.channels.values():
            if channel.kind == "im" and user in channel.members:
                return channel
        return None

    def open_im(self, user: str) -> Channel:
        """The direct conversation between the bot and that person, opened if need be."""
        with self.change():
            channel = self.im_with(user)
            if channel is None:
                self.news("people", user=user)
                channel = Channel(self.new_id("D"), "", [user, self.bot_user_id], "im", created=self.seconds())
                self.channels[channel.id] = channel
            return channel

    def seconds(self) -> int:
        """The workspace's time in whole seconds since 1970."""
        return int(self.now().timestamp())

    def message(self, channel: Channel, ts: str) -> Json | None:
        """The stored message itself, not a copy."""
        at = bisect_left(channel.messages, ts, key=lambda message: str(message["ts"]))
        found = channel.messages[at] if at < len(channel.messages) else None
        return found if found is not None and found["ts"] == ts else None

    def copied(self, value: Any) -> Any:
        """A copy that may leave the lock."""
        with self._lock:
            return copy.deepcopy(value)


# -- what an interaction hands out for a while

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
