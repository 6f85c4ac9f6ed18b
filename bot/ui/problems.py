"""What keeps a request from moving, as a sentence that says what to do about it."""

from collections.abc import Sequence

from bot.texts import Mrkdwn, Texts, code
from bot.ui.blocks import fitting, within
from workflows.rules.problems import STRAY, TOKEN_MISSING, Conflict, Problem

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
    STRAY,
    TOKEN_MISSING,
)
PASSING = frozenset({"quota", "unavailable", "moving"})
_LIMIT = 2_800
_UNWRITTEN = {"hidden": "conflict.line_hidden", "odd": "conflict.line_odd"}


def problem(texts: Texts, found: Problem) -> Mrkdwn:
    """The problem of a request in mrkdwn: what is wrong, and the cure."""
    kind, named = _kind(found.kind), found.named
    if kind == "conflict":
        return _conflict(texts, found.rows)
    if kind in (STRAY, TOKEN_MISSING):
        return _emptied(texts, kind, found.rows)
    return texts.md(
        f"problem.{kind}",
        account=code(_short(named.get("account"))),
        sheet=code(_short(named.get("sheet"))),
        wanted=_quoted(texts, [named.get("wanted") or ""]),
        missing=_quoted(texts, named.get("missing") or []),
        found=_quoted(texts, named.get("found") or []),
        channel=code(_short(named.get("channel"))),
    )


def passing(found: Problem) -> bool:
    """Whether the problem ends by itself, so that nobody has to do anything."""
    return found.kind in PASSING


def short_problem(texts: Texts, kind: str) -> str:
    """The kind of a problem in two or three words."""
    return texts(f"problem_short.{_kind(kind)}")


def _kind(kind: str) -> str:
    return kind if kind in KINDS else "other"


def _emptied(texts: Texts, kind: str, rows: Sequence[Conflict]) -> Mrkdwn:
    named = [texts.md("problem.row", row=str(row.row or "?"), slug=code(_short(row.slug))) for row in rows[:_FOUND]]
    listed = Mrkdwn(", ".join(named) + ("…" if len(rows) > _FOUND else ""))
    return texts.md(f"problem.{kind}", count=len(rows), rows=listed)


def _conflict(texts: Texts, every: Sequence[Conflict]) -> Mrkdwn:
    strays, rows = [row for row in every if row.kind == STRAY], [row for row in every if row.kind != STRAY]
    lines = [conflict_line(texts, row) for row in rows[:CONFLICTS_SHOWN]]
    beyond = max(0, len(rows) - CONFLICTS_SHOWN)
    intro, cures = texts.md("problem.conflict", count=len(rows)), []
    if any(row.alike for row in rows):
        cures.append(texts.md("problem.alike_cure"))
    if any(row.found for row in rows):
        cures.append(texts.md("problem.conflict_cure"))
    cure = "\n".join(cures)
    told = _emptied(texts, STRAY, strays) if strays else ""
    room = _LIMIT - len(intro) - len(cure) - len(told)
    listed = fitting(lines, room, lambda hidden: texts.md("more.conflicts", count=hidden), beyond)
    return Mrkdwn("\n".join(part for part in (intro, listed, cure, told) if part))


def conflict_line(texts: Texts, row: Conflict) -> Mrkdwn:
    """One row: which, what stands there and what was to."""
    alike = row.alike
    otherwise = "conflict.line_alike" if alike else _UNWRITTEN.get(row.kind, "conflict.line_moved")
    key = "conflict.line" if row.found else otherwise
    return texts.md(
        key,
        row=str(row.row or "?"),
        name=within(str(row.name or ""), _NAME),
        slug=code(_short(row.slug)),
        found=code(_short(row.found or alike or "?")),
        wanted=code(_short(row.wanted or "?")),
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
