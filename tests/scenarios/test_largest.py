"""A thousand restaurants with names as long as may be, from the file to the brand that is live: Slack, which counts
every character, refuses nothing."""

from typing import Any

import pytest

from bot.sandbox.workspace import Workspace
from tests.scenarios.stage import AMELIE, CLAIRE, Stage, buttons, shown
from tests.scenarios.steps import ask_live, choose_live, only_request, press_tick, previewed, store_ids, withdraw_token
from tests.tables import HEADERS, csv_of
from workflows.rules.states import State
from workflows.storage.models import Request

NAMES = [(f"{number:04d} " + "&<É" * 65)[:200] for number in range(1_000)]
SLUGS = [f"{'s' * 95}-{number:04d}" for number in range(1_000)]
FILE = csv_of([HEADERS, *zip(NAMES, SLUGS, strict=True)])


@pytest.fixture
def settings_overrides(workspace: Workspace) -> dict[str, str]:
    workspace.pongo.stores |= dict(zip(SLUGS[:1], NAMES, strict=False))
    return workspace.mail_settings() | {"PONGO_API_URL": workspace.pongo_url}


def refused(stage: Stage) -> list[tuple[str, Any]]:
    """What Slack did not take for what it held."""
    forgiven = {"hash_conflict", "not_found"}  # the modal went on or was closed meanwhile
    return [
        (call.method, call.answer)
        for call in stage.workspace.calls.all("slack")
        if isinstance(call.answer, dict) and call.answer.get("ok") is False and call.answer["error"] not in forgiven
    ]


def page_through(stage: Stage, who: str, request: Request) -> str:
    """All that every page of the details shows."""
    stage.click(who, request, "details")
    pages = [shown(stage.top_modal(who))]
    while "details_next" in buttons(stage.top_modal(who)):
        stage.as_(who).click_in_view(stage.top_modal(who)["id"], "details_next")
        pages.append(shown(stage.top_modal(who)))
    return "\n".join(pages)


def test_nothing_is_too_long_for_slack_nor_for_a_mail(stage: Stage) -> None:
    assert len(FILE) < 1_000_000
    view = previewed(stage, ("toutes.csv", FILE), note="&" * 2_000, brand="<É&" * 26)
    stage.as_(CLAIRE).submit(view["id"])
    stage.settle(60)
    request = only_request(stage)
    details = page_through(stage, AMELIE, request)
    assert all(slug in details for slug in SLUGS)
    stage.as_(AMELIE).close(stage.top_modal(AMELIE)["id"])
    # Hey Pongo does not see any of them but one, and says what looks like it.
    stage.click(AMELIE, request, "approve")
    token = stage.workspace.pongo.issue("É", SLUGS[:1])
    stage.as_(AMELIE).submit(stage.top_modal(AMELIE)["id"], token=token)
    stage.settle(60)
    check = stage.top_modal(AMELIE)
    assert check["callback_id"] == "token_check"
    assert "999 restaurants" in shown(check)
    stage.as_(AMELIE).submit(check["id"])
    stage.settle(60)
    assert stage.state(request) is State.DELIVERED
    assert all(stage.sheet()[slug] == (name, token) for slug, name in zip(SLUGS, NAMES, strict=True))
    for who in (AMELIE, CLAIRE):
        stage.as_(who).open_home()
        stage.answered()
    page_through(stage, CLAIRE, request)
    stage.as_(CLAIRE).close(stage.top_modal(CLAIRE)["id"])
    form = ask_live(stage, CLAIRE, request)
    assert form["callback_id"] == "live_form", refused(stage)
    choose_live(stage, CLAIRE, form["id"], live=store_ids(stage, request, SLUGS[-1]))
    assert "1 restaurant en service sur 1" in " ".join(shown(stage.card(request)).split())
    for step in ("interfaces", "access", "slug"):
        press_tick(stage, CLAIRE, request, f"tick:{step}")
    stage.workspace.sheet.delete_row(3)
    withdraw_token(stage, request)
    assert stage.state(request) is State.WITHDRAWN
    assert len(stage.cards()) == 1
    assert refused(stage) == []
    mails = [mail.message for mail in stage.workspace.mailbox.mails]
    assert [len(str(mail["Subject"])) < 200 for mail in mails] == [True] * 3
    assert all(NAMES[-1] in mail.part("plain") for mail in stage.workspace.mailbox.mails)
