"""The modals around a token's check: being checked, what was found, and on its way into the sheet. They advise."""

from collections.abc import Mapping, Sequence
from typing import Any

from bot.clients.pongo import Finding, MissingStore, TokenCheck, corrections
from bot.texts import Mrkdwn, Texts, code
from bot.ui import words
from bot.ui.actions import action_button
from bot.ui.blocks import (
    Block,
    View,
    actions,
    button,
    confirmation,
    context,
    modal,
    packed,
    section,
    select,
    shorten,
    text_input,
    within,
)
from bot.ui.card import problem_line
from bot.ui.more_stores import more_stores
from bot.ui.token_health import ends_soon
from workflows.requests.queries import Picture
from workflows.requests.results import Taken
from workflows.rules import store_lines as stores
from workflows.rules.policy import Action
from workflows.rules.states import LIVE, State
from workflows.rules.store_lines import brand_key, clean
from workflows.rules.tokens import LONGEST
from workflows.storage.models import Request, Store

CHECKING, CALLBACK, AGAIN, SLUG = "token_checking", "token_check", "check_again", "slug"
CORRECT_ALL = "correct_all"
MISSING_SHOWN, NAMES_SHOWN, CORRECTIONS_SHOWN = 30, 20, 30
_BRAND, _NAME, _OWNER, _SLUG = 400, 80, 200, 100
_NOT_SAID = (Finding.REFUSED, Finding.UNKNOWN)


def checking_token(texts: Texts, request: Request) -> View:
    """What is shown while Hey Pongo is asked."""
    return _notice(texts, request, "check.checking", CHECKING)


def token_found(
    texts: Texts,
    picture: Picture,
    check: TokenCheck,
    fingerprint: str,
    *,
    goes_on: bool = False,
    ends: Sequence[Block] = (),
) -> View:
    """What the check came to, and the ways on: another token, check again, write anyway.

    `fingerprint`: of the token that was checked; the token itself is nowhere in the view. `goes_on`: it could not be
    made so far, and Hey Pongo is asked on. `ends`: that the token ends soon.
    """
    request = picture.request
    about = [texts.md("check.about", brand=within(request.brand, _BRAND), reference=request.reference)]
    if check.owner:
        about.append(texts.md("check.owner", owner=within(check.owner, _OWNER)))
    menus = _corrections(texts, picture, check) if request.state not in LIVE else []
    if request.stores_to_come:
        return _without_stores(texts, picture, check, about, goes_on)
    blocks: list[Block] = [section("\n".join(about)), *_found(texts, picture, check, goes_on), *ends]
    blocks += _other_names(texts, picture.stores, check)
    blocks += menus
    row = [button(texts("check.again"), AGAIN, request.id)]
    if menus and (count := len(corrections(check))) > 1:
        row.insert(0, _correct_all(texts, request, count))
    blocks += [
        *([] if goes_on else [actions(row, AGAIN)]),
        text_input(
            "token",
            texts("check.input"),
            hint=texts("check.hint", fingerprint=fingerprint),
            placeholder=texts("token.placeholder"),
            longest=LONGEST,
            optional=True,
        ),
    ]
    return modal(
        texts("check.title"),
        blocks,
        close=texts("modal.cancel"),
        submit=texts("check.correct_or_write" if menus else "check.write"),
        callback_id=CALLBACK,
        about=request,
    )


def token_written(texts: Texts, picture: Picture) -> View:
    """How far the token is: on its way into the sheet, kept from it by a problem, or written."""
    request = picture.request
    if request.problem:
        about = texts.md("check.about", brand=within(request.brand, _BRAND), reference=request.reference)
        blocks = [section(about), section(problem_line(texts, request.problem))]
        if words.blocked(request):
            blocks.append(context(texts.md("check.on_card")))
        return modal(texts("check.title_writing"), blocks, close=texts("modal.close"), about=request)
    view = _notice(texts, request, "check.done" if words.being_written(request) else "check.written", "")
    ends = ends_soon(texts, picture.token.expires_at if picture.token else None, request.updated_at)
    return {**view, "blocks": [*view["blocks"], *ends, *more_stores(texts, request)]}


def who_approves_unknown(texts: Texts, request: Request) -> View:
    """That Slack does not say who approves, so that the token waits."""
    return _notice(texts, request, "check.who_approves", CHECKING)


def closed_too_soon(texts: Texts, request: Request) -> Mrkdwn:
    """For whoever closed the modal before the check had ended: what to do, since the token is not written."""
    return texts.md("check.closed", reference=request.reference)


def token_gone(texts: Texts) -> str:
    """Under the input: that the token pasted before is not kept any more."""
    return texts("check.gone")


def read_corrections(view: Mapping[str, Any]) -> dict[str, str]:
    """The slugs that are to be replaced, old to new (`view`: of a view_submission payload)."""
    found: dict[str, str] = {}
    for block_id, inputs in view["state"]["values"].items():
        chosen = str(((inputs.get(SLUG) or {}).get("selected_option") or {}).get("value") or "")
        if block_id.startswith(f"{SLUG}:") and stores.SLUG.fullmatch(chosen):
            found[block_id.removeprefix(f"{SLUG}:")] = chosen
    return found


def slug_taken(texts: Texts, taken: Taken) -> str:
    """Under the menu: why the store cannot have that slug."""
    if not taken.reference:
        return texts("check.slug_twice", slug=shorten(taken.store.slug, _SLUG))
    return texts("check.slug_taken", slug=shorten(taken.store.slug, _SLUG), reference=taken.reference)


def _corrections(texts: Texts, picture: Picture, check: TokenCheck) -> list[Block]:
    """A menu for each missing slug that looks like others: which of them is meant."""
    named = {store.slug: store.name for store in picture.stores}
    blocks = []
    for missing in [one for one in check.missing if one.near][:CORRECTIONS_SHOWN]:
        label = texts("check.correct", name=shorten(named.get(missing.slug, ""), _NAME), slug=missing.slug)
        near = [
            (slug, f"{slug}  ·  {shorten(known, _NAME)}" if known else slug)
            for slug, known in missing.near
            if stores.SLUG.fullmatch(slug)
        ]
        if near:
            blocks.append(select(f"{SLUG}:{missing.slug}", SLUG, label, near, texts("check.correct_keep")))
    return blocks


def _correct_all(texts: Texts, request: Request, count: int) -> Block:
    sure = confirmation(
        texts("check.correct_all", count=count), texts("check.correct_all_text"), texts("check.correct_all_yes"),
        texts("modal.cancel"),
    )  # fmt: skip
    return button(texts("check.correct_all", count=count), CORRECT_ALL, request.id, style="primary", confirm=sure)


def _notice(texts: Texts, request: Request, key: str, callback_id: str) -> View:
    sentence = texts.md(key, brand=within(request.brand, _BRAND), reference=request.reference)
    return modal(
        texts("check.title" if callback_id else "check.title_writing"),
        [section(sentence)],
        close=texts("modal.close"),
        callback_id=callback_id,
        about=request,
    )


def _without_stores(texts: Texts, picture: Picture, check: TokenCheck, about: list[Mrkdwn], goes_on: bool) -> View:
    """Where Hey Pongo does not say which restaurants it is for there is nothing to write: another token, another
    check, or the requester gives them."""
    request = picture.request
    found = "going_on" if goes_on else check.finding if check.finding in _NOT_SAID else "none_listed"
    blocks = [section("\n".join(about)), section(texts.md(f"check.{found}_pongo"))]
    if not goes_on:
        again = button(texts("check.again"), AGAIN, request.id)
        blocks.append(actions([again, action_button(texts, Action.ASK_CHANGES, request)], AGAIN))
        asked = texts("check.input"), texts("token.placeholder")
        blocks.append(text_input("token", asked[0], placeholder=asked[1], longest=LONGEST))
    return modal(
        texts("check.title"),
        blocks,
        close=texts("modal.cancel"),
        submit=None if goes_on else texts("check.try_this"),
        callback_id=CALLBACK,
        about=request,
    )


def _found(texts: Texts, picture: Picture, check: TokenCheck, goes_on: bool) -> list[Block]:
    if goes_on:
        return [section(texts.md("check.going_on"))]
    if check.finding is not Finding.STORES_MISSING:
        return [section(texts.md(f"check.{check.finding}"))]
    named = {store.slug: store.name for store in picture.stores}
    state = picture.request.state
    lines: list[str] = [texts.md("check.stores_missing", count=len(check.missing))]
    # What looks like it is in its menu, where it has one.
    lines += [_missing(texts, missing, named, near=state in LIVE) for missing in check.missing[:MISSING_SHOWN]]
    if len(check.missing) > MISSING_SHOWN:
        lines.append(texts.md("check.more", count=len(check.missing) - MISSING_SHOWN))
    cure = "check.cure_approved" if state is State.APPROVED else "check.cure_live" if state in LIVE else "check.cure"
    cures = [texts.md(cure)]
    if state not in LIVE and any(missing.near for missing in check.missing):
        cures.append(texts.md("check.cure_here"))
    return [*packed(lines), context(Mrkdwn(" ".join(cures)))]


def _missing(texts: Texts, missing: MissingStore, named: dict[str, str], *, near: bool) -> Mrkdwn:
    name = within(named.get(missing.slug, ""), _NAME)
    if not (near and missing.near):
        return texts.md("check.missing", name=name, slug=code(missing.slug))
    known = texts.listed([_known_as(texts, slug, known) for slug, known in missing.near])
    return texts.md("check.near", name=name, slug=code(missing.slug), near=known)


def _known_as(texts: Texts, slug: str, name: str) -> Mrkdwn:
    shown = code(shorten(slug, _SLUG))
    return texts.md("check.known_as", slug=shown, name=within(name, _NAME)) if name else shown


def _other_names(texts: Texts, stores: Sequence[Store], check: TokenCheck) -> list[Block]:
    """Where Hey Pongo knows a slug under a name that is more than another spelling of the typed one."""
    differing = [store for store in stores if _differ(store.name, check.names.get(store.slug, ""))]
    if not differing:
        return []
    lines: list[str] = [texts.md("check.names")]
    for store in differing[:NAMES_SHOWN]:
        known = within(check.names[store.slug], _NAME)
        lines.append(texts.md("check.name", typed=within(store.name, _NAME), slug=code(store.slug), known=known))
    if len(differing) > NAMES_SHOWN:
        lines.append(texts.md("check.more", count=len(differing) - NAMES_SHOWN))
    return packed(lines)


def _differ(typed: str, known: str) -> bool:
    if not clean(known):
        return False
    keys = brand_key(typed), brand_key(known)
    return keys[0] != keys[1] if any(keys) else clean(typed).casefold() != clean(known).casefold()
