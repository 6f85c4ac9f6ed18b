"""The modal in which an approver takes stores of those that Hey Pongo lists for the token: all, some, or all without
some."""

from collections.abc import Mapping, Sequence
from typing import Any

from bot.services import Services
from bot.texts import Mrkdwn, Texts, code
from bot.ui import words
from bot.ui.blocks import (
    OPTION,
    OPTIONS,
    Block,
    View,
    actions,
    button,
    context,
    fitting,
    modal,
    option_of,
    packed,
    plain,
    search_select,
    section,
    shorten,
    within,
)
from workflows.requests.queries import Picture
from workflows.requests.results import Draft
from workflows.rules.store_lines import MOST_STORES
from workflows.rules.token_stores import ALL, NOT_ONE, ONE, WITHOUT, ListedStore, chosen, having
from workflows.storage.columns import InSheet
from workflows.storage.models import PendingToken, Request, Store

CALLBACK, STORES, PREVIOUS, NEXT = "token_stores", "stores_pongo", "listed_previous", "listed_next"
ON_PAGE = 40
_PAGE = "page:"
_BRAND, _OWNER, _NAME, _OPTION_NAME, _TYPED, _SEARCH, _ASIDE, _ROOM = 400, 200, 150, 50, 30, 100, 10, 1_500


def draw_token_stores(
    services: Services,
    texts: Texts,
    picture: Picture,
    pending: PendingToken,
    selected: Sequence[Block] | None = None,
    page: int = 0,
) -> View:
    """What the token `pending` lists. `selected`: the options that are chosen, None at first, when all are."""
    request, listed = picture.request, listed_stores(pending)
    draft = Draft(request.brand, request.account, tuple(one.line for one in listed))
    held = {one.store.slug: one.reference for one in services.queries.taken(draft, request.id, request.team)}
    free = [one for one in listed if one.slug not in held]
    selected = [_all(texts, "", len(free))] if selected is None else selected
    told = pending.seen or {}
    about = [texts.md("check.about", brand=within(request.brand, _BRAND), reference=request.reference)]
    if owner := told.get("owner"):
        about.append(texts.md("check.owner", owner=within(str(owner), _OWNER)))
    taken = chosen(free, [str(one["value"]) for one in selected])
    blocks: list[Block] = [section("\n".join(about)), section(_sees(texts, taken, len(listed)))]
    if free:
        blocks.append(
            search_select(
                STORES,
                texts("token_stores.input"),
                selected,
                hint=texts("token_stores.hint"),
                placeholder=texts("token_stores.placeholder"),
                fewest=0,
            )
        )
    blocks += _listed(texts, request, taken, page)
    aside = [texts.md("token_stores.held", name=within(one.name, _NAME), reference=held[one.slug])
             for one in listed if one.slug in held]  # fmt: skip
    aside += [texts.md("token_stores.unseen", name=within(one.name, _NAME), slug=code(one.slug))
              for one in unseen(picture, listed)]  # fmt: skip
    if aside:
        more = max(0, len(aside) - _ASIDE)
        blocks.append(context(fitting(aside[:_ASIDE], _ROOM, lambda count: texts.md("more.stores", count=count), more)))
    if told.get("unread"):
        blocks.append(context(texts.md("token.unreadable")))
    return modal(
        texts("token_stores.title"),
        blocks,
        close=texts("modal.cancel"),
        submit=texts("token_stores.send") if free else None,
        callback_id=CALLBACK,
        about=request,
    )


def listed_stores(pending: PendingToken) -> list[ListedStore]:
    """Those that Hey Pongo listed for this token; none where it was not asked for any."""
    return [ListedStore.from_json(one) for one in (pending.seen or {}).get("stores") or []]


def unseen(picture: Picture, listed: Sequence[ListedStore]) -> list[Store]:
    """The stores that the request names itself and the token does not see: they stay."""
    slugs = {one.slug.lower() for one in listed}
    return [store for store in picture.stores if store.slug.lower() not in slugs]


def store_options(texts: Texts, stores: Sequence[ListedStore], typed: str) -> list[Block]:
    """What is offered to somebody who typed that: all that are found, all without them, then each, and all without
    each, as many as Slack takes."""
    found = having(stores, typed[:_SEARCH])
    offered = [_all(texts, typed, len(found))] if len(found) > 1 else []
    if typed.strip() and 1 < len(found) < len(stores):
        offered.append(_all(texts, typed, len(found), without=True))
    for one in found:
        offered += [_one(texts, one), *([_one(texts, one, without=True)] if len(stores) > 1 else [])]
        if len(offered) >= OPTIONS:
            break
    return offered[:OPTIONS]


def selected_in(view: Mapping[str, Any]) -> list[Block]:
    """The options that are chosen (`view`: of a payload of this modal)."""
    return list(((view["state"]["values"].get(STORES) or {}).get(STORES) or {}).get("selected_options") or [])


def page_of(pressed: Mapping[str, Any]) -> int:
    """The page that a click on one of the turning buttons asks for (`pressed`: of a block_actions payload)."""
    shown = str(pressed.get("block_id") or "").removeprefix(_PAGE)
    return (int(shown) if shown.isdecimal() else 0) + (1 if pressed.get("action_id") == NEXT else -1)


def none_taken(texts: Texts) -> str:
    """Under the input: that nothing is left of what was chosen."""
    return texts("token_stores.none")


def too_many(texts: Texts, count: int) -> str:
    """Under the input: that these are too many for one request."""
    return texts("token_stores.too_many", taken=count, most=MOST_STORES)


def _sees(texts: Texts, taken: Sequence[ListedStore], count: int) -> Mrkdwn:
    stores = [_store(one) for one in taken]
    return texts.md("token_stores.sees", count=count, taken=len(taken), summary=words.summary(texts, stores))


def _listed(texts: Texts, request: Request, taken: Sequence[ListedStore], page: int) -> list[Block]:
    stores = [_store(one) for one in taken]
    last = max(0, (len(stores) - 1) // ON_PAGE)
    page = min(max(page, 0), last)
    start = page * ON_PAGE
    shown = stores[start : start + ON_PAGE]
    blocks = packed(words.store_lines(texts, stores, shown, None, _NAME)) if shown else []
    if last:
        position = texts.md("details.page", first=start + 1, last=start + len(shown), all=len(stores))
        turning = [button(texts("details.previous"), PREVIOUS, request.id)] if page else []
        turning += [button(texts("details.next"), NEXT, request.id)] if page < last else []
        blocks += [context(position), actions(turning, f"{_PAGE}{page}")]
    return blocks


def _store(one: ListedStore) -> Store:
    return Store(
        request_id="",
        position=0,
        name=one.name,
        slug=one.slug,
        in_sheet=InSheet(one.in_sheet),
        sheet_rows=one.rows,
        found_fingerprint=one.found,
    )


def _one(texts: Texts, one: ListedStore, *, without: bool = False) -> Block:
    name = shorten(one.name, _OPTION_NAME)
    key, kind = ("token_stores.without", NOT_ONE) if without else ("token_stores.one", ONE)
    found = option_of(kind + one.slug, texts(key, name=name))
    return {**found, "description": plain(one.slug[-OPTION:], OPTION)}  # names may differ where they are cut


def _all(texts: Texts, typed: str, count: int, *, without: bool = False) -> Block:
    said = typed.strip()[:_SEARCH]
    key = "token_stores.all_without" if without else "token_stores.all_with" if said else "token_stores.all"
    return option_of((WITHOUT if without else ALL) + said, texts(key, count=count, text=shorten(said, _TYPED)))
