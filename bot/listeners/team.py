"""Whose app a payload was sent to: the one place that decides.

Where somebody's home is says nothing of that: in a channel shared by Slack Connect it is another company's workspace,
in an Enterprise Grid organisation another one of the same organisation, and `team` is null where the app is installed
for all of it (docs.slack.dev, "Slack Connect: working with channels between workspaces", "Enterprise Grid").
"""

from collections.abc import Mapping
from typing import Any

from bot.people import Identity


def team_of(body: Mapping[str, Any], identity: Identity) -> str:
    """The id of the workspace (or organisation) whose app `body`, any payload of Slack's, was sent to: the bot's own,
    else the stranger's; empty where nothing says."""
    said, enterprise, ours = _installed(body), _enterprise(body), identity.team
    if not ours:  # Slack has not said yet who we are
        return said or _home(body)
    if said is None and not _org_wide(body):
        said = _home(body) or None
    # Another workspace of our organisation; and an organisation as such where we know of none: Slack sends its payloads
    # only to where the app is installed.
    of_ours = enterprise is not None and enterprise == (identity.enterprise or said)
    return ours if said in (None, ours) or of_ours else str(said)


def _installed(body: Mapping[str, Any]) -> str | None:
    """The workspace or organisation that the payload names as the one where the app is installed."""
    given = body.get("authorizations")
    if isinstance(given, list) and given and isinstance(given[0], dict):  # events, in shared channels too
        return _enterprise(given[0]) if _org_wide(given[0]) else _text(given[0].get("team_id"))
    view = body.get("view")
    if isinstance(view, dict) and _text(view.get("app_installed_team_id")):
        return _text(view["app_installed_team_id"])
    if _org_wide(body):
        return _enterprise(body)
    team = body.get("team")
    return _text(team.get("id") if isinstance(team, dict) else team) or _text(body.get("team_id"))


def _org_wide(body: Mapping[str, Any]) -> bool:
    """Whether the app is installed for the whole organisation."""
    return body.get("is_enterprise_install") in (True, "true") or ("team" in body and body["team"] is None)


def _enterprise(body: Mapping[str, Any]) -> str | None:
    enterprise, given = body.get("enterprise"), body.get("authorizations")
    if isinstance(given, list) and given and isinstance(given[0], dict):
        return _text(given[0].get("enterprise_id"))
    found = _text(enterprise.get("id") if isinstance(enterprise, dict) else enterprise)
    return found or _text(body.get("enterprise_id"))


def _home(body: Mapping[str, Any]) -> str:
    user = body.get("user")
    return (_text(user.get("team_id")) if isinstance(user, dict) else None) or ""


def _text(value: object) -> str | None:
    return value if isinstance(value, str) and value else None
