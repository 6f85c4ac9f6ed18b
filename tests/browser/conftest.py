"""A real browser before the embedded workspace, with the real bot in it."""

import os
import shutil
from collections.abc import Generator, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, sync_playwright

from bot.sandbox.play import Playground
from tests.browser.hands import Hands
from tests.scenarios.stage import PATIENCE_SECONDS

BROWSERS = ("chromium", "chromium-browser", "google-chrome")
ARGUMENTS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
]  # fmt: skip
PICTURES = Path(__file__).parents[2] / "docs"
FAILURES = Path(__file__).with_name("failures")


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """The installed browser, headless; the test is skipped where there is none."""
    found = next((path for name in BROWSERS if (path := shutil.which(name))), None)
    if found is None:
        pytest.skip(f"no browser: none of {', '.join(BROWSERS)} is installed")
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=found, args=ARGUMENTS)
        yield started
        started.close()


@pytest.fixture
def playground() -> Iterator[Playground]:
    """What `try` runs, on a free port."""
    started = Playground(0)
    started.start()
    # A machine that other tests keep busy answers late at times, and what is looked at is the page.
    slack = started.workspace.slack
    slack.ack_seconds = slack.triggers.seconds = started.bot.app.patience = PATIENCE_SECONDS
    yield started
    started.stop()


@pytest.fixture
def pictures(tmp_path: Path) -> Path:
    """Where screenshots go: with PICTURES=1 the folder that the README shows, else one that is thrown away."""
    folder = PICTURES if os.environ.get("PICTURES") == "1" else tmp_path / "pictures"
    folder.mkdir(parents=True, exist_ok=True)
    return folder


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Leaves a picture of every open tab of a failed test in `failures/`."""
    report = yield
    hands = getattr(item, "funcargs", {}).get("hands")
    if report.when == "call" and report.failed and hands is not None:
        FAILURES.mkdir(exist_ok=True)
        hands.photograph(FAILURES, item.name)
    return report


@pytest.fixture
def hands(browser: Browser, playground: Playground, pictures: Path) -> Iterator[Hands]:
    """Opens tabs for people. At the end no tab may have logged an error."""
    found = Hands(browser, playground, pictures)
    yield found
    found.close()
    assert found.complaints == []
