"""The Home tab: drawn when it is opened, searched and turned, and brought up to date when its reader acts elsewhere."""

from datetime import date
from typing import Any

import structlog
from slack_bolt import Ack, App
from slack_sdk import WebClient
from sqlalchemy.exc import SQLAlchemyError

from bot.clients.slack import FAILURES
from bot.listeners.interaction import Interaction, on_press
from bot.listeners.team import team_of
from bot.services import Services
from bot.telemetry.logs import kind
from bot.texts import Mrkdwn
from bot.ui.home import (
    AWAY,
    BACK,
    NEXT,
    PREVIOUS,
    SEARCH,
    STATE,
    HomePage,
    home,
    home_skeleton,
    home_unread,
    not_away,
    read_home,
)
from bot.ui.weekly_report import numbers
from workflows.requests.queries import GOING_ON
from workflows.requests.search import Search
from workflows.rules.policy import APPROVERS
from workflows.rules.states import State
from workflows.rules.token_health import SOON

PAGE = 10
NOTHING_LOOKED_FOR = ("", "", 0)  # text, state, page
log = structlog.get_logger(__name__)


def register(app: App, services: Services) -> None:
    """Attaches the Home tab and what is pressed in it."""

    @app.event("app_home_opened")
    def opened(ack: Ack, event: dict[str, Any], body: dict[str, Any], client: WebClient) -> None:
        ack()
        if event.get("tab", "home") == "home":
            user = str(event["user"])
            known = services.languages.known(user)
            unsure = services.approvers.person(user).approver is None
            if known is None or unsure:
                # Slack has to be asked for their language, or whether they approve: something stands there meanwhile.
                _publish(client, user, home_skeleton(known or services.languages.channel()))
            if unsure:
                services.approvers.refresh()
            try:
                publish(services, client, user, team=team_of(body, services.identity))
                services.languages.opened_home(user)
            except SQLAlchemyError as failure:
                log.warning("home_not_published", failure=kind(failure))
                _publish(client, user, home_unread(services.languages.at_hand(user)))

    on_press(app, services, AWAY, lambda interaction: _away(interaction, interaction.pressed.get("selected_date")))
    on_press(app, services, BACK, lambda interaction: _away(interaction, None))
    on_press(app, services, SEARCH, _look)
    on_press(app, services, STATE, _look)
    on_press(app, services, PREVIOUS, lambda interaction: _look(interaction, -1))
    on_press(app, services, NEXT, lambda interaction: _look(interaction, 1))


def _away(interaction: Interaction, back_on: str | None) -> None:
    """An approver is away until the morning of that day (ISO 8601), or is back."""
    services = interaction.services
    until = services.calendar.midnight(date.fromisoformat(back_on)) if back_on else None
    services.absences.say(interaction.user, until)
    if until and until <= services.clock.now():
        interaction.tell(not_away)
    publish(services, interaction.client, interaction.user, read_home(interaction.body["view"]), interaction.team)


def _look(interaction: Interaction, turned: int = 0) -> None:
    """Shows what they look for now, so many pages further."""
    text, state, page = read_home(interaction.body["view"])
    looked_for = (text, state, max(0, page + turned) if turned else 0)
    publish(interaction.services, interaction.client, interaction.user, looked_for, interaction.team)


def publish(
    services: Services,
    client: WebClient,
    user: str,
    looked_for: tuple[str, str, int] = NOTHING_LOOKED_FOR,
    team: str | None = None,
) -> None:
    """Publishes somebody's Home. `looked_for`: as `read_home` answers it. `team`: their workspace, None where they have
    just acted and it is known to be the request's. Only after the ack; never raises for what Slack does."""
    queries, links = services.queries, services.identity.card_link
    text, state, page = looked_for
    approver = bool(services.approvers.person(user).approver)
    states = frozenset({State(state)}) if state in set(State) else (frozenset() if text else frozenset(GOING_ON))
    search = Search(text, None if approver else user, states, team)
    found = queries.search(search, limit=PAGE + 1, offset=page * PAGE)
    texts = services.languages.ask(user)
    shown = HomePage(
        approver=approver,
        # Who left the approvers is shown no more of others' requests, though they had taken one over.
        todo=services.absences.possible(
            user,
            queries.waiting_for(
                [APPROVERS, *services.absences.held_for(user)] if approver else [user],
                requester=None if approver else user,
                team=team,
            ),
        ),
        requests=found[:PAGE],
        reminders=queries.reminders([one.id for one in found[:PAGE]]),
        text=text,
        state=state,
        page=page,
        more=len(found) > PAGE,
        nudgeable=services.reminding.can_nudge(one for one in found[:PAGE] if one.requester == user),
        own=frozenset(one.id for one in found if one.requester == user),
        away_until=services.absences.until(user),
        numbers=numbers(texts, services.reporting.now(), queries.longest_waiting(), links) if approver else Mrkdwn(),
        tokens=services.healths.unwell(services.clock.now(), SOON) if approver else (),
    )
    _publish(client, user, home(texts, shown, links=links))


def refresh(interaction: Interaction) -> None:
    """Brings the Home of somebody who has just acted up to date, if they look at it; where they acted in it, what they
    look for there stays. After the ack; never raises."""
    services, view, user = interaction.services, interaction.body.get("view"), interaction.user
    try:
        if services.languages.sees_home(user):
            looked_for = read_home(view) if view and view.get("type") == "home" else NOTHING_LOOKED_FOR
            publish(services, interaction.client, user, looked_for)
    except SQLAlchemyError as failure:
        log.warning("home_not_published", failure=type(failure).__name__)


def _publish(client: WebClient, user: str, view: dict[str, Any]) -> None:
    try:
        client.views_publish(user_id=user, view=view)
    except FAILURES as failure:
        log.warning("home_not_published", failure=type(failure).__name__)
