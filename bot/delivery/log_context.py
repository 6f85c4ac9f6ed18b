"""What the log says an effect is about, also where several are performed at once."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from bot.telemetry import logs
from workflows.outbox.owing import origin
from workflows.rules.effects import Traced
from workflows.storage.models import Effect


@contextmanager
def about(effect: Effect, reference: Callable[[str], str | None]) -> Iterator[None]:
    """Every line that is logged in the block names the effect, its request, and the interaction that owed it; and what
    comes to be owed there will name that interaction too. `reference`: what people call a request."""
    caused = Traced.from_json(effect.payload).origin
    before = origin.set(caused)
    try:
        named = {"effect": effect.id[:8]} | ({"interaction": caused} if caused else {})
        with logs.about(reference, effect.request_id, **named):
            yield
    finally:
        origin.reset(before)
