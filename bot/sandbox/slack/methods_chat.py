"""chat.* and reactions.*"""

from typing import Any

from bot.sandbox.slack.arguments import Arguments
from bot.sandbox.slack.context import Context, Method
from bot.sandbox.slack.errors import SlackRefusal
from bot.sandbox.slack.messages import public
from bot.sandbox.slack.world import Channel, Json

# docs.slack.dev, chat.postMessage: markdown_text.
MOST_MARKDOWN = 12_000


def post_message(context: Context, arguments: Arguments) -> Json:
    """chat.postMessage"""
    channel = _target(context, arguments.required("channel"))
    message = context.messages.post(
        channel,
        user=context.world.bot_user_id,
        text=_text(arguments) or "",
        blocks=arguments.get("blocks"),
        thread_ts=arguments.text("thread_ts"),
        metadata=arguments.get("metadata"),
        attachments=_attachments(arguments),
        broadcast=arguments.flag("reply_broadcast"),
    )
    return {"channel": channel.id, "ts": message["ts"], "message": public(message)}


def _target(context: Context, name: str) -> Channel:
    if name in context.world.people:
        if context.world.people[name].is_bot:
            raise SlackRefusal("channel_not_found")
        return context.world.open_im(name)
    channel = context.channel(name)
    if not context.world.is_member(channel) and "chat:write.public" not in context.scopes:
        raise SlackRefusal("not_in_channel")
    return channel


def _text(arguments: Arguments) -> str | None:
    markdown = arguments.text("markdown_text")
    if markdown is None:
        return arguments.text("text")
    if arguments.get("text") or arguments.get("blocks"):
        raise SlackRefusal("markdown_text_conflict")
    if len(markdown) > MOST_MARKDOWN:
        raise SlackRefusal("msg_too_long")
    return markdown


def _attachments(arguments: Arguments) -> Any:
    attachments = arguments.structure("attachments", "invalid_attachments")
    if attachments is not None and not isinstance(attachments, list):
        raise SlackRefusal("invalid_attachments")
    return attachments


def update(context: Context, arguments: Arguments) -> Json:
    """chat.update"""
    channel = context.channel(arguments.required("channel"))
    message = context.messages.update(
        channel,
        arguments.required("ts"),
        user=context.world.bot_user_id,
        text=_text(arguments),
        blocks=arguments.get("blocks"),
        metadata=arguments.get("metadata"),
        attachments=_attachments(arguments),
    )
    shown = public(message)
    return {"channel": channel.id, "ts": message["ts"], "text": message["text"], "message": shown}


def delete(context: Context, arguments: Arguments) -> Json:
    """chat.delete"""
    channel = context.channel(arguments.required("channel"))
    ts = arguments.required("ts")
    context.messages.delete(channel, ts, user=context.world.bot_user_id)
    return {"channel": channel.id, "ts": ts}


def post_ephemeral(context: Context, arguments: Arguments) -> Json:
    """chat.postEphemeral"""
    channel = context.joined(arguments.required("channel"))
    user = arguments.required("user")
    if user not in channel.members:
        raise SlackRefusal("user_not_in_channel")
    if channel.archived:
        raise SlackRefusal("is_archived")
    message = context.messages.whisper(
        channel,
        user,
        text=_text(arguments) or "",
        blocks=arguments.get("blocks"),
        thread_ts=arguments.text("thread_ts"),
    )
    return {"message_ts": message["ts"]}


def get_permalink(context: Context, arguments: Arguments) -> Json:
    """chat.getPermalink"""
    channel = context.channel(arguments.required("channel"))
    ts = arguments.required("message_ts")
    if context.world.message(channel, ts) is None:
        raise SlackRefusal("message_not_found")
    link = f"https://{context.world.team_domain}.slack.com/archives/{channel.id}/p{ts.replace('.', '')}"
    return {"channel": channel.id, "permalink": link}


def _reacted(context: Context, arguments: Arguments) -> tuple[Json, Channel, str]:
    channel = context.joined(arguments.required("channel"))
    message = context.world.message(channel, arguments.required("timestamp"))
    if message is None:
        raise SlackRefusal("message_not_found")
    return message, channel, arguments.required("name").strip(":")


def add_reaction(context: Context, arguments: Arguments) -> Json:
    """reactions.add"""
    message, channel, name = _reacted(context, arguments)
    me = context.world.bot_user_id
    with context.world.change():
        reactions = message.setdefault("reactions", [])
        found = next((r for r in reactions if r["name"] == name), None)
        if found is None:
            found = {"name": name, "users": [], "count": 0}
            reactions.append(found)
        if me in found["users"]:
            raise SlackRefusal("already_reacted")
        found["users"].append(me)
        found["count"] += 1
        context.world.news("message_changed", channel=channel.id, ts=message["ts"])
    return {}


def remove_reaction(context: Context, arguments: Arguments) -> Json:
    """reactions.remove"""
    message, channel, name = _reacted(context, arguments)
    me = context.world.bot_user_id
    with context.world.change():
        found = next((r for r in message.get("reactions", []) if r["name"] == name and me in r["users"]), None)
        if found is None:
            raise SlackRefusal("no_reaction")
        found["users"].remove(me)
        found["count"] -= 1
        message["reactions"] = [r for r in message["reactions"] if r["count"]]
        context.world.news("message_changed", channel=channel.id, ts=message["ts"])
    return {}


def get_reactions(context: Context, arguments: Arguments) -> Json:
    """reactions.get"""
    channel = context.joined(arguments.required("channel"))
    message = context.world.message(channel, arguments.required("timestamp"))
    if message is None:
        raise SlackRefusal("message_not_found")
    return {"type": "message", "channel": channel.id, "message": public(message, metadata=False)}


METHODS: dict[str, Method] = {
    "chat.postMessage": post_message,
    "chat.update": update,
    "chat.delete": delete,
    "chat.postEphemeral": post_ephemeral,
    "chat.getPermalink": get_permalink,
    "reactions.add": add_reaction,
    "reactions.remove": remove_reaction,
    "reactions.get": get_reactions,
}
