"""Messages: posted, changed, deleted, shown to one person, and read back."""

import base64
import json
from collections.abc import Callable
from decimal import Decimal, InvalidOperation
from typing import Any

from bot.sandbox.slack.blocks import checked_blocks
from bot.sandbox.slack.errors import SlackRefusal
from bot.sandbox.slack.kit import state_of, with_defaults
from bot.sandbox.slack.shapes import shape
from bot.sandbox.slack.world import Channel, Json, World

# docs.slack.dev, chat.postMessage: "Slack will truncate messages containing more than 40,000 characters".
MOST_TEXT = 40_000
# docs.slack.dev, chat.update: msg_too_long.
MOST_UPDATE_TEXT = 4_000
# docs.slack.dev, "Message metadata".
MOST_METADATA = 8_000
# docs.slack.dev, conversations.history: limit, "Maximum of 999".
MOST_A_PAGE = 999
TOMBSTONE = "tombstone"
# What a message with replies says of them.
REPLIES = ("reply_count", "reply_users", "reply_users_count", "latest_reply", "is_locked", "subscribed")
Emit = Callable[[Json], None]


class Messages:
    """The messages of the workspace. Every method refuses as Slack does, with SlackRefusal."""

    def __init__(self, world: World, emit: Emit) -> None:
        """`emit`: called with each event that the app may have subscribed to; must not block."""
        self._world = world
        self._emit = emit
        self._choices: dict[tuple[str, str], Json] = {}

    def choices(self, user: str, message: Json) -> Json:
        """What this person has chosen in the message's menus and boxes: `state.values`, theirs to change."""
        found = state_of(message.get("blocks") or [], self._choices.get((user, message["ts"])))
        self._choices[user, message["ts"]] = found
        return found

    def post(
        self, channel: Channel, *, user: str, text: str = "", blocks: Any = None, thread_ts: str | None = None,
        metadata: Any = None, files: list[Json] | None = None,
    ) -> Json:  # fmt: skip
        """Adds a message by the bot or by a person; answers the stored message."""
        kit = with_defaults(checked_blocks(blocks)) if blocks not in (None, "") else []
        if not text and not kit and not files:
            raise SlackRefusal("no_text")
        checked = checked_metadata(metadata)
        world = self._world
        with world.change():
            parent = self._parent(channel, thread_ts)
            ts = world.new_ts()
            message: Json = {"type": "message", "user": user, "ts": ts, "text": text[:MOST_TEXT],
                             "team": world.team_id}  # fmt: skip
            if user == world.bot_user_id:
                message |= {"bot_id": world.bot_id, "app_id": world.app_id}
            if kit:
                message["blocks"] = kit
            if checked:
                message["metadata"] = checked
            if files:
                message |= {"files": files, "upload": True, "subtype": "file_share"}
            if parent is not None:
                message["thread_ts"] = parent["ts"]
                _count_reply(parent, user, ts)
            channel.messages.append(message)
            world.news("message", channel=channel.id, ts=ts)
            self._emit(self._event(channel, public(message)))
        return message

    def _parent(self, channel: Channel, thread_ts: str | None) -> Json | None:
        if not thread_ts:
            return None
        parent = self._world.message(channel, thread_ts)
        if parent is None:
            raise SlackRefusal("thread_not_found")
        root = parent.get("thread_ts")
        return self._world.message(channel, root) if root else parent

    def update(
        self, channel: Channel, ts: str, *, user: str, text: str | None, blocks: Any, metadata: Any = None
    ) -> Json:
        """Changes the user's own message. A text without blocks removes the blocks; neither is no_text."""
        kit = with_defaults(checked_blocks(blocks)) if blocks not in (None, "") else None
        if text is None and kit is None:
            raise SlackRefusal("no_text")
        if text is not None and len(text) > MOST_UPDATE_TEXT:
            raise SlackRefusal("msg_too_long")
        checked = checked_metadata(metadata)
        world = self._world
        with world.change():
            message = self._living(channel, ts)
            if message["user"] != user:
                raise SlackRefusal("cant_update_message")
            before = public(message)
            if not text and not (kit if kit is not None else message.get("blocks")):
                raise SlackRefusal("no_text")
            if text is not None:
                message["text"] = text
                message["blocks"] = kit or []
            elif kit is not None:
                message["blocks"] = kit
            if not message.get("blocks"):
                message.pop("blocks", None)
                message["edited"] = {"user": user, "ts": world.new_ts()}
            if metadata is not None:
                message.pop("metadata", None)
                if checked:
                    message["metadata"] = checked
            world.news("message_changed", channel=channel.id, ts=ts)
            told = shape("changed", ts=world.new_ts(), message=public(message), before=before)
            self._emit(self._event(channel, told))
        return message

    def delete(self, channel: Channel, ts: str, *, user: str | None) -> None:
        """Removes the user's own message; None: an administrator's hand, which may remove any."""
        world = self._world
        with world.change():
            message = self._living(channel, ts)
            if user is not None and message["user"] != user:
                raise SlackRefusal("cant_delete_message")
            before = public(message)
            if message.get("reply_count"):
                _bury(message)
            else:
                channel.messages.remove(message)
            world.news("message_deleted", channel=channel.id, ts=ts)
            self._emit(self._event(channel, shape("deleted", ts=world.new_ts(), deleted=ts, before=before)))

    def _living(self, channel: Channel, ts: str) -> Json:
        message = self._world.message(channel, ts)
        if message is None or message.get("subtype") == TOMBSTONE:
            raise SlackRefusal("message_not_found")
        return message

    def whisper(
        self, channel: Channel, user: str, *, text: str = "", blocks: Any = None, thread_ts: str | None = None
    ) -> Json:
        """Shows a message of the bot's to one person only."""
        kit = with_defaults(checked_blocks(blocks)) if blocks not in (None, "") else []
        if not text and not kit:
            raise SlackRefusal("no_text")
        world = self._world
        with world.change():
            message: Json = {
                "type": "message", "channel": channel.id, "user": world.bot_user_id, "bot_id": world.bot_id,
                "app_id": world.app_id, "ts": world.new_ts(), "text": text[:MOST_TEXT], "is_ephemeral": True,
                "blocks": kit,
            }  # fmt: skip
            if thread_ts:
                message["thread_ts"] = thread_ts
            world.ephemerals.setdefault(user, []).append(message)
            world.news("ephemeral", channel=channel.id, user=user, ts=message["ts"])
        return message

    def ephemeral(self, user: str, ts: str) -> Json | None:
        """The stored message that only this person sees."""
        for message in self._world.ephemerals.get(user, []):
            if message["ts"] == ts:
                return message
        return None

    def _event(self, channel: Channel, message: Json) -> Json:
        event = {**message, "channel": channel.id, "channel_type": channel.kind, "event_ts": message["ts"]}
        event.pop("metadata", None)
        return event


def public(message: Json, metadata: bool = True) -> Json:
    """The message as the API shows it."""
    return {key: value for key, value in message.items() if metadata or key != "metadata"}


def _bury(message: Json) -> None:
    """A deleted message that has replies leaves a stone in its place, and the thread goes on."""
    for name in ("blocks", "metadata", "files", "bot_id", "app_id", "edited"):
        message.pop(name, None)
    message |= {"subtype": TOMBSTONE, "user": "USLACKBOT", "text": "This message was deleted.", "hidden": True}


def _count_reply(parent: Json, user: str, ts: str) -> None:
    users = parent.setdefault("reply_users", [])
    if user not in users:
        users.append(user)
    parent |= {
        "thread_ts": parent["ts"], "reply_count": parent.get("reply_count", 0) + 1, "reply_users_count": len(users),
        "latest_reply": ts, "is_locked": False, "subscribed": False,
    }  # fmt: skip


def checked_metadata(metadata: Any) -> Json | None:
    """The message's metadata, parsed where they came as a JSON string. Raises SlackRefusal."""
    if metadata is None or metadata == "":
        return None
    if isinstance(metadata, str):
        try:
            metadata = json.loads(metadata)
        except ValueError:
            raise SlackRefusal("invalid_metadata_format") from None
    if metadata == {}:
        return None
    if not isinstance(metadata, dict) or not metadata.keys() <= {"event_type", "event_payload", "entities"}:
        raise SlackRefusal("invalid_metadata_format")
    kind, payload = metadata.get("event_type"), metadata.get("event_payload")
    if not isinstance(kind, str) or not kind or not isinstance(payload, dict):
        raise SlackRefusal("invalid_metadata_format")
    if len(json.dumps(metadata, ensure_ascii=False)) > MOST_METADATA:
        raise SlackRefusal("metadata_too_large")
    return metadata


def page(
    messages: list[Json], *, oldest: str | None, limit: int, cursor: str | None, forward: bool = False
) -> tuple[list[Json], str]:
    """The newest `limit` messages since `oldest`, newest first (`forward`: the oldest ones, oldest first), and the
    cursor of the next page, "" at the end."""
    if limit < 1:
        raise SlackRefusal("invalid_limit")
    low, seen = _moment(oldest), _cursor(cursor)
    found = []
    for message in messages if forward else reversed(messages):
        ts = Decimal(message["ts"])
        if low is not None and ts <= low:
            continue
        if seen is not None and (ts <= seen if forward else ts >= seen):
            continue
        found.append(message)
    shown = found[: min(limit, MOST_A_PAGE)]
    more = len(found) > len(shown)
    return shown, base64.b64encode(f"next_ts:{shown[-1]['ts']}".encode()).decode() if more else ""


def _moment(ts: str | None) -> Decimal | None:
    if ts in (None, "", "0"):
        return None
    try:
        return Decimal(str(ts))
    except InvalidOperation:
        raise SlackRefusal("invalid_ts_oldest") from None


def _cursor(cursor: str | None) -> Decimal | None:
    if not cursor:
        return None
    try:
        return Decimal(base64.b64decode(cursor, validate=True).decode().removeprefix("next_ts:"))
    except (ValueError, InvalidOperation):
        raise SlackRefusal("invalid_cursor") from None
