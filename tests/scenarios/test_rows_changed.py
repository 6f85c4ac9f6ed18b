"""What can be done about rows of delivered requests that somebody changed, and how the message says who did what."""

from typing import Any

import pytest

from tests.scenarios.stage import AMELIE, CHANNEL, CLAIRE, TOKEN, Stage, buttons, shown
from tests.scenarios.steps import row_of, sheet_tokens, type_row
from tests.scenarios.watching import delivered, look, quiet, told, type_token
from workflows.rules.states import State
from workflows.storage.columns import InSheet
from workflows.storage.models import Request


@pytest.fixture
def settings_overrides() -> dict[str, str]:
    return {"SHEET_WATCH_MINUTES": "5"}


@pytest.fixture
def stage(stage: Stage) -> Stage:
    return quiet(stage)


OTHER = "typed-by-a-person-0123456789"


def press(stage: Stage, action: str, who: str = AMELIE, *, before: dict[str, Any] | None = None) -> None:
    """Presses a button under the newest message about changed rows, or of that message as it was `before`."""
    message = before or told(stage, "rows_changed")[-1]
    block = next(
        b
        for b in message["blocks"]
        if action in [one["action_id"] for one in b.get("elements", []) if "action_id" in one]
    )
    stage.as_(who).click(CHANNEL, message["ts"], action, block_id=block["block_id"], stale_message=before)
    stage.settle()


def history(stage: Stage, request: Request) -> list[str]:
    return [entry.action for entry in stage.picture(request).history][-2:]


class TestWhatHelps:
    def test_a_row_and_a_token_are_put_back_with_the_token_of_the_others(self, stage: Stage) -> None:
        request = delivered(stage)
        stage.workspace.sheet.delete_row(row_of(stage, "emile-reze"))
        look(stage)
        assert buttons(told(stage, "rows_changed")[-1]) == ["put_back", "leave_rows", "details"]
        assert "garde le token" not in shown(told(stage, "rows_changed")[-1])  # there is none to keep
        mails, notes = len(stage.workspace.mailbox.mails), len(stage.direct(CLAIRE))
        press(stage, "put_back")
        assert sheet_tokens(stage) == {"emile-nantes": TOKEN, "emile-reze": TOKEN}
        assert history(stage, request) == ["put_back", "rows_back"]
        assert "je remets le token" in shown(stage.top_modal(AMELIE))
        assert stage.state(request) is State.DELIVERED
        assert (len(stage.workspace.mailbox.mails), len(stage.direct(CLAIRE))) == (mails, notes)  # nobody else's news
        message = told(stage, "rows_changed")[-1]
        assert "<@UAMELIE> fait remettre" in shown(message)
        assert ":white_check_mark:  Boulangerie Émile Rezé" in shown(message)
        assert buttons(message) == []
        look(stage)
        assert len(told(stage, "rows_changed")) == 1

    def test_it_stands_again_over_the_other_token_that_was_seen_and_over_no_newer_one(self, stage: Stage) -> None:
        request = delivered(stage)
        type_token(stage, "emile-reze", OTHER)
        look(stage)
        assert buttons(told(stage, "rows_changed")[-1]) == ["put_back", "keep_token", "leave_rows", "details"]
        assert "garde le token" in shown(told(stage, "rows_changed")[-1])
        type_token(stage, "emile-reze", "typed-later-0123456789abc")
        press(stage, "put_back")
        assert sheet_tokens(stage)["emile-reze"] == "typed-later-0123456789abc"
        assert "overwrite_token" in buttons(stage.card(request))
        type_token(stage, "emile-reze", OTHER)
        stage.as_(AMELIE).click(CHANNEL, stage.card(request)["ts"], "retry")
        stage.settle()
        assert sheet_tokens(stage) == {"emile-nantes": TOKEN, "emile-reze": TOKEN}
        assert history(stage, request)[-1] == "rows_back"

    def test_the_new_token_is_taken_for_right(self, stage: Stage) -> None:
        request = delivered(stage)
        type_token(stage, "emile-reze", OTHER)
        look(stage)
        before = told(stage, "rows_changed")[-1]
        press(stage, "keep_token")
        assert history(stage, request)[-1] == "keep_token"
        assert "<@UAMELIE> a gardé le token" in shown(told(stage, "rows_changed")[-1])
        assert buttons(told(stage, "rows_changed")[-1]) == []
        assert "C’est noté" in stage.ephemerals(AMELIE)[-1]
        assert {store.in_sheet for store in stage.picture(request).stores} == {InSheet.WRITTEN}
        look(stage)
        assert len(told(stage, "rows_changed")) == 1
        assert sheet_tokens(stage) == {"emile-nantes": TOKEN, "emile-reze": OTHER}
        press(stage, "keep_token", before=before)
        assert "Cette étape est passée" in stage.ephemerals(AMELIE)[-1]

    def test_what_may_stay_so_is_closed_and_said_by_whom(self, stage: Stage) -> None:
        request = delivered(stage)
        type_token(stage, "emile-nantes", OTHER)
        stage.workspace.sheet.delete_row(row_of(stage, "emile-reze"))
        look(stage)
        before = told(stage, "rows_changed")[-1]
        press(stage, "leave_rows", CLAIRE)
        assert "Seule l’équipe partenariats" in stage.ephemerals(CLAIRE)[-1]
        press(stage, "leave_rows")
        message = told(stage, "rows_changed")[-1]
        assert "<@UAMELIE> laisse la feuille ainsi" in shown(message)
        assert (buttons(message), message["ts"]) == ([], before["ts"])
        assert history(stage, request)[-1] == "leave_rows"
        look(stage)
        assert len(told(stage, "rows_changed")) == 1
        # Back by hand: what is told again is what changes after that.
        for slug in ("emile-nantes", "emile-reze"):
            if slug == "emile-reze":
                type_row(stage, "Émile Rezé", slug)
            type_token(stage, slug, TOKEN)
        look(stage)
        press(stage, "leave_rows", before=before)
        assert "Cette étape est passée" in stage.ephemerals(AMELIE)[-1]
        type_token(stage, "emile-reze", OTHER)
        look(stage)
        assert len(told(stage, "rows_changed")) == 2

    def test_what_anybody_puts_back_leaves_the_message_with_its_buttons(self, stage: Stage) -> None:
        delivered(stage)
        stage.workspace.sheet.delete_row(row_of(stage, "emile-reze"))
        type_token(stage, "emile-nantes", OTHER)
        look(stage)
        type_token(stage, "emile-nantes", TOKEN)
        look(stage)
        message = told(stage, "rows_changed")[-1]
        assert ":white_check_mark:  Boulangerie Émile Nantes" in shown(message)
        assert "`emile-reze` : la ligne a disparu" in shown(message).replace("\xa0", " ")
        assert buttons(message) == ["put_back", "leave_rows", "details"]
        type_row(stage, "Émile Rezé", "emile-reze", TOKEN)
        look(stage)
        message = told(stage, "rows_changed")[-1]
        assert "à nouveau comme avant" in shown(message)
        assert buttons(message) == []

    def test_where_no_row_has_it_any_more_it_is_asked_for(self, stage: Stage) -> None:
        request = delivered(stage)
        for slug in ("emile-reze", "emile-nantes"):
            stage.workspace.sheet.delete_row(row_of(stage, slug))
        look(stage)
        press(stage, "put_back")
        view = stage.top_modal(AMELIE)
        assert view["callback_id"] == "replace_form"
        assert "Plus aucune ligne n’a le token" in shown(view)
        stage.as_(AMELIE).submit(view["id"], token=TOKEN, reason="La ligne avait été effacée")
        stage.settle()
        assert sheet_tokens(stage) == {"emile-nantes": TOKEN, "emile-reze": TOKEN}
        assert history(stage, request) == ["put_back", "rows_back"]

    def test_it_is_for_approvers(self, stage: Stage) -> None:
        request = delivered(stage)
        stage.workspace.sheet.delete_row(row_of(stage, "emile-reze"))
        look(stage)
        press(stage, "put_back", CLAIRE)
        assert "Seule l’équipe partenariats" in shown(stage.top_modal(CLAIRE))
        assert "put_back" not in history(stage, request)
