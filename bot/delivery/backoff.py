"""How long to wait before an effect is tried again."""

from datetime import timedelta

from tenacity import RetryCallState, Retrying, wait_exponential_jitter

# What only a person can mend is looked at again at this beat, or at once when somebody says it is mended.
SLOW_BEAT = timedelta(minutes=10)
# And before it is called so, a second time within seconds: one 404 or 403 that meant nothing is nobody's business.
SECOND_LOOK = timedelta(seconds=0.9)
_WAIT = wait_exponential_jitter(initial=1, max=300, jitter=1)


def backoff(attempts: int, asked: timedelta | None = None) -> timedelta:
    """The wait after `attempts` tries: exponential with jitter, 5 minutes at most, never less than `asked`."""
    state = RetryCallState(Retrying(), None, (), {})
    state.attempt_number = max(1, attempts)
    return max(timedelta(seconds=_WAIT(state)), asked or timedelta())
