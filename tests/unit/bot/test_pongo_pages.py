"""Hey Pongo's list of stores, as its documentation leaves open: linked pages, odd rows; and what is refused."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from aiohttp import web

from bot.clients.pongo import Finding, PongoApi, TokenCheck
from bot.sandbox.loopback import Loopback

Answer = Callable[[int, str], Any]
TOKEN = "token-0123456789abcdef"
SLUGS = ["one", "two", "three"]


class Stranger:
    """A Hey Pongo that answers a page of stores as a test says, and keeps which pages it was asked for."""

    def __init__(self) -> None:
        self.loopback, self.pages, self.statuses = Loopback(), list[int](), dict[str, int]()
        self.answer: Answer = lambda page, base: []
        application = web.Application()
        application.router.add_get("/v1/oauth/me", self._me)
        application.router.add_get("/v1/stores", self._stores)
        self.base = self.loopback.serve(application)

    async def _me(self, request: web.Request) -> web.Response:
        return web.json_response({"name": "Émile"}, status=self.statuses.get("me", 200))

    async def _stores(self, request: web.Request) -> web.Response:
        page = int(request.query.get("page", "1"))
        self.pages.append(page)
        return web.json_response(self.answer(page, self.base), status=self.statuses.get("stores", 200))

    def check(self, *slugs: str) -> TokenCheck:
        return PongoApi(self.base, timeout=5).check(TOKEN, slugs or SLUGS)


@pytest.fixture
def pongo() -> Iterator[Stranger]:
    found = Stranger()
    yield found
    found.loopback.stop()


def row(page: int) -> dict[str, str]:
    return {"slug": SLUGS[page - 1], "name": f"Store {page}"}


LINKS: dict[str, Callable[[int, str], dict[str, Any]]] = {
    "next": lambda page, base: {"next": f"{base}/v1/stores?page={page + 1}" if page < 3 else None},
    "next, from the root": lambda page, base: {"next": f"/v1/stores?page={page + 1}" if page < 3 else ""},
    "next_page_url": lambda page, base: {"next_page_url": f"{base}/v1/stores?page={page + 1}" if page < 3 else None},
    "links": lambda page, base: {"links": {"next": f"{base}/v1/stores?page={page + 1}" if page < 3 else None}},
    "meta": lambda page, base: {"meta": {"current_page": page, "last_page": 3}},
    "pagination": lambda page, base: {"pagination": {"page": page, "total_pages": 3}},
    "beside the rows": lambda page, base: {"page": page, "total_pages": 3},
}


@pytest.mark.parametrize("link", LINKS)
@pytest.mark.parametrize("rows", ["data", "stores"])
def test_the_next_pages_are_read_however_they_are_named(pongo: Stranger, rows: str, link: str) -> None:
    pongo.answer = lambda page, base: {rows: [row(page)]} | LINKS[link](page, base)
    result = pongo.check()
    assert result.finding is Finding.GOOD
    assert result.names == {"one": "Store 1", "two": "Store 2", "three": "Store 3"}
    assert pongo.pages == [1, 2, 3]


def test_pages_without_end_are_could_not_check(pongo: Stranger) -> None:
    pongo.answer = lambda page, base: {"data": [row(1)], "next": f"{base}/v1/stores?page={page + 1}"}
    assert pongo.check().finding is Finding.UNKNOWN
    assert len(pongo.pages) <= 100


def test_an_empty_page_is_the_last(pongo: Stranger) -> None:
    pongo.answer = lambda page, base: {"data": [row(1)] if page == 1 else [], "page": page, "total_pages": 9}
    assert [missing.slug for missing in pongo.check().missing] == ["two", "three"]
    assert pongo.pages == [1, 2]


@pytest.mark.parametrize("call", ["me", "stores"])
@pytest.mark.parametrize("status", [401, 403])
def test_what_is_not_allowed_is_a_refused_token(pongo: Stranger, call: str, status: int) -> None:
    pongo.answer = lambda page, base: [row(1), row(2), row(3)]
    pongo.statuses[call] = status
    assert pongo.check().finding is Finding.REFUSED


@pytest.mark.parametrize("odd", [{"name": "No slug"}, {"slug": None}, {"slug": 7}, {"slug": ["one"]}, "one", None, 3])
def test_a_store_without_slug_is_passed_over(pongo: Stranger, odd: object) -> None:
    pongo.answer = lambda page, base: [row(1), odd, row(2)]
    result = pongo.check()
    assert result.names == {"one": "Store 1", "two": "Store 2"}
    assert [missing.slug for missing in result.missing] == ["three"]


def test_a_store_goes_by_its_title_where_it_has_no_name(pongo: Stranger) -> None:
    pongo.answer = lambda page, base: [{"slug": "one", "title": "By its title"}, {"slug": "two"}]
    assert pongo.check("one", "two").names == {"one": "By its title", "two": ""}
