"""Who may approve: the members of the user group and APPROVERS, from a cache that clicks can ask without waiting."""

import threading
from collections.abc import Callable
from datetime import timedelta
from typing import TypeVar

import structlog
from slack_sdk import WebClient

from bot.clients.slack import FAILURES, sorted_failure
from bot.texts import Mrkdwn, group, mention
from workflows.clock import Clock
from workflows.requests.results import Refused
from workflows.rules.policy import Person, Reason, Verdict

FRESH = timedelta(seconds=60)
# What Slack says of a group that is disabled, deleted, or never was.
_NO_GROUP = ("no_such_subteam", "subteam_not_found")
log = structlog.get_logger(__name__)
R = TypeVar("R")


def unknown(result: object) -> bool:
    """Whether a verdict, or what an attempt came to, is only that nobody can say just now who approves."""
    verdict = result.verdict if isinstance(result, Refused) else result
    return isinstance(verdict, Verdict) and verdict.reason is Reason.APPROVERS_UNKNOWN


class Approvers:
    """The cached user group. `refresh` asks Slack; everything else answers from memory."""

    def __init__(self, client: WebClient, usergroup: str, named: tuple[str, ...], clock: Clock) -> None:
        """`usergroup`: the group's id, empty for none. `named`: the user ids of APPROVERS."""
        self._client = client
        self._usergroup = usergroup
        self._named = frozenset(named)
        self._clock = clock
        self._lock = threading.Lock()
        self._members: frozenset[str] = frozenset()
        self._asked_at: float | None = None  # monotonic, like every age
        self.problem: str | None = None

    def call(self) -> Mrkdwn:
        """The mention that calls them: their group, or each of them."""
        return group(self._usergroup) if self._usergroup else Mrkdwn(" ".join(map(mention, self.named())))

    @property
    def usergroup(self) -> str:
        """The id of the user group, empty where none is set."""
        return self._usergroup

    def refresh(self) -> bool:
        """Asks Slack for the group's members. False, with `problem` set, where Slack cannot say.

        `problem` is also set where it says that the group is empty (`group_empty`), or disabled or deleted
        (`group_disabled`): then it has no members.
        """
        if not self._usergroup:
            return True
        asked_at = self._clock.monotonic()  # an answer that was long on its way is as old as the question
        try:
            answer = self._client.usergroups_users_list(usergroup=self._usergroup)
            users, problem = answer.get("users") or [], "group_empty"
        except FAILURES as failure:
            users, problem = [], sorted_failure(failure).kind
            if problem not in _NO_GROUP:
                self.problem = problem
                log.warning("approvers_unknown", trouble=problem)
                return False
            problem = "group_disabled"
        if not users and self.problem != problem:
            log.warning("nobody_in_the_group", trouble=problem)
        with self._lock:
            self.problem = None if users else problem
            if self._asked_at is None or asked_at >= self._asked_at:  # else somebody else knows better meanwhile
                self._members = frozenset(str(user) for user in users)
                self._asked_at = asked_at
        return True

    def forget(self) -> None:
        """Knows nobody of the group any more, until Slack is asked again."""
        with self._lock:
            self._asked_at = None

    def known(self) -> frozenset[str] | None:
        """All approvers, or None where the cache is colder than FRESH."""
        with self._lock:
            if not self._usergroup:
                return self._named
            if self._asked_at is None or self._clock.monotonic() - self._asked_at > FRESH.total_seconds():
                return None
            return self._members | self._named

    @property
    def nobody(self) -> bool:
        """Whether Slack has said that nobody approves: the group has no member, and nobody is named beside it."""
        with self._lock:
            return bool(self._asked_at is not None and not self._members and not self._named)

    def named(self) -> list[str]:
        """Everyone known to approve, however old the knowledge: whom to ask."""
        with self._lock:
            return sorted(self._members | self._named)

    def person(self, user_id: str) -> Person:
        """What the policy wants to know about somebody, without asking Slack.

        While Slack cannot say, those in APPROVERS pass; of the others nothing is known.
        """
        known = self.known()
        if known is None:
            return Person(user_id, True if user_id in self._named else None, others=True)
        return Person(user_id, user_id in known, others=bool(known - {user_id}))

    def asking(self, attempt: Callable[[], R], first: R | None = None) -> R:
        """What `attempt` comes to (`first`: has come to); where nobody can say who approves, Slack is asked, and it is
        made once more. Only after the ack."""
        result = attempt() if first is None else first
        if unknown(result):
            self.refresh()
            result = attempt()
        return result
