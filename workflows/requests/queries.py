"""Reads requests: for the card, the forms, the lists, and the audit trail."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import BindParameter, ColumnElement, bindparam, func, or_, text
from sqlalchemy import select as columns
from sqlmodel import Session, col, select

from workflows.requests.mail import SETUP
from workflows.requests.records import OPEN_KEY, by_key, last_entry, open_for_brand, stores_of, taken_slugs
from workflows.requests.results import Draft, Taken
from workflows.requests.search import Search, numbers_of, only
from workflows.requests.transition import SHEET
from workflows.rules.effects import MailProgress, NoteShown, Owed
from workflows.rules.states import LIVE, OPEN, State
from workflows.storage.columns import HAS_FORMER, table_of
from workflows.storage.database import Database
from workflows.storage.models import (
    Audit,
    Digest,
    Effect,
    PendingToken,
    Profile,
    Reminder,
    Request,
    Store,
    Tick,
    TokenHealth,
)


@dataclass(frozen=True)
class MailProblem:
    """What kept a mail from 6xpos: addresses that refused it for good; or (`setup`) settings that let none out."""

    refused: tuple[str, ...] = ()
    setup: bool = False


@dataclass(frozen=True)
class Picture:
    """Everything there is to show about a request at one moment."""

    request: Request
    stores: list[Store]
    history: list[Audit]
    ticks: tuple[Tick, ...] = ()
    reminder: Reminder | None = None  # who is waited for, and since when
    mail_problem: MailProblem | None = None
    first: Request | None = None  # of the same brand, delivered before: its token serves here too
    token: TokenHealth | None = None  # what is known of the request's token


_PROFILE = table_of(Profile)
# Made once: every card and every message asks these.
_OF: BindParameter[str] = bindparam("of")
_REQUEST_OF = select(Request).where(Request.id == _OF)
_HISTORY_OF = select(Audit).where(Audit.request_id == _OF).order_by(col(Audit.id))
_TICKS_OF = select(Tick).where(Tick.request_id == _OF).order_by(col(Tick.at))
_MAILS_OF = select(Effect).where(Effect.request_id == _OF, Effect.kind == Owed.MAIL)
_NEWEST_CARD_OF = columns(func.max(Effect.seq)).where(col(Effect.request_id) == _OF, col(Effect.kind) == Owed.CARD)
_DELIVERED_BEFORE = (
    select(Request)
    .where(Request.brand_key == bindparam("brand"), Request.team == bindparam("team"), col(Request.state).in_(LIVE))
    .where(col(Request.number) < bindparam("number"))
    .order_by(col(Request.number).desc())
    .limit(1)
)
_SEES_HOME = columns(_PROFILE.c.sees_home).where(_PROFILE.c.user_id == bindparam("user"))
_MOST_SLUGS = 1_000  # in one question

# Neither over nor complete: somebody still has something to do.
GOING_ON = OPEN | {State.DELIVERED, State.ACTIVATED}


@dataclass(frozen=True)
class Held:
    """A request and what it waits for. `ticked`: the steps that 6xpos has done; None: it was not asked which."""

    request: Request
    reminder: Reminder
    ticked: frozenset[str] | None = None


class Queries:
    """Reads, each in one short session."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def request(self, request_id: str, team: str | None = None) -> Request | None:
        """The request, or None where there is none (or, with `team`, where it is another workspace's)."""
        with self._database.reading() as session:
            request = session.exec(select(Request).where(Request.id == request_id)).first()
        return None if request is None or team not in (None, request.team) else request

    def reference(self, request_id: str) -> str | None:
        """What people call the request; None where there is none."""
        request = self.request(request_id)
        return request.reference if request else None

    def picture(self, request_id: str) -> Picture:
        """The request with its stores and history. Raises sqlalchemy.exc.NoResultFound where there is none."""
        with self._database.reading() as session:
            return _picture(session, request_id)

    def stores(self, request_id: str) -> list[Store]:
        """The stores of a request, in the order in which they were given."""
        with self._database.reading() as session:
            return stores_of(session, request_id)

    def held_slugs(self, slugs: Sequence[str], own_id: str | None) -> set[str]:
        """Those of the slugs that an open request other than `own_id` holds, in whatever case."""
        held: set[str] = set()
        keys = [slug.lower() for slug in slugs]
        with self._database.reading() as session:
            for at in range(0, len(keys), _MOST_SLUGS):
                some = keys[at : at + _MOST_SLUGS]
                held |= set(
                    session.exec(select(OPEN_KEY).where(OPEN_KEY.in_(some), col(Store.request_id) != (own_id or "")))
                )
        return {slug for slug in slugs if slug.lower() in held}

    def caused_by(self, key: str) -> Request | None:
        """The request that the press of this idempotency key has changed, if it has."""
        with self._database.reading() as session:
            return by_key(session, key)

    def card(self, request_id: str) -> tuple[Picture, int]:
        """The picture, and the newest card effect that it covers: what was owed up to here is in it."""
        with self._database.reading() as session:
            # First the effects, then the request: an effect that commits in between is performed once more.
            newest = session.execute(_NEWEST_CARD_OF, {"of": request_id}).scalar_one()
            return _picture(session, request_id), newest or 0

    def open_notes(self, request_id: str) -> list[Effect]:
        """The messages about a request whose buttons come and go with where it stands: `open` in their payload."""
        query = select(Effect).where(Effect.request_id == request_id, col(Effect.kind).in_((Owed.NOTE, Owed.HEALTH)))
        with self._database.reading() as session:
            return [effect for effect in session.exec(query) if effect.done_at and NoteShown.find(effect.payload)]

    def watch_news(self, kind: Owed) -> list[tuple[Effect, Digest]]:
        """What the sheet watch told of that kind and can be answered still, and where it stands; the newest last."""
        query = select(Effect, Digest).join(Digest, col(Digest.holder) == col(Effect.id)).where(Effect.kind == kind)
        with self._database.reading() as session:
            return [(effect, stands) for effect, stands in session.exec(query.order_by(col(Effect.seq)))]

    def token_problem(self, fingerprint: str) -> str | None:
        """What the looks at Hey Pongo have found wrong with a token."""
        with self._database.reading() as session:
            found = session.get(TokenHealth, fingerprint)
            return found.problem if found else None

    def away(self, now: datetime) -> dict[str, datetime]:
        """Who is away, by user id, and until when."""
        query = select(Profile).where(col(Profile.away_until) > now)
        with self._database.reading() as session:
            return {one.user_id: one.away_until for one in session.exec(query) if one.away_until}

    def held(self, holders: Sequence[str], now: datetime) -> list[Held]:
        """What `holders` were reminded of, is not put off and still open, with its ticks; the longest waiting first."""
        awake = or_(col(Reminder.snoozed_until).is_(None), col(Reminder.snoozed_until) <= now)
        mine = (col(Reminder.holder).in_(holders), col(Reminder.count) > 0, awake)
        found = self._held(*mine)
        steps: dict[str, set[str]] = {one.request.id: set() for one in found}
        with self._database.reading() as session:
            asked = select(Tick).join(Reminder, col(Reminder.request_id) == col(Tick.request_id)).where(*mine)
            for tick in session.exec(asked):
                steps.setdefault(tick.request_id, set()).add(tick.step)
        return [replace(one, ticked=frozenset(steps[one.request.id])) for one in found]

    def longest_waiting(self) -> Held | None:
        """What somebody has held up for longest."""
        return next(iter(self._held(limit=1)), None)

    def delivered_waiting(self, now: datetime) -> list[Held]:
        """What is delivered, not active yet and not put off, the longest waiting first."""
        awake = or_(col(Reminder.snoozed_until).is_(None), col(Reminder.snoozed_until) <= now)
        return self._held(col(Request.state) == State.DELIVERED, awake)

    def still_held(self, request_ids: Sequence[str]) -> list[Held]:
        """Those of the requests that somebody still holds up, the longest waiting first."""
        return self._held(col(Reminder.request_id).in_(request_ids))

    def _held(self, *conditions: ColumnElement[bool], limit: int | None = None) -> list[Held]:
        query = select(Request, Reminder).join(Reminder, col(Reminder.request_id) == col(Request.id))
        query = query.where(*conditions).order_by(col(Reminder.since)).limit(limit)
        with self._database.reading() as session:
            return [Held(*found) for found in session.exec(query)]

    def reminder(self, request_id: str) -> Reminder | None:
        """Who is waited for, and since when."""
        with self._database.reading() as session:
            return session.get(Reminder, request_id)

    def reminders(self, request_ids: Collection[str]) -> dict[str, Reminder]:
        """The same of several, by request; without those of which nobody is reminded."""
        with self._database.reading() as session:
            found = session.exec(select(Reminder).where(col(Reminder.request_id).in_(request_ids)))
            return {one.request_id: one for one in found}

    def digest(self, holder: str) -> Digest | None:
        """The newest digest that was sent to `holder`."""
        with self._database.reading() as session:
            return session.get(Digest, holder)

    def last_entry(self, request_id: str) -> Audit:
        """What happened last to a request."""
        with self._database.reading() as session:
            return last_entry(session, request_id)

    def taken(self, draft: Draft, own_id: str | None, team: str) -> tuple[Taken, ...]:
        """The stores of a draft whose slug another open request holds; which one, is for its own `team` only."""
        with self._database.reading() as session:
            return taken_slugs(session, draft, own_id, team)

    def open_for_brand(self, brand: str, team: str) -> Request | None:
        """The team's newest open request for the brand."""
        with self._database.reading() as session:
            return open_for_brand(session, brand, team)

    def known_tokens(self, fingerprints: Collection[str]) -> set[str]:
        """Those of the fingerprints that are of a token which was given, replaced, or seen in the sheet."""
        found: set[str] = set()
        wanted = list(fingerprints)
        with self._database.reading() as session:
            for at in range(0, len(wanted), _MOST_SLUGS):
                some = wanted[at : at + _MOST_SLUGS]
                for column in (col(Request.token_fingerprint), col(Store.found_fingerprint)):
                    found |= {str(one) for one in session.exec(select(column).where(column.in_(some)))}
            for former in session.exec(select(Request.former_fingerprints).where(text(HAS_FORMER))):
                found |= {one for one in former if one in fingerprints}
        return found

    def live_slugs(self, request: Request) -> set[str]:
        """The slugs of the brand's other requests that were delivered: its token stands beside them in the sheet."""
        query = (
            select(Store.slug)
            .join(Request, col(Request.id) == col(Store.request_id))
            .where(
                Request.brand_key == request.brand_key,
                Request.team == request.team,
                col(Request.state).in_(LIVE),
                Request.id != request.id,
            )
        )
        with self._database.reading() as session:
            return set(session.exec(query))

    def open_requests(self, *, requester: str | None = None, limit: int = 50) -> list[Request]:
        """What is not over yet, newest first: of one person, or of all."""
        return self.search(Search(requester=requester, states=GOING_ON), limit=limit)

    def search(self, search: Search, *, limit: int = 10, offset: int = 0) -> list[Request]:
        """The requests that fit, newest first. Costs the same however many there are: a text is looked for anywhere in
        the brands of the newest RECENT, and at the beginnings of words in those of all."""
        with self._database.reading() as session:
            numbers = numbers_of(session, search, offset + limit)[offset:]
            fitting = session.exec(select(Request).where(col(Request.number).in_(numbers)))
            return sorted(fitting, key=lambda request: request.number or 0, reverse=True)

    def count(self, search: Search) -> int:
        """How many requests fit, of all that there are; `search` without a text."""
        with self._database.reading() as session:
            return session.exec(select(func.count()).select_from(Request).where(*only(search))).one()

    def waiting_for(
        self, holders: Sequence[str], limit: int = 20, *, requester: str | None = None, team: str | None = None
    ) -> list[Held]:
        """What waits for these (user ids, or the approvers), the longest waiting first. `requester`, `team`: of these
        only; None for all."""
        limits = only(Search(requester=requester, team=team))
        found = [
            held for holder in holders for held in self._held(col(Reminder.holder) == holder, *limits, limit=limit)
        ]
        return sorted(found, key=lambda held: held.reminder.since)[:limit]

    def pending(self, key: str) -> PendingToken | None:
        """The token that this submission left to be checked."""
        with self._database.reading() as session:
            return session.get(PendingToken, key)

    def pending_of(self, request_id: str, user_id: str) -> PendingToken | None:
        """The token that this person has given for a request and that is not written yet."""
        with self._database.reading() as session:
            return session.exec(
                select(PendingToken).where(PendingToken.request_id == request_id, PendingToken.user_id == user_id)
            ).first()

    def audit(self) -> Iterator[tuple[Audit, str]]:
        """The whole trail, oldest first, each entry with the reference of its request."""
        with self._database.reading() as session:
            for entry, number in session.exec(
                select(Audit, Request.number)
                .join(Request, col(Request.id) == col(Audit.request_id))
                .order_by(col(Audit.id))
            ).yield_per(500):
                yield entry, f"6X-{number or 0:04d}"

    def counts(self) -> dict[str, int]:
        """How many requests stand in each state."""
        with self._database.reading() as session:
            counted = session.exec(select(Request.state, func.count()).group_by(col(Request.state)))
            return {str(state): count for state, count in counted}

    def adopted(self) -> int:
        """How many requests were made of what was there before the bot, and not purged since."""
        with self._database.reading() as session:
            return session.exec(select(func.count()).where(Request.requester == "")).one()

    def from_pongo(self) -> int:
        """How many requests have Hey Pongo name their restaurants, and were not purged since."""
        with self._database.reading() as session:
            return session.exec(select(func.count()).where(Request.from_pongo)).one()

    def ticks(self) -> tuple[int, int]:
        """How many steps are ticked: by 6xpos, in the sheet; and by people."""
        with self._database.reading() as session:
            counted = session.exec(select(Tick.by, func.count()).group_by(Tick.by)).all()
        in_sheet = dict(counted).get(SHEET, 0)
        return in_sheet, sum(count for _, count in counted) - in_sheet

    def sees_home(self, user_id: str) -> bool:
        """Whether this person has ever opened their Home."""
        with self._database.reading() as session:
            return bool(session.execute(_SEES_HOME, {"user": user_id}).scalar())

    def profile(self, user_id: str) -> Profile | None:
        """What Slack told about a person, if it was asked before."""
        with self._database.reading() as session:
            return session.get(Profile, user_id)


def _picture(session: Session, request_id: str) -> Picture:
    request = session.exec(_REQUEST_OF, params={"of": request_id}).one()
    history = session.exec(_HISTORY_OF, params={"of": request_id})
    ticks = session.exec(_TICKS_OF, params={"of": request_id})
    waiting = session.get(Reminder, request_id)
    problem = _mail_problem(session, request_id)
    token = session.get(TokenHealth, request.token_fingerprint) if request.token_fingerprint else None
    brand = {"brand": request.brand_key, "team": request.team, "number": request.number}
    first = session.exec(_DELIVERED_BEFORE, params=brand).first()
    return Picture(request, stores_of(session, request_id), list(history), tuple(ticks), waiting, problem, first, token)


def _mail_problem(session: Session, request_id: str) -> MailProblem | None:
    mails = session.exec(_MAILS_OF, params={"of": request_id}).all()
    refused = dict.fromkeys(address for mail in mails for address in MailProgress.from_json(mail.payload).refused)
    setup = any(mail.problem == SETUP and mail.done_at is None for mail in mails)
    return MailProblem(tuple(refused), setup) if refused or setup else None
