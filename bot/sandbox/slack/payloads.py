"""The payloads of interactions and events, field for field, and the delivery of events, again if need be.

docs.slack.dev, "Interaction payloads", "Events API".
"""

import secrets
import time
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor, wait

from bot.sandbox.slack.context import Context
from bot.sandbox.slack.delivery import TIMED_OUT, Delivery
from bot.sandbox.slack.messages import public
from bot.sandbox.slack.scopes import SCOPES_BY_EVENT
from bot.sandbox.slack.views import public_view
from bot.sandbox.slack.world import Channel, Json

# The deprecated verification token: still sent, never to be trusted.
VERIFICATION_TOKEN = "deprecated-verification-token"


class Payloads:
    """Makes payloads; each hands out its trigger and, where Slack does, a response address."""

    def __init__(self, context: Context) -> None:
        self._context = context
        self._world = context.world

    def command(self, user: str, channel: Channel, command: str, text: str) -> Json:
        """A slash command's form fields."""
        world = self._world
        return {
            "token": VERIFICATION_TOKEN, "team_id": world.team_id, "team_domain": world.team_domain,
            "channel_id": channel.id, "channel_name": channel.payload_name, "user_id": user,
            "user_name": world.people[user].name, "command": command, "text": text, "api_app_id": world.app_id,
            "is_enterprise_install": "false", "response_url": self.response_url(user, channel.id),
            "trigger_id": self._context.triggers.new(user),
        }  # fmt: skip

    def response_url(self, user: str, channel: str) -> str:
        """A fresh response address."""
        token = self._context.addresses.new(user, channel, self._world.now())
        return f"{self._context.base_url()}/response/{token}"

    def _common(self, kind: str, user: str) -> Json:
        world = self._world
        person = world.people[user]
        return {
            "type": kind,
            "user": {"id": user, "username": person.name, "name": person.name, "team_id": world.team_id},
            "api_app_id": world.app_id,
            "token": VERIFICATION_TOKEN,
            "team": {"id": world.team_id, "domain": world.team_domain},
            "enterprise": None,
            "is_enterprise_install": False,
        }

    def message_actions(self, user: str, channel: Channel, message: Json, values: Json, actions: list[Json]) -> Json:
        """Somebody used an element of a message."""
        ephemeral = bool(message.get("is_ephemeral"))
        ts = str(message["ts"])
        payload = self._common("block_actions", user) | {
            "container": {"type": "message", "message_ts": ts, "channel_id": channel.id, "is_ephemeral": ephemeral},
            "trigger_id": self._context.triggers.new(user),
            "channel": {"id": channel.id, "name": channel.payload_name},
            "state": {"values": values},
            "response_url": self.response_url(user, channel.id),
            "actions": actions,
        }
        if message.get("thread_ts"):
            payload["container"]["thread_ts"] = message["thread_ts"]
        if not ephemeral:
            payload["message"] = public(message, metadata=False)
        return payload

    def view_actions(self, user: str, view: Json, actions: list[Json]) -> Json:
        """Somebody used an element of a modal or of their App Home."""
        return self._common("block_actions", user) | {
            "container": {"type": "view", "view_id": view["id"]},
            "trigger_id": self._context.triggers.new(user),
            "view": public_view(view),
            "actions": actions,
        }

    def submission(self, user: str, view: Json) -> Json:
        """Somebody submitted a modal."""
        return self._common("view_submission", user) | {
            "trigger_id": self._context.triggers.new(user),
            "view": public_view(view),
            "response_urls": [],
        }

    def shortcut(self, user: str, callback_id: str) -> Json:
        """A global shortcut."""
        return self._shortcut("shortcut", user, callback_id)

    def message_shortcut(self, user: str, callback_id: str, channel: Channel, message: Json) -> Json:
        """A message shortcut."""
        return self._shortcut("message_action", user, callback_id) | {
            "response_url": self.response_url(user, channel.id),
            "channel": {"id": channel.id, "name": channel.payload_name},
            "message_ts": message["ts"],
            "message": public(message, metadata=False),
        }

    def _shortcut(self, kind: str, user: str, callback_id: str) -> Json:
        payload = self._common(kind, user)
        del payload["api_app_id"]
        if kind == "shortcut":
            del payload["user"]["name"]
        return payload | {
            "action_ts": action_ts(), "callback_id": callback_id, "trigger_id": self._context.triggers.new(user)
        }  # fmt: skip

    def suggestion(self, user: str, view: Json, action_id: str, block_id: str, typed: str) -> Json:
        """Somebody types into an external select."""
        return self._common("block_suggestion", user) | {
            "container": {"type": "view", "view_id": view["id"]},
            "action_id": action_id,
            "block_id": block_id,
            "value": typed,
            "view": public_view(view),
        }

    def event(self, event: Json) -> Json:
        """An event in its envelope."""
        world = self._world
        return {
            "token": VERIFICATION_TOKEN, "team_id": world.team_id, "context_team_id": world.team_id,
            "context_enterprise_id": None, "api_app_id": world.app_id, "event": event, "type": "event_callback",
            "event_id": f"Ev{secrets.token_hex(5).upper()}", "event_time": int(time.time()),
            "authorizations": [
                {"enterprise_id": None, "team_id": world.team_id, "user_id": world.bot_user_id, "is_bot": True,
                 "is_enterprise_install": False}
            ],
            "is_ext_shared_channel": False, "event_context": f"4-{secrets.token_urlsafe(24)}",
        }  # fmt: skip


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
        if "subtype" not in event and mention in event.get("text", "") and self.subscribed("app_mention"):
            self.later(
                {name: value for name, value in event.items() if name != "channel_type"} | {"type": "app_mention"}
            )

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
