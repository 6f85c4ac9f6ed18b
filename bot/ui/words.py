"""How a state, an event, a store is put into words, the same on the card, in the details and in the answers."""

from collections import Counter
from collections.abc import Sequence

from bot.texts import Mrkdwn, Texts, code, mention
from bot.ui.blocks import within
from bot.ui.problems import passing, short_problem
from workflows.requests.notices import last_of
from workflows.requests.queries import Picture
from workflows.requests.transition import SHEET
from workflows.rules.details import ConflictDecided, OpenedFor, Reassigned, StoresLive, StoresTaken, Ticked, TokenGiven
from workflows.rules.policy import APPROVERS
from workflows.rules.states import OVER, Event, Remark, Role, State
from workflows.storage.columns import InSheet
from workflows.storage.models import Audit, Reminder, Request, Store

STATE_EMOJI = {
    State.SUBMITTED: ":hourglass_flowing_sand:",
    State.CHANGES_REQUESTED: ":pencil2:",
    State.APPROVED: ":key:",
    State.WRITING: ":writing_hand:",
    State.DELIVERED: ":white_check_mark:",
    State.ACTIVATED: ":rocket:",
    State.COMPLETED: ":tada:",
    State.WITHDRAWN: ":leftwards_arrow_with_hook:",
    State.REJECTED: ":no_entry:",
    State.CANCELLED: ":wastebasket:",
    State.EXPIRED: ":zzz:",
}
PROBLEM_EMOJI, PASSING_EMOJI = ":warning:", ":hourglass:"
# How a store stands in the sheet that no row holds, while one looks like it; beside the kinds of InSheet.
ALIKE = "alike"
SHEET_EMOJI: dict[str, str] = {
    InSheet.UNKNOWN: ":white_small_square:",
    InSheet.ABSENT: ":new:",
    InSheet.NO_TOKEN: ":page_facing_up:",
    InSheet.TOKEN: ":key:",
    InSheet.WRITTEN: ":white_check_mark:",
    InSheet.CONFLICT: PROBLEM_EMOJI,
    ALIKE: ":grey_question:",
}
_ROWS_SHOWN, _ROW_NAME = 5, 60
# Who acts when nobody pressed: no mention.
_NOBODY = {"bot", Role.BOT.value, Role.CLOCK.value}


def state(texts: Texts, request: Request) -> Mrkdwn:
    """The state in words, with its emoji."""
    if blocked(request):
        return texts.md("state.writing_blocked", emoji=Mrkdwn(PROBLEM_EMOJI))
    return texts.md("state.line", emoji=Mrkdwn(STATE_EMOJI[request.state]), state=texts(f"state.{request.state}"))


def missing(texts: Texts, picture: Picture, *, to_requester: bool = False) -> Mrkdwn:
    """What an expired request lacked, and of whom; empty of any other. `to_requester`: it is they who read it."""
    entry = last_of(picture.history, Event.EXPIRE)
    if entry is None or entry.from_state is None:
        return Mrkdwn("")
    request, source = picture.request, State(entry.from_state)
    since = max((one.id or 0 for one in picture.history if one.to_state == source != one.from_state), default=0)
    taken = last_of([one for one in picture.history if (one.id or 0) > since], Remark.REASSIGN)
    told = taken.told(Reassigned) if taken else None
    whom = told.to if told else ""
    if source is State.CHANGES_REQUESTED:
        asked = last_of(picture.history, Event.ASK_CHANGES)
        return texts.md(
            "missing.yours" if to_requester else "missing.changes_requested",
            requester=mention(request.requester),
            actor=who(texts, asked.actor if asked else Role.BOT),
        )
    whom = whom or (request.approver or "" if source is State.APPROVED else "")
    return texts.md(f"missing.{source}", whom=mention(whom) if whom else texts.md("digest.the_leads"))


def waits_for(
    texts: Texts, request: Request, reminder: Reminder | None, approvers: Mrkdwn | None = None
) -> Mrkdwn | None:
    """Whoever has to act next about a request: a person, 6xpos, or all approvers (`approvers`: what they are called);
    None where nobody has, or the bot is at it."""
    if request.state in (State.DELIVERED, State.ACTIVATED) and request.replacement is None:
        return texts.md("actor.sixpos")
    if request.state in OVER and request.replacement is None:
        return None
    holder = reminder.holder if reminder else _first_holder(request)
    if holder == APPROVERS:
        return approvers or texts.md("digest.the_leads")
    return mention(holder) if holder else None


def _first_holder(request: Request) -> str | None:
    """Whoever is waited for before anybody was reminded or has passed it on."""
    if request.state is State.CHANGES_REQUESTED:
        return request.requester
    if request.state is State.SUBMITTED or (request.state is State.APPROVED and not request.approver):
        return APPROVERS
    return request.approver if request.state is State.APPROVED or blocked(request) else None


def blocked(request: Request) -> bool:
    """Whether the writing, or the correction of what was written, waits for somebody."""
    return being_written(request) and request.problem is not None and not passing(request.problem)


def being_written(request: Request) -> bool:
    """Whether the sheet is not as the request wants it yet."""
    return request.state is State.WRITING or request.replacement is not None


def who(texts: Texts, actor: str) -> Mrkdwn:
    """The mention of whoever did something, or a word for the bot."""
    if actor == SHEET:
        return texts.md("actor.sheet")
    return texts.md("actor.bot") if actor in _NOBODY else mention(actor)


def event(texts: Texts, entry: Audit, reason_limit: int = 150) -> Mrkdwn:
    """What an entry of the history says happened, with its reason (`reason_limit` 0: without), without its time."""
    ticked, given = entry.told(Ticked), entry.told(TokenGiven)
    opened = entry.told(OpenedFor) if entry.action == Event.SUBMIT else None
    whom = opened or entry.told(Reassigned)
    happened = texts.md(
        f"event.{entry.action}{'_for' if opened else ''}",
        actor=who(texts, entry.actor),
        step=texts.md(f"live.{ticked.step}") if ticked else Mrkdwn(""),
        to=who(texts, whom.to if whom else ""),
        change=_change(entry),
        stores=named(texts, entry),
    )
    if given and given.own_request:
        happened = texts.md("event.own", event=happened)
    if not entry.reason or not reason_limit:
        return happened
    if entry.action == Event.PROBLEM:
        return texts.md("event.why", event=happened, why=short_problem(texts, entry.reason))
    return texts.md("event.reason", event=happened, reason=within(" ".join(entry.reason.split()), reason_limit))


def named(texts: Texts, entry: Audit | None) -> Mrkdwn:
    """The stores that a decided conflict is about, or that were taken: the one by its name, of several how many."""
    told = (entry.told(ConflictDecided) or entry.told(StoresTaken)) if entry else None
    names = told.names if told else []
    return within(names[0], _ROW_NAME) if len(names) == 1 else Mrkdwn(texts("stores.count", count=len(names)))


def _change(entry: Audit) -> str:
    """How many stores went live, and how many are not any more: `+12 −1`."""
    told = entry.told(StoresLive)
    signs = (("+", told.live), ("−", told.not_live)) if told else ()
    return " ".join(f"{sign}{count}" for sign, count in signs if count) or "0"


def timeline(texts: Texts, entries: Sequence[Audit], *, reason_limit: int = 150) -> list[str]:
    """A line for each entry: when, who, what."""
    return [texts.md("event.line", at=entry.at, event=event(texts, entry, reason_limit)) for entry in entries]


def counted(texts: Texts, picture: Picture) -> str:
    """How many restaurants it is for; all of them, where they are still to come from Hey Pongo."""
    if picture.request.stores_to_come:
        return texts("stores.all_pongo")
    return texts("stores.count", count=len(picture.stores))


def to_come(texts: Texts, picture: Picture) -> list[Mrkdwn]:
    """That its restaurants are still to come from Hey Pongo, if they are."""
    if not picture.request.stores_to_come:
        return []
    return [texts.md("card.stores_pongo_more" if picture.stores else "card.stores_pongo")]


def rows(texts: Texts, numbers: Sequence[int]) -> str:
    """`row 4` or `rows 4, 9`; row numbers are written as Google writes them, without separators."""
    shown = ", ".join(str(number) for number in numbers[:_ROWS_SHOWN])
    if len(numbers) > _ROWS_SHOWN:
        shown += "…"
    return texts("sheet.rows", count=len(numbers), rows=shown)


def in_sheet(texts: Texts, store: Store, wanted: str | None) -> Mrkdwn:
    """What the sheet was last seen to hold for a store. `wanted`: the fingerprint of the request's token."""
    key = standing(store)
    if key == InSheet.CONFLICT and not store.found_fingerprint:
        return texts.md("sheet.moved", rows=rows(texts, store.sheet_rows))
    if key == InSheet.WRITTEN and store.kept:
        key = "kept"
    return texts.md(
        f"sheet.{key}",
        rows=rows(texts, store.sheet_rows),
        found=code(store.found_fingerprint or "?"),
        wanted=code(wanted or "?"),
        name=within(store.alike or "", _ROW_NAME),
    )


def standing(store: Store) -> str:
    """How a store stands in the sheet: an InSheet, or ALIKE."""
    return ALIKE if store.in_sheet is InSheet.ABSENT and store.alike is not None else store.in_sheet


def store_lines(
    texts: Texts, stores: Sequence[Store], shown: Sequence[Store], wanted: str | None, name_limit: int
) -> list[Mrkdwn]:
    """A line for each store that is `shown`; what all `stores` have in common is left to their title."""
    alike = _alike(stores)
    return [_store_line(texts, store, wanted, name_limit, alike) for store in shown]


def title(texts: Texts, stores: Sequence[Store], shown: int) -> Mrkdwn:
    """How many stores there are, and how they stand in the sheet where that is the same for all, or not all are
    `shown`."""
    counted = texts.md("card.stores", count=len(stores))
    if _alike(stores):
        return texts.md("card.stores_alike", stores=counted, sheet=in_sheet(texts, stores[0], None))
    return Mrkdwn(f"{counted}\n{summary(texts, stores)}") if len(stores) > shown else counted


def _alike(stores: Sequence[Store]) -> bool:
    """Whether the same words say of every store how it stands in the sheet: those without a row number do."""
    kinds = {standing(store) for store in stores}
    return len(stores) > 1 and (kinds == {InSheet.UNKNOWN} or kinds == {InSheet.ABSENT})


def _store_line(texts: Texts, store: Store, wanted: str | None, name_limit: int, alike: bool) -> Mrkdwn:
    """One store: name, slug, how it stands in the sheet, and since when it is live, if it is."""
    line = texts.md(
        "store.short_line" if alike else "store.line",
        emoji=Mrkdwn(SHEET_EMOJI[standing(store)]),
        name=within(store.name or "—", name_limit),  # a purge removes the names
        slug=code(store.slug),
        sheet=in_sheet(texts, store, wanted),
    )
    return texts.md("store.live", store=line, at=store.live_at) if store.live_at else line


def summary(texts: Texts, stores: Sequence[Store]) -> Mrkdwn:
    """How many stores stand how in the sheet: `3 rows to complete · 9 to add`."""
    counts = Counter(standing(store) for store in stores)
    parts = [
        texts.md(f"summary.{kind}", emoji=Mrkdwn(SHEET_EMOJI[kind]), count=counts[kind])
        for kind in SHEET_EMOJI
        if counts[kind]
    ]
    return Mrkdwn("  ·  ".join(parts))
