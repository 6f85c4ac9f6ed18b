"""A world that answers nonsense: every client ends, remembers nothing of it, and says which kind of problem it is."""

import json
import zlib
from collections.abc import Callable

import pytest
import requests
import structlog.testing

from bot.clients import bounded
from bot.clients.google import SheetClient
from bot.clients.pongo import Finding, PongoApi
from bot.clients.pongo_oauth import NotGranted, NotReached, OAuthSettings, PongoOAuth
from bot.clients.slack import FAILURES, NOT_SLACK, SlackAgain, SlackProblem, poster, sorted_failure
from bot.commands.doctor import examine, to_json
from bot.sandbox.faults import Fault
from bot.sandbox.workspace import Workspace
from bot.settings import Settings
from sheets.cells import Area
from sheets.errors import SheetError, TryAgain
from tests.scenarios.stage import AMELIE, CHANNEL, CLAIRE, STORES, TICKS, Stage, shown
from workflows.rules.states import State

PAGE = b"<html><title>Wi-Fi SECRETPAGE</title><script>alert(1)</script></html>"


def gzip_of_blanks(megabytes: int) -> bytes:
    packer = zlib.compressobj(9, zlib.DEFLATED, 31)
    return b"".join(packer.compress(b" " * 1_000_000) for _ in range(megabytes)) + packer.flush()


NONSENSE = {
    "page": (PAGE, {"Content-Type": "text/html"}),
    "list": (b"[]", {}),
    "null": (b"null", {}),
    "number": (b"7", {}),
    "cut": (b'{"ok": true, "sheets": [{"prop', {}),
    "deep": (b"[" * 100_000 + b"]" * 100_000, {}),
    "other shape": (b'{"ok": true, "sheets": 5, "valueRanges": {"a": 1}, "data": 3, "access_token": {}}', {}),
    "charset": (b'{"ok": true}', {"Content-Type": "application/json; charset=klingon"}),
    "not utf-8": (b'{"ok": "\xff\xfe"}', {}),
    "gzip": (gzip_of_blanks(300), {"Content-Encoding": "gzip"}),
    "no gzip": (b"{}", {"Content-Encoding": "gzip"}),
}


@pytest.fixture(params=NONSENSE)
def answer(request: pytest.FixtureRequest) -> Callable[[str, str], Fault]:
    body, headers = NONSENSE[request.param]
    return lambda service, method: Fault(service, method, "answer", 200, body=body, headers=headers, times=None)


def kind_of(call: Callable[[], object]) -> SlackProblem | None:
    try:
        call()
    except FAILURES as failure:
        return sorted_failure(failure)
    return None


def test_slack_answers_nonsense(workspace: Workspace, answer: Callable[[str, str], Fault]) -> None:
    slack = poster(workspace.bot_token, workspace.settings()["SLACK_API_URL"])
    workspace.faults.add(answer("slack", "*"))
    calls: dict[str, Callable[[], object]] = {
        "post": lambda: slack.chat_postMessage(channel=CHANNEL, text="x"),
        "direct": lambda: slack.conversations_open(users=CLAIRE),
        "history": lambda: slack.conversations_history(channel=CHANNEL),
        "person": lambda: slack.users_info(user=CLAIRE),
        "group": lambda: slack.usergroups_users_list(usergroup="S1"),
        "file": lambda: slack.files_info(file="F1"),
        "us": slack.auth_test,
    }
    for name, call in calls.items():
        problem = kind_of(call)
        assert isinstance(problem, SlackAgain), name
        assert problem.kind in (NOT_SLACK, "unreachable"), name


def test_google_answers_nonsense(workspace: Workspace, answer: Callable[[str, str], Fault]) -> None:
    settings = Settings.load(workspace.settings())
    for where in ("POST /token", "GET *spreadsheets/*[!e]", "GET *batchGet", "GET */spreadsheets/*"):
        assert settings.google_service_account is not None
        client = SheetClient(
            service_account=settings.google_service_account.get_secret_value(),
            spreadsheet_id=str(settings.sheet_id),
            api_url=settings.sheets_api_url,
        )
        fault = workspace.faults.add(answer("google", where))
        with pytest.raises(SheetError) as raised:
            client.read([Area(1, 10, 1, 3)])
        assert isinstance(raised.value, TryAgain), where
        assert "SECRETPAGE" not in str(raised.value)
        workspace.faults.remove(fault)
        assert client.read([Area(1, 10, 1, 3)]).texts
        client.close()


def test_hey_pongo_answers_nonsense(workspace: Workspace, answer: Callable[[str, str], Fault]) -> None:
    pongo = PongoApi(workspace.pongo_url)
    token = workspace.pongo.issue("Émile")
    for where in ("GET /v1/oauth/me", "GET /v1/stores"):
        fault = workspace.faults.add(answer("pongo", where))
        found = pongo.check(token, ["a"])
        assert found.finding in (Finding.UNKNOWN, Finding.STORES_MISSING)
        assert "SECRETPAGE" not in repr(found)
        workspace.faults.remove(fault)
    oauth = PongoOAuth(
        OAuthSettings(workspace.pongo_url, "id", "secret", "http://x", "", "/f", "/v1/oauth/token", ("access_token",))
    )
    workspace.faults.add(answer("pongo", "POST *"))
    with pytest.raises((NotGranted, NotReached)):
        oauth.exchange("code")


def test_a_byte_every_now_and_then_does_not_keep_a_call_for_ever(workspace: Workspace) -> None:
    for body in (b"", b'{"ok": true, "data": ['):
        fault = workspace.faults.add(Fault("*", "*", "answer", 200, body=body, drip=0.1, times=None))
        asker = bounded.session(1.0)
        with pytest.raises(requests.RequestException):
            bounded.fetch(asker, "GET", f"{workspace.pongo_url}/v1/stores", most=1_000, timeout=5.0)
        asker.close()
        with pytest.raises(OSError, match=r"too long|timed out"):
            bounded.opener(1.0).open(f"{workspace.settings()['SLACK_API_URL']}auth.test", timeout=5.0).read()
        workspace.faults.remove(fault)


def drips_at_slack(workspace: Workspace) -> None:
    client = poster("xoxb-1", workspace.settings()["SLACK_API_URL"], seconds=1.0)
    for call in (client.auth_test, lambda: client.chat_postMessage(channel="C1", text="x")):
        with pytest.raises(FAILURES) as failed:
            call()
        assert isinstance(sorted_failure(failed.value), SlackAgain)


def drips_at_google(workspace: Workspace) -> None:
    settings = Settings.load(workspace.settings())
    assert settings.google_service_account is not None
    client = SheetClient(
        service_account=settings.google_service_account.get_secret_value(),
        spreadsheet_id=str(settings.sheet_id),
        api_url=settings.sheets_api_url,
        answer_seconds=1.0,
    )
    with pytest.raises(TryAgain):
        client.worksheet()
    client.close()


def drips_at_hey_pongo(workspace: Workspace) -> None:
    assert PongoApi(workspace.pongo_url, timeout=0.5).check("token", ["a"]).finding is Finding.UNKNOWN
    oauth = OAuthSettings(workspace.pongo_url, "id", "secret", "http://x", "", "/f", "/v1/oauth/token", ("token",))
    with pytest.raises(NotReached):
        PongoOAuth(oauth, timeout=0.5).exchange("code")


@pytest.mark.parametrize("call", [drips_at_slack, drips_at_google, drips_at_hey_pongo])
@pytest.mark.parametrize("begun", [b"", b'{"ok": true, "data": ['])
def test_each_client_ends_an_answer_that_drips(
    workspace: Workspace, call: Callable[[Workspace], None], begun: bytes
) -> None:
    workspace.faults.add(Fault("*", "*", "answer", 200, body=begun, drip=0.1, times=None))
    call(workspace)


def test_pages_without_end(workspace: Workspace) -> None:
    store = {"slug": "a" * 90, "name": "n" * 100}
    more = {"data": [store] * 1_000, "next": "/v1/stores?page=2"}
    workspace.faults.add(Fault("pongo", "GET /v1/stores", "answer", 200, body=json.dumps(more).encode(), times=None))
    found = PongoApi(workspace.pongo_url).check(workspace.pongo.issue("Émile"), ["b"])
    assert found.finding is Finding.UNKNOWN
    assert len([c for c in workspace.calls.all("pongo") if c.method == "GET /v1/stores"]) <= 21


def test_check_says_what_it_is_and_ends_without_a_traceback(
    workspace: Workspace, answer: Callable[[str, str], Fault]
) -> None:
    workspace.faults.add(answer("*", "*"))
    told = to_json(list(examine(workspace.settings(), workspace.clock)))
    assert "SECRETPAGE" not in told
    assert json.loads(told)["ok"] is False
    levels = {finding["what"]: finding["level"] for finding in json.loads(told)["findings"]}
    assert levels["SLACK_BOT_TOKEN"] == "failure"
    assert levels["sheet"] == "failure"


WORDS = [
    "external_channel_migrating", "is_inactive", "accesslimited", "two_factor_setup_required", "team_not_found",
    "enterprise_is_restricted", "slack_connect_blocked", "a_word_of_next_year", "not_allowed_by_admin",
]  # fmt: skip


@pytest.mark.parametrize("word", WORDS)
def test_slacks_words_for_the_workspace_are_told_where_somebody_looks(stage: Stage, word: str) -> None:
    fault = stage.workspace.faults.add(Fault("slack", "chat.postMessage", "refuse", 200, word, times=None))
    stage.submit()
    stage.settle()
    assert word in readiness(stage)
    stage.workspace.faults.remove(fault)
    stage.bot.services.outbox.hurry()
    stage.settle()
    assert readiness(stage) == "{}"
    assert len(stage.cards()) == 1


def readiness(stage: Stage) -> str:
    reasons = requests.get(f"http://127.0.0.1:{stage.bot.port}/readyz", timeout=10).json()["reasons"]
    return json.dumps(reasons)


@pytest.mark.parametrize(
    "fault",
    [
        Fault("slack", "*", "answer", 200, body=PAGE, times=None),
        Fault("slack", "*", "answer", 503, body=PAGE, times=None),
        Fault("slack", "*", "refuse", 200, PAGE.decode() * 20, times=None),
    ],
)
def test_a_page_in_slacks_place_is_no_label(stage: Stage, fault: Fault) -> None:
    with structlog.testing.capture_logs() as logs:
        view = stage.open_form()
        stage.as_(CLAIRE).fill(view["id"], "brand", "Émile")
        stage.answered()
        stage.workspace.faults.add(fault)
        stage.as_(CLAIRE).submit(view["id"], stores=STORES, prerequisites=TICKS)
        stage.bot.services.approvers.refresh()
        stage.settle()
        assert readiness(stage) != "{}"
        metrics = requests.get(f"http://127.0.0.1:{stage.bot.port}/metrics", timeout=10).text
        for told in (readiness(stage), metrics, str(logs)):
            assert "SECRETPAGE" not in told
    assert [line for line in logs if line["event"] in ("effect_failed", "listener_failed", "outbox_unreachable")] == []
    stage.workspace.faults.clear()
    stage.patiently()
    stage.bot.services.outbox.hurry()
    stage.settle()
    assert len(stage.cards()) == 1


def test_the_card_says_that_something_else_than_google_answers(stage: Stage) -> None:
    request = stage.request()
    fault = stage.workspace.faults.add(Fault("google", "*", "answer", 200, body=PAGE, times=None))
    stage.give_token(request)
    stage.patiently(4)
    assert "Autre chose que Google répond" in shown(stage.card(request))
    stage.workspace.faults.remove(fault)
    stage.patiently()
    assert stage.state(request) is State.DELIVERED


def test_whoever_has_no_locale_is_asked_about_once(stage: Stage) -> None:
    user = {"id": CLAIRE, "name": "claire", "profile": {"real_name": "Claire"}}
    body = json.dumps({"ok": True, "user": user}).encode()
    stage.workspace.faults.add(Fault("slack", "users.info", "answer", 200, body=body, times=None))
    view = stage.open_form()
    for brand in ("É", "Ém", "Émi"):
        stage.as_(CLAIRE).fill(view["id"], "brand", brand)
        stage.answered()
    assert len([c for c in stage.workspace.calls.all("slack") if c.method == "users.info"]) == 1
    assert stage.bot.services.languages.names([CLAIRE]) == {CLAIRE: "Claire"}


def test_whom_slack_will_not_speak_of_is_asked_about_once(stage: Stage) -> None:
    stage.workspace.faults.add(Fault("slack", "users.info", "refuse", 200, "user_not_visible", times=None))
    view = stage.open_form()
    for brand in ("É", "Ém", "Émi"):
        stage.as_(CLAIRE).fill(view["id"], "brand", brand)
        stage.answered()
    assert len([c for c in stage.workspace.calls.all("slack") if c.method == "users.info"]) == 1


REFUSALS = {
    "SERVICE_DISABLED": (403, "problem.api_off", "Enable"),
    "CONSUMER_SUSPENDED": (403, "problem.project_stopped", "restore"),
    "CONSUMER_INVALID": (403, "problem.project_stopped", "restore"),
    "BILLING_DISABLED": (403, "problem.billing_off", "billing"),
    "SECURITY_POLICY_VIOLATED": (403, "problem.policy", "administrator"),
    "domainPolicy": (403, "problem.policy", "administrator"),
    "FAILED_PRECONDITION": (400, "problem.not_a_sheet", "Save as Google Sheets"),
}


@pytest.mark.parametrize("reason", REFUSALS)
def test_each_refusal_of_googles_has_its_own_cure_on_the_card_and_in_check(
    stage: Stage, settings: Settings, reason: str
) -> None:
    status, key, cure = REFUSALS[reason]
    request = stage.request()
    named = {"error": reason} if status == 400 else {"reason": reason}
    fault = stage.workspace.faults.add(Fault("google", "*spreadsheets*", "refuse", status, times=None, **named))
    stage.give_token(request)
    texts = stage.bot.services.languages.channel()
    account = json.loads(settings.google_service_account.get_secret_value())["client_email"]  # type: ignore[union-attr]
    expected = str(texts.md(key, account=account, sheet=settings.sheet_id or ""))
    assert expected.split(".")[0].split("`")[0][:25] in shown(stage.card(request))
    assert cure in to_json(list(examine(stage.workspace.settings(), stage.workspace.clock)))
    stage.workspace.faults.remove(fault)
    stage.click(AMELIE, request, "retry")
    stage.settle()
    assert stage.state(request) is State.DELIVERED


def test_a_wrong_clock_is_no_refused_key(stage: Stage, settings: Settings) -> None:
    body = {
        "error": "invalid_grant",
        "error_description": "Invalid JWT: Token must be a short-lived token (60 minutes) and in a reasonable "
        "timeframe. Check your iat and exp values in the JWT claim.",
    }
    request = stage.request()
    stage.bot.services.gateway._client._sheet._http._credentials.token = None
    stage.workspace.faults.add(
        Fault("google", "POST /token", "answer", 400, body=json.dumps(body).encode(), times=None)
    )
    stage.give_token(request)
    assert "L’horloge" in shown(stage.card(request))
    assert "timedatectl" in to_json(list(examine(stage.workspace.settings(), stage.workspace.clock)))
