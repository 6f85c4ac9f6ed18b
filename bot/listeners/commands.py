"""The slash command: opens the form, or answers `list`, `status` and `help`."""

from collections.abc import Callable
from typing import Any

from slack_bolt import Ack, App
from slack_sdk import WebClient

from bot.listeners import adopt
from bot.listeners.interaction import Interaction
from bot.listeners.request_form import open_form, read_asked
from bot.manifest import COMMAND
from bot.services import Services
from bot.texts import Mrkdwn, Texts
from bot.ui import answers
from bot.ui.blocks import Message
from bot.ui.commands import fitting, listing, nothing_fits, under_way
from bot.ui.weekly_report import numbers
from workflows.requests.queries import GOING_ON
from workflows.requests.search import Search
from workflows.rules.heard import Intent, heard
from workflows.rules.plain_text import plain_word
from workflows.rules.policy import decide_for_approvers, decide_reading
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
        typed = str(body.get("text") or "")
        word, *rest = plain_word(typed).split(maxsplit=1) or [""]
        answer = _SUBCOMMANDS.get(word.lower())
        if answer and not (rest and answer is not _status and _asks(services, typed)):
            ack(response_type="ephemeral", **answer(interaction, "".join(rest)))
            return
        ack()
        if word.lower() in _STATS and not rest:
            interaction.tell(lambda texts: _stats(interaction, texts))
            return
        if word.lower() in adopt.WORDS and not rest:
            adopt.start(interaction)
            return
        open_form(interaction, read_asked(interaction, typed, to_command=True) if word else None)


def _asks(services: Services, typed: str) -> bool:
    """Whether what begins like another command asks for 6xpos: "aide-moi à connecter Chez Paulette"."""
    read = heard(typed, services.known.now())
    return read.intent is Intent.ASK and bool(read.brand or read.stores)


def _help(interaction: Interaction, _rest: str) -> dict[str, Any]:
    return {"text": answers.help(interaction.texts)}


def _list(interaction: Interaction, _rest: str) -> dict[str, Any]:
    mine = None if interaction.person.approver else interaction.user
    search = Search(requester=mine, states=GOING_ON, team=interaction.team)
    queries = interaction.services.queries
    found = queries.search(search, limit=_MOST + 1)
    more = len(found) > _MOST
    title = under_way(interaction.texts, queries.count(search) if more else len(found))
    return _listed(interaction, found, title)


def _status(interaction: Interaction, rest: str) -> dict[str, Any]:
    if not rest:
        return _list(interaction, rest)
    services = interaction.services
    found = services.queries.search(Search(rest, team=interaction.team), limit=_MOST + 1)
    if not found:
        secret = services.tokens.among([rest])
        return _told(nothing_fits(interaction.texts, "…" if secret(rest) else rest))
    return _listed(interaction, found, fitting(interaction.texts, len(found[:_MOST])))


def _stats(interaction: Interaction, texts: Texts) -> Mrkdwn:
    services = interaction.services
    verdict = services.approvers.asking(lambda: decide_for_approvers(services.approvers.person(interaction.user)))
    if not verdict.allowed:
        return answers.refused_numbers(services, texts, verdict)
    return numbers(texts, services.reporting.now(), services.queries.longest_waiting(), services.identity.card_link)


def _listed(interaction: Interaction, found: list[Request], title: Mrkdwn) -> dict[str, Any]:
    # Wherever it is asked: also in the partnerships channel.
    person = interaction.services.person(interaction.user)
    whole = {request.id for request in found if decide_reading(request.requester, person).allowed}
    return _told(listing(interaction.texts, found[:_MOST], title, more=len(found) > _MOST, whole=whole))


def _told(message: Message) -> dict[str, Any]:
    return {"text": message.text, "blocks": message.blocks}


# Takes long to count, so it is answered after the ack.
_STATS = frozenset(("stats", "statistiques"))
_SUBCOMMANDS: dict[str, Callable[[Interaction, str], dict[str, Any]]] = {
    **dict.fromkeys(("help", "aide"), _help),
    **dict.fromkeys(("list", "liste"), _list),
    **dict.fromkeys(("status", "statut"), _status),
}
