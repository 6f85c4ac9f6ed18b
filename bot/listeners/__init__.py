"""What Slack sends, and the page that Hey Pongo sends the browser back to: one module for each part of the work, each
with `register(app, services)`. It may import `delivery` and what is below it; `register` attaches them all."""

import re
from typing import Any

from slack_bolt import Ack, App
from slack_sdk import WebClient

from bot.listeners import (
    adopt,
    card,
    commands,
    conflicts,
    decisions,
    details,
    go_live,
    home,
    mail,
    more_stores,
    offer,
    reminders,
    request_form,
    sheet_watch,
    store_import,
    token,
    token_check,
    token_stores,
)
from bot.listeners.interaction import Interaction
from bot.services import Services
from bot.ui import answers

_PARTS = (adopt, card, commands, conflicts, decisions, details, go_live, home, mail, more_stores,
          offer, reminders, request_form, sheet_watch, store_import, token, token_check, token_stores)  # fmt: skip


def register(app: App, services: Services) -> None:
    """Attaches every listener to the app, and last the answer to whatever button is unknown."""
    for part in _PARTS:
        part.register(app, services)

    @app.action(re.compile(r".*"))
    def unknown(ack: Ack, body: dict[str, Any], client: WebClient) -> None:
        ack()
        Interaction(services, body, client).tell(answers.not_found)
