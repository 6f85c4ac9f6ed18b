"""`show`: why one request hangs, for the person on call. Never a token, a slug, a name, or who somebody is."""

import re
from collections.abc import Iterator
from datetime import datetime

from sqlalchemy import func
from sqlmodel import Session, col, select

from bot.commands.ages import spoken
from workflows.rules.policy import APPROVERS
from workflows.rules.states import OVER, State
from workflows.storage.database import Database
from workflows.storage.models import Audit, Effect, Reminder, Request, Store

_REFERENCE = re.compile(r"(?:6X-?)?0*([1-9]\d{0,9})", re.IGNORECASE)
_CHECK = "`pongo-6xpos check` says what helps"
_BY_ITSELF = "it goes on by itself; if it lasts, " + _CHECK
# What helps against a problem, where it can be said in a line. Any other: what `check` says.
_CURES = {
    "conflict": "an approver decides on the card, or changes the sheet and presses Try again",
    "no_access": "share the sheet with the service account, as editor",
    "protected": "let the service account edit the protected range",
    "headers_missing": "put the three headers back, or set SHEET_HEADER_NAME, _SLUG, _TOKEN",
    "worksheet_missing": "set SHEET_WORKSHEET, or give the tab its name back",
    "key_lost": "put the former TOKEN_KEY behind the new one; else an approver gives the token again",
    "not_in_channel": "in PARTNERSHIPS_CHANNEL: /invite the bot",
    "channel_not_found": "set PARTNERSHIPS_CHANNEL to the channel's id, and /invite the bot there",
    "mail_setup": "look at SMTP_URL, MAIL_FROM, SIXPOS_EMAILS: " + _CHECK,
} | dict.fromkeys(("quota", "unavailable", "moving", "unreachable", "ratelimited", "proxy"), _BY_ITSELF)
_NEXT = {
    State.SUBMITTED: "an approver presses Approve, or says no",
    State.CHANGES_REQUESTED: "the requester changes it and sends it again",
    State.APPROVED: "an approver gives the token",
    State.WRITING: "the bot writes the rows of the sheet",
    State.DELIVERED: "6xpos sets up its tills; the requester or an approver ticks what is done",
    State.ACTIVATED: "6xpos attaches the product ids; the requester or an approver ticks it",
}


class NoReference(ValueError):
    """What was typed is no reference."""


def show(database: Database, reference: str, now: datetime) -> list[str] | None:
    """The lines about the request of that reference (`6X-0042`); None where there is none. Raises NoReference."""
    found = _REFERENCE.fullmatch(reference.strip())
    if not found:
        raise NoReference(reference)
    with database.reading() as session:
        request = session.exec(select(Request).where(Request.number == int(found.group(1)))).first()
        return list(_lines(session, request, now)) if request else None


def _lines(session: Session, request: Request, now: datetime) -> Iterator[str]:
    yield f"{request.reference}: {request.state.value} since {_moment(request.state_since, now)}"
    if request.replacement:
        yield f"  its token: {request.replacement} is under way"
    yield from _history(session, request, now)
    yield from _stores(session, request)
    yield from _problem(request)
    yield from _waits(session, request, now)
    yield from _owed(session, request, now)
    yield f"  its lines in the log: grep {request.reference}"


def _history(session: Session, request: Request, now: datetime) -> Iterator[str]:
    last = select(Audit).where(Audit.request_id == request.id).order_by(col(Audit.id).desc()).limit(1)
    for entry in session.exec(last):
        yield f"  last entry of its trail: {entry.action}, {_moment(entry.at, now)}"


def _stores(session: Session, request: Request) -> Iterator[str]:
    query = select(Store.in_sheet, func.count()).where(Store.request_id == request.id)
    counts = session.exec(query.group_by(col(Store.in_sheet))).all()
    seen = ", ".join(f"{count} {kind}" for kind, count in counts)
    if request.stores_to_come:
        yield "  restaurants: still to be taken of those that Hey Pongo lists for the token"
    if counts:
        yield f"  restaurants: {sum(count for _, count in counts)}; in the sheet, when it was last looked at: {seen}"


def _problem(request: Request) -> Iterator[str]:
    if request.problem:
        kind = request.problem.kind or "other"
        yield f"  problem on its card: {kind} → {_CURES.get(kind, _CHECK)}"


def _waits(session: Session, request: Request, now: datetime) -> Iterator[str]:
    if request.state in OVER:
        yield "  it is over: it waits for nobody"
        return
    if request.state in _NEXT:
        yield f"  next: {_NEXT[request.state]}"
    if reminder := session.get(Reminder, request.id):
        whom = {APPROVERS: "the approvers", request.requester: "the requester"}.get(reminder.holder, "an approver")
        due = f"next {_moment(reminder.due_at, now)}"
        yield f"  waits for: {whom}, since {_moment(reminder.since, now)}; reminded {reminder.count} times, {due}"


def _owed(session: Session, request: Request, now: datetime) -> Iterator[str]:
    query = select(Effect).where(Effect.request_id == request.id, col(Effect.done_at).is_(None))
    effects = session.exec(query.order_by(col(Effect.seq))).all()
    if not effects:
        yield "  owed by the bot: nothing"
    lanes: set[str] = set()
    for effect in effects:
        yield f"  owed by the bot: {effect.kind}, since {_moment(effect.created_at, now)}; {_tries(effect, now)}"
        if effect.lane in lanes:
            yield "    → comes after the one above"
        elif effect.problem:
            yield f"    → {_CURES.get(effect.problem, _CHECK)}"
        elif effect.due_at < now and not effect.claimed_by:
            yield "    → due, and nobody performs it: does `serve` run? GET /readyz, and " + _CHECK
        lanes.add(effect.lane)


def _tries(effect: Effect, now: datetime) -> str:
    tried = f"tried {effect.attempts} time{'' if effect.attempts == 1 else 's'}"
    if effect.claimed_by and effect.claimed_until and effect.claimed_until > now:
        return f"{tried}, being performed just now"
    if effect.problem:
        since = f" since {_moment(effect.problem_since, now)}" if effect.problem_since else ""
        return f"{tried}, problem {effect.problem}{since}; next try {_moment(effect.due_at, now)}"
    return f"{tried}; due {_moment(effect.due_at, now)}"


def _moment(at: datetime, now: datetime) -> str:
    """`28 Nov 14:02 UTC (3 hours ago)`."""
    ago = f"{spoken(now - at)} ago" if at <= now else f"in {spoken(at - now)}"
    return f"{at:%d %b %H:%M} UTC ({ago})"
