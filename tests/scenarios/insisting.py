"""People who try again until a bot that is killed has answered them, and what must be true in the end."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from bot.sandbox.slack.service import Delivery
from bot.sandbox.workspace import Workspace
from tests.scenarios.process import ServeProcess, WarmServe
from tests.scenarios.stage import AMELIE, CHANNEL, CLAIRE, TICKS, shown
from tests.waiting import soon, until
from workflows.requests.queries import Queries
from workflows.rules.states import State
from workflows.storage.database import Database
from workflows.storage.models import Request


class Play:
    """A workspace, a `serve` process, and people who try again until they get an answer."""

    def __init__(self, workspace: Workspace, directory: Path, serve: type[ServeProcess] = WarmServe) -> None:
        self.workspace = workspace
        url = f"sqlite:///{directory / 'bot.db'}"
        settings = workspace.settings(DATABASE_URL=url, PONGO_API_URL=workspace.pongo_url, **workspace.mail_settings())
        self.process = serve(settings, directory / "serve.log")
        workspace.slack.deliver_to(self.process.url)
        self.process.start()
        self.queries = Queries(Database(url))
        # Called when Hey Pongo has done something and has not said so yet.
        self.asked_pongo: Callable[[], None] = lambda: None
        workspace.calls.subscribe(lambda call: self.asked_pongo() if call.service == "pongo" else None)

    def insist(self, act: Callable[[], Any]) -> None:
        """Does something until the bot has taken it; a bot that was killed is started again, and where it asks to try
        again, people do."""

        def taken() -> bool:
            self.revive()
            delivery = act()
            asked_again = isinstance(delivery.body, dict) and delivery.body.get("response_action") == "errors"
            return delivery.status == 200 and not delivery.refused and not asked_again

        until(taken, 90)

    def revive(self) -> None:
        """Starts the process again if it was killed."""
        if self.process.ended():
            self.process.start()

    def soon(self, true: Callable[[], object]) -> bool:
        """Whether it became true soon; nothing does once the process has ended."""
        return soon(lambda: true() or self.process.ended()) and bool(true())

    def submit(self, number: int) -> None:
        """Claire asks for one brand; the same form again if there was no answer."""
        slack = self.workspace.slack
        claire = slack.as_person(CLAIRE)
        self.insist(lambda: claire.command("/6xpos-request", ""))
        while not self.soon(lambda: slack.modals(CLAIRE)):
            self.insist(lambda: claire.command("/6xpos-request", ""))
        stores = f"Magasin {number} ; shop-{number}\nMagasin bis {number} ; shop-{number}-bis"

        def send() -> Delivery:
            # What a process asked of Slack may be carried out after its end: another form in the place of the first.
            view = slack.modals(CLAIRE)[-1]["id"]
            return claire.submit(view, brand=f"Marque {number}", stores=stores, prerequisites=TICKS[:2])

        self.insist(send)
        for modal in slack.modals(CLAIRE):
            claire.close(modal["id"])

    def token(self, number: int) -> str:
        """The token of that brand, which Hey Pongo finds good."""
        slugs = {f"shop-{number}": f"Magasin {number}", f"shop-{number}-bis": f"Magasin bis {number}"}
        self.workspace.pongo.stores |= slugs
        return self.workspace.pongo.issue(f"Marque {number}", list(slugs))

    def approve(self, request: Request, token: str) -> None:
        """Amélie approves it with a token, which is checked before it is written."""
        slack = self.workspace.slack
        amelie = slack.as_person(AMELIE)

        def hand_in() -> Any:
            forms = [modal["id"] for modal in slack.modals(AMELIE) if modal["callback_id"] == "token_form"]
            # The bot may have the token although its answer was lost, and show that. Or another press of before opened
            # its form only now, in the place of the first one, and that one has not turned into the form yet.
            return amelie.submit(forms[-1], token=token) if forms else Delivery(200, "", 0.0, "", {})

        def given() -> bool:
            self.open_token_form(request)
            self.insist(hand_in)
            return self.soon(
                lambda: self.checked(request) or self.queries.picture(request.id).request.state is not State.SUBMITTED
            )

        until(given, 90)
        for modal in list(slack.modals(AMELIE)):
            amelie.close(modal["id"])

    def open_token_form(self, request: Request) -> None:
        """Amélie presses the button until its form is there."""
        slack = self.workspace.slack

        def posted() -> bool:
            self.revive()
            return bool(self.card_of(request))

        until(posted, 90)

        def press() -> None:
            card = self.card_of(request)[0]["ts"]
            self.insist(lambda: slack.as_person(AMELIE).click(CHANNEL, card, "approve"))

        press()
        while not self.soon(lambda: any(modal["callback_id"] == "token_form" for modal in slack.modals(AMELIE))):
            press()

    def replace(self, request: Request, token: str) -> None:
        """Amélie puts another token in the place of the delivered one."""
        self._replace(request, "replace", token=token)

    def withdraw(self, request: Request) -> None:
        """Amélie takes the delivered token out of the sheet."""
        self._replace(request, "withdraw")

    def _replace(self, request: Request, what: str, **typed: str) -> None:
        slack = self.workspace.slack
        amelie = slack.as_person(AMELIE)

        def form() -> str | None:
            found = [modal["id"] for modal in slack.modals(AMELIE) if modal["callback_id"] == f"{what}_form"]
            return found[-1] if found else None

        def close_all() -> None:
            for modal in list(slack.modals(AMELIE)):
                amelie.close(modal["id"])

        def turned() -> bool:
            close_all()
            self.insist(lambda: amelie.click(CHANNEL, self.card_of(request)[0]["ts"], "details"))
            if not self.soon(lambda: slack.modals(AMELIE)):
                return False
            view = slack.modals(AMELIE)[-1]["id"]
            self.revive()
            amelie.click_in_view(view, f"{what}_token")
            return self.soon(form)

        def hand_in() -> Any:
            # As where a token is given first.
            view = form()
            return amelie.submit(view, reason="Fuite", **typed) if view else Delivery(200, "", 0.0, "", {})

        before = self.trail(request).count(f"{what}_token")

        def given() -> bool:
            until(turned, 90)
            self.insist(hand_in)
            return self.soon(lambda: self.checked(request) or self.trail(request).count(f"{what}_token") > before)

        until(given, 90)
        close_all()

    def verify_withdrawn(self, request: Request, token: str) -> None:
        """Waits until the token is gone; then it stands nowhere, the rows are still there, and Claire knows it once."""

        def settled() -> bool:
            self.revive()
            return not self.owed() and self.queries.picture(request.id).request.state is State.WITHDRAWN

        try:
            until(settled, 120)
        except AssertionError:
            raise AssertionError(f"{self.trail(request)}\n{self.left()}\n{self.process.log()[-3000:]}") from None
        expected = ["submit", "approve_with_token", "deliver", "withdraw_token", "token_withdrawn"]
        assert self.trail(request) == expected
        picture = self.queries.picture(request.id)
        assert (picture.request.replacement, picture.request.token_sealed) == (None, None)
        rows = self.workspace.sheet.rows()
        assert not [row for row in rows if token in row]
        for store in picture.stores:
            assert len([row for row in rows if store.slug in row]) == 1
        assert len(self.card_of(request)) == 1
        direct = self.workspace.slack.messages(self.workspace.slack.im(CLAIRE) or "")
        assert len(about(request, direct, "note")) == 3

    def trail(self, request: Request) -> list[str]:
        """What was done to a request, oldest first, without the problems on the way."""
        return [entry.action for entry in self.queries.picture(request.id).history if entry.action != "trouble"]

    def verify_replaced(self, given: list[str]) -> None:
        """Waits until the newest token that was given stands alone in the sheet, each replacement once in the trail."""

        def settled() -> bool:
            self.revive()
            (request,) = self.requests()
            newest = self.queries.picture(request.id).history[-1].action == "token_replaced"
            return newest and not self.owed() and self.count("SELECT count(*) FROM pending_token") == 0

        def trail() -> list[str]:
            return self.trail(self.requests()[0])

        replaced = ["replace_token", "token_replaced"] * (len(given) - 1)
        try:
            until(lambda: settled() and len(trail()) >= 3 + len(replaced), 120)
        except AssertionError:
            raise AssertionError(f"{trail()}\n{self.left()}\n{self.process.log()[-3000:]}") from None
        (request,) = self.requests()
        assert trail() == ["submit", "approve_with_token", "deliver", *replaced]
        assert (request.state, request.replacement, request.token_sealed) == (State.DELIVERED, None, None)
        rows = self.workspace.sheet.rows()
        for store in self.queries.picture(request.id).stores:
            (row,) = [row for row in rows if store.slug in row]
            assert [cell for cell in row if cell in given] == [given[-1]]
        assert len(about(request, self.workspace.slack.messages(CHANNEL), "card")) == 1
        direct = self.workspace.slack.messages(self.workspace.slack.im(CLAIRE) or "")
        assert len(about(request, direct, "note")) == 2 + len(given) - 1

    def checked(self, request: Request) -> bool:
        """Whether a token that was handed in for it is being checked."""
        return self.count(f"SELECT count(*) FROM pending_token WHERE request_id = '{request.id}'") > 0

    def card_of(self, request: Request) -> list[dict[str, Any]]:
        """The cards of a request; there should be one."""
        return about(request, self.workspace.slack.messages(CHANNEL), "card")

    def requests(self) -> list[Request]:
        """Every request, oldest first."""
        return sorted(self.queries.open_requests(limit=500), key=lambda request: request.number or 0)

    def verify(self, tokens: dict[str, str], newest: int = 500) -> None:
        """Waits until all is delivered; then there is one card, one row per slug, and each message once.

        `newest`: of how many of the requests that is looked at.
        """

        def settled() -> bool:
            self.revive()
            return not self.owed() and all(r.state is State.DELIVERED for r in self.requests())

        try:
            until(settled, 120)
        except AssertionError:
            raise AssertionError(f"{self.left()}\n{self.process.log()[-3000:]}") from None
        rows = self.workspace.sheet.rows()
        channel = self.workspace.slack.messages(CHANNEL)
        direct = self.workspace.slack.messages(self.workspace.slack.im(CLAIRE) or "")
        for request in self.requests()[-newest:]:
            (card,) = about(request, channel, "card")
            assert request.brand in shown(card)
            for store in self.queries.picture(request.id).stores:
                (row,) = [row for row in rows if store.slug in row]
                assert row.count(store.slug) == 1
                assert tokens[request.brand] in row
            notes = about(request, direct, "note")
            assert len(notes) == 2, [shown(note) for note in notes]
            assert request.token_sealed is None
            assert self.trail(request) == ["submit", "approve_with_token", "deliver"]
            checks = [entry.details for entry in self.queries.picture(request.id).history if entry.details]
            assert {"check": "good"} in checks
            mails = [m for m in self.workspace.mailbox.mails if request.reference in m.message["Subject"]]
            # One may come twice, and then both are the same to whoever reads them.
            different = {mail.message["Message-ID"]: mail for mail in mails}.values()
            assert sorted(mail.message["Subject"].split()[0] for mail in different) == ["Intégration", "Vous"]
        assert self.count("SELECT count(*) FROM pending_token") == 0

    def arrived(self, count: int) -> None:
        """Waits until so many requests are stored."""

        def stored() -> bool:
            self.revive()
            return len(self.requests()) == count

        until(stored, 60)

    def left(self) -> str:
        """What is not performed yet, and why."""
        with self.queries._database.engine.connect() as connection:
            rows = connection.exec_driver_sql(
                "SELECT kind, attempts, trouble, due_at, claimed_by, claimed_until FROM effect WHERE done_at IS NULL"
            ).all()
        return "\n".join(map(str, [*rows, *((r.reference, r.state, r.problem) for r in self.requests())]))

    def owed(self) -> bool:
        """Whether any effect is not performed yet."""
        return self.count("SELECT count(*) FROM effect WHERE done_at IS NULL") > 0

    def count(self, query: str) -> int:
        """The number that a query answers."""
        with self.queries._database.engine.connect() as connection:
            return int(connection.exec_driver_sql(query).scalar() or 0)


def about(request: Request, messages: list[dict[str, Any]], kind: str) -> list[dict[str, Any]]:
    """The messages of one kind about a request."""
    found = []
    for message in messages:
        told = (message.get("metadata") or {}).get("event_payload", {})
        if (told.get("kind"), told.get("request_id")) == (kind, request.id):
            found.append(message)
    return found
