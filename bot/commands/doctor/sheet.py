"""`check`, the partner's sheet: it can be read, has its headers, and may be written to, without a change to it."""

import os
import shlex
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing
from pathlib import Path
from typing import Any

from sqlalchemy.exc import SQLAlchemyError

from bot.clients.google import SheetClient, understood
from bot.clients.google_errors import (
    ApiOff,
    BillingOff,
    ClockWrong,
    KeyRefused,
    NoAccess,
    NotASheet,
    NotFound,
    NotGoogle,
    PolicyForbids,
    ProjectStopped,
    WorksheetMissing,
)
from bot.commands.doctor import access
from bot.commands.doctor.findings import Finding, Level, failure, fine, warning
from bot.settings import Settings
from sheets.calls import Need, Quota, WorksheetInfo
from sheets.cells import Area, letters, quoted
from sheets.errors import HeadersMissing, Protected, SheetError, TryAgain, WrongConfiguration
from sheets.gateway import LOOK
from sheets.layout import HEADER_ROWS, Layout, find_layout
from sheets.reader import SheetReader
from sheets.survey import SheetRow, rows_of
from workflows.rules.adopt import Unknown

Left = Callable[[list[SheetRow]], Unknown | None]

# The worksheet, its first rows, its protections; all its rows; a write of nothing.
_ROUND = Need(reads=3 + LOOK.reads, writes=1)
# Longer than Google's minute.
_PATIENCE_SECONDS = 70.0
_KEYS = "https://console.cloud.google.com/iam-admin/serviceaccounts → the account → Keys → Add key → JSON"


class _Client(SheetClient):
    """The bot's client, and what only the doctor asks for."""

    def protected(self) -> list[dict[str, Any]]:
        """The protected ranges of the worksheet, as Google describes them
        (developers.google.com/sheets/api, "ProtectedRange"). Raises what any call raises."""
        sheet = self.worksheet().id
        fields = "sheets(properties.sheetId,protectedRanges(range,unprotectedRanges,warningOnly,requestingUserCanEdit))"
        answer = self._http.fetch_sheet_metadata(self.spreadsheet_id, {"fields": fields})
        found: list[dict[str, Any]] = []
        with understood():
            for each in answer.get("sheets", []):
                if each.get("properties", {}).get("sheetId", 0) == sheet:
                    found = [dict(one) for one in each.get("protectedRanges", [])]
        return found

    def write_nothing(self, layout: Layout) -> None:
        """A write of no values into the three columns: Google looks whether it would be allowed, and changes no cell
        (developers.google.com/sheets/api, spreadsheets.values.batchUpdate). Raises what any call raises."""
        info = self.worksheet()
        row = min(layout.header_row + 1, info.rows)
        columns_ = (layout.name, layout.slug, layout.token)
        data = [{"range": f"{quoted(info.title)}!{letters(column)}{row}", "values": [[]]} for column in columns_]
        self._google.values_batch_update(self.spreadsheet_id, {"valueInputOption": "RAW", "data": data})


def examine(settings: Settings, quota: Quota | None, left: Left) -> Iterator[Finding]:
    """Looks at the sheet as the service account. `quota`: that of the bots that run, None where there is none. `left`:
    what no request knows of rows."""
    key = settings.google_service_account
    if key is None:
        return
    try:
        client = _Client(
            service_account=key.get_secret_value(),
            spreadsheet_id=settings.sheet_id or "",
            worksheet=settings.sheet_worksheet,
            api_url=settings.sheets_api_url,
            quota=quota,
        )
    except WrongConfiguration as problem:
        yield failure("GOOGLE_SERVICE_ACCOUNT", str(problem), _cure_of_key(key.get_secret_value()))
        return
    yield fine("GOOGLE_SERVICE_ACCOUNT", client.account)
    if settings.sheet_id is None:
        return
    with closing(client):
        try:
            with client.quota.round(_ROUND, _PATIENCE_SECONDS):
                yield from _look(client, settings)
                yield from _from_before(client, settings, left)
        except SheetError as problem:
            yield refused(problem, settings)


def _cure_of_key(text: str) -> str:
    file = Path(text)
    if text.strip().startswith("{") or not os.path.isfile(file) or os.access(file, os.R_OK):
        return _KEYS
    whose = f"chown {os.getuid()} {shlex.quote(str(file.absolute()))}"
    return f"let the user who runs the bot read it, and nobody else: {whose} && chmod 600 {shlex.quote(str(file))}"


def _look(client: _Client, settings: Settings) -> Iterator[Finding]:
    info = client.worksheet(refresh=True)
    yield fine("sheet", f"reachable: {settings.sheet_url}")
    yield access.examine(settings)
    yield fine("worksheet", f"{info.title!r}, {info.rows} rows")
    headers = settings.headers
    first = client.read([Area(1, min(HEADER_ROWS, info.rows), 1, info.columns)])
    layout = find_layout(first.head(info.columns), headers)
    places = ", ".join(
        f"{text!r} in {letters(column)}"
        for text, column in ((headers.name, layout.name), (headers.slug, layout.slug), (headers.token, layout.token))
    )
    yield fine("headers", f"row {layout.header_row}: {places}")
    named = zip(("SHEET_HEADER_LIVE", "SHEET_HEADER_PRODUCTS"), headers.others, layout.others, strict=True)
    yield from (_only_read(name, text, column) for name, text, column in named if text)
    client.write_nothing(layout)
    yield _protections(client, layout, info, settings)


def _from_before(client: _Client, settings: Settings, left: Left) -> Iterator[Finding]:
    """How many brands may have been connected before the bot."""
    if settings.token_key is None:
        return  # nothing is told apart without it
    rows = rows_of(SheetReader(client, settings.headers).read())
    try:
        unknown = left(rows)
    except SQLAlchemyError:
        unknown = None
    if unknown is None:
        return  # as the findings about the database say
    what, groups = "brands from before the bot", unknown.groups
    if groups:
        count = sum(group.rows for group in groups)
        told = f"{len(groups)} tokens beside slugs that no request knows, in {count} rows"
        yield Finding(what, Level.FINE, told, "an approver types /6xpos-request adopt in Slack")
    else:
        yield fine(what, "no token is left that no request knows")


def _only_read(name: str, text: str, column: int) -> Finding:
    """Whether a column is there in which 6xpos says how far it is."""
    if column:
        return fine(name, f"{text!r} in {letters(column)}, which the bot only reads")
    cure = "add the column, in the row of the other headers, or unset this"
    return warning(name, f"the sheet has no column {text!r}: what 6xpos would say there is not read", cure)


def _protections(client: _Client, layout: Layout, info: WorksheetInfo, settings: Settings) -> Finding:
    """Whether a protected range keeps the bot from a column: an empty write does not show that."""
    what, cure = (
        "right to write",
        f"open {settings.sheet_url} → Data → Protect sheets and ranges → add {client.account}",
    )
    against = [
        each for each in client.protected() if not each.get("requestingUserCanEdit") and not each.get("warningOnly")
    ]
    wanted = (layout.name, layout.slug, layout.token)
    whole = [column for column in wanted if any(_covers(each, column, layout, info, whole=True) for each in against)]
    if whole:
        return failure(what, f"protected against the bot: column {', '.join(map(letters, whole))}", cure)
    some = [column for column in wanted if any(_covers(each, column, layout, info, whole=False) for each in against)]
    if some:
        return warning(what, f"some rows are protected against the bot: column {', '.join(map(letters, some))}", cure)
    return fine(what, "the sheet takes writes to these columns (none was made)")


def _covers(protection: Mapping[str, Any], column: int, layout: Layout, info: WorksheetInfo, *, whole: bool) -> bool:
    """Whether a protected range covers the column below its header: all of it, or (`whole` False) any row of it."""
    if any(_reaches(free, column) for free in protection.get("unprotectedRanges", [])):
        return False
    area = protection.get("range", {})
    first, last = int(area.get("startRowIndex", 0)), int(area.get("endRowIndex", info.rows))
    if not _reaches(area, column) or last <= layout.header_row:
        return False
    return first <= layout.header_row and last >= info.rows if whole else True


def _reaches(area: Mapping[str, Any], column: int) -> bool:
    # A GridRange counts from 0, its end is not part of it, and what it leaves out has no bound.
    return int(area.get("startColumnIndex", 0)) < column <= int(area.get("endColumnIndex", column))


def refused(problem: SheetError, settings: Settings) -> Finding:
    """What a failure of the sheet's means, and what helps."""
    match problem:
        case NoAccess(account=account):
            cure = f"open {settings.sheet_url} → Share → {account} as Editor"
            return failure("sheet", f"not shared, as editor, with {account}", cure)
        case NotFound():
            sentence = f"Google knows no spreadsheet {settings.sheet_id}"
            return failure("sheet", sentence, "put the sheet's address into SHEET_ID")
        case KeyRefused():
            return failure("GOOGLE_SERVICE_ACCOUNT", str(problem), _KEYS)
        case WorksheetMissing(found=found):
            cure = f"set SHEET_WORKSHEET to one of: {', '.join(found)}"
            return failure("worksheet", f"there is none called {problem.wanted!r}", cure)
        case HeadersMissing(missing=missing, found=found):
            sentence = (
                f"missing {', '.join(missing)}; found in the first {HEADER_ROWS} rows: {', '.join(found) or 'none'}"
            )
            return failure("headers", sentence, "add them to the sheet, or set SHEET_HEADER_NAME, _SLUG, _TOKEN")
        case Protected(account=account):
            cure = f"open {settings.sheet_url} → Data → Protect sheets and ranges → add {account}"
            return failure("right to write", "a protected range refuses the bot", cure)
        case NotASheet():
            cure = f"open {settings.sheet_url} → File → Save as Google Sheets, then put the new address into SHEET_ID"
            return failure("sheet", "SHEET_ID is an Excel file (.xlsx) in Drive, not a Google sheet", cure)
        case ClockWrong():
            return failure(
                "clock", "Google refuses the time of this machine", "set the clock (timedatectl set-ntp true)"
            )
        case ApiOff():
            cure = "https://console.cloud.google.com/apis/library/sheets.googleapis.com → Enable"
            return failure("Google project", str(problem), cure)
        case ProjectStopped():
            cure = (
                "https://console.cloud.google.com/cloud-resource-manager → restore it, or take a key of another project"
            )
            return failure("Google project", str(problem), cure)
        case BillingOff():
            return failure("Google project", str(problem), "https://console.cloud.google.com/billing → link an account")
        case PolicyForbids(account=account):
            cure = f"ask your Google Workspace administrator to let {account} use the Sheets API"
            return failure("sheet", f"a policy of the organisation refuses {account}", cure)
        case NotGoogle():
            cure = "look at HTTPS_PROXY, NO_PROXY, SHEETS_API_URL and the network's log-in page"
            return failure("sheet", f"{problem}: a proxy or a log-in page, most likely", cure)
        case TryAgain(quota=True):
            return failure("sheet", "Google's quota is used up for this minute", "wait a minute, then run check again")
        case TryAgain():
            return failure("sheet", str(problem), "look at the network, HTTPS_PROXY and SHEETS_API_URL")
        case WrongConfiguration():
            return failure("sheet", str(problem), "look at SHEETS_API_URL, HTTPS_PROXY and REQUESTS_CA_BUNDLE")
        case _:
            return failure("sheet", str(problem), f"open {settings.sheet_url} and look whether it works for you")
