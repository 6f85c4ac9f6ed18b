"""Decisions with a reason: reject, ask for changes, withdraw a token. A modal asks why; stored when it is sent."""

from functools import partial

from slack_bolt import App

from bot.listeners.interaction import Interaction, on_press
from bot.listeners.submission import Submission, on_submission
from bot.services import Services
from bot.ui import answers
from bot.ui.actions import BUTTONS, Asks
from bot.ui.answers import outdated_form
from bot.ui.decisions import reason_form
from workflows.requests.results import Outdated
from workflows.rules.policy import EVENTS, Action
from workflows.rules.store_lines import clean_lines


def register(app: App, services: Services) -> None:
    """Attaches the buttons that ask for a reason, and their modals."""
    for action, row in BUTTONS.items():
        if row.asks is Asks.REASON:
            on_press(app, services, action, partial(_ask, action))
            on_submission(app, services, f"{row.form}_form", partial(_decide, action), "reason")


def typed_reason(submission: Submission) -> tuple[str, str]:
    """The reason that was typed, and what is wrong with it, empty for nothing."""
    reason = clean_lines(submission.typed("reason"))
    if not reason:
        return "", answers.reason_needed(submission.texts)
    secret = submission.services.tokens.among([reason])
    return reason, answers.looks_like_token(submission.texts) if secret(reason) else ""


def _ask(action: Action, interaction: Interaction) -> None:
    interaction.open_action(action, lambda texts, picture: reason_form(texts, picture.request, action))


def _decide(action: Action, submission: Submission) -> None:
    reason, wrong = typed_reason(submission)
    if wrong:
        submission.keep_open(wrong, "reason")
        return
    result = submission.services.requests.act(
        submission.request_id, EVENTS[action][0], submission.press(), version=submission.version, reason=reason
    )
    if isinstance(result, Outdated):
        told = outdated_form(submission.texts, result.changes)
        submission.show(reason_form(submission.texts, result.request, action, told, reason))
    else:
        submission.conclude(result, "reason")
