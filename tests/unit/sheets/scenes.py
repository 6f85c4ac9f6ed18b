"""Scenes: a sheet, deliveries, a person, faults, kills, by one seed; what was wrong for an instant, or is at last."""

import random
from contextlib import suppress
from dataclasses import dataclass, field

from sheets.errors import FindReplaceRefused, HeadersMissing, RangeRefused, SheetError, TryAgain
from sheets.gateway import Gateway
from sheets.layout import Headers
from sheets.plan import Delivery, DeliveryReport, WantedStore
from tests.unit.sheets.direct import Killed, MemoryJournal, Wire, wire_to
from tests.unit.sheets.hands import Hands, HeaderGone
from tests.unit.sheets.oracle import Oracle, layout_of, texts_of

SLUGS = tuple("abcdefgh")
HEADER = ["RESTAURANT NAME", "SLUG PONGO", "TOKEN PONGO", "CITY"]
FATES = ("429", "500", "lost", "late", "repeated", "killed before", "killed after")


@dataclass(frozen=True)
class Kind:
    """What may happen. Probabilities are per call. `quirk`: how the embedded Google differs, for good; where it refuses
    findReplace, at some calls, until there is peace."""

    acts: float = 0.5
    faults: float = 0.0
    journal_lost: float = 0.0
    two: bool = False
    quirk: str = ""
    exceptional: bool = True


@dataclass
class Scene:
    """One scene, from its seed."""

    seed: int
    kind: Kind
    wrong: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        chance = self.chance = random.Random(f"{self.seed} {self.kind}")
        self.deliveries = self._deliveries(chance)
        self.wire, google = wire_to(self._rows(chance), height=chance.choice((14, 40)))
        self.quirks = google.quirks
        if self.kind.quirk:
            setattr(google.quirks, self.kind.quirk, True)
        self.refuses = self.kind.quirk == "find_replace_refused"
        self.differs = bool(self.kind.quirk) and not self.refuses
        self.hands = Hands(
            self.wire.book, chance, SLUGS, ["", "old-token", "theirs"], hides="hidden" in self.kind.quirk
        )
        self.oracle = Oracle(
            self.wire.book,
            self.deliveries,
            self.hands,
            plainly="blanks" in self.kind.quirk,
            refused=lambda: google.quirks.find_replace_refused,
        )
        self.journal = MemoryJournal()
        self.time = 1_000_000.0
        self.journals_lost = self.kills = self.faults = self.refused = 0
        self.quiet = False
        self.wire.before.append(self._before)
        self.wire.after.append(lambda kind: self._people())
        self.wire.fate = self._fate

    @staticmethod
    def _deliveries(chance: random.Random) -> list[Delivery]:
        found = []
        for number in range(chance.choice((1, 1, 2, 3))):
            slugs = chance.sample(SLUGS, chance.randint(1, 5))
            stores = tuple(WantedStore(f"Store {slug}", slug) for slug in slugs)
            how = chance.choice(("deliver", "deliver", "deliver", "replace", "withdraw"))
            token = (
                "" if how == "withdraw" else chance.choice((f"tok-{number}$1\\", f"1{number}e45", f"token-{number}"))
            )
            over = None if how == "deliver" else (lambda text: text == "old-token")
            found.append(Delivery(f"key-{number}", stores, token, over, adds=how == "deliver"))
        return found

    @staticmethod
    def _rows(chance: random.Random) -> list[list[str]]:
        rows = [["Notes"]] * chance.choice((0, 1)) + [HEADER]
        for number in range(chance.randint(2, 9)):
            token = chance.choice(("", "", "", "old-token", "theirs"))
            rows.append([f"Name {number}", chance.choice((*SLUGS, "x", "")), token, chance.choice(("Paris", ""))])
        return rows

    def _people(self) -> None:
        while not self.quiet and self.chance.random() < self.kind.acts:
            self.hands.act()

    def _before(self, kind: str) -> None:
        self._people()
        self.quirks.find_replace_refused = self.refuses and not self.quiet and self.chance.random() < 0.5
        if self.wire.late and (self.quiet or self.chance.random() < 0.3):
            with suppress(SheetError):
                self.wire.late.pop(0)()
        if self.kind.two and not self.quiet and not self.wire.busy and self.chance.random() < 0.2:
            self.wire.busy = True
            try:
                self._gateway().deliver(self.deliveries)
            except (SheetError, Killed):
                pass
            finally:
                self.wire.busy = False

    def _fate(self, kind: str) -> str:
        if self.quiet or self.chance.random() >= self.kind.faults:
            return ""
        self.faults += 1
        return self.chance.choice(FATES)

    def _gateway(self) -> Gateway:
        return Gateway(self.wire.client(), Headers(), self.journal, now=lambda: self.time)

    def play(self) -> list[str]:
        """Delivers until it succeeds, as the outbox does, first among people and faults, then in peace."""
        gateway = self._gateway()
        for attempt in range(40):
            self.quiet = attempt >= 6
            self.time += 20
            try:
                reports = gateway.deliver(self.deliveries)
            except Killed:
                self.kills += 1
                gateway = self._gateway()
                if self.chance.random() < self.kind.journal_lost:
                    self.journal.state = None
                    self.journals_lost += 1
                    self.oracle.journal_lost = True
                continue
            except HeaderGone:
                break
            except SheetError as error:
                if self._goes_on(error):
                    continue
                break
            if self.quiet and not any(isinstance(o.problem, TryAgain) for o in reports.values()):
                self._finished(reports)
                break
            self.time += 700 if self.quiet else 0
        else:
            self.wrong.append("not delivered")
        self._swept()
        left = {pair: n for pair, n in self.oracle.ours.items() if n and pair not in self.oracle.also_theirs}
        if left and not self.journals_lost and not self.differs:
            self.wrong.append(f"tokens are left where they do not belong: {left}")
        return [*self.oracle.wrong, *self.wrong]

    def _goes_on(self, error: SheetError) -> bool:
        """Whether the outbox would try again after that, and may have to."""
        if isinstance(error, TryAgain):
            self.time += error.retry_after or 0
            return True
        if isinstance(error, FindReplaceRefused) and self.refuses and not self.quiet:
            self.refused += 1
            return True
        if isinstance(error, RangeRefused) and not self.quiet:
            return True
        if not (isinstance(error, HeadersMissing) and self.oracle.plainly):
            self.wrong.append(f"{type(error).__name__}: {error}")
        return False

    def _swept(self) -> None:
        """What is still to come late comes now; then the bot looks for what is left, as it does by itself."""
        self.quiet = True
        for work in self.wire.late:
            with suppress(SheetError):
                work()
        self.wire.late.clear()
        gateway = self._gateway()
        for _ in range(3):
            try:
                wait, _ = gateway.sweep(always=True)
            except HeadersMissing:
                if not self.oracle.plainly:
                    raise
                return
            if wait is None:
                break
            self.time += wait
        if self.oracle.markers() and not self.differs:
            self.wrong.append(f"markers are left: {self.oracle.markers()}")

    def _finished(self, reports: dict[str, DeliveryReport]) -> None:
        """The sheet says what the reports say."""
        sheet = self.wire.book.worksheet()
        texts = texts_of(self.wire.book.state, sheet.id)
        layout = layout_of(texts)
        assert layout is not None
        for delivery in self.deliveries:
            report = reports[delivery.key]
            told = {c.slug for c in report.conflicts}
            for written in report.verified:
                if texts.get((written.row, layout.token), "").strip() != delivery.token:
                    self.wrong.append(f"row {written.row} was told to hold the token")
            rows = {text.strip(): row for (row, column), text in texts.items() if column == layout.slug}
            for store in delivery.stores:
                row = rows.get(store.slug)
                if delivery.adds and row is None and store.slug not in told:
                    self.wrong.append(f"{store.slug} has no row")
        for (_row, column), text in texts.items():
            undisturbed = not self.hands.near and not self.hands.over and not self.journals_lost and not self.differs
            if text.startswith("Store ") and column != layout.name and undisturbed:
                self.wrong.append(f"{text!r} is left in column {column}")
        kinds = {c.kind for o in reports.values() for c in o.conflicts} - {"other_token"}
        if kinds and not self.differs:
            self.wrong.append(f"conflicts in peace: {kinds}")


__all__ = ["Kind", "Scene", "Wire"]
