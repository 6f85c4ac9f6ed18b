"""What Slack sends, one module per kind, each with `register(app, services)`."""

from slack_bolt import App

from bot.listeners import (
    actions,
    commands,
    events,
    follow_up,
    home,
    live,
    mails,
    shortcuts,
    token,
    uploads,
    views,
    watch,
)
from bot.services import Services


def register(app: App, services: Services) -> None:
    """Attaches every listener to the app; the actions last, for they end with an answer to whatever is unknown."""
    for module in (commands, shortcuts, events, home, follow_up, live, mails, token, uploads, views, watch, actions):
        module.register(app, services)
