"""Which columns of a file are taken: the preview says so, and where others may be meant the person chooses."""

from typing import Any

from tests.scenarios.stage import CLAIRE, NORA, Stage, shown
from tests.scenarios.steps import only_request, previewed
from tests.tables import HEADERS, csv_of, restaurants

TWO_NAMES = [
    ("Nom", "Enseigne", "Slug"),
    ("Nantes centre", "Léa Nantes", "st-1"),
    ("Rezé sud", "Léa Rezé", "st-2"),
]


def menus(view: dict[str, Any]) -> dict[str, str]:
    """The menus of the columns, and what each shows."""
    found = [block["accessory"] for block in view["blocks"] if block.get("accessory")]
    return {menu["action_id"]: menu["initial_option"]["text"]["text"] for menu in found}


def choose(stage: Stage, view: dict[str, Any], menu: str, column: int, who: str = CLAIRE) -> dict[str, Any]:
    stage.as_(who).click_in_view(view["id"], menu, value=str(column))
    stage.settle()
    return stage.top_modal(who)


def sent(stage: Stage, view: dict[str, Any], who: str = CLAIRE) -> list[tuple[str, str]]:
    stage.as_(who).submit(view["id"])
    stage.settle()
    return [(store.name, store.slug) for store in stage.picture(only_request(stage)).stores]


def test_the_columns_that_were_taken_are_always_said(stage: Stage) -> None:
    view = previewed(stage, ("a.csv", csv_of([("slug", "Magasin"), ("lea-nantes", "Léa Nantes")])))
    assert "*Magasin* pour les noms, *slug* pour les slugs" in shown(view)
    assert menus(view) == {}
    assert sent(stage, view) == [("Léa Nantes", "lea-nantes")]


def test_without_headers_they_are_called_by_their_letters(stage: Stage) -> None:
    view = previewed(stage, ("a.csv", csv_of([(slug, name) for name, slug in restaurants(3)])), who=NORA)
    assert "*column B* for the names, *column A* for the slugs" in shown(view)
    assert sent(stage, view, NORA) == restaurants(3)


def test_where_two_fit_the_first_rows_are_shown_with_both_and_one_is_chosen(stage: Stage) -> None:
    view = previewed(stage, ("a.csv", csv_of(TWO_NAMES)))
    assert "Plusieurs colonnes peuvent convenir" in shown(view)
    assert "Nantes centre  ·  Léa Nantes  ·  st-1" in shown(view)
    assert menus(view) == {"name_column": "Nom", "slug_column": "Slug"}
    view = choose(stage, view, "name_column", 1)
    assert view["callback_id"] == "stores_preview"
    assert menus(view) == {"name_column": "Enseigne", "slug_column": "Slug"}
    assert "Léa Rezé" in shown(view)
    assert "Rezé sud" not in shown(view)
    assert sent(stage, view) == [("Léa Nantes", "st-1"), ("Léa Rezé", "st-2")]


def test_a_guess_that_is_right_is_sent_with_one_press(stage: Stage) -> None:
    view = previewed(stage, ("a.csv", csv_of(TWO_NAMES)))
    assert sent(stage, view) == [("Nantes centre", "st-1"), ("Rezé sud", "st-2")]


def test_a_column_that_was_taken_for_the_other_thing_changes_places(stage: Stage) -> None:
    view = previewed(stage, ("a.csv", csv_of(TWO_NAMES)))
    view = choose(stage, view, "name_column", 2)
    assert menus(view) == {"name_column": "Slug", "slug_column": "Nom"}
    view = choose(stage, view, "slug_column", 2)
    assert menus(view) == {"name_column": "Nom", "slug_column": "Slug"}
    assert len(sent(stage, view)) == 2


def test_where_rows_are_wrong_another_column_can_be_chosen(stage: Stage) -> None:
    rows = [("Nom", "Slug", "Nouveau"), ("Léa", "pas un slug", "lea-1"), ("Zoé", "ni ici", "zoe-1")]
    view = previewed(stage, ("a.csv", csv_of(rows)))
    assert view["submit"] is None
    view = choose(stage, view, "slug_column", 2)
    assert sent(stage, view) == [("Léa", "lea-1"), ("Zoé", "zoe-1")]


def test_our_own_headers_leave_nothing_to_choose(stage: Stage) -> None:
    view = previewed(stage, ("a.csv", csv_of([("Nom", *HEADERS), ("x", "Léa", "lea"), ("y", "Zoé", "z o")])))
    assert menus(view) == {}


def test_what_helps_is_said_once_and_signs_stand_as_they_are(stage: Stage) -> None:
    rows = [HEADERS, *((f"Émile {at}", f"_{at}_é *x*") for at in range(7))]
    told = shown(previewed(stage, ("a.csv", csv_of(rows))))
    assert told.count("n’est pas un slug") == 7
    assert told.count("Un slug n’a que des lettres sans accent, des chiffres, - et _ : recopie-le") == 1
    assert "« _0_é *x* »" in told
