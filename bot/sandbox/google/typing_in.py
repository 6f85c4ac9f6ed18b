"""What a sheet makes of text that is typed into a cell (USER_ENTERED): numbers, dates, booleans, formulas, or text.

developers.google.com/workspace/sheets/api/reference/rest/v4/ValueInputOption: "as if the user typed it into the UI".
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from bot.sandbox.google.cells import EPOCH, Cell, Locale

Pattern = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Entered:
    """What was understood: a value or a formula, and the number format that goes with it."""

    value: str | float | bool | None = None
    formula: str | None = None
    pattern: Pattern | None = None


_ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})(?:[ T](\d{1,2}):(\d{2})(?::(\d{2}))?)?")
_DAY = re.compile(r"(\d{1,2})([/.-])(\d{1,2})(?:\2(\d{4}|\d{2}))?(?: (\d{1,2}):(\d{2})(?::(\d{2}))?)?")
_TIME = re.compile(r"(\d{1,2}):(\d{2})(?::(\d{2}))?")
_SCIENTIFIC = re.compile(r"[+-]?\d+(?:\.\d+)?[eE][+-]?\d{1,3}")


def entered(text: str, locale: Locale, today: datetime, pattern: Pattern | None = None) -> Entered:
    """Reads typed `text`. `pattern`: the number format that the cell has already; `today`: for a date without its year.

    A leading apostrophe makes text of what follows; a cell formatted as text takes everything as it is.
    """
    if text == "":
        return Entered()
    if text.startswith("'"):
        return Entered(text[1:])
    if pattern and pattern.get("type") == "TEXT":
        return Entered(text)
    if text.startswith("=") and len(text) > 1:
        return Entered(formula=text)
    stripped = text.strip()
    if stripped.upper() in ("TRUE", "FALSE", locale.true, locale.false):
        return Entered(stripped.upper() in ("TRUE", locale.true))
    found = _number(stripped, locale) or _date(stripped, locale, today)
    if found:
        return found
    if len(text) > 1 and text[0] in "+-":
        # A sheet takes a leading sign for a formula: "+Foo" becomes =+Foo and shows #NAME?, "+ a b" shows #ERROR!.
        return Entered(formula=f"={text}")
    return Entered(text)


def cell_from(text: str, locale: Locale, today: datetime, old: Cell | None) -> Cell:
    """The cell that typing `text` over `old` leaves: its number format stays, or the text brings one."""
    found = entered(text, locale, today, old.number_format if old else None)
    format_ = old.format if old else None
    if found.pattern and not (old and old.number_format):
        format_ = {**(format_ or {}), "numberFormat": dict(found.pattern)}
    return Cell(found.value, found.formula, format_)


def _number(text: str, locale: Locale) -> Entered | None:
    body, percent = (text[:-1].rstrip(), True) if text.endswith("%") else (text, False)
    currency = ""
    for sign in ("$", "€", "£"):
        if body.startswith(sign) or body.endswith(sign):
            currency, body = sign, body.strip(sign).strip()
    if _SCIENTIFIC.fullmatch(body.replace(locale.decimal, ".")):
        return Entered(float(body.replace(locale.decimal, ".")), pattern={"type": "SCIENTIFIC", "pattern": "0.00E+00"})
    decimal, thousands = re.escape(locale.decimal), "[ \u00a0\u202f]" if locale.decimal == "," else ","
    whole = rf"(?:\d+|\d{{1,3}}(?:{thousands}\d{{3}})+)"
    if not re.fullmatch(rf"[+-]?(?:{whole}(?:{decimal}\d*)?|{decimal}\d+)", body):
        return None
    value = float(re.sub(thousands, "", body).replace(locale.decimal, "."))
    fraction = locale.decimal in body
    if percent:
        return Entered(value / 100, pattern={"type": "PERCENT", "pattern": "0.00%" if fraction else "0%"})
    if currency:
        digits = "#,##0.00" if fraction else "#,##0"
        wanted = f"{digits} {currency}" if locale.decimal == "," else f"{currency}{digits}"
        return Entered(value, pattern={"type": "CURRENCY", "pattern": wanted})
    if re.search(thousands, body):
        return Entered(value, pattern={"type": "NUMBER", "pattern": "#,##0.00" if fraction else "#,##0"})
    return Entered(value)


def _date(text: str, locale: Locale, today: datetime) -> Entered | None:
    iso, day, clock = _ISO.fullmatch(text), _DAY.fullmatch(text), _TIME.fullmatch(text)
    if iso:
        year, month, number, *time = iso.groups()
        wanted = "yyyy-mm-dd"
    elif day:
        first, separator, second, year, *time = day.groups()
        if separator == "." and not year:
            return None
        number, month = (first, second) if locale.day_first else (second, first)
        year = year or str(today.year)
        year = f"20{year}" if len(year) == 2 else year
        parts = ("dd", "mm") if locale.day_first else ("m", "d")
        wanted = separator.join([*parts, "yyyy"] if day.group(4) else parts)
    elif clock:
        hours, minutes, seconds = (int(part or 0) for part in clock.groups())
        if hours > 23 or minutes > 59 or seconds > 59:
            return None
        pattern = "hh:mm:ss" if clock.group(3) else "hh:mm"
        return Entered((hours * 3600 + minutes * 60 + seconds) / 86400, pattern={"type": "TIME", "pattern": pattern})
    else:
        return None
    hour, minute, second_ = (int(part or 0) for part in time)
    try:
        moment = datetime(int(year), int(month), int(number), hour, minute, second_)  # noqa: DTZ001 - no zone in a sheet
    except ValueError:
        return None
    serial = (moment - EPOCH).total_seconds() / 86400
    if time[0] is None:
        return Entered(serial, pattern={"type": "DATE", "pattern": wanted})
    return Entered(serial, pattern={"type": "DATE_TIME", "pattern": wanted + (" hh:mm:ss" if time[2] else " hh:mm")})
