"""Who is reminded of what, when the clock moves on; and what the answers to a reminder do."""

import pytest

from tests.scenarios.stage import AMELIE, CHANNEL, CLAIRE, NORA, OSCAR, TOM, Stage, buttons, shown
from tests.scenarios.steps import digests, direct_messages, offers, tick_at, type_row
from workflows.requests.press import Press
from workflows.rules.policy import Person
from workflows.rules.states import State


def test_the_leads_are_reminded_in_the_channel_and_the_thread(stage: Stage) -> None:
    request = stage.request()
    tick_at(stage, 2026, 11, 24, 13, 30)
    assert digests(stage) == []
    tick_at(stage, 2026, 11, 24, 14, 30)
    (digest,) = digests(stage)
    text = shown(digest)
    assert "<!subteam^S0PARTNERS>" in text
    assert request.reference in text
    assert "approve" in buttons(digest)
    assert "snooze" in buttons(digest)
    lines = [m for m in stage.workspace.slack.messages(CHANNEL) if m.get("thread_ts") == request.card_ts]
    assert [line for line in lines if line["ts"] != request.card_ts] == []  # which would say the same once more


def test_a_newer_digest_replaces_the_older_which_is_deleted(stage: Stage) -> None:
    stage.request()
    tick_at(stage, 2026, 11, 24, 14, 30)
    (old,) = digests(stage)
    tick_at(stage, 2026, 11, 25, 9, 30)
    (new,) = digests(stage)
    assert new["ts"] != old["ts"]
    assert "approve" in buttons(new)


def test_approving_from_a_digest_works(stage: Stage) -> None:
    request = stage.request()
    tick_at(stage, 2026, 11, 24, 14, 30)
    (digest,) = digests(stage)
    stage.as_(AMELIE).click(CHANNEL, str(digest["ts"]), "approve")
    stage.as_(AMELIE).submit(stage.top_modal(AMELIE)["id"])
    stage.settle()
    assert stage.state(request) is State.APPROVED


def test_put_off_until_tomorrow_there_is_none_today(stage: Stage) -> None:
    request = stage.request()
    tick_at(stage, 2026, 11, 24, 14, 30)
    (digest,) = digests(stage)
    stage.as_(AMELIE).click(CHANNEL, str(digest["ts"]), "snooze")
    assert request.reference in stage.ephemerals(AMELIE)[-1]
    tick_at(stage, 2026, 11, 24, 17, 0)
    assert digests(stage) == []
    tick_at(stage, 2026, 11, 25, 9, 45)
    assert len(digests(stage)) == 1


def test_an_outsider_puts_nothing_off(stage: Stage) -> None:
    request = stage.request()
    tick_at(stage, 2026, 11, 24, 14, 30)
    (digest,) = digests(stage)
    stage.as_(OSCAR).click(CHANNEL, str(digest["ts"]), "snooze")
    assert f"<@{AMELIE}>" in stage.ephemerals(OSCAR)[-1]
    assert [entry.action for entry in stage.picture(request).history] == ["submit"]


def test_reassigned_the_other_lead_is_reminded_by_direct_message(stage: Stage) -> None:
    request = stage.request()
    tick_at(stage, 2026, 11, 24, 14, 30)
    (digest,) = digests(stage)
    stage.as_(AMELIE).click(CHANNEL, str(digest["ts"]), "later", block_id=f"later:{request.id}", selected="hand_over")
    stage.as_(AMELIE).submit(stage.top_modal(AMELIE)["id"], approver=TOM)
    stage.settle()
    (direct,) = digests(stage, stage.workspace.slack.im(TOM))
    assert request.reference in shown(direct)


@pytest.mark.parametrize(
    ("choice", "quiet", "again"),
    [
        ("three_days", (2026, 11, 26, 17, 0), (2026, 11, 27, 9, 30)),
        ("monday", (2026, 11, 27, 17, 0), (2026, 11, 30, 9, 30)),
    ],
)
def test_put_off_from_the_menu(stage: Stage, choice: str, quiet: tuple[int, ...], again: tuple[int, ...]) -> None:
    request = stage.request()
    tick_at(stage, 2026, 11, 24, 14, 30)
    (digest,) = digests(stage)
    stage.as_(AMELIE).click(CHANNEL, str(digest["ts"]), "later", block_id=f"later:{request.id}", selected=choice)
    assert request.reference in stage.ephemerals(AMELIE)[-1]
    tick_at(stage, *quiet)
    assert digests(stage) == []
    tick_at(stage, *again)
    assert len(digests(stage)) == 1
    stage.click(CLAIRE, request, "details")
    assert f"<@{AMELIE}> a repoussé le rappel" in shown(stage.top_modal(CLAIRE))


def test_what_is_over_is_not_reassigned(stage: Stage) -> None:
    request = stage.request()
    tick_at(stage, 2026, 11, 24, 14, 30)
    (digest,) = digests(stage)
    stage.as_(AMELIE).click(CHANNEL, str(digest["ts"]), "later", block_id=f"later:{request.id}", selected="hand_over")
    # Only approvers are offered; that the request is over is found out at the submission.
    stage.click(CLAIRE, request, "cancel")
    stage.as_(AMELIE).submit(stage.top_modal(AMELIE)["id"], approver=TOM)
    assert request.reference in shown(stage.top_modal(AMELIE))
    assert [entry.action for entry in stage.picture(request).history] == ["submit", "cancel"]


def test_the_details_say_who_is_waited_for_and_since_when(stage: Stage) -> None:
    request = stage.request()
    stage.click(CLAIRE, request, "details")
    assert "En attente de l’équipe partenariats depuis le 24 nov. à 10:0" in shown(stage.top_modal(CLAIRE))
    stage.as_(CLAIRE).close(stage.top_modal(CLAIRE)["id"])
    stage.bot.services.reminding.reassign(request.id, TOM, Press(Person(AMELIE, False), "T", "click"))
    stage.click(CLAIRE, request, "details")
    text = shown(stage.top_modal(CLAIRE))
    assert f"En attente de <@{TOM}>" in text
    assert f"<@{AMELIE}> a passé la main à <@{TOM}>" in text
    stage.as_(CLAIRE).open_home()
    stage.answered()
    assert f"*À valider*, en attente de <@{TOM}>, depuis" in shown(stage.workspace.slack.home(CLAIRE))


def test_approved_without_token_the_approver_is_reminded_by_direct_message(stage: Stage) -> None:
    request = stage.request()
    stage.click(TOM, request, "approve")
    stage.as_(TOM).submit(stage.top_modal(TOM)["id"])
    stage.settle()
    tick_at(stage, 2026, 11, 24, 15, 30)
    (direct,) = digests(stage, stage.workspace.slack.im(TOM))
    assert "give_token" in buttons(direct)
    assert digests(stage) == []


def test_at_a_conflict_the_one_who_gave_the_token_is_reminded(stage: Stage) -> None:
    type_row(stage, "Boulangerie Émile Nantes", "emile-nantes", "typed-by-a-person-0123456789")
    request = stage.request()
    stage.give_token(request, who=TOM)
    assert stage.state(request) is State.WRITING
    tick_at(stage, 2026, 11, 24, 15, 30)
    (direct,) = digests(stage, stage.workspace.slack.im(TOM))
    assert "retry" in buttons(direct)
    assert digests(stage) == []


@pytest.mark.parametrize("settings_overrides", [{"ESCALATE_TO": NORA}])
def test_what_reminders_do_not_move_is_told_once_to_who_it_is_escalated_to(stage: Stage) -> None:
    request = stage.request()
    tick_at(stage, 2026, 11, 27, 9, 45)
    assert direct_messages(stage, NORA, "escalation") == []
    tick_at(stage, 2026, 11, 27, 10, 30)
    tick_at(stage, 2026, 11, 30, 10, 30)
    (told,) = direct_messages(stage, NORA, "escalation")
    assert request.reference in shown(told)
    assert "details" in buttons(told)


@pytest.mark.parametrize("settings_overrides", [{"ESCALATE_TO": NORA}])
def test_nothing_is_escalated_that_moved_on_in_time(stage: Stage) -> None:
    request = stage.request()
    stage.click(CLAIRE, request, "cancel")
    tick_at(stage, 2026, 11, 30, 10, 30)
    assert direct_messages(stage, NORA, "escalation") == []


def test_asked_for_changes_the_requester_is_reminded_by_direct_message(stage: Stage) -> None:
    request = stage.request()
    stage.click(AMELIE, request, "ask_changes")
    stage.as_(AMELIE).submit(stage.top_modal(AMELIE)["id"], reason="Slug ?")
    stage.settle()
    tick_at(stage, 2026, 11, 24, 15, 30)
    (direct,) = digests(stage, stage.workspace.slack.im(CLAIRE))
    assert "edit" in buttons(direct)


def test_a_warning_keeps_it_open_at_a_press_else_it_expires(stage: Stage) -> None:
    request = stage.request()
    tick_at(stage, 2026, 12, 21, 12, 0)
    digest = digests(stage)[-1]
    assert "keep_open" in buttons(digest)
    stage.as_(CLAIRE).click(CHANNEL, str(digest["ts"]), "keep_open")
    stage.answered()
    tick_at(stage, 2026, 12, 29, 12, 0)
    assert stage.state(request) is State.SUBMITTED
    assert "keep_open" not in buttons(digests(stage)[-1])
    tick_at(stage, 2027, 1, 18, 12, 0)
    assert "keep_open" in buttons(digests(stage)[-1])  # warned a second time
    tick_at(stage, 2027, 1, 25, 12, 0)
    assert stage.state(request) is State.EXPIRED
    assert request.reference in shown(stage.direct(CLAIRE)[-1])


def test_after_a_week_away_there_is_one_reminder(stage: Stage) -> None:
    stage.request()
    tick_at(stage, 2026, 12, 1, 9, 45)
    assert len(digests(stage)) == 1


def test_the_home_tab_shows_what_there_is_to_do_and_everything_open(stage: Stage) -> None:
    request = stage.request()
    stage.as_(AMELIE).open_home()
    stage.answered()
    view = stage.workspace.slack.home(AMELIE)
    assert view is not None
    assert request.reference in shown(view)
    assert "approve" in buttons(view)
    stage.as_(AMELIE).click_in_view(view["id"], "approve")
    assert stage.top_modal(AMELIE)["callback_id"] == "token_form"


def test_a_requester_sees_only_her_own_requests_at_home(stage: Stage) -> None:
    mine = stage.request()
    other = stage.request("UNORA", brand="Autre", stores="Autre ; autre")
    stage.as_(CLAIRE).open_home()
    stage.answered()
    view = stage.workspace.slack.home(CLAIRE)
    assert mine.reference in shown(view)
    assert other.reference not in shown(view)
    assert "request_new" in buttons(view or {})


def test_home_is_refreshed_after_its_viewers_action(stage: Stage) -> None:
    request = stage.request()
    stage.as_(CLAIRE).open_home()
    stage.answered()
    stage.click(CLAIRE, request, "cancel")
    stage.answered()
    assert "approve" not in buttons(stage.workspace.slack.home(CLAIRE) or {})
    assert request.reference not in shown(stage.workspace.slack.home(CLAIRE))


def test_list_is_mine_and_everything_for_a_lead(stage: Stage) -> None:
    mine = stage.request()
    other = stage.request(NORA, brand="Autre", stores="Autre ; autre")
    stage.as_(CLAIRE).command("/6xpos-request", "list")
    assert mine.reference in stage.ephemerals(CLAIRE)[-1]
    assert other.reference not in stage.ephemerals(CLAIRE)[-1]
    stage.as_(AMELIE).command("/6xpos-request", "list")
    assert mine.reference in stage.ephemerals(AMELIE)[-1]
    assert other.reference in stage.ephemerals(AMELIE)[-1]
    assert "details" in buttons(stage.workspace.slack.ephemerals(AMELIE)[-1])


def test_status_shows_every_match(stage: Stage) -> None:
    first = stage.request(brand="Chez Zoé Lyon", stores="A ; zoe-lyon")
    second = stage.request(NORA, brand="Chez Zoé Nice", stores="B ; zoe-nice")
    stage.as_(OSCAR).command("/6xpos-request", "status zoe")
    told = stage.ephemerals(OSCAR)[-1]
    assert first.reference in told
    assert second.reference in told
    stage.as_(OSCAR).command("/6xpos-request", "status nice")
    assert first.reference not in stage.ephemerals(OSCAR)[-1]


def test_status_finds_by_part_of_the_brand_and_by_reference(stage: Stage) -> None:
    request = stage.request()
    for words in ("status émile", f"status {request.reference}", "status 1"):
        stage.as_(OSCAR).command("/6xpos-request", words)
        assert request.reference in stage.ephemerals(OSCAR)[-1]
    stage.as_(OSCAR).command("/6xpos-request", "status zzz")
    assert request.reference not in stage.ephemerals(OSCAR)[-1]


ASK = "<!subteam^S0PARTNERS> on a besoin de 6xpos pour *Chez Paulette*\nPaulette Lyon ; paulette-lyon"


def test_who_asks_the_group_for_6xpos_is_offered_the_form_once(stage: Stage) -> None:
    asked = stage.as_(CLAIRE).post(CHANNEL, ASK)
    (offer,) = offers(stage)
    assert offer["thread_ts"] == asked["ts"]
    stage.as_(CLAIRE).post(CHANNEL, f"{ASK} ?", thread_ts=asked["ts"])
    assert len(offers(stage)) == 1
    stage.as_(CLAIRE).click(CHANNEL, str(offer["ts"]), "open_request")
    form = stage.top_modal(CLAIRE)
    assert form["callback_id"] == "request_form"
    assert form["state"]["values"]["stores"]["stores"]["value"] == "Paulette Lyon ; paulette-lyon"


@pytest.mark.parametrize("text", ["6xpos ?", "<!subteam^S0PARTNERS> bonjour", "bonjour"])
def test_nothing_is_offered_to_who_did_not_ask(stage: Stage, text: str) -> None:
    stage.as_(CLAIRE).post(CHANNEL, text)
    assert offers(stage) == []


def test_the_message_shortcut_reads_the_message(stage: Stage) -> None:
    asked = stage.as_(CLAIRE).post(CHANNEL, "Paulette Lyon ; paulette-lyon")
    stage.as_(CLAIRE).message_shortcut("request_from_message", CHANNEL, asked["ts"])
    form = stage.top_modal(CLAIRE)
    assert form["state"]["values"]["stores"]["stores"]["value"] == "Paulette Lyon ; paulette-lyon"


def test_each_reads_their_own_language_and_the_channel_the_default(stage: Stage) -> None:
    request = stage.request(NORA)  # she reads English
    note = shown(stage.direct(NORA)[0])
    assert "Your request" in note
    assert "Ta demande" not in note
    card = shown(stage.card(request))
    assert "À valider" in card
    assert "To be approved" not in card
    for who, mine, others in ((NORA, "open the form", "ouvrir"), (CLAIRE, "ouvrir le formulaire", "open")):
        stage.as_(who).command("/6xpos-request", "help")
        told = stage.ephemerals(who)[-1]
        assert mine in told
        assert others not in told
