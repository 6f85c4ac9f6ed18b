"""Who may do what: the token endpoint, access tokens, sharing, quotas."""

from datetime import timedelta

import pytest
from requests import Response

from tests.scenarios.sandbox_google.office import SCOPE, Office


def refused_token(office: Office, **form: str) -> tuple[str, str]:
    answer = office.ask_token(**form)
    assert answer.status_code == 400
    body = answer.json()
    return body["error"], body["error_description"]


def test_a_token_for_an_assertion(office: Office) -> None:
    answer = office.ask_token(assertion=office.assertion())
    assert answer.status_code == 200
    body = answer.json()
    assert body.pop("access_token").startswith("ya29.")
    assert body == {"expires_in": 3599, "token_type": "Bearer"}


def test_assertions_that_are_refused(office: Office) -> None:
    grant = "invalid_grant"
    assert refused_token(office, assertion="nonsense") == (grant, "Bad Request")
    good = office.assertion()
    header, claims, signature = good.split(".")
    forged = ".".join([header, claims, signature[:-8] + signature[:8]])
    assert refused_token(office, assertion=forged) == (grant, "Invalid JWT Signature.")
    assert refused_token(office, assertion=office.assertion(aud="https://else")) == (
        grant,
        "Invalid JWT: Failed audience check.",
    )
    unknown = office.assertion(iss="nobody@pongo-try.iam.gserviceaccount.com")
    assert refused_token(office, assertion=unknown) == (grant, "Invalid grant: account not found")
    for times in ({"iat": 0, "exp": 3600}, {"exp": 2_000_000_000}):
        error, text = refused_token(office, assertion=office.assertion(**times))
        assert (error, "short-lived token" in text) == (grant, True)
    assert refused_token(office, assertion=office.assertion(scope=None))[0] == "invalid_scope"
    assert refused_token(office, assertion=office.assertion(scope="https://example.com/all"))[0] == "invalid_scope"
    assert refused_token(office, grant_type="password")[0] == "unsupported_grant_type"


def test_a_token_ends(office: Office) -> None:
    office.sign_in()
    office.clock.advance(timedelta(minutes=59))
    office.get("A1")
    office.clock.advance(timedelta(minutes=1))
    answer = office.call("GET", "/values/A1")
    assert "invalid authentication credentials" in office.refused(answer, 401)
    assert answer.json()["error"]["status"] == "UNAUTHENTICATED"


def test_no_token_or_a_wrong_one(office: Office) -> None:
    message = office.refused(office.call("GET", "/values/A1", token=""), 403)
    assert message.startswith("Method doesn't allow unregistered callers")
    assert office.call("GET", "/values/A1", token="ya29.wrong").status_code == 401


def test_scopes(office: Office) -> None:
    office.sign_in(scope=f"{SCOPE}.readonly")
    office.get("A1")
    answer = office.call("PUT", "/values/A1", {"values": [["x"]]}, valueInputOption="RAW")
    assert office.refused(answer, 403) == "Request had insufficient authentication scopes."
    error = answer.json()["error"]
    assert (error["status"], error["details"][0]["reason"]) == ("PERMISSION_DENIED", "ACCESS_TOKEN_SCOPE_INSUFFICIENT")


def write(office: Office) -> Response:
    return office.call("PUT", "/values/Z9", {"values": [["x"]]}, valueInputOption="RAW")


@pytest.mark.parametrize("kind", ["read", "write"])
def test_sixty_a_minute(office: Office, kind: str) -> None:
    def call() -> int:
        if kind == "read":
            return office.call("GET", "/values:batchGet", ranges="A1").status_code
        return write(office).status_code

    assert [call() for _ in range(60)] == [200] * 60
    answer = office.call("GET", "/values/A1") if kind == "read" else write(office)
    name = kind.capitalize()
    message = office.refused(answer, 429)
    assert message.startswith(
        f"Quota exceeded for quota metric '{name} requests' and limit '{name} requests per minute per user' of service "
        "'sheets.googleapis.com' for consumer 'project_number:"
    )
    error = answer.json()["error"]
    assert error["status"] == "RESOURCE_EXHAUSTED"
    assert error["details"][0]["reason"] == "RATE_LIMIT_EXCEEDED"
    assert error["details"][0]["metadata"]["quota_limit"] == f"{name}RequestsPerMinutePerUser"
    assert (write(office) if kind == "read" else office.call("GET", "/values/A1")).ok
    office.clock.advance(timedelta(seconds=61))
    office.sign_in()
    assert call() == 200
