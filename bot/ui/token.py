"""The token modal: how to get the brand's token, where to paste it, and what the bot will then write."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from bot.services import Services
from bot.texts import Mrkdwn, Texts, code, link
from bot.ui import words
from bot.ui.actions import action_button
from bot.ui.answers import outdated_form
from bot.ui.blocks import (
    Block,
    View,
    actions,
    button,
    checkboxes,
    context,
    fitting,
    link_button,
    modal,
    option,
    quote,
    section,
    text_input,
    within,
)
from bot.ui.card import REUSE, merchant_link
from bot.ui.decisions import LONGEST_REASON
from workflows.requests import pending_token
from workflows.requests.queries import Picture
from workflows.requests.results import Outdated
from workflows.rules.policy import Action
from workflows.rules.states import State
from workflows.rules.tokens import LONGEST, SHORTEST, CannotOpen, TokenProblem
from workflows.storage.columns import InSheet
from workflows.storage.models import PendingToken, Store

CALLBACK, REPLACE, KEPT = "token_form", "replace_form", "token_kept"
STORES_SHOWN = 30
_ANOTHER = "another_token"
_NAME, _BRAND, _LIST, _NOTE = 60, 400, 2_700, 600
_ROWS, _FINGERPRINTS = 10, 5
_SURVEYS = ("known", "reading", "unreadable")


@dataclass(frozen=True)
class TokenLinks:
    """Where the steps lead. The merchant's page takes the place of `token_url` where its id is known. `asks_pongo`:
    Hey Pongo can be asked which restaurants a token sees."""

    sheet_url: str = ""
    asks_pongo: bool = True
    token_url: str = "https://backoffice.heypongo.com"
    users_url: str = "https://my.heypongo.com/settings/users"


@dataclass(frozen=True)
class TokenSources:
    """Other ways to the token than pasting it.

    `generate_url`: the address of Hey Pongo's OAuth form, empty where there is none. `beside`: the rows of the brand's
    other restaurants that hold a token, and the fingerprints of the tokens there.
    """

    generate_url: str = ""
    beside: tuple[int, ...] = ()
    fingerprints: tuple[str, ...] = ()


def draw_token_form(
    services: Services,
    texts: Texts,
    picture: Picture,
    user: str,
    survey: str,
    sources: TokenSources | None = None,
    told: Sequence[Block] = (),
) -> View:
    """`token_form` for `user`: of the tokens that wait, theirs is the one that is kept."""
    links = TokenLinks(services.settings.sheet_url, bool(services.settings.pongo_api_url))
    kept = services.queries.pending_of(picture.request.id, user)
    waits = kept is not None and kept.finding in pending_token.WAITS and kept.reason is None
    shown = _fingerprint(services, kept) if kept and waits else ""
    return token_form(texts, picture, links=links, survey=survey, sources=sources, told=told, kept=shown)


def token_form_anew(services: Services, texts: Texts, outdated: Outdated, kept: PendingToken | None, user: str) -> View:
    """The form for the version that there is now, and what has changed. `kept`: the token that came by it, if any."""
    picture = services.queries.picture(outdated.request.id)
    told = outdated_form(texts, outdated.changes)
    if kept is not None and kept.reason is not None:
        return replace_form(texts, picture, told, _fingerprint(services, kept), kept.reason)
    return draw_token_form(services, texts, picture, user, "known", told=told)


def token_form(
    texts: Texts,
    picture: Picture,
    *,
    links: TokenLinks,
    survey: str,
    sources: TokenSources | None = None,
    told: Sequence[Block] = (),
    kept: str = "",
) -> View:
    """The modal of `approve` and of `give_token`.

    `survey`: how far the sheet is known: `reading`, `known`, or `unreadable` (the problem is on the card). `told`: what
    has changed since it was drawn before. `kept`: the fingerprint of a token that was given for an earlier version and
    is kept; empty where there is none.
    """
    if survey not in _SURVEYS:
        raise ValueError(f"survey is one of {', '.join(_SURVEYS)}")
    request = picture.request
    approved = request.state is State.APPROVED
    blocks: list[Block] = [
        *told,
        section(
            texts.md(
                "token.about",
                brand=within(request.brand, _BRAND),
                reference=request.reference,
                stores=words.counted(texts, picture),
            )
        ),
        section(_steps(texts, picture, links)),
        *_kept(texts, kept),
        _input(texts, "token.input", "token.hint_needed" if approved else "token.hint_optional", kept, not approved),
    ]
    blocks += _other_ways(texts, request.id, sources or TokenSources())
    blocks += _to_come(texts, picture, links) if request.stores_to_come else _plan(texts, picture, survey)
    if request.note:
        blocks.append(section(texts.md("card.note", note=quote(request.note, _NOTE))))
    return modal(
        texts("token.title_give" if approved else "token.title_approve"),
        blocks,
        close=texts("modal.cancel"),
        submit=texts("token.give" if approved else "token.approve"),
        callback_id=CALLBACK,
        about=request,
    )


def replace_form(texts: Texts, picture: Picture, told: Sequence[Block] = (), kept: str = "", reason: str = "") -> View:
    """The modal of `replace_token`: another token for a request that was delivered, and why. `told`, `kept`: as
    `token_form` takes them; `reason`: what was typed before."""
    request = picture.request
    about = texts.md(
        "replace.about",
        brand=within(request.brand, _BRAND),
        reference=request.reference,
        stores=words.counted(texts, picture),
        fingerprint=code(request.token_fingerprint or "?"),
    )
    return modal(
        texts("replace.title"),
        [
            *told,
            section(about),
            *_kept(texts, kept),
            _input(texts, "replace.input", "", kept, False),
            text_input(
                "reason",
                texts("replace.reason"),
                value=reason,
                placeholder=texts("replace.reason_placeholder"),
                longest=LONGEST_REASON,
                multiline=True,
            ),
            context(texts.md("replace.how")),
        ],
        close=texts("modal.cancel"),
        submit=texts("replace.send"),
        callback_id=REPLACE,
        about=request,
    )


def takes_kept(view: Mapping[str, Any]) -> bool:
    """Whether it is ticked that the kept token is meant (`view`: of a view_submission payload)."""
    return bool(((view["state"]["values"].get(KEPT) or {}).get(KEPT) or {}).get("selected_options"))


def replacement_needed(texts: Texts) -> str:
    """That the new token is missing."""
    return texts("error.token.replacement")


def token_error(texts: Texts, problem: TokenProblem) -> str:
    """What is wrong with a pasted token, in plain text; never the token."""
    expired = texts.moment(problem.expired_at) if problem.expired_at else "?"
    return texts(f"error.token.{problem.kind}", shortest=SHORTEST, longest=LONGEST, expired=expired)


def token_needed(texts: Texts) -> str:
    """That the request is approved already, and only the token is missing."""
    return texts("error.token.needed")


def _fingerprint(services: Services, kept: PendingToken) -> str:
    """The fingerprint of a sealed token; empty where it cannot be opened any more."""
    try:
        return services.sealer.fingerprint(services.sealer.open(kept.sealed).decode())
    except CannotOpen:
        return ""


def _input(texts: Texts, label: str, hint: str, kept: str, optional: bool) -> Block:
    """Where the token is pasted; where one is `kept` it is optional."""
    block = text_input(
        "token",
        texts(label),
        hint=texts(hint) if hint else "",
        placeholder=texts("token.placeholder"),
        longest=LONGEST,
        optional=bool(kept) or optional,
    )
    if kept:  # Slack shows again what was typed into an input of the same ids: a token that is kept stands nowhere
        block["element"]["action_id"] = _ANOTHER
    return block


def _kept(texts: Texts, fingerprint: str) -> list[Block]:
    if not fingerprint:
        return []
    box = option(KEPT, texts.md("token.kept_tick", fingerprint=code(fingerprint)))
    return [checkboxes(KEPT, texts("token.kept_label"), [box], (KEPT,), hint=texts("token.kept_hint"), optional=True)]


def _steps(texts: Texts, picture: Picture, links: TokenLinks) -> Mrkdwn:
    request = picture.request
    page = merchant_link(request.merchant) if request.merchant else link(links.token_url, texts("token.page"))
    sheet = link(links.sheet_url, texts("token.sheet")) if links.sheet_url else texts.md("token.sheet")
    users = link(links.users_url, texts("form.users_link"))
    return texts.md("token.steps", page=page, sheet=sheet, users=users, account=code(request.account))


def _other_ways(texts: Texts, request_id: str, sources: TokenSources) -> list[Block]:
    blocks: list[Block] = []
    if sources.generate_url:
        blocks.append(actions([link_button(texts("token.generate"), "link_generate", sources.generate_url)], "ways"))
    if not sources.fingerprints:
        return blocks
    rows = words.rows(texts, sources.beside[:_ROWS])
    if len(sources.fingerprints) == 1:
        text = texts.md("token.beside", fingerprint=code(sources.fingerprints[0]), rows=rows)
        blocks += [section(text), actions([button(texts("token.reuse"), REUSE, request_id)], REUSE)]
    else:
        found = texts.listed([code(fingerprint) for fingerprint in sources.fingerprints[:_FINGERPRINTS]], "list.and")
        blocks.append(context(texts.md("token.differ", fingerprints=found, rows=rows)))
    return blocks


def _to_come(texts: Texts, picture: Picture, links: TokenLinks) -> list[Block]:
    """That the restaurants are taken once the token is there; or that Hey Pongo cannot be asked which they are."""
    if links.asks_pongo:
        return [context(texts.md("token.stores_pongo"))]
    row = [action_button(texts, Action.ASK_CHANGES, picture.request)]
    return [section(texts.md("token.pongo_off")), actions(row, Action.ASK_CHANGES)]


def _plan(texts: Texts, picture: Picture, survey: str) -> list[Block]:
    """What will be written where, as far as the sheet is known."""
    if survey != "known":
        return [context(texts.md(f"token.{survey}"))]
    stores = picture.stores
    lines = [_planned(texts, store) for store in stores[:STORES_SHOWN]]
    beyond = max(0, len(stores) - STORES_SHOWN)
    listed = fitting(lines, _LIST, lambda hidden: texts.md("more.stores", count=hidden), beyond)
    plan = texts.md("token.plan", summary=words.summary(texts, stores))
    blocks = [section(plan), context(listed)]
    if any(store.in_sheet is InSheet.TOKEN for store in stores):
        blocks.append(context(texts.md("token.kept")))
    return blocks


def _planned(texts: Texts, store: Store) -> Mrkdwn:
    return texts.md(
        f"plan.{words.standing(store)}",
        emoji=Mrkdwn(words.SHEET_EMOJI[words.standing(store)]),
        name=within(store.name, _NAME),
        slug=code(store.slug),
        rows=words.rows(texts, store.sheet_rows),
        found=code(store.found_fingerprint or "?"),
        alike=within(store.alike or "", _NAME),
    )
