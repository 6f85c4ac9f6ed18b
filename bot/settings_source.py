"""Where the settings are from, and which database they lead to: what every command says before it does anything."""

import os
from pathlib import Path

from sqlalchemy.engine import make_url

from bot.setting_rules import ENV


def settings_from() -> str:
    """Which file the settings are from, where there is one."""
    file = ENV.absolute()
    # Where the folder may not be looked into, the settings themselves say so.
    there = os.path.exists(file)
    return f"{file.resolve()}, under the environment" if there else f"the environment; no {file}"


def database_named(url: str) -> str:
    """Which database this is, without a password."""
    address = make_url(url)
    if address.get_backend_name() == "sqlite":
        return str(Path(str(address.database)).absolute())
    return without_secrets(url)


def without_secrets(url: str) -> str:
    """A PostgreSQL address as its own tools take it, without what only its owner may read."""
    address = make_url(url)._replace(drivername="postgresql", password=None)
    return address.difference_update_query(["password", "sslpassword", "passfile"]).render_as_string()
