"""What is known of tokens after they were given: kept by their fingerprints, read for those who look after them."""

from collections import Counter, defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col, select, text

from workflows.rules.states import LIVE
from workflows.rules.token_health import HealthProblem, ending
from workflows.rules.tokens import expiry
from workflows.storage.columns import HAS_DECIDED
from workflows.storage.database import Database
from workflows.storage.models import Request, Store, TokenHealth

ALL = ""
"""The fingerprint of the row that is about all tokens together."""
_CHUNK = 1_000


@dataclass(frozen=True)
class SheetToken:
    """A token that stands in the sheet: beside which slugs, and when it ends by its own word (aware)."""

    fingerprint: str
    slugs: tuple[str, ...]
    expires_at: datetime | None = None


@dataclass(frozen=True)
class UnwellToken:
    """A token with which something is wrong, and the delivered request that it belongs to; None: all tokens."""

    health: TokenHealth
    problem: HealthProblem
    request: Request | None = None


class TokenHealths:
    """Reads, each in one short session."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def unwell(self, now: datetime, within: timedelta) -> list[UnwellToken]:
        """All that is wrong, or ends `within` so long: first what is of all tokens, then by when it began or ends."""
        with self._database.reading() as session:
            worrying = col(TokenHealth.problem).is_not(None) | (col(TokenHealth.expires_at) <= now + within)
            rows = session.exec(select(TokenHealth).where(worrying)).all()
            users = users_of(session, [row.fingerprint for row in rows])
        found = []
        for row in rows:
            problem = problem_of(row, now, within)
            mine = users.get(row.fingerprint)
            if problem and (mine or row.fingerprint == ALL):
                found.append(UnwellToken(row, problem, mine[0] if mine else None))
        return sorted(
            found, key=lambda one: (one.request is not None, one.health.since or one.health.expires_at or now)
        )

    def counts(self, now: datetime, within: timedelta) -> Counter[HealthProblem]:
        """How many tokens have which problem."""
        return Counter(one.problem for one in self.unwell(now, within))


def problem_of(row: TokenHealth, now: datetime, within: timedelta) -> HealthProblem | None:
    """What is wrong with a token; that it has ended explains all else."""
    end = ending(row.expires_at, now, within)
    return end if end is HealthProblem.ENDED else row.problem or end


def expect(session: Session, fingerprint: str, token: str, now: datetime) -> None:
    """Keeps when a token ends that is being given."""
    row = row_of(session, fingerprint, now)
    row.expires_at = expiry(token)


def row_of(session: Session, fingerprint: str, now: datetime) -> TokenHealth:
    """The row of a token, ours until the transaction ends; of a new one Hey Pongo is asked in a day."""
    row = session.get(TokenHealth, fingerprint, with_for_update=True)
    if row is None:
        try:
            with session.begin_nested():
                row = TokenHealth(fingerprint=fingerprint, due_at=now + timedelta(days=1))
                session.add(row)
        except IntegrityError:  # another process was faster by an instant
            row = session.get(TokenHealth, fingerprint, with_for_update=True, populate_existing=True)
            assert row is not None, "a row that somebody has just made"
    return row


def users_of(session: Session, fingerprints: Collection[str]) -> dict[str, list[Request]]:
    """By fingerprint, the delivered requests whose token it is, or beside whose slugs it stands in the sheet."""
    found: dict[str, dict[str, Request]] = defaultdict(dict)
    wanted = [one for one in fingerprints if one]
    live = col(Request.state).in_(LIVE)
    for some in (wanted[at : at + _CHUNK] for at in range(0, len(wanted), _CHUNK)):
        own = select(Request).where(col(Request.token_fingerprint).in_(some), live).order_by(col(Request.number))
        for request in session.exec(own):
            found[str(request.token_fingerprint)][request.id] = request
        beside = select(Store.found_fingerprint, Request).join(Request, col(Request.id) == col(Store.request_id))
        for one, request in session.exec(beside.where(col(Store.found_fingerprint).in_(some), live)):
            found[str(one)].setdefault(request.id, request)
    kept = select(Store, Request).join(Request, col(Request.id) == col(Store.request_id))
    for store, request in session.exec(kept.where(text(HAS_DECIDED), live)) if wanted else ():
        for one in store.kept & set(wanted):
            found[one].setdefault(request.id, request)
    return {one: list(requests.values()) for one, requests in found.items()}


def owner_before(session: Session, row: TokenHealth) -> str | None:
    """The account that a token was, when it was delivered: of one that stands in its place, the delivered one's."""
    if row.owner:
        return row.owner
    instead = select(TokenHealth.owner).join(
        Request, col(Request.token_fingerprint) == col(TokenHealth.fingerprint)
    ).join(Store, col(Store.request_id) == col(Request.id))  # fmt: skip
    mine = (Store.found_fingerprint == row.fingerprint, col(Request.state).in_(LIVE))
    return session.exec(instead.where(*mine, col(TokenHealth.owner).is_not(None)).limit(1)).first()
