"""The audit trail can only grow: the database refuses everything else, on SQLite and on PostgreSQL."""

import sqlite3
from datetime import UTC, datetime

import pytest
from sqlalchemy import Connection
from sqlalchemy.exc import DatabaseError, IntegrityError
from sqlmodel import select

from workflows.rules.states import State
from workflows.storage.audit_triggers import REFUSAL, guard
from workflows.storage.database import Database
from workflows.storage.models import Audit, Request

pytestmark = pytest.mark.long

NOW = datetime(2026, 11, 25, 9, 0, tzinfo=UTC)
OPENED = "INSERT INTO purging (id, never) VALUES (1, 2)"


@pytest.fixture
def filled(database: Database) -> Database:
    """A request with one entry."""
    with database.transaction() as session:
        session.add(
            Request(
                id="r1", team="T", state=State.REJECTED, state_since=NOW, brand="É", brand_key="e", account="a",
                requester="U1", created_at=NOW, updated_at=NOW,
            )
        )  # fmt: skip
        session.flush()
        session.add(
            Audit(
                at=NOW, request_id="r1", actor="U1", action="reject", from_state="submitted", to_state="rejected",
                reason="why", details={"to": "U2"}, key="view:1",
            )
        )  # fmt: skip
    return database


def run(database: Database, *statements: str) -> None:
    with database.transaction() as session:
        for statement in statements:
            session.connection().exec_driver_sql(statement)


def entry(database: Database) -> Audit:
    with database.reading() as session:
        return session.exec(select(Audit)).one()


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE audit SET reason = 'another'",
        "UPDATE audit SET reason = NULL",
        "UPDATE audit SET to_state = 'approved'",
        "DELETE FROM audit",
        "DELETE FROM request",
    ],
)
def test_no_entry_is_changed_or_removed(filled: Database, statement: str) -> None:
    before = entry(filled).model_dump()
    with pytest.raises(IntegrityError, match=REFUSAL):
        run(filled, statement)
    assert entry(filled).model_dump() == before


def test_no_entry_is_replaced_or_cleared_away(filled: Database) -> None:
    values = "(id, at, request_id, actor, action, to_state) VALUES (1, '2026-01-01', 'r1', 'U9', 'x', 'y')"
    way = f"INSERT OR REPLACE INTO audit {values}" if filled.sqlite else "TRUNCATE audit"
    with pytest.raises(IntegrityError, match=REFUSAL):
        run(filled, way)
    assert entry(filled).actor == "U1"


def test_a_purge_empties_what_is_personal_in_its_own_transaction(filled: Database) -> None:
    emptied = "UPDATE audit SET actor = 'purged', reason = NULL, details = NULL, interaction = NULL"
    run(filled, OPENED, emptied, "DELETE FROM purging")
    left = entry(filled)
    assert (left.actor, left.reason, left.details, left.key) == ("purged", None, None, None)
    assert (left.at, left.action, left.from_state, left.to_state) == (NOW, "reject", "submitted", "rejected")
    with pytest.raises(IntegrityError, match=REFUSAL):
        run(filled, "UPDATE audit SET reason = NULL")


@pytest.mark.parametrize(
    "change",
    ["actor = 'U2'", "actor = ''", "reason = 'another'", "details = '{}'", "interaction = 'x'", "action = 'approve'",
     "at = '2020-01-01'", "from_state = NULL", "to_state = 'approved'", "reason = NULL, action = 'approve'"],
)  # fmt: skip
def test_a_purge_can_do_nothing_else(filled: Database, change: str) -> None:
    with pytest.raises(IntegrityError, match=REFUSAL):
        run(filled, OPENED, f"UPDATE audit SET {change}", "DELETE FROM purging")
    with pytest.raises(IntegrityError, match=REFUSAL):
        run(filled, OPENED, "DELETE FROM audit", "DELETE FROM purging")


def test_the_gate_cannot_be_left_open(filled: Database) -> None:
    with pytest.raises(IntegrityError):
        run(filled, OPENED)
    for other in ("(2, 1)", "(1, 1)"):
        with pytest.raises(IntegrityError):
            run(filled, f"INSERT INTO purging (id, never) VALUES {other}")
    with pytest.raises(IntegrityError, match=REFUSAL):
        run(filled, "UPDATE audit SET reason = NULL")


def test_another_program_is_refused_too(filled: Database) -> None:
    if not filled.sqlite:
        pytest.skip("PostgreSQL has one way in")
    plain = sqlite3.connect(str(filled.engine.url.database))
    with pytest.raises(sqlite3.IntegrityError, match=REFUSAL):
        plain.execute("DELETE FROM audit")
    plain.close()


def left_behind(connection: Connection) -> list[str]:
    if connection.dialect.name == "sqlite":
        query = "SELECT name FROM sqlite_master WHERE type = 'trigger'"
    else:
        query = (
            "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal UNION "
            "SELECT proname FROM pg_proc WHERE proname = 'audit_append_only'"
        )
    return [name for (name,) in connection.exec_driver_sql(query)]


def test_the_triggers_go_with_the_tables_and_come_back_with_them(filled: Database) -> None:
    with filled.engine.connect() as connection:
        assert len(left_behind(connection)) >= 3
    filled.migrate("base")
    with filled.engine.connect() as connection:
        assert left_behind(connection) == []
    filled.migrate()
    with filled.engine.connect() as connection:
        assert len(left_behind(connection)) >= 3


def test_triggers_that_were_lost_or_are_old_are_made_anew(filled: Database) -> None:
    with filled.engine.connect() as connection:
        names = [name for name in left_behind(connection) if name.startswith("audit_append_only_")]
        old = names[0].rsplit("_", 1)[0] + "_00000000"
        table = "" if filled.sqlite else " ON audit"
        for name in names:
            connection.exec_driver_sql(f"DROP TRIGGER {name}{table}")
        action = "BEGIN SELECT 1; END" if filled.sqlite else "FOR EACH ROW EXECUTE FUNCTION audit_append_only()"
        connection.exec_driver_sql(f"CREATE TRIGGER {old} BEFORE DELETE ON audit {action}")
        connection.commit()
    filled.migrate()
    with filled.engine.connect() as connection:
        assert {*names} <= {*left_behind(connection)}
        assert old not in left_behind(connection)
        connection.rollback()
        guard(connection)  # changes nothing any more
        connection.rollback()
    with pytest.raises(DatabaseError, match=REFUSAL):
        run(filled, "DELETE FROM audit")
