"""Makes completed requests of brands that were connected before the bot: from then on it watches over them as well.

Nobody's own: they have no requester. Which rows are left is computed anew each time, from the sheet and what requests
know, so an adoption that was broken off goes on, and done twice, or by two at once, it is done once.
"""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any

from sqlalchemy import insert
from sqlmodel import Session, col, select

from workflows.outbox.owing import AFTER_THE_ACK, owe_person
from workflows.requests.press import Press
from workflows.requests.records import SLUG_KEY, seen_as
from workflows.requests.transition import Change, Transitions, once_more
from workflows.rules.adopt import LiveStore, TokenGroup, Unknown, shared_out, unknown, with_token
from workflows.rules.effects import Adopted, Adopting, Owed
from workflows.rules.policy import APPROVERS
from workflows.rules.sheet_candidates import SeenRow
from workflows.rules.states import LIVE, OPEN, Event, transition
from workflows.rules.store_lines import account_for, brand_key, brand_words, check_brand
from workflows.storage.columns import table_of
from workflows.storage.models import BrandWord, Effect, Once, Request, Store

AT_ONCE = 50  # requests in a transaction
QUIET = timedelta(minutes=10)
"""How long nobody adopts anything before the channel is told, while something is left."""
_TURN, _LEFT_OUT = "adopt", "left_out:"
_CHUNK = 1_000
Named = tuple[TokenGroup, Sequence[str]]


class Adoption:
    """Tells what is left, leaves out, owes an adoption, and carries it out."""

    def __init__(self, transitions: Transitions, account: str) -> None:
        """`account`: SIXPOS_ACCOUNT."""
        self._transitions = transitions
        self._account = account

    def left(self, sheet: Mapping[str, Sequence[SeenRow]]) -> Unknown:
        """What no request knows of the sheet's rows, which are given by slug."""
        with self._transitions.reading() as change:
            session, slugs = change.session, with_token(sheet)
            known = _known(session, slugs)
            fresh = [slug for slug in slugs if slug not in known]
            prints = {str(row.fingerprint) for slug in fresh for row in sheet[slug] if row.fingerprint}
            brands: dict[str, str] = {}
            for some in _chunks(sorted(prints)):
                mine = col(Request.token_fingerprint).in_(some), col(Request.state).in_(LIVE)
                found = select(Request.token_fingerprint, Request.brand).where(*mine).order_by(col(Request.number))
                brands |= {str(one): brand for one, brand in session.exec(found)}
            return unknown(sheet, known, brands, left_out(session), self._account)

    def begin(self, told: Adopting, left_out: Sequence[str] = ()) -> None:
        """Owes an adoption, and leaves out for good what holds these fingerprints. Twice is once.

        Raises sqlalchemy.exc.OperationalError (locked, disk full, unreachable), having stored nothing.
        """
        once_more(lambda: self._begin(told, left_out))

    def _begin(self, told: Adopting, left_out: Sequence[str]) -> None:
        with self._transitions.begin() as change:
            for one in left_out:
                if change.session.get(Once, _LEFT_OUT + one) is None:
                    change.session.add(Once(key=_LEFT_OUT + one, at=change.now))
            owe_person(change.session, APPROVERS, Owed.ADOPT, change.now, told, AFTER_THE_ACK)

    def adopt(self, wanted: Sequence[Named], press: Press, name: str, *, all_of_it: bool) -> int:
        """Makes requests of the groups, each of the brands that are named beside it, AT_ONCE in a transaction, and owes
        the line in the channel, where `name` is called as who did it. How many requests were made.

        `all_of_it`: nothing is left after these. Raises sqlalchemy.exc.OperationalError (locked for long,
        unreachable): what was made by then stays.
        """
        shares = [
            (group.fingerprint, brand, stores)
            for group, brands in wanted
            for brand, stores in shared_out(group, brands).items()
            if check_brand(brand, self._account) is None
        ]
        made = 0
        for at in range(0, len(shares), AT_ONCE):
            some, last = shares[at : at + AT_ONCE], all_of_it and at + AT_ONCE >= len(shares)
            made += once_more(lambda some=some, last=last: self._adopt(some, press, name, last))  # type: ignore[misc]
        return made

    def _adopt(
        self, shares: Sequence[tuple[str, str, Sequence[LiveStore]]], press: Press, name: str, last: bool
    ) -> int:
        with self._transitions.begin(patient=True) as change:
            turn = change.session.get(Once, _TURN, with_for_update=True)
            if turn is None:  # two who are the first at once: the second one's transaction is made once more
                change.session.add(Once(key=_TURN, at=change.now))
                change.session.flush()
            known = _known(change.session, [one.store.slug.lower() for _, _, stores in shares for one in stores])
            brands = count = 0
            for fingerprint, brand, stores in shares:
                if fresh := [one for one in stores if one.store.slug.lower() not in known]:
                    self._make(change, fingerprint, brand, fresh, press)
                    brands, count = brands + 1, count + len(fresh)
            _tell(change, Adopted([name], brands, count), last)
        return brands

    def _make(self, change: Change, fingerprint: str, brand: str, stores: Sequence[LiveStore], press: Press) -> None:
        session, now, line = change.session, change.now, transition(None, Event.ADOPT)
        assert line is not None, "a line of the table"
        request = Request(
            team=press.team,
            state=line.target,
            state_since=now,
            brand=brand,
            brand_key=brand_key(brand),
            account=account_for(brand, self._account),
            mail=False,
            requester="",
            approver=press.user_id,
            token_fingerprint=fingerprint,
            created_at=now,
            updated_at=now,
        )
        session.add(request)
        session.flush()
        assert request.number is not None, "flushed"
        words = [{"word": word, "number": request.number} for word in brand_words(brand)]
        session.execute(insert(table_of(BrandWord)), words)
        session.execute(insert(table_of(Store)), [_row(request, *one) for one in enumerate(stores)])
        change.record(request, Event.ADOPT, None, press.consequence)


def left_out(session: Session) -> set[str]:
    """The fingerprints that somebody has said to be no brand's."""
    keys = session.exec(select(Once.key).where(col(Once.key).startswith(_LEFT_OUT, autoescape=True)))
    return {key.removeprefix(_LEFT_OUT) for key in keys}


def _row(request: Request, position: int, live: LiveStore) -> dict[str, Any]:
    """A store as its table holds it; there may be very many."""
    how, found, rows = seen_as(live.rows, request.token_fingerprint)
    named = {"request_id": request.id, "position": position, "name": live.store.name, "slug": live.store.slug}
    return named | {"in_sheet": how, "found_fingerprint": found, "sheet_rows": rows, "awaited": False, "added": False}


def _known(session: Session, slugs: Sequence[str]) -> set[str]:
    """Those of the slugs (in lower case) that a request has which is open or delivered."""
    found: set[str] = set()
    for some in _chunks(slugs):
        mine = SLUG_KEY.in_(some), col(Request.state).in_(OPEN | LIVE)
        found |= set(
            session.exec(select(SLUG_KEY).join(Request, col(Request.id) == col(Store.request_id)).where(*mine))
        )
    return found


def _tell(change: Change, more: Adopted, last: bool) -> None:
    """Owes one line in the channel about all that is adopted without a longer pause."""
    session, due = change.session, change.now + (timedelta() if last else QUIET)
    owed = select(Effect).where(Effect.kind == Owed.ADOPTED, col(Effect.done_at).is_(None))
    waiting = session.exec(owed.where(col(Effect.claimed_by).is_(None)).with_for_update()).first()
    if waiting is not None:
        so_far = Adopted.from_json(waiting.payload)
        by = list(dict.fromkeys([*so_far.by, *more.by]))
        waiting.payload = Adopted(by, so_far.brands + more.brands, so_far.stores + more.stores).to_json()
        waiting.due_at = due
    elif more.brands:
        owe_person(session, APPROVERS, Owed.ADOPTED, change.now, more, due - change.now)


def _chunks(items: Sequence[str]) -> list[Sequence[str]]:
    return [items[at : at + _CHUNK] for at in range(0, len(items), _CHUNK)]
