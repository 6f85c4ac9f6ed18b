"""Who the bot is in Slack: asked at start and again until Slack answers, so that the bot starts without it."""

import threading

import structlog
from slack_sdk import WebClient

from bot.clients.slack import FAILURES, SlackProblem, sorted_failure
from workflows.storage.models import Request

log = structlog.get_logger(__name__)


class Identity:
    """What auth.test says, once it has said it."""

    def __init__(self, client: WebClient) -> None:
        self._client = client
        self._lock = threading.Lock()
        self.bot_id: str | None = None
        self.bot_user_id: str | None = None
        self.team: str | None = None
        self.enterprise: str | None = None
        self.workspace_url = ""
        self.problem: str | None = "not asked yet"

    def refresh(self) -> bool:
        """Asks Slack. False, with `problem` set to Slack's word, where it does not know us or does not answer."""
        try:
            answer = self._client.auth_test()
        except FAILURES as failure:
            return self._failed(sorted_failure(failure))
        with self._lock:
            known = self.workspace_url
            self.bot_id, self.bot_user_id = answer.get("bot_id"), answer.get("user_id")
            self.team, self.enterprise = answer.get("team_id"), answer.get("enterprise_id")
            self.workspace_url = str(answer.get("url") or "")
            self.problem = None
        if self.workspace_url != known:
            log.info("workspace", team=self.team, url=self.workspace_url)
        return True

    def _failed(self, problem: SlackProblem) -> bool:
        with self._lock:
            self.problem = problem.kind
        log.warning("slack_unknown", kind=problem.kind)
        return False

    def card_link(self, request: Request) -> str:
        """The address of a request's card; empty while there is none, or it is unknown."""
        return self.permalink(request.card_channel, request.card_ts)

    def permalink(self, channel: str | None, ts: str | None) -> str:
        """The address of a message (docs.slack.dev, "chat.getPermalink", without the call); empty while unknown."""
        if not (self.workspace_url and channel and ts):
            return ""
        return f"{self.workspace_url.rstrip('/')}/archives/{channel}/p{ts.replace('.', '')}"
