"""The token modal: drawing it, and bringing what it says about the sheet up to date while it is open."""

from bot.delivery.rows import seen
from bot.listeners.interaction import Interaction, Opened
from bot.services import Services
from bot.texts import Texts
from bot.ui.blocks import View
from bot.ui.token import TokenLinks, token_form
from sheets.errors import SheetError
from workflows.queries import Picture


def draw_token_form(services: Services, texts: Texts, picture: Picture, survey: str) -> View:
    """The modal; `survey` says how far the sheet is known: `reading`, `known`, `unreadable`."""
    return token_form(texts, picture, links=TokenLinks(sheet_url=services.settings.sheet_url), survey=survey)


def refresh_survey(interaction: Interaction, opened: Opened, picture: Picture) -> None:
    """Reads the sheet, and shows in the open modal which rows will be written and which appended."""
    services = interaction.services
    try:
        found = services.gateway.survey({store.slug for store in picture.stores})
    except SheetError:
        drawn = draw_token_form(services, interaction.asked_texts(), picture, "unreadable")
    else:
        now = [seen(store, found, services.sealer) for store in picture.stores]
        services.requests.surveyed(picture.request.id, now)
        fresh = services.queries.picture(picture.request.id)
        drawn = draw_token_form(services, interaction.asked_texts(), fresh, "known")
    # As it was opened: what was submitted meanwhile has an answer of its own, which must not be painted over.
    interaction.replace(opened, drawn)
