"""Tokens after their delivery: asked for at Hey Pongo as the sheet is watched, told once, with what helps."""

from datetime import timedelta
from pathlib import Path

import pytest

from bot.sandbox.clock import MovableClock
from bot.sandbox.faults import Fault
from bot.sandbox.workspace import Workspace
from bot.settings import Settings
from tests.conftest import TUESDAY_MORNING
from tests.scenarios.stage import AMELIE, CHANNEL, TOKEN, Stage, buttons, shown
from tests.scenarios.steps import details_of, digests, row_of
from workflows.storage.models import Request

BRANDS = ("Émile", "Chez Zoé", "Tante Ja")


@pytest.fixture
def running_clock() -> MovableClock:
    """Ten o'clock in Paris, on a Tuesday."""
    return MovableClock(TUESDAY_MORNING)


@pytest.fixture
def settings(workspace: Workspace, tmp_path: Path) -> Settings:
    database = f"sqlite:///{tmp_path / 'bot.db'}"
    return Settings.load(
        workspace.settings(
            DATABASE_URL=database, PORT="0", PONGO_API_URL=workspace.pongo_url, SHEET_WATCH_MINUTES="5",
            EXPIRE_AFTER_DAYS="3650",
        )
    )  # fmt: skip


@pytest.fixture
def stage(stage: Stage) -> Stage:
    """The sheet is empty, and the first look is over."""
    for row in stage.workspace.sheet.rows()[1:]:
        stage.workspace.sheet.delete_row(row_of(stage, row[2]))
    stage.settle()
    look(stage)
    return stage


def look(stage: Stage, hours: float = 0.1) -> None:
    """So long passes, and the watch looks; it is told what came of it."""
    stage.workspace.clock.advance(timedelta(hours=hours))
    stage.bot.watch.tick()
    stage.bot.services.health.tell()
    stage.settle()


def days(stage: Stage, count: int = 1) -> None:
    for _ in range(8 * count):
        look(stage, 3)


def deliver(stage: Stage, brand: str, days: float = 365) -> tuple[Request, str]:
    """A request for two restaurants of a brand, whose token Hey Pongo knows; and the token."""
    slugs = {f"{brand.split()[-1].lower().replace('é', 'e')}-{city}": f"{brand} {city}" for city in ("nantes", "reze")}
    stage.workspace.pongo.stores |= slugs
    token = stage.workspace.pongo.issue(brand, list(slugs), days)
    request = stage.request(brand=brand, stores="\n".join(f"{name} ; {slug}" for slug, name in slugs.items()))
    stage.give_token(request, token)
    return stage.fresh(request), token


def lines(stage: Stage, request: Request | None = None) -> list[str]:
    """What is said of tokens, oldest first: in the thread of a request's card, or in the channel."""
    thread = stage.fresh(request).card_ts if request else None
    found = [message for message in stage.workspace.slack.messages(CHANNEL) if message.get("thread_ts") == thread]
    kinds = [(message.get("metadata") or {}).get("event_payload") or {} for message in found]
    return [shown(message) for message, kind in zip(found, kinds, strict=True) if kind.get("kind") == "health"]


def digest(stage: Stage) -> str:
    """What approvers read of tokens; empty where they read nothing of them."""
    text = "\n".join(map(shown, digests(stage)))
    return text[text.index(":key:") :] if ":key:" in text else text if "token" in text else ""


def asked(stage: Stage) -> int:
    return sum(call.method == "GET /v1/oauth/me" for call in stage.workspace.calls.all("pongo"))


def test_what_becomes_of_one_token_is_told_with_what_helps_and_that_it_is_over(stage: Stage) -> None:
    (emile, token), (zoe, _other), _ = (deliver(stage, brand) for brand in BRANDS)
    before = asked(stage)
    days(stage)
    assert asked(stage) == before + 3
    assert digest(stage) == ""
    # Another account, and a store that it sees no more: each is over by itself, and says so.
    stage.workspace.pongo.pass_on(token, "Un autre")
    del stage.workspace.pongo.stores["zoe-reze"]
    days(stage)
    assert "autre compte" in digest(stage)
    assert "ne voit plus 1 restaurant" in digest(stage)
    assert "Chez Zoé reze" in lines(stage, zoe)[-1]
    stage.workspace.pongo.pass_on(token, "Émile")
    stage.workspace.pongo.stores["zoe-reze"] = "Chez Zoé reze"
    days(stage)
    assert digest(stage) == ""
    assert "réglé" in lines(stage, emile)[-1]
    assert "réglé" in lines(stage, zoe)[-1]
    # Revoked: told once, with the button that replaces it; replaced, it leaves the digest.
    stage.workspace.pongo.revoke(token)
    days(stage, 3)  # over a weekend, when nobody is told
    assert "refuse ce token depuis" in lines(stage, emile)[-1]
    assert len(lines(stage, emile)) == 3
    assert "6X-0001" in digest(stage)
    assert "6X-0002" not in digest(stage)
    (message,) = digests(stage)
    assert "replace_token" in buttons(message)
    stage.as_(AMELIE).open_home()
    stage.answered()
    assert "refuse ce token" in shown(stage.workspace.slack.home(AMELIE))
    assert "refuse ce token" in shown(details_of(stage, AMELIE, emile))
    stage.as_(AMELIE).click(CHANNEL, message["ts"], "replace_token", block_id=f"health:{emile.id}")
    fresh = stage.workspace.pongo.issue("Émile", ["emile-nantes", "emile-reze"])
    stage.as_(AMELIE).submit(stage.top_modal(AMELIE)["id"], token=fresh, reason="Révoqué")
    stage.settle()
    days(stage)
    assert digest(stage) == ""
    assert lines(stage) == []


@pytest.mark.parametrize("status", [403, 500])
def test_hey_pongo_away_or_refusing_us_is_one_problem_not_one_for_each_token(stage: Stage, status: int) -> None:
    requests = [deliver(stage, brand)[0] for brand in BRANDS]
    days(stage)
    stage.workspace.faults.add(Fault("pongo", "*", "refuse", status=status, times=10**6))
    days(stage, 2)
    if status == 500:  # nothing is said of it for three days
        assert digest(stage) == ""
        days(stage, 3)
    text = digest(stage)
    assert ("refuse tous les tokens" if status == 403 else "plus questionner Hey Pongo") in text
    assert "1 token" in text
    assert [lines(stage, request) for request in requests] == [[], [], []]
    stage.workspace.faults.clear()
    days(stage)
    assert digest(stage) == ""
    assert ["réglé" in line for line in lines(stage)] == [True]


def test_tokens_of_another_kind_are_one_problem_and_the_looks_end(stage: Stage) -> None:
    for number, brand in enumerate(BRANDS):
        request = stage.request(brand=brand, stores=f"{brand} ; {brand.split()[-1].lower().replace('é', 'e')}-nantes")
        stage.click(AMELIE, request, "approve")
        stage.as_(AMELIE).submit(stage.top_modal(AMELIE)["id"], token=f"{TOKEN}{number}")
        stage.settle()
        stage.workspace.clock.advance(timedelta(seconds=3))
        stage.settle()
        stage.as_(AMELIE).submit(stage.top_modal(AMELIE)["id"])
        stage.settle()
    days(stage, 2)
    assert "n’accepte aucun des tokens" in digest(stage)
    before = asked(stage)
    days(stage, 2)
    assert asked(stage) == before


def test_a_token_that_ends_is_told_where_it_is_given_and_before_it_does(stage: Stage) -> None:
    request, _ = deliver(stage, "Émile", days=34)
    assert "prend déjà fin" in shown(stage.top_modal(AMELIE))
    stage.as_(AMELIE).close(stage.top_modal(AMELIE)["id"])
    assert "Token valable jusqu’au 28 décembre" in shown(details_of(stage, AMELIE, request))
    stage.as_(AMELIE).open_home()
    stage.answered()
    assert "Le token prend fin lundi 28 décembre" in shown(stage.workspace.slack.home(AMELIE))
    assert "Rien ne t’attend" not in shown(stage.workspace.slack.home(AMELIE))
    look(stage, 24)
    assert digest(stage) == ""
    told = []
    for _ in range(34):
        look(stage, 24)
        if digests(stage) and digests(stage)[-1]["ts"] not in told:
            told.append(digests(stage)[-1]["ts"])
    # Thirty days before, seven, one (which is a Sunday: on the working day before it), and once it has ended.
    assert len(told) == 4
    assert "a pris fin lundi 28 décembre" in digest(stage)
