"""The mail server and the Hey Pongo API, where they are set."""

import smtplib
import ssl
from collections.abc import Iterator
from urllib.parse import urlsplit

import requests

from bot.clients.pongo import LARGEST
from bot.clients.smtp import connect
from bot.commands.doctor.findings import Finding, failure, fine, warning
from bot.settings import Settings
from sheets.bounded import NoJson, fetch, session


def examine(settings: Settings) -> Iterator[Finding]:
    """Looks at both; neither is needed by `serve`."""
    if settings.smtp_url is None:
        yield fine("mail", "off: the requester gets ready-made mail links (SMTP_URL is not set)")
    else:
        yield _mail(settings.smtp_url.get_secret_value())
    if not settings.pongo_api_url:
        yield fine("Hey Pongo", "off: tokens are not checked (PONGO_API_URL is empty)")
    else:
        yield _pongo(settings.pongo_api_url)


def _mail(url: str) -> Finding:
    """Logs in and sends nothing."""
    address = urlsplit(url)
    host = str(address.hostname)
    try:
        with connect(url) as server:
            server.noop()
    except smtplib.SMTPAuthenticationError:
        return failure("mail", f"{host} refuses the user or the password", "SMTP_URL, special characters as %40 etc.")
    except smtplib.SMTPNotSupportedError:
        return failure("mail", f"{host} offers no encryption, or no log-in", "SMTP_URL=smtps://…, or another port")
    except smtplib.SMTPException as trouble:
        return failure("mail", f"{host} refuses ({type(trouble).__name__})", "look at SMTP_URL")
    except ssl.SSLError as trouble:
        return failure("mail", f"no encrypted connection with {host} ({trouble.reason})", "look at scheme and port")
    except OSError as trouble:
        sentence = f"{host} cannot be reached ({trouble.strerror or type(trouble).__name__})"
        return failure("mail", sentence, "look at host and port in SMTP_URL, and at the firewall")
    return fine("mail", f"{host} accepts the log-in" if address.username else f"{host} answers, without log-in")


def _pongo(url: str) -> Finding:
    """Asks who we are without a token: any answer but a server's failure shows that the API is there."""
    try:
        with session(10) as asker:
            answer = fetch(asker, "GET", f"{url}/v1/oauth/me", most=LARGEST, timeout=5)
            if answer.status_code == 200:
                answer.json()
    except NoJson:
        sentence = f"what answers at {url} is not Hey Pongo: a proxy or a log-in page, most likely"
        return warning("Hey Pongo", sentence, "look at PONGO_API_URL, HTTPS_PROXY and the network's log-in page")
    except requests.RequestException as trouble:
        sentence = f"{url} cannot be reached ({type(trouble).__name__}): tokens would go unchecked"
        return warning(
            "Hey Pongo", sentence, "look at PONGO_API_URL and HTTPS_PROXY, or set PONGO_API_URL= to turn it off"
        )
    if answer.status_code in (401, 403) or answer.status_code < 400:
        return fine("Hey Pongo", f"{url} answers")
    sentence = f"{url} answers {answer.status_code}: tokens would go unchecked"
    return warning("Hey Pongo", sentence, "look at PONGO_API_URL")
