"""An approver who is away: their reminders go to the others, and where all are away, to the channel."""

from typing import Any

import pytest

from tests.scenarios.stage import AMELIE, CHANNEL, CLAIRE, NORA, TOM, Stage, shown
from tests.scenarios.steps import digests, home_of, tick_at
from workflows.storage.models import Request


def away(stage: Stage, who: str, day: str) -> None:
    """Says in Home on which day they are back."""
    stage.as_(who).open_home()
    stage.as_(who).click_in_view(home_of(stage, who)["id"], "away_until", value=day)


def approved_by(stage: Stage, who: str) -> Request:
    """A request that waits for the token of whoever has approved it."""
    request = stage.request()
    stage.click(who, request, "approve")
    stage.as_(who).submit(stage.top_modal(who)["id"])
    stage.settle()
    return request


def direct_digests(stage: Stage, who: str) -> list[dict[str, Any]]:
    return digests(stage, stage.workspace.slack.im(who))


def test_their_reminders_go_to_the_others_until_they_are_back(stage: Stage) -> None:
    request = approved_by(stage, AMELIE)
    away(stage, AMELIE, "2026-11-26")
    assert "Tu es de retour le jeudi 26 novembre" in shown(home_of(stage, AMELIE))
    tick_at(stage, 2026, 11, 24, 15, 0)
    assert direct_digests(stage, AMELIE) == digests(stage) == []
    (digest,) = direct_digests(stage, TOM)
    assert request.reference in shown(digest)
    assert f"In the absence of <@{AMELIE}>" in shown(digest)
    stage.as_(TOM).open_home()
    assert request.reference in shown(home_of(stage, TOM)["blocks"][:10])
    im = stage.workspace.slack.im(TOM) or ""
    stage.as_(TOM).click(im, digest["ts"], "snooze")  # and what is done leaves it there
    stage.settle()
    assert direct_digests(stage, TOM) == []
    tick_at(stage, 2026, 11, 25, 9, 45)
    assert len(direct_digests(stage, TOM)) == 1
    tick_at(stage, 2026, 11, 26, 9, 45)
    (mine,) = direct_digests(stage, AMELIE)
    assert request.reference in shown(mine)
    assert "En l’absence" not in shown(mine)


def test_in_the_channel_those_who_are_there_are_called(stage: Stage) -> None:
    stage.request()
    away(stage, AMELIE, "2026-12-01")
    tick_at(stage, 2026, 11, 24, 15, 0)
    (digest,) = digests(stage)
    assert f"<@{TOM}>" in shown(digest)
    assert AMELIE not in shown(digest)
    assert "<!subteam" not in shown(digest)


def test_where_all_are_away_the_channel_is_reminded_as_if_none_were(stage: Stage) -> None:
    request = approved_by(stage, AMELIE)
    for who in (AMELIE, TOM):
        away(stage, who, "2026-12-01")
    tick_at(stage, 2026, 11, 24, 15, 0)
    assert direct_digests(stage, AMELIE) == direct_digests(stage, TOM) == []
    (digest,) = digests(stage)
    assert request.reference in shown(digest)
    assert "<!subteam^S0PARTNERS>" in shown(digest)


def test_what_only_the_one_who_is_away_can_do_as_a_requester_is_not_passed_on(stage: Stage) -> None:
    approved = approved_by(stage, AMELIE)
    own = stage.request(AMELIE, brand="Autre", stores="Autre ; autre")
    stage.click(TOM, own, "ask_changes")
    stage.as_(TOM).submit(stage.top_modal(TOM)["id"], reason="Which merchant?")
    stage.settle()
    away(stage, AMELIE, "2026-11-26")
    tick_at(stage, 2026, 11, 24, 15, 0)
    (digest,) = direct_digests(stage, TOM)
    assert approved.reference in shown(digest)
    assert own.reference not in shown(digest)
    stage.as_(TOM).open_home()
    home = shown(home_of(stage, TOM))  # among what is to be done, and in the list
    assert home.count(own.reference) == 1
    tick_at(stage, 2026, 11, 26, 9, 45)
    assert own.reference in "".join(map(shown, direct_digests(stage, AMELIE)))


def test_who_is_back_earlier_says_so_and_a_day_that_is_over_is_no_absence(stage: Stage) -> None:
    request = approved_by(stage, AMELIE)
    away(stage, AMELIE, "2026-12-01")
    stage.as_(AMELIE).click_in_view(home_of(stage, AMELIE)["id"], "away_back")
    assert "Tu es de retour" not in shown(home_of(stage, AMELIE))
    away(stage, AMELIE, "2026-11-24")
    assert "Tu es de retour" not in shown(home_of(stage, AMELIE))
    assert "à partir de demain" in shown(stage.direct(AMELIE)[-1])
    tick_at(stage, 2026, 11, 24, 15, 0)
    (mine,) = direct_digests(stage, AMELIE)
    assert request.reference in shown(mine)


def test_only_approvers_say_so(stage: Stage) -> None:
    stage.as_(CLAIRE).open_home()
    assert stage.as_(CLAIRE).click_in_view(home_of(stage, CLAIRE)["id"], "away_until", value="2026-12-01").refused


@pytest.mark.parametrize("early", [False, True])
def test_who_was_reminded_in_their_place_is_so_no_more_once_they_are_back(stage: Stage, *, early: bool) -> None:
    approved_by(stage, AMELIE)
    away(stage, AMELIE, "2026-11-26")
    tick_at(stage, 2026, 11, 24, 15, 0)
    assert len(direct_digests(stage, TOM)) == 1
    if early:
        stage.as_(AMELIE).click_in_view(home_of(stage, AMELIE)["id"], "away_back")
        tick_at(stage, 2026, 11, 24, 15, 1)
    else:
        tick_at(stage, 2026, 11, 25, 23, 59)
        assert len(direct_digests(stage, TOM)) == 1
        tick_at(stage, 2026, 11, 26, 0, 1)
    assert direct_digests(stage, TOM) == []


def test_whoever_asks_for_news_reaches_those_who_are_there(stage: Stage) -> None:
    approved, sent = approved_by(stage, AMELIE), stage.request(NORA, brand="Autre", stores="Autre ; autre")
    away(stage, AMELIE, "2026-12-01")
    for who, request, called in (
        (CLAIRE, approved, f"<@{AMELIE}> <@{TOM}>, "),
        (NORA, sent, f"<@{TOM}>, "),
    ):
        stage.as_(who).click(stage.workspace.slack.im(who) or "", stage.direct(who)[0]["ts"], "nudge")
        stage.settle()
        line = stage.workspace.slack.messages(CHANNEL)[-1]
        assert line["thread_ts"] == stage.card(request)["ts"]
        assert line["text"].startswith(called)


def test_nothing_is_handed_to_somebody_who_is_away(stage: Stage) -> None:
    approved_by(stage, AMELIE)
    away(stage, TOM, "2026-12-01")
    stage.as_(AMELIE).open_home()
    stage.as_(AMELIE).click_in_view(home_of(stage, AMELIE)["id"], "later", value="hand_over")
    form = stage.top_modal(AMELIE)
    stage.as_(AMELIE).submit(form["id"], approver=TOM)
    assert "absente jusqu’au mardi 1er décembre" in stage.errors(AMELIE)["approver"]
    stage.as_(TOM).click_in_view(home_of(stage, TOM)["id"], "away_back")
    stage.as_(AMELIE).submit(form["id"], approver=TOM)
    assert stage.workspace.slack.modals(AMELIE) == []
