"""The embedded mail server: takes every mail over SMTP, keeps it, and fails as it is told to."""

import asyncio
import ssl
from collections.abc import Callable
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from typing import Any, cast

from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

from bot.sandbox.loopback import Loopback
from workflows.clock import Clock

DROP = "drop"  # the mail is taken, and the connection breaks before the server says so
HOST = "127.0.0.1"


@dataclass(frozen=True)
class Mail:
    """A mail that arrived: when (aware), for whom by SMTP's own word, whether encrypted, who logged in, the message."""

    at: str
    recipients: tuple[str, ...]
    encrypted: bool
    user: str
    message: EmailMessage

    def part(self, kind: str) -> str:
        """The text of the part of that kind: `plain` or `html`."""
        found = self.message.get_body((kind,))
        return str(found.get_content()) if found else ""


@dataclass
class Mailbox:
    """`mails`: what arrived, oldest first. `refused`: address to SMTP's answer for it. `answers`: SMTP's to the next
    mails, or DROP. `senders_refused`: SMTP's answer to every sender. `accounts`: user to password."""

    clock: Clock
    on_mail: Callable[[], None] = lambda: None
    mails: list[Mail] = field(default_factory=list)
    refused: dict[str, str] = field(default_factory=dict)
    answers: list[str] = field(default_factory=list)
    senders_refused: str = ""
    accounts: dict[str, str] = field(default_factory=dict)
    connections: int = 0
    host: str = HOST
    port: int = 0
    _loopback: Loopback | None = None
    _server: asyncio.Server | None = None

    def start(self, loopback: Loopback, host: str = HOST, tls: ssl.SSLContext | None = None, port: int = 0) -> str:
        """Serves on a port of `host`, any free one for 0, and answers its address. `tls`: offers STARTTLS."""

        def protocol() -> SMTP:
            self.connections += 1
            return SMTP(
                self, hostname="mail.example", loop=loopback.loop, enable_SMTPUTF8=True, tls_context=tls,
                require_starttls=tls is not None, authenticator=self._authenticate,
                auth_require_tls=tls is not None,
            )  # fmt: skip

        self._loopback, self.host = loopback, host
        self._server = loopback.run(loopback.loop.create_server(protocol, host, port))
        self.port = int(self._server.sockets[0].getsockname()[1])
        return f"smtp://{host}:{self.port}"

    def stop(self) -> None:
        """Takes no more connections; calling it twice is fine."""
        if self._server is not None and self._loopback is not None:
            self._loopback.run(self._close(self._server))
            self._server = None

    @staticmethod
    async def _close(server: asyncio.Server) -> None:
        server.close()

    def listing(self) -> list[dict[str, Any]]:
        """The mails for the page: `at`, `from`, `to`, `cc`, `subject`, `body`, `message_id`."""
        return [
            {
                "at": mail.at,
                "from": str(mail.message["From"]),
                "to": str(mail.message["To"]),
                "cc": str(mail.message["Cc"] or ""),
                "subject": str(mail.message["Subject"]),
                "body": mail.part("plain"),
                "message_id": str(mail.message["Message-ID"]),
            }
            for mail in list(self.mails)
        ]

    # What aiosmtpd calls

    async def handle_MAIL(
        self, _server: SMTP, _session: Session, envelope: Envelope, address: str, _options: list[str]
    ) -> str:
        """Takes a sender, or not."""
        if self.senders_refused:
            return self.senders_refused
        envelope.mail_from = address
        return "250 OK"

    async def handle_RCPT(
        self, _server: SMTP, _session: Session, envelope: Envelope, address: str, _options: list[str]
    ) -> str:
        """Takes a recipient, or not."""
        if address in self.refused:
            return self.refused[address]
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        """Takes a mail, or not."""
        answer = self.answers.pop(0) if self.answers else "250 OK"
        if answer != DROP and not answer.startswith("2"):
            return answer
        assert isinstance(envelope.content, bytes), "aiosmtpd decodes nothing unless it is asked to"
        message = message_from_bytes(envelope.content, _class=EmailMessage, policy=default)
        user = str(session.auth_data or "")
        kept = Mail(self.clock.now().isoformat(), tuple(envelope.rcpt_tos), session.ssl is not None, user, message)
        self.mails.append(kept)
        self.on_mail()
        if answer == DROP:
            cast(asyncio.Transport, server.transport).abort()
        return "250 OK"

    def _authenticate(
        self, _server: SMTP, _session: Session, _envelope: Envelope, _mechanism: str, auth_data: Any
    ) -> AuthResult:
        if not isinstance(auth_data, LoginPassword):
            return AuthResult(success=False, handled=False)
        user, password = auth_data.login.decode(), auth_data.password.decode()
        good = self.accounts.get(user) == password
        return AuthResult(success=good, handled=False, auth_data=user if good else None)
