"""`export`: writes the audit trail as CSV, safe to open in a spreadsheet, or as JSON."""

import csv
import json
import re
from collections.abc import Iterator
from datetime import UTC
from typing import TextIO

from workflows.requests.queries import Queries
from workflows.storage.database import Database

COLUMNS = ("at", "request_id", "reference", "actor", "action", "from_state", "to_state", "reason")
# A spreadsheet takes a cell that begins so for a formula (owasp.org, "CSV Injection"); an apostrophe makes it text. A
# cell begins behind every separator, too: a French Excel separates by `;`, and then heeds no quotes around the text.
_FORMULA = re.compile(r"(?:^|(?<=[;\t\r\n|]))(?=[\s\"'\ufeff\u200b]*[=+\-@＝＋－﹣−＠﹫﹦﹢]|[\t\r])")


def write_json(database: Database, out: TextIO) -> None:
    """Writes one array, an object per transition, oldest first, without holding all of it in memory."""
    out.write("[")
    separator = "\n"
    for entry in _entries(database):
        out.write(separator + json.dumps(entry, ensure_ascii=False))
        separator = ",\n"
    out.write("\n]\n")


def write_csv(database: Database, out: TextIO) -> None:
    """Writes a header and a line per transition, oldest first, safe to open in a spreadsheet."""
    # With "\n" alone as its end of line, csv would not quote a cell's own "\r", and what follows would be a new line.
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    for entry in _entries(database):
        writer.writerow(_harmless(entry[column] or "") for column in COLUMNS)


def _harmless(cell: str) -> str:
    return _FORMULA.sub("'", cell)


def _entries(database: Database) -> Iterator[dict[str, str | None]]:
    for entry, reference in Queries(database).audit():
        yield {
            "at": entry.at.astimezone(UTC).isoformat(),
            "request_id": entry.request_id,
            "reference": reference,
            "actor": entry.actor,
            "action": entry.action,
            "from_state": entry.from_state,
            "to_state": entry.to_state,
            "reason": entry.reason,
        }
