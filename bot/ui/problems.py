"""What keeps a request from moving, as a sentence that says what to do about it."""

from collections.abc import Mapping, Sequence
from typing import Any

from bot.texts import Mrkdwn, Texts, code
from bot.ui.blocks import fitting, within

CONFLICTS_SHOWN = 10
_NAME, _VALUE, _FOUND = 60, 120, 8
# The kinds that have a text; any other is shown as a problem with the sheet that somebody has to look at.
KINDS = (
    "no_access",
    "not_found",
    "key_refused",
    "worksheet_missing",
    "headers_missing",
    "protected",
    "clock",
    "api_off",
    "project_stopped",
    "billing_off",
    "policy",
    "not_a_sheet",
    "proxy",
    "quota",
    "unavailable",
    "moving",
    "conflict",
    "key_lost",
    "channel",
    "find_replace",
)
PASSING = frozenset({"quota", "unavailable", "moving"})
_LIMIT = 2_800
_UNWRITTEN = {"hidden": "conflict.line_hidden", "odd": "conflict.line_odd"}


def problem(texts: Texts, found: Mapping[str, Any]) -> Mrkdwn:
    """The problem of a request (`Request.trouble`) in mrkdwn: what is wrong, and the cure."""
    kind = _kind(str(found.get("kind", "")))
    if kind == "conflict":
        return _conflict(texts, found.get("rows") or [])
    return texts.md(
        f"trouble.{kind}",
        account=code(_short(found.get("account"))),
        sheet=code(_short(found.get("sheet"))),
        wanted=_quoted(texts, [found.get("wanted") or ""]),
        missing=_quoted(texts, found.get("missing") or []),
        found=_quoted(texts, found.get("found") or []),
        channel=code(_short(found.get("channel"))),
    )


def passing(found: Mapping[str, Any]) -> bool:
    """Whether the problem ends by itself, so that nobody has to do anything."""
    return found.get("kind") in PASSING


def short_problem(texts: Texts, kind: str) -> str:
    """The kind of a problem in two or three words."""
    return texts(f"trouble_short.{_kind(kind)}")


def _kind(kind: str) -> str:
    return kind if kind in KINDS else "other"


def _conflict(texts: Texts, rows: Sequence[Mapping[str, Any]]) -> Mrkdwn:
    lines = [_conflict_line(texts, row) for row in rows[:CONFLICTS_SHOWN]]
    beyond = max(0, len(rows) - CONFLICTS_SHOWN)
    intro, cures = texts.md("trouble.conflict", count=len(rows)), []
    if any(row.get("alike") for row in rows):
        cures.append(texts.md("trouble.alike_cure"))
    if not all(row.get("alike") for row in rows):
        cures.append(texts.md("trouble.conflict_cure"))
    cure = "\n".join(cures)
    room = _LIMIT - len(intro) - len(cure)
    listed = fitting(lines, room, lambda hidden: texts.md("more.conflicts", count=hidden), beyond)
    return Mrkdwn("\n".join(part for part in (intro, listed, cure) if part))


def _conflict_line(texts: Texts, row: Mapping[str, Any]) -> Mrkdwn:
    alike = row.get("alike")
    otherwise = "conflict.line_alike" if alike else _UNWRITTEN.get(str(row.get("kind")), "conflict.line_moved")
    key = "conflict.line" if row.get("found") else otherwise
    return texts.md(
        key,
        row=str(row.get("row") or "?"),
        name=within(str(row.get("name") or ""), _NAME),
        slug=code(_short(row.get("slug"))),
        found=code(_short(row.get("found") or alike or "?")),
        wanted=code(_short(row.get("wanted") or "?")),
    )


def _short(value: object) -> str:
    return str(value or "?")[:_VALUE]


def _quoted(texts: Texts, names: Sequence[object]) -> Mrkdwn:
    """Names from the sheet, each in quotes; a word for none."""
    shown = [
        texts.md("list.quoted", name=within(" ".join(str(name).split()), _NAME))
        for name in names[:_FOUND]
        if str(name).strip()
    ]
    if not shown:
        return texts.md("list.nothing")
    if len(names) > _FOUND:
        shown.append(Mrkdwn("…"))
    return Mrkdwn(", ".join(shown))
