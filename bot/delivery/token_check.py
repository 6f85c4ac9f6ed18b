"""Performs the token check: asks Hey Pongo about a token just pasted, then gives it, or asks in the modal what else."""

from collections.abc import Callable
from datetime import timedelta
from typing import TypeVar

import structlog
from slack_sdk import WebClient

from bot.clients.pongo import Finding, PongoApi
from bot.clients.slack import FAILURES
from bot.delivery.backoff import SECOND_LOOK, backoff
from bot.people import unknown
from bot.services import Services
from bot.ui import answers
from bot.ui.answers import outdated_check
from bot.ui.blocks import View
from bot.ui.token import token_form_anew
from bot.ui.token_check import closed_too_soon, token_done, token_found
from workflows.requests.pending_token import GivenToken, kept_key
from workflows.requests.press import Press
from workflows.requests.queries import Picture
from workflows.requests.results import Done, Late, Missed, Outdated
from workflows.rules.details import TokenGiven
from workflows.rules.effects import TokenToCheck
from workflows.rules.policy import Reason
from workflows.rules.tokens import CannotOpen
from workflows.storage.models import Effect, PendingToken, Request

# Somebody sits before the modal: after so many tries, or instead of a longer wait, they are asked.
_TRIES, _LONGEST_WAIT = 3, 10.0
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
            self._outbox.done(effect, "dropped")
            return
        picture = self._queries.picture(pending.request_id)
        stands = self._still(pending, picture)
        if not isinstance(stands, Request):  # neither asked for of Hey Pongo, nor shown what it says
            self._after(effect, pending, token, stands)
            return
        found = self._pongo.check(token, [store.slug for store in picture.stores])
        if found.retry_after is not None and found.retry_after <= _LONGEST_WAIT and effect.attempts < _TRIES:
            self._outbox.later(effect, backoff(effect.attempts, timedelta(seconds=found.retry_after)), "ratelimited")
            return
        if found.finding is Finding.REFUSED and effect.problem != found.finding:
            self._outbox.later(effect, SECOND_LOOK, found.finding)
            return
        log.info("token_checked", request=picture.request.reference, finding=found.finding)
        if found.finding is Finding.GOOD:
            self._after(effect, pending, token, self._give(pending, picture, token))
            return
        self._requests.tokens.note_finding(pending.key, found.finding)
        fingerprint = self._sealer.fingerprint(token)
        texts = self._services.languages.of_reader(pending.user_id)
        if not self._show(pending.view_id, token_found(texts, picture, found, fingerprint)):
            # They closed the modal before the check had ended.
            self._tell(pending.user_id, closed_too_soon(texts, picture.request))
        self._outbox.done(effect)

    def _after(self, effect: Effect, pending: PendingToken, token: str, result: Done | Missed) -> None:
        """Says what came of it; later, where nobody can say just now who approves."""
        if unknown(result):
            # Nobody has refused it: the group is known again when Slack is back, and the token is kept till then.
            self._outbox.later(effect, backoff(effect.attempts), Reason.APPROVERS_UNKNOWN)
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
        elif last.actor != user and self._queries.pending_of(picture.request.id, user) is None:
            self._conclude(waiting, Late(picture.request, last))

    def _conclude(self, waiting: TokenToCheck, result: Done | Missed) -> None:
        view, user = waiting.view, waiting.user
        texts = self._services.languages.of_reader(user)
        if isinstance(result, Done):
            self._show(view, token_done(texts, result.request))
            return
        told = answers.sentence(self._services, texts, result)
        if not self._show(view, answers.notice(texts, told)):
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
