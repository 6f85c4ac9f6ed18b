"""Stores what an approver says of a row whose slug is only similar to a store's: it is meant, or another is added."""

from sqlmodel import col, select

from workflows.requests.press import Press
from workflows.requests.results import Done, Missed
from workflows.requests.transition import Transitions
from workflows.rules.details import RowChosen
from workflows.rules.effects import Happened, Owed
from workflows.rules.policy import Action
from workflows.rules.problems import Problem
from workflows.rules.states import Remark, State
from workflows.storage.models import Request, Store


class AlikeRows:
    """Notes which row a store means, for approvers, and owes that the writing goes on."""

    def __init__(self, transitions: Transitions) -> None:
        self._transitions = transitions

    def choose(self, request_id: str, slug: str, choice: Remark, press: Press) -> Done | Missed:
        """Notes for the store with `slug` that the row shown is meant (THIS_ROW), or none that is there (NEW_ROW).

        Late where nothing is to be decided about that store (any more). Raises sqlalchemy.exc.OperationalError (locked,
        disk full, unreachable), having stored nothing.
        """
        with self._transitions.begin() as change:
            request = change.may(request_id, Action.RETRY, press, lock=True)
            if not isinstance(request, Request):
                return request
            conflicts = request.problem.rows if request.problem else ()
            decided = next((row for row in conflicts if row.slug == slug and row.alike), None)
            of_slug = select(Store).where(Store.request_id == request.id, col(Store.slug) == slug)
            store = change.session.exec(of_slug).first()
            if request.state is not State.WRITING or decided is None or store is None:
                return change.late(request)
            store.sheet_slug = decided.alike if choice is Remark.THIS_ROW else ""
            left = tuple(row for row in conflicts if row is not decided)
            request.problem = Problem("conflict", rows=left) if left else None
            change.note(request, choice, press, RowChosen(slug, decided.alike, decided.row))
            for owed in (Owed.CARD, Owed.WRITE):
                change.owe(request, owed, Happened(choice.value))
        return Done(request)
