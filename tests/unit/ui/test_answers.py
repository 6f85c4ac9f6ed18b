"""The short answers and the direct messages: what is true, who did it, whom to ask, what to do next."""

import pytest

from bot.texts import Texts
from bot.ui import answers
from bot.ui.commands import listing, under_way
from bot.ui.notes import note
from bot.ui.problems import KINDS, problem, short_problem
from tests.unit.ui.limits import all_texts, objects
from tests.unit.ui.pictures import BOTH, ENGLISH, FRENCH, LEAD, NASTY, PROBLEMS, REQUESTER, entry, request, stores
from workflows.requests.changes import BOT
from workflows.requests.queries import Picture
from workflows.rules.effects import Owed
from workflows.rules.policy import Action, Reason, Verdict
from workflows.rules.problems import Problem
from workflows.rules.states import TRANSITIONS, Event, State

both = pytest.mark.parametrize("texts", BOTH, ids=lambda texts: texts.language)
NOTED = sorted({line.event for line in TRANSITIONS if Owed.NOTE in line.owes})
WHO = {Reason.ONLY_APPROVERS, Reason.ONLY_REQUESTER_OR_APPROVERS, Reason.OWN_REQUEST, Reason.ONLY_READERS}


@both
def test_a_late_click_hears_what_is_true_now(texts: Texts) -> None:
    last = entry(Event.REJECT, reason="Trop <tôt>")
    said = answers.late(texts, request(State.REJECTED, brand=NASTY), last)
    for shown in ("6X-0042", texts("state.rejected"), f"<@{LEAD}>", texts.moment(last.at), "Trop &lt;tôt&gt;"):
        assert shown in said
    assert "<!channel>" not in said


@both
def test_every_event_can_be_told(texts: Texts) -> None:
    for event in Event:
        actor = BOT if event in (Event.DELIVER, Event.PROBLEM, Event.EXPIRE) else LEAD
        said = answers.late(texts, request(), entry(event, actor, reason="conflict"))
        assert f"<@{BOT}>" not in said


@both
@pytest.mark.parametrize("reason", Reason)
def test_a_refusal_says_why_and_whom_to_ask(texts: Texts, reason: Reason) -> None:
    said = answers.refused(texts, Verdict(False, reason), [REQUESTER, LEAD, "U0OTHER"], request())
    assert (f"<@{LEAD}>" in said) == (reason in WHO)
    if reason is Reason.OWN_REQUEST:
        assert f"<@{REQUESTER}>" not in said
    if reason is Reason.ONLY_REQUESTER:
        assert f"<@{REQUESTER}>" in said


def test_each_refusal_has_its_own_sentence() -> None:
    verdicts = [Verdict(False, reason) for reason in Reason if reason is not Reason.ALLOWED]
    said = {answers.refused(FRENCH, verdict, [LEAD], request()) for verdict in verdicts}
    assert len(said) == len(verdicts)


def test_where_no_approver_is_known_the_team_is_named() -> None:
    said = answers.refused(ENGLISH, Verdict(False, Reason.ONLY_APPROVERS), [], request())
    assert "a member of the partnerships team" in said


def test_of_many_approvers_a_few_are_named() -> None:
    said = answers.refused(ENGLISH, Verdict(False, Reason.ONLY_APPROVERS), [f"U{n}" for n in range(30)], request())
    assert said.count("<@U") == 5


@both
def test_every_action_can_be_confirmed(texts: Texts) -> None:
    said = {answers.done(texts, action, request()) for action in Action}
    assert len(said) == len(Action)
    assert all("6X-0042" in one for one in said)


@both
def test_plain_answers_differ(texts: Texts) -> None:
    simple = (
        answers.not_found, answers.expired_trigger, answers.try_again, answers.ask_again, answers.reason_needed,
        answers.stored_nothing, lambda texts: answers.failed_form(texts, "a1b2"), answers.help,
        lambda texts: answers.too_fast(texts, 3), lambda texts: answers.too_fast_md(texts, 3),
    )  # fmt: skip
    assert len({answer(texts) for answer in simple}) == len(simple)
    assert "`a1b2`" in answers.failed(texts, "a1b2")
    assert "/6xpos-request" in answers.help(texts)


def test_a_list_names_each_request() -> None:
    requests = [request(number=n, brand=f"<Brand> {n}") for n in range(1, 4)]
    message = listing(ENGLISH, requests, under_way(ENGLISH, 12), more=True, whole={one.id for one in requests})
    text = all_texts(message.blocks)
    for number in (1, 2, 3):
        assert f"6X-000{number}" in text
        assert f"&lt;Brand&gt; {number}" in text
    assert ENGLISH("listing.more") in text
    assert [part["action_id"] for _, _, part in objects(message.blocks) if part.get("type") == "button"] == [
        "details"
    ] * 3
    assert listing(ENGLISH, [], under_way(ENGLISH, 0), more=False, whole=()).text == ENGLISH("answer.no_requests")


@both
def test_a_notice_has_nothing_to_press_but_close(texts: Texts) -> None:
    view = answers.notice(texts, answers.not_found(texts))
    assert "submit" not in view
    assert answers.not_found(texts) in all_texts(view)
    assert answers.checking(texts)["title"]["text"] == texts("modal.one_moment")


@both
@pytest.mark.parametrize("event", NOTED)
def test_every_message_names_the_request_and_offers_what_helps(texts: Texts, event: Event) -> None:
    state = next((line.target for line in TRANSITIONS if line.event is event), State.SUBMITTED)
    drawn = Picture(request(state, brand="Léa & fils"), stores(2), [entry(event, reason="Parce que")])
    message = note(texts, drawn, event)
    buttons = [part["action_id"] for _, _, part in objects(message.blocks) if part.get("type") == "button"]
    assert "6X-0042" in message.text
    assert "Léa &amp; fils" in message.text
    expected = {
        Event.SUBMIT: ["nudge", "cancel", "details"], Event.RESUBMIT: ["nudge", "cancel", "details"],
        Event.APPROVE: ["nudge", "details"],
        Event.ASK_CHANGES: ["edit", "cancel", "details"], Event.DELIVER: ["link_whatsapp", "details"],
        Event.DELIVER_BY_HAND: ["link_whatsapp", "details"],
    }  # fmt: skip
    assert buttons == expected.get(event, ["details"])
    assert ("> Parce que" in all_texts(message.blocks)) == (event in (Event.ASK_CHANGES, Event.REJECT))
    assert ("Parce que" in message.text) == (event in (Event.ASK_CHANGES, Event.REJECT))


def test_the_first_message_repeats_the_account() -> None:
    drawn = Picture(request(), stores(2), [entry(Event.SUBMIT, REQUESTER)])
    assert "`jagueneau+boulangerielea@6xpos.fr`" in all_texts(note(FRENCH, drawn, "submit").blocks)


def test_who_cancels_their_own_request_is_spoken_to() -> None:
    own, other = (
        note(FRENCH, Picture(request(), stores(1), [entry(Event.CANCEL, who)]), "cancel") for who in (REQUESTER, LEAD)
    )
    assert "Tu as annulé" in own.text
    assert f"<@{LEAD}> a annulé" in other.text


@both
def test_every_problem_has_a_sentence_and_a_short_name(texts: Texts) -> None:
    said = [problem(texts, found) for found in PROBLEMS]
    assert len(set(said)) == len(PROBLEMS)
    assert {found.kind for found in PROBLEMS} - {"sheet"} == set(KINDS)
    assert len({short_problem(texts, kind) for kind in (*KINDS, "something new")}) == len(KINDS) + 1


def test_problems_name_what_helps() -> None:
    by_kind = {found.kind: problem(ENGLISH, found) for found in PROBLEMS}
    for kind in ("no_access", "protected", "key_refused"):
        assert "`bot@project.iam.gserviceaccount.com`" in by_kind[kind]
    assert "“SLUG PONGO”" in by_kind["headers_missing"]
    assert "“Caisses”" in by_kind["worksheet_missing"]
    assert "“Feuille 1”" in by_kind["worksheet_missing"]
    assert "<!channel>" not in by_kind["worksheet_missing"]
    assert "(nothing)" in problem(ENGLISH, Problem("headers_missing", {"missing": ["A"], "found": []}))
    assert problem(ENGLISH, Problem("something new")) == problem(ENGLISH, Problem("")) == ENGLISH("problem.other")
