"""What a cell holds and shows, and what text becomes that is typed into it (USER_ENTERED).

developers.google.com/workspace/sheets/api/reference/rest/v4/ValueInputOption: "as if the user typed it into the UI".
"""

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from babel.numbers import format_decimal

Format = Mapping[str, Any]

EPOCH = datetime(1899, 12, 30)  # noqa: DTZ001 - a sheet's dates have no zone
"""Day 0 of a sheet's serial numbers."""


@dataclass(frozen=True, slots=True)
class ErrorValue:
    """What a formula amounts to here that is not calculated: the API's word for it, and what the cell shows."""

    kind: str = "NAME"
    text: str = "#NAME?"


Value = str | float | bool | ErrorValue | None


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell. `value`: text, number or boolean that was entered; `formula`: with its `=`, then `value` is None.

    `format` is the API's userEnteredFormat. A cell never changes: a new one takes its place.
    """

    value: str | float | bool | None = None
    formula: str | None = None
    format: Format | None = None

    @property
    def blank(self) -> bool:
        """Whether it shows nothing: an empty text is no value."""
        return self.formula is None and (self.value is None or self.value == "")

    @property
    def bare(self) -> bool:
        """Whether nothing at all is stored."""
        return self.blank and self.format is None

    @property
    def number_format(self) -> Mapping[str, str]:
        """The number format, `{}` where there is none."""
        found: Mapping[str, str] = (self.format or {}).get("numberFormat") or {}
        return found


@dataclass(frozen=True, slots=True)
class Locale:
    """How a spreadsheet writes numbers, booleans and dates."""

    name: str
    decimal: str
    day_first: bool
    true: str
    false: str


LOCALES = {
    "en_US": Locale("en_US", ".", False, "TRUE", "FALSE"),
    "fr_FR": Locale("fr_FR", ",", True, "VRAI", "FAUX"),
}


def plain(value: float) -> int | float:
    """A number as JSON writes it: whole ones without a fraction."""
    return int(value) if value.is_integer() and abs(value) < 1e16 else value


def shown(value: Value, pattern: Mapping[str, str], locale: Locale) -> str:
    """The text that a person sees for `value` under a number format."""
    if value is None:
        return ""
    if isinstance(value, ErrorValue):
        return value.text
    if isinstance(value, bool):
        return locale.true if value else locale.false
    if isinstance(value, str):
        return value
    kind, wanted = pattern.get("type", ""), pattern.get("pattern", "")
    if kind in ("DATE", "TIME", "DATE_TIME"):
        return _moment(value, wanted or _DEFAULTS[kind][locale.day_first])
    if kind == "TEXT":
        return general(value, locale)
    if wanted:
        return str(format_decimal(value, wanted, locale.name))
    return general(value, locale)


_DEFAULTS = {
    "DATE": ("M/d/yyyy", "dd/mm/yyyy"),
    "TIME": ("h:mm:ss", "hh:mm:ss"),
    "DATE_TIME": ("M/d/yyyy h:mm:ss", "dd/mm/yyyy hh:mm:ss"),
}


def general(value: float, locale: Locale) -> str:
    """A number under the automatic format: at most 10 decimals or 15 digits, larger ones in scientific notation."""
    if math.isinf(value) or math.isnan(value):
        return "#NUM!"
    if value and (abs(value) >= 1e15 or abs(value) < 1e-10):
        mantissa, _, exponent = f"{value:.5E}".partition("E")
        mantissa = mantissa.rstrip("0").rstrip(".")
        return f"{mantissa}E{exponent}".replace(".", locale.decimal)
    if value.is_integer():
        return str(int(value))
    whole = len(str(int(abs(value))))
    text = f"{value:.{max(0, min(10, 15 - whole))}f}".rstrip("0").rstrip(".")
    return text.replace(".", locale.decimal)


def _moment(serial: float, pattern: str) -> str:
    """A serial number under a date pattern; `m` means minutes beside hours or seconds, months elsewhere."""
    moment = EPOCH + timedelta(days=serial) + timedelta(microseconds=500)

    def part(run: re.Match[str]) -> str:
        letter, width = run[0][0], min(2, len(run[0]))
        if letter == "y":
            return f"{moment.year % 100:02d}" if len(run[0]) <= 2 else f"{moment.year:04d}"
        minutes = ":" in (pattern[max(0, run.start() - 1) : run.start()], pattern[run.end() : run.end() + 1])
        months = moment.minute if minutes else moment.month
        value = {"M": moment.month, "m": months, "d": moment.day, "h": moment.hour, "s": moment.second}[letter]
        return f"{value:0{width}d}"

    return re.sub(r"y+|M+|m+|d+|h+|s+", part, pattern)


# -- what typed text becomes

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
