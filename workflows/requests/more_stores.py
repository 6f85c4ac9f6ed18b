"""Stores that a token sees beside those it was asked for: kept with the request, and added by one press, as a delivery
of their own."""

from collections.abc import Mapping

from sqlmodel import Session, col, select

from workflows.requests.press import Press
from workflows.requests.records import SLUG_KEY, add_stores, fields, request_of
from workflows.requests.results import Done, Draft, Missed
from workflows.requests.transition import Transitions, once_more
from workflows.rules.policy import Action
from workflows.rules.states import LIVE, OPEN, Event, transition
from workflows.rules.store_lines import MOST_STORES, Source, StoreLine, read_pair
from workflows.rules.tokens import Sealer
from workflows.storage.models import Request, Store

_CHUNK = 1_000


def stores_among(seen: Mapping[str, str]) -> list[StoreLine]:
    """The stores that Hey Pongo lists (slug to name) and that can be stores of ours, by name; one whose name is none is
    called by its slug."""
    read = ((read_pair(name or slug, slug, 0, Source.TEXT), slug) for slug, name in seen.items())
    tried = (one if isinstance(one, StoreLine) else read_pair(slug, slug, 0, Source.TEXT) for one, slug in read)
    found = {one.slug.lower(): one for one in tried if isinstance(one, StoreLine)}
    return sorted(found.values(), key=lambda one: (one.name.casefold(), one.slug))


class MoreStores:
    """Keeps and adds them."""

    def __init__(self, transitions: Transitions, sealer: Sealer) -> None:
        self._transitions = transitions
        self._sealer = sealer

    def note(self, request_id: str, others: Mapping[str, str]) -> list[StoreLine]:
        """Keeps those of the stores (slug to name) that no open or delivered request has; answers them."""
        with self._transitions.begin(patient=True) as change:
            request = request_of(change.session, request_id)
            found = _unknown(change.session, stores_among(others))
            request.more_stores = [[store.slug, store.name] for store in found] or None
        return found

    def add(self, request_id: str, press: Press, token: str) -> Done | Missed | None:
        """Makes a request of what is kept, its token given already. None where nothing is left to be added.

        Raises sqlalchemy.exc.OperationalError (locked, disk full, unreachable), having stored nothing.
        """
        return once_more(lambda: self._add(request_id, press, token))

    def _add(self, request_id: str, press: Press, token: str) -> Done | Missed | None:
        with self._transitions.begin() as change:
            session = change.session
            found = change.may(request_id, Action.ADD_SEEN_STORES, press, lock=True)
            if not isinstance(found, Request):
                return found
            kept = [StoreLine(name, slug) for slug, name in found.more_stores or []]
            stores, before = _unknown(session, kept), (found.state, found.version)
            later = [[store.slug, store.name] for store in stores[MOST_STORES:]]  # one more press for each so many
            if not change.move(found, Event.ADD_SEEN_STORES, more_stores=later or None):
                return change.lost(before, found, press)
            if not stores:
                return None
            change.record(found, Event.ADD_SEEN_STORES, found.state, press)
            draft = Draft(found.brand, found.account, tuple(stores[:MOST_STORES]), found.merchant, mail=found.mail)
            line = transition(None, Event.ADD_SEEN_STORES)
            assert line is not None, "a line of the table"
            added = Request(
                team=found.team,
                state=line.target,
                state_since=change.now,
                requester=found.requester,
                approver=press.user_id,
                token_giver=press.user_id,
                token_sealed=self._sealer.seal(token.encode()),
                token_fingerprint=self._sealer.fingerprint(token),
                created_at=change.now,
                updated_at=change.now,
                **fields(draft),
            )
            session.add(added)
            session.flush()
            add_stores(session, added, draft)
            change.record(added, Event.ADD_SEEN_STORES, None, press.consequence)
        return Done(added)


def _unknown(session: Session, stores: list[StoreLine]) -> list[StoreLine]:
    slugs = [store.slug.lower() for store in stores]
    known: set[str] = set()
    for at in range(0, len(slugs), _CHUNK):
        mine = SLUG_KEY.in_(slugs[at : at + _CHUNK]), col(Request.state).in_(OPEN | LIVE)
        query = select(SLUG_KEY).join(Request, col(Request.id) == col(Store.request_id)).where(*mine)
        known |= set(session.exec(query))
    return [store for store in stores if store.slug.lower() not in known]
