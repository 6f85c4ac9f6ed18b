"""What `try` runs: the bot in a process of its own, which the page kills."""

import os
from collections.abc import Iterator
from typing import Any

import pytest
import requests

from bot.sandbox.faults import Fault
from bot.sandbox.play import Playground
from tests.scenarios.stage import STORES
from tests.waiting import until

CLAIRE, CHANNEL = "UCLAIRE", "C0PARTNERS"

MAILED = ["account_created", "stores_attached"]  # the third is asked only where the bot sends no mail


@pytest.fixture
def playground() -> Iterator[Playground]:
    found = Playground(0, apart=True)
    found.start()
    yield found
    found.stop()


def page(playground: Playground, path: str, **body: Any) -> requests.Response:
    return requests.post(f"{playground.page.url}/api/{path}", json=body, timeout=60)


def submit(playground: Playground) -> None:
    slack = playground.workspace.slack
    claire = slack.as_person(CLAIRE)
    claire.command("/6xpos-request", "")
    until(lambda: slack.modals(CLAIRE))
    view = slack.modals(CLAIRE)[-1]["id"]
    assert not claire.submit(view, brand="Boulangerie Émile", stores=STORES, prerequisites=MAILED).refused


def messages(playground: Playground, kind: str) -> list[dict[str, Any]]:
    found = playground.workspace.slack.messages(CHANNEL)
    return [m for m in found if (m.get("metadata") or {}).get("event_payload", {}).get("kind") == kind]


def alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


def test_killed_in_the_middle_of_a_post_it_comes_back_with_one_card(playground: Playground) -> None:
    assert playground.child
    first = playground.child.pid
    posting: list[str] = []
    playground.workspace.slack.before_call.append(lambda method, _: posting.append(method))
    playground.workspace.faults.add(Fault("slack", "chat.postMessage", "delay", seconds=1.0, times=2))
    submit(playground)
    until(lambda: "chat.postMessage" in posting)
    assert page(playground, "bot", op="restart").status_code == 200
    assert playground.child
    assert playground.child.pid != first
    assert not alive(first)
    until(lambda: messages(playground, "card"), 30)
    outbox = f"{playground.page.url}/api/state"
    until(lambda: requests.get(outbox, timeout=10).json()["outbox"] == [], 60)
    assert len(messages(playground, "card")) == 1


def test_it_ends_with_its_parent_and_begins_anew_with_the_workspace(playground: Playground) -> None:
    assert playground.child
    first = playground.child.pid
    submit(playground)
    until(lambda: messages(playground, "card"))
    page(playground, "reset")
    assert not alive(first)
    assert messages(playground, "card") == []
    submit(playground)
    until(lambda: messages(playground, "card"))
    assert playground.child.stop() == 0
