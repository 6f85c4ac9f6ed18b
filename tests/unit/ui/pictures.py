"""Requests to draw: ordinary ones, and the longest and nastiest that the workflow lets in."""

from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any
from zoneinfo import ZoneInfo

from bot.sandbox.clock import MovableClock
from bot.texts import LANGUAGES, Texts
from workflows.requests.go_live import LiveStep
from workflows.requests.queries import Picture
from workflows.rules.problems import STRAY, TOKEN_MISSING, Conflict, Problem
from workflows.rules.states import TRANSITIONS, Event, State
from workflows.storage.columns import InSheet
from workflows.storage.models import Audit, Request, Store, Tick

PARIS = ZoneInfo("Europe/Paris")
NOW = datetime(2026, 11, 24, 9, 5, tzinfo=UTC)
SHEET = "https://docs.google.com/spreadsheets/d/1AbCdEfGhIjKlMnOpQrStUvWxYz0123456789abcdefg/edit"
REQUESTER, LEAD = "U0REQUESTER", "U0LEAD"
NASTY = "<!channel> *gras* _i_ ~b~ `c` &<>@here #general :tada: <@U0VICTIM>|"
BOTH = [Texts(language, PARIS, MovableClock(NOW, running=False)) for language in LANGUAGES]
FRENCH, ENGLISH = BOTH

PROBLEMS = [
    Problem("no_access", {"account": "bot@project.iam.gserviceaccount.com"}),
    Problem("not_found", {"sheet": "1AbCdEfGhIjKlMnOpQrStUvWxYz0123456789abcdefg"}),
    Problem("key_refused", {"account": "bot@project.iam.gserviceaccount.com"}),
    Problem("find_replace"),
    Problem("worksheet_missing", {"wanted": "Caisses", "found": ["Feuille 1", NASTY * 9] + ["x" * 100] * 200}),
    Problem("headers_missing", {"missing": ["SLUG PONGO"], "found": ["&" * 500] * 30 + ["ligne\nà\nligne"]}),
    Problem("protected", {"account": "bot@project.iam.gserviceaccount.com"}),
    Problem("clock"),
    Problem("api_off"),
    Problem("project_stopped"),
    Problem("billing_off"),
    Problem("policy", {"account": "bot@project.iam.gserviceaccount.com"}),
    Problem("not_a_sheet", {"sheet": "1AbCdEfGhIjKlMnOpQrStUvWxYz0123456789abcdefg"}),
    Problem("proxy"),
    Problem("quota"),
    Problem("unavailable"),
    Problem("moving"),
    Problem("key_lost"),
    Problem("channel", {"channel": "C0PARTNERS"}),
    Problem("sheet"),
    *(
        Problem(kind, rows=tuple(Conflict("s" * 100, "", 50_000 + n, kind, None, None) for n in range(count)))
        for kind in (STRAY, TOKEN_MISSING)
        for count in (1, 830)
    ),
    *(
        Problem(
            "conflict",
            rows=tuple(
                Conflict("s" * 100, "&" * 200, 50_000 + n, "other_token" if found else "moving", found, "bbbb2222")
                for n in range(count)
            ),
        )
        for count, found in ((1, "aaaa1111"), (11, "aaaa1111"), (830, None))
    ),
]  # fmt: skip


def request(state: State = State.SUBMITTED, **values: Any) -> Request:
    """A request; anything about it can be said otherwise."""
    ordinary: dict[str, Any] = {
        "number": 42, "id": "a" * 32, "team": "T0", "state": state, "state_since": NOW, "brand": "Boulangerie Léa",
        "brand_key": "boulangerielea", "account": "jagueneau+boulangerielea@6xpos.fr", "requester": REQUESTER,
        "approver": LEAD, "token_fingerprint": "bbbb2222", "created_at": NOW, "updated_at": NOW,
    }  # fmt: skip
    return Request(**ordinary | values)


def longest_request(state: State, filler: str, problem: Problem | None = None) -> Request:
    """Every field as long as the workflow and the form let it be, made of `filler`."""
    return request(
        state,
        number=1_234_567,
        brand=(filler * 80)[:80],
        note=(filler * 3_000)[:2_000],
        merchant=(filler * 64)[:64],
        account=f"{'a' * 64}@{'b' * 180}.fr",
        problem=problem,
    )


@cache
def stores(count: int, name: str = "Boulangerie Léa Nantes", slug: str = "lea") -> list[Store]:
    """`count` stores, one after the other in each of the ways that the sheet can hold a store."""
    kinds = list(InSheet)
    return [
        Store(
            id=n,
            request_id="a" * 32,
            position=n,
            name=name,
            slug=f"{slug}-{n}"[-100:],
            in_sheet=kinds[n % len(kinds)],
            sheet_rows=list(range(n + 2, n + 3 + n % 9)),
            found_fingerprint="aaaa1111" if n % 2 else None,
        )
        for n in range(count)
    ]


def entry(event: Event, actor: str = LEAD, **values: Any) -> Audit:
    """An entry of the history."""
    line = next(line for line in TRANSITIONS if line.event is event)
    ordinary = {"at": NOW, "request_id": "a" * 32, "actor": actor, "action": event.value, "to_state": line.target.value}
    return Audit(**ordinary | values)


def history(reason: str = "", changes: dict[str, Any] | None = None) -> list[Audit]:
    """Everything that can happen, one after the other, each with `reason` where one may be given."""
    entries = []
    for number, event in enumerate(Event):
        said = {Event.ASK_CHANGES: reason, Event.REJECT: reason, Event.PROBLEM: "conflict"}.get(event)
        details = {Event.RESUBMIT: changes, Event.APPROVE: {"own_request": True}}.get(event)
        entries.append(entry(event, at=NOW + timedelta(hours=number), reason=said or None, details=details))
    return entries


def changes(name: str) -> dict[str, Any]:
    """A resubmission that changed everything."""
    return {
        "brand": [name[:80], name[:80]], "merchant": ["", name[:64]], "note": [name, name * 5],
        "added": [name] * 500, "removed": [name] * 500, "renamed": [[name, name]] * 500,
    }  # fmt: skip


def picture(state: State = State.SUBMITTED, count: int = 2, **values: Any) -> Picture:
    """An ordinary request that was just sent."""
    return Picture(request(state, **values), stores(count), [entry(Event.SUBMIT, REQUESTER)])


def longest_picture(state: State, count: int, filler: str, problem: Problem | None = None) -> Picture:
    """The longest there is, in every way."""
    name = (filler * 200)[:200]
    return Picture(
        longest_request(state, filler, problem),
        stores(count, name, "s" * 95),
        history((filler * 2_000)[:2_000], changes(name)),
        tuple(Tick(request_id="a" * 32, step=step, by="U" * 32, at=NOW) for step in LiveStep),
    )
