"""The page is told what changes: it never asks again and again."""

import re

import pytest

from bot.sandbox.web import ROOT

SOURCES = {path.name: path.read_text("utf-8") for path in sorted((ROOT / "js").glob("*.js"))}
ASKS = re.compile(r"\b(?:fetch|post|read|deliver|tell|follow|upload)\(|XMLHttpRequest|WebSocket")


def test_changes_come_by_server_sent_events() -> None:
    assert "new EventSource(" in SOURCES["api.js"]


def test_only_one_module_speaks_to_the_server() -> None:
    assert [name for name, text in SOURCES.items() if re.search(r"\bfetch\(|XMLHttpRequest|WebSocket", text)] == [
        "api.js"
    ]


def repeated(text: str) -> list[str]:
    """What is called again and again: the first argument of each setInterval."""
    found = []
    for start in (match.end() for match in re.finditer(r"setInterval\(", text)):
        depth, end = 1, start
        while depth:
            depth += {"(": 1, ")": -1}.get(text[end], 0)
            end += 1
        found.append(text[start:end])
    return found


@pytest.mark.parametrize("name", SOURCES)
def test_nothing_that_is_repeated_asks_the_server(name: str) -> None:
    assert [body for body in repeated(SOURCES[name]) if ASKS.search(body)] == []


@pytest.mark.parametrize(
    "text", ["setInterval(() => { fetch(`/api/state`); }, 1000);", "setInterval(() => read('x'), 5)"]
)
def test_polling_would_be_found(text: str) -> None:
    assert [body for body in repeated(text) if ASKS.search(body)]
