"""What somebody reads who has decided on another version of a request than it has by now: what has changed since."""

from collections.abc import Sequence

from bot.texts import Mrkdwn, Texts
from bot.ui import words
from bot.ui.blocks import Block, clip, section
from bot.ui.card import change_lines
from workflows.storage.models import Audit, Request

_ENTRIES, _LONGEST = 5, 2_900


def outdated_form(texts: Texts, changes: Sequence[Audit]) -> list[Block]:
    """On top of the form that is drawn anew. `changes`: the entries that made the versions since, oldest first; none
    where the form said no version (drawn by 0.1.0)."""
    return [section(_told(texts, "outdated.form" if changes else "outdated.old_form", changes))]


def outdated_button(texts: Texts, request: Request, changes: Sequence[Audit]) -> Mrkdwn:
    """The answer to a button that would have acted at once."""
    return _told(texts, "outdated.button", changes, request.reference)


def outdated_check(texts: Texts, request: Request, changes: Sequence[Audit]) -> Mrkdwn:
    """For an approver who closed the modal before the token's check had ended: the token is kept, not written."""
    return _told(texts, "outdated.check", changes, request.reference)


def _told(texts: Texts, key: str, changes: Sequence[Audit], reference: str = "") -> Mrkdwn:
    lines: list[str] = [texts.md(key, emoji=Mrkdwn(words.TROUBLE_EMOJI), reference=reference)]
    for entry in changes[-_ENTRIES:]:
        lines += [*words.timeline(texts, [entry]), *change_lines(texts, entry.details or {})]
    return clip("\n".join(lines), _LONGEST)
