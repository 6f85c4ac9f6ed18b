"""Steps that scenarios share: what Slack sends, what people do in Slack and in the sheet, what time brings."""

import hashlib
import hmac
import json
import sqlite3
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any, Protocol
from urllib.parse import parse_qs, urlencode, urlsplit
from zoneinfo import ZoneInfo

import requests
from prometheus_client.parser import text_string_to_metric_families
from sqlalchemy.engine import make_url

from bot.sandbox.slack.service import Delivery
from bot.sandbox.workspace import Workspace
from bot.settings import Settings
from tests.databases import in_place_of
from tests.scenarios.stage import AMELIE, CHANNEL, CLAIRE, Stage, built
from workflows.outbox.rate_limits import Rates
from workflows.rules.states import State
from workflows.storage.models import Request

LEADS = [f"ULEAD{number:02d}" for number in range(50)]

# What Slack sends


class Signing(Protocol):
    """Whoever plays in a workspace."""

    workspace: Workspace


def signed(stage: Signing, body: str, **changes: str) -> dict[str, str]:
    """The headers that Slack would send with `body`."""
    stamp = changes.get("stamp", str(int(time.time())))
    secret = changes.get("secret", stage.workspace.signing_secret)
    digest = hmac.new(secret.encode(), f"v0:{stamp}:{body}".encode(), hashlib.sha256).hexdigest()
    return {
        "Content-Type": "application/x-www-form-urlencoded",
        "X-Slack-Request-Timestamp": stamp,
        "X-Slack-Signature": f"v0={digest}",
    }


def post(stage: Stage, body: str, headers: dict[str, str]) -> requests.Response:
    """Sends that to the bot as Slack would."""
    return requests.post(f"http://127.0.0.1:{stage.bot.port}/slack/events", data=body, headers=headers, timeout=10)


def click_body(request_id: str, action: str, **changes: Any) -> str:
    """The body of a click by Amélie."""
    payload = {
        "type": "block_actions",
        "team": {"id": "T06XPOS"},
        "user": {"id": AMELIE, "team_id": "T06XPOS"},
        "trigger_id": "1.2.abc",
        "container": {"type": "message", "channel_id": CHANNEL, "message_ts": "1.1"},
        "channel": {"id": CHANNEL},
        "actions": [{"type": "button", "action_id": action, "block_id": "b", "value": request_id, "action_ts": "1"}],
    } | changes
    return urlencode({"payload": json.dumps(payload)})


def submission_body(who: str, callback: str, view_id: str, request_id: str, **values: str) -> str:
    """The body of a modal's submission."""
    inputs = {name: {name: {"type": "plain_text_input", "value": value}} for name, value in values.items()}
    payload = {
        "type": "view_submission",
        "team": {"id": "T06XPOS"},
        "user": {"id": who, "team_id": "T06XPOS"},
        "view": {
            "id": view_id, "type": "modal", "callback_id": callback, "private_metadata": request_id,
            "blocks": [{"type": "section", "block_id": "version:1"}], "hash": "1", "state": {"values": inputs},
        },
    }  # fmt: skip
    return urlencode({"payload": json.dumps(payload)})


@contextmanager
def locked_database(settings: Settings) -> Iterator[None]:
    """Another process holds the database's write lock."""
    other = sqlite3.connect(str(make_url(settings.database_url).database), isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    try:
        yield
    finally:
        other.execute("ROLLBACK")
        other.close()


@contextmanager
def disk_full(stage: Stage) -> Iterator[None]:
    """SQLite may add no page to the file, and has none to spare: the same SQLITE_FULL as where the disk is full."""
    pages = [1]  # SQLite takes the present size where less is asked

    def begin(usual: Callable[..., None], connection: Any) -> None:
        usual(connection)
        connection.execute(f"PRAGMA max_page_count = {pages[0]}")

    with in_place_of(stage.bot.database.engine, "do_begin", begin):
        try:
            yield
        finally:
            pages[0] = 1_073_741_823
            stage.bot.database.engine.dispose()  # the limit is a connection's, however many there are by now


# What people do in the sheet


def column(stage: Stage, title: str) -> int:
    """The number of a column, counted from 1."""
    return int(stage.workspace.sheet.rows()[0].index(title)) + 1


def row_of(stage: Stage, slug: str) -> int:
    """The number of the row that holds a slug."""
    return next(number for number, row in enumerate(stage.workspace.sheet.rows(), 1) if slug in row)


def type_row(stage: Stage, name: str, slug: str, token: str = "") -> int:
    """A person adds a row at the end; its number."""
    sheet = stage.workspace.sheet
    number = len(sheet.rows()) + 1
    for title, text in (("RESTAURANT NAME", name), ("SLUG PONGO", slug), ("TOKEN PONGO", token)):
        if text:
            sheet.type(number, column(stage, title), text)
    return number


def write_rows(stage: Signing, rows: list[tuple[str, str, str]]) -> None:
    """Somebody adds rows to the sheet: name, slug, token."""
    sheet = stage.workspace.sheet
    header = next(row for row in sheet.rows() if "SLUG PONGO" in row)
    columns = [header.index(title) + 1 for title in ("RESTAURANT NAME", "SLUG PONGO", "TOKEN PONGO")]
    first = len(sheet.rows()) + 1
    for number, row in enumerate(rows, start=first):
        for column, text in zip(columns, row, strict=True):
            if text:
                sheet.type(number, column, text)


# Restaurants from a file


def send_files(stage: Stage, *files: tuple[str, bytes], who: str = CLAIRE, **values: Any) -> Delivery:
    """Opens the form and submits it with these files."""
    uploaded = [stage.as_(who).upload(name, data) for name, data in files]
    return stage.submit(who, **{"stores": "", "stores_file": uploaded} | values)


def previewed(stage: Stage, *files: tuple[str, bytes], who: str = CLAIRE, **values: Any) -> dict[str, Any]:
    """The same, until the preview shows."""
    send_files(stage, *files, who=who, **values)
    stage.settle()
    view = stage.top_modal(who)
    assert view["callback_id"] == "stores_preview", view
    return view


def only_request(stage: Stage) -> Request:
    """The one request that is open."""
    (request,) = stage.bot.services.queries.open_requests()
    return stage.fresh(request)


def nothing_stored(stage: Stage) -> bool:
    """Whether no request is stored, and no card posted."""
    return stage.bot.services.queries.counts() == {} and stage.cards() == []


# What time brings

PARIS = ZoneInfo("Europe/Paris")


def pass_seconds(stage: Stage, seconds: int) -> None:
    """So many seconds pass, a few at a time."""
    for at in range(0, seconds, 4):
        stage.workspace.clock.advance(timedelta(seconds=min(4, seconds - at)))
        stage.settle()


def tick_at(stage: Stage, *when: int) -> None:
    """Once what was pressed is stored: moves the clock there, lets the bot tick, and waits until it has said all."""
    stage.answered()
    stage.workspace.clock.move_to(datetime(*when, tzinfo=PARIS))  # type: ignore[misc, arg-type]
    stage.bot.services.approvers.refresh()
    stage.bot.services.reminding.tick()
    stage.settle()


def direct_messages(stage: Stage, who: str, kind: str) -> list[dict[str, object]]:
    """The direct messages of one kind, oldest first."""
    return [m for m in stage.direct(who) if (m.get("metadata") or {}).get("event_payload", {}).get("kind") == kind]


def digests(stage: Stage, channel: str | None = CHANNEL) -> list[dict[str, object]]:
    """The digests that stand in a channel, oldest first."""
    return [
        message
        for message in stage.workspace.slack.messages(channel or "")
        if (message.get("metadata") or {}).get("event_payload", {}).get("kind") == "digest"
    ]


# From token to tills

STEPS = ["interfaces", "access", "slug", "products"]


def delivered(stage: Stage) -> Request:
    """A request whose token stands in the sheet."""
    request = stage.request()
    stage.give_token(request)
    assert stage.state(request) is State.DELIVERED
    return stage.fresh(request)


def press_tick(stage: Stage, who: str, request: Request, block_id: str, stale: dict[str, Any] | None = None) -> Any:
    """Ticks one of the steps on the card; `stale`: as the card was shown before."""
    card = stage.card(request)
    delivery = stage.as_(who).click(CHANNEL, card["ts"], "tick", block_id=block_id, stale_message=stale)
    stage.settle()
    return delivery


def ask_live(stage: Stage, who: str, request: Request) -> dict[str, Any]:
    """Opens the details and turns them into the form."""
    stage.click(who, request, "details")
    stage.as_(who).click_in_view(stage.top_modal(who)["id"], "stores_live")
    return stage.top_modal(who)


def choose_live(stage: Stage, who: str, view_id: str, **values: Any) -> Any:
    """Submits which restaurants are live."""
    delivery = stage.as_(who).submit(view_id, **values)
    stage.settle()
    return delivery


def store_ids(stage: Stage, request: Request, *slugs: str) -> list[str]:
    """The ids of the stores that have these slugs."""
    return [str(store.id) for store in stage.picture(request).stores if store.slug in slugs]


# Another token, or none

NEW_TOKEN, NEWER_TOKEN = "tok_live_0000aaaa1111bbbb2222", "tok_live_3333cccc4444dddd5555"
BY_HAND = "typed-by-a-person-0123456789"


def details_of(stage: Stage, who: str, request: Request) -> dict[str, object]:
    """Opens the details from the card."""
    stage.click(who, request, "details")
    return stage.top_modal(who)


def open_token_form(stage: Stage, who: str, request: Request, action: str) -> str:
    """Opens the details and turns them into the form of another token, or none; its view id."""
    view = details_of(stage, who, request)
    stage.as_(who).click_in_view(view["id"], action)
    return str(stage.top_modal(who)["id"])


def replace_token(stage: Stage, request: Request, token: str = NEW_TOKEN, who: str = AMELIE) -> Delivery:
    """An approver gives another token in place of the one that was delivered."""
    view_id = open_token_form(stage, who, request, "replace_token")
    delivery = stage.as_(who).submit(view_id, token=token, reason="L’ancien a fuité")
    stage.settle()
    return delivery


def withdraw_token(stage: Stage, request: Request, who: str = AMELIE) -> None:
    """An approver takes the token back from the sheet."""
    view_id = open_token_form(stage, who, request, "withdraw_token")
    stage.as_(who).submit(view_id, reason="La marque est partie")
    stage.settle()


def sheet_tokens(stage: Stage) -> dict[str, str]:
    """What stands in the token column beside the slugs of the brand."""
    return {slug: token for slug, (_, token) in stage.sheet().items() if slug.startswith("emile-")}


def type_token(stage: Stage, slug: str, token: str) -> None:
    """A person types a token beside a slug."""
    stage.workspace.sheet.type(row_of(stage, slug), column(stage, "TOKEN PONGO"), token)


# Through the browser to Hey Pongo


def generate_link(stage: Stage, who: str = AMELIE) -> str:
    """Where the button of the modal leads."""
    (found,) = [
        element["url"]
        for block in stage.top_modal(who)["blocks"]
        for element in block.get("elements", [])
        if element.get("action_id") == "link_generate"
    ]
    return str(found)


def accept_form(address: str) -> str:
    """What a person does in the browser: accepts the form. Answers where it then sends the browser."""
    assert "Hey Pongo" in requests.get(address, timeout=5).text
    filled = {name: values[0] for name, values in parse_qs(urlsplit(address).query).items()} | {"merchant": "Émile"}
    form = address.partition("?")[0]
    return str(requests.post(form, data=filled, allow_redirects=False, timeout=5).headers["Location"])


def come_back(address: str) -> requests.Response:
    """The browser follows the way back to the bot."""
    return requests.get(address, timeout=10)


# What stands in Slack


def home_of(stage: Stage, who: str) -> dict[str, Any]:
    """What this person's Home shows now."""
    stage.answered()
    view = stage.workspace.slack.home(who)
    assert view is not None
    found: dict[str, Any] = view
    return found


def offers(stage: Stage) -> list[dict[str, Any]]:
    """The offers that stand in the channel."""
    stage.workspace.slack.settle()
    stage.settle()
    return [
        message
        for message in stage.workspace.slack.messages(CHANNEL)
        if (message.get("metadata") or {}).get("event_payload", {}).get("kind") == "offer"
    ]


# Two bots on one database


@contextmanager
def two_bots(workspace: Workspace, url: str, rates: Rates, **overrides: str) -> Iterator[list[Stage]]:
    """Two whole bots on one database, whose ticks come from the test; Slack posts to the first."""
    settings = Settings.load(workspace.settings(PORT="0", DATABASE_URL=url, **overrides))
    bots = [built(settings, workspace, rates) for _ in range(2)]
    for bot in bots:
        bot.start()
        bot.scheduler.stop()  # the test ticks
    workspace.slack.deliver_to(f"http://127.0.0.1:{bots[0].port}/slack/events")
    yield [Stage(workspace, bot) for bot in bots]
    for bot in bots:
        bot.stop()


def kinds_in_channel(workspace: Workspace) -> Counter[str]:
    """How many messages of each kind are in the channel; a report's picture is a `file`."""
    channel = workspace.slack.messages(CHANNEL)
    told = [((m.get("metadata") or {}).get("event_payload", {}).get("kind"), m.get("files")) for m in channel]
    return Counter("file" if files else str(kind) for kind, files in told)


def samples(stage: Stage) -> Iterator[tuple[str, dict[str, str], float]]:
    """Name, labels and value of everything that `/metrics` answers."""
    answer = requests.get(f"http://127.0.0.1:{stage.bot.port}/metrics", timeout=10)
    for family in text_string_to_metric_families(answer.text):
        for sample in family.samples:
            yield sample.name, sample.labels, sample.value


def drawn_before(card: dict[str, Any], request: Request, action: str) -> dict[str, Any]:
    """The card on a screen that was drawn by an earlier version or in another state: it has that button as well."""
    button = {"type": "button", "action_id": action, "text": {"type": "plain_text", "text": "…"}, "value": request.id}
    return {**card, "blocks": [*card["blocks"], {"type": "actions", "block_id": f"b-{action}", "elements": [button]}]}
