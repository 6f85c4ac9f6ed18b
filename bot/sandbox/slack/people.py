"""What people do in Slack: commands, clicks, forms, shortcuts, messages. Each may be called from any thread but the
service's own."""

import html
import re
from collections.abc import Callable
from typing import Any

from bot.sandbox.slack import kit
from bot.sandbox.slack.answers import Answers
from bot.sandbox.slack.blocks import problems_of_suggestions
from bot.sandbox.slack.context import Context
from bot.sandbox.slack.delivery import Delivery, Kind, refusal
from bot.sandbox.slack.kit import NoSuchChoice, Placed
from bot.sandbox.slack.messages import public
from bot.sandbox.slack.methods import file_object
from bot.sandbox.slack.payloads import Events, Payloads, action_ts
from bot.sandbox.slack.world import File, Json

Deliver = Callable[[Kind, Json], Delivery]


class PersonActions:
    """One person's hands. `Delivery.refused` says what Slack, or Slack's client, would not let them do."""

    def __init__(
        self, user: str, context: Context, payloads: Payloads, answers: Answers, events: Events, deliver: Deliver,
        commands: Callable[[], set[str] | None],
    ) -> None:  # fmt: skip
        self.user = user
        self._context = context
        self._world = context.world
        self._payloads = payloads
        self._answers = answers
        self._events = events
        self._deliver = deliver
        self._commands = commands

    def command(self, command: str, text: str = "", channel: str = "C0PARTNERS") -> Delivery:
        """Types a slash command in a channel; a message in the bot's answer is shown."""
        place = self._world.channels.get(channel)
        if place is None or self.user not in place.members:
            return refusal("channel not member")
        known = self._commands()
        if (known is not None and command not in known) or "commands" not in self._context.scopes:
            return refusal(f"{command} is not a valid command")
        delivery = self._deliver("slash_commands", self._payloads.command(self.user, place, command, text))
        return self._obeyed(delivery, lambda: self._answers.to_command(self.user, channel, delivery.body))

    def click(
        self, channel: str, ts: str, action_id: str, *, value: Any = None, selected: Any = None,
        block_id: str | None = None, stale_message: Json | None = None,
    ) -> Delivery:  # fmt: skip
        """Uses an element of a message, also of one that only this person sees. `value` (or `selected`): what is
        chosen, as in `fill`, or which of several buttons of one action. `stale_message`: the message as this
        person's screen last drew it; what it shows may be clicked although the message has changed or is gone."""
        world, chosen = self._world, selected if selected is not None else value
        with world.change():
            whisper = self._context.messages.ephemeral(self.user, ts)
            place = world.channels.get(channel)
            if place is None or (self.user not in place.members and whisper is None):
                return refusal("channel not member")
            message = stale_message or whisper or world.message(place, ts)
            if message is None:
                return refusal("no such message")
            item = kit.find(message.get("blocks") or [], action_id, block_id, chosen)
            values = self._context.messages.choices(self.user, message)
            try:
                state, action = self._used(item, item.element, chosen) if item else (None, None)
            except NoSuchChoice as failure:
                return refusal(str(failure))
            if item is None or action is None:
                return refusal("no such button")
            if state is not None:
                values.setdefault(item.block_id, {})[item.action_id] = state
            payload = self._payloads.message_actions(self.user, place, world.copied(message), world.copied(values),
                                                     [action])  # fmt: skip
        return self._deliver("interactive", payload)

    def click_in_view(
        self, view_id: str, action_id: str, *, block_id: str | None = None, value: Any = None
    ) -> Delivery:
        """Uses a button, menu or boxes in a modal or in App Home."""

        def meant(blocks: list[Json]) -> Placed | None:
            return kit.find(blocks, action_id, block_id, value)

        return self._use_in_view(view_id, meant, value) or refusal("the bot is not told")

    def fill(self, view_id: str, block_id: str, value: Any, *, enter: bool = False) -> Delivery | None:
        """Puts something into an input: text, an option's value, a list of them, file objects; None or "" empties it.

        Answers None where the bot is not told: only with `dispatch_action`, text as `dispatch_action_config` says.
        """

        def meant(blocks: list[Json]) -> Placed | None:
            item = kit.find(blocks, None, block_id)
            return item if item is not None and item.kind in kit.STATEFUL else None

        return self._use_in_view(view_id, meant, value, enter)

    def _use_in_view(
        self, view_id: str, meant: Callable[[list[Json]], Placed | None], value: Any, enter: bool = False
    ) -> Delivery | None:
        with self._world.change():
            view = self._context.views.get(self.user, view_id)
            if view is None:
                return refusal("view closed")
            item = meant(view["blocks"])
            if item is None:
                return refusal("no such element")
            try:
                state, action = self._used(item, self._open_element(view, item), value)
            except NoSuchChoice as failure:
                return refusal(str(failure))
            if state is not None:
                self._context.views.set_state(self.user, view, item.block_id, item.action_id, state)
            if not _dispatches(item, enter):
                return None
            payload: Json = self._world.copied(self._payloads.view_actions(self.user, view, [action]))
        return self._deliver("interactive", payload)

    @staticmethod
    def _used(item: Placed, element: Json, chosen: Any) -> tuple[Json | None, Json]:
        """The element's state once it is used, where it has one, and what the payload tells. Raises NoSuchChoice."""
        state = kit.state_for(element, chosen) if item.kind in kit.STATEFUL else None
        return state, kit.action_of(item, state, chosen, action_ts())

    def submit(self, view_id: str, **values: Any) -> Delivery:
        """Fills what is given, by block id, and submits the modal; the bot's answer is obeyed."""
        for block_id, value in values.items():
            filled = self.fill(view_id, block_id, value)
            if filled is not None and filled.refused:
                return filled
        with self._world.change():
            view = self._context.views.get(self.user, view_id)
            if view is None or view["submit"] is None:
                return refusal("view closed" if view is None else "no submit button")
            objections = kit.objections(view["blocks"], view["state"]["values"])
            self._context.views.set_errors(self.user, view, objections)
            if objections:
                return refusal("; ".join(f"{block}: {text}" for block, text in objections.items()))
            payload = self._world.copied(self._payloads.submission(self.user, view))
        delivery = self._deliver("interactive", payload)
        return self._obeyed(delivery, lambda: self._answers.to_submission(self.user, view_id, delivery.body))

    def close(self, view_id: str) -> None:
        """Closes a modal, which the bot is not told; one that is closed already stays so."""
        self._context.views.close(self.user, view_id)

    def message_shortcut(self, callback_id: str, channel: str, ts: str) -> Delivery:
        """Chooses a shortcut in a message's menu."""
        with self._world.change():
            place = self._world.channels.get(channel)
            if place is None or self.user not in place.members:
                return refusal("channel not member")
            message = self._world.message(place, ts)
            if message is None:
                return refusal("no such message")
            payload = self._payloads.message_shortcut(self.user, callback_id, place, self._world.copied(message))
        return self._shortcut(payload)

    def global_shortcut(self, callback_id: str) -> Delivery:
        """Chooses a shortcut in the lightning menu."""
        return self._shortcut(self._payloads.shortcut(self.user, callback_id))

    def _shortcut(self, payload: Json) -> Delivery:
        if "commands" not in self._context.scopes:
            return refusal("no such shortcut")
        return self._deliver("interactive", payload)

    def post(self, channel: str, text: str, thread_ts: str | None = None, files: list[Json] | None = None) -> Json:
        """Writes a message, with `files` (of `upload`) on it, and answers it. Raises KeyError for a channel
        that this person is not in."""
        place = self._world.channels[channel]
        if self.user not in place.members:
            raise KeyError(channel)
        message = self._context.messages.post(place, user=self.user, text=_typed(text), thread_ts=thread_ts,
                                              files=files)  # fmt: skip
        copied: Json = self._world.copied(public(message))
        return copied

    def edit(self, channel: str, ts: str, text: str) -> None:
        """Changes this person's own message. Raises SlackRefusal."""
        place = self._world.channels[channel]
        self._context.messages.update(place, ts, user=self.user, text=_typed(text), blocks=None)

    def delete(self, channel: str, ts: str) -> None:
        """Removes a message, also one of the bot's, as an administrator may. Raises SlackRefusal."""
        self._context.messages.delete(self._world.channels[channel], ts, user=None)

    def upload(self, name: str, data: bytes) -> Json:
        """Uploads a file and answers its object, for `fill` of a file input."""
        world = self._world
        with world.change():
            file = File(world.new_id("F"), name, self.user, data, world.seconds())
            world.files[file.id] = file
            return file_object(self._context, file)

    def open_home(self) -> Delivery:
        """Opens the bot's App Home."""
        if not self._events.subscribed("app_home_opened"):
            return refusal("the app does not subscribe to app_home_opened")
        with self._world.change():
            home = self._context.views.home(self.user)
            event: Json = {"type": "app_home_opened", "user": self.user, "tab": "home", "event_ts": action_ts(),
                           "channel": self._world.open_im(self.user).id}  # fmt: skip
            if home is not None:
                event["view"] = self._world.copied({k: v for k, v in home.items() if k != "errors"})
        return self._events.deliver(event)

    def suggest(self, view_id: str, action_id: str, typed: str, block_id: str | None = None) -> Delivery:
        """Types into an external select: its options are in the answer's body, and can be chosen from then on."""
        with self._world.change():
            view = self._context.views.get(self.user, view_id)
            item = kit.find(view["blocks"], action_id, block_id) if view else None
            if view is None or item is None or item.kind != "multi_external_select":
                return refusal("no such menu")
            payload = self._payloads.suggestion(self.user, view, action_id, item.block_id, typed)
        delivery = self._deliver("interactive", payload)

        def offer() -> str:
            problems = problems_of_suggestions(delivery.body)
            if not problems:
                self._context.views.offer(view, item.block_id, kit.options_of(delivery.body))
            return "; ".join(problems)

        return self._obeyed(delivery, offer)

    def _open_element(self, view: Json, item: Placed) -> Json:
        state = view["state"]["values"].get(item.block_id, {}).get(item.action_id) or {}
        return kit.with_offers(item.element, self._context.views.offered(view, item.block_id), state)

    @staticmethod
    def _obeyed(delivery: Delivery, obey: Callable[[], str]) -> Delivery:
        if delivery.refused:
            return delivery
        trouble = obey()
        if not trouble:
            return delivery
        return Delivery(delivery.status, delivery.body, delivery.milliseconds, trouble, delivery.request)


def _dispatches(item: Placed, enter: bool) -> bool:
    if not item.in_input:
        return True
    if not item.block.get("dispatch_action"):
        return False
    if item.kind != "plain_text_input":
        return True
    config = item.element.get("dispatch_action_config") or {"trigger_actions_on": ["on_enter_pressed"]}
    on = config["trigger_actions_on"]
    return "on_character_entered" in on or (enter and "on_enter_pressed" in on)


_LINK = re.compile(r"(&lt;(?:[@#!][^\s&]+|https?://[^\s]+?)&gt;)")
_ADDRESS = re.compile(r"(?<![<|\w])https?://[^\s<>|]+")


def _typed(text: str) -> str:
    """What a person typed as Slack stores it: escaped, addresses as links, mentions `<@U…>` left alone."""
    escaped = _LINK.sub(lambda found: html.unescape(found[0]), html.escape(text, quote=False))
    return _ADDRESS.sub(lambda found: f"<{found[0]}>", escaped)
