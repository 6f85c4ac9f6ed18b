"""What Slack sends, one module per kind, each with `register(app, services)`."""

from slack_bolt import App

from bot.listeners import actions, commands, events, shortcuts, views
from bot.services import Services


def register(app: App, services: Services) -> None:
    """Attaches every listener to the app."""
    for module in (commands, shortcuts, actions, views, events):
        module.register(app, services)
