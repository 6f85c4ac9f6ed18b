"""The sheet as people leave it: what the bot writes, what it leaves alone, and what it says about problems."""

from datetime import timedelta

import pytest
from sqlmodel import delete

from bot.sandbox.faults import Fault
from bot.sandbox.google import Arriving
from tests.scenarios.stage import AMELIE, TOKEN, Stage, buttons, shown
from tests.scenarios.steps import column, row_of, type_row
from workflows.rules.states import State
from workflows.storage.models import SheetJournal

WRITES = ("PUT", "POST")


def test_rows_that_a_person_typed_keep_everything_and_get_the_token(stage: Stage) -> None:
    type_row(stage, "Emile (Nantes) !", "emile-nantes")
    before = len(stage.workspace.sheet.rows())
    request = stage.request()
    stage.give_token(request)
    assert stage.sheet()["emile-nantes"] == ("Emile (Nantes) !", TOKEN)
    assert stage.sheet()["emile-reze"] == ("Boulangerie Émile Rezé", TOKEN)
    assert len(stage.workspace.sheet.rows()) == before + 1


def test_the_card_shows_what_the_sheet_holds_before_anything_is_written(stage: Stage) -> None:
    type_row(stage, "Émile Nantes", "emile-nantes")
    type_row(stage, "Émile Rezé", "emile-reze", "some-other-token-0123456789")
    stores = [store.in_sheet.value for store in stage.picture(stage.request()).stores]
    assert stores == ["no_token", "token"]


def test_a_form_that_finds_the_sheet_as_it_was_changes_no_card(stage: Stage) -> None:
    request = stage.request()
    for changes in (0, 1):
        if changes:
            type_row(stage, "Rezé", "emile-reze")
        before = len([call for call in stage.workspace.calls.all("slack") if call.method == "chat.update"])
        stage.click(AMELIE, request, "approve")
        stage.settle()
        after = len([call for call in stage.workspace.calls.all("slack") if call.method == "chat.update"])
        assert after - before == changes


def test_a_token_typed_in_the_very_instant_of_the_write_is_a_conflict_too(stage: Stage) -> None:
    row = type_row(stage, "Émile Rezé", "emile-reze")
    typed = "typed-by-a-person-0123456789"
    sheet = stage.workspace.sheet

    def person(call: Arriving) -> None:
        if call.path.endswith(":batchUpdate") and not sheet.text(row, column(stage, "TOKEN PONGO")):
            sheet.type(row, column(stage, "TOKEN PONGO"), typed)

    stage.workspace.google.before_call.append(person)
    request = stage.request()
    stage.give_token(request)
    assert stage.state(request) is State.WRITING
    assert stage.sheet()["emile-reze"] == ("Émile Rezé", typed)
    assert stage.sheet()["emile-nantes"][1] == TOKEN
    assert stage.bot.services.sealer.fingerprint(typed) in shown(stage.card(request))
    assert len(stage.workspace.spreadsheet.worksheets) == 1


def test_another_token_is_a_conflict_and_is_not_touched(stage: Stage) -> None:
    type_row(stage, "Émile Rezé", "emile-reze", "typed-by-a-person-0123456789")
    request = stage.request()
    stage.give_token(request)
    assert stage.state(request) is State.WRITING
    assert stage.sheet()["emile-reze"][1] == "typed-by-a-person-0123456789"
    assert stage.sheet()["emile-nantes"][1] == TOKEN
    card = stage.card(request)
    sealer = stage.bot.services.sealer
    assert sealer.fingerprint(TOKEN) in shown(card)
    assert sealer.fingerprint("typed-by-a-person-0123456789") in shown(card)
    assert "retry" in buttons(card)
    stage.workspace.sheet.type(row_of(stage, "emile-reze"), column(stage, "TOKEN PONGO"), "")
    stage.click(AMELIE, request, "retry")
    stage.settle()
    assert stage.state(request) is State.DELIVERED
    assert stage.sheet()["emile-reze"][1] == TOKEN


def test_a_slug_in_two_rows_gets_the_token_in_both(stage: Stage) -> None:
    rows = [type_row(stage, "Émile Rezé", "emile-reze"), type_row(stage, "Émile Rezé bis", "emile-reze")]
    request = stage.request()
    stage.give_token(request)
    cells = stage.workspace.sheet.rows()
    assert [cells[row - 1][column(stage, "TOKEN PONGO") - 1] for row in rows] == [TOKEN, TOKEN]


def test_a_name_that_looks_like_a_formula_stays_text(stage: Stage) -> None:
    request = stage.request(stores='=HYPERLINK("http://x","y") ; emile-nantes\n+33 ; 0042')
    stage.give_token(request)
    assert stage.sheet()["emile-nantes"] == ('=HYPERLINK("http://x","y")', TOKEN)
    assert stage.sheet()["0042"] == ("+33", TOKEN)


def test_columns_in_another_order_among_others_below_a_title(stage: Stage) -> None:
    sheet = stage.workspace.sheet
    sheet.insert_row(1, ["Suivi 6xpos"])
    sheet.move("COLUMNS", 1, 4)
    sheet.insert_column(2)
    header = stage.workspace.sheet.rows()[1]
    sheet.type(2, header.index("TOKEN PONGO") + 1, " Tokén   pongo ")
    request = stage.request()
    stage.give_token(request)
    assert stage.state(request) is State.DELIVERED
    row = next(row for row in stage.workspace.sheet.rows() if "emile-nantes" in row)
    assert row[header.index("TOKEN PONGO")] == TOKEN
    assert row[header.index("RESTAURANT NAME")] == "Boulangerie Émile Nantes"


@pytest.mark.parametrize("stores", [1, 80])
def test_three_google_calls_for_any_number_of_stores(stage: Stage, stores: int) -> None:
    type_row(stage, "Magasin 0", "m-0")  # so that rows are filled and rows are added
    request = stage.request(stores="\n".join(f"Magasin {number} ; m-{number}" for number in range(stores)))
    stage.click(AMELIE, request, "approve")
    stage.answered()
    stage.workspace.calls.clear()
    stage.as_(AMELIE).submit(stage.top_modal(AMELIE)["id"], token=TOKEN)
    stage.settle()
    assert stage.state(request) is State.DELIVERED
    calls = [call for call in stage.workspace.calls.all("google") if "/token" not in call.method]
    assert len([call for call in calls if call.method.startswith(WRITES)]) >= 1
    assert len(calls) <= 3


def test_no_access_names_the_address_to_share_the_sheet_with(stage: Stage) -> None:
    account = stage.workspace.account["client_email"]
    stage.workspace.spreadsheet.share(account, None)
    request = stage.request()
    assert account in shown(stage.card(request))
    stage.workspace.spreadsheet.share(account, "writer")
    stage.click(AMELIE, request, "retry")
    stage.settle()
    assert account not in shown(stage.card(request))
    assert stage.fresh(request).problem is None


def test_missing_headers_list_what_was_found(stage: Stage) -> None:
    stage.workspace.sheet.type(1, column(stage, "TOKEN PONGO"), "CODE SECRET")
    request = stage.request()
    assert "CODE SECRET" in shown(stage.card(request))
    assert "TOKEN PONGO" in shown(stage.card(request))


def test_a_protected_range_is_explained(stage: Stage) -> None:
    request = stage.request()
    stage.workspace.sheet.protect("A1:Z1000", editors=["owner@6xpos.fr"])
    stage.give_token(request)
    assert stage.state(request) is State.WRITING
    problem = stage.fresh(request).problem
    assert problem is not None
    assert problem.kind == "protected"


def test_the_quota_passes_by_itself(stage: Stage) -> None:
    request = stage.request()
    stage.workspace.faults.add(Fault("google", "*/values*", "refuse", status=429, times=3))
    stage.click(AMELIE, request, "approve")
    stage.as_(AMELIE).submit(stage.top_modal(AMELIE)["id"], token=TOKEN)
    for _ in range(30):
        stage.settle()
        if stage.state(request) is State.DELIVERED:
            break
        stage.workspace.clock.advance(timedelta(seconds=30))
    assert stage.state(request) is State.DELIVERED
    assert stage.fresh(request).problem is None


def test_a_write_whose_answer_was_lost_leaves_no_second_row(stage: Stage) -> None:
    request = stage.request()
    stage.workspace.faults.add(Fault("google", "POST *:batchUpdate", "lose_answer", status=504))
    stage.click(AMELIE, request, "approve")
    stage.as_(AMELIE).submit(stage.top_modal(AMELIE)["id"], token=TOKEN)
    for _ in range(10):
        stage.settle()
        stage.workspace.clock.advance(timedelta(seconds=10))
    assert stage.state(request) is State.DELIVERED
    slugs = [cell for row in stage.workspace.sheet.rows() for cell in row]
    assert slugs.count("emile-nantes") == 1
    assert slugs.count("emile-reze") == 1


def test_a_spreadsheet_that_is_gone_is_named_and_read_again_on_a_slow_beat(stage: Stage) -> None:
    fault = stage.workspace.faults.add(Fault("google", "GET *", "refuse", status=404, times=None))
    request = stage.request()
    problem = stage.fresh(request).problem
    assert problem is not None
    assert problem.kind == "not_found"
    assert stage.workspace.spreadsheet.id in shown(stage.card(request))
    stage.workspace.faults.remove(fault)
    stage.workspace.clock.advance(timedelta(minutes=10, seconds=1))
    stage.settle()
    assert stage.fresh(request).problem is None


def test_once_a_protection_is_lifted_the_bot_goes_on_by_itself(stage: Stage) -> None:
    request = stage.request()
    stage.workspace.sheet.protect("A1:Z1000", editors=["owner@6xpos.fr"])
    stage.give_token(request)
    stage.workspace.clock.advance(timedelta(minutes=9))
    stage.settle()
    assert stage.state(request) is State.WRITING
    stage.workspace.sheet.unprotect()
    stage.workspace.clock.advance(timedelta(minutes=2))
    stage.settle()
    assert stage.state(request) is State.DELIVERED


def test_google_is_given_the_time_that_it_asks_for(stage: Stage) -> None:
    request = stage.request()
    stage.click(AMELIE, request, "approve")
    stage.answered()
    stage.workspace.faults.add(Fault("google", "*/values*", "refuse", status=429, retry_after=120))
    stage.as_(AMELIE).submit(stage.top_modal(AMELIE)["id"], token=TOKEN)
    stage.settle()
    assert stage.state(request) is State.WRITING
    stage.workspace.calls.clear()
    stage.workspace.clock.advance(timedelta(seconds=115))
    stage.settle()
    assert stage.workspace.calls.all("google") == []
    stage.workspace.clock.advance(timedelta(seconds=7))
    stage.settle()
    assert stage.state(request) is State.DELIVERED


def test_a_revoked_key_is_explained(stage: Stage) -> None:
    stage.workspace.google.accounts.revoke(stage.workspace.account["client_email"])
    request = stage.request()
    problem = stage.fresh(request).problem
    assert problem is not None
    assert problem.kind in ("key_refused", "no_access")


@pytest.mark.parametrize("settings_overrides", [{"SHEET_WORKSHEET": "Magasins"}])
def test_a_worksheet_that_is_not_there_lists_those_that_are(stage: Stage) -> None:
    request = stage.request()
    text = shown(stage.card(request))
    assert "Magasins" in text
    assert stage.workspace.sheet.title in text


def test_a_protected_row_holds_up_its_own_request_and_no_other(stage: Stage) -> None:
    protected = type_row(stage, "Émile Nantes", "emile-nantes")
    first = stage.request()
    second = stage.request("UNORA", brand="Autre", stores="Autre ; autre")
    stage.workspace.sheet.protect(f"A{protected}:Z{protected}", editors=["owner@6xpos.fr"])
    fault = stage.workspace.faults.add(Fault("google", "GET *", "refuse", status=503, times=None))
    for request in (first, second):
        stage.give_token(request)
    stage.workspace.faults.remove(fault)
    stage.patiently(4)
    assert stage.state(second) is State.DELIVERED
    assert stage.state(first) is State.WRITING
    problem = stage.fresh(first).problem
    assert problem is not None
    assert problem.kind == "protected"
    assert stage.sheet()["autre"][1] == TOKEN


@pytest.mark.parametrize("journal", ["kept", "lost"])
def test_markers_that_a_crash_left_go_by_themselves(stage: Stage, journal: str) -> None:
    type_row(stage, "Émile Rezé", "emile-reze")
    request = stage.request()
    # The claim is carried out, its answer never comes, and the process ends.
    stage.workspace.faults.add(Fault("google", "POST *:batchUpdate", "lose_answer", status=0))
    stage.workspace.faults.add(Fault("google", "*spreadsheets*", "refuse", status=503, skip=2, times=None))
    stage.give_token(request)
    rows = stage.sheet()
    assert {slug for slug, (_, token) in rows.items() if token.startswith("⏳ 6xpos ")} == {
        "emile-nantes",
        "emile-reze",
    }
    stage.workspace.faults.clear()
    assert stage.bot.services.gateway.survey(["emile-reze"])["emile-reze"].tokens == ()
    if journal == "lost":
        with stage.bot.database.transaction() as session:
            session.execute(delete(SheetJournal))
        stage.bot.rows.sweep()
        assert stage.sheet() == rows, "it may be another bot's"
        stage.workspace.clock.advance(timedelta(minutes=11))
    else:
        stage.workspace.clock.advance(timedelta(seconds=45))
    stage.bot.rows.sweep()
    assert [token for _, token in stage.sheet().values() if token.startswith("⏳")] == []
    stage.patiently()
    assert stage.state(request) is State.DELIVERED
    assert stage.sheet()["emile-reze"] == ("Émile Rezé", TOKEN)
    assert len(stage.workspace.spreadsheet.worksheets) == 1


def test_where_google_refuses_to_find_and_replace_nothing_is_written_until_it_does(stage: Stage) -> None:
    type_row(stage, "Émile Rezé", "emile-reze")
    request = stage.request()
    before = stage.workspace.sheet.rows()
    stage.workspace.google.quirks.find_replace_refused = True
    stage.give_token(request)
    assert stage.workspace.sheet.rows() == before
    assert "prove-sheet" in shown(stage.card(request))
    stage.workspace.clock.advance(timedelta(minutes=11))
    stage.settle()
    assert stage.workspace.sheet.rows() == before
    stage.workspace.google.quirks.find_replace_refused = False
    stage.workspace.clock.advance(timedelta(minutes=11))
    stage.settle()
    assert stage.state(request) is State.DELIVERED
    assert "prove-sheet" not in shown(stage.card(request))


def test_a_hidden_row_that_google_skips_is_told_on_the_card(stage: Stage) -> None:
    type_row(stage, "Émile Rezé", "emile-reze")
    stage.workspace.google.quirks.hidden_rows_skipped = True
    stage.workspace.sheet.hide_rows(
        next(n for n, row in enumerate(stage.workspace.sheet.rows(), 1) if "emile-reze" in row)
    )
    request = stage.request()
    stage.give_token(request)
    assert stage.state(request) is State.WRITING
    assert "masquée" in shown(stage.card(request))
    stage.workspace.google.quirks.hidden_rows_skipped = False
    stage.click(AMELIE, request, "retry")
    stage.settle()
    assert stage.state(request) is State.DELIVERED
