"""The baselines: bare Bolt apps on the bot's own server and threads. `ack` only acks, `modal` opens a modal too."""

import logging
import os
import sys
import threading

from prometheus_client import CollectorRegistry
from slack_bolt import App
from slack_bolt.authorization import AuthorizeResult
from slack_sdk import WebClient

from bot.process.bolt_app import LISTENER_THREADS
from bot.process.server import Endpoints, Server
from bot.process.thread_pool import Pool

VIEW = {
    "type": "modal",
    "callback_id": "fixed",
    "title": {"type": "plain_text", "text": "Fixed"},
    "blocks": [{"type": "section", "text": {"type": "mrkdwn", "text": "The same for everybody."}}],
}

if __name__ == "__main__":
    kind, port = sys.argv[1], int(sys.argv[2])
    for name in ("slack_bolt", "waitress.queue"):
        logging.getLogger(name).setLevel(logging.ERROR)
    client = WebClient(token="xoxb-bench", base_url=os.environ["SLACK_API_URL"], retry_handlers=[])
    app = App(
        client=client,
        authorize=lambda: AuthorizeResult(enterprise_id=None, team_id="T06XPOS", bot_token="xoxb-bench"),
        signing_secret=os.environ["SLACK_SIGNING_SECRET"],
        token_verification_enabled=False,
        listener_executor=Pool(LISTENER_THREADS, "listener"),
    )

    @app.command("/6xpos-request")
    def command(ack, body, client):  # type: ignore[no-untyped-def]
        ack()
        if kind == "modal":
            client.views_open(trigger_id=body["trigger_id"], view=VIEW)

    @app.view("token_form")
    def view(ack, body, client):  # type: ignore[no-untyped-def]
        ack()
        if kind == "modal":
            client.views_open(trigger_id=body["trigger_id"], view=VIEW)

    server = Server(
        Endpoints(app, dict, CollectorRegistry(), secret=os.environ["SLACK_SIGNING_SECRET"]), "127.0.0.1", port
    )
    server.start()
    threading.Event().wait()
