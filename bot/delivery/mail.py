"""Performs the mails to 6xpos: at least once, and with the same Message-ID where one goes out again.

What SMTP refuses for good, twice within seconds, is noted with the address and shown on the card; what it refuses for
now is tried again.
"""

import smtplib
import ssl
from collections.abc import Sequence
from dataclasses import dataclass, replace
from email.header import Header
from email.message import Message
from email.mime.multipart import MIMEMultipart
from email.mime.text import MIMEText
from email.utils import format_datetime

import structlog
from sqlalchemy.exc import NoResultFound

from bot.clients import smtp
from bot.delivery import log_context as lines
from bot.delivery.backoff import SECOND_LOOK, SLOW_BEAT, backoff
from bot.delivery.parts import Parts, Performers
from bot.services import Services
from bot.ui.mail import Mail, MailKind, kind_of, mail, nudge
from sheets.errors import SheetError
from workflows.requests.mail import SENDING, SETUP, SURE, UNSURE
from workflows.requests.notices import changes_mail, last_of
from workflows.requests.queries import Picture
from workflows.rules.effects import Happened, MailProgress, Owed
from workflows.rules.mailboxes import address_of, mailbox
from workflows.rules.states import Event, State
from workflows.storage.models import Effect

_OVER = frozenset({State.REJECTED, State.CANCELLED, State.EXPIRED})
# How often Slack is asked again for the requester's address before a mail goes out without it.
_ASKED = 5
log = structlog.get_logger(__name__)


@dataclass(frozen=True)
class MailRoute:
    """The settings: SMTP_URL, MAIL_FROM, SIXPOS_EMAILS."""

    url: str
    sender: str
    recipients: tuple[str, ...]


@dataclass(frozen=True)
class _Letter:
    """A mail to be sent. `copy_to`: the requester's address, empty for none; `about`: the request's id and reference,
    empty for none."""

    kind: MailKind
    content: Mail
    copy_to: str = ""
    about: tuple[str, str] = ("", "")


class _Away(Exception):
    """The server cannot be reached: no need to try with the next mail."""


class Mails:
    """Sends what is owed to 6xpos."""

    def __init__(self, services: Services) -> None:
        settings, self._services = services.settings, services
        # None where the requester sends ready-made links instead.
        self._route: MailRoute | None = None
        if settings.sends_mail:
            assert settings.smtp_url is not None
            assert settings.mail_from is not None
            url = settings.smtp_url.get_secret_value()
            self._route = MailRoute(url, settings.mail_from, settings.sixpos_emails)
        self._outbox = services.outbox
        self._queries = services.queries
        self._mailing = services.requests.mailing

    def send_all(self, effects: Sequence[Effect]) -> None:
        """Sends each; when the server is away, all wait alike."""
        away = False
        for effect in effects:
            if away:
                self._outbox.later(effect, backoff(effect.attempts), _kept(effect, SURE))
                continue
            try:
                with lines.about(effect, self._queries.reference):
                    self._send(effect)
            except NoResultFound:
                self._outbox.done(effect, "dropped")
            except _Away:
                away = True

    def _send(self, effect: Effect) -> None:
        if effect.request_id is None:
            self._nudge(effect)
            return
        picture = self._queries.picture(effect.request_id)
        kind = kind_of(Happened.from_json(effect.payload).event, self._services.settings.request_mail_on)
        if self._route is None or kind is None:
            self._outbox.done(effect, "not_needed")
            return
        if kind is MailKind.REQUESTED and (picture.request.state in _OVER or not picture.request.mail):
            # Not wanted, or not worth saying any more; but if it may have been read, the next mail takes it back.
            unsure = effect.problem in (SENDING, UNSURE)
            reached = MailProgress.from_json(effect.payload).reached
            self._outbox.done(effect, "sent" if reached else "unsure" if unsure else "overtaken")
            return
        if not self._concerns(kind, effect, picture):
            self._outbox.done(effect, "not_needed")
            return
        asked_for = picture.request.asked_for
        requester = self._services.languages.email(picture.request.requester) if asked_for else ""
        if requester is None and effect.attempts < _ASKED:
            self._outbox.later(effect, backoff(effect.attempts), _kept(effect, SURE))
            return
        about = (picture.request.id, picture.request.reference)
        content = mail(self._services.languages.channel(), kind, picture)
        letter = _Letter(kind, content, address_of(requester or ""), about)
        self._deliver(effect, self._route, letter)

    def _concerns(self, kind: MailKind, effect: Effect, picture: Picture) -> bool:
        """Whether 6xpos has anything from it: what it was never told of is neither taken back nor changed."""
        if kind is MailKind.CHANGED:
            entries = [one for one in picture.history if one.at <= effect.created_at]
            entry = last_of(entries, Event.RESUBMIT)
            if picture.request.state in _OVER or not changes_mail(entry):
                return False
        if kind is MailKind.REQUESTED:  # one that was approved, changed and approved again: said once
            return not self._mailing.announced(picture.request.id)
        told_of = kind in (MailKind.CHANGED, MailKind.WITHDRAWN)
        return not told_of or self._mailing.announced(picture.request.id)

    def _nudge(self, effect: Effect) -> None:
        """The weekly mail; nothing where all that waited has moved on meanwhile."""
        waiting = self._queries.delivered_waiting(self._services.clock.now())
        if self._route is None or not waiting:
            self._outbox.done(effect, "not_needed")
        else:
            content = nudge(self._services.languages.channel(), waiting, self._columns())
            self._deliver(effect, self._route, _Letter(MailKind.NUDGE, content))

    def _columns(self) -> list[str]:
        """Those in which 6xpos can say what it has done: they are set, and there."""
        headers = self._services.settings.headers.others
        try:
            rows = self._services.gateway.listed() if any(headers) else []
        except SheetError:
            return []
        return [
            header for header, text in zip(headers, rows[0].others if rows else (), strict=False) if text is not None
        ]

    def _deliver(self, effect: Effect, route: MailRoute, letter: _Letter) -> None:
        requester = letter.copy_to
        request_id, reference = letter.about
        partner = [address_of(recipient) for recipient in route.recipients]
        before = MailProgress.from_json(effect.payload)
        reached, refused = list(before.reached), list(before.refused)
        everybody = list(dict.fromkeys([*partner, *([requester] if requester else [])]))
        open_ = [address for address in everybody if address not in {*reached, *refused}]
        message = _message(effect, route, requester, letter.content)
        failed: dict[str, int] = {}
        if open_:
            found = self._hand_to_server(effect, route, message, open_)
            if found is None:
                return
            failed = found
        for_good = [address for address, code in failed.items() if code >= 500]
        doubted = [address for address in for_good if address not in before.doubted]
        reached += [address for address in open_ if address not in failed]
        refused += [address for address in for_good if address not in doubted]
        self._outbox.mark(effect, _kept(effect, SURE), MailProgress(reached, refused, for_good))
        if request_id and (len(refused) > len(before.refused) or effect.problem == SETUP):
            self._mailing.show(request_id)
        log.info("mail", request=reference, kind=letter.kind, reached=len(reached), refused=len(refused))
        if doubted:
            self._outbox.later(effect, SECOND_LOOK, _kept(effect, SURE))
        elif len(for_good) < len(failed):
            self._outbox.later(effect, backoff(effect.attempts), _kept(effect, SURE))
        else:
            self._outbox.done(effect, "sent" if set(partner) & set(reached) else "refused")

    def _hand_to_server(
        self, effect: Effect, route: MailRoute, message: Message, recipients: Sequence[str]
    ) -> dict[str, int] | None:
        """The recipients that were refused, each with SMTP's code; None, with the effect put off, where the server
        took and refused nothing. Raises _Away, likewise, where it cannot be reached."""
        try:
            server = smtp.connect(route.url)
        except (smtplib.SMTPAuthenticationError, smtplib.SMTPNotSupportedError, ssl.SSLError) as failure:
            self._needs_person(effect, failure)
            return None
        except (smtplib.SMTPException, OSError) as failure:
            self._outbox.later(effect, backoff(effect.attempts), _kept(effect, SURE))
            log.warning("mail_server_away", kind=type(failure).__name__)
            raise _Away from None
        # From here on it may go out although we never hear of it.
        self._outbox.mark(effect, SENDING)
        sender = address_of(route.sender)
        try:
            return {a: code for a, (code, _) in server.send_message(message, sender, recipients).items()}
        except smtplib.SMTPRecipientsRefused as failure:
            return {address: code for address, (code, _) in failure.recipients.items()}
        except smtplib.SMTPSenderRefused as failure:
            if failure.smtp_code >= 500:
                self._needs_person(effect, failure)
                return None
            return dict.fromkeys(recipients, failure.smtp_code)
        except smtplib.SMTPDataError as failure:
            return dict.fromkeys(recipients, failure.smtp_code)
        except smtplib.SMTPNotSupportedError as failure:
            self._needs_person(effect, failure)
            return None
        except (smtplib.SMTPException, OSError) as failure:
            log.warning("mail_unsure", kind=type(failure).__name__)
            self._outbox.later(effect, backoff(effect.attempts), UNSURE)
            return None
        finally:
            server.close()

    def _needs_person(self, effect: Effect, failure: Exception) -> None:
        """The settings have to be mended: where a second try says so too, shown on the card, and tried again slowly."""
        kind = type(failure).__name__
        before = MailProgress.from_json(effect.payload)
        if kind not in before.doubted:
            self._outbox.mark(effect, _kept(effect, SURE), replace(before, doubted=[kind]))
            self._outbox.later(effect, SECOND_LOOK, _kept(effect, SURE))
            return
        log.error("mail_needs_a_person", kind=kind)
        kept = _kept(effect, SETUP)
        self._outbox.later(effect, SLOW_BEAT, kept)
        if kept == SETUP and effect.problem != SETUP and effect.request_id:
            self._mailing.show(effect.request_id)


def _kept(effect: Effect, problem: str) -> str:
    """What is noted: an attempt that may have reached somebody is never forgotten."""
    return UNSURE if effect.problem in (SENDING, UNSURE) else problem


def _message(effect: Effect, route: MailRoute, requester: str, content: Mail) -> Message:
    # Not EmailMessage: until Python 3.12 it decodes what looks encoded in a header that is assigned, and so makes new
    # headers and a body of what people typed. Here every text is encoded once, and nothing is decoded.
    sender = address_of(route.sender)
    message = MIMEMultipart("alternative", _subparts=[MIMEText(content.text), MIMEText(content.html, "html")])
    message["From"] = _named(route.sender)
    message["To"] = ", ".join(map(_named, route.recipients))
    if requester:
        message["Cc"] = message["Reply-To"] = requester
    message["Subject"] = Header(content.subject, "utf-8")  # type: ignore[assignment]
    message["Date"] = format_datetime(effect.created_at)
    # The same at each attempt: whoever gets it twice sees it once.
    message["Message-ID"] = f"<{effect.id}@{sender.partition('@')[2]}>"
    return message


def _named(recipient: str) -> str:
    """A mailbox of the settings for a header: its name encoded, its address as it is."""
    found = mailbox(recipient)
    assert found is not None, "the settings are checked"
    return f"{Header(found.name, 'utf-8').encode()} <{found.address}>" if found.name else found.address


def performs(parts: Parts) -> Performers:
    """Who performs which kind."""
    return {Owed.MAIL: Mails(parts.services).send_all}
