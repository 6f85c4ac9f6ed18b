"""What the sheet watch has to tell: rows that nobody asked for, and rows that somebody changed."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from bot.texts import Mrkdwn, Texts, code, link
from bot.ui import words
from bot.ui.actions import action_button
from bot.ui.blocks import FALLBACK, Block, Message, View, actions, button, clip, context, section, within
from bot.ui.conflicts import seen_block
from bot.ui.token import replace_form
from workflows.requests.queries import Picture
from workflows.requests.token_replacement import CHANGED
from workflows.rules.brand_guess import LikelyBrand
from workflows.rules.details import RowsLeft
from workflows.rules.effects import ChangedRow, LostRow, Unsaid
from workflows.rules.policy import Action
from workflows.rules.sheet_ticks import is_yes
from workflows.rules.states import LIVE, Event, Remark
from workflows.rules.store_lines import StoreLine
from workflows.storage.columns import InSheet
from workflows.storage.models import Request, Store

ACTION = "request_rows"
GROUPS_SHOWN, NAMES_SHOWN, REQUESTS_SHOWN, ROWS_SHOWN = 10, 5, 10, 5
_NAME, _BRAND = 60, 80
_ANSWERS_SHOWN = 3
# What people do about changed rows, as the history says it.
_ANSWERS = frozenset(
    {Event.PUT_BACK, Event.ROWS_BACK, Event.KEEP_TOKEN, Event.OVERWRITE_TOKEN, Remark.LEAVE}
    | {Event.REPLACE, Event.REPLACED, Event.WITHDRAW, Event.WITHDRAWN}
)
_AMISS = CHANGED | {InSheet.CONFLICT}
_SEVERAL = "-"  # in place of a fingerprint: there is not one other token, but none or several


def unasked(texts: Texts, groups: Sequence[LikelyBrand], sheet_url: str) -> Message:
    """The message about rows that wait for a token and nobody asked, with a button for each likely brand."""
    count = sum(len(group.stores) for group in groups)
    title = texts.md("watch.unasked", count=count)
    if not groups:
        return Message(title := texts.md("watch.unasked_none"), [section(title)])
    blocks: list[Block] = [section(title), context(texts.md("watch.unasked_how"))]
    for group in groups[:GROUPS_SHOWN]:
        block = section(_group(texts, group))
        block["accessory"] = button(texts("button.request_rows"), ACTION, group.key)
        blocks.append(block)
    hidden = sum(len(group.stores) for group in groups[GROUPS_SHOWN:])
    if hidden:
        blocks.append(context(texts.md("watch.more_rows", count=hidden)))
    return Message(clip(title, FALLBACK), [*blocks, *_sheet(texts, sheet_url)])


def rows_changed(
    texts: Texts,
    changes: Sequence[tuple[Picture, Sequence[ChangedRow]]],
    count: int,
    *,
    since: datetime,
    sheet_url: str,
) -> Message:
    """The message about rows of delivered requests that vanished or whose token is another one, or none; and who has
    done what about it.

    `changes`: each request with its rows, as they were told. `count`: of all. `since` (aware): when they were seen.
    """
    title = texts.md("watch.changed", count=count)
    blocks: list[Block] = [section(title)]
    keeps = []
    for picture, rows in changes[:REQUESTS_SHOWN]:
        request, still = picture.request, _still_changed(picture, rows, since)
        lines = [texts.md("watch.of", brand=within(request.brand, _BRAND), reference=request.reference)]
        lines += [_changed(texts, row, picture, still) for row in rows[:ROWS_SHOWN]]
        if len(rows) > ROWS_SHOWN:
            lines.append(texts.md("watch.more_rows", count=len(rows) - ROWS_SHOWN))
        blocks.append(section(Mrkdwn("\n".join(lines))))
        done = [entry for entry in picture.history if entry.at >= since and entry.action in _ANSWERS][-_ANSWERS_SHOWN:]
        if done:
            blocks.append(context("\n".join(words.timeline(texts, done, reason_limit=0))))
        elif not still:
            blocks.append(context(texts.md("watch.back")))
        if still and not request.replacement:
            keeps.append(found := _tokens(still.values()))
            blocks.append(actions(_helps(texts, request, found), seen_block(found, request)))
    if len(changes) > REQUESTS_SHOWN:
        blocks.append(context(texts.md("watch.more_requests", count=len(changes) - REQUESTS_SHOWN)))
    if keeps:
        kept = any(found != _SEVERAL for found in keeps)
        blocks.append(context(texts.md("watch.changed_how_kept" if kept else "watch.changed_how")))
    return Message(clip(title, FALLBACK), [*blocks, *_sheet(texts, sheet_url)])


def can_be_answered(picture: Picture, rows: Sequence[ChangedRow], since: datetime) -> bool:
    """Whether anything is left to be done about rows of a request that were seen changed `since` then (aware)."""
    return bool(picture.request.replacement or _still_changed(picture, rows, since))


def _still_changed(picture: Picture, rows: Sequence[ChangedRow], since: datetime) -> dict[str, Store]:
    """By slug: those that are not back, nor left so by an approver."""
    told = [left for entry in picture.history if entry.at >= since and (left := entry.told(RowsLeft))]
    gone = {slug for left in told for slug in left.left}
    if picture.request.state not in LIVE:
        return {}
    wanted = {row.slug for row in rows} - gone
    return {store.slug: store for store in picture.stores if store.slug in wanted and store.in_sheet in _AMISS}


def tokens_lost(texts: Texts, rows: Sequence[LostRow], requests: Mapping[str, Request], sheet_url: str) -> Message:
    """The message about rows whose token an interrupted write has cost, with the way to each request. `requests`: those
    that rows belong to, by id."""
    title = texts.md("watch.lost", count=len(rows))
    blocks: list[Block] = [section(title)]
    for request_id in list(dict.fromkeys(row.request for row in rows))[:REQUESTS_SHOWN]:
        mine, request = [row for row in rows if row.request == request_id], requests.get(request_id)
        named = (
            texts.md("watch.of", brand=within(request.brand, _BRAND), reference=request.reference) if request else ""
        )
        lines = [texts.md("watch.lost_row", row=str(row.row), slug=code(row.slug)) for row in mine[:ROWS_SHOWN]]
        if len(mine) > ROWS_SHOWN:
            lines.append(texts.md("watch.more_rows", count=len(mine) - ROWS_SHOWN))
        block = section(Mrkdwn("\n".join([named, *lines] if named else lines)))
        if request:
            block["accessory"] = button(texts("button.details"), "details", request.id)
        blocks.append(block)
    blocks.append(context(texts.md("watch.lost_how")))
    return Message(clip(title, FALLBACK), [*blocks, *_sheet(texts, sheet_url)])


def reading(texts: Texts) -> Mrkdwn:
    """That the sheet is being read for the token."""
    return texts.md("adopt.reading")


def unsaid(texts: Texts, picture: Picture, told: Unsaid, headers: Sequence[str]) -> Message:
    """The message about restaurants of which 6xpos no longer says what it said. `headers`: of its two columns."""
    names = {store.slug: store.name for store in picture.stores}
    lines = [texts.md("watch.unsaid", brand=within(picture.request.brand, _BRAND))]
    for slugs, header in zip((told.live, told.products), headers, strict=True):
        if slugs:
            shown = [within(names.get(slug) or slug, _NAME) for slug in slugs[:ROWS_SHOWN]]
            listed = Mrkdwn(", ".join(shown) + ("…" if len(slugs) > ROWS_SHOWN else ""))
            lines.append(texts.md("watch.unsaid_of", header=within(header, _NAME), count=len(slugs), names=listed))
    text = Mrkdwn("\n".join([*lines, texts.md("watch.unsaid_how")]))
    return Message(clip(lines[0], FALLBACK), [section(text)])


def said_by_6xpos(texts: Texts, stores: Sequence[Store]) -> list[Block]:
    """What 6xpos says of restaurants in the sheet that counts as no, for whoever looks at the details."""
    told = [
        texts.md("watch.said", name=within(store.name, _NAME), said=within(text, _NAME))
        for store in stores
        for text in (store.said_live, store.said_products)
        if text and not is_yes(text)
    ]
    more = [texts.md("watch.more_rows", count=len(told) - GROUPS_SHOWN)] if len(told) > GROUPS_SHOWN else []
    return [section(Mrkdwn("\n".join([texts.md("watch.said_title"), *told[:GROUPS_SHOWN], *more])))] if told else []


def asks_token(texts: Texts, picture: Picture) -> View:
    """The form for the request's token, since no row has it any more."""
    view = replace_form(texts, picture)
    return {**view, "blocks": [section(texts.md("watch.asks_token")), *view["blocks"]]}


def asked_meanwhile(texts: Texts) -> Mrkdwn:
    """That the rows behind a button are asked for by now, or gone."""
    return texts.md("watch.asked_meanwhile")


def _group(texts: Texts, group: LikelyBrand) -> Mrkdwn:
    names = ", ".join(within(_known_as(store), _NAME) for store in group.stores[:NAMES_SHOWN])
    if len(group.stores) > NAMES_SHOWN:
        names += "…"
    rows = words.rows(texts, [store.line for store in group.stores])
    key = "watch.group_of_one" if names == within(group.brand, _NAME) else "watch.group"
    return texts.md(key, brand=within(group.brand, _BRAND), names=Mrkdwn(names), rows=rows)


def _known_as(store: StoreLine) -> str:
    return store.name or store.slug


def _changed(texts: Texts, row: ChangedRow, picture: Picture, still: Mapping[str, Store]) -> Mrkdwn:
    """How a row stands: as it is now, if it is changed still."""
    store = still.get(row.slug)
    name = next((one.name for one in picture.stores if one.slug == row.slug), "")
    kind = "settled" if store is None else store.in_sheet if store.in_sheet in CHANGED else InSheet(row.kind)
    return texts.md(
        f"watch.changed_{kind}",
        name=within(name, _NAME),
        slug=code(row.slug),
        found=code((store and store.found_fingerprint) or row.found or "?"),
        wanted=code(picture.request.token_fingerprint or "?"),
    )


def _tokens(stores: Iterable[Store]) -> str:
    """The fingerprint of the other token, where there is a single one, else `_SEVERAL`."""
    found = {str(store.found_fingerprint) for store in stores if store.in_sheet is InSheet.TOKEN}
    return found.pop() if len(found) == 1 else _SEVERAL


def _helps(texts: Texts, request: Request, found: str) -> list[Block]:
    """What can be done about it: putting it back, taking the sheet's token for right, leaving it so, looking closer."""
    kept = [] if found == _SEVERAL else [action_button(texts, Action.KEEP_TOKEN, request)]
    leave = button(texts("button.leave_rows"), Remark.LEAVE, request.id)
    put_back, details = (action_button(texts, action, request) for action in (Action.PUT_BACK, Action.DETAILS))
    return [put_back, *kept, leave, details]


def _sheet(texts: Texts, sheet_url: str) -> list[Block]:
    return [context(link(sheet_url, texts("card.sheet_link")))] if sheet_url else []
