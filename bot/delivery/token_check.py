"""Performs the token check: asks Hey Pongo about a token just pasted, then gives it, or asks in the modal what else.

Whoever sits before the modal is asked after ten seconds at most, whatever Hey Pongo and Slack do meanwhile.
"""

from collections.abc import Callable
from datetime import timedelta
from typing import TypeVar

import structlog
from slack_sdk import WebClient

from bot.clients.pongo import CHECK_SECONDS, Finding, PongoApi, TokenCheck, corrections
from bot.clients.slack import FAILURES
from bot.delivery.backoff import SECOND_LOOK, backoff
from bot.delivery.parts import Parts, Performers
from bot.delivery.token import problem_of, seen
from bot.delivery.token_health import note_accepted
from bot.people import unknown
from bot.services import Services
from bot.ui import answers
from bot.ui.answers import outdated_check
from bot.ui.blocks import View
from bot.ui.token import token_form_anew
from bot.ui.token_check import closed_too_soon, token_found, token_gone, who_approves_unknown
from bot.ui.token_health import ends_soon
from bot.ui.token_stores import draw_token_stores
from sheets.errors import SheetError
from workflows.requests.more_stores import stores_among
from workflows.requests.pending_token import LISTED, GivenToken, kept_key
from workflows.requests.press import Press
from workflows.requests.queries import Picture
from workflows.requests.results import Done, Late, Missed, Outdated, StoreNow
from workflows.rules.details import TokenGiven
from workflows.rules.effects import Owed, TokenToCheck
from workflows.rules.policy import Reason
from workflows.rules.token_stores import ListedStore
from workflows.rules.tokens import CannotOpen, expiry
from workflows.storage.columns import InSheet
from workflows.storage.models import Effect, PendingToken, Request, Store

# Seconds since the token was given: who sits before the modal may go on without an answer then; Hey Pongo is asked on
# until the second.
ASKED_AFTER, GIVEN_UP_AFTER = 10.0, 60.0
_SHORTEST_ASK = 2.0
log = structlog.get_logger(__name__)
R = TypeVar("R", bound=Request | Done | Missed)


class TokenChecks:
    """Asks Hey Pongo, then gives the token, or leaves it to the person."""

    def __init__(self, services: Services, client: WebClient) -> None:
        self._services = services
        self._client = client
        self._pongo = PongoApi(services.settings.pongo_api_url)
        self._outbox = services.outbox
        self._queries = services.queries
        self._requests = services.requests
        self._approvers = services.approvers
        self._sealer = services.sealer

    def perform(self, effect: Effect) -> None:
        """Checks the token that the effect names, or says what came of it where it is given or gone already."""
        given = TokenToCheck.from_json(effect.payload).key
        # Kept: by us, killed before we could say so.
        pending = self._queries.pending(given) or self._queries.pending(kept_key(given))
        if pending is None:
            self._overtaken(effect)
            self._outbox.done(effect, "dropped")
            return
        try:
            token = self._sealer.open(pending.sealed).decode()
        except CannotOpen:
            texts = self._services.languages.of_reader(pending.user_id)
            self._show(pending.view_id, answers.notice(texts, token_gone(texts)))
            self._outbox.done(effect, "dropped")
            return
        picture = self._queries.picture(pending.request_id)
        stands = self._still(pending, picture)
        if not isinstance(stands, Request):  # neither asked for of Hey Pongo, nor shown what it says
            self._after(effect, pending, token, stands)
            return
        age = self._age(pending)
        if age >= ASKED_AFTER:
            self._ask_person(pending, picture, token)
        seconds = max(_SHORTEST_ASK, (GIVEN_UP_AFTER if age >= ASKED_AFTER else ASKED_AFTER) - age)
        found = self._pongo.check(token, [store.slug for store in picture.stores], min(seconds, CHECK_SECONDS))
        if found.finding is Finding.UNKNOWN and self._asks_again(effect, pending, picture, token, found):
            return
        if found.finding is Finding.REFUSED and effect.problem != found.finding:
            self._outbox.later(effect, SECOND_LOOK, found.finding)
            return
        if found.finding in (Finding.GOOD, Finding.STORES_MISSING):
            slugs = [store.slug for store in picture.stores]
            note_accepted(self._services, self._sealer.fingerprint(token), found, slugs)
        log.info("token_checked", request=picture.request.reference, finding=found.finding)
        listed = found.finding in (Finding.GOOD, Finding.STORES_MISSING) and bool(
            stores_among(found.names | found.others)
        )
        if listed and picture.request.stores_to_come:
            self._list_stores(pending, picture, found)
            self._outbox.done(effect)
            return
        if found.finding is Finding.GOOD and not picture.request.stores_to_come:
            self._requests.more.note(picture.request.id, found.others)
            self._after(effect, pending, token, self._give(pending, picture, token))
            return
        if not self._show_found(pending, picture, token, found):
            # They closed the modal before the check had ended.
            texts = self._services.languages.of_reader(pending.user_id)
            self._tell(pending.user_id, closed_too_soon(texts, picture.request))
        self._outbox.done(effect)

    def _list_stores(self, pending: PendingToken, picture: Picture, found: TokenCheck) -> None:
        """Shows the stores that the token sees, as the sheet holds them, for the approver to take."""
        request, unread, listed = picture.request, None, []
        lines = stores_among(found.names | found.others)
        try:
            sheet = self._services.gateway.survey({one.slug for one in lines})
        except SheetError as error:
            sheet, unread = {}, problem_of(error).kind
        for one in lines:
            store = Store(request_id=request.id, position=0, name=one.name, slug=one.slug)
            now = seen(store, sheet, self._sealer) if sheet else StoreNow(one.slug, InSheet.UNKNOWN)
            listed.append(ListedStore(one.name, one.slug, now.in_sheet, list(now.rows), now.found_fingerprint))
        pending.seen = {"stores": [one.to_json() for one in listed], "owner": found.owner, "unread": unread}
        self._requests.tokens.note_finding(pending.key, LISTED, pending.seen)
        texts = self._services.languages.of_reader(pending.user_id)
        if not self._show(pending.view_id, draw_token_stores(self._services, texts, picture, pending)):
            self._tell(pending.user_id, closed_too_soon(texts, request))

    def _age(self, pending: PendingToken) -> float:
        """The seconds since the token was given, or its check asked for again."""
        return max(0.0, (self._services.clock.now() - pending.at).total_seconds())

    def _asks_again(
        self, effect: Effect, pending: PendingToken, picture: Picture, token: str, found: TokenCheck
    ) -> bool:
        """Puts the check off where it could not be made and there is still time; where that takes long, the person need
        not wait for it."""
        asked = None if found.retry_after is None else timedelta(seconds=found.retry_after)
        wait = backoff(effect.attempts, asked)
        next_at = self._age(pending) + wait.total_seconds()
        if next_at > GIVEN_UP_AFTER:
            return False
        if next_at >= ASKED_AFTER:
            self._ask_person(pending, picture, token)
        self._outbox.later(effect, wait, "ratelimited" if asked else found.finding)
        return True

    def _ask_person(self, pending: PendingToken, picture: Picture, token: str) -> None:
        """Once: that it may be written unchecked, while Hey Pongo is asked on."""
        if pending.finding != Finding.UNKNOWN:
            pending.finding = Finding.UNKNOWN
            self._show_found(pending, picture, token, TokenCheck(Finding.UNKNOWN), goes_on=True)

    def _show_found(
        self, pending: PendingToken, picture: Picture, token: str, found: TokenCheck, *, goes_on: bool = False
    ) -> bool:
        self._requests.tokens.note_finding(pending.key, found.finding, {"near": corrections(found)})
        texts, fingerprint = self._services.languages.of_reader(pending.user_id), self._sealer.fingerprint(token)
        ends = ends_soon(texts, expiry(token), self._services.clock.now())
        view = token_found(texts, picture, found, fingerprint, goes_on=goes_on, ends=ends)
        return self._show(pending.view_id, view)

    def _after(self, effect: Effect, pending: PendingToken, token: str, result: Done | Missed) -> None:
        """Says what came of it; later, where nobody can say just now who approves."""
        if unknown(result):
            # Nobody has refused it: the group is known again when Slack is back, and the token is kept till then.
            wait = backoff(effect.attempts)
            if self._age(pending) + wait.total_seconds() >= ASKED_AFTER:
                texts = self._services.languages.of_reader(pending.user_id)
                request = self._queries.picture(pending.request_id).request
                self._show(pending.view_id, who_approves_unknown(texts, request))
            self._outbox.later(effect, wait, Reason.APPROVERS_UNKNOWN)
            return
        if isinstance(result, Outdated):
            self._keep(pending, token, result)
        else:
            self._conclude(pending.named, result)
        self._outbox.done(effect)

    def _keep(self, pending: PendingToken, token: str, result: Outdated) -> None:
        """The person has seen another version: the token waits until they have seen this one."""
        user = pending.user_id
        kept = self._requests.tokens.keep(
            pending.request_id,
            self._press(pending, result.request.team),
            GivenToken(token, pending.view_id, pending.version, pending.source, pending.reason),
        )
        texts = self._services.languages.of_reader(user)
        if not self._show(pending.view_id, token_form_anew(self._services, texts, result, kept, user)):
            self._tell(user, outdated_check(texts, result.request, result.changes))

    def _still(self, pending: PendingToken, picture: Picture) -> Request | Missed:
        team = picture.request.team
        return self._asking(pending, team, lambda press: self._requests.tokens.still(pending, press))

    def _give(self, pending: PendingToken, picture: Picture, token: str) -> Done | Missed:
        return self._asking(
            pending,
            picture.request.team,
            lambda press: self._requests.give_token(
                pending.request_id,
                press,
                version=pending.version,
                token=token,
                details=TokenGiven(pending.source, Finding.GOOD.value),
                reason=pending.reason,
            ),
        )

    def _press(self, pending: PendingToken, team: str) -> Press:
        """The press that brought the token."""
        return Press(self._approvers.person(pending.user_id), team, pending.key)

    def _asking(self, pending: PendingToken, team: str, attempt: Callable[[Press], R]) -> R:
        """As after a start, when a check is due before Slack's first answer about who approves."""
        return self._approvers.asking(lambda: attempt(self._press(pending, team)))

    def _overtaken(self, effect: Effect) -> None:
        """The token is not kept any more: its modal must not say for ever that it is being checked."""
        waiting = TokenToCheck.from_json(effect.payload)
        user = waiting.user
        picture = self._queries.picture(str(effect.request_id))
        last = picture.history[-1]
        if any(entry.key == waiting.key for entry in picture.history):
            # By us, killed before we could say so.
            self._conclude(waiting, Done(picture.request, repeated=True))
        elif self._queries.pending_of(picture.request.id, user) is None:
            self._conclude(waiting, Late(picture.request, last), only_there=last.actor == user)

    def _conclude(self, waiting: TokenToCheck, result: Done | Missed, *, only_there: bool = False) -> None:
        """Says it in the modal, or, where that is closed, not `only_there`."""
        view, user = waiting.view, waiting.user
        if isinstance(result, Done):
            self._requests.show_writing(result.request.id, view)
            return
        texts = self._services.languages.of_reader(user)
        told = answers.sentence(self._services, texts, result)
        if not self._show(view, answers.notice(texts, told)) and not only_there:
            self._tell(user, told)

    def _show(self, view_id: str, view: View) -> bool:
        """Whether the modal is still open and shows it."""
        try:
            self._client.views_update(view_id=view_id, view=view)
        except FAILURES as failure:
            log.info("modal_not_updated", failure=type(failure).__name__)
            return False
        return True

    def _tell(self, user: str, text: str) -> None:
        try:
            self._client.chat_postEphemeral(channel=self._services.channel, user=user, text=text)
        except FAILURES as failure:
            log.warning("answer_lost", failure=type(failure).__name__)


def performs(parts: Parts) -> Performers:
    """Who performs which kind."""
    return {Owed.CHECK: TokenChecks(parts.services, parts.client).perform}
