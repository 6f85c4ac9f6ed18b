"""A slug that stands in the sheet as people paste it, or as Google shows it."""

import json

import pytest

from bot.sandbox.google.cells import Cell
from tests.scenarios.stage import AMELIE, OSCAR, TOKEN, Stage, buttons, shown
from workflows.rules.states import State
from workflows.storage.models import Request


def typed(stage: Stage, slug: str) -> None:
    """A row that somebody has typed into the sheet, below all others."""
    rows = stage.workspace.sheet.rows()
    header = next(row for row in rows if "SLUG PONGO" in row)
    stage.workspace.sheet.type(len(rows) + 1, header.index("RESTAURANT NAME") + 1, "Émile Nantes")
    stage.workspace.sheet.type(len(rows) + 1, header.index("SLUG PONGO") + 1, slug)


def tokens(stage: Stage) -> dict[str, str]:
    return {slug: token for slug, (_, token) in stage.sheet().items()}


def last_slug(stage: Stage) -> str:
    return list(stage.sheet())[-1]


@pytest.mark.parametrize("cell", ["Emile-NANTES", "emile\u2011nantes", "emile-nan\u00adtes"])
def test_another_case_or_hyphen_is_the_same_row(stage: Stage, cell: str) -> None:
    typed(stage, cell)
    before = len(stage.sheet())
    request = stage.request(stores="Émile Nantes ; emile-nantes")
    stage.give_token(request)
    assert stage.state(request) is State.DELIVERED
    assert (len(stage.sheet()), tokens(stage)[cell]) == (before, TOKEN)


def conflicting(stage: Stage, cell: str, slug: str) -> tuple[Request, str]:
    """A request that waits for a decision about that cell, and how Google shows the cell."""
    typed(stage, cell)
    before, seen = len(stage.sheet()), last_slug(stage)
    request = stage.request(stores=f"Émile Nantes ; {slug}\nÉmile Rezé ; emile-reze")
    stage.give_token(request)
    assert stage.state(request) is State.WRITING
    assert tokens(stage)["emile-reze"] == TOKEN  # the other row is written
    assert len(stage.sheet()) == before + 1
    assert slug in shown(stage.card(request))
    assert {"alike_this_row", "alike_new_row"} <= set(buttons(stage.card(request)))
    return request, seen


ALIKE = [
    ("1 234 567", "1234567"),
    ("123", "00123"),
    ("1.23457E+15", "1234570000000001"),
    ("https://backoffice.heypongo.com/merchant/42/stores/emile-nantes", "emile-nantes"),
    ("emile nantes", "emile-nantes"),
]


@pytest.mark.parametrize(("cell", "slug"), ALIKE)
def test_what_is_only_alike_gets_no_second_row_and_may_be_the_one_that_is_meant(
    stage: Stage, cell: str, slug: str
) -> None:
    request, seen = conflicting(stage, cell, slug)
    before = len(stage.sheet())
    stage.click(AMELIE, request, "alike_this_row")
    stage.settle()
    assert stage.state(request) is State.DELIVERED
    assert (len(stage.sheet()), tokens(stage)[seen]) == (before, TOKEN)
    assert [entry.action for entry in stage.picture(request).history][-2:] == ["alike_this_row", "deliver"]


@pytest.mark.parametrize(("cell", "slug"), ALIKE)
def test_before_it_is_approved_nobody_is_promised_a_new_row(stage: Stage, cell: str, slug: str) -> None:
    typed(stage, cell)
    row = len(stage.workspace.sheet.rows())
    request = stage.request(brand="Émile", stores=f"Nantes centre ; {slug}\nÉmile Rezé ; emile-reze")
    card = shown(stage.card(request))
    assert f"la ligne {row} (Émile Nantes) lui ressemble\u00a0: je demanderai avant d’écrire" in card
    assert card.count("pas encore de ligne") == 1  # the other restaurant's
    stage.click(AMELIE, request, "approve")
    form = shown(stage.top_modal(AMELIE))
    assert f"la ligne {row} (Émile Nantes) lui ressemble" in form
    assert form.count("ligne ajoutée") == 1
    assert "1 à décider" in form
    # Once somebody has mended the cell, it is the row.
    header = next(r for r in stage.workspace.sheet.rows() if "SLUG PONGO" in r)
    stage.workspace.sheet.type(row, header.index("SLUG PONGO") + 1, f"'{slug}")
    stage.click(AMELIE, request, "approve")
    stage.settle()
    assert "lui ressemble" not in shown(stage.card(request))


def test_a_token_in_the_place_of_a_name_is_not_shown(stage: Stage) -> None:
    typed(stage, "123")
    row, secret = len(stage.workspace.sheet.rows()), "pongo-51c7e2f09b84d63ea7f0"
    stage.workspace.sheet.type(row, stage.workspace.sheet.rows()[0].index("RESTAURANT NAME") + 1, secret)
    request = stage.request(stores="Émile Nantes ; 00123")
    assert f"ligne {row}" in shown(stage.card(request))
    assert secret not in json.dumps(stage.cards(), default=str)


def test_or_a_new_row_is_added(stage: Stage) -> None:
    request, _ = conflicting(stage, "123", "00123")
    stage.click(AMELIE, request, "alike_new_row")
    stage.settle()
    assert stage.state(request) is State.DELIVERED
    assert (tokens(stage)["123"], tokens(stage)["00123"]) == ("", TOKEN)
    assert "alike_new_row" in [entry.action for entry in stage.picture(request).history]


def test_whoever_may_not_decide_is_told(stage: Stage) -> None:
    request, _ = conflicting(stage, "123", "00123")
    stage.click(OSCAR, request, "alike_new_row")
    stage.settle()
    assert stage.state(request) is State.WRITING
    assert stage.ephemerals(OSCAR)


def test_a_token_that_stands_where_a_slug_should_is_not_shown(stage: Stage) -> None:
    secret = "pongo-51c7e2f09b84d63ea7f0"
    typed(stage, f"https://x.example/{secret}/emile-nantes")
    request = stage.request(stores="Émile Nantes ; emile-nantes")
    stage.give_token(request)
    assert secret not in json.dumps(stage.cards(), default=str)
    assert "alike_this_row" not in buttons(stage.card(request))
    assert "alike_new_row" in buttons(stage.card(request))


@pytest.mark.parametrize(("number", "pattern"), [(1234567.0, "#,##0"), (123456789012.0, "0.00000E+00")])
def test_a_number_is_compared_as_it_was_typed_however_google_shows_it(
    stage: Stage, number: float, pattern: str
) -> None:
    typed(stage, "soon a number")
    sheet = stage.workspace.sheet
    row = len(sheet.rows())
    column = next(row for row in sheet.rows() if "SLUG PONGO" in row).index("SLUG PONGO")
    with stage.workspace.spreadsheet.change("person") as draft:
        grid = draft.state.numbered(sheet.id)
        cell = Cell(value=number, pattern={"type": "NUMBER", "pattern": pattern})
        grid.put_row(row - 1, {column: cell})
        draft.touch(grid)
    assert last_slug(stage) != str(int(number))
    request = stage.request(stores=f"Émile Nantes ; {int(number)}")
    stage.give_token(request)
    assert stage.state(request) is State.DELIVERED
    assert (len(sheet.rows()), list(tokens(stage).values())[-1]) == (row, TOKEN)
