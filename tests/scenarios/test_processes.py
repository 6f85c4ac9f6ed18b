"""Two and four `serve` processes on one PostgreSQL: they share traffic and work, and nothing happens twice."""

import json
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier
from typing import Any
from urllib.parse import parse_qsl, urlencode

import pytest
import requests
from sqlmodel import col, select

from bot.sandbox.workspace import Workspace
from tests.databases import Postgres
from tests.scenarios.process import ServeProcess
from tests.scenarios.stage import CHANNEL, CLAIRE, TICKS, TOKEN, shown
from tests.scenarios.steps import LEADS, signed, submission_body
from tests.waiting import until
from workflows.requests.queries import Queries
from workflows.rules.states import State
from workflows.storage.database import Database
from workflows.storage.models import Audit, Effect, Request

pytestmark = pytest.mark.long


class Pair:
    def __init__(self, workspace: Workspace, url: str, directory: Path, count: int = 2) -> None:
        self.workspace = workspace
        environment = workspace.settings(DATABASE_URL=url, APPROVERS=",".join(LEADS))
        self.processes = [ServeProcess(environment, directory / f"serve-{n}.log") for n in range(count)]
        for process in self.processes:
            process.start(wait=False)
        for process in self.processes:
            until(process.alive, 90)
        self.database = Database(url)
        self.queries = Queries(self.database)
        self.to(0)

    def kill(self) -> None:
        """Kills all."""
        for process in self.processes:
            process.kill()

    def to(self, number: int) -> None:
        """Slack sends its traffic to that process from now on."""
        self.workspace.slack.deliver_to(self.processes[number].url)

    def submit(self, number: int) -> None:
        claire = self.workspace.slack.as_person(CLAIRE)
        claire.command("/6xpos-request", "")
        view = self.modal(CLAIRE)
        claire.submit(view, brand=f"Marque {number}", stores=f"Magasin ; shop-{number}", prerequisites=TICKS)

    def modal(self, who: str) -> str:
        until(lambda: self.workspace.slack.modals(who))
        return str(self.workspace.slack.modals(who)[-1]["id"])

    def requests(self) -> list[Request]:
        return self.queries.open_requests(limit=100)

    def settled(self) -> bool:
        with self.database.reading() as session:
            return session.exec(select(Effect.seq).where(col(Effect.done_at).is_(None)).limit(1)).first() is None


@pytest.fixture
def pair(workspace: Workspace, postgres: Postgres, tmp_path: Path) -> Iterator[Pair]:
    found = Pair(workspace, postgres.fresh(), tmp_path)
    yield found
    found.kill()


@pytest.fixture
def four(workspace: Workspace, postgres: Postgres, tmp_path: Path) -> Iterator[Pair]:
    found = Pair(workspace, postgres.fresh(), tmp_path, 4)
    yield found
    found.kill()


def at_once(pair: Pair, bodies: list[str]) -> list[Any]:
    """Posts all of them at the same moment, in turn to each process; what came back, None where that is empty."""
    ready = Barrier(len(bodies))

    def send(number: int) -> Any:
        body = bodies[number]
        headers = signed(pair, body)
        ready.wait(20)
        url = pair.processes[number % len(pair.processes)].url
        answer = requests.post(url, data=body, headers=headers, timeout=30)
        assert answer.status_code == 200
        return answer.json() if answer.text else None

    with ThreadPoolExecutor(len(bodies)) as pool:
        return list(pool.map(send, range(len(bodies))))


def test_fifty_leads_at_two_processes_make_one_transition_and_one_write(pair: Pair) -> None:
    pair.submit(1)
    until(lambda: pair.requests() and pair.settled() and pair.requests()[0].card_ts, 30)
    (request,) = pair.requests()
    bodies = [
        submission_body(who, "token_form", f"V{number:08d}", request.id, token=f"{TOKEN}{number:02d}")
        for number, who in enumerate(LEADS)
    ]
    answers = at_once(pair, bodies)
    until(lambda: pair.settled() and pair.requests()[0].state is State.DELIVERED, 60)
    with pair.database.reading() as session:
        entries = session.exec(select(Audit).order_by(col(Audit.id))).all()
    assert [entry.action for entry in entries] == ["submit", "approve_with_token", "deliver"]
    winner = entries[1].actor
    late = [answer for who, answer in zip(LEADS, answers, strict=True) if who != winner]
    assert answers[LEADS.index(winner)] is None
    assert all(f"<@{winner}>" in shown(answer["view"]) for answer in late)
    cells = [cell for row in pair.workspace.sheet.rows() for cell in row]
    assert (cells.count("shop-1"), cells.count(f"{TOKEN}{LEADS.index(winner):02d}")) == (1, 1)
    assert sum(cell.startswith(TOKEN) for cell in cells) == 1


def test_a_slug_that_two_ask_for_at_two_processes_belongs_to_one(pair: Pair) -> None:
    bodies = [form(f"V{number:08d}", f"Marque {number}", "Le même ; the-same") for number in range(20)]
    answers = at_once(pair, bodies)
    assert answers.count(None) == 1
    (request,) = pair.requests()
    refused = [answer["errors"]["stores"] for answer in answers if answer]
    assert all(request.reference in error for error in refused)
    until(pair.settled, 30)
    assert len(pair.workspace.slack.messages(CHANNEL)) == 1


def form(view_id: str, brand: str, stores: str) -> str:
    """The body of Claire's form."""
    filled = submission_body(CLAIRE, "request_form", view_id, "", brand=brand, stores=stores)
    payload = json.loads(dict(parse_qsl(filled))["payload"])
    ticked = {"type": "checkboxes", "selected_options": [{"value": tick} for tick in TICKS]}
    payload["view"]["state"]["values"]["prerequisites"] = {"prerequisites": ticked}
    return urlencode({"payload": json.dumps(payload)})


def test_the_same_form_delivered_to_both_is_one_request(pair: Pair) -> None:
    slack = pair.workspace.slack
    slack.as_person(CLAIRE).command("/6xpos-request", "")
    view = pair.modal(CLAIRE)
    first = slack.as_person(CLAIRE).submit(view, brand="Émile", stores="N ; emile", prerequisites=TICKS)
    pair.to(1)
    again = slack.replay(first)
    assert (again.status, again.body) == (first.status, first.body)
    until(pair.settled, 30)
    assert len(pair.requests()) == 1


def test_one_of_two_is_killed_with_work_in_its_hands_and_the_other_ends_it(pair: Pair) -> None:
    goes_on_without_the_first(pair)


def test_one_of_four_is_killed_with_work_in_its_hands_and_the_others_end_it(four: Pair) -> None:
    goes_on_without_the_first(four)


def goes_on_without_the_first(pair: Pair) -> None:
    for number in range(12):
        pair.submit(number)
    pair.processes[0].kill()
    pair.to(1)
    until(lambda: pair.settled() and all(request.card_ts for request in pair.requests()), 90)
    assert len(pair.requests()) == 12
    cards = [
        message["metadata"]["event_payload"]["request_id"]
        for message in pair.workspace.slack.messages(CHANNEL)
        if (message.get("metadata") or {}).get("event_payload", {}).get("kind") == "card"
    ]
    assert sorted(cards) == sorted(request.id for request in pair.requests())
    assert len(pair.workspace.slack.messages(pair.workspace.slack.im(CLAIRE) or "")) == 12
