"""The button that says a ready-made mail to 6xpos was sent, where the bot sends none itself."""

import structlog
from slack_bolt import App

from bot.clients.slack import FAILURES
from bot.listeners.interaction import Interaction, on_press
from bot.services import Services
from bot.ui import answers
from bot.ui.mail import kind_of
from bot.ui.notes import event_of, note, ready_made
from workflows.requests.notices import cause
from workflows.rules.policy import decide_follow_up
from workflows.rules.states import Event, Remark

log = structlog.get_logger(__name__)


def register(app: App, services: Services) -> None:
    """Attaches the button."""
    on_press(app, services, Remark.MAIL_SENT, _sent)


def _sent(interaction: Interaction) -> None:
    services = interaction.services
    picture = interaction.picture()
    if picture is None:
        return
    event, request = event_of(interaction.pressed), picture.request
    kind = kind_of(event, services.settings.request_mail_on)
    if kind is None:
        interaction.tell(answers.not_found)
        return
    approvers = services.approvers
    verdict = approvers.asking(lambda: decide_follow_up(request.requester, None, approvers.person(interaction.user)))
    if not verdict.allowed:
        interaction.tell_refusal(verdict, request)
        return
    # A second press finds it noted: either way the message says so from now on.
    entry = cause(Event(event), picture.history)
    press = interaction.press(Remark.MAIL_SENT, interaction.trigger)
    services.requests.mailing.note_sent(request.id, kind, press, entry.at if entry else request.created_at)
    container = interaction.body.get("container") or {}
    picture = services.queries.picture(request.id)
    drawn = note(interaction.asked_texts(), picture, event, ready_made(services, picture, event))
    try:
        interaction.client.chat_update(
            channel=interaction.channel, ts=str(container.get("message_ts", "")), text=drawn.text, blocks=drawn.blocks
        )
    except FAILURES as failure:
        log.warning("message_not_updated", failure=type(failure).__name__)
        interaction.tell(answers.try_again)
