"""Killed at any instant, the bot finishes after it is started again: one card, one row, each message once."""

import os
import random
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from bot.sandbox.faults import Fault
from bot.sandbox.slack.service import Delivery
from bot.sandbox.workspace import Workspace
from bot.ui.check import CHECKING
from tests.scenarios.process import ServeProcess
from tests.scenarios.stage import AMELIE, CHANNEL, CLAIRE, TICKS, shown
from tests.waiting import soon, until
from workflows.database import Database
from workflows.models import Request
from workflows.queries import Queries
from workflows.states import State

# At this many random instants by default; the figure in the notes was made with 200.
RANDOM_KILLS = int(os.environ.get("RANDOM_KILLS", "20"))


class Play:
    """A workspace, a `serve` process, and people who try again until they get an answer."""

    def __init__(self, workspace: Workspace, directory: Path) -> None:
        self.workspace = workspace
        url = f"sqlite:///{directory / 'bot.db'}"
        settings = workspace.settings(DATABASE_URL=url, PONGO_API_URL=workspace.pongo_url, **workspace.mail_settings())
        self.process = ServeProcess(settings, directory / "serve.log")
        workspace.slack.deliver_to(self.process.url)
        self.process.start()
        self.queries = Queries(Database(url))
        # Called when Hey Pongo has done something and has not said so yet.
        self.asked_pongo: Callable[[], None] = lambda: None
        workspace.calls.subscribe(lambda call: self.asked_pongo() if call.service == "pongo" else None)

    def insist(self, act: Callable[[], Any]) -> None:
        """Does something until the bot has taken it; a bot that was killed is started again, and where it asks to try
        again, people do."""

        def taken() -> bool:
            self.revive()
            delivery = act()
            asked_again = isinstance(delivery.body, dict) and delivery.body.get("response_action") == "errors"
            return delivery.status == 200 and not delivery.refused and not asked_again

        until(taken, 90)

    def revive(self) -> None:
        """Starts the process again if it was killed."""
        if not self.process.alive():
            self.process.kill()
            self.process.start()

    def submit(self, number: int) -> None:
        """Claire asks for one brand; the same form again if there was no answer."""
        slack = self.workspace.slack
        claire = slack.as_person(CLAIRE)
        self.insist(lambda: claire.command("/6xpos-request", ""))
        while not soon(lambda: slack.modals(CLAIRE)):
            self.insist(lambda: claire.command("/6xpos-request", ""))
        view = slack.modals(CLAIRE)[-1]["id"]
        stores = f"Magasin {number} ; shop-{number}\nMagasin bis {number} ; shop-{number}-bis"
        self.insist(lambda: claire.submit(view, brand=f"Marque {number}", stores=stores, prerequisites=TICKS))
        if slack.modals(CLAIRE):
            claire.close(view)

    def token(self, number: int) -> str:
        """The token of that brand, which Hey Pongo finds good."""
        slugs = {f"shop-{number}": f"Magasin {number}", f"shop-{number}-bis": f"Magasin bis {number}"}
        self.workspace.pongo.stores |= slugs
        return self.workspace.pongo.issue(f"Marque {number}", list(slugs))

    def approve(self, request: Request, token: str) -> None:
        """Amélie approves it with a token, which is checked before it is written."""
        slack = self.workspace.slack
        amelie = slack.as_person(AMELIE)
        self.open_token_form(request)

        def hand_in() -> Any:
            forms = [modal["id"] for modal in slack.modals(AMELIE) if modal["callback_id"] == "token_form"]
            # The bot may show that it has the token although its answer was lost.
            return amelie.submit(forms[-1], token=token) if forms else Delivery(200, "", 0.0, "", {})

        # Another press of before may open its form only now, in the place of the first one.
        self.insist(hand_in)
        for modal in list(slack.modals(AMELIE)):
            amelie.close(modal["id"])

    def open_token_form(self, request: Request) -> None:
        """Amélie presses the button until its form is there."""
        slack = self.workspace.slack

        def posted() -> bool:
            self.revive()
            return bool(self.card_of(request))

        until(posted, 90)

        def press() -> None:
            card = self.card_of(request)[0]["ts"]
            self.insist(lambda: slack.as_person(AMELIE).click(CHANNEL, card, "approve"))

        press()
        while not soon(lambda: any(modal["callback_id"] == "token_form" for modal in slack.modals(AMELIE))):
            press()

    def card_of(self, request: Request) -> list[dict[str, Any]]:
        """The cards of a request; there should be one."""
        return about(request, self.workspace.slack.messages(CHANNEL), "card")

    def requests(self) -> list[Request]:
        """Every request, oldest first."""
        return sorted(self.queries.open_requests(limit=500), key=lambda request: request.number or 0)

    def verify(self, tokens: dict[str, str], newest: int = 500) -> None:
        """Waits until all is delivered; then there is one card, one row per slug, and each message once.

        `newest`: of how many of the requests that is looked at.
        """

        def settled() -> bool:
            self.revive()
            return not self.owed() and all(r.state is State.DELIVERED for r in self.requests())

        try:
            until(settled, 120)
        except AssertionError:
            raise AssertionError(f"{self.left()}\n{self.process.log()[-3000:]}") from None
        rows = self.workspace.sheet.rows()
        channel = self.workspace.slack.messages(CHANNEL)
        direct = self.workspace.slack.messages(self.workspace.slack.im(CLAIRE) or "")
        for request in self.requests()[-newest:]:
            (card,) = about(request, channel, "card")
            assert request.brand in shown(card)
            for store in self.queries.picture(request.id).stores:
                (row,) = [row for row in rows if store.slug in row]
                assert row.count(store.slug) == 1
                assert tokens[request.brand] in row
            notes = about(request, direct, "note")
            assert len(notes) == 2, [shown(note) for note in notes]
            assert request.token_sealed is None
            history = [entry for entry in self.queries.picture(request.id).history if entry.action != "trouble"]
            assert [entry.action for entry in history] == ["submit", "approve_with_token", "deliver"]
            assert history[1].details == {"check": "good"}
            mails = [m for m in self.workspace.mailbox.mails if request.reference in m.message["Subject"]]
            # One may come twice, and then both are the same to whoever reads them.
            different = {mail.message["Message-ID"]: mail for mail in mails}.values()
            assert sorted(mail.message["Subject"].split()[0] for mail in different) == ["Intégration", "Vous"]
        assert self.count("SELECT count(*) FROM pending_token") == 0

    def arrived(self, count: int) -> None:
        """Waits until so many requests are stored."""

        def stored() -> bool:
            self.revive()
            return len(self.requests()) == count

        until(stored, 60)

    def left(self) -> str:
        """What is not performed yet, and why."""
        with self.queries._database.engine.connect() as connection:
            rows = connection.exec_driver_sql(
                "SELECT kind, attempts, trouble, due_at, claimed_by, claimed_until FROM effect WHERE done_at IS NULL"
            ).all()
        return "\n".join(map(str, [*rows, *((r.reference, r.state, r.trouble) for r in self.requests())]))

    def owed(self) -> bool:
        """Whether any effect is not performed yet."""
        return self.count("SELECT count(*) FROM effect WHERE done_at IS NULL") > 0

    def count(self, query: str) -> int:
        """The number that a query answers."""
        with self.queries._database.engine.connect() as connection:
            return int(connection.exec_driver_sql(query).scalar() or 0)


def about(request: Request, messages: list[dict[str, Any]], kind: str) -> list[dict[str, Any]]:
    """The messages of one kind about a request."""
    found = []
    for message in messages:
        told = (message.get("metadata") or {}).get("event_payload", {})
        if (told.get("kind"), told.get("request_id")) == (kind, request.id):
            found.append(message)
    return found


pytestmark = pytest.mark.long


@pytest.fixture
def play(workspace: Workspace, tmp_path: Path) -> Iterator[Play]:
    found = Play(workspace, tmp_path)
    yield found
    found.process.kill()


@pytest.mark.timeout(900)
@pytest.mark.parametrize("moment", ["before", "after"])
def test_killed_at_every_call_to_the_outside(play: Play, moment: str) -> None:
    """Each round kills the process at one more call of the flow, to Slack, to Google, to Hey Pongo or to the mail
    server, until a round comes through without a kill."""
    slack, google, mailbox = play.workspace.slack, play.workspace.google, play.workspace.mailbox
    # As on a busy machine: people press before the bot that was started again knows who may approve.
    play.workspace.faults.add(Fault("slack", "usergroups.users.list", "delay", seconds=0.3, times=None))
    tokens: dict[str, str] = {}
    number = 0
    while True:
        calls, armed = [0], threading.Event()
        armed.set()
        target = number

        def strike(*_: object, calls: list[int] = calls, armed: threading.Event = armed, target: int = target) -> None:
            calls[0] += 1
            if calls[0] == target + 1 and armed.is_set():
                armed.clear()
                play.process.kill()

        hooks = (slack.before_call, google.before_call) if moment == "before" else (slack.after_call, google.after_call)
        for hook in hooks:
            hook[:] = [strike]
        mailbox.on_mail = play.asked_pongo = strike
        before = play.process.kills
        tokens[f"Marque {number}"] = play.token(number)
        play.submit(number)
        play.arrived(number + 1)
        play.approve(play.requests()[-1], tokens[f"Marque {number}"])
        play.verify(tokens)
        for hook in hooks:
            hook[:] = []
        armed.clear()
        if play.process.kills == before:
            break
        number += 1
    assert number >= 14  # the flow has at least so many calls
    print(f"killed {moment} each of {number} calls")


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


def test_killed_before_it_could_say_that_the_token_is_handed_over_it_says_so_afterwards(play: Play) -> None:
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
