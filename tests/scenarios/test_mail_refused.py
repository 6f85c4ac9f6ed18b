"""What a mail server refuses: for now, once, and for good."""

from datetime import timedelta

import pytest

from bot.sandbox.mailbox import Mail, Mailbox
from bot.sandbox.workspace import Workspace
from tests.scenarios.stage import Stage, shown
from workflows.rules.states import State

PARTNER = "integration@6xpos.example"
REQUESTER = "claire.martin@heypongo.example"


@pytest.fixture
def user() -> str:
    """Who logs in to the mail server, as its address says it; empty for nobody."""
    return ""


@pytest.fixture
def settings_overrides(workspace: Workspace, user: str) -> dict[str, str]:
    usual = workspace.mail_settings()
    return usual | {"SMTP_URL": usual["SMTP_URL"].replace("//", f"//{user}")}


LOGGING_IN = pytest.mark.parametrize("user", ["bot:p%40ss@"])


def mails(stage: Stage) -> list[Mail]:
    return stage.workspace.mailbox.mails


def test_refused_for_now_it_is_tried_again(stage: Stage) -> None:
    stage.workspace.mailbox.answers += ["451 4.3.0 later", "421 4.3.2 closing"]
    stage.request()
    assert mails(stage) == []
    stage.patiently(6)
    assert len(mails(stage)) == 1


def test_one_recipient_refused_for_now_the_other_gets_it_once(stage: Stage) -> None:
    stage.workspace.mailbox.refused[REQUESTER] = "450 4.2.0 greylisted"
    stage.request()
    stage.patiently(3)
    stage.workspace.mailbox.refused.clear()
    stage.patiently(4)
    assert [mail.recipients for mail in mails(stage)] == [(PARTNER,), (REQUESTER,)]


def test_refused_for_good_the_card_names_the_address_and_the_work_goes_on(stage: Stage) -> None:
    stage.workspace.mailbox.refused[PARTNER] = "550 5.1.1 nobody here"
    request = stage.request()
    assert PARTNER in shown(stage.card(request))
    assert REQUESTER not in shown(stage.card(request))
    stage.give_token(request)
    assert stage.state(request) is State.DELIVERED
    assert PARTNER in shown(stage.card(request))
    refused = stage.workspace.mailbox.connections
    stage.patiently(3)
    assert stage.workspace.mailbox.connections == refused


def test_refused_as_a_whole_every_address_is_named(stage: Stage) -> None:
    stage.workspace.mailbox.answers += ["554 5.7.1 not this one"] * 2
    request = stage.request()
    card = shown(stage.card(request))
    assert PARTNER in card
    assert REQUESTER in card


class Once(dict[str, str]):
    """What a mail server says once, and then no more."""

    def __getitem__(self, address: str) -> str:
        return self.pop(address)


class LateAccounts(dict[str, str]):
    """Passwords that a mail server knows from its second connection on."""

    def __init__(self, mailbox: Mailbox) -> None:
        super().__init__(bot="p@ss")
        self._mailbox = mailbox

    def get(self, user: str, _: object = None) -> str | None:  # type: ignore[override]
        return self[user] if self._mailbox.connections > 1 else None


def test_an_address_that_is_refused_once_is_tried_a_second_time_at_once(stage: Stage) -> None:
    stage.workspace.mailbox.refused = Once({PARTNER: "550 5.1.1 nobody here"})
    request = stage.request()
    assert [mail.recipients for mail in mails(stage)] == [(REQUESTER,), (PARTNER,)]
    assert PARTNER not in shown(stage.card(request))


def test_and_so_is_a_mail_that_is_refused_as_a_whole(stage: Stage) -> None:
    stage.workspace.mailbox.answers.append("554 5.7.1 not this one")
    request = stage.request()
    (mail,) = mails(stage)
    assert set(mail.recipients) == {PARTNER, REQUESTER}
    assert PARTNER not in shown(stage.card(request))


@LOGGING_IN
def test_and_so_is_a_password(stage: Stage) -> None:
    stage.workspace.mailbox.accounts = LateAccounts(stage.workspace.mailbox)
    request = stage.request()
    assert len(mails(stage)) == 1
    assert "SMTP_URL" not in shown(stage.card(request))


@LOGGING_IN
def test_a_password_that_stays_wrong_is_shown_until_it_is_mended(stage: Stage) -> None:
    request = stage.request()
    assert "SMTP_URL" in shown(stage.card(request))
    assert stage.workspace.mailbox.connections == 2
    stage.workspace.mailbox.accounts = {"bot": "p@ss"}
    stage.patiently(2, timedelta(minutes=11).total_seconds())
    assert len(mails(stage)) == 1
    assert "SMTP_URL" not in shown(stage.card(request))


def test_a_sender_that_is_refused_is_shown_until_the_settings_are_mended(stage: Stage) -> None:
    stage.workspace.mailbox.senders_refused = "530 5.7.0 log in first"
    request = stage.request()
    assert "SMTP_URL" in shown(stage.card(request))
    stage.workspace.mailbox.senders_refused = ""
    stage.patiently(2, timedelta(minutes=11).total_seconds())
    assert len(mails(stage)) == 1
    assert "SMTP_URL" not in shown(stage.card(request))
