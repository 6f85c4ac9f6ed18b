"""Messages: pages of history, metadata, threads, who may change what."""

from typing import Any

import pytest

from bot.sandbox.clock import MovableClock
from bot.sandbox.slack.errors import SlackRefusal
from bot.sandbox.slack.messages import MOST_METADATA, Messages, checked_metadata, page
from bot.sandbox.slack.world import Channel, Person, World

Json = dict[str, Any]


@pytest.fixture
def world(clock: MovableClock) -> World:
    world = World(clock, "T1", "team", "Team")
    world.bot_user_id, world.bot_id, world.app_id = "UBOT", "BBOT", "A1"
    world.people["UBOT"] = Person("UBOT", "bot", "Bot", "", "en-US", is_bot=True)
    world.channels["C1"] = Channel("C1", "one", ["UBOT", "U1"])
    return world


@pytest.fixture
def emitted() -> list[Json]:
    return []


@pytest.fixture
def messages(world: World, emitted: list[Json]) -> Messages:
    return Messages(world, emitted.append)


def refused(code: str) -> Any:
    return pytest.raises(SlackRefusal, match=f"^{code}$")


def stored(*numbers: int) -> list[Json]:
    return [{"ts": f"{number}.000000"} for number in numbers]


def numbers(found: list[Json]) -> list[int]:
    return [int(message["ts"].split(".")[0]) for message in found]


def ask(messages: list[Json], **more: Any) -> tuple[list[int], str]:
    found, cursor = page(messages, **{"oldest": None, "limit": 100, "cursor": None, **more})
    return numbers(found), cursor


def test_pages_follow_each_other_and_end() -> None:
    all_five = stored(1, 2, 3, 4, 5)
    first, cursor = ask(all_five, limit=2)
    second, cursor_2 = ask(all_five, limit=2, cursor=cursor)
    third, end = ask(all_five, limit=2, cursor=cursor_2)
    assert (first, second, third, end) == ([5, 4], [3, 2], [1], "")
    assert ask(all_five, limit=5)[1] == ""
    assert ask(all_five, oldest="2")[0] == [5, 4, 3]
    first, cursor = ask(all_five, limit=3, forward=True)
    assert (first, ask(all_five, limit=3, forward=True, cursor=cursor)[0]) == ([1, 2, 3], [4, 5])


@pytest.mark.parametrize(
    ("more", "code"),
    [
        ({"limit": 0}, "invalid_limit"),
        ({"cursor": "abc"}, "invalid_cursor"),
        ({"cursor": "bmV4dF90czouLg=="}, "invalid_cursor"),
        ({"oldest": "yesterday"}, "invalid_ts_oldest"),
    ],
)
def test_a_bad_question_is_refused(more: Json, code: str) -> None:
    with refused(code):
        ask(stored(1), **more)


def test_metadata_have_a_form_and_a_size() -> None:
    assert checked_metadata(None) is None
    assert checked_metadata({}) is None
    good = {"event_type": "t", "event_payload": {"a": "b"}}
    assert checked_metadata(good) == good
    assert checked_metadata('{"event_type": "t", "event_payload": {}}') == {"event_type": "t", "event_payload": {}}
    for bad in ("{", [], {"event_type": "t"}, {"event_type": "t", "event_payload": []}, {**good, "more": 1}):
        with refused("invalid_metadata_format"):
            checked_metadata(bad)
    room = MOST_METADATA - len('{"event_type": "t", "event_payload": {"a": ""}}')
    assert checked_metadata({"event_type": "t", "event_payload": {"a": "x" * room}})
    with refused("metadata_too_large"):
        checked_metadata({"event_type": "t", "event_payload": {"a": "x" * (room + 1)}})


def test_text_is_cut_at_40000_and_an_update_refuses_4001(messages: Messages, world: World) -> None:
    channel = world.channels["C1"]
    message = messages.post(channel, user="UBOT", text="x" * 40_001)
    assert len(message["text"]) == 40_000
    messages.update(channel, message["ts"], user="UBOT", text="x" * 4000, blocks=None)
    with refused("msg_too_long"):
        messages.update(channel, message["ts"], user="UBOT", text="x" * 4001, blocks=None)


def test_a_deleted_root_leaves_a_stone_and_its_thread(messages: Messages, world: World) -> None:
    channel = world.channels["C1"]
    root = messages.post(channel, user="UBOT", text="root", blocks=[{"type": "divider"}])
    messages.post(channel, user="U1", text="reply", thread_ts=root["ts"])
    messages.delete(channel, root["ts"], user=None)
    assert [m["text"] for m in channel.messages] == ["This message was deleted.", "reply"]
    assert "blocks" not in channel.messages[0]
    with refused("message_not_found"):
        messages.update(channel, root["ts"], user="UBOT", text="y", blocks=None)
    with refused("message_not_found"):
        messages.delete(channel, root["ts"], user=None)
    assert messages.post(channel, user="U1", text="more", thread_ts=root["ts"])["thread_ts"] == root["ts"]
