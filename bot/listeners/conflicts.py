"""What an approver decides about rows that hold another token: on the card, or in the modal with all of them."""

from functools import partial

from slack_bolt import Ack, App

from bot.listeners import home
from bot.listeners.decisions import typed_reason
from bot.listeners.interaction import Interaction, on_change, on_press, stored
from bot.listeners.submission import Submission, on_submission
from bot.services import Services
from bot.ui import answers
from bot.ui import conflicts as ui
from workflows.requests.results import Done, Missed
from workflows.rules.policy import EVENTS, Action


def register(app: App, services: Services) -> None:
    """Attaches the choices, the reason for the one that needs it, and what opens them all."""
    for action in (Action.KEEP_TOKEN, Action.DROP_STORE):
        on_change(app, services, action, partial(_decide, action))
    on_press(app, services, Action.OVERWRITE_TOKEN, _ask)
    on_submission(app, services, ui.OVERWRITE, _overwrite, "reason")
    on_press(app, services, ui.DECIDE, _open)


def _decide(action: Action, interaction: Interaction, ack: Ack) -> None:
    shown = ui.shown_in([interaction.block])

    def attempt() -> Done | Missed:
        press = interaction.press(action, interaction.trigger)
        return interaction.services.requests.conflicts.decide(interaction.value, EVENTS[action][0], shown, press)

    result = stored(interaction, attempt, ack)
    if isinstance(result, Done):
        interaction.tell(lambda texts: answers.done(texts, action, result.request))
        home.refresh(interaction)
    else:
        interaction.tell_missed(result)
    view = interaction.body.get("view") or {}
    if view.get("callback_id") == ui.DECIDE and (picture := interaction.picture()):
        interaction.update(str(view["id"]), ui.conflicts_modal(interaction.asked_texts(), picture))


def _ask(interaction: Interaction) -> None:
    shown = ui.shown_in([interaction.block])
    interaction.open_action(Action.OVERWRITE_TOKEN, lambda texts, picture: ui.overwrite_form(texts, picture, shown))


def _open(interaction: Interaction) -> None:
    interaction.open_action(Action.KEEP_TOKEN, ui.conflicts_modal)


def _overwrite(submission: Submission) -> None:
    reason, wrong = typed_reason(submission)
    if wrong:
        submission.keep_open(wrong, "reason")
        return
    result = submission.services.requests.conflicts.decide(
        submission.request_id,
        EVENTS[Action.OVERWRITE_TOKEN][0],
        ui.shown_by(submission.view),
        submission.press(),
        reason,
    )
    submission.conclude(result, "reason")
