"""Draws conflicts: rows that hold another token than the request's, with the buttons that decide, on card or modal."""

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any

from bot.texts import Texts, code
from bot.ui.actions import action_button
from bot.ui.blocks import Block, View, actions, button, context, modal, section, shorten, text_input, within
from bot.ui.decisions import LONGEST_REASON
from bot.ui.problems import conflict_line
from workflows.requests.conflicts import Shown
from workflows.requests.queries import Picture
from workflows.rules.policy import Action
from workflows.rules.problems import Conflict
from workflows.storage.models import Request

DECIDE, OVERWRITE = "conflicts", "overwrite_form"
ON_CARD, IN_MODAL, GROUPS = 3, 40, 4
_BLOCK, _BRAND, _NAME = "conflict:", 400, 40
_CHOICES = (Action.KEEP_TOKEN, Action.OVERWRITE_TOKEN, Action.DROP_STORE)


def conflict_buttons(texts: Texts, picture: Picture) -> list[Block]:
    """Below the problem on the card: the choices for each row, or, where there are many, what opens them all."""
    rows = _open(picture.request)
    if len(rows) > ON_CARD:
        label = texts("button.conflicts", count=len(rows))
        return [actions([button(label, DECIDE, picture.request.id, style="primary")])]
    return [_choices(texts, picture, Shown(row.slug, str(row.found)), row) for row in rows]


def conflicts_modal(texts: Texts, picture: Picture) -> View:
    """All of them, those that hold the same token together too; what does not fit comes once these are decided."""
    request, rows = picture.request, _open(picture.request)
    about = texts.md("conflicts.about", brand=within(request.brand, _BRAND), reference=request.reference)
    blocks: list[Block] = [section(about)]
    if not rows:
        blocks.append(section(texts.md("conflicts.none")))
    for found, count in Counter(str(row.found) for row in rows).most_common(GROUPS):
        if count > 1:
            blocks.append(section(texts.md("conflicts.same", count=count, found=code(found))))
            blocks.append(_choices(texts, picture, Shown("", found)))
    for row in rows[:IN_MODAL]:
        blocks += [section(conflict_line(texts, row)), _choices(texts, picture, Shown(row.slug, str(row.found)), row)]
    if len(rows) > IN_MODAL:
        blocks.append(context(texts.md("more.conflicts", count=len(rows) - IN_MODAL)))
    return modal(texts("conflicts.title"), blocks, close=texts("modal.close"), callback_id=DECIDE, about=request)


def overwrite_form(texts: Texts, picture: Picture, shown: Shown) -> View:
    """Why our token shall be written over the one that was `shown`; what is left, where that is decided already."""
    request = picture.request
    rows = [row for row in _open(request) if shown.means(row)]
    if not rows:
        return conflicts_modal(texts, picture)
    one = within(rows[0].name, _BRAND) if len(rows) == 1 else texts("stores.count", count=len(rows))
    about = texts.md(
        "overwrite.about", stores=one, found=code(shown.found), wanted=code(request.token_fingerprint or "?")
    )
    asked = text_input(
        "reason",
        texts("replace.reason"),
        placeholder=texts("overwrite.placeholder"),
        longest=LONGEST_REASON,
        multiline=True,
        focus=True,
    )
    return modal(
        texts("overwrite.title"),
        [section(about, _block_id(shown)), asked, context(texts.md("overwrite.how"))],
        close=texts("modal.cancel"),
        submit=texts("overwrite.send"),
        callback_id=OVERWRITE,
        about=request,
    )


def shown_in(block_ids: Iterable[Any]) -> Shown:
    """What a button's block, or a modal's, says that the person was shown."""
    found = [str(one).removeprefix(_BLOCK) for one in block_ids if str(one).startswith(_BLOCK)]
    fingerprint, slug = [*(found or [""])[0].split(":"), ""][:2]
    return Shown(slug, fingerprint) if fingerprint else Shown("?", "?")  # of no request: nothing is decided


def shown_by(view: Mapping[str, Any]) -> Shown:
    """The same, of a modal."""
    return shown_in(block.get("block_id") for block in view.get("blocks") or [])


def seen_block(found: str, request: Request) -> str:
    """The same, for all rows of a request that hold the token with the fingerprint `found`, in a message about many
    requests."""
    return f"{_BLOCK}{found}::{request.id}"


def _open(request: Request) -> list[Conflict]:
    return request.problem.other_tokens if request.problem else []


def _block_id(shown: Shown) -> str:
    return f"{_BLOCK}{shown.found}:{shown.slug}"


def _choices(texts: Texts, picture: Picture, shown: Shown, row: Conflict | None = None) -> Block:
    """`row` None: for all rows with that token."""
    name = shorten(row.name, _NAME) if row else ""
    chosen = {one.slug for one in _open(picture.request) if shown.means(one)}
    may_drop = picture.request.replacement is None and any(store.slug not in chosen for store in picture.stores)
    may_drop = may_drop and not any(one.elsewhere for one in _open(picture.request) if shown.means(one))
    drawn = []
    for action in _CHOICES:
        if action is Action.DROP_STORE and not may_drop:
            continue
        one = action_button(texts, action, picture.request)
        if row:
            one["text"]["text"] = texts(f"button.{action}_of", row=str(row.row or "?"), name=name)[:75]
        drawn.append(one)
    return actions(drawn, _block_id(shown))
