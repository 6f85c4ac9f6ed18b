"""Hands out what the outbox owes to a few threads, and stops without leaving anything half-claimed."""

import threading
import time
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager, nullcontext
from typing import Any, Protocol

import structlog
from sqlalchemy.exc import SQLAlchemyError

from bot.delivery import log_context as lines
from bot.delivery.backoff import backoff
from bot.telemetry import logs
from sheets.calls import Paced
from workflows.outbox.outbox import LEASE, Outbox
from workflows.rules.effects import Owed, Performed
from workflows.storage.models import Effect

_IDLE_SECONDS = LEASE.total_seconds() / 3
_SHORTEST_SECONDS = 0.02
_COURTESY_SECONDS = 0.5
# What was just claimed is drawn and sent before the next is, or a batch is looked for: two at once in Python take twice
# as long, and what stands first answers a person.
_BEGIN_SECONDS = 0.005
# A kind that waits for its turn is not asked for more often, however often the worker is woken.
_ASK_SECONDS = 0.2
# Claimed for each thread beside what it performs: a claim costs as much as an effect, of one or of several.
_AHEAD = 2
# As many as there are approvers, or people who send a file in the same half minute.
_ASIDE = 5
# As many as people approve in a busy minute: a request is a few kilobytes, its part of a call to Google as much.
_BATCH = 300
log = structlog.get_logger(__name__)

One = Callable[[Effect], None]
Many = Callable[[Sequence[Effect]], None]


class Turn(AbstractContextManager[object], Protocol):
    """What a batch needs before it is claimed: entered by whoever performs it, ended where nobody does."""

    def end(self) -> None:
        """Gives back what was taken."""


def _those(performers: Mapping[Owed, Callable[[Any], None]], how: Performed) -> dict[Owed, Callable[[Any], None]]:
    return {owed: performer for owed, performer in performers.items() if owed.row.performed is how}


class Worker:
    """Performs effects: messages one by one side by side, the sheet's in batches, one batch at a time, and what may
    take long for one person so that nobody else waits for it."""

    def __init__(
        self,
        outbox: Outbox,
        performers: Mapping[Owed, One | Many],
        *,
        reference: Callable[[str], str | None] = lambda _: None,
        let_pass: Callable[[float], None] = lambda _: None,
        turn: Callable[[Owed], Turn | None] = lambda _: None,
        threads: int = 4,
    ) -> None:
        """`performers`: who performs an effect of a kind, or several at once where its row says so. `reference`: what
        people call a request, for the log. `let_pass`: returns when nobody waits for an ack, or after so many seconds:
        what is owed can wait that long, a person cannot. `turn`: what a batch of that kind needs, reserved; raises
        Paced where that has to wait: none is claimed then."""
        self._outbox = outbox
        self._reference = reference
        self._single = _those(performers, Performed.ALONE)
        self._batched = _those(performers, Performed.TOGETHER)
        self._aside = _those(performers, Performed.ASIDE)
        self._let_pass = let_pass
        self._turn = turn
        self._ask_at: dict[Owed, float] = {}  # by the monotonic clock
        self._threads = threads
        self._pool = ThreadPoolExecutor(threads, thread_name_prefix="delivery")
        self._batch_pool = ThreadPoolExecutor(len(self._batched) or 1, thread_name_prefix="batch")
        self._aside_pools = {kind: ThreadPoolExecutor(_ASIDE, thread_name_prefix=kind.value) for kind in self._aside}
        self._wake = threading.Event()
        self._stopping = threading.Event()
        self._lock = threading.Lock()
        self._held: dict[str, Effect] = {}
        self._batches: set[Owed] = set()
        self._dispatcher: threading.Thread | None = None

    def start(self) -> None:
        """Begins to perform, in threads of its own."""
        self._dispatcher = threading.Thread(target=self._dispatch, name="dispatcher", daemon=True)
        self._dispatcher.start()

    def wake(self) -> None:
        """Says that there may be something due. Returns at once; never raises."""
        self._wake.set()

    def close(self) -> None:
        """Claims nothing more. Returns at once."""
        self._stopping.set()
        self._wake.set()

    def stop(self, seconds: float = 8.0) -> bool:
        """Claims nothing more and waits for what is under way, `seconds` at most. Whether all of it ended."""
        deadline = time.monotonic() + seconds
        self.close()
        if self._dispatcher:
            self._dispatcher.join(seconds)
        while time.monotonic() < deadline:
            with self._lock:
                if not self._held:
                    break
            time.sleep(0.02)
        with self._lock:
            left = list(self._held.values())
        if left:
            # Somebody else may take them over now: what we may still do to them is idempotent.
            self._outbox.release(left)
        for pool in (self._pool, self._batch_pool, *self._aside_pools.values()):
            pool.shutdown(wait=False, cancel_futures=True)
        return not left

    def busy(self) -> bool:
        """Whether an effect is being performed just now."""
        with self._lock:
            return bool(self._held)

    def renew(self) -> None:
        """Prolongs the lease of what is being performed. Raises SQLAlchemyError."""
        with self._lock:
            held = list(self._held.values())
        if held:
            self._outbox.renew(held)

    def _dispatch(self) -> None:
        renewed, pause = time.monotonic(), _IDLE_SECONDS
        while not self._stopping.is_set():
            self._wake.wait(pause)
            self._wake.clear()
            pause = _IDLE_SECONDS
            self._let_pass(_COURTESY_SECONDS)
            try:
                if time.monotonic() - renewed > LEASE.total_seconds() / 3:
                    renewed = time.monotonic()
                    self.renew()
                # As of before the claim: what comes due while it looks would be neither claimed nor waited for.
                since = self._outbox.now()
                turn = self._claim()
                for left in (turn, self._outbox.seconds_left(since), self._outbox.next_turn(since)):
                    if left is not None:
                        pause = min(pause, max(left, _SHORTEST_SECONDS))
            except Exception as failure:  # noqa: BLE001 - the database is away: the next round tries again
                log.error("outbox_unreachable", kind=logs.kind(failure))
                self._stopping.wait(1.0)

    def _claim(self) -> float | None:
        """Claims what there is room for. The seconds until a batch that waits for its turn has it, if one does."""
        with self._lock:
            room = self._threads * (1 + _AHEAD) - self._claimed()
            idle = [kind for kind in self._batched if kind not in self._batches]
            free = {kind: _ASIDE - sum(held.kind == kind for held in self._held.values()) for kind in self._aside}
        if room >= self._threads:
            for effect in self._outbox.claim(list(self._single), room):
                if self._holds(effect):
                    # Its lease ran out under us, since the machine slept: we are at it still, and have it anew.
                    continue
                self._hold([effect])
                self._pool.submit(self._perform, [effect], self._one(self._single[Owed(effect.kind)]))
                time.sleep(_BEGIN_SECONDS)
        idle += (wanted := [kind for kind, places in free.items() if places > 0])
        due = self._outbox.kinds_due(idle) if idle else set()
        for kind in (kind for kind in wanted if kind in due):
            for effect in self._outbox.claim([kind], free[kind]):
                if not self._holds(effect):
                    self._hold([effect])
                    self._aside_pools[kind].submit(self._perform, [effect], self._one(self._aside[kind]))
        batches = [kind for kind in self._batched if kind in due]
        waits = [self._claim_batch(kind) for kind in batches if not self._stopping.is_set()]
        return min((wait for wait in waits if wait is not None), default=None)

    def _claim_batch(self, kind: Owed) -> float | None:
        """Claims a batch of this kind and has it performed. The seconds until its turn, if that is all it lacks."""
        now = time.monotonic()
        if (left := self._ask_at.get(kind, now) - now) > 0:
            return left
        if not self._outbox.free([kind]):
            return None
        try:
            turn = self._turn(kind)
        except Paced as paced:
            self._ask_at[kind] = now + min(_ASK_SECONDS, paced.retry_after)
            return paced.retry_after
        effects: list[Effect] = []
        try:
            effects = self._outbox.claim([kind], _BATCH, exclusive=True)
        finally:
            if turn and not effects:
                turn.end()
        if effects:
            self._hold(effects)
            self._batches.add(kind)
            self._batch_pool.submit(self._perform, effects, self._batched[kind], turn)
        return None

    @staticmethod
    def _one(performer: One) -> Many:
        return lambda effects: performer(effects[0])

    def _claimed(self) -> int:
        """How many effects that are performed one by one are claimed and not ended."""
        return sum(Owed(effect.kind) in self._single for effect in self._held.values())

    def _holds(self, effect: Effect) -> bool:
        with self._lock:
            return effect.id in self._held

    def _hold(self, effects: Sequence[Effect]) -> None:
        with self._lock:
            self._held |= {effect.id: effect for effect in effects}

    def _perform(self, effects: Sequence[Effect], performer: Many, turn: Turn | None = None) -> None:
        first = effects[0]
        try:
            with turn or nullcontext():
                if self._stopping.is_set():
                    self._outbox.release(effects)  # not begun: whoever comes next need not wait for the lease
                else:
                    self._begin(effects, performer)
        except SQLAlchemyError as failure:  # then the lease gives it back
            log.error("outbox_unreachable", kind=logs.kind(failure))
        finally:
            with self._lock:
                for effect in effects:
                    self._held.pop(effect.id, None)
                self._batches.discard(Owed(first.kind))
                enough = Owed(first.kind) in self._single and self._claimed() > self._threads * _AHEAD
            if not enough:
                self._wake.set()

    def _begin(self, effects: Sequence[Effect], performer: Many) -> None:
        first = effects[0]
        # Who performs a batch says itself which of its effects a line is about.
        alone = lines.about(first, self._reference) if len(effects) == 1 else nullcontext()
        try:
            with alone:
                performer(effects)
        except Exception as failure:  # noqa: BLE001 - whatever it is, the effect must not be lost
            self._give_back(effects, type(failure).__name__)
            # The message may hold what must not be logged: the kind and the place are enough to find it.
            name, place = type(failure).__name__, logs.place(failure)
            for effect in effects:
                with lines.about(effect, self._reference):
                    log.error("effect_failed", kind=first.kind, failure=name, place=place)

    def _give_back(self, effects: Sequence[Effect], problem: str) -> None:
        try:
            for effect in effects:
                self._outbox.later(effect, backoff(effect.attempts), problem)
        except Exception as failure:  # noqa: BLE001 - then the lease gives it back
            log.error("outbox_unreachable", kind=logs.kind(failure))
