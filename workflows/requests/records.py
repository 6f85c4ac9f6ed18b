"""Small reads and writes on the tables, shared by the changes and the queries; each inside the caller's session."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, func
from sqlalchemy import select as columns
from sqlmodel import Session, col, delete, select

from workflows.requests.results import Draft, StoreNow, Taken
from workflows.rules.details import Resubmitted, Versioned
from workflows.rules.sheet_candidates import SeenRow
from workflows.rules.states import OPEN, Remark
from workflows.rules.store_lines import StoreLine, brand_key, brand_words
from workflows.storage.columns import KEEP, InSheet, table_of
from workflows.storage.models import Audit, BrandWord, Request, Store

_AUDIT = table_of(Audit)
_STORES_OF = select(Store).where(Store.request_id == bindparam("of")).order_by(col(Store.position))
_OPEN_OF_BRAND = (
    select(Request)
    .where(Request.brand_key == bindparam("brand"), Request.team == bindparam("team"), col(Request.state).in_(OPEN))
    .order_by(col(Request.number).desc())
    .limit(1)
)
_CHANGED_BY = columns(_AUDIT.c.request_id).where(_AUDIT.c.key == bindparam("key")).limit(1)


def fields(draft: Draft) -> dict[str, Any]:
    """The columns of a request that its draft decides."""
    found: dict[str, Any] = {
        "brand": draft.brand,
        "brand_key": brand_key(draft.brand),
        "account": draft.account,
        "merchant": draft.merchant,
        "note": draft.note,
        "from_pongo": draft.from_pongo,
    }
    return found if draft.mail is None else found | {"mail": draft.mail}


def add_stores(session: Session, request: Request, draft: Draft, kept: Collection[str] = ()) -> None:
    """Adds the stores of the draft, in its order, each holding its slug for this request; and its brand's words.
    `kept`: by what the request has held its slugs so far."""
    assert request.number is not None, "flushed by the caller"
    session.add_all(BrandWord(word=word, number=request.number) for word in brand_words(draft.brand))
    session.add_all(
        Store(
            request_id=request.id,
            position=position,
            name=store.name,
            slug=store.slug,
            # Two open requests of version 0.1.0 may have slugs that differ in case only: both go on.
            open_slug=store.slug if store.slug in kept else store.slug.lower(),
        )
        for position, store in enumerate(draft.stores)
    )


def replace_stores(session: Session, request: Request, draft: Draft, before: Sequence[Store]) -> None:
    """The stores of the draft instead of those `before`."""
    session.execute(delete(BrandWord).where(col(BrandWord.number) == request.number))
    session.execute(delete(Store).where(col(Store.request_id) == request.id))
    add_stores(session, request, draft, {store.open_slug for store in before if store.open_slug})


OPEN_KEY = func.lower(Store.open_slug)
"""What an open request holds a slug by. An index has it."""
SLUG_KEY = func.lower(Store.slug)
"""By what slugs are compared. An index has it."""


def stores_of(session: Session, request_id: str) -> list[Store]:
    """The stores of a request, in the order in which they were typed."""
    return list(session.exec(_STORES_OF, params={"of": request_id}))


def note_stores(session: Session, request_id: str, stores: Iterable[StoreNow]) -> bool:
    """Notes on each store what the sheet holds for it; whether anything is not as it was noted before."""
    now, changed = {store.slug: store for store in stores}, False
    if not now:
        return False
    for one in session.exec(select(Store).where(Store.request_id == request_id)):
        if seen := now.get(one.slug):
            # Absent before: added by a call whose answer was lost, perhaps by another process.
            one.added |= seen.added or (one.in_sheet is InSheet.ABSENT and seen.in_sheet is InSheet.WRITTEN)
            one.in_sheet, one.sheet_rows, one.found_fingerprint = seen.in_sheet, list(seen.rows), seen.found_fingerprint
            one.alike = seen.alike
            if seen.in_sheet is InSheet.WRITTEN and one.decided:
                # The other decisions are done.
                one.decided = {found: said for found, said in one.decided.items() if said == KEEP}
            one.awaited |= seen.in_sheet in (InSheet.ABSENT, InSheet.NO_TOKEN)
            changed |= session.is_modified(one)
    return changed


def rows_of(store: Store, sheet: Mapping[str, Sequence[SeenRow]]) -> Sequence[SeenRow]:
    """The rows of a store, among those of each slug in lower case: with its slug, or as an approver said is meant."""
    meant = sheet.get(store.sheet_slug.lower(), []) if store.sheet_slug else []
    return [*sheet.get(store.slug.lower(), []), *meant]


def seen_as(
    rows: Sequence[SeenRow], wanted: str | None, kept: Collection[str] = ()
) -> tuple[InSheet, str | None, list[int]]:
    """How the rows of a slug stand, against the fingerprint that they are to have, or one that was `kept`."""
    if not rows:
        return InSheet.ABSENT, None, []
    where = [row.row for row in rows]
    other = [row for row in rows if row.fingerprint != wanted and row.fingerprint not in kept]
    if not other:
        return InSheet.WRITTEN, None, where
    found = next((row.fingerprint for row in other if row.fingerprint), None)
    return (InSheet.TOKEN, found, where) if found else (InSheet.NO_TOKEN, None, where)


def taken_slugs(session: Session, draft: Draft, own_id: str | None, team: str) -> tuple[Taken, ...]:
    """The stores of the draft whose slug another open request holds, in the draft's order."""
    # What the request has had before, it may keep: two of version 0.1.0 may have slugs that differ in case only.
    kept = stores_of(session, own_id) if own_id else []
    own = {store.slug for store in kept if store.open_slug}
    wanted = {store.slug.lower(): store for store in draft.stores if store.slug not in own}
    holders = session.exec(
        select(OPEN_KEY, Request)
        .join(Request, col(Request.id) == col(Store.request_id))
        .where(OPEN_KEY.in_(wanted), col(Request.id) != (own_id or ""))
    ).all()
    found = {wanted[key].slug: request for key, request in holders}
    return tuple(taken_by(store, found[store.slug], team) for store in draft.stores if store.slug in found)


def taken_by(store: StoreLine, holder: Request, team: str) -> Taken:
    """A store whose slug `holder` has. That another workspace holds it cannot be kept from anybody; what request that
    is, and whose, can."""
    return Taken(store, holder.reference, holder.requester) if holder.team == team else Taken(store, "6X-…", "")


def open_for_brand(session: Session, brand: str, team: str) -> Request | None:
    """The newest open request of the workspace for the same brand, however it is written."""
    return session.exec(_OPEN_OF_BRAND, params={"brand": brand_key(brand), "team": team}).first()


def request_of(session: Session, request_id: str) -> Request:
    """The request of that id. Raises sqlalchemy.exc.NoResultFound."""
    return session.exec(select(Request).where(Request.id == request_id)).one()


def locked(session: Session, request_id: str) -> Request | None:
    """The request of that id, which nobody else changes until the transaction ends; None where there is none."""
    return session.exec(select(Request).where(Request.id == request_id).with_for_update(key_share=True)).first()


def by_key(session: Session, key: str) -> Request | None:
    """The request that the press of this idempotency key has changed before, if it has."""
    changed = session.execute(_CHANGED_BY, {"key": key}).scalar()
    return None if changed is None else request_of(session, changed)


def last_entry(session: Session, request_id: str) -> Audit:
    """The newest audit entry of a request."""
    return session.exec(
        select(Audit).where(Audit.request_id == request_id).order_by(col(Audit.id).desc()).limit(1)
    ).one()


def last_nudges(session: Session, request_ids: Collection[str]) -> dict[str, datetime]:
    """When the requesters of these requests last asked after them; those that never did are left out."""
    mine = (col(Audit.request_id).in_(request_ids), Audit.action == Remark.NUDGE.value)
    query = select(Audit.request_id, func.max(Audit.at)).where(*mine).group_by(col(Audit.request_id))
    return dict(session.exec(query).all())


def changes_since(session: Session, request_id: str, version: int) -> tuple[Audit, ...]:
    """The entries that made the versions after `version`, oldest first; none where no version is known (0)."""
    entries = (
        session.exec(select(Audit).where(Audit.request_id == request_id).order_by(col(Audit.id))) if version else ()
    )
    return tuple(entry for entry in entries if (made := entry.told(Versioned)) and made.version > version)


def difference(request: Request, stores: Iterable[Store], draft: Draft) -> Resubmitted:
    """What the draft changes, for the audit and whoever reads it; no version where it is nothing."""
    changes: dict[str, Any] = {
        name: [old, new]
        for name, old, new in (
            ("brand", request.brand, draft.brand),
            ("account", request.account, draft.account),
            ("merchant", request.merchant, draft.merchant),
            ("note", request.note, draft.note),
            ("from_pongo", request.from_pongo, draft.from_pongo),
        )
        if old != new
    }
    before = {store.slug: store.name for store in stores}
    after = {store.slug: store.name for store in draft.stores}
    lists = {
        "renamed": [[before[slug], name] for slug, name in after.items() if slug in before and before[slug] != name],
        **_gone_and_new(
            {slug: name for slug, name in before.items() if slug not in after},
            {slug: name for slug, name in after.items() if slug not in before},
        ),
    }
    changes |= {name: found for name, found in lists.items() if found}
    return Resubmitted(**changes, version=request.version + 1) if changes else Resubmitted()


def _gone_and_new(gone: dict[str, str], new: dict[str, str]) -> dict[str, list[Any]]:
    """By slug. Where one store goes and one of the same name comes, it is its slug that has changed."""
    names = Counter(gone.values()), Counter(new.values())
    slug_of = {name: slug for slug, name in gone.items() if names[0][name] == 1}
    slugs = {slug_of[name]: slug for slug, name in new.items() if names[1][name] == 1 and name in slug_of}
    return {
        "added": [name for slug, name in new.items() if slug not in slugs.values()],
        "removed": [name for slug, name in gone.items() if slug not in slugs],
        "slugs": [[old, now] for old, now in slugs.items()],
    }
