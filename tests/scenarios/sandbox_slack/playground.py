"""What the tests of the embedded Slack share: the workspace under test, a form, and patience."""

from dataclasses import dataclass
from typing import Any

from slack_sdk import WebClient

from bot.sandbox.calls import CallLog
from bot.sandbox.clock import MovableClock
from bot.sandbox.faults import Faults
from bot.sandbox.loopback import Loopback
from bot.sandbox.slack.service import SlackService

SCOPES = [
    "chat:write", "commands", "im:write", "channels:history", "groups:history", "im:history", "channels:read",
    "groups:read", "im:read", "mpim:read", "users:read", "users:read.email", "usergroups:read", "files:read",
    "files:write", "reactions:write", "team:read", "app_mentions:read",
]  # fmt: skip


Json = dict[str, Any]


@dataclass
class Workspace:
    """The embedded Slack under test and a client that bears the bot's token."""

    slack: SlackService
    client: WebClient
    calls: CallLog
    faults: Faults
    clock: MovableClock
    url: str
    loopback: Loopback

    def with_token(self, token: str) -> WebClient:
        return WebClient(token=token, base_url=f"{self.url}/api/", retry_handlers=[])


def form(**more: Any) -> dict[str, Any]:
    """A modal with one input."""
    return {
        "type": "modal", "callback_id": "form", "private_metadata": "r1",
        "title": {"type": "plain_text", "text": "Request"},
        "submit": {"type": "plain_text", "text": "Send"},
        "blocks": [
            {"type": "input", "block_id": "brand", "label": {"type": "plain_text", "text": "Brand"},
             "element": {"type": "plain_text_input", "action_id": "brand"}},
        ],
        **more,
    }  # fmt: skip
