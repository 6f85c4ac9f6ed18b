"""What the texts of single settings may be: each rule answers the value, or raises ValueError with what helps.

No sentence holds the value: it may be a secret.
"""

import re
from ipaddress import ip_address
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

import holidays
from holidays.registry import EntityLoader
from pydantic import SecretStr
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError

from bot.setting_problems import Problem
from workflows.rules.mailboxes import address_of, mailbox
from workflows.rules.tokens import Sealer

_SHEET_ADDRESS = re.compile(r"/spreadsheets/(?:u/\d+/)?d/([A-Za-z0-9_-]+)")
_PUBLISHED = re.compile(r"/d/e/|^2PACX-")  # what "Publish to the web" gives: a copy to read, under an id of its own
_DRIVERS = ("sqlite", "sqlite+pysqlite", "postgres", "postgresql", "postgresql+psycopg")
ENV = Path(".env")
"""The file with the settings, in the folder where the process was started."""


def host(value: str) -> str:
    """An address or a name to listen on; `[::1]` without its brackets."""
    host = value.removeprefix("[").removesuffix("]")
    try:
        ip_address(host)
    except ValueError:
        if not re.fullmatch(r"(?!-)[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)*\.?", host):
            raise ValueError("must be an address without port, such as 127.0.0.1, 0.0.0.0 or ::1") from None
    return host


def sheet_id(value: str | None) -> str | None:
    """The spreadsheet's id, out of its address where that was given."""
    if value and _PUBLISHED.search(value):
        raise ValueError(
            "is the address of a published copy, which nobody can write to: open the sheet itself, as for editing, "
            "and take its address, https://docs.google.com/spreadsheets/d/…/edit"
        )
    found = _SHEET_ADDRESS.search(value or "")
    sheet = found.group(1) if found else value
    if sheet and not re.fullmatch(r"[A-Za-z0-9_-]+", sheet):
        raise ValueError("must be the id in the sheet's address, or the whole address")
    return sheet


def database_url(value: str) -> str:
    """An address of a database that we have a driver for."""
    try:
        address = make_url(value)
    except (ArgumentError, ValueError):
        address = None
    if address is None or address.drivername not in _DRIVERS:
        raise ValueError("must look like sqlite:///6xpos.db or postgresql://user:password@host/name")
    if address.get_backend_name() == "sqlite":
        if address.host:
            raise ValueError("needs three slashes before a file, sqlite:///6xpos.db, and four before /data/6xpos.db")
    elif value.partition("://")[2].count("@") > 1:
        # Else half of the password would be taken for the host, which every error names.
        raise ValueError("holds more than one @: write @ : / # in a password as %40 %3A %2F %23")
    return value


def token_key(value: SecretStr | None) -> SecretStr | None:
    """One Fernet key or several."""
    if value:
        try:
            Sealer(value.get_secret_value())
        except ValueError:
            raise ValueError("is not a Fernet key: make one with `pongo-6xpos new-key`") from None
    return value


def smtp_url(value: SecretStr | None) -> SecretStr | None:
    """An address of a mail server, its password escaped."""
    if value:
        try:
            parts = urlsplit(value.get_secret_value())
            good = parts.scheme in ("smtp", "smtps") and bool(parts.hostname) and parts.port != 0
            good = good and "@" not in parts.path + parts.query + parts.fragment  # a / ? # in the password
        except ValueError:
            good = False
        if not good:
            raise ValueError(
                "must look like smtp://user:password@host:587; write @ : / # in a password as %40 %3A %2F %23"
            )
    return value


def mail(value: tuple[str, ...] | str | None) -> tuple[str, ...] | str | None:
    """Addresses that mail goes to, each with or without a name."""
    for address in (value,) if isinstance(value, str) else value or ():
        if mailbox(address) is None:
            raise ValueError(
                "must be an e-mail address without quotes or spaces: lead@example.org, or Name <lead@example.org>"
            )
    return value


def account(value: str) -> str:
    """An address with a place for the brand."""
    filled_in = value.replace("{brand}", "brand")
    if value.count("{brand}") != 1 or address_of(filled_in) != filled_in:
        raise ValueError("must be an e-mail address with {brand} in it once, such as jagueneau+{brand}@6xpos.fr")
    return value


def zone(value: str) -> str:
    """The name of a time zone."""
    try:
        ZoneInfo(value)
    except (OSError, ValueError, KeyError):  # what ZoneInfo raises for a folder, an odd name, an unknown one
        raise ValueError("is no time zone; one is Europe/Paris") from None
    return value


def hours(value: Any) -> Any:
    """First and last hour of the working day, also as `9-18`."""
    if isinstance(value, str):
        found = re.fullmatch(r"(\d{1,2})\s*[-–]\s*(\d{1,2})", value)
        value = (int(found.group(1)), int(found.group(2))) if found else (0, 0)
    first, last = value
    if not 0 <= first < last <= 24:
        raise ValueError("must look like 9-18: first and last hour of the working day")
    return value


def days(value: Any) -> Any:
    """Days before something, also as `30,7,1`; `0` for none."""
    if isinstance(value, str):
        value = [int(part) if part.strip().isdecimal() else -1 for part in value.split(",")]
    found = sorted({int(day) for day in value}, reverse=True)
    if found and not 0 <= found[-1] <= found[0] <= 365:
        raise ValueError("must look like 30,7,1: numbers of days, 365 at most")
    return tuple(day for day in found if day)


def country(value: str) -> str:
    """A country whose public holidays are known."""
    # Asked for its days, the package would load all countries.
    known = isinstance(getattr(holidays, value, None), EntityLoader)
    if not known:
        raise ValueError("is no country code of two letters that the holidays package knows; one is FR")
    return value


def unreadable_env_file() -> Problem | None:
    """What keeps the file `.env` from being read, if there is one and something does."""
    try:
        ENV.read_bytes().decode()
    except FileNotFoundError:
        return None
    except UnicodeDecodeError:
        return Problem(".env", "is not in UTF-8: open it in an editor and save it again, with the encoding UTF-8")
    except OSError as failure:
        sentence = (
            f"cannot be read ({failure.strerror}). Where systemd runs the bot: `sudo pongo-6xpos check`, which reads "
            "its settings; else chmod 600 .env, and chown it to the user who runs the bot"
        )
        return Problem(".env", sentence)
    return None
