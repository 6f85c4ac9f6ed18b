"""What people read, in French and English: `locales/*.po` by key, with plurals, numbers and dates of the language.

A text that goes into Slack's mrkdwn is asked for with `md`, which makes what people typed harmless.
"""

import re
from collections.abc import Iterable
from datetime import datetime
from functools import cache
from pathlib import Path
from zoneinfo import ZoneInfo

from babel import Locale
from babel.dates import format_datetime
from babel.messages.pofile import read_po
from babel.numbers import format_decimal

from workflows.clock import Clock
from workflows.storage.columns import PURGED

LOCALES = Path(__file__).parent / "locales"
# British: a day goes before its month, and the clock has 24 hours, as for everybody whom this bot serves.
_BABEL = {"fr": Locale("fr", "FR"), "en": Locale("en", "GB")}
LANGUAGES = tuple(_BABEL)
_JOINER = "\u2060"  # takes no room, and keeps a line together
# Characters that begin Slack's formatting, and their twins that begin none: docs.slack.dev, "Formatting message text".
_TWINS = str.maketrans({"*": "∗", "~": "∼", "`": "ˋ"})
_OPENING_UNDERSCORE = re.compile(r"(?<![A-Za-z0-9])_")  # one behind a word ends what such a one has begun
_CALL = re.compile(r"(?<!\w)([@#])(?=\w)")
# Marks that turn the direction of what follows: a name with one would turn the rest of the line around.
_TURNING = re.compile("[\u202a-\u202e\u2066-\u2069]")
_FIRST_OF_MONTH = re.compile(r"(?<!\d)1(?=\s[a-zéû]+)")  # in French, "le 1er décembre"
_SHORTCODE = re.compile(r":(?=[A-Za-z0-9_+'-]+:)")


class Mrkdwn(str):
    """A text that is mrkdwn already: a link or a mention that we made, or what was escaped before."""

    __slots__ = ()


def literal(text: str) -> str:
    """What somebody typed, for Slack's plain text: shown as it is, without marks that would turn its direction."""
    return _TURNING.sub("", text)


def escape(text: str) -> Mrkdwn:
    """What somebody typed, so that in mrkdwn it reads the same and neither formats, links, calls nor pings."""
    if isinstance(text, Mrkdwn):
        return text
    plain = _OPENING_UNDERSCORE.sub("ˍ", literal(text).translate(_TWINS))
    plain = _SHORTCODE.sub(":" + _JOINER, _CALL.sub(r"\1" + _JOINER, plain))
    return Mrkdwn(plain.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;"))


def mention(user_id: str) -> Mrkdwn:
    """The mention of a person, by id; a dash for somebody whose id a purge removed."""
    return Mrkdwn("—" if user_id in ("", PURGED) else f"<@{user_id}>")


def group(usergroup_id: str) -> Mrkdwn:
    """The mention of a user group, by id; it calls every member."""
    return Mrkdwn(f"<!subteam^{usergroup_id}>")


def link(url: str, label: str) -> Mrkdwn:
    """A link that shows `label`."""
    address = url.replace("&", "&amp;").replace("<", "%3C").replace(">", "%3E").replace("|", "%7C")
    return Mrkdwn(f"<{address}|{escape(label)}>")


def code(text: str) -> Mrkdwn:
    """`text` in a fixed width, ready to copy; empty stays empty."""
    plain = literal(text).replace("`", "ˋ").replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return Mrkdwn(f"`{plain}`" if plain else "")


def language_of(locale: str | None, default: str) -> str:
    """The language for somebody's Slack locale (`fr-FR`): French or English; `default` where Slack did not say."""
    if not locale:
        return default
    language = re.split("[-_]", locale.lower(), maxsplit=1)[0]
    return language if language in LANGUAGES else "en"


class Texts:
    """The texts of one language; times are shown in `zone`, with their year only where the clock is in another one."""

    def __init__(self, language: str, zone: ZoneInfo, clock: Clock) -> None:
        self.language = language
        self.zone = zone
        self._clock = clock
        self._locale = _BABEL[language]
        self._messages = _messages(language)

    def __call__(self, key: str, /, **values: object) -> str:
        """The plain text of `key` with its variables filled in. Raises KeyError for a key or variable unknown."""
        return self._template(key, values).format_map({name: self._shown(value) for name, value in values.items()})

    def md(self, key: str, /, **values: object) -> Mrkdwn:
        """The same for mrkdwn: what is not Mrkdwn already is escaped. The text of the key itself is mrkdwn."""
        shown = {name: escape(self._shown(value)) for name, value in values.items()}
        return Mrkdwn(self._template(key, values).format_map(shown))

    def keys(self) -> list[str]:
        """Every key there is."""
        return list(self._messages)

    def number(self, number: int) -> str:
        """`12345` as the language writes it."""
        return str(format_decimal(number, locale=self._locale))

    def decimal(self, number: float) -> str:
        """`1.25` as the language writes it, with one digit behind the point at most."""
        return str(format_decimal(number, format="#,##0.#", locale=self._locale))

    def moment(self, at: datetime) -> str:
        """When something happened, an aware time, to the minute: `24 nov. à 10:05`."""
        return self._at(at, "moment")

    def day(self, at: datetime) -> str:
        """The day of an aware time in a mail or a title: `24 novembre`."""
        return self._at(at, "day")

    def weekday(self, at: datetime) -> str:
        """The day of an aware time that somebody waits for, or has waited since: `mardi 24 novembre`."""
        return self._at(at, "weekday")

    def short_day(self, at: datetime) -> str:
        """The day of an aware time on a chart's axis, where there is no room for a year: `24/11`."""
        return self._shaped(at, "short_day")

    def since(self, at: datetime) -> str:
        """Since when something waits (aware): `depuis 10:05` on the same day, else `depuis mardi 24 novembre`."""
        if self._local(at).date() == self._local(self._clock.now()).date():
            return self("since.today", time=self._shaped(at, "time"))
        return self("since.day", day=self.weekday(at))

    def listed(self, parts: Iterable[str], key: str = "list.or") -> Mrkdwn:
        """`a, b ou c`; what is not Mrkdwn is escaped."""
        escaped = [escape(part) for part in parts]
        if len(escaped) < 2:
            return Mrkdwn("".join(escaped))
        return self.md(key, first=Mrkdwn(", ".join(escaped[:-1])), last=escaped[-1])

    def _at(self, at: datetime, form: str) -> str:
        this_year = self._local(at).year == self._local(self._clock.now()).year
        return self._shaped(at, form if this_year else f"{form}_year")

    def _shaped(self, at: datetime, form: str) -> str:
        pattern = self(f"time.{form}_pattern")
        shown = str(format_datetime(self._local(at), pattern, tzinfo=self.zone, locale=self._locale))
        return _FIRST_OF_MONTH.sub("1er", shown) if self.language == "fr" else shown

    def _local(self, at: datetime) -> datetime:
        if at.tzinfo is None:
            raise ValueError("a time without its zone cannot be shown")
        return at.astimezone(self.zone)

    def _template(self, key: str, values: dict[str, object]) -> str:
        message = self._messages[key]
        if isinstance(message, str):
            return message
        one = self._locale.plural_form(values["count"]) == "one"  # type: ignore[arg-type]
        return message[0 if one else 1]

    def _shown(self, value: object) -> str:
        if isinstance(value, str):
            return value
        if isinstance(value, datetime):
            return self.moment(value)
        if isinstance(value, int) and not isinstance(value, bool):
            return self.number(value)
        raise TypeError(f"a {type(value).__name__} has no way to be shown")


@cache
def _messages(language: str) -> dict[str, str | tuple[str, ...]]:
    """The texts of `language` (one of LANGUAGES) by key, read once."""
    with (LOCALES / f"{language}.po").open("rb") as file:
        catalog = read_po(file, locale=language, abort_invalid=True)
    return {
        str(message.id[0] if isinstance(message.id, tuple | list) else message.id): (
            tuple(message.string) if isinstance(message.string, tuple | list) else str(message.string)
        )
        for message in catalog
        if message.id
    }
