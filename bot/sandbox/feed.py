"""What one browser tab is told: everything at first, then what changed, as soon as it changed."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import suppress
from typing import Any

from bot.manifest import manifest
from bot.sandbox import seed as seeds
from bot.sandbox.calls import Call
from bot.sandbox.masking import Masker
from bot.sandbox.slack.kit import find
from bot.sandbox.workspace import Workspace

Json = dict[str, Any]
CALLS_AT_FIRST = 150
PROBED = 400  # of each list that the bot tells of itself, the latest
VERSIONS = 5  # of each message
COALESCE = 0.012  # seconds in which changes are gathered: a card and its ephemeral come in one go
NOTED = 0.4  # seconds after a call in which the bot has surely noted what came of it
HEARTBEAT = 20.0  # seconds of silence after which a comment shows that the line is open
# Which part of the picture each kind of change belongs to.
_TOPICS = {"ephemeral": "ephemerals", "views": "views", "home": "home", "people": "world", "call": "calls",
           "clock": "clock", "troubles": "troubles", "pongo": "probe", "mail": "probe",
           "reset": "reset", "sheet": "sheet"}  # fmt: skip


class Desk:
    """Reads the workspace as one person sees it."""

    def __init__(self, workspace: Workspace, masker: Masker) -> None:
        self.workspace = workspace
        self.masker = masker
        self.dismissed: set[tuple[str, str]] = set()
        self._versions: dict[tuple[str, str], list[Json]] = {}

    def everything(self, viewer: str) -> Json:
        """The whole picture, with what `world` answers and the contents of each place."""
        return {
            **self.world(viewer), **self.probe(),
            "messages": {place: self.messages(place) for place in self.places(viewer)},
            "ephemerals": self.ephemerals(viewer),
            "modals": self.workspace.slack.modals(viewer),
            "home": self.workspace.slack.home(viewer),
            "sheet": self.sheet(),
            "calls": [self.call(call) for call in self.workspace.calls.all()[-CALLS_AT_FIRST:]],
            "clock": self.clock(),
            "troubles": self.workspace.troubles.state(),
        }  # fmt: skip

    def world(self, viewer: str) -> Json:
        """People, channels, what the app offers, and in which language the page speaks to the viewer."""
        slack, bot = self.workspace.slack, self.workspace.slack.bot_user_id
        features: Json = manifest()["features"]
        people: list[Json] = [
            {"id": p.id, "name": p.display, "display": p.display, "first": p.display.split(" ")[0], "handle": p.name,
             "locale": p.locale, "is_bot": p.is_bot, "role": seeds.ROLES.get(p.id, "outsider")}
            for p in slack.people()
        ]  # fmt: skip
        for person in people:
            if person["id"] == bot:
                person["bot_id"] = slack.bot_id
        channels = [
            {"id": c["id"], "name": c["name"], "private": c["kind"] == "group", "members": self._members(c, bot),
             "has_bot": bot in c["members"]}
            for c in slack.channels() if c["kind"] in ("channel", "group")
        ]  # fmt: skip
        me = next(person for person in people if person["id"] == viewer)
        return {
            "me": me, "people": people, "channels": channels, "im": slack.im(viewer), "epoch": self.workspace.epoch,
            "bot": {"user_id": bot, "bot_id": slack.bot_id, "name": "6xpos"}, "team": "Hey Pongo",
            "usergroups": [{"id": seeds.USERGROUP, "handle": "partnerships", "name": "Partnerships",
                            "members": slack.usergroup_members(seeds.USERGROUP)}],
            "commands": features["slash_commands"], "shortcuts": features["shortcuts"],
            "language": "fr" if me["locale"].startswith("fr") else "en",
            "controls": {"restart": self.workspace.hooks.on_restart is not None},
            "preparing": not self.workspace.ready.is_set(),
        }  # fmt: skip

    @staticmethod
    def _members(channel: Json, bot: str) -> list[str]:
        return [member for member in channel["members"] if member != bot]

    def places(self, viewer: str) -> list[str]:
        """The conversations that the viewer is in."""
        return [c["id"] for c in self.workspace.slack.channels() if viewer in c["members"]]

    def messages(self, place: str) -> list[Json]:
        """A conversation's messages; how each looked before is remembered for a while."""
        messages = self.workspace.slack.messages(place)
        for message in messages:
            versions = self._versions.setdefault((place, message["ts"]), [])
            if not versions or versions[-1] != message:
                versions.append(message)
                del versions[:-VERSIONS]
        return messages

    def stale(self, place: str, ts: str, block_id: str | None, action_id: str) -> Json | None:
        """The message as a tab may still have shown it: its latest version that had this element in this block."""
        versions = reversed(self._versions.get((place, ts), []))
        return next((message for message in versions if find(message.get("blocks") or [], action_id, block_id)), None)

    def forget(self) -> None:
        """Forgets what belongs to the workspace before a reset."""
        self.dismissed.clear()
        self._versions.clear()

    def ephemerals(self, viewer: str) -> list[Json]:
        """What only the viewer sees and has not dismissed."""
        found = self.workspace.slack.ephemerals(viewer)
        return [message for message in found if (viewer, message["ts"]) not in self.dismissed]

    def sheet(self) -> Json:
        """The worksheet: its rows, and which of them is the header (1-based)."""
        rows = self.workspace.sheet.rows()
        header = next((i for i, row in enumerate(rows[:10], 1) if "SLUG PONGO" in row and "TOKEN PONGO" in row), 1)
        if rows and "TOKEN PONGO" in rows[header - 1]:
            column = rows[header - 1].index("TOKEN PONGO")
            self.masker.learn(row[column] for row in rows[header:] if len(row) > column)
        return {"title": seeds.SPREADSHEET_TITLE, "worksheet": seeds.WORKSHEET_TITLE, "rows": rows,
                "header_row": header}  # fmt: skip

    def call(self, call: Call) -> Json:
        """A line of the call log; its JSON is fetched when a person opens it."""
        refused = isinstance(call.answer, dict) and call.answer.get("ok") is False
        return {"number": call.number, "at": call.at.timestamp(), "service": call.service,
                "method": self.masker.text(call.method), "status": call.status, "milliseconds": call.milliseconds,
                "error": str(call.answer.get("error", "")) if refused else ""}  # fmt: skip

    def clock(self) -> Json:
        """The workspace's time, in seconds since 1970, and how far it is ahead."""
        return {"now": self.workspace.clock.now().timestamp(), "offset_seconds": self.workspace.offset.total_seconds()}

    def probe(self) -> Json:
        """What the bot tells of itself, and what Hey Pongo knows; a bot that is just being restarted tells nothing."""
        found: Json = {"outbox": [], "audit": [], "waiting": [], "conflicts": []}
        shops = []
        with suppress(Exception):  # whatever the bot's insides are doing, the page goes on
            found |= self.workspace.hooks.probe()
            shops = self.workspace.backoffice.shops()
        found["mailbox"] = self.workspace.mailbox.listing()
        found = {name: [self.masker.json(item) for item in items[-PROBED:]] for name, items in found.items()}
        given = self.workspace.backoffice.given()
        tokens = [{**vars(one), "at": one.at.isoformat(), "token": ""} for one in given]
        return {**found, "pongo": {"shops": [vars(shop) for shop in shops], "tokens": tokens}}


class Feed:
    """One tab's stream. `mark` may be called from any thread; `events` is read by the tab's own request."""

    def __init__(self, desk: Desk, viewer: str, loop: asyncio.AbstractEventLoop) -> None:
        self._desk, self._viewer, self._loop = desk, viewer, loop
        self._changed = asyncio.Event()
        self._topics: set[str] = {"state"}
        self._cells: list[Json] = []
        self._shown: dict[str, dict[str, str]] = {}
        self._last_call = 0
        self._probed: Json = {}
        self._changed.set()

    def mark(self, event: Json) -> None:
        """Notes that something changed."""
        kind = str(event["type"])
        if kind in ("ephemeral", "views", "home") and event.get("user") not in (None, self._viewer):
            return
        topic = f"messages {event['channel']}" if kind.startswith("message") else _TOPICS.get(kind)
        if topic:
            self._loop.call_soon_threadsafe(self._note, topic, event if kind == "sheet" else None)

    def _note(self, topic: str, written: Json | None) -> None:
        self._topics.add(topic)
        if written is not None:
            self._cells.append(written)
        self._changed.set()

    async def events(self) -> AsyncIterator[Json | None]:
        """The events, without end; None is a heartbeat."""
        while True:
            try:
                await asyncio.wait_for(self._changed.wait(), HEARTBEAT)
            except TimeoutError:
                yield None
                continue
            await asyncio.sleep(COALESCE)
            self._changed.clear()
            topics, self._topics = self._topics, set()
            written, self._cells = self._cells, []
            for event in self._changes(topics, written):
                yield event

    def _changes(self, topics: set[str], written: list[Json]) -> list[Json]:
        desk, viewer = self._desk, self._viewer
        if topics & {"state", "reset"}:
            state = desk.everything(viewer)
            self._shown = {place: _shapes(messages) for place, messages in state["messages"].items()}
            self._last_call = max((call["number"] for call in state["calls"]), default=self._last_call)
            return [{"type": "state", "state": state}]
        found: list[Json] = []
        places = {topic.split(" ")[1] for topic in topics if topic.startswith("messages ")} & set(desk.places(viewer))
        if "world" in topics or places - set(self._shown):
            found.append({"type": "world", "world": desk.world(viewer)})
        found += [event for place in sorted(places) if (event := self._messages(place))]
        for topic, part, read in (
            ("ephemerals", "ephemerals", desk.ephemerals),
            ("views", "modals", desk.workspace.slack.modals),
            ("home", "home", desk.workspace.slack.home),
            ("clock", "clock", lambda _: desk.clock()),
            ("troubles", "troubles", lambda _: desk.workspace.troubles.state()),
        ):
            if topic in topics:
                found.append({"type": topic, part: read(viewer)})
        if "sheet" in topics:
            found += self._sheet(written)
        if "calls" in topics:
            found += self._calls()
        if topics & {"probe", "sheet"}:
            found += self._probe()
        return found

    def _messages(self, place: str) -> Json | None:
        messages = self._desk.messages(place)
        before, now = self._shown.get(place, {}), _shapes(messages)
        self._shown[place] = now
        changed = [message for message in messages if before.get(message["ts"]) != now[message["ts"]]]
        removed = [ts for ts in before if ts not in now]
        if not changed and not removed:
            return None
        return {"type": "messages", "channel": place, "changed": changed, "removed": removed}

    def _sheet(self, written: list[Json]) -> list[Json]:
        sheet = self._desk.sheet()
        found = []
        for by in ("person", "api"):
            cells = [cell for event in written if event.get("by") == by for cell in event.get("cells", [])]
            if cells:
                found.append({"type": "sheet", "sheet": sheet, "cells": cells, "by": by})
        return found or [{"type": "sheet", "sheet": sheet, "cells": [], "by": ""}]

    def _calls(self) -> list[Json]:
        calls = [call for call in self._desk.workspace.calls.all()[-CALLS_AT_FIRST:] if call.number > self._last_call]
        if not calls:
            return []
        self._last_call = calls[-1].number
        # Whatever the bot owes, it does by calls: a good moment to look, and again once it has noted the outcome.
        self._loop.call_later(NOTED, self._note, "probe", None)
        return [{"type": "calls", "added": [self._desk.call(call) for call in calls]}, *self._probe()]

    def _probe(self) -> list[Json]:
        probe = self._desk.probe()
        if probe == self._probed:
            return []
        changed = {name: value for name, value in probe.items() if value != self._probed.get(name)}
        self._probed = probe
        return [{"type": "probe", "probe": changed}]


def _shapes(messages: list[Json]) -> dict[str, str]:
    return {message["ts"]: json.dumps(message, sort_keys=True) for message in messages}
