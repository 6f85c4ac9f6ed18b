"""chat.*"""

from bot.sandbox.slack.arguments import Arguments
from bot.sandbox.slack.context import Context, Method
from bot.sandbox.slack.errors import SlackRefusal
from bot.sandbox.slack.messages import public
from bot.sandbox.slack.world import Json


def post_message(context: Context, arguments: Arguments) -> Json:
    """chat.postMessage"""
    channel = context.joined(arguments.required("channel"))
    message = context.messages.post(
        channel, user=context.world.bot_user_id, text=arguments.text("text") or "", blocks=arguments.get("blocks"),
        thread_ts=arguments.text("thread_ts"), metadata=arguments.get("metadata"),
    )  # fmt: skip
    return {"channel": channel.id, "ts": message["ts"], "message": public(message)}


def update(context: Context, arguments: Arguments) -> Json:
    """chat.update"""
    channel = context.channel(arguments.required("channel"))
    message = context.messages.update(
        channel, arguments.required("ts"), user=context.world.bot_user_id, text=arguments.text("text"),
        blocks=arguments.get("blocks"), metadata=arguments.get("metadata"),
    )  # fmt: skip
    return {"channel": channel.id, "ts": message["ts"], "text": message["text"], "message": public(message)}


def post_ephemeral(context: Context, arguments: Arguments) -> Json:
    """chat.postEphemeral"""
    channel = context.joined(arguments.required("channel"))
    user = arguments.required("user")
    if user not in channel.members:
        raise SlackRefusal("user_not_in_channel")
    message = context.messages.whisper(
        channel, user, text=arguments.text("text") or "", blocks=arguments.get("blocks"),
        thread_ts=arguments.text("thread_ts"),
    )  # fmt: skip
    return {"message_ts": message["ts"]}


METHODS: dict[str, Method] = {
    "chat.postMessage": post_message,
    "chat.update": update,
    "chat.postEphemeral": post_ephemeral,
}
