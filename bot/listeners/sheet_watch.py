"""The buttons under what the sheet watch tells: the form, filled from rows that nobody asked for; what was taken out of
the sheet, put back."""

from slack_bolt import Ack, App

from bot.delivery.token import problem_of
from bot.listeners.interaction import Interaction, on_change, on_press, stored
from bot.listeners.more_stores import token_in_sheet
from bot.listeners.request_form import open_form
from bot.services import Services
from bot.ui import answers
from bot.ui import sheet_watch as ui
from bot.ui.blocks import View
from bot.ui.problems import problem
from bot.ui.request_form import fits
from bot.ui.sheet_watch import ACTION, asked_meanwhile
from sheets.errors import SheetError
from workflows.requests.queries import Picture
from workflows.requests.results import Done, Missed
from workflows.rules.brand_guess import LikelyBrand, likely_brands
from workflows.rules.form_values import FormValues
from workflows.rules.policy import Action
from workflows.rules.states import Remark
from workflows.rules.store_lines import LONGEST_BRAND, write_lines


def register(app: App, services: Services) -> None:
    """Attaches the buttons."""
    on_press(app, services, ACTION, _ask_for)
    on_press(app, services, Action.PUT_BACK, _put_back)
    on_change(app, services, Remark.LEAVE, _leave)


def _leave(interaction: Interaction, ack: Ack) -> None:
    """The message under it says so from then on."""

    def attempt() -> Done | Missed:
        press = interaction.press(Remark.LEAVE, interaction.trigger)
        return interaction.services.requests.replacement.leave(interaction.value, press)

    result = stored(interaction, attempt, ack)
    if not isinstance(result, Done):
        interaction.tell_missed(result)


def _put_back(interaction: Interaction) -> None:
    """With the token of the request's other rows; where none has it any more, it is asked for."""
    found = interaction.open_action(Action.PUT_BACK, lambda texts, _: answers.notice(texts, ui.reading(texts)))
    if found is None:
        return
    opened, picture = found
    services, texts = interaction.services, interaction.asked_texts()
    try:
        token = token_in_sheet(services, picture)
    except SheetError as error:
        view = answers.notice(texts, problem(texts, problem_of(error)))
    else:
        view = ui.asks_token(texts, picture) if token is None else _writes(interaction, picture, token)
    interaction.update(opened.view_id, view)


def _writes(interaction: Interaction, picture: Picture, token: str) -> View:
    services, texts, request = interaction.services, interaction.asked_texts(), picture.request
    press = interaction.press(Action.PUT_BACK, interaction.trigger)
    result = services.approvers.asking(lambda: services.requests.replacement.put_back(request.id, press, token))
    if isinstance(result, Done):
        return answers.notice(texts, answers.done(texts, Action.PUT_BACK, request))
    return answers.notice(texts, answers.sentence(services, texts, result))


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
