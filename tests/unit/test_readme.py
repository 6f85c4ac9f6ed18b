"""The documents and the deployment files say what the code does."""

import configparser
import json
import re
import subprocess
import sys
import threading
import tomllib
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
import yaml
from dotenv import dotenv_values

from bot.commands.generated_docs import env_example, renewed
from bot.manifest import SCOPES
from bot.settings import Settings, required_for_serve
from workflows.requests.reminder_rules import RULES, TOKEN_REPLACEMENT
from workflows.rules.states import TRANSITIONS, State

ROOT = Path(__file__).parents[2]
COMMANDS = (
    "serve",
    "try",
    "init",
    "check",
    "migrate",
    "manifest",
    "export",
    "backup",
    "restore",
    "copy-database",
    "reseal",
    "purge",
    "new-key",
    "prove-sheet",
    "show",
)


def text(name: str) -> str:
    return (ROOT / name).read_text("utf-8")


@pytest.fixture(scope="module")
def readme() -> str:
    return text("README.md")


@pytest.fixture(scope="module")
def workflow() -> str:
    return text("docs/workflow.md")


@pytest.fixture(scope="module")
def settings() -> str:
    return text("docs/settings.md")


def test_the_written_parts_are_up_to_date(workflow: str, settings: str) -> None:
    assert renewed("docs/workflow.md", workflow) == workflow, "run: python -m bot.commands.generated_docs"
    assert renewed("docs/settings.md", settings) == settings, "run: python -m bot.commands.generated_docs"
    assert text(".env.example") == env_example(), "run: python -m bot.commands.generated_docs"


def test_a_document_without_its_parts_is_refused() -> None:
    with pytest.raises(ValueError, match="workflow"):
        renewed("docs/workflow.md", "# nothing here")


def test_the_readme_is_for_the_three_people_who_open_it(readme: str) -> None:
    assert len(readme.splitlines()) <= 200


def test_the_diagram_is_the_table_of_states(workflow: str) -> None:
    (diagram,) = re.findall(r"```mermaid\nstateDiagram-v2\n(.*?)```", workflow, re.DOTALL)
    drawn = set()
    for line in diagram.splitlines():
        source, target, label = re.fullmatch(r"    (\S+) --> (\S+?)(?:: (.*))?", line).groups()  # type: ignore[union-attr]
        if label:
            for event, who in re.findall(r"(\w+) \((.*?)\)", label):
                drawn.add((source, event, tuple(who.split(" or ")), target))
    table = {
        ("[*]" if t.source is None else t.source.value, t.event.value, tuple(r.value for r in t.who), t.target.value)
        for t in TRANSITIONS
    }
    assert drawn == table
    ends = set(re.findall(r"^    (\w+) --> \[\*\]$", diagram, re.MULTILINE))
    assert ends == {state.value for state in State} - {t.source.value for t in TRANSITIONS if t.source}


def test_the_table_of_reminders_has_a_line_per_rule(workflow: str) -> None:
    (table,) = re.findall(r"<!-- reminders: .*?-->\n(.*?)<!-- end of reminders -->", workflow, re.DOTALL)
    rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in table.splitlines()[2:]]
    assert [row[0].split("`")[1] for row in rows[:-1]] == [rule.state.value for rule in RULES]
    assert rows[-1][0].startswith("replacing or withdrawing")
    for row, rule in zip(rows, (*RULES, TOKEN_REPLACEMENT), strict=True):
        assert ("ESCALATE_TO" in row[3], "EXPIRE_AFTER_DAYS" in row[3]) == (rule.escalates, rule.expires)
        assert row[2].startswith("weekly") is rule.weekly
        assert ("6xpos" in row[2]) is rule.partner_too


def test_the_table_of_settings_holds_each_with_its_default(settings: str) -> None:
    rows = dict(re.findall(r"^\| `([A-Z_]+)` \| ?(.*?) ?\| .+ \|$", settings, re.MULTILINE))
    assert rows.keys() == {name.upper() for name in Settings.model_fields}
    assert rows["PORT"] == "`3000`"
    assert rows["WORK_HOURS"] == "`9-18`"
    assert rows["ALLOW_SELF_APPROVAL"] == "`alone`"
    assert rows["SMTP_URL"] == ""
    assert {name for name, default in rows.items() if "needed" in default} == set(
        required_for_serve(Settings.model_construct())
    )


def test_the_table_of_scopes_holds_each(settings: str) -> None:
    (table,) = re.findall(r"<!-- scopes: .*?-->\n(.*?)<!-- end of scopes -->", settings, re.DOTALL)
    assert re.findall(r"^\| `([a-z_.]+(?::[a-z.]+)?)` \| \w", table, re.MULTILINE) == list(SCOPES)


def test_every_command_is_described(readme: str) -> None:
    for command in COMMANDS:
        assert f"| `pongo-6xpos {command}" in readme


DOCUMENTS = (
    "README.md",
    "SECURITY.md",
    "CONTRIBUTING.md",
    *sorted(f"docs/{one.name}" for one in (ROOT / "docs").glob("*.md")),
)


def anchors(document: str) -> set[str]:
    """The places in a document that a link can lead to, as GitHub names them."""
    heads = re.findall(r"^#+ (.+)$", document, re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", head.lower()).replace(" ", "-") for head in heads}


@pytest.mark.parametrize("name", DOCUMENTS)
def test_links_into_the_repository_lead_somewhere(name: str) -> None:
    for target, _, anchor in (
        link.partition("#") for link in re.findall(r"(?<!!)\[[^\]]*\]\((?!https?:)([^)]+)\)", text(name))
    ):
        found = (ROOT / name).parent / target if target else ROOT / name
        assert found.exists(), target
        assert not anchor or anchor in anchors(found.read_text("utf-8")), f"{target}#{anchor}"


@pytest.mark.parametrize("name", DOCUMENTS)
def test_pictures_are_there(name: str) -> None:
    for target in re.findall(r"!\[[^\]]*\]\((?!https?:)([^)]+)\)", text(name)):
        assert ((ROOT / name).parent / target).exists(), target


def test_the_example_settings_are_good_once_filled_in(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in Settings.model_fields:
        monkeypatch.delenv(name.upper(), raising=False)
    monkeypatch.chdir(tmp_path)
    uncommented = re.sub(r"^# (?=[A-Z_]+=)", "", text(".env.example"), flags=re.MULTILINE)
    (tmp_path / ".env").write_text(uncommented, "utf-8")
    assert dotenv_values(tmp_path / ".env").keys() == {name.upper() for name in Settings.model_fields}
    defaults = Settings.model_construct()
    assert Settings.load().model_dump() == {**defaults.model_dump(), "remind_after_hours": 4.0}


def _instructions() -> list[tuple[str, str]]:
    joined = re.sub(r"\\\n\s*", " ", text("Dockerfile"))
    lines = [line for line in joined.splitlines() if line and not line.startswith("#")]
    return [(word, rest.strip()) for word, _, rest in (line.partition(" ") for line in lines)]


def test_the_image_runs_as_nobody_in_particular_and_says_how_it_is() -> None:
    words = _instructions()
    assert [rest for word, rest in words if word == "USER"] == ["10001"]
    assert [rest for word, rest in words if word == "ENTRYPOINT"] == ['["pongo-6xpos"]']
    assert [rest for word, rest in words if word == "CMD"] == ['["serve"]']
    (health,) = [rest for word, rest in words if word == "HEALTHCHECK"]
    assert "/healthz" in health
    (env,) = [rest for word, rest in words if word == "ENV"]
    assert "DATABASE_URL=sqlite:////data/6xpos.db" in env
    assert [rest for word, rest in words if word == "VOLUME"] == ["/data"]


def test_the_health_check_of_the_image_asks_the_bot() -> None:
    (health,) = [rest for word, rest in _instructions() if word == "HEALTHCHECK"]
    program, *arguments = json.loads(health.partition(" CMD ")[2])
    assert program == "python"

    class Alive(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200 if self.path == "/healthz" else 404)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Alive) as server:
        threading.Thread(target=server.serve_forever).start()
        environment = {"PORT": str(server.server_port)}
        alive = subprocess.run([sys.executable, *arguments], env=environment, check=False, timeout=30)
        server.shutdown()
    dead = subprocess.run([sys.executable, *arguments], env=environment, check=False, timeout=30, capture_output=True)
    assert alive.returncode == 0
    assert dead.returncode != 0


def test_the_image_installs_only_what_is_pinned() -> None:
    installs = [rest for word, rest in _instructions() if word == "RUN" and "pip install" in rest]
    assert len(installs) == 2
    assert "--require-hashes -r requirements/runtime.lock" in installs[0]
    assert "--no-deps --no-build-isolation ." in installs[1]


def _pinned(lock: str) -> set[str]:
    return set(re.findall(r"^([\w.-]+)==", text(f"requirements/{lock}.lock"), re.MULTILINE))


def _named(packages: list[str]) -> set[str]:
    return {re.match(r"[\w.-]+", package).group().lower() for package in packages}  # type: ignore[union-attr]


def test_what_only_try_needs_is_pinned_apart() -> None:
    project = tomllib.loads(text("pyproject.toml"))["project"]
    only_try = _named(project["optional-dependencies"]["try"])
    assert _named(project["dependencies"]) <= _pinned("runtime")
    assert only_try <= _pinned("try")
    assert only_try.isdisjoint(_pinned("runtime"))
    assert _pinned("runtime") | _pinned("try") <= _pinned("dev")


def test_the_image_gets_what_it_copies_and_nothing_else() -> None:
    (first, *allowed) = [line for line in text(".dockerignore").splitlines() if line]
    assert first == "*"
    kept = {line[1:] for line in allowed if line.startswith("!")}
    for path in kept:
        assert (ROOT / path).exists(), path
    copied = [rest.split()[:-1] for word, rest in _instructions() if word == "COPY" and "--from" not in rest]
    assert {path for paths in copied for path in paths} == kept


def test_the_image_has_a_python_that_the_project_supports() -> None:
    wanted = tomllib.loads(text("pyproject.toml"))["project"]["requires-python"]
    (least,) = re.fullmatch(r">=3\.(\d+)", wanted).groups()  # type: ignore[union-attr]
    images = re.findall(r"^FROM python:3\.(\d+)-slim", text("Dockerfile"), re.MULTILINE)
    assert len(images) == 2
    assert all(int(image) >= int(least) for image in images)


@pytest.fixture(scope="module")
def compose() -> dict[str, Any]:
    found: dict[str, Any] = yaml.safe_load(text("compose.yaml"))
    return found


def test_compose_gives_the_bot_settings_that_exist(compose: dict[str, Any]) -> None:
    bot = compose["services"]["bot"]
    assert {name.lower() for name in bot["environment"]} <= Settings.model_fields.keys()
    host = re.search(r"@(\w+)/", bot["environment"]["DATABASE_URL"]).group(1)  # type: ignore[union-attr]
    assert host in compose["services"]
    assert list(bot["depends_on"]) == [host]
    assert "healthcheck" in compose["services"][host]


def test_compose_keeps_the_bot_locked_in(compose: dict[str, Any]) -> None:
    bot = compose["services"]["bot"]
    assert bot["read_only"] is True
    assert bot["cap_drop"] == ["ALL"]
    assert all(port.startswith("127.0.0.1:") for port in bot["ports"])
    database = compose["services"]["database"]
    assert "ports" not in database
    (volume, _) = database["volumes"][0].split(":")
    assert volume in compose["volumes"]
    assert not re.search(r"PASSWORD: (?!\$\{)", text("compose.yaml")), "a password stands in the file"


def test_the_systemd_unit_starts_what_is_installed() -> None:
    unit = configparser.ConfigParser(interpolation=None, strict=False)
    unit.optionxform = str  # type: ignore[assignment,method-assign]
    unit.read_string(text("deploy/pongo-6xpos.service"))
    service = unit["Service"]
    assert service["ExecStart"] == "/opt/pongo-6xpos/.venv/bin/pongo-6xpos serve"
    assert service["User"] == "pongo-6xpos"
    assert f"useradd --system --home-dir /opt/pongo-6xpos {service['User']}" in text("docs/operate.md")
    assert service["EnvironmentFile"] in text("docs/operate.md")
    assert int(service["TimeoutStopSec"]) > 10
    assert service["ProtectSystem"] == "strict"
    assert service["WorkingDirectory"] == f"/var/lib/{service['StateDirectory']}"


def test_the_change_log_has_the_version_that_runs() -> None:
    version = tomllib.loads(text("pyproject.toml"))["project"]["version"]
    assert re.search(rf"^## {re.escape(version)}\b", text("CHANGELOG.md"), re.MULTILINE)


def test_the_workflow_runs_what_a_fresh_machine_does() -> None:
    jobs = yaml.safe_load(text(".github/workflows/ci.yml"))["jobs"]
    wanted = tomllib.loads(text("pyproject.toml"))["project"]["requires-python"]
    assert jobs["test"]["strategy"]["matrix"]["python"] == [wanted.removeprefix(">="), "3.x"]
    assert [step["run"] for step in jobs["test"]["steps"] if "run" in step] == [".ci/run"]
    assert "docker build --tag pongo-6xpos ." in [step.get("run") for step in jobs["image"]["steps"]]


def test_a_backup_with_compose_knows_the_database(compose: dict[str, Any]) -> None:
    backup, database = compose["services"]["backup"], compose["services"]["database"]
    assert backup["image"] == database["image"], "pg_dump is as new as the server"
    assert backup["environment"]["PGUSER"] == database["environment"]["POSTGRES_USER"]
    assert backup["environment"]["PGHOST"] in compose["services"]
    for volume in backup["volumes"]:
        source = volume.split(":")[0]
        assert source in compose["volumes"] or (ROOT / source).is_file()


def test_the_documented_pins_name_each_image_by_digest_and_are_renewed(tmp_path: Path) -> None:
    (block,) = [
        part for part in re.findall(r"```\n(.*?)```", text("docs/operate.md"), re.DOTALL) if "RepoDigests" in part
    ]
    for name in ("Dockerfile", "compose.yaml"):
        (tmp_path / name).write_text(text(name))
    docker = tmp_path / "docker"  # knows one digest for all; builds and pulls nothing
    for digit in "ab":
        docker.write_text(f"#!/bin/sh\n[ $2 != inspect ] || echo somewhere/it@sha256:{digit * 64}\n")
        docker.chmod(0o755)
        paths = {"PATH": f"{tmp_path}:/usr/bin:/bin"}
        subprocess.run(["sh", "-eu", "-c", block], cwd=tmp_path, env=paths, check=True, timeout=60)
        pinned = [(tmp_path / name).read_text() for name in ("Dockerfile", "compose.yaml")]
        used = re.findall(r"^FROM (\S+)", pinned[0], re.MULTILINE)
        used += [one["image"] for one in yaml.safe_load(pinned[1])["services"].values() if "build" not in one]
        assert len(used) == 4
        assert all(re.fullmatch(r"[a-z]+:[a-z0-9.-]+@sha256:" + digit * 64, one) for one in used), used
        assert [re.sub(r"@sha256:\w+", "", one) for one in pinned] == [text("Dockerfile"), text("compose.yaml")]
