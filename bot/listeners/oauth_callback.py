"""The page that Hey Pongo sends the browser back to, once somebody has accepted its OAuth form."""

from dataclasses import dataclass
from html import escape
from urllib.parse import parse_qs

import structlog
from slack_sdk import WebClient
from sqlalchemy.exc import SQLAlchemyError

from bot.clients.pongo_oauth import NotGranted, NotReached, PongoOAuth
from bot.clients.slack import FAILURES
from bot.listeners.token import TokenForm
from bot.services import Services
from bot.telemetry.logs import kind
from bot.texts import Texts
from bot.ui import answers
from bot.ui.blocks import View
from bot.ui.token import token_error
from bot.ui.token_check import checking_token
from workflows.requests.press import Press, idempotency_key
from workflows.requests.results import Done, Missed, NotFound, Outdated
from workflows.rules.tokens import check_token
from workflows.storage.oauth_states import Claimed, Grants

_SOURCE = "generated"
log = structlog.get_logger(__name__)


@dataclass(frozen=True)
class Page:
    """What the browser shows."""

    status: int
    html: str


class Callback:
    """Takes the code, fetches the token, and goes on as if it had been pasted."""

    def __init__(self, services: Services, grants: Grants, oauth: PongoOAuth, client: WebClient) -> None:
        self._services = services
        self._grants = grants
        self._oauth = oauth
        self._client = client

    def __call__(self, query: str) -> Page:
        """The page for `GET /pongo/callback?…`. A wrong, old or repeated state changes nothing."""
        given = parse_qs(query)
        state, code = given.get("state", [""])[0], given.get("code", [""])[0]
        everybody = self._services.languages.channel()
        try:
            claimed = self._grants.claim(state) if state else None
            if claimed is None:
                return _page(everybody, 400, "stale")
            texts = self._services.languages.known(claimed.user_id) or everybody
            return self._go_on(texts, claimed, code)
        except SQLAlchemyError as failure:
            log.error("not_stored", failure=kind(failure))
            return _page(everybody, 503, "not_stored")

    def _go_on(self, texts: Texts, claimed: Claimed, code: str) -> Page:
        if not code:  # the form was refused: Hey Pongo says `error` instead
            return _page(texts, 400, "refused")
        try:
            token = self._oauth.exchange(code)
        except NotReached:
            self._grants.release(claimed)
            return _page(texts, 502, "not_reached")
        except NotGranted:
            return _page(texts, 502, "not_granted")
        if problem := check_token(token, self._services.clock.now()):
            return _page(texts, 502, "not_granted", token_error(texts, problem))
        result, form = self._take(claimed, token)
        if isinstance(result, Outdated) and form:
            self._show(claimed, form.anew(texts, result, token, _SOURCE))
            return _page(texts, 409, "changed")
        if not isinstance(result, Done):
            self._show(claimed, answers.notice(texts, answers.sentence(self._services, texts, result)))
            return _page(texts, 409, "missed")
        log.info("token_generated", request=result.request.reference)
        self._show(claimed, checking_token(texts, result.request))
        return _page(texts, 200, "done", reference=result.request.reference)

    def _take(self, claimed: Claimed, token: str) -> tuple[Done | Missed, TokenForm | None]:
        """What taking the token came to, and the form that the link stood in; none where its request is gone."""
        services, approvers = self._services, self._services.approvers
        request = services.queries.request(claimed.request_id)
        if request is None:
            return NotFound(), None
        key = idempotency_key("oauth", claimed.key)
        form = TokenForm(
            services,
            claimed.request_id,
            lambda: Press(approvers.person(claimed.user_id), request.team, key),
            claimed.view_id,
            claimed.version,
        )
        return approvers.asking(lambda: form.take(token, _SOURCE)), form

    def _show(self, claimed: Claimed, view: View) -> None:
        """In the modal that the link was opened from, if it is still there."""
        try:
            self._client.views_update(view_id=claimed.view_id, view=view)
        except FAILURES as failure:
            log.info("modal_not_updated", failure=type(failure).__name__)


def _page(texts: Texts, status: int, key: str, more: str = "", **values: object) -> Page:
    return Page(
        status,
        _html(texts, texts(f"oauth.{key}.title"), " ".join(filter(None, [texts(f"oauth.{key}", **values), more]))),
    )


def _html(texts: Texts, title: str, text: str) -> str:
    style = "body{font:18px/1.5 system-ui,sans-serif;max-width:32rem;margin:20vh auto;padding:0 1.5rem}"
    style += "@media(prefers-color-scheme:dark){body{background:#1a1d21;color:#d1d2d3}}"
    return (
        f'<!doctype html><html lang="{texts.language}"><meta charset="utf-8">'
        f'<meta name="viewport" content="width=device-width"><title>{escape(title)}</title>'
        f"<style>{style}</style><h1>{escape(title)}</h1><p>{escape(text)}</p></html>"
    )
