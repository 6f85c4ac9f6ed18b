"""Messages that say a thing once, and first what one has to know first."""

import pytest

from bot.texts import Texts
from bot.ui.notes import note
from bot.ui.sheet_watch import unasked
from tests.unit.ui.limits import all_texts
from tests.unit.ui.pictures import BOTH, FRENCH, entry, picture
from workflows.rules.brand_guess import likely_brands
from workflows.rules.states import Event, State
from workflows.rules.store_lines import StoreLine


@pytest.mark.parametrize("texts", BOTH, ids=lambda texts: texts.language)
def test_the_reason_of_a_rejection_comes_before_what_to_do_about_it(texts: Texts) -> None:
    drawn = picture(State.REJECTED)
    drawn.history.append(entry(Event.REJECT, reason="Pas de contrat."))
    shown = all_texts(note(texts, drawn, Event.REJECT).blocks)
    assert 0 < shown.index("Pas de contrat.") < shown.index(texts.md("note.reject_next"))


def test_a_brand_of_one_row_is_named_once() -> None:
    rows = [
        StoreLine("Chez Zoé", "chez-zoe", 7),
        StoreLine("Léa Lyon", "lea-lyon", 8),
        StoreLine("Léa Nantes", "lea-nantes", 9),
    ]
    shown = all_texts(unasked(FRENCH, likely_brands(rows), "").blocks)
    assert shown.count("Chez Zoé") == 1
    assert shown.count("Léa Nantes") == 1
    assert "ligne 7" in shown
