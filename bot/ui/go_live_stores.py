"""The modal that asks which stores of a brand are live: chosen by name, out of up to 1,000."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from bot.texts import Texts
from bot.ui.blocks import Block, View, checkboxes, modal, multi_select, option, section, within
from workflows.requests.queries import Picture
from workflows.storage.models import Store

CALLBACK = "live_form"
LIVE, ALL, NOT_LIVE = "live", "all_live", "not_live"
# Slack takes views of 250 KB (docs.slack.dev, "Views"): the names are shown as long as that allows.
_LARGEST, _NAMES = 230_000, (75, 50, 35, 25, 12)
_BRAND = 400


@dataclass(frozen=True)
class Chosen:
    """What was chosen: ids of stores that are live or not any more; `everywhere`: all of them are."""

    live: frozenset[int] = frozenset()
    not_live: frozenset[int] = frozenset()
    everywhere: bool = False

    def __bool__(self) -> bool:
        return bool(self.live or self.not_live or self.everywhere)


def live_form(texts: Texts, picture: Picture) -> View:
    """The modal, in the order of the request; names are cut where Slack would find it too large otherwise."""
    for longest in _NAMES:
        view = _drawn(texts, picture, longest)
        if len(json.dumps(view)) <= _LARGEST:
            break
    return view


def read_live(view: Mapping[str, Any]) -> Chosen:
    """What a submission holds (`view`: of a view_submission payload)."""
    return Chosen(_ids(view, LIVE), _ids(view, NOT_LIVE), bool(_options(view, ALL)))


def first_block(view: Mapping[str, Any]) -> str:
    """The input under which an error about the whole is shown."""
    return next(str(b["block_id"]) for b in view["blocks"] if b["type"] == "input")


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
        blocks.append(_select(texts, LIVE, waiting, longest))
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
        private_metadata=request.id,
        version=request.version,
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
