"""Keeps what a form holds while its restaurants are read from a file or the sheet and looked at."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta

from sqlalchemy import delete
from sqlmodel import col

from workflows.clock import Clock
from workflows.outbox.owing import AFTER_THE_ACK, owe_person
from workflows.rules.effects import FormToRead, Owed
from workflows.rules.problems import Problem
from workflows.rules.sheet_candidates import Candidate
from workflows.rules.store_columns import FileColumns
from workflows.rules.store_lines import Source, StoreLine, StoreProblem
from workflows.rules.xlsx import FileProblem
from workflows.storage.database import Database
from workflows.storage.models import StoreImport

KEPT = timedelta(days=1)


@dataclass(frozen=True)
class Found:
    """What a reading came to: see `workflows.storage.models.StoreImport`."""

    stores: Sequence[StoreLine] = ()
    problems: Sequence[StoreProblem] = ()
    file_problem: FileProblem | None = None
    rows: Sequence[Candidate] = ()
    unusable: Sequence[int] = ()
    sheet_problem: Problem | None = None
    columns: FileColumns | None = None


class StoreImports:
    """Keeps them, each by the idempotency key of the form."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    def begin(self, imported: StoreImport) -> None:
        """Keeps what a form holds, instead of what the same form held before, and owes the reading.

        Raises sqlalchemy.exc.OperationalError (locked, disk full, unreachable), having stored nothing.
        """
        now = self._clock.now()
        imported.at = now
        with self._database.transaction() as session:
            session.merge(imported)
            told = FormToRead(imported.key)
            # By person: nobody's file waits for somebody else's.
            owe_person(session, imported.user_id, Owed.READ, now, told, AFTER_THE_ACK)

    def again(self, key: str) -> bool:
        """Owes another reading, of what could not be read just now. False where the form is not kept any more."""
        with self._database.transaction() as session:
            imported = session.get(StoreImport, key)
            if imported is None:
                return False
            imported.ready, imported.file_problem, imported.sheet_problem = False, None, None
            owe_person(session, imported.user_id, Owed.READ, self._clock.now(), FormToRead(key))
        return True

    def take_columns(self, key: str, name: int, slug: int) -> bool:
        """Owes another reading, of these columns of the file. False where the form is not kept any more."""
        with self._database.transaction() as session:
            imported = session.get(StoreImport, key)
            if imported is None or imported.columns is None:
                return False
            imported.columns = replace(imported.columns, name=name, slug=slug, chosen=True)
            imported.ready = False
            imported.stores = [store for store in imported.stores if store.source != Source.FILE]
            owe_person(session, imported.user_id, Owed.READ, self._clock.now(), FormToRead(key))
        return True

    def get(self, key: str) -> StoreImport | None:
        """What that form holds."""
        with self._database.reading() as session:
            return session.get(StoreImport, key)

    def read(self, key: str, found: Found) -> None:
        """Notes what was read, or why not."""
        with self._database.transaction(patient=True) as session:
            imported = session.get(StoreImport, key)
            if imported is None:
                return  # sent meanwhile
            if found.columns and imported.chosen_columns not in (None, found.columns.both):
                return  # others were chosen while it was read: the reading that is owed for those goes on
            imported.ready = True
            if found.columns:
                imported.columns = found.columns
            if found.stores:
                others = [store for store in imported.stores if store.source != Source.FILE]
                imported.stores = [*others, *found.stores]
            imported.problems = list(found.problems)
            imported.file_problem, imported.sheet_problem = found.file_problem, found.sheet_problem
            imported.rows, imported.unusable = list(found.rows), list(found.unusable)

    def choose(self, key: str, stores: Iterable[StoreLine]) -> StoreImport | None:
        """Keeps the stores that were chosen among the sheet's rows, instead of any chosen before; None where the form
        is not kept any more.

        Raises sqlalchemy.exc.OperationalError (locked, disk full, unreachable), having stored nothing.
        """
        with self._database.transaction() as session:
            imported = session.get(StoreImport, key)
            if imported is None:
                return None
            others = [store for store in imported.stores if store.source != Source.SHEET]
            imported.stores = [*others, *stores]
            imported.chosen = True
            return imported

    def forget_old(self) -> None:
        """Forgets forms that nobody sent within a day."""
        before = self._clock.now() - KEPT
        with self._database.transaction(patient=True) as session:
            session.execute(delete(StoreImport).where(col(StoreImport.at) < before))
