"""The button that adds the stores which a token sees besides: a delivery of their own, with the same token."""

from collections.abc import Callable

from slack_bolt import App

from bot.delivery.token import problem_of
from bot.listeners import home
from bot.listeners.interaction import Interaction, on_press
from bot.services import Services
from bot.texts import Mrkdwn, Texts
from bot.ui import answers
from bot.ui import more_stores as ui
from bot.ui.problems import problem
from sheets.errors import SheetError
from workflows.requests.queries import Picture
from workflows.requests.results import Done
from workflows.rules.policy import Action


def register(app: App, services: Services) -> None:
    """Attaches the button."""
    on_press(app, services, Action.ADD_SEEN_STORES, _add)


def _add(interaction: Interaction) -> None:
    picture = interaction.picture()
    if picture is None:
        return
    services, request = interaction.services, picture.request
    verdict = services.approvers.asking(lambda: interaction.verdict(Action.ADD_SEEN_STORES, request))
    if not verdict.allowed:
        _answer(interaction, lambda texts: answers.refusal(services, texts, verdict, request))
        return
    count = len(request.more_stores or [])
    try:
        token = token_in_sheet(services, picture) if count else None
    except SheetError as error:
        why = problem_of(error)
        _answer(interaction, lambda texts: problem(texts, why))
        return
    if token is None:
        _answer(interaction, ui.no_token if count else ui.nothing_more)
        return
    press = interaction.press(Action.ADD_SEEN_STORES, request.id, interaction.trigger)
    result = services.approvers.asking(lambda: services.requests.more.add(request.id, press, token))
    if result is None:
        _answer(interaction, ui.nothing_more)
    elif isinstance(result, Done):
        stores = len(services.queries.stores(result.request.id))
        _answer(interaction, lambda texts: ui.added(texts, result.request, stores))
        home.refresh(interaction)
    else:
        _answer(interaction, lambda texts: answers.sentence(services, texts, result))


def token_in_sheet(services: Services, picture: Picture) -> str | None:
    """The request's token: the one on its way, else from beside its slugs in the sheet. Raises SheetError's kinds."""
    request = picture.request
    if request.token_sealed:
        return services.sealer.open(request.token_sealed).decode()
    found = services.gateway.survey({store.slug for store in picture.stores})
    tokens = {token for one in found.values() for token in one.tokens}
    return next((one for one in tokens if services.sealer.fingerprint(one) == request.token_fingerprint), None)


def _answer(interaction: Interaction, sentence: Callable[[Texts], Mrkdwn]) -> None:
    """In the modal that the press came from, else so that only this person sees it."""
    view = interaction.body.get("view") or {}
    if view.get("type") == "modal":
        texts = interaction.asked_texts()
        interaction.update(str(view["id"]), answers.notice(texts, sentence(texts)))
    else:
        interaction.tell(sentence)
