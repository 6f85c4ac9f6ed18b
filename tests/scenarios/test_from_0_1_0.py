"""The bot starts on what version 0.1.0 left behind, in the middle of its work, and goes on with it."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest

from bot.settings import Settings
from tests import version_0_1_0
from tests.scenarios.stage import AMELIE, CHANNEL, CLAIRE, TOKEN, Stage, built, buttons, shown
from tests.scenarios.steps import column, row_of
from workflows.rules.states import State
from workflows.storage.models import Request

TYPED = "typed-by-a-person-nu-0123456789"


@pytest.fixture(params=["before", "after"])
def moment(request: pytest.FixtureRequest) -> str:
    """Whether the write that was under way had been carried out when the bot was killed."""
    return str(request.param)


@pytest.fixture
def stage(database_url: str, moment: str) -> Iterator[Stage]:
    version_0_1_0.load(database_url)
    workspace = version_0_1_0.workspace(moment)
    usual = {"DATABASE_URL": database_url, "PORT": "0", "SHEET_WATCH_MINUTES": "0"}
    bot = built(Settings.load(workspace.settings(**usual, **workspace.mail_settings())), workspace)
    bot.start()
    workspace.slack.deliver_to(f"http://127.0.0.1:{bot.port}/slack/events")
    bot.services.approvers.refresh()
    workspace.clock.advance(timedelta(seconds=40))  # the claims of the bot that died have run out
    stage = Stage(workspace, bot)
    stage.patiently(3, 60)
    yield stage
    bot.stop()
    workspace.stop()


def known(stage: Stage, what: str) -> Request:
    """The request that stands for that in the fixture."""
    found = stage.bot.services.queries.request(version_0_1_0.world()["requests"][what], "T06XPOS")
    assert found is not None
    return found


def journal(stage: Stage) -> Any:
    with stage.bot.database.reading() as session:
        return session.connection().exec_driver_sql("SELECT count(*) FROM sheet_journal").scalar()


def test_what_was_owed_is_done_and_old_cards_answer(stage: Stage) -> None:
    assert stage.bot.services.outbox.waiting() == 0
    for card in stage.cards():
        assert buttons(card)
    stage.click(CLAIRE, known(stage, "changes_requested"), "cancel")
    assert stage.state(known(stage, "changes_requested")) is State.CANCELLED
    stage.give_token(known(stage, "approved"))
    assert stage.state(known(stage, "approved")) is State.DELIVERED
    assert stage.sheet()["lambda-2"] == ("Lambda 2", TOKEN)
    for key in ("upper", "lower"):
        stage.click(AMELIE, known(stage, key), "reject")
        stage.as_(AMELIE).submit(stage.top_modal(AMELIE)["id"], reason="Two of one")
        assert stage.state(known(stage, key)) is State.REJECTED
    active = known(stage, "activated")
    stage.as_(CLAIRE).click(CHANNEL, stage.card(active)["ts"], "tick", block_id="tick:products")
    stage.settle()
    assert stage.state(active) is State.COMPLETED
    answer = stage.as_(CLAIRE).command("/6xpos-request", "status Alpha")
    assert known(stage, "completed").reference in shown(answer.body)


def test_the_write_under_way_is_finished_and_what_was_typed_meanwhile_stays(stage: Stage) -> None:
    token = version_0_1_0.world()["token_in_flight"]
    request = known(stage, "flight")
    assert [stage.sheet()[f"nu-{number}"][1] for number in (1, 2, 3)] == [token, TYPED, token]
    assert stage.state(request) is State.WRITING
    assert stage.bot.services.sealer.fingerprint(TYPED) in shown(stage.card(request))
    stage.workspace.sheet.type(row_of(stage, "nu-2"), column(stage, "TOKEN PONGO"), "")
    stage.click(AMELIE, request, "retry")
    stage.settle()
    assert [stage.sheet()[f"nu-{number}"][1] for number in (1, 2, 3)] == [token] * 3
    assert stage.state(request) is State.DELIVERED
    assert [worksheet.title for worksheet in stage.workspace.spreadsheet.worksheets] == ["Restaurants"]
    assert journal(stage) == 0
