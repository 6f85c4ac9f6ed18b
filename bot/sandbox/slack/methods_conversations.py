"""conversations.*"""

import base64
import re
from typing import Any

from bot.sandbox.slack.arguments import Arguments
from bot.sandbox.slack.context import Context, Method
from bot.sandbox.slack.errors import SlackRefusal
from bot.sandbox.slack.messages import page, public
from bot.sandbox.slack.scopes import KIND_PREFIX
from bot.sandbox.slack.world import Channel, Json

_TYPES = {"public_channel": "channel", "private_channel": "group", "im": "im", "mpim": "mpim"}


def open_conversation(context: Context, arguments: Arguments) -> Json:
    """conversations.open"""
    world = context.world
    named = arguments.text("channel")
    if named:
        channel = context.channel(named)
        if channel.kind not in ("im", "mpim"):
            raise SlackRefusal("method_not_supported_for_channel_type")
        return _opened(context, channel, arguments, already=True)
    users = [user.strip() for user in (arguments.text("users") or "").split(",") if user.strip()]
    if not users:
        raise SlackRefusal("users_list_not_supplied")
    for user in users:
        if context.person(user).is_bot:
            raise SlackRefusal("cannot_dm_bot")
    if len(users) > 8:
        raise SlackRefusal("too_many_users")
    if len(users) == 1:
        context.need("im:write")
        already = world.im_with(users[0]) is not None
        return _opened(context, world.open_im(users[0]), arguments, already)
    context.need("mpim:write")
    members = sorted({*users, world.bot_user_id})
    with world.change():
        found = next((c for c in world.channels.values() if c.kind == "mpim" and sorted(c.members) == members), None)
        channel = found or Channel(
            world.new_id("G"), f"mpdm-{'--'.join(members).lower()}-1", members, "mpim", created=world.seconds()
        )
        world.channels[channel.id] = channel
    return _opened(context, channel, arguments, found is not None)


def _opened(context: Context, channel: Channel, arguments: Arguments, already: bool) -> Json:
    shown = conversation(context, channel) if arguments.flag("return_im") else {"id": channel.id}
    return {"channel": shown, **({"no_op": True, "already_open": True} if already else {})}


def history(context: Context, arguments: Arguments) -> Json:
    """conversations.history"""
    channel = _readable(context, arguments)
    whole = [m for m in channel.messages if "thread_ts" not in m or m["thread_ts"] == m["ts"] or _broadcast(m)]
    return _page(whole, arguments, newest_first=True) | {"pin_count": 0, "channel_actions_ts": None,
                                                         "channel_actions_count": 0}  # fmt: skip


def _broadcast(message: Json) -> bool:
    return message.get("subtype") == "thread_broadcast"


def replies(context: Context, arguments: Arguments) -> Json:
    """conversations.replies"""
    channel = _readable(context, arguments)
    ts = arguments.required("ts")
    message = context.world.message(channel, ts)
    if message is None:
        raise SlackRefusal("thread_not_found")
    root = message.get("thread_ts", ts)
    return _page([m for m in channel.messages if root in (m["ts"], m.get("thread_ts"))], arguments, newest_first=False)


def _readable(context: Context, arguments: Arguments) -> Channel:
    channel = context.channel(arguments.required("channel"))
    context.need_for(channel, "history")
    if not context.world.is_member(channel):
        raise SlackRefusal("not_in_channel")
    return channel


def _page(messages: list[Json], arguments: Arguments, newest_first: bool) -> Json:
    found, cursor = page(
        messages,
        oldest=arguments.text("oldest"),
        latest=arguments.text("latest"),
        inclusive=arguments.flag("inclusive"),
        limit=arguments.integer("limit", 100 if newest_first else 999),
        cursor=arguments.text("cursor"),
        forward=not newest_first,
    )
    metadata = arguments.flag("include_all_metadata")
    answer: Json = {"messages": [public(m, metadata) for m in found], "has_more": bool(cursor)}
    if cursor:
        answer["response_metadata"] = {"next_cursor": cursor}
    return answer


def info(context: Context, arguments: Arguments) -> Json:
    """conversations.info"""
    channel = context.channel(arguments.required("channel"))
    context.need_for(channel, "read")
    shown = conversation(context, channel)
    if arguments.flag("include_num_members"):
        shown["num_members"] = len(channel.members)
    return {"channel": shown}


def members(context: Context, arguments: Arguments) -> Json:
    """conversations.members"""
    channel = context.channel(arguments.required("channel"))
    context.need_for(channel, "read")
    found, cursor = slice_of(list(channel.members), arguments, 100)
    return {"members": found, "response_metadata": {"next_cursor": cursor}}


def list_conversations(context: Context, arguments: Arguments) -> Json:
    """conversations.list"""
    kinds = []
    for name in (arguments.text("types") or "public_channel").split(","):
        if name.strip() not in _TYPES:
            raise SlackRefusal("invalid_types")
        kinds.append(_TYPES[name.strip()])
    for kind in kinds:
        context.need(f"{KIND_PREFIX[kind]}:read")
    world = context.world
    archived = not arguments.flag("exclude_archived")
    shown = [
        conversation(context, c)
        for c in world.channels.values()
        if c.kind in kinds and (archived or not c.archived) and (not c.private or world.is_member(c))
    ]
    found, cursor = slice_of(shown, arguments, 100)
    return {"channels": found, "response_metadata": {"next_cursor": cursor}}


def join(context: Context, arguments: Arguments) -> Json:
    """conversations.join"""
    channel = context.channel(arguments.required("channel"))
    if channel.private:
        raise SlackRefusal("method_not_supported_for_channel_type")
    if channel.archived:
        raise SlackRefusal("is_archived")
    with context.world.change():
        if not context.world.is_member(channel):
            channel.members.append(context.world.bot_user_id)
            context.world.news("people", channel=channel.id)
    return {"channel": conversation(context, channel)}


def slice_of(items: list[Any], arguments: Arguments, default: int) -> tuple[list[Any], str]:
    """One page of a list, and the cursor of the next one ("" at the end). Raises SlackRefusal."""
    limit = arguments.integer("limit", default) or default
    if not 1 <= limit <= 1000:
        raise SlackRefusal("invalid_limit")
    start = 0
    cursor = arguments.text("cursor")
    if cursor:
        try:
            decoded = base64.b64decode(cursor, validate=True).decode()
        except ValueError:
            raise SlackRefusal("invalid_cursor") from None
        place = re.fullmatch(r"at:(\d+)", decoded)
        if not place:
            raise SlackRefusal("invalid_cursor")
        start = int(place[1])
    end = start + limit
    return items[start:end], base64.b64encode(f"at:{end}".encode()).decode() if end < len(items) else ""


def conversation(context: Context, channel: Channel) -> Json:
    """The conversation object."""
    world = context.world
    common: Json = {
        "id": channel.id, "created": channel.created, "is_archived": channel.archived, "is_im": channel.kind == "im",
        "is_org_shared": False, "context_team_id": world.team_id, "updated": channel.created * 1000,
    }  # fmt: skip
    if channel.kind == "im":
        other = next((user for user in channel.members if user != world.bot_user_id), world.bot_user_id)
        return common | {"user": other, "is_user_deleted": False, "priority": 0}
    return common | {
        "name": channel.name, "name_normalized": channel.name, "is_channel": channel.kind == "channel",
        "is_group": channel.kind == "group", "is_mpim": channel.kind == "mpim", "is_private": channel.private,
        "is_general": channel.name == "general", "is_shared": False, "is_ext_shared": False,
        "is_pending_ext_shared": False,
        "unlinked": 0, "parent_conversation": None, "creator": channel.members[0] if channel.members else "",
        "is_member": world.is_member(channel), "shared_team_ids": [world.team_id], "pending_shared": [],
        "pending_connected_team_ids": [], "topic": {"value": "", "creator": "", "last_set": 0},
        "purpose": {"value": "", "creator": "", "last_set": 0}, "previous_names": [],
    }  # fmt: skip


METHODS: dict[str, Method] = {
    "conversations.open": open_conversation,
    "conversations.history": history,
    "conversations.replies": replies,
    "conversations.info": info,
    "conversations.members": members,
    "conversations.list": list_conversations,
    "conversations.join": join,
}
