"""A new TOKEN_KEY, by the steps of docs/operate.md: no token is lost, and `check` says when the old key can go."""

from datetime import timedelta
from pathlib import Path

import pytest
from sqlmodel import select

from bot.commands.doctor import Level, examine
from bot.commands.doctor.findings import Finding
from bot.delivery.adopt import rows_now
from bot.sandbox.faults import Fault
from bot.sandbox.workspace import Workspace
from tests.databases import Postgres
from tests.scenarios.commands import on_stage, run
from tests.scenarios.stage import AMELIE, TOKEN, Stage
from tests.scenarios.steps import kinds_in_channel
from workflows.rules.effects import Adopting
from workflows.rules.states import State
from workflows.rules.tokens import Sealer
from workflows.storage.database import Database
from workflows.storage.models import PendingToken, Request, SheetJournal


@pytest.fixture
def database_url(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    (tmp_path / "cwd").mkdir()
    monkeypatch.chdir(tmp_path / "cwd")
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'bot.db'}"
    server: Postgres = request.getfixturevalue("postgres")
    return server.fresh()


def checked(workspace: Workspace, url: str, key: str) -> Finding:
    """What `check` says of TOKEN_KEY."""
    findings = examine(workspace.settings(DATABASE_URL=url, TOKEN_KEY=key), workspace.clock)
    (found,) = [finding for finding in findings if finding.what == "TOKEN_KEY"]
    return found


def given(stage: Stage, token: str) -> None:
    """Amélie gives a token that Google does not take just now."""
    stage.workspace.faults.add(Fault("google", "POST *", "refuse", status=503, times=None))
    request = stage.request()
    stage.click(AMELIE, request, "approve")
    stage.as_(AMELIE).submit(stage.top_modal(AMELIE)["id"], token=token)
    stage.settle()


@pytest.mark.parametrize("database_url", ["sqlite", "postgresql"], indirect=True)
def test_the_key_is_changed_with_a_token_on_its_way(workspace: Workspace, database_url: str) -> None:
    old, new = Sealer.new_key(), Sealer.new_key()
    both = f"{new},{old}"
    with on_stage(workspace, DATABASE_URL=database_url, TOKEN_KEY=old) as stage:
        given(stage, TOKEN)
        (request,) = stage.bot.services.queries.open_requests()
        assert request.state is State.WRITING
    with on_stage(workspace, DATABASE_URL=database_url, TOKEN_KEY=both) as stage:
        found = checked(workspace, database_url, both)
        assert (found.level, "still need a key behind" in found.sentence) == (Level.WARNING, True)
        assert "reseal" in found.cure
        done = run("reseal", DATABASE_URL=database_url, TOKEN_KEY=both)
        assert done.exit_code == 0, done.stderr
        assert "0 still need another one" in done.stdout
        assert TOKEN not in done.stdout
        found = checked(workspace, database_url, both)
        assert (found.level, "no other key" in found.sentence) == (Level.FINE, True)
        again = run("reseal", DATABASE_URL=database_url, TOKEN_KEY=both)
        assert "0 sealed anew" in again.stdout
    assert checked(workspace, database_url, new).level is Level.FINE
    assert checked(workspace, database_url, old).level is Level.FAILURE
    workspace.faults.clear()
    with on_stage(workspace, DATABASE_URL=database_url, TOKEN_KEY=new) as stage:
        stage.bot.services.outbox.hurry()
        stage.patiently(3)
        assert stage.state(request) is State.DELIVERED
        assert stage.sheet()["emile-nantes"][1] == TOKEN


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_every_place_that_holds_something_sealed_is_seen_and_changed(workspace: Workspace, database_url: str) -> None:
    old, new, lost = (Sealer.new_key() for _ in range(3))
    now = workspace.clock.now()
    with on_stage(workspace, DATABASE_URL=database_url, TOKEN_KEY=old) as stage:
        request = stage.request()
        with stage.bot.database.transaction() as session:
            sealer = Sealer(old)
            session.exec(select(Request)).one().token_sealed = sealer.seal(b"one")
            session.add(
                PendingToken(
                    key="v", request_id=request.id, user_id="U", view_id="V", sealed=sealer.seal(b"two"), at=now
                )
            )
            session.add(SheetJournal(sheet="s", sealed=sealer.seal(b"three"), saved_at=now))
            session.add(SheetJournal(sheet="t", sealed=Sealer(lost).seal(b"four"), saved_at=now))
    done = run("reseal", DATABASE_URL=database_url, TOKEN_KEY=f"{new},{old}")
    assert done.exit_code == 1, "what no key opens is no success"
    assert "4 sealed anew" in done.stdout  # and what fingerprints are made with
    assert "1 are opened by no key" in done.stderr
    database = Database(database_url)
    with database.reading() as session:
        sealed = [*session.exec(select(Request.token_sealed)), *session.exec(select(PendingToken.sealed))]
        sealed += session.exec(select(SheetJournal.sealed).where(SheetJournal.sheet == "s"))
    database.close()
    assert [Sealer(new).open(str(text)) for text in sealed] == [b"one", b"two", b"three"]
    assert "does not open 1 of 5" in checked(workspace, database_url, f"{new},{old}").sentence
    nothing = run("reseal", DATABASE_URL=database_url)
    assert (nothing.exit_code, "TOKEN_KEY is not set" in nothing.stderr) == (3, True)


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_the_sheets_tokens_are_known_again_once_the_old_key_is_gone(workspace: Workspace, database_url: str) -> None:
    old, new = Sealer.new_key(), Sealer.new_key()
    left_out: list[str] = []
    for key in (old, f"{new},{old}", new):
        with on_stage(workspace, DATABASE_URL=database_url, TOKEN_KEY=key, SHEET_WATCH_MINUTES="5") as stage:
            services = stage.bot.services
            if key == old:
                stage.give_token(stage.request())
                left_out = [group.fingerprint for group in services.adoption.left(rows_now(services)).groups]
                services.adoption.begin(Adopting(AMELIE, "T06XPOS", "V1", {}), left_out)
            if key == new:
                assert left_out
                assert services.adoption.left(rows_now(services)).groups == ()
            for _ in range(3):
                workspace.clock.advance(timedelta(minutes=6))
                stage.bot.watch.tick()
                stage.settle()
        if key != old:
            assert run("reseal", DATABASE_URL=database_url, TOKEN_KEY=f"{new},{old}").exit_code == 0
    assert kinds_in_channel(workspace)["rows_changed"] == 0
    findings = examine(workspace.settings(DATABASE_URL=database_url, TOKEN_KEY=new), workspace.clock)
    assert "no token is left" in next(one.sentence for one in findings if one.what == "brands from before the bot")
