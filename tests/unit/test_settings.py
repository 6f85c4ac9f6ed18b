"""Settings: what an environment becomes, and what is said about one that is wrong."""

import re
from collections.abc import Callable
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from pydantic import SecretStr, ValidationError

from bot.setting_problems import WrongSettings
from bot.settings import Settings, required_for_serve
from workflows.rules.policy import SelfApproval
from workflows.rules.tokens import Sealer

_NAMES = """
SLACK_BOT_TOKEN SLACK_SIGNING_SECRET SLACK_APP_TOKEN SLACK_API_URL PARTNERSHIPS_CHANNEL PARTNERSHIPS_USERGROUP APPROVERS
ALLOW_SELF_APPROVAL SHEET_ID SHEET_WORKSHEET SHEET_HEADER_NAME SHEET_HEADER_SLUG SHEET_HEADER_TOKEN
SHEET_HEADER_LIVE SHEET_HEADER_PRODUCTS
GOOGLE_SERVICE_ACCOUNT SHEETS_API_URL PONGO_API_URL PONGO_CLIENT_ID PONGO_CLIENT_SECRET PONGO_REDIRECT_URL PONGO_SCOPES
DATABASE_URL TOKEN_KEY SMTP_URL MAIL_FROM SIXPOS_EMAILS REQUEST_MAIL_ON SIXPOS_ACCOUNT TIMEZONE WORK_HOURS HOLIDAYS
DEFAULT_LANGUAGE REMIND_AFTER_HOURS ESCALATE_AFTER_DAYS ESCALATE_TO EXPIRE_AFTER_DAYS SHEET_WATCH_MINUTES
TOKEN_HEALTH_HOURS TOKEN_WARN_DAYS WEEKLY_REPORT HOST PORT LOG_FORMAT LOG_LEVEL
"""
# What Hey Pongo does not document: paths and names.
_UNDOCUMENTED = "PONGO_FORM_PATH PONGO_TOKEN_PATH PONGO_TOKEN_FIELDS"
DESIGNED = [*_NAMES.split(), *_UNDOCUMENTED.split()]

Load = Callable[..., Settings]


@pytest.fixture
def load(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Load:
    """Loads the settings from these variables, and from a `.env` of that text, and from nothing else."""
    for name in Settings.model_fields:
        monkeypatch.delenv(name.upper(), raising=False)
        monkeypatch.delenv(name, raising=False)
    monkeypatch.chdir(tmp_path)

    def loaded(dotenv: str = "", **variables: str) -> Settings:
        (tmp_path / ".env").write_text(dotenv, "utf-8")
        for name, value in variables.items():
            monkeypatch.setenv(name, value)
        return Settings.load()

    return loaded


def test_every_setting_of_the_design_is_there_and_no_other() -> None:
    assert {name.upper() for name in Settings.model_fields} == set(DESIGNED)


def test_every_setting_is_described() -> None:
    for name, field in Settings.model_fields.items():
        assert re.search(r"\w.*\.$", field.description or ""), f"{name} has no sentence"


def test_nothing_set_gives_the_documented_defaults(load: Load) -> None:
    settings = load()
    assert settings.slack_api_url == "https://slack.com/api/"
    assert settings.sheets_api_url == "https://sheets.googleapis.com"
    assert settings.pongo_api_url == "https://api.heypongo.com"
    assert settings.database_url == "sqlite:///6xpos.db"
    assert (settings.host, settings.port) == ("127.0.0.1", 3000)
    assert settings.allow_self_approval is SelfApproval.ALONE
    assert settings.zone == ZoneInfo("Europe/Paris")
    assert (settings.work_hours, settings.holidays, settings.default_language) == ((9, 18), "FR", "fr")
    assert (settings.remind_after_hours, settings.escalate_after_days, settings.expire_after_days) == (4, 3, 30)
    assert settings.sixpos_account == "jagueneau+{brand}@6xpos.fr"
    assert settings.request_mail_on == "submitted"
    assert settings.sheet_header_name == "RESTAURANT NAME"
    assert settings.sheet_header_slug == "SLUG PONGO"
    assert settings.sheet_header_token == "TOKEN PONGO"
    assert settings.sheet_worksheet is None
    assert (settings.approvers, settings.sixpos_emails) == ((), ())


def test_an_environment_is_read_whatever_the_case_of_its_names(load: Load) -> None:
    settings = load(
        slack_bot_token="xoxb-1",
        APPROVERS="U1, W2,,U1 ",
        SIXPOS_EMAILS="a@6xpos.fr,b@6xpos.fr",
        WORK_HOURS="8 - 17",
        ALLOW_SELF_APPROVAL="Never",
        SLACK_API_URL="http://127.0.0.1:1/api",
        SHEETS_API_URL="http://127.0.0.1:2/",
        SHEET_ID="https://docs.google.com/spreadsheets/d/1aB-c_D/edit#gid=0",
        LOG_LEVEL="debug",
        PORT="0",
        REMIND_AFTER_HOURS="0.5",
    )
    assert settings.slack_bot_token == SecretStr("xoxb-1")
    assert settings.approvers == ("U1", "W2")
    assert settings.sixpos_emails == ("a@6xpos.fr", "b@6xpos.fr")
    assert settings.work_hours == (8, 17)
    assert settings.allow_self_approval is SelfApproval.NEVER
    assert settings.slack_api_url == "http://127.0.0.1:1/api/"
    assert settings.sheets_api_url == "http://127.0.0.1:2"
    assert settings.sheet_id == "1aB-c_D"
    assert settings.sheet_url == "https://docs.google.com/spreadsheets/d/1aB-c_D"
    assert (settings.log_level, settings.port, settings.remind_after_hours) == ("DEBUG", 0, 0.5)


def test_empty_counts_as_unset_except_for_the_hey_pongo_address(load: Load) -> None:
    settings = load(SLACK_APP_TOKEN="", SHEET_WORKSHEET="  ", PORT="", APPROVERS="", PONGO_API_URL="")
    assert settings.slack_app_token is None
    assert not settings.socket_mode
    assert settings.sheet_worksheet is None
    assert settings.port == 3000
    assert settings.approvers == ()
    assert settings.pongo_api_url == ""


def test_the_environment_wins_over_the_file_unless_it_is_empty(load: Load) -> None:
    settings = load("HOST=0.0.0.0\nPORT=1\nTIMEZONE='Europe/Rome'\n# PORT=2\nUNKNOWN=x\n", PORT="7", HOST="")
    assert (settings.host, settings.port, settings.timezone) == ("0.0.0.0", 7, "Europe/Rome")


def test_an_app_token_means_socket_mode_and_no_signing_secret(load: Load) -> None:
    assert required_for_serve(load()) == [
        "SLACK_BOT_TOKEN", "SLACK_SIGNING_SECRET", "PARTNERSHIPS_CHANNEL", "SHEET_ID", "GOOGLE_SERVICE_ACCOUNT",
        "TOKEN_KEY",
    ]  # fmt: skip
    settings = load(SLACK_APP_TOKEN="xapp-1", SHEET_ID="s", TOKEN_KEY=Sealer.new_key())
    assert settings.socket_mode
    assert required_for_serve(settings) == ["SLACK_BOT_TOKEN", "PARTNERSHIPS_CHANNEL", "GOOGLE_SERVICE_ACCOUNT"]


WRONG = {
    "SLACK_API_URL": "slack.com/api",
    "SHEETS_API_URL": "http://sheets.example",
    "PONGO_API_URL": "http://api.heypongo.example",
    "PARTNERSHIPS_CHANNEL": "#partnerships",
    "PARTNERSHIPS_USERGROUP": "@partnerships",
    "APPROVERS": "U1,@ada",
    "ALLOW_SELF_APPROVAL": "sometimes",
    "SHEET_ID": "the sheet",
    "PONGO_REDIRECT_URL": "ftp://x",
    "PONGO_FORM_PATH": "@evil.example/form",
    "PONGO_TOKEN_PATH": ".evil.example/token",
    "DATABASE_URL": "mysql://hidden-word@host/name",
    "TOKEN_KEY": "hidden-word",
    "SMTP_URL": "smtp://me:hidden-word/1@host",
    "MAIL_FROM": "nobody",
    "SIXPOS_EMAILS": "a@6xpos.fr,b",
    "REQUEST_MAIL_ON": "never",
    "SIXPOS_ACCOUNT": "a{0}@6xpos.fr",
    "TIMEZONE": "Paris",
    "WORK_HOURS": "18-9",
    "HOLIDAYS": "ZZ",
    "DEFAULT_LANGUAGE": "xx",
    "REMIND_AFTER_HOURS": "0",
    "ESCALATE_AFTER_DAYS": "soon",
    "ESCALATE_TO": "ada",
    "WEEKLY_REPORT": "mondays",
    "SHEET_WATCH_MINUTES": "-1",
    "TOKEN_HEALTH_HOURS": "-1",
    "TOKEN_WARN_DAYS": "30, soon",
    "PORT": "99999",
    "LOG_FORMAT": "xml",
    "LOG_LEVEL": "loud",
}


@pytest.mark.parametrize("name", WRONG)
def test_a_wrong_value_is_named_with_a_sentence(load: Load, name: str) -> None:
    with pytest.raises(WrongSettings) as caught:
        load(**{name: WRONG[name]})
    (problem,) = caught.value.problems
    assert problem.name == name
    assert len(problem.sentence) > 10


@pytest.mark.parametrize(
    ("name", "value", "cure"),
    [
        ("MAIL_FROM", "'lead@pongo.example'", "quotes"),
        ("MAIL_FROM", "“lead@pongo.example”", "quotes"),
        ("MAIL_FROM", "lead @pongo.example", "spaces"),
        ("SIXPOS_EMAILS", '"a@6xpos.fr"', "quotes"),
        ("SIXPOS_EMAILS", "a@6xpos.fr b@6xpos.fr", "spaces"),
        ("SIXPOS_EMAILS", "a@6xpos.fr,'b@6xpos.fr'", "quotes"),
        ("SIXPOS_ACCOUNT", "'jagueneau+{brand}@6xpos.fr'", "e-mail"),
        ("SHEET_ID", "https://docs.google.com/spreadsheets/d/e/2PACX-1vQ_x/pubhtml", "published"),
        ("SHEET_ID", "2PACX-1vQ_x", "published"),
        ("SHEET_HEADER_SLUG", "restaurant  Name", "SHEET_HEADER_NAME"),
        ("SHEET_HEADER_TOKEN", "Slug Pongo\u200b", "SHEET_HEADER_SLUG"),
        ("SHEET_HEADER_NAME", "\u200b", "letter"),
        ("HOST", "http://0.0.0.0", "without port"),
        ("HOST", "0.0.0.0:3000", "without port"),
        ("HOST", "::1]:3000", "without port"),
        ("DATABASE_URL", "postgresql://bot:hid@den-word@host/name", "%40"),
        ("DATABASE_URL", "postgresql+psycopg2://bot:hidden-word@host/name", "postgresql://"),
        ("DATABASE_URL", "sqlite+aiosqlite:///6xpos.db", "sqlite:///"),
        ("DATABASE_URL", "sqlite://6xpos.db", "three slashes"),
        ("EXPIRE_AFTER_DAYS", "999999999999", "3650"),
        ("ESCALATE_AFTER_DAYS", "1000000", "365"),
        ("REMIND_AFTER_HOURS", "inf", "1000"),
        ("REMIND_AFTER_HOURS", "1e300", "1000"),
        ("REMIND_AFTER_HOURS", "nan", "1000"),
        ("SHEET_WATCH_MINUTES", "99999999999999999999", "10080"),
        ("PORT", "9" * 5_000, "integer"),
    ],
)
def test_what_was_taken_and_then_failed_is_refused_with_its_cure(load: Load, name: str, value: str, cure: str) -> None:
    with pytest.raises(WrongSettings) as caught:
        load(**{name: value})
    (problem,) = caught.value.problems
    assert problem.name == name
    assert cure in problem.sentence
    assert "den-word" not in problem.sentence


def test_what_looks_odd_and_is_right(load: Load) -> None:
    settings = load(
        HOST="[::1]",
        MAIL_FROM='"Pongo Été" <lead@pongo.example>',
        SHEET_ID="https://docs.google.com/spreadsheets/u/1/d/1aB-c_D/edit",
        DATABASE_URL="postgresql+psycopg://bot:p%40ss@host/name",
        SHEET_HEADER_SLUG="Slug 2",
    )
    assert (settings.host, settings.sheet_id) == ("::1", "1aB-c_D")


def test_a_file_that_begins_with_a_mark_of_its_encoding_loses_no_setting(load: Load) -> None:
    assert load("\ufeffPORT=7\n").port == 7


def test_all_wrong_values_are_named_at_once_and_none_is_shown(load: Load) -> None:
    with pytest.raises(WrongSettings) as caught:
        load(**WRONG)
    assert sorted(problem.name for problem in caught.value.problems) == sorted(WRONG)
    assert "hidden-word" not in str(caught.value)
    assert caught.value.__cause__ is None


def test_a_refusal_by_pydantic_itself_shows_no_value_either(load: Load) -> None:
    load()
    with pytest.raises(ValidationError) as caught:
        Settings(token_key=SecretStr("hidden-word"), database_url="mysql://hidden-word@host/name")
    assert "hidden-word" not in str(caught.value)


def test_what_is_right_stays_usable_beside_what_is_wrong(load: Load) -> None:
    with pytest.raises(WrongSettings):
        load(PORT="99999", HOST="0.0.0.0", APPROVERS="ada")
    settings, problems = Settings.survey()
    assert (settings.host, settings.port, settings.approvers) == ("0.0.0.0", 3000, ())
    assert [problem.name for problem in problems] == ["APPROVERS", "PORT"]


def test_a_given_environment_stands_alone(load: Load) -> None:
    load("PORT=5", HOST="0.0.0.0", SLACK_APP_TOKEN="xapp-1")
    settings = Settings.load({"PORT": "7", "sheet_id": "s", "TIMEZONE": " ", "PONGO_API_URL": ""})
    assert (settings.port, settings.host, settings.slack_app_token) == (7, "127.0.0.1", None)
    assert (settings.sheet_id, settings.timezone, settings.pongo_api_url) == ("s", "Europe/Paris", "")
    with pytest.raises(WrongSettings, match="PORT"):
        Settings.load({"PORT": "x"})


def test_a_printed_setting_shows_no_secret(load: Load) -> None:
    key = Sealer.new_key()
    settings = load(
        SLACK_BOT_TOKEN="hidden-1", SLACK_SIGNING_SECRET="hidden-2", SLACK_APP_TOKEN="hidden-3", TOKEN_KEY=key,
        GOOGLE_SERVICE_ACCOUNT="hidden-4", SMTP_URL="smtp://u:hidden-5@host", PONGO_CLIENT_SECRET="hidden-6",
        DATABASE_URL="postgresql://u:hidden-7@host/name",
    )  # fmt: skip
    shown = f"{settings!r} {settings!s}"
    assert "hidden" not in shown
    assert key not in shown
