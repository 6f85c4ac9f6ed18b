"""The modal that asks an approver why: to reject, to ask for changes, to withdraw a token."""

from collections.abc import Sequence

from bot.texts import Texts, mention
from bot.ui.actions import BUTTONS
from bot.ui.blocks import Block, View, modal, section, text_input, within
from workflows.rules.policy import Action
from workflows.storage.models import Request

LONGEST_REASON = 2_000
_BRAND = 400


def reason_form(texts: Texts, request: Request, action: Action, told: Sequence[Block] = (), reason: str = "") -> View:
    """Why an approver decides so. `told`: what has changed since it was drawn before, when `reason` was typed."""
    kind = BUTTONS[action].form
    about = texts.md(
        f"reason.{kind}.about",
        brand=within(request.brand, _BRAND),
        reference=request.reference,
        requester=mention(request.requester),
    )
    asked = text_input(
        "reason",
        texts(f"reason.{kind}.input"),
        value=reason,
        placeholder=texts(f"reason.{kind}.placeholder"),
        longest=LONGEST_REASON,
        multiline=True,
        focus=True,
    )
    return modal(
        texts(f"reason.{kind}.title"),
        [*told, section(about), asked],
        close=texts("modal.cancel"),
        submit=texts(f"reason.{kind}.send"),
        callback_id=f"{kind}_form",
        about=request,
    )


def name_stores(texts: Texts) -> str:
    """The ready-made reason where Hey Pongo does not say which restaurants a request is for."""
    return texts("reason.changes.name_stores")
