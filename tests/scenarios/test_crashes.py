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
from tests.scenarios.stage import AMELIE, CLAIRE, shown
from tests.waiting import until
from workflows.rules.states import State

# At this many random instants by default; the figure in the notes was made with 200.
RANDOM_KILLS = int(os.environ.get("RANDOM_KILLS", "20"))

pytestmark = pytest.mark.long


@pytest.fixture
def play(workspace: Workspace, tmp_path: Path) -> Iterator[Play]:
    found = Play(workspace, tmp_path)
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


def know_approvers_late(play: Play) -> None:
    """As on a busy machine: people press before the bot that was started again knows who may approve."""
    play.workspace.faults.add(Fault("slack", "usergroups.users.list", "delay", seconds=0.3, times=None))


@pytest.mark.timeout(900)
@pytest.mark.parametrize("moment", ["before", "after"])
def test_killed_at_every_call_to_the_outside(play: Play, moment: str) -> None:
    """Each round kills the process at one more call of the flow, until a round comes through without a kill."""
    know_approvers_late(play)
    tokens: dict[str, str] = {}
    number = 0
    while True:
        before = play.process.kills
        with killed_at(play, moment, number):
            tokens[f"Marque {number}"] = play.token(number)
            play.submit(number)
            play.arrived(number + 1)
            play.approve(play.requests()[-1], tokens[f"Marque {number}"])
            play.verify(tokens)
        if play.process.kills == before:
            break
        number += 1
    assert number >= 14  # the flow has at least so many calls
    print(f"killed {moment} each of {number} calls")


@pytest.mark.timeout(900)
@pytest.mark.parametrize("moment", ["before", "after"])
def test_killed_at_every_call_of_a_replacement(play: Play, moment: str) -> None:
    """Each round replaces the token that the round before it delivered, and kills the process at one more call."""
    know_approvers_late(play)
    given = [play.token(0)]
    play.submit(0)
    play.arrived(1)
    play.approve(play.requests()[0], given[0])
    play.verify({"Marque 0": given[0]})
    number = 0
    while True:
        before = play.process.kills
        with killed_at(play, moment, number):
            given.append(play.token(0))
            play.replace(play.requests()[0], given[-1])
            play.verify_replaced(given)
        if play.process.kills == before:
            break
        number += 1
    assert number >= 10  # a replacement has at least so many calls
    print(f"killed {moment} each of {number} calls of a replacement")


@pytest.mark.timeout(900)
@pytest.mark.parametrize("moment", ["before", "after"])
def test_killed_at_every_call_of_a_withdrawal(play: Play, moment: str) -> None:
    """Each round delivers a request, withdraws its token, and kills the process at one more call of that."""
    know_approvers_late(play)
    number = 0
    while True:
        before = play.process.kills
        token = play.token(number)
        play.submit(number)
        play.arrived(1)  # those before it are closed
        (request,) = play.requests()
        play.approve(request, token)
        until(lambda: not play.owed() and play.requests()[0].state is State.DELIVERED, 60)
        with killed_at(play, moment, number):
            play.withdraw(request)
            play.verify_withdrawn(request, token)
        if play.process.kills == before:
            break
        number += 1
    assert number >= 8  # a withdrawal has at least so many calls
    print(f"killed {moment} each of {number} calls of a withdrawal")


@pytest.mark.timeout(3600)
def test_killed_at_random_instants(play: Play) -> None:
    chance = random.Random(20261125)
    tokens: dict[str, str] = {}
    number = 0
    while play.process.kills < RANDOM_KILLS:
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


def test_told_to_stop_it_ends_within_ten_seconds_and_leaves_nothing_claimed(play: Play) -> None:
    play.workspace.faults.add(Fault("slack", "chat.postMessage", "delay", seconds=2, times=2))
    play.submit(1)
    assert play.process.terminate(10) == 0
    assert play.count("SELECT count(*) FROM effect WHERE done_at IS NULL AND claimed_by IS NOT NULL") == 0
    play.process.start()
    until(lambda: not play.owed(), 60)
    (request,) = play.requests()
    assert len(play.card_of(request)) == 1


def test_told_to_stop_while_slack_does_not_answer_it_releases_what_it_cannot_end(play: Play) -> None:
    play.workspace.faults.add(Fault("slack", "conversations.open", "delay", seconds=60))
    play.submit(1)
    until(lambda: play.workspace.faults.hits == 1)
    assert play.process.terminate(10) == 0
    assert play.count("SELECT count(*) FROM effect WHERE done_at IS NULL AND claimed_by IS NOT NULL") == 0
    assert play.count("SELECT count(*) FROM effect WHERE done_at IS NULL AND kind = 'note'") == 1
    play.process.start()
    until(lambda: not play.owed(), 60)
    (request,) = play.requests()
    direct = play.workspace.slack.messages(play.workspace.slack.im(CLAIRE) or "")
    assert len(about(request, direct, "note")) == len(play.card_of(request)) == 1


@pytest.mark.skipif(sys.platform != "linux", reason="says which thread receives a signal as Linux does")
def test_told_to_stop_by_whichever_thread_it_stops(play: Play) -> None:
    assert play.process.terminate_by_another_thread(10) == 0
