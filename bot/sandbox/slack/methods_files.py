"""files.*

An upload has three steps (docs.slack.dev, "Working with files"): an address for so many bytes, the bytes, and the
completion, which alone shows the file in a channel.
"""

import secrets

from bot.sandbox.slack.arguments import Arguments
from bot.sandbox.slack.context import Context, Method
from bot.sandbox.slack.errors import SlackRefusal, invalid
from bot.sandbox.slack.world import File, Json

_KINDS = {"csv": "text/csv", "png": "image/png",
          "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"}  # fmt: skip


def file_object(context: Context, file: File) -> Json:
    """The file object."""
    address = f"{context.base_url()}/files/{file.id}"
    return {
        "id": file.id, "created": file.created, "timestamp": file.created, "name": file.name,
        "title": file.title or file.name, "size": len(file.data or b""), "user": file.owner, "is_external": False,
        "mimetype": _KINDS.get(file.name.rsplit(".", 1)[-1].lower(), "application/octet-stream"),
        "url_private": address, "url_private_download": f"{address}/download/{file.name}",
        "channels": list(file.channels), **({"alt_txt": file.alt} if file.alt else {}),
    }  # fmt: skip


def info(context: Context, arguments: Arguments) -> Json:
    """files.info"""
    file = context.world.files.get(arguments.required("file"))
    if file is None or file.data is None:
        raise SlackRefusal("file_not_found")
    return {"file": file_object(context, file)}


def get_upload_url(context: Context, arguments: Arguments) -> Json:
    """files.getUploadURLExternal"""
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


def complete_upload(context: Context, arguments: Arguments) -> Json:
    """files.completeUploadExternal"""
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
        file.channels.append(channel.id)
    shown = [file_object(context, file) for file in files]
    context.messages.post(
        channel, user=context.world.bot_user_id, text=arguments.text("initial_comment") or "", files=shown
    )
    return {"files": shown}


METHODS: dict[str, Method] = {
    "files.info": info,
    "files.getUploadURLExternal": get_upload_url,
    "files.completeUploadExternal": complete_upload,
}
