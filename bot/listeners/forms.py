"""The request form: opening it, keeping the account's address in step with the brand, judging what was typed."""

from dataclasses import dataclass

from bot.listeners.interaction import Interaction
from bot.services import Services
from bot.texts import Texts
from bot.ui.blocks import View
from bot.ui.form import PREREQUISITES, FormLinks, FormValues, form_errors, request_form
from workflows.outcomes import Draft, Taken
from workflows.queries import Picture
from workflows.states import Event
from workflows.stores import (
    BrandFault,
    StoreProblem,
    account_for,
    brand_key,
    check_brand,
    clean,
    clean_lines,
    read_lines,
)

_MERCHANT_LENGTH = 64


def links(services: Services) -> FormLinks:
    """Where the form's links lead."""
    return FormLinks(services.settings.sixpos_account, services.settings.sends_mail)


def open_form(interaction: Interaction, values: FormValues | None = None, picture: Picture | None = None) -> None:
    """Opens the form: empty, prefilled, or (with `picture`) to edit that request. Only after the ack."""
    interaction.open(lambda texts: draw_form(interaction.services, texts, values or FormValues(), picture))


def draw_form(services: Services, texts: Texts, values: FormValues, picture: Picture | None) -> View:
    """The form; with `picture` to edit that request, with the reason why changes were asked for."""
    if picture is None:
        return request_form(texts, links(services), values)
    asked = [entry.reason for entry in picture.history if entry.action == Event.ASK_CHANGES]
    return request_form(texts, links(services), values, request=picture.request, reason=(asked or [""])[-1] or "")


@dataclass(frozen=True)
class Judged:
    """What the form holds, and everything wrong with it that needs no database to see."""

    draft: Draft
    brand: BrandFault | None
    stores: list[StoreProblem]
    missing: tuple[str, ...]

    @property
    def good(self) -> bool:
        """Whether nothing is wrong so far."""
        return not (self.brand or self.stores or self.missing)


def judge(values: FormValues, account_template: str) -> Judged:
    """Reads what was typed."""
    brand = clean(values.brand)
    stores, problems = read_lines(values.stores)
    fault = check_brand(brand, account_template)
    account = account_for(brand, account_template) if brand_key(brand) else ""
    merchant = clean(values.merchant)[:_MERCHANT_LENGTH]
    draft = Draft(brand, account, tuple(stores), merchant, clean_lines(values.note), values.mail)
    missing = tuple(name for name in PREREQUISITES if name not in values.prerequisites)
    return Judged(draft, fault, problems, missing)


def errors(services: Services, texts: Texts, judged: Judged, taken: tuple[Taken, ...]) -> dict[str, str]:
    """The inline errors, all at once, by block."""
    names = services.languages.names({one.requester for one in taken})
    return form_errors(
        texts, brand=judged.brand, stores=judged.stores, missing=judged.missing, taken=taken, names=names
    )
