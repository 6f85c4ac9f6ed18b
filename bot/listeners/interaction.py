"""What somebody did in Slack: who, where, about which request; and the ways to answer once it is acked.

Nothing here raises for what Slack or the network does: the ack is out, and the person gets a sentence instead.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

import structlog
from slack_bolt import Ack, App
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError
from slack_sdk.webhook import WebhookClient

from bot.clients.slack import EVENT_TYPE, FAILURES
from bot.listeners.team import team_of
from bot.people import unknown
from bot.services import Services
from bot.texts import Texts
from bot.ui import answers
from bot.ui.blocks import View
from workflows.requests.press import Press, idempotency_key
from workflows.requests.queries import Picture
from workflows.requests.results import Missed
from workflows.rules.policy import Action, Person, Verdict, decide
from workflows.storage.models import Request

log = structlog.get_logger(__name__)
Draw = Callable[[Texts], View]
R = TypeVar("R")


@dataclass(frozen=True)
class Opened:
    """A modal as it stands: its id, and the hash that changes with each update of it."""

    view_id: str
    hash: str


class Interaction:
    """A slash command, a shortcut, a click or a submission."""

    def __init__(self, services: Services, body: dict[str, Any], client: WebClient) -> None:
        """`body`: what Slack sent, as Bolt parsed it. Raises KeyError, TypeError or AttributeError for what is not."""
        self.services = services
        self.body = body
        self.client = client
        user = body.get("user")
        self.user: str = user["id"] if isinstance(user, dict) else str(body.get("user_id", ""))
        self.team: str = team_of(body, services.identity)
        self.trigger: str = str(body.get("trigger_id", ""))
        container = body.get("container") or {}
        channel = body.get("channel") or {}
        self.channel: str = str(container.get("channel_id") or channel.get("id") or body.get("channel_id") or "")
        self.pressed: dict[str, Any] = (body.get("actions") or [{}])[0]
        self.value: str = str(self.pressed.get("value") or "")
        self.block: str = str(self.pressed.get("block_id") or "")
        if not isinstance(self.user, str):
            raise TypeError("the id is no text: not what Slack sends")

    @property
    def person(self) -> Person:
        """Who it is, as the policy wants to know it, without asking Slack."""
        return self.services.person(self.user, self.channel)

    def press(self, *parts: object) -> Press:
        """What changes a request: who pressed, in which workspace, and the idempotency key made of `parts`."""
        return Press(self.services.approvers.person(self.user), self.team, idempotency_key(*parts))

    @property
    def texts(self) -> Texts:
        """The person's texts as far as known without asking Slack."""
        return self.services.languages.known(self.user) or self.services.languages.channel()

    def asked_texts(self) -> Texts:
        """The person's texts; asks Slack if it must. Only after the ack."""
        return self.services.languages.ask(self.user)

    def picture(self, request_id: str | None = None) -> Picture | None:
        """The request whose button was pressed, or the one of that id; None, having told the person, where there is
        none."""
        request = self.services.queries.request(self.value if request_id is None else request_id, self.team)
        if request is None:
            self.tell(answers.not_found)
            return None
        return self.services.queries.picture(request.id)

    def verdict(self, action: Action, request: Request) -> Verdict:
        """Whether this person may do `action`, as far as is known without asking Slack."""
        allowed = self.services.settings.allow_self_approval
        return decide(action, request.state, request.requester, self.person, allowed, request.opened_by)

    def tell_refusal(self, verdict: Verdict, request: Request) -> None:
        """Tells why this person may not, and whom to ask."""
        self.tell(lambda texts: answers.refusal(self.services, texts, verdict, request))

    def tell_missed(self, result: Missed) -> None:
        """Tells what is true now, or why not and whom to ask."""
        self.tell(lambda texts: answers.sentence(self.services, texts, result))

    def tell(self, sentence: Callable[[Texts], str]) -> None:
        """Answers so that only this person sees it. Only after the ack."""
        text = sentence(self.asked_texts())
        try:
            if self.channel:
                self.client.chat_postEphemeral(channel=self.channel, user=self.user, text=text)
                return
        except FAILURES as failure:
            log.info("ephemeral_refused", kind=_kind(failure))
        self._tell_by_response_url(text)

    def _tell_by_response_url(self, text: str) -> None:
        # Where the bot is not in the channel, Slack still takes an answer at the interaction's own address.
        url = self.body.get("response_url")
        try:
            if url:
                WebhookClient(str(url), timeout=5).send(text=text, response_type="ephemeral", replace_original=False)
                return
            channel = self.client.conversations_open(users=self.user)["channel"]["id"]
            told = {"request_id": self.value[:32], "effect_id": self.trigger, "kind": "answer"}
            metadata = {"event_type": EVENT_TYPE, "event_payload": told}
            self.client.chat_postMessage(channel=channel, text=text, metadata=metadata)
        except FAILURES as failure:
            log.warning("answer_lost", kind=_kind(failure))

    def open_for(self, decide: Callable[[], Verdict], request: Request, draw: Draw) -> Opened | None:
        """Opens a modal for those who may, or turns the one that the press came from into it; tells the others why not.

        Where nobody can say who approves, Slack is asked, and a skeleton keeps the trigger meanwhile. Answers what was
        opened.
        """
        view = self.body.get("view") or {}
        opened = Opened(str(view["id"]), "") if view.get("type") == "modal" else None
        verdict = decide()
        if unknown(verdict):
            opened = opened or self.open(answers.checking)
            if opened is None:
                return None
            self.services.approvers.refresh()
            verdict = decide()
        if opened is None and verdict.allowed:
            return self.open(draw)
        if opened is None:
            self.tell_refusal(verdict, request)
            return None
        texts = self.asked_texts()
        if verdict.allowed:
            return self.replace(opened, draw(texts))
        self.replace(opened, answers.notice(texts, answers.refusal(self.services, texts, verdict, request)))
        return None

    def open_action(self, action: Action, draw: Callable[[Texts, Picture], View]) -> tuple[Opened, Picture] | None:
        """Opens an action's modal about the request whose button was pressed, as `open_for` does. Answers both."""
        picture = self.picture()
        if picture is None:
            return None
        request = picture.request
        opened = self.open_for(lambda: self.verdict(action, request), request, lambda texts: draw(texts, picture))
        return (opened, picture) if opened else None

    def open(self, draw: Draw) -> Opened | None:
        """Opens a modal and answers it; None, having told the person, where Slack would not.

        A person whose language is not known, or was last asked for yesterday, gets the modal at once, and in their
        language an instant later.
        """
        guessed = self.texts
        try:
            answer = self.client.views_open(trigger_id=self.trigger, view=draw(guessed))
        except FAILURES as failure:
            log.warning("modal_refused", kind=_kind(failure))
            self.tell(answers.expired_trigger if "trigger" in _kind(failure) else answers.try_again)
            return None
        opened = _opened(answer)
        asked = self.asked_texts()
        return opened if asked is guessed else self.replace(opened, draw(asked)) or opened

    def replace(self, opened: Opened, view: View) -> Opened | None:
        """Replaces a modal as it was opened; None where it has been closed, submitted or changed since."""
        return self.update(opened.view_id, view, opened.hash or None)

    def update(self, view_id: str, view: View, view_hash: str | None = None) -> Opened | None:
        """Replaces an open modal. None where it is closed, or (with `view_hash`) has changed meanwhile."""
        try:
            return _opened(self.client.views_update(view_id=view_id, view=view, hash=view_hash))
        except FAILURES as failure:
            log.info("modal_not_updated", kind=_kind(failure))
            return None


def on_press(app: App, services: Services, action_id: str, do: Callable[[Interaction], object]) -> None:
    """Has `do` called with each press of that button, once it is acked."""

    @app.action(action_id)
    def listener(ack: Ack, body: dict[str, Any], client: WebClient) -> None:
        ack()
        do(Interaction(services, body, client))


def on_change(app: App, services: Services, action_id: str, do: Callable[[Interaction, Ack], object]) -> None:
    """Has `do` called with each press of that button, to store it and then to ack it: what Slack was told is done must
    survive us."""

    @app.action(action_id)
    def listener(ack: Ack, body: dict[str, Any], client: WebClient) -> None:
        do(Interaction(services, body, client), ack)


def stored(interaction: Interaction, attempt: Callable[[], R], ack: Ack) -> R:
    """What an attempt to change a request comes to; acked once it is stored, and made again where Slack has to be asked
    who approves."""
    result = attempt()
    ack()
    return interaction.services.approvers.asking(attempt, result)


def _opened(answer: Any) -> Opened:
    return Opened(str(answer["view"]["id"]), str(answer["view"].get("hash") or ""))


def _kind(failure: Exception) -> str:
    if isinstance(failure, SlackApiError):
        data = failure.response.data if isinstance(failure.response.data, dict) else {}
        return str(data.get("error") or f"http_{failure.response.status_code}")
    return type(failure).__name__
