"""The modals that ask an approver why."""

from collections.abc import Sequence

from bot.texts import Texts, mention
from bot.ui.blocks import Block, View, modal, section, text_input, within
from workflows.storage.models import Request

LONGEST_REASON = 2_000
_BRAND = 400


def reject_form(texts: Texts, request: Request, told: Sequence[Block] = (), reason: str = "") -> View:
    """Why the request is rejected. `told`: what has changed since it was drawn before, when `reason` was typed."""
    return _reason_form(texts, request, "reject", told, reason)


def changes_form(texts: Texts, request: Request, told: Sequence[Block] = (), reason: str = "") -> View:
    """What the requester is to change. The rest as in `reject_form`."""
    return _reason_form(texts, request, "changes", told, reason)


def withdraw_form(texts: Texts, request: Request, told: Sequence[Block] = (), reason: str = "") -> View:
    """Why the token is taken out of the sheet. The rest as in `reject_form`."""
    return _reason_form(texts, request, "withdraw", told, reason)


def _reason_form(texts: Texts, request: Request, kind: str, told: Sequence[Block], reason: str) -> View:
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
        private_metadata=request.id,
        version=request.version,
    )
