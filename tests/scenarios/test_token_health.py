"""Tokens after their delivery: asked for at Hey Pongo as the sheet is watched, told once, with what helps."""

import gc
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path
from threading import Event
from typing import Any

import pytest

from bot.delivery.adopt import rows_now
from bot.sandbox.faults import Fault
from bot.sandbox.workspace import Workspace
from bot.settings import Settings
from sheets.cells import Cells
from sheets.survey import SheetRow
from tests.databases import Postgres
from tests.scenarios.stage import AMELIE, CHANNEL, TOKEN, Stage, buttons, shown
from tests.scenarios.steps import details_of, digests, row_of, two_bots, type_row, write_rows
from workflows.outbox.rate_limits import UNPACED
from workflows.requests.press import Press
from workflows.requests.search import Search
from workflows.rules.policy import Person
from workflows.rules.states import State
from workflows.storage.models import Request

BRANDS = ("Émile", "Chez Zoé", "Tante Ja")


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


def adopt(stage: Stage, *brands: str) -> list[str]:
    """Brands of a restaurant each that were connected before the bot; their tokens, which Hey Pongo knows."""
    tokens = [stage.workspace.pongo.issue(brand) for brand in brands]
    slugs = [brand.split()[-1].lower().replace("é", "e") for brand in brands]
    write_rows(stage, [(f"{b} – Nice", f"{slug}-nice", t) for b, slug, t in zip(brands, slugs, tokens, strict=True)])
    services = stage.bot.services
    named = {services.sealer.fingerprint(token): brand for token, brand in zip(tokens, brands, strict=True)}
    groups = services.adoption.left(rows_now(services)).groups
    press = Press(Person(AMELIE, approver=True), "T06XPOS", "")
    services.adoption.adopt([(one, [named[one.fingerprint]]) for one in groups], press, "Amélie", all_of_it=True)
    return tokens


def spied(stage: Stage, spy: Callable[[str], None]) -> None:
    """Hey Pongo tells which merchant's stores it is asked for, while it is."""
    sees = stage.workspace.pongo.sees

    def look(merchant: str) -> dict[str, str]:
        spy(merchant)
        return sees(merchant)

    stage.workspace.pongo.sees = look


def messages(stage: Stage, request: Request | None = None) -> list[dict[str, Any]]:
    """What is said of tokens, oldest first: in the thread of a request's card, or in the channel."""
    thread = stage.fresh(request).card_ts if request else None
    found = [message for message in stage.workspace.slack.messages(CHANNEL) if message.get("thread_ts") == thread]
    kinds = [(message.get("metadata") or {}).get("event_payload") or {} for message in found]
    return [message for message, kind in zip(found, kinds, strict=True) if kind.get("kind") == "health"]


def lines(stage: Stage, request: Request | None = None) -> list[str]:
    """The texts of these."""
    return list(map(shown, messages(stage, request)))


def test_where_the_card_was_deleted_another_is_posted_and_the_line_stands_below_it(stage: Stage) -> None:
    request, token = deliver(stage, "Émile")
    for message in reversed([*stage.workspace.slack.messages(CHANNEL)]):
        stage.as_(AMELIE).delete(CHANNEL, message["ts"])
    stage.workspace.pongo.pass_on(token, "Un autre")
    days(stage)
    stage.patiently(3)
    assert len(stage.cards()) == len(lines(stage, request)) == 1
    assert stage.bot.services.outbox.waiting() == 0


def offered(stage: Stage, request: Request) -> list[list[str]]:
    """The buttons of these."""
    return list(map(buttons, messages(stage, request)))


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
    assert offered(stage, emile) == offered(stage, zoe) == [[], []]
    assert "C’est réglé depuis" in lines(stage, emile)[0]
    assert "réglé" in lines(stage, emile)[-1]
    assert "réglé" in lines(stage, zoe)[-1]
    # Revoked: told once, with the button that replaces it; replaced, it leaves the digest.
    stage.workspace.pongo.revoke(token)
    days(stage, 3)  # over a weekend, when nobody is told
    assert "refuse ce token depuis" in lines(stage, emile)[-1]
    assert len(lines(stage, emile)) == 3
    assert offered(stage, emile) == [[], [], ["replace_token", "details"]]
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
    assert offered(stage, emile) == [[], [], []]
    days(stage)
    assert digest(stage) == ""
    assert lines(stage) == []


@pytest.mark.parametrize("status", [403, 500])
def test_hey_pongo_away_or_refusing_us_is_one_problem_not_one_for_each_token(stage: Stage, status: int) -> None:
    requests = []
    for brand in BRANDS:  # none is due when another is
        requests.append(deliver(stage, brand)[0])
        look(stage, 7)
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
    days(stage, 3)  # it may be a weekend, when nobody is told
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


def test_an_adopted_brand_gets_its_card_and_a_kept_token_is_looked_after_too(stage: Stage) -> None:
    (token,) = adopt(stage, "Chez Zoé")
    kept = stage.workspace.pongo.issue("Émile")
    type_row(stage, "Émile Rezé", "emile-reze", kept)
    request, _ = deliver(stage, "Émile")
    block = f"conflict:{stage.bot.services.sealer.fingerprint(kept)}:emile-reze"
    stage.as_(AMELIE).click(CHANNEL, stage.card(request)["ts"], "keep_token", block_id=block)
    stage.settle()
    assert stage.state(request) is State.DELIVERED
    cards = len(stage.cards())
    days(stage, 2)
    assert len(stage.cards()) == cards
    for revoked in (token, kept):
        stage.workspace.pongo.revoke(revoked)
    days(stage, 2)
    (adopted,) = stage.bot.services.queries.search(Search("Chez Zoé"))
    assert "déjà connectée avant le bot" in shown(stage.card(adopted))
    assert len(stage.cards()) == cards + 1
    for one in (adopted, request):
        assert "refuse ce token depuis" in lines(stage, one)[-1]
        assert one.reference in digest(stage)


def test_while_a_token_is_asked_for_no_other_one_is_held(stage: Stage) -> None:
    tokens = {*adopt(stage, *(f"Maison {n}" for n in range(20)))}

    def held() -> set[str]:
        found = gc.get_objects()
        cells = {text for one in found if isinstance(one, Cells) for text in one.texts.values()}
        return tokens & (cells | {one.token for one in found if isinstance(one, SheetRow)})

    assert held() == tokens  # a reading that is shown to whoever comes next
    stage.bot.rows.sweep()
    assert held() == set()
    seen: list[set[str]] = []
    spied(stage, lambda _merchant: seen.append(held() if len(seen) < 5 else set()))  # looking through all takes long
    days(stage)
    assert len(seen) >= 5
    assert not any(seen)


def test_of_two_processes_one_asks_for_each_token(workspace: Workspace, postgres: Postgres) -> None:
    settings = {"SHEET_WATCH_MINUTES": "5", "PONGO_API_URL": workspace.pongo_url}
    with two_bots(workspace, postgres.fresh(), UNPACED, **settings) as (one, other):
        for _ in workspace.sheet.rows()[1:]:
            workspace.sheet.delete_row(2)
        adopt(one, *(f"Maison {n}" for n in range(12)))
        asked_before = asked(one)
        look(one)
        assert asked(one) == asked_before, "they are spread over the day"
        workspace.clock.advance(timedelta(hours=25))
        asked_for: Counter[str] = Counter()
        asks, go_on = Event(), Event()

        def spy(merchant: str) -> None:
            asked_for[merchant] += 1
            if not asks.is_set():
                asks.set()
                go_on.wait(60)

        spied(one, spy)
        with ThreadPoolExecutor(1) as pool:
            first = pool.submit(one.bot.watch.tick)
            assert asks.wait(60)
            for bot in (other, one, other):  # while the first still asks
                workspace.clock.advance(timedelta(minutes=6))
                bot.bot.watch.tick()
            go_on.set()
            first.result(60)
        assert asked_for == {f"Maison {n}": 1 for n in range(12)}
