"""How often a method may be called (docs.slack.dev, "Rate limits"), in the workspace's time."""

import threading
from collections.abc import Callable

from bot.sandbox.slack.errors import SlackRefusal

# calls a minute: tier 2, 3 and 4
_TIER_2, _TIER_3, _TIER_4 = 20, 50, 100
_PER_MINUTE = {
    "usergroups.users.list": _TIER_2, "chat.update": _TIER_3, "conversations.history": _TIER_3,
    "conversations.open": _TIER_3, "conversations.replies": _TIER_3, "chat.postEphemeral": _TIER_4,
    "files.info": _TIER_4, "users.info": _TIER_4, "views.open": _TIER_4, "views.publish": _TIER_4,
    "views.update": _TIER_4,
}  # fmt: skip
# One message a second and channel; "short bursts are allowed": how short is not published.
_POSTS_PER_MINUTE, _POST_BURST = 60, 4


class RateLimits:
    """Token buckets: one for each method, for chat.postMessage one for each channel."""

    def __init__(self, seconds: Callable[[], float]) -> None:
        """`seconds`: the time, which never goes back."""
        self._seconds = seconds
        self._lock = threading.Lock()
        self._levels: dict[tuple[str, str], tuple[float, float]] = {}

    def check(self, method: str, channel: str) -> None:
        """Counts a call. Raises SlackRefusal (ratelimited, HTTP 429 with Retry-After in whole seconds)."""
        if method == "chat.postMessage":
            key, per_minute, burst = (method, channel), _POSTS_PER_MINUTE, _POST_BURST
        elif method in _PER_MINUTE:
            key, per_minute, burst = (method, ""), _PER_MINUTE[method], _PER_MINUTE[method]
        else:
            return
        with self._lock:
            now = self._seconds()
            level, at = self._levels.get(key, (float(burst), now))
            level = min(float(burst), level + (now - at) * per_minute / 60)
            if level < 1:
                self._levels[key] = (level, now)
                wait = int((1 - level) * 60 / per_minute) + 1
                raise SlackRefusal("ratelimited", status=429, headers={"Retry-After": str(wait)})
            self._levels[key] = (level - 1, now)
