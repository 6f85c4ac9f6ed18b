"""From token to tills: 6xpos's own steps with their ticks, and the modal that asks which stores are live."""

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from bot.texts import Mrkdwn, Texts
from bot.ui import words
from bot.ui.blocks import Block, View, button, checkboxes, modal, multi_select, option, section, within
from workflows.requests.go_live import LiveStep, may_change
from workflows.requests.queries import Picture
from workflows.requests.results import Already
from workflows.rules.policy import Action
from workflows.rules.states import LIVE, Remark
from workflows.storage.models import Request, Store, Tick

_TICK, _UNDO = "tick", "undo"
_DONE, _OPEN, _SHOPS = ":white_check_mark:", ":white_medium_square:", ":convenience_store:"
_BRAND = 400
CALLBACK = "live_form"
NOW_LIVE, ALL, NOT_LIVE = "live", "all_live", "not_live"
# Slack takes views of 250 KB (docs.slack.dev, "Views"): the names are shown as long as that allows.
_LARGEST, _NAMES = 230_000, (75, 50, 35, 25, 12)


@dataclass(frozen=True)
class Chosen:
    """What was chosen: ids of stores that are live or not any more; `everywhere`: all of them are."""

    live: frozenset[int] = frozenset()
    not_live: frozenset[int] = frozenset()
    everywhere: bool = False

    def __bool__(self) -> bool:
        return bool(self.live or self.not_live or self.everywhere)


def live_steps(texts: Texts, picture: Picture, *, everything: bool = False) -> list[Block]:
    """A section for each step with who ticked it when and the button for it; nothing before delivery.

    `everything`: also where the brand may begin to go live store by store; without, only once it has begun to.
    """
    request = picture.request
    if request.state not in LIVE:
        return []
    ticks = {tick.step: tick for tick in picture.ticks}
    # What is done and cannot be undone is one line on the card: who ticked it when stands in the details.
    done = [] if everything else [step for step in ticks if not may_change(LiveStep(step), request.state)]
    steps = [_step(texts, request, step, ticks.get(step)) for step in LiveStep if step not in done]
    if done:
        names = Mrkdwn(texts("list.separator").join(_name(texts, step) for step in LiveStep if step in done))
        steps.insert(0, section(texts.md("live.open", emoji=Mrkdwn(_DONE), step=names)))
    return [*steps, *_store_by_store(texts, picture, everything)]


def open_steps(texts: Texts, request: Request, ticked: Collection[str]) -> list[Block]:
    """The steps that are not ticked yet and can be, each with its button, in a message about several requests."""
    steps = [step for step in LiveStep if step not in ticked and may_change(step, request.state)]
    return [
        {**(block := _step(texts, request, step, None)), "block_id": f"{block['block_id']}:{request.id}"}
        for step in steps
    ]


def _store_by_store(texts: Texts, picture: Picture, may_begin: bool) -> list[Block]:
    """How many stores are live, for a brand of several, and the button to say so."""
    live = sum(store.live_at is not None for store in picture.stores)
    if len(picture.stores) < 2 or not (live or may_begin):
        return []
    emoji = Mrkdwn(_DONE if live == len(picture.stores) else _SHOPS)
    block = section(texts.md("live.stores", emoji=emoji, count=live, all=len(picture.stores)), Remark.STORES_LIVE)
    block["accessory"] = button(texts("button.stores_live"), Remark.STORES_LIVE, picture.request.id)
    return [block]


def step_of(action: Mapping[str, Any]) -> tuple[LiveStep, bool] | None:
    """The step that a click on a tick button is about, and whether it is to be ticked or not (`action`: of a
    block_actions payload). The button says which, so that two who tick at once do not undo each other."""
    kind, _, rest = str(action.get("block_id") or "").partition(":")
    step, _, undo = rest.partition(":")
    if kind != _TICK or step not in set(LiveStep):
        return None
    return LiveStep(step), undo != _UNDO


def already(texts: Texts, result: Already) -> Mrkdwn:
    """That somebody was faster, who, and when."""
    step, tick = _name(texts, LiveStep(result.step)), result.tick
    if tick is None:
        return texts.md("live.already_unticked", reference=result.request.reference, step=step)
    return texts.md(
        "live.already", reference=result.request.reference, step=step, actor=words.who(texts, tick.by), at=tick.at
    )


def live_form(texts: Texts, picture: Picture) -> View:
    """The modal, in the order of the request; names are cut where Slack would find it too large otherwise."""
    for longest in _NAMES:
        view = _drawn(texts, picture, longest)
        if len(json.dumps(view)) <= _LARGEST:
            break
    return view


def read_live(view: Mapping[str, Any]) -> Chosen:
    """What a submission holds (`view`: of a view_submission payload)."""
    return Chosen(_ids(view, NOW_LIVE), _ids(view, NOT_LIVE), bool(_options(view, ALL)))


def _step(texts: Texts, request: Request, step: LiveStep, tick: Tick | None) -> Block:
    name = _name(texts, step)
    if tick is None:
        line = texts.md("live.open", emoji=Mrkdwn(_OPEN), step=name)
    else:
        line = texts.md("live.done", emoji=Mrkdwn(_DONE), step=name, actor=words.who(texts, tick.by), at=tick.at)
    block = section(line, f"{_TICK}:{step}" if tick is None else f"{_TICK}:{step}:{_UNDO}")
    if may_change(step, request.state):
        label = texts("button.tick" if tick is None else "button.untick")
        block["accessory"] = button(label, Action.TICK, request.id)
    return block


def _name(texts: Texts, step: LiveStep) -> Mrkdwn:
    return texts.md(f"live.{step}")


def _drawn(texts: Texts, picture: Picture, longest: int) -> View:
    request = picture.request
    waiting = [store for store in picture.stores if store.live_at is None]
    live = [store for store in picture.stores if store.live_at is not None]
    about = texts.md(
        "stores_live.about",
        brand=within(request.brand, _BRAND),
        reference=request.reference,
        count=len(live),
        all=len(picture.stores),
    )
    blocks: list[Block] = [section(about)]
    if waiting:
        blocks.append(_select(texts, NOW_LIVE, waiting, longest))
        everywhere = option("all", texts.md("stores_live.everywhere", count=len(waiting)))
        blocks.append(checkboxes(ALL, texts("stores_live.all"), [everywhere], optional=True))
    if live:
        blocks.append(_select(texts, NOT_LIVE, live, longest))
    return modal(
        texts("stores_live.title"),
        blocks,
        close=texts("modal.cancel"),
        submit=texts("stores_live.send"),
        callback_id=CALLBACK,
        about=request,
    )


def _select(texts: Texts, name: str, stores: Sequence[Store], longest: int) -> Block:
    options = [(str(store.id), store.name) for store in stores]
    return multi_select(
        name, texts(f"stores_live.{name}"), options, texts("stores_live.placeholder"), longest=longest, optional=True
    )


def _options(view: Mapping[str, Any], name: str) -> Sequence[Mapping[str, Any]]:
    found: Sequence[Mapping[str, Any]] = (view["state"]["values"].get(name, {}).get(name) or {}).get(
        "selected_options"
    ) or ()
    return found


def _ids(view: Mapping[str, Any], name: str) -> frozenset[int]:
    return frozenset(int(chosen["value"]) for chosen in _options(view, name) if str(chosen["value"]).isdecimal())
