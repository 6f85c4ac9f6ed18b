"""Finds what is sealed in the database and with which key, and seals it anew for a change of TOKEN_KEY; keeps what
fingerprints are made with, so that they outlive the change."""

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass

from sqlalchemy import update
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, SQLModel, col, select

from workflows.rules.tokens import CannotOpen, Sealer
from workflows.storage.database import Database
from workflows.storage.models import FingerprintKey, PendingToken, Request, SheetJournal

# Every column that holds something sealed.
_PLACES: tuple[tuple[type[SQLModel], str], ...] = (
    (Request, "token_sealed"),
    (PendingToken, "sealed"),
    (SheetJournal, "sealed"),
    (FingerprintKey, "sealed"),
)


@dataclass(frozen=True)
class Sealed:
    """How many secrets there are: with the first key (`new`), with a later one (`old`), with none (`closed`)."""

    new: int = 0
    old: int = 0
    closed: int = 0

    @property
    def all(self) -> int:
        """All of them."""
        return self.new + self.old + self.closed


def survey(database: Database, sealer: Sealer) -> Sealed:
    """Looks, and changes nothing."""
    found = {"new": 0, "old": 0, "closed": 0}
    with database.reading() as session:
        for _, _, sealed in _secrets(session):
            found[_kind(sealer, sealed)] += 1
    return Sealed(**found)


def reseal(database: Database, sealer: Sealer) -> int:
    """Seals with the first key what an older one has sealed; answers how many. What no key opens stays as it is.

    A secret that a bot replaces meanwhile is left to it. Raises sqlalchemy.exc.OperationalError, with nothing changed.
    """
    changed = 0
    with database.transaction(patient=True) as session:
        for table, column, sealed in list(_secrets(session)):
            if _kind(sealer, sealed) != "old":
                continue
            there = getattr(table, column)
            done = session.execute(
                update(table).where(there == sealed).values({column: sealer.seal(sealer.open(sealed))})
            )
            changed += done.rowcount  # type: ignore[attr-defined]
    return changed


def comparable(database: Database, sealer: Sealer) -> Sealer:
    """The sealer, whose fingerprints are comparable with those that the database holds: of what it keeps for that, if a
    key opens it. Changes nothing in the database."""
    with database.reading() as session:
        kept = session.get(FingerprintKey, 1)
    if kept is not None:
        with suppress(CannotOpen):  # as `check` says
            sealer.fingerprint_with(kept.sealed)
    return sealer


def keep_comparable(database: Database, sealer: Sealer) -> Sealer:
    """As `comparable`; keeps what the sealer fingerprints with where the database does not know yet."""
    with database.reading() as session:
        kept = session.get(FingerprintKey, 1)
    if kept is None:
        with suppress(IntegrityError), database.transaction(patient=True) as session:  # another process was faster
            session.add(FingerprintKey(sealed=sealer.sealed_fingerprint_key()))
    return comparable(database, sealer)


def _kind(sealer: Sealer, sealed: str) -> str:
    try:
        sealer.open(sealed)
    except CannotOpen:
        return "closed"
    return "new" if sealer.opens_first(sealed) else "old"


def _secrets(session: Session) -> Iterator[tuple[type[SQLModel], str, str]]:
    for table, column in _PLACES:
        sealed = getattr(table, column)
        for text in session.exec(select(sealed).where(col(sealed).is_not(None))):
            yield table, column, str(text)
