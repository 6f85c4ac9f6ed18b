"""Keeps the audit trail append-only: triggers in the database itself refuse to change or remove an entry.

One thing they let through: inside the transaction of a purge (`workflows.storage.purge`) what is personal in an entry
may be emptied, and nothing else of it changed.
"""

import hashlib

from sqlalchemy import Connection, inspect

from workflows.storage.columns import PURGED
from workflows.storage.models import Audit

REFUSAL = "the audit trail is append-only"
_NAME = "audit_append_only"
# What may be emptied, and what it then is.
_PERSONAL = {"actor": f"'{PURGED}'", "reason": "NULL", "details": "NULL", "interaction": "NULL"}


def guard(connection: Connection) -> None:
    """Sees to it that the triggers are there where the table is, and that nothing of them is left where it is not.

    Changes nothing where all is as it should be. Called after every migration: SQLite forgets the triggers of a table
    that a migration makes anew.
    """
    sqlite = connection.dialect.name == "sqlite"
    wanted = _sqlite() if sqlite else _postgresql()
    if not inspect(connection).has_table("audit"):
        if not sqlite:
            connection.exec_driver_sql(f"DROP FUNCTION IF EXISTS {_NAME}()")
        return
    there = _there(connection)
    if there == wanted.keys():
        return
    for name in there:
        connection.exec_driver_sql(f"DROP TRIGGER {name}" + ("" if sqlite else " ON audit"))
    if not sqlite:
        connection.exec_driver_sql(_function())
    for statement in wanted.values():
        connection.exec_driver_sql(statement)


def _there(connection: Connection) -> set[str]:
    if connection.dialect.name == "sqlite":
        query = "SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'audit'"
    else:
        query = "SELECT tgname FROM pg_trigger WHERE tgrelid = 'audit'::regclass AND NOT tgisinternal"
    return {name for (name,) in connection.exec_driver_sql(query) if name.startswith(_NAME)}


def _emptied(sqlite: bool) -> str:
    """The condition under which an update only empties what is personal, in a purge."""
    equal = "IS" if sqlite else "IS NOT DISTINCT FROM"
    parts = ["EXISTS (SELECT 1 FROM purging)"]
    for column in Audit.__table__.columns:  # type: ignore[attr-defined]
        # PostgreSQL compares no JSON, but its text.
        new, old = (f"{row}.{column.name}" + ("" if sqlite else "::text") for row in ("NEW", "OLD"))
        unchanged = f"{new} {equal} {old}"
        empty = _PERSONAL.get(column.name)
        parts.append(f"({unchanged} OR {new} {equal} {empty})" if empty else unchanged)
    return " AND ".join(parts)


def _function() -> str:
    return f"""
CREATE OR REPLACE FUNCTION {_NAME}() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'UPDATE' THEN
    IF {_emptied(sqlite=False)} THEN
      RETURN NEW;
    END IF;
  END IF;
  RAISE EXCEPTION '{REFUSAL}' USING ERRCODE = 'restrict_violation';
END $$"""


def _sqlite() -> dict[str, str]:
    raised = f"BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END"
    # INSERT OR REPLACE removes the row that is in its way, without asking a trigger for DELETE.
    replaces = "EXISTS (SELECT 1 FROM audit WHERE id = NEW.id OR interaction = NEW.interaction)"
    return _named(
        {
            "insert": f"BEFORE INSERT ON audit WHEN {replaces} {raised}",
            "update": f"BEFORE UPDATE ON audit WHEN NOT ({_emptied(sqlite=True)}) {raised}",
            "delete": f"BEFORE DELETE ON audit {raised}",
        }
    )


def _postgresql() -> dict[str, str]:
    raised = f"EXECUTE FUNCTION {_NAME}()"
    return _named(
        {
            "update": f"BEFORE UPDATE ON audit FOR EACH ROW {raised}",
            "delete": f"BEFORE DELETE ON audit FOR EACH ROW {raised}",
            "truncate": f"BEFORE TRUNCATE ON audit FOR EACH STATEMENT {raised}",
        },
        _function(),
    )


def _named(triggers: dict[str, str], function: str = "") -> dict[str, str]:
    """Name to statement. A trigger's name holds what it does, so that one which does otherwise is made anew."""
    found = {}
    for event, trigger in triggers.items():
        name = f"{_NAME}_{event}_{hashlib.sha256((trigger + function).encode()).hexdigest()[:8]}"
        found[name] = f"CREATE TRIGGER {name} {trigger}"
    return found
