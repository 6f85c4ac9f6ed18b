"""`show`: two minutes from the page to the cause, and nothing that is somebody's."""

import re

import pytest

from bot.sandbox.faults import Fault
from tests.scenarios.commands import run
from tests.scenarios.stage import AMELIE, CHANNEL, CLAIRE, STORES, TOKEN, Stage
from tests.scenarios.steps import type_row

pytestmark = pytest.mark.todays_clock

PRIVATE = (TOKEN, AMELIE, CLAIRE, "Émile", "emile-nantes", "emile-reze", "typed-by-a-person", "A private note", "xoxb-")


def shown(stage: Stage, reference: str) -> str:
    url = str(stage.bot.settings.database_url)
    ended = run("show", reference, DATABASE_URL=url)
    assert ended.exit_code == 0, ended.stderr
    assert [word for word in PRIVATE if word in ended.stdout] == []
    return ended.stdout


def test_a_card_that_cannot_be_posted(stage: Stage) -> None:
    stage.workspace.slack.leave(CHANNEL, stage.workspace.slack.bot_user_id)
    stage.submit(note="A private note")
    stage.settle()
    (request,) = stage.bot.services.queries.open_requests()
    told = shown(stage, request.reference)
    assert re.search(r"^6X-0001: submitted since \d\d \w{3} \d\d:\d\d UTC \(\d+ \w+ ago\)$", told, re.MULTILINE)
    assert re.search(r"card, since .*; tried 2 times, problem not_in_channel since .*; next try .* \(in ", told)
    assert "→ in PARTNERSHIPS_CHANNEL: /invite the bot" in told
    assert "waits for: the approvers" in told
    assert "grep 6X-0001" in told


def test_a_token_that_is_not_written(stage: Stage) -> None:
    request = stage.request(note="A private note")
    stage.workspace.spreadsheet.share(stage.workspace.account["client_email"], None)
    stage.give_token(request)
    stage.settle()
    told = shown(stage, "6x-1")
    assert told.startswith("6X-0001: writing since ")
    assert "last entry of its trail: trouble" in told
    assert "restaurants: 2; in the sheet, when it was last looked at: 2 absent" in told
    assert "problem no_access" in told
    assert "→ share the sheet with the service account, as editor" in told


def test_a_conflict_and_a_request_that_is_over(stage: Stage) -> None:
    name, slug = (part.strip() for part in STORES.splitlines()[0].split(";"))
    type_row(stage, name, slug, "typed-by-a-person-0123456789")
    request = stage.request()
    stage.give_token(request)
    told = shown(stage, "1")
    assert "problem on its card: conflict → an approver decides" in told
    assert "1 conflict, 1 written" in told
    assert "owed by the bot: nothing" in told
    other = stage.request(brand="Deux", stores="Deux ; deux")
    stage.click(AMELIE, other, "reject")
    stage.as_(AMELIE).submit(stage.top_modal(AMELIE)["id"], reason="A private note")
    stage.settle()
    assert "it is over: it waits for nobody" in shown(stage, other.reference)


def test_what_nobody_performs_and_what_comes_behind(stage: Stage) -> None:
    request = stage.request()
    stage.workspace.faults.add(Fault("google", "GET *", "refuse", status=503, times=None))
    stage.bot.worker.close()
    stage.bot.worker.stop(5)
    stage.click(AMELIE, request, "approve")
    stage.as_(AMELIE).submit(stage.top_modal(AMELIE)["id"], token=TOKEN)
    stage.answered()
    told = shown(stage, request.reference)
    assert "does `serve` run? GET /readyz" in told


@pytest.mark.parametrize(("typed", "code", "sentence"), [("6X-0007", 1, "no request 6X-0007"), ("x", 2, "6X-0042")])
def test_what_is_not_there_and_what_is_none(stage: Stage, typed: str, code: int, sentence: str) -> None:
    ended = run("show", typed, DATABASE_URL=str(stage.bot.settings.database_url))
    assert (ended.exit_code, sentence in ended.stderr) == (code, True)
