"""Keeps, sealed, the claims of cells in the sheet that are not settled."""

from sqlmodel import col, delete

from workflows.clock import Clock
from workflows.rules.tokens import Sealer
from workflows.storage.database import Database
from workflows.storage.models import SheetJournal


class DatabaseJournal:
    """The journal of one sheet, in the database."""

    def __init__(self, database: Database, clock: Clock, sealer: Sealer, sheet: str) -> None:
        """`sheet`: names the spreadsheet and worksheet."""
        self._database = database
        self._clock = clock
        self._sealer = sealer
        self._sheet = sheet

    def load(self) -> bytes | None:
        """What was saved and not cleared. Raises CannotOpen where TOKEN_KEY has lost the key."""
        with self._database.reading() as session:
            record = session.get(SheetJournal, self._sheet)
        return self._sealer.open(record.sealed) if record else None

    def save(self, state: bytes) -> None:
        """Keeps `state` in place of what was kept before."""
        sealed = self._sealer.seal(state)
        with self._database.transaction(patient=True) as session:
            session.merge(SheetJournal(sheet=self._sheet, sealed=sealed, saved_at=self._clock.now()))

    def clear(self) -> None:
        """Forgets it: everything is settled."""
        with self._database.transaction(patient=True) as session:
            session.execute(delete(SheetJournal).where(col(SheetJournal.sheet) == self._sheet))
