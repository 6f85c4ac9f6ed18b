"""What comes too late: the loser of a race that the database decides, and news about a request that has moved on."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import text

from bot.sandbox.clock import MovableClock
from tests.databases import Postgres, waiting_for_locks
from tests.unit.workflows.steps import CLAIRE, LEAD, SECOND, TEAM, TOKEN, draft, owed, submit, trail
from tests.waiting import until
from workflows.outbox.owing import When, owe
from workflows.requests.changes import Requests
from workflows.requests.pending_token import GivenToken
from workflows.requests.press import Press
from workflows.requests.queries import Queries
from workflows.requests.reminder_rules import Pace, Reminders
from workflows.requests.results import Done, Late, Outdated, SlugsTaken, StoreNow
from workflows.requests.token_replacement import WITHDRAWING
from workflows.requests.transition import Transitions
from workflows.rules.effects import Owed
from workflows.rules.problems import Problem
from workflows.rules.states import Event, State
from workflows.rules.tokens import Sealer
from workflows.rules.work_calendar import WorkCalendar
from workflows.storage.columns import InSheet
from workflows.storage.database import Database
from workflows.storage.models import Reminder, Request


@pytest.fixture
def requests(database: Database, clock: MovableClock) -> Requests:
    return Requests(Transitions(database, clock), Sealer(Sealer.new_key()))


@pytest.fixture
def queries(database: Database) -> Queries:
    return Queries(database)


def to_be_changed(requests: Requests) -> Request:
    """A request that waits for its requester."""
    request = submit(requests)
    requests.act(request.id, Event.ASK_CHANGES, Press(LEAD, TEAM, "changes_form:V2"), reason="Slug ?")
    return request


def resubmit(requests: Requests, request: Request, view: str = "V3", slug: str = "emile-3") -> object:
    return requests.resubmit(
        request.id, draft("Boulangerie Émile", slug), Press(CLAIRE, TEAM, f"request_form:{view}"), version=1
    )


def approve(requests: Requests, request: Request, token: str | None = None) -> object:
    return requests.give_token(request.id, Press(LEAD, TEAM, "token_form:V9"), version=1, token=token)


def cancel(requests: Requests, request: Request) -> object:
    return requests.act(request.id, Event.CANCEL, Press(SECOND, TEAM, "cancel:1"))


# -- a race, on PostgreSQL: on SQLite a transaction that writes is alone from its start


@pytest.fixture
def shared(postgres: Postgres) -> Iterator[Database]:
    found = Database(postgres.fresh())
    found.migrate()
    yield found
    found.close()


def race(database: Database, first: Callable[[], Any], second: Callable[[], Any]) -> tuple[Any, Any]:
    """Lets `second` read what it is about while `first` has changed it and not committed; `first` wins."""
    with ThreadPoolExecutor(2) as pool, database.engine.connect() as holder:
        holder.execute(text("LOCK TABLE audit IN SHARE MODE"))  # whoever changes a request notes it there
        winner = pool.submit(first)
        until(lambda: waiting_for_locks(database) == 1)
        loser = pool.submit(second)
        until(lambda: waiting_for_locks(database) == 2)
        holder.rollback()
        return winner.result(15), loser.result(15)


def test_a_resubmission_that_was_overtaken_changes_nothing(shared: Database, clock: MovableClock) -> None:
    requests, queries = Requests(Transitions(shared, clock), Sealer(Sealer.new_key())), Queries(shared)
    request = to_be_changed(requests)
    before = owed(shared)
    won, lost = race(shared, lambda: cancel(requests, request), lambda: resubmit(requests, request))
    assert isinstance(won, Done)
    assert isinstance(lost, Late)
    assert (lost.request.state, lost.last.actor) == (State.CANCELLED, SECOND.user_id)
    assert [entry[1] for entry in trail(queries, request)] == ["submit", "ask_changes", "cancel"]
    assert [store.slug for store in queries.picture(request.id).stores] == ["emile-1", "emile-2"]
    assert len(owed(shared)) == len(before) + 4  # card, note, news and mail of the cancellation


def test_an_approval_that_was_overtaken_keeps_no_token(shared: Database, clock: MovableClock) -> None:
    requests, queries = Requests(Transitions(shared, clock), Sealer(Sealer.new_key())), Queries(shared)
    request = submit(requests)
    _, lost = race(shared, lambda: cancel(requests, request), lambda: approve(requests, request, TOKEN))
    assert isinstance(lost, Late)
    assert (lost.request.state, lost.last.actor) == (State.CANCELLED, SECOND.user_id)
    assert queries.picture(request.id).request.token_sealed is None
    assert queries.picture(request.id).request.token_fingerprint is None


def test_an_approval_that_another_version_overtook_is_refused_with_what_has_changed(
    shared: Database, clock: MovableClock
) -> None:
    requests, queries = Requests(Transitions(shared, clock), Sealer(Sealer.new_key())), Queries(shared)
    request = submit(requests)

    def correct() -> object:
        slugs = {"emile-1": "emile-9"}
        return requests.slugs.correct(request.id, slugs, Press(SECOND, TEAM, "slugs:1"), version=1)

    won, lost = race(shared, correct, lambda: approve(requests, request, TOKEN))
    assert isinstance(won, Done)
    assert isinstance(lost, Outdated)
    assert [entry.action for entry in lost.changes] == ["correct_slugs"]
    assert (lost.request.state, lost.request.version) == (State.SUBMITTED, 2)
    assert queries.picture(request.id).request.token_sealed is None


@pytest.mark.parametrize("what", [resubmit, cancel])
def test_overtaken_by_its_own_repetition_it_is_answered_as_the_first(
    shared: Database, clock: MovableClock, what: Callable[[Requests, Request], object]
) -> None:
    requests, queries = Requests(Transitions(shared, clock), Sealer(Sealer.new_key())), Queries(shared)
    request = to_be_changed(requests)
    won, lost = race(shared, lambda: what(requests, request), lambda: what(requests, request))
    assert isinstance(won, Done)
    assert isinstance(lost, Done)
    assert (won.repeated, lost.repeated) == (False, True)
    assert len(trail(queries, request)) == 3


def test_a_problem_that_was_overtaken_by_the_delivery_is_not_noted(shared: Database, clock: MovableClock) -> None:
    requests, queries = Requests(Transitions(shared, clock), Sealer(Sealer.new_key())), Queries(shared)
    request = submit(requests)
    approve(requests, request, TOKEN)
    race(
        shared,
        lambda: requests.delivered(request.id, []),
        lambda: requests.show_problem(request.id, Problem("protected")),
    )
    assert queries.picture(request.id).request.problem is None
    assert [entry[1] for entry in trail(queries, request)] == ["submit", "approve_with_token", "deliver"]


# -- news that come late, on both


PROBLEM = Problem("protected", {"account": "a@b.c"})
NOW = [StoreNow("emile-1", InSheet.CONFLICT, (7,))]


@pytest.mark.parametrize("end", ["cancelled", "delivered"])
def test_a_problem_of_a_request_that_has_moved_on_is_not_shown(
    requests: Requests, queries: Queries, database: Database, end: str
) -> None:
    request = submit(requests)
    if end == "cancelled":
        cancel(requests, request)
    else:
        approve(requests, request, TOKEN)
        requests.delivered(request.id, [StoreNow("emile-1", InSheet.WRITTEN, (4,))])
    before, done = owed(database), trail(queries, request)
    requests.show_problem(request.id, PROBLEM, NOW if end == "delivered" else ())
    assert queries.picture(request.id).request.problem is None
    assert (owed(database), trail(queries, request)) == (before, done)
    assert InSheet.CONFLICT not in [store.in_sheet for store in queries.picture(request.id).stores]


def test_what_the_sheet_held_before_a_request_ended_is_not_shown(
    requests: Requests, queries: Queries, database: Database
) -> None:
    request = submit(requests)
    requests.show_problem(request.id, PROBLEM)
    cancel(requests, request)
    before = owed(database)
    requests.surveyed(request.id, NOW)
    assert InSheet.CONFLICT not in [store.in_sheet for store in queries.picture(request.id).stores]
    assert owed(database) == before


def test_a_resubmission_takes_no_slug_of_another_open_request(requests: Requests, queries: Queries) -> None:
    request = to_be_changed(requests)
    other = submit(requests, "V7", draft("Autre", "autre-1"))
    refused = resubmit(requests, request, slug="autre-1")
    assert isinstance(refused, SlugsTaken)
    assert [(taken.store.slug, taken.reference) for taken in refused.taken] == [("autre-1", other.reference)]
    picture = queries.picture(request.id)
    assert picture.request.state is State.CHANGES_REQUESTED
    assert [store.slug for store in picture.stores] == ["emile-1", "emile-2"]
    # Its own are no other's.
    assert isinstance(resubmit(requests, request, "V8", slug="emile-2"), Done)


def test_a_token_that_nobody_gave_is_forgotten_after_a_day(
    requests: Requests, queries: Queries, clock: MovableClock
) -> None:
    first, second = submit(requests), submit(requests, "V2", draft("Autre", "autre-1"))
    for request in (first, second):
        press = Press(LEAD, TEAM, f"token_form:{request.id}")
        requests.tokens.pend(request.id, press, GivenToken(TOKEN, "V", 1))
        clock.advance(timedelta(hours=2))
    clock.advance(timedelta(hours=19))
    requests.tokens.forget_old()
    assert queries.pending_of(first.id, LEAD.user_id)
    clock.advance(timedelta(hours=2))
    requests.tokens.forget_old()
    assert queries.pending_of(first.id, LEAD.user_id) is None
    assert queries.pending_of(second.id, LEAD.user_id)
    assert not requests.tokens.check_again(first.id, LEAD.user_id)


def test_who_holds_a_request_and_who_holds_its_reminder_do_not_wait_for_each_other(
    shared: Database, clock: MovableClock
) -> None:
    reminders = Reminders(WorkCalendar(ZoneInfo("Europe/Paris"), (9, 18), "FR"), Pace(4, 3, 30))
    requests = Requests(Transitions(shared, clock, reminders=reminders), Sealer(Sealer.new_key()))
    request = submit(requests)
    approve(requests, request, TOKEN)
    requests.delivered(request.id, [])

    requests.replacement.withdraw(request.id, Press(LEAD, TEAM, "withdraw:V1"), version=1, reason="Perdu")
    fingerprint = Queries(shared).picture(request.id).request.token_fingerprint

    with ThreadPoolExecutor(1) as pool, shared.transaction() as tick:
        assert tick.get(Reminder, request.id, with_for_update=True) is not None  # as the tick that reminds takes it
        withdrawn = pool.submit(requests.replacement.finished, request.id, WITHDRAWING, fingerprint, [])
        until(lambda: waiting_for_locks(shared) == 1)
        owe(tick, request, (Owed.CARD,), When(clock.now()))  # refers to the request, which the other has locked
        tick.commit()
        assert withdrawn.result(10)
