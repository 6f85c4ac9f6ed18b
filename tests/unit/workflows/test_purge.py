"""The purge: whom and what it forgets, what it keeps, on both databases."""

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlmodel import col, select

from bot.sandbox.clock import MovableClock
from tests.unit.workflows.crowd import fill
from workflows.outbox.outbox import Outbox
from workflows.requests.changes import Requests
from workflows.requests.press import Press
from workflows.requests.queries import Queries
from workflows.requests.results import Done, Draft
from workflows.requests.transition import Transitions
from workflows.rules.form_values import FormValues
from workflows.rules.policy import Person
from workflows.rules.states import Event, State
from workflows.rules.store_lines import StoreLine
from workflows.rules.tokens import Sealer
from workflows.storage.database import Database
from workflows.storage.models import Audit, Digest, Effect, Profile, Request, Store, StoreImport, Tick
from workflows.storage.purge import Purge, Purged

CLAIRE, AMELIE = Person("UCLAIRE", False), Person("UAMELIE", True)
PERSONAL = ("UCLAIRE", "UAMELIE", "UNEXT", "Café de Claire", "call Claire", "too early", "jagueneau", "claire@")


class Archive:
    """A database in which time passes."""

    def __init__(self, database: Database, clock: MovableClock) -> None:
        self.database = database
        self.clock = clock
        self.requests = Requests(Transitions(database, clock), Sealer(Sealer.new_key()))
        self.purge = Purge(database)
        self.numbers = iter(range(1, 1_000))

    def rejected(self, *, delivered: bool = True) -> Request:
        """A request by Claire that Amélie rejects; `delivered`: its messages have gone out."""
        number = next(self.numbers)
        stores = (StoreLine("Café de Claire", f"claire-{number}"),)
        draft = Draft("Claire & Co", "jagueneau+claireco@6xpos.fr", stores, "shop-1", "call Claire")
        made = self.requests.submit(draft, Press(Person("UCLAIRE", False), "T", f"V{number}"), confirmed=True)
        assert isinstance(made, Done)
        changed = self.requests.act(
            made.request.id, Event.ASK_CHANGES, Press(AMELIE, "T", f"C{number}"), reason="too early"
        )
        assert isinstance(changed, Done)
        again = self.requests.resubmit(
            made.request.id, replace(draft, note="call Claire twice"), Press(CLAIRE, "T", f"E{number}"), version=1
        )
        assert isinstance(again, Done)
        ended = self.requests.act(made.request.id, Event.REJECT, Press(AMELIE, "T", f"R{number}"), reason="too early")
        assert isinstance(ended, Done)
        with self.database.transaction() as session:
            session.add(Tick(request_id=made.request.id, step="slug", by="UAMELIE", at=self.clock.now()))
            if delivered:
                for effect in session.exec(select(Effect).where(Effect.request_id == made.request.id)):
                    effect.done_at = self.clock.now()
        return made.request

    def met(self, user_id: str) -> None:
        """Slack has told about somebody, who was sent a digest."""
        with self.database.transaction() as session:
            session.add(
                Profile(user_id=user_id, locale="fr-FR", name="Claire", email="claire@x", seen_at=self.clock.now())
            )
            session.add(
                StoreImport(
                    key=f"up:{user_id}", view_id="V", user_id=user_id, team="T", form=FormValues(note="call Claire"),
                    at=self.clock.now(),
                )
            )  # fmt: skip
            session.add(Digest(holder=user_id, channel="D1", ts=f"{self.clock.now().timestamp():.6f}"))
            now = self.clock.now()
            session.add(
                Effect(
                    kind="digest", lane=f"digest:{user_id}", payload={"holder": user_id}, created_at=now, due_at=now,
                    done_at=now,
                )
            )  # fmt: skip

    def held(self) -> str:
        """All that the database holds about requests and people, as text."""
        rows: list[Any] = []
        with self.database.reading() as session:
            for table in (Request, Store, Audit, Tick, Effect, Profile, Digest, StoreImport):
                rows += [row.model_dump(mode="json") for row in session.exec(select(table))]
        return json.dumps(rows, ensure_ascii=False, sort_keys=True)

    def trail(self) -> list[tuple[Any, ...]]:
        """What the audit keeps for ever."""
        with self.database.reading() as session:
            entries = session.exec(select(Audit).order_by(col(Audit.id)))
            return [(e.id, e.at, e.request_id, e.action, e.from_state, e.to_state) for e in entries]


@pytest.fixture
def archive(database: Database, clock: MovableClock) -> Iterator[Archive]:
    return Archive(database, clock)  # type: ignore[return-value]


def test_an_old_request_is_emptied_and_still_counts(archive: Archive) -> None:
    old = archive.rejected()
    archive.met("UCLAIRE")
    archive.clock.advance(timedelta(days=400))
    before = archive.clock.now() - timedelta(days=365)
    counts, trail = Queries(archive.database).counts(), archive.trail()
    assert archive.purge.look(before) == Purged(1, 1, 0)
    assert "UCLAIRE" in archive.held()
    assert archive.purge.run(before) == Purged(1, 1, 0)
    held = archive.held()
    assert [word for word in PERSONAL if word in held] == []
    assert (Queries(archive.database).counts(), archive.trail()) == (counts, trail)
    picture = Queries(archive.database).picture(old.id)
    assert (picture.request.brand, picture.request.reference, picture.request.created_at) == (
        "Claire & Co", old.reference, old.created_at,
    )  # fmt: skip
    assert [store.slug for store in picture.stores] == ["claire-1"]
    assert {entry.key for entry in picture.history} == {None}


def test_twice_changes_nothing_more(archive: Archive) -> None:
    archive.rejected()
    archive.clock.advance(timedelta(days=400))
    before = archive.clock.now() - timedelta(days=365)
    archive.purge.run(before)
    held = archive.held()
    assert archive.purge.look(before) == Purged(0, 0, 0)
    assert archive.purge.run(before) == Purged(0, 0, 0)
    assert archive.held() == held


def test_what_is_young_open_or_not_delivered_stays_as_it_is(archive: Archive) -> None:
    archive.rejected(delivered=False)
    stores = (StoreLine("Café de Claire", "claire-open"),)
    archive.requests.submit(
        Draft("Claire", "jagueneau+claire@6xpos.fr", stores), Press(Person("UCLAIRE", False), "T", "VO")
    )
    archive.clock.advance(timedelta(days=400))
    archive.rejected()
    archive.met("UCLAIRE")
    held = archive.held()
    before = archive.clock.now() - timedelta(days=365)
    assert archive.purge.run(before) == Purged(0, 0, 1)
    assert archive.held() == held


def test_what_the_bot_did_and_ticks_keep_their_words(archive: Archive) -> None:
    request = archive.rejected()
    with archive.database.transaction() as session:
        for details, actor, reason in (
            ({"step": "slug"}, "UAMELIE", None), (None, "bot", "quota"), ({"to": "UNEXT"}, "UAMELIE", None),
        ):  # fmt: skip
            session.add(
                Audit(
                    at=archive.clock.now(), request_id=request.id, actor=actor, action="tick", to_state="rejected",
                    details=details, reason=reason,
                )
            )  # fmt: skip
            session.flush()
    archive.clock.advance(timedelta(days=400))
    archive.purge.run(archive.clock.now() - timedelta(days=365))
    *_, tick, problem, reassigned = Queries(archive.database).picture(request.id).history
    assert (tick.actor, tick.details) == ("purged", {"step": "slug"})
    assert (problem.actor, problem.reason) == ("bot", "quota")
    assert (reassigned.actor, reassigned.details) == ("purged", None)


def test_many_in_many_small_transactions_beside_a_bot_at_work(database: Database) -> None:
    then = datetime(2024, 1, 1, tzinfo=UTC)
    fill(database, then, 250, still_open=50)
    written = []
    fast = Outbox(database, MovableClock(then, running=False), "other")

    class Watched(Purge):
        def _batch(self, before: datetime, last: int) -> list[int]:
            found = super()._batch(before, last)
            written.append(fast.hurry())  # the write lock is free between two batches
            return found

    before = then + timedelta(days=1)
    assert Watched(database).run(before) == Purged(200, 0, 0)
    assert len(written) == 11
    with database.reading() as session:
        left = session.exec(select(Request).where(col(Request.requester) != "purged")).all()
        assert {request.state for request in left} == {State.SUBMITTED}
        assert len(left) == 50
        assert len(session.exec(select(Store).where(col(Store.name) == "")).all()) == 1000
    assert Queries(database).counts() == {"completed": 200, "submitted": 50}


def test_a_token_that_was_never_written_goes_with_its_request(archive: Archive) -> None:
    request = archive.rejected()
    with archive.database.transaction() as session:
        session.exec(select(Request).where(Request.id == request.id)).one().token_sealed = "gAAAAsealed"
    archive.clock.advance(timedelta(days=400))
    archive.purge.run(archive.clock.now() - timedelta(days=365))
    assert "gAAAAsealed" not in archive.held()


def test_on_sqlite_no_trace_stays_in_the_file(archive: Archive) -> None:
    if not archive.database.sqlite:
        pytest.skip("PostgreSQL's vacuum does it")
    archive.rejected()
    archive.met("UCLAIRE")
    archive.clock.advance(timedelta(days=400))
    archive.purge.run(archive.clock.now() - timedelta(days=365))
    name = str(archive.database.engine.url.database)
    with open(name, "rb") as file, open(f"{name}-wal", "rb") as journal:
        stored = file.read() + journal.read()
    assert [word for word in PERSONAL if word.encode() in stored] == []
