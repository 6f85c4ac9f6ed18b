"""The slash command: opens the form, or answers `list`, `status` and `help`."""

from collections.abc import Callable
from typing import Any

from slack_bolt import Ack, App
from slack_sdk import WebClient

from bot.listeners.interaction import Interaction
from bot.listeners.request_form import open_form
from bot.manifest import COMMAND
from bot.services import Services
from bot.ui import answers
from bot.ui.commands import listing
from workflows.requests.queries import GOING_ON, Search
from workflows.rules.plain_text import plain_word
from workflows.rules.policy import decide_reading
from workflows.storage.models import Request

_MOST = 10


def register(app: App, services: Services) -> None:
    """Attaches the slash command."""

    @app.command(COMMAND)
    def request(ack: Ack, body: dict[str, Any], client: WebClient) -> None:
        interaction = Interaction(services, body, client)
        if wait := services.floods.wait(interaction.user, "command"):
            ack(response_type="ephemeral", text=answers.too_fast_md(interaction.texts, wait))
            return
        word, *rest = plain_word(str(body.get("text") or "")).split(maxsplit=1) or [""]
        if not word:
            ack()
            open_form(interaction)
            return
        answer = _SUBCOMMANDS.get(word.lower(), _help)
        ack(response_type="ephemeral", **answer(interaction, "".join(rest)))


def _help(interaction: Interaction, _rest: str) -> dict[str, Any]:
    return {"text": answers.help(interaction.texts)}


def _list(interaction: Interaction, _rest: str) -> dict[str, Any]:
    mine = None if interaction.person.approver else interaction.user
    search = Search(requester=mine, states=GOING_ON, team=interaction.team)
    return _listed(interaction, interaction.services.queries.search(search, limit=_MOST + 1))


def _status(interaction: Interaction, rest: str) -> dict[str, Any]:
    if not rest:
        return _list(interaction, rest)
    return _listed(
        interaction, interaction.services.queries.search(Search(rest, team=interaction.team), limit=_MOST + 1)
    )


def _listed(interaction: Interaction, found: list[Request]) -> dict[str, Any]:
    # Wherever it is asked: also in the partnerships channel.
    person = interaction.services.person(interaction.user)
    whole = {request.id for request in found if decide_reading(request.requester, person).allowed}
    message = listing(interaction.texts, found[:_MOST], more=len(found) > _MOST, whole=whole)
    return {"text": message.text, "blocks": message.blocks}


_SUBCOMMANDS: dict[str, Callable[[Interaction, str], dict[str, Any]]] = {
    "help": _help,
    "aide": _help,
    "list": _list,
    "status": _status,
}
