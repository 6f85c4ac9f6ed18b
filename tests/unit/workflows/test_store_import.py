"""What a form holds while its restaurants are read, on both databases."""

from datetime import timedelta

import pytest
from sqlmodel import select

from bot.sandbox.clock import MovableClock
from workflows.outbox.outbox import Outbox
from workflows.outbox.owing import AFTER_THE_ACK
from workflows.requests.changes import Requests
from workflows.requests.press import Press
from workflows.requests.results import Done, Draft
from workflows.requests.store_import import Found, StoreImports
from workflows.requests.transition import Transitions
from workflows.rules.effects import Owed
from workflows.rules.form_values import FormValues, PickedFile
from workflows.rules.policy import Person
from workflows.rules.problems import Problem
from workflows.rules.sheet_candidates import Candidate
from workflows.rules.store_lines import Source, StoreLine, StoreProblem, StoreProblemKind
from workflows.rules.tokens import Sealer
from workflows.rules.xlsx import FileProblem
from workflows.storage.database import Database
from workflows.storage.models import Effect, StoreImport

KEY = "request_form:V1"
STORES = [StoreLine("Léa", "lea", 2, Source.FILE), StoreLine("Épi", "epi", 3, Source.SHEET)]
PROBLEMS = [StoreProblem(StoreProblemKind.SLUG_TWICE, 4, "lea", 2, Source.FILE, Source.TEXT)]


@pytest.fixture
def store_imports(database: Database, clock: MovableClock) -> StoreImports:
    return StoreImports(database, clock)


def form(key: str = KEY, brand: str = "Léa") -> StoreImport:
    file = PickedFile("F1", "léa.csv")
    return StoreImport(key=key, view_id=key[-2:], user_id="UCLAIRE", team="T0", form=FormValues(brand), file=file)


def owed(database: Database) -> list[Effect]:
    with database.reading() as session:
        return list(session.exec(select(Effect).where(Effect.kind == Owed.READ)))


def get(store_imports: StoreImports, key: str = KEY) -> StoreImport:
    found = store_imports.get(key)
    assert found is not None
    return found


def test_what_was_read_comes_back_as_it_was(store_imports: StoreImports) -> None:
    store_imports.begin(form())
    assert not get(store_imports).ready
    store_imports.read(KEY, Found(STORES, PROBLEMS))
    found = get(store_imports)
    assert (found.ready, found.file_problem, found.form.brand) == (True, None, "Léa")
    assert (found.stores, found.problems) == (STORES, PROBLEMS)
    assert [type(store.source) for store in found.stores] == [Source, Source]


def test_the_reading_is_owed_for_an_instant_after_the_ack_and_before_reminders(
    store_imports: StoreImports, database: Database, clock: MovableClock
) -> None:
    store_imports.begin(form())
    (effect,) = owed(database)
    assert (effect.payload, effect.rank) == ({"interaction": KEY}, 0)
    assert effect.due_at == clock.now() + AFTER_THE_ACK


def test_the_same_form_sent_again_holds_what_was_sent_last(store_imports: StoreImports) -> None:
    store_imports.begin(form())
    store_imports.read(KEY, Found(STORES, PROBLEMS))
    store_imports.begin(form(brand="Épi"))
    found = get(store_imports)
    assert (found.form.brand, found.ready, found.stores, found.problems) == ("Épi", False, [], [])


def test_what_could_not_be_read_can_be_read_again_while_it_is_kept(
    store_imports: StoreImports, database: Database
) -> None:
    store_imports.begin(form())
    store_imports.read(KEY, Found(file_problem=FileProblem.UNREACHABLE))
    assert (get(store_imports).ready, get(store_imports).file_problem) == (True, FileProblem.UNREACHABLE)
    assert store_imports.again(KEY)
    assert (get(store_imports).ready, get(store_imports).file_problem) == (False, None)
    assert len(owed(database)) == 2
    assert not store_imports.again("request_form:V2")


def test_rows_of_the_sheet_are_chosen_beside_what_was_read(store_imports: StoreImports) -> None:
    rows = [Candidate("Kaël", "kael", 7, "kael kael"), Candidate("Ubu", "ubu", 8, "ubu ubu")]
    begun = form()
    begun.from_sheet = True
    store_imports.begin(begun)
    assert not get(store_imports).choosing
    store_imports.read(KEY, Found(STORES[:1], rows=rows, unusable=[9]))
    assert get(store_imports).choosing
    assert (get(store_imports).rows, get(store_imports).unusable) == (rows, [9])
    for chosen in (rows, rows[1:]):
        store_imports.choose(KEY, [row.store for row in chosen])
        assert get(store_imports).stores == [STORES[0], *(row.store for row in chosen)]
        assert not get(store_imports).choosing


@pytest.mark.parametrize(
    "found",
    [Found(STORES, PROBLEMS), Found(file_problem=FileProblem.GONE), Found(STORES, sheet_problem=Problem("quota"))],
)
def test_nothing_is_chosen_while_something_is_wrong(store_imports: StoreImports, found: Found) -> None:
    begun = form()
    begun.from_sheet = True
    store_imports.begin(begun)
    store_imports.read(KEY, found)
    assert not get(store_imports).choosing


def test_a_file_that_is_read_again_is_there_once(store_imports: StoreImports) -> None:
    store_imports.begin(form())
    for _ in range(2):
        store_imports.read(KEY, Found(STORES[:1]))
    assert get(store_imports).stores == STORES[:1]


def test_it_is_forgotten_after_a_day(store_imports: StoreImports, clock: MovableClock) -> None:
    store_imports.begin(form())
    clock.advance(timedelta(hours=23))
    store_imports.begin(form("request_form:V2"))
    clock.advance(timedelta(hours=2))
    store_imports.forget_old()
    assert store_imports.get(KEY) is None
    assert store_imports.get("request_form:V2") is not None


def test_the_request_that_comes_of_it_takes_it_away(
    store_imports: StoreImports, database: Database, clock: MovableClock
) -> None:
    store_imports.begin(form())
    store_imports.begin(form("request_form:V2"))
    requests = Requests(Transitions(database, clock), Sealer(Sealer.new_key()))
    sent = requests.submit(Draft("Léa", "a@b.fr", tuple(STORES)), Press(Person("UCLAIRE", False), "T0", KEY))
    assert isinstance(sent, Done)
    assert store_imports.get(KEY) is None
    assert store_imports.get("request_form:V2") is not None


def test_what_was_sent_meanwhile_stays_away(
    store_imports: StoreImports, database: Database, clock: MovableClock
) -> None:
    store_imports.read(KEY, Found(STORES))
    assert store_imports.choose(KEY, STORES) is None
    assert store_imports.get(KEY) is None
    assert Outbox(database, clock, "w").waiting() == 0
