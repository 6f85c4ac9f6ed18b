"""The Web API client that we post with, and its failures sorted by what can be done about them."""

from collections.abc import Mapping
from datetime import timedelta
from functools import cached_property
from http.client import HTTPException
from typing import Any
from urllib.request import HTTPRedirectHandler, HTTPSHandler, OpenerDirector, ProxyHandler, Request, build_opener

from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError, SlackClientError

from sheets.retry_after import retry_after

# The event_type in the metadata of every message of ours.
EVENT_TYPE = "sixpos_request"
# Everything that slack-sdk's client lets through: Slack's refusals, the network's, an answer that is not JSON.
FAILURES = (SlackClientError, OSError, HTTPException, ValueError)

# What a person has to mend in Slack before trying again makes sense: docs.slack.dev, "Errors" of each method.
_FOR_A_PERSON = frozenset(
    {
        "not_in_channel", "channel_not_found", "is_archived", "invalid_auth", "not_authed", "account_inactive",
        "token_revoked", "token_expired", "missing_scope", "no_permission", "restricted_action", "org_login_required",
        "ekm_access_denied", "user_not_found", "user_disabled", "cannot_dm_bot", "team_access_not_granted",
        "restricted_action_read_only_channel", "messages_tab_disabled", "subteam_not_found", "no_such_subteam",
    }
)  # fmt: skip
_TRY_AGAIN = frozenset(
    {"ratelimited", "rate_limited", "internal_error", "fatal_error", "service_unavailable", "request_timeout",
     "team_added_to_org", "message_limit_exceeded"}
)  # fmt: skip


class SlackTrouble(Exception):
    """Slack did not do it. `kind` is Slack's own word for why; texts of ours never carry what was sent."""

    def __init__(self, kind: str) -> None:
        super().__init__(kind)
        self.kind = kind


class SlackAgain(SlackTrouble):
    """Worth trying again, not before `wait` where Slack said how long."""

    def __init__(self, kind: str, wait: timedelta | None = None) -> None:
        super().__init__(kind)
        self.wait = wait


class SlackNeedsPerson(SlackTrouble):
    """Somebody has to mend the workspace or the settings first."""


class SlackGone(SlackTrouble):
    """What was to be changed is not there any more."""


class SlackRefused(SlackTrouble):
    """Slack will never take this as it is: a mistake of ours."""


class _Stay(HTTPRedirectHandler):
    def redirect_request(self, *_: Any) -> None:
        """Nowhere: urllib would take our token along to whatever address a redirection names."""


class _Client(WebClient):
    """slack-sdk's client, which answers a redirection as the failure that it is."""

    @cached_property
    def _opener(self) -> OpenerDirector:
        proxy = [ProxyHandler({"http": self.proxy, "https": self.proxy})] if self.proxy else []
        return build_opener(_Stay(), HTTPSHandler(context=self.ssl), *proxy)

    def _perform_urllib_http_request_internal(self, url: str, req: Request) -> dict[str, Any]:
        with self._opener.open(req, timeout=self.timeout) as answer:
            charset = answer.headers.get_content_charset() or "utf-8"
            return {"status": answer.status, "headers": answer.headers, "body": answer.read().decode(charset)}


def poster(token: str, api_url: str, timeout: int = 10) -> WebClient:
    """The client for everything that must not happen twice.

    slack-sdk would repeat a request whose connection broke, before we could look whether the first one had worked:
    no retry handlers; the outbox retries instead.
    """
    return _Client(token=token, base_url=api_url, timeout=timeout, retry_handlers=[])


def patience(headers: Mapping[str, Any]) -> SlackAgain:
    """What a 429 with these headers asks for; a second where it does not say how long."""
    seconds = retry_after(headers)
    return SlackAgain("ratelimited", timedelta(seconds=1 if seconds is None else seconds))


def sorted_failure(failure: Exception) -> SlackTrouble:
    """The trouble that one of FAILURES stands for."""
    if isinstance(failure, SlackApiError):
        return _from_answer(failure)
    return SlackAgain("unreachable")


def _from_answer(failure: SlackApiError) -> SlackTrouble:
    response = failure.response
    status = getattr(response, "status_code", 200)
    data = response.data if isinstance(getattr(response, "data", None), dict) else {}
    kind = str(data.get("error", "")) or f"http_{status}"
    if status == 429 or kind in ("ratelimited", "rate_limited"):
        return patience(response.headers or {})
    if status >= 500 or kind in _TRY_AGAIN:
        return SlackAgain(kind)
    if kind == "message_not_found":
        return SlackGone(kind)
    if kind in _FOR_A_PERSON:
        return SlackNeedsPerson(kind)
    return SlackRefused(kind)
