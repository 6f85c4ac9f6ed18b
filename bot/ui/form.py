"""The request form: what is asked, what was typed, and what is wrong with it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from bot.texts import Mrkdwn, Texts, code, link, mention
from bot.ui import words
from bot.ui.blocks import (
    ERROR,
    Block,
    View,
    checkboxes,
    context,
    length,
    modal,
    option,
    quote,
    section,
    shorten,
    text_input,
    within,
)
from bot.ui.card import BACK_OFFICE, merchant_link
from workflows.models import Request
from workflows.outcomes import Taken
from workflows.stores import (
    LONGEST_NAME,
    LONGEST_PASTE,
    BrandFault,
    StoreFault,
    StoreProblem,
    account_for,
    check_brand,
    clean,
)

CALLBACK = "request_form"
PREREQUISITES = ("account_created", "stores_attached", "sixpos_told")
_CONFIRM, _ACCOUNT, _MAIL = "confirm", "account", "mail"
_LONGEST_BRAND_TYPED, _LONGEST_MERCHANT, _LONGEST_NOTE = 200, 64, 2_000
_LINES_SHOWN, _EXCERPT = 10, 40
_BRAND_SHOWN, _REASON = 80, 1_500


@dataclass(frozen=True)
class FormValues:
    """What the form holds, exactly as typed."""

    brand: str = ""
    stores: str = ""
    merchant: str = ""
    note: str = ""
    prerequisites: tuple[str, ...] = ()
    mail: bool | None = None  # whether 6xpos shall get a mail; None where the form did not ask


@dataclass(frozen=True)
class FormLinks:
    """Where the form's links lead. `account_template` and `stores_url` hold `{brand}` and `{merchant}`.
    `sends_mail`: the bot mails 6xpos by itself, so that the form asks whether it shall."""

    account_template: str
    sends_mail: bool = False
    users_url: str = "https://my.heypongo.com/settings/users"
    stores_url: str = BACK_OFFICE


def request_form(
    texts: Texts,
    links: FormLinks,
    values: FormValues | None = None,
    *,
    request: Request | None = None,
    confirm: Request | None = None,
    reason: str = "",
) -> View:
    """The form, filled with `values`.

    `request`: the one to edit, with the approver's `reason` for asking. `confirm`: the brand's other open request,
    which a second submission accepts.
    """
    values = values or FormValues()
    blocks: list[Block] = []
    if confirm:
        blocks.append(section(_other_request(texts, confirm), _CONFIRM))
    if request and reason:
        blocks.append(section(texts.md("form.asked", reason=quote(reason, _REASON))))
    if not request and not confirm:
        blocks.append(context(texts.md("form.intro")))
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
        tick = option(_MAIL, texts.md("form.mail_tick"), texts.md("form.mail_how"))
        ticked = () if values.mail is False else (_MAIL,)
        blocks.append(checkboxes(_MAIL, texts("form.mail"), [tick], ticked, optional=True))
    send = "form.send_anyway" if confirm else "form.resend" if request else "form.send"
    return modal(
        texts("form.title_edit", reference=request.reference) if request else texts("form.title"),
        blocks,
        close=texts("modal.cancel"),
        submit=texts(send),
        callback_id=CALLBACK,
        private_metadata=request.id if request else "",
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
    )


def is_confirmed(view: View) -> bool:
    """Whether the person was shown the brand's other open request."""
    return any(block.get("block_id") == _CONFIRM for block in view.get("blocks") or [])


def form_errors(
    texts: Texts,
    *,
    brand: BrandFault | None,
    stores: Sequence[StoreProblem],
    missing: Sequence[str],
    taken: Sequence[Taken],
    names: Mapping[str, str] | None = None,
) -> dict[str, str]:
    """Everything wrong, by block, in plain text. `missing`: prerequisites not ticked. `names`: what to call the
    requesters of `taken`, by user id: a mention would stand there as `<@U…>`."""
    errors: dict[str, str] = {}
    if brand:
        errors["brand"] = texts(f"error.brand.{brand}")
    sentences = [_about_line(texts, problem) for problem in stores]
    sentences += [_about_taken(texts, one, names or {}) for one in taken]
    if sentences:
        errors["stores"] = _joined(texts, sentences)
    if missing:
        errors["prerequisites"] = texts(
            "error.prerequisites", count=len(missing), steps=texts("list.separator").join(_step(texts, missing))
        )
    return errors


def _other_request(texts: Texts, other: Request) -> Mrkdwn:
    return texts.md(
        "form.confirm",
        emoji=Mrkdwn(words.TROUBLE_EMOJI),
        brand=within(other.brand, 5 * _BRAND_SHOWN),
        reference=other.reference,
        requester=mention(other.requester),
        state=words.state(texts, other),
    )


def _account(texts: Texts, links: FormLinks, typed: str) -> Mrkdwn:
    brand = clean(typed)
    users = link(links.users_url, texts("form.users_link"))
    if check_brand(brand, links.account_template) is not None:
        return texts.md("form.account_hint", users=users)
    return texts.md("form.account", account=code(account_for(brand, links.account_template)), users=users)


def _ticks(texts: Texts, links: FormLinks) -> list[Block]:
    page = link(links.users_url, texts("form.users_link"))
    return [
        option(name, texts.md(f"form.tick.{name}"), texts.md(f"form.tick_how.{name}", page=page))
        for name in PREREQUISITES
    ]


def _where_slugs_are(texts: Texts, merchant: str) -> Mrkdwn:
    if clean(merchant):
        return texts.md("form.slugs_at", page=merchant_link(shorten(clean(merchant), _LONGEST_MERCHANT)))
    return texts.md("form.slugs_where")


def _lines(typed: str) -> str:
    """The lines of the stores as they fit into the input: a form that is opened again writes `Name ; slug` with more
    spaces than somebody may have typed, and not a line may be lost by that."""
    if length(typed) <= LONGEST_PASTE:
        return typed
    return "\n".join(";".join(line.rsplit(" ; ", 1)) for line in typed.split("\n"))


def _step(texts: Texts, missing: Iterable[str]) -> list[str]:
    return [texts(f"error.step.{name}") for name in missing]


def _about_line(texts: Texts, problem: StoreProblem) -> str:
    longest = LONGEST_PASTE if problem.fault is StoreFault.TOO_LONG else LONGEST_NAME
    return texts(
        f"error.stores.{problem.fault}",
        line=str(problem.line),
        other=str(problem.other_line),
        text=shorten(problem.text, _EXCERPT),
        longest=longest,
    )


def _about_taken(texts: Texts, taken: Taken, names: Mapping[str, str]) -> str:
    name = names.get(taken.requester)
    return texts(
        "error.stores.taken_by" if name else "error.stores.taken",
        line=str(taken.store.line),
        slug=shorten(taken.store.slug, _EXCERPT),
        reference=taken.reference,
        name=shorten(name or "", _EXCERPT),
    )


def _joined(texts: Texts, sentences: Sequence[str]) -> str:
    """As many sentences as one can read under an input, and how many there are more."""
    kept = list(sentences[:_LINES_SHOWN])

    def whole() -> str:
        hidden = len(sentences) - len(kept)
        return "\n".join([*kept, texts("more.errors", count=hidden)] if hidden else kept)

    while length(whole()) > ERROR:
        kept.pop()
    return whole()
