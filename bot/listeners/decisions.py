"""Asks by a modal why somebody rejects, asks for changes or withdraws a token, and stores the decision."""

from functools import partial

from slack_bolt import App

from bot.listeners.interaction import Interaction, on_press
from bot.listeners.submission import Submission, on_submission
from bot.services import Services
from bot.texts import Texts
from bot.ui import answers
from bot.ui.actions import BUTTONS, Asks
from bot.ui.answers import outdated_form
from bot.ui.blocks import View
from bot.ui.decisions import name_stores, reason_form
from workflows.requests.queries import Picture
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
    # Pressed in a modal about a token: Hey Pongo has not said which restaurants it is for.
    ready = action is Action.ASK_CHANGES and bool(interaction.body.get("view"))
    languages = interaction.services.languages

    def draw(texts: Texts, picture: Picture) -> View:
        theirs = languages.known(picture.request.requester) or languages.channel()
        return reason_form(texts, picture.request, action, reason=name_stores(theirs) if ready else "")

    interaction.open_action(action, draw)


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
