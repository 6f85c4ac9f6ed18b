"""Every migration from 0.1.0 on only adds: the database that it left keeps all that it held."""

from typing import Any

import pytest
from sqlalchemy import Engine, MetaData, inspect, select
from sqlmodel import col

from tests import version_0_1_0
from workflows.clock import SystemClock
from workflows.requests.changes import Requests
from workflows.requests.press import Press
from workflows.requests.queries import Queries
from workflows.requests.results import Done, Draft, SlugsTaken
from workflows.requests.transition import Transitions
from workflows.rules.policy import Person
from workflows.rules.states import Event, State
from workflows.rules.store_lines import StoreLine
from workflows.rules.tokens import Sealer
from workflows.storage.database import Database
from workflows.storage.models import Request, Store


@pytest.fixture
def left(database_url: str) -> Database:
    """The database as 0.1.0 left it, not migrated yet."""
    version_0_1_0.load(database_url)
    return Database(database_url)


def content(engine: Engine, like: MetaData) -> dict[str, list[tuple[Any, ...]]]:
    """Every row, in the tables and columns of `like`."""
    with engine.connect() as connection:
        return {
            table.name: sorted((tuple(row) for row in connection.execute(select(table))), key=repr)
            for table in like.sorted_tables
            if table.name != "alembic_version"
        }


def columns(engine: Engine) -> dict[tuple[str, str], dict[str, Any]]:
    """Every column by its table and name, as the database describes it."""
    found = inspect(engine)
    return {
        (table, column["name"]): {**column, "type": str(column["type"])}
        for table in found.get_table_names()
        for column in found.get_columns(table)
    }


def test_every_value_of_0_1_0_is_there_unchanged(left: Database) -> None:
    then = MetaData()
    then.reflect(left.engine)
    before = content(left.engine, then)
    assert all(rows or name == "purging" for name, rows in before.items()), "a table without a row proves nothing"
    left.migrate()
    assert content(left.engine, then) == before
    left.close()


def test_its_columns_stay_as_they_are_and_new_ones_need_no_value(left: Database) -> None:
    """What 0.1.0 inserts, and a bot of 0.1.0 that still runs beside the new one, must go on working."""
    before = columns(left.engine)
    tables = set(inspect(left.engine).get_table_names())
    left.migrate()
    after = columns(left.engine)
    assert {name: after.get(name) for name in before} == before
    new = [column for (table, name), column in after.items() if table in tables and (table, name) not in before]
    demanding = [column["name"] for column in new if not column["nullable"] and column["default"] is None]
    assert demanding == []
    left.close()


def test_it_holds_every_state_and_two_open_slugs_that_differ_in_case_alone(left: Database) -> None:
    left.migrate()
    assert set(Queries(left).counts()) == set(State)
    with left.reading() as session:
        brands = {
            request.brand for request in session.exec(select(Request)).scalars() if request.state is State.SUBMITTED
        }
    assert {"Marque Thêta", "Marque Iota"} <= brands
    left.close()


def test_of_two_open_slugs_that_differ_in_case_both_go_on_and_a_third_is_refused(left: Database) -> None:
    left.migrate()
    queries = Queries(left)
    with left.reading() as session:
        stores = session.exec(select(Store).where(col(Store.open_slug).is_not(None))).scalars().all()
    by_key: dict[str, list[Store]] = {}
    for store in stores:
        by_key.setdefault(store.slug.lower(), []).append(store)
    ((first, second),) = [found for found in by_key.values() if len(found) > 1]
    assert first.slug != second.slug
    requests = Requests(Transitions(left, SystemClock()), Sealer(Sealer.new_key()))
    third = Draft("Troisième", "a@b.fr", (StoreLine("N", first.slug.title()),))
    refused = requests.submit(third, Press(Person("U", False), "T", "third"), confirmed=True)
    assert isinstance(refused, SlugsTaken)
    for store in (first, second):
        request = queries.request(store.request_id)
        assert request is not None
        lead = Person("ULEAD", approver=True, others=True)
        asked = requests.act(request.id, Event.ASK_CHANGES, Press(lead, request.team, f"ask:{store.id}"), reason="R")
        assert isinstance(asked, Done)
        lines = tuple(StoreLine(one.name, one.slug) for one in queries.stores(request.id))
        again = requests.resubmit(
            request.id,
            Draft(request.brand, request.account, lines, "", "changed", None),
            Press(Person(request.requester, approver=False, others=True), request.team, f"edit:{store.id}"),
            version=1,
        )
        assert isinstance(again, Done)
    left.close()
