"""The card: one message in the partnerships channel, for the whole life of a request."""

import re
from collections.abc import Sequence
from datetime import datetime

from bot.texts import Mrkdwn, Texts, code, link, mention
from bot.ui import words
from bot.ui.actions import Place, buttons
from bot.ui.blocks import (
    FALLBACK,
    Block,
    Message,
    actions,
    button,
    clip,
    context,
    fitting,
    header,
    quote,
    section,
    shorten,
    version_id,
    within,
)
from bot.ui.conflicts import conflict_buttons
from bot.ui.go_live import live_steps
from bot.ui.more_stores import more_stores
from bot.ui.problems import passing, problem
from workflows.requests.notices import last_of
from workflows.requests.queries import Picture
from workflows.rules.details import Resubmitted
from workflows.rules.policy import APPROVERS, Action, actions_in
from workflows.rules.problems import Problem
from workflows.rules.states import LIVE, OVER, Event, Remark, State
from workflows.storage.columns import InSheet
from workflows.storage.models import Audit, Request

REUSE = "reuse_token"
STORES_SHOWN = 8
_NAME, _BRAND_IN_TEXT, _NOTE, _REASON, _CHANGED = 60, 80, 600, 600, 40
_LIST = 2_400
ALIKE, ALIKE_SHOWN, HIDDEN, _NAME_IN_BUTTON = "alike:", 3, "…", 40
_ADDRESSES_SHOWN = _REPEATED_SHOWN = 5
BACK_OFFICE = "https://backoffice.heypongo.com/merchant/{merchant}/stores"
_MERCHANT_IN_ADDRESS = re.compile(r"/merchant/([^/\s?#]+)")
# What has been decided needs no reading again: the details have it.
_READ_BEFORE_DECIDING = frozenset({State.SUBMITTED, State.CHANGES_REQUESTED})
_APPROVALS = (Event.APPROVE, Event.APPROVE_WITH_TOKEN, Event.GIVE_TOKEN, Event.DELIVER_BY_HAND)
_BROUGHT_BY = {
    State.CHANGES_REQUESTED: Event.ASK_CHANGES,
    State.REJECTED: Event.REJECT,
    State.CANCELLED: Event.CANCEL,
    State.WITHDRAWN: Event.WITHDRAW,
}
# How stores may stand in the sheet with nothing left to be said of them; in no state but these are all of them shown.
_WAIT = frozenset({InSheet.UNKNOWN, InSheet.ABSENT, InSheet.NO_TOKEN})
_ALL: frozenset[str] = frozenset(InSheet) | {words.ALIKE}
_SETTLED: dict[State, frozenset[str]] = {
    State.APPROVED: _WAIT,
    State.WRITING: _WAIT | {InSheet.WRITTEN},
    **dict.fromkeys(LIVE, frozenset({InSheet.WRITTEN})),
    **dict.fromkeys(OVER - {State.COMPLETED}, _ALL),
}
_WITH_REASON = {
    State.CHANGES_REQUESTED: Event.ASK_CHANGES,
    State.REJECTED: Event.REJECT,
    State.WITHDRAWN: Event.WITHDRAW,
}


def card(
    texts: Texts, picture: Picture, *, mention: str, sheet_url: str, nobody: bool = False, first: str = ""
) -> Message:
    """The card of a request. `mention`: mrkdwn that calls the approvers; `sheet_url`: the partner's sheet; `nobody`:
    that there are no approvers at the moment; `first`: the address of the card of the brand's earlier request."""
    request = picture.request
    call = words.waits_for(texts, request, picture.reminder, Mrkdwn(mention)) or Mrkdwn(mention)
    blocks = [
        header(request.brand),
        context(_origin(texts, picture, sheet_url, first)),
        section(_stand(texts, picture, call)),
    ]
    if nobody and request.state in (State.SUBMITTED, State.APPROVED):
        blocks.append(section(texts.md("card.nobody_approves", approvers=call)))
    if request.problem and Action.RETRY in actions_in(request.state):
        blocks.append(section(problem_line(texts, request.problem)))
        blocks += [*conflict_buttons(texts, picture), *alike_buttons(texts, request)]
    if mail := _mail_problem(texts, picture):
        blocks.append(section(mail))
    if repeated := _repeated(texts, picture):
        blocks.append(section(repeated))
    if picture.stores or not request.stores_to_come:
        blocks.append(section(_stores(texts, picture)))
    blocks += map(section, words.to_come(texts, picture))
    blocks += more_stores(texts, request)
    if request.state in _READ_BEFORE_DECIDING:
        blocks += _to_read(texts, picture)
    blocks += live_steps(texts, picture)
    if decided := _decided(picture):
        blocks.append(context("\n".join(words.timeline(texts, decided, reason_limit=0))))
    # Some of them act at once: their block says on what.
    row = buttons(texts, request, Place.CARD)
    if picture.first and request.state in (State.SUBMITTED, State.APPROVED):
        row.insert(1, button(texts("button.same_token"), REUSE, request.id))
    blocks.append(actions(row, version_id(request.version)))
    return Message(clip(_fallback(texts, request, call), FALLBACK), blocks)


def alike_buttons(texts: Texts, request: Request) -> list[Block]:
    """For the first rows that only look like a store's: that this row is meant, or that one is to be added. Once these
    are decided, the next ones have their buttons."""
    rows = [row for row in request.problem.rows if row.alike][:ALIKE_SHOWN] if request.problem else []
    found = []
    for row in rows:
        name = shorten(row.name, _NAME_IN_BUTTON)
        both = [button(texts("button.alike_new_row", name=name), Remark.NEW_ROW, request.id)]
        if row.alike != HIDDEN:
            both.insert(0, button(texts("button.alike_this_row", row=str(row.row)), Remark.THIS_ROW, request.id))
        found.append(actions(both, f"{ALIKE}{row.slug}"))
    return found


def problem_line(texts: Texts, found: Problem) -> Mrkdwn:
    """The problem, with the sign that says whether it waits for somebody."""
    emoji = Mrkdwn(words.PASSING_EMOJI if passing(found) else words.PROBLEM_EMOJI)
    line = texts.md("card.problem", emoji=emoji, problem=problem(texts, found))
    if not found.until:
        return line
    return texts.md("card.problem_until", problem=line, at=datetime.fromisoformat(found.until))


def _repeated(texts: Texts, picture: Picture) -> Mrkdwn | None:
    """That the sheet holds several rows where we added one."""
    found = [store for store in picture.stores if store.added and len(store.sheet_rows) > 1]
    if not found:
        return None
    lines = [
        texts.md("card.repeated_row", name=within(store.name, _NAME), rows=words.rows(texts, store.sheet_rows))
        for store in found[:_REPEATED_SHOWN]
    ]
    title = texts.md("card.repeated", count=len(found), emoji=Mrkdwn(words.PROBLEM_EMOJI))
    return Mrkdwn("\n".join([title, *lines, *(["…"] if len(found) > _REPEATED_SHOWN else [])]))


def _mail_problem(texts: Texts, picture: Picture) -> Mrkdwn | None:
    """That a mail to 6xpos did not go out. The work itself is none the worse for it."""
    found = picture.mail_problem
    if found is None:
        return None
    emoji = Mrkdwn(words.PROBLEM_EMOJI)
    if found.refused:
        shown = texts.listed([code(address[:_NAME]) for address in found.refused[:_ADDRESSES_SHOWN]], "list.and")
        return texts.md("card.mail_refused", emoji=emoji, addresses=shown)
    return texts.md("card.mail_setup", emoji=emoji)


def merchant_link(merchant: str) -> Mrkdwn:
    """The merchant's page in Hey Pongo's back office; `merchant` is its id, or the address that somebody pasted."""
    pasted = _MERCHANT_IN_ADDRESS.search(merchant)
    typed = pasted[1] if pasted else merchant
    # Typed by hand: nothing in it may lead elsewhere.
    path = re.sub(r"[^A-Za-z0-9_-]", "", typed)
    return link(BACK_OFFICE.format(merchant=path), typed)


def origin(texts: Texts, request: Request) -> Mrkdwn:
    """Who asked for it and when; or when it was adopted."""
    if not request.requester:
        return texts.md("card.adopted", reference=request.reference, at=request.created_at)
    return texts.md(
        "card.origin", reference=request.reference, requester=mention(request.requester), at=request.created_at
    )


def _origin(texts: Texts, picture: Picture, sheet_url: str, first: str) -> Mrkdwn:
    """The same, with what leads to where the work is done; of a brand that is live already, also by which request."""
    request, parts = picture.request, [origin(texts, picture.request)]
    if picture.first:
        name = picture.first.reference
        parts.append(texts.md("card.after", first=link(first, name) if first else name))
    if sheet_url:
        parts.append(link(sheet_url, texts("card.sheet_link")))
    if request.merchant:
        parts.append(texts.md("card.merchant", merchant=merchant_link(request.merchant)))
    return Mrkdwn("  ·  ".join(parts))


def _to_read(texts: Texts, picture: Picture) -> list[Block]:
    """What whoever decides reads, and nobody after: the account, the requester's words, what they have changed."""
    request = picture.request
    blocks = [section(texts.md("card.account", account=code(request.account)))]
    if request.note:
        blocks.append(section(texts.md("card.note", note=quote(request.note, _NOTE))))
    if changed := _changes(texts, picture):
        blocks.append(section(changed))
    return blocks


def _decided(picture: Picture) -> list[Audit]:
    """Who asked in somebody else's name, who approved and who gave the token, whatever came later; and who brought the
    request where it stands, if somebody asked for that. All else stands in the details."""
    request = picture.request
    opened = last_of(picture.history, Event.SUBMIT)
    for_another = opened if opened and request.requester and opened.actor != request.requester else None
    ended = last_of(picture.history, _BROUGHT_BY.get(request.state))
    approved = [] if request.state in _READ_BEFORE_DECIDING else [last_of(picture.history, one) for one in _APPROVALS]
    return sorted({id(one): one for one in (for_another, *approved, ended) if one}.values(), key=lambda one: one.at)


def _stand(texts: Texts, picture: Picture, call: Mrkdwn) -> Mrkdwn:
    """The state, and who is to do what now; the reason where somebody gave one."""
    request = picture.request
    blocked = "_blocked" if words.blocked(request) else ""
    reassigned = picture.reminder is not None and picture.reminder.holder != APPROVERS
    one = "_one" if request.state is State.SUBMITTED and reassigned else ""
    next_step = texts.md(
        f"next.{request.replacement or request.state}{blocked}{one}",
        approvers=call,
        requester=mention(request.requester),
        approver=call,
        missing=words.missing(texts, picture),
    )
    stand = texts.md("card.stand", state=words.state(texts, request), next=next_step)
    entry = last_of(picture.history, _WITH_REASON.get(request.state))
    if entry and entry.reason:
        return Mrkdwn(f"{stand}\n{quote(entry.reason, _REASON)}")
    return stand


def _stores(texts: Texts, picture: Picture) -> Mrkdwn:
    """How many there are; and which, as long as somebody decides about them, later only those that are not as they
    should be."""
    request, stores = picture.request, picture.stores
    settled = _SETTLED.get(request.state)
    told = {row.slug for row in request.problem.rows} if request.problem else set()  # above, with what helps
    amiss = [store for store in stores if words.standing(store) not in (settled or ()) and store.slug not in told]
    listed = stores if settled is None else amiss
    title = words.title(texts, stores, STORES_SHOWN)
    if settled is not None:
        parts = [
            texts.md("card.stores", count=len(stores)),
            *([] if settled == _ALL else [words.summary(texts, stores)]),
        ]
        title = Mrkdwn("  ·  ".join(parts))
    lines = words.store_lines(texts, stores, listed[:STORES_SHOWN], request.token_fingerprint, _NAME)
    beyond = max(0, len(listed) - STORES_SHOWN)
    shown = fitting(lines, _LIST, lambda hidden: texts.md("more.stores", count=hidden), beyond)
    return Mrkdwn(f"{title}\n{shown}" if listed else title)


def _changes(texts: Texts, picture: Picture) -> Mrkdwn | None:
    """What the requester changed last, as long as nobody has decided since."""
    entry = last_of(picture.history, Event.RESUBMIT)
    lines = change_lines(texts, entry) if picture.request.state is State.SUBMITTED else []
    if not lines:
        return None
    return texts.md("card.changed", changes=Mrkdwn("\n".join(lines)))


def change_lines(texts: Texts, entry: Audit | None) -> list[str]:
    """A line for each thing that an entry says to have changed of what the request asks for."""
    told = entry.told(Resubmitted) if entry else None
    if told is None:
        return []
    lines: list[str] = []
    for name, change in (("brand", told.brand), ("account", told.account), ("merchant", told.merchant)):
        if change:
            old, new = (within(value, _CHANGED) or texts.md("list.nothing") for value in change)
            lines.append(texts.md(f"changed.{name}", old=old, new=new))
    if told.note:
        lines.append(texts.md("changed.note"))
    if told.from_pongo:
        lines.append(texts.md("changed.from_pongo" if told.from_pongo[1] else "changed.not_from_pongo"))
    for name, names in (("added", told.added), ("removed", told.removed)):
        if names:
            lines.append(texts.md(f"changed.{name}", count=len(names), names=_names(names)))
    if told.slugs:
        pairs = [f"{shorten(old, _CHANGED)} → {shorten(new, _CHANGED)}" for old, new in told.slugs[:5]]
        lines.append(texts.md("changed.slugs", count=len(told.slugs), slugs=_names(pairs, len(told.slugs))))
    if told.renamed:
        pairs = [f"{shorten(old, _CHANGED)} → {shorten(new, _CHANGED)}" for old, new in told.renamed[:3]]
        lines.append(texts.md("changed.renamed", count=len(told.renamed), names=_names(pairs, len(told.renamed))))
    return lines


def _names(names: Sequence[str], total: int | None = None, shown: int = 5) -> Mrkdwn:
    listed = ", ".join(within(name, 2 * _CHANGED + 3) for name in names[:shown])
    return Mrkdwn(listed + ("…" if (total or len(names)) > min(shown, len(names)) else ""))


def _fallback(texts: Texts, request: Request, call: Mrkdwn) -> Mrkdwn:
    waited = f"{call} " if request.state is State.SUBMITTED else ""
    line = texts.md(
        "card.fallback",
        reference=request.reference,
        brand=within(request.brand, _BRAND_IN_TEXT * 5),
        state=texts(f"state.{request.state}"),
    )
    return Mrkdwn(waited + line)
