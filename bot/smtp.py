"""The way to the mail server of SMTP_URL: encrypted, except on this machine."""

import smtplib
import ssl
from urllib.parse import unquote, urlsplit

TIMEOUT_SECONDS = 10.0
# Where nothing leaves the machine, so that nothing needs to be encrypted.
LOOPBACK = ("127.0.0.1", "localhost", "::1")


def connect(url: str) -> smtplib.SMTP:
    """An open connection, logged in where the address names a user. The caller closes it.

    `url`: `smtps://user:password@host:port`, or `smtp://…`, which becomes encrypted by STARTTLS. Raises
    smtplib.SMTPException (SMTPNotSupportedError: no encryption there, SMTPAuthenticationError) or OSError
    (ssl.SSLError: its certificate is not to be trusted). No password leaves before the connection is encrypted.
    """
    address = urlsplit(url)
    host = str(address.hostname)
    server = _open(address.scheme, host, address.port)
    try:
        server.ehlo()
        if address.scheme == "smtp" and host not in LOOPBACK:
            server.starttls(context=ssl.create_default_context())
            server.ehlo()
        if address.username:
            server.login(unquote(address.username), unquote(address.password or ""))
    except BaseException:
        server.close()
        raise
    return server


def _open(scheme: str, host: str, port: int | None) -> smtplib.SMTP:
    # Asking for our own name may take a name server that is not there long; on this machine nobody asks for it.
    ours = "localhost" if host in LOOPBACK else None
    if scheme == "smtps":
        context = ssl.create_default_context()
        return smtplib.SMTP_SSL(host, port or 465, ours, timeout=TIMEOUT_SECONDS, context=context)
    return smtplib.SMTP(host, port or 587, ours, timeout=TIMEOUT_SECONDS)
