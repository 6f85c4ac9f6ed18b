"""The questions of `init`, in their order, and the checks of their answers."""

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from bot.clients.google import SheetClient
from bot.setting_problems import WrongSettings
from bot.settings import Settings
from sheets.errors import WrongConfiguration

_APP = "https://api.slack.com/apps → your app"
_GROUP = 'in Slack: People → User groups → the group → "⋮" → Copy group ID'
_KEYS = "https://console.cloud.google.com/iam-admin/serviceaccounts → the account → Keys → Add key → JSON"


@dataclass(frozen=True)
class Question:
    """One setting to ask for. `what` it is and `where` to find it: a line each. `without`: what Enter alone means;
    empty where the bot needs an answer."""

    name: str
    what: str
    where: str
    without: str = ""
    secret: bool = False


class Wrong(Exception):
    """An answer that cannot be right; its text says why and what helps, and holds no secret."""


QUESTIONS = {
    question.name: question
    for question in (
        Question(
            "SLACK_BOT_TOKEN",
            "The bot token of the Slack app; it starts with xoxb-.",
            f"{_APP} → OAuth & Permissions → Bot User OAuth Token",
            secret=True,
        ),
        Question(
            "SLACK_APP_TOKEN",
            "The app-level token, which starts with xapp-: with it the bot needs no public address.",
            f"{_APP} → Basic Information → App-Level Tokens, scope connections:write",
            without="HTTP instead, with a public address",
            secret=True,
        ),
        Question(
            "SLACK_SIGNING_SECRET",
            "The signing secret, by which the bot knows that it is Slack who calls: 32 digits 0-9, a-f.",
            f"{_APP} → Basic Information → Signing Secret",
            secret=True,
        ),
        Question(
            "PARTNERSHIPS_CHANNEL",
            "The id of the channel that gets the cards; it starts with C.",
            "in Slack: the channel's details, at the bottom; or the channel's link",
        ),
        Question(
            "PARTNERSHIPS_USERGROUP",
            "The id of the user group whose members approve; it starts with S.",
            _GROUP,
            without="no group, the approvers are named one by one",
        ),
        Question(
            "APPROVERS",
            "The member ids of those who approve, separated by commas; each starts with U.",
            'in Slack: the person\'s profile → "⋮" → Copy member ID',
        ),
        Question(
            "SHEET_ID",
            "The partner's spreadsheet: its address, or the id in it.",
            "the browser's address bar, with the sheet open",
        ),
        Question(
            "GOOGLE_SERVICE_ACCOUNT",
            "The path of the key file of the Google service account. It is not shown as you type: it could be the key.",
            _KEYS,
            secret=True,
        ),
        Question(
            "SMTP_URL",
            "The mail server for mails to 6xpos: smtp://user:password@host:587, or smtps://….",
            "whoever looks after your mail",
            without="no mail goes out by itself, the requester gets ready-made links",
            secret=True,
        ),
        Question(
            "MAIL_FROM",
            "The sender of the mails to 6xpos.",
            "an address that the mail server may send for",
        ),
        Question(
            "SIXPOS_EMAILS",
            "Where 6xpos reads its mail, separated by commas.",
            "your contact at 6xpos",
        ),
    )
}
# Each secret of Slack's by its beginning, for those who take one for the other.
_KINDS = {
    "xoxb-": "the bot token, which SLACK_BOT_TOKEN takes",
    "xapp-": "the app-level token, which SLACK_APP_TOKEN takes",
    "xoxp-": "a person's token, which the bot does not need",
    "xoxe": "a rotating token: turn token rotation off under OAuth & Permissions",
}
# Google's have 44 characters; what is much shorter is a sheet's name, or the address of a page that was published.
_SHORTEST_SHEET_ID = 25
_CHANNEL_LINK = re.compile(r"/archives/([CG][A-Z0-9]+)")


def next_question(values: Mapping[str, str], left_out: Collection[str]) -> Question | None:
    """The first setting that is missing, or None. `values`: what is set; `left_out`: what was left out on purpose."""

    def open_(name: str) -> bool:
        return not values.get(name) and not (QUESTIONS[name].without and name in left_out)

    asked = ["SLACK_BOT_TOKEN"]
    if not values.get("SLACK_SIGNING_SECRET"):
        asked += ["SLACK_APP_TOKEN"]
    if not values.get("SLACK_APP_TOKEN"):
        asked += ["SLACK_SIGNING_SECRET"]
    asked += ["PARTNERSHIPS_CHANNEL"]
    if not values.get("APPROVERS"):
        asked += ["PARTNERSHIPS_USERGROUP"]
    if not values.get("PARTNERSHIPS_USERGROUP"):
        asked += ["APPROVERS"]
    asked += ["SHEET_ID", "GOOGLE_SERVICE_ACCOUNT", "SMTP_URL"]
    if values.get("SMTP_URL"):
        asked += ["MAIL_FROM", "SIXPOS_EMAILS"]
    return next((QUESTIONS[name] for name in asked if open_(name)), None)


def judged(name: str, answer: str) -> str:
    """The answer as it goes into `.env`. Raises Wrong.

    A spreadsheet's id is taken out of its address, a channel's out of its link; `~` is the home directory.
    """
    text = answer.strip()
    if not text:
        raise Wrong("the bot cannot do without it")
    if name.startswith("SLACK_"):
        _secret_of_slack(name, text)
    if name == "PARTNERSHIPS_CHANNEL" and (link := _CHANNEL_LINK.search(text)):
        text = link.group(1)
    if name == "GOOGLE_SERVICE_ACCOUNT":
        if "{" in text[:1] or "PRIVATE KEY" in text:
            raise Wrong("this is the key itself: keep it in a file of its own (chmod 600), and give the file's path")
        text = str(Path(text).expanduser()) if text.startswith("~") else text
        _google_key(text)
    if name == "SMTP_URL":  # as its password may be written, and as every reader of .env reads it
        text = re.sub(r"[^A-Za-z0-9_@%+=:,./?&!*()~-]", lambda odd: quote(odd.group()), text)
    try:
        settings = Settings.load({name: text})
    except WrongSettings as failure:
        raise Wrong(failure.problems[0].sentence) from None
    if name != "SHEET_ID":
        return text
    sheet = settings.sheet_id or ""
    if len(sheet) < _SHORTEST_SHEET_ID:
        raise Wrong("is too short for an id: paste the sheet's whole address, from the browser")
    return sheet


def _secret_of_slack(name: str, text: str) -> None:
    wanted = {"SLACK_BOT_TOKEN": "xoxb-", "SLACK_APP_TOKEN": "xapp-"}.get(name)
    for start, kind in _KINDS.items():
        if text.startswith(start) and start != wanted:
            raise Wrong(f"this is {kind}")
    if wanted and not re.fullmatch(rf"{wanted}[A-Za-z0-9-]+", text):
        raise Wrong(f"must start with {wanted} and hold letters, digits and hyphens: copy it once more, all of it")
    if not wanted and not re.fullmatch(r"[0-9a-f]{32}", text):
        raise Wrong("must have 32 digits 0-9, a-f: copy the Signing Secret, not the Verification Token")


def _google_key(text: str) -> None:
    try:
        SheetClient(service_account=text, spreadsheet_id="").close()
    except WrongConfiguration as failure:
        raise Wrong(str(failure)) from None
