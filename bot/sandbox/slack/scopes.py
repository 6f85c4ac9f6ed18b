"""Which scope each Web API method needs (docs.slack.dev, "Scopes" of each method's page)."""

_NONE: frozenset[str] = frozenset()
_HISTORY = frozenset({"channels:history", "groups:history", "im:history"})

# Any one of them suffices; empty: no scope is needed. Where the kind of conversation decides, `KIND_PREFIX` says how.
SCOPES_BY_METHOD: dict[str, frozenset[str]] = {
    "apps.connections.open": frozenset({"connections:write"}),
    "auth.test": _NONE,
    "chat.delete": frozenset({"chat:write"}),
    "chat.postEphemeral": frozenset({"chat:write"}),
    "chat.postMessage": frozenset({"chat:write"}),
    "chat.update": frozenset({"chat:write"}),
    "conversations.history": _HISTORY,
    "conversations.open": frozenset({"channels:manage", "groups:write", "im:write", "mpim:write"}),
    "conversations.replies": _HISTORY,
    "files.completeUploadExternal": frozenset({"files:write"}),
    "files.getUploadURLExternal": frozenset({"files:write"}),
    "files.info": frozenset({"files:read"}),
    "usergroups.users.list": frozenset({"usergroups:read"}),
    "users.info": frozenset({"users:read"}),
    "views.open": _NONE,
    "views.publish": _NONE,
    "views.update": _NONE,
}
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
APP_LEVEL_METHODS = frozenset({"apps.connections.open"})
