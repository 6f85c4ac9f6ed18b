"""Turns what an attempt came to into the sentence that the person reads."""

from bot.services import Services
from bot.texts import Texts
from bot.ui import answers
from bot.ui.outdated import outdated_button
from workflows.requests.results import Done, Late, Missed, Outdated, Refused
from workflows.rules.policy import Action, Reason, Verdict
from workflows.storage.models import Request


def sentence(services: Services, texts: Texts, outcome: Missed) -> str:
    """What is true now, or why not and whom to ask."""
    match outcome:
        case Late():
            return answers.late(texts, outcome.request, outcome.last)
        case Refused():
            return refusal(services, texts, outcome.verdict, outcome.request)
        case Outdated():
            return outdated_button(texts, outcome.request, outcome.changes)
    return answers.not_found(texts)


def refusal(services: Services, texts: Texts, verdict: Verdict, request: Request) -> str:
    """Why this person may not, and whom to ask."""
    if verdict.reason is Reason.TOO_LATE:
        return answers.late(texts, request, services.queries.last_entry(request.id))
    return answers.refused(texts, verdict, services.approvers.named(), request)


def done(texts: Texts, action: Action, outcome: Done) -> str:
    """That it happened."""
    return answers.done(texts, action, outcome.request)
