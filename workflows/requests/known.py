"""What the database knows of brands and restaurants, kept in memory for the reading of messages."""

from collections.abc import Iterable

from sqlalchemy import func
from sqlmodel import Session, col, select

from workflows.rules.brand_guess import likely_brands
from workflows.rules.heard import Known
from workflows.rules.sheet_candidates import SheetLine
from workflows.rules.store_lines import StoreLine, clean
from workflows.storage.database import Database
from workflows.storage.models import Audit, Request, Store, Unasked


class KnownNames:
    """Brands of requests, restaurants of open ones, and the sheet's rows that wait for a token, as the sheet watch saw
    them last. One for the process; safe across threads."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._known = Known()
        self._rows: dict[str, SheetLine] = {}
        self._seen: tuple[object, ...] = ()

    def now(self) -> Known:
        """What was known at the last refresh. Asks nobody."""
        return self._known

    def rows(self, slugs: Iterable[str]) -> list[SheetLine]:
        """The rows of these slugs that wait for a token, as they stood at the last refresh. Asks nobody."""
        rows = self._rows
        return [rows[slug.lower()] for slug in slugs if slug.lower() in rows]

    def refresh(self) -> None:
        """Reads again, where something has changed since. Takes its time with 50,000 rows: for the scheduler.

        Raises sqlalchemy.exc.SQLAlchemyError where the database does not answer.
        """
        with self._database.reading() as session:
            seen = _standing(session)
            if seen == self._seen:
                return
            brands = [brand for brand in session.exec(select(Request.brand).distinct()) if brand]
            open_stores = session.exec(select(Store.name, Store.slug).where(col(Store.open_slug).is_not(None))).all()
            rows = session.exec(select(Unasked.name, Unasked.slug, Unasked.row).order_by(col(Unasked.row))).all()
        waiting = [StoreLine(clean(name), slug) for name, slug, _ in rows]
        brands += [group.brand for group in likely_brands(waiting)]
        stores = [*open_stores, *((row.name, row.slug) for row in waiting)]
        self._rows = {slug.lower(): SheetLine(row, name, slug, has_token=False) for name, slug, row in reversed(rows)}
        self._known = Known(brands, stores).prepared()
        self._seen = seen


def _standing(session: Session) -> tuple[object, ...]:
    """What is another one once anything about a request or a waiting row has changed: the newest entry of the audit
    trail, and the rows that wait. Two looks, however many requests there are."""
    newest = session.exec(select(func.max(Audit.id))).one()
    rows = session.exec(select(func.count(), func.max(Unasked.since)).select_from(Unasked)).one()
    return newest, *rows
