"""Every setting of the bot, from the environment or a `.env` file; checked when the process starts."""

import re
from collections.abc import Mapping
from typing import Annotated, Any, Literal, Self
from zoneinfo import ZoneInfo

from pydantic import Field, SecretStr, ValidationError, ValidationInfo, field_validator, model_validator
from pydantic_settings import BaseSettings, EnvSettingsSource, NoDecode, PydanticBaseSettingsSource, SettingsConfigDict

from bot import setting_rules
from bot.clients import addresses
from bot.setting_problems import Problem, WrongSettings, problems_of
from sheets.layout import Headers, folded
from workflows.rules.policy import SelfApproval

# The one setting that may be empty on purpose: it then turns the token's check off.
_MAY_BE_EMPTY = "pongo_api_url"
_HEADERS = (
    "sheet_header_name", "sheet_header_slug", "sheet_header_token", "sheet_header_live", "sheet_header_products"
)  # fmt: skip
_PEOPLE_HINT = 'a person\'s id starts with U or W: in Slack open their profile, "⋮", "Copy member ID"'

Comma = Annotated[tuple[str, ...], NoDecode]


class Settings(BaseSettings):
    """The settings. The variable's name is the attribute's in capitals; an empty variable counts as unset.

    Nothing is required here, so that `check` can look at whatever there is: see `required_for_serve`.
    """

    model_config = SettingsConfigDict(
        env_file=".env", env_file_encoding="utf-8-sig", extra="ignore", hide_input_in_errors=True, frozen=True
    )

    slack_bot_token: SecretStr | None = Field(
        None, description="Bot token of the Slack app (`xoxb-…`): app settings, *OAuth & Permissions*."
    )
    slack_signing_secret: SecretStr | None = Field(
        None, description="Signing secret of the Slack app: *Basic Information*. Needed over HTTP, not in Socket Mode."
    )
    slack_app_token: SecretStr | None = Field(
        None,
        description="App-level token (`xapp-…`, scope `connections:write`). Set: the bot runs in Socket Mode and needs "
        "no public address. Unset: it serves HTTP.",
    )
    slack_api_url: str = Field("https://slack.com/api/", description="Where Slack's Web API is.")
    partnerships_channel: str | None = Field(
        None, description="Id of the channel that gets the cards (`C…`): the channel's details, at the bottom."
    )
    partnerships_usergroup: str | None = Field(
        None, description="Id of the user group whose members approve (`S…`), mentioned on each card."
    )
    approvers: Comma = Field(
        (), description="Ids of people who approve (`U…`, comma separated), added to the group's members."
    )
    allow_self_approval: SelfApproval = Field(
        SelfApproval.ALONE,
        description="Whether approvers may approve their own requests: `never`, `alone` (only where there is no other "
        "approver), `always`.",
    )
    sheet_id: str | None = Field(None, description="The partner's spreadsheet: its id, or its whole address.")
    sheet_worksheet: str | None = Field(None, description="Name of the worksheet (tab). Unset: the first one.")
    sheet_header_name: str = Field("RESTAURANT NAME", description="Header of the column with the restaurants' names.")
    sheet_header_slug: str = Field("SLUG PONGO", description="Header of the column with the slugs.")
    sheet_header_token: str = Field("TOKEN PONGO", description="Header of the column that gets the tokens.")
    sheet_header_live: str | None = Field(
        None, description="Header of the column in which 6xpos says that a restaurant is live. Unset: there is none."
    )
    sheet_header_products: str | None = Field(
        None,
        description="Header of the column in which 6xpos says that product ids are attached. Unset: there is none.",
    )
    google_service_account: SecretStr | None = Field(
        None, description="Key of the Google service account: the path of its JSON file, or the JSON itself."
    )
    sheets_api_url: str = Field("https://sheets.googleapis.com", description="Where the Google Sheets API is.")
    pongo_api_url: str = Field(
        "https://api.heypongo.com", description="Where the Hey Pongo API is. Empty: tokens are not checked against it."
    )
    pongo_client_id: str | None = Field(
        None, description="Client id for generating tokens through Hey Pongo's OAuth form. Unset: tokens are pasted."
    )
    pongo_client_secret: SecretStr | None = Field(None, description="The secret that belongs to `PONGO_CLIENT_ID`.")
    pongo_redirect_url: str | None = Field(
        None, description="The address that Hey Pongo sends the browser back to, ending in `/pongo/callback`."
    )
    pongo_scopes: str | None = Field(None, description="Scopes to ask for in Hey Pongo's OAuth form.")
    pongo_form_path: str = Field("/v1/oauth/form", description="Path of Hey Pongo's OAuth form.")
    pongo_token_path: str = Field(
        "/v1/oauth/token", description="Path where Hey Pongo exchanges the form's code for the token."
    )
    pongo_token_fields: Comma = Field(
        ("access_token", "token"), description="Where the token stands in that answer: the first field found counts."
    )
    database_url: str = Field(
        "sqlite:///6xpos.db", repr=False, description="The database: `sqlite:///file.db` or `postgresql://…`."
    )
    token_key: SecretStr | None = Field(
        None,
        description="Key that seals the brands' tokens, from `pongo-6xpos new-key`. Several, comma separated: the "
        "first one seals, all of them open.",
    )
    smtp_url: SecretStr | None = Field(
        None,
        description="Mail server: `smtp://user:password@host:port` (STARTTLS) or `smtps://…`. Unset: the requester "
        "gets ready-made mail links instead.",
    )
    mail_from: str | None = Field(None, description="Sender of the mails to 6xpos.")
    sixpos_emails: Comma = Field((), description="Where 6xpos reads its mail (comma separated).")
    request_mail_on: Literal["submitted", "approved"] = Field(
        "submitted", description="When 6xpos is told about a request: once `submitted`, or once `approved`."
    )
    sixpos_account: str = Field(
        "jagueneau+{brand}@6xpos.fr",
        description="Address of the Hey Pongo user made for 6xpos; `{brand}` stands for the brand.",
    )
    timezone: str = Field("Europe/Paris", description="Time zone of the working hours and of times shown to people.")
    work_hours: Annotated[tuple[int, int], NoDecode] = Field(
        (9, 18), description="Working hours, Monday to Friday: first and last hour. Reminders keep to them."
    )
    holidays: str = Field("FR", description="Country whose public holidays are days off.")
    default_language: Literal["fr", "en"] = Field(
        "fr", description="Language of the channel, and of people whose own is unknown: `fr` or `en`."
    )
    remind_after_hours: float = Field(4, gt=0, le=1_000, description="Working hours until the first reminder.")
    escalate_after_days: int = Field(3, ge=1, le=365, description="Working days until `ESCALATE_TO` is told.")
    escalate_to: str | None = Field(
        None, description="Id of the person or channel told about what reminders did not move. Unset: nobody."
    )
    expire_after_days: int = Field(
        30, ge=1, le=3_650, description="Days after which a request that nobody moved expires."
    )
    sheet_watch_minutes: int = Field(
        5, ge=0, le=10_080, description="Minutes between two looks at the sheet for what people did there. `0`: none."
    )
    token_health_hours: int = Field(
        24,
        ge=0,
        le=8_760,
        description="Hours between two questions to Hey Pongo about each token in the sheet, asked as the sheet is "
        "watched. `0`: none.",
    )
    token_warn_days: Annotated[tuple[int, ...], NoDecode] = Field(
        (30, 7, 1), description="Days before a token ends on which approvers are reminded (comma separated). `0`: none."
    )
    weekly_report: bool = Field(
        False, description="`on`: each Monday morning, last week's numbers in the channel, as a chart and a sentence."
    )
    host: str = Field("127.0.0.1", description="Address to listen on. `0.0.0.0` for all: behind a proxy, in Docker.")
    port: int = Field(3000, ge=0, le=65535, description="Port for Slack's traffic and the health endpoints.")
    log_format: Literal["json", "console"] = Field("json", description="`json` for machines, `console` for people.")
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = Field(
        "INFO", description="`DEBUG`, `INFO`, `WARNING` or `ERROR`."
    )

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Arguments, then the environment, then `.env`; in each, what is empty is as if it were not there."""
        for source in (env_settings, dotenv_settings):
            assert isinstance(source, EnvSettingsSource)
            source.env_vars = {
                name: value for name, value in source.env_vars.items() if (value or "").strip() or name == _MAY_BE_EMPTY
            }
        return init_settings, env_settings, dotenv_settings

    @classmethod
    def load(cls, environment: Mapping[str, str] | None = None) -> Self:
        """The settings of this process, or of `environment` alone: variable to value, without a `.env`.

        Raises WrongSettings, which lists every wrong one, each with its cure.
        """
        settings, problems = cls.survey(environment)
        if problems:
            raise WrongSettings(problems)
        return settings

    @classmethod
    def survey(cls, environment: Mapping[str, str] | None = None) -> tuple[Self, list[Problem]]:
        """As `load`, but a wrong setting has its default, and what is wrong with it is in the list."""
        # Arguments win over the process's own environment, so each setting is given one.
        given = {} if environment is None else {"_env_file": None, **cls._given(environment)}
        unreadable = setting_rules.unreadable_env_file() if environment is None else None
        settings, problems = cls._judged(given | ({"_env_file": None} if unreadable else {}))
        return settings, [*([unreadable] if unreadable else []), *problems]

    @classmethod
    def _judged(cls, given: dict[str, Any]) -> tuple[Self, list[Problem]]:
        try:
            return cls(**given), []
        except ValidationError as failure:
            problems = problems_of(failure)
        defaults = {problem.name.lower(): cls.model_fields[problem.name.lower()].default for problem in problems}
        return cls(**{**given, **defaults}), problems

    @classmethod
    def _given(cls, environment: Mapping[str, str]) -> dict[str, Any]:
        values = {name.lower(): value for name, value in environment.items()}
        kept = {name: value for name, value in values.items() if value.strip() or name == _MAY_BE_EMPTY}
        return {name: kept.get(name, field.default) for name, field in cls.model_fields.items()}

    @model_validator(mode="before")
    @classmethod
    def _trim(cls, values: Any) -> Any:
        if not isinstance(values, dict):
            return values
        trimmed = {name: value.strip() if isinstance(value, str) else value for name, value in values.items()}
        return {name: value for name, value in trimmed.items() if value != "" or name == _MAY_BE_EMPTY}

    @field_validator("approvers", "sixpos_emails", "pongo_token_fields", mode="before")
    @classmethod
    def _split(cls, value: Any) -> Any:
        if not isinstance(value, str):
            return value
        return tuple(dict.fromkeys(part.strip() for part in value.split(",") if part.strip()))

    @field_validator("allow_self_approval", "log_format", "default_language", "request_mail_on", mode="before")
    @classmethod
    def _lower(cls, value: Any) -> Any:
        return value.lower() if isinstance(value, str) else value

    @field_validator("log_level", "holidays", mode="before")
    @classmethod
    def _upper(cls, value: Any) -> Any:
        return value.upper() if isinstance(value, str) else value

    @field_validator("slack_api_url", "sheets_api_url", "pongo_api_url", "pongo_redirect_url")
    @classmethod
    def _address(cls, value: str | None) -> str | None:
        if value and addresses.origin(value) is None:
            raise ValueError("must be an address that starts with https://")
        return value

    @field_validator("sheets_api_url", "pongo_api_url")
    @classmethod
    def _sealed(cls, value: str) -> str:
        if value and not addresses.sealed(value):
            raise ValueError("must start with https://: tokens go there, which nobody may read on their way")
        return value

    @field_validator("pongo_form_path", "pongo_token_path")
    @classmethod
    def _path(cls, value: str) -> str:
        if not value.startswith("/"):
            raise ValueError("must be a path that starts with /")
        return value

    @field_validator("slack_api_url")
    @classmethod
    def _with_slash(cls, value: str) -> str:
        return value.rstrip("/") + "/"

    @field_validator("sheets_api_url", "pongo_api_url")
    @classmethod
    def _without_slash(cls, value: str) -> str:
        return value.rstrip("/")

    @field_validator("partnerships_channel")
    @classmethod
    def _channel(cls, value: str | None) -> str | None:
        return _slack_id(
            value, "CG", "a channel's id starts with C: in Slack open the channel's details, at the bottom"
        )

    @field_validator("partnerships_usergroup")
    @classmethod
    def _usergroup(cls, value: str | None) -> str | None:
        return _slack_id(value, "S", 'a user group\'s id starts with S: in Slack open the group, "⋮", "Copy group ID"')

    @field_validator("escalate_to")
    @classmethod
    def _escalate_to(cls, value: str | None) -> str | None:
        return _slack_id(value, "UWCG", _PEOPLE_HINT + "; a channel's with C")

    @field_validator("approvers")
    @classmethod
    def _people(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        for user in value:
            _slack_id(user, "UW", _PEOPLE_HINT)
        return value

    @field_validator(*_HEADERS)
    @classmethod
    def _header(cls, value: str | None, info: ValidationInfo) -> str | None:
        if value is None:
            return None
        if not folded(value):
            raise ValueError("has no letter or sign that people see")
        for other in _HEADERS:
            if info.data.get(other) and folded(info.data[other]) == folded(value):
                raise ValueError(f"is the same header as {other.upper()}: each column needs one of its own")
        return value

    _warn_days = field_validator("token_warn_days", mode="before")(setting_rules.days)
    _host = field_validator("host")(setting_rules.host)
    _sheet_id = field_validator("sheet_id")(setting_rules.sheet_id)
    _database_url = field_validator("database_url")(setting_rules.database_url)
    _token_key = field_validator("token_key")(setting_rules.token_key)
    _smtp_url = field_validator("smtp_url")(setting_rules.smtp_url)
    _mail = field_validator("sixpos_emails", "mail_from")(setting_rules.mail)
    _account = field_validator("sixpos_account")(setting_rules.account)
    _zone = field_validator("timezone")(setting_rules.zone)
    _hours = field_validator("work_hours", mode="before")(setting_rules.hours)
    _country = field_validator("holidays")(setting_rules.country)

    @property
    def zone(self) -> ZoneInfo:
        """TIMEZONE, ready to use."""
        return ZoneInfo(self.timezone)

    @property
    def headers(self) -> Headers:
        """Those of the sheet's columns; the last two are only read."""
        others = (self.sheet_header_live or "", self.sheet_header_products or "")
        return Headers(self.sheet_header_name, self.sheet_header_slug, self.sheet_header_token, others)

    @property
    def socket_mode(self) -> bool:
        """Whether the bot connects to Slack (Socket Mode) instead of being called (HTTP)."""
        return self.slack_app_token is not None

    @property
    def sends_mail(self) -> bool:
        """Whether the bot can write to 6xpos itself; else the requester gets ready-made links."""
        return bool(self.smtp_url and self.mail_from and self.sixpos_emails)

    @property
    def sheet_url(self) -> str:
        """The spreadsheet's address for a browser."""
        return f"https://docs.google.com/spreadsheets/d/{self.sheet_id or ''}"


def required_for_serve(settings: Settings) -> list[str]:
    """The variables that `serve` cannot do without and that are not set."""
    needed = ["slack_bot_token", "partnerships_channel", "sheet_id", "google_service_account", "token_key"]
    if not settings.socket_mode:
        needed.insert(1, "slack_signing_secret")
    return [name.upper() for name in needed if getattr(settings, name) is None]


def _slack_id(value: str | None, kinds: str, hint: str) -> str | None:
    if value is not None and not re.fullmatch(rf"[{kinds}][A-Z0-9]+", value):
        raise ValueError(f"must be an id, not a name: {hint}")
    return value
