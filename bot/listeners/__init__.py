"""What Slack sends, one module per kind, each with `register(app, services)`."""

from slack_bolt import App

from bot.listeners import card as actions
from bot.listeners import commands, home, shortcuts, token
from bot.listeners import decisions as views
from bot.listeners import go_live as live
from bot.listeners import mail as mails
from bot.listeners import offer as events
from bot.listeners import reminders as follow_up
from bot.listeners import sheet_watch as watch
from bot.listeners import store_import as uploads
from bot.services import Services


def register(app: App, services: Services) -> None:
    """Attaches every listener to the app; the actions last, for they end with an answer to whatever is unknown."""
    for module in (commands, shortcuts, events, home, follow_up, live, mails, token, uploads, views, watch, actions):
        module.register(app, services)
