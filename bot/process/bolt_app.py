"""Builds the Bolt app: accepts the bot's own workspace alone, times acks, answers Slack where a listener fails."""

import hashlib
import logging
import re
import secrets
import time
from collections.abc import Callable
from typing import Any

import structlog
from slack_bolt import App, BoltContext, BoltRequest, BoltResponse
from slack_bolt.authorization import AuthorizeResult
from slack_sdk import WebClient
from sqlalchemy.exc import SQLAlchemyError

from bot import listeners
from bot.clients.addresses import slacks
from bot.listeners.interaction import Interaction
from bot.process.prompt_ack import ON_THE_WAY_SECONDS, PATIENCE_SECONDS, LastingAck, PromptAck, UnderWay
from bot.process.thread_pool import Pool
from bot.services import Services
from bot.telemetry import logs
from bot.ui import answers
from workflows.outbox.owing import origin

# Bolt's default of 5 makes the sixth click wait for one of the others. A listener that has acked goes on with what it
# tells Slack: where Slack takes a second for that, two dozen clicks a second keep as many threads, and twice as many.
# Each that was ever needed keeps some 150 kB; with 64 of them acks come up to a second late.
LISTENER_THREADS = 96
log = structlog.get_logger(__name__)
_VERIFIED = "verified"  # in the context of what Slack has signed


class TimedApp(App):
    """Bolt's app, which also says how long each ack took, and what is logged is about: over HTTP and in Socket Mode."""

    observe: Callable[[float], None]
    reference: Callable[[str], str | None]
    acks: UnderWay
    takes_long: Callable[[str], str]
    _patience: float

    @property
    def patience(self) -> float:
        """How many seconds a form and a command wait for their listener's ack; Bolt waits a little longer for all."""
        return self._patience

    @patience.setter
    def patience(self, seconds: float) -> None:
        self._patience = seconds
        for listener in self._listeners:
            listener.ack_timeout = seconds + ON_THE_WAY_SECONDS  # type: ignore[assignment]

    def dispatch(self, req: BoltRequest) -> BoltResponse:
        """As Bolt's."""
        began = time.perf_counter()
        self.acks.begin()
        self._forget_strangers(req)
        interaction, request_id = _about(req.body)
        caused = origin.set(interaction)
        try:
            # Of forms alone: theirs is what people wait for. After the others comes a modal or its change, and where
            # many come at once, Bolt's looking now and then gives those their turn (`make bench`: the slowest acks of
            # commands are a fifth quicker).
            form = _is_form(req.body)
            ack = (PromptAck if form else LastingAck)(self.patience, lambda: self._late(req.body))
            req.context["ack"] = ack
            with logs.about(self.reference, request_id, interaction=interaction):
                answer = super().dispatch(req)
            # Where a listener fails as soon as it has acked, Bolt's own answer is a 500 for an instant.
            return ack.given or answer
        finally:
            origin.reset(caused)
            self.acks.end()
            self.observe(time.perf_counter() - began)

    def _forget_strangers(self, req: BoltRequest) -> None:
        """Takes out of a payload every address to answer at that is not Slack's: nobody, Bolt's `respond` neither, ever
        posts there. Over HTTP and in Socket Mode."""
        body = req.body if isinstance(req.body, dict) else {}
        given = [body.get("response_url"), *_response_urls(body)]
        if any(url is not None and not slacks(str(url), self.client.base_url) for url in given):
            log.warning("response_url_of_a_stranger")
            for holder in (body, req.context):
                holder.pop("response_url", None)
                holder.pop("response_urls", None)

    def _init_context(self, req: BoltRequest) -> None:
        """As Bolt's; but listeners call Slack by our client, not by a plain copy of it."""
        super()._init_context(req)
        req.context["client"] = self.client

    def _late(self, body: dict[str, Any]) -> BoltResponse | None:
        """What people read where the listener goes on for longer than Slack waits (a disk that stalls, say): a form
        stays open, and the same submission once more is told how the first one ended; whoever typed the command types
        it again. None: Slack says it in its words."""
        if "command" in body:
            log.warning("ack_late", view="command")
            text = self.takes_long(str(body.get("user_id")))
            return BoltResponse(status=200, body={"response_type": "ephemeral", "text": text})
        view, user = body.get("view"), body.get("user")
        if not isinstance(view, dict) or not isinstance(user, dict):
            return None
        log.warning("ack_late", view=str(view.get("callback_id"))[:100])
        return BoltResponse(status=200, body=answers.kept_open(view, self.takes_long(str(user.get("id")))))


def _response_urls(body: dict[str, Any]) -> list[Any]:
    found = body.get("response_urls")
    return [one.get("response_url") for one in found if isinstance(one, dict)] if isinstance(found, list) else []


def _is_form(body: Any) -> bool:
    return isinstance(body, dict) and body.get("type") == "view_submission"


def _about(body: Any) -> tuple[str, str | None]:
    """A short name for what Slack sent, the same when it sends it again; and the id of the request in it, if any."""
    try:
        name = body.get("trigger_id") or body.get("event_id") or secrets.token_hex(8)
        inside = [str(action.get("value") or "") for action in body.get("actions") or []]
        inside.append(str((body.get("view") or {}).get("private_metadata") or ""))
    except AttributeError:  # not what Slack sends: whoever looks at it next refuses it
        return "", None
    request_id = next((text for text in inside if re.fullmatch(r"[0-9a-f]{32}", text)), None)
    return hashlib.sha256(str(name).encode()).hexdigest()[:8], request_id


def build(
    services: Services,
    client: WebClient,
    pool: Pool,
    acked: Callable[[float], None],
    acks: UnderWay,
) -> TimedApp:
    """The app with every listener attached, run in `pool`. Asks nothing of Slack: starts while it is away.

    `acked` hears how many seconds each ack took; `acks` knows those under way.
    """
    secret, identity = services.settings.slack_signing_secret, services.identity

    def authorize(team_id: str | None, enterprise_id: str | None) -> AuthorizeResult:
        return AuthorizeResult(
            enterprise_id=enterprise_id,
            team_id=team_id,
            bot_token=client.token,
            bot_id=identity.bot_id,
            bot_user_id=identity.bot_user_id,
        )

    # At start it warns that it asks `authorize` for the token, which is what it was told to do.
    logging.getLogger("slack_bolt").setLevel(logging.ERROR)
    app = TimedApp(
        client=client,
        name="6xpos",  # without one, it looks through the sources of every module for its own
        authorize=authorize,
        signing_secret=secret.get_secret_value() if secret else "unused in Socket Mode",
        token_verification_enabled=False,
        listener_executor=pool,
        # Without one, its loggers are called after our file and log whole bodies where LOG_LEVEL is INFO or DEBUG.
        logger=logging.getLogger("slack_bolt"),
    )
    app.observe, app.reference, app.acks = acked, services.queries.reference, acks
    app.takes_long = lambda user_id: answers.takes_long(services.languages.at_hand(user_id))

    @app.middleware
    def verified(context: BoltContext, next: Callable[[], BoltResponse]) -> BoltResponse:
        context[_VERIFIED] = True  # Bolt's own middleware, the look at the signature among it, comes before ours
        return next()

    listeners.register(app, services)
    app.patience = PATIENCE_SECONDS

    @app.error
    def failed(
        error: Exception, body: dict[str, Any], client: WebClient, context: BoltContext, response: BoltResponse | None
    ) -> BoltResponse | None:
        error_id = secrets.token_hex(4)
        # Only the kind: the text of an exception may hold what somebody typed.
        log.error("listener_failed", error_id=error_id, failure=logs.kind(error), place=logs.place(error))
        if not context.get(_VERIFIED):
            return BoltResponse(status=401, body="")  # whose word it is nobody knows: it moves nothing
        answer = _answer_to_failure(services, body, client, error, error_id, pool, acked=response is None)
        return None if response is None else answer  # None: its ack is out

    return app


def _answer_to_failure(
    services: Services,
    body: dict[str, Any],
    client: WebClient,
    error: Exception,
    error_id: str,
    pool: Pool,
    *,
    acked: bool,
) -> BoltResponse:
    """What Slack hears where a listener failed, so that nobody takes for done what may not be stored.

    A submission keeps its modal with what was typed, an event comes again, and whoever pressed or typed a command is
    told. `acked`: Slack has its answer already.
    """
    try:
        interaction = Interaction(services, body, client)
        match body.get("type"):
            case "event_callback":
                # Not stored: Slack sends it again. What no listener can read comes no better a second time.
                return BoltResponse(status=503 if isinstance(error, SQLAlchemyError) else 200, body="")
            case "block_suggestion":
                return BoltResponse(status=200, body={"options": []})
            case "view_submission" if not acked:
                kept = answers.kept_open(body["view"], answers.failed_form(interaction.texts, error_id))
                return BoltResponse(status=200, body=kept)
    except (KeyError, TypeError, AttributeError):
        return BoltResponse(status=200, body="")  # nothing in it says whom to answer: not what Slack sends
    if "command" in body and not acked:
        text = answers.failed(interaction.texts, error_id)
        return BoltResponse(status=200, body={"response_type": "ephemeral", "text": text})
    if interaction.user:
        # Beside the ack, which does not wait for Slack's answer.
        pool.submit(_tell_failure, interaction, error_id)
    return BoltResponse(status=200, body="")


def _tell_failure(interaction: Interaction, error_id: str) -> None:
    """In the modal that they pressed in, which else went on saying that something is being read or checked; or where
    only they see it."""
    view = interaction.body.get("view")
    if interaction.body.get("type") == "block_actions" and isinstance(view, dict) and view.get("type") == "modal":
        told = answers.failed(interaction.asked_texts(), error_id)
        if interaction.update(str(view.get("id")), answers.with_sentence(view, told)):
            return
    interaction.tell(lambda texts: answers.failed(texts, error_id))
