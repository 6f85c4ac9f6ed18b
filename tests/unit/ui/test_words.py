"""Everything that the audit trail can hold has words, in both languages."""

import pytest

from bot.texts import Texts
from bot.ui.words import timeline
from tests.unit.ui.pictures import ENGLISH, FRENCH, NOW
from workflows.requests.go_live import LiveStep
from workflows.rules.states import Event, Remark
from workflows.storage.models import Audit

FOLLOW_UPS = [
    ("snooze", {"until": "2026-11-25T08:30:00+00:00"}),
    ("keep_open", None),
    ("hand_over", {"to": "UTOM"}),
    *[(action, {"step": step.value}) for action in (Remark.TICK, Remark.UNTICK) for step in LiveStep],
]
ENTRIES = [(event.value, None) for event in Event] + FOLLOW_UPS


@pytest.mark.parametrize("texts", [FRENCH, ENGLISH], ids=["fr", "en"])
@pytest.mark.parametrize(("action", "details"), ENTRIES)
@pytest.mark.parametrize("actor", ["UCLAIRE", "bot", "clock"])
def test_every_entry_has_a_line(texts: Texts, action: str, details: dict[str, str] | None, actor: str) -> None:
    entry = Audit(at=NOW, request_id="r", actor=actor, action=action, to_state="submitted", details=details)
    (line,) = timeline(texts, [entry])
    assert len(line) > 20
    assert "{" not in line
    if action == "hand_over":
        assert line.endswith("<@UTOM>")
