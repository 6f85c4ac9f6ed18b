"""Which stores the embedded Hey Pongo knows, of which merchant, and what a token of a merchant sees."""

from bot.sandbox.calls import CallLog
from bot.sandbox.clock import MovableClock
from bot.sandbox.faults import Faults
from bot.sandbox.pongo import Backoffice, PongoService, Wanted

ROWS = [
    ["NOTES"],
    ["RESTAURANT NAME", "SLUG PONGO", "TOKEN PONGO"],
    ["Chez Zoé – Lyon", "zoe-lyon", ""],
    ["Chez Zoé – Lens", "zoe-lens", "t"],
    ["L'Épicurien", "epicurien"],
    ["Sans slug", ""],
]


def backoffice(*wanted: Wanted) -> Backoffice:
    clock = MovableClock()
    pongo = PongoService(calls=CallLog(), faults=Faults(), clock=clock)
    return Backoffice(pongo, clock, lambda: ROWS, lambda: wanted)


def test_stores_of_the_sheet_belong_to_the_first_part_of_their_names() -> None:
    found = {shop.slug: (shop.merchant, shop.known) for shop in backoffice().shops()}
    assert found == {
        "zoe-lyon": ("Chez Zoé", True),
        "zoe-lens": ("Chez Zoé", True),
        "epicurien": ("L'Épicurien", True),
    }


def test_what_was_asked_for_is_known_under_the_brand_of_the_request() -> None:
    office = backoffice(Wanted("epicurien", "L'Épicurien", "Groupe Zoé"), Wanted("zoe-pau", "Zoé Pau", "chez zoe"))
    assert office.seen_by("Chez Zoé") == {
        "zoe-lyon": "Chez Zoé – Lyon",
        "zoe-lens": "Chez Zoé – Lens",
        "zoe-pau": "Zoé Pau",
    }
    assert office.seen_by("Groupe Zoé") == {"epicurien": "L'Épicurien"}


def test_a_store_named_unknown_is_there_as_long_as_a_person_says_so() -> None:
    office = backoffice(Wanted("zoe-inconnu", "Zoé ?", "Chez Zoé"))
    assert "zoe-inconnu" not in office.seen_by("Chez Zoé")
    office.switch("zoe-inconnu", True)
    office.switch("zoe-lens", False)
    assert set(office.seen_by("Chez Zoé")) == {"zoe-inconnu", "zoe-lyon"}
