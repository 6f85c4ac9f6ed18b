"""Keeps the states given out for Hey Pongo's OAuth form: for which request, asked for by whom.

The `state` that travels through the browser is good once, for a while, for one request and one approver. Only its
SHA-256 is stored, so that who reads the database cannot use one.
"""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import delete, update
from sqlmodel import col, select

from workflows.clock import SKEW, Clock
from workflows.storage.database import Database
from workflows.storage.models import Grant

GOOD_FOR = timedelta(minutes=15)


@dataclass(frozen=True)
class Claimed:
    """Whom a state was given to, and for what. `view_id`: the modal that it was given in; `version`: of the request, as
    it was shown there. `key`: names it."""

    key: str
    request_id: str
    user_id: str
    view_id: str
    version: int


class Grants:
    """Gives states out, and takes each back once."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    def begin(self, request_id: str, user_id: str, view_id: str, version: int) -> str:
        """A fresh state (43 URL-safe characters), good for GOOD_FOR. Raises OperationalError, having stored nothing."""
        state = secrets.token_urlsafe(32)
        now = self._clock.now()
        with self._database.transaction() as session:
            session.add(
                Grant(
                    key=_key(state),
                    request_id=request_id,
                    user_id=user_id,
                    view_id=view_id,
                    version=version,
                    until=now + GOOD_FOR,
                )
            )
        return state

    def claim(self, state: str) -> Claimed | None:
        """Uses a state up; None where it is unknown, too old, or used already (by whoever was faster)."""
        key, now = _key(state), self._clock.now()
        with self._database.transaction() as session:
            used = session.execute(
                update(Grant)
                .where(
                    col(Grant.key) == key,
                    col(Grant.used).is_(False),
                    col(Grant.until) > now,
                    col(Grant.until) <= now + GOOD_FOR + SKEW,  # else the clock was set back since
                )
                .values(used=True)
            )
            if used.rowcount != 1:  # type: ignore[attr-defined]
                return None
            found = session.exec(select(Grant).where(Grant.key == key)).one()
            return Claimed(key, found.request_id, found.user_id, found.view_id, found.version)

    def release(self, claimed: Claimed) -> None:
        """Hey Pongo could not be reached: the same link may be used once more, while it is good."""
        with self._database.transaction(patient=True) as session:
            session.execute(update(Grant).where(col(Grant.key) == claimed.key).values(used=False))

    def forget_old(self) -> None:
        """Removes what is too old to be used."""
        with self._database.transaction(patient=True) as session:
            session.execute(delete(Grant).where(col(Grant.until) < self._clock.now()))


def _key(state: str) -> str:
    return hashlib.sha256(state.encode()).hexdigest()
