"""The people, the channels and the spreadsheet that an embedded workspace starts with."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import yaml

from bot.sandbox.slack.service import Person, SlackService

Role = Literal["requester", "lead", "second_lead", "outsider"]

CHANNEL, GENERAL, USERGROUP = "C0PARTNERS", "C0GENERAL", "S0PARTNERS"
CLAIRE, AMELIE, TOM, OSCAR, NORA = "UCLAIRE", "UAMELIE", "UTOM", "UOSCAR", "UNORA"

PEOPLE = (
    Person(CLAIRE, "claire.martin", "Claire Martin", "claire.martin@heypongo.example", "fr-FR"),
    Person(AMELIE, "amelie.laurent", "Amélie Laurent", "amelie.laurent@heypongo.example", "fr-FR"),
    Person(TOM, "tom.baker", "Tom Baker", "tom.baker@heypongo.example", "en-US"),
    Person(OSCAR, "oscar.petit", "Oscar Petit", "oscar.petit@heypongo.example", "fr-FR"),
    Person(NORA, "nora.klein", "Nora Klein", "nora.klein@heypongo.example", "en-US"),
)
ROLES: dict[str, Role] = {
    CLAIRE: "requester", AMELIE: "lead", TOM: "second_lead", OSCAR: "outsider", NORA: "requester",
}  # fmt: skip
APPROVERS = (AMELIE, TOM)

SPREADSHEET_ID = "1TestSheetOf6xposAndHeyPongo00000000000000000"
SPREADSHEET_TITLE = "Intégration 6xpos × Hey Pongo"
WORKSHEET_TITLE = "Restaurants"
HEADER = ("VILLE", "RESTAURANT NAME", "SLUG PONGO", "TOKEN PONGO", "COMMENTAIRE")

NAMES: dict[str, Any] = yaml.safe_load(Path(__file__).with_name("names.yaml").read_text("utf-8"))


def table() -> list[list[str]]:
    """The worksheet's rows, the header first."""
    return [list(HEADER), *map(list, NAMES["rows"])]


@dataclass(frozen=True)
class _Said:
    who: str
    channel: str
    text: str


_CHATTER = (
    _Said(AMELIE, GENERAL, "Bonjour à tous :wave: Ce Slack est un terrain d'essai : rien n'en sort."),
    _Said(AMELIE, CHANNEL, "Pour demander l'activation de *6xpos*, tapez `/6xpos-request` ici :point_down: "
                           f"Tom et moi (<!subteam^{USERGROUP}>) validons et donnons le token."),
    _Said(TOM, CHANNEL, f"And if something is missing, we ask you to change it: nothing is lost, <@{NORA}> "
                        ":slightly_smiling_face:"),
)  # fmt: skip


def populate(slack: SlackService) -> None:
    """Adds the people, the approvers' group, #partnerships with the bot, and #general without it."""
    everybody = [person.id for person in PEOPLE]
    for person in PEOPLE:
        slack.add_person(person)
    slack.add_usergroup(USERGROUP, "partnerships", "Partnerships", list(APPROVERS))
    slack.add_channel(CHANNEL, "partnerships", [*everybody, slack.bot_user_id])
    slack.add_channel(GENERAL, "general", everybody)


def chat(slack: SlackService) -> None:
    """Lets the people say a few words, so that nobody enters an empty room."""
    for said in _CHATTER:
        slack.as_person(said.who).post(said.channel, said.text)
