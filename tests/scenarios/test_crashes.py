"""Killed at any instant, the bot finishes after it is started again: one card, one row per slug, each message once."""

import os
import random
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from bot.sandbox.faults import Fault
from bot.sandbox.workspace import Workspace
from bot.ui.token_check import CHECKING
from tests.scenarios.insisting import Play, about
from tests.scenarios.process import ServeProcess
from tests.scenarios.stage import AMELIE, CLAIRE, shown
from tests.waiting import until
from workflows.rules.states import State

# At this many random instants by default, half of them each seed's; the figure in the notes was made with 200.
RANDOM_KILLS = int(os.environ.get("RANDOM_KILLS", "20"))

# The calls at which a process is killed are shared out, so that tests beside one another come to them all.
LANES = 4
killed_anywhere = pytest.mark.parametrize(
    ("moment", "lane"), [(moment, lane) for moment in ("before", "after") for lane in range(LANES)]
)

pytestmark = [pytest.mark.long, pytest.mark.todays_clock]


@pytest.fixture
def play(workspace: Workspace, tmp_path: Path) -> Iterator[Play]:
    found = Play(workspace, tmp_path)
    yield found
    found.process.kill()


@pytest.fixture
def served(workspace: Workspace, tmp_path: Path) -> Iterator[Play]:
    """The same with `serve` as people start it."""
    found = Play(workspace, tmp_path, ServeProcess)
    yield found
    found.process.kill()


@contextmanager
def killed_at(play: Play, moment: str, target: int) -> Iterator[None]:
    """Kills the process at one call to Slack, to Google, to Hey Pongo or to the mail server, `before` or `after` it has
    done its work; `target`: how many calls pass first."""
    slack, google, mailbox = play.workspace.slack, play.workspace.google, play.workspace.mailbox
    calls, armed = [0], threading.Event()
    armed.set()

    def strike(*_: object) -> None:
        calls[0] += 1
        if calls[0] == target + 1 and armed.is_set():
            armed.clear()
            play.process.kill()

    hooks = (slack.before_call, google.before_call) if moment == "before" else (slack.after_call, google.after_call)
    for hook in hooks:
        hook[:] = [strike]
    mailbox.on_mail = play.asked_pongo = strike
    yield
    for hook in hooks:
        hook[:] = []
    armed.clear()


def rounds(play: Play, lane: int, at_least: int) -> Iterator[int]:
    """Which call each round of a lane is killed at, until a round comes through without a kill; `at_least`: so many
    calls there are."""
    number, before = lane, -1
    while play.process.kills > before:
        before = play.process.kills
        yield number
        number += LANES
    assert number - LANES >= at_least
    print(f"killed at each of {number - LANES} calls, by {LANES}")


def know_approvers_late(play: Play) -> None:
    """As on a busy machine: people press before the bot that was started again knows who may approve."""
    play.workspace.faults.add(Fault("slack", "usergroups.users.list", "delay", seconds=0.3, times=None))


@pytest.mark.timeout(900)
@killed_anywhere
def test_killed_at_every_call_to_the_outside(play: Play, moment: str, lane: int) -> None:
    """Each round kills the process at one more of the lane's calls, until a round comes through without a kill."""
    know_approvers_late(play)
    tokens: dict[str, str] = {}
    for number in rounds(play, lane, at_least=14):
        with killed_at(play, moment, number):
            tokens[f"Marque {number}"] = play.token(number)
            play.submit(number)
            play.arrived(len(tokens))
            play.approve(play.requests()[-1], tokens[f"Marque {number}"])
            play.verify(tokens)


@pytest.mark.timeout(900)
@killed_anywhere
def test_killed_at_every_call_of_a_replacement(play: Play, moment: str, lane: int) -> None:
    """Each round replaces the token that the round before it delivered, and kills the process at another call."""
    know_approvers_late(play)
    given = [play.token(0)]
    play.submit(0)
    play.arrived(1)
    play.approve(play.requests()[0], given[0])
    play.verify({"Marque 0": given[0]})
    for number in rounds(play, lane, at_least=10):
        with killed_at(play, moment, number):
            given.append(play.token(0))
            play.replace(play.requests()[0], given[-1])
            play.verify_replaced(given)


@pytest.mark.timeout(900)
@killed_anywhere
def test_killed_at_every_call_of_a_withdrawal(play: Play, moment: str, lane: int) -> None:
    """Each round delivers a request, withdraws its token, and kills the process at another call of that."""
    know_approvers_late(play)
    for number in rounds(play, lane, at_least=8):
        token = play.token(number)
        play.submit(number)
        play.arrived(1)  # those before it are closed
        (request,) = play.requests()
        play.approve(request, token)
        until(lambda: not play.owed() and play.requests()[0].state is State.DELIVERED, 60)
        with killed_at(play, moment, number):
            play.withdraw(request)
            play.verify_withdrawn(request, token)


@pytest.mark.timeout(3600)
@pytest.mark.parametrize("seed", [20261125, 20261129])
def test_killed_at_random_instants(play: Play, seed: int) -> None:
    chance = random.Random(seed)
    tokens: dict[str, str] = {}
    number = 0
    while play.process.kills < RANDOM_KILLS / 2:
        over = threading.Event()

        def strike(over: threading.Event = over) -> None:
            while not over.wait(chance.uniform(0.02, 0.6)):
                if play.process.alive():  # one that has only begun to start has nothing to lose
                    over.wait(chance.uniform(0.0, 0.3))
                    play.process.kill()

        killer = threading.Thread(target=strike)
        tokens[f"Marque {number}"] = play.token(number)
        killer.start()
        play.submit(number)
        play.arrived(number + 1)
        play.approve(play.requests()[-1], tokens[f"Marque {number}"])
        over.set()
        killer.join()
        play.verify(tokens, newest=1)
        number += 1
        print(f"{play.process.kills} kills", flush=True)
    play.verify(tokens)
    print(f"survived {play.process.kills} kills in {number} requests")


def test_killed_before_it_could_say_that_the_token_is_given_it_says_so_afterwards(play: Play) -> None:
    slack = play.workspace.slack
    play.submit(1)
    play.arrived(1)
    (request,) = play.requests()
    play.open_token_form(request)

    def strike(method: str, _: object) -> None:
        if method == "views.update" and play.requests()[0].state is not State.SUBMITTED:
            slack.before_call.clear()
            play.process.kill()

    lost = play.workspace.faults.add(Fault("slack", "views.update", "refuse", times=None))
    slack.before_call.append(strike)
    token, view = play.token(1), slack.modals(AMELIE)[-1]
    play.insist(lambda: slack.as_person(AMELIE).submit(view["id"], token=token))
    until(lambda: play.process.kills == 1)
    assert slack.modals(AMELIE)[-1]["callback_id"] == CHECKING
    play.workspace.faults.remove(lost)
    play.revive()
    until(lambda: slack.modals(AMELIE)[-1]["callback_id"] != CHECKING, 60)
    assert "J’écris le token" in shown(slack.modals(AMELIE)[-1])


def test_told_to_stop_it_ends_within_ten_seconds_and_leaves_nothing_claimed(served: Play) -> None:
    served.workspace.faults.add(Fault("slack", "chat.postMessage", "delay", seconds=2, times=2))
    served.submit(1)
    assert served.process.terminate(10) == 0
    assert served.count("SELECT count(*) FROM effect WHERE done_at IS NULL AND claimed_by IS NOT NULL") == 0
    served.process.start()
    until(lambda: not served.owed(), 60)
    (request,) = served.requests()
    assert len(served.card_of(request)) == 1


def test_told_to_stop_while_slack_does_not_answer_it_releases_what_it_cannot_end(served: Play) -> None:
    served.workspace.faults.add(Fault("slack", "conversations.open", "delay", seconds=60))
    served.submit(1)
    until(lambda: served.workspace.faults.hits == 1)
    assert served.process.terminate(10) == 0
    assert served.count("SELECT count(*) FROM effect WHERE done_at IS NULL AND claimed_by IS NOT NULL") == 0
    assert served.count("SELECT count(*) FROM effect WHERE done_at IS NULL AND kind = 'note'") == 1
    served.process.start()
    until(lambda: not served.owed(), 60)
    (request,) = served.requests()
    direct = served.workspace.slack.messages(served.workspace.slack.im(CLAIRE) or "")
    assert len(about(request, direct, "note")) == len(served.card_of(request)) == 1


@pytest.mark.skipif(sys.platform != "linux", reason="says which thread receives a signal as Linux does")
def test_told_to_stop_by_whichever_thread_it_stops(served: Play) -> None:
    assert served.process.terminate_by_another_thread(10) == 0
