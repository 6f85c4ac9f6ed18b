"""What the database knows of brands and restaurants is what messages are read with, soon after it changes."""

import pytest

from bot.sandbox.clock import MovableClock
from tests.unit.workflows.steps import CLAIRE, LEAD, TEAM, draft, submit
from workflows.requests.changes import Requests
from workflows.requests.known import KnownNames
from workflows.requests.press import Press
from workflows.requests.transition import Transitions
from workflows.rules.states import Event
from workflows.rules.tokens import Sealer
from workflows.storage.database import Database
from workflows.storage.models import Unasked


@pytest.fixture
def requests(database: Database, clock: MovableClock) -> Requests:
    return Requests(Transitions(database, clock), Sealer(Sealer.new_key()))


def test_a_request_is_known_by_its_brand_and_its_stores(database: Database, requests: Requests) -> None:
    known = KnownNames(database)
    submit(requests)
    assert known.now().brand("boulangerie emile") == ""
    known.refresh()
    assert known.now().brand("boulangerie emile") == "Boulangerie Émile"
    assert known.now().name_of("EMILE-1") == "Émile emile-1"


def test_as_many_other_stores_and_another_brand_are_known_too(database: Database, requests: Requests) -> None:
    known, request = KnownNames(database), submit(requests)
    known.refresh()
    requests.act(request.id, Event.ASK_CHANGES, Press(LEAD, TEAM, "changes_form:V2"), reason="Slug ?")
    edited = draft("Boulangerie Zoé", "zoe-1", "zoe-2")
    requests.resubmit(request.id, edited, Press(CLAIRE, TEAM, "request_form:V3"), version=1)
    known.refresh()
    assert known.now().brand("boulangerie zoe") == "Boulangerie Zoé"
    assert known.now().name_of("zoe-1") == "Émile zoe-1"
    assert known.now().name_of("emile-1") is None


def test_rows_of_the_sheet_that_wait_are_known(database: Database, clock: MovableClock) -> None:
    known = KnownNames(database)
    known.refresh()
    with database.transaction() as session:
        session.add(Unasked(slug="tante-nantes", name="Tante Jeanne Nantes", row=7, since=clock.now()))
    known.refresh()
    assert known.now().name_of("tante-nantes") == "Tante Jeanne Nantes"
