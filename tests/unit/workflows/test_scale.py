"""What people look up among very many requests: found by an index, never by reading a table."""

from dataclasses import replace
from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest

from bot.sandbox.clock import MovableClock
from tests.unit.workflows.crowd import fill
from tests.unit.workflows.explained import Explained, reads_all
from workflows.outbox.outbox import Outbox
from workflows.requests.changes import Requests
from workflows.requests.press import Press
from workflows.requests.queries import GOING_ON, Queries
from workflows.requests.reminder_rules import Pace, Reminders
from workflows.requests.results import Draft
from workflows.requests.search import RECENT, Search
from workflows.requests.transition import Transitions
from workflows.rules.effects import Owed
from workflows.rules.policy import Person
from workflows.rules.sheet_candidates import SeenRow
from workflows.rules.store_lines import StoreLine
from workflows.rules.tokens import Sealer
from workflows.rules.work_calendar import WorkCalendar
from workflows.schedule.reminders import Reminding
from workflows.schedule.sheet_watch import SheetWatch
from workflows.storage.database import Database

pytestmark = pytest.mark.long
REQUESTS = 100_000


def test_lookups_among_very_many_requests_go_by_the_indexes(database: Database, clock: MovableClock) -> None:
    fill(database, clock.now(), REQUESTS, due=10)
    queries = Queries(database)
    explained = Explained(database)
    mine = Search(requester="U7", states=GOING_ON)
    assert len(queries.search(Search(states=GOING_ON), limit=11)) == 11
    assert [r.requester for r in queries.search(mine, limit=10)] == ["U7"] * 10
    assert [r.number for r in queries.search(Search("maison 4711"), limit=1)] == [47119]
    assert [r.number for r in queries.search(Search("4711"), limit=3)] == [4711]
    assert [r.number for r in queries.search(replace(mine, text="maison 99 957"))] == [99957]
    assert len(queries.waiting_for(["leads", "U7"])) == 20
    assert queries.open_for_brand("Maison 99999", "T06XPOS")
    draft = Draft("Neue", "a@b.c", (StoreLine("N", "maison-99999-1"),))
    assert [taken.reference for taken in queries.taken(draft, None, "T06XPOS")] == ["6X-99999"]
    assert [taken.reference for taken in queries.taken(draft, "nobody", "T06XPOS")] == ["6X-99999"]
    assert queries.held_slugs(["Maison-99999-1", "none"], None) == {"Maison-99999-1"}
    assert queries.known_tokens({"0" * 8, "1" * 8}) <= {"0" * 8}
    # The tick reads what is due, and the outbox what it then owes: ten among so many.
    reminders = Reminders(WorkCalendar(ZoneInfo("Europe/Paris")), Pace())
    requests = Requests(Transitions(database, clock, reminders=reminders), Sealer(Sealer.new_key()))
    clock.advance(timedelta(hours=5))
    assert Reminding(Transitions(database, clock, reminders=reminders), reminders, requests, None).tick() == 10
    assert len(Outbox(database, clock, "w").claim([Owed.DIGEST.value], 20)) == 1
    # The watch asks about what changed in the sheet and about a slice of the delivered stores.
    watching = SheetWatch(database, Transitions(database, clock, reminders=reminders))
    watching.look([SeenRow(2, "Nobody's", "nobodys", None), SeenRow(3, "Other", "maison-1-0", "0" * 8)], clock.now())
    assert [store.slug for store in watching.unasked()] == ["nobodys"]
    assert len(explained.plans) > 15
    for plan in explained.plans:
        if "WHERE" not in plan and "LIMIT" in plan:
            continue  # the newest so many, along the primary key
        for table in ("request", "reminder", "store", "brand_word", "effect", "audit"):
            assert not reads_all(plan, table), plan


def test_a_brand_is_found_by_any_part_if_new_and_by_its_words_always(database: Database, clock: MovableClock) -> None:
    requests, queries = Requests(Transitions(database, clock), Sealer(Sealer.new_key())), Queries(database)
    draft = Draft("Boulangerie de l'Étoile", "a@b.c", (StoreLine("N", "etoile-n"),))
    requests.submit(draft, Press(Person("U", False), "T", "1"))
    for text in ("langerie", "étoile", "L'Etoile", "boulangerie de"):
        assert [r.brand for r in queries.search(Search(text))] == ["Boulangerie de l'Étoile"]
    for number in range(RECENT):
        draft = Draft(f"Autre {number}", "a@b.c", (StoreLine("N", f"autre-{number}"),))
        requests.submit(draft, Press(Person("U", False), "T", f"a{number}"))
    assert queries.search(Search("langerie")) == []
    for text in ("étoil", "de l'étoile", "BOULANGERIE"):
        assert [r.brand for r in queries.search(Search(text))] == ["Boulangerie de l'Étoile"]
