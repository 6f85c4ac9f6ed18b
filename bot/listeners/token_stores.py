"""The stores that Hey Pongo lists for a token: searched, turned page by page, and taken together with the token."""

from typing import Any

from slack_bolt import Ack, App
from slack_sdk import WebClient

from bot.listeners.interaction import Interaction, on_press
from bot.listeners.submission import Submission, on_submission
from bot.listeners.token import answered_before, form_of
from bot.services import Services
from bot.ui import answers
from bot.ui import token_stores as ui
from bot.ui.blocks import Block
from bot.ui.token_check import slug_taken, token_gone
from workflows.requests.pending_token import GivenToken
from workflows.requests.results import Outdated, SlugsTaken
from workflows.rules.store_lines import MOST_STORES, StoreLine
from workflows.rules.token_stores import chosen
from workflows.storage.models import PendingToken


def register(app: App, services: Services) -> None:
    """Attaches the modal's submission, the search, and the buttons that turn."""
    on_submission(app, services, ui.CALLBACK, _take, ui.STORES)

    @app.options(ui.STORES)
    def search(ack: Ack, body: dict[str, Any], client: WebClient) -> None:
        _search(Interaction(services, body, client), ack)

    on_press(app, services, ui.STORES, lambda interaction: _draw(interaction, 0))
    for turning in (ui.PREVIOUS, ui.NEXT):
        on_press(app, services, turning, lambda interaction: _draw(interaction, ui.page_of(interaction.pressed)))


def _pending(interaction: Interaction) -> PendingToken | None:
    """The token of this person whose stores the modal lists."""
    request_id = str(interaction.body["view"].get("private_metadata") or "")
    pending = interaction.services.queries.pending_of(request_id, interaction.user)
    return pending if pending and ui.listed_stores(pending) else None


def _search(interaction: Interaction, ack: Ack) -> None:
    pending = _pending(interaction)
    offered: list[Block] = []
    if pending:
        typed = str(interaction.body.get("value") or "")
        offered = ui.store_options(interaction.texts, ui.listed_stores(pending), typed)
    ack(options=offered)


def _draw(interaction: Interaction, page: int) -> None:
    """Shows what is chosen so far; an update overtaken by a newer one is dropped."""
    services, view, pending = interaction.services, interaction.body["view"], _pending(interaction)
    texts = interaction.asked_texts()
    if pending is None:
        interaction.update(view["id"], answers.notice(texts, token_gone(texts)))
        return
    picture = services.queries.picture(pending.request_id)
    drawn = ui.draw_token_stores(services, texts, picture, pending, ui.selected_in(view), page)
    interaction.update(view["id"], drawn, view.get("hash"))


def _take(submission: Submission) -> None:
    """Gives the token, and with it the stores that are chosen."""
    services, texts = submission.services, submission.texts
    if answered_before(submission):
        return
    pending = _pending(submission)
    if pending is None:
        submission.keep_open(token_gone(texts), ui.STORES)
        return
    picture, listed = services.queries.picture(pending.request_id), ui.listed_stores(pending)
    options = [str(one["value"]) for one in ui.selected_in(submission.view)]
    taken = [one.line for one in chosen(listed, options)]
    held = services.queries.held_slugs([one.slug for one in taken], pending.request_id)
    stores = [StoreLine(one.name, one.slug) for one in ui.unseen(picture, listed)]
    stores += [one for one in taken if one.slug not in held]
    if not stores or len(stores) > MOST_STORES:
        wrong = ui.too_many(texts, len(stores)) if stores else ui.none_taken(texts)
        submission.keep_open(wrong, ui.STORES)
        return
    token = services.sealer.open(pending.sealed).decode()
    given = GivenToken(token, submission.view_id, submission.version, pending.source)
    result = services.requests.take_stores(submission.request_id, stores, submission.press(), given)
    if isinstance(result, Outdated):
        submission.show(form_of(submission).anew(texts, result, token, pending.source))
    elif isinstance(result, SlugsTaken):
        submission.keep_open(slug_taken(texts, result.taken[0]), ui.STORES)
    else:
        submission.conclude(result, ui.STORES)
