"""What `try --scenario` begins with: the cards, the sheet and the audit tell the same story."""

from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor, wait
from datetime import timedelta
from typing import Any

import pytest
import requests

from bot.delivery.adopt import rows_now
from bot.sandbox.play import Playground
from bot.sandbox.scenarios import BIG_BRAND, BIG_COUNT, LIVE_BRANDS, WAITING_ROWS, Scenario
from tests.scenarios.stage import CLAIRE
from workflows.rules.states import State
from workflows.storage.columns import InSheet

Begin = Callable[[Scenario | None], Playground]


@pytest.fixture
def begin() -> Iterator[Begin]:
    """Starts `try` in a scenario, on a free port."""
    started: list[Playground] = []

    def start(scenario: Scenario | None) -> Playground:
        playground = Playground(0, scenario=scenario)
        started.append(playground)
        playground.start()
        return playground

    yield start
    for playground in started:
        playground.stop()


def cards(playground: Playground) -> list[dict[str, Any]]:
    messages = playground.workspace.slack.messages("C0PARTNERS")
    return [m for m in messages if (m.get("metadata") or {}).get("event_payload", {}).get("kind") == "card"]


def page(playground: Playground, path: str, **body: Any) -> requests.Response:
    return requests.post(f"{playground.page.url}/api/{path}", json=body, timeout=10)


def state(playground: Playground) -> dict[str, Any]:
    found: dict[str, Any] = requests.get(f"{playground.page.url}/api/state", timeout=10).json()
    return found


def test_what_is_done_while_it_is_prepared_waits(begin: Begin) -> None:
    playground = begin(None)
    asks = {"as": CLAIRE, "text": "/6xpos-request", "channel": "C0PARTNERS"}
    with ThreadPoolExecutor(1) as pool:
        with playground.workspace.preparing():
            assert state(playground)["preparing"] is True
            asked = pool.submit(page, playground, "command", **asks)
            assert wait([asked], 0.5).not_done
        assert asked.result().json()["delivery"]["status"] == 200
    assert state(playground)["preparing"] is False


def test_an_empty_workspace_has_a_header_and_nothing_else(begin: Begin) -> None:
    playground = begin(Scenario.EMPTY)
    assert len(playground.workspace.sheet.rows()) == 1
    assert cards(playground) == []


def test_a_conflict_stands_on_card_and_sheet_and_comes_back_after_a_new_start(begin: Begin) -> None:
    playground = begin(Scenario.CONFLICT)
    for _ in range(2):
        assert playground.bot is not None
        (request,) = playground.bot.services.queries.open_requests()
        assert request.state is State.WRITING
        shown = state(playground)
        assert [(one["slug"], one["reference"]) for one in shown["conflicts"]] == [("winstub-schnockeloch", "6X-0001")]
        rows = {row[2]: row[3] for row in shown["sheet"]["rows"] if len(row) > 3}
        assert rows["winstub-schnockeloch"].startswith("pongo-")
        assert rows["winstub-schnockeloch-colmar"] == playground.workspace.backoffice.given()[0].token
        assert len(cards(playground)) == 1
        page(playground, "reset")


def test_a_brand_of_830_stores(begin: Begin) -> None:
    playground = begin(Scenario.BIG_BRAND)
    assert playground.bot is not None
    (request,) = playground.bot.services.queries.open_requests()
    stores = playground.bot.services.queries.picture(request.id).stores
    assert (len(stores), len({store.slug for store in stores})) == (BIG_COUNT, BIG_COUNT)
    assert Counter(store.in_sheet for store in stores) == {InSheet.NO_TOKEN: 25, InSheet.ABSENT: BIG_COUNT - 25}
    shops = state(playground)["pongo"]["shops"]
    assert sum(shop["merchant"] == BIG_BRAND for shop in shops) == BIG_COUNT


def test_the_first_day_begins_with_a_sheet_of_live_brands(begin: Begin) -> None:
    playground = begin(Scenario.DAY_ONE)
    assert playground.bot is not None
    rows = playground.workspace.sheet.rows()
    assert len({row[3] for row in rows if len(row) > 3 and row[3].startswith("eyJ")}) == LIVE_BRANDS
    assert sum(row[2].startswith("fournil-") for row in rows) == WAITING_ROWS
    left = playground.bot.services.adoption.left(rows_now(playground.bot.services))
    assert len(left.groups) == LIVE_BRANDS + 3  # and those that every workspace has
    assert cards(playground) == []


@pytest.mark.long
def test_a_busy_week_has_every_state_and_ends_now(begin: Begin) -> None:
    playground = begin(Scenario.BUSY_WEEK)
    assert playground.bot is not None
    counts = playground.bot.services.queries.counts()
    assert {State(name) for name in counts} == set(State)
    assert sum(counts.values()) == 40
    shown = cards(playground)
    assert len(shown) == 40
    assert abs(playground.workspace.offset) < timedelta(minutes=1)
    last = {reference: entry.to_state for entry, reference in playground.bot.services.queries.audit()}
    assert Counter(last.values()) == counts
    delivered = [reference for reference, to in last.items() if to in ("delivered", "activated", "completed")]
    written = {row[3] for row in playground.workspace.sheet.rows()[1:] if len(row) > 3 and row[3].startswith("eyJ")}
    assert len(written) >= len(delivered)
    assert len(state(playground)["audit"]) == len(list(playground.bot.services.queries.audit()))


def test_the_page_issues_a_token_and_shows_it_only_to_who_copies_it(begin: Begin) -> None:
    playground = begin(None)
    given = page(playground, "pongo", op="issue", merchant="Chez Zoé & Fils").json()
    assert page(playground, "pongo", op="copy", number=given["number"]).json() == given
    shown = requests.get(f"{playground.page.url}/api/state", timeout=10).text
    assert given["token"] not in shown
    assert '"merchant": "Chez Zoé & Fils"' in shown or "Chez Zo\\u00e9 & Fils" in shown
    page(playground, "pongo", op="switch", slug="chez-zoe-et-fils", known=False)
    assert playground.workspace.backoffice.seen_by("Chez Zoé & Fils") == {}
    assert page(playground, "pongo", op="burn").status_code == 400


def test_who_writes_to_the_bot_first_gets_a_conversation_and_an_answer(begin: Begin) -> None:
    playground = begin(None)
    slack = playground.workspace.slack
    assert slack.im("UOSCAR") is None
    answer = page(playground, "command", **{"as": "UOSCAR", "channel": slack.bot_user_id, "text": "Bonjour"})
    assert answer.status_code == 200
    place = slack.im("UOSCAR")
    assert place is not None
    assert slack.messages(place)[0]["text"] == "Bonjour"
    assert len(slack.messages("C0PARTNERS")) == 2
