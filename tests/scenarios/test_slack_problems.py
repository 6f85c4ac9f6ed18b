"""Slack with problems: nothing lost, nothing twice, and the real work never called a failure."""

from datetime import timedelta
from typing import Any

import pytest
import requests
from sqlmodel import select

from bot.commands.doctor import examine, failed
from bot.sandbox.faults import Fault
from bot.settings import Settings
from tests.logged import Logged
from tests.scenarios.stage import AMELIE, CHANNEL, CLAIRE, TOKEN, Stage, shown
from tests.waiting import until
from workflows.requests.changes import Requests
from workflows.requests.press import Press
from workflows.requests.results import Done
from workflows.requests.transition import Transitions
from workflows.rules.effects import ThreadToAnswer
from workflows.rules.policy import Person
from workflows.rules.problems import Problem
from workflows.rules.states import Event, State
from workflows.rules.tokens import Sealer
from workflows.storage.database import Database
from workflows.storage.models import Effect

pytestmark = pytest.mark.todays_clock


@pytest.mark.parametrize(
    "fault",
    [
        Fault("slack", "chat.postMessage", "refuse", status=429, error="ratelimited", retry_after=5, times=3),
        Fault("slack", "chat.postMessage", "refuse", status=500, times=3),
        Fault("slack", "chat.postMessage", "refuse", status=200, error="internal_error", times=2),
        Fault("slack", "chat.postMessage", "cut", times=2),
        Fault("slack", "chat.postMessage", "lose_answer", status=504, times=2),
        Fault("slack", "chat.postMessage", "lose_answer", status=0, times=2),
        Fault("slack", "conversations.open", "cut", times=2),
    ],
)
def test_one_card_and_one_message_whatever_happens_to_the_posts(stage: Stage, fault: Fault) -> None:
    stage.workspace.faults.add(fault)
    stage.submit()
    stage.patiently()
    assert len(stage.cards()) == 1
    assert len(stage.direct(CLAIRE)) == 1
    (request,) = stage.bot.services.queries.open_requests()
    assert stage.card(request)["ts"] == request.card_ts


@pytest.mark.parametrize(
    "fault",
    [
        Fault("slack", "chat.update", "refuse", status=429, error="ratelimited", retry_after=3, times=4),
        Fault("slack", "chat.update", "lose_answer", status=0, times=3),
    ],
)
def test_the_card_ends_up_to_date(stage: Stage, fault: Fault) -> None:
    request = stage.request()
    stage.workspace.faults.add(fault)
    stage.click(AMELIE, request, "reject")
    stage.as_(AMELIE).submit(stage.top_modal(AMELIE)["id"], reason="Trop tôt")
    stage.patiently()
    assert "Trop tôt" in shown(stage.card(request))


def test_a_deleted_card_is_posted_anew(stage: Stage) -> None:
    request = stage.request()
    stage.as_(AMELIE).delete(CHANNEL, request.card_ts)
    stage.bot.services.requests.show_problem(request.id, Problem("unavailable"))
    stage.patiently(3)
    assert len(stage.cards()) == 1
    assert stage.card(request)["ts"] == stage.fresh(request).card_ts != request.card_ts


def test_what_is_owed_is_performed_at_once_after_the_commit(stage: Stage) -> None:
    stage.settle()
    stage.bot.scheduler.stop()  # nothing ticks any more: only the commit itself can wake the worker
    for number in range(3):
        stage.submit(brand=f"Marque {number}", stores=f"Magasin ; at-once-{number}")
        until(lambda number=number: len(stage.cards()) == number + 1, 8)


def test_the_bot_is_not_in_the_channel_until_somebody_invites_it(stage: Stage, logged: Logged) -> None:
    slack = stage.workspace.slack
    slack.leave(CHANNEL, slack.bot_user_id)
    stage.submit()
    stage.settle()
    assert ("slack_needs_a_person", "not_in_channel") in [(line["event"], line.get("kind")) for line in logged.lines]
    assert stage.cards() == []
    assert len(stage.direct(CLAIRE)) == 1  # the message to the requester does not wait for the channel
    assert stage.bot.not_ready()["slack"] == "not_in_channel"
    slack.join(CHANNEL, slack.bot_user_id)
    stage.workspace.clock.advance(timedelta(minutes=10))
    stage.settle()
    assert len(stage.cards()) == 1
    assert "slack" not in stage.bot.not_ready()


@pytest.mark.parametrize("kind", ["channel_not_found", "invalid_auth", "missing_scope", "is_archived"])
def test_what_a_person_has_to_mend_in_slack_shows_and_is_tried_again_on_a_slow_beat(
    stage: Stage, logged: Logged, kind: str
) -> None:
    fault = stage.workspace.faults.add(Fault("slack", "chat.postMessage", "refuse", 200, kind, times=None))
    stage.submit()
    stage.settle()
    assert ("slack_needs_a_person", kind) in [(line["event"], line.get("kind")) for line in logged.lines]
    ready = requests.get(f"http://127.0.0.1:{stage.bot.port}/readyz", timeout=5)
    assert (ready.status_code, ready.json()["reasons"]["slack"]) == (503, kind)
    tries = len(stage.workspace.calls.all("slack", "chat.postMessage"))
    stage.patiently(4, 60)  # not one try more for now
    assert len(stage.workspace.calls.all("slack", "chat.postMessage")) == tries
    stage.workspace.faults.remove(fault)
    stage.workspace.clock.advance(timedelta(minutes=7))
    stage.settle()
    assert len(stage.cards()) == len(stage.direct(CLAIRE)) == 1
    assert requests.get(f"http://127.0.0.1:{stage.bot.port}/readyz", timeout=5).status_code == 200


def test_slack_is_given_the_time_that_it_asks_for(stage: Stage) -> None:
    fault = Fault("slack", "chat.postMessage", "refuse", status=429, error="ratelimited", retry_after=60, times=2)
    stage.workspace.faults.add(fault)
    stage.submit()
    stage.settle()
    stage.workspace.clock.advance(timedelta(seconds=55))
    stage.settle()
    assert len(stage.workspace.calls.all("slack", "chat.postMessage")) == 2  # the card's and the note's, both refused
    stage.workspace.clock.advance(timedelta(seconds=7))
    stage.settle()
    assert len(stage.cards()) == len(stage.direct(CLAIRE)) == 1


def test_slack_is_given_the_fractions_of_a_second_too(stage: Stage) -> None:
    refusal = Fault("slack", "chat.postMessage", "refuse", 429, "ratelimited", retry_after="12.7", times=2)
    stage.workspace.faults.add(refusal)
    stage.submit()
    stage.settle()
    due = stage.bot.services.outbox.seconds_left()
    assert due is not None
    assert 11 < due <= 13
    stage.workspace.clock.advance(timedelta(seconds=13))
    stage.settle()
    assert len(stage.cards()) == len(stage.direct(CLAIRE)) == 1


def test_what_another_process_owes_is_performed_at_the_beat(stage: Stage, settings: Settings) -> None:
    request = stage.request()
    assert settings.token_key is not None
    other = Database(settings.database_url)
    sealer = Sealer(settings.token_key.get_secret_value())
    claire = Person(CLAIRE, False)
    cancelled = Requests(Transitions(other, stage.workspace.clock), sealer).act(
        request.id, Event.CANCEL, Press(claire, request.team, "elsewhere")
    )
    other.close()
    assert isinstance(cancelled, Done)
    until(lambda: "Annulée" in shown(stage.card(request)))  # nobody here was told of it


def test_once_mended_check_has_the_card_posted_without_waiting_for_the_slow_beat(
    stage: Stage, settings: Settings
) -> None:
    slack = stage.workspace.slack
    slack.leave(CHANNEL, slack.bot_user_id)
    stage.submit()
    stage.settle()
    environment = stage.workspace.settings(DATABASE_URL=settings.database_url)
    assert failed(list(examine(environment, stage.workspace.clock)))
    stage.settle()
    assert stage.cards() == []
    slack.join(CHANNEL, slack.bot_user_id)
    findings = list(examine(environment, stage.workspace.clock))
    assert not failed(findings)
    assert "tried again" in [finding.what for finding in findings]
    stage.settle()
    assert len(stage.cards()) == 1
    assert "tried again" not in [finding.what for finding in examine(environment, stage.workspace.clock)]


def test_a_delivery_is_no_failure_because_nobody_could_be_told(stage: Stage) -> None:
    request = stage.request()
    stage.workspace.faults.add(Fault("slack", "chat.*", "refuse", status=500, times=None))
    stage.click(AMELIE, request, "approve")
    stage.as_(AMELIE).submit(stage.top_modal(AMELIE)["id"], token=TOKEN)
    stage.settle()
    assert stage.state(request) is State.DELIVERED
    assert stage.sheet()["emile-nantes"][1] == TOKEN
    assert stage.fresh(request).problem is None


def test_card_updates_collapse_to_the_latest_state(stage: Stage) -> None:
    request = stage.request()
    fault = stage.workspace.faults.add(Fault("slack", "chat.update", "refuse", status=500, times=None))
    for kind in ("protected", "unavailable", "quota", "protected"):
        stage.bot.services.requests.show_problem(request.id, Problem(kind, {"account": "a@b.c"}))
    stage.settle()
    stage.workspace.faults.remove(fault)
    stage.workspace.calls.clear()
    stage.patiently(2, 60)
    assert len(stage.workspace.calls.all("slack", "chat.update")) == 1


def test_an_expired_trigger_is_answered(stage: Stage) -> None:
    stage.workspace.faults.add(Fault("slack", "views.open", "refuse", status=200, error="expired_trigger_id"))
    stage.as_(CLAIRE).command("/6xpos-request", "")
    stage.answered()
    assert stage.workspace.slack.modals(CLAIRE) == []
    (told,) = stage.ephemerals(CLAIRE)
    assert "Essaie encore une fois" in told


def test_a_machine_that_slept_while_it_posted_does_not_post_twice(stage: Stage) -> None:
    posting: list[str] = []
    threads = [str(stage.as_(CLAIRE).post(CHANNEL, f"Bonjour {number}")["ts"]) for number in range(3)]

    def sleep(method: str, arguments: dict[str, Any]) -> None:
        if method != "chat.postMessage":
            return
        effect = arguments["metadata"]["event_payload"]["effect_id"]
        posting.append(effect)
        if len(posting) == 1:
            stage.workspace.clock.advance(timedelta(hours=1))  # every lease has run out
            stage.bot.worker.wake()
            until(lambda: attempts(stage, effect) == 2)
            for thread in threads:  # whoever had it a second time would be ahead of what is owed only now
                before = len(posting)
                stage.bot.services.requests.replies.offer(ThreadToAnswer(CHANNEL, thread, CLAIRE))
                until(lambda before=before: len(posting) > before)  # type: ignore[misc]

    stage.workspace.slack.before_call.append(sleep)
    stage.submit()
    stage.settle()
    assert len(posting) == len(set(posting)) == 2 + len(threads)  # the card, the note to Claire, and the offers


def attempts(stage: Stage, effect_id: str) -> int:
    """How often the effect was claimed."""
    with stage.bot.database.reading() as session:
        return session.exec(select(Effect.attempts).where(Effect.id == effect_id)).one()


def test_its_own_message_is_found_where_others_fill_a_page_of_the_history(stage: Stage) -> None:
    stage.workspace.faults.add(Fault("slack", "chat.postMessage", "lose_answer", status=0, times=2))
    # Till the others are there: a busy machine takes longer for them than the bot waits.
    away = stage.workspace.faults.add(Fault("slack", "conversations.history", "refuse", status=503, times=None))
    stage.submit()
    stage.settle()
    assert len(stage.cards()) == len(stage.direct(CLAIRE)) == 1
    stage.workspace.slack.events.clear()
    for number in range(230):
        stage.as_(AMELIE).post(CHANNEL, f"Message {number}")
    stage.workspace.faults.remove(away)
    stage.patiently()
    (request,) = stage.bot.services.queries.open_requests()
    assert stage.card(request)["ts"] == request.card_ts
    pages = [call.request for call in stage.workspace.calls.all("slack", "conversations.history") if call.status == 200]
    assert len([page for page in pages if page["channel"] == CHANNEL]) == 2
    assert stage.bot.services.outbox.waiting() == 0
