"""Answers to reminders: put off, keep open, hand over to another approver."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from slack_bolt import Ack, App
from slack_sdk import WebClient
from sqlalchemy.exc import SQLAlchemyError

from bot.listeners import home
from bot.listeners.card import picture_of
from bot.listeners.decisions import key_of
from bot.listeners.interaction import Interaction
from bot.listeners.store_import import storage_trouble
from bot.services import Services
from bot.texts import Texts
from bot.ui import answers
from bot.ui.listing import not_an_approver, put_off
from bot.ui.reassign import hand_over_form
from workflows.requests.queries import Picture
from workflows.requests.reminder_rules import LEADS
from workflows.rules.policy import Reason, Verdict, decide_follow_up
from workflows.storage.models import Request


def register(app: App, services: Services) -> None:
    """Attaches the answers to reminders."""

    def listen(action: str, do: Callable[[Interaction], None]) -> None:
        @app.action(action)
        def listener(ack: Ack, body: dict[str, Any], client: WebClient) -> None:
            ack()
            do(Interaction(services, body, client))

    listen("snooze", lambda interaction: _later(interaction, interaction.value, "tomorrow"))
    listen("keep_open", lambda interaction: _later(interaction, interaction.value, "keep_open"))
    listen("later", _chosen)

    @app.view("hand_over_form")
    def handed_over(ack: Ack, body: dict[str, Any], client: WebClient) -> None:
        interaction = Interaction(services, body, client)
        try:
            _hand_over(interaction, ack)
        except SQLAlchemyError as failure:
            # Nothing is stored: the form stays open with who was chosen.
            storage_trouble(interaction, ack, failure, "approver")


def _chosen(interaction: Interaction) -> None:
    """The menu beside a reminder: which request is in the block's id, what to do in the option."""
    action = interaction.body["actions"][0]
    request_id = str(action.get("block_id", "")).partition(":")[2]
    _later(interaction, request_id, str((action.get("selected_option") or {}).get("value", "")))


def _later(interaction: Interaction, request_id: str, what: str) -> None:
    services = interaction.services
    picture = _allowed(interaction, request_id)
    if picture is None:
        return
    request, reminding = picture.request, services.reminding
    click = interaction.press(what, interaction.trigger)
    if what == "hand_over":
        approvers = services.approvers.named()
        interaction.open(lambda texts: hand_over_form(texts, request, approvers))
        return
    if what == "keep_open":
        kept = reminding.keep_open(request.id, click)
    else:
        until = _until(services, what)
        kept = until is not None and reminding.snooze(request.id, until, click)
    if kept:
        interaction.tell(lambda texts: put_off(texts, what, request))
        home.refresh(services, interaction.client, interaction.user, interaction.body.get("view"))
    else:
        interaction.tell(lambda texts: answers.late(texts, request, services.queries.last_entry(request.id)))


def _until(services: Services, what: str) -> datetime | None:
    now, calendar = services.clock.now(), services.calendar
    return {
        "tomorrow": lambda: calendar.morning_in(1, now),
        "three_days": lambda: calendar.morning_in(3, now),
        "monday": lambda: calendar.next_monday(now),
    }.get(what, lambda: None)()


def _allowed(interaction: Interaction, request_id: str) -> Picture | None:
    """The request, if this person may put it off; else they are told."""
    picture = picture_of(interaction, request_id)
    if picture is None:
        return None
    verdict = _verdict(interaction, picture.request)
    if verdict.reason is Reason.APPROVERS_UNKNOWN:
        # The click is answered already: there is time to ask Slack.
        interaction.services.approvers.refresh()
        verdict = _verdict(interaction, picture.request)
    if not verdict.allowed:
        interaction.tell(lambda texts: answers.refusal(interaction.services, texts, verdict, picture.request))
        return None
    return picture


def _verdict(interaction: Interaction, request: Request) -> Verdict:
    services = interaction.services
    reminder = services.queries.reminder(request.id)
    if reminder is None:
        return Verdict(False, Reason.TOO_LATE)
    holder = None if reminder.holder == LEADS else reminder.holder
    return decide_follow_up(request.requester, holder, services.approvers.person(interaction.user))


def _hand_over(interaction: Interaction, ack: Ack) -> None:
    services, view = interaction.services, interaction.body["view"]
    chosen = ((view["state"]["values"].get("approver") or {}).get("approver") or {}).get("selected_user") or ""
    texts: Texts = interaction.texts
    request = services.queries.request(str(view["private_metadata"]), interaction.team)
    if request is None:
        ack(response_action="update", view=answers.notice(texts, answers.not_found(texts)))
        return
    verdict = _verdict(interaction, request)
    if services.approvers.person(chosen).approver is None or verdict.reason is Reason.APPROVERS_UNKNOWN:
        # The modal stays open with who was chosen; by the next press the group is known.
        ack(response_action="errors", errors={"approver": answers.ask_again(texts)})
        services.approvers.refresh()
    elif not verdict.allowed:
        refused = answers.refusal(services, texts, verdict, request)
        ack(response_action="update", view=answers.notice(texts, refused))
    elif not services.approvers.person(chosen).approver:
        ack(response_action="errors", errors={"approver": not_an_approver(texts)})
    elif services.reminding.reassign(request.id, chosen, interaction.press(key_of(view))):
        ack()
        home.refresh(services, interaction.client, interaction.user)
    else:
        late = answers.late(texts, request, services.queries.last_entry(request.id))
        ack(response_action="update", view=answers.notice(texts, late))
