"""The details of a request: every store with what the sheet holds for it, and the whole history."""

from collections.abc import Mapping
from typing import Any

from bot.texts import Mrkdwn, Texts, code
from bot.ui import words
from bot.ui.actions import Place, buttons, own_buttons
from bot.ui.blocks import (
    Block,
    View,
    actions,
    button,
    clip,
    context,
    divider,
    modal,
    packed,
    quote,
    section,
    within,
)
from bot.ui.card import STORES_SHOWN, change_lines, merchant_link, origin, problem_line
from bot.ui.go_live import live_steps
from bot.ui.more_stores import more_stores
from bot.ui.sheet_watch import said_by_6xpos
from bot.ui.token_health import health_lines
from workflows.requests.queries import Picture
from workflows.rules.states import LIVE, Event
from workflows.storage.models import Audit, Reminder, Request

STORES_ON_PAGE = 40
ADD = "add_stores"
PREVIOUS, NEXT = "details_previous", "details_next"
_PAGE = "page:"
_BRAND, _NAME, _NOTE, _REASON = 400, 1_000, 2_800, 500
_EVENTS_SHOWN = 40
_MOST_SECTIONS = 15  # for the timeline: a request that goes back and forth for years still opens


def details(texts: Texts, picture: Picture, page: int = 0, *, approver: bool = False, own: bool = False) -> View:
    """The modal, at one page of the stores; a page that does not exist shows the nearest. `approver`: whether the
    reader is one, and is shown how to correct the token; `own`: whether the request is theirs, to change, take back
    and extend."""
    request = picture.request
    # Those that are not live yet come first: they are what one looks for.
    stores = sorted(picture.stores, key=lambda store: store.live_at is not None)
    last_page = max(0, (len(stores) - 1) // STORES_ON_PAGE)
    page = min(max(page, 0), last_page)
    start = page * STORES_ON_PAGE
    shown = stores[start : start + STORES_ON_PAGE]
    blocks: list[Block] = [section(_about(texts, picture))]
    if page == 0:
        if request.problem:
            blocks.append(section(problem_line(texts, request.problem)))
        if request.note:
            blocks.append(section(texts.md("card.note", note=quote(request.note, _NOTE, lines=40))))
        blocks += more_stores(texts, request)
        blocks += live_steps(texts, picture, everything=True)
        blocks += said_by_6xpos(texts, picture.stores)
    blocks.append(divider())
    if stores or not request.stores_to_come:
        blocks.append(section(words.title(texts, stores, STORES_SHOWN)))
    blocks += packed(words.store_lines(texts, stores, shown, request.token_fingerprint, _NAME))
    blocks += map(section, words.to_come(texts, picture))
    if last_page:
        position = texts.md("details.page", first=start + 1, last=start + len(shown), all=len(stores))
        blocks.append(context(position))
        blocks.append(actions(_turning(texts, request, page, last_page), f"{_PAGE}{page}"))
    if page == 0:
        blocks += [divider(), *_timeline(texts, picture)]
        row = []
        if (approver or own) and request.state in LIVE:
            row.append(button(texts("button.add_stores"), ADD, request.id))
        row += buttons(texts, request, Place.DETAILS) if approver and request.state in LIVE else []
        row += own_buttons(texts, request) if own else []
        if row:
            blocks.append(actions(row))
    return modal(
        texts("details.title", reference=request.reference),
        blocks,
        close=texts("modal.close"),
        callback_id="details",
        about=request,
    )


def page_of(action: Mapping[str, Any]) -> int:
    """The page that a click on one of the two turning buttons asks for (`action`: of a block_actions payload)."""
    block_id = str(action.get("block_id") or "")
    shown = block_id.removeprefix(_PAGE)
    here = int(shown) if block_id.startswith(_PAGE) and shown.isdecimal() else 0
    return max(0, here + (1 if action.get("action_id") == NEXT else -1))


def _about(texts: Texts, picture: Picture) -> str:
    request, reminder = picture.request, picture.reminder
    lines = [
        texts.md("details.brand", brand=within(request.brand, _BRAND), state=words.state(texts, request)),
        origin(texts, request),
        *_waiting(texts, request, reminder),
    ]
    if request.account:
        lines.append(texts.md("details.account", account=code(request.account)))
    if request.merchant:
        lines.append(texts.md("card.merchant", merchant=merchant_link(request.merchant)))
    if request.token_fingerprint:
        lines.append(texts.md("details.fingerprint", fingerprint=code(request.token_fingerprint)))
    lines += health_lines(texts, picture.token)
    return "\n".join(lines)


def _waiting(texts: Texts, request: Request, reminder: Reminder | None) -> list[Mrkdwn]:
    """Who is waited for and since when; where nobody is, since when it stands as it does."""
    whom = words.waits_for(texts, request, reminder)
    since = reminder.since if reminder else request.state_since
    key = "details.waiting" if whom else "details.since"
    lines = [texts.md(key, holder=whom or "", at=since)]
    if reminder and reminder.snoozed_until and (reminder.last_at is None or reminder.snoozed_until > reminder.last_at):
        lines.append(texts.md("details.snoozed", at=reminder.snoozed_until))
    return lines


def _turning(texts: Texts, request: Request, page: int, last_page: int) -> list[Block]:
    turning = []
    if page > 0:
        turning.append(button(texts("details.previous"), PREVIOUS, request.id))
    if page < last_page:
        turning.append(button(texts("details.next"), NEXT, request.id))
    return turning


def _timeline(texts: Texts, picture: Picture) -> list[Block]:
    entries = picture.history[-_EVENTS_SHOWN:]
    hidden = len(picture.history) - len(entries)
    lines: list[str] = [texts.md("details.history")]
    if hidden:
        lines.append(texts.md("more.events", count=hidden))
    for entry in entries:
        lines.append(clip(_entry(texts, entry), 2_900))
    return packed(lines)[-_MOST_SECTIONS:]


def _entry(texts: Texts, entry: Audit) -> str:
    (line,) = words.timeline(texts, [entry], reason_limit=_REASON)
    if entry.action == Event.RESUBMIT:
        return "\n".join([line, *change_lines(texts, entry)])
    return line
