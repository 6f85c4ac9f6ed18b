"""Turns: one at a time, and who has a person waiting goes first."""

import threading

from tests.waiting import until
from workflows.turns import Turns


def test_who_has_a_person_waiting_goes_before_who_has_not() -> None:
    turns, order = Turns(), []
    threads = []

    def take(name: str, patient: bool) -> None:
        with turns.turn(patient=patient, seconds=10) as mine:
            assert mine
            order.append(name)

    def waiting(number: int) -> bool:
        return len(turns._changed._waiters) == number  # type: ignore[attr-defined]

    with turns.turn(patient=False, seconds=1):
        people = [("first patient", True), ("second patient", True), ("urgent", False)]
        for number, (name, patient) in enumerate(people, 1):
            thread = threading.Thread(target=take, args=(name, patient))
            thread.start()
            threads.append(thread)
            until(lambda number=number: waiting(number))  # type: ignore[misc]
    for thread in threads:
        thread.join()
    assert order[0] == "urgent"
    assert len(order) == 3


def test_one_at_a_time() -> None:
    turns, inside, most = Turns(), [0], [0]

    def work() -> None:
        for _ in range(200):
            with turns.turn(patient=False, seconds=10):
                inside[0] += 1
                most[0] = max(most[0], inside[0])
                inside[0] -= 1

    threads = [threading.Thread(target=work) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert most == [1]


def test_who_waited_too_long_goes_on_without_a_turn() -> None:
    turns = Turns()
    with turns.turn(patient=False, seconds=1), turns.turn(patient=True, seconds=0.01) as mine:
        assert not mine
    with turns.turn(patient=True, seconds=0.01) as mine:
        assert mine
