"""The connection to the mail server: encrypted before anything is said, except on this machine."""

import ssl
from collections.abc import Iterator
from pathlib import Path
from smtplib import SMTPAuthenticationError, SMTPNotSupportedError

import pytest

from bot.clients.smtp import connect
from bot.sandbox.clock import MovableClock
from bot.sandbox.loopback import Loopback
from bot.sandbox.mailbox import Mailbox
from tests.certificates import self_signed, serving

# On this machine all the same, but not one of the names for which encryption is left out.
ELSEWHERE = "127.0.0.2"
LETTER = "Subject: hello\r\n\r\nhello\r\n"


@pytest.fixture
def loopback() -> Iterator[Loopback]:
    found = Loopback()
    yield found
    found.stop()


@pytest.fixture
def mailbox(loopback: Loopback) -> Iterator[Mailbox]:
    found = Mailbox(MovableClock(), accounts={"bot": "p@ss"})
    yield found
    found.stop()


@pytest.fixture
def certificate(tmp_path: Path) -> Path:
    return self_signed(tmp_path, ELSEWHERE)


@pytest.fixture
def encrypted(certificate: Path) -> ssl.SSLContext:
    return serving(certificate)


def url(mailbox: Mailbox, user: str = "") -> str:
    return f"smtp://{user}{mailbox.host}:{mailbox.port}"


def test_encrypted_and_logged_in_where_the_certificate_is_trusted(
    mailbox: Mailbox,
    loopback: Loopback,
    encrypted: ssl.SSLContext,
    certificate: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    mailbox.start(loopback, ELSEWHERE, encrypted)
    server = connect(url(mailbox, "bot:p%40ss@"))
    server.sendmail("a@b.fr", ["c@d.fr"], LETTER)
    server.close()
    (mail,) = mailbox.mails
    assert mail.encrypted
    assert mail.user == "bot"


def test_a_wrong_password_is_an_error_of_its_own(
    mailbox: Mailbox,
    loopback: Loopback,
    encrypted: ssl.SSLContext,
    certificate: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    mailbox.start(loopback, ELSEWHERE, encrypted)
    with pytest.raises(SMTPAuthenticationError):
        connect(url(mailbox, "bot:wrong@"))


def test_an_unknown_certificate_is_not_trusted(mailbox: Mailbox, loopback: Loopback, encrypted: ssl.SSLContext) -> None:
    mailbox.start(loopback, ELSEWHERE, encrypted)
    with pytest.raises(ssl.SSLCertVerificationError):
        connect(url(mailbox, "bot:p%40ss@"))
    assert mailbox.mails == []


def test_where_nothing_can_be_encrypted_no_password_is_said(mailbox: Mailbox, loopback: Loopback) -> None:
    mailbox.start(loopback, ELSEWHERE)
    with pytest.raises(SMTPNotSupportedError):
        connect(url(mailbox, "bot:p%40ss@"))


def test_on_this_machine_nothing_needs_to_be_encrypted(mailbox: Mailbox, loopback: Loopback) -> None:
    mailbox.start(loopback)
    server = connect(url(mailbox))
    server.sendmail("a@b.fr", ["c@d.fr"], LETTER)
    server.close()
    assert [mail.encrypted for mail in mailbox.mails] == [False]


def test_a_server_that_is_away_is_an_error_of_the_network(mailbox: Mailbox, loopback: Loopback) -> None:
    mailbox.start(loopback)
    mailbox.stop()
    with pytest.raises(ConnectionRefusedError):
        connect(url(mailbox))
