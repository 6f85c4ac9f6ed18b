"""What Slack does with the bot's answers: to commands, to submissions, and at response addresses."""

import json
from typing import Any

from aiohttp import web

from bot.sandbox.faults import Fault
from bot.sandbox.front import Front, Reply
from bot.sandbox.slack.context import Context
from bot.sandbox.slack.errors import SlackRefusal
from bot.sandbox.slack.kit import placed
from bot.sandbox.slack.world import Json

# What a person reads under a modal whose answer Slack could not use.
TROUBLE = "We had some trouble connecting. Try again?"
_ORIGINAL = ("replace_original", "delete_original")


class Answers:
    """Obeys the bot's answers. What is not understood is told to the person, in the sentence that is returned."""

    def __init__(self, context: Context) -> None:
        self._context = context

    def to_command(self, user: str, channel: str, body: Any) -> str:
        """The answer to a slash command: nothing, a text, or a message. Answers "" or what the person reads."""
        if body in ("", None, {}):
            return ""
        message = body if isinstance(body, dict) else {"text": str(body)}
        try:
            respond(self._context, user, channel, message)
        except SlackRefusal as refusal:
            return refusal.code
        return ""

    def to_submission(self, user: str, view_id: str, body: Any) -> str:
        """The answer to a submission. Answers "" or what the person reads."""
        views = self._context.views
        if body in ("", None, {}):
            views.close(user, view_id)
            return ""
        action = body.get("response_action") if isinstance(body, dict) else None
        if action == "errors":
            return self._errors(user, view_id, body.get("errors"))
        if action != "update":
            return f"{TROUBLE} (response_action not understood)"
        try:
            views.update(view_id, None, body.get("view"))
        except SlackRefusal as refusal:
            messages = refusal.extra.get("response_metadata", {}).get("messages", [])
            return " ".join([TROUBLE, f"({refusal.code})", *messages])
        return ""

    def _errors(self, user: str, view_id: str, errors: Any) -> str:
        views = self._context.views
        with self._context.world.change():
            view = views.get(user, view_id)
            if view is None:
                return ""
            inputs = {item.block_id for item in placed(view["blocks"]) if item.in_input}
            if not isinstance(errors, dict) or not errors or not errors.keys() <= inputs:
                return f"{TROUBLE} (errors must name input blocks)"
            if not all(isinstance(text, str) and text for text in errors.values()):
                return f"{TROUBLE} (errors must be sentences)"
            views.set_errors(user, view, errors)
        return ""


def respond(context: Context, user: str, channel: str, body: Json) -> None:
    """Shows a message to the one person who caused the interaction; nothing else is done at a response address here.
    Raises SlackRefusal."""
    if body.get("response_type", "ephemeral") != "ephemeral" or any(map(body.get, _ORIGINAL)):
        raise SlackRefusal("invalid_payload", status=400)
    text, blocks = str(body.get("text") or ""), body.get("blocks")
    context.messages.whisper(
        context.world.channels[channel], user, text=text, blocks=blocks, thread_ts=body.get("thread_ts")
    )


class ResponseDesk:
    """`POST /response/<token>`."""

    def __init__(self, context: Context, front: Front) -> None:
        self._context = context
        self._front = front

    async def handle(self, request: web.Request) -> web.StreamResponse:
        """One answer at a response address; in the call log it is the method `response_url`."""
        try:
            body = json.loads(await request.read() or b"null")
        except ValueError:
            body = None

        async def work() -> Reply:
            try:
                if not isinstance(body, dict):
                    raise SlackRefusal("invalid_payload", status=400)
                address = self._context.addresses.take(request.match_info["token"])
                respond(self._context, address.user, address.channel, body)
            except SlackRefusal as refusal:
                return _refusal(refusal)
            return Reply(200, "ok")

        return await self._front.call(request, "response_url", body, work, refusal=_refused)


def _refusal(refusal: SlackRefusal) -> Reply:
    return Reply(refusal.status if refusal.status != 200 else 400, refusal.answer())


def _refused(fault: Fault, _method: str) -> Reply:
    return _refusal(SlackRefusal(fault.error or "internal_error", status=fault.status))
