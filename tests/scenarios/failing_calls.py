"""Fails one call to the database that a listener makes, and says what became of what people did."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from slack_bolt import App, BoltRequest, BoltResponse
from sqlalchemy import Engine
from sqlalchemy.exc import OperationalError

from tests.databases import in_place_of
from tests.scenarios.stage import Stage

COUNTED = ("audit", "pending_token", "upload", "tick", "request", "once")


@dataclass
class Fault:
    """Fails the call of that number that a listener makes to the database."""

    number: int
    hits: int = 0
    calls: int = 0
    lock: threading.Lock = field(default_factory=threading.Lock)

    def call(self, *_: object) -> None:
        if not threading.current_thread().name.startswith(("listener", "waitress")):
            return
        with self.lock:
            self.calls += 1
            if self.calls != self.number:
                return
            self.hits += 1
        raise OperationalError("lost", {}, ConnectionError("server closed the connection unexpectedly"))


@contextmanager
def failing(engine: Engine, number: int, how: str) -> Iterator[Fault]:
    """`how`: `before` the call reaches the database, or `after` a commit did, whose answer is lost."""
    fault, rollback = Fault(number), engine.dialect.do_rollback

    def commit(usual: Callable[..., None], connection: Any) -> None:
        if how == "after":
            usual(connection)
            fault.call()
            return
        try:
            fault.call()
        except OperationalError:
            rollback(connection)
            raise
        usual(connection)

    def execute(usual: Callable[..., None], *arguments: Any) -> None:
        if how == "before":
            fault.call()
        usual(*arguments)

    with in_place_of(engine, "do_commit", commit), in_place_of(engine, "do_execute", execute):
        yield fault


def stored(stage: Stage) -> list[int]:
    """How many rows there are of what people's words become."""
    with stage.bot.database.reading() as session:
        connection = session.connection()
        return [connection.exec_driver_sql(f"SELECT count(*) FROM {name}").scalar() or 0 for name in COUNTED]


def seen(stage: Stage, who: str) -> str:
    """Everything that this person sees change when they are answered."""
    slack = stage.workspace.slack
    return repr([stage.cards(), slack.ephemerals(who), stage.direct(who), slack.modals(who), slack.home(who)])


def callbacks(stage: Stage, who: str) -> list[str]:
    """The modals that this person has open."""
    return [view["callback_id"] for view in stage.workspace.slack.modals(who)]


def listener_of(payload: dict[str, Any]) -> str:
    """Which kind of listener a payload of Slack's is for, and by which id: `action approve`, `view token_form` ..."""
    match payload.get("type"):
        case "block_actions":
            return f"action {payload['actions'][0]['action_id']}"
        case "view_submission":
            return f"view {payload['view']['callback_id']}"
        case "block_suggestion":
            return f"options {payload['action_id']}"
        case "shortcut" | "message_action":
            return f"shortcut {payload['callback_id']}"
        case "event_callback":
            return f"event {payload['event']['type']}"
    return f"command {payload['command']}"


def unnamed(app: App, named: set[str]) -> list[str]:
    """The listeners of the app that none of those names (as of `listener_of`) leads to, by what they listen for."""
    reached = {_first(app, _payload(*name.split(" ", 1))) for name in named}
    return [_told(listener) for listener in app._listeners if listener not in reached]


def _first(app: App, payload: dict[str, Any]) -> Any:
    request, response = BoltRequest(body=payload, mode="socket_mode"), BoltResponse(status=200)
    return next((one for one in app._listeners if one.matches(req=request, resp=response)), None)


def _payload(kind: str, name: str) -> dict[str, Any]:
    return {
        "action": {"type": "block_actions", "actions": [{"type": "button", "action_id": name}]},
        "view": {"type": "view_submission", "view": {"type": "modal", "callback_id": name}},
        "options": {"type": "block_suggestion", "action_id": name},
        "shortcut": {"type": "shortcut", "callback_id": name},
        "event": {"type": "event_callback", "event": {"type": name}},
        "command": {"command": name},
    }[kind]


def _told(listener: Any) -> str:
    """What a listener listens for, as far as Bolt's matchers say it."""
    kept = [cell.cell_contents for one in listener.matchers for cell in getattr(one.func, "__closure__", None) or ()]
    words = [repr(value) for value in kept if not callable(value)]
    return f"{listener.ack_function.__qualname__} {' '.join(words)}"
