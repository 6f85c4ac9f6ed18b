"""The people, the channels and the spreadsheet that an embedded workspace starts with."""

from pathlib import Path
from typing import Any

import yaml

from bot.sandbox.slack.service import Person, SlackService

CHANNEL, GENERAL, USERGROUP = "C0PARTNERS", "C0GENERAL", "S0PARTNERS"
CLAIRE, AMELIE, TOM, OSCAR, NORA = "UCLAIRE", "UAMELIE", "UTOM", "UOSCAR", "UNORA"
APPROVERS = (AMELIE, TOM)

SPREADSHEET_ID = "1TestSheetOf6xposAndHeyPongo00000000000000000"
COLUMNS = {"SHEET_HEADER_LIVE": "LIVE 6XPOS", "SHEET_HEADER_PRODUCTS": "PRODUITS 6XPOS"}
SPREADSHEET_TITLE = "Intégration 6xpos × Hey Pongo"
WORKSHEET_TITLE = "Restaurants"

NAMES: dict[str, Any] = yaml.safe_load(Path(__file__).with_name("names.yaml").read_text("utf-8"))
ROLES: dict[str, str] = NAMES["roles"]


def populate(slack: SlackService) -> None:
    """Adds the people, the approvers' group, #partnerships with the bot, and #general without it."""
    everybody = list(ROLES)
    for facts in NAMES["people"]:
        slack.add_person(Person(*facts))
    slack.set_usergroup_members(USERGROUP, list(APPROVERS))
    slack.add_channel(CHANNEL, "partnerships", [*everybody, slack.bot_user_id])
    slack.add_channel(GENERAL, "general", everybody)


def chat(slack: SlackService) -> None:
    """Lets the people say a few words, so that nobody enters an empty room."""
    for who, channel, text in NAMES["chatter"]:
        slack.as_person(who).post(channel, text)
