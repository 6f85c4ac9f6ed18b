"""The stage of the scenario tests: the embedded workspace with the real bot in it, and short ways to play a part."""

import re
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from bot.process import prompt_ack
from bot.process.bootstrap import Bot, build
from bot.sandbox.slack.delivery import ACK_SECONDS
from bot.sandbox.slack.service import Delivery
from bot.sandbox.workspace import Workspace
from bot.settings import Settings
from workflows.outbox.rate_limits import UNPACED, Rates
from workflows.requests.queries import Picture
from workflows.rules.states import State
from workflows.storage.models import Request

CHANNEL = "C0PARTNERS"
CLAIRE, AMELIE, TOM, OSCAR, NORA = "UCLAIRE", "UAMELIE", "UTOM", "UOSCAR", "UNORA"
TICKS = ["account_created", "stores_attached", "sixpos_told"]
STORES = "Boulangerie Émile Nantes ; emile-nantes\nBoulangerie Émile Rezé ; emile-reze"
TOKEN = "tok_live_4f9d2c81b7a6e3550192"

# An effect that is owed for an instant after the ack is waited for as if it were due; one that is tried again is not.
SOON = 0.999

# How long Slack and the bot wait for a listener's ack: longer than they do, since the machine may be busy.
PATIENCE_SECONDS = 30.0


def built(settings: Settings, workspace: Workspace, rates: Rates = UNPACED) -> Bot:
    """A bot in that workspace, on its clock, which waits for its listeners on a busy machine."""
    bot = build(settings, workspace.clock, rates)
    bot.app.patience = PATIENCE_SECONDS
    return bot


@dataclass
class Stage:
    """A workspace and a running bot."""

    workspace: Workspace
    bot: Bot

    def settle(self, seconds: float = 60.0) -> None:
        """Waits until nothing that is due is left to do. AssertionError, naming what is left, after `seconds`."""
        self.answered()
        deadline = time.monotonic() + seconds
        outbox = self.bot.services.outbox
        while time.monotonic() < deadline:
            # In this order: what is put off by whoever was busy is seen, and what has become due meanwhile.
            if not self.bot.worker.busy():
                soon = outbox.seconds_left()
                if outbox.due() == 0 and (soon is None or soon > SOON):
                    return
            self.bot.worker.wake()
            time.sleep(0.01)
        raise AssertionError(f"still waiting: {outbox.waiting()} effects, next due {outbox.next_due()}")

    def patiently(self, rounds: int = 12, seconds: float = 20.0) -> None:
        """Lets time pass in steps, as much as effects that are tried again need."""
        for _ in range(rounds):
            self.settle()
            self.workspace.clock.advance(timedelta(seconds=seconds))
        self.settle()

    @contextmanager
    def as_slack_waits(self) -> Iterator[None]:
        """Here the bot waits for its listeners as long as in operation, and Slack for an ack as long as the real one
        does, and a few seconds longer: between the two stands a machine that other tests keep busy."""
        self.workspace.slack.ack_seconds, self.bot.app.patience = ACK_SECONDS + 12, prompt_ack.PATIENCE_SECONDS
        try:
            yield
        finally:
            self.workspace.slack.ack_seconds = self.bot.app.patience = PATIENCE_SECONDS

    def answered(self) -> None:
        """Waits until the listeners have done what comes after their acks."""
        assert self.bot.listeners.drain(60), "a listener does not end"

    # Claire asks

    def open_form(self, who: str = CLAIRE) -> dict[str, Any]:
        """Types the slash command and answers the form."""
        self.as_(who).command("/6xpos-request", "")
        return self.top_modal(who)

    def submit(self, who: str = CLAIRE, **values: Any) -> Delivery:
        """Opens the form, fills it and submits it."""
        view = self.open_form(who)
        filled = {"brand": "Boulangerie Émile", "stores": STORES, "prerequisites": ticks(view)} | values
        # Nobody is so fast that the form still shows the account of the brand while they press the button.
        self.as_(who).fill(view["id"], "brand", filled.pop("brand"))
        self.answered()
        delivery: Delivery = self.as_(who).submit(view["id"], **filled)
        return delivery

    def request(self, who: str = CLAIRE, **values: Any) -> Request:
        """Submits a request and answers it once its card is posted."""
        before = {request.id for request in self.bot.services.queries.open_requests()}
        self.submit(who, **values)
        self.settle()
        (new,) = [r for r in self.bot.services.queries.open_requests() if r.id not in before]
        return self.fresh(new)

    # What is to be seen

    def as_(self, who: str) -> Any:
        """That person's hands."""
        return self.workspace.slack.as_person(who)

    def fresh(self, request: Request) -> Request:
        """The request as it is stored now."""
        return self.picture(request).request

    def picture(self, request: Request) -> Picture:
        """The request, its stores and its history as they are stored now."""
        return self.bot.services.queries.picture(request.id)

    def state(self, request: Request) -> State:
        """Where the request stands."""
        return self.fresh(request).state

    def top_modal(self, who: str) -> dict[str, Any]:
        """The modal that this person sees."""
        self.answered()
        modals = self.workspace.slack.modals(who)
        assert modals, f"{who} sees no modal"
        found: dict[str, Any] = modals[-1]
        return found

    def errors(self, who: str = CLAIRE) -> dict[str, str]:
        """The inline errors of that modal."""
        found: dict[str, str] = self.top_modal(who).get("errors") or {}
        return found

    def cards(self) -> list[dict[str, Any]]:
        """Every card in the channel."""
        found = []
        for message in self.workspace.slack.messages(CHANNEL):
            payload = (message.get("metadata") or {}).get("event_payload") or {}
            if payload.get("kind") == "card":
                found.append(message)
        return found

    def card(self, request: Request) -> dict[str, Any]:
        """The one card of a request."""
        (found,) = [card for card in self.cards() if card["metadata"]["event_payload"]["request_id"] == request.id]
        return found

    def click(self, who: str, request: Request, action: str) -> Delivery:
        """Presses a button of the card, or the same of the person's own message where the card has none."""
        channel, message = CHANNEL, self.card(request)
        if action not in buttons(message):
            told = [one for one in self.direct(who) if action in buttons(one) and request.reference in shown(one)]
            channel, message = (str(self.workspace.slack.im(who)), told[-1]) if told else (channel, message)
        delivery: Delivery = self.as_(who).click(channel, message["ts"], action)
        self.answered()
        return delivery

    def ephemerals(self, who: str) -> list[str]:
        """What only this person was told, oldest first."""
        self.answered()
        return [shown(message) for message in self.workspace.slack.ephemerals(who)]

    def direct(self, who: str) -> list[dict[str, Any]]:
        """The direct messages from the bot."""
        channel = self.workspace.slack.im(who)
        return list(self.workspace.slack.messages(channel)) if channel else []

    def sheet(self) -> dict[str, tuple[str, str]]:
        """The sheet: slug to name and token."""
        rows = self.workspace.sheet.rows()
        header = next(row for row in rows if "SLUG PONGO" in row)
        name, slug, token = (header.index(h) for h in ("RESTAURANT NAME", "SLUG PONGO", "TOKEN PONGO"))
        width = len(header)
        found = {}
        for row in rows[rows.index(header) + 1 :]:
            cells = [*row, *[""] * (width - len(row))]
            if cells[slug]:
                found[cells[slug]] = (cells[name], cells[token])
        return found

    def give_token(self, request: Request, token: str = TOKEN, who: str = AMELIE) -> Delivery:
        """Approves with a token and waits for what follows."""
        action = "give_token" if self.state(request) is State.APPROVED else "approve"
        self.click(who, request, action)
        delivery: Delivery = self.as_(who).submit(self.top_modal(who)["id"], token=token)
        self.settle()
        return delivery


def ticks(form: dict[str, Any]) -> list[str]:
    """What the form asks to have been done: less where the bot sends its mails itself."""
    (asked,) = [block for block in form["blocks"] if block["block_id"] == "prerequisites"]
    return [str(option["value"]) for option in asked["element"]["options"]]


_SHOWN = {"text", "title", "label", "placeholder", "hint", "description", "url"}


def shown(message: Any) -> str:
    """All the text that a message or a view shows, in one string."""
    texts: list[str] = []

    def walk(part: Any) -> None:
        if isinstance(part, dict):
            for key, value in part.items():
                if key in ("text", "title", "label", "placeholder", "hint", "description", "url") and isinstance(
                    value, str
                ):
                    texts.append(value)
                elif key not in ("metadata", "state"):
                    walk(value)
        elif isinstance(part, list):
            for value in part:
                walk(value)

    walk(message)
    return "\n".join(texts)


def buttons(message: dict[str, Any]) -> list[str]:
    """The action_ids of a message's or view's buttons, in the order shown; links left out."""
    found: list[str] = []

    def walk(part: Any) -> None:
        if isinstance(part, dict):
            if part.get("type") == "button" and not re.match("link_", part.get("action_id", "")):
                found.append(part["action_id"])
            for value in part.values():
                walk(value)
        elif isinstance(part, list):
            for value in part:
                walk(value)

    walk(message.get("blocks"))
    return found
