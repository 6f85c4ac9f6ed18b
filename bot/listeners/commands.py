"""The slash command."""

from collections.abc import Callable
from typing import Any

from slack_bolt import Ack, App
from slack_sdk import WebClient

from bot.listeners.forms import open_form
from bot.listeners.interaction import Interaction
from bot.services import Services
from bot.ui import answers

COMMAND = "/6xpos-request"


def register(app: App, services: Services) -> None:
    """Attaches the slash command."""

    @app.command(COMMAND)
    def request(ack: Ack, body: dict[str, Any], client: WebClient) -> None:
        interaction = Interaction(services, body, client)
        words = str(body.get("text") or "").split()
        if not words:
            ack()
            open_form(interaction)
            return
        answer = _SUBCOMMANDS.get(words[0].lower(), _help)
        ack(response_type="ephemeral", text=answer(interaction))


def _help(interaction: Interaction) -> str:
    return answers.help(interaction.texts)


def _list(interaction: Interaction) -> str:
    services = interaction.services
    lead = services.approvers.person(interaction.user).approver
    found = services.queries.open_requests(requester=None if lead else interaction.user)
    return answers.listing(interaction.texts, found)


_SUBCOMMANDS: dict[str, Callable[[Interaction], str]] = {"help": _help, "list": _list}
