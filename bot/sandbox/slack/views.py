"""Modals and App Homes: opened, updated, closed, and what people have filled in."""

import secrets
from typing import Any

from bot.sandbox.slack.blocks import checked_view
from bot.sandbox.slack.errors import SlackRefusal, invalid
from bot.sandbox.slack.kit import state_of, with_defaults
from bot.sandbox.slack.shapes import shape
from bot.sandbox.slack.world import Handouts, Json, World


class Views:
    """The open modals, one for each person, and the published App Homes."""

    def __init__(self, world: World, triggers: Handouts) -> None:
        self._world = world
        self._triggers = triggers
        self._modals: dict[str, Json] = {}
        self._homes: dict[str, Json] = {}
        self._offered: dict[tuple[str, str], list[Json]] = {}

    def open(self, trigger_id: Any, view: Any) -> Json:
        """Opens a modal for the person who caused the trigger; one that was open gives way."""
        given = _checked(view, "modal")
        with self._world.change():
            user = self._triggers.take(trigger_id).user
            opened = self._modals[user] = self._object(given, None)
            self._world.news("views", user=user, view=opened["id"])
            return opened

    def update(self, view_id: str, view_hash: str | None, view: Any) -> Json:
        """Replaces an open view; what people filled in under the same block and action ids stays."""
        given = checked_view(view)
        with self._world.change():
            user, old = self._find(view_id)
            if view_hash and view_hash != old["hash"]:
                raise SlackRefusal("hash_conflict")
            if given["type"] != old["type"]:
                raise _wrong_type()
            new = self._object(given, old["state"]["values"]) | {"id": old["id"], "root_view_id": old["id"]}
            old.clear()
            old.update(new)
            self._world.news("home" if old["type"] == "home" else "views", user=user, view=old["id"])
            return old

    def publish(self, user: str, view_hash: str | None, view: Any) -> Json:
        """Shows a view in somebody's App Home."""
        given = _checked(view, "home")
        with self._world.change():
            old = self._homes.get(user)
            if old is not None and view_hash and view_hash != old["hash"]:
                raise SlackRefusal("hash_conflict")
            new = self._object(given, old["state"]["values"] if old else None)
            if old:
                new |= {"id": old["id"], "root_view_id": old["id"]}
            self._homes[user] = new
            self._world.news("home", user=user, view=new["id"])
            return new

    def modal(self, user: str) -> Json | None:
        """The person's open modal: the stored object itself."""
        return self._modals.get(user)

    def home(self, user: str) -> Json | None:
        """The person's App Home: the stored object itself."""
        return self._homes.get(user)

    def get(self, user: str, view_id: str) -> Json | None:
        """A view that this person sees."""
        return next((view for view in (self.modal(user), self.home(user)) if view and view["id"] == view_id), None)

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

    def close(self, user: str, view_id: str) -> None:
        """Closes a modal, where it is still open."""
        with self._world.change():
            if self._modals.get(user, {}).get("id") == view_id:
                del self._modals[user]
                self._world.news("views", user=user, view=view_id)

    def _object(self, given: Json, earlier: Json | None) -> Json:
        blocks, world = with_defaults(given["blocks"]), self._world
        view = shape(
            "view", **world.facts, view_id=world.new_id("V"), kind=given["type"], blocks=blocks,
            private_metadata=given.get("private_metadata") or "", callback=given.get("callback_id") or "",
            values=state_of(blocks, earlier), hash=f"{world.seconds()}.{secrets.token_hex(4)}",
        )  # fmt: skip
        for name in ("title", "close", "submit"):
            if given.get(name):
                view[name] = {"emoji": True, **given[name]}
        return view

    def _find(self, view_id: str) -> tuple[str, Json]:
        """Who sees the view, and the view. Raises SlackRefusal: not_found."""
        for user, view in [*self._modals.items(), *self._homes.items()]:
            if view["id"] == view_id:
                return user, view
        raise SlackRefusal("not_found")


def _checked(view: Any, kind: str) -> Json:
    given = checked_view(view)
    if given["type"] != kind:
        raise _wrong_type()
    return given


def _wrong_type() -> SlackRefusal:
    return invalid("invalid_arguments", ["must be a valid enum value [json-pointer:/view/type]"])


def public_view(view: Json) -> Json:
    """The view as the API and the payloads show it."""
    return {key: value for key, value in view.items() if key != "errors"}
