"""Keeps what a form holds while its restaurants are read from a file or the sheet and looked at (`models.Upload`)."""

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import timedelta
from typing import Any

from sqlalchemy import delete
from sqlmodel import col

from workflows.clock import Clock
from workflows.outbox.outbox import AFTER_THE_ACK, owe_person
from workflows.rules.effects import FormToRead, Owed
from workflows.rules.sheet_candidates import Candidate
from workflows.rules.store_columns import FileColumns
from workflows.rules.store_lines import Source, StoreLine, StoreProblem, problem_from, store_from
from workflows.storage.database import Database
from workflows.storage.models import Upload

KEPT = timedelta(days=1)


@dataclass(frozen=True)
class Found:
    """What a reading came to: see `workflows.storage.models.Upload`."""

    stores: Sequence[StoreLine] = ()
    problems: Sequence[StoreProblem] = ()
    trouble: str | None = None
    rows: Sequence[Candidate] = ()
    unusable: Sequence[int] = ()
    sheet_trouble: dict[str, Any] | None = None
    columns: FileColumns | None = None


class StoreImports:
    """Keeps them, each by the idempotency key of the form."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    def begin(self, upload: Upload) -> None:
        """Keeps what a form holds, instead of what the same form held before, and owes the reading.

        Raises sqlalchemy.exc.OperationalError (locked, disk full, unreachable), having stored nothing.
        """
        now = self._clock.now()
        upload.at = now
        with self._database.transaction() as session:
            session.merge(upload)
            told = FormToRead(upload.interaction)
            # By person: nobody's file waits for somebody else's.
            owe_person(session, upload.user_id, Owed.READ, now, told, AFTER_THE_ACK)

    def again(self, key: str) -> bool:
        """Owes another reading, of what could not be read just now. False where the form is not kept any more."""
        with self._database.transaction() as session:
            upload = session.get(Upload, key)
            if upload is None:
                return False
            upload.ready, upload.trouble, upload.sheet_trouble = False, None, None
            owe_person(session, upload.user_id, Owed.READ, self._clock.now(), FormToRead(key))
        return True

    def take_columns(self, key: str, name: int, slug: int) -> bool:
        """Owes another reading, of these columns of the file. False where the form is not kept any more."""
        with self._database.transaction() as session:
            upload = session.get(Upload, key)
            if upload is None or upload.columns is None:
                return False
            taken = replace(FileColumns.from_json(upload.columns), name=name, slug=slug, chosen=True)
            upload.columns, upload.ready = asdict(taken), False
            upload.stores = [store for store in upload.stores if store["source"] != Source.FILE]
            owe_person(session, upload.user_id, Owed.READ, self._clock.now(), FormToRead(key))
        return True

    def get(self, key: str) -> Upload | None:
        """What that form holds."""
        with self._database.reading() as session:
            return session.get(Upload, key)

    def read(self, key: str, found: Found) -> None:
        """Notes what was read, or why not."""
        with self._database.transaction(patient=True) as session:
            upload = session.get(Upload, key)
            if upload is None:
                return  # sent meanwhile
            if found.columns and chosen_columns(upload) not in (None, found.columns.both):
                return  # others were chosen while it was read: the reading that is owed for those goes on
            upload.ready = True
            if found.columns:
                upload.columns = asdict(found.columns)
            if found.stores:
                others = [store for store in upload.stores if store["source"] != Source.FILE]
                upload.stores = [*others, *map(asdict, found.stores)]
            upload.problems = [asdict(problem) for problem in found.problems]
            upload.trouble, upload.sheet_trouble = found.trouble, found.sheet_trouble
            upload.rows, upload.unusable = [list(row) for row in found.rows], list(found.unusable)

    def choose(self, key: str, stores: Iterable[StoreLine]) -> Upload | None:
        """Keeps the stores that were chosen among the sheet's rows, instead of any chosen before; None where the form
        is not kept any more.

        Raises sqlalchemy.exc.OperationalError (locked, disk full, unreachable), having stored nothing.
        """
        with self._database.transaction() as session:
            upload = session.get(Upload, key)
            if upload is None:
                return None
            others = [store for store in upload.stores if store["source"] != Source.SHEET]
            upload.stores = [*others, *map(asdict, stores)]
            upload.chosen = True
            return upload

    def forget_old(self) -> None:
        """Forgets forms that nobody sent within a day."""
        before = self._clock.now() - KEPT
        with self._database.transaction(patient=True) as session:
            session.execute(delete(Upload).where(col(Upload.at) < before))


def stores_of(upload: Upload) -> list[StoreLine]:
    """The stores that were read."""
    return [store_from(store) for store in upload.stores]


def columns_of(upload: Upload) -> FileColumns | None:
    """The columns of the file that were taken, where one was read."""
    return FileColumns.from_json(upload.columns) if upload.columns else None


def chosen_columns(upload: Upload) -> tuple[int, int] | None:
    """The columns of names and slugs, where the person chose them."""
    columns = columns_of(upload)
    return columns.both if columns and columns.chosen else None


def problems_of(upload: Upload) -> list[StoreProblem]:
    """What was wrong with them."""
    return [problem_from(problem) for problem in upload.problems]


def rows_of(upload: Upload) -> list[Candidate]:
    """The rows of the sheet among which some are to be chosen."""
    return [Candidate(*row) for row in upload.rows]
