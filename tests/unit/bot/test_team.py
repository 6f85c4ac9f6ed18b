"""Whose app a payload was sent to, by every kind that Slack has."""

from typing import Any

import pytest

from bot.clients.slack import poster
from bot.listeners.team import team_of
from bot.people import Identity

OURS, SHOP, HOME, GUESTS, ORG = "T0OURS", "T0SHOP", "T0HOME", "T0GUESTS", "E0GROUP"
KINDS = ("block_actions", "view_submission", "view_closed", "block_suggestion", "shortcut", "message_action")
EVENTS = ("app_mention", "message", "app_home_opened", "member_joined_channel")


def identity(team: str | None = OURS, enterprise: str | None = None) -> Identity:
    found = Identity(poster("xoxb", "https://slack.com/api/"))
    found.team, found.enterprise = team, enterprise
    return found


def interaction(kind: str, **changes: Any) -> dict[str, Any]:
    view = {"view": {"id": "V1", "team_id": HOME}} if kind.startswith("view") or kind == "block_suggestion" else {}
    usual = {"type": kind, "user": {"id": "U1", "team_id": HOME}, "enterprise": None, "is_enterprise_install": False}
    return usual | view | changes


def event(kind: str, **changes: Any) -> dict[str, Any]:
    return {"type": "event_callback", "team_id": GUESTS, "event": {"type": kind, "user": "U1", "team": HOME}} | changes


@pytest.mark.parametrize("kind", KINDS)
def test_interactions(kind: str) -> None:
    home = {"team": {"id": OURS}}
    assert team_of(interaction(kind, **home), identity()) == OURS
    assert team_of(interaction(kind, team={"id": GUESTS}), identity()) == GUESTS
    grid = {"team": None, "enterprise": {"id": ORG}, "is_enterprise_install": True}
    assert team_of(interaction(kind, **grid), identity(ORG, ORG)) == ORG
    assert team_of(interaction(kind, **grid), identity()) == OURS
    assert team_of(interaction(kind, **grid), identity(None)) == ORG
    assert team_of(interaction(kind, team=None), identity()) == OURS
    assert team_of(interaction(kind, team=None), identity(None)) == HOME
    # Installed in one workspace, pressed in another of the same organisation; and of another organisation.
    shop = {"team": {"id": SHOP}, "enterprise": {"id": ORG}}
    assert team_of(interaction(kind, **shop), identity(OURS, ORG)) == OURS
    assert team_of(interaction(kind, **shop), identity(OURS, "E0OTHER")) == SHOP
    assert team_of(interaction(kind, **grid), identity(OURS, "E0OTHER")) == ORG


@pytest.mark.parametrize("kind", [kind for kind in KINDS if "view" in kind or "sugg" in kind])
def test_a_guests_modal_belongs_to_where_the_app_is_installed(kind: str) -> None:
    view = {"id": "V1", "team_id": GUESTS, "app_installed_team_id": OURS}
    assert team_of(interaction(kind, team={"id": GUESTS}, view=view), identity()) == OURS
    assert team_of(interaction(kind, team={"id": GUESTS}, view=view), identity(None)) == OURS
    view |= {"app_installed_team_id": GUESTS}
    assert team_of(interaction(kind, team={"id": OURS}, view=view), identity()) == GUESTS


def test_commands() -> None:
    command = {"command": "/6xpos-request", "user_id": "U1", "is_enterprise_install": "false"}
    assert team_of(command | {"team_id": OURS}, identity()) == OURS
    assert team_of(command | {"team_id": GUESTS}, identity()) == GUESTS
    grid = command | {"team_id": SHOP, "enterprise_id": ORG, "is_enterprise_install": "true"}
    assert team_of(grid, identity(ORG, ORG)) == ORG
    assert team_of(command | {"team_id": SHOP, "enterprise_id": ORG}, identity(OURS, ORG)) == OURS


@pytest.mark.parametrize("kind", EVENTS)
def test_events_belong_to_whom_they_are_authorized_for(kind: str) -> None:
    def authorized(team: str | None, enterprise: str | None = None, wide: bool = False) -> dict[str, Any]:
        given = {"team_id": team, "enterprise_id": enterprise, "is_enterprise_install": wide}
        return {"authorizations": [given]}

    assert team_of(event(kind, **authorized(OURS)), identity()) == OURS
    assert team_of(event(kind, **authorized(GUESTS)), identity()) == GUESTS
    assert team_of(event(kind, **authorized(None, ORG, wide=True)), identity(ORG, ORG)) == ORG
    assert team_of(event(kind, **authorized(SHOP, ORG, wide=True)), identity(ORG, ORG)) == ORG
    assert team_of(event(kind, **authorized(SHOP, ORG)), identity(OURS, ORG)) == OURS
    assert team_of(event(kind, team_id=OURS), identity()) == OURS


ODD = (None, 7, "", [], {}, [None], {"id": None}, {"id": 7}, [{}], [[]], True)


@pytest.mark.parametrize("odd", ODD, ids=repr)
@pytest.mark.parametrize("name", ["team", "team_id", "authorizations", "view", "user", "enterprise", "enterprise_id"])
def test_what_slack_never_sends_is_somebodys_or_nobodys_but_no_error(name: str, odd: Any) -> None:
    assert team_of({name: odd}, identity()) in (OURS, "")
    assert team_of(interaction("view_submission", team={"id": GUESTS}) | {name: odd}, identity()) in (
        OURS,
        GUESTS,
        HOME,
    )
