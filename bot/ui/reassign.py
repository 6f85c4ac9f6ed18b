"""The modal that hands a request over to another approver."""

from collections.abc import Sequence

from bot.texts import Mrkdwn, Texts, mention
from bot.ui.blocks import LABEL, View, context, modal, plain, section, within
from workflows.storage.models import Request

CALLBACK = "hand_over_form"
_BRAND, _SHOWN = 400, 20


def hand_over_form(texts: Texts, request: Request, approvers: Sequence[str]) -> View:
    """Whom to hand it over to. `approvers`: the user ids of those who can take it; Slack's list offers everybody."""
    about = texts.md("handover.about", brand=within(request.brand, _BRAND), reference=request.reference)
    chooser = {"type": "users_select", "action_id": "approver"}
    if len(approvers) == 1:
        chooser["initial_user"] = approvers[0]
    blocks = [
        section(about),
        {
            "type": "input",
            "block_id": "approver",
            "label": plain(texts("handover.input"), LABEL),
            "element": chooser,
            "hint": plain(texts("handover.hint"), LABEL),
        },
    ]
    if approvers:
        named = ", ".join(mention(user) for user in approvers[:_SHOWN])
        listed = Mrkdwn(named + ("…" if len(approvers) > _SHOWN else ""))
        blocks.append(context(texts.md("handover.approvers", approvers=listed)))
    return modal(
        texts("handover.title"),
        blocks,
        close=texts("modal.cancel"),
        submit=texts("handover.send"),
        callback_id=CALLBACK,
        private_metadata=request.id,
        version=request.version,
    )
