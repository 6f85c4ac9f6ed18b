"""`check`, Slack: its tokens and scopes are right, the channel is there, somebody can approve. Changes nothing."""

import re
from collections.abc import Iterator
from datetime import UTC
from email.utils import parsedate_to_datetime
from typing import Any

from slack_sdk import WebClient

from bot.clients.slack import FAILURES, SlackProblem, poster, sorted_failure
from bot.commands.doctor.findings import Finding, Level, failure, fine, note, warning
from bot.manifest import FOR_REPORTS, SCOPES
from bot.settings import Settings
from workflows.clock import Clock
from workflows.rules.policy import SelfApproval

_APPS = "https://api.slack.com/apps"
# Requests signed longer ago than this are refused: docs.slack.dev, "Verifying requests from Slack".
_REFUSED_AFTER_SECONDS = 300
_CURES = {
    "invalid_auth": f"copy the Bot User OAuth Token again: {_APPS} → your app → OAuth & Permissions",
    "not_authed": f"copy the Bot User OAuth Token again: {_APPS} → your app → OAuth & Permissions",
    "account_inactive": f"install the app again: {_APPS} → your app → Install App",
    "token_revoked": f"install the app again: {_APPS} → your app → Install App",
    "token_expired": f"turn token rotation off: {_APPS} → your app → OAuth & Permissions",
    "not_allowed_token_type": f"copy the Bot User OAuth Token: {_APPS} → your app → OAuth & Permissions",
    "missing_scope": f"paste what `pongo-6xpos manifest` prints at {_APPS} → your app → App Manifest, install again",
    "unreachable": "look at the network, HTTPS_PROXY and SLACK_API_URL",
    "ratelimited": "wait a minute, then run check again",
}


def examine(settings: Settings, clock: Clock) -> Iterator[Finding]:
    """Looks at Slack with the bot token; without one, only at the form of the other secrets."""
    yield from _signing_secret(settings)
    yield from _app_token(settings)
    if settings.slack_bot_token is None:
        return
    token = settings.slack_bot_token.get_secret_value()
    client = poster(token, settings.slack_api_url)
    try:
        answer = client.auth_test()
    except FAILURES as refusal:
        yield _refused("SLACK_BOT_TOKEN", sorted_failure(refusal), _kind_of(token))
        yield from _clock(_header(getattr(refusal, "response", None), "date"), clock)
        return
    if not answer.get("bot_id"):
        yield failure("SLACK_BOT_TOKEN", "is a person's token, not a bot's", _CURES["invalid_auth"])
        return
    name = str(answer.get("user"))
    yield fine("Slack", f"workspace {answer.get('team')!r}, as @{name}")
    yield from _scopes(_header(answer, "x-oauth-scopes"), settings)
    yield from _clock(_header(answer, "date"), clock)
    if settings.partnerships_channel:
        yield _channel(client, "PARTNERSHIPS_CHANNEL", settings.partnerships_channel, name)
    yield from _Approvers(client, settings).examine()
    if settings.escalate_to:
        if settings.escalate_to[0] in "UW":
            yield _person(client, "ESCALATE_TO", settings.escalate_to)
        else:
            yield _channel(client, "ESCALATE_TO", settings.escalate_to, name)


def _refused(what: str, problem: SlackProblem, hint: str = "") -> Finding:
    reason = "Slack cannot be reached" if problem.kind == "unreachable" else f"Slack answers {problem.kind}"
    cure = _CURES.get(problem.kind, f"https://docs.slack.dev/reference/methods: what {problem.kind} means")
    return failure(what, reason + hint, cure)


def _kind_of(token: str) -> str:
    for start, kind in {"xapp-": "an app-level token", "xoxp-": "a person's token", "xoxe": "a rotating token"}.items():
        if token.startswith(start):
            return f" (it is {kind}; a bot's starts with xoxb-)"
    return "" if token.startswith("xoxb-") else " (a bot's token starts with xoxb-)"


def _signing_secret(settings: Settings) -> Iterator[Finding]:
    secret = settings.slack_signing_secret
    if secret is None or settings.socket_mode:
        return
    if re.fullmatch(r"[0-9a-f]{32}", secret.get_secret_value()):
        yield fine("SLACK_SIGNING_SECRET", "looks like one (whether it is the right one shows with the first request)")
    else:
        where = f"{_APPS} → your app → Basic Information"
        yield warning("SLACK_SIGNING_SECRET", "does not look like one: they have 32 digits 0-9, a-f", where)


def _app_token(settings: Settings) -> Iterator[Finding]:
    if settings.slack_app_token is None:
        host = f"[{settings.host}]" if ":" in settings.host else settings.host
        yield fine("mode", f"HTTP on {host}:{settings.port} (SLACK_APP_TOKEN is not set)")
        return
    token = settings.slack_app_token.get_secret_value()
    client = poster(token, settings.slack_api_url)
    try:
        # Answers an address for one connection; unused, it lapses by itself.
        client.apps_connections_open(app_token=token)
    except FAILURES as refusal:
        problem = sorted_failure(refusal)
        if problem.kind == "unreachable":
            yield _refused("SLACK_APP_TOKEN", problem)
            return
        cure = (
            f"{_APPS} → your app → Basic Information → App-Level Tokens (scope connections:write), and Socket Mode on"
        )
        hint = "" if token.startswith("xapp-") else " (an app-level token starts with xapp-)"
        yield failure("SLACK_APP_TOKEN", f"Slack answers {problem.kind}{hint}", cure)
        return
    yield fine("mode", "Socket Mode, and Slack accepts the app-level token")


def _scopes(header: str, settings: Settings) -> Iterator[Finding]:
    granted = {scope.strip() for scope in header.split(",") if scope.strip()}
    if not granted:
        yield warning("scopes", "Slack did not say which are granted")
        return
    spared = set() if settings.weekly_report else {FOR_REPORTS}
    missing = [scope for scope in SCOPES if scope not in granted | spared]
    if missing:
        yield failure("scopes", f"missing: {', '.join(missing)}", _CURES["missing_scope"])
    else:
        yield fine("scopes", "all granted that are needed")
    if "im:history" in granted:
        sentence = "Slack does not say whether the app hears what is written to it: write, it answers each"
        yield fine("messages tab", sentence)
    else:
        yield warning("messages tab", "without im:history the app hears nothing of it", _CURES["missing_scope"])
    more = sorted(granted - SCOPES.keys())
    if more:
        yield warning("scopes", f"granted but not needed: {', '.join(more)}", f"{_APPS} → OAuth & Permissions")


def _clock(header: str, clock: Clock) -> Iterator[Finding]:
    try:
        theirs = parsedate_to_datetime(header).replace(tzinfo=UTC)
    except ValueError:
        # No certificate is trusted by a clock that is far off: then that is why.
        yield note("clock", "is it right? Slack, which is asked for the time, says none", "timedatectl status")
        return
    apart = abs((clock.now() - theirs).total_seconds())
    if apart > _REFUSED_AFTER_SECONDS:
        sentence = f"{apart:.0f} s away from Slack's: every request would be refused as too old"
        yield failure("clock", sentence, "timedatectl set-ntp true")
    elif apart > 30:
        yield warning("clock", f"{apart:.0f} s away from Slack's", "timedatectl set-ntp true")
    else:
        yield fine("clock", "agrees with Slack's")


def _channel(client: WebClient, what: str, channel: str, bot: str) -> Finding:
    try:
        # The bot has no scope to read a channel's members; it can read the history where it is in, and only there.
        client.conversations_history(channel=channel, limit=1)
    except FAILURES as refusal:
        problem = sorted_failure(refusal)
        if problem.kind == "not_in_channel":
            return failure(what, f"the bot is not in {channel}", f"in that channel: /invite @{bot}")
        if problem.kind == "channel_not_found":
            sentence = f"Slack knows no channel {channel}, or it is private and the bot is not in it"
            return failure(what, sentence, f"copy the id from the channel's details; in the channel: /invite @{bot}")
        return _refused(what, problem)
    return fine(what, f"the bot is in {channel}")


def _person(client: WebClient, what: str, user: str) -> Finding:
    try:
        found: dict[str, Any] = client.users_info(user=user).get("user") or {}
    except FAILURES as refusal:
        problem = sorted_failure(refusal)
        if problem.kind in ("user_not_found", "user_not_visible"):
            return failure(what, f"Slack knows nobody with the id {user}", f"take {user} out of {what}")
        return _refused(what, problem)
    if found.get("deleted"):
        return failure(what, f"{user} has left the workspace", f"take {user} out of {what}")
    if found.get("is_bot"):
        return failure(what, f"{user} is an app, not a person", f"take {user} out of {what}")
    return fine(what, f"{user} is {found.get('real_name') or found.get('name') or 'there'}")


class _Approvers:
    """Who may approve: the group's members and those named."""

    def __init__(self, client: WebClient, settings: Settings) -> None:
        self._client = client
        self._settings = settings

    def examine(self) -> Iterator[Finding]:
        settings = self._settings
        named = [_person(self._client, "APPROVERS", user) for user in settings.approvers]
        yield from named
        people = {user for user, found in zip(settings.approvers, named, strict=True) if found.level is Level.FINE}
        if settings.partnerships_usergroup:
            finding, members = self._group(settings.partnerships_usergroup)
            yield finding
            people |= members
        if len(people) == 1 and settings.allow_self_approval is SelfApproval.NEVER:
            sentence = "there is only one, whose own requests nobody can approve"
            yield warning("approvers", sentence, "name another, or set ALLOW_SELF_APPROVAL=alone")

    def _group(self, group: str) -> tuple[Finding, set[str]]:
        what = "PARTNERSHIPS_USERGROUP"
        try:
            members = set(self._client.usergroups_users_list(usergroup=group).get("users") or [])
        except FAILURES as refusal:
            problem = sorted_failure(refusal)
            if problem.kind in ("no_such_subteam", "subteam_not_found", "invalid_arguments"):
                cure = 'in Slack: People → User groups → the group → "⋮" → Copy group ID'
                return failure(what, f"Slack knows no user group {group}", cure), set()
            return _refused(what, problem), set()
        if not members:
            cure = "in Slack: People → User groups → the group → Edit members"
            if self._settings.approvers:
                return warning(what, f"the user group {group} is empty", cure), set()
            return failure(what, f"the user group {group} is empty: nobody can approve", cure), set()
        return fine(what, f"the user group {group} has {len(members)} member{'s' if len(members) > 1 else ''}"), members


def _header(answer: Any, name: str) -> str:
    """A header of Slack's answer, a refusal's too; empty where there is none."""
    found = {str(key).lower(): value for key, value in (getattr(answer, "headers", None) or {}).items()}.get(name)
    # slack-sdk gives a header as text, or as a list of it, depending on its transport.
    return str(found[0] if isinstance(found, list) and found else found or "")
