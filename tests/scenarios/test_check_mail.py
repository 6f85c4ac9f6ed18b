"""`check` at a mail server: the log-in, the sender and the recipients are tried, and nothing is sent."""

from collections.abc import Iterator

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult, Envelope, LoginPassword, Session

from bot.commands.doctor import Level
from tests.scenarios.checking import Check, of


class Post:
    """A mail server's side: one user with one password, and every mail that it takes."""

    def __init__(self) -> None:
        self.mails: list[Envelope] = []

    async def handle_DATA(self, server: object, session: Session, envelope: Envelope) -> str:
        self.mails.append(envelope)
        return "250 OK"

    def authenticate(
        self, server: object, session: Session, envelope: Envelope, mechanism: str, data: object
    ) -> AuthResult:
        good = isinstance(data, LoginPassword) and (data.login, data.password) == (b"bot", b"p@ss:word")
        return AuthResult(success=good, handled=False)


class MailServer(Controller):
    """On any free port; aiosmtpd itself knows only the port that was asked for."""

    def _trigger_server(self) -> None:
        assert self.server is not None
        self.port = self.server.sockets[0].getsockname()[1]
        super()._trigger_server()


@pytest.fixture
def post() -> Iterator[tuple[Post, int]]:
    handler = Post()
    server = MailServer(
        handler, hostname="127.0.0.1", port=0, authenticator=handler.authenticate, auth_required=False,
        auth_require_tls=False,
    )  # fmt: skip
    server.start()
    yield handler, server.port
    server.stop()


MAIL = {"MAIL_FROM": "bot@heypongo.example", "SIXPOS_EMAILS": "support@6xpos.example"}


def test_the_mail_log_in(check: Check, post: tuple[Post, int]) -> None:
    handler, port = post
    assert of(check(SMTP_URL=f"smtp://bot:p%40ss%3Aword@127.0.0.1:{port}", **MAIL), "mail").level is Level.FINE
    refused = of(check(SMTP_URL=f"smtp://bot:hidden-word@127.0.0.1:{port}", **MAIL), "mail")
    assert refused.level is Level.FAILURE
    assert "password" in refused.sentence
    assert "hidden-word" not in refused.sentence + refused.cure
    assert handler.mails == []


def test_mail_out_of_reach_or_without_the_encryption_it_claims(check: Check, post: tuple[Post, int]) -> None:
    assert of(check(SMTP_URL="smtp://127.0.0.1:9", **MAIL), "mail").level is Level.FAILURE
    assert of(check(SMTP_URL=f"smtps://127.0.0.1:{post[1]}", **MAIL), "mail").level is Level.FAILURE


class Picky(Post):
    """Takes no mail from others than the bot, and none to somebody who is not there."""

    async def handle_MAIL(
        self, server: object, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        envelope.mail_from = address
        return "250 OK" if address == "bot@heypongo.example" else f"550 {address} may not send here"

    async def handle_RCPT(
        self, server: object, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        envelope.rcpt_tos.append(address)
        return {"away@6xpos.example": "550 nobody", "later@6xpos.example": "451 later"}.get(address, "250 OK")


@pytest.mark.parametrize(
    ("changed", "level", "sentence"),
    [
        ({}, Level.FINE, "it takes a mail from bot@heypongo.example to 6xpos (none was sent)"),
        ({"MAIL_FROM": "Bot <other@heypongo.example>"}, Level.FAILURE, "no mail from Bot <other@heypongo.example>"),
        ({"SIXPOS_EMAILS": "a@6xpos.example,away@6xpos.example"}, Level.FAILURE, "no mail to away@6xpos.example (550)"),
        ({"SIXPOS_EMAILS": "later@6xpos.example"}, Level.WARNING, "later@6xpos.example (451) just now"),
    ],
)
def test_the_sender_and_the_recipients_are_tried_and_nothing_is_sent(
    check: Check, changed: dict[str, str], level: Level, sentence: str
) -> None:
    handler = Picky()
    server = MailServer(handler, hostname="127.0.0.1", port=0)
    server.start()
    found = of(check(SMTP_URL=f"smtp://127.0.0.1:{server.port}", **{**MAIL, **changed}), "mail")
    server.stop()
    assert (found.level, sentence in found.sentence) == (level, True), found
    assert handler.mails == []
