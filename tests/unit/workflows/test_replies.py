"""Offers on both databases: which message is offered a form, and which offer a request has taken."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from bot.sandbox.clock import MovableClock
from tests.unit.workflows.steps import CLAIRE, TEAM, draft, owed
from workflows.requests.changes import Requests
from workflows.requests.press import Press
from workflows.requests.results import Done
from workflows.requests.threads import Threads
from workflows.requests.transition import Transitions
from workflows.rules.effects import ThreadToAnswer
from workflows.rules.form_values import Asked
from workflows.rules.tokens import Sealer
from workflows.storage.database import Database


@pytest.fixture
def requests(database: Database, clock: MovableClock) -> Requests:
    return Requests(Transitions(database, clock), Sealer(Sealer.new_key()))


def asks(brand: str, message: str, thread: str = "1.1") -> ThreadToAnswer:
    return ThreadToAnswer("C1", thread, CLAIRE.user_id, brand, message=message)


def opened(requests: Requests, brand: str, message: str) -> str:
    """A request opened from that message of the thread."""
    what = draft(brand, f"slug-{brand}")
    result = requests.submit(what, Press(CLAIRE, TEAM, brand), asked=Asked("C1", "1.1", message))
    assert isinstance(result, Done)
    return result.request.id


def test_a_thread_has_an_offer_for_each_brand_and_each_is_taken_by_itself(
    requests: Requests, database: Database
) -> None:
    offer, threads = requests.replies.offer, Threads(database)
    assert [offer(asks("Paulette", "1.1")), offer(asks("Gino", "1.2"))] == [True, True]
    assert not any(offer(asks(brand, ts)) for brand, ts in [("Gino", "1.2"), ("paulette", "1.3"), ("", "1.4")])
    assert offer(asks("", "1.4"), each=True)
    assert not offer(asks("", "1.4"), each=True)

    def taken(message: str) -> str | None:
        request = threads.opened_from("C1", message, thread="1.1")
        return request.id if request else None

    gino = opened(requests, "Gino", "1.2")
    assert [taken("1.1"), taken("1.2")] == [None, gino]
    other = opened(requests, "Paulette", "1.3")  # a message of the thread that was offered nothing
    assert [taken("1.1"), taken("1.2")] == [other, gino]
    # What was given up can be asked for again where it was asked.
    assert requests.expire(gino)
    assert [offer(asks("Gino", ts)) for ts in ("1.5", "1.6")] == [True, False]


def test_all_that_ask_in_a_thread_at_once_are_offered_one_each(requests: Requests, database: Database) -> None:
    brands = ("Paulette", "Gino", "Ugo")
    with ThreadPoolExecutor(6) as pool:
        for thread in range(20):
            told = [asks(brand, f"{thread}.{ts}", f"{thread}.1") for ts, brand in enumerate(brands, 1)]
            assert sorted(pool.map(requests.replies.offer, told * 2)) == [False] * 3 + [True] * 3
    assert owed(database) == ["offer"] * 60
