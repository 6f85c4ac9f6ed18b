"""The request form: opened from everywhere, kept in step with what is typed, judged and stored when it is sent."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import structlog
from slack_bolt import Ack, App
from slack_sdk import WebClient
from sqlalchemy.exc import SQLAlchemyError

from bot.listeners.interaction import Interaction, Opened, on_press
from bot.listeners.store_import import begin_import, form_key, store
from bot.listeners.submission import Submission, on_submission
from bot.listeners.talk import is_a_persons
from bot.services import Services
from bot.ui import answers
from bot.ui.home import NEW
from bot.ui.offer import opened_before, read_message
from bot.ui.request_form import CALLBACK, PREREQUISITES, draw_form, empty_form, fits, form_anew, form_links, read_form
from bot.ui.request_form_problems import errors, judge, request_stores
from bot.ui.request_message import attached_file
from workflows.requests.queries import Picture
from workflows.requests.results import BrandOpen, Done, Outdated, SlugsTaken
from workflows.rules.form_values import Asked, FormValues
from workflows.rules.policy import Action
from workflows.rules.store_lines import Source, StoreLine, write_lines
from workflows.rules.tokens import token_like
from workflows.storage.models import Request, StoreImport

log = structlog.get_logger(__name__)


def register(app: App, services: Services) -> None:
    """Attaches the shortcuts and buttons that open the form, the input that answers as one types, the submission."""

    @app.shortcut("request_new")
    def new(ack: Ack, body: dict[str, Any], client: WebClient) -> None:
        ack()
        open_form(Interaction(services, body, client))

    @app.shortcut("request_from_message")
    def from_message(ack: Ack, body: dict[str, Any], client: WebClient) -> None:
        ack()
        _from_message(Interaction(services, body, client))

    on_press(app, services, NEW, open_form)
    on_press(app, services, Action.EDIT, _edit)
    on_press(app, services, "brand", _brand_typed)
    on_submission(app, services, CALLBACK, _submit, "brand")


def open_form(
    interaction: Interaction,
    values: FormValues | None = None,
    picture: Picture | None = None,
    opened: Opened | None = None,
) -> None:
    """Opens the form: empty, prefilled, or (with `picture`) to edit that request; in place of the skeleton `opened`,
    where one was. Only after the ack."""
    services = interaction.services
    if opened:
        interaction.replace(opened, draw_form(services, interaction.asked_texts(), values or FormValues(), picture))
    elif values is None and picture is None:
        interaction.open(lambda texts: empty_form(texts, form_links(services)))
    else:
        interaction.open(lambda texts: draw_form(services, texts, values or FormValues(), picture))


def _from_message(interaction: Interaction) -> None:
    """The message shortcut."""
    message = interaction.body.get("message") or {}
    earlier = interaction.services.threads.opened_from(interaction.channel, str(message.get("ts") or ""))
    if earlier:
        tell_opened(interaction, earlier)
    else:
        open_asked(interaction, message)


def open_asked(
    interaction: Interaction,
    message: Mapping[str, Any],
    offer: str = "",
    opened: Opened | None = None,
) -> None:
    """Opens the form filled from a message (as Slack gives it), for its author to be the requester. `offer`: the ts of
    the reply whose button was pressed; `opened`: the skeleton that the form takes the place of. Only after the ack."""
    ts, person = str(message.get("ts") or ""), is_a_persons(interaction.services, message)
    author = str(message["user"]) if person else ""
    requester = "" if author == interaction.user else author
    thread = str(message.get("thread_ts") or ts)
    asked = Asked(interaction.channel, thread, ts, author, offer, requester) if ts and interaction.channel else None
    values = read_asked(interaction, str(message.get("text") or ""))
    open_form(interaction, replace(values, asked=asked, attached=attached_file(message)), opened=opened)


def tell_opened(interaction: Interaction, request: Request) -> None:
    """Says at once that a request was opened from that message before."""
    services = interaction.services
    picture = services.queries.picture(request.id)
    interaction.tell(lambda texts: opened_before(texts, picture, services.identity.card_link(request)))


def read_asked(interaction: Interaction, text: str, *, to_command: bool = False) -> FormValues:
    """What a message that asks for 6xpos says of the request (`text`: its mrkdwn; `to_command`: typed behind the
    command); nothing that looks like a token; slugs that only the sheet or the database told for approvers alone."""
    services = interaction.services
    try:
        secret = services.tokens.among(text.splitlines())
    except SQLAlchemyError as failure:
        log.warning("tokens_not_known", failure=type(failure).__name__)
        secret = token_like  # the submission is looked at again
    approver = bool(interaction.person.approver)
    known = services.known
    return read_message(text, known.now(), reads_slugs=approver, secret=secret, to_command=to_command, rows=known.rows)


def _edit(interaction: Interaction) -> None:
    picture = interaction.picture()
    if picture is None:
        return
    verdict = interaction.verdict(Action.EDIT, picture.request)
    if verdict.allowed:
        open_form(interaction, _edited_values(picture), picture)
    else:
        interaction.tell_refusal(verdict, picture.request)


def _edited_values(picture: Picture) -> FormValues:
    """What the form holds that opens to edit a request: its stores as text, or, where that is too long, kept."""
    request = picture.request
    stores = write_lines(StoreLine(store.name, store.slug) for store in picture.stores)
    text, keep = (stores, ()) if fits(stores) else ("", (Source.REQUEST.value,))
    # What was ticked at the first submission is still done.
    return FormValues(
        request.brand,
        text,
        request.merchant,
        request.note,
        PREREQUISITES,
        request.mail,
        keep,
        pongo=request.from_pongo,
        version=request.version,
    )


def _brand_typed(interaction: Interaction) -> None:
    """Shows the account's address for the brand as it stands; an update overtaken by a newer one is dropped."""
    services, view = interaction.services, interaction.body["view"]
    request = services.queries.request(view.get("private_metadata") or "", interaction.team)
    picture = services.queries.picture(request.id) if request else None
    imported = services.store_imports.get(form_key(view))
    drawn = draw_form(services, interaction.asked_texts(), read_form(view), picture, imported)
    interaction.update(view["id"], drawn, view.get("hash"))


def _submit(submission: Submission) -> None:
    services, view, texts = submission.services, submission.view, submission.texts
    if wait := services.floods.wait(submission.user, "form"):
        submission.keep_open(answers.too_fast(texts, wait), "brand")
        return
    values, request_id = read_form(view), submission.request_id
    imported = services.store_imports.get(form_key(view))
    kept = _kept_stores(services, values, imported, request_id)
    judged = judge(services, values, kept, request_id=request_id)
    if not judged.good:
        taken = services.queries.taken(judged.draft, request_id or None, submission.team)
        submission.refuse(errors(services, texts, judged, taken))
        return
    if values.elsewhere:
        begin_import(submission, values, kept)
        return
    match result := store(submission, judged.draft, request_id, values.asked):
        case Done():
            submission.close()
        case SlugsTaken():
            submission.refuse(errors(services, texts, judged, result.taken))
        case BrandOpen():
            submission.show(draw_form(services, texts, values, None, imported, confirm=result.other))
        case Outdated():
            submission.show(form_anew(services, texts, values, result, imported))
        case _:
            submission.miss(result)


def _kept_stores(
    services: Services, values: FormValues, imported: StoreImport | None, request_id: str
) -> list[StoreLine]:
    """The stores that the form keeps without showing them, as far as it is ticked that they stay."""
    kept: list[StoreLine] = []
    if Source.REQUEST in values.keep and request_id:
        kept = request_stores(services, request_id)
    if imported is not None and not imported.problems:
        replaced = {Source.FILE} if values.file else set()
        replaced |= {Source.SHEET} if values.from_sheet else set()
        kept += [one for one in imported.stores if one.source in values.keep and one.source not in replaced]
    return kept
