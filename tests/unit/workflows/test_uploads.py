"""What a form holds while its restaurants are read, on both databases."""

from datetime import timedelta

import pytest
from sqlmodel import select

from bot.sandbox.clock import MovableClock
from workflows.outbox.outbox import AFTER_THE_ACK, Outbox
from workflows.requests.changes import Requests
from workflows.requests.press import Press
from workflows.requests.results import Done, Draft
from workflows.requests.store_import import Found, StoreImports, problems_of, rows_of, stores_of
from workflows.requests.transition import Transitions
from workflows.rules.effects import Owed
from workflows.rules.policy import Person
from workflows.rules.sheet_candidates import Candidate
from workflows.rules.store_lines import Source, StoreFault, StoreLine, StoreProblem
from workflows.rules.tokens import Sealer
from workflows.storage.database import Database
from workflows.storage.models import Effect, Upload

KEY = "request_form:V1"
STORES = [StoreLine("Léa", "lea", 2, Source.FILE), StoreLine("Épi", "epi", 3, Source.SHEET)]
PROBLEMS = [StoreProblem(StoreFault.SLUG_TWICE, 4, "lea", 2, Source.FILE, Source.TEXT)]


@pytest.fixture
def uploads(database: Database, clock: MovableClock) -> StoreImports:
    return StoreImports(database, clock)


def upload(key: str = KEY, brand: str = "Léa") -> Upload:
    file = {"id": "F1", "name": "léa.csv"}
    return Upload(
        interaction=key, view_id=key[-2:], user_id="UCLAIRE", team="T0", form={"brand": brand, "keep": []}, file=file
    )


def owed(database: Database) -> list[Effect]:
    with database.reading() as session:
        return list(session.exec(select(Effect).where(Effect.kind == Owed.READ)))


def get(uploads: StoreImports, key: str = KEY) -> Upload:
    found = uploads.get(key)
    assert found is not None
    return found


def test_what_was_read_comes_back_as_it_was(uploads: StoreImports) -> None:
    uploads.begin(upload())
    assert not get(uploads).ready
    uploads.read(KEY, Found(STORES, PROBLEMS))
    found = get(uploads)
    assert (found.ready, found.trouble, found.form["brand"]) == (True, None, "Léa")
    assert (stores_of(found), problems_of(found)) == (STORES, PROBLEMS)
    assert [type(store.source) for store in stores_of(found)] == [Source, Source]


def test_the_reading_is_owed_for_an_instant_after_the_ack_and_before_reminders(
    uploads: StoreImports, database: Database, clock: MovableClock
) -> None:
    uploads.begin(upload())
    (effect,) = owed(database)
    assert (effect.payload, effect.rank) == ({"interaction": KEY}, 0)
    assert effect.due_at == clock.now() + AFTER_THE_ACK


def test_the_same_form_sent_again_holds_what_was_sent_last(uploads: StoreImports) -> None:
    uploads.begin(upload())
    uploads.read(KEY, Found(STORES, PROBLEMS))
    uploads.begin(upload(brand="Épi"))
    found = get(uploads)
    assert (found.form["brand"], found.ready, found.stores, found.problems) == ("Épi", False, [], [])


def test_what_could_not_be_read_can_be_read_again_while_it_is_kept(uploads: StoreImports, database: Database) -> None:
    uploads.begin(upload())
    uploads.read(KEY, Found(trouble="unreachable"))
    assert (get(uploads).ready, get(uploads).trouble) == (True, "unreachable")
    assert uploads.again(KEY)
    assert (get(uploads).ready, get(uploads).trouble) == (False, None)
    assert len(owed(database)) == 2
    assert not uploads.again("request_form:V2")


def test_rows_of_the_sheet_are_chosen_beside_what_was_read(uploads: StoreImports) -> None:
    rows = [Candidate("Kaël", "kael", 7, "kael kael"), Candidate("Ubu", "ubu", 8, "ubu ubu")]
    begun = upload()
    begun.from_sheet = True
    uploads.begin(begun)
    assert not get(uploads).choosing
    uploads.read(KEY, Found(STORES[:1], rows=rows, unusable=[9]))
    assert get(uploads).choosing
    assert (rows_of(get(uploads)), get(uploads).unusable) == (rows, [9])
    for chosen in (rows, rows[1:]):
        uploads.choose(KEY, [row.store for row in chosen])
        assert stores_of(get(uploads)) == [STORES[0], *(row.store for row in chosen)]
        assert not get(uploads).choosing


@pytest.mark.parametrize(
    "found", [Found(STORES, PROBLEMS), Found(trouble="gone"), Found(STORES, sheet_trouble={"kind": "quota"})]
)
def test_nothing_is_chosen_while_something_is_wrong(uploads: StoreImports, found: Found) -> None:
    begun = upload()
    begun.from_sheet = True
    uploads.begin(begun)
    uploads.read(KEY, found)
    assert not get(uploads).choosing


def test_a_file_that_is_read_again_is_there_once(uploads: StoreImports) -> None:
    uploads.begin(upload())
    for _ in range(2):
        uploads.read(KEY, Found(STORES[:1]))
    assert stores_of(get(uploads)) == STORES[:1]


def test_it_is_forgotten_after_a_day(uploads: StoreImports, clock: MovableClock) -> None:
    uploads.begin(upload())
    clock.advance(timedelta(hours=23))
    uploads.begin(upload("request_form:V2"))
    clock.advance(timedelta(hours=2))
    uploads.forget_old()
    assert uploads.get(KEY) is None
    assert uploads.get("request_form:V2") is not None


def test_the_request_that_comes_of_it_takes_it_away(
    uploads: StoreImports, database: Database, clock: MovableClock
) -> None:
    uploads.begin(upload())
    uploads.begin(upload("request_form:V2"))
    requests = Requests(Transitions(database, clock), Sealer(Sealer.new_key()))
    sent = requests.submit(Draft("Léa", "a@b.fr", tuple(STORES)), Press(Person("UCLAIRE", False), "T0", KEY))
    assert isinstance(sent, Done)
    assert uploads.get(KEY) is None
    assert uploads.get("request_form:V2") is not None


def test_what_was_sent_meanwhile_stays_away(uploads: StoreImports, database: Database, clock: MovableClock) -> None:
    uploads.read(KEY, Found(STORES))
    assert uploads.choose(KEY, STORES) is None
    assert uploads.get(KEY) is None
    assert Outbox(database, clock, "w").waiting() == 0
