"""Reminders: what somebody holds up, in one message; what nobody moved on; the line in a card's thread; reassigning."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.texts import Mrkdwn, Texts, link, mention
from bot.ui import words
from bot.ui.actions import action_button
from bot.ui.blocks import (
    FALLBACK,
    LABEL,
    OPTION,
    Block,
    Message,
    View,
    actions,
    button,
    clip,
    context,
    modal,
    option_of,
    plain,
    section,
    within,
)
from bot.ui.go_live import open_steps
from bot.ui.problems import short_problem
from bot.ui.token_health import unwell
from workflows.requests.queries import Held
from workflows.requests.results import TooSoon
from workflows.requests.token_health import UnwellToken
from workflows.rules.policy import APPROVERS, Action
from workflows.rules.states import State
from workflows.storage.models import Reminder, Request

SHOWN = 15  # two blocks each, and all their texts together fit into what Slack takes as one message
SNOOZE_ALL, REASSIGN_ALL = "snooze_all", "hand_over_all"
SNOOZE, KEEP_OPEN, LATER = "snooze", "keep_open", "later"
THREE_DAYS, MONDAY, REASSIGN = "three_days", "monday", "hand_over"
Links = Callable[[Request], str]
REASSIGN_FORM = "hand_over_form"
REASSIGN_ALL_FORM = "hand_over_all_form"
_BRAND, _BRAND_IN_TEXT, _BRAND_ALONE, _NAMED, _APPROVERS_SHOWN, _MOST_OPTIONS = 120, 40, 400, 5, 20, 100
# What moves a request on; where nothing stands here, the details say what is to be done outside of Slack.
_MOVES_ON = {
    State.SUBMITTED: Action.APPROVE,
    State.CHANGES_REQUESTED: Action.EDIT,
    State.APPROVED: Action.GIVE_TOKEN,
    State.WRITING: Action.RETRY,
}
# Held up by an approver, so that another approver can take it over.
_FOR_APPROVERS = frozenset({State.SUBMITTED, State.APPROVED, State.WRITING})
_WITH_STEP = frozenset({State.CHANGES_REQUESTED, State.WRITING, State.DELIVERED, State.ACTIVATED})
_MOST_BLOCKS = 50  # of a message


@dataclass(frozen=True)
class Reader:
    """Who reads a digest: a person, or the approvers together; `call`: their mention; `tokens`: with which something is
    wrong, where it is they who look after them."""

    id: str
    call: Mrkdwn
    tokens: Sequence[UnwellToken] = ()


def digest(
    texts: Texts,
    held: Sequence[Held],
    *,
    reader: Reader,
    links: Links,
    expires: Callable[[Reminder], datetime],
) -> Message:
    """The reminder of all that one holder holds up, the most urgent first, and of the tokens to be looked after.

    `links`: where a request's card is, empty where there is none. `expires`: when one expires that is warned about.
    """
    if not held:
        blocks = unwell(texts, reader.tokens, reader.call)
        return Message(clip(texts.md("health.calls", call=reader.call, count=len(reader.tokens)), FALLBACK), blocks)
    urgent = most_urgent_first(held, expires)
    together = reader.id == APPROVERS
    intro = texts.md("digest.approvers" if together else "digest.yours", call=reader.call, count=len(urgent))
    looked_after = unwell(texts, reader.tokens)
    blocks, shown = [section(intro)], 0
    for one in urgent[:SHOWN]:
        drawn = held_blocks(texts, one, links=links, expires=expires, reader=reader.id)
        if len(blocks) + len(drawn) >= _MOST_BLOCKS - 1 - len(looked_after):
            break
        blocks, shown = blocks + drawn, shown + 1
    if len(urgent) > shown:
        blocks.append(context(texts.md("digest.more", count=len(urgent) - shown)))
    if len(urgent) > 1:
        row = [button(texts("button.snooze_all"), SNOOZE_ALL, reader.id)]
        if any(map(can_be_reassigned, urgent)):
            row.append(button(texts("button.reassign_all"), REASSIGN_ALL, reader.id))
        blocks.append(actions(row))
    return Message(_fallback(texts, intro, urgent), [*blocks, *looked_after])


def escalation(texts: Texts, held: Sequence[Held], *, links: Links) -> Message:
    """What reminders did not move, for ESCALATE_TO: who is waited for, and since when."""
    waiting = sorted(held, key=lambda one: one.reminder.since)
    intro = texts.md("escalation.intro", count=len(waiting))
    blocks = [section(intro)]
    for one in waiting[:SHOWN]:
        line = texts.md(
            "escalation.item",
            brand=within(one.request.brand, _BRAND),
            reference=reference(one.request, links),
            state=words.state(texts, one.request),
            holder=words.waits_for(texts, one.request, one.reminder) or "",
            since=texts.since(one.reminder.since),
        )
        blocks.append(with_details(texts, section(line), one.request))
    if len(waiting) > SHOWN:
        blocks.append(context(texts.md("escalation.more", count=len(waiting) - SHOWN)))
    return Message(_fallback(texts, intro, waiting), blocks)


def most_urgent_first(held: Sequence[Held], expires: Callable[[Reminder], datetime] | None = None) -> list[Held]:
    """First what is about to expire, then what is escalated, then the longest waiting."""

    def urgency(one: Held) -> tuple[int, datetime]:
        reminder = one.reminder
        if reminder.warned:
            return 0, expires(reminder) if expires else reminder.kept_at
        return 1 if reminder.escalated else 2, reminder.since

    return sorted(held, key=urgency)


def held_blocks(
    texts: Texts,
    one: Held,
    *,
    links: Links,
    expires: Callable[[Reminder], datetime] | None = None,
    reader: str = "",
) -> list[Block]:
    """What the request is and how it stands; 6xpos's steps to tick, where they are waited for; the buttons that move it
    on or put it off. `reader`: who reads it, where it may be the work of somebody who is away."""
    request = one.request
    moves_on = Action.RETRY if one.reminder.replacement else _MOVES_ON.get(request.state, Action.DETAILS)
    row = [action_button(texts, moves_on, request)]
    row.append(button(texts("button.snooze"), SNOOZE, request.id))
    if one.reminder.warned:
        row.append(button(texts("button.keep_open"), KEEP_OPEN, request.id))
    row.append(_menu(texts, one))
    steps = [] if one.ticked is None or one.reminder.replacement else open_steps(texts, request, one.ticked)
    return [section(_item(texts, one, links, expires, reader)), *steps, actions(row, f"{LATER}:{request.id}")]


def reference(request: Request, links: Links) -> Mrkdwn:
    """The request's name for people, as a link to its card where there is one."""
    url = links(request)
    return link(url, request.reference) if url else Mrkdwn(request.reference)


def with_details(texts: Texts, block: Block, request: Request) -> Block:
    """The section with a button beside it that opens the request's details."""
    return {**block, "accessory": action_button(texts, Action.DETAILS, request)}


def put_off(texts: Texts, what: str, request: Request) -> Mrkdwn:
    """That the reminder was put off: `tomorrow`, `three_days`, `monday`; or the request kept open: `keep_open`."""
    return texts.md(f"put_off.{what}", reference=request.reference)


def nudged(texts: Texts, request: Request, result: TooSoon | None, again: datetime) -> Mrkdwn:
    """That whom the request waits for was called, or (`result`) was today already; `again`: from when on one may ask
    once more."""
    return texts.md(
        "nudge.again" if result else "nudge.done",
        reference=request.reference,
        brand=within(request.brand, _BRAND_ALONE),
        at=result.last if result else again,
        day=texts.weekday(again),
    )


def can_be_reassigned(one: Held) -> bool:
    """Whether an approver holds it up, so that another one can take it over."""
    return one.request.state in _FOR_APPROVERS or bool(one.reminder.replacement)


def all_put_off(texts: Texts, count: int) -> Mrkdwn:
    """That so many reminders were put off until tomorrow; none: nothing in the message waits any more."""
    return texts.md("put_off.all", count=count) if count else texts.md("put_off.none")


def not_an_approver(texts: Texts) -> str:
    """Under the input: the person chosen approves nothing."""
    return texts("error.not_an_approver")


def is_away(texts: Texts, until: datetime) -> str:
    """Under the input: the person chosen is not there until then (aware)."""
    return texts("error.away", day=texts.weekday(until))


def reassign_form(texts: Texts, what: Request | tuple[str, int], approvers: Mapping[str, str]) -> View:
    """The modal that asks whom to reassign to: a request; or, with whose digest it is and how many there are in it, all
    of them.

    `approvers`: those who can take it, their names by user id. Only where there are none, or too many for a list of our
    own, Slack's list of everybody is shown.
    """
    request = what if isinstance(what, Request) else None
    if isinstance(what, Request):
        about = texts.md("reassign.about", brand=within(what.brand, _BRAND_ALONE), reference=what.reference)
    else:
        about = texts.md("reassign.about_all", count=what[1])
    chooser: Block = {"type": "users_select", "action_id": "approver"}
    if 0 < len(approvers) <= _MOST_OPTIONS:
        options = [option_of(user, name) for user, name in sorted(approvers.items(), key=lambda one: one[1].lower())]
        chooser = {"type": "static_select", "action_id": "approver", "options": options}
        if len(options) == 1:
            chooser["initial_option"] = options[0]
    blocks = [
        section(about),
        {
            "type": "input",
            "block_id": "approver",
            "label": plain(texts("reassign.input"), LABEL),
            "element": chooser,
            "hint": plain(texts("reassign.hint"), LABEL),
        },
    ]
    if approvers:
        named = ", ".join(mention(user) for user in list(approvers)[:_APPROVERS_SHOWN])
        listed = Mrkdwn(named + ("…" if len(approvers) > _APPROVERS_SHOWN else ""))
        blocks.append(context(texts.md("reassign.approvers", approvers=listed)))
    view = modal(
        texts("reassign.title"),
        blocks,
        close=texts("modal.cancel"),
        submit=texts("reassign.send"),
        callback_id=REASSIGN_FORM if request else REASSIGN_ALL_FORM,
        about=request,
    )
    return view if isinstance(what, Request) else {**view, "private_metadata": what[0]}


def _item(
    texts: Texts,
    one: Held,
    links: Links,
    expires: Callable[[Reminder], datetime] | None,
    reader: str,
) -> Mrkdwn:
    request, reminder = one.request, one.reminder
    item = texts.md(
        "digest.item",
        brand=within(request.brand, _BRAND),
        reference=reference(request, links),
        state=words.state(texts, request),
        since=texts.since(reminder.since),
    )
    if request.asked_for and reminder.holder != request.requester:
        item = texts.md("digest.asked", item=item, requester=mention(request.requester))
    lines = [item]
    if reader and reminder.holder not in (reader, APPROVERS):
        lines.append(texts.md("digest.for_another", holder=mention(reminder.holder)))
    if request.state in _WITH_STEP or reminder.replacement:
        problem = short_problem(texts, request.problem.kind if request.problem else "")
        step = State.WRITING if reminder.replacement else request.state
        lines.append(texts.md(f"digest.step.{step}", problem=problem))
    if reminder.warned:
        day = texts.weekday(expires(reminder)) if expires else ""
        lines.append(texts.md("digest.expires", day=day) if day else texts.md("digest.expires_soon"))
    elif reminder.escalated:
        lines.append(texts.md("digest.escalated"))
    return Mrkdwn("\n".join(lines))


def _menu(texts: Texts, one: Held) -> Block:
    """The ways to put it off that have no button of their own."""
    values = [THREE_DAYS, MONDAY]
    if can_be_reassigned(one):
        values.append(REASSIGN)
    if one.reminder.warned:
        values.append(KEEP_OPEN)
    options = [{"text": plain(texts(f"later.{value}"), OPTION), "value": value} for value in values]
    return {"type": "overflow", "action_id": LATER, "options": options}


def _fallback(texts: Texts, intro: Mrkdwn, held: Sequence[Held]) -> Mrkdwn:
    named = [
        texts.md("digest.named", brand=within(one.request.brand, _BRAND_IN_TEXT), reference=one.request.reference)
        for one in held[:_NAMED]
    ]
    brands = Mrkdwn(texts("list.separator").join(named) + ("…" if len(held) > _NAMED else ""))
    return clip(texts.md("digest.fallback", intro=intro, brands=brands), FALLBACK)
