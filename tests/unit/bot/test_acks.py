"""An ack leaves the instant it is given, and what nobody waits for lets it pass."""

import threading
from concurrent.futures import ThreadPoolExecutor

from slack_bolt import BoltResponse

from bot.acks import PromptAck, UnderWay

LONG = 30.0


def test_whoever_dispatched_waits_for_the_answer_and_gets_it() -> None:
    ack, asked = PromptAck(), threading.Event()

    def listener() -> None:
        asked.wait(LONG)
        ack(text="Bonjour")

    with ThreadPoolExecutor(1) as pool:
        pool.submit(listener)
        asked.set()
        answer = ack.response
    assert answer is not None
    assert "Bonjour" in answer.body


def test_nobody_else_waits() -> None:
    ack = PromptAck()
    with ThreadPoolExecutor(1) as pool:
        assert pool.submit(lambda: ack.response).result(1) is None


def test_an_answer_set_by_hand_is_given_on_too() -> None:
    ack = PromptAck()
    with ThreadPoolExecutor(1) as pool:
        pool.submit(setattr, ack, "response", BoltResponse(status=500))
        assert ack.response is not None
        assert ack.response.status == 500


def test_what_nobody_waits_for_lets_acks_pass() -> None:
    acks, passed = UnderWay(), threading.Event()

    def other() -> None:
        acks.let_pass(LONG)
        passed.set()

    acks.let_pass(LONG)  # nobody is there
    with ThreadPoolExecutor(1) as pool:
        with acks.one(), acks.one():
            pool.submit(other)
            assert not passed.wait(0.1)
        assert passed.wait(LONG)


def test_but_not_for_ever() -> None:
    acks = UnderWay()
    with acks.one():
        acks.let_pass(0.01)
