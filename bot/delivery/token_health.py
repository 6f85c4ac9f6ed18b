"""The health of tokens: asks Hey Pongo about those in the sheet, a few at a time, and says what came of it."""

import time
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import timedelta

import structlog

from bot.clients.pongo import Finding, PongoApi, TokenCheck
from bot.delivery.parts import Parts, Performers
from bot.delivery.poster import Poster
from bot.services import Services
from bot.ui import token_health as ui
from sheets.survey import SheetRow
from workflows.requests.token_health import SheetToken
from workflows.rules.effects import HealthNews, NoteShown, Owed
from workflows.rules.policy import Action
from workflows.rules.tokens import could_be_token, expiry
from workflows.storage.models import Effect

_LEAST = 5  # tokens that one look asks for, if so many are due
_MISSES = 2  # in a row: nobody is asked any more in this look
log = structlog.get_logger(__name__)


@dataclass
class Held:
    """What a look asks for: the tokens that are due, beside their fingerprints; and those that Hey Pongo accepted last,
    to compare with. `sheet`: what is known of all tokens there, none of which it holds."""

    sheet: dict[str, SheetToken]
    due: list[tuple[str, str]] = field(repr=False)
    accepted: dict[str, str] = field(repr=False)


class TokenLooks:
    """Asks Hey Pongo about the tokens that are due, out of a reading of the sheet, which is all that holds them."""

    def __init__(self, services: Services) -> None:
        self._services = services
        self._pongo = PongoApi(services.settings.pongo_api_url, turn=services.health.turn)
        self._between = timedelta(minutes=services.settings.sheet_watch_minutes)

    def held(self, rows: Sequence[SheetRow]) -> Held:
        """Takes what is due out of a reading, which nothing needs any more then. Raises
        sqlalchemy.exc.OperationalError."""
        health = self._services.health
        beside: dict[str, list[str]] = defaultdict(list)
        for row in rows:
            if could_be_token(row.token):
                beside[row.token].append(row.slug)
        tokens = {self._services.sealer.fingerprint(token): token for token in beside}
        sheet = {one: SheetToken(one, tuple(beside[token]), expiry(token)) for one, token in tokens.items()}
        # Twice as many as each look's share of them.
        most = max(_LEAST, int(2 * len(sheet) * (self._between / health.every))) if health.every else 0
        due = [(one.fingerprint, tokens[one.fingerprint]) for one in health.due(sheet, most)]
        return Held(sheet, due, {one: tokens[one] for one in health.accepted_last(sheet)} if due else {})

    def ask(self, held: Held) -> None:
        """For half the time until the next reading at most. Raises sqlalchemy.exc.OperationalError."""
        until, misses = time.monotonic() + self._between.total_seconds() / 2, 0
        while held.due and misses < _MISSES and time.monotonic() <= until:
            one, token = held.due.pop(0)
            check = self._ask(token, one, held.sheet)
            misses = misses + 1 if check.finding is Finding.UNKNOWN else 0
            refused = check.finding is Finding.REFUSED
            if refused and (other := self._services.health.refused(one, held.sheet, held.accepted)):
                self._compare(one, other, self._pongo.check(held.accepted[other], held.sheet[other].slugs))

    def _ask(self, token: str, fingerprint: str, sheet: dict[str, SheetToken]) -> TokenCheck:
        slugs, health = sheet[fingerprint].slugs, self._services.health
        check = self._pongo.check(token, slugs)
        log.info("token_looked_at", finding=check.finding)
        if check.finding is Finding.UNKNOWN:
            health.unanswered(fingerprint)
        elif check.finding is not Finding.REFUSED:
            note_accepted(self._services, fingerprint, check, slugs)
        return check

    def _compare(self, fingerprint: str, other: str, check: TokenCheck) -> None:
        """`check`: of another token, that was accepted when it was asked for last."""
        if check.finding is Finding.UNKNOWN:
            self._services.health.unanswered(fingerprint)
        else:
            self._services.health.compared(fingerprint, other, accepted=check.finding is not Finding.REFUSED)


def note_accepted(services: Services, fingerprint: str, check: TokenCheck, slugs: Sequence[str]) -> None:
    """Hey Pongo has accepted the token that was asked about these slugs."""
    owner = services.sealer.fingerprint(f"account:{check.account}") if check.account else ""
    services.health.accepted(fingerprint, owner, slugs, [missing.slug for missing in check.missing])


class HealthLines:
    """Posts what is wrong with a token, or no longer, in its card's thread; of all tokens, in the channel."""

    def __init__(self, poster: Poster, services: Services) -> None:
        self._poster = poster
        self._services = services

    def news(self, effect: Effect) -> None:
        """One line."""
        services, told, shown = self._services, HealthNews.from_json(effect.payload), None
        texts = services.languages.channel()
        if effect.request_id is None:
            self._poster.post(services.channel, ui.all_well(texts), effect, "health")
        else:
            picture = services.queries.picture(effect.request_id)
            channel, thread = picture.request.card_channel or services.channel, picture.request.card_ts
            ts = self._poster.post(channel, ui.news(texts, picture, told), effect, "health", thread)
            if told.over:  # the line that told of it has buttons
                services.outbox.owe_once(picture.request, Owed.NOTES)
            else:
                shown = NoteShown(channel, ts, [Action.REPLACE.value])
        services.outbox.done(effect, told=shown)


def performs(parts: Parts) -> Performers:
    """Who performs which kind."""
    return parts.posting({Owed.HEALTH: HealthLines(parts.poster, parts.services).news})
