"""Modals and App Homes: opened, pushed, updated, closed, and what people have filled in."""

import secrets
from typing import Any

from bot.sandbox.slack.blocks import checked_view
from bot.sandbox.slack.errors import SlackRefusal, invalid
from bot.sandbox.slack.kit import state_of, with_defaults
from bot.sandbox.slack.triggers import Triggers
from bot.sandbox.slack.world import Json, World

# docs.slack.dev, "Modals": a root view and two more.
DEEPEST = 3


class Views:
    """The open modals, a stack for each person, and the published App Homes."""

    def __init__(self, world: World, triggers: Triggers) -> None:
        self._world = world
        self._triggers = triggers
        self._stacks: dict[str, list[Json]] = {}
        self._homes: dict[str, Json] = {}
        self._offered: dict[tuple[str, str], list[Json]] = {}

    def open(self, trigger_id: Any, view: Any) -> Json:
        """Opens a modal for the person who caused the trigger; one that was open gives way."""
        given = self._modal(view)
        with self._world.change():
            user, _ = self._triggers.look(trigger_id)
            self._stacks.pop(user, None)
            self._unique_external(given, None)
            self._triggers.spend(trigger_id)
            return self._put(user, given)

    def push(self, trigger_id: Any, view: Any) -> Json:
        """Puts a modal on top of the one in which the trigger arose."""
        given = self._modal(view)
        with self._world.change():
            user, below = self._triggers.look(trigger_id)
            stack = self._stacks.get(user, [])
            if below is None:
                raise SlackRefusal("invalid_trigger_id")
            if not any(one["id"] == below for one in stack):
                raise SlackRefusal("not_found")
            if len(stack) >= DEEPEST:
                raise SlackRefusal("push_limit_reached")
            self._unique_external(given, None)
            self._triggers.spend(trigger_id)
            return self._put(user, given)

    def push_answer(self, user: str, view: Any) -> Json:
        """Puts a modal on top, as `response_action: push` asks."""
        given = self._modal(view)
        with self._world.change():
            if len(self._stacks.get(user, [])) >= DEEPEST:
                raise SlackRefusal("push_limit_reached")
            self._unique_external(given, None)
            return self._put(user, given)

    def update(self, view_id: str | None, external_id: str | None, view_hash: str | None, view: Any) -> Json:
        """Replaces an open view; what people filled in under the same block and action ids stays."""
        given = checked_view(view)
        with self._world.change():
            old = self._find(view_id, external_id)
            if old is None:
                raise SlackRefusal("not_found")
            if view_hash and view_hash != old["hash"]:
                raise SlackRefusal("hash_conflict")
            if given["type"] != old["type"]:
                raise invalid("invalid_arguments", ["must be a valid enum value [json-pointer:/view/type]"])
            self._unique_external(given, old["id"])
            new = self._object(given, old["state"]["values"])
            kept = {name: old[name] for name in ("id", "root_view_id", "previous_view_id")}
            old.clear()
            old.update({**new, **kept})
            user = self.owner(str(old["id"]))
            self._world.news("home" if old["type"] == "home" else "views", user=user, view=old["id"])
            return old

    def publish(self, user: str, view_hash: str | None, view: Any) -> Json:
        """Shows a view in somebody's App Home."""
        given = checked_view(view)
        if given["type"] != "home":
            raise invalid("invalid_arguments", ["must be a valid enum value [json-pointer:/view/type]"])
        with self._world.change():
            old = self._homes.get(user)
            if old is not None and view_hash and view_hash != old["hash"]:
                raise SlackRefusal("hash_conflict")
            self._unique_external(given, old["id"] if old else None)
            new = self._object(given, old["state"]["values"] if old else None)
            if old:
                new |= {"id": old["id"], "root_view_id": old["root_view_id"]}
            self._homes[user] = new
            self._world.news("home", user=user, view=new["id"])
            return new

    def stack(self, user: str) -> list[Json]:
        """The person's open modals, top last: the stored objects themselves."""
        return self._stacks.get(user, [])

    def home(self, user: str) -> Json | None:
        """The person's App Home: the stored object itself."""
        return self._homes.get(user)

    def get(self, user: str, view_id: str) -> Json | None:
        """A view that this person sees."""
        for view in self.stack(user):
            if view["id"] == view_id:
                return view
        home = self._homes.get(user)
        return home if home and home["id"] == view_id else None

    def owner(self, view_id: str) -> str:
        """Who sees the view; "" if nobody does."""
        for user, stack in self._stacks.items():
            if any(view["id"] == view_id for view in stack):
                return user
        return next((user for user, view in self._homes.items() if view["id"] == view_id), "")

    def offer(self, view: Json, block_id: str, options: list[Json]) -> None:
        """What an external select offers, once the bot was asked."""
        self._offered[view["id"], block_id] = options

    def offered(self, view: Json, block_id: str) -> list[Json]:
        """What an external select offers just now."""
        return self._offered.get((view["id"], block_id), [])

    def set_state(self, user: str, view: Json, block_id: str, action_id: str, state: Json) -> None:
        """What the person now has in one element."""
        with self._world.change():
            view["state"]["values"].setdefault(block_id, {})[action_id] = state
            view["errors"].pop(block_id, None)
            self._world.news("home" if view["type"] == "home" else "views", user=user, view=view["id"])

    def set_errors(self, user: str, view: Json, errors: dict[str, str]) -> None:
        """The sentences shown under the inputs."""
        with self._world.change():
            view["errors"] = dict(errors)
            self._world.news("views", user=user, view=view["id"])

    def close(self, user: str, view_id: str | None = None) -> list[Json]:
        """Closes a modal and what lies on it (None: all); answers those that were closed, top first."""
        with self._world.change():
            stack = self._stacks.get(user, [])
            at = next((i for i, view in enumerate(stack) if view_id in (None, view["id"])), len(stack))
            gone = stack[at:]
            del stack[at:]
            if not stack:
                self._stacks.pop(user, None)
            if gone:
                self._world.news("views", user=user, view=gone[0]["id"])
            return gone[::-1]

    def _modal(self, view: Any) -> Json:
        given = checked_view(view)
        if given["type"] != "modal":
            raise invalid("invalid_arguments", ["must be a valid enum value [json-pointer:/view/type]"])
        return given

    def _put(self, user: str, given: Json) -> Json:
        stack = self._stacks.setdefault(user, [])
        view = self._object(given, None)
        if stack:
            view |= {"root_view_id": stack[0]["id"], "previous_view_id": stack[-1]["id"]}
        stack.append(view)
        self._world.news("views", user=user, view=view["id"])
        return view

    def _object(self, given: Json, earlier: Json | None) -> Json:
        blocks = with_defaults(given["blocks"])
        world = self._world
        view_id = world.new_id("V")
        view: Json = {
            "id": view_id, "team_id": world.team_id, "type": given["type"], "blocks": blocks,
            "private_metadata": given.get("private_metadata") or "", "callback_id": given.get("callback_id") or "",
            "state": {"values": state_of(blocks, earlier)}, "hash": f"{world.seconds()}.{secrets.token_hex(4)}",
            "clear_on_close": bool(given.get("clear_on_close")), "notify_on_close": bool(given.get("notify_on_close")),
            "close": None, "submit": None, "previous_view_id": None, "root_view_id": view_id, "app_id": world.app_id,
            "external_id": given.get("external_id") or "", "app_installed_team_id": world.team_id,
            "bot_id": world.bot_id, "errors": {},
        }  # fmt: skip
        if given["type"] == "modal":
            for name in ("title", "close", "submit"):
                if given.get(name):
                    view[name] = {"emoji": True, **given[name]}
        return view

    def _find(self, view_id: str | None, external_id: str | None) -> Json | None:
        if not view_id and not external_id:
            raise invalid("invalid_arguments", ["missing required field: view_id"])
        for view in self._all():
            if (view_id and view["id"] == view_id) or (not view_id and view["external_id"] == external_id):
                return view
        return None

    def _unique_external(self, given: Json, but: str | None) -> None:
        wanted = given.get("external_id")
        if wanted and any(view["external_id"] == wanted and view["id"] != but for view in self._all()):
            raise SlackRefusal("duplicate_external_id")

    def _all(self) -> list[Json]:
        return [view for stack in self._stacks.values() for view in stack] + list(self._homes.values())


def public_view(view: Json) -> Json:
    """The view as the API and the payloads show it."""
    return {key: value for key, value in view.items() if key != "errors"}
