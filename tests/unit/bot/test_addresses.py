"""Which addresses may be called with a secret: by what an HTTP client would do with them, not by how they look."""

import pytest
import requests
from aiohttp import web
from hypothesis import given
from hypothesis import strategies as st

from bot.clients.addresses import same_origin, sealed, slacks
from bot.clients.slack import poster
from bot.clients.slack_files import SlackFiles
from bot.people import Identity
from bot.sandbox.loopback import Loopback
from tests.strangers import stranger
from workflows.rules.xlsx import FileProblem, Unreadable

API = "https://slack.com/api/"


@pytest.mark.parametrize(
    "url",
    ["https://files.slack.com/a%20b", "https://files.slack.com:443/x", "HTTPS://Hooks.Slack.com/x",
     "https://slack.com/x", "https://hooks.slack-gov.com/x", "https://files.slack.com/léa.csv?x=1#y"],
)  # fmt: skip
def test_slacks_own(url: str) -> None:
    assert slacks(url, API)


@pytest.mark.parametrize(
    "url",
    ["https://evil.example\\@files.slack.com/x", "https://evil.example/\\@files.slack.com", "http://files.slack.com/x",
     "https://files.slack.com:8443/x", "https://files.slack.com@evil.example/", "https://a:b@files.slack.com/",
     "https://slack.com.evil.example/", "https://notslack.com/", "https://evil.example#.slack.com",
     "https://evil.example?.slack.com", "https://files.slack.com:443:80/", "https://files.slack.com:99999/",
     " https://files.slack.com/", "https://files.slack.com/\n", "https://evil.example%2f.slack.com/",
     "https://evil.example\t.slack.com/", "//files.slack.com/x", "ftp://files.slack.com/", "file:///etc/passwd",
     "https://ﬁles.slack.com/", "https://evil.example／.slack.com/", "https://[::1].slack.com/", "https://", ""],
)  # fmt: skip
def test_nobody_elses(url: str) -> None:
    assert not slacks(url, API)


def test_the_server_of_the_settings_is_slacks_by_scheme_host_and_port() -> None:
    api = "http://127.0.0.1:8600/api/"
    assert slacks("http://127.0.0.1:8600/files/F1", api)
    assert not slacks("http://127.0.0.1:8601/files/F1", api)
    assert not slacks("https://127.0.0.1:8600/files/F1", api)
    assert not slacks("http://127.0.0.1:8600@evil.example/", api)


def test_a_standing_port_is_the_same_as_none() -> None:
    assert same_origin("https://api.heypongo.com:443/v1/stores?page=2", "https://api.heypongo.com")
    assert not same_origin("http://api.heypongo.com:443/v1/stores?page=2", "https://api.heypongo.com")
    assert not same_origin("https://api.heypongo.com:444/", "https://api.heypongo.com")


def test_a_secret_is_sealed_by_https_or_within_this_machine() -> None:
    assert all(
        sealed(url) for url in ("https://x.example", "http://127.0.0.1:80/", "http://[::1]/", "http://localhost")
    )
    assert not any(
        sealed(url) for url in ("http://x.example", "http://10.0.0.1/", "http://127.0.0.1.evil.example/", "")
    )


_PART = st.sampled_from(
    ["https://", "http://", "//", "files.slack.com", "evil.example", "@", "\\", "/", ":", "443", "?", "#", "%2f", "%40",
     ".", "[", "]", "a", "\t", " ", "é", "。", "\x00", ";"]
)  # fmt: skip


@given(st.lists(_PART, max_size=8).map("".join))
def test_what_passes_leads_to_slack_in_the_clients_own_eyes(tail: str) -> None:
    url = f"https://{tail}"
    if slacks(url, API):
        sent = requests.Request("GET", url).prepare()
        pool = requests.Session().get_adapter(url).build_connection_pool_key_attributes(sent, True)[0]
        assert (pool["scheme"], pool["port"] or 443) == ("https", 443)
        assert f".{pool['host']}".endswith(".slack.com")


def test_the_bots_token_follows_no_redirect() -> None:
    with stranger() as elsewhere:
        identity = Identity(poster("xoxb-secret", f"{elsewhere.redirector}/api/"))
        assert not identity.refresh()
        assert elsewhere.called == []


def test_a_file_is_asked_of_slack_alone() -> None:
    found = {"id": "F1", "user": "UCLAIRE", "size": 3}

    async def info(request: web.Request) -> web.Response:
        return web.json_response({"ok": True, "file": found})

    loopback, application = Loopback(), web.Application()
    application.router.add_post("/api/files.info", info)
    with stranger() as elsewhere:
        try:
            api = loopback.serve(application)
            files = SlackFiles(poster("xoxb-secret", f"{api}/api/"))
            other = elsewhere.url.removeprefix("http://")
            for url in (f"http://{other}/f", f"https://{other}\\@files.slack.com/f", f"http://{other}?{api}", ""):
                found["url_private_download"] = url
                with pytest.raises(Unreadable) as refused:
                    files.fetch("F1", "UCLAIRE")
                assert refused.value.problem is FileProblem.NOT_YOURS
        finally:
            loopback.stop()
        assert elsewhere.called == []
