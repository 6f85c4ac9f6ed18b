"""What every Web API method works with."""

from collections.abc import Callable
from dataclasses import dataclass, field

from bot.sandbox.slack.arguments import Arguments
from bot.sandbox.slack.errors import SlackRefusal
from bot.sandbox.slack.messages import Messages
from bot.sandbox.slack.scopes import KIND_PREFIX
from bot.sandbox.slack.triggers import ResponseAddresses, Triggers
from bot.sandbox.slack.views import Views
from bot.sandbox.slack.world import Channel, Json, Person, World


@dataclass
class Context:
    """The workspace as the methods see it. `scopes`: those granted to the bot token."""

    world: World
    messages: Messages
    views: Views
    triggers: Triggers
    addresses: ResponseAddresses
    scopes: set[str]
    base_url: Callable[[], str]
    socket_url: Callable[[], str]
    app_scopes: set[str] = field(default_factory=lambda: {"connections:write"})

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
