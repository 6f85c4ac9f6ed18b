"""Acks a form as soon as it is stored, before other work; what nobody waits for lets all acks under way pass.

Bolt looks every 10 ms whether the listener has acked (docs of slack_bolt, `ThreadListenerRunner`): with many listeners
at once their waiting costs as much as their work, and each ack comes 5 ms late.
"""

import threading
import time
from collections import deque
from collections.abc import Callable

from slack_bolt import Ack, BoltResponse

# Slack waits 3 s for an ack (docs.slack.dev, "Handling user interaction"), the way to it and back among them.
PATIENCE_SECONDS, ON_THE_WAY_SECONDS = 2.5, 0.5
_LOOK_SECONDS = 0.002


class PromptAck(Ack):
    """Bolt's ack, whose answer comes to whoever waits for it the instant it is given."""

    def __init__(self, patience: float, late: Callable[[], BoltResponse | None] = lambda: None) -> None:
        """Made in the thread that will ask for the answer, which waits for it so many seconds.

        `late`: the answer where there is none by then; one that is given afterwards reaches nobody.
        """
        self._given = threading.Event()
        self._lock = threading.Lock()
        self._late = late
        self._answer: BoltResponse | None = None
        self._asking = threading.get_ident()
        self._until = time.monotonic() + patience
        super().__init__()  # type: ignore[no-untyped-call]

    # What is a field in Bolt's class.
    @property
    def response(self) -> BoltResponse | None:
        """The answer. Whoever dispatched the payload waits for it here, for its patience at most; nobody else waits."""
        asking = self._answer is None and threading.get_ident() == self._asking
        if asking and not self._given.wait(max(0.0, self._until - time.monotonic())):
            self._give(self._late())
        return self._answer

    @response.setter
    def response(self, answer: BoltResponse | None) -> None:
        self._give(answer)

    @property
    def given(self) -> BoltResponse | None:
        """The answer, if there is one by now."""
        return self._answer

    def _give(self, answer: BoltResponse | None) -> None:
        with self._lock:
            if answer is not None and not self._given.is_set():
                self._answer = answer
                self._given.set()


class LastingAck(Ack):
    """Bolt's ack, which stays given: Bolt takes it back where the listener fails an instant after it, and Slack then
    tells the person of a timeout, whatever they are told beside."""

    def __init__(self, patience: float, late: Callable[[], BoltResponse | None]) -> None:
        """Made in the thread that will ask for the answer. `late`: the answer where there is none after so many
        seconds, or None to go on waiting."""
        self._answer: BoltResponse | None = None
        self._late = late
        self._asking = threading.get_ident()
        self._until = time.monotonic() + patience
        super().__init__()  # type: ignore[no-untyped-call]

    # What is a field in Bolt's class.
    @property
    def response(self) -> BoltResponse | None:
        """The answer, as soon as it is given; for whoever dispatched the payload the late one, when it is time."""
        if self._answer is None and threading.get_ident() == self._asking and time.monotonic() > self._until:
            self._answer = self._late()
        return self._answer

    @response.setter
    def response(self, answer: BoltResponse | None) -> None:
        self._answer = answer or self._answer

    @property
    def given(self) -> BoltResponse | None:
        """The answer, if there is one by now."""
        return self._answer


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
