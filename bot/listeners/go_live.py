"""Ticks on 6xpos's own steps, and which stores are live, from the card or from the details."""

from typing import Any

from slack_bolt import Ack, App
from slack_sdk import WebClient
from sqlalchemy.exc import SQLAlchemyError

from bot.listeners import home
from bot.listeners.card import picture_of
from bot.listeners.decisions import conclude
from bot.listeners.interaction import Interaction
from bot.listeners.store_import import storage_trouble
from bot.services import Services
from bot.ui import answers
from bot.ui import go_live as checklist
from bot.ui.details import details
from bot.ui.go_live_stores import CALLBACK, first_block, live_form, read_live
from workflows.requests.go_live import STORES_LIVE, LiveStep
from workflows.requests.results import Already, Done, Missed, NotFound, Refused
from workflows.rules.policy import Action, Reason, decide_stores_live


def register(app: App, services: Services) -> None:
    """Attaches the tick."""

    @app.action(Action.TICK)
    def ticked(ack: Ack, body: dict[str, Any], client: WebClient) -> None:
        _tick(Interaction(services, body, client), ack)

    @app.action(STORES_LIVE)
    def asked(ack: Ack, body: dict[str, Any], client: WebClient) -> None:
        ack()
        _ask_stores(Interaction(services, body, client))

    @app.view(CALLBACK)
    def chosen(ack: Ack, body: dict[str, Any], client: WebClient) -> None:
        _note_stores(Interaction(services, body, client), ack)


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
        interaction.tell(lambda texts: answers.sentence(services, texts, missed))
    _draw_details(interaction, outcome)


def _attempt(interaction: Interaction, step: LiveStep, done: bool) -> Done | Already | Missed:
    services = interaction.services
    return services.live.tick(
        interaction.value,
        step,
        interaction.press(Action.TICK, interaction.trigger),
        done=done,
    )


def _draw_details(interaction: Interaction, outcome: Done | Already | Missed) -> None:
    """Where the click came from the details, they show what is true now."""
    view = interaction.body.get("view") or {}
    if view.get("callback_id") == "details" and not isinstance(outcome, NotFound):
        picture = interaction.services.queries.picture(outcome.request.id)
        approver = bool(interaction.services.approvers.person(interaction.user).approver)
        interaction.update(str(view["id"]), details(interaction.asked_texts(), picture, approver=approver))


def _ask_stores(interaction: Interaction) -> None:
    """Opens the form, or turns the details into it."""
    services = interaction.services
    picture = picture_of(interaction, interaction.value)
    if picture is None:
        return
    request, approvers = picture.request, services.approvers
    view_id = str((interaction.body.get("view") or {}).get("id") or "")
    verdict = decide_stores_live(request.state, request.requester, approvers.person(interaction.user))
    if verdict.reason is Reason.APPROVERS_UNKNOWN:
        # A skeleton keeps the trigger while Slack is asked.
        opened = None if view_id else interaction.open(answers.checking)
        view_id = view_id or (opened.view_id if opened else "")
        approvers.refresh()
        verdict = decide_stores_live(request.state, request.requester, approvers.person(interaction.user))
    texts = interaction.asked_texts()
    if not verdict.allowed:
        refusal = answers.refusal(services, texts, verdict, request)
        if view_id:
            interaction.update(view_id, answers.notice(texts, refusal))
        else:
            interaction.tell(lambda _: refusal)
    elif view_id:
        interaction.update(view_id, live_form(texts, picture))
    else:
        interaction.open(lambda their: live_form(their, picture))


def _note_stores(interaction: Interaction, ack: Ack) -> None:
    services, view, texts = interaction.services, interaction.body["view"], interaction.texts
    found = read_live(view)
    if not found:
        ack(response_action="errors", errors={first_block(view): texts("stores_live.nothing")})
        return
    try:
        outcome = services.live.stores_live(
            str(view["private_metadata"]),
            interaction.press(CALLBACK, view["id"]),
            live=found.live,
            not_live=found.not_live,
            everywhere=found.everywhere,
        )
    except SQLAlchemyError as failure:
        storage_trouble(interaction, ack, failure, first_block(view))
        return
    conclude(interaction, ack, outcome, first_block(view))
