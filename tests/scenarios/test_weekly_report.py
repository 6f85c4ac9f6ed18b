"""The weekly report in the channel: a chart and a sentence, once a week whatever happens meanwhile."""

import io
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from PIL import Image

from bot.sandbox.clock import MovableClock
from bot.sandbox.faults import Fault
from tests.conftest import TUESDAY_MORNING
from tests.scenarios.stage import AMELIE, CHANNEL, CLAIRE, Stage
from tests.waiting import until
from workflows.requests.go_live import LiveStep
from workflows.requests.press import Press

PARIS = ZoneInfo("Europe/Paris")
MONDAY = (2026, 11, 30, 9, 30)
COMPLETE, TICKET = "files.completeUploadExternal", "files.getUploadURLExternal"


@pytest.fixture
def running_clock() -> MovableClock:
    """Ten o'clock in Paris, on a Tuesday."""
    return MovableClock(TUESDAY_MORNING, running=False)


@pytest.fixture
def settings_overrides(request: pytest.FixtureRequest) -> dict[str, str]:
    return getattr(request, "param", {"WEEKLY_REPORT": "on"})


def at(stage: Stage, *when: int) -> None:
    """Moves the clock there, lets the bot tick, and waits until it has said what it had to say."""
    stage.workspace.clock.move_to(datetime(*when, tzinfo=PARIS))  # type: ignore[misc, arg-type]
    stage.bot.services.reporting.tick()
    stage.settle()


def reports(stage: Stage) -> list[dict[str, Any]]:
    """The messages with a file in the channel, oldest first."""
    return [message for message in stage.workspace.slack.messages(CHANNEL) if message.get("files")]


def the_report(stage: Stage) -> dict[str, Any]:
    """The one message with a file, once Slack shows it: that is some time after the upload is complete."""
    until(lambda: reports(stage))
    (report,) = reports(stage)
    return report


def live(stage: Stage) -> None:
    """A brand goes all the way: two working days until it is approved, one more until 6xpos has done its part."""
    request = stage.request()
    stage.workspace.clock.move_to(datetime(2026, 11, 26, 10, 0, tzinfo=PARIS))
    stage.give_token(request)
    stage.workspace.clock.move_to(datetime(2026, 11, 27, 10, 0, tzinfo=PARIS))
    stage.bot.services.approvers.refresh()
    person = stage.bot.services.approvers.person(AMELIE)
    for number, step in enumerate(LiveStep):
        stage.bot.services.requests.go_live.tick(
            request.id, step, Press(person, stage.workspace.slack.team_id, str(number)), done=True
        )
    stage.settle()


def test_on_monday_the_channel_gets_the_week_as_a_chart_and_a_sentence(stage: Stage) -> None:
    stage.bot.services.reporting.tick()
    live(stage)
    stage.request(brand="Chez Zoé", stores="Zoé Lyon ; zoe-lyon")
    at(stage, *MONDAY)
    report = the_report(stage)
    assert report["user"] == stage.workspace.slack.bot_user_id
    assert report["text"].replace("\u00a0", " ") == (
        "La semaine dernière : 2 demandes reçues, 1 marque en service.\n"
        "Le plus long ces quatre dernières semaines : *Validation*, 2 j (médiane, en jours ouvrés)."
    )
    (file,) = report["files"]
    assert file["title"] == "Demandes 6xpos, semaine du 23 novembre"
    alt = file["alt_txt"].replace("\u00a0", " ").replace("\u202f", " ")
    assert "demandes reçues : 0, 0, 0, 0, 0, 0, 0, 2 ; marques en service : 0, 0, 0, 0, 0, 0, 0, 1." in alt
    assert "Validation 2 j; Modification demandée –;" in alt
    picture = Image.open(io.BytesIO(stage.workspace.slack.file(file["id"], CLAIRE) or b""))
    assert (picture.format, picture.size) == ("PNG", (1200, 556))
    at(stage, 2026, 11, 30, 17, 0)
    assert len(reports(stage)) == 1


@pytest.mark.parametrize("settings_overrides", [{"WEEKLY_REPORT": "on", "DEFAULT_LANGUAGE": "en"}], indirect=True)
def test_it_speaks_the_channels_language(stage: Stage) -> None:
    stage.bot.services.reporting.tick()
    at(stage, *MONDAY)
    report = the_report(stage)
    assert report["text"] == "Last week: 0 requests received, 0 brands live."


@pytest.mark.parametrize("settings_overrides", [{}], indirect=True)
def test_nobody_who_did_not_ask_for_it_gets_it(stage: Stage) -> None:
    stage.bot.services.reporting.tick()
    at(stage, *MONDAY)
    assert reports(stage) == []


@pytest.mark.parametrize(
    ("fault", "posts"),
    [
        (Fault("slack", COMPLETE, "lose_answer", status=0), 1),
        (Fault("slack", COMPLETE, "lose_answer", status=504), 1),
        (Fault("slack", COMPLETE, "cut"), 2),
        (Fault("slack", TICKET, "lose_answer", status=0), 1),
        (Fault("slack", "upload", "refuse", status=503), 1),
        (Fault("slack", TICKET, "refuse", status=429, retry_after=7), 1),
    ],
    ids=lambda value: f"{value.method}-{value.effect}-{value.status}" if isinstance(value, Fault) else None,
)
def test_whatever_answer_is_lost_there_is_one_report(stage: Stage, fault: Fault, posts: int) -> None:
    stage.bot.services.reporting.tick()
    stage.workspace.faults.add(fault)
    at(stage, *MONDAY)
    if posts == 1 and fault.method == COMPLETE:
        the_report(stage)  # complete, and to be seen a little later
    stage.patiently(8)
    assert the_report(stage)
    assert len(stage.workspace.calls.all("slack", COMPLETE)) == posts
    assert stage.bot.services.outbox.waiting() == 0


def test_after_a_lost_answer_slack_has_a_minute_to_show_the_file(stage: Stage) -> None:
    stage.bot.services.reporting.tick()
    stage.workspace.faults.add(Fault("slack", COMPLETE, "cut"))
    at(stage, *MONDAY)
    stage.workspace.clock.advance(timedelta(seconds=50))
    stage.settle()
    assert len(stage.workspace.calls.all("slack", COMPLETE)) == 1
    stage.workspace.clock.advance(timedelta(seconds=20))
    stage.settle()
    assert the_report(stage)


def test_what_could_not_be_said_for_two_weeks_is_not_said_twice(stage: Stage) -> None:
    stage.bot.services.reporting.tick()
    down = stage.workspace.faults.add(Fault("slack", "files.*", "refuse", status=503, times=None))
    for monday in (MONDAY, (2026, 12, 7, 9, 30), (2026, 12, 14, 9, 30)):
        at(stage, *monday)
    assert reports(stage) == []
    stage.workspace.faults.remove(down)
    stage.bot.services.outbox.hurry()
    stage.patiently(4)
    report = the_report(stage)
    assert "7 décembre" in report["files"][0]["title"]
