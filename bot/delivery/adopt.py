"""Adopts brands that were connected before the bot: reads the sheet, makes requests, and tells who waits and the
channel."""

from datetime import timedelta

import structlog
from slack_sdk import WebClient

from bot.clients.slack import FAILURES
from bot.delivery.backoff import SECOND_LOOK, SLOW_BEAT, backoff
from bot.delivery.parts import Parts, Performers
from bot.delivery.poster import Poster
from bot.delivery.sheet_watch import seen_rows
from bot.delivery.token import problem_of
from bot.services import Services
from bot.ui import adopt as ui
from bot.ui.blocks import View
from bot.ui.problems import problem
from sheets.errors import SheetError, TryAgain
from workflows.requests.press import Press
from workflows.rules.adopt import by_slug
from workflows.rules.effects import Adopted, Adopting, Owed
from workflows.rules.policy import Person
from workflows.rules.sheet_candidates import SeenRow
from workflows.storage.models import Effect

log = structlog.get_logger(__name__)


def rows_now(services: Services) -> dict[str, list[SeenRow]]:
    """The sheet's rows by slug, with fingerprints in place of tokens. Raises SheetError's kinds."""
    return by_slug(seen_rows(services.sealer, services.gateway.listed()))


class Adoptions:
    """Makes the requests that were asked for, and the line in the channel."""

    def __init__(self, poster: Poster, services: Services, client: WebClient) -> None:
        self._poster = poster
        self._services = services
        self._client = client

    def adopt(self, effect: Effect) -> None:
        """Makes requests of what the effect names, as far as the sheet still holds it and nobody else has."""
        services, asked = self._services, Adopting.from_json(effect.payload)
        texts = services.languages.of_reader(asked.user)
        try:
            sheet = rows_now(services)
        except SheetError as error:
            self._later(effect, asked, error)
            return
        left = services.adoption.left(sheet)
        wanted = [
            (group, [group.brand] if asked.everything else brands)
            for group in left.groups
            if (brands := asked.brands.get(group.fingerprint, [])) or asked.everything
        ]
        made = 0
        if wanted:
            press = Press(Person(asked.user, approver=True), asked.team, "")
            name = services.languages.names([asked.user]).get(asked.user) or texts("digest.the_leads")
            made = services.adoption.adopt(wanted, press, name, all_of_it=len(wanted) == len(left.groups))
            left = services.adoption.left(sheet)
        log.info("adopted", requests=made, left=len(left.groups))
        self._show(asked.view, ui.form(texts, left, made=made))
        services.outbox.done(effect)

    def tell(self, effect: Effect) -> None:
        """Posts how many were adopted, by whom."""
        services = self._services
        message = ui.told(services.languages.channel(), Adopted.from_json(effect.payload))
        self._poster.post(services.channel, message, effect, "adopted")
        services.outbox.done(effect)

    def _later(self, effect: Effect, asked: Adopting, error: SheetError) -> None:
        """It goes on by itself; from the second time on who waits for it is told why it does not yet."""
        found = problem_of(error)
        if effect.attempts > 1:
            texts = self._services.languages.of_reader(asked.user)
            self._show(asked.view, ui.unread(texts, problem(texts, found)))
        if isinstance(error, TryAgain):
            wait = backoff(effect.attempts, timedelta(seconds=error.retry_after or 0))
        else:
            wait = SLOW_BEAT if effect.attempts > 1 else SECOND_LOOK
        self._services.outbox.later(effect, wait, found.kind)

    def _show(self, view_id: str, view: View) -> None:
        try:
            self._client.views_update(view_id=view_id, view=view)
        except FAILURES as failure:
            log.info("modal_not_updated", failure=type(failure).__name__)  # closed meanwhile, most likely


def performs(parts: Parts) -> Performers:
    """Who performs which kind."""
    adoptions = Adoptions(parts.poster, parts.services, parts.client)
    return {Owed.ADOPT: adoptions.adopt, **parts.posting({Owed.ADOPTED: adoptions.tell})}
