"""Talk: what people write in a card's thread, and what its requester answers beneath the bot's messages."""

from collections.abc import Mapping
from typing import Any

from bot.services import Services
from workflows.rules.effects import Said, TokenSaid
from workflows.rules.tokens import without_documents

# What a person writes; edits, joins and the like have subtypes of their own.
_WRITTEN = (None, "thread_broadcast", "file_share", "me_message")


def is_a_persons(services: Services, event: Mapping[str, Any]) -> bool:
    """Whether a message is what a person wrote: no bot's, and no edit."""
    user = event.get("user")
    if event.get("subtype") not in _WRITTEN or event.get("bot_id"):
        return False
    return bool(user) and user != services.identity.bot_user_id


def carry(services: Services, body: Mapping[str, Any]) -> bool:
    """Owes a message to the other thread about its request. Whether it stands in such a thread. Before the ack.

    Raises sqlalchemy.exc.SQLAlchemyError where it cannot be stored, or nobody can say whether it holds a token.
    """
    event = body.get("event") or {}
    thread, ts = str(event.get("thread_ts") or ""), str(event.get("ts"))
    if thread in ("", ts) or not is_a_persons(services, event):
        return False
    channel, user, direct = str(event["channel"]), str(event["user"]), event.get("channel_type") == "im"
    threads, talk = services.threads, services.requests.talk
    request = threads.told_by(channel, thread, user) if direct else threads.of_card(channel, thread)
    if request is None:
        return False
    text, files, name = str(event.get("text") or ""), len(event.get("files") or []), f"{channel}:{ts}"
    typed = without_documents(text)
    if services.tokens.among(typed.splitlines())(typed):
        talk.token_said(request, name, TokenSaid(channel, thread, user))
    elif (text or files) and request.asked_for:
        said = Said(user, text, files)
        (talk.in_requesters_thread if direct else talk.in_cards_thread)(request, name, said)
    return True
