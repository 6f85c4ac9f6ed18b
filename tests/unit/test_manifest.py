"""The Slack manifest: valid by Slack's own schema, the same as the file, and the ids of the design."""

import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml

from bot.manifest import EVENTS, SCOPES, as_yaml, manifest
from bot.sandbox.slack.scopes import SCOPES_BY_EVENT, SCOPES_BY_FEATURE, SCOPES_BY_METHOD

ROOT = Path(__file__).parents[2]
URL = "https://bot.example.com"
ENDPOINT = "https://bot.example.com/slack/events"


@pytest.fixture(scope="module")
def schema() -> dict[str, Any]:
    found: dict[str, Any] = json.loads((ROOT / "tests/schemas/manifest.schema.json").read_text("utf-8"))
    return found


@pytest.mark.parametrize("url", [None, URL])
def test_it_is_valid(schema: dict[str, Any], url: str | None) -> None:
    jsonschema.Draft7Validator.check_schema(schema)
    jsonschema.validate(manifest(url), schema, jsonschema.Draft7Validator)


def test_the_schema_would_refuse_a_mistake(schema: dict[str, Any]) -> None:
    wrong = manifest()
    wrong["features"]["shortcuts"][0]["name"] = "x" * 25
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(wrong, schema, jsonschema.Draft7Validator)


def test_the_file_is_what_the_command_prints() -> None:
    assert (ROOT / "manifest.yml").read_text("utf-8") == as_yaml()


def test_yaml_holds_the_same_as_the_manifest() -> None:
    assert yaml.safe_load(as_yaml(URL)) == manifest(URL)


def test_socket_mode_names_no_address() -> None:
    found = manifest()
    assert found["settings"]["socket_mode_enabled"] is True
    assert "url" not in json.dumps(found)


@pytest.mark.parametrize("url", [URL, URL + "/", ENDPOINT])
def test_over_http_everything_goes_to_one_address(url: str) -> None:
    found = manifest(url)
    assert found["settings"]["socket_mode_enabled"] is False
    assert found["settings"]["interactivity"]["request_url"] == ENDPOINT
    assert found["settings"]["event_subscriptions"]["request_url"] == ENDPOINT
    assert [command["url"] for command in found["features"]["slash_commands"]] == [ENDPOINT]


def test_the_ids_are_those_of_the_design() -> None:
    features = manifest()["features"]
    assert [command["command"] for command in features["slash_commands"]] == ["/6xpos-request"]
    shortcuts = {(shortcut["type"], shortcut["callback_id"]) for shortcut in features["shortcuts"]}
    assert shortcuts == {("message", "request_from_message"), ("global", "request_new")}
    assert manifest()["settings"]["interactivity"]["is_enabled"] is True
    assert features["app_home"]["home_tab_enabled"] is True
    assert features["app_home"]["messages_tab_enabled"] is True
    assert features["app_home"]["messages_tab_read_only_enabled"] is False


def test_every_event_has_the_scope_that_delivers_it() -> None:
    needing_one = [event for event in EVENTS if event != "app_home_opened"]  # the home tab is there for every app
    assert {SCOPES_BY_EVENT[event] for event in needing_one} == {
        "app_mentions:read",
        "channels:history",
        "groups:history",
        "im:history",
    }
    assert {SCOPES_BY_EVENT[event] for event in needing_one} <= SCOPES.keys()
    assert manifest()["settings"]["event_subscriptions"]["bot_events"] == list(EVENTS)


def test_every_scope_exists_and_has_its_reason() -> None:
    known = set().union(*SCOPES_BY_METHOD.values()) | SCOPES_BY_FEATURE.keys() | set(SCOPES_BY_EVENT.values())
    assert SCOPES.keys() <= known
    assert all(len(reason) > 15 for reason in SCOPES.values())
