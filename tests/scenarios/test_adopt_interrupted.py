"""An adoption that is killed in the middle goes on; two at once, each in a process's own database session, make each
brand once."""

import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier

import pytest
from sqlmodel import select

from bot.delivery.adopt import rows_now
from bot.sandbox.workspace import Workspace
from tests.databases import Postgres
from tests.scenarios.insisting import Play
from tests.scenarios.stage import AMELIE, TOM, Stage, shown
from tests.scenarios.steps import Signing, kinds_in_channel, two_bots, write_rows
from tests.waiting import until
from workflows.outbox.rate_limits import UNPACED
from workflows.requests.press import Press
from workflows.rules.policy import Person
from workflows.storage.database import Database
from workflows.storage.models import Store


@pytest.fixture
def play(workspace: Workspace, tmp_path: Path) -> Iterator[Play]:
    found = Play(workspace, tmp_path)
    yield found
    found.process.kill()


def before_the_bot(stage: Signing, tokens: int) -> None:
    """So many tokens stand in the sheet, each beside a slug."""
    write_rows(stage, [(f"Maison {n:04d}", f"maison-{n:04d}", f"tok_before_the_bot_{n:010d}") for n in range(tokens)])


def slugs(database: Database) -> Counter[str]:
    """How often each slug stands in a request."""
    with database.reading() as session:
        return Counter(session.exec(select(Store.slug)))


@pytest.mark.long
def test_killed_in_the_middle_it_goes_on_and_adopts_each_brand_once(play: Play, tmp_path: Path) -> None:
    before_the_bot(play, 1_500)
    amelie, slack = play.workspace.slack.as_person(AMELIE), play.workspace.slack
    play.insist(lambda: amelie.command("/6xpos-request", "adopt"))
    until(lambda: slack.modals(AMELIE) and "1 50" in shown(slack.modals(AMELIE)[-1]).replace("\u202f", " "), 60)
    amelie.click_in_view(slack.modals(AMELIE)[-1]["id"], "adopt_all")

    def adopted() -> int:
        return play.queries.counts().get("completed", 0)

    deadline = time.monotonic() + 60
    while not adopted() and time.monotonic() < deadline:
        pass
    play.process.kill()
    killed_at = adopted()
    assert 0 < killed_at < 1_500, "it was not in the middle"
    assert killed_at % 50 == 0  # a transaction as a whole, or nothing of it
    play.revive()
    database = Database(f"sqlite:///{tmp_path / 'bot.db'}")
    wanted = {f"maison-{n:04d}" for n in range(1_500)}
    until(lambda: wanted <= set(slugs(database)), 90)
    assert set(slugs(database).values()) == {1}
    until(lambda: kinds_in_channel(play.workspace)["adopted"], 60)
    assert kinds_in_channel(play.workspace)["card"] == 0


def test_two_approvers_at_once_on_postgresql_adopt_each_brand_once(workspace: Workspace, postgres: Postgres) -> None:
    with two_bots(workspace, postgres.fresh(), UNPACED) as stages:
        before_the_bot(stages[0], 300)
        together = Barrier(2)

        def adopt(stage: Stage, who: str) -> int:
            services = stage.bot.services
            groups = services.adoption.left(rows_now(services)).groups
            press = Press(Person(who, approver=True), "T06XPOS", "")
            together.wait(30)
            return services.adoption.adopt([(one, [one.brand]) for one in groups], press, who, all_of_it=True)

        with ThreadPoolExecutor(2) as pool:
            made = list(pool.map(adopt, stages, (AMELIE, TOM)))
        services = stages[0].bot.services
        assert sum(made) == services.queries.counts()["completed"]
        assert sum(made) >= 300
        found = slugs(stages[0].bot.database)
        assert sum(slug.startswith("maison-") for slug in found) == 300
        assert set(found.values()) == {1}
        for stage in stages:
            stage.settle()
        assert kinds_in_channel(workspace)["adopted"] == 1
