"""Changes to requests on both databases: one transition, one audit entry, and exactly what it owes."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from sqlalchemy.exc import IntegrityError

from bot.sandbox.clock import MovableClock
from tests.unit.workflows.steps import CLAIRE, LEAD, OSCAR, SECOND, TEAM, TOKEN, draft, owed, submit, trail
from workflows.requests.changes import Requests
from workflows.requests.press import Press
from workflows.requests.queries import Queries
from workflows.requests.results import BrandOpen, Done, Draft, Late, NotFound, Refused, SlugsTaken, StoreNow
from workflows.requests.transition import Transitions
from workflows.rules.policy import Person, Reason
from workflows.rules.problems import Problem
from workflows.rules.states import Event, State
from workflows.rules.store_lines import StoreLine
from workflows.rules.tokens import Sealer
from workflows.storage.columns import InSheet
from workflows.storage.database import Database
from workflows.storage.models import Store


@pytest.fixture
def sealer() -> Sealer:
    return Sealer(Sealer.new_key())


@pytest.fixture
def requests(database: Database, clock: MovableClock, sealer: Sealer) -> Requests:
    return Requests(Transitions(database, clock), sealer)


@pytest.fixture
def queries(database: Database) -> Queries:
    return Queries(database)


def test_a_submission_stores_the_request_its_stores_its_entry_and_what_it_owes(
    requests: Requests, queries: Queries, database: Database
) -> None:
    request = submit(requests)
    picture = queries.picture(request.id)
    assert picture.request.state is State.SUBMITTED
    assert picture.request.reference == "6X-0001"
    assert [(store.name, store.slug, store.in_sheet) for store in picture.stores] == [
        ("Émile emile-1", "emile-1", InSheet.UNKNOWN),
        ("Émile emile-2", "emile-2", InSheet.UNKNOWN),
    ]
    assert trail(queries, request) == [("UCLAIRE", "submit", None, "submitted")]
    assert owed(database) == ["card", "note", "survey", "mail"]


def test_the_same_view_submitted_twice_is_one_request(requests: Requests, database: Database) -> None:
    first = submit(requests)
    again = requests.submit(draft(), Press(Person("UCLAIRE", False), TEAM, "request_form:V1"))
    assert again == Done(again.request, repeated=True)  # type: ignore[union-attr]
    assert again.request.id == first.id  # type: ignore[union-attr]
    assert owed(database) == ["card", "note", "survey", "mail"]


def test_the_same_view_submitted_by_many_at_once_is_one_request(requests: Requests, queries: Queries) -> None:
    with ThreadPoolExecutor(12) as pool:
        done = list(pool.map(lambda _: submit(requests, "V1"), range(12)))
    assert len({request.id for request in done}) == 1
    assert queries.counts() == {"submitted": 1}


def test_a_slug_belongs_to_one_open_request(requests: Requests, queries: Queries) -> None:
    first = submit(requests)
    outcome = requests.submit(
        draft("Autre", "autre-1", "emile-2"), Press(Person("UNORA", False), TEAM, "request_form:V2")
    )
    assert isinstance(outcome, SlugsTaken)
    assert [(taken.store.slug, taken.reference, taken.requester) for taken in outcome.taken] == [
        ("emile-2", first.reference, "UCLAIRE")
    ]
    requests.act(first.id, Event.CANCEL, Press(CLAIRE, TEAM, "cancel:1"))
    assert isinstance(
        requests.submit(draft("Autre", "emile-2"), Press(Person("UNORA", False), TEAM, "request_form:V3")), Done
    )
    assert queries.counts() == {"cancelled": 1, "submitted": 1}


def test_the_database_itself_keeps_a_slug_out_of_a_second_open_request(requests: Requests, database: Database) -> None:
    request = submit(requests)
    with pytest.raises(IntegrityError), database.transaction() as session:
        session.add(Store(request_id=request.id, position=9, name="N", slug="emile-1", open_slug="emile-1"))


def test_fifty_submissions_of_one_slug_at_once_make_one_request(requests: Requests, queries: Queries) -> None:
    def attempt(number: int) -> object:
        what = draft(f"Marque {number}", "the-slug", f"own-{number}")
        return requests.submit(what, Press(Person("UCLAIRE", False), TEAM, f"request_form:V{number}"))

    with ThreadPoolExecutor(25) as pool:
        outcomes = list(pool.map(attempt, range(50)))
    assert sum(isinstance(outcome, Done) for outcome in outcomes) == 1
    assert sum(isinstance(outcome, SlugsTaken) for outcome in outcomes) == 49
    assert queries.counts() == {"submitted": 1}


def test_a_brand_with_another_open_request_wants_a_confirmation(requests: Requests) -> None:
    first = submit(requests)
    other = draft("BOULANGERIE emile", "emile-3")
    outcome = requests.submit(other, Press(Person("UNORA", False), TEAM, "request_form:V2"))
    assert isinstance(outcome, BrandOpen)
    assert outcome.other.id == first.id
    submit(requests, "V2", other, confirmed=True)


def test_approval_with_the_token_is_one_transition_and_seals_it(
    requests: Requests, queries: Queries, database: Database, sealer: Sealer
) -> None:
    request = submit(requests)
    outcome = requests.give_token(request.id, Press(LEAD, TEAM, "token_form:V9"), version=1, token=TOKEN)
    assert isinstance(outcome, Done)
    assert outcome.request.state is State.WRITING
    assert trail(queries, request)[1:] == [("UAMELIE", "approve_with_token", "submitted", "writing")]
    assert owed(database) == ["card", "note", "survey", "mail", "card", "write", "mail"]
    sealed = queries.picture(request.id).request.token_sealed
    assert sealed is not None
    assert TOKEN not in sealed
    assert sealer.open(sealed).decode() == TOKEN
    assert outcome.request.token_fingerprint == sealer.fingerprint(TOKEN)


def test_approval_now_and_the_token_later(requests: Requests, queries: Queries) -> None:
    request = submit(requests)
    requests.give_token(request.id, Press(LEAD, TEAM, "token_form:V8"), version=1, token=None)
    later = requests.give_token(request.id, Press(SECOND, TEAM, "token_form:V9"), version=1, token=TOKEN)
    assert isinstance(later, Done)
    assert (later.request.approver, later.request.token_giver) == ("UAMELIE", "UTOM")
    assert trail(queries, request)[1:] == [
        ("UAMELIE", "approve", "submitted", "approved"),
        ("UTOM", "give_token", "approved", "writing"),
    ]


def test_delivery_erases_the_token_and_frees_the_slugs(requests: Requests, queries: Queries) -> None:
    request = submit(requests)
    requests.give_token(request.id, Press(LEAD, TEAM, "token_form:V9"), version=1, token=TOKEN)
    assert requests.delivered(request.id, [StoreNow("emile-1", InSheet.WRITTEN, (4,))])
    picture = queries.picture(request.id)
    assert picture.request.state is State.DELIVERED
    assert queries.picture(request.id).request.token_sealed is None
    assert [(store.open_slug, store.sheet_rows) for store in picture.stores] == [(None, [4]), (None, [])]
    assert trail(queries, request)[-1] == ("bot", "deliver", "writing", "delivered")
    assert not requests.delivered(request.id, [])


@pytest.mark.parametrize(
    ("what", "expected"),
    [
        (lambda r, i, p, k: r.give_token(i, Press(p, TEAM, k), version=1, token=TOKEN), State.WRITING),
        (lambda r, i, p, k: r.act(i, Event.REJECT, Press(p, TEAM, k), reason="no"), State.REJECTED),
    ],
)
def test_fifty_at_once_make_one_transition_and_the_others_learn_who_was_first(
    requests: Requests, queries: Queries, what: Callable[..., object], expected: State
) -> None:
    request = submit(requests)
    ready = threading.Barrier(25)

    def attempt(number: int) -> object:
        if number < 25:
            ready.wait(10)
        person = Person(f"ULEAD{number}", True)
        return what(requests, request.id, person, f"form:V{number}")

    with ThreadPoolExecutor(25) as pool:
        outcomes = list(pool.map(attempt, range(50)))
    done = [outcome for outcome in outcomes if isinstance(outcome, Done)]
    late = [outcome for outcome in outcomes if isinstance(outcome, Late)]
    assert (len(done), len(late)) == (1, 49)
    entries = trail(queries, request)[1:]
    assert len(entries) == 1
    assert {outcome.last.actor for outcome in late} == {entries[0][0]}
    assert {outcome.request.state for outcome in late} == {expected}


def test_a_repeated_delivery_gets_what_the_first_one_got(requests: Requests, queries: Queries) -> None:
    request = submit(requests)
    for repeated in (False, True):
        outcome = requests.act(request.id, Event.REJECT, Press(LEAD, TEAM, "reject_form:V5"), reason="Pas encore")
        assert isinstance(outcome, Done)
        assert outcome.repeated is repeated
    assert len(trail(queries, request)) == 2


def test_refusals_change_nothing(requests: Requests, queries: Queries, database: Database) -> None:
    request = submit(requests)
    before = owed(database)
    refused = requests.give_token(request.id, Press(OSCAR, TEAM, "token_form:V1"), version=1, token=TOKEN)
    assert isinstance(refused, Refused)
    assert refused.verdict.reason is Reason.ONLY_APPROVERS
    assert isinstance(requests.act("nonsense", Event.CANCEL, Press(CLAIRE, TEAM, "c:1")), NotFound)
    assert isinstance(requests.act(request.id, Event.CANCEL, Press(CLAIRE, "TOTHER", "c:2")), NotFound)
    assert owed(database) == before
    assert len(trail(queries, request)) == 1


def test_changes_are_asked_for_made_and_shown(requests: Requests, queries: Queries, clock: MovableClock) -> None:
    request = submit(requests)
    requests.act(request.id, Event.ASK_CHANGES, Press(LEAD, TEAM, "changes_form:V2"), reason="Slug ?")
    clock.advance(timedelta(hours=1))
    new = Draft(
        "Boulangerie Emile", "jagueneau+boulangerieemile@6xpos.fr",
        (StoreLine("Émile un", "emile-1"), StoreLine("Émile trois", "emile-3")),
    )  # fmt: skip
    outcome = requests.resubmit(request.id, new, Press(CLAIRE, TEAM, "request_form:V3"), version=1)
    assert isinstance(outcome, Done)
    picture = queries.picture(request.id)
    assert (picture.request.reference, picture.request.state) == ("6X-0001", State.SUBMITTED)
    assert picture.request.state_since == clock.now()
    assert [store.slug for store in picture.stores] == ["emile-1", "emile-3"]
    assert picture.history[-1].details == {
        "brand": ["Boulangerie Émile", "Boulangerie Emile"],
        "added": ["Émile trois"],
        "removed": ["Émile emile-2"],
        "renamed": [["Émile emile-1", "Émile un"]],
        "version": 2,
    }
    assert picture.history[1].reason == "Slug ?"


def test_a_problem_is_shown_once_and_over_after_the_next_try(requests: Requests, queries: Queries) -> None:
    request = submit(requests)
    requests.give_token(request.id, Press(LEAD, TEAM, "token_form:V9"), version=1, token=TOKEN)
    for _ in range(3):
        requests.show_problem(request.id, Problem("protected", {"account": "a@b.c"}))
    assert [entry[1] for entry in trail(queries, request)] == ["submit", "approve_with_token", "trouble"]
    requests.act(request.id, Event.RETRY, Press(LEAD, TEAM, "retry:1"))
    assert queries.picture(request.id).request.problem is None


def test_the_audit_alone_tells_the_state(requests: Requests, queries: Queries) -> None:
    request = submit(requests)
    requests.give_token(request.id, Press(LEAD, TEAM, "token_form:V8"), version=1, token=None)
    requests.act(request.id, Event.CANCEL, Press(CLAIRE, TEAM, "cancel:9"))
    (*_, (last, reference)) = queries.audit()
    assert (last.to_state, reference) == ("cancelled", request.reference)
    assert queries.picture(request.id).request.state == last.to_state


def test_slugs_that_others_hold_are_found_among_many_and_until_their_request_ends(
    requests: Requests, queries: Queries
) -> None:
    mine = submit(requests)
    asked = [*(f"free-{n}" for n in range(2_500)), "emile-2"]
    assert queries.held_slugs(asked, None) == {"emile-2"}
    assert queries.held_slugs(asked, mine.id) == set()
    requests.act(mine.id, Event.CANCEL, Press(CLAIRE, TEAM, "cancel:1"))
    assert queries.held_slugs(asked, None) == set()
