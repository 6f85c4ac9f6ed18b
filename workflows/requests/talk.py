"""Carries what people say about a request from one of its two threads to the other: the card's, and the one beneath the
first direct message to its requester."""

from collections.abc import Callable

from workflows.requests.transition import Change, Transitions, once_more
from workflows.rules.effects import Owed, Said, TokenSaid
from workflows.storage.models import Once, Request


class Talk:
    """Owes what was said to the other thread: each message once, however often Slack tells of it (`name`: of the
    message).

    Raises sqlalchemy.exc.OperationalError (locked, disk full, unreachable), having stored nothing.
    """

    def __init__(self, transitions: Transitions) -> None:
        self._transitions = transitions

    def in_cards_thread(self, request: Request, name: str, said: Said) -> None:
        """Somebody wrote in the card's thread. A requester who has written there follows it, and reads it there."""

        def carry(change: Change) -> None:
            if said.user == request.requester:
                _first(change, f"talk:{request.id}:there")
            elif change.session.get(Once, f"talk:{request.id}:there") is None:
                change.owe(request, Owed.TO_REQUESTER, said)
                _tell_once(change, request, Owed.TO_REQUESTER)

        self._once(name, carry)

    def reads_along(self, request: Request) -> None:
        """The requester has what was said in the card's thread: it is said there, once."""

        def attempt() -> None:
            with self._transitions.begin() as change:
                _tell_once(change, request, Owed.TO_CARD)

        once_more(attempt)

    def in_requesters_thread(self, request: Request, name: str, said: Said) -> None:
        """The requester wrote beneath one of the bot's messages to them."""

        def carry(change: Change) -> None:
            change.owe(request, Owed.TO_CARD, said)
            _tell_once(change, request, Owed.TO_CARD)
            _tell_once(change, request, Owed.TO_REQUESTER)

        self._once(name, carry)

    def token_said(self, request: Request, name: str, said: TokenSaid) -> None:
        """Somebody wrote what looks like a token: it is not carried on, and they are told."""
        self._once(name, lambda change: change.owe(request, Owed.TOKEN_SAID, said))

    def _once(self, name: str, carry: Callable[[Change], None]) -> None:
        def attempt() -> None:
            with self._transitions.begin() as change:
                if _first(change, f"talk:{name}"):
                    carry(change)

        once_more(attempt)


def _tell_once(change: Change, request: Request, thread: Owed) -> None:
    """Owes the one line that says, in a thread, that the other one reads along."""
    if _first(change, f"talk:{request.id}:{thread}"):
        change.owe(request, thread, Said())


def _first(change: Change, key: str) -> bool:
    if change.session.get(Once, key):
        return False
    change.session.add(Once(key=key, at=change.now))
    return True
