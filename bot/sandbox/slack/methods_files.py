"""files.*

An upload has three steps (docs.slack.dev, "Working with files"): an address for so many bytes, the bytes, and the
completion, which alone shows the file in a channel.
"""

import secrets

from bot.sandbox.slack.arguments import Arguments
from bot.sandbox.slack.context import Context, Method
from bot.sandbox.slack.errors import SlackRefusal, invalid
from bot.sandbox.slack.world import File, Json

_KINDS = {"csv": ("text/csv", "csv"), "txt": ("text/plain", "text"), "pdf": ("application/pdf", "pdf"),
          "png": ("image/png", "png"), "jpg": ("image/jpeg", "jpg"),
          "xlsx": ("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "xlsx")}  # fmt: skip


def file_object(context: Context, file: File) -> Json:
    """The file object."""
    mime, kind = _KINDS.get(file.name.rsplit(".", 1)[-1].lower(), ("application/octet-stream", "binary"))
    address = f"{context.base_url()}/files/{file.id}"
    return {
        "id": file.id, "created": file.created, "timestamp": file.created, "name": file.name,
        "title": file.title or file.name, "mimetype": mime, "filetype": kind, "pretty_type": kind.upper(),
        "user": file.owner, "user_team": context.world.team_id, "editable": False, "size": len(file.data or b""),
        "mode": "hosted", "is_external": False, "external_type": "", "is_public": bool(file.channels),
        "public_url_shared": False, "display_as_bot": False, "username": "", "url_private": address,
        "url_private_download": f"{address}/download/{file.name}",
        "permalink": f"https://{context.world.team_domain}.slack.com/files/{file.owner}/{file.id}/{file.name}",
        "is_starred": False, "has_rich_preview": False, "file_access": "visible", "channels": list(file.channels),
        "groups": [], "ims": [], "comments_count": 0, **({"alt_txt": file.alt} if file.alt else {}),
    }  # fmt: skip


def info(context: Context, arguments: Arguments) -> Json:
    """files.info"""
    file = context.world.files.get(arguments.required("file"))
    if file is None or file.data is None:
        raise SlackRefusal("file_not_found")
    return {"file": file_object(context, file), "comments": [], "response_metadata": {"next_cursor": ""}}


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
    target = arguments.text("channel_id")
    channel = context.joined(target) if target else None
    if channel and channel.archived:
        raise SlackRefusal("is_archived")
    for file, title in zip(files, titles, strict=True):
        file.title, file.completed = title, True
    if channel:
        for file in files:
            file.channels.append(channel.id)
        context.messages.post(
            channel,
            user=context.world.bot_user_id,
            text=arguments.text("initial_comment") or "",
            thread_ts=arguments.text("thread_ts"),
            files=[file_object(context, file) for file in files],
        )
    return {"files": [file_object(context, file) for file in files]}


METHODS: dict[str, Method] = {
    "files.info": info,
    "files.getUploadURLExternal": get_upload_url,
    "files.completeUploadExternal": complete_upload,
}
