"""Who is told of what: whoever must act next always is, whoever has just acted is not."""

import pytest

from bot.sandbox.workspace import Workspace
from tests.scenarios.stage import AMELIE, CHANNEL, CLAIRE, STORES, TOKEN, TOM, Stage, buttons, shown
from workflows.requests.go_live import ACTIVATING, LiveStep
from workflows.rules.states import State
from workflows.storage.models import Request

NEW = "tok_live_0000aaaa1111bbbb2222"
GROUP = "<!subteam^S0PARTNERS>"


@pytest.fixture
def with_mail(request: pytest.FixtureRequest) -> dict[str, str]:
    """Settings about mail that a test wants otherwise: parametrize it indirectly."""
    found: dict[str, str] = getattr(request, "param", {})
    return found


@pytest.fixture
def settings_overrides(workspace: Workspace, with_mail: dict[str, str]) -> dict[str, str]:
    """The workspace's mail server."""
    return workspace.mail_settings() | with_mail


WITHOUT_SMTP = pytest.mark.parametrize("with_mail", [{"SMTP_URL": ""}], indirect=True)


def thread(stage: Stage, request: Request) -> list[str]:
    """What stands in the card's thread, oldest first."""
    messages = stage.workspace.slack.messages(CHANNEL)
    return [shown(m) for m in messages if m.get("thread_ts") == request.card_ts != m["ts"]]


def subjects(stage: Stage) -> list[str]:
    """Of the mails to 6xpos, oldest first."""
    return [str(mail.message["Subject"]).replace("\u00a0", " ") for mail in stage.workspace.mailbox.mails]


def decide(stage: Stage, who: str, request: Request, action: str, **typed: str) -> None:
    """Presses a button of the card and fills in the modal that it opens."""
    stage.click(who, request, action)
    stage.as_(who).submit(stage.top_modal(who)["id"], **typed)
    stage.settle()


def resubmit(stage: Stage, **changed: object) -> None:
    """Claire opens the form from the message that asks her for changes, and sends it again."""
    asked = stage.direct(CLAIRE)[-1]
    stage.as_(CLAIRE).click(stage.workspace.slack.im(CLAIRE), str(asked["ts"]), "edit")
    stage.as_(CLAIRE).submit(stage.top_modal(CLAIRE)["id"], **changed)
    stage.settle()


def correct(stage: Stage, who: str, request: Request, action: str, **typed: str) -> None:
    """Replaces or withdraws a delivered token, from the details."""
    stage.click(who, request, "details")
    stage.as_(who).click_in_view(stage.top_modal(who)["id"], action)
    stage.as_(who).submit(stage.top_modal(who)["id"], **typed)
    stage.settle()


def tick(stage: Stage, who: str, request: Request, *steps: LiveStep) -> None:
    """Ticks on the card."""
    for step in steps:
        stage.as_(who).click(CHANNEL, stage.card(request)["ts"], "tick", block_id=f"tick:{step}")
        stage.settle()


def test_whoever_asked_for_changes_hears_in_the_thread_what_has_changed(stage: Stage) -> None:
    request = stage.request()
    decide(stage, TOM, request, "ask_changes", reason="Il manque Rennes")
    before = len(stage.direct(CLAIRE))
    resubmit(stage, stores=f"{STORES}\nBoulangerie Émile Rennes ; emile-rennes")
    (line,) = thread(stage, stage.fresh(request))
    assert f"<@{TOM}>" in line
    assert "Boulangerie Émile Rennes" in line
    assert GROUP not in line
    assert len(stage.direct(CLAIRE)) == before  # she has just done it herself


def test_6xpos_hears_of_another_brand_or_other_restaurants_and_not_of_another_note(stage: Stage) -> None:
    request = stage.request()
    assert len(subjects(stage)) == 1
    decide(stage, AMELIE, request, "ask_changes", reason="Une note ?")
    resubmit(stage, note="Ouvre en mars")
    assert len(subjects(stage)) == 1
    decide(stage, AMELIE, request, "ask_changes", reason="Il manque Rennes")
    resubmit(stage, stores=f"{STORES}\nBoulangerie Émile Rennes ; emile-rennes")
    assert subjects(stage)[1:] == [f"Demande modifiée : Boulangerie Émile ({request.reference})"]
    assert "Boulangerie Émile Rennes" in stage.workspace.mailbox.mails[-1].part("plain")


def test_6xpos_hears_at_once_of_another_token_and_of_none(stage: Stage) -> None:
    request = stage.request()
    stage.give_token(request)
    correct(stage, AMELIE, request, "replace_token", token=NEW, reason="L’ancien a fuité")
    correct(stage, AMELIE, request, "withdraw_token", reason="La marque est partie")
    named = f"Boulangerie Émile ({request.reference})"
    assert subjects(stage)[2:] == [f"Nouveau token à utiliser : {named}", f"Token retiré : {named}"]
    for mail in stage.workspace.mailbox.mails:
        assert not any(secret in mail.part("plain") for secret in (TOKEN, NEW, "emile-nantes"))


@WITHOUT_SMTP
def test_without_a_mail_server_each_replacement_offers_its_own_mail(stage: Stage) -> None:
    request = stage.request()
    stage.give_token(request)
    for token in (NEW, TOKEN):
        correct(stage, AMELIE, request, "replace_token", token=token, reason="Changé")
        told = stage.direct(CLAIRE)[-1]
        assert "mailto:" in shown(told)
        stage.as_(CLAIRE).click(stage.workspace.slack.im(CLAIRE), str(told["ts"]), "mail_sent")
        stage.settle()
        assert "mail_sent" not in buttons(stage.direct(CLAIRE)[-1])
    assert [e.action for e in stage.picture(request).history].count("mail_sent") == 2


@WITHOUT_SMTP
def test_without_a_mail_server_a_change_offers_a_mail_where_the_first_was_sent(stage: Stage) -> None:
    request = stage.request()
    stage.as_(CLAIRE).click(stage.workspace.slack.im(CLAIRE), str(stage.direct(CLAIRE)[-1]["ts"]), "mail_sent")
    decide(stage, AMELIE, request, "ask_changes", reason="Il manque Rennes")
    resubmit(stage, stores=f"{STORES}\nBoulangerie Émile Rennes ; emile-rennes")
    assert "mailto:" in shown(stage.direct(CLAIRE)[-1])


def test_what_the_requester_takes_back_whoever_approved_it_hears(stage: Stage) -> None:
    request = stage.request()
    decide(stage, TOM, request, "approve")
    before = len(stage.direct(CLAIRE))
    stage.click(CLAIRE, request, "cancel")
    stage.settle()
    (line,) = thread(stage, stage.fresh(request))
    assert f"<@{TOM}>" in line
    assert len(stage.direct(CLAIRE)) == before


def test_a_completed_brand_reaches_who_asked_and_who_approved_once(stage: Stage) -> None:
    request = stage.request()
    stage.give_token(request, who=TOM)
    before = len(stage.direct(CLAIRE))
    tick(stage, CLAIRE, request, *LiveStep)
    assert stage.state(request) is State.COMPLETED
    assert len(stage.direct(CLAIRE)) == before
    (line,) = thread(stage, stage.fresh(request))
    assert f"<@{TOM}>" in line

    other = stage.request(brand="Autre", stores="Autre ; autre")
    stage.give_token(other, who=TOM)
    told = len(stage.direct(CLAIRE))
    tick(stage, TOM, other, *sorted(ACTIVATING))
    assert len(stage.direct(CLAIRE)) == told
    tick(stage, TOM, other, LiveStep.PRODUCTS)
    assert "prête" in shown(stage.direct(CLAIRE)[-1])
    assert thread(stage, stage.fresh(other)) == []


def test_a_withdrawn_token_reaches_who_asked_and_who_approved(stage: Stage) -> None:
    request = stage.request()
    stage.give_token(request, who=TOM)
    correct(stage, AMELIE, request, "withdraw_token", reason="La marque est partie")
    (line,) = thread(stage, stage.fresh(request))
    assert f"<@{TOM}>" in line
    assert "La marque est partie" in line
    assert f"<@{AMELIE}> a retiré" in shown(stage.direct(CLAIRE)[-1])


@pytest.mark.parametrize("state", [State.SUBMITTED, State.CHANGES_REQUESTED, State.APPROVED])
def test_an_expiry_says_what_was_missing_and_from_whom_and_approvers_hear_too(stage: Stage, state: State) -> None:
    request = stage.request()
    if state is State.CHANGES_REQUESTED:
        decide(stage, TOM, request, "ask_changes", reason="Slug ?")
    elif state is State.APPROVED:
        decide(stage, TOM, request, "approve")
    assert stage.bot.services.requests.expire(request.id)
    stage.settle()
    told, card = shown(stage.direct(CLAIRE)[-1]), shown(stage.card(request))
    (line,) = thread(stage, stage.fresh(request))
    missing = {
        State.SUBMITTED: ["la réponse de l’équipe partenariats"] * 3,
        State.CHANGES_REQUESTED: [f"que <@{TOM}> t’avait demandées", *[f"<@{CLAIRE}> devait encore apporter"] * 2],
        State.APPROVED: [f"le token, attendu de <@{TOM}>"] * 3,
    }[state]
    for text, expected in zip((told, line, card), missing, strict=True):
        assert expected in text
    assert (GROUP if state is State.SUBMITTED else f"<@{TOM}>") in line


@pytest.mark.parametrize(("ticking", "direct_to_claire", "called_tom"), [(CLAIRE, 2, 1), (TOM, 3, 0)])
def test_what_a_normal_request_sends_each_person(
    stage: Stage, ticking: str, direct_to_claire: int, called_tom: int
) -> None:
    """Prints the table: `pytest -s`."""
    request = stage.request()
    stage.give_token(request, who=TOM)
    tick(stage, ticking, request, *LiveStep)
    assert stage.state(request) is State.COMPLETED
    told = {who: ([shown(m) for m in stage.direct(who)], stage.ephemerals(who)) for who in (CLAIRE, TOM, AMELIE)}
    called = thread(stage, stage.fresh(request))
    print("\nwho      direct  only for them  called")
    for who, (direct, ephemeral) in told.items():
        print(f"{who:8} {len(direct):6}  {len(ephemeral):13}  {sum(f'<@{who}>' in line for line in called):6}")
    counted = {who: (len(direct), len(ephemeral)) for who, (direct, ephemeral) in told.items()}
    assert counted == {CLAIRE: (direct_to_claire, 0), TOM: (0, 0), AMELIE: (0, 0)}
    assert sum(f"<@{TOM}>" in line for line in called) == called_tom
    assert not any(f"<@{who}>" in line for who in (CLAIRE, AMELIE) for line in called)


def test_a_message_that_was_overtaken_keeps_no_button_that_can_only_disappoint(stage: Stage) -> None:
    request = stage.request()
    assert "cancel" in buttons(stage.direct(CLAIRE)[0])
    decide(stage, AMELIE, request, "ask_changes", reason="Slug ?")
    assert {"edit", "cancel"} <= set(buttons(stage.direct(CLAIRE)[-1]))
    resubmit(stage, note="Ouvre en mars")
    asked = stage.direct(CLAIRE)[-1]
    assert "edit" not in buttons(asked)
    assert "cancel" in buttons(asked)
    assert "Slug ?" in shown(asked)
    stage.give_token(request)
    for message in stage.direct(CLAIRE):
        assert not {"edit", "cancel"} & set(buttons(message))
        assert "details" in buttons(message)


@WITHOUT_SMTP
def test_a_ready_made_mail_says_what_is_asked_for_now_and_goes_once_it_is_overtaken(stage: Stage) -> None:
    request = stage.request()
    assert "Lyon" not in shown(stage.direct(CLAIRE)[0])
    decide(stage, AMELIE, request, "ask_changes", reason="Et Lyon ?")
    resubmit(stage, stores=f"{STORES}\nBoulangerie Émile Lyon ; emile-lyon")
    first = stage.direct(CLAIRE)[0]
    assert "mail_sent" in buttons(first)
    assert "Lyon" in shown(first)
    stage.give_token(request)
    *earlier, last = stage.direct(CLAIRE)
    assert not any("mailto:" in shown(message) or "mail_sent" in buttons(message) for message in earlier)
    assert "mail_sent" in buttons(last)
    tick(stage, CLAIRE, request, *LiveStep)
    assert not any("mailto:" in shown(message) for message in stage.direct(CLAIRE))


@WITHOUT_SMTP
def test_that_a_ready_made_mail_was_sent_stays_to_be_read(stage: Stage) -> None:
    request = stage.request()
    stage.as_(CLAIRE).click(stage.workspace.slack.im(CLAIRE), stage.direct(CLAIRE)[0]["ts"], "mail_sent")
    stage.give_token(request)
    first, last = stage.direct(CLAIRE)
    assert "mailto:" not in shown(first)
    assert f"<@{CLAIRE}>" in shown(first)
    assert "mailto:" in shown(last)
