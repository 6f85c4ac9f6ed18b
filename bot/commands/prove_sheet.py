"""Proves on the real spreadsheet, in a worksheet of its own, what the bot relies on of Google: one line per fact."""

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, suppress
from dataclasses import dataclass

from bot.clients.google import SheetClient
from bot.commands.doctor.database import own_database
from bot.commands.doctor.database import quota as shared_quota
from bot.settings import Settings
from sheets.calls import Json, Need, SheetCalls
from sheets.cells import Answer, Area
from sheets.errors import SheetError, WrongConfiguration
from workflows.clock import Clock
from workflows.storage.models import SheetProof

TITLE = "pongo-6xpos prove-sheet, deletes itself"
SHEET = 1_606_606_606
"""The id of that worksheet: known before it is made, so that a later run can delete it."""

MANY, TALL = 1000, 50_000
_ROUND = Need(reads=4, writes=20)
_PATIENCE_SECONDS = 70.0  # longer than Google's minute
_TEXT = {"userEnteredFormat": {"numberFormat": {"type": "TEXT"}}}


@dataclass(frozen=True)
class Fact:
    """`expected`, and what Google did (`found`); `then`: what the bot does where it is otherwise; `loses`: whether
    something would be lost then."""

    name: str
    expected: str
    found: str
    holds: bool
    then: str
    loses: bool = False


Step = Callable[[SheetCalls], tuple[bool, str]]


def _cell(row: int, column: int = 1) -> Json:
    return {
        "sheetId": SHEET, "startRowIndex": row - 1, "endRowIndex": row,
        "startColumnIndex": column - 1, "endColumnIndex": column,
    }  # fmt: skip


def _put(row: int, *texts: str) -> Json:
    values = [{"userEnteredValue": {"stringValue": text}} if text else {} for text in texts]
    start = {"sheetId": SHEET, "rowIndex": row - 1, "columnIndex": 0}
    return {"updateCells": {"start": start, "rows": [{"values": values}], "fields": "userEnteredValue"}}


def _swap(find: str, new: str, row: int | None = None, *, regex: bool = False) -> Json:
    scope: Json = {"sheetId": SHEET} if row is None else {"range": _cell(row)}
    exact = {"matchEntireCell": True, "matchCase": True, "searchByRegex": regex}
    return {"findReplace": {"find": find, "replacement": new, **scope, **exact}}


def _shown(answer: Answer, row: int, column: int = 1) -> str:
    return answer.cells.text(row, column) or ""


def _ask(sheet: SheetCalls, requests: Sequence[Json]) -> Answer:
    return sheet.batch(requests, [Area(1, 40, 1, 4)])


def _one_cell(sheet: SheetCalls) -> tuple[bool, str]:
    answer = _ask(sheet, [_put(1, "Free"), _swap("free", "x", 1), _swap("Fre", "x", 1), _swap("Free", "mine", 1)])
    return answer.counts[1:] == (0, 0, 1) and _shown(answer, 1) == "mine", f"counts {answer.counts[1:]}"


def _blank(sheet: SheetCalls) -> tuple[bool, str]:
    answer = _ask(sheet, [_swap("^$", "x", 2, regex=True), _put(3, "y"), _swap("^$", "x", 3, regex=True)])
    return (answer.counts[0], answer.counts[2]) == (1, 0), f"counts {answer.counts[0]} and {answer.counts[2]}"


def _text(sheet: SheetCalls) -> tuple[bool, str]:
    as_text = {"repeatCell": {"range": _cell(4), "cell": _TEXT, "fields": "userEnteredFormat.numberFormat"}}
    answer = _ask(sheet, [as_text, _put(4, "m"), _swap("m", "1e5", 4), _put(5, "m"), _swap("m", "1e5", 5)])
    return _shown(answer, 4) == "1e5", f"{_shown(answer, 4)!r}; without the format {_shown(answer, 5)!r}"


def _plain(sheet: SheetCalls) -> tuple[bool, str]:
    answer = _ask(sheet, [_put(6, "=1+1")])
    return _shown(answer, 6) == "=1+1", f"{_shown(answer, 6)!r}"


def _unseen(sheet: SheetCalls) -> tuple[bool, str]:
    place = {"sheetId": SHEET, "dimension": "ROWS", "startIndex": 6, "endIndex": 7}
    how = {"range": place, "properties": {"hiddenByUser": True}, "fields": "hiddenByUser"}
    answer = _ask(sheet, [_put(7, "m"), {"updateDimensionProperties": how}, _swap("m", "x", 7)])
    return answer.counts[2] == 1, f"count {answer.counts[2]}"


def _filtered(sheet: SheetCalls) -> tuple[bool, str]:
    area = {**_cell(8, 3), "endRowIndex": 10}
    filter_ = {"range": area, "criteria": {"2": {"hiddenValues": ["hide"]}}}
    rows = [_put(8, "", "", "head"), _put(9, "m", "", "hide")]
    answer = _ask(sheet, [*rows, {"setBasicFilter": {"filter": filter_}}, _swap("m", "x", 9)])
    return answer.counts[3] == 1, f"count {answer.counts[3]}"


def _in_order(sheet: SheetCalls) -> tuple[bool, str]:
    answer = _ask(sheet, [_put(11, "one"), _swap("one", "two", 11), _swap("two", "three", 11)])
    return answer.counts[1:] == (1, 1) and _shown(answer, 11) == "three", f"counts {answer.counts[1:]}"


def _settled(sheet: SheetCalls) -> tuple[bool, str]:
    find = "^⏳ 6xpos 00000000-(?:0001|0002r)$"
    rows = [_put(12, "⏳ 6xpos 00000000-0001"), _put(13, "⏳ 6xpos 00000000-0002r")]
    answer = _ask(sheet, [*rows, _swap(find, r"a\$1\\b", regex=True)])
    return answer.counts[2] == 2 and _shown(answer, 13) == r"a$1\b", f"count {answer.counts[2]}, {_shown(answer, 13)!r}"


def _whole(sheet: SheetCalls) -> tuple[bool, str]:
    with suppress(SheetError):
        sheet.batch([_put(14, "half"), {"findReplace": {"find": "x", "replacement": "y", "sheetId": 1}}], [])
    shown = _shown(_ask(sheet, [_swap("nothing like it", "x")]), 14)
    return shown == "", "nothing of it" if shown == "" else "half of it"


def _appended(sheet: SheetCalls) -> tuple[bool, str]:
    row = {"values": [{"userEnteredValue": {"stringValue": "below"}}]}
    append = {"appendCells": {"sheetId": SHEET, "rows": [row], "fields": "userEnteredValue"}}
    answer = _ask(sheet, [_put(20, "", "", "", "last"), append])
    return _shown(answer, 21) == "below", "row 21" if _shown(answer, 21) == "below" else "another row"


def _many(sheet: SheetCalls) -> tuple[bool, str]:
    began = time.monotonic()
    requests = [
        _swap("^$", f"⏳ 6xpos 00000001-{n:04d}", 50 + n * (TALL - 50) // MANY, regex=True) for n in range(MANY)
    ]
    counts = sheet.batch(requests, []).counts
    took = time.monotonic() - began
    return took < 25, f"{sum(counts)} claimed in {took:.1f} s"


FACTS: tuple[tuple[str, str, str, bool, Step], ...] = (
    ("one cell, compared and set", "only the exact text", "nothing can be written safely", True, _one_cell),
    ("blank cells are found by ^$", "counts 1 and 0", "blank cells are written plainly: a text typed into that "
     "very cell in that very instant is lost", True, _blank),
    ("a cell of text keeps what is put in", "'1e5'", "tokens like numbers would change", True, _text),
    ("a text that begins with = stays text", "'=1+1'", "names could become formulas", True, _plain),
    ("hidden rows are changed too", "count 1", "a conflict: show the row", False, _unseen),
    ("filtered rows are changed too", "count 1", "a conflict: show the row", False, _filtered),
    ("requests of a batch see each other", "counts (1, 1)", "nothing: no call relies on it", False, _in_order),
    ("markers become a token with $ and \\", "count 2, 'a$1\\\\b'", "markers would stay", True, _settled),
    ("a batch is carried out wholly or not at all", "nothing of it", "half a claim could stand", True, _whole),
    ("new rows go below the last with data", "row 21", "rows could be overwritten", True, _appended),
    (f"{MANY} claims in one call on {TALL} rows", "within 25 s", "so many stores time out, and are tried again", False,
     _many),
)  # fmt: skip


def prove(book: SheetCalls, own: SheetCalls) -> Iterator[Fact]:
    """One fact after the other. `book`: any worksheet of the spreadsheet; `own`: the one titled TITLE, to be made.

    What an earlier run left is deleted first, and the worksheet at the end, whatever happens. Raises SheetError's kinds
    where the worksheet cannot be made.
    """
    _delete(book)
    size = {"rowCount": TALL, "columnCount": 4}
    with book.quota.round(_ROUND, _PATIENCE_SECONDS):
        book.batch([{"addSheet": {"properties": {"sheetId": SHEET, "title": TITLE, "gridProperties": size}}}], [])
        try:
            for name, expected, then, loses, step in FACTS:
                try:
                    holds, found = step(own)
                except SheetError as error:
                    holds, found = False, f"refused: {type(error).__name__}"
                yield Fact(name, expected, found, holds, then, loses)
            yield Fact(
                "protected ranges refuse a whole call", "one delivery at a time then", "not provable here", True, ""
            )
        finally:
            _delete(book)


def _delete(book: SheetCalls) -> None:
    with suppress(SheetError):
        book.batch([{"deleteSheet": {"sheetId": SHEET}}], [])


def proved(settings: Settings, clock: Clock) -> Iterator[Fact]:
    """The same on the spreadsheet of the settings. Raises SheetError's kinds."""
    key = settings.google_service_account
    if key is None or settings.sheet_id is None:
        raise WrongConfiguration("SHEET_ID and GOOGLE_SERVICE_ACCOUNT are needed: pongo-6xpos init asks for them")
    with shared_quota(settings, clock) as quota:

        def client(worksheet: str | None = None) -> SheetClient:
            return SheetClient(
                service_account=key.get_secret_value(),
                spreadsheet_id=settings.sheet_id or "",
                worksheet=worksheet,
                api_url=settings.sheets_api_url,
                quota=quota,
            )

        with closing(client()) as book, closing(client(TITLE)) as own:
            yield from prove(book, own)


def remembered(settings: Settings, clock: Clock, facts: Sequence[Fact]) -> bool:
    """Keeps in the database what came out, for `check`; False where there is no database of the bot's yet.

    Raises SQLAlchemyError.
    """
    if (database := own_database(settings)) is None:
        return False
    with closing(database):
        failed = [fact.name for fact in facts if not fact.holds]
        with database.transaction() as session:
            proof = SheetProof(sheet=settings.sheet_id or "", at=clock.now(), failed=failed, loses=loses(facts))
            session.merge(proof)
    return True


def loses(facts: Sequence[Fact]) -> bool:
    """Whether something would be lost."""
    return any(fact.loses and not fact.holds for fact in facts)
