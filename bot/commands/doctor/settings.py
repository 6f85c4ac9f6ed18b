"""`check`, settings: which are wrong, missing, misspelt, or contradict each other."""

import difflib
import errno
import json
import socket
from collections.abc import Iterator, Sequence
from contextlib import closing
from http.client import HTTPConnection, HTTPException
from urllib.parse import urlsplit

import holidays
from dotenv import dotenv_values

from bot.commands.doctor.findings import Finding, failure, fine, warning
from bot.setting_problems import Problem
from bot.setting_rules import ENV, unreadable_env_file
from bot.settings import Settings, required_for_serve
from workflows.clock import Clock

_WHERE = {
    "SLACK_BOT_TOKEN": "https://api.slack.com/apps → your app → OAuth & Permissions → Bot User OAuth Token",
    "SLACK_SIGNING_SECRET": "https://api.slack.com/apps → your app → Basic Information; or set SLACK_APP_TOKEN",
    "PARTNERSHIPS_CHANNEL": "in Slack: the channel's details, at the bottom",
    "SHEET_ID": "the address of the partner's sheet",
    "GOOGLE_SERVICE_ACCOUNT": "https://console.cloud.google.com/iam-admin/serviceaccounts → the account → Keys",
    "TOKEN_KEY": "pongo-6xpos new-key",
}
_LOOPBACK = ("127.0.0.1", "localhost", "::1")
_HEALTH_SECONDS, _HEALTH_BYTES = 1.0, 10_000


def examine(settings: Settings, problems: Sequence[Problem], clock: Clock) -> Iterator[Finding]:
    """Looks at all of them at once. `settings`: with the default in place of each one named in `problems`."""
    wrong = {problem.name for problem in problems}
    for problem in problems:
        here = problem.name == ".env"
        cure = "then run check again" if here else f"change {problem.name} in .env or the environment"
        yield failure(problem.name, problem.sentence, cure)
    missing = [name for name in required_for_serve(settings) if name not in wrong]
    for name in missing:
        yield failure(name, "not set", _WHERE[name])
    if not wrong and not missing:
        yield fine("settings", "all that is needed is set")
    yield from _at_odds(settings, wrong)
    if "HOST" not in wrong and "PORT" not in wrong:
        yield from _listens(settings)
    yield from _time(settings, clock)


def env_file() -> Iterator[Finding]:
    """Looks at the file `.env` itself, where there is one."""
    if unreadable_env_file() or not ENV.is_file():
        return
    known = {name.upper() for name in Settings.model_fields}
    for name in dotenv_values(ENV, encoding="utf-8-sig"):
        near = difflib.get_close_matches(name.upper(), known, n=1, cutoff=0.85)
        if name.upper() not in known and near:
            yield warning(name, "is no setting of the bot", f"in .env, did you mean {near[0]}?")
    if ENV.stat().st_mode & 0o077:
        yield warning(".env", "others on this machine can read it", "chmod 600 .env")


def _at_odds(settings: Settings, wrong: set[str]) -> Iterator[Finding]:
    nobody = not settings.partnerships_usergroup and not settings.approvers
    if nobody and not wrong & {"PARTNERSHIPS_USERGROUP", "APPROVERS"}:
        yield failure("approvers", "nobody can approve", "set PARTNERSHIPS_USERGROUP, or APPROVERS")
    if settings.smtp_url:
        for name in ("MAIL_FROM", "SIXPOS_EMAILS"):
            if not getattr(settings, name.lower()) and name not in wrong:
                yield failure(name, "not set, so no mail can go out", f"set {name}, or leave SMTP_URL out")
    oauth = ("pongo_client_id", "pongo_client_secret", "pongo_redirect_url")
    unset = [name.upper() for name in oauth if getattr(settings, name) is None]
    if unset and len(unset) < len(oauth):
        yield warning(
            "Hey Pongo's OAuth form", f"off, since {' and '.join(unset)} is not set", "set all three, or none"
        )
    for name in ("slack_api_url", "sheets_api_url", "pongo_api_url"):
        parts = urlsplit(getattr(settings, name))
        if parts.scheme == "http" and parts.hostname not in _LOOPBACK:
            yield warning(name.upper(), "secrets travel there without encryption", "use an https:// address")


def _listens(settings: Settings) -> Iterator[Finding]:
    """Whether HOST and PORT can be listened on, or the bot does already."""
    where = f"{settings.host}:{settings.port}" if ":" not in settings.host else f"[{settings.host}]:{settings.port}"
    try:
        found = socket.getaddrinfo(settings.host, settings.port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)
        family, kind, protocol, _, address = found[0]
        with socket.socket(family, kind, protocol) as listener:
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            listener.bind(address)
    except OSError as problem:
        if problem.errno == errno.EADDRINUSE:
            if version := _bot_at(settings.host, settings.port):
                yield fine("PORT", f"the bot runs: version {version} answers on {where}")
            else:
                yield warning("PORT", f"{where} is taken, and not by a bot that answers", "set another PORT")
        elif problem.errno == errno.EACCES:
            yield failure("PORT", f"{where} may not be listened on by this user", "set a PORT above 1023")
        else:
            sentence = f"this machine cannot listen on {where} ({problem.strerror or type(problem).__name__})"
            yield failure("HOST", sentence, "HOST=127.0.0.1, or 0.0.0.0 behind a proxy or in Docker")


def _bot_at(host: str, port: int) -> str:
    """The version of the bot that answers there; empty where it is something else."""
    here = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)
    with closing(HTTPConnection(here, port, timeout=_HEALTH_SECONDS)) as connection:
        try:
            connection.request("GET", "/healthz")
            told = json.loads(connection.getresponse().read(_HEALTH_BYTES))
            return str(told["version"]) if told["status"] == "alive" else ""
        except (OSError, HTTPException, ValueError, LookupError, TypeError):
            return ""


def _time(settings: Settings, clock: Clock) -> Iterator[Finding]:
    now = clock.now().astimezone(settings.zone)
    days = holidays.country_holidays(settings.holidays, years=[now.year, now.year + 1], language="en_US")
    coming = sorted(day for day in days if day >= now.date())
    off = f"; next day off {coming[0]:%d %B} ({days[coming[0]]})" if coming else ""
    first, last = settings.work_hours
    yield fine("time zone", f"{settings.timezone}, {now:%A %H:%M} there now; working hours {first}-{last}{off}")
