"""The request form: opening it, keeping the account's address in step with the brand, judging what was typed."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from bot.listeners.interaction import Interaction
from bot.services import Services
from bot.texts import Texts
from bot.ui.blocks import View
from bot.ui.form import (
    PREREQUISITES,
    FormLinks,
    FormValues,
    KeptStores,
    PickedFile,
    fits,
    form_errors,
    request_form,
)
from workflows.files import check_file
from workflows.models import Request, Upload
from workflows.outcomes import Draft, Taken
from workflows.queries import Picture
from workflows.states import Event
from workflows.stores import (
    BrandFault,
    Source,
    StoreLine,
    StoreProblem,
    account_for,
    brand_key,
    check_brand,
    clean,
    clean_lines,
    merged,
    read_lines,
    write_lines,
)
from workflows.uploads import stores_of
from workflows.workbooks import FileFault

_MERCHANT_LENGTH = 64


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
) -> View:
    """The form; with `picture` to edit that request, with the reason why changes were asked for. `upload`: what has
    been read for it before. `confirm`: the brand's other open request."""
    kept = _kept(picture, upload)
    if picture is None:
        return request_form(texts, links(services), values, kept=kept, confirm=confirm)
    asked = [entry.reason for entry in picture.history if entry.action == Event.ASK_CHANGES]
    reason = (asked or [""])[-1] or ""
    return request_form(texts, links(services), values, request=picture.request, reason=reason, kept=kept)


def edited_values(picture: Picture) -> FormValues:
    """What the form holds that opens to edit a request: its stores as text, or, where that is too long, kept."""
    request = picture.request
    stores = write_lines(StoreLine(store.name, store.slug) for store in picture.stores)
    text, keep = (stores, ()) if fits(stores) else ("", (Source.REQUEST.value,))
    # What was ticked at the first submission is still done.
    return FormValues(request.brand, text, request.merchant, request.note, PREREQUISITES, request.mail, keep)


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

    @property
    def good(self) -> bool:
        """Whether nothing is wrong so far."""
        return not (self.brand or self.stores or self.missing or self.file)


def judge(
    values: FormValues, account_template: str, others: Iterable[StoreLine] = (), *, elsewhere: bool = False
) -> Judged:
    """Reads what was typed. `others`: stores that are not in its text; `elsewhere`: more may be found there."""
    brand = clean(values.brand)
    others = list(others)
    given = values.stores.strip() or not (others or elsewhere or values.elsewhere)
    typed, problems = read_lines(values.stores) if given else ([], [])
    stores, together = merged([*typed, *others])
    fault = check_brand(brand, account_template)
    account = account_for(brand, account_template) if brand_key(brand) else ""
    merchant = clean(values.merchant)[:_MERCHANT_LENGTH]
    draft = Draft(brand, account, tuple(stores), merchant, clean_lines(values.note), values.mail)
    missing = tuple(name for name in PREREQUISITES if name not in values.prerequisites)
    return Judged(draft, fault, [*problems, *together], missing, _file_fault(values.files))


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
    )
