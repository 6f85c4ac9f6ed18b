"""The shortcuts: a new request from anywhere, or from what a message says."""

from typing import Any

from slack_bolt import Ack, App
from slack_sdk import WebClient

from bot.listeners.interaction import Interaction
from bot.listeners.request_form import open_form, read_asked
from bot.services import Services


def register(app: App, services: Services) -> None:
    """Attaches the shortcuts."""

    @app.shortcut("request_new")
    def new(ack: Ack, body: dict[str, Any], client: WebClient) -> None:
        ack()
        open_form(Interaction(services, body, client))

    @app.shortcut("request_from_message")
    def from_message(ack: Ack, body: dict[str, Any], client: WebClient) -> None:
        ack()
        text = str((body.get("message") or {}).get("text") or "")
        open_form(Interaction(services, body, client), read_asked(services, text))
