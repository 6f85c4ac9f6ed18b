"""Deciding about a row of the sheet whose slug only looks like a store's: it is meant, or another is to be added."""

from sqlmodel import Session, col, select

from workflows.outbox.outbox import owe
from workflows.requests.press import Press
from workflows.requests.results import Done, Late, Missed
from workflows.requests.transition import Changes
from workflows.rules.effects import Owed
from workflows.rules.policy import Action
from workflows.rules.states import State
from workflows.storage.models import Audit, Request, Store
from workflows.storage.records import last_entry

THIS_ROW, NEW_ROW = "alike_this_row", "alike_new_row"
"""The buttons, and the audit's actions: they move no request on."""


class Alike(Changes):
    """Notes which row a store means, for approvers, and owes that the writing goes on."""

    def choose_row(self, request_id: str, slug: str, choice: str, press: Press) -> Done | Missed:
        """Notes for the store with `slug` that the row shown is meant (THIS_ROW), or none that is there (NEW_ROW).

        Late where nothing is to be decided about that store (any more). Raises sqlalchemy.exc.OperationalError (locked,
        disk full, unreachable), having stored nothing.
        """
        now = self._clock.now()
        with self._database.transaction() as session:
            found = self._may(session, request_id, Action.RETRY, press, None)
            if not isinstance(found, Request):
                return found
            request = session.exec(select(Request).where(Request.id == found.id).with_for_update(key_share=True)).one()
            conflicts = (request.trouble or {}).get("rows") or []
            decided = next((row for row in conflicts if row.get("slug") == slug and row.get("alike")), None)
            store = _store(session, request.id, slug)
            if request.state is not State.WRITING or decided is None or store is None:
                return Late(request, last_entry(session, request.id))
            store.sheet_slug = str(decided["alike"]) if choice == THIS_ROW else ""
            left = [row for row in conflicts if row is not decided]
            request.trouble = {"kind": "conflict", "rows": left} if left else None
            session.add(
                Audit(
                    at=now,
                    request_id=request.id,
                    actor=press.user_id,
                    action=choice,
                    from_state=request.state,
                    to_state=request.state,
                    details={"slug": slug, "alike": decided["alike"], "row": decided.get("row")},
                    interaction=press.key,
                )
            )
            for owed in (Owed.CARD, Owed.WRITE):
                owe(session, request, owed, now, {"event": choice})
        self._after_commit()
        return Done(request)


def _store(session: Session, request_id: str, slug: str) -> Store | None:
    return session.exec(select(Store).where(Store.request_id == request_id, col(Store.slug) == slug)).first()
