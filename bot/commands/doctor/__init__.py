"""`check` (the doctor): looks at everything the bot needs, and says what helps. Never shows a secret.

It changes one thing only: where all is well, deliveries that were waiting for that are due at once. That the database
takes a write, it sees by one that says nothing.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from functools import partial
from urllib.parse import quote

from pydantic import SecretStr
from rich.console import Console
from rich.text import Text
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError

from bot.commands.doctor import database, others, settings, sheet, slack
from bot.commands.doctor.findings import Finding, Level
from bot.settings import Settings
from bot.telemetry.logs import redact
from workflows.clock import Clock, SystemClock

__all__ = ["Finding", "Level", "examine", "failed", "show", "to_json"]

_MARKS = {
    Level.FINE: ("✓", "green"),
    Level.NOTE: ("·", "cyan"),
    Level.WARNING: ("!", "yellow"),
    Level.FAILURE: ("✗", "red"),
}


def examine(environment: Mapping[str, str] | None = None, clock: Clock | None = None) -> Iterator[Finding]:
    """Looks at one thing after the other, as the settings of this process (or of `environment`) say; a wrong one does
    not stop the rest."""
    clock = clock or SystemClock()
    found, problems = Settings.survey(environment)
    hide = _Hider(found)
    well = True
    if environment is None:
        yield from settings.env_file()
    for part in (
        settings.examine(found, problems, clock),
        slack.examine(found, clock),
        _sheet(found, clock),
        database.examine(found, clock),
        others.examine(found),
    ):
        for finding in part:
            # Deliveries that have failed for long are why one mends the rest.
            well = well and (finding.level is not Level.FAILURE or finding.what == database.DELIVERIES)
            yield Finding(finding.what, finding.level, hide(finding.sentence), hide(finding.cure))
    if well:
        yield from database.go_on(found, clock)


def _sheet(found: Settings, clock: Clock) -> Iterator[Finding]:
    with database.opened(found) as own:
        left = partial(database.unknown_rows, found, own, clock)
        yield from sheet.examine(found, database.quota_of(own, clock), left)


def failed(findings: Sequence[Finding]) -> bool:
    """Whether anything would fail."""
    return any(finding.level is Level.FAILURE for finding in findings)


def show(finding: Finding, console: Console) -> None:
    """Prints one line."""
    mark, colour = _MARKS[finding.level]
    line = Text.assemble((mark, f"bold {colour}"), " ", (finding.what, "bold"), ": ", finding.sentence)
    if finding.cure:
        line.append(" → ").append(finding.cure, "cyan")
    console.print(line, soft_wrap=True, highlight=False)


def to_json(findings: Sequence[Finding]) -> str:
    """For a program: `ok`, and per finding `what`, `level` (fine, note, warning, failure), `sentence`, `cure`."""
    rows = [{"what": f.what, "level": f.level.value, "sentence": f.sentence, "cure": f.cure or None} for f in findings]
    return json.dumps({"ok": not failed(findings), "findings": rows}, ensure_ascii=False, indent=2)


class _Hider:
    """Takes secrets out of a text, should one have come into it through somebody else's error message."""

    def __init__(self, found: Settings) -> None:
        values = [getattr(found, name) for name in Settings.model_fields]
        secrets = [value.get_secret_value() for value in values if isinstance(value, SecretStr)]
        key = found.google_service_account
        if key and not key.get_secret_value().lstrip().startswith("{"):
            secrets.remove(key.get_secret_value())  # where the file is may be said
        for url in (found.database_url, *secrets):
            with suppress(ValueError, ArgumentError):  # no address
                address = make_url(url)
                secrets += [str(address.password or ""), *map(str, address.normalized_query.get("password", ()))]
                secrets.append(quote(str(address.password or ""), safe=""))
        self._secrets = sorted((secret for secret in set(secrets) if len(secret) >= 6), key=len, reverse=True)

    def __call__(self, text: str) -> str:
        for secret in self._secrets:
            text = text.replace(secret, "[secret]")
        return redact(text)
