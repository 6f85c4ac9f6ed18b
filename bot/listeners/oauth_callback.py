"""The page that Hey Pongo sends the browser back to, once somebody has accepted its OAuth form."""

from dataclasses import dataclass
from html import escape
from urllib.parse import parse_qs

import structlog
from slack_sdk import WebClient
from sqlalchemy.exc import SQLAlchemyError

from bot.clients.pongo_oauth import NotGranted, NotReached, PongoOAuth
from bot.clients.slack import FAILURES
from bot.services import Services
from bot.telemetry.logs import kind
from bot.texts import Texts
from bot.ui import answers
from bot.ui.blocks import View
from bot.ui.token import token_error, token_form_anew
from bot.ui.token_check import checking_token
from workflows.requests.press import Press, idempotency_key
from workflows.requests.results import Done, Missed, NotFound, Outdated, Refused
from workflows.rules.policy import Reason
from workflows.rules.tokens import check_token
from workflows.storage.models import Request
from workflows.storage.oauth_states import Claimed, Grants

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
        outcome = self._pend(claimed, token)
        if isinstance(outcome, Refused) and outcome.verdict.reason is Reason.APPROVERS_UNKNOWN:
            self._services.approvers.refresh()
            outcome = self._pend(claimed, token)
        if isinstance(outcome, Outdated):
            self._show(claimed, self._anew(texts, claimed, token, outcome))
            return _page(texts, 409, "changed")
        if not isinstance(outcome, Done):
            notice = answers.notice(texts, answers.sentence(self._services, texts, outcome))
            self._show(claimed, notice)
            return _page(texts, 409, "missed")
        log.info("token_generated", request=outcome.request.reference)
        self._show(claimed, checking_token(texts, outcome.request))
        return _page(texts, 200, "done", reference=outcome.request.reference)

    def _anew(self, texts: Texts, claimed: Claimed, token: str, outdated: Outdated) -> View:
        """Keeps the token, and draws the form that the link stood in for the version that there is now."""
        kept = self._services.requests.keep_token(
            claimed.request_id,
            self._press(claimed, outdated.request),
            view_id=claimed.view_id,
            version=claimed.version,
            token=token,
            source="generated",
        )
        return token_form_anew(self._services, texts, outdated, kept, claimed.user_id)

    def _press(self, claimed: Claimed, request: Request) -> Press:
        person = self._services.approvers.person(claimed.user_id)
        return Press(person, request.team, idempotency_key("oauth", claimed.key))

    def _pend(self, claimed: Claimed, token: str) -> Done | Missed:
        services = self._services
        request = services.queries.request(claimed.request_id)
        if request is None:
            return NotFound()
        return services.requests.pend_token(
            claimed.request_id,
            self._press(claimed, request),
            view_id=claimed.view_id,
            version=claimed.version,
            token=token,
            source="generated",
        )

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
