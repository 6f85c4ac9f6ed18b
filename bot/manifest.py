"""The Slack app's manifest, for Socket Mode or for HTTP, and the reason for each scope in it.

Source for the fields: docs.slack.dev, "App manifest reference". A manifest cannot be translated: what people read in
it is in French, the language of the team it was made for.
"""

from typing import Any

import yaml

# Every scope of the bot, and what would not work without it. `docs/settings.md` and `check` read it from here.
SCOPES: dict[str, str] = {
    "commands": "the slash command and the two shortcuts",
    "chat:write": "posts and updates the card, direct messages, and messages that only one person sees",
    "im:write": "opens the direct message with a requester or an approver (`conversations.open`)",
    "im:history": "hears what is written to the bot in its messages tab; looks there for its own message before "
    "posting it again, when an answer was lost",
    "channels:history": "looks for its own message in the partnerships channel, too; hears who writes to the group",
    "groups:history": "the same where the channel is private",
    "app_mentions:read": "hears when somebody mentions the bot",
    "files:read": "reads the file of restaurants that somebody puts into the form, or on the message that asks "
    "(`files.info`, and its download)",
    "files:write": "uploads the week's chart to the partnerships channel (`WEEKLY_REPORT`)",
    "usergroups:read": "who is in the approvers' group (`usergroups.users.list`)",
    "users:read": "in which language a person reads (`users.info`)",
    "users:read.email": "the requester's address, to put them in copy of the mails to 6xpos (`users.info`)",
}
# The one that only WEEKLY_REPORT needs: whoever wants no reports may take it out of the manifest.
FOR_REPORTS = "files:write"
EVENTS = ("app_home_opened", "app_mention", "message.channels", "message.groups", "message.im")
COMMAND = "/6xpos-request"
# Where Slack's traffic goes, behind the address given with --url.
ENDPOINT = "/slack/events"


def manifest(url: str | None = None) -> dict[str, Any]:
    """The manifest: for Socket Mode, or, with the bot's public address as `url`, for HTTP."""
    endpoint = None if url is None else url.rstrip("/").removesuffix(ENDPOINT) + ENDPOINT
    command = {
        "command": COMMAND,
        "description": "Demander l’activation de l’intégration 6xpos pour une marque",
        "usage_hint": "[liste | statut MARQUE | aide | MARQUE ; slug]",
        "should_escape": False,
    }
    events: dict[str, Any] = {"bot_events": list(EVENTS)}
    interactivity: dict[str, Any] = {"is_enabled": True}
    if endpoint is not None:
        command["url"] = events["request_url"] = interactivity["request_url"] = endpoint
        interactivity["message_menu_options_url"] = endpoint
    return {
        "_metadata": {"major_version": 1, "minor_version": 1},
        "display_information": {
            "name": "6xpos",
            "description": "Demander, valider et suivre l’activation de l’intégration 6xpos",
            "background_color": "#1d3557",
        },
        "features": {
            "app_home": {
                "home_tab_enabled": True,
                "messages_tab_enabled": True,
                "messages_tab_read_only_enabled": False,
            },
            "bot_user": {"display_name": "6xpos", "always_online": True},
            "shortcuts": [
                {
                    "name": "Créer une demande 6xpos",
                    "type": "message",
                    "callback_id": "request_from_message",
                    "description": "Ouvre une demande 6xpos à partir de ce message",
                },
                {
                    "name": "Nouvelle demande 6xpos",
                    "type": "global",
                    "callback_id": "request_new",
                    "description": "Ouvre le formulaire d’une nouvelle demande 6xpos",
                },
            ],
            "slash_commands": [command],
        },
        "oauth_config": {"scopes": {"bot": list(SCOPES)}},
        "settings": {
            "event_subscriptions": events,
            "interactivity": interactivity,
            "org_deploy_enabled": False,
            "socket_mode_enabled": endpoint is None,
            "token_rotation_enabled": False,
        },
    }


def as_yaml(url: str | None = None) -> str:
    """The manifest as `manifest.yml` holds it."""
    return yaml.safe_dump(manifest(url), sort_keys=False, allow_unicode=True, width=120)
