"""The wheel and the sdist hold what they need: installed into a fresh environment, outside a clone, the bot works."""

import os
import shutil
import signal
import subprocess
import sys
import tarfile
from pathlib import Path

import pytest
import requests

from bot.sandbox.loopback import free_port
from bot.settings import Settings
from tests.waiting import until

pytestmark = pytest.mark.long
ROOT = Path(__file__).resolve().parents[2]
UV = Path(sys.executable).parent / "uv"
_BUILD = "import setuptools.build_meta as b; b.build_wheel('{out}'); b.build_sdist('{out}')"


class Installed:
    """An environment of its own with the wheel, and nothing of the clone."""

    def __init__(self, place: Path) -> None:
        self.place = place
        self._venv = place / "venv"
        self.run(str(UV), "venv", "--quiet", "--python", sys.executable, str(self._venv))

    def install(self, *arguments: str) -> None:
        environment = {"VIRTUAL_ENV": str(self._venv)}
        self.run(str(UV), "pip", "install", "--quiet", *arguments, **environment)

    def bot(self, *arguments: str, **variables: str) -> "subprocess.CompletedProcess[str]":
        return self.run(str(self._venv / "bin/pongo-6xpos"), *arguments, good=False, **variables)

    def begin(self, log: Path, *arguments: str) -> "subprocess.Popen[bytes]":
        with log.open("wb") as file:
            return subprocess.Popen(
                [str(self._venv / "bin/pongo-6xpos"), *arguments], cwd=self.place, stdout=file, stderr=file,
                env=self._environment({"PYTHONUNBUFFERED": "1"}),
                # As from a terminal: where the tests run in the background, a shell has them ignore Ctrl-C.
                preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
            )  # fmt: skip

    def run(self, *command: str, good: bool = True, **variables: str) -> "subprocess.CompletedProcess[str]":
        ended = subprocess.run(
            command, cwd=self.place, env=self._environment(variables), capture_output=True, text=True, timeout=280,
            check=False,
        )  # fmt: skip
        assert not good or ended.returncode == 0, ended.stdout + ended.stderr
        return ended

    def _environment(self, variables: dict[str, str]) -> dict[str, str]:
        # All but what leads back to the clone: where packages come from is this machine's own matter.
        ours = {"PYTHONPATH", "VIRTUAL_ENV", *(name.upper() for name in Settings.model_fields)}
        return {name: value for name, value in os.environ.items() if name.upper() not in ours} | variables


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Wheel and sdist, built from a copy: what building leaves behind is nobody's."""
    place = tmp_path_factory.mktemp("built")
    out = [*(ROOT / ".git", ROOT / ".venv")]
    shutil.copytree(ROOT, place / "copy", ignore=lambda here, names: [n for n in names if Path(here) / n in out])
    subprocess.run(
        [sys.executable, "-c", _BUILD.format(out=place)], cwd=place / "copy", check=True, capture_output=True,
        timeout=200, env={"PATH": os.environ["PATH"]},
    )  # fmt: skip
    return place


@pytest.fixture(scope="module")
def installed(built: Path, tmp_path_factory: pytest.TempPathFactory) -> Installed:
    """The bot as in the image: by the lock, then the wheel alone."""
    found = Installed(tmp_path_factory.mktemp("installed"))
    found.install("--require-hashes", "-r", str(ROOT / "requirements/runtime.lock"))
    found.install("--no-deps", *(str(wheel) for wheel in built.glob("*.whl")))
    return found


def test_it_migrates_checks_and_prints_outside_a_clone(installed: Installed) -> None:
    assert installed.bot("--version").stdout.strip()
    made = installed.bot("migrate")
    assert (made.returncode, (installed.place / "6xpos.db").is_file()) == (0, True), made.stderr
    assert "display_information" in installed.bot("manifest").stdout
    checked = installed.bot("check", PONGO_API_URL="")
    assert "✓ database: SQLite, at head" in checked.stdout
    assert "Traceback" not in checked.stderr
    assert installed.bot("show", "6X-0001").returncode == 1


def test_try_says_what_to_install_and_works_with_it(installed: Installed, tmp_path: Path) -> None:
    without = installed.bot("try", "--port", "0")
    assert without.returncode != 0
    assert "requirements/try.lock" in without.stderr
    assert "Traceback" not in without.stderr
    installed.install("--require-hashes", "-r", str(ROOT / "requirements/try.lock"))
    log = tmp_path / "log"
    port = free_port()
    process = installed.begin(log, "try", "--port", str(port))

    def page() -> bool:
        assert process.poll() is None, log.read_text()
        try:
            return "<html" in requests.get(f"http://127.0.0.1:{port}/", timeout=2).text
        except requests.RequestException:
            return False

    until(page, 90)
    process.send_signal(signal.SIGINT)
    process.wait(30)


def test_the_sdist_holds_what_the_documents_name(built: Path) -> None:
    (sdist,) = built.glob("*.tar.gz")
    with tarfile.open(sdist) as archive:
        names = {name.partition("/")[2] for name in archive.getnames()}
    needed = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True).stdout.split(
        "\n"
    )
    outside = ("bench/", ".github/", ".gitignore")
    missing = [name for name in needed if name and name not in names and not name.startswith(outside)]
    assert missing == []
