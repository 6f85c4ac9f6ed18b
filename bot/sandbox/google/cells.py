"""What a cell holds, and what of it is shown: values, number formats, errors."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

Format = Mapping[str, Any]

EPOCH = datetime(1899, 12, 30)  # noqa: DTZ001 - a sheet's dates have no zone
"""Day 0 of a sheet's serial numbers."""


@dataclass(frozen=True, slots=True)
class ErrorValue:
    """An error in place of a value: `kind` is the API's word, shown as `#NAME?` and the like."""

    kind: str
    message: str = ""

    @property
    def text(self) -> str:
        """What the cell shows."""
        return _SHOWN[self.kind]


_SHOWN = {
    "ERROR": "#ERROR!",
    "NULL_VALUE": "#NULL!",
    "DIVIDE_BY_ZERO": "#DIV/0!",
    "VALUE": "#VALUE!",
    "REF": "#REF!",
    "NAME": "#NAME?",
    "NUM": "#NUM!",
    "N_A": "#N/A",
}

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
    thousands: str
    day_first: bool
    true: str
    false: str


LOCALES = {
    "en_US": Locale("en_US", ".", ",", False, "TRUE", "FALSE"),
    "en_GB": Locale("en_GB", ".", ",", True, "TRUE", "FALSE"),
    "fr_FR": Locale("fr_FR", ",", "\u202f", True, "VRAI", "FAUX"),
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
    if kind == "PERCENT" or wanted.endswith("%"):
        return _fixed(value * 100, _decimals(wanted), locale, grouped=False) + "%"
    if kind == "SCIENTIFIC":
        return f"{value:.2E}".replace(".", locale.decimal)
    if kind in ("NUMBER", "CURRENCY") and wanted:
        number = _fixed(abs(value), _decimals(wanted), locale, grouped="," in wanted)
        before, after = _affixes(wanted)
        return ("-" if value < 0 else "") + before + number + after
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


def _decimals(pattern: str) -> int:
    _, _, after = pattern.partition(".")
    return sum(1 for letter in after if letter in "0#")


def _affixes(pattern: str) -> tuple[str, str]:
    digits = [place for place, letter in enumerate(pattern) if letter in "0#"]
    if not digits:
        return pattern, ""
    return pattern[: digits[0]].replace('"', ""), pattern[digits[-1] + 1 :].replace('"', "")


def _fixed(value: float, decimals: int, locale: Locale, *, grouped: bool) -> str:
    text = f"{value:,.{decimals}f}" if grouped else f"{value:.{decimals}f}"
    return text.replace(",", "\x00").replace(".", locale.decimal).replace("\x00", locale.thousands)


def _moment(serial: float, pattern: str) -> str:
    """A serial number under a date pattern; `m` means minutes beside hours or seconds, months elsewhere."""
    moment = EPOCH + timedelta(days=serial) + timedelta(microseconds=500)
    text, place = "", 0
    while place < len(pattern):
        letter = pattern[place]
        end = place
        while end < len(pattern) and pattern[end] == letter:
            end += 1
        run = pattern[place:end]
        lower = letter.lower()
        if lower == "y":
            text += f"{moment.year % 100:02d}" if len(run) <= 2 else f"{moment.year:04d}"
        elif letter == "m" and ":" in (pattern[max(0, place - 1) : place], pattern[end : end + 1]):
            text += f"{moment.minute:0{min(2, len(run))}d}"
        elif lower == "m":
            text += f"{moment.month:0{min(2, len(run))}d}"
        elif lower == "d":
            text += f"{moment.day:0{min(2, len(run))}d}"
        elif lower == "h":
            text += f"{moment.hour:0{min(2, len(run))}d}"
        elif lower == "s":
            text += f"{moment.second:0{min(2, len(run))}d}"
        else:
            text += run
        place = end
    return text
