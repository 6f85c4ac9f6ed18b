"""Which scope each Web API method needs (docs.slack.dev, "Scopes" of each method's page)."""

_CONVERSATIONS_READ = frozenset({"channels:read", "groups:read", "im:read", "mpim:read"})
_CONVERSATIONS_HISTORY = frozenset({"channels:history", "groups:history", "im:history", "mpim:history"})
_NONE: frozenset[str] = frozenset()

# Any one of them suffices; empty: no scope is needed. Where the kind of conversation decides, `KIND_PREFIX` says how.
SCOPES_BY_METHOD: dict[str, frozenset[str]] = {
    "api.test": _NONE,
    "apps.connections.open": frozenset({"connections:write"}),
    "auth.test": _NONE,
    "bots.info": frozenset({"users:read"}),
    "chat.delete": frozenset({"chat:write"}),
    "chat.getPermalink": _NONE,
    "chat.postEphemeral": frozenset({"chat:write"}),
    "chat.postMessage": frozenset({"chat:write"}),
    "chat.update": frozenset({"chat:write"}),
    "conversations.history": _CONVERSATIONS_HISTORY,
    "conversations.info": _CONVERSATIONS_READ,
    "conversations.join": frozenset({"channels:join"}),
    "conversations.list": _CONVERSATIONS_READ,
    "conversations.members": _CONVERSATIONS_READ,
    "conversations.open": frozenset({"channels:manage", "groups:write", "im:write", "mpim:write"}),
    "conversations.replies": _CONVERSATIONS_HISTORY,
    "emoji.list": frozenset({"emoji:read"}),
    "files.completeUploadExternal": frozenset({"files:write"}),
    "files.getUploadURLExternal": frozenset({"files:write"}),
    "files.info": frozenset({"files:read"}),
    "reactions.add": frozenset({"reactions:write"}),
    "reactions.get": frozenset({"reactions:read"}),
    "reactions.remove": frozenset({"reactions:write"}),
    "team.info": frozenset({"team:read"}),
    "usergroups.list": frozenset({"usergroups:read"}),
    "usergroups.users.list": frozenset({"usergroups:read"}),
    "users.info": frozenset({"users:read"}),
    "users.list": frozenset({"users:read"}),
    "users.lookupByEmail": frozenset({"users:read.email"}),
    "views.open": _NONE,
    "views.publish": _NONE,
    "views.push": _NONE,
    "views.update": _NONE,
}
# Scopes that no method needs, and what they are for instead.
SCOPES_BY_FEATURE: dict[str, str] = {
    "commands": "slash commands and shortcuts",
    "app_mentions:read": "the event app_mention",
    "users:read.email": "e-mail addresses in users.info and users.list",
    "chat:write.public": "chat.postMessage in public channels without being in them",
    "files:read": "downloading a file by its url_private",
}
# Scopes by kind of conversation: `channels:history` reads public channels, `groups:history` private ones.
KIND_PREFIX: dict[str, str] = {"channel": "channels", "group": "groups", "im": "im", "mpim": "mpim"}
# The scope without which an event is not delivered (docs.slack.dev, each event's page).
SCOPES_BY_EVENT: dict[str, str] = {
    "app_mention": "app_mentions:read",
    "message.channels": "channels:history",
    "message.groups": "groups:history",
    "message.im": "im:history",
    "message.mpim": "mpim:history",
    "member_joined_channel": "channels:read",
    "member_left_channel": "channels:read",
    "reaction_added": "reactions:read",
    "subteam_members_changed": "usergroups:read",
    "subteam_updated": "usergroups:read",
    "user_change": "users:read",
}
APP_LEVEL_METHODS = frozenset({"apps.connections.open"})
