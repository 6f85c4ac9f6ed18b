"""Signed traffic, many at once, and how long each answer took."""

import hashlib
import hmac
import http.client
import json
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from workflows.requests.changes import Requests
from workflows.requests.press import Press
from workflows.requests.results import Done, Draft
from workflows.rules.policy import Person
from workflows.rules.store_lines import StoreLine

SECRET = "bench-signing-secret"


@dataclass(frozen=True)
class Measure:
    """Answers a second, and the time in milliseconds within which 99 of 100 came."""

    rate: float
    p99: float


def command_body(number: int) -> str:
    """A slash command."""
    return urlencode(
        {
            "command": "/6xpos-request", "text": "", "team_id": "T06XPOS", "user_id": f"U{number % 50}",
            "channel_id": "C0PARTNERS", "trigger_id": f"{number}.1.abc", "response_url": "",
        }
    )  # fmt: skip


def submission_body(request_id: str, number: int) -> str:
    """An approval with a token."""
    values = {"token": {"token": {"type": "plain_text_input", "value": f"tok_bench_{number:08d}_abcdef"}}}
    payload = {
        "type": "view_submission",
        "trigger_id": f"{number}.2.abc",
        "team": {"id": "T06XPOS"},
        "user": {"id": "UAMELIE", "team_id": "T06XPOS"},
        "view": {
            "id": f"V{number}", "type": "modal", "callback_id": "token_form", "private_metadata": request_id,
            "hash": "1", "blocks": [{"type": "section", "block_id": "version:1"}], "state": {"values": values},
        },
    }  # fmt: skip
    return urlencode({"payload": json.dumps(payload)})


def _headers(body: str) -> dict[str, str]:
    stamp = str(int(time.time()))
    digest = hmac.new(SECRET.encode(), f"v0:{stamp}:{body}".encode(), hashlib.sha256).hexdigest()
    return {
        "Content-Type": "application/x-www-form-urlencoded",
        "X-Slack-Request-Timestamp": stamp,
        "X-Slack-Signature": f"v0={digest}",
    }


def fire(port: int, bodies: Sequence[str], at_once: int, after: Callable[[], None] = lambda: None) -> Measure:
    """Posts every body, `at_once` at a time. RuntimeError where an answer is not 200."""
    taken: list[float] = []
    waiting = list(reversed(bodies))
    lock = threading.Lock()
    failures: list[int] = []

    def work() -> None:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
        while True:
            with lock:
                if not waiting:
                    break
                body = waiting.pop()
            headers = _headers(body)
            began = time.perf_counter()
            connection.request("POST", "/slack/events", body, headers)
            answer = connection.getresponse()
            answer.read()
            took = (time.perf_counter() - began) * 1000
            with lock:
                taken.append(took)
                if answer.status != 200:
                    failures.append(answer.status)
        connection.close()

    began = time.perf_counter()
    threads = [threading.Thread(target=work) for _ in range(at_once)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    seconds = time.perf_counter() - began
    if failures:
        raise RuntimeError(f"{len(failures)} answers were not 200")
    after()
    taken.sort()
    return Measure(len(taken) / seconds, taken[int(len(taken) * 0.99)])


def submitted(store: Requests, number: int) -> str:
    """A request with one store; its id."""
    draft = Draft(f"Marque {number}", "a@b.c", (StoreLine("Magasin", f"bench-{number}"),))
    done = store.submit(draft, Press(Person("UCLAIRE", False), "T06XPOS", f"bench:{number}"))
    assert isinstance(done, Done)
    return done.request.id
