"""Messages: posted, changed, deleted, shown to one person, and read back."""

import base64
import json
import re
from collections.abc import Callable
from decimal import Decimal, InvalidOperation
from typing import Any

from bot.sandbox.slack.blocks import checked_blocks
from bot.sandbox.slack.errors import SlackRefusal
from bot.sandbox.slack.kit import state_of, with_defaults
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
        metadata: Any = None, attachments: Any = None, files: list[Json] | None = None, broadcast: bool = False,
    ) -> Json:  # fmt: skip
        """Adds a message by the bot or by a person; answers the stored message."""
        kit = with_defaults(checked_blocks(blocks)) if blocks not in (None, "") else []
        if not text and not kit and not attachments and not files:
            raise SlackRefusal("no_text")
        checked = checked_metadata(metadata)
        world = self._world
        with world.change():
            if channel.archived:
                raise SlackRefusal("is_archived")
            parent = self._parent(channel, thread_ts)
            ts = world.new_ts()
            message: Json = {"type": "message", "user": user, "ts": ts, "text": text[:MOST_TEXT],
                             "team": world.team_id}  # fmt: skip
            if user == world.bot_user_id:
                message |= {"bot_id": world.bot_id, "app_id": world.app_id, "bot_profile": bot_profile(world)}
            if kit:
                message["blocks"] = kit
            if attachments:
                message["attachments"] = attachments
            if checked:
                message["metadata"] = checked
            if files:
                message |= {"files": files, "upload": True}
                if user != world.bot_user_id:
                    message["subtype"] = "file_share"
            if parent is not None:
                message["thread_ts"] = parent["ts"]
                _count_reply(parent, user, ts)
                if broadcast:
                    message["subtype"] = "thread_broadcast"
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
        self, channel: Channel, ts: str, *, user: str, text: str | None, blocks: Any, metadata: Any = None,
        attachments: Any = None, files: list[Json] | None = None,
    ) -> Json:  # fmt: skip
        """Changes the user's own message. A text without blocks removes the blocks; neither is no_text."""
        kit = with_defaults(checked_blocks(blocks)) if blocks not in (None, "") else None
        if text is None and kit is None and attachments is None:
            raise SlackRefusal("no_text")
        if text is not None and len(text) > MOST_UPDATE_TEXT:
            raise SlackRefusal("msg_too_long")
        checked = checked_metadata(metadata)
        world = self._world
        with world.change():
            message = self._living(channel, ts)
            if message["user"] != user:
                raise SlackRefusal("cant_update_message")
            if channel.archived:
                raise SlackRefusal("is_inactive")
            before = public(message)
            if not text and not (kit if kit is not None else message.get("blocks")) and not attachments:
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
            if attachments is not None:
                message["attachments"] = attachments
            world.news("message_changed", channel=channel.id, ts=ts)
            self._emit(self._event(channel, {
                "type": "message", "subtype": "message_changed", "hidden": True, "ts": world.new_ts(),
                "message": public(message), "previous_message": before,
            }))  # fmt: skip
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
            self._emit(self._event(channel, {
                "type": "message", "subtype": "message_deleted", "hidden": True, "ts": world.new_ts(),
                "deleted_ts": ts, "previous_message": before,
            }))  # fmt: skip

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

    def replace_ephemeral(self, user: str, ts: str, text: str, blocks: Any) -> None:
        """Changes a message that only this person sees; one that is gone comes back."""
        kit = with_defaults(checked_blocks(blocks)) if blocks not in (None, "") else []
        if not text and not kit:
            raise SlackRefusal("no_text")
        world = self._world
        with world.change():
            message = self.ephemeral(user, ts)
            if message is None:
                raise SlackRefusal("message_not_found")
            message |= {"text": text, "blocks": kit}
            world.news("ephemeral", channel=message["channel"], user=user, ts=ts)

    def remove_ephemeral(self, user: str, ts: str) -> None:
        """Takes away a message that only this person sees."""
        world = self._world
        with world.change():
            message = self.ephemeral(user, ts)
            if message is not None:
                world.ephemerals[user].remove(message)
                world.news("ephemeral", channel=message["channel"], user=user, ts=ts)

    def _event(self, channel: Channel, message: Json) -> Json:
        kind = {"channel": "channel", "group": "group", "im": "im", "mpim": "mpim"}[channel.kind]
        event = {**message, "channel": channel.id, "channel_type": kind, "event_ts": message["ts"]}
        event.pop("metadata", None)
        return event


def public(message: Json, metadata: bool = True) -> Json:
    """The message as the API shows it."""
    return {key: value for key, value in message.items() if metadata or key != "metadata"}


def bot_profile(world: World) -> Json:
    """The profile that comes with each message of the bot's."""
    bot = world.people[world.bot_user_id]
    return {"id": world.bot_id, "app_id": world.app_id, "user_id": bot.id, "name": bot.display, "deleted": False,
            "updated": 1_700_000_000, "icons": {}, "team_id": world.team_id}  # fmt: skip


def _bury(message: Json) -> None:
    """A deleted message that has replies leaves a stone in its place, and the thread goes on."""
    for name in (
        "blocks",
        "metadata",
        "attachments",
        "files",
        "bot_id",
        "app_id",
        "bot_profile",
        "edited",
        "reactions",
    ):
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
    messages: list[Json],
    *,
    oldest: str | None,
    latest: str | None,
    inclusive: bool,
    limit: int,
    cursor: str | None,
    forward: bool = False,
) -> tuple[list[Json], str]:
    """The newest `limit` messages of a time span, newest first (`forward`: the oldest ones, oldest first), and the
    cursor of the next page, "" at the end."""
    if limit < 1:
        raise SlackRefusal("invalid_limit")
    limit = min(limit, MOST_A_PAGE)
    low, high = _moment(oldest, "invalid_ts_oldest"), _moment(latest, "invalid_ts_latest")
    seen = _cursor(cursor)
    found = []
    for message in messages if forward else reversed(messages):
        ts = Decimal(message["ts"])
        if low is not None and (ts < low or (ts == low and not inclusive)):
            if forward:
                continue
            break
        if high is not None and (ts > high or (ts == high and not inclusive)):
            continue
        if seen is not None and (ts <= seen if forward else ts >= seen):
            continue
        found.append(message)
        if len(found) > limit:
            break
    more = len(found) > limit
    found = found[:limit]
    return found, base64.b64encode(f"next_ts:{found[-1]['ts']}".encode()).decode() if more else ""


def _moment(ts: str | None, error: str) -> Decimal | None:
    if ts in (None, "", "0"):
        return None
    try:
        return Decimal(str(ts))
    except InvalidOperation:
        raise SlackRefusal(error) from None


def _cursor(cursor: str | None) -> Decimal | None:
    if not cursor:
        return None
    try:
        found = re.fullmatch(r"next_ts:([\d.]+)", base64.b64decode(cursor, validate=True).decode())
        return Decimal(found[1]) if found else _bad_cursor()
    except (ValueError, InvalidOperation):
        return _bad_cursor()


def _bad_cursor() -> Decimal:
    raise SlackRefusal("invalid_cursor")
