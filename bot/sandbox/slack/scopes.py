"""Which scope each Web API method, feature and event needs, and how often a method may be called."""

from pathlib import Path

from bot.sandbox.tables import fields

_METHODS = fields(Path(__file__).with_name("methods.txt"))
SCOPES_BY_METHOD = {
    name: frozenset(scope for scope in said["scopes"].split(",") if scope) for name, said in _METHODS.items()
}
"""Any one of them suffices; empty: no scope is needed."""
CALLS_A_MINUTE = {name: int(said["a_minute"]) for name, said in _METHODS.items() if "a_minute" in said}
# Scopes that no method needs, and what they are for instead.
SCOPES_BY_FEATURE: dict[str, str] = {
    "commands": "slash commands and shortcuts",
    "app_mentions:read": "the event app_mention",
    "users:read.email": "e-mail addresses in users.info",
    "files:read": "downloading a file by its url_private",
}
# Scopes by kind of conversation: `channels:history` reads public channels, `groups:history` private ones.
KIND_PREFIX: dict[str, str] = {"channel": "channels", "group": "groups", "im": "im"}
# The scope without which an event is not delivered (docs.slack.dev, each event's page).
SCOPES_BY_EVENT: dict[str, str] = {
    "app_mention": "app_mentions:read",
    "message.channels": "channels:history",
    "message.groups": "groups:history",
    "message.im": "im:history",
}
APP_LEVEL_METHODS, APP_SCOPES = frozenset({"apps.connections.open"}), frozenset({"connections:write"})
