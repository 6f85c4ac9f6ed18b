"""How the database goes about the statements that pass."""

from typing import Any

from sqlalchemy import event

from workflows.storage.database import Database


class Explained:
    """Asks the database, for every SELECT that passes, how it goes about it."""

    def __init__(self, database: Database) -> None:
        self.plans: list[str] = []
        self._database = database
        event.listen(database.engine, "before_cursor_execute", self._before)

    def _before(self, connection: Any, cursor: Any, statement: str, parameters: Any, *_: Any) -> None:
        if not statement.startswith("SELECT"):
            return
        explain = "EXPLAIN QUERY PLAN " if self._database.sqlite else "EXPLAIN "
        cursor.execute(explain + statement, parameters)
        self.plans.append(statement + "\n" + "\n".join(str(row[-1]) for row in cursor.fetchall()))


def reads_all(plan: str, table: str) -> bool:
    """Whether a plan reads every row of the table."""
    return f"Seq Scan on {table}" in plan or any(
        line.startswith(f"SCAN {table}") and "INDEX" not in line for line in plan.splitlines()
    )
