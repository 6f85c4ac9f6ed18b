"""Which view is drawn for whom, in which language: what delivery needs of the views."""

from collections.abc import Sequence

from bot.clients.pongo import TokenCheck
from bot.delivery.card import MessageViews, draw_note
from bot.delivery.mail import MailViews
from bot.delivery.reminders import DigestViews
from bot.delivery.sheet_watch import Changes, WatchViews
from bot.delivery.token_check import CheckViews
from bot.listeners.results import sentence
from bot.listeners.store_import import draw_read
from bot.listeners.token import token_form_anew
from bot.services import Services
from bot.texts import Mrkdwn, Texts, group, mention
from bot.ui import answers
from bot.ui import reminders as digests
from bot.ui import sheet_watch as watch
from bot.ui import token_check as checks
from bot.ui.blocks import Message, View
from bot.ui.card import card
from bot.ui.mail import Mail, MailKind, kind_of, mail, nudge
from bot.ui.offer import offer
from bot.ui.outdated import outdated_check
from bot.ui.weekly_report import Shown, shown
from workflows.requests.queries import Held, Picture
from workflows.requests.reminder_rules import LEADS
from workflows.requests.results import Done, Missed, Outdated
from workflows.rules.brand_guess import LikelyBrand
from workflows.rules.weekly_numbers import Report
from workflows.storage.models import PendingToken, Request, Upload


class Drawing:
    """Draws what delivery sends: the channel's language for what everybody reads, people's own for the rest."""

    def __init__(self, services: Services) -> None:
        self._services = services
        self.messages = MessageViews(self._card, self._note, self._thread, self._offer)
        self.digests = DigestViews(self._digest, self._escalation, self._replaced)
        self.mails = MailViews(self._mail_kind, self._mail, self._nudge)
        self.checks = CheckViews(
            self._handed_over, self._missed, self._outdated, self._found, self._closed, self._too_late
        )
        self.watch = WatchViews(self._unasked, self._rows_changed)

    def read_for_form(self, upload: Upload) -> View:
        """What was read for a form."""
        return draw_read(self._services, self._texts(upload.user_id), upload)

    def call(self) -> Mrkdwn:
        """The mention that calls the approvers: their group, or each of them."""
        approvers = self._services.approvers
        if approvers.usergroup:
            return group(approvers.usergroup)
        return Mrkdwn(" ".join(mention(user) for user in approvers.named()))

    def _texts(self, whom: str) -> Texts:
        languages = self._services.languages
        person = whom != LEADS and whom[:1] not in ("C", "G")
        return languages.ask(whom) if person else languages.channel()

    def _link(self, request: Request) -> str:
        return self._services.identity.permalink(request.card_channel, request.card_ts)

    def _card(self, picture: Picture) -> Message:
        sheet = self._services.settings.sheet_url
        return card(self._services.languages.channel(), picture, mention=self.call(), sheet_url=sheet)

    def _note(self, picture: Picture, event: str) -> Message:
        return draw_note(self._services, self._texts(picture.request.requester), picture, event)

    def _mail_kind(self, event: str) -> MailKind | None:
        return kind_of(event, self._services.settings.request_mail_on)

    def _mail(self, kind: MailKind, picture: Picture) -> Mail:
        return mail(self._services.languages.channel(), kind, picture)

    def _nudge(self, waiting: Sequence[Held]) -> Mail:
        return nudge(self._services.languages.channel(), waiting)

    def _thread(self, request: Request, steps: list[str], holder: str) -> Message:
        # The group is not called again: the digest has just done so.
        whom = mention(holder) if holder != LEADS else Mrkdwn("")
        return digests.thread_line(self._services.languages.channel(), request, steps, whom)

    def _offer(self, user: str) -> Message:
        return offer(self._texts(user), user)

    def _digest(self, holder: str, held: Sequence[Held]) -> Message:
        services = self._services
        return digests.digest(
            self._texts(holder),
            held,
            call=self.call() if holder == LEADS else Mrkdwn(""),
            now=services.clock.now(),
            links=self._link,
            expires=services.reminders.expires_at,
        )

    def _escalation(self, person: str, held: Sequence[Held]) -> Message:
        return digests.escalation(self._texts(person), held, links=self._link, now=self._services.clock.now())

    def report(self, report: Report) -> Shown:
        """The week in numbers, for the channel."""
        return shown(self._services.languages.channel(), report)

    def _replaced(self, holder: str) -> Message:
        return digests.replaced(self._texts(holder))

    def _unasked(self, groups: Sequence[LikelyBrand]) -> Message:
        return watch.unasked(self._services.languages.channel(), groups, self._services.settings.sheet_url)

    def _rows_changed(self, changes: Changes, count: int) -> Message:
        return watch.rows_changed(self._services.languages.channel(), changes, count, self._services.settings.sheet_url)

    def _handed_over(self, user: str, outcome: Done) -> View:
        return checks.token_done(self._texts(user), outcome.request)

    def _missed(self, user: str, outcome: Missed) -> View:
        return answers.notice(self._texts(user), self._too_late(user, outcome))

    def _outdated(self, user: str, outcome: Outdated, kept: PendingToken) -> View:
        return token_form_anew(self._services, self._texts(user), outcome, kept, user)

    def _too_late(self, user: str, outcome: Missed) -> str:
        if isinstance(outcome, Outdated):
            return outdated_check(self._texts(user), outcome.request, outcome.changes)
        return sentence(self._services, self._texts(user), outcome)

    def _found(self, user: str, picture: Picture, check: TokenCheck, fingerprint: str) -> View:
        return checks.token_found(self._texts(user), picture, check, fingerprint)

    def _closed(self, user: str, picture: Picture) -> str:
        return checks.closed_too_soon(self._texts(user), picture.request)
