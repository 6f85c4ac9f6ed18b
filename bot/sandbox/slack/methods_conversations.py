"""conversations.*"""

from bot.sandbox.slack.arguments import Arguments
from bot.sandbox.slack.context import Context, Method
from bot.sandbox.slack.errors import SlackRefusal
from bot.sandbox.slack.messages import page, public
from bot.sandbox.slack.world import Channel, Json


def open_conversation(context: Context, arguments: Arguments) -> Json:
    """conversations.open, with one person"""
    user = context.person(arguments.required("users"))
    if user.is_bot:
        raise SlackRefusal("cannot_dm_bot")
    context.need("im:write")
    already = context.world.im_with(user.id) is not None
    opened = {"channel": {"id": context.world.open_im(user.id).id}}
    return {**opened, "no_op": True, "already_open": True} if already else opened


def history(context: Context, arguments: Arguments) -> Json:
    """conversations.history"""
    channel = _readable(context, arguments)
    whole = [m for m in channel.messages if "thread_ts" not in m or m["thread_ts"] == m["ts"]]
    return _page(whole, arguments, newest_first=True)


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
        messages, oldest=arguments.text("oldest"), limit=arguments.integer("limit", 100 if newest_first else 999),
        cursor=arguments.text("cursor"), forward=not newest_first,
    )  # fmt: skip
    metadata = arguments.flag("include_all_metadata")
    answer: Json = {"messages": [public(m, metadata) for m in found], "has_more": bool(cursor)}
    if cursor:
        answer["response_metadata"] = {"next_cursor": cursor}
    return answer


METHODS: dict[str, Method] = {
    "conversations.open": open_conversation,
    "conversations.history": history,
    "conversations.replies": replies,
}
