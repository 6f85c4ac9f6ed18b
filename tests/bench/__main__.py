"""`make bench`: runs the rows, prints the table, writes bench/results.md. `--only GROUP` runs one group and writes
nothing: http, google, quota, scale, memory, page, slow, effects, adopt, felt, heard."""

import argparse
import contextlib
import json
import os
import platform
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import requests

from bot.sandbox.clock import MovableClock
from bot.sandbox.loopback import free_port
from tests.bench import adopt, effects, felt, heard, page, quota, slow
from tests.bench.load import SECRET, Measure, command_body, fire, submission_body, submitted
from tests.bench.scale import postgres_ratios, sqlite_ratios
from tests.bench.sheet import Sheets
from tests.scenarios.process import ServeProcess
from tests.waiting import until
from workflows.requests.changes import Requests
from workflows.requests.transition import Transitions
from workflows.rules.tokens import Sealer
from workflows.storage.database import Database

ROOT = Path(__file__).resolve().parents[2]
AT_ONCE, COMMANDS, SUBMISSIONS, ROUNDS = 32, 960, 480, 3
ALONE, IN_A_ROW = 15, 60


@contextmanager
def process(*arguments: str, **environment: str) -> Iterator[None]:
    """A helper process for as long as the block lasts."""
    running = subprocess.Popen([sys.executable, *arguments], cwd=ROOT, env=os.environ | environment)
    try:
        yield
    finally:
        running.kill()
        running.wait()


def answers(port: int) -> bool:
    """Whether something speaks HTTP there."""
    try:
        return requests.get(f"http://127.0.0.1:{port}/healthz", timeout=2).status_code < 500
    except requests.RequestException:
        return False


def best(measures: list[Measure]) -> Measure:
    """The quietest round: the machine has other things to do now and then."""
    return min(measures, key=lambda measure: measure.p99)


def measure_bare(kind: str, slack: str, bodies: list[str]) -> Measure:
    """A bare Bolt app under the same load."""
    port = free_port()
    with process("-m", "tests.bench.bare", kind, str(port), SLACK_API_URL=slack, SLACK_SIGNING_SECRET=SECRET):
        until(lambda: answers(port), 30)
        fire(port, bodies[:100], AT_ONCE)
        return best([fire(port, bodies, AT_ONCE) for _ in range(ROUNDS)])


def bot_environment(slack: str, key: str, url: str) -> dict[str, str]:
    """The bot's settings."""
    return {
        "SLACK_BOT_TOKEN": "xoxb-bench-bench", "SLACK_SIGNING_SECRET": SECRET, "SLACK_API_URL": slack,
        "PARTNERSHIPS_CHANNEL": "C0PARTNERS", "PARTNERSHIPS_USERGROUP": "S0PARTNERS", "SHEET_ID": "x" * 44,
        "SHEETS_API_URL": "http://127.0.0.1:9", "GOOGLE_SERVICE_ACCOUNT": os.environ["BENCH_ACCOUNT"],
        "PONGO_API_URL": "", "TOKEN_KEY": key, "DATABASE_URL": url, "LOG_LEVEL": "ERROR",
    }  # fmt: skip


def measure_bot(slack: str, key: str, directory: Path) -> tuple[Measure, Measure]:
    """The bot: slash commands, then approvals with a token."""
    url = f"sqlite:///{directory / 'bench.db'}"
    bot = ServeProcess(bot_environment(slack, key, url), directory / "serve.log")
    bot.start()
    try:
        bodies = [command_body(number) for number in range(COMMANDS)]
        fire(bot.port, bodies[:100], AT_ONCE)
        commands = best([fire(bot.port, bodies, AT_ONCE) for _ in range(ROUNDS)])
        store = Requests(Transitions(Database(url), MovableClock()), Sealer(key))
        approvals = []
        for round_number in range(ROUNDS):
            made = [submitted(store, round_number * SUBMISSIONS + n) for n in range(SUBMISSIONS)]
            bodies = [submission_body(made[n], round_number * SUBMISSIONS + n) for n in range(SUBMISSIONS)]
            approvals.append(fire(bot.port, bodies, AT_ONCE))
        return commands, best(approvals)
    finally:
        bot.kill()


def http_rows() -> list[list[str]]:
    """The rows about traffic."""
    port = free_port()
    slack = f"http://127.0.0.1:{port}/api/"
    key = Sealer.new_key()
    with process("-m", "tests.bench.stub", str(port)), tempfile.TemporaryDirectory() as directory:
        until(lambda: answers(port), 30)
        commands = [command_body(number) for number in range(COMMANDS)]
        approvals = [submission_body("x" * 32, number) for number in range(SUBMISSIONS)]
        only_ack = measure_bare("ack", slack, commands)
        modal = measure_bare("modal", slack, commands)
        only_view_ack = measure_bare("ack", slack, approvals)
        view_modal = measure_bare("modal", slack, approvals)
        command, approval = measure_bot(slack, key, Path(directory))
    return [
        row("slash command, 32 at once, p99 ms", command.p99, "bare app, ack and fixed modal", modal.p99, "≤ 1.5", 1.5),
        row("the same, against only an ack", command.p99, "bare app, ack", only_ack.p99, "shown", None),
        row("approval stored, 32 at once, p99 ms", approval.p99, "the same bare app", view_modal.p99, "≤ 2.5", 2.5),
        row("the same, against only an ack", approval.p99, "bare app, ack", only_view_ack.p99, "shown", None),
    ]


def slow_rows() -> list[list[str]]:
    """The ack while Slack, the sheet and the disk are slow."""
    key, quick, late = Sealer.new_key(), free_port(), free_port()
    with process("-m", "tests.bench.stub", str(quick)), process("-m", "tests.bench.stub", str(late), "1.0"):
        until(lambda: answers(quick) and answers(late), 30)
        quiet = slow.acks(bot_environment(f"http://127.0.0.1:{quick}/api/", key, ""), busy_disk=False)
        around = bot_environment(f"http://127.0.0.1:{late}/api/", key, "") | {
            "SHEETS_API_URL": f"http://127.0.0.1:{late}"
        }
        slowed = slow.acks(around, busy_disk=True)
    while_slow = "Slack and sheet at 1 s and a busy disk, p99 ms"
    worst = max(slowed.commands.p99, slowed.approvals.p99)
    return [
        row(f"ack of a command, {while_slow}", slowed.commands.p99, "quiet", quiet.commands.p99, "≤ 1.5", 1.5),
        row(f"ack of an approval, {while_slow}", slowed.approvals.p99, "quiet", quiet.approvals.p99, "≤ 1.5", 1.5),
        row("the slower of the two", worst, "3 s, when Slack gives up", 3_000, "≤ 1", 1.0),
    ]


def effect_rows() -> list[list[str]]:
    """Several processes on one PostgreSQL, each call to Slack 50 ms."""
    port, key = free_port(), Sealer.new_key()
    with process("-m", "tests.bench.stub", str(port), "0.05"):
        until(lambda: answers(port), 30)
        rates = effects.rates(bot_environment(f"http://127.0.0.1:{port}/api/", key, ""))
    goals = {2: 1.7, 4: 2.5}
    return [
        [f"effects a second, {count} processes, PostgreSQL", f"{rates[count]:.0f}", "1 process", f"{rates[1]:.0f}",
         f"{rates[count] / rates[1]:.2f}", f"≥ {goal}: {'yes' if rates[count] / rates[1] >= goal else 'NO'}"]
        for count, goal in goals.items()
    ]  # fmt: skip


def sheet_rows() -> list[list[str]]:
    """The rows about Google."""
    rows = []
    for stores in (1, 10, 100, 1_000):
        sheets = Sheets(stores)
        ours = sheets.ours()
        tried = min(stores, 20)  # theirs grows by the same for each store: twenty show it
        theirs = sheets.theirs(tried)
        sheets.stop()
        calls, seconds = theirs.calls / tried * stores, theirs.seconds / tried * stores
        verdict = "≤ 3 calls: " + ("yes" if ours.calls <= 3 else "NO")
        rows.append(
            [f"Google calls, {stores} stores", str(ours.calls), "find + update_cell", f"{calls:.0f}", "", verdict]
        )
        if stores == 1_000:
            ratio = seconds / ours.seconds
            verdict = "≥ 100 times faster: " + ("yes" if ratio >= 100 else "NO")
            rows.append(
                [f"{stores} stores at 50 ms a call, s", f"{ours.seconds:.2f}", "find + update_cell", f"{seconds:.0f}",
                 f"{ratio:.0f}", verdict]
            )  # fmt: skip
    return rows


def quota_rows() -> list[list[str]]:
    """200 approvals under Google's quota."""
    ours, theirs = quota.seconds(together=True), quota.seconds(together=False)
    verdict = "≥ 10 times faster: " + ("yes" if theirs / ours >= 10 else "NO")
    return [
        ["200 approvals, 60 calls a minute, s", f"{ours:.1f}", "one at a time", f"{theirs:.0f}",
         f"{theirs / ours:.0f}", verdict]
    ]  # fmt: skip


def scale_rows() -> list[list[str]]:
    """The rows about very many requests."""
    return [
        row(f"{name} among 100,000 requests, ms", many, "among 1,000", few, "≤ 1.5", 1.5)
        for name, many, few in sqlite_ratios()
    ] + [
        row(f"{name} among 100,000 requests, PostgreSQL, ms", many, "among 1,000", few, "≤ 1.5", 1.5)
        for name, many, few in postgres_ratios()
    ]


def memory_rows() -> list[list[str]]:
    """Start and memory of `serve`, beside a bare app."""
    port, key = free_port(), Sealer.new_key()
    slack = f"http://127.0.0.1:{port}/api/"
    figures: list[tuple[float, float, float]] = []
    sheets = Sheets(1, delayed=False)
    around = {"SHEETS_API_URL": sheets.url, "SHEET_ID": sheets.id, "GOOGLE_SERVICE_ACCOUNT": json.dumps(sheets.account)}
    with process("-m", "tests.bench.stub", str(port)), tempfile.TemporaryDirectory() as directory:
        until(lambda: answers(port), 30)
        bare, bare_at = free_port(), time.perf_counter()
        with process("-m", "tests.bench.bare", "ack", str(bare), SLACK_API_URL=slack, SLACK_SIGNING_SECRET=SECRET):
            until(lambda: answers(bare), 30)
            figures.append((time.perf_counter() - bare_at, resident("tests.bench.bare"), 0))
        url = f"sqlite:///{directory}/bench.db"
        database = Database(url)
        database.migrate()  # as each start finds it but the first one of a version
        bot = ServeProcess(bot_environment(slack, key, url) | around, Path(directory) / "log")
        began = time.perf_counter()
        bot.start()
        started = time.perf_counter() - began
        fresh = resident("tests.scenarios.unhurried")
        store = Requests(Transitions(database, MovableClock()), Sealer(key))
        for number in range(0, 5_000, 1_000):  # as much as a large team does in a year, in a few seconds
            made = [submitted(store, number + n) for n in range(40)]
            bodies = [command_body(number + n) for n in range(960)]
            bodies += [submission_body(request_id, number + n) for n, request_id in enumerate(made)]
            fire(bot.port, bodies, AT_ONCE)
        figures.append((started, fresh, resident("tests.scenarios.unhurried")))
        bot.kill()
    sheets.stop()
    (bare_start, bare_memory, _), (start, memory, after) = figures
    return [
        row("cold start to answering, s", start, "bare app", bare_start, "≤ 1.5", 1.5),
        row("memory when started, MB", memory, "bare app", bare_memory, "≤ 1.5", 1.5),
        row("memory after 4,800 commands and 200 approvals, MB", after, "150 MB", 150, "≤ 1", 1.0),
    ]


def page_rows() -> list[list[str]]:
    """The page of `try` with 200 messages, in a browser."""
    ours, static = page.figures()
    return [
        row("page with 200 messages, first paint, ms", ours.paint, "1,000 ms", 1000, "≤ 1", 1.0),
        row("the same, all messages shown, ms", ours.shown, "1,000 ms", 1000, "≤ 1", 1.0),
        row("the same, all messages shown, ms", ours.shown, "static page", static.shown, "shown", None),
        row("scrolling them, worst twentieth of frames, ms", ours.frame, "static page", static.frame, "≤ 1.5", 1.5),
    ]


def adopt_rows() -> list[list[str]]:
    """The first day, with a sheet that is large already."""
    shown, made = adopt.seconds()
    return [
        row(
            "adopt: 50,000 rows of 2,000 tokens, first page drawn, s", shown, "3 s, when Slack gives up", 3, "≤ 1", 1.0
        ),
        row("the same: all 2,000 brands adopted, s", made, "ten minutes", 600, "shown", None),
    ]


def heard_rows() -> list[list[str]]:
    """What it takes to understand the longest message that is read."""
    much, texts = heard.known(), list(heard.messages())
    took = sorted((heard.milliseconds(text, much), text) for text in texts)
    whole, slowest = took[-1]
    half = heard.milliseconds(slowest[: len(slowest) // 2], much)
    many = heard.milliseconds(heard.restaurants(), much)
    worst, its_half = heard.worst_growth()
    characters = "4,000 characters, 50,000 slugs known, ms"
    return [
        row(f"the worst of {len(heard.AGAIN)} signs again and again, ms", worst, "half of it", its_half, "≤ 2.5", 2.5),
        row(
            f"messages of {len(texts)} collections, the middle one, {characters}",
            took[len(took) // 2][0],
            "5 ms",
            5,
            "≤ 1",
            1.0,
        ),
        row(f"the same, the slowest, {characters}", whole, "5 ms", 5, "≤ 1", 1.0),
        row(f"a list of restaurants, {characters}", many, "5 ms", 5, "≤ 1", 1.0),
        row("the slowest collection, 4,000 characters, ms", whole, "2,000 of them", half, "≤ 2.5", 2.5),
    ]


def felt_rows() -> list[list[str]]:
    """What one person waits for, beside the calls that it takes."""
    alone, crowd = felt.one_at_a_time(ALONE), felt.in_a_row(IN_A_ROW)
    row_longest, card_longest = (max(ask.waits[step] for ask in crowd) for step in (felt.ROW, felt.DELIVERED))
    return [
        *felt_steps(f"one at a time, median of {ALONE}", alone, felt.STEPS),
        *felt_steps(f"{IN_A_ROW} in a row, median", crowd, (felt.FORM, felt.NEXT_CARD, felt.TOKEN_FORM)),
        row(
            f"{felt.ROW.name}, {IN_A_ROW} in a row, the longest, s", row_longest,
            f"a delivery in {felt.BETWEEN:.1f} s, as Google's quota lets it; {felt.ROW.calls}",
            felt.BETWEEN + felt.ROW.least(crowd[0].bare), "≤ 1.3", 1.3, digits=2,
        ),
        row(
            f"{felt.DELIVERED.name}, {IN_A_ROW} in a row, the longest, s", card_longest,
            f"a delivery in {felt.BETWEEN:.1f} s; {felt.DELIVERED.calls}",
            felt.BETWEEN + felt.DELIVERED.least(crowd[0].bare), "≤ 1.3", 1.3, digits=2,
        ),
    ]  # fmt: skip


def felt_steps(how: str, asks: Sequence[felt.Ask], steps: Sequence[felt.Step]) -> list[list[str]]:
    """A row for each step."""
    return [
        row(f"{step.name}, {how}, s", felt.median(asks, step), step.calls, least, "≤ 1.3", 1.3, digits=2)
        for step in steps
        for least in [step.least(asks[0].bare)]
    ]


def resident(of: str) -> float:
    """The megabytes of our child whose command line holds `of` (Linux only)."""
    found = []
    for entry in Path("/proc").iterdir():
        with contextlib.suppress(OSError, ValueError):
            line = (entry / "cmdline").read_bytes().replace(b"\0", b" ").decode()
            status = (entry / "status").read_text()
            if of in line and f"PPid:\t{os.getpid()}\n" in status:
                found.append((int(entry.name), int(status.partition("VmRSS:")[2].split()[0]) / 1024))
    return max(found)[1]


def row(
    what: str, ours: float, against: str, baseline: float, goal: str, most: float | None, *, digits: int = 1
) -> list[str]:
    """One line of the table; `most`: the largest ratio that is good."""
    ratio = ours / baseline
    verdict = goal if most is None else f"{goal}: {'yes' if ratio <= most else 'NO'}"
    return [what, f"{ours:.{digits}f}", against, f"{baseline:.{digits}f}", f"{ratio:.2f}", verdict]


GROUPS = {
    "http": http_rows, "google": sheet_rows, "quota": quota_rows, "scale": scale_rows, "memory": memory_rows,
    "page": page_rows, "slow": slow_rows, "effects": effect_rows, "adopt": adopt_rows,
    "felt": felt_rows, "heard": heard_rows,
}  # fmt: skip


def main() -> None:
    """Runs everything."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--only", choices=GROUPS)
    only = parser.parse_args().only
    sheets = Sheets(1)
    os.environ["BENCH_ACCOUNT"] = json.dumps(sheets.account)
    sheets.stop()
    rows = [line for name, group in GROUPS.items() if only in (None, name) for line in group()]
    head = ["row", "the bot", "baseline", "its figure", "ratio", "to reach"]
    lines = ["| " + " | ".join(cells) + " |" for cells in (head, ["---"] * len(head), *rows)]
    machine = f"{platform.system()} {platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}"
    text = f"# Bench\n\n{datetime.now(UTC):%Y-%m-%d}, {machine}.\n\n" + "\n".join(lines) + "\n"
    print(text)
    if only:
        return
    (ROOT / "bench").mkdir(exist_ok=True)
    (ROOT / "bench" / "results.md").write_text(text)


if __name__ == "__main__":
    main()
