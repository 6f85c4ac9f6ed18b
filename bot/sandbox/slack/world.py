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
from datetime import datetime
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
        self.usergroups: dict[str, list[str]] = {}  # id to members
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
                channel = Channel(self.new_id("D"), "", [user, self.bot_user_id], "im")
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


@dataclass
class Handout:
    """Whose it is, for which conversation, until when by its clock, and how often it may still be used."""

    user: str
    channel: str
    until: float
    left: int


@dataclass
class Handouts:
    """Secrets that serve for so many `seconds` of the clock `now`, so many times. `unknown`, `used`, `late`: Slack's
    words for one that does not, answered with `status`."""

    now: Callable[[], float]
    seconds: float
    uses: int
    unknown: str
    used: str
    late: str
    status: int = 200
    _known: dict[str, Handout] = field(default_factory=dict)

    def new(self, user: str, channel: str = "") -> str:
        """Gives one out."""
        name = f"{len(self._known)}.{secrets.token_hex(16)}"
        self._known[name] = Handout(user, channel, self.now() + self.seconds, self.uses)
        return name

    def take(self, name: object) -> Handout:
        """One use of it. Raises SlackRefusal."""
        found = self._known.get(str(name))
        if found is None:
            raise SlackRefusal(self.unknown, status=self.status)
        if found.left <= 0:
            raise SlackRefusal(self.used, status=self.status)
        if self.now() > found.until:
            raise SlackRefusal(self.late, status=self.status)
        found.left -= 1
        return found


def triggers(now: Callable[[], float] = time.monotonic) -> Handouts:
    """Trigger ids live 3 seconds of real time, whatever the workspace's clock says: the bot waits in real time too.

    `seconds`: more where a test is about something else, on a machine that is busy."""
    return Handouts(now, 3.0, 1, "invalid_trigger_id", "exchanged_trigger_id", "expired_trigger_id")


def response_addresses(now: Callable[[], float]) -> Handouts:
    """Where an interaction may be answered without being in the channel: for 30 minutes, five times."""
    return Handouts(now, 30 * 60.0, 5, "expired_url", "used_url", "expired_url", status=404)
