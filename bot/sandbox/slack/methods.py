"""Every Web API method that the embedded Slack knows: those that the bot calls."""

import secrets
import threading

from bot.sandbox.slack.context import Arguments, Context, Method
from bot.sandbox.slack.errors import SlackRefusal, invalid
from bot.sandbox.slack.messages import REPLIES, page, public
from bot.sandbox.slack.shapes import shape
from bot.sandbox.slack.views import public_view
from bot.sandbox.slack.world import Channel, File, Json

# So long after an upload is complete its file is to be seen in the channel; Slack itself takes some seconds.
SHARE_SECONDS = 0.3


def _auth_test(context: Context, arguments: Arguments) -> Json:
    world = context.world
    whole = world.organisation
    return shape(
        "auth.test", **world.facts | {"team": whole or world.team_id}, url=f"https://{world.team_domain}.slack.com/",
        team_name=world.team_name, name=world.people[world.bot_user_id].name, organisation=whole,
        organisation_wide=whole is not None,
    )  # fmt: skip


def _users_info(context: Context, arguments: Arguments) -> Json:
    """users.info; the language only where asked for, the e-mail address only with the scope for it."""
    person = context.person(arguments.required("user"))
    shown = shape("user", **context.world.facts, user=person.id, user_name=person.name, display=person.display,
                  is_bot=person.is_bot)  # fmt: skip
    if "users:read.email" in context.scopes and not person.is_bot:
        shown["profile"]["email"] = person.email
    if arguments.flag("include_locale"):
        shown["locale"] = person.locale
    return {"user": shown}


def _usergroup_users(context: Context, arguments: Arguments) -> Json:
    group = context.world.usergroups.get(arguments.required("usergroup"))
    if group is None:
        raise SlackRefusal("no_such_subteam")
    return {"users": list(group)}


def _connections_open(context: Context, arguments: Arguments) -> Json:
    return {"url": context.socket_url()}


def _post_message(context: Context, arguments: Arguments) -> Json:
    channel = context.joined(arguments.required("channel"))
    message = context.messages.post(
        channel, user=context.world.bot_user_id, text=arguments.text("text") or "", blocks=arguments.get("blocks"),
        thread_ts=arguments.text("thread_ts"), metadata=arguments.get("metadata"),
    )  # fmt: skip
    return {"channel": channel.id, "ts": message["ts"], "message": public(message)}


def _update_message(context: Context, arguments: Arguments) -> Json:
    channel = context.channel(arguments.required("channel"))
    message = context.messages.update(
        channel, arguments.required("ts"), user=context.world.bot_user_id, text=arguments.text("text"),
        blocks=arguments.get("blocks"), metadata=arguments.get("metadata"),
    )  # fmt: skip
    # What a thread under it holds is not answered here.
    shown = {name: value for name, value in public(message).items() if name not in REPLIES}
    return {"channel": channel.id, "ts": message["ts"], "text": message["text"], "message": shown}


def _delete_message(context: Context, arguments: Arguments) -> Json:
    channel, ts = context.channel(arguments.required("channel")), arguments.required("ts")
    context.messages.delete(channel, ts, user=context.world.bot_user_id)
    return {"channel": channel.id, "ts": ts}


def _post_ephemeral(context: Context, arguments: Arguments) -> Json:
    channel = context.joined(arguments.required("channel"))
    user = arguments.required("user")
    if user not in channel.members:
        raise SlackRefusal("user_not_in_channel")
    message = context.messages.whisper(
        channel, user, text=arguments.text("text") or "", blocks=arguments.get("blocks"),
        thread_ts=arguments.text("thread_ts"),
    )  # fmt: skip
    return {"message_ts": message["ts"]}


def _open_conversation(context: Context, arguments: Arguments) -> Json:
    """conversations.open, with one person"""
    user = context.person(arguments.required("users"))
    if user.is_bot:
        raise SlackRefusal("cannot_dm_bot")
    context.need("im:write")
    already = context.world.im_with(user.id) is not None
    opened = {"channel": {"id": context.world.open_im(user.id).id}}
    return {**opened, "no_op": True, "already_open": True} if already else opened


def _history(context: Context, arguments: Arguments) -> Json:
    channel = _readable(context, arguments)
    whole = [m for m in channel.messages if "thread_ts" not in m or m["thread_ts"] == m["ts"]]
    return _page(whole, arguments, newest_first=True)


def _replies(context: Context, arguments: Arguments) -> Json:
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
    return context.joined(channel.id)


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


def _open_view(context: Context, arguments: Arguments) -> Json:
    return {"view": public_view(context.views.open(arguments.required("trigger_id"), arguments.given("view")))}


def _update_view(context: Context, arguments: Arguments) -> Json:
    view = context.views.update(arguments.required("view_id"), arguments.text("hash"), arguments.given("view"))
    return {"view": public_view(view)}


def _publish_view(context: Context, arguments: Arguments) -> Json:
    user = context.person(arguments.required("user_id")).id
    return {"view": public_view(context.views.publish(user, arguments.text("hash"), arguments.given("view")))}


_KINDS = {"csv": "text/csv", "png": "image/png",
          "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"}  # fmt: skip


def file_object(context: Context, file: File) -> Json:
    """The file object."""
    address = f"{context.base_url()}/files/{file.id}"
    kind = _KINDS.get(file.name.rsplit(".", 1)[-1].lower(), "application/octet-stream")
    shown = shape(
        "file", **vars(file) | {"title": file.title or file.name, "channels": list(file.channels)}, address=address,
        size=len(file.data or b""), mimetype=kind, download=f"{address}/download/{file.name}",
    )  # fmt: skip
    return shown | ({"alt_txt": file.alt} if file.alt else {})


def _file_info(context: Context, arguments: Arguments) -> Json:
    file = context.world.files.get(arguments.required("file"))
    if file is None or file.data is None:
        raise SlackRefusal("file_not_found")
    return {"file": file_object(context, file)}


def _get_upload_url(context: Context, arguments: Arguments) -> Json:
    name = arguments.required("filename")
    arguments.required("length")
    length = arguments.integer("length", 0)
    if length < 1:
        raise invalid("invalid_arguments", ["must be greater than 1 [json-pointer:/length]"])
    world = context.world
    with world.change():
        file = File(world.new_id("F"), name, world.bot_user_id, None, world.seconds())
        file.alt, file.length, file.ticket = arguments.text("alt_txt") or "", length, secrets.token_urlsafe(24)
        file.completed = False
        world.files[file.id] = file
    return {"upload_url": f"{context.base_url()}/upload/v1/{file.ticket}", "file_id": file.id}


def _complete_upload(context: Context, arguments: Arguments) -> Json:
    named = arguments.structure("files", "invalid_arguments")
    if not isinstance(named, list) or not named:
        raise invalid("invalid_arguments", ["missing required field: files"])
    files, titles = [], []
    for item in named:
        file = context.world.files.get(str(item.get("id"))) if isinstance(item, dict) else None
        if file is None or file.data is None or file.completed:
            raise SlackRefusal("file_not_found")
        files.append(file)
        titles.append(str(item.get("title") or file.name))
    channel = context.joined(arguments.required("channel_id"))
    for file, title in zip(files, titles, strict=True):
        file.title, file.completed = title, True
    # What it is and where it is to be seen is found out afterwards.
    shown = [file_object(context, file) | {"mimetype": "", "channels": []} for file in files]
    share = threading.Timer(SHARE_SECONDS, _share, (context, channel, files, arguments.text("initial_comment") or ""))
    share.daemon = True
    share.start()
    return {"files": shown}


def _share(context: Context, channel: Channel, files: list[File], text: str) -> None:
    with context.world.change():
        for file in files:
            file.channels.append(channel.id)
        shown = [file_object(context, file) for file in files]
        context.messages.post(channel, user=context.world.bot_user_id, text=text, files=shown)


METHODS: dict[str, Method] = {
    "auth.test": _auth_test,
    "users.info": _users_info,
    "usergroups.users.list": _usergroup_users,
    "apps.connections.open": _connections_open,
    "chat.postMessage": _post_message,
    "chat.update": _update_message,
    "chat.delete": _delete_message,
    "chat.postEphemeral": _post_ephemeral,
    "conversations.open": _open_conversation,
    "conversations.history": _history,
    "conversations.replies": _replies,
    "views.open": _open_view,
    "views.update": _update_view,
    "views.publish": _publish_view,
    "files.info": _file_info,
    "files.getUploadURLExternal": _get_upload_url,
    "files.completeUploadExternal": _complete_upload,
}
