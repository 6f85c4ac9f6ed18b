"""SECURITY.md claims nothing that no test shows."""

import ast
import re
from pathlib import Path

ROOT = Path(__file__).parents[2]
TEXT = (ROOT / "SECURITY.md").read_text("utf-8")
NAMED = re.compile(r"`(tests/[\w/]+\.py)::(\w+)`")


def defined(path: Path) -> set[str]:
    return {node.name for node in ast.walk(ast.parse(path.read_text("utf-8"))) if isinstance(node, ast.FunctionDef)}


def test_every_test_that_is_named_exists() -> None:
    named = NAMED.findall(TEXT)
    assert len(named) > 30
    missing = [f"{file}::{test}" for file, test in named if test not in defined(ROOT / file)]
    assert missing == []


def test_every_threat_names_its_test() -> None:
    table = TEXT.partition("## Threats")[2].partition("\n## ")[0]
    rows = [line for line in table.splitlines() if line.startswith("| ")][1:]
    assert len(rows) > 15
    assert [row for row in rows if not NAMED.search(row.split("|")[3])] == []


def test_what_it_links_to_is_there() -> None:
    for target in re.findall(r"\]\(([^)#]+)?(?:#([\w-]+))?\)", TEXT):
        file, anchor = target
        text = (ROOT / (file or "SECURITY.md")).read_text("utf-8")
        headings = {re.sub(r"[^\w -]", "", line).strip().lower().replace(" ", "-") for line in text.splitlines()
                    if line.startswith("#")}  # fmt: skip
        assert not anchor or anchor in headings, target
