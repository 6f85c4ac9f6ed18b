"""docs/architecture.md draws the code as it is."""

import ast
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import grimp
import pytest

ROOT = Path(__file__).parents[2]
TEXT = (ROOT / "docs" / "architecture.md").read_text("utf-8")
TABLE = re.findall(r"^\| ([a-z]+) \| (`.+?`) \| \w", TEXT, re.MULTILINE)
GROUPS = {name: re.findall(r"`([\w.]+)`", modules) for name, modules in TABLE}


@pytest.fixture(scope="module")
def graph() -> grimp.ImportGraph:
    return grimp.build_graph("bot", "workflows", "sheets", cache_dir=None)


def groups_of(module: str) -> list[str]:
    """The groups whose table line names the module or a package around it."""
    return [name for name, named in GROUPS.items() if any(f"{module}.".startswith(f"{one}.") for one in named)]


def test_every_module_belongs_to_one_group(graph: grimp.ImportGraph) -> None:
    modules = graph.modules - {"bot", "workflows"}
    assert {module: groups_of(module) for module in modules if len(groups_of(module)) != 1} == {}
    named = {one for modules in GROUPS.values() for one in modules}
    assert named <= graph.modules


def test_the_arrows_are_the_imports(graph: grimp.ImportGraph) -> None:
    arrows = {
        (here, there)
        for module in graph.modules - {"bot", "workflows"}
        for imported in graph.find_modules_directly_imported_by(module) - {"bot", "workflows"}
        for here in groups_of(module)
        for there in groups_of(imported)
        if here != there
    }
    drawn = set()
    (diagram,) = re.findall(r"```mermaid\nflowchart TD\n(.*?)```", TEXT, re.DOTALL)
    for line in diagram.splitlines():
        source, targets = line.split(" --> ")
        drawn |= {(source.strip(), target) for target in targets.split(" & ")}
    assert drawn == arrows


def test_the_files_that_contributing_names_are_there() -> None:
    text = (ROOT / "CONTRIBUTING.md").read_text("utf-8")
    named = set(re.findall(r"`((?:bot|workflows|sheets|tests|docs)/[\w/.]+)`", text)) - {"bot/locales/de.po"}
    assert len(named) > 30
    assert {name for name in named if not (ROOT / name).exists()} == set()


def test_what_only_some_bots_need_is_not_loaded_at_the_start() -> None:
    heavy = {"PIL", "openpyxl", "aiohttp", "aiosmtpd", "bot.sandbox"}
    loaded = f"import sys, bot.process.bootstrap; print(sorted({heavy} & sys.modules.keys()))"
    found = subprocess.run([sys.executable, "-c", loaded], capture_output=True, text=True, check=True)
    assert found.stdout.strip() == "[]"


def untidy(path: Path) -> Iterator[str]:
    """What a file of tests has that it should not."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            named = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            named = [f"{node.module}.{alias.name}" for alias in node.names]
        else:
            named = []
        for name in named:
            if re.match(r"(tests\.|\.).*\btest_", name):
                yield f"imports {name}: what tests share stands in a module of steps"
        if isinstance(node, ast.FunctionDef) and node.name.startswith("test_") and len(node.name) >= 80:
            yield f"{node.name}: 79 characters at most"


def test_tests_import_no_test_and_have_short_names() -> None:
    files = sorted((ROOT / "tests").rglob("*.py"))
    assert len(files) > 200
    assert {str(file.relative_to(ROOT)): list(untidy(file)) for file in files if any(untidy(file))} == {}


def test_no_file_has_more_than_400_lines() -> None:
    files = [file for part in ("bot", "workflows", "sheets", "tests") for file in (ROOT / part).rglob("*.py")]
    long = {str(file.relative_to(ROOT)) for file in files if file.read_text("utf-8").count("\n") > 400}
    assert (len(files) > 400, long) == (True, set())
