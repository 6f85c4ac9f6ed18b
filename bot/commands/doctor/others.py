"""`check`, the mail server and the Hey Pongo API, where they are set: they answer; and whether tokens are looked at."""

import smtplib
import ssl
from collections.abc import Iterator
from urllib.parse import urlsplit

import requests

from bot.clients.bounded import NoJson, fetch, session
from bot.clients.pongo import LARGEST
from bot.clients.smtp import connect
from bot.commands.doctor.findings import Finding, failure, fine, warning
from bot.settings import Settings
from workflows.rules.mailboxes import address_of


def examine(settings: Settings) -> Iterator[Finding]:
    """Looks at them; none is needed by `serve`."""
    if settings.smtp_url is None:
        yield fine("mail", "off: the requester gets ready-made mail links (SMTP_URL is not set)")
    else:
        yield _mail(settings.smtp_url.get_secret_value(), settings)
    if not settings.pongo_api_url:
        yield fine("Hey Pongo", "off: tokens are not checked (PONGO_API_URL is empty)")
    else:
        yield _pongo(settings.pongo_api_url)
    yield _token_health(settings)


def _token_health(settings: Settings) -> Finding:
    """Whether tokens are looked at after their delivery."""
    name = "token health"
    if not settings.pongo_api_url or not settings.token_health_hours:
        return fine(name, "off: Hey Pongo is not asked about tokens after their delivery")
    if not settings.sheet_watch_minutes:
        sentence = "Hey Pongo is not asked about tokens after their delivery: they are read as the sheet is watched"
        return warning(name, sentence, "SHEET_WATCH_MINUTES=5, or TOKEN_HEALTH_HOURS=0 to say that this is meant")
    return fine(name, f"each token in the sheet is asked for every {settings.token_health_hours} hours")


def _mail(url: str, settings: Settings) -> Finding:
    """Logs in, asks whether the server takes a mail from our sender to 6xpos, and sends none."""
    address = urlsplit(url)
    host = str(address.hostname)
    try:
        with connect(url) as server:
            refused = _refused(server, settings)
    except smtplib.SMTPAuthenticationError:
        return failure("mail", f"{host} refuses the user or the password", "SMTP_URL, special characters as %40 etc.")
    except smtplib.SMTPNotSupportedError:
        return failure("mail", f"{host} offers no encryption, or no log-in", "SMTP_URL=smtps://…, or another port")
    except smtplib.SMTPException as problem:
        return failure("mail", f"{host} refuses ({type(problem).__name__})", "look at SMTP_URL")
    except ssl.SSLError as problem:
        return failure("mail", f"no encrypted connection with {host} ({problem.reason})", "look at scheme and port")
    except OSError as problem:
        sentence = f"{host} cannot be reached ({problem.strerror or type(problem).__name__})"
        return failure("mail", sentence, "look at host and port in SMTP_URL, and at the firewall")
    if refused:
        return refused
    logged_in = f"{host} accepts the log-in" if address.username else f"{host} answers, without log-in"
    return fine("mail", f"{logged_in}; it takes a mail from {settings.mail_from} to 6xpos (none was sent)")


def _refused(server: smtplib.SMTP, settings: Settings) -> Finding | None:
    """What the server does not take: the sender, or one of the recipients. Only its number is told: its text may repeat
    what it was given."""
    if not settings.mail_from:
        return None  # as the settings' own findings say
    code, _ = server.mail(address_of(settings.mail_from))
    if code >= 400:
        sentence = f"the server takes no mail from {settings.mail_from} (it answers {code})"
        return failure("mail", sentence, "MAIL_FROM: an address that this user of the server may send for")
    answers = {one: server.rcpt(address_of(one))[0] for one in settings.sixpos_emails}
    server.rset()
    bad = {one: code for one, code in answers.items() if code >= 400}
    if not bad:
        return None
    sentence = "the server takes no mail to " + ", ".join(f"{one} ({code})" for one, code in bad.items())
    if all(code < 500 for code in bad.values()):
        return warning("mail", f"{sentence} just now", "run check again in some minutes: many servers say so at first")
    return failure("mail", sentence, "SIXPOS_EMAILS: ask 6xpos for the address")


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
    except requests.RequestException as problem:
        sentence = f"{url} cannot be reached ({type(problem).__name__}): tokens would go unchecked"
        return warning(
            "Hey Pongo", sentence, "look at PONGO_API_URL and HTTPS_PROXY, or set PONGO_API_URL= to turn it off"
        )
    if answer.status_code in (401, 403) or answer.status_code < 400:
        return fine("Hey Pongo", f"{url} answers")
    sentence = f"{url} answers {answer.status_code}: tokens would go unchecked"
    return warning("Hey Pongo", sentence, "look at PONGO_API_URL")
