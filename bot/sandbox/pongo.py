"""The embedded Hey Pongo: its API as far as it is public, its OAuth form, and its back office."""

import asyncio
import base64
import html
import json
import secrets
import threading
import zlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Literal
from urllib.parse import urlencode

from aiohttp import web

from bot.sandbox.calls import CallLog
from bot.sandbox.faults import Fault, Faults
from bot.sandbox.front import Front, Reply
from bot.sandbox.loopback import Handler
from workflows.clock import Clock
from workflows.rules.store_lines import brand_key

Style = Literal["list", "data", "pages"]


@dataclass(frozen=True)
class Issued:
    """A token that was issued: for which merchant, which of the stores it sees (None: as `PongoService.sees`), until
    when (aware)."""

    merchant: str
    slugs: frozenset[str] | None
    until: datetime | None = None


class PongoService:
    """Stores, tokens, and the two calls that a token can be checked with."""

    def __init__(self, *, calls: CallLog, faults: Faults, clock: Clock) -> None:
        self._front = Front("pongo", calls, faults)
        self._clock = clock
        self._lock = threading.Lock()
        self._tokens: dict[str, Issued] = {}
        self._codes: dict[str, Issued] = {}
        self.stores: dict[str, str] = {}
        # The stores, slug to name, of a token that was issued for a merchant as a whole; looked up at each call.
        self.sees: Callable[[str], dict[str, str]] = lambda merchant: self.stores
        # Who can log in at the OAuth form; empty: whoever types a name.
        self.merchants: Callable[[], Sequence[str]] = lambda: ()
        self.client_id, self.client_secret = "pongo-client", secrets.token_hex(12)
        self.redirects: set[str] = set()
        self.style: Style = "data"
        self.page_size = 50

    def issue(self, merchant: str, slugs: list[str] | None = None, days: float = 365) -> str:
        """A new token, in the form of a JWT that is good for so long; it sees `slugs`, or what `sees` answers."""
        until = self._clock.now() + timedelta(days=days)
        claims = {"sub": merchant, "exp": int(until.timestamp())}
        token = ".".join([_part({"alg": "HS256", "typ": "JWT"}), _part(claims), secrets.token_urlsafe(24)])
        with self._lock:
            self._tokens[token] = Issued(merchant, None if slugs is None else frozenset(slugs), until)
        return token

    def revoke(self, token: str) -> None:
        """The token is good for nothing from now on."""
        with self._lock:
            self._tokens.pop(token, None)

    def pass_on(self, token: str, merchant: str) -> None:
        """The token belongs to another merchant from now on."""
        with self._lock:
            self._tokens[token] = replace(self._tokens[token], merchant=merchant)

    def application(self) -> web.Application:
        """The HTTP side, for `Loopback.serve`."""
        app = web.Application(middlewares=[self._record])
        app.router.add_get("/v1/oauth/me", self._me)
        app.router.add_get("/v1/stores", self._stores)
        app.router.add_get("/v1/oauth/form", self._form)
        app.router.add_post("/v1/oauth/form", self._accept)
        app.router.add_post("/v1/oauth/token", self._exchange)
        return app

    @web.middleware
    async def _record(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        async def work() -> Reply:
            try:
                answer = await handler(request)
            except web.HTTPException as refusal:
                answer = refusal
            assert isinstance(answer, web.Response)
            text = answer.text or ""
            told = json.loads(text) if answer.content_type == "application/json" else text
            return Reply(answer.status, told, dict(answer.headers))

        name = f"{request.method} {request.path}"
        return await self._front.call(request, name, dict(request.query), work, refusal=_refused)

    def _bearer(self, request: web.Request) -> Issued:
        token = request.headers.get("Authorization", "").removeprefix("Bearer ")
        with self._lock:
            found = self._tokens.get(token)
        if found is None or (found.until and found.until <= self._clock.now()):
            raise web.HTTPUnauthorized(text='{"error": "invalid token"}', content_type="application/json")
        return found

    async def _me(self, request: web.Request) -> web.StreamResponse:
        issued = self._bearer(request)
        me = {"id": zlib.crc32(issued.merchant.encode()), "name": issued.merchant}
        return web.json_response(me if self.style == "list" else {"data": me})

    async def _stores(self, request: web.Request) -> web.StreamResponse:
        issued = self._bearer(request)
        known = await asyncio.to_thread(self.sees, issued.merchant) if issued.slugs is None else self.stores
        rows = [
            {"id": number, "slug": slug, "name": name}
            for number, (slug, name) in enumerate(sorted(known.items()), start=1)
            if issued.slugs is None or slug in issued.slugs
        ]
        if self.style == "list":
            return web.json_response(rows)
        if self.style == "data":
            return web.json_response({"data": rows})
        page, size = int(request.query.get("page", "1")), self.page_size
        last = max(1, -(-len(rows) // size))
        return web.json_response(
            {"data": rows[(page - 1) * size : page * size], "meta": {"current_page": page, "last_page": last}}
        )

    async def _form(self, request: web.Request) -> web.StreamResponse:
        query = {name: request.query.get(name, "") for name in ("client_id", "state", "redirect_uri", "scope")}
        if query["client_id"] != self.client_id or query["redirect_uri"] not in self.redirects:
            raise web.HTTPBadRequest(text="unknown client or redirect address")
        hidden = "".join(f'<input type="hidden" name="{n}" value="{html.escape(v)}">' for n, v in query.items())
        merchant = _merchant_field(await asyncio.to_thread(self.merchants))
        button = "<button>Accept</button>"
        form = f'<form method="post">{hidden}<label>Merchant {merchant}</label> {button}</form>'
        page = f"<!doctype html><title>Hey Pongo</title><h1>Hey Pongo</h1>{form}"
        return web.Response(text=page, content_type="text/html")

    async def _accept(self, request: web.Request) -> web.StreamResponse:
        form = await request.post()
        redirect = str(form.get("redirect_uri", ""))
        if redirect not in self.redirects:
            raise web.HTTPBadRequest(text="unknown redirect address")
        code = secrets.token_urlsafe(16)
        with self._lock:
            self._codes[code] = Issued(str(form.get("merchant", "")), None)
        raise web.HTTPFound(f"{redirect}?{urlencode({'code': code, 'state': str(form.get('state', ''))})}")

    async def _exchange(self, request: web.Request) -> web.StreamResponse:
        sent = await request.post()
        with self._lock:
            issued = self._codes.pop(str(sent.get("code", "")), None)
        known = sent.get("client_id") == self.client_id and sent.get("client_secret") == self.client_secret
        if sent.get("grant_type") != "client_credentials" or not known or issued is None:
            return web.json_response({"error": "invalid_grant"}, status=400)
        return web.json_response({"access_token": self.issue(issued.merchant)})


def _merchant_field(names: Sequence[str]) -> str:
    """Where one says whose account it is; none is chosen before somebody does, for a token of another brand sees none
    of the stores."""
    if not names:
        return '<input name="merchant" required>'
    options = "".join(f"<option>{html.escape(name)}</option>" for name in names)
    return f'<select name="merchant" required><option value="">…</option>{options}</select>'


def _refused(fault: Fault, _method: str) -> Reply:
    return Reply(fault.status, {"error": fault.error})


def _part(value: object) -> str:
    return base64.urlsafe_b64encode(json.dumps(value).encode()).decode().rstrip("=")


# -- its back office: which stores it knows, of which merchant, and the tokens issued

# A slug with one of these words in it is a store that Hey Pongo has never heard of, to see what the check then says.
UNKNOWN_WORDS = ("inconnu", "unknown")
Table = Callable[[], Sequence[Sequence[str]]]


@dataclass(frozen=True)
class Shop:
    """A store as the back office lists it; `known` False: it was taken out, or never was there."""

    slug: str
    name: str
    merchant: str
    known: bool


@dataclass(frozen=True)
class Wanted:
    """A store that somebody asked the bot for: `brand` as it stands in the request."""

    slug: str
    name: str
    brand: str


@dataclass(frozen=True)
class Given:
    """A token that was issued here; `at` is aware. `good` False: it was revoked."""

    number: int
    merchant: str
    at: datetime
    token: str
    good: bool = True


class Backoffice:
    """Hey Pongo as the people of the workspace use it. Safe across threads."""

    def __init__(self, pongo: PongoService, clock: Clock, rows: Table, wanted: Callable[[], Sequence[Wanted]]) -> None:
        """`rows`: the sheet's, header first. `wanted`: what the bot was asked for. A store in either is known, under
        the merchant of its request, else of its name's first part (`Chez Zoé – Lyon` is one of `Chez Zoé`)."""
        self._pongo, self._clock, self._rows, self._wanted = pongo, clock, rows, wanted
        self._lock = threading.Lock()
        self._switched: dict[str, bool] = {}
        self._given: list[Given] = []
        self.on_change: Callable[[], None] = lambda: None
        pongo.sees = self.seen_by
        pongo.merchants = lambda: list(dict.fromkeys(shop.merchant for shop in self.shops()))

    def shops(self) -> list[Shop]:
        """Every store, sorted by merchant and name."""
        found: dict[str, tuple[str, str]] = {}
        for slug, name in _listed(self._rows()).items():
            found[slug] = (name, name.partition(" – ")[0].strip())
        for wanted in self._wanted():
            found[wanted.slug] = (wanted.name, wanted.brand)
        with self._lock:
            switched = dict(self._switched)
        shops = [
            Shop(slug, name, merchant, switched.get(slug, not any(word in slug.lower() for word in UNKNOWN_WORDS)))
            for slug, (name, merchant) in found.items()
        ]
        return sorted(shops, key=lambda shop: (brand_key(shop.merchant), shop.name, shop.slug))

    def seen_by(self, merchant: str) -> dict[str, str]:
        """Slug to name of what a token of this merchant sees."""
        key = brand_key(merchant)
        return {shop.slug: shop.name for shop in self.shops() if shop.known and brand_key(shop.merchant) == key}

    def issue(self, merchant: str, days: float = 365) -> Given:
        """Issues a token, good for so long, that sees the merchant's stores, those that are added later too."""
        token = self._pongo.issue(merchant, days=days)
        with self._lock:
            given = Given(len(self._given) + 1, merchant, self._clock.now(), token)
            self._given.append(given)
        self.on_change()
        return given

    def given(self) -> list[Given]:
        """The tokens issued so far, oldest first."""
        with self._lock:
            return list(self._given)

    def alter(self, number: int, merchant: str) -> None:
        """Passes a token on to another merchant; to nobody ("") revokes it."""
        with self._lock:
            given = self._given[number - 1]
            self._given[number - 1] = replace(given, merchant=merchant or given.merchant, good=bool(merchant))
        if merchant:
            self._pongo.pass_on(given.token, merchant)
        else:
            self._pongo.revoke(given.token)
        self.on_change()

    def switch(self, slug: str, known: bool) -> None:
        """Takes a store out of Hey Pongo, or puts it (back) in."""
        with self._lock:
            self._switched[slug] = known
        self.on_change()


def _listed(rows: Sequence[Sequence[str]]) -> Mapping[str, str]:
    header = next((row for row in rows[:10] if "SLUG PONGO" in row and "RESTAURANT NAME" in row), None)
    if header is None:
        return {}
    slug, name = header.index("SLUG PONGO"), header.index("RESTAURANT NAME")
    below = rows[list(rows).index(header) + 1 :]
    return {row[slug]: row[name] for row in below if len(row) > max(slug, name) and row[slug]}
