"""Events: which are delivered, in the background, and again when the bot does not answer."""

import time
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor, wait

from bot.sandbox.slack.context import Context
from bot.sandbox.slack.delivery import TIMED_OUT, Delivery
from bot.sandbox.slack.payloads import Payloads
from bot.sandbox.slack.scopes import SCOPES_BY_EVENT
from bot.sandbox.slack.world import Json

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
            self.later({**event, "type": "app_mention"})

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
