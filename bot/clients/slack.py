"""The Web API client that we post with, and its failures sorted by what can be done about them."""

import re
from collections.abc import Callable, Mapping
from datetime import timedelta
from http.client import HTTPException
from typing import Any
from urllib.error import HTTPError
from urllib.parse import urlsplit
from urllib.request import Request

from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError, SlackClientError, SlackRequestError

from bot.clients.bounded import NoJson, opener, read_json
from bot.clients.retry_after import retry_after

# The event_type in the metadata of every message of ours.
EVENT_TYPE = "sixpos_request"
# Everything that slack-sdk's client lets through: Slack's refusals, the network's, an answer that is not JSON.
FAILURES = (SlackClientError, OSError, HTTPException, ValueError)

# What passes by itself, what is gone, and what we ask wrongly: docs.slack.dev, "Errors" of each method. Any other word
# is a problem of the workspace, also one that Slack has thought of since: somebody has to mend it before trying again
# makes sense.
_TRY_AGAIN = frozenset(
    {"ratelimited", "rate_limited", "internal_error", "fatal_error", "service_unavailable", "request_timeout",
     "team_added_to_org", "message_limit_exceeded"}
)  # fmt: skip
_GONE = frozenset({"message_not_found"})
NO_THREAD = "thread_not_found"  # the message to reply to was deleted
_OURS = frozenset(
    {
        "invalid_arguments", "invalid_arg_name", "invalid_array_arg", "invalid_charset", "invalid_form_data",
        "invalid_post_type", "missing_post_type", "invalid_json", "json_not_object", "no_text", "msg_too_long",
        "invalid_blocks", "invalid_blocks_format", "too_many_attachments", "invalid_metadata_format",
        "invalid_metadata_schema", "metadata_must_be_sent_from_app", "metadata_too_large", "cannot_reply_to_message",
        "cant_update_message", "edit_window_closed", "duplicate_message_not_found", "view_too_large", "not_found",
        "hash_conflict", "expired_trigger_id", "exchanged_trigger_id", "invalid_trigger_id", "trigger_expired",
        "duplicate_external_id", "push_limit_reached", "unknown_method", "method_deprecated", "invalid_cursor",
        "invalid_ts_latest", "invalid_ts_oldest", NO_THREAD, "file_not_found", "file_deleted",
        "file_not_visible",
    }
)  # fmt: skip
NOBODY_READS = frozenset({"user_disabled", "cannot_dm_bot", "user_not_in_channel"})
"""Why nobody reads what is for one person: they have left, are an app, or are not there."""
_WORD = re.compile(r"[a-z][a-z0-9_]{0,59}")
NOT_SLACK = "not_slacks_answer"
"""Our word where somebody else seems to answer, or nothing that can be read: a proxy, a captive portal."""

_SECONDS, _LARGEST = 25.0, 20_000_000  # an answer's, whole; bytes
# What we read of each method's answers, and of which kind it is: see `_fits`.
_SHAPES: Mapping[str, Any] = {
    "auth.test": {"user_id": str},
    "chat.postMessage": {"ts": str},
    "conversations.history": {"messages": [dict]},
    "conversations.open": {"channel": {"id": str}},
    "conversations.replies": {"messages": [dict]},
    "files.getUploadURLExternal": {"upload_url": str, "file_id": str},
    "files.info": {"file": dict},
    "usergroups.users.list": {"users": [str]},
    "users.info": {"user": dict},
    "views.open": {"view": {"id": str}},
}


class SlackProblem(Exception):
    """Slack did not do it. `kind` is Slack's own word for why; texts of ours never carry what was sent."""

    def __init__(self, kind: str) -> None:
        super().__init__(kind)
        self.kind = kind


class SlackAgain(SlackProblem):
    """Worth trying again, not before `wait` where Slack said how long."""

    def __init__(self, kind: str, wait: timedelta | None = None) -> None:
        super().__init__(kind)
        self.wait = wait


class SlackNeedsPerson(SlackProblem):
    """Somebody has to mend the workspace or the settings first."""


class SlackGone(SlackProblem):
    """What was to be changed is not there any more."""


class SlackRefused(SlackProblem):
    """Slack will never take this as it is: a mistake of ours."""


Told = Callable[[str, str], None]
# Few words, so that they can be counted by: what is wrong in particular, the log and the effects say.
_OUTCOMES: Mapping[type[SlackProblem], str] = {
    SlackAgain: "again",
    SlackNeedsPerson: "needs_person",
    SlackGone: "gone",
    SlackRefused: "refused",
}


class _Client(WebClient):
    """slack-sdk's client, with one reader for every answer: a deadline, a size, and the shape that is expected."""

    def __init__(self, seconds: float, told: Told | None = None, **given: Any) -> None:
        super().__init__(**given)
        self._told = told or (lambda method, outcome: None)
        self._opener = opener(seconds)

    def _perform_urllib_http_request_internal(self, url: str, req: Request) -> dict[str, Any]:
        method = urlsplit(url).path.rsplit("/", 1)[-1]
        try:
            status, headers, body = self._ask(req)
        except BaseException:
            self._told(method, "unreachable")
            raise
        try:
            found = read_json(body)
        except NoJson:
            found = None
        if not isinstance(found, dict) or not _fits(found, _SHAPES.get(method)):
            # Whatever it is stays out of logs and labels.
            found = {"ok": False, "error": NOT_SLACK if status == 200 else f"http_{status}"}
        self._told(method, "ok" if found.get("ok") else _OUTCOMES[type(_sorted(status, found, headers))])
        return {"status": status, "headers": headers, "body": "", "parsed_body": found}

    def _ask(self, req: Request) -> tuple[int, Mapping[str, str], bytes]:
        try:
            answer = self._opener.open(req, timeout=self.timeout)
        except HTTPError as refusal:  # an answer too
            answer = refusal
        with answer:
            body = answer.read(_LARGEST + 1)
            if len(body) > _LARGEST:
                raise SlackRequestError("the answer is too large")
            return answer.status, dict(answer.headers.items()), body


def _fits(found: Any, shape: Any) -> bool:
    """Whether an answer is of that shape: a kind, a list of one, or what a mapping must hold; None: any. A refusal fits
    every shape."""
    if shape is None or (isinstance(found, dict) and found.get("ok") is False):
        return True
    if isinstance(shape, dict):
        return isinstance(found, dict) and all(_fits(found.get(name), kind) for name, kind in shape.items())
    if isinstance(shape, list):
        return isinstance(found, list) and all(_fits(one, shape[0]) for one in found)
    return isinstance(found, shape)


def poster(
    token: str, api_url: str, timeout: int = 10, seconds: float = _SECONDS, told: Told | None = None
) -> WebClient:
    """The client for everything that must not happen twice. `seconds`: for a whole answer, however steadily it comes;
    `told`: hears of each call, and how it ended.

    slack-sdk would repeat a request whose connection broke, before we could look whether the first one had worked:
    no retry handlers; the outbox retries instead.
    """
    return _Client(seconds, told, token=token, base_url=api_url, timeout=timeout, retry_handlers=[])


def patience(headers: Mapping[str, Any]) -> SlackAgain:
    """What a 429 with these headers asks for; a second where it does not say how long."""
    seconds = retry_after(headers)
    return SlackAgain("ratelimited", timedelta(seconds=1 if seconds is None else seconds))


def sorted_failure(failure: Exception) -> SlackProblem:
    """The problem that one of FAILURES stands for."""
    if isinstance(failure, SlackApiError):
        return _from_answer(failure)
    return SlackAgain("unreachable")


def _from_answer(failure: SlackApiError) -> SlackProblem:
    response = failure.response
    status = getattr(response, "status_code", 200)
    data = response.data if isinstance(getattr(response, "data", None), dict) else {}
    return _sorted(status, data, getattr(response, "headers", None) or {})


def _sorted(status: int, data: Mapping[str, Any], headers: Mapping[str, Any]) -> SlackProblem:
    """What a refusal stands for."""
    kind = word_of(data.get("error"), f"http_{status}")
    if status == 429 or kind in ("ratelimited", "rate_limited"):
        return patience(headers)
    if status >= 500 or kind in _TRY_AGAIN or kind == NOT_SLACK:
        return SlackAgain(kind)
    if kind in _GONE:
        return SlackGone(kind)
    if kind in _OURS:
        return SlackRefused(kind)
    return SlackNeedsPerson(kind)


def word_of(error: Any, otherwise: str = "unknown_error") -> str:
    """Slack's word, where it is one: what else may stand there goes into no log, no label and no column."""
    return error if isinstance(error, str) and _WORD.fullmatch(error) else otherwise
