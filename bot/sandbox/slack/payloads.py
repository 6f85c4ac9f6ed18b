"""The payloads of interactions and events, as `shapes.yaml` says them, and the delivery of events, again if need be."""

import secrets
import time
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor, wait
from typing import Any

from bot.sandbox.slack.context import Context
from bot.sandbox.slack.delivery import TIMED_OUT, Delivery
from bot.sandbox.slack.messages import public
from bot.sandbox.slack.scopes import SCOPES_BY_EVENT
from bot.sandbox.slack.shapes import shape
from bot.sandbox.slack.views import public_view
from bot.sandbox.slack.world import Channel, Json


class Payloads:
    """Makes payloads; each hands out its trigger and, where Slack does, a response address."""

    def __init__(self, context: Context) -> None:
        self._context = context
        self._world = context.world

    def _shape(self, name: str, user: str, **values: Any) -> Json:
        trigger = self._context.triggers.new(user)
        return shape(name, **self._world.facts, user=user, user_name=self._world.people[user].name, trigger=trigger,
                     **values)  # fmt: skip

    def _interaction(self, kind: str, name: str, user: str, **values: Any) -> Json:
        return self._shape("interaction", user, kind=kind) | self._shape(name, user, **values)

    def _place(self, user: str, channel: Channel) -> Json:
        """A conversation, and a fresh response address there."""
        token = self._context.addresses.new(user, channel.id)
        address = f"{self._context.base_url()}/response/{token}"
        return {"channel": channel.id, "channel_name": channel.payload_name, "response_url": address}

    def command(self, user: str, channel: Channel, command: str, text: str) -> Json:
        """A slash command's form fields."""
        return self._shape("command", user, command=command, text=text, **self._place(user, channel))

    def message_actions(self, user: str, channel: Channel, message: Json, values: Json, actions: list[Json]) -> Json:
        """Somebody used an element of a message."""
        ephemeral = bool(message.get("is_ephemeral"))
        payload = self._interaction(
            "block_actions", "message_actions", user, ts=message["ts"], ephemeral=ephemeral, values=values,
            actions=actions, **self._place(user, channel),
        )  # fmt: skip
        if message.get("thread_ts"):
            payload["container"]["thread_ts"] = message["thread_ts"]
        if not ephemeral:
            payload["message"] = public(message, metadata=False)
        return payload

    def view_actions(self, user: str, view: Json, actions: list[Json]) -> Json:
        """Somebody used an element of a modal or of their App Home."""
        shown = public_view(view)
        return self._interaction("block_actions", "view_actions", user, view_id=view["id"], view=shown, actions=actions)

    def submission(self, user: str, view: Json) -> Json:
        """Somebody submitted a modal."""
        return self._interaction("view_submission", "submission", user, view=public_view(view))

    def shortcut(self, user: str, callback_id: str, kind: str = "shortcut") -> Json:
        """A global shortcut, or what one of a message begins with."""
        payload = self._interaction(kind, "shortcut", user, action_ts=action_ts(), callback=callback_id)
        del payload["api_app_id"]
        if kind == "shortcut":
            del payload["user"]["name"]
        return payload

    def message_shortcut(self, user: str, callback_id: str, channel: Channel, message: Json) -> Json:
        """A message shortcut."""
        shown, place = public(message, metadata=False), self._place(user, channel)
        return self.shortcut(user, callback_id, "message_action") | self._shape(
            "message_shortcut", user, ts=message["ts"], message=shown, **place
        )

    def suggestion(self, user: str, view: Json, action_id: str, block_id: str, typed: str) -> Json:
        """Somebody types into an external select."""
        return self._interaction(
            "block_suggestion", "suggestion", user, view_id=view["id"], view=public_view(view), action=action_id,
            block=block_id, typed=typed,
        )  # fmt: skip

    def event(self, event: Json) -> Json:
        """An event in its envelope."""
        return shape(
            "event", **self._world.facts, event=event, event_id=f"Ev{secrets.token_hex(5).upper()}",
            now=int(time.time()), context=f"4-{secrets.token_urlsafe(24)}",
        )  # fmt: skip


def action_ts() -> str:
    """The moment of an action, real time."""
    return f"{time.time():.6f}"


# -- events

# docs.slack.dev, "Events API": three retries; there after nearly no time, 1 minute and 5 minutes.
RETRIES = 3
RETRY_SECONDS = 0.05
Send = Callable[[Json, int, str], Delivery]


class Events:
    """Delivers the events that the app subscribes to: names as in the manifest, `message.channels`, `app_mention`."""

    def __init__(self, context: Context, payloads: Payloads, send: Send) -> None:
        """`send`: delivers one envelope, given how often it was tried before and why it failed."""
        self._context = context
        self._payloads = payloads
        self._send = send
        self.names: set[str] = set()
        self._pool = ThreadPoolExecutor(4, thread_name_prefix="slack-events")
        self._pending: set[Future[Delivery]] = set()

    def subscribed(self, name: str) -> bool:
        """Whether the app gets events of this name."""
        scope = SCOPES_BY_EVENT.get(name)
        return name in self.names and (scope is None or scope in self._context.scopes)

    def emit(self, event: Json) -> None:
        """Delivers a message event in the background, where the app is to know of it. Never blocks."""
        channel = self._context.world.channels[event["channel"]]
        if not self._context.world.is_member(channel):
            return
        if self.subscribed("message.im" if channel.kind == "im" else f"message.{channel.kind}s"):
            self.later(event)
        mention = f"<@{self._context.world.bot_user_id}>"
        asked = channel.kind != "im" and "subtype" not in event and mention in event.get("text", "")
        if asked and self.subscribed("app_mention"):
            told = {name: value for name, value in event.items() if name != "channel_type"}
            self.later(told | {"type": "app_mention"})

    def later(self, event: Json) -> None:
        """Delivers in the background."""
        if not self.names:
            return
        try:
            future = self._pool.submit(self.deliver, event)
        except RuntimeError:  # stopped
            return
        self._pending.add(future)
        future.add_done_callback(self._pending.discard)

    def deliver(self, event: Json) -> Delivery:
        """Delivers, again if need be; answers the last attempt."""
        payload = self._payloads.event(event)
        delivery = self._send(payload, 0, "")
        for attempt in range(1, RETRIES + 1):
            if 200 <= delivery.status < 300 or delivery.request.get("no_retry"):
                break
            reason = "http_timeout" if delivery.refused == TIMED_OUT else "http_error"
            if delivery.status == 0 and delivery.refused != TIMED_OUT:
                reason = "connection_failed"
            time.sleep(RETRY_SECONDS)
            delivery = self._send(payload, attempt, reason)
        return delivery

    def settle(self, seconds: float) -> bool:
        """Waits until every event so far is delivered or given up; False when they are not in time."""
        return not wait(list(self._pending), seconds).not_done

    def stop(self) -> None:
        """Delivers nothing more."""
        self._pool.shutdown(wait=False, cancel_futures=True)
