"""The request form: opening it, keeping the account's address in step with the brand, judging what was typed."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache

import structlog
from sqlalchemy.exc import SQLAlchemyError

from bot.listeners.interaction import Interaction
from bot.services import Services
from bot.texts import Texts
from bot.ui.blocks import Block, View
from bot.ui.offer import read_message
from bot.ui.outdated import outdated_form
from bot.ui.request_form import (
    PREREQUISITES,
    FormLinks,
    FormValues,
    KeptStores,
    fits,
    request_form,
)
from bot.ui.request_form_check import request_stores
from workflows.requests.queries import Picture
from workflows.requests.results import Outdated
from workflows.requests.store_import import stores_of
from workflows.rules.states import Event
from workflows.rules.store_lines import (
    Source,
    StoreLine,
    write_lines,
)
from workflows.rules.tokens import token_like
from workflows.storage.models import Request, Upload

log = structlog.get_logger(__name__)


def links(services: Services) -> FormLinks:
    """Where the form's links lead."""
    return FormLinks(services.settings.sixpos_account, services.settings.sends_mail)


def open_form(interaction: Interaction, values: FormValues | None = None, picture: Picture | None = None) -> None:
    """Opens the form: empty, prefilled, or (with `picture`) to edit that request. Only after the ack."""
    if values is None and picture is None:
        interaction.open(lambda texts: _empty_form(texts, links(interaction.services)))
    else:
        interaction.open(lambda texts: draw_form(interaction.services, texts, values or FormValues(), picture))


@lru_cache(maxsize=16)
def _empty_form(texts: Texts, where: FormLinks) -> View:
    """The form that most people open: drawn once for each language. Nobody may change it."""
    return request_form(texts, where, FormValues())


def draw_form(
    services: Services,
    texts: Texts,
    values: FormValues,
    picture: Picture | None,
    upload: Upload | None = None,
    confirm: Request | None = None,
    told: Sequence[Block] = (),
) -> View:
    """The form; with `picture` to edit that request, with the reason why changes were asked for, and what was `told` of
    its changes. `upload`: what has been read for it before. `confirm`: the brand's other open request."""
    kept = _kept(picture, upload)
    if picture is None:
        return request_form(texts, links(services), values, kept=kept, confirm=confirm)
    asked = [entry.reason for entry in picture.history if entry.action == Event.ASK_CHANGES]
    reason = (asked or [""])[-1] or ""
    return request_form(texts, links(services), values, request=picture.request, reason=reason, kept=kept, told=told)


def form_anew(services: Services, texts: Texts, values: FormValues, outdated: Outdated, upload: Upload | None) -> View:
    """The form as it was filled, for the version of the request that there is now, and what has changed since."""
    picture = services.queries.picture(outdated.request.id)
    values = replace(values, version=picture.request.version)
    return draw_form(services, texts, values, picture, upload, told=outdated_form(texts, outdated.changes))


def edited_values(picture: Picture) -> FormValues:
    """What the form holds that opens to edit a request: its stores as text, or, where that is too long, kept."""
    request = picture.request
    stores = write_lines(StoreLine(store.name, store.slug) for store in picture.stores)
    text, keep = (stores, ()) if fits(stores) else ("", (Source.REQUEST.value,))
    # What was ticked at the first submission is still done.
    return FormValues(
        request.brand, text, request.merchant, request.note, PREREQUISITES, request.mail, keep, version=request.version
    )


def _kept(picture: Picture | None, upload: Upload | None) -> list[KeptStores]:
    found = []
    if picture is not None and not fits(write_lines(StoreLine(store.name, store.slug) for store in picture.stores)):
        found.append(KeptStores(Source.REQUEST, len(picture.stores)))
    if upload is not None and not upload.problems and not upload.trouble:
        counts = Counter(store.source for store in stores_of(upload))
        name = (upload.file or {}).get("name", "")
        found += [KeptStores(source, count, name) for source, count in counts.items()]
    return found


def kept_stores(services: Services, values: FormValues, upload: Upload | None, request_id: str) -> list[StoreLine]:
    """The stores that the form keeps without showing them, as far as it is ticked that they stay."""
    kept: list[StoreLine] = []
    if Source.REQUEST in values.keep and request_id:
        kept = request_stores(services, request_id)
    if upload is not None and not upload.problems:
        replaced = {Source.FILE} if values.files else set()
        replaced |= {Source.SHEET} if values.sheet else set()
        kept += [one for one in stores_of(upload) if one.source in values.keep and one.source not in replaced]
    return kept


def read_asked(services: Services, text: str) -> FormValues:
    """What a message that asks for 6xpos says of the request (`text`: its mrkdwn); nothing that looks like a token."""
    try:
        secret = services.tokens.among(text.splitlines())
    except SQLAlchemyError as failure:
        log.warning("tokens_not_known", failure=type(failure).__name__)
        secret = token_like  # the submission is looked at again
    return read_message(text, secret)
