"""A modal that was sent: stored in one transaction, then acked, once; nothing that can fail comes after."""

from collections.abc import Callable, Mapping
from typing import Any

import structlog
from slack_bolt import Ack, App
from slack_sdk import WebClient
from sqlalchemy.exc import SQLAlchemyError

from bot.listeners import home
from bot.listeners.interaction import Interaction
from bot.people import unknown
from bot.services import Services
from bot.telemetry.logs import kind
from bot.ui import answers
from bot.ui.blocks import View, version_of
from bot.ui.token_check import token_gone
from workflows.requests.press import Press, idempotency_key
from workflows.requests.results import Done, Missed
from workflows.rules.tokens import CannotOpen

log = structlog.get_logger(__name__)


class Submission(Interaction):
    """A submission of a modal, and the answers to it: each of them acks, so one is given, and only one."""

    def __init__(self, services: Services, body: dict[str, Any], client: WebClient, ack: Ack) -> None:
        super().__init__(services, body, client)
        self.ack = ack
        self.view: dict[str, Any] = body["view"]
        self.view_id = str(self.view["id"])
        self.request_id = str(self.view.get("private_metadata") or "")
        self.version = version_of(self.view)
        # The same one, delivered again, has the same key. The view's hash is another one after each update: a second
        # token pasted into the same modal is a second submission.
        self.key = idempotency_key(self.view["callback_id"], self.view_id, self.view.get("hash", ""))

    def press(self, *parts: object) -> Press:
        """Who sent it, in which workspace, and its idempotency key, unless `parts` make another."""
        return super().press(*(parts or (self.key,)))

    def typed(self, name: str) -> str:
        """What was typed into the input of that block_id."""
        inputs = self.view["state"]["values"].get(name) or {}
        return next((str(typed.get("value") or "") for typed in inputs.values() if typed), "")

    def close(self) -> None:
        """It is done: the modal closes."""
        self.ack()
        home.refresh(self)

    def show(self, view: View) -> None:
        """The modal shows this instead."""
        self.ack(response_action="update", view=view)

    def refuse(self, errors: Mapping[str, str]) -> None:
        """The modal stays as it is, with a sentence (plain text) under each of these inputs."""
        self.ack(response_action="errors", errors=dict(errors))

    def keep_open(self, sentence: str, block: str = "") -> None:
        """The modal stays as it is, with a sentence (plain text) under that input; where none is named, under the first
        one, or above everything."""
        if block:
            self.refuse({block: sentence})
        else:
            self.ack(**answers.kept_open(self.view, sentence))

    def miss(self, result: Missed) -> None:
        """The modal shows what is true now, or why not and whom to ask."""
        self.show(answers.notice(self.texts, answers.sentence(self.services, self.texts, result)))

    def ask_again(self, block: str = "") -> None:
        """Nobody can say who approves: the modal stays open with what was typed; by the next press it is known."""
        self.keep_open(answers.ask_again(self.texts), block)
        self.services.approvers.refresh()

    def conclude(self, result: Done | Missed, block: str = "") -> None:
        """Answers by what it came to; `block`: the input under which an error stands."""
        if isinstance(result, Done):
            self.close()
        elif unknown(result):
            self.ask_again(block)
        else:
            self.miss(result)


def on_submission(app: App, services: Services, callback_id: str, do: Callable[[Submission], None], block: str) -> None:
    """Has `do` called with each submission of that modal. Where the database does not take it, nothing is stored (the
    transaction is gone as a whole), and the modal stays open with what was typed; `block`: the input under which that
    stands, the first one if empty."""

    @app.view(callback_id)
    def listener(ack: Ack, body: dict[str, Any], client: WebClient) -> None:
        submission = Submission(services, body, client, ack)
        try:
            do(submission)
        except SQLAlchemyError as failure:
            # Which kind of failure, and nothing of what was to be stored.
            log.error("not_stored", failure=kind(failure), original=type(getattr(failure, "orig", None)).__name__)
            submission.keep_open(answers.stored_nothing(submission.texts), block)
        except CannotOpen:
            submission.keep_open(token_gone(submission.texts), block)
