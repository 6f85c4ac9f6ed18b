"""The form's tick: whether 6xpos shall be mailed that the integration is requested."""

import json
from typing import Any
from urllib.parse import urlencode

import pytest

from bot.sandbox.workspace import Workspace
from tests.scenarios.stage import AMELIE, CLAIRE, STORES, TICKS, TOKEN, Stage, ticks
from tests.scenarios.steps import post, signed
from workflows.storage.models import Request


@pytest.fixture
def settings_overrides(request: pytest.FixtureRequest, workspace: Workspace) -> dict[str, str]:
    """The workspace's mail server, and what a test wants otherwise."""
    return workspace.mail_settings() | getattr(request, "param", {})


ON_APPROVAL = pytest.mark.parametrize("settings_overrides", [{"REQUEST_MAIL_ON": "approved"}], indirect=True)
WITHOUT_SMTP = pytest.mark.parametrize("settings_overrides", [{"SMTP_URL": ""}], indirect=True)


def subjects(stage: Stage) -> list[str]:
    return [str(mail.message["Subject"]).split("\u00a0")[0] for mail in stage.workspace.mailbox.mails]


def asked_for_changes(stage: Stage, request: Request) -> dict[str, Any]:
    stage.click(AMELIE, request, "ask_changes")
    stage.as_(AMELIE).submit(stage.top_modal(AMELIE)["id"], reason="Il manque Rezé")
    stage.settle()
    stage.as_(CLAIRE).click(stage.workspace.slack.im(CLAIRE), stage.direct(CLAIRE)[-1]["ts"], "edit")
    return stage.top_modal(CLAIRE)


def test_it_is_ticked_unless_somebody_takes_it_away(stage: Stage) -> None:
    view = stage.open_form()
    assert [o["value"] for o in view["state"]["values"]["mail"]["mail"]["selected_options"]] == ["mail"]
    request = stage.request(mail=["mail"])
    assert request.mail
    assert len(subjects(stage)) == 1


def test_unticked_neither_the_request_nor_its_end_is_mailed(stage: Stage) -> None:
    request = stage.request(mail=[])
    assert not request.mail
    stage.click(AMELIE, request, "reject")
    stage.as_(AMELIE).submit(stage.top_modal(AMELIE)["id"], reason="Pas signé")
    stage.settle()
    assert subjects(stage) == []


@ON_APPROVAL
def test_unticked_nothing_is_mailed_on_approval_but_the_delivery_is(stage: Stage) -> None:
    request = stage.request(mail=[])
    stage.click(AMELIE, request, "approve")
    stage.as_(AMELIE).submit(stage.top_modal(AMELIE)["id"])
    stage.settle()
    assert subjects(stage) == []
    stage.give_token(request, TOKEN)
    assert subjects(stage) == ["Vous pouvez continuer"]


def test_it_is_kept_while_the_brand_is_typed_and_when_the_request_is_edited(stage: Stage) -> None:
    request = stage.request(mail=[])
    view = asked_for_changes(stage, request)
    assert view["state"]["values"]["mail"]["mail"]["selected_options"] == []
    stage.as_(CLAIRE).fill(view["id"], "brand", "Boulangerie Émile et fils")
    view = stage.top_modal(CLAIRE)
    stage.as_(CLAIRE).submit(view["id"])
    stage.settle()
    assert stage.fresh(request).brand == "Boulangerie Émile et fils"
    assert not stage.fresh(request).mail
    assert subjects(stage) == []


def test_ticked_later_the_mail_goes_out_then_and_only_once(stage: Stage) -> None:
    request = stage.request(mail=[])
    stage.as_(CLAIRE).submit(asked_for_changes(stage, request)["id"], mail=["mail"])
    stage.settle()
    assert len(subjects(stage)) == 1
    stage.as_(CLAIRE).submit(asked_for_changes(stage, request)["id"], note="encore")
    stage.settle()
    assert stage.fresh(request).note == "encore"
    assert len(subjects(stage)) == 1


def test_where_the_bot_mails_6xpos_nobody_is_asked_whether_they_did(stage: Stage) -> None:
    assert ticks(stage.open_form()) == TICKS[:2]
    assert stage.request(prerequisites=TICKS[:2]).mail


def test_a_form_that_still_asks_it_is_taken(stage: Stage) -> None:
    form = stage.open_form()
    boxes = {"prerequisites": {"type": "checkboxes", "selected_options": [{"value": tick} for tick in TICKS]}}
    typed = {"brand": {"brand": {"value": "Émile"}}, "stores": {"stores": {"value": STORES}}, "prerequisites": boxes}
    view = {**form, "state": {"values": typed}}
    payload = {"type": "view_submission", "team": {"id": "T06XPOS"}, "user": {"id": CLAIRE}, "view": view}
    body = urlencode({"payload": json.dumps(payload)})
    assert "errors" not in post(stage, body, signed(stage, body)).text
    stage.settle()
    assert len(stage.bot.services.queries.open_requests()) == 1


@WITHOUT_SMTP
def test_where_somebody_has_to_tell_6xpos_it_is_asked(stage: Stage) -> None:
    assert ticks(stage.open_form()) == TICKS
    stage.submit(prerequisites=TICKS[:2])
    assert "prévenir 6xpos" in stage.errors()["prerequisites"]


@WITHOUT_SMTP
def test_where_mails_are_sent_by_link_nothing_is_asked(stage: Stage) -> None:
    view = stage.open_form()
    assert "mail" not in {block["block_id"] for block in view["blocks"]}
    delivery = stage.as_(CLAIRE).submit(view["id"], brand="Émile", stores=STORES, prerequisites=TICKS)
    assert not delivery.refused
    stage.settle()
    (request,) = stage.bot.services.queries.open_requests()
    assert request.mail
