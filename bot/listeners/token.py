"""The token modal: drawing it (anew, where it showed another version of the request), bringing it up to date while it
is open, and taking the token from the sheet."""

from typing import Any

import structlog
from slack_bolt import Ack, App
from slack_sdk import WebClient
from sqlalchemy.exc import SQLAlchemyError

from bot.delivery.token import seen
from bot.listeners import home
from bot.listeners.interaction import Interaction, Opened
from bot.services import Services
from bot.ui import answers
from bot.ui.blocks import version_of
from bot.ui.token import REUSE, TokenSources, draw_token_form, token_form_anew
from bot.ui.token_check import checking_token, token_done
from sheets.errors import SheetError
from sheets.gateway import StoreInSheet
from workflows.requests.press import Press
from workflows.requests.queries import Picture
from workflows.requests.results import Done, Missed, Outdated, Refused
from workflows.rules.policy import Reason

log = structlog.get_logger(__name__)


def register(app: App, services: Services) -> None:
    """Attaches the button that takes the brand's token from the sheet."""

    @app.action(REUSE)
    def reused(ack: Ack, body: dict[str, Any], client: WebClient) -> None:
        ack()
        _reuse(Interaction(services, body, client))


def refresh_survey(interaction: Interaction, opened: Opened, picture: Picture) -> None:
    """Reads the sheet, and shows in the open modal which rows will be written and which appended, and where else the
    token can come from."""
    services = interaction.services
    url, user = _generate_url(interaction, picture, opened.view_id), interaction.user
    live = services.queries.live_slugs(picture.request)
    try:
        found = services.gateway.look({store.slug for store in picture.stores} | live)
    except SheetError:
        sources = TokenSources(generate_url=url)
        drawn = draw_token_form(services, interaction.asked_texts(), picture, user, "unreadable", sources)
    else:
        now = [seen(store, found, services.sealer) for store in picture.stores]
        services.requests.surveyed(picture.request.id, now)
        fresh = services.queries.picture(picture.request.id)
        sources = _sources(services, url, found, live)
        drawn = draw_token_form(services, interaction.asked_texts(), fresh, user, "known", sources)
    # As it was opened: what was submitted meanwhile has an answer of its own, which must not be painted over.
    interaction.replace(opened, drawn)


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


def _sources(services: Services, url: str, found: dict[str, StoreInSheet], live: set[str]) -> TokenSources:
    rows = sorted(row for slug in live if found[slug].tokens for row in found[slug].rows)
    prints = tuple(services.sealer.fingerprint(token) for token in _tokens(found, live))
    return TokenSources(url, tuple(rows), prints)


def _reuse(interaction: Interaction) -> None:
    """Reads the brand's token from the sheet, and goes on as if it had been pasted."""
    services, view_id = interaction.services, str(interaction.body["view"]["id"])
    texts = interaction.asked_texts()
    request = services.queries.request(interaction.value, interaction.team)
    if request is None:
        interaction.update(view_id, answers.notice(texts, answers.not_found(texts)))
        return
    opened = interaction.update(view_id, checking_token(texts, request))
    picture = services.queries.picture(request.id)
    live = services.queries.live_slugs(request)
    try:
        found = services.gateway.survey(live)
    except SheetError:
        interaction.update(view_id, draw_token_form(services, texts, picture, interaction.user, "unreadable"))
        return
    tokens = _tokens(found, live)
    if len(tokens) != 1:
        # Somebody has changed the sheet since the button was drawn.
        if opened:
            refresh_survey(interaction, opened, picture)
        return
    outcome = _take(interaction, request.id, view_id, tokens[0])
    if isinstance(outcome, Refused) and outcome.verdict.reason is Reason.APPROVERS_UNKNOWN:
        services.approvers.refresh()
        outcome = _take(interaction, request.id, view_id, tokens[0])
    if isinstance(outcome, Outdated):
        kept = services.requests.keep_token(
            request.id,
            _press(interaction),
            view_id=view_id,
            version=version_of(interaction.body["view"]),
            token=tokens[0],
            source="reused",
        )
        interaction.update(view_id, token_form_anew(services, texts, outcome, kept, interaction.user))
    elif not isinstance(outcome, Done):
        interaction.update(view_id, answers.notice(texts, answers.sentence(services, texts, outcome)))
    elif not services.settings.pongo_api_url:
        interaction.update(view_id, token_done(texts, outcome.request))
        home.refresh(services, interaction.client, interaction.user)


def _press(interaction: Interaction) -> Press:
    return interaction.press(REUSE, interaction.body["view"]["id"], interaction.trigger)


def _take(interaction: Interaction, request_id: str, view_id: str, token: str) -> Done | Missed:
    services, version = interaction.services, version_of(interaction.body["view"])
    if services.settings.pongo_api_url:
        return services.requests.pend_token(
            request_id,
            _press(interaction),
            view_id=view_id,
            version=version,
            token=token,
            source="reused",
        )
    return services.requests.give_token(
        request_id,
        _press(interaction),
        version=version,
        token=token,
        details={"source": "reused"},
    )
