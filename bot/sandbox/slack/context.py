"""What every Web API method works with: its arguments, however they arrived, and the workspace."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from bot.sandbox.slack.errors import SlackRefusal, invalid
from bot.sandbox.slack.messages import Messages
from bot.sandbox.slack.scopes import KIND_PREFIX
from bot.sandbox.slack.views import Views
from bot.sandbox.slack.world import Channel, Handouts, Json, Person, World


class Arguments(dict[str, Any]):
    """The decoded arguments, without the token."""

    def given(self, name: str) -> Any:
        """What must be there. Raises SlackRefusal (invalid_arguments)."""
        value = self.get(name)
        if value in (None, ""):
            raise invalid("invalid_arguments", [f"missing required field: {name}"])
        return value

    def required(self, name: str) -> str:
        """A string that must be there."""
        return str(self.given(name))

    def text(self, name: str) -> str | None:
        """A string, or None."""
        value = self.get(name)
        return None if value is None else str(value)

    def flag(self, name: str) -> bool:
        """A truth value: true, "true", "1"."""
        return str(self.get(name, "")).lower() in ("true", "1")

    def integer(self, name: str, default: int) -> int:
        """A whole number. Raises SlackRefusal (invalid_arguments)."""
        try:
            return int(str(self.get(name, default)))
        except ValueError:
            raise invalid("invalid_arguments", [f"must provide an integer [json-pointer:/{name}]"]) from None

    def structure(self, name: str, error: str) -> Any:
        """A JSON value, parsed where it came as a string; None where absent. Raises SlackRefusal with `error`."""
        value = self.get(name)
        if not isinstance(value, str):
            return value
        if value == "":
            return None
        try:
            return json.loads(value)
        except ValueError:
            raise invalid(error, [f"must be valid JSON [json-pointer:/{name}]"]) from None


@dataclass
class Context:
    """The workspace as the methods see it. `scopes`: those granted to the bot token."""

    world: World
    messages: Messages
    views: Views
    triggers: Handouts
    addresses: Handouts
    scopes: set[str]
    base_url: Callable[[], str]
    socket_url: Callable[[], str]

    def person(self, user: str) -> Person:
        """The person. Raises SlackRefusal: user_not_found."""
        person = self.world.people.get(user)
        if person is None:
            raise SlackRefusal("user_not_found")
        return person

    def channel(self, name: str) -> Channel:
        """The conversation; a private one that the bot is not in is not found. Raises SlackRefusal."""
        channel = self.world.channels.get(name)
        if channel is None or (channel.private and not self.world.is_member(channel)):
            raise SlackRefusal("channel_not_found")
        return channel

    def joined(self, name: str) -> Channel:
        """The conversation, which the bot must be in. Raises SlackRefusal: channel_not_found, not_in_channel."""
        channel = self.channel(name)
        if not self.world.is_member(channel):
            raise SlackRefusal("not_in_channel")
        return channel

    def need(self, scope: str) -> None:
        """Raises SlackRefusal (missing_scope) unless the bot token has it."""
        if scope not in self.scopes:
            raise SlackRefusal("missing_scope", needed=scope, provided=",".join(sorted(self.scopes)))

    def need_for(self, channel: Channel, ending: str) -> None:
        """The scope for this kind of conversation: `channels:read`, `im:history`, ..."""
        self.need(f"{KIND_PREFIX[channel.kind]}:{ending}")


Method = Callable[[Context, Arguments], Json]
