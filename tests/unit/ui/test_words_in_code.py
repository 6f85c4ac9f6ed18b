"""No sentence stands in the code: every one is in the locale files, and every one there is used."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.texts import LOCALES
from tests.unit.ui.pictures import FRENCH

BOT = LOCALES.parent
# The page that a browser is sent back to is HTML: its markup has words of its own, its sentences are in the locales.
PAGE = BOT / "listeners" / "oauth_callback.py"
SPOKEN = sorted({path for folder in ("ui", "listeners", "delivery") for path in (BOT / folder).rglob("*.py")} - {PAGE})
ALL = sorted(path for path in BOT.rglob("*.py") if "sandbox" not in path.parts)
# What these are given is shown to somebody.
BUILDERS = {"header", "section", "context", "button", "plain", "mrkdwn", "confirmation", "modal", "notice", "Message"}
NAMED_FIRST = {"text_input", "checkboxes", "option"}  # their first argument is an id
SHOWN_KEYS = {"text", "label", "title", "hint", "placeholder", "description", "submit", "close"}
TWO_WORDS = re.compile(r"[A-Za-zÀ-ÿ]{2,}[ ’'][A-Za-zÀ-ÿ]{2,}")
ANY_WORD = re.compile(r"[A-Za-zÀ-ÿ]{2,}")
NOT_WORDS = re.compile(r":[a-z_]+:")  # Slack's shortcodes of emoji


def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def name_of(call: ast.Call) -> str:
    return call.func.id if isinstance(call.func, ast.Name) else getattr(call.func, "attr", "")


def unheard(part: ast.AST) -> Iterator[ast.AST]:
    """The parts of the code whose strings nobody in Slack reads: docstrings, annotations, errors, the log."""
    for node in ast.walk(part):
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
            first = node.body[0] if node.body else None
            if isinstance(first, ast.Expr) and isinstance(first.value, ast.Constant):
                yield first.value
        if isinstance(node, ast.Raise):
            yield node
        if isinstance(node, ast.Assert) and node.msg:
            yield node.msg
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            owner = node.func.value
            if isinstance(owner, ast.Name) and owner.id in ("log", "re"):
                yield node
        if isinstance(node, ast.Call) and name_of(node).endswith(("Error", "Problem")):
            yield node


def sentences(module: ast.Module) -> list[str]:
    """The strings in the code that somebody in Slack would read."""
    silent = {id(inner) for node in unheard(module) for inner in ast.walk(node)}
    found = []
    for node in ast.walk(module):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and TWO_WORDS.search(node.value):
            found += [node.value] if id(node) not in silent else []
        shown: list[ast.expr] = []
        if isinstance(node, ast.Call):
            shown = [word.value for word in node.keywords if word.arg in SHOWN_KEYS]
            name = name_of(node)
            shown += node.args[1:3] if name in NAMED_FIRST else node.args[:1] if name in BUILDERS else []
        elif isinstance(node, ast.Dict):
            shown = [v for k, v in zip(node.keys, node.values, strict=True) if getattr(k, "value", None) in SHOWN_KEYS]
        for part in shown:
            for inner in [part] if isinstance(part, ast.Constant) else getattr(part, "values", []):
                value = inner.value if isinstance(inner, ast.Constant) else None
                if isinstance(value, str) and ANY_WORD.search(NOT_WORDS.sub("", value)):
                    found.append(value)
    return found


@pytest.mark.parametrize("path", SPOKEN, ids=lambda path: str(path.relative_to(BOT)))
def test_no_sentence_stands_in_the_code(path: Path) -> None:
    assert sentences(tree(path)) == []


@pytest.mark.parametrize(
    "code",
    [
        'section("Bonjour")',
        'button("Valider", action, value)',
        'x = "Une demande est partie"',
        'client.chat_postMessage(channel=c, text=f"Demande {reference} envoyée")',
        '{"type": "plain_text", "text": "Valider"}',
        'modal(title, blocks, close="Fermer")',
        'section(f"Bonjour {name}")',
        'text_input("brand", "Marque")',
    ],
)
def test_a_sentence_in_the_code_would_be_found(code: str) -> None:
    assert sentences(ast.parse(code)) != []


@pytest.mark.parametrize(
    "code",
    [
        '"""A docstring of words."""',
        'raise ValueError("a zone is missing")',
        'log.info("this one happened", kind="two words")',
        'texts.md("card.note")',
        'emoji = ":hourglass_flowing_sand:"',
        'section(f"{title}\\n{listed}")',
    ],
)
def test_what_nobody_reads_in_slack_is_let_pass(code: str) -> None:
    assert sentences(ast.parse(code)) == []


def patterns() -> Iterator[tuple[str, bool]]:
    """Every string in the code as a pattern of keys, and whether it is certainly meant as a key."""
    for path in ALL:
        module = tree(path)
        first_arguments = {
            id(node.args[0])
            for node in ast.walk(module)
            if isinstance(node, ast.Call) and node.args and name_of(node) in ("texts", "md", "channel_texts")
        }
        for node in ast.walk(module):
            if isinstance(node, ast.JoinedStr):
                parts = [re.escape(p.value) if isinstance(p, ast.Constant) else r"\w*" for p in node.values]
                yield "".join(map(str, parts)), id(node) in first_arguments
            elif isinstance(node, ast.Constant) and isinstance(node.value, str):
                yield re.escape(node.value), id(node) in first_arguments


def test_every_key_in_the_code_exists_and_every_key_is_used() -> None:
    keys = set(FRENCH.keys())
    used: set[str] = set()
    for pattern, certain in patterns():
        matching = {key for key in keys if "." in pattern and re.fullmatch(pattern, key)}
        assert matching or not certain, f"no text for {pattern}"
        used |= matching
    assert keys - used == set()
