"""The short sentences that answer a click, a command or a submission, the modals that hold just one of them, and what
has changed since a form was drawn.

All are mrkdwn, except those that stand under an input: `reason_needed`, `ask_again`, `stored_nothing`,
`looks_like_token`, `takes_long`, `too_fast`, `failed_form`.
"""

from collections.abc import Sequence
from typing import Any

from bot.services import Services
from bot.texts import Mrkdwn, Texts, code, escape, mention
from bot.ui import words
from bot.ui.blocks import Block, View, clip, modal, section, within
from bot.ui.card import change_lines
from bot.ui.problems import conflict_line
from workflows.requests.results import LastStore, Late, Missed, Outdated, Refused, SheetChanged, StoresUnknown
from workflows.rules.policy import Action, Reason, Verdict
from workflows.storage.models import Audit, Request

_BRAND, _APPROVERS_SHOWN, _CHANGES_SHOWN, _LONGEST_CHANGES = 400, 5, 5, 2_900
_PROBLEM = "trouble"  # the block_id of what stands above a modal without an input


def sentence(services: Services, texts: Texts, result: Missed) -> Mrkdwn:
    """What is true now, or why not and whom to ask: for whoever missed their aim."""
    match result:
        case Late():
            return late(texts, result.request, result.last)
        case Refused():
            return refusal(services, texts, result.verdict, result.request)
        case Outdated():
            return outdated_button(texts, result.request, result.changes)
        case SheetChanged():
            return texts.md("answer.sheet_changed", now=conflict_line(texts, result.now))
        case LastStore():
            return texts.md("answer.last_store", reference=result.request.reference)
        case StoresUnknown():
            return texts.md("answer.stores_unknown", reference=result.request.reference)
    return not_found(texts)


def refusal(services: Services, texts: Texts, verdict: Verdict, request: Request) -> Mrkdwn:
    """Why this person may not, and whom to ask."""
    if verdict.reason is Reason.TOO_LATE:
        return late(texts, request, services.queries.last_entry(request.id))
    return refused(texts, verdict, services.approvers.named(), request, nobody=services.approvers.nobody)


def refused_numbers(services: Services, texts: Texts, verdict: Verdict) -> Mrkdwn:
    """Why this person does not read the numbers, and whom to ask."""
    if verdict.reason is Reason.APPROVERS_UNKNOWN:
        return ask_again_md(texts)
    named = [mention(user) for user in services.approvers.named()[:_APPROVERS_SHOWN]]
    unnamed = texts.md("refused.nobody_approves" if services.approvers.nobody else "refused.nobody_named")
    return texts.md("refused.numbers", approvers=texts.listed(named) if named else unnamed)


def late(texts: Texts, request: Request, last: Audit) -> Mrkdwn:
    """What is true now: the state, and who brought the request there when."""
    return texts.md(
        "answer.late",
        reference=request.reference,
        brand=within(request.brand, _BRAND),
        state=words.state(texts, request),
        event=words.event(texts, last),
        at=last.at,
    )


def refused(
    texts: Texts, verdict: Verdict, approvers: Sequence[str], request: Request, *, nobody: bool = False
) -> Mrkdwn:
    """Why this person may not, and whom to ask. `approvers`: user ids, as far as they are known; `nobody`: that it is
    known that there are none."""
    if verdict.reason is Reason.APPROVERS_UNKNOWN:
        return ask_again_md(texts)
    others = [user for user in approvers if verdict.reason is not Reason.OWN_REQUEST or user not in request.owners]
    named = [mention(user) for user in others[:_APPROVERS_SHOWN]]
    reason = verdict.reason
    if not request.asked_for and reason in (Reason.ONLY_READERS, Reason.ONLY_REQUESTER_OR_APPROVERS):
        reason = Reason.ONLY_APPROVERS  # it is nobody's own
    known = {Reason.ONLY_APPROVERS, Reason.ONLY_REQUESTER, Reason.ONLY_REQUESTER_OR_APPROVERS}
    known |= {Reason.OWN_REQUEST, Reason.ONLY_READERS}
    unnamed = texts.md("refused.nobody_approves" if nobody else "refused.nobody_named")
    return texts.md(
        f"refused.{reason if reason in known else 'not_now'}",
        approvers=texts.listed(named) if named else unnamed,
        requester=mention(request.requester),
        reference=request.reference,
    )


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


def done(texts: Texts, action: Action, request: Request) -> Mrkdwn:
    """That what was pressed has happened."""
    return texts.md(f"done.{action}", reference=request.reference, brand=within(request.brand, _BRAND))


def not_found(texts: Texts) -> Mrkdwn:
    """That the button or form belongs to no request of this workspace."""
    return texts.md("answer.not_found")


def expired_trigger(texts: Texts) -> Mrkdwn:
    """That Slack gave up waiting for the form."""
    return texts.md("answer.expired_trigger")


def try_again(texts: Texts) -> Mrkdwn:
    """That Slack did not open the form."""
    return texts.md("answer.try_again")


def ask_again_md(texts: Texts) -> Mrkdwn:
    """That nobody can say just now who the approvers are."""
    return texts.md("answer.ask_again")


def ask_again(texts: Texts) -> str:
    """The same, under an input."""
    return texts("answer.ask_again")


def reason_needed(texts: Texts) -> str:
    """That a reason is needed, under its input."""
    return texts("error.reason_needed")


def looks_like_token(texts: Texts) -> str:
    """That something there looks like a token, under its input; the sentence does not repeat it."""
    return texts("error.looks_like_token")


def stored_nothing(texts: Texts) -> str:
    """That the database did not take it, under an input."""
    return texts("error.stored_nothing")


def takes_long(texts: Texts) -> str:
    """That nobody knows yet whether it is stored; the same again tells. Under an input, and for the command."""
    return texts("error.takes_long")


def too_fast(texts: Texts, seconds: int) -> str:
    """That nothing was saved, because this person asks too often; again in `seconds`. Under an input."""
    return texts("error.too_fast", count=seconds)


def too_fast_md(texts: Texts, seconds: int) -> Mrkdwn:
    """The same for the command."""
    return texts.md("answer.too_fast", count=seconds)


def failed_form(texts: Texts, error_id: str) -> str:
    """That something broke while a form was sent; `error_id` finds it in the log. Under an input."""
    return texts("error.failed", error_id=error_id)


def kept_open(view: View, sentence: str) -> dict[str, Any]:
    """The answer to a submission whose modal stays as it is, with what was typed: `sentence` (plain text) stands under
    its first input, or, where it has none, above everything. `view`: as Slack sent it."""
    inputs = [block["block_id"] for block in view.get("blocks") or [] if block.get("type") == "input"]
    if inputs:
        return {"response_action": "errors", "errors": {inputs[0]: sentence}}
    return {"response_action": "update", "view": with_sentence(view, escape(sentence))}


def with_sentence(view: View, sentence: Mrkdwn) -> View:
    """A modal as Slack sent it, with `sentence` above everything. What was typed stays where the inputs
    are still there."""
    blocks = [block for block in view.get("blocks") or [] if block.get("block_id") != _PROBLEM]
    names = ("type", "title", "close", "submit", "callback_id", "private_metadata")
    kept = {name: view[name] for name in names if view.get(name)}
    return kept | {"blocks": [section(sentence, _PROBLEM), *blocks]}


def failed(texts: Texts, error_id: str) -> Mrkdwn:
    """That something broke; `error_id` finds it in the log."""
    return texts.md("answer.failed", error_id=code(error_id))


def help(texts: Texts) -> Mrkdwn:
    """What the command can do."""
    return texts.md("answer.help")


def skeleton(texts: Texts, title_key: str, sentence_key: str) -> View:
    """A modal that says what is being waited for."""
    return _modal(texts, title_key, texts.md(sentence_key))


def checking(texts: Texts) -> View:
    """The skeleton while Slack is asked who the approvers are."""
    return skeleton(texts, "modal.one_moment", "answer.checking")


def reading(texts: Texts) -> View:
    """The skeleton while the message that asks is read."""
    return skeleton(texts, "modal.one_moment", "answer.reading")


def notice(texts: Texts, sentence: str, title_key: str = "modal.notice") -> View:
    """A modal with a sentence (mrkdwn) and nothing to press but Close."""
    return _modal(texts, title_key, Mrkdwn(sentence))


def _modal(texts: Texts, title_key: str, sentence: Mrkdwn) -> View:
    return modal(texts(title_key), [section(sentence)], close=texts("modal.close"))


def _told(texts: Texts, key: str, changes: Sequence[Audit], reference: str = "") -> Mrkdwn:
    lines: list[str] = [texts.md(key, emoji=Mrkdwn(words.PROBLEM_EMOJI), reference=reference)]
    for entry in changes[-_CHANGES_SHOWN:]:
        lines += [*words.timeline(texts, [entry]), *change_lines(texts, entry)]
    return clip("\n".join(lines), _LONGEST_CHANGES)
