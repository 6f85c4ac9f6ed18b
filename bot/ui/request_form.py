"""The request form: what is asked, what was typed, and what is wrong with it."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from bot.services import Services
from bot.texts import Mrkdwn, Texts, code, link, mention
from bot.ui import words
from bot.ui.answers import outdated_form
from bot.ui.blocks import (
    Block,
    View,
    checkboxes,
    context,
    file_input,
    length,
    modal,
    option,
    quote,
    section,
    shorten,
    text_input,
    version_of,
    within,
)
from bot.ui.card import BACK_OFFICE, merchant_link
from bot.ui.request_message import (
    asked_id,
    attached_box,
    read_asked_message,
    read_attached,
    read_rows,
    requester_input,
    row_boxes,
)
from workflows.requests.queries import Picture
from workflows.requests.results import Outdated
from workflows.rules.form_values import FormValues, PickedFile
from workflows.rules.states import Event
from workflows.rules.store_files import KINDS, OTHER_KINDS
from workflows.rules.store_lines import (
    LONGEST_PASTE,
    BrandProblem,
    Source,
    StoreLine,
    account_for,
    check_brand,
    clean,
    write_lines,
)
from workflows.rules.tokens import token_like
from workflows.storage.models import Request, StoreImport

CALLBACK = "request_form"
PREREQUISITES = ("account_created", "stores_attached", "sixpos_told")
_TOLD = "sixpos_told"  # which the bot does itself where it sends mails
FILE, SHEET, PONGO = "stores_file", "stores_sheet", "stores_pongo"
_CONFIRM, _ACCOUNT, _MAIL, _KEPT, _CUT = "confirm", "account", "mail", "stores_kept", "stores_cut"
_LONGEST_BRAND_TYPED, _LONGEST_MERCHANT, _LONGEST_NOTE = 200, 64, 2_000
_BRAND_SHOWN, _REASON, _FILE_NAME = 80, 1_500, 30


@dataclass(frozen=True)
class KeptStores:
    """Stores that the form keeps without showing them: how many there are, and where they are from."""

    source: Source
    count: int
    name: str = ""  # of the file


@dataclass(frozen=True)
class FormLinks:
    """Where the form's links lead. `account_template` and `stores_url` hold `{brand}` and `{merchant}`.
    `sends_mail`: the bot mails 6xpos by itself, so that the form asks whether it shall, not whether somebody did.
    `asks_pongo`: Hey Pongo can be asked which restaurants there are."""

    account_template: str
    sends_mail: bool = False
    asks_pongo: bool = False
    users_url: str = "https://my.heypongo.com/settings/users"
    stores_url: str = BACK_OFFICE


def form_links(services: Services) -> FormLinks:
    """Where the form's links lead."""
    settings = services.settings
    return FormLinks(settings.sixpos_account, settings.sends_mail, bool(settings.pongo_api_url))


def prerequisites(sends_mail: bool) -> tuple[str, ...]:
    """What has to be done before the request is sent; `sends_mail`: the bot mails 6xpos by itself."""
    return tuple(name for name in PREREQUISITES if name != _TOLD or not sends_mail)


@lru_cache(maxsize=16)
def empty_form(texts: Texts, where: FormLinks) -> View:
    """The form that most people open: drawn once for each language. Nobody may change it."""
    return request_form(texts, where, FormValues())


def draw_form(
    services: Services,
    texts: Texts,
    values: FormValues,
    picture: Picture | None,
    imported: StoreImport | None = None,
    confirm: Request | None = None,
    told: Sequence[Block] = (),
) -> View:
    """The form; with `picture` to edit that request, with the reason why changes were asked for, and what was `told` of
    its changes. `imported`: what has been read for it before. `confirm`: the brand's other open request."""
    kept = _kept_of(picture, imported)
    if picture is None:
        return request_form(texts, form_links(services), values, kept=kept, confirm=confirm)
    asked = [entry.reason for entry in picture.history if entry.action == Event.ASK_CHANGES]
    reason = (asked or [""])[-1] or ""
    return request_form(
        texts, form_links(services), values, request=picture.request, reason=reason, kept=kept, told=told
    )


def form_anew(
    services: Services, texts: Texts, values: FormValues, outdated: Outdated, imported: StoreImport | None
) -> View:
    """The form as it was filled, for the version of the request that there is now, and what has changed since."""
    picture = services.queries.picture(outdated.request.id)
    values = replace(values, version=picture.request.version)
    return draw_form(services, texts, values, picture, imported, told=outdated_form(texts, outdated.changes))


def request_form(
    texts: Texts,
    links: FormLinks,
    values: FormValues | None = None,
    *,
    request: Request | None = None,
    confirm: Request | None = None,
    reason: str = "",
    kept: Sequence[KeptStores] = (),
    told: Sequence[Block] = (),
) -> View:
    """The form, filled with `values`; a file input cannot be filled, so what was read of one is among the `kept`.

    `request`: the one to edit, with the approver's `reason` for asking, and what was `told` of its changes. `confirm`:
    the brand's other open request, which a second submission accepts.
    """
    values = values or FormValues()
    blocks: list[Block] = list(told)
    if confirm:
        blocks.append(other_request(texts, confirm))
    if request and reason:
        blocks.append(section(texts.md("form.asked", reason=quote(reason, _REASON))))
    if not request and not confirm:
        blocks.append(context(texts.md("form.intro")))
    if values.asked and values.asked.requester:
        blocks.append(requester_input(texts, values.asked))
    blocks += [
        text_input(
            "brand",
            texts("form.brand"),
            value=values.brand,
            placeholder=texts("form.brand_placeholder"),
            longest=_LONGEST_BRAND_TYPED,
            tell_while_typing=True,
            focus=not values.brand,
        ),
        section(_account(texts, links, values.brand), _ACCOUNT),
        checkboxes("prerequisites", texts("form.prerequisites"), _ticks(texts, links), values.prerequisites),
        text_input(
            "merchant",
            texts("form.merchant"),
            value=values.merchant,
            hint=texts("form.merchant_hint"),
            longest=_LONGEST_MERCHANT,
            optional=True,
        ),
        section(texts.md("form.stores_ways"), asked_id(values.asked)),
        context(_where_slugs_are(texts, values.merchant)),
        text_input(
            "stores",
            texts("form.stores"),
            value=_lines(values.stores),
            hint=texts("form.stores_hint"),
            placeholder=texts("form.stores_placeholder"),
            longest=LONGEST_PASTE,
            multiline=True,
            optional=True,
        ),
        *([section(texts.md("form.cut"), _CUT)] if values.cut else []),
        *([attached_box(texts, values.attached)] if values.attached else []),
        file_input(FILE, texts("form.file"), [*KINDS, *OTHER_KINDS], hint=texts("form.file_hint")),
        checkboxes(
            SHEET,
            texts("form.sheet"),
            [option(SHEET, texts.md("form.sheet_tick")), *row_boxes(texts, values.rows)],
            [*([SHEET] if values.sheet else []), *(row.value for row in values.rows if row.ticked)],
            optional=True,
        ),
        *([_pongo(texts, values.pongo)] if links.asks_pongo else []),
        *([_kept(texts, kept, values.keep)] if kept else []),
        text_input(
            "note",
            texts("form.note"),
            value=values.note,
            placeholder=texts("form.note_placeholder"),
            longest=_LONGEST_NOTE,
            multiline=True,
            optional=True,
        ),
    ]
    if links.sends_mail:
        how = "form.mail_how_for" if values.asked and values.asked.requester else "form.mail_how"
        tick = option(_MAIL, texts.md("form.mail_tick"), texts(how))
        ticked = () if values.mail is False else (_MAIL,)
        blocks.append(checkboxes(_MAIL, texts("form.mail"), [tick], ticked, optional=True))
    send = "form.send_anyway" if confirm else "form.resend" if request else "form.send"
    return modal(
        texts("form.title_edit", reference=request.reference) if request else texts("form.title"),
        blocks,
        close=texts("modal.cancel"),
        submit=texts(send),
        callback_id=CALLBACK,
        about=request,
        version=values.version,
    )


def read_form(view: View) -> FormValues:
    """What a submitted or open form holds; what it does not show reads as empty."""
    state = (view.get("state") or {}).get("values") or {}

    def typed(name: str) -> str:
        return str(((state.get(name) or {}).get(name) or {}).get("value") or "")

    def ticked(name: str) -> tuple[str, ...]:
        boxes = ((state.get(name) or {}).get(name) or {}).get("selected_options") or []
        return tuple(str(box.get("value")) for box in boxes)

    return FormValues(
        brand=typed("brand"),
        stores=typed("stores"),
        merchant=typed("merchant"),
        note=typed("note"),
        prerequisites=ticked("prerequisites"),
        mail=bool(ticked(_MAIL)) if _MAIL in state else None,
        keep=ticked(_KEPT),
        sheet=SHEET in ticked(SHEET),
        pongo=PONGO in ticked(PONGO),
        version=version_of(view),
        asked=read_asked_message(view),
        attached=read_attached(view),
        rows=read_rows(view, SHEET),
        cut=_shows(view, _CUT),
        files=tuple(
            PickedFile(str(file["id"]), str(file.get("name") or ""), int(file.get("size") or 0))
            for file in ((state.get(FILE) or {}).get(FILE) or {}).get("files") or []
        ),
    )


def fits(stores: str) -> bool:
    """Whether these lines of stores can be shown in the form's input."""
    return length(_lines(stores)) <= LONGEST_PASTE


def is_confirmed(view: View) -> bool:
    """Whether the person was shown the brand's other open request."""
    return _shows(view, _CONFIRM)


def other_request(texts: Texts, other: Request) -> Block:
    """That the brand has another open request: who submits below it has been told (`is_confirmed`)."""
    told = texts.md(
        "form.confirm",
        emoji=Mrkdwn(words.PROBLEM_EMOJI),
        brand=within(other.brand, 5 * _BRAND_SHOWN),
        reference=other.reference,
        requester=mention(other.requester),
        state=words.state(texts, other),
    )
    return section(told, _CONFIRM)


def _shows(view: View, block_id: str) -> bool:
    return any(block.get("block_id") == block_id for block in view.get("blocks") or [])


def _kept_of(picture: Picture | None, imported: StoreImport | None) -> list[KeptStores]:
    found = []
    if picture is not None and not fits(write_lines(StoreLine(store.name, store.slug) for store in picture.stores)):
        found.append(KeptStores(Source.REQUEST, len(picture.stores)))
    if imported is not None and not imported.problems and not imported.file_problem:
        counts = Counter(store.source for store in imported.stores)
        name = imported.file_name
        found += [KeptStores(source, count, name) for source, count in counts.items()]
    return found


def _kept(texts: Texts, kept: Sequence[KeptStores], ticked: Sequence[str]) -> Block:
    options = [
        option(one.source, texts.md(f"form.keep.{one.source}", count=one.count, name=within(one.name, _FILE_NAME)))
        for one in kept
    ]
    return checkboxes(_KEPT, texts("form.kept"), options, ticked, optional=True, hint=texts("form.kept_hint"))


def _pongo(texts: Texts, ticked: bool) -> Block:
    box = option(PONGO, texts.md("form.pongo_tick"), texts("form.pongo_how"))
    return checkboxes(PONGO, texts("form.pongo"), [box], (PONGO,) if ticked else (), optional=True)


def _account(texts: Texts, links: FormLinks, typed: str) -> Mrkdwn:
    brand = clean(typed)
    users = link(links.users_url, texts("form.users_link"))
    problem = check_brand(brand, links.account_template)
    if problem is BrandProblem.EMPTY:
        return texts.md("form.account_hint", users=users)
    if problem is not None:
        return texts.md(f"error.brand.{problem}")
    return texts.md("form.account", account=code(account_for(brand, links.account_template)), users=users)


def _ticks(texts: Texts, links: FormLinks) -> list[Block]:
    how = {_TOLD: texts("form.told_how")}
    return [option(name, texts.md(f"form.tick.{name}"), how.get(name, "")) for name in prerequisites(links.sends_mail)]


def _where_slugs_are(texts: Texts, merchant: str) -> Mrkdwn:
    if clean(merchant) and not token_like(merchant):
        return texts.md("form.slugs_at", page=merchant_link(shorten(clean(merchant), _LONGEST_MERCHANT)))
    return texts.md("form.slugs_where")


def _lines(typed: str) -> str:
    """The lines of the stores as they fit into the input: a form that is opened again writes `Name ; slug` with more
    spaces than somebody may have typed, and not a line may be lost by that."""
    if length(typed) <= LONGEST_PASTE:
        return typed
    return "\n".join(";".join(line.rsplit(" ; ", 1)) for line in typed.split("\n"))
