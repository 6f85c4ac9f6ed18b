"""The message that reminds: one a day, brought up to date, ticked in, passed on."""

from tests.scenarios.stage import AMELIE, CHANNEL, CLAIRE, NORA, OSCAR, TOM, Stage, buttons, shown
from tests.scenarios.steps import digests, tick_at
from workflows.requests.press import Press
from workflows.rules.policy import Person
from workflows.rules.states import State


def test_what_is_due_later_on_the_same_day_joins_the_digest_of_the_day(stage: Stage) -> None:
    first = stage.request()
    tick_at(stage, 2026, 11, 24, 12, 0)
    second = stage.request(NORA, brand="Autre", stores="Autre ; autre")
    tick_at(stage, 2026, 11, 24, 14, 30)
    (morning,) = digests(stage)
    assert second.reference not in shown(morning)
    tick_at(stage, 2026, 11, 24, 17, 0)
    (digest,) = digests(stage)
    assert digest["ts"] == morning["ts"]
    assert all(one.reference in shown(digest) for one in (first, second))


def test_what_was_done_leaves_the_digest_and_an_empty_one_is_deleted(stage: Stage) -> None:
    first, second = stage.request(), stage.request(NORA, brand="Autre", stores="Autre ; autre")
    tick_at(stage, 2026, 11, 24, 14, 30)
    stage.click(CLAIRE, first, "cancel")
    stage.settle()
    (digest,) = digests(stage)
    assert first.reference not in shown(digest)
    assert second.reference in shown(digest)
    stage.as_(AMELIE).click(CHANNEL, str(digest["ts"]), "snooze")
    stage.settle()
    assert digests(stage) == []


def test_put_off_and_then_reassigned_the_new_holder_is_told_at_once(stage: Stage) -> None:
    request, other = stage.request(), stage.request(NORA, brand="Autre", stores="Autre ; autre")
    stage.bot.services.reminding.reassign(other.id, TOM, Press(Person(AMELIE, True), "T", "first"))
    tick_at(stage, 2026, 11, 24, 14, 30)  # so that he has had today's message already
    (digest,) = digests(stage)
    where = {"block_id": f"later:{request.id}"}
    stage.as_(AMELIE).click(CHANNEL, str(digest["ts"]), "later", **where, selected="hand_over")
    form = stage.top_modal(AMELIE)
    stage.as_(AMELIE).click(CHANNEL, str(digest["ts"]), "later", **where, selected="three_days")
    stage.settle()
    (element,) = [block["element"] for block in form["blocks"] if block["type"] == "input"]
    assert {option["value"] for option in element["options"]} == {AMELIE, TOM}
    before = stage.direct(TOM)[-1]["ts"]
    stage.as_(AMELIE).submit(form["id"], approver=TOM)
    stage.settle()
    (direct,) = digests(stage, stage.workspace.slack.im(TOM))
    assert direct["ts"] != before
    assert request.reference in shown(direct)
    assert f"<@{TOM}>" in shown(direct)
    assert f"<@{TOM}>, à toi" in shown(stage.card(request))
    assert "<!subteam" not in shown(stage.card(request))


def test_the_requester_ticks_in_the_weekly_reminder_itself(stage: Stage) -> None:
    request = stage.request()
    stage.give_token(request)
    tick_at(stage, 2026, 12, 1, 9, 45)
    im = stage.workspace.slack.im(CLAIRE)
    (digest,) = digests(stage, im)
    assert buttons(digest).count("tick") == 4
    heard = stage.ephemerals(CLAIRE)
    for step in ("access", "interfaces"):
        stage.as_(CLAIRE).click(im, str(digest["ts"]), "tick", block_id=f"tick:{step}:{request.id}")
        stage.settle()
    (digest,) = digests(stage, im)
    assert buttons(digest).count("tick") == 2
    assert {tick.step for tick in stage.picture(request).ticks} == {"access", "interfaces"}
    assert stage.ephemerals(CLAIRE) == heard  # what was pressed has changed visibly
    stage.as_(CLAIRE).click(im, str(digest["ts"]), "tick", block_id=f"tick:slug:{request.id}")
    stage.settle()
    assert stage.state(request) is State.ACTIVATED
    assert digests(stage, im) == []


# All of it at once


def test_all_that_a_digest_holds_is_put_off_with_one_press(stage: Stage) -> None:
    first, second = stage.request(), stage.request(NORA, brand="Autre", stores="Autre ; autre")
    tick_at(stage, 2026, 11, 24, 14, 30)
    (digest,) = digests(stage)
    stage.as_(CLAIRE).click(CHANNEL, str(digest["ts"]), "snooze_all")  # who may put off one puts off that one
    stage.settle()
    (digest,) = digests(stage)
    assert first.reference not in shown(digest)
    assert buttons(digest).count("snooze_all") == 0  # one is left, with its own button
    third = stage.request(NORA, brand="Zoé", stores="Zoé ; zoe")
    tick_at(stage, 2026, 11, 24, 17, 45)
    tick_at(stage, 2026, 11, 25, 11, 0)
    (digest,) = digests(stage)
    stage.as_(OSCAR).click(CHANNEL, str(digest["ts"]), "snooze_all")
    assert f"<@{AMELIE}>" in stage.ephemerals(OSCAR)[-1]
    stage.as_(AMELIE).click(CHANNEL, str(digest["ts"]), "snooze_all")
    assert "ces 3 demandes demain matin" in stage.ephemerals(AMELIE)[-1]
    stage.settle()
    assert digests(stage) == []
    for request in (first, second, third):
        assert stage.picture(request).history[-1].action == "snooze"
        stage.click(OSCAR, request, "details")
        assert f"<@{AMELIE}> a repoussé" in shown(stage.top_modal(OSCAR))
    stage.as_(AMELIE).click(CHANNEL, str(digest["ts"]), "snooze_all", stale_message=digest)
    assert "plus rien n’est en attente" in stage.ephemerals(AMELIE)[-1]
    tick_at(stage, 2026, 11, 26, 9, 45)
    (digest,) = digests(stage)
    assert all(one.reference in shown(digest) for one in (first, second, third))


def test_all_is_reassigned_at_once_and_the_new_holder_told_in_one_message(stage: Stage) -> None:
    both = [stage.request(), stage.request(NORA, brand="Autre", stores="Autre ; autre")]
    tick_at(stage, 2026, 11, 24, 14, 30)
    (digest,) = digests(stage)
    stage.as_(AMELIE).click(CHANNEL, str(digest["ts"]), "hand_over_all")
    form = stage.top_modal(AMELIE)
    assert "*2 demandes*" in shown(form)
    stage.as_(AMELIE).submit(form["id"], approver=TOM)
    stage.settle()
    (direct,) = digests(stage, stage.workspace.slack.im(TOM))
    for request in both:
        assert request.reference in shown(direct)
        assert stage.picture(request).history[-1].action == "hand_over"
    assert digests(stage) == []
    stage.as_(AMELIE).click(CHANNEL, str(digest["ts"]), "hand_over_all", stale_message=digest)
    assert "plus rien n’est en attente" in stage.ephemerals(AMELIE)[-1]
