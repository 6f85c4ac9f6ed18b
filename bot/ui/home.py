"""App Home: what is to be done now, and where every request stands."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from bot.texts import Mrkdwn, Texts, mention
from bot.ui import words
from bot.ui.actions import nudge_button, own_buttons
from bot.ui.blocks import (
    OPTION,
    PLACEHOLDER,
    Block,
    View,
    actions,
    button,
    context,
    cut,
    divider,
    header,
    plain,
    section,
    text_input,
    version_id,
    within,
)
from bot.ui.reminders import Links, held_blocks, most_urgent_first, reference, with_details
from bot.ui.token_health import unwell
from workflows.requests.queries import Held
from workflows.requests.token_health import UnwellToken
from workflows.rules.states import State
from workflows.storage.models import Reminder, Request

ON_PAGE = 10
NEW, SEARCH, STATE, PREVIOUS, NEXT = "request_new", "home_search", "home_state", "home_previous", "home_next"
AWAY, BACK = "away_until", "away_back"
_TODO_SHOWN = 10
_BRAND, _LONGEST_SEARCH = 400, 100
_ANY = "any"  # Slack takes no empty value


@dataclass(frozen=True)
class HomePage:
    """What one person sees.

    `todo`: what waits for them, and for an approver what waits for any of them. `requests`: one page of the list, found
    by `text` (brand or reference, or a part of one) and by `state` (empty: any, or without a text what goes on);
    `reminders`: of those, by request.
    `page` counts from 0; `more`: whether another one follows. `nudgeable`: the ids of those that they may ask after,
    `own`: of those that they may change or take back.
    `numbers`: how it all stands, for approvers; `tokens`: those to look after; `away_until`: when they
    are back, if they are away.
    """

    approver: bool
    todo: list[Held] = field(default_factory=list)
    requests: list[Request] = field(default_factory=list)
    text: str = ""
    state: str = ""
    page: int = 0
    more: bool = False
    nudgeable: frozenset[str] = frozenset()
    own: frozenset[str] = frozenset()
    away_until: datetime | None = None
    numbers: Mrkdwn = field(default=Mrkdwn())
    tokens: Sequence[UnwellToken] = ()
    reminders: Mapping[str, Reminder] = field(default_factory=dict)


def home(texts: Texts, page: HomePage, *, links: Links) -> View:
    """The view. `links`: where a request's card is, empty where there is none."""
    blocks: list[Block] = [*_top(texts, approver=page.approver)]
    if page.approver or page.todo:
        blocks += _todo(texts, page, links)
    blocks += unwell(texts, page.tokens)
    blocks += [
        divider(),
        header(texts("home.all" if page.approver else "home.mine")),
        _search(texts, page.text),
        actions([_states(texts, page)], STATE),
    ]
    if not page.requests:
        blocks.append(section(_nothing(texts, page)))
    for request in page.requests[:ON_PAGE]:
        blocks.append(_listed(texts, request, page.reminders.get(request.id), links))
        row = [nudge_button(texts, request)] if request.id in page.nudgeable else []
        row += own_buttons(texts, request) if request.id in page.own else []
        if row:
            blocks.append(actions(row, version_id(request.version, request.id)))
    blocks += _turning(texts, page)
    if page.approver:
        blocks += _absence(texts, page)
    if page.numbers:
        blocks += [divider(), header(texts("home.numbers")), section(page.numbers)]
    return _view(blocks, page.text, page.state, page.page)


def home_skeleton(texts: Texts) -> View:
    """What is shown while the requests are read."""
    return _view([*_top(texts, approver=False), context(texts.md("home.loading"))], "", "", 0)


def home_unread(texts: Texts) -> View:
    """What is shown where the requests cannot be read."""
    return _view([*_top(texts, approver=False), section(texts.md("home.unread"))], "", "", 0)


def read_home(view: Mapping[str, Any]) -> tuple[str, str, int]:
    """What a person looks for: text, state (empty: any), page. What was just typed or chosen counts, and begins at
    the first page again."""
    text, state, page = _carried(str(view.get("private_metadata") or ""))
    values = (view.get("state") or {}).get("values") or {}
    typed = (values.get(SEARCH) or {}).get(SEARCH)
    chosen = ((values.get(STATE) or {}).get(STATE) or {}).get("selected_option")
    new_text = str(typed.get("value") or "").strip() if typed is not None else text
    new_state = _known_state(chosen.get("value")) if chosen else state
    return new_text, new_state, page if (new_text, new_state) == (text, state) else 0


def _top(texts: Texts, *, approver: bool) -> list[Block]:
    return [
        header(texts("home.title")),
        section(texts.md("home.greeting_lead" if approver else "home.greeting")),
        actions([button(texts("home.new"), NEW, NEW, style="primary")], NEW),
    ]


def _todo(texts: Texts, page: HomePage, links: Links) -> list[Block]:
    blocks = [divider(), header(texts("home.todo"))]
    if not page.todo:  # the tokens to look after, which follow, are something to do as well
        return blocks if page.tokens else [*blocks, section(texts.md("home.todo_empty"))]
    for one in most_urgent_first(page.todo)[:_TODO_SHOWN]:
        blocks += held_blocks(texts, one, links=links)
    if len(page.todo) > _TODO_SHOWN:
        blocks.append(context(texts.md("home.todo_more", count=len(page.todo) - _TODO_SHOWN)))
    return blocks


def not_away(texts: Texts) -> Mrkdwn:
    """To whoever has said that they are back on a day that is here already."""
    return texts.md("home.not_away")


def _absence(texts: Texts, page: HomePage) -> list[Block]:
    day: Block = {"type": "datepicker", "action_id": AWAY, "placeholder": plain(texts("home.back_on"), PLACEHOLDER)}
    if page.away_until is None:
        return [divider(), section(texts.md("home.there")), actions([day], AWAY)]
    day["initial_date"] = page.away_until.astimezone(texts.zone).date().isoformat()
    said = texts.md("home.away", day=texts.weekday(page.away_until))
    return [divider(), section(said), actions([day, button(texts("home.i_am_back"), BACK, BACK)], AWAY)]


def _search(texts: Texts, text: str) -> Block:
    block = text_input(
        SEARCH,
        texts("home.search"),
        value=text,
        placeholder=texts("home.search_placeholder"),
        longest=_LONGEST_SEARCH,
        optional=True,
    )
    block["dispatch_action"] = True
    block["element"]["dispatch_action_config"] = {"trigger_actions_on": ["on_enter_pressed"]}
    return block


def _states(texts: Texts, page: HomePage) -> Block:
    # Without a text to search for, what is over is left out.
    no_filter = texts("home.any_state" if page.text else "home.going_on")
    labels = {_ANY: no_filter, **{state.value: texts(f"state.{state}") for state in State}}
    options = [{"text": plain(label, OPTION), "value": value} for value, label in labels.items()]
    initial = next((option for option in options if option["value"] == page.state), options[0])
    return {"type": "static_select", "action_id": STATE, "options": options, "initial_option": initial}


def _listed(texts: Texts, request: Request, reminder: Reminder | None, links: Links) -> Block:
    state, whom = words.state(texts, request), words.waits_for(texts, request, reminder)
    line = texts.md(
        "home.item",
        brand=within(request.brand, _BRAND),
        reference=reference(request, links),
        state=texts.md("standing.waits", line=state, holder=whom) if whom else state,
        since=texts.since(request.state_since),
        requester=mention(request.requester),
    )
    return with_details(texts, section(line), request)


def _nothing(texts: Texts, page: HomePage) -> str:
    if page.page:
        return texts.md("home.nothing_here")
    if page.text or page.state:
        return texts.md("home.nothing_found")
    return texts.md("home.nothing_at_all" if page.approver else "home.nothing_mine")


def _turning(texts: Texts, page: HomePage) -> list[Block]:
    turning = []
    if page.page > 0:
        turning.append(button(texts("home.previous"), PREVIOUS, PREVIOUS))
    if page.more:
        turning.append(button(texts("home.next"), NEXT, NEXT))
    return [context(texts.md("home.page", page=page.page + 1)), actions(turning, "home_pages")] if turning else []


def _view(blocks: list[Block], text: str, state: str, page: int) -> View:
    carried = {"text": cut(text, _LONGEST_SEARCH), "state": state, "page": page}
    return {"type": "home", "callback_id": "home", "private_metadata": json.dumps(carried), "blocks": blocks}


def _carried(metadata: str) -> tuple[str, str, int]:
    try:
        carried = json.loads(metadata)
    except ValueError:
        carried = None
    if not isinstance(carried, dict):
        return "", "", 0
    page = carried.get("page")
    return (
        str(carried.get("text") or ""),
        _known_state(carried.get("state")),
        max(0, page) if isinstance(page, int) else 0,
    )


def _known_state(value: object) -> str:
    return str(value) if value in {state.value for state in State} else ""
