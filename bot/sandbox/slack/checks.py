"""The pieces that Block Kit's rules are made of: a check looks at a value and reports what Slack would say.

Limits and wording: docs.slack.dev, "Block Kit" reference, and the answers of chat.postMessage and views.open.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

Surface = Literal["message", "modal", "home"]


@dataclass
class Report:
    """What is wrong so far, and what must be unique."""

    surface: Surface
    problems: list[str] = field(default_factory=list)
    block_ids: set[str] = field(default_factory=set)
    focused: int = 0

    def add(self, message: str, pointer: str) -> None:
        """Notes a problem at a JSON pointer."""
        self.problems.append(f"{message} [json-pointer:{pointer}]")


Check = Callable[[Any, str, Report], None]


def string(most: int | None = None, least: int = 1) -> Check:
    """A string of `least` to `most` characters."""

    def check(value: Any, pointer: str, report: Report) -> None:
        if not isinstance(value, str):
            report.add("must provide a string", pointer)
        elif len(value) < least:
            report.add(f"must be more than {least - 1} characters", pointer)
        elif most is not None and len(value) > most:
            report.add(f"must be less than {most + 1} characters", pointer)

    return check


def integer(least: int, most: int) -> Check:
    """A whole number between two bounds, both included."""

    def check(value: Any, pointer: str, report: Report) -> None:
        if not isinstance(value, int) or isinstance(value, bool):
            report.add("must provide a number", pointer)
        elif value < least:
            report.add(f"must be greater than or equal to {least}", pointer)
        elif value > most:
            report.add(f"must be less than or equal to {most}", pointer)

    return check


def boolean(value: Any, pointer: str, report: Report) -> None:
    """true or false."""
    if not isinstance(value, bool):
        report.add("must provide a boolean", pointer)


def anything(value: Any, pointer: str, report: Report) -> None:
    """Any JSON value."""


def one_of(*values: str) -> Check:
    """One of the words."""

    def check(value: Any, pointer: str, report: Report) -> None:
        if value not in values:
            report.add("must be a valid enum value", pointer)

    return check


def address(most: int = 3000) -> Check:
    """A web address, or another that Slack opens."""

    def check(value: Any, pointer: str, report: Report) -> None:
        string(most)(value, pointer, report)
        if isinstance(value, str) and value and "://" not in value and not value.startswith(("mailto:", "tel:")):
            report.add("must be a valid url", pointer)

    return check


def array(of: Check, most: int, least: int = 1) -> Check:
    """A list of `least` to `most` items."""

    def check(value: Any, pointer: str, report: Report) -> None:
        if not isinstance(value, list):
            report.add("must provide an array", pointer)
            return
        if len(value) < least:
            report.add(f"no fewer than {least} items allowed", pointer)
        if len(value) > most:
            report.add(f"no more than {most} items allowed", pointer)
        for index, item in enumerate(value[:most]):
            of(item, f"{pointer}/{index}", report)

    return check


def record(fields: Mapping[str, Check], required: Sequence[str] = (), also: Check | None = None) -> Check:
    """An object with these fields and no others; `also` looks at the whole once every field is well-formed."""

    def check(value: Any, pointer: str, report: Report) -> None:
        if not isinstance(value, dict):
            report.add("must provide an object", pointer)
            return
        before = len(report.problems)
        for name in required:
            if value.get(name) is None:
                report.add(f"missing required field: {name}", pointer)
        for name, item in value.items():
            if name not in fields:
                report.add(f"invalid additional property: {name}", pointer)
            elif item is not None:
                fields[name](item, f"{pointer}/{name}", report)
        if also is not None and len(report.problems) == before:
            also(value, pointer, report)

    return check


def by_type(kinds: Mapping[str, Check], *, whole: bool = True) -> Check:
    """An object whose `type` chooses the check. `whole`: a fault inside is reported at the object too, as Slack does
    where it tried several schemas."""

    def check(value: Any, pointer: str, report: Report) -> None:
        if not isinstance(value, dict):
            report.add("must provide an object", pointer)
            return
        kind = value.get("type")
        if kind is None:
            report.add("missing required field: type", pointer)
        elif kind not in kinds:
            report.add(f"unsupported type: {kind}", f"{pointer}/type")
        else:
            before = len(report.problems)
            kinds[kind](value, pointer, report)
            if whole and len(kinds) > 1 and len(report.problems) > before:
                report.problems.insert(before, f"failed to match all allowed schemas [json-pointer:{pointer}]")

    return check


def plain_text(most: int, least: int = 1) -> Check:
    """A `plain_text` object."""
    return by_type(
        {"plain_text": record({"type": anything, "text": string(most, least), "emoji": boolean}, ["text"])},
    )


def text(most: int, least: int = 1) -> Check:
    """A `plain_text` or `mrkdwn` object."""
    return by_type(
        {
            "plain_text": record({"type": anything, "text": string(most, least), "emoji": boolean}, ["text"]),
            "mrkdwn": record({"type": anything, "text": string(most, least), "verbatim": boolean}, ["text"]),
        }
    )
