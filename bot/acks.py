"""Acks go first: a form's leaves as soon as it is given, and what nobody waits for lets all of them pass.

Bolt looks every 10 ms whether the listener has acked (docs of slack_bolt, `ThreadListenerRunner`): with many listeners
at once their waiting costs as much as their work, and each ack comes 5 ms late.
"""

import threading
import time
from collections import deque

from slack_bolt import Ack, BoltResponse

# Slack waits 3 s for an ack; so does Bolt.
PATIENCE_SECONDS = 3.0
_LOOK_SECONDS = 0.01


class PromptAck(Ack):
    """Bolt's ack, whose answer comes to whoever waits for it the instant it is given."""

    def __init__(self, patience: float = PATIENCE_SECONDS) -> None:
        """Made in the thread that will ask for the answer, which waits for it so many seconds."""
        self._given = threading.Event()
        self._answer: BoltResponse | None = None
        self._asking = threading.get_ident()
        self._until = time.monotonic() + patience
        super().__init__()  # type: ignore[no-untyped-call]

    # What is a field in Bolt's class.
    @property
    def response(self) -> BoltResponse | None:
        """The answer. Whoever dispatched the payload waits for it here, for its patience at most; nobody else waits."""
        if self._answer is None and threading.get_ident() == self._asking:
            self._given.wait(max(0.0, self._until - time.monotonic()))
        return self._answer

    @response.setter
    def response(self, answer: BoltResponse | None) -> None:
        self._answer = answer
        if answer is not None:
            self._given.set()


class UnderWay:
    """Knows whether somebody waits for an ack. Safe across threads; whoever acks waits for no lock."""

    def __init__(self) -> None:
        self._waiting: deque[None] = deque()  # one for each; its ends are atomic

    def begin(self) -> None:
        """Somebody waits for an ack, until `end`."""
        self._waiting.append(None)

    def end(self) -> None:
        """One of them has it."""
        self._waiting.pop()

    def let_pass(self, seconds: float) -> None:
        """Waits until nobody waits for an ack, `seconds` at most: a steady stream of clicks stops nothing for ever."""
        until = time.monotonic() + seconds
        while self._waiting and time.monotonic() < until:
            time.sleep(_LOOK_SECONDS)
