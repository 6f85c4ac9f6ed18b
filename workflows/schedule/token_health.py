"""Watches over tokens after their delivery: which is to be asked for at Hey Pongo now, what its answer means, and when
approvers are told. The caller asks; what stands here is never a token.

A problem is opened only where nothing else explains it. A refused token is asked for twice, and then beside one that
Hey Pongo has accepted: where that is refused too, it is Hey Pongo, or what it thinks of this machine, and one problem.
"""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, timedelta

from sqlmodel import col, or_, select

from workflows.outbox.owing import owe_person
from workflows.outbox.rate_limits import slot
from workflows.requests.adopt import left_out
from workflows.requests.token_health import ALL, SheetToken, owner_before, problem_of, row_of, users_of
from workflows.requests.transition import Change, Transitions
from workflows.rules.effects import HealthNews, Owed, ToRemind
from workflows.rules.policy import APPROVERS
from workflows.rules.states import State
from workflows.rules.token_health import HealthProblem, days_told
from workflows.rules.work_calendar import WorkCalendar
from workflows.storage.models import Request, TokenHealth

PATIENCE = timedelta(days=3)
"""For how long Hey Pongo may be away before that is anybody's business."""
_TURN = "health"  # the bucket's key
_NEWEST = (col(TokenHealth.accepted_at).desc(), col(TokenHealth.fingerprint))
_AGAIN = timedelta(hours=1)  # after which one is asked for that got no answer, and one whose asking was broken off


class HealthLooks:
    """Hands out what is due, and notes what came of it."""

    def __init__(
        self,
        transitions: Transitions,
        calendar: WorkCalendar,
        *,
        every: timedelta,
        warn_days: Sequence[int],
        gap: float,
    ) -> None:
        """`every`: TOKEN_HEALTH_HOURS, zero for never. `warn_days`: TOKEN_WARN_DAYS. `gap`: the seconds between two
        calls."""
        self._transitions = transitions
        self._calendar = calendar
        self.every = every
        self._warn_days = warn_days
        self._gap = gap

    unknown: int | None = None
    """How many tokens of the sheet no request had, nor had been left out, at the last look of this process."""

    def turn(self) -> float:
        """Takes the next turn to call Hey Pongo, of all processes together; the seconds until it comes."""
        if not self._gap:
            return 0.0
        with self._transitions.begin(patient=True) as change:
            return slot(change.session, _TURN, self._gap, change.now)

    @property
    def warns_within(self) -> timedelta:
        """How long before a token's end approvers read of it."""
        return timedelta(days=max(self._warn_days, default=0))

    def due(self, sheet: Mapping[str, SheetToken], most: int) -> list[SheetToken]:
        """Those of the sheet's tokens (by fingerprint) that are to be asked for now, `most` of them at most: nobody
        else is given them meanwhile. Notes which tokens there are; those of no brand that we know are left alone."""
        with self._transitions.begin(patient=True) as change:
            session, now = change.session, change.now
            rows = {row.fingerprint: row for row in session.exec(select(TokenHealth))}
            users = users_of(session, rows.keys() | sheet.keys())
            written = session.exec(select(Request.token_fingerprint).where(Request.state == State.WRITING))
            needed = {ALL, *written, *(users.keys() & sheet.keys())}
            self.unknown = len(sheet.keys() - users.keys() - needed - left_out(session))
            self._forget(change, [row for one, row in rows.items() if one not in needed and row.due_at <= now])
            for one, token in sheet.items():
                if one not in users:
                    continue
                if one not in rows:
                    # Spread over the day, and the same for each process that comes to it.
                    spread = int(one, 16) / 16**8
                    rows[one] = TokenHealth(fingerprint=one, due_at=now + self.every * spread)
                    session.add(rows[one])
                rows[one].expires_at = token.expires_at
            there = [row for one, row in rows.items() if one in users and one in sheet]
            if not any(row.accepted_at for row in there):
                there = [row for row in there if row.answered_at is None]  # of another kind: once each is enough
            general = rows[ALL].problem if ALL in rows else None
            waiting = sorted(there, key=lambda row: row.due_at)
            chosen = [row for row in waiting if row.due_at <= now][:most] if self.every else []
            if general and self.every and not chosen:
                chosen = waiting[:1]  # whether it is over
            for row in chosen:
                row.due_at = now + min(self.every, _AGAIN)
        return [sheet[row.fingerprint] for row in chosen]

    def accepted(self, fingerprint: str, owner: str, slugs: Collection[str], missing: Collection[str]) -> None:
        """Hey Pongo accepts the token. `owner`: a fingerprint of its account, "" where nothing is said of that; it was
        asked about `slugs`, and does not see those that are `missing`."""
        with self._transitions.begin(patient=True) as change:
            row = self._answered(change, fingerprint)
            before = owner_before(change.session, row)
            row.accepted_at, row.refused_since = change.now, None
            row.owner = row.owner or (owner or None if before in (None, owner) else None)
            lost = sorted(set(missing) & set(row.seen))
            row.seen = sorted({*row.seen, *slugs} - (set(missing) - set(row.seen)))
            problem = HealthProblem.STORES_LOST if lost else None
            if owner and before and owner != before:
                problem, lost = HealthProblem.OTHER_ACCOUNT, []
            _settle(change, row, problem, lost=lost)
            general = row_of(change.session, ALL, change.now)
            if general.problem in (HealthProblem.ALL_REFUSED, HealthProblem.OTHER_KIND):
                _settle(change, general, None)
                for other in change.session.exec(
                    select(TokenHealth).where(col(TokenHealth.refused_since).is_not(None))
                ):
                    other.due_at = change.now

    def accepted_last(self, sheet: Collection[str]) -> list[str]:
        """Those of the sheet's tokens (by fingerprint) beside which a refused one can be asked for: two, since one of
        them may be refused by then."""
        with self._transitions.reading() as change:
            good = (col(TokenHealth.accepted_at).is_not(None), col(TokenHealth.refused_since).is_(None))
            found = change.session.exec(select(TokenHealth.fingerprint).where(*good).order_by(*_NEWEST))
            return [one for one in found if one in sheet][:2]

    def refused(self, fingerprint: str, sheet: Collection[str], at_hand: Collection[str]) -> str | None:
        """Hey Pongo refuses it. The fingerprint of another token, among those `at_hand`, that is to be asked for now;
        what came of it, `compared` takes. None where nothing more is to be known in this look. `sheet`: all there."""
        with self._transitions.begin(patient=True) as change:
            session, now = change.session, change.now
            row = self._answered(change, fingerprint)
            rows = [one for one in session.exec(select(TokenHealth)) if one.fingerprint in sheet]
            if row.accepted_at is None:
                users = users_of(session, [one.fingerprint for one in rows])
                answered = all(one.answered_at for one in rows if one.fingerprint in users)
                if answered and not any(one.accepted_at for one in rows):
                    _settle(change, row_of(session, ALL, now), HealthProblem.OTHER_KIND)
                return None
            if row.refused_since is None:
                row.refused_since, row.due_at = now, now  # once more, at the next look
                return None
            if row.problem is HealthProblem.REFUSED:
                return None
            others = [one for one in rows if one.accepted_at and one.fingerprint != fingerprint]
            good = [one for one in others if one.refused_since is None]
            if found := next((one.fingerprint for one in good if one.fingerprint in at_hand), None):
                return found
            if good:
                row.due_at = now  # those at hand were refused meanwhile: at the next look
            else:
                self._conclude(change, row, alone=not others)
        return None

    def compared(self, fingerprint: str, other: str, *, accepted: bool) -> None:
        """A token was refused twice, and another one, asked for beside it, is `accepted` or refused too."""
        with self._transitions.begin(patient=True) as change:
            if not accepted:
                row_of(change.session, other, change.now).refused_since = change.now
            self._conclude(change, row_of(change.session, fingerprint, change.now), alone=accepted)

    def unanswered(self, fingerprint: str) -> None:
        """Hey Pongo could not be asked about it."""
        with self._transitions.begin(patient=True) as change:
            row = row_of(change.session, fingerprint, change.now)
            row.unanswered_since = since = row.unanswered_since or change.now
            row.due_at = change.now + min(self.every, _AGAIN)
            if change.now - since < PATIENCE:
                return
            general = row_of(change.session, ALL, change.now)
            others = general.answered_at is not None and general.answered_at > since
            _settle(change, row if others else general, HealthProblem.UNANSWERED, since)

    def tell(self) -> None:
        """Owes approvers their digest, in working hours, once for each problem and for each of TOKEN_WARN_DAYS."""
        with self._transitions.begin(patient=True) as change:
            now = change.now
            if not self._calendar.is_open(now):
                return
            ends = col(TokenHealth.expires_at) <= now + self.warns_within
            worth = or_(col(TokenHealth.problem).is_not(None), col(TokenHealth.told).is_not(None), ends)
            rows = change.session.exec(select(TokenHealth).where(worth).with_for_update()).all()
            users = users_of(change.session, [row.fingerprint for row in rows])
            said = {row.fingerprint: self._says(row, now) for row in rows if row.fingerprint in (ALL, *users)}
            changed = [row for row in rows if said.get(row.fingerprint) != row.told]
            for row in changed:
                row.told = said.get(row.fingerprint)
            if any(row.told for row in changed):
                owe_person(change.session, APPROVERS, Owed.DIGEST, now, ToRemind(APPROVERS))
            elif changed:
                change.redraw_digest(APPROVERS)

    def _says(self, row: TokenHealth, now: datetime) -> str | None:
        """What is to be told of it now, and once; what a weekend would be told, the working day before it is."""
        problem = problem_of(row, now, self.warns_within)
        days = days_told(row.expires_at, self._calendar.next_workday(now), self._warn_days)
        return f"{problem}:{days}" if problem else None

    def _answered(self, change: Change, fingerprint: str) -> TokenHealth:
        """Notes that Hey Pongo has said something of this token; who could not be asked until now is over."""
        row, general = (row_of(change.session, one, change.now) for one in (fingerprint, ALL))
        row.answered_at = general.answered_at = change.now
        row.unanswered_since, row.due_at = None, change.now + self.every
        for one in (row, general):
            if one.problem is HealthProblem.UNANSWERED:
                _settle(change, one, None)
        return row

    @staticmethod
    def _conclude(change: Change, row: TokenHealth, *, alone: bool) -> None:
        """A token is refused: it `alone`, or as all others are."""
        general = row_of(change.session, ALL, change.now)
        if alone:
            _settle(change, row, HealthProblem.REFUSED, row.refused_since)
        elif general.problem is None:
            _settle(change, general, HealthProblem.ALL_REFUSED, row.refused_since)

    @staticmethod
    def _forget(change: Change, rows: Sequence[TokenHealth]) -> None:
        """Of no delivered request, or not in the sheet any more."""
        for row in rows:
            _settle(change, row, None)
            change.session.delete(row)
        if any(row.told for row in rows):
            change.redraw_digest(APPROVERS)


def _settle(
    change: Change,
    row: TokenHealth,
    problem: HealthProblem | None,
    since: datetime | None = None,
    lost: Sequence[str] = (),
) -> None:
    """Opens, changes or closes the problem of a token, and owes the line that says so in its card's thread; what is of
    all tokens is told in the digest, and in the channel once it is over."""
    before, row.lost = row.problem, list(lost)
    if problem is before:
        return
    row.problem, row.since = problem, (since or change.now) if problem else None
    told = problem or before
    assert told is not None, "one of them differs from the other"
    news = HealthNews(row.fingerprint, told.value, (row.since or change.now).isoformat(), list(lost), problem is None)
    users = users_of(change.session, [row.fingerprint]).get(row.fingerprint)
    if users:
        change.owe(users[0], Owed.CARD, pressed=False)  # which one that was adopted, or lost its card, has not
        change.owe(users[0], Owed.HEALTH, news, pressed=False)
    elif row.fingerprint == ALL and problem is None:
        owe_person(change.session, APPROVERS, Owed.HEALTH, change.now, news)
