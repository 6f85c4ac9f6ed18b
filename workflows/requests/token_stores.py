"""Takes stores of those that Hey Pongo lists for a token: all in the transaction that gives the token."""

from collections.abc import Sequence
from dataclasses import dataclass

from workflows.requests.press import Press
from workflows.requests.records import replace_stores, stores_of, taken_slugs
from workflows.requests.results import Draft, SlugsTaken
from workflows.requests.transition import Change
from workflows.rules.details import StoresTaken
from workflows.rules.states import Remark
from workflows.rules.store_lines import StoreLine
from workflows.storage.models import Request, Store


@dataclass(frozen=True)
class Taking:
    """The stores that a request shall have, instead of those `before`, in its `version`."""

    draft: Draft
    before: Sequence[Store]
    version: int

    @classmethod
    def of(cls, change: Change, request: Request, stores: Sequence[StoreLine], press: Press) -> "Taking | SlugsTaken":
        """What is to be stored; or which of the slugs belong to another open request."""
        draft = Draft(request.brand, request.account, tuple(stores), from_pongo=True)
        if taken := taken_slugs(change.session, draft, request.id, press.team):
            return SlugsTaken(taken)
        return cls(draft, stores_of(change.session, request.id), request.version + 1)

    def store(self, change: Change, request: Request, press: Press) -> None:
        """Stores them, and enters them in the audit trail."""
        replace_stores(change.session, request, self.draft, self.before)
        slugs = {store.slug.lower() for store in self.draft.stores}
        gone = [store.name for store in self.before if store.slug.lower() not in slugs]
        told = StoresTaken([store.name for store in self.draft.stores], self.version, gone)
        change.note(request, Remark.TAKE_STORES, press.consequence, told)
