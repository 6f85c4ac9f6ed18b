"""Judges what was typed into the request form: the request that it makes, and every problem with it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from bot.services import Services
from bot.texts import Texts
from bot.ui.request_form import FILE, prerequisites
from bot.ui.request_message import REQUESTER
from bot.ui.store_problems import file_sentence, joined, store_sentences
from workflows.requests.results import Draft, Taken
from workflows.rules.form_values import FormValues
from workflows.rules.store_files import check_file
from workflows.rules.store_lines import (
    BrandProblem,
    Source,
    StoreLine,
    StoreProblem,
    StoreProblemKind,
    account_for,
    as_before,
    brand_key,
    check_brand,
    clean,
    clean_lines,
    merged,
    read_lines,
)
from workflows.rules.xlsx import FileProblem

_MERCHANT_LENGTH = 64


def request_stores(services: Services, request_id: str) -> list[StoreLine]:
    """The stores of the request that is edited."""
    stores = services.queries.stores(request_id)
    return [StoreLine(one.name, one.slug, at, Source.REQUEST) for at, one in enumerate(stores, start=1)]


@dataclass(frozen=True)
class Judged:
    """What the form holds, and everything wrong with it that needs no database to see."""

    draft: Draft
    brand: BrandProblem | None = None
    stores: Sequence[StoreProblem] = ()
    missing: tuple[str, ...] = ()
    file: tuple[FileProblem, str] | None = None
    nobody: bool = False  # the requester that was chosen is the bot
    secrets: tuple[str, ...] = ()  # the inputs, beside brand and stores, in which something looks like a token

    @property
    def good(self) -> bool:
        """Whether nothing is wrong so far."""
        return not (self.brand or self.stores or self.missing or self.file or self.nobody or self.secrets)


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
    pongo = values.pongo and bool(services.settings.pongo_api_url)
    given = values.stores.strip() or not (others or elsewhere or values.elsewhere or pongo)
    typed, problems = read_lines(values.stores, secret) if given else ([], [])
    if request_id:
        typed = as_before(typed, request_stores(services, request_id))
    hidden = [store for store in others if secret(f"{store.name} {store.slug}")]
    problems += [StoreProblem(StoreProblemKind.LOOKS_LIKE_TOKEN, store.line, source=store.source) for store in hidden]
    stores, together = merged([*typed, *(store for store in others if store not in hidden)])
    template = services.settings.sixpos_account
    problem = BrandProblem.LOOKS_LIKE_TOKEN if secret(brand) else check_brand(brand, template)
    account = account_for(brand, template) if brand_key(brand) else ""
    draft = Draft(brand, account, tuple(stores), merchant[:_MERCHANT_LENGTH], note, values.mail, pongo)
    needed = prerequisites(services.settings.sends_mail)
    missing = tuple(name for name in needed if name not in values.prerequisites)
    secrets = tuple(name for name, text in (("merchant", merchant), ("note", note)) if secret(text))
    nobody = values.asked is not None and values.asked.requester in {services.identity.bot_user_id} - {None}
    return Judged(draft, problem, [*problems, *together], missing, _file_problem(values), nobody, secrets)


def _file_problem(values: FormValues) -> tuple[FileProblem, str] | None:
    if len(values.files) > 1:
        return FileProblem.SEVERAL, values.files[0].name
    file = values.file
    problem = check_file(file.name, file.size) if file else None
    return (problem, file.name) if file and problem else None


def errors(services: Services, texts: Texts, judged: Judged, taken: Sequence[Taken]) -> dict[str, str]:
    """The inline errors, all at once, by block."""
    return form_errors(texts, judged, taken, services.languages.names({one.requester for one in taken}))


def form_errors(
    texts: Texts, judged: Judged, taken: Sequence[Taken], names: Mapping[str, str] | None = None
) -> dict[str, str]:
    """Everything wrong, by block, in plain text. `names`: what to call the requesters of `taken`, by user id."""
    found: dict[str, str] = {}
    if judged.brand:
        found["brand"] = texts(f"error.brand.{judged.brand}")
    if sentences := store_sentences(texts, judged.stores, taken, names):
        found["stores"] = joined(texts, sentences)
    found |= dict.fromkeys(judged.secrets, texts("error.looks_like_token"))
    if judged.nobody:
        found[REQUESTER] = texts("error.requester")
    if judged.file:
        found[FILE] = file_sentence(texts, *judged.file)
    if missing := judged.missing:
        steps = texts("list.separator").join(_step(texts, missing))
        found["prerequisites"] = texts("error.prerequisites", count=len(missing), steps=steps)
    return found


def _step(texts: Texts, missing: Iterable[str]) -> list[str]:
    return [texts(f"error.step.{name}") for name in missing]
