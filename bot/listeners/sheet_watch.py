"""The button under rows of the sheet that nobody asked for: opens the form, filled from them."""

from slack_bolt import App

from bot.listeners.interaction import Interaction, on_press
from bot.listeners.request_form import open_form
from bot.services import Services
from bot.ui.request_form import fits
from bot.ui.sheet_watch import ACTION, asked_meanwhile
from workflows.rules.brand_guess import LikelyBrand, likely_brands
from workflows.rules.form_values import FormValues
from workflows.rules.store_lines import LONGEST_BRAND, write_lines


def register(app: App, services: Services) -> None:
    """Attaches the button."""
    on_press(app, services, ACTION, _ask_for)


def _ask_for(interaction: Interaction) -> None:
    groups = {group.key: group for group in likely_brands(interaction.services.sheet_watch.unasked())}
    group = groups.get(interaction.value)
    if group is None:
        interaction.tell(asked_meanwhile)
    else:
        open_form(interaction, _filled(group))


def _filled(group: LikelyBrand) -> FormValues:
    """As many of its stores as the form's text holds; the others are told about again once these are asked for."""
    stores = list(group.stores)
    while not fits(write_lines(stores)):
        stores = stores[: len(stores) * 9 // 10]
    return FormValues(brand=group.brand[:LONGEST_BRAND], stores=write_lines(stores))
