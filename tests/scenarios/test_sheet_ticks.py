"""What 6xpos says in columns of its own: a yes for each restaurant ticks its steps; the bot never writes there."""

from datetime import timedelta

import pytest

from bot.sandbox.workspace import Workspace
from tests.scenarios.checking import Check
from tests.scenarios.stage import AMELIE, CHANNEL, Stage, shown
from tests.scenarios.steps import column, details_of, row_of, samples, type_row
from workflows.rules.states import State

LIVE, PRODUCTS = "LIVE 6XPOS", "PRODUITS 6XPOS"


@pytest.fixture
def settings_overrides(workspace: Workspace) -> dict[str, str]:
    columns = {"SHEET_WATCH_MINUTES": "5", "SHEET_HEADER_LIVE": "live 6xpos", "SHEET_HEADER_PRODUCTS": PRODUCTS}
    return workspace.mail_settings() | columns


def say(stage: Stage, slug: str, live: str | None = None, products: str | None = None) -> None:
    """6xpos types it, and the watch looks."""
    for title, text in ((LIVE, live), (PRODUCTS, products)):
        if text is not None:
            stage.workspace.sheet.type(row_of(stage, slug), column(stage, title), text)
    stage.workspace.clock.advance(timedelta(minutes=5, seconds=10))
    stage.bot.watch.tick()
    stage.settle()


def unsaid(stage: Stage) -> list[str]:
    kinds = [((m.get("metadata") or {}).get("event_payload") or {}, m) for m in stage.workspace.slack.messages(CHANNEL)]
    return [shown(message) for kind, message in kinds if kind.get("kind") == "unsaid"]


def test_what_6xpos_says_ticks_the_steps_and_what_it_takes_back_is_told_once(stage: Stage) -> None:
    stage.workspace.sheet.type(1, len(stage.workspace.sheet.rows()[0]) + 1, LIVE)
    stage.workspace.sheet.type(1, len(stage.workspace.sheet.rows()[0]) + 1, PRODUCTS)
    type_row(stage, "Boulangerie Émile Nantes", "emile-nantes")
    type_row(stage, "Boulangerie Émile Rezé", "emile-reze")
    stage.request()
    say(stage, "emile-nantes", live="Oui", products="en cours")  # before the token is there
    (request,) = stage.bot.services.queries.open_requests()
    stage.give_token(request)
    say(stage, "emile-nantes")
    assert stage.state(request) is State.DELIVERED
    assert [store.live_by for store in stage.picture(request).stores] == ["sheet", None]
    assert "en cours" in shown(details_of(stage, AMELIE, request))
    say(stage, "emile-reze", live="24/11/2026", products="TRUE")
    assert stage.state(request) is State.ACTIVATED
    ticked = [entry for entry in stage.picture(request).history if entry.action in ("tick", "activate")]
    assert {entry.actor for entry in ticked} == {"sheet"}
    assert len(ticked) == 4
    assert "6xpos, dans la feuille" in shown(details_of(stage, AMELIE, request))
    say(stage, "emile-reze", live="")
    say(stage, "emile-reze")
    (told,) = unsaid(stage)
    assert "Rezé" in told
    assert "live 6xpos" in told
    assert stage.state(request) is State.ACTIVATED
    # A column that goes takes nothing back, and tells nothing.
    live = column(stage, LIVE)
    for title in ("Autre chose", LIVE):
        stage.workspace.sheet.type(1, live, title)
        say(stage, "emile-nantes")
        assert len(unsaid(stage)) == 1
        assert [store.said_live for store in stage.picture(request).stores] == ["Oui", ""]
    say(stage, "emile-nantes", products="ok")
    assert stage.state(request) is State.COMPLETED
    ticked = {labels["by"]: value for name, labels, value in samples(stage) if name == "sixpos_steps_ticked"}
    assert ticked == {"6xpos": 4, "people": 0}
    rows = stage.workspace.sheet.rows()
    mine = [row[rows[0].index(LIVE) :] for row in rows if "emile-nantes" in row]
    assert mine == [["Oui", "ok"]], "the bot writes nothing there"
    stage.workspace.sheet.delete_row(row_of(stage, "emile-nantes"))
    say(stage, "emile-reze")
    assert len(unsaid(stage)) == 1  # that the row is gone is told already


def test_the_weekly_mail_names_the_columns_that_are_there_and_asks_for_no_mail(stage: Stage) -> None:
    stage.workspace.sheet.type(1, len(stage.workspace.sheet.rows()[0]) + 1, LIVE)
    stage.give_token(stage.request())
    clock = stage.workspace.clock
    clock.move_to(stage.bot.services.calendar.next_morning(clock.now() + timedelta(days=6)))
    stage.bot.services.reminding.tick()
    stage.settle()
    text = stage.workspace.mailbox.mails[-1].part("plain").replace("\xa0", " ")
    assert "pas besoin d’e-mail : mettez « oui », une date ou une coche dans « live 6xpos », à côté" in text
    assert PRODUCTS not in text


def test_check_says_that_a_column_is_not_there(check: Check) -> None:
    (found,) = [finding for finding in check(SHEET_HEADER_LIVE="Missing") if finding.what == "SHEET_HEADER_LIVE"]
    assert "no column 'Missing'" in found.sentence
