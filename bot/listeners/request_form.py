"""The request form: opening it, keeping the account's address in step with the brand, judging what was typed."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
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
    PickedFile,
    fits,
    form_errors,
    request_form,
)
from workflows.requests.queries import Picture
from workflows.requests.results import Draft, Outdated, Taken
from workflows.requests.store_import import stores_of
from workflows.rules.states import Event
from workflows.rules.store_files import check_file
from workflows.rules.store_lines import (
    BrandFault,
    Source,
    StoreFault,
    StoreLine,
    StoreProblem,
    account_for,
    as_before,
    brand_key,
    check_brand,
    clean,
    clean_lines,
    merged,
    read_lines,
    write_lines,
)
from workflows.rules.tokens import token_like
from workflows.rules.xlsx import FileFault
from workflows.storage.models import Request, Upload

_MERCHANT_LENGTH = 64
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


def request_stores(services: Services, request_id: str) -> list[StoreLine]:
    """The stores of the request that is edited."""
    stores = services.queries.stores(request_id)
    return [StoreLine(one.name, one.slug, at, Source.REQUEST) for at, one in enumerate(stores, start=1)]


@dataclass(frozen=True)
class Judged:
    """What the form holds, and everything wrong with it that needs no database to see."""

    draft: Draft
    brand: BrandFault | None
    stores: list[StoreProblem]
    missing: tuple[str, ...]
    file: tuple[FileFault, str] | None = None
    secrets: tuple[str, ...] = ()  # the inputs, beside brand and stores, in which something looks like a token

    @property
    def good(self) -> bool:
        """Whether nothing is wrong so far."""
        return not (self.brand or self.stores or self.missing or self.file or self.secrets)


def judge(
    services: Services,
    values: FormValues,
    others: Iterable[StoreLine] = (),
    *,
    request_id: str = "",
    elsewhere: bool = False,
) -> Judged:
    """Reads what was typed. `others`: stores that are not in its text; `elsewhere`: more may be found there.
    `request_id`: the request that is edited."""
    brand, merchant, note = clean(values.brand), clean(values.merchant), clean_lines(values.note)
    others = list(others)
    rows = [text for store in others for text in (store.name, store.slug)]
    secret = services.tokens.among([brand, merchant, note, *values.stores.splitlines(), *rows])
    given = values.stores.strip() or not (others or elsewhere or values.elsewhere)
    typed, problems = read_lines(values.stores, secret) if given else ([], [])
    if request_id:
        typed = as_before(typed, request_stores(services, request_id))
    hidden = [store for store in others if secret(f"{store.name} {store.slug}")]
    problems += [StoreProblem(StoreFault.LOOKS_LIKE_TOKEN, store.line, source=store.source) for store in hidden]
    stores, together = merged([*typed, *(store for store in others if store not in hidden)])
    template = services.settings.sixpos_account
    fault = BrandFault.LOOKS_LIKE_TOKEN if secret(brand) else check_brand(brand, template)
    account = account_for(brand, template) if brand_key(brand) else ""
    draft = Draft(brand, account, tuple(stores), merchant[:_MERCHANT_LENGTH], note, values.mail)
    missing = tuple(name for name in PREREQUISITES if name not in values.prerequisites)
    secrets = tuple(name for name, text in (("merchant", merchant), ("note", note)) if secret(text))
    return Judged(draft, fault, [*problems, *together], missing, _file_fault(values.files), secrets)


def read_asked(services: Services, text: str) -> FormValues:
    """What a message that asks for 6xpos says of the request (`text`: its mrkdwn); nothing that looks like a token."""
    try:
        secret = services.tokens.among(text.splitlines())
    except SQLAlchemyError as failure:
        log.warning("tokens_not_known", failure=type(failure).__name__)
        secret = token_like  # the submission is looked at again
    return read_message(text, secret)


def _file_fault(files: Sequence[PickedFile]) -> tuple[FileFault, str] | None:
    if len(files) > 1:
        return FileFault.SEVERAL, files[0].name
    faults = [(fault, file.name) for file in files if (fault := check_file(file.name, file.size))]
    return faults[0] if faults else None


def errors(services: Services, texts: Texts, judged: Judged, taken: tuple[Taken, ...]) -> dict[str, str]:
    """The inline errors, all at once, by block."""
    names = services.languages.names({one.requester for one in taken})
    return form_errors(
        texts,
        brand=judged.brand,
        stores=judged.stores,
        missing=judged.missing,
        taken=taken,
        names=names,
        file=judged.file,
        secrets=judged.secrets,
    )
