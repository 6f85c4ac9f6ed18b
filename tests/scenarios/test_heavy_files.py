"""Files that take long, or end the bot: nobody else waits, and it is not tried for ever."""

import threading
from pathlib import Path
from typing import Any

import pytest

from bot.sandbox.workspace import Workspace
from tests.scenarios.process import ServeProcess
from tests.scenarios.stage import NORA, OSCAR, TICKS, Stage, shown
from tests.tables import HEADERS, csv_of, repacked, restaurants, xlsx_of
from tests.waiting import until

THREE = csv_of([HEADERS, *restaurants(3)])


def send(stage: Stage, who: str, name: str, data: bytes, brand: str) -> None:
    stage.submit(who, brand=brand, stores="", stores_file=[stage.as_(who).upload(name, data)])


def modal(stage: Stage, who: str) -> dict[str, Any]:
    found: dict[str, Any] = stage.workspace.slack.modals(who)[-1]
    return found


def test_two_lines_do_not_wait_for_somebody_elses_heavy_file(stage: Stage) -> None:
    begun, over = threading.Event(), threading.Event()

    def hold_the_first(method: str, _: Any) -> None:
        if method == "files.info" and not begun.is_set():
            begun.set()
            over.wait(30)

    stage.workspace.slack.before_call.append(hold_the_first)
    try:
        send(stage, OSCAR, "lourd.csv", THREE, "Lourd")
        assert begun.wait(10)
        send(stage, NORA, "deux.csv", THREE, "Deux")
        until(lambda: modal(stage, NORA)["callback_id"] == "stores_preview", 20)
        assert modal(stage, OSCAR)["callback_id"] == "stores_reading"
    finally:
        over.set()
    stage.settle()
    assert modal(stage, OSCAR)["callback_id"] == "stores_preview"


def test_whoever_sends_many_heavy_files_waits_for_themselves(stage: Stage) -> None:
    seen, over = [], threading.Event()

    def hold(method: str, arguments: Any) -> None:
        if method == "files.info":
            seen.append(arguments["file"])
            over.wait(30 if len(seen) == 1 else 0)

    stage.workspace.slack.before_call.append(hold)
    try:
        for number in range(8):
            send(stage, OSCAR, f"lourd{number}.csv", THREE, f"Lourd {number}")
        send(stage, NORA, "deux.csv", THREE, "Deux")
        until(lambda: modal(stage, NORA)["callback_id"] == "stores_preview", 20)
        assert len(seen) == 2
    finally:
        over.set()
    stage.settle()
    assert len(seen) == 9


def test_a_workbook_that_unpacks_to_gigabytes_is_refused_with_what_to_do(stage: Stage) -> None:
    sheet = b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData><row r="1">'
    bomb = repacked(xlsx_of([("a", "b")]), sheet1=sheet + b"<c/>" * 7_000_000 + b"</row></sheetData></worksheet>")
    send(stage, OSCAR, "bombe.xlsx", bomb, "Bombe")
    stage.settle(60)
    view = modal(stage, OSCAR)
    assert "« bombe.xlsx » est trop lourd à lire" in shown(view).replace("\u00a0", " ")
    assert view["submit"] is None


@pytest.mark.timeout(300)
def test_what_ends_the_bot_thrice_is_not_tried_again(workspace: Workspace, tmp_path: Path) -> None:
    settings = workspace.settings(DATABASE_URL=f"sqlite:///{tmp_path / 'bot.db'}", SHEET_WATCH_MINUTES="0")
    process, tries = ServeProcess(settings, tmp_path / "log"), []

    def strike(method: str, _: Any) -> None:
        if method == "files.info":
            tries.append(method)
            process.kill()

    process.start()
    try:
        workspace.slack.deliver_to(process.url)
        oscar = workspace.slack.as_person(OSCAR)
        oscar.command("/6xpos-request", "")
        until(lambda: workspace.slack.modals(OSCAR), 20)
        view = workspace.slack.modals(OSCAR)[-1]
        file = oscar.upload("lourd.csv", THREE)
        oscar.fill(view["id"], "brand", "Lourd")
        workspace.slack.before_call.append(strike)
        oscar.submit(view["id"], prerequisites=TICKS, stores_file=[file])

        def told() -> bool:
            if not process.alive():
                process.start()
            shows = workspace.slack.modals(OSCAR)[-1]
            return bool(shows["callback_id"] == "stores_preview")

        until(told, 120)
        assert "« lourd.csv » est trop lourd" in shown(workspace.slack.modals(OSCAR)[-1]).replace("\u00a0", " ")
        assert len(tries) == 3
    finally:
        process.kill()
