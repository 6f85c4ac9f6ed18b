"""The token's modal: opened by the buttons that give a token, brought up to date meanwhile, taken when it is sent.

A token that is given is checked first, by `bot.delivery.token_check`, where Hey Pongo can be asked.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

import structlog
from slack_bolt import App
from sqlalchemy.exc import SQLAlchemyError

from bot.delivery.backoff import SECOND_LOOK
from bot.delivery.token import seen
from bot.listeners import home
from bot.listeners.decisions import typed_reason
from bot.listeners.interaction import Interaction, Opened, on_press
from bot.listeners.submission import Submission, on_submission
from bot.services import Services
from bot.texts import Texts
from bot.ui import answers
from bot.ui import token as ui
from bot.ui.blocks import View, version_in, version_of
from bot.ui.card import REUSE
from bot.ui.token_check import checking_token, token_gone
from sheets.errors import SheetError, TryAgain
from sheets.survey import StoreInSheet
from workflows.requests.pending_token import WAITS, GivenToken
from workflows.requests.press import Press
from workflows.requests.queries import Picture
from workflows.requests.results import Done, Missed, Outdated
from workflows.rules.details import TokenGiven
from workflows.rules.policy import Action
from workflows.rules.states import State
from workflows.rules.tokens import check_token, read_token

Found = dict[str, StoreInSheet]
log = structlog.get_logger(__name__)


def register(app: App, services: Services) -> None:
    """Attaches the buttons that open the modal, its submissions, and the button that takes the sheet's token."""
    on_press(app, services, Action.APPROVE, partial(_open, Action.APPROVE))
    on_press(app, services, Action.GIVE_TOKEN, partial(_open, Action.GIVE_TOKEN))
    on_press(app, services, Action.REPLACE, lambda press: press.open_action(Action.REPLACE, ui.replace_form))
    on_press(app, services, REUSE, _reuse)
    on_submission(app, services, ui.CALLBACK, give, "token")
    on_submission(app, services, ui.REPLACE, _replace, "token")


@dataclass(frozen=True)
class TokenForm:
    """What a token comes by: one person's form for it, at the version of the request that it showed. `press`: whose it
    is; made anew at each attempt, since by then it may be known who approves."""

    services: Services
    request_id: str
    press: Callable[[], Press]
    view_id: str
    version: int

    def take(
        self, token: str | None, source: str = "pasted", reason: str | None = None, version: int | None = None
    ) -> Done | Missed:
        """Keeps the token, sealed, so that the worker checks it and goes on from there; gives it, where nothing can be
        checked. `reason`: why it shall take the place of the one that was delivered. `version`: of the request, where
        it is not the one shown any more but one that the form has just made."""
        services, press, version = self.services, self.press(), self.version if version is None else version
        if token is None or not services.settings.pongo_api_url:
            details = None if source == "pasted" else TokenGiven(source)
            return services.requests.give_token(
                self.request_id, press, version=version, token=token, details=details, reason=reason
            )
        given = GivenToken(token, self.view_id, version, source, reason)
        return services.requests.tokens.pend(self.request_id, press, given)

    def anew(
        self, texts: Texts, outdated: Outdated, token: str | None, source: str = "pasted", reason: str | None = None
    ) -> View:
        """What was shown is out of date: keeps the token, and draws what has changed and the form for what there is
        now."""
        services, press, kept = self.services, self.press(), None
        if token is not None:
            kept = services.requests.tokens.keep(
                outdated.request.id, press, GivenToken(token, self.view_id, self.version, source, reason)
            )
        return ui.token_form_anew(services, texts, outdated, kept, press.user_id)


def form_of(submission: Submission) -> TokenForm:
    """The form that was sent."""
    services, request_id = submission.services, submission.request_id
    return TokenForm(services, request_id, submission.press, submission.view_id, submission.version)


def give(submission: Submission, reason: str | None = None, version: int | None = None) -> None:
    """Takes the token that was typed, or ticked to be the one that is kept. `reason`, `version`: as `TokenForm.take`
    has them."""
    services, texts = submission.services, submission.texts
    token, source = read_token(submission.typed("token")) or None, "pasted"
    if token is None and ui.takes_kept(submission.view):
        if answered_before(submission):
            return
        kept = services.queries.pending_of(submission.request_id, submission.user)
        if kept is None or kept.finding not in WAITS:
            submission.keep_open(token_gone(texts), "token")
            return
        token, source = services.sealer.open(kept.sealed).decode(), kept.source
    if token is not None and (problem := check_token(token, services.clock.now())):
        submission.keep_open(ui.token_error(texts, problem), "token")
        return
    if token is None and _only_a_token_helps(submission):
        submission.keep_open(ui.token_needed(texts), "token")
        return
    form = form_of(submission)
    result = form.take(token, source, reason, version)
    if isinstance(result, Outdated):
        submission.show(form.anew(texts, result, token, source, reason))
    elif isinstance(result, Done) and token is not None and services.settings.pongo_api_url:
        submission.show(checking_token(texts, result.request))
    else:
        submission.conclude(result, "token")


def answered_before(submission: Submission) -> bool:
    """Where this very submission has used the token up before: answers it once more as it was answered then."""
    queries, key = submission.services.queries, submission.key
    pending = queries.pending(key)
    request = queries.request(pending.request_id) if pending else None
    if request is not None:
        submission.show(checking_token(submission.texts, request))
        return True
    if queries.caused_by(key) is None:
        return False
    submission.ack()
    return True


def _open(action: Action, interaction: Interaction) -> None:
    services, user = interaction.services, interaction.user
    opened = interaction.open_action(
        action, lambda texts, picture: ui.draw_token_form(services, texts, picture, user, "reading")
    )
    if opened:
        _refresh_survey(interaction, *opened)


def _replace(submission: Submission) -> None:
    """Takes another token for a request that was delivered, and why."""
    reason, wrong = typed_reason(submission)
    errors = {"reason": wrong} if wrong else {}
    if not read_token(submission.typed("token")) and not ui.takes_kept(submission.view):
        errors["token"] = ui.replacement_needed(submission.texts)
    if errors:
        submission.refuse(errors)
    else:
        give(submission, reason)


def _only_a_token_helps(submission: Submission) -> bool:
    """Whether it is approved already; by another submission than this one, which may be repeated."""
    queries = submission.services.queries
    request = queries.request(submission.request_id, submission.team)
    if request is None or request.state is not State.APPROVED:
        return False
    return queries.last_entry(request.id).key != submission.key


def _refresh_survey(interaction: Interaction, opened: Opened, picture: Picture) -> None:
    """Reads the sheet, and shows in the open modal which rows will be written and which appended, and where else the
    token can come from."""
    services = interaction.services
    url, user = _generate_url(interaction, picture, opened.view_id), interaction.user
    live = services.queries.live_slugs(picture.request)
    try:
        found = _twice(lambda: services.gateway.survey({store.slug for store in picture.stores} | live, shown=True))
    except SheetError:
        sources = ui.TokenSources(generate_url=url)
        drawn = ui.draw_token_form(services, interaction.asked_texts(), picture, user, "unreadable", sources)
    else:
        now = [seen(store, found, services.sealer) for store in picture.stores]
        services.requests.surveyed(picture.request.id, now)
        fresh = services.queries.picture(picture.request.id)
        sources = _sources(services, url, found, live)
        drawn = ui.draw_token_form(services, interaction.asked_texts(), fresh, user, "known", sources)
    # As it was opened: what was submitted meanwhile has an answer of its own, which must not be painted over.
    interaction.replace(opened, drawn)


def _twice(read: Callable[[], Found]) -> Found:
    """What `read` answers; asked a second time within seconds where Google refuses it: once may mean nothing.
    Raises SheetError's kinds."""
    try:
        return read()
    except TryAgain:  # by another beat than that of somebody who sits before a modal
        raise
    except SheetError:
        time.sleep(SECOND_LOOK.total_seconds())
        return read()


def _generate_url(interaction: Interaction, picture: Picture, view_id: str) -> str:
    services = interaction.services
    if services.oauth is None:
        return ""
    try:
        request = picture.request
        return services.oauth.address(services.grants.begin(request.id, interaction.user, view_id, request.version))
    except SQLAlchemyError as failure:
        log.warning("no_state", failure=type(failure).__name__)
        return ""  # pasting still works


def _tokens(found: dict[str, StoreInSheet], live: set[str]) -> list[str]:
    """The different tokens beside these slugs."""
    return list(dict.fromkeys(token for slug in sorted(live) for token in found[slug].tokens))


def _sources(services: Services, url: str, found: dict[str, StoreInSheet], live: set[str]) -> ui.TokenSources:
    rows = sorted(row for slug in live if found[slug].tokens for row in found[slug].rows)
    prints = tuple(services.sealer.fingerprint(token) for token in _tokens(found, live))
    return ui.TokenSources(url, tuple(rows), prints)


def _reuse(interaction: Interaction) -> None:
    """Reads the brand's token from the sheet, and goes on as if it had been pasted."""
    services, view = interaction.services, interaction.body.get("view") or {}
    shown = version_of(view)
    if not view:  # on the card, whose block says which version it shows
        pressed = services.queries.request(interaction.value, interaction.team)
        action = Action.GIVE_TOKEN if pressed and pressed.state is State.APPROVED else Action.APPROVE
        modal = interaction.open_action(action, lambda texts, picture: checking_token(texts, picture.request))
        if modal is None:
            return
        view, shown = {"id": modal[0].view_id}, version_in([interaction.block])
    texts, view_id = interaction.asked_texts(), str(view["id"])
    request = services.queries.request(interaction.value, interaction.team)
    if request is None:
        interaction.update(view_id, answers.notice(texts, answers.not_found(texts)))
        return
    opened = interaction.update(view_id, checking_token(texts, request))
    picture = services.queries.picture(request.id)
    live = services.queries.live_slugs(request)
    try:
        found = _twice(lambda: services.gateway.survey(live))
    except SheetError:
        interaction.update(view_id, ui.draw_token_form(services, texts, picture, interaction.user, "unreadable"))
        return
    tokens = _tokens(found, live)
    if len(tokens) != 1:
        # Somebody has changed the sheet since the button was drawn.
        if opened:
            _refresh_survey(interaction, opened, picture)
        return
    press = partial(interaction.press, REUSE, view_id, interaction.trigger)
    form = TokenForm(services, request.id, press, view_id, shown)
    result = services.approvers.asking(lambda: form.take(tokens[0], "reused"))
    if isinstance(result, Outdated):
        interaction.update(view_id, form.anew(texts, result, tokens[0], "reused"))
    elif not isinstance(result, Done):
        interaction.update(view_id, answers.notice(texts, answers.sentence(services, texts, result)))
    elif not services.settings.pongo_api_url:
        services.requests.show_writing(result.request.id, view_id)
        home.refresh(interaction)
