"""`check` says whether strangers can read the sheet, and where it could not see that, it says so."""

import json

import pytest

from bot.commands.doctor import Level, examine, failed, to_json
from bot.commands.doctor.findings import Finding
from bot.sandbox.faults import Fault
from bot.sandbox.google.book import ANYONE
from bot.sandbox.workspace import Workspace

pytestmark = pytest.mark.todays_clock

EXPORT = "GET /spreadsheets/d/*"


def checked(workspace: Workspace) -> list[Finding]:
    return list(examine(workspace.settings(), workspace.clock))


def sharing(workspace: Workspace) -> Finding:
    """The one line about it."""
    (found,) = [finding for finding in checked(workspace) if finding.what == "who can read the sheet"]
    return found


def test_a_sheet_that_anyone_with_the_link_can_read(workspace: Workspace) -> None:
    assert sharing(workspace).level is Level.FINE
    workspace.spreadsheet.share(ANYONE, "reader")
    found = sharing(workspace)
    assert (found.level, found.sentence) == (Level.WARNING, "anyone with the link, and it holds tokens")
    assert "Restricted" in found.cure
    workspace.spreadsheet.share(ANYONE, None)
    assert sharing(workspace).level is Level.FINE


def test_whoever_has_the_link_can_read_and_not_write(workspace: Workspace) -> None:
    workspace.spreadsheet.share(workspace.account["client_email"], None)
    workspace.spreadsheet.share(ANYONE, "reader")
    findings = checked(workspace)
    assert "headers" in {finding.what for finding in findings}
    assert [finding.what for finding in findings if failed([finding])] == ["sheet"]


def test_it_asks_as_a_stranger(workspace: Workspace) -> None:
    sharing(workspace)
    (call,) = [call for call in workspace.calls.all("google") if call.method.endswith("/export")]
    assert call.status == 302
    assert "access_token" not in json.dumps(call.request)


@pytest.mark.parametrize("status", [404, 429, 500, 0])
def test_where_it_cannot_be_seen_there_is_no_tick(workspace: Workspace, status: int) -> None:
    workspace.faults.add(Fault("google", EXPORT, "refuse", status=status, times=None))
    found = sharing(workspace)
    assert (found.level, "could not be seen" in found.sentence) == (Level.NOTE, True)
    assert not failed(checked(workspace))
    assert json.loads(to_json([found]))["findings"][0]["level"] == "note"


@pytest.mark.parametrize(("status", "level"), [(401, Level.FINE), (403, Level.FINE), (200, Level.WARNING)])
def test_what_other_answers_to_a_stranger_mean(workspace: Workspace, status: int, level: Level) -> None:
    workspace.faults.add(Fault("google", EXPORT, "refuse", status=status, times=None))
    assert sharing(workspace).level is level
