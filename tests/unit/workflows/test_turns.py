"""Turns: one at a time, who has a person waiting goes first, and among those who came first."""

import threading

from tests.waiting import until
from workflows.storage.fair_lock import Turns


def test_who_has_a_person_waiting_goes_before_who_has_not() -> None:
    turns, order = Turns(), []
    threads = []

    def take(name: str, patient: bool) -> None:
        with turns.turn(patient=patient, seconds=10) as mine:
            assert mine
            order.append(name)

    def waiting(number: int) -> bool:
        return len(turns._urgent) + len(turns._patient) == number

    with turns.turn(patient=False, seconds=1):
        people = [("first patient", True), ("second patient", True), ("urgent", False), ("second urgent", False)]
        for number, (name, patient) in enumerate(people, 1):
            thread = threading.Thread(target=take, args=(name, patient))
            thread.start()
            threads.append(thread)
            until(lambda number=number: waiting(number))  # type: ignore[misc]
    for thread in threads:
        thread.join()
    assert order == ["urgent", "second urgent", "first patient", "second patient"]


def test_one_at_a_time() -> None:
    turns, counting, two = Turns(), threading.Lock(), threading.Event()
    inside, taken = [0], [0]

    def work(patient: bool) -> None:
        for _ in range(25):
            with turns.turn(patient=patient, seconds=10) as mine:
                with counting:
                    inside[0] += 1
                    taken[0] += mine
                    if inside[0] > 1:
                        two.set()
                two.wait(0.002)  # who could come in, would meanwhile
                with counting:
                    inside[0] -= 1

    threads = [threading.Thread(target=work, args=(number % 2 == 0,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not two.is_set()
    assert taken == [8 * 25]


def test_who_waited_too_long_goes_on_without_a_turn() -> None:
    turns = Turns()
    with turns.turn(patient=False, seconds=1), turns.turn(patient=True, seconds=0.01) as mine:
        assert not mine
    with turns.turn(patient=True, seconds=0.01) as mine:
        assert mine
    # Nobody is left in a queue who has gone on already.
    assert not turns._urgent
    assert not turns._patient
