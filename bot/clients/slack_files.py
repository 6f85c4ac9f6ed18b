"""Fetches a file that somebody has put into a form, with the bot's token."""

from typing import Any

import requests
from slack_sdk import WebClient

from bot.clients.addresses import slacks
from bot.clients.bounded import Answer, Unbounded, fetch, session
from bot.clients.slack import FAILURES, SlackAgain, patience, sorted_failure
from workflows.rules.store_files import LARGEST
from workflows.rules.xlsx import FileProblem, Unreadable

_SECONDS, _ALL_SECONDS = 5.0, 15.0
# docs.slack.dev, "files.info": what says that the file is not there (any more), and what that we may not see it.
_GONE = {"file_not_found", "file_deleted", "file_not_visible"}
_NOT_ALLOWED = {"missing_scope", "no_permission", "access_denied", "not_allowed_token_type", "team_access_not_granted"}


class SlackFiles:
    """Asks for a file's data, and for what it holds."""

    def __init__(self, client: WebClient) -> None:
        self._client = client

    def fetch(self, file_id: str, owner: str) -> bytes:
        """What the file of that id holds, uploaded by `owner` (a user id).

        Raises Unreadable where that will not change, bot.clients.slack.SlackAgain where it may.
        """
        file = self._about(file_id)
        if str(file.get("user")) != owner or file.get("is_external"):
            raise Unreadable(FileProblem.NOT_YOURS)
        size = file.get("size")
        if isinstance(size, int) and size > LARGEST:
            raise Unreadable(FileProblem.TOO_BIG)
        url = str(file.get("url_private_download") or file.get("url_private") or "")
        if not slacks(url, self._client.base_url):
            raise Unreadable(FileProblem.NOT_YOURS)  # the token goes to nobody else
        return self._download(url)

    def _about(self, file_id: str) -> dict[str, Any]:
        try:
            file = self._client.files_info(file=file_id).get("file")
        except FAILURES as failure:
            problem = sorted_failure(failure)
            if problem.kind in _GONE:
                raise Unreadable(FileProblem.GONE) from failure
            if problem.kind in _NOT_ALLOWED:
                raise Unreadable(FileProblem.NOT_ALLOWED) from failure
            if isinstance(problem, SlackAgain):
                raise problem from failure
            raise Unreadable(FileProblem.UNREACHABLE) from failure
        if not isinstance(file, dict):
            raise SlackAgain("no file in the answer")
        return file

    def _download(self, url: str) -> bytes:
        headers = {"Authorization": f"Bearer {self._client.token}"}
        try:
            with session(_ALL_SECONDS) as asker:
                answer = fetch(asker, "GET", url, most=LARGEST, headers=headers, timeout=_SECONDS)
        except Unbounded as failure:
            raise Unreadable(FileProblem.TOO_BIG) from failure
        except requests.RequestException as failure:
            raise SlackAgain("unreachable") from failure
        _judge(answer)
        return answer.content


def _judge(answer: Answer) -> None:
    """Raises what the status and the kind of an answer mean. Who may not have a file is sent to a page to sign in."""
    if answer.status_code == 429:
        raise patience(answer.headers)
    if answer.status_code >= 500:
        raise SlackAgain(f"http_{answer.status_code}")
    if answer.status_code in (404, 410):
        raise Unreadable(FileProblem.GONE)
    if answer.status_code != 200 or "text/html" in answer.headers.get("Content-Type", ""):
        raise Unreadable(FileProblem.NOT_ALLOWED)
