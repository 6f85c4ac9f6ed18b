"""Takes the buttons that act at once (cancel, retry …), and the decision about a row whose slug is only similar."""

import re
from functools import partial

from slack_bolt import Ack, App

from bot.listeners import home
from bot.listeners.interaction import Interaction, on_change, stored
from bot.services import Services
from bot.ui import answers
from bot.ui.actions import BUTTONS, Asks
from bot.ui.blocks import version_in, version_of
from bot.ui.card import ALIKE
from workflows.requests.results import Done, Missed
from workflows.rules.policy import EVENTS, Action
from workflows.rules.states import Remark


def register(app: App, services: Services) -> None:
    """Attaches the buttons."""
    for action, row in BUTTONS.items():
        if row.asks in (Asks.NOTHING, Asks.SURE):
            on_change(app, services, action, partial(_act, action))
    for choice in (Remark.THIS_ROW, Remark.NEW_ROW):
        on_change(app, services, choice, partial(_choose_row, choice))

    @app.action(re.compile(r"^link_"))
    def link(ack: Ack) -> None:
        ack()  # Slack opens the link by itself, and tells us all the same


def _act(action: Action, interaction: Interaction, ack: Ack) -> None:
    # Trying again decides on nothing that the request asks for. What was cancelled, its block says; not one of 0.1.0's.
    view = interaction.body.get("view") or {}
    shown = (version_in([interaction.block]) or version_of(view)) if BUTTONS[action].asks is Asks.SURE else 0

    def attempt() -> Done | Missed:
        press = interaction.press(action, interaction.trigger)
        return interaction.services.requests.act(interaction.value, EVENTS[action][0], press, version=shown or None)

    _conclude(interaction, action, stored(interaction, attempt, ack))


def _choose_row(choice: Remark, interaction: Interaction, ack: Ack) -> None:
    """Of a row that only looks like a store's: it is meant, or another is to be added."""
    slug = interaction.block.removeprefix(ALIKE)

    def attempt() -> Done | Missed:
        press = interaction.press(choice, interaction.trigger)
        return interaction.services.requests.alike.choose(interaction.value, slug, choice, press)

    _conclude(interaction, Action.RETRY, stored(interaction, attempt, ack))


def _conclude(interaction: Interaction, action: Action, result: Done | Missed) -> None:
    if not isinstance(result, Done):
        interaction.tell_missed(result)
        return
    if action is Action.RETRY and not result.repeated:
        interaction.services.outbox.hurry(result.request.id)
    interaction.tell(lambda texts: answers.done(texts, action, result.request))
    home.refresh(interaction)
