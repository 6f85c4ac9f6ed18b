"""Correcting a token that stands in the sheet: replacing it by another one, or withdrawing it.

The request stays where it is until the sheet is proven to be as wanted. Of what the sheet holds only the bot's own
values are touched: those whose fingerprint is that of the request's token, or of one that it replaced. Whoever presses
again while an earlier correction is still under way, says what holds from then on.
"""

from collections.abc import Iterable
from typing import Any

from sqlalchemy import update
from sqlmodel import Session, col, delete, select

from workflows.requests.press import Press
from workflows.requests.results import Done, Missed, StoreNow
from workflows.requests.transition import BOT, Changes
from workflows.rules.policy import Action
from workflows.rules.states import Event
from workflows.storage.models import PendingToken, Request, Store
from workflows.storage.records import note_stores

REPLACING, WITHDRAWING = "replace", "withdraw"  # `Request.rewriting`


def own_fingerprints(request: Request) -> frozenset[str]:
    """The fingerprints of the tokens that were written for this request."""
    current = [request.token_fingerprint] if request.token_fingerprint else []
    return frozenset([*request.former_fingerprints, *current])


class Rewriting(Changes):
    """Replaces and withdraws tokens of delivered requests."""

    def replace(
        self,
        request_id: str,
        press: Press,
        *,
        version: int,
        token: str,
        reason: str,
        details: dict[str, Any] | None = None,
    ) -> Done | Missed:
        """Owes that `token` (already checked) takes the place of the request's. `reason` goes into the audit, and with
        it `details`: what the check of the token came to. `version`: of the request, as its form showed it.

        Raises sqlalchemy.exc.OperationalError (locked, disk full, unreachable), having stored nothing.
        """
        fresh = {
            "rewriting": REPLACING,
            "rewriting_by": press.user_id,
            "token_giver": press.user_id,
            "token_sealed": self._sealer.seal(token.encode()),
            "token_fingerprint": self._sealer.fingerprint(token),
        }
        return self._rewrite(request_id, Event.REPLACE, press, version, reason, fresh, details)

    def withdraw(self, request_id: str, press: Press, *, version: int | None, reason: str) -> Done | Missed:
        """Owes that the cells which hold the request's token are emptied. Raises as `replace` does."""
        fresh = {"rewriting": WITHDRAWING, "rewriting_by": press.user_id, "token_sealed": None}
        return self._rewrite(request_id, Event.WITHDRAW, press, version, reason, fresh, None)

    def _rewrite(
        self,
        request_id: str,
        event: Event,
        press: Press,
        version: int | None,
        reason: str,
        fresh: dict[str, Any],
        details: dict[str, Any] | None,
    ) -> Done | Missed:
        action = {Event.REPLACE: Action.REPLACE, Event.WITHDRAW: Action.WITHDRAW}[event]
        with self._database.transaction() as session:
            # The state does not change: it is the lock that makes two of them take turns.
            _locked(session, request_id)
            found = self._may(session, request_id, action, press, version)
            if not isinstance(found, Request):
                return found
            former = sorted(own_fingerprints(found) - {fresh.get("token_fingerprint")})
            now, source, before = self._clock.now(), found.state, (found.state, found.version)
            if not self._move(session, found, event, now, fresh | {"former_fingerprints": former, "trouble": None}):
                return self._late(session, before, found, press)
            if press.user_id == found.requester and action is Action.REPLACE:
                details = {**(details or {}), "own_request": True}
            session.execute(delete(PendingToken).where(col(PendingToken.request_id) == found.id))
            self._record(
                session,
                found,
                event,
                source,
                press,
                now,
                reason=reason,
                details=details,
            )
        self._after_commit()
        return Done(found)

    def rewritten(self, request_id: str, rewriting: str, fingerprint: str | None, stores: Iterable[StoreNow]) -> bool:
        """The sheet is as wanted: erases the token and notes it. False where something else is wanted by now.

        `rewriting` and `fingerprint`: what was wanted of the sheet, as the request said when it was written.
        """
        now = self._clock.now()
        with self._database.transaction(patient=True) as session:
            request = _locked(session, request_id)
            if request is None or (request.rewriting, request.token_fingerprint) != (rewriting, fingerprint):
                return False
            event, source = (Event.REPLACED if rewriting == REPLACING else Event.WITHDRAWN), request.state
            over = dict.fromkeys(("rewriting", "rewriting_by", "token_sealed", "trouble"))
            if not self._move(session, request, event, now, over):
                return False
            note_stores(session, request_id, stores)
            if event is Event.WITHDRAWN:  # no till works without a token
                gone = update(Store).where(col(Store.request_id) == request_id).values(live_at=None, live_by=None)
                session.execute(gone)
            self._record(session, request, event, source, BOT, now)
        self._after_commit()
        return True


def _locked(session: Session, request_id: str) -> Request | None:
    return session.exec(select(Request).where(Request.id == request_id).with_for_update(key_share=True)).first()
