"""Opens the details of a request, and turns their pages."""

from slack_bolt import App

from bot.listeners.interaction import Interaction, on_press
from bot.services import Services
from bot.texts import Texts
from bot.ui.blocks import View
from bot.ui.details import ADD, NEXT, PREVIOUS, details, page_of
from bot.ui.request_form import draw_form
from workflows.requests.queries import Picture
from workflows.rules.form_values import FormValues
from workflows.rules.policy import Action, decide_stores_live
from workflows.rules.states import LIVE


def register(app: App, services: Services) -> None:
    """Attaches the button that opens them, and those that turn."""
    on_press(app, services, Action.DETAILS, _open)
    on_press(app, services, ADD, _add_stores)
    on_press(app, services, PREVIOUS, _turn)
    on_press(app, services, NEXT, _turn)


def draw_details(interaction: Interaction, texts: Texts, picture: Picture, page: int = 0) -> View:
    """The details for this person: approvers are shown how to correct the token, the requester how to change,
    take back or extend what they asked for."""
    own = picture.request.requester == interaction.user
    return details(texts, picture, page, approver=bool(interaction.person.approver), own=own)


def _open(interaction: Interaction) -> None:
    known = interaction.person.approver
    opened = interaction.open_action(Action.DETAILS, lambda texts, picture: draw_details(interaction, texts, picture))
    if opened and known is None and opened[1].request.state in LIVE:
        # The group was not known just now: the buttons for approvers come an instant later.
        interaction.services.approvers.refresh()
        interaction.replace(opened[0], draw_details(interaction, interaction.asked_texts(), opened[1]))


def _add_stores(interaction: Interaction) -> None:
    """Turns the details into the form for more restaurants of the brand: a request of its own."""
    picture = interaction.picture()
    if picture is None:
        return
    request, services = picture.request, interaction.services
    values = FormValues(request.brand, merchant=request.merchant, prerequisites=("account_created",))
    interaction.open_for(
        lambda: decide_stores_live(request.state, request.requester, interaction.person),
        request,
        lambda texts: draw_form(services, texts, values, None),
    )


def _turn(interaction: Interaction) -> None:
    picture = interaction.picture()
    if picture is not None:
        drawn = draw_details(interaction, interaction.asked_texts(), picture, page_of(interaction.pressed))
        interaction.update(interaction.body["view"]["id"], drawn)
