"""Replaces the token of a delivered request by another one, withdraws it, or puts it back where somebody took it out.

The request stays where it is until the sheet is proven to be as wanted. Of what the sheet holds only the bot's own
values are touched: those whose fingerprint is that of the request's token, or of one that it replaced. Whoever presses
again while an earlier one is still under way, says what holds from then on.
"""

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from sqlalchemy import update
from sqlmodel import col, delete

from workflows.requests.press import Press
from workflows.requests.records import locked, note_stores, stores_of
from workflows.requests.results import Done, Missed, StoreNow
from workflows.requests.token_health import expect
from workflows.requests.transition import BOT, Transitions
from workflows.rules.details import RowsLeft, TokenGiven
from workflows.rules.effects import Owed
from workflows.rules.policy import Action
from workflows.rules.problems import Problem
from workflows.rules.states import Event, Remark
from workflows.rules.tokens import Sealer
from workflows.storage.columns import OVERWRITE, InSheet
from workflows.storage.models import PendingToken, Request, Store

REPLACING, WITHDRAWING, PUTTING_BACK = "replace", "withdraw", "put_back"  # `Request.replacement`
# How a row of a delivered request may stand that somebody has changed.
CHANGED = frozenset({InSheet.ABSENT, InSheet.NO_TOKEN, InSheet.TOKEN})
_ASKED = {
    REPLACING: (Action.REPLACE, Event.REPLACE, Event.REPLACED),
    WITHDRAWING: (Action.WITHDRAW, Event.WITHDRAW, Event.WITHDRAWN),
    PUTTING_BACK: (Action.PUT_BACK, Event.PUT_BACK, Event.ROWS_BACK),
}


def own_fingerprints(request: Request) -> frozenset[str]:
    """The fingerprints of the tokens that were written for this request."""
    current = [request.token_fingerprint] if request.token_fingerprint else []
    return frozenset([*request.former_fingerprints, *current])


class TokenReplacement:
    """Replaces and withdraws."""

    def __init__(self, transitions: Transitions, sealer: Sealer) -> None:
        self._transitions = transitions
        self._sealer = sealer

    def replace(
        self,
        request_id: str,
        press: Press,
        *,
        version: int,
        token: str,
        reason: str,
        details: TokenGiven | None = None,
    ) -> Done | Missed:
        """Owes that `token` (already checked) takes the place of the request's. `reason` goes into the audit, and with
        it `details`: what the check of the token came to. `version`: of the request, as its form showed it.

        Raises sqlalchemy.exc.OperationalError (locked, disk full, unreachable), having stored nothing.
        """
        fresh = {
            "replacement": REPLACING,
            "token_giver": press.user_id,
            "token_sealed": self._sealer.seal(token.encode()),
            "token_fingerprint": self._sealer.fingerprint(token),
        }
        return self._begin(request_id, press, version, reason, fresh, (token, details))

    def withdraw(self, request_id: str, press: Press, *, version: int | None, reason: str) -> Done | Missed:
        """Owes that the cells which hold the request's token are emptied. Raises as `replace` does."""
        fresh = {"replacement": WITHDRAWING, "token_sealed": None}
        return self._begin(request_id, press, version, reason, fresh, None)

    def put_back(self, request_id: str, press: Press, token: str, reason: str | None = None) -> Done | Missed:
        """Owes that the request's own `token` stands again in every row of it, deleted ones too; over another one only
        where the sheet still holds what was seen there. Raises as `replace` does."""
        fresh = {
            "replacement": PUTTING_BACK,
            "token_sealed": self._sealer.seal(token.encode()),
            "token_fingerprint": self._sealer.fingerprint(token),
        }
        return self._begin(request_id, press, None, reason, fresh, (token, None))

    def leave(self, request_id: str, press: Press) -> Done | Missed:
        """Notes that whatever somebody has changed in the request's rows may stay so. Raises as `replace` does."""
        with self._transitions.begin() as change:
            found = change.may(request_id, Action.PUT_BACK, press, lock=True)
            if not isinstance(found, Request):
                return found
            left = [store.slug for store in stores_of(change.session, found.id) if store.in_sheet in CHANGED]
            if not left or found.replacement:
                return change.late(found)
            change.note(found, Remark.LEAVE, press, RowsLeft(left))
            change.owe(found, Owed.CARD)
        return Done(found)

    def _begin(
        self,
        request_id: str,
        press: Press,
        version: int | None,
        reason: str | None,
        fresh: dict[str, Any],
        given: tuple[str, TokenGiven | None] | None,
    ) -> Done | Missed:
        """`given`: the token that is to take the other's place, and what its check came to."""
        action, event, _ = _ASKED[fresh["replacement"]]
        token, details = given or (None, None)
        with self._transitions.begin() as change:
            found = change.may(request_id, action, press, version, lock=True)
            if not isinstance(found, Request):
                return found
            former = sorted(own_fingerprints(found) - {fresh.get("token_fingerprint")})
            fresh |= {"replacement_by": press.user_id, "former_fingerprints": former, "problem": None}
            if fresh["replacement"] == REPLACING and fresh["token_fingerprint"] == found.token_fingerprint:
                fresh["replacement"], event = PUTTING_BACK, Event.PUT_BACK  # the same one: rows may lack it
            source, before = found.state, (found.state, found.version)
            if not change.move(found, event, **fresh):
                return change.lost(before, found, press)
            if press.user_id in found.owners and action is Action.REPLACE:
                details = replace(details or TokenGiven(), own_request=True)
            if token is not None:
                expect(change.session, str(found.token_fingerprint), token, change.now)
            change.session.execute(delete(PendingToken).where(col(PendingToken.request_id) == found.id))
            for store in stores_of(change.session, found.id) if action is Action.PUT_BACK else ():
                if store.in_sheet is InSheet.TOKEN and store.found_fingerprint:
                    store.decided = {**store.decided, store.found_fingerprint: OVERWRITE}
            change.record(found, event, source, press, reason, details)
        return Done(found)

    def finished(
        self,
        request_id: str,
        replacement: str,
        fingerprint: str | None,
        stores: Iterable[StoreNow],
        problem: Problem | None = None,
    ) -> bool:
        """The sheet is as wanted: erases the token and notes it. False where something else is wanted by now.

        `replacement` and `fingerprint`: what was wanted of the sheet, as the request said when it was written;
        `problem`: what is to be shown all the same.
        """
        with self._transitions.begin(patient=True) as change:
            request = locked(change.session, request_id)
            if request is None or (request.replacement, request.token_fingerprint) != (replacement, fingerprint):
                return False
            event, source = _ASKED[replacement][2], request.state
            done = {"replacement": None, "replacement_by": None, "token_sealed": None, "problem": problem}
            if not change.move(request, event, **done):
                return False
            note_stores(change.session, request_id, stores)
            if event is Event.WITHDRAWN:  # no till works without a token
                gone = update(Store).where(col(Store.request_id) == request_id).values(live_at=None, live_by=None)
                change.session.execute(gone)
            change.record(request, event, source, BOT)
        return True
