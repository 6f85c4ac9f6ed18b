"""The modals that ask an approver why."""

from bot.texts import Texts, mention
from bot.ui.blocks import View, modal, section, text_input, within
from workflows.models import Request

LONGEST_REASON = 2_000
_BRAND = 400


def reject_form(texts: Texts, request: Request) -> View:
    """Why the request is rejected."""
    return _reason_form(texts, request, "reject")


def changes_form(texts: Texts, request: Request) -> View:
    """What the requester is to change."""
    return _reason_form(texts, request, "changes")


def withdraw_form(texts: Texts, request: Request) -> View:
    """Why the token is taken out of the sheet."""
    return _reason_form(texts, request, "withdraw")


def _reason_form(texts: Texts, request: Request, kind: str) -> View:
    about = texts.md(
        f"reason.{kind}.about",
        brand=within(request.brand, _BRAND),
        reference=request.reference,
        requester=mention(request.requester),
    )
    asked = text_input(
        "reason",
        texts(f"reason.{kind}.input"),
        placeholder=texts(f"reason.{kind}.placeholder"),
        longest=LONGEST_REASON,
        multiline=True,
        focus=True,
    )
    return modal(
        texts(f"reason.{kind}.title"),
        [section(about), asked],
        close=texts("modal.cancel"),
        submit=texts(f"reason.{kind}.send"),
        callback_id=f"{kind}_form",
        private_metadata=request.id,
    )
