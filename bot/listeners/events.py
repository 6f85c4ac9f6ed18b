"""Events: what happens in the workspace without anybody pressing anything of ours."""

from slack_bolt import Ack, App

from bot.services import Services


def register(app: App, services: Services) -> None:
    """Attaches the event listeners."""

    @app.event("message")
    def message(ack: Ack) -> None:
        ack()

    @app.event("app_home_opened")
    def home(ack: Ack) -> None:
        ack()

    @app.event("app_mention")
    def mention(ack: Ack) -> None:
        ack()
