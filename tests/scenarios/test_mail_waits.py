"""Mails that wait: for a setting that somebody has to mend, and for the requester's address."""

from datetime import timedelta
from pathlib import Path

import pytest

from bot.sandbox.faults import Fault
from bot.sandbox.workspace import Workspace
from tests.certificates import self_signed, serving
from tests.scenarios.stage import AMELIE, Stage, shown
from workflows.rules.states import State

PARTNER, REQUESTER = "integration@6xpos.example", "claire.martin@heypongo.example"
# On this machine all the same, but not one of the names for which encryption is left out.
ELSEWHERE = "127.0.0.2"
BEAT = timedelta(minutes=11).total_seconds()


@pytest.fixture
def server() -> str:
    """The kind of mail server: parametrize it."""
    return "good"


@pytest.fixture
def settings_overrides(workspace: Workspace, server: str, tmp_path: Path) -> dict[str, str]:
    mailbox = workspace.mailbox
    if server != "good":
        mailbox.stop()
        tls = serving(self_signed(tmp_path, ELSEWHERE)) if server == "its certificate is not trusted" else None
        mailbox.start(workspace.loopback, ELSEWHERE if server != "the password is wrong" else "127.0.0.1", tls)
    user = "bot:secret@" if server != "good" else ""
    return workspace.mail_settings() | {"SMTP_URL": f"smtp://{user}{mailbox.host}:{mailbox.port}"}


@pytest.mark.parametrize("server", ["the password is wrong", "its certificate is not trusted", "it encrypts nothing"])
def test_what_somebody_has_to_mend_stands_on_the_card_and_the_work_goes_on(
    stage: Stage, server: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    mailbox = stage.workspace.mailbox
    if server != "the password is wrong":
        mailbox.accounts["bot"] = "secret"
    request = stage.request()
    assert "SMTP_URL" in shown(stage.card(request))
    tried = mailbox.connections
    stage.patiently(2)  # asked again on a slow beat only
    assert mailbox.connections == tried
    stage.click(AMELIE, request, "approve")
    stage.as_(AMELIE).submit(stage.top_modal(AMELIE)["id"])
    stage.settle()
    assert stage.state(request) is State.APPROVED
    assert mailbox.mails == []
    mailbox.accounts["bot"] = "secret"
    if server == "its certificate is not trusted":
        monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "certificate.pem"))
    elif server == "it encrypts nothing":
        mailbox.stop()
        certificate = self_signed(tmp_path, ELSEWHERE)
        monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
        mailbox.start(stage.workspace.loopback, ELSEWHERE, serving(certificate), mailbox.port)
    stage.patiently(2, BEAT)
    (mail,) = mailbox.mails
    assert set(mail.recipients) == {PARTNER, REQUESTER}
    assert mail.user == "bot"
    assert "SMTP_URL" not in shown(stage.card(request))


def nobody_is_known(stage: Stage) -> Fault:
    """Slack does not answer who somebody is."""
    return stage.workspace.faults.add(Fault("slack", "users.info", "refuse", status=500, times=None))


def test_while_slack_does_not_say_the_requesters_address_the_mail_waits(stage: Stage) -> None:
    fault = nobody_is_known(stage)
    stage.request()
    stage.patiently(1)
    assert stage.workspace.mailbox.mails == []
    stage.workspace.faults.remove(fault)
    stage.patiently(3, 60)
    (mail,) = stage.workspace.mailbox.mails
    assert set(mail.recipients) == {PARTNER, REQUESTER}
    assert mail.message["Reply-To"] == REQUESTER


def test_where_slack_goes_on_not_to_say_it_the_mail_goes_out_without_copy(stage: Stage) -> None:
    nobody_is_known(stage)
    stage.request()
    stage.patiently(6, 120)
    (mail,) = stage.workspace.mailbox.mails
    assert mail.recipients == (PARTNER,)
    assert (mail.message["Cc"], mail.message["Reply-To"]) == (None, None)
