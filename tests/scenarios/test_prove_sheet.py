"""`prove-sheet`, over HTTP against the embedded Google: what it says of each fact; it leaves nothing behind."""

import json
from pathlib import Path

import pytest
from typer.testing import Result

from bot.commands.prove_sheet import TITLE
from bot.sandbox.faults import Fault
from bot.sandbox.workspace import Workspace
from tests.scenarios.checking import Check
from tests.scenarios.commands import run


def prove(workspace: Workspace, database: str, *arguments: str) -> Result:
    return run("prove-sheet", *arguments, **workspace.settings(DATABASE_URL=database))


def worksheets(workspace: Workspace) -> list[str]:
    return [sheet.title for sheet in workspace.spreadsheet.worksheets]


def test_every_fact_is_told_and_remembered_and_nothing_is_left(
    workspace: Workspace, checked_url: str, check: Check
) -> None:
    before, rows = worksheets(workspace), workspace.sheet.rows()
    shown = prove(workspace, checked_url, "--json")
    assert shown.exit_code == 0, shown.output
    facts = json.loads(shown.stdout)
    assert len(facts) == 12
    assert [fact["name"] for fact in facts if not fact["holds"]] == []
    assert (worksheets(workspace), workspace.sheet.rows()) == (before, rows)
    (found,) = [finding for finding in check() if finding.what == "prove-sheet"]
    assert (found.level, found.sentence.endswith("every fact held")) == ("fine", True)


@pytest.mark.parametrize(
    ("switch", "code", "line", "level"),
    [
        ("blanks_not_matched", 1, "blank cells are found", "warning"),
        ("find_replace_refused", 1, "one cell, compared and set", "warning"),
        ("hidden_rows_skipped", 0, "hidden rows are changed too", "note"),
    ],
)
def test_what_google_does_otherwise_is_told_with_what_the_bot_does_then(
    workspace: Workspace, checked_url: str, check: Check, switch: str, code: int, line: str, level: str
) -> None:
    setattr(workspace.google.quirks, switch, True)
    before = worksheets(workspace)
    shown = prove(workspace, checked_url)
    assert shown.exit_code == code
    (told,) = [text for text in shown.stdout.splitlines() if text.startswith(f"✗ {line}")]
    assert "→" in told
    assert worksheets(workspace) == before
    (found,) = [finding for finding in check() if finding.what == "prove-sheet"]
    assert (found.level, line in found.sentence) == (level, True)


def test_what_could_not_be_deleted_is_deleted_at_the_next_start(workspace: Workspace, checked_url: str) -> None:
    # The worksheet of an earlier run, an addition, 13 facts' calls; what comes after them is refused.
    fault = workspace.faults.add(Fault("google", "POST *:batchUpdate", "refuse", status=503, skip=14, times=None))
    before = worksheets(workspace)
    prove(workspace, checked_url)
    assert worksheets(workspace) == [*before, TITLE]
    workspace.faults.remove(fault)
    assert prove(workspace, checked_url).exit_code == 0
    assert worksheets(workspace) == before


def test_without_a_database_it_says_that_check_will_not_know(workspace: Workspace, tmp_path: Path) -> None:
    shown = prove(workspace, f"sqlite:///{tmp_path / 'none.db'}")
    assert shown.exit_code == 0
    assert "pongo-6xpos migrate" in shown.stderr
    assert not (tmp_path / "none.db").exists()


def test_without_a_sheet_to_prove_it_on_it_names_the_settings(workspace: Workspace, checked_url: str) -> None:
    shown = run("prove-sheet", **workspace.settings(DATABASE_URL=checked_url, SHEET_ID=""))
    assert shown.exit_code == 3
    assert "not set: SHEET_ID" in shown.stderr


def test_a_sheet_that_is_not_shared_is_told_with_the_cure(workspace: Workspace, checked_url: str) -> None:
    workspace.spreadsheet.share(workspace.account["client_email"], "reader")
    shown = prove(workspace, checked_url)
    assert shown.exit_code == 1
    assert workspace.account["client_email"] in shown.stderr
