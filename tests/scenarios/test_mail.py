"""Mails to 6xpos over a real SMTP connection, and the ready-made links where there is no mail server."""

import re
from dataclasses import replace
from datetime import timedelta
from urllib.parse import parse_qs, unquote, urlsplit

import pytest

from bot.sandbox.mailbox import DROP, Mail
from bot.sandbox.workspace import Workspace
from tests.scenarios.stage import AMELIE, CLAIRE, TOKEN, Stage, buttons, shown, ticks
from tests.scenarios.steps import details_of
from workflows.requests.go_live import ACTIVATING
from workflows.requests.press import Press
from workflows.rules.policy import Person
from workflows.rules.states import State
from workflows.storage.models import Request

PARTNER = "integration@6xpos.example"
REQUESTER = "claire.martin@heypongo.example"
SLUGS = ("emile-nantes", "emile-reze")


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
ON_APPROVAL = pytest.mark.parametrize("with_mail", [{"REQUEST_MAIL_ON": "approved"}], indirect=True)


def mails(stage: Stage) -> list[Mail]:
    return stage.workspace.mailbox.mails


def subjects(stage: Stage) -> list[str]:
    return [str(mail.message["Subject"]) for mail in mails(stage)]


def reject(stage: Stage, request: Request) -> None:
    stage.click(AMELIE, request, "reject")
    stage.as_(AMELIE).submit(stage.top_modal(AMELIE)["id"], reason="Pas signé")
    stage.settle()


def test_a_request_is_announced_with_the_requester_in_copy(stage: Stage) -> None:
    request = stage.request()
    (mail,) = mails(stage)
    message = mail.message
    assert set(mail.recipients) == {PARTNER, REQUESTER}
    assert message["From"] == "Hey Pongo <partenariats@heypongo.example>"
    assert (message["To"], message["Cc"], message["Reply-To"]) == (PARTNER, REQUESTER, REQUESTER)
    assert "Boulangerie Émile" in str(message["Subject"])
    for part in (mail.part("plain"), mail.part("html")):
        for told in ("Boulangerie Émile", "2 restaurants", "Boulangerie Émile Rezé", request.account):
            assert told in part


HOSTILE = [
    "=?utf-8?q?=0d=0aReply-To:_e@x.io=0d=0a=0d=0aPay_e@x.io?=",
    "=?utf-8?q?x=0d=0aBcc:_e@x.io?= Léa",
    "=?utf-8?b?DQpCY2M6?=",
    "=?iso-8859-1?q?=E9?=" * 3,
    "\x0bBcc: e@x.io\x0c\x1c\x1d\x1e",
    "a" * 40 + " =?utf-8?q?",
]


@pytest.mark.parametrize("word", HOSTILE)
def test_nothing_that_was_typed_is_decoded_into_a_header(stage: Stage, word: str) -> None:
    store = word if word.isprintable() else "N"
    request = stage.request(brand=f"B{word}", stores=f"{store} ; n-1", note=word, merchant=word)
    stage.give_token(request)
    assert len(mails(stage)) == 2
    for mail in mails(stage):
        assert sorted(mail.recipients) == sorted([PARTNER, REQUESTER])
        head, _, _ = mail.message.as_bytes().replace(b"\r\n", b"\n").partition(b"\n\n")
        names = [line.split(b":")[0].decode() for line in head.splitlines() if not line.startswith((b" ", b"\t"))]
        assert sorted(names) == sorted(
            ["From", "To", "Cc", "Reply-To", "Subject", "Date", "Message-ID", "MIME-Version", "Content-Type"]
        )
        # What a mail program shows, decoded once: the brand as it was typed.
        assert request.brand in str(mail.message["Subject"])
        assert request.brand in mail.part("plain")


@pytest.mark.parametrize(
    "address",
    [
        "a@b.example, e@x.io", "a@b.example\r\nBcc: e@x.io", "é@b.example", '"x, y"@b.example', "a@b.example;e@x.io",
        "=?utf-8?q?a=0d=0aBcc:_e@x.io?=@b.example",
    ],
)  # fmt: skip
def test_an_address_that_is_none_gets_no_copy_and_holds_up_no_mail(stage: Stage, address: str) -> None:
    claire = next(person for person in stage.workspace.slack.people() if person.id == CLAIRE)
    stage.workspace.slack.add_person(replace(claire, email=address))
    stage.request()
    (mail,) = mails(stage)
    assert list(mail.recipients) == [PARTNER]
    assert (mail.message["Cc"], mail.message["Reply-To"]) == (None, None)


def test_no_mail_holds_a_slug_or_a_token(stage: Stage) -> None:
    request = stage.request()
    stage.give_token(request)
    assert len(mails(stage)) == 2
    for mail in mails(stage):
        text = mail.message.as_string() + mail.part("plain") + mail.part("html") + str(mail.message["Subject"])
        assert not any(secret in text for secret in (*SLUGS, TOKEN, TOKEN[:8], TOKEN[-8:]))
        assert stage.fresh(request).token_fingerprint not in mail.part("plain")


def test_the_delivery_is_told_once_the_rows_are_verified_and_not_before(stage: Stage) -> None:
    request = stage.request()
    stage.click(AMELIE, request, "approve")
    stage.as_(AMELIE).submit(stage.top_modal(AMELIE)["id"])
    stage.settle()
    assert len(mails(stage)) == 1
    stage.give_token(request)
    assert subjects(stage)[1:] == [f"Vous pouvez continuer\u00a0: Boulangerie Émile ({request.reference})"]


@ON_APPROVAL
def test_announced_on_approval_nothing_goes_out_before(stage: Stage) -> None:
    request = stage.request()
    assert mails(stage) == []
    stage.click(AMELIE, request, "approve")
    stage.as_(AMELIE).submit(stage.top_modal(AMELIE)["id"])
    stage.settle()
    assert len(mails(stage)) == 1


@ON_APPROVAL
def test_what_was_never_announced_is_not_taken_back(stage: Stage) -> None:
    reject(stage, stage.request())
    assert mails(stage) == []


def test_a_rejected_request_is_taken_back_by_one_mail(stage: Stage) -> None:
    request = stage.request()
    reject(stage, request)
    assert [subject.split("\u00a0")[0] for subject in subjects(stage)] == [
        "Intégration Hey Pongo demandée",
        "Demande retirée",
    ]
    assert "Pas signé" not in mails(stage)[1].message.as_string()


def test_a_request_changed_and_sent_again_is_announced_once(stage: Stage) -> None:
    request = stage.request()
    stage.click(AMELIE, request, "ask_changes")
    stage.as_(AMELIE).submit(stage.top_modal(AMELIE)["id"], reason="Slug ?")
    stage.settle()
    stage.as_(CLAIRE).click(stage.workspace.slack.im(CLAIRE), stage.direct(CLAIRE)[-1]["ts"], "edit")
    stage.as_(CLAIRE).submit(stage.top_modal(CLAIRE)["id"], prerequisites=ticks(stage.top_modal(CLAIRE)))
    stage.settle()
    assert stage.state(request) is State.SUBMITTED
    assert len(mails(stage)) == 1


def test_taken_and_the_connection_lost_it_goes_out_again_under_the_same_id(stage: Stage) -> None:
    stage.workspace.mailbox.answers.append(DROP)
    stage.request()
    stage.patiently(4)
    first, second = mails(stage)
    assert first.message["Message-ID"] == second.message["Message-ID"]
    assert re.fullmatch(r"<[0-9a-f]{32}@heypongo\.example>", str(first.message["Message-ID"]))
    assert first.message["Date"] == second.message["Date"]


def test_away_the_mail_waits_and_a_request_cancelled_meanwhile_is_never_announced(stage: Stage) -> None:
    mailbox, loopback = stage.workspace.mailbox, stage.workspace.loopback
    port = mailbox.port
    mailbox.stop()
    kept = stage.request()
    gone = stage.request(brand="Autre", stores="Autre ; autre")
    stage.click(CLAIRE, gone, "cancel")
    stage.settle()
    mailbox.start(loopback, port=port)
    stage.patiently(6)
    (mail,) = mails(stage)
    assert kept.reference in str(mail.message["Subject"])


def test_without_the_address_scope_the_mail_goes_out_without_copy(stage: Stage) -> None:
    stage.workspace.slack.scopes.discard("users:read.email")
    stage.request()
    (mail,) = mails(stage)
    assert mail.recipients == (PARTNER,)
    assert mail.message["Cc"] is None


def mail_link(message: dict[str, object]) -> str:
    (found,) = re.findall(r"<(mailto:[^|>]+)\|", shown(message))
    return str(found).replace("&amp;", "&")


@WITHOUT_SMTP
def test_without_a_mail_server_the_requester_gets_the_mail_ready_to_send(stage: Stage) -> None:
    request = stage.request(brand="Léa & Co + 100 %")
    link = urlsplit(mail_link(stage.direct(CLAIRE)[-1]))
    assert unquote(link.path) == PARTNER
    told = parse_qs(link.query, strict_parsing=True)
    assert "Léa & Co + 100 %" in told["subject"][0]
    assert "- Boulangerie Émile Nantes\r\n" in told["body"][0]
    assert request.account in told["body"][0]
    assert "+" not in link.query
    assert not any(slug in unquote(link.query) for slug in SLUGS)
    stage.give_token(request)
    told = parse_qs(urlsplit(mail_link(stage.direct(CLAIRE)[-1])).query, strict_parsing=True)
    assert "Vous pouvez continuer" in told["subject"][0]
    assert TOKEN not in told["body"][0]
    assert mails(stage) == []


def press_sent(stage: Stage, who: str = CLAIRE) -> None:
    """Says, at the newest message to Claire, that the mail was sent."""
    channel = stage.workspace.slack.im(CLAIRE)
    stage.as_(who).click(channel, str(stage.direct(CLAIRE)[-1]["ts"]), "mail_sent")
    stage.settle()


@WITHOUT_SMTP
def test_once_it_is_sent_the_message_says_who_sent_it_and_offers_it_no_more(stage: Stage) -> None:
    request = stage.request()
    press_sent(stage)
    message = stage.direct(CLAIRE)[-1]
    assert "mailto:" not in shown(message)
    assert "mail_sent" not in buttons(message)
    assert "a écrit à 6xpos" in shown(message)
    assert "a écrit à 6xpos" in shown(details_of(stage, AMELIE, request))
    (entry,) = [e for e in stage.picture(request).history if e.action == "mail_sent"]
    assert (entry.actor, entry.details) == (CLAIRE, {"mail": "requested"})


@WITHOUT_SMTP
def test_pressed_twice_it_is_noted_once(stage: Stage) -> None:
    request = stage.request()
    channel, ts = stage.workspace.slack.im(CLAIRE), str(stage.direct(CLAIRE)[-1]["ts"])
    pressed = stage.as_(CLAIRE).click(channel, ts, "mail_sent")
    stage.workspace.slack.replay(pressed)
    stage.settle()
    # Also where it is another press: two windows that both still showed the button.
    assert not stage.bot.services.requests.mailing.note_sent(
        request.id, "requested", Press(Person(AMELIE, False), "T", "another press"), request.created_at
    )
    assert [e.action for e in stage.picture(request).history] == ["submit", "mail_sent"]


@WITHOUT_SMTP
@pytest.mark.parametrize("was_sent", [True, False])
def test_only_what_was_announced_is_taken_back_by_a_link(stage: Stage, was_sent: bool) -> None:
    request = stage.request()
    if was_sent:
        press_sent(stage)
    reject(stage, request)
    message = stage.direct(CLAIRE)[-1]
    assert ("mailto:" in shown(message)) is was_sent
    if was_sent:
        assert "retirée" in parse_qs(urlsplit(mail_link(message)).query)["subject"][0]


@WITHOUT_SMTP
def test_of_many_stores_the_link_names_as_many_as_fit(stage: Stage) -> None:
    lines = "\n".join(f"Boulangerie Émile de la Gare n° {n} ; emile-{n}" for n in range(60))
    stage.request(stores=lines)
    link = mail_link(stage.direct(CLAIRE)[-1])
    assert len(link) < 2_000
    assert "… et " in unquote(link)


def test_with_a_mail_server_there_is_no_link(stage: Stage) -> None:
    stage.request()
    assert "mailto:" not in shown(stage.direct(CLAIRE)[-1])


def test_the_delivery_message_has_a_sentence_for_whatsapp(stage: Stage) -> None:
    request = stage.request()
    stage.give_token(request)
    message = stage.direct(CLAIRE)[-1]
    (row,) = [block for block in message["blocks"] if block["type"] == "actions"]
    (link,) = [button for button in row["elements"] if button["action_id"] == "link_whatsapp"]
    address = urlsplit(link["url"])
    assert (address.scheme, address.netloc, address.path) == ("https", "wa.me", "/")
    (text,) = parse_qs(address.query, strict_parsing=True)["text"]
    assert "Boulangerie Émile" in text
    assert "Boulangerie Émile Nantes" in text
    assert not any(secret in text for secret in (*SLUGS, TOKEN))
    answer = stage.as_(CLAIRE).click(stage.workspace.slack.im(CLAIRE), message["ts"], "link_whatsapp")
    assert answer.status == 200
    assert buttons(message) == ["details"]


def test_a_week_after_the_delivery_6xpos_gets_one_mail_about_all_that_waits(stage: Stage) -> None:
    first, second = stage.request(), stage.request(brand="Crêperie Ti Breizh", stores="Ti Breizh ; ti-breizh")
    third = stage.request(brand="Chez Zoé", stores="Chez Zoé ; chez-zoe")
    stage.give_token(first)
    stage.give_token(second)
    before = len(mails(stage))
    clock = stage.workspace.clock
    clock.move_to(stage.bot.services.calendar.next_morning(clock.now() + timedelta(days=6)))
    stage.bot.services.reminding.tick()
    stage.settle()
    (mail,) = [mail for mail in mails(stage)[before:] if "marques vous attendent" in str(mail.message["Subject"])]
    assert mail.recipients == (PARTNER,)
    for part in (mail.part("plain"), mail.part("html")):
        for request in (first, second):
            assert request.reference in part
            assert request.account in part
        assert third.reference not in part
        assert not any(secret in part for secret in (*SLUGS, "ti-breizh", TOKEN))


def test_what_went_live_while_the_mail_waited_is_not_written_about(stage: Stage) -> None:
    request = stage.request()
    stage.give_token(request)
    clock, services, mailbox = stage.workspace.clock, stage.bot.services, stage.workspace.mailbox
    clock.move_to(services.calendar.next_morning(clock.now() + timedelta(days=6)))
    before, port = len(mails(stage)), mailbox.port
    mailbox.stop()
    services.reminding.tick()
    stage.settle()
    for step in ACTIVATING:
        person = services.approvers.person(CLAIRE)
        services.requests.go_live.tick(request.id, step, Press(person, request.team, step.value), done=True)
    mailbox.start(stage.workspace.loopback, port=port)
    stage.patiently(6)
    assert len(mails(stage)) == before
