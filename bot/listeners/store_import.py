"""Restaurants from a file: begun by the form's submission, shown in its modal, sent or taken back from there.

The worker reads in between (`bot.delivery.store_import`). All of it is one submission of one form: its view's.
"""

from collections.abc import Iterable
from dataclasses import asdict, replace
from typing import Any

import structlog
from slack_bolt import Ack, App
from slack_sdk import WebClient
from sqlalchemy.exc import SQLAlchemyError

from bot.listeners import home
from bot.listeners.interaction import Interaction
from bot.listeners.request_form import draw_form, form_anew
from bot.services import Services
from bot.telemetry.logs import kind
from bot.ui import answers
from bot.ui.blocks import version_of
from bot.ui.request_form import FormValues, form_as_json, form_from_json, is_confirmed
from bot.ui.store_import import (
    AGAIN,
    BACK,
    CHOICE,
    PREVIEW,
    ROWS,
    chosen_rows,
    draw_preview,
    draw_read,
    form_gone,
    judge_read,
    reading_stores,
    row_options,
)
from workflows.requests.press import idempotency_key
from workflows.requests.results import BrandOpen, Done, Draft, Missed, Outdated, SlugsTaken
from workflows.requests.store_import import rows_of, stores_of
from workflows.rules.store_lines import Source, StoreLine
from workflows.storage.models import Upload

log = structlog.get_logger(__name__)
Stored = Done | Missed | SlugsTaken | BrandOpen


def register(app: App, services: Services) -> None:
    """Attaches the preview's submission and its buttons."""

    @app.view(PREVIEW)
    def send(ack: Ack, body: dict[str, Any], client: WebClient) -> None:
        _send(Interaction(services, body, client), ack)

    @app.view(CHOICE)
    def choose(ack: Ack, body: dict[str, Any], client: WebClient) -> None:
        _choose(Interaction(services, body, client), ack)

    @app.options(ROWS)
    def search(ack: Ack, body: dict[str, Any], client: WebClient) -> None:
        _search(Interaction(services, body, client), ack)

    @app.action(BACK)
    def back(ack: Ack, body: dict[str, Any], client: WebClient) -> None:
        ack()
        _back(Interaction(services, body, client))

    @app.action(AGAIN)
    def again(ack: Ack, body: dict[str, Any], client: WebClient) -> None:
        ack()
        _again(Interaction(services, body, client))


def form_key(view: dict[str, Any]) -> str:
    """The idempotency key of a form, however often it is sent and whatever its modal showed in between."""
    return idempotency_key("request_form", view["id"])


def store(interaction: Interaction, draft: Draft, request_id: str) -> Stored:
    """Stores a new request, or what was changed in the one of that id. Raises SQLAlchemyError, nothing stored."""
    services, view = interaction.services, interaction.body["view"]
    if request_id:
        return services.requests.resubmit(
            request_id, draft, interaction.press(form_key(view)), version=version_of(view)
        )
    return services.requests.submit(draft, interaction.press(form_key(view)), confirmed=is_confirmed(view))


def begin_reading(
    interaction: Interaction, ack: Ack, values: FormValues, kept: Iterable[StoreLine], request_id: str
) -> None:
    """Keeps what the form holds, and shows what is being read; the worker goes on from there."""
    view, file = interaction.body["view"], next(iter(values.files), None)
    name = file.name if file else ""
    upload = Upload(
        interaction=form_key(view),
        view_id=str(view["id"]),
        user_id=interaction.user,
        team=interaction.team,
        request_id=request_id,
        form=form_as_json(values),
        file={"id": file.id, "name": file.name} if file else None,
        from_sheet=values.sheet,
        stores=[asdict(one) for one in kept if one.source is not Source.REQUEST],
        at=interaction.services.clock.now(),
    )
    interaction.services.uploads.begin(upload)
    ack(response_action="update", view=reading_stores(interaction.texts, name))


def _send(interaction: Interaction, ack: Ack) -> None:
    services, view, texts = interaction.services, interaction.body["view"], interaction.texts
    try:
        upload = services.uploads.get(form_key(view))
        if upload is None:
            # Sent before, and the answer was lost; or it lay open for more than a day.
            sent = services.queries.caused_by(form_key(view))
            ack() if sent else ack(response_action="update", view=form_gone(texts))
            return
        judged = judge_read(services, upload)
        if not judged.good or upload.problems or upload.trouble or upload.sheet_trouble or upload.choosing:
            ack(response_action="update", view=draw_read(services, texts, upload))
            return
        outcome = store(interaction, judged.draft, upload.request_id)
    except SQLAlchemyError as failure:
        log_not_stored(failure)
        ack(**answers.kept_open(view, answers.stored_nothing(texts)))
        return
    match outcome:
        case Done():
            ack()
            home.refresh(services, interaction.client, interaction.user)
        case SlugsTaken():
            ack(response_action="update", view=draw_preview(services, texts, upload, outcome.taken))
        case BrandOpen():
            ack(response_action="update", view=draw_preview(services, texts, upload, confirm=outcome.other))
        case Outdated():
            ack(response_action="update", view=form_anew(services, texts, _kept_values(upload), outcome, upload))
        case _:
            notify(interaction, ack, outcome)


def _search(interaction: Interaction, ack: Ack) -> None:
    upload = interaction.services.uploads.get(form_key(interaction.body["view"]))
    rows = rows_of(upload) if upload else []
    ack(options=row_options(interaction.texts, rows, str(interaction.body.get("value") or "")))


def _choose(interaction: Interaction, ack: Ack) -> None:
    """Keeps what was chosen, and shows it with the rest."""
    services, view, texts = interaction.services, interaction.body["view"], interaction.texts
    chosen = ((view["state"]["values"].get(ROWS) or {}).get(ROWS) or {}).get("selected_options") or []
    try:
        upload = services.uploads.get(form_key(view))
        if upload is not None:
            rows = chosen_rows(rows_of(upload), [str(one.get("value")) for one in chosen])
            if rows is None:
                ack(response_action="errors", errors={ROWS: texts("choice.moved")})
                return
            upload = services.uploads.choose(upload.interaction, [row.store for row in rows])
        ack(response_action="update", view=draw_read(services, texts, upload) if upload else form_gone(texts))
    except SQLAlchemyError as failure:
        storage_trouble(interaction, ack, failure, ROWS)


def _back(interaction: Interaction) -> None:
    """The form again, as it was, with what could be read kept."""
    services, view, texts = interaction.services, interaction.body["view"], interaction.asked_texts()
    upload = services.uploads.get(form_key(view))
    if upload is None:
        interaction.update(view["id"], form_gone(texts))
        return
    picture = services.queries.picture(upload.request_id) if upload.request_id else None
    interaction.update(view["id"], draw_form(services, texts, _kept_values(upload), picture, upload))


def _kept_values(upload: Upload) -> FormValues:
    """What the form held, with what was read ticked to be kept."""
    values = form_from_json(upload.form)
    sources = dict.fromkeys(one.source.value for one in stores_of(upload))
    # What was chosen is kept; the tick would have it chosen anew.
    return replace(values, keep=(*values.keep, *sources), sheet=values.sheet and not upload.chosen)


def _again(interaction: Interaction) -> None:
    services, view, texts = interaction.services, interaction.body["view"], interaction.asked_texts()
    upload = services.uploads.get(form_key(view))
    interaction.update(
        view["id"], reading_stores(texts, (upload.file or {}).get("name", "")) if upload else form_gone(texts)
    )
    if upload:
        services.uploads.again(upload.interaction)


def notify(interaction: Interaction, ack: Ack, outcome: Missed) -> None:
    """Answers a submission with the sentence of its outcome."""
    texts = interaction.texts
    ack(response_action="update", view=answers.notice(texts, answers.sentence(interaction.services, texts, outcome)))


def storage_trouble(interaction: Interaction, ack: Ack, failure: Exception, block: str) -> None:
    """Answers a submission that the database did not take, under an input."""
    log_not_stored(failure)
    ack(response_action="errors", errors={block: answers.stored_nothing(interaction.texts)})


def log_not_stored(failure: Exception) -> None:
    """Says in the log which kind of failure it was, and nothing of what was to be stored."""
    log.error("not_stored", failure=kind(failure), original=type(getattr(failure, "orig", None)).__name__)
