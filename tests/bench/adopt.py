"""The first day with a large sheet: from the reading to the first page of the modal, and until all are adopted."""

import tempfile
import time
from pathlib import Path
from zoneinfo import ZoneInfo

from bot.delivery.sheet_watch import seen_rows
from bot.sandbox.clock import MovableClock
from bot.texts import Texts
from bot.ui.adopt import form
from sheets.survey import SheetRow
from workflows.requests.adopt import Adoption
from workflows.requests.press import Press
from workflows.requests.transition import Transitions
from workflows.rules.adopt import by_slug
from workflows.rules.policy import Person
from workflows.rules.tokens import Sealer
from workflows.storage.database import Database

ROWS, TOKENS = 50_000, 2_000


def seconds() -> tuple[float, float]:
    """Until the first page is drawn, and for adopting all as guessed; on SQLite."""
    rows = [
        SheetRow(n + 2, f"Maison {n % TOKENS} Ville {n}", f"m{n % TOKENS}-v{n}", f"tok_bench_{n % TOKENS:012d}")
        for n in range(ROWS)
    ]
    with tempfile.TemporaryDirectory() as directory:
        database = Database(f"sqlite:///{Path(directory) / 'bench.db'}")
        database.migrate()
        adoption = Adoption(Transitions(database, MovableClock()), "x+{brand}@6xpos.fr")
        sealer, began = Sealer(Sealer.new_key()), time.perf_counter()
        left = adoption.left(by_slug(seen_rows(sealer, rows)))
        form(Texts("fr", ZoneInfo("Europe/Paris"), MovableClock()), left)
        shown, began = time.perf_counter() - began, time.perf_counter()
        assert len(left.groups) == TOKENS
        press = Press(Person("ULEAD", approver=True), "T06XPOS", "")
        made = adoption.adopt([(group, [group.brand]) for group in left.groups], press, "Léa", all_of_it=True)
        assert made == TOKENS
        took = time.perf_counter() - began
        database.close()
    return shown, took
