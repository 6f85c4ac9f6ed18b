"""Restaurants from a file or the sheet: begun by the form's submission, shown in its modal, sent or taken back there.

The worker reads in between (`bot.delivery.store_import`). All of it is one submission of one form: its view's.
"""

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from slack_bolt import Ack, App
from slack_sdk import WebClient

from bot.listeners.interaction import Interaction, on_press
from bot.listeners.submission import Submission, on_submission
from bot.services import Services
from bot.ui.request_form import draw_form, form_anew, is_confirmed
from bot.ui.store_import import (
    AGAIN,
    BACK,
    NAMES,
    ROWS,
    ROWS_FORM,
    SLUGS,
    STORES_FORM,
    chosen_rows,
    draw_import,
    draw_rows,
    draw_stores,
    form_gone,
    judge_import,
    row_options,
    waiting_view,
)
from workflows.requests.press import idempotency_key
from workflows.requests.results import BrandOpen, Done, Draft, Missed, Outdated, SlugsTaken
from workflows.rules.form_values import Asked, FormValues
from workflows.rules.store_lines import Source, StoreLine
from workflows.storage.models import StoreImport


def register(app: App, services: Services) -> None:
    """Attaches the two modals' submissions, the search among rows, and the buttons."""
    on_submission(app, services, STORES_FORM, _send, "")
    on_submission(app, services, ROWS_FORM, _choose, ROWS)

    @app.options(ROWS)
    def search(ack: Ack, body: dict[str, Any], client: WebClient) -> None:
        _search(Interaction(services, body, client), ack)

    on_press(app, services, ROWS, _picked)
    on_press(app, services, BACK, _back)
    on_press(app, services, AGAIN, _again)
    on_press(app, services, NAMES, _other_column)
    on_press(app, services, SLUGS, _other_column)


def form_key(view: dict[str, Any]) -> str:
    """The idempotency key of a form, however often it is sent and whatever its modal showed in between."""
    return idempotency_key("request_form", view["id"])


def store(
    submission: Submission, draft: Draft, request_id: str, asked: Asked | None
) -> Done | Missed | SlugsTaken | BrandOpen:
    """Stores a new request, or what was changed in the one of that id. Raises SQLAlchemyError, nothing stored.
    `asked`: the message that the form was opened from."""
    requests, press = submission.services.requests, submission.press(form_key(submission.view))
    if request_id:
        return requests.resubmit(request_id, draft, press, version=submission.version)
    return requests.submit(draft, press, confirmed=is_confirmed(submission.view), asked=asked)


def begin_import(submission: Submission, values: FormValues, kept: Iterable[StoreLine]) -> None:
    """Keeps what the form holds, and shows what is being read; the worker goes on from there."""
    file = values.file
    imported = StoreImport(
        key=form_key(submission.view),
        view_id=submission.view_id,
        user_id=submission.user,
        team=submission.team,
        request_id=submission.request_id,
        form=values.unread,
        file=file,
        from_sheet=values.from_sheet,
        stores=[one for one in kept if one.source is not Source.REQUEST],
        at=submission.services.clock.now(),
    )
    submission.services.store_imports.begin(imported)
    submission.show(waiting_view(submission.texts, file.name if file else ""))


def _send(submission: Submission) -> None:
    services, texts, key = submission.services, submission.texts, form_key(submission.view)
    imported = services.store_imports.get(key)
    if imported is None:
        # Sent before, and the answer was lost; or it lay open for more than a day.
        sent = services.queries.caused_by(key)
        submission.ack() if sent else submission.show(form_gone(texts))
        return
    _finish(submission, imported)


def _finish(submission: Submission, imported: StoreImport) -> None:
    """Stores what was read and chosen; where that cannot be, shows why."""
    services, texts = submission.services, submission.texts
    if not imported.ready:
        submission.show(waiting_view(texts, imported.file_name))
        return
    judged = judge_import(services, imported)
    if not judged.good or imported.problems or imported.file_problem or imported.sheet_problem or imported.choosing:
        submission.show(draw_import(services, texts, imported))
        return
    match result := store(submission, judged.draft, imported.request_id, imported.form.asked):
        case Done():
            submission.close()
        case SlugsTaken():
            submission.show(draw_stores(services, texts, imported, result.taken))
        case BrandOpen():
            submission.show(draw_stores(services, texts, imported, confirm=result.other))
        case Outdated():
            submission.show(form_anew(services, texts, _kept_values(imported), result, imported))
        case _:
            submission.miss(result)


def _search(interaction: Interaction, ack: Ack) -> None:
    imported = interaction.services.store_imports.get(form_key(interaction.body["view"]))
    rows = imported.rows if imported else []
    ack(options=row_options(interaction.texts, rows, str(interaction.body.get("value") or "")))


def _choose(submission: Submission) -> None:
    """Sends what was chosen, with the rest."""
    services, view, texts = submission.services, submission.view, submission.texts
    chosen = ((view["state"]["values"].get(ROWS) or {}).get(ROWS) or {}).get("selected_options") or []
    imported = services.store_imports.get(form_key(view))
    if imported is not None:
        rows = chosen_rows(imported.rows, [str(one.get("value")) for one in chosen])
        if rows is None:
            submission.keep_open(texts("sheet_rows.moved"), ROWS)
            return
        imported = services.store_imports.choose(imported.key, [row.store for row in rows])
    if imported is not None:
        _finish(submission, imported)
        return
    sent = services.queries.caused_by(form_key(view))
    submission.ack() if sent else submission.show(form_gone(texts))


def _picked(interaction: Interaction) -> None:
    """Shows the rows that are chosen so far; an update overtaken by a newer one is dropped."""
    services, view, texts = interaction.services, interaction.body["view"], interaction.asked_texts()
    imported = services.store_imports.get(form_key(view))
    if imported is None or not imported.choosing:
        return  # sent meanwhile, or not kept any more: the submission says so
    selected = interaction.body["actions"][0].get("selected_options") or []
    interaction.update(view["id"], draw_rows(services, texts, imported, selected), view.get("hash"))


def _back(interaction: Interaction) -> None:
    """The form again, as it was, with what could be read kept."""
    services, view, texts = interaction.services, interaction.body["view"], interaction.asked_texts()
    imported = services.store_imports.get(form_key(view))
    if imported is None:
        interaction.update(view["id"], form_gone(texts))
        return
    picture = services.queries.picture(imported.request_id) if imported.request_id else None
    interaction.update(view["id"], draw_form(services, texts, _kept_values(imported), picture, imported))


def _kept_values(imported: StoreImport) -> FormValues:
    """What the form held, with what was read ticked to be kept."""
    values = imported.form
    sources = dict.fromkeys(one.source.value for one in imported.stores)
    # What was read or chosen is kept; the ticks would have it read or chosen anew.
    attached = values.attached
    if attached and Source.FILE in sources:
        attached = replace(attached, ticked=False)
    rows = () if imported.chosen else values.rows
    sheet = values.sheet and not imported.chosen
    return replace(values, keep=(*values.keep, *sources), sheet=sheet, attached=attached, rows=rows)


def _again(interaction: Interaction) -> None:
    services, view, texts = interaction.services, interaction.body["view"], interaction.asked_texts()
    imported = services.store_imports.get(form_key(view))
    if imported is None:
        interaction.update(view["id"], form_gone(texts))
        return
    interaction.update(view["id"], waiting_view(texts, imported.file_name))
    services.store_imports.again(imported.key)


def _other_column(interaction: Interaction) -> None:
    """Reads the file again, with the column that was chosen; one that was taken for the other thing changes places."""
    services, view, texts = interaction.services, interaction.body["view"], interaction.asked_texts()
    imported, used = services.store_imports.get(form_key(view)), interaction.body["actions"][0]
    columns = imported.columns if imported else None
    if imported is None or columns is None:
        interaction.update(view["id"], form_gone(texts))
        return
    chosen = int(used["selected_option"]["value"])
    if used["action_id"] == NAMES:
        name, slug = chosen, columns.name if chosen == columns.slug else columns.slug
    else:
        name, slug = columns.slug if chosen == columns.name else columns.name, chosen
    if (name, slug) != columns.both:
        interaction.update(view["id"], waiting_view(texts, imported.file_name))
        services.store_imports.take_columns(imported.key, name, slug)
