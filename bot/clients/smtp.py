"""The way to the mail server of SMTP_URL: encrypted, except on this machine."""

import io
import smtplib
import ssl
import time
from typing import Any
from urllib.parse import unquote, urlsplit

from bot.clients.bounded import TimedInput

TIMEOUT_SECONDS = 10.0
CONVERSATION_SECONDS = 60.0
"""Seconds for a whole conversation, however steadily the server sends bytes."""
_MOST_LINES = 200  # of one reply; a hello has some 20
# Where nothing leaves the machine, so that nothing needs to be encrypted.
LOOPBACK = ("127.0.0.1", "localhost", "::1")


class _Bounded:
    """Ends a conversation with a server that does not come to an end, or talks no SMTP."""

    file: Any
    sock: Any

    def __init__(self, *given: Any, seconds: float, **named: Any) -> None:
        self._until = time.monotonic() + seconds
        super().__init__(*given, **named)

    def getreply(self) -> tuple[int, bytes]:
        """As smtplib's. Raises smtplib.SMTPException where the conversation takes too long, or a reply is endless."""
        if self.file is None:
            raw = self.sock.makefile("rb", buffering=0)
            self.file = _Lines(TimedInput(raw, self.sock, self._until - time.monotonic()))
        self.file.left = _MOST_LINES
        found: tuple[int, bytes] = super().getreply()  # type: ignore[misc]
        return found


class _Lines(io.BufferedReader):
    """A server's replies, `left` lines of the next one at most."""

    left = _MOST_LINES

    def readline(self, size: int | None = -1, /) -> bytes:
        """As io.BufferedReader's. Raises smtplib.SMTPException where there are too many."""
        self.left -= 1
        if self.left < 0:
            raise smtplib.SMTPServerDisconnected("an endless reply")
        return super().readline(size)


class _Plain(_Bounded, smtplib.SMTP):
    """Encrypted later, or never."""


class _Encrypted(_Bounded, smtplib.SMTP_SSL):
    """Encrypted from the first byte."""


def connect(url: str, seconds: float = CONVERSATION_SECONDS) -> smtplib.SMTP:
    """An open connection, logged in where the address names a user. The caller closes it.

    `url`: `smtps://user:password@host:port`, or `smtp://…`, which becomes encrypted by STARTTLS. `seconds`: for all
    that is said on it, the mail included. Raises
    smtplib.SMTPException (SMTPNotSupportedError: no encryption there, SMTPAuthenticationError) or OSError
    (ssl.SSLError: its certificate is not to be trusted). No password leaves before the connection is encrypted.
    """
    address = urlsplit(url)
    host = str(address.hostname)
    server = _open(address.scheme, host, address.port, seconds)
    try:
        server.ehlo()
        if address.scheme == "smtp" and host not in LOOPBACK:
            server.starttls(context=ssl.create_default_context())
            server.ehlo()
        if address.username:
            _log_in(server, unquote(address.username), unquote(address.password or ""))
    except BaseException:
        server.close()
        raise
    return server


def _log_in(server: smtplib.SMTP, user: str, password: str) -> None:
    try:
        server.login(user, password)
    except ssl.SSLError:  # a ValueError too, where it is about a certificate
        raise
    except ValueError as failure:  # a challenge that is none, or a name or password that the log-in cannot say
        raise smtplib.SMTPAuthenticationError(535, type(failure).__name__) from None


def _open(scheme: str, host: str, port: int | None, seconds: float) -> smtplib.SMTP:
    # Asking for our own name may take a name server that is not there long; on this machine nobody asks for it.
    ours = "localhost" if host in LOOPBACK else None
    if scheme == "smtps":
        context = ssl.create_default_context()
        return _Encrypted(host, port or 465, ours, timeout=TIMEOUT_SECONDS, seconds=seconds, context=context)
    return _Plain(host, port or 587, ours, timeout=TIMEOUT_SECONDS, seconds=seconds)
