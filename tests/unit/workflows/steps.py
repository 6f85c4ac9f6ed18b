"""Short ways to a request and to what is stored of it."""

from sqlmodel import col, select

from workflows.requests.changes import Requests
from workflows.requests.press import Press
from workflows.requests.queries import Queries
from workflows.requests.results import Done, Draft
from workflows.rules.policy import Person
from workflows.rules.store_lines import StoreLine
from workflows.storage.database import Database
from workflows.storage.models import Effect, Request

TEAM = "T06XPOS"
LEAD, SECOND = Person("UAMELIE", True), Person("UTOM", True)
CLAIRE, OSCAR = Person("UCLAIRE", False), Person("UOSCAR", False)
TOKEN = "a-token-of-the-brand-0123456789"


def draft(brand: str = "Boulangerie Émile", *slugs: str) -> Draft:
    stores = tuple(StoreLine(f"Émile {slug}", slug) for slug in slugs or ("emile-1", "emile-2"))
    return Draft(brand, "jagueneau+boulangerieemile@6xpos.fr", stores)


def submit(requests: Requests, view: str = "V1", what: Draft | None = None, confirmed: bool = False) -> Request:
    outcome = requests.submit(
        what or draft(), Press(Person("UCLAIRE", False), TEAM, f"request_form:{view}"), confirmed=confirmed
    )
    assert isinstance(outcome, Done)
    return outcome.request


def owed(database: Database) -> list[str]:
    with database.reading() as session:
        return [effect.kind for effect in session.exec(select(Effect).order_by(col(Effect.seq)))]


def trail(queries: Queries, request: Request) -> list[tuple[str, str, str | None, str]]:
    history = queries.picture(request.id).history
    return [(entry.actor, entry.action, entry.from_state, entry.to_state) for entry in history]
