"""What Slack told about people: above all in which language they read. Asked once, remembered, renewed daily."""

import re
import threading
from collections.abc import Collection
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import structlog
from slack_sdk import WebClient
from sqlalchemy.exc import SQLAlchemyError

from bot.clients.slack import FAILURES, SlackAgain, sorted_failure
from bot.texts import LANGUAGES, Texts, language_of
from workflows.clock import Clock, within
from workflows.requests.queries import Queries
from workflows.rules.policy import APPROVERS
from workflows.storage.database import Database
from workflows.storage.models import Profile

_FRESH = timedelta(days=1)
_ADDRESS = re.compile(r"[!-?A-~]+@[!-?A-~]+")  # nothing that could end a header
log = structlog.get_logger(__name__)


class Languages:
    """What Slack told about people's locales, in memory and in the database."""

    def __init__(self, client: WebClient, database: Database, clock: Clock, default: str, zone: ZoneInfo) -> None:
        """`default`: the language of the channel, and of people whom Slack has not spoken of yet."""
        self._client = client
        self._database = database
        self._queries = Queries(database)
        self._clock = clock
        self._default = default
        self._texts = {language: Texts(language, zone, clock) for language in LANGUAGES}
        self._lock = threading.Lock()
        # Their locale, and when (by the monotonic clock) Slack said so; None: too long ago, or nobody knows when.
        self._known: dict[str, tuple[str, float | None]] = {}

    def channel(self) -> Texts:
        """The texts for what everybody reads."""
        return self._texts[self._default]

    def of_reader(self, whom: str) -> Texts:
        """The texts of whoever reads a message: a person's own (asks Slack if it must); the channel's for the approvers
        together and for the id of a channel."""
        return self.channel() if whom == APPROVERS or whom[:1] in ("C", "G") else self.ask(whom)

    def at_hand(self, user_id: str) -> Texts:
        """The person's texts as far as they are in memory, else the channel's: asks neither Slack nor the database."""
        with self._lock:
            found = self._known.get(user_id)
        return self._texts[language_of(found[0], self._default)] if found else self.channel()

    def known(self, user_id: str) -> Texts | None:
        """The person's texts, without asking Slack; None where it was never asked, or the database does not answer:
        nothing that somebody does may fail for the language of the answer. Never raises."""
        with self._lock:
            found = self._known.get(user_id)
        if found is None:
            try:
                profile = self._queries.profile(user_id)
            except SQLAlchemyError as failure:
                log.warning("locale_unknown", failure=type(failure).__name__)
                return None
            if profile is None:
                return None
            found = (profile.locale, self._said_at(profile.seen_at))
            with self._lock:
                self._known[user_id] = found
        return self._texts[language_of(found[0], self._default)]

    def ask(self, user_id: str) -> Texts:
        """The person's texts; asks Slack where it was never asked, or not since yesterday. Never raises."""
        with self._lock:
            found = self._known.get(user_id)
        if found and found[1] is not None and self._clock.monotonic() - found[1] < _FRESH.total_seconds():
            return self._texts[language_of(found[0], self._default)]
        try:
            self._learn(user_id)
        except FAILURES as failure:
            problem = sorted_failure(failure)
            log.warning("locale_unknown", failure=problem.kind)
            if not isinstance(problem, SlackAgain):  # it will say the same the next time
                with self._lock:
                    self._known[user_id] = (found[0] if found else "", self._clock.monotonic())
        except SQLAlchemyError as failure:
            log.warning("locale_unknown", failure=type(failure).__name__)
        return self.known(user_id) or self.channel()

    def email(self, user_id: str) -> str | None:
        """The person's e-mail address, asked of Slack where it is not known; empty where Slack shows none (they have
        none, or the scope `users:read.email` is missing), None where it could not be asked."""
        profile = self._queries.profile(user_id)
        if profile and profile.email:
            return profile.email
        try:
            return self._learn(user_id)
        except (*FAILURES, SQLAlchemyError) as failure:
            log.warning("address_unknown", failure=type(failure).__name__)
            return None

    def forget(self) -> None:
        """Asks Slack of everybody again, the next time that they come."""
        with self._lock:
            self._known = {user_id: (locale, None) for user_id, (locale, _) in self._known.items()}

    def _said_at(self, seen_at: datetime) -> float | None:
        now = self._clock.now()
        return self._clock.monotonic() - (now - seen_at).total_seconds() if within(_FRESH, seen_at, now) else None

    def _learn(self, user_id: str) -> str:
        answer = self._client.users_info(user=user_id, include_locale=True)
        user = answer["user"]
        profile = user.get("profile")
        profile = profile if isinstance(profile, dict) else {}
        locale = str(user.get("locale") or "")
        name = str(profile.get("display_name") or profile.get("real_name") or user.get("name") or "")
        address = str(profile.get("email") or "")
        email = address if _ADDRESS.fullmatch(address) and len(address) <= 254 else ""
        self._remember(user_id, locale[:16], name[:100], email)  # without a locale too: not to be asked at each press
        return email

    def names(self, user_ids: Collection[str]) -> dict[str, str]:
        """What to call people where a mention would not be shown, without asking Slack: those who are known."""
        profiles = [self._queries.profile(user_id) for user_id in user_ids]
        return {profile.user_id: profile.name for profile in profiles if profile and profile.name}

    def opened_home(self, user_id: str) -> None:
        """Notes that this person looks at their Home, and wants it kept up to date."""
        with self._database.transaction() as session:
            profile = session.get(Profile, user_id)
            if profile and not profile.sees_home:
                profile.sees_home = True

    def sees_home(self, user_id: str) -> bool:
        """Whether this person has ever opened their Home."""
        return self._queries.sees_home(user_id)

    def _remember(self, user_id: str, locale: str, name: str, email: str) -> None:
        now = self._clock.now()
        with self._database.transaction() as session:
            profile = session.get(Profile, user_id) or Profile(user_id=user_id, locale=locale, seen_at=now)
            locale = locale or profile.locale  # what it said once is more than nothing
            with self._lock:
                self._known[user_id] = (locale, self._clock.monotonic())
            profile.locale, profile.name, profile.email, profile.seen_at = locale, name, email, now
            session.add(profile)
