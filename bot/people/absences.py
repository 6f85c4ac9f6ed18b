"""Which approvers are away, and who is reminded in their place."""

from collections.abc import Iterable
from datetime import datetime

from bot.people.approvers import Approvers
from bot.texts import Mrkdwn, mention
from workflows.clock import Clock
from workflows.requests.queries import Held, Queries
from workflows.requests.reminder_rules import Whom, rule_for
from workflows.rules.policy import APPROVERS
from workflows.storage.database import Database
from workflows.storage.models import Profile, Request


class Absences:
    """What approvers said of their absences."""

    def __init__(self, database: Database, approvers: Approvers, clock: Clock) -> None:
        self._database = database
        self._queries = Queries(database)
        self._approvers = approvers
        self._clock = clock

    def say(self, user_id: str, until: datetime | None) -> None:
        """Somebody is away until then (aware), or is back. Raises sqlalchemy.exc.SQLAlchemyError."""
        now = self._clock.now()
        with self._database.transaction() as session:
            profile = session.get(Profile, user_id) or Profile(user_id=user_id, locale="", seen_at=now)
            # An absence that has ended is noted as such until `Reminding.tick` has seen to it.
            profile.away_until = until if until and until > now else now if profile.away_until else None
            session.add(profile)

    def until(self, user_id: str) -> datetime | None:
        """Until when somebody is away; None where they are not."""
        return self._queries.away(self._clock.now()).get(user_id)

    def reminded(self, holder: str) -> list[str]:
        """Who is reminded of what `holder` (a user id, or APPROVERS) holds up: the other approvers while they are away,
        and where all are, the approvers together."""
        away, present = self._now()
        return (present or [APPROVERS]) if holder in away else [holder]

    def held_for(self, reader: str) -> list[str]:
        """Whose work `reader` is reminded of: their own first."""
        away, present = self._now()
        stands_in = reader in present if present else reader == APPROVERS
        return [reader, *(sorted(away) if stands_in else [])]

    def held(self, reader: str) -> list[Held]:
        """What `reader` is reminded of: of those who are away nothing that only they can do, as requesters."""
        return self.possible(reader, self._queries.held(self.held_for(reader), self._clock.now()))

    @staticmethod
    def possible(reader: str, held: Iterable[Held]) -> list[Held]:
        """What of it `reader` can do: not what waits for somebody else as its requester."""
        return [one for one in held if one.reminder.holder == reader or not _is_requesters(one.request)]

    def call(self) -> Mrkdwn:
        """The mention of the approvers who are there; of all of them where nobody is away, or everybody."""
        away, present = self._now()
        return Mrkdwn(" ".join(map(mention, present))) if away and present else self._approvers.call()

    def _now(self) -> tuple[set[str], list[str]]:
        """The approvers who are away, and those who are not."""
        approvers = self._approvers.named()
        away = self._queries.away(self._clock.now()).keys() & set(approvers)
        return away, [user for user in approvers if user not in away]


def _is_requesters(request: Request) -> bool:
    rule = rule_for(request)
    return rule is not None and rule.whom is Whom.REQUESTER
