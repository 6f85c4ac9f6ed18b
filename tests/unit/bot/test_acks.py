"""An ack leaves the instant it is given, and what nobody waits for lets it pass."""

import threading
from concurrent.futures import ThreadPoolExecutor
from queue import Queue

from slack_bolt import BoltResponse

from bot.process.prompt_ack import PromptAck, UnderWay

LONG = 10.0


def test_whoever_dispatched_gets_the_answer_the_instant_it_is_given() -> None:
    made: Queue[PromptAck] = Queue()

    def dispatched() -> BoltResponse | None:
        ack = PromptAck(patience=4 * LONG)
        made.put(ack)
        return ack.response

    with ThreadPoolExecutor(1) as pool:
        waiting = pool.submit(dispatched)
        made.get()(text="Bonjour")
        answer = waiting.result(LONG)
    assert answer is not None
    assert "Bonjour" in answer.body


def test_a_listener_that_never_acks_is_not_waited_for_for_ever() -> None:
    assert PromptAck(patience=0.01).response is None


def test_nobody_else_waits() -> None:
    ack = PromptAck(LONG)
    with ThreadPoolExecutor(1) as pool:
        assert pool.submit(lambda: ack.response).result(1) is None


def test_an_answer_set_by_hand_is_given_on_too() -> None:
    ack = PromptAck(LONG)
    with ThreadPoolExecutor(1) as pool:
        pool.submit(setattr, ack, "response", BoltResponse(status=500))
        assert ack.response is not None
        assert ack.response.status == 500


def test_what_nobody_waits_for_lets_acks_pass() -> None:
    acks, passed = UnderWay(), threading.Event()

    def other() -> None:
        acks.let_pass(2 * LONG)
        passed.set()

    acks.let_pass(LONG)  # nobody is there
    with ThreadPoolExecutor(1) as pool:
        acks.begin()
        acks.begin()
        pool.submit(other)
        acks.end()
        assert not passed.wait(0.1)
        acks.end()
        assert passed.wait(LONG)


def test_but_not_for_ever() -> None:
    acks = UnderWay()
    acks.begin()
    acks.let_pass(0.01)


def test_where_no_answer_comes_in_time_there_is_the_late_one_and_it_stays() -> None:
    late = BoltResponse(status=200, body="Encore")
    ack = PromptAck(patience=0.01, late=lambda: late)
    assert ack.response is late
    ack(text="Bonjour")
    assert ack.response is late
