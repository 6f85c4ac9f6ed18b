"""A token that was delivered is replaced by another, or withdrawn; only what the bot itself wrote is touched."""

from dataclasses import replace as copy
from pathlib import Path

import pytest

from bot.sandbox.faults import Fault
from bot.sandbox.workspace import Workspace
from bot.settings import Settings
from tests.scenarios.stage import AMELIE, CLAIRE, OSCAR, TOKEN, TOM, Stage, buttons, shown
from tests.scenarios.steps import (
    BY_HAND,
    NEW_TOKEN,
    NEWER_TOKEN,
    delivered,
    details_of,
    open_token_form,
    replace_token,
    row_of,
    sheet_tokens,
    type_token,
    withdraw_token,
)
from workflows.rules.states import State
from workflows.storage.columns import InSheet
from workflows.storage.models import Request

EVERY_PRESS = ["replace_token", "withdraw_token"]


def actions(stage: Stage, request: Request) -> list[str]:
    return [entry.action for entry in stage.picture(request).history]


def test_a_new_token_takes_the_place_of_the_one_the_bot_wrote(stage: Stage) -> None:
    request = delivered(stage)
    replace_token(stage, request)
    assert sheet_tokens(stage) == {"emile-nantes": NEW_TOKEN, "emile-reze": NEW_TOKEN}
    fresh = stage.fresh(request)
    assert (fresh.state, fresh.replacement, fresh.token_sealed) == (State.DELIVERED, None, None)
    assert fresh.token_fingerprint == stage.bot.services.sealer.fingerprint(NEW_TOKEN)
    assert actions(stage, request)[-2:] == ["replace_token", "token_replaced"]
    pressed = stage.picture(request).history[-2]
    assert (pressed.actor, pressed.reason) == (AMELIE, "L’ancien a fuité")
    told = shown(stage.direct(CLAIRE)[-1])
    assert f"<@{AMELIE}>" in told
    assert "L’ancien a fuité" in told
    for text in (shown(stage.card(request)), told):
        assert NEW_TOKEN not in text
        assert TOKEN not in text


def test_what_somebody_else_typed_is_left_and_shown_until_it_is_decided(stage: Stage) -> None:
    request = delivered(stage)
    type_token(stage, "emile-reze", BY_HAND)
    replace_token(stage, request)
    assert sheet_tokens(stage) == {"emile-nantes": NEW_TOKEN, "emile-reze": BY_HAND}
    card = stage.card(request)
    for token in (NEW_TOKEN, BY_HAND):
        assert stage.bot.services.sealer.fingerprint(token) in shown(card)
    assert "retry" in buttons(card)
    assert stage.fresh(request).replacement == "replace"
    type_token(stage, "emile-reze", "")
    stage.click(AMELIE, request, "retry")
    stage.settle()
    assert sheet_tokens(stage) == {"emile-nantes": NEW_TOKEN, "emile-reze": NEW_TOKEN}
    assert "retry" not in buttons(stage.card(request))
    assert actions(stage, request)[-4:] == ["replace_token", "trouble", "retry", "token_replaced"]


def test_a_row_that_somebody_took_away_is_not_added_again(stage: Stage) -> None:
    request = delivered(stage)
    stage.workspace.sheet.delete_row(row_of(stage, "emile-reze"))
    replace_token(stage, request)
    assert sheet_tokens(stage) == {"emile-nantes": NEW_TOKEN}
    kinds = {store.slug: store.in_sheet for store in stage.picture(request).stores}
    assert kinds == {"emile-nantes": InSheet.WRITTEN, "emile-reze": InSheet.ABSENT}


def test_whoever_pressed_again_meanwhile_is_who_counts(stage: Stage) -> None:
    request = delivered(stage)
    type_token(stage, "emile-reze", BY_HAND)
    replace_token(stage, request)  # a conflict: one row has the new token already, the work is not over
    type_token(stage, "emile-reze", TOKEN)
    replace_token(stage, request, NEWER_TOKEN, TOM)
    assert sheet_tokens(stage) == {"emile-nantes": NEWER_TOKEN, "emile-reze": NEWER_TOKEN}
    assert stage.fresh(request).replacement is None


def test_a_token_is_withdrawn_only_where_the_bot_wrote_it(stage: Stage) -> None:
    request = delivered(stage)
    type_token(stage, "emile-reze", BY_HAND)
    withdraw_token(stage, request)
    assert sheet_tokens(stage) == {"emile-nantes": "", "emile-reze": BY_HAND}
    assert stage.state(request) is State.WITHDRAWN
    assert actions(stage, request)[-2:] == ["withdraw_token", "token_withdrawn"]
    assert "La marque est partie" in shown(stage.direct(CLAIRE)[-1])
    assert "La marque est partie" in shown(stage.card(request))
    assert buttons(stage.card(request)) == ["details"]
    kinds = {store.slug: store.in_sheet for store in stage.picture(request).stores}
    assert kinds == {"emile-nantes": InSheet.NO_TOKEN, "emile-reze": InSheet.TOKEN}
    assert stage.bot.services.queries.reminder(request.id) is None


def test_a_brand_whose_token_was_withdrawn_can_be_asked_for_again(stage: Stage) -> None:
    withdraw_token(stage, delivered(stage))
    again = stage.request()
    stage.give_token(again, NEW_TOKEN)
    assert sheet_tokens(stage) == {"emile-nantes": NEW_TOKEN, "emile-reze": NEW_TOKEN}
    assert stage.state(again) is State.DELIVERED


def test_every_token_that_was_ever_written_for_it_is_withdrawn(stage: Stage) -> None:
    request = delivered(stage)
    replace_token(stage, request)
    type_token(stage, "emile-reze", TOKEN)  # from an old copy: the bot wrote it too, once
    withdraw_token(stage, request)
    assert sheet_tokens(stage) == {"emile-nantes": "", "emile-reze": ""}


def test_only_approvers_see_the_buttons_and_only_they_get_the_forms(stage: Stage) -> None:
    request = delivered(stage)
    seen = details_of(stage, AMELIE, request)
    assert [name for name in buttons(seen) if name in EVERY_PRESS] == EVERY_PRESS
    for outsider in (CLAIRE, OSCAR):
        assert not set(buttons(details_of(stage, outsider, request))) & set(EVERY_PRESS)


def test_an_approver_who_left_the_group_with_the_form_open_changes_nothing(stage: Stage) -> None:
    request = delivered(stage)
    view_id = open_token_form(stage, AMELIE, request, "withdraw_token")
    stage.workspace.slack.set_usergroup_members("S0PARTNERS", [TOM])
    stage.bot.services.approvers.refresh()
    delivery = stage.as_(AMELIE).submit(view_id, reason="Trop tard")
    stage.settle()
    assert delivery.body["response_action"] == "update"
    assert sheet_tokens(stage) == {"emile-nantes": TOKEN, "emile-reze": TOKEN}
    assert actions(stage, request)[-1] == "deliver"


def test_a_form_without_token_or_reason_says_what_is_missing(stage: Stage) -> None:
    request = delivered(stage)
    view_id = open_token_form(stage, AMELIE, request, "replace_token")
    stage.as_(AMELIE).submit(view_id, token="   ", reason="  ")
    missing = set(stage.errors(AMELIE))
    stage.as_(AMELIE).submit(view_id, token="short", reason="Fuite")
    assert missing == {"token", "reason"}
    assert set(stage.errors(AMELIE)) == {"token"}
    assert stage.fresh(request).replacement is None


@pytest.mark.parametrize("fault", [
    Fault("google", "POST *:batchUpdate", "lose_answer", status=504),
    Fault("google", "POST *:batchUpdate", "refuse", status=429, retry_after=2),
])  # fmt: skip
def test_problem_on_the_way_ends_with_the_new_token_everywhere(stage: Stage, fault: Fault) -> None:
    request = delivered(stage)
    stage.workspace.faults.add(copy(fault))
    replace_token(stage, request)
    stage.patiently(3)
    assert sheet_tokens(stage) == {"emile-nantes": NEW_TOKEN, "emile-reze": NEW_TOKEN}
    assert stage.fresh(request).replacement is None


def test_try_again_on_a_card_of_before_says_that_nothing_is_left_to_do(stage: Stage) -> None:
    request = delivered(stage)
    type_token(stage, "emile-reze", BY_HAND)
    replace_token(stage, request)
    stale = stage.card(request)
    type_token(stage, "emile-reze", "")
    stage.click(AMELIE, request, "retry")
    stage.settle()
    stage.as_(TOM).click("C0PARTNERS", stale["ts"], "retry", stale_message=stale)
    stage.settle()
    assert actions(stage, request).count("retry") == 1
    assert "6X-0001" in stage.ephemerals(TOM)[-1]


def test_a_completed_request_stays_complete(stage: Stage) -> None:
    request = delivered(stage)
    for step in ("interfaces", "access", "slug", "products"):
        stage.as_(CLAIRE).click("C0PARTNERS", stage.card(request)["ts"], "tick", block_id=f"tick:{step}")
        stage.settle()
    replace_token(stage, request)
    assert stage.state(request) is State.COMPLETED
    withdraw_token(stage, request)
    assert stage.state(request) is State.WITHDRAWN


def test_the_same_submission_delivered_again_is_one(stage: Stage) -> None:
    request = delivered(stage)
    stage.workspace.slack.replay(replace_token(stage, request))
    stage.settle()
    assert actions(stage, request).count("replace_token") == 1


class TestWithTheCheck:
    @pytest.fixture
    def settings(self, workspace: Workspace, tmp_path: Path) -> Settings:
        workspace.pongo.stores |= {"emile-nantes": "Émile Nantes", "emile-reze": "Émile Rezé"}
        return Settings.load(
            workspace.settings(
                DATABASE_URL=f"sqlite:///{tmp_path / 'bot.db'}", PORT="0", PONGO_API_URL=workspace.pongo_url
            )
        )

    def delivered(self, stage: Stage) -> tuple[Request, str]:
        token = stage.workspace.pongo.issue("Émile", ["emile-nantes", "emile-reze"])
        request = stage.request()
        stage.give_token(request, token)
        return request, token

    def test_the_new_token_is_checked_like_any_other(self, stage: Stage) -> None:
        request, _ = self.delivered(stage)
        new = stage.workspace.pongo.issue("Émile", ["emile-nantes", "emile-reze"])
        replace_token(stage, request, new)
        assert sheet_tokens(stage) == {"emile-nantes": new, "emile-reze": new}
        assert stage.picture(request).history[-2].details == {"check": "good"}

    def test_what_the_check_finds_is_for_the_lead_to_decide_and_the_reason_is_kept(self, stage: Stage) -> None:
        request, old = self.delivered(stage)
        replace_token(stage, request, NEW_TOKEN)
        view = stage.top_modal(AMELIE)
        assert view["callback_id"] == "token_check"
        assert sheet_tokens(stage) == {"emile-nantes": old, "emile-reze": old}
        stage.as_(AMELIE).submit(view["id"])
        stage.settle()
        assert sheet_tokens(stage) == {"emile-nantes": NEW_TOKEN, "emile-reze": NEW_TOKEN}
        entry = stage.picture(request).history[-2]
        assert (entry.action, entry.reason) == ("replace_token", "L’ancien a fuité")
        assert entry.details == {"check": "refused", "anyway": True}

    def test_another_token_pasted_after_the_check_is_checked_and_replaces_too(self, stage: Stage) -> None:
        request, _ = self.delivered(stage)
        replace_token(stage, request, NEW_TOKEN)
        good = stage.workspace.pongo.issue("Émile", ["emile-nantes", "emile-reze"])
        stage.as_(AMELIE).submit(stage.top_modal(AMELIE)["id"], token=good)
        stage.settle()
        assert sheet_tokens(stage) == {"emile-nantes": good, "emile-reze": good}
        assert stage.picture(request).history[-2].reason == "L’ancien a fuité"
