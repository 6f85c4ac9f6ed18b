"""What a cell holds and shows, and what text becomes that is typed into it (USER_ENTERED).

developers.google.com/workspace/sheets/api/reference/rest/v4/ValueInputOption: "as if the user typed it into the UI".
"""

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from babel.dates import format_date
from babel.numbers import format_decimal

Pattern = Mapping[str, str]
"""A number format, as the API writes it: `type` and `pattern`."""

EPOCH = date(1899, 12, 30)
"""Day 0 of a sheet's serial numbers."""


UNKNOWN = "#NAME?"
"""What a formula amounts to here that is not calculated."""

Value = str | float | bool | None


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell. `value`: text, number or boolean that was entered; `formula`: with its `=`, then `value` is None.

    `pattern`: its number format; no other format is kept. A cell never changes: a new one takes its place.
    """

    value: Value = None
    formula: str | None = None
    pattern: Pattern | None = None

    @property
    def blank(self) -> bool:
        """Whether it shows nothing: an empty text is no value."""
        return self.formula is None and (self.value is None or self.value == "")

    @property
    def bare(self) -> bool:
        """Whether nothing at all is stored."""
        return self.blank and self.pattern is None


@dataclass(frozen=True, slots=True)
class Locale:
    """How a spreadsheet writes numbers, booleans and dates."""

    name: str
    decimal: str
    date: str
    true: str
    false: str


LOCALES = {
    "en_US": Locale("en_US", ".", "m/d/yyyy", "TRUE", "FALSE"),
    "fr_FR": Locale("fr_FR", ",", "dd/mm/yyyy", "VRAI", "FAUX"),
}


def plain(value: float) -> int | float:
    """A number as JSON writes it: whole ones without a fraction."""
    return int(value) if value.is_integer() and abs(value) < 1e16 else value


def shown(value: Value, pattern: Pattern | None, locale: Locale) -> str:
    """The text that a person sees for `value` under a number format."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return locale.true if value else locale.false
    if isinstance(value, str):
        return value
    wanted = (pattern or {}).get("pattern", "")
    if not wanted:
        return general(value, locale)
    if (pattern or {}).get("type") == "DATE":
        return str(format_date(EPOCH + timedelta(days=int(value)), wanted.replace("m", "M"), locale.name))
    return str(format_decimal(value, wanted, locale.name))


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


# -- what typed text becomes

_DATES = re.compile(r"(?P<iso>\d{4}-\d{1,2}-\d{1,2})|\d{1,2}([/.-])\d{1,2}(?:\2(?P<year>\d{4}|\d{2}))?")
_NUMBER = r"(?P<digits>[+-]?(?:\d+(?:POINT\d*)?|POINT\d+)(?P<power>[eE][+-]?\d{1,3})?)(?P<percent> ?%)?"


def cell_from(text: str, locale: Locale, today: date, old: Cell | None) -> Cell:
    """The cell that typing `text` over `old` leaves: its number format stays, or the text brings one. `today`: for a
    date without its year.

    A leading apostrophe makes text of what follows; a cell formatted as text takes everything as it is.
    """
    pattern = old.pattern if old else None
    if text == "":
        return Cell(pattern=pattern)
    if text.startswith("'"):
        return Cell(text[1:], None, pattern)
    if pattern and pattern.get("type") == "TEXT":
        return Cell(text, None, pattern)
    if text.startswith("=") and len(text) > 1:
        return Cell(None, text, pattern)
    stripped = text.strip()
    if stripped.upper() in ("TRUE", "FALSE", locale.true, locale.false):
        return Cell(stripped.upper() in ("TRUE", locale.true), None, pattern)
    found = _number(stripped, locale) or _date(stripped, locale, today)
    if found:
        return Cell(found[0], None, pattern or found[1])
    if len(text) > 1 and text[0] in "+-":
        # A sheet takes a leading sign for a formula: "+Foo" becomes =+Foo and shows #NAME?, "+ a b" shows #ERROR!.
        return Cell(None, f"={text}", pattern)
    return Cell(text, None, pattern)


def _number(text: str, locale: Locale) -> tuple[float, Pattern | None] | None:
    found = re.fullmatch(_NUMBER.replace("POINT", re.escape(locale.decimal)), text)
    if found is None:
        return None
    value = float(found["digits"].replace(locale.decimal, "."))
    if found["power"]:
        return value, {"type": "SCIENTIFIC", "pattern": "0.00E+00"}
    if found["percent"]:
        return value / 100, {"type": "PERCENT", "pattern": "0.00%" if locale.decimal in text else "0%"}
    return value, None


def _date(text: str, locale: Locale, today: date) -> tuple[float, Pattern] | None:
    found = _DATES.fullmatch(text)
    if found is None or (found[2] == "." and not found["year"]):
        return None
    wanted = "yyyy-mm-dd" if found["iso"] else locale.date.replace("/", found[2])
    if not found["iso"] and not found["year"]:
        wanted = wanted.removesuffix(f"{found[2]}yyyy")
    parts = dict(zip((part[0] for part in re.findall("[a-z]+", wanted)), re.findall(r"\d+", text), strict=True))
    year = int(parts.get("y", today.year))
    try:
        day = date(year + 2000 if year < 100 else year, int(parts["m"]), int(parts["d"]))
    except ValueError:
        return None
    return float((day - EPOCH).days), {"type": "DATE", "pattern": wanted}
