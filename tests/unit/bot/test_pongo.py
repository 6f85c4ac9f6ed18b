"""The client of the Hey Pongo API, over HTTP against the embedded one."""

from collections.abc import Iterator

import pytest
from aiohttp import web

from bot.clients.pongo import Finding, MissingStore, PongoApi
from bot.sandbox.calls import CallLog
from bot.sandbox.clock import MovableClock
from bot.sandbox.faults import Fault, Faults
from bot.sandbox.loopback import Loopback
from bot.sandbox.pongo import PongoService, Style
from tests.strangers import stranger


class Pongo:
    def __init__(self, clock: MovableClock) -> None:
        self.calls, self.faults, self.loopback = CallLog(), Faults(), Loopback()
        self.service = PongoService(calls=self.calls, faults=self.faults, clock=clock)
        self.service.stores = {f"store-{number}": f"Store {number}" for number in range(1, 121)}
        self.api = PongoApi(self.loopback.serve(self.service.application()), timeout=0.5)


@pytest.fixture
def pongo(clock: MovableClock) -> Iterator[Pongo]:
    found = Pongo(clock)
    yield found
    found.loopback.stop()


def test_the_token_follows_no_redirect_and_no_link_to_another_host() -> None:
    loopback, api = Loopback(), web.Application()
    following = ""

    async def me(request: web.Request) -> web.Response:
        return web.json_response({"name": "Hey Pongo"})

    async def stores(request: web.Request) -> web.Response:
        return web.json_response({"data": [{"slug": "a"}], "next": following})

    api.router.add_get("/v1/oauth/me", me)
    api.router.add_get("/v1/stores", stores)
    base = loopback.serve(api)
    with stranger() as elsewhere:
        links = [elsewhere.url, f"//{elsewhere.url.removeprefix('http://')}", f"{elsewhere.url}\\@{base[7:]}",
                 base.replace("http:", "https:"), f"http://a@{base[7:]}", "http://[", "file:///etc/passwd"]  # fmt: skip
        try:
            for link in links:
                following = f"{link}/v1/stores?page=2"
                found = PongoApi(base, timeout=2).check("token-0123456789abcdef", ["a", "b"])
                # Not all could be looked at: that b is missing is more than anybody knows.
                assert found.finding is Finding.UNKNOWN, link
            assert PongoApi(elsewhere.redirector).check("token-0123456789abcdef", ["a"]).finding is Finding.UNKNOWN
        finally:
            loopback.stop()
        assert elsewhere.called == []


@pytest.mark.parametrize("style", ["list", "data", "pages"])
def test_a_good_token_covers_all_stores_however_they_are_listed(pongo: Pongo, style: Style) -> None:
    pongo.service.style = style
    result = pongo.api.check(pongo.service.issue("Émile"), ["store-1", "store-120"])
    assert (result.finding, result.owner) == (Finding.GOOD, "Émile")
    assert result.names == {"store-1": "Store 1", "store-120": "Store 120"}


def test_slugs_that_the_token_does_not_see_come_with_near_matches(pongo: Pongo) -> None:
    result = pongo.api.check(pongo.service.issue("Émile", ["store-7", "elsewhere"]), ["store-7", "Store_7", "zzz"])
    assert result.finding is Finding.STORES_MISSING
    assert result.missing == (MissingStore("Store_7", (("store-7", "Store 7"),)), MissingStore("zzz"))


def test_a_token_of_another_kind_is_refused(pongo: Pongo) -> None:
    assert pongo.api.check("not-one-of-theirs", ["store-1"]).finding is Finding.REFUSED


def test_one_hiccup_is_tried_again_and_two_are_could_not_check(pongo: Pongo) -> None:
    token = pongo.service.issue("Émile")
    pongo.faults.add(Fault("pongo", "GET /v1/oauth/me", "refuse", status=503))
    assert pongo.api.check(token, ["store-1"]).finding is Finding.GOOD
    pongo.faults.add(Fault("pongo", "GET /v1/stores", "refuse", status=503, times=2))
    assert pongo.api.check(token, ["store-1"]).finding is Finding.UNKNOWN


@pytest.mark.parametrize(
    "fault",
    [
        Fault("pongo", "*", "cut", times=2),
        Fault("pongo", "*", "delay", seconds=1.5, times=2),
        Fault("pongo", "*", "refuse", status=404),
        Fault("pongo", "*", "refuse", status=302),
    ],
)
def test_what_could_not_be_checked_is_not_called_wrong(pongo: Pongo, fault: Fault) -> None:
    pongo.faults.add(fault)
    assert pongo.api.check(pongo.service.issue("Émile"), ["store-1"]).finding is Finding.UNKNOWN


@pytest.mark.parametrize(
    ("status", "asked", "seconds"), [(429, "12.7", 12.7), (503, "3", 3.0), (429, None, 1.0), (503, None, None)]
)
def test_hey_pongo_is_given_the_time_that_it_asks_for(
    pongo: Pongo, status: int, asked: str | None, seconds: float | None
) -> None:
    pongo.faults.add(Fault("pongo", "*", "refuse", status=status, retry_after=asked, times=2))
    result = pongo.api.check(pongo.service.issue("Émile"), ["store-1"])
    assert (result.finding, result.retry_after) == (Finding.UNKNOWN, seconds)
    assert pongo.faults.hits == (2 if seconds is None else 1)


def test_an_unreadable_answer_is_could_not_check(pongo: Pongo) -> None:
    maintenance = {"body": b"<html>maintenance</html>", "headers": {"Content-Type": "text/html"}}
    pongo.faults.add(Fault("pongo", "GET /v1/oauth/me", "answer", 200, **maintenance))
    assert pongo.api.check(pongo.service.issue("Émile"), ["store-1"]).finding is Finding.UNKNOWN


def test_nobody_there_is_could_not_check() -> None:
    assert PongoApi("http://127.0.0.1:9", timeout=0.5).check("x" * 20, ["a"]).finding is Finding.UNKNOWN


def test_it_is_over_when_its_seconds_are(pongo: Pongo) -> None:
    token = pongo.service.issue("Émile", ["store-1"])
    pongo.faults.add(Fault("pongo", "GET /v1/stores", "delay", seconds=0.4))
    assert pongo.api.check(token, ["store-1"], 0.2).finding is Finding.UNKNOWN
    assert pongo.api.check(token, ["store-1"]).finding is Finding.GOOD
