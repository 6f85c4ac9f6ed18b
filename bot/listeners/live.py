"""Ticks on 6xpos's own steps, from the card or from the details."""

from typing import Any

from slack_bolt import Ack, App
from slack_sdk import WebClient

from bot.listeners import home, outcomes
from bot.listeners.interaction import Interaction
from bot.services import Services
from bot.ui import answers, checklist
from bot.ui.details import details
from workflows.live import LiveStep
from workflows.outcomes import Already, Done, Late, NotFound, Refused
from workflows.policy import Action, Reason


def register(app: App, services: Services) -> None:
    """Attaches the tick."""

    @app.action(Action.TICK)
    def ticked(ack: Ack, body: dict[str, Any], client: WebClient) -> None:
        _tick(Interaction(services, body, client), ack)


def _tick(interaction: Interaction, ack: Ack) -> None:
    services = interaction.services
    wanted = checklist.step_of(interaction.body["actions"][0])
    if wanted is None:
        ack()
        interaction.tell(answers.not_found)
        return
    step, done = wanted
    # Stored before the ack: what Slack was told is done must survive us.
    outcome = _attempt(interaction, step, done)
    ack()
    if isinstance(outcome, Refused) and outcome.verdict.reason is Reason.APPROVERS_UNKNOWN:
        services.approvers.refresh()
        outcome = _attempt(interaction, step, done)
    answer = outcome
    if isinstance(answer, Done):
        request = answer.request
        interaction.tell(lambda texts: checklist.ticked(texts, request, step, done))
        home.refresh(services, interaction.client, interaction.user)
    elif isinstance(answer, Already):
        found = answer
        interaction.tell(lambda texts: checklist.already(texts, found))
    else:
        missed = answer
        interaction.tell(lambda texts: outcomes.sentence(services, texts, missed))
    _draw_details(interaction, outcome)


def _attempt(interaction: Interaction, step: LiveStep, done: bool) -> Done | Already | Late | Refused | NotFound:
    services = interaction.services
    return services.live.tick(
        interaction.value,
        step,
        done=done,
        person=services.approvers.person(interaction.user),
        team=interaction.team,
        interaction=f"{Action.TICK}:{interaction.trigger}"[:100],
    )


def _draw_details(interaction: Interaction, outcome: Done | Already | Late | Refused | NotFound) -> None:
    """Where the click came from the details, they show what is true now."""
    view = interaction.body.get("view") or {}
    if view.get("callback_id") == "details" and not isinstance(outcome, NotFound):
        picture = interaction.services.queries.picture(outcome.request.id)
        approver = bool(interaction.services.approvers.person(interaction.user).approver)
        interaction.update(str(view["id"]), details(interaction.asked_texts(), picture, approver=approver))
