"""Another token stands beside a restaurant's slug: an approver keeps it, writes ours over it, or takes the restaurant
out of the request."""

import threading
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from bot.sandbox.workspace import Workspace
from bot.settings import Settings
from tests.scenarios.stage import AMELIE, CHANNEL, CLAIRE, OSCAR, TOKEN, TOM, Stage, buttons, shown
from tests.scenarios.steps import BY_HAND, NEW_TOKEN, details_of, replace_token, sheet_tokens, type_row, type_token
from workflows.requests.conflicts import Shown
from workflows.requests.press import Press
from workflows.requests.results import StoreNow
from workflows.rules.states import Event, State
from workflows.storage.columns import InSheet
from workflows.storage.models import Request

OTHER = "another-one-typed-9876543210"


def in_conflict(stage: Stage, **tokens: str) -> Request:
    """A request whose rows hold these tokens: slug's last part to token."""
    for city, token in (tokens or {"reze": BY_HAND}).items():
        type_row(stage, f"Boulangerie Émile {city.title()}", f"emile-{city}", token)
    request = stage.request()
    stage.give_token(request)
    assert stage.state(request) is State.WRITING
    return stage.fresh(request)


def press(
    stage: Stage,
    who: str,
    request: Request,
    action: str,
    slug: str = "emile-reze",
    found: str = BY_HAND,
    stale: dict[str, Any] | None = None,
) -> None:
    """Presses a choice of the card; `stale`: as it was drawn before."""
    block = f"conflict:{fingerprint(stage, found)}:{slug}"
    stage.as_(who).click(CHANNEL, stage.card(request)["ts"], action, block_id=block, stale_message=stale)
    stage.settle()


def overwrite(stage: Stage, who: str, request: Request, reason: str = "C’est un vieux token") -> Any:
    press(stage, who, request, "overwrite_token")
    delivery = stage.as_(who).submit(stage.top_modal(who)["id"], reason=reason)
    stage.settle()
    return delivery


def fingerprint(stage: Stage, token: str) -> str:
    return stage.bot.services.sealer.fingerprint(token)


def actions(stage: Stage, request: Request) -> list[str]:
    return [entry.action for entry in stage.picture(request).history]


def thread(stage: Stage, request: Request) -> list[str]:
    ts = stage.card(request)["ts"]
    replies = [one for one in stage.workspace.slack.messages(CHANNEL) if one.get("thread_ts") == ts != one["ts"]]
    return [shown(message) for message in replies]


def test_it_is_shown_once_on_the_card_and_to_who_gave_the_token(stage: Stage) -> None:
    request = in_conflict(stage)
    card = stage.card(request)
    for token in (BY_HAND, TOKEN):
        assert shown(card).count(fingerprint(stage, token)) == 1
    assert shown(card).count("`emile-reze`") == 1  # beside what can be decided about it
    assert [one for one in buttons(card) if one not in ("retry", "details")] == [
        "keep_token", "overwrite_token", "drop_store",
    ]  # fmt: skip
    (told,) = [text for text in thread(stage, request) if "autre token" in text]
    assert f"<@{AMELIE}>" in told
    stage.click(AMELIE, request, "retry")
    stage.settle()
    assert len([text for text in thread(stage, request) if "autre token" in text]) == 1


def test_what_is_kept_counts_as_delivered_and_is_right_from_then_on(stage: Stage) -> None:
    request = in_conflict(stage)
    press(stage, AMELIE, request, "keep_token")
    assert stage.state(request) is State.DELIVERED
    assert sheet_tokens(stage) == {"emile-nantes": TOKEN, "emile-reze": BY_HAND}
    assert actions(stage, request)[-2:] == ["keep_token", "deliver"]
    assert "token de la feuille gardé" in shown(details_of(stage, AMELIE, request))
    replace_token(stage, request)
    assert sheet_tokens(stage) == {"emile-nantes": NEW_TOKEN, "emile-reze": BY_HAND}
    assert stage.fresh(request).replacement is None
    assert stage.bot.services.queries.known_tokens([fingerprint(stage, BY_HAND)])


def test_ours_is_written_over_it_with_a_reason(stage: Stage) -> None:
    request = in_conflict(stage)
    press(stage, AMELIE, request, "overwrite_token")
    view = stage.top_modal(AMELIE)
    stage.as_(AMELIE).submit(view["id"], reason=" ")
    assert set(stage.errors(AMELIE)) == {"reason"}
    stage.as_(AMELIE).submit(view["id"], reason="C’est un vieux token")
    stage.settle()
    assert stage.state(request) is State.DELIVERED
    assert sheet_tokens(stage) == {"emile-nantes": TOKEN, "emile-reze": TOKEN}
    entry = next(one for one in stage.picture(request).history if one.action == "overwrite_token")
    assert (entry.actor, entry.reason) == (AMELIE, "C’est un vieux token")
    assert not any(store.decided for store in stage.picture(request).stores)


def test_changed_since_it_was_shown_nothing_is_overwritten_and_that_is_said(stage: Stage) -> None:
    request = in_conflict(stage)
    stale = stage.card(request)
    type_token(stage, "emile-reze", OTHER)
    overwrite(stage, TOM, request)
    assert sheet_tokens(stage) == {"emile-nantes": TOKEN, "emile-reze": OTHER}
    assert fingerprint(stage, OTHER) in shown(stage.card(request))
    assert len([text for text in thread(stage, request) if "autre token" in text]) == 2
    for action in ("keep_token", "drop_store"):  # of a card that was drawn before
        before = len(stage.ephemerals(TOM))
        press(stage, TOM, request, action, stale=stale)
        assert fingerprint(stage, OTHER) in stage.ephemerals(TOM)[before]
    assert stage.state(request) is State.WRITING
    press(stage, TOM, request, "keep_token", found=OTHER)
    assert stage.state(request) is State.DELIVERED


def test_a_restaurant_is_taken_out_and_its_requester_hears_but_never_the_last(stage: Stage) -> None:
    request = in_conflict(stage, reze=BY_HAND, nantes=OTHER)
    stale = stage.card(request)
    press(stage, AMELIE, request, "drop_store")
    assert "Boulangerie Émile Rezé" in shown(stage.direct(CLAIRE)[-1])
    assert [store.slug for store in stage.picture(request).stores] == ["emile-nantes"]
    assert stage.fresh(request).version == 2
    assert "drop_store" not in buttons(stage.card(request))
    before = len(stage.ephemerals(AMELIE))
    press(stage, AMELIE, request, "drop_store", "emile-nantes", OTHER, stale)
    assert "dernier restaurant" in stage.ephemerals(AMELIE)[before]
    press(stage, AMELIE, request, "keep_token", "emile-nantes", OTHER)
    assert stage.state(request) is State.DELIVERED
    assert sheet_tokens(stage) == {"emile-nantes": OTHER, "emile-reze": BY_HAND}
    again = stage.request(brand="Autre", stores="Émile Rezé ; emile-reze")  # the slug is free again
    assert stage.state(again) is State.SUBMITTED


def test_only_approvers_decide_and_the_second_is_told_who_was_first(stage: Stage) -> None:
    request = in_conflict(stage)
    for action in ("keep_token", "overwrite_token", "drop_store"):
        before = len(stage.ephemerals(OSCAR))
        press(stage, OSCAR, request, action)
        assert len(stage.ephemerals(OSCAR)) == before + 1
    stale = stage.card(request)
    press(stage, AMELIE, request, "keep_token")
    press(stage, TOM, request, "drop_store", stale=stale)
    assert request.reference in stage.ephemerals(TOM)[-1]
    assert actions(stage, request).count("drop_store") == 0


def test_many_are_decided_in_a_modal_together_where_they_hold_the_same(stage: Stage) -> None:
    lines = [(f"S {number}", f"emile-{number}") for number in range(50)]
    for name, slug in lines:
        type_row(stage, name, slug, BY_HAND if slug != "emile-7" else OTHER)
    request = stage.request(stores="\n".join(f"{name} ; {slug}" for name, slug in lines))
    stage.give_token(request)
    assert [one for one in buttons(stage.card(request)) if one not in ("retry", "details")] == ["conflicts"]
    stage.click(AMELIE, request, "conflicts")
    view, block = stage.top_modal(AMELIE), f"conflict:{fingerprint(stage, BY_HAND)}:"
    stage.as_(AMELIE).click_in_view(view["id"], "keep_token", block_id=block)
    stage.settle()
    left = stage.top_modal(AMELIE)
    assert [block["block_id"] for block in left["blocks"] if block["type"] == "actions"] == [
        f"conflict:{fingerprint(stage, OTHER)}:emile-7"
    ]
    stage.as_(AMELIE).click_in_view(left["id"], "keep_token")
    stage.settle()
    assert stage.state(request) is State.DELIVERED
    assert "plus rien à trancher" in shown(stage.top_modal(AMELIE))


def test_in_a_replacement_too_what_was_typed_is_no_dead_end(stage: Stage) -> None:
    request = stage.request()
    stage.give_token(request)
    type_token(stage, "emile-reze", BY_HAND)
    replace_token(stage, request)
    assert "drop_store" not in buttons(stage.card(request))
    overwrite(stage, AMELIE, request)
    assert sheet_tokens(stage) == {"emile-nantes": NEW_TOKEN, "emile-reze": NEW_TOKEN}
    assert stage.fresh(request).replacement is None


def test_what_is_decided_while_the_sheet_is_written_stays_decided(stage: Stage) -> None:
    request = in_conflict(stage, reze=BY_HAND, nantes=OTHER)
    seen = stage.fresh(request).problem
    assert seen is not None
    press(stage, AMELIE, request, "keep_token")
    # The write that began before the press has seen both.
    now = [StoreNow(row.slug, InSheet.CONFLICT, (row.row or 0,), row.found) for row in seen.rows]
    stage.bot.services.requests.show_problem(request.id, seen, now)
    stage.settle()
    problem = stage.fresh(request).problem
    assert problem is not None
    assert [row.slug for row in problem.rows] == ["emile-nantes"]
    kinds = {store.slug: store.in_sheet for store in stage.picture(request).stores}
    assert kinds == {"emile-nantes": InSheet.CONFLICT, "emile-reze": InSheet.WRITTEN}


class TestTwoAtOnce:
    @pytest.fixture
    def settings(self, workspace: Workspace, database_url: str) -> Settings:
        return Settings.load(workspace.settings(DATABASE_URL=database_url, PORT="0", SHEET_WATCH_MINUTES="0"))

    def test_who_press_different_ways_make_one_decision(self, stage: Stage) -> None:
        request, services, ready = in_conflict(stage), stage.bot.services, threading.Barrier(2)
        was = Shown("emile-reze", fingerprint(stage, BY_HAND))

        def decide(who: str, event: Event) -> str:
            press = Press(services.approvers.person(who), request.team, f"{event}:{who}")
            ready.wait()
            return type(services.requests.conflicts.decide(request.id, event, was, press)).__name__

        with ThreadPoolExecutor(2) as pool:
            pressed = [pool.submit(decide, AMELIE, Event.KEEP_TOKEN), pool.submit(decide, TOM, Event.DROP_STORE)]
            assert sorted(one.result() for one in pressed) == ["Done", "Late"]
        stage.settle()
        assert len({"keep_token", "drop_store"} & set(actions(stage, request))) == 1
        assert stage.state(request) is State.DELIVERED
