"""The journal of claims: noted before they are sent, so that after a crash it is known what each marker stands for.

It is kept by the caller as bytes, and must be sealed: it holds the tokens that markers take the place of.
"""

import json
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Protocol

from sheets.errors import WrongConfiguration
from sheets.plan import Target

VERSION = 2
DAY = 86_400.0
"""Seconds for which a claim is remembered of which nothing stood in the sheet: it may be carried out late."""

Json = dict[str, Any]


class Journal(Protocol):
    """Where the caller keeps the claims that are not settled. One journal serves one spreadsheet."""

    def load(self) -> bytes | None:
        """What was saved and not cleared, or None."""

    def save(self, state: bytes) -> None:
        """Stores the state durably before a claim is sent; whatever it raises stops the delivery before the claim."""

    def clear(self) -> None:
        """Forgets the state: everything is settled."""


@dataclass(frozen=True)
class OpenClaim:
    """A claim that is not known to be settled. `age`: in seconds; `late`: it was looked for, and not found there."""

    number: str
    age: float
    targets: tuple[Target, ...]
    late: bool = False


class Ledger:
    """The journal of one worksheet; read anew before each change, since another process may have written to it.

    `now`: the wall clock, seconds: what is kept is read by later processes.
    """

    def __init__(self, journal: Journal, name: str, now: Callable[[], float]) -> None:
        self._journal = journal
        self.name = name
        self._now = now

    def old_form(self) -> Json | None:
        """What version 0.1.0 kept, or None."""
        state = self._state()
        return state if state["version"] == 1 else None

    def forget_old_form(self) -> None:
        """What version 0.1.0 kept is dealt with."""
        self._journal.clear()

    def claims(self) -> list[OpenClaim]:
        """The claims that are not known to be settled, oldest first."""
        found = [
            OpenClaim(number, self._now() - kept["at"], tuple(Target(*t) for t in kept["targets"]), kept["late"])
            for number, kept in self._entry()["claims"].items()
        ]
        return sorted(found, key=lambda claim: -claim.age)

    def known(self, key: str) -> frozenset[str] | None:
        """Beside which slugs a delivery's token stood before its first claim that is not settled."""
        found = self._entry()["known"].get(key)
        return None if found is None else frozenset(found["slugs"])

    def unknown(self, number: str) -> float:
        """How many seconds ago a number that nobody knows was first seen; notes it."""
        found = self._entry()["unknown"].get(number)
        if found and found["at"] <= self._now():
            return float(self._now() - found["at"])
        with self._changed() as entry:
            entry["unknown"][number] = {"at": self._now()}
        return 0.0

    def claimed(self, claims: Mapping[str, Sequence[Target]], known: Mapping[str, Iterable[str]]) -> None:
        """Notes claims that are about to be sent, by number; `known`: kept where the method of that name says None."""
        with self._changed() as entry:
            for number, targets in claims.items():
                noted = [list(vars(target).values()) for target in targets]
                entry["claims"][number] = {"at": self._now(), "late": False, "targets": noted}
            for key, slugs in known.items():
                entry["known"].setdefault(key, {"slugs": sorted(slugs)})

    def late(self, number: str) -> None:
        """Nothing of that claim stands in the sheet; it may yet be carried out."""
        with self._changed() as entry:
            entry["claims"].get(number, {})["late"] = True

    def settled(self, numbers: Iterable[str] = (), keys: Iterable[str] = ()) -> None:
        """Forgets claims that are settled, and deliveries that are done, unless another process claims for them."""
        gone, entry = {"claims": set(numbers)}, self._entry()
        claims = [claim for number, claim in entry["claims"].items() if number not in gone["claims"]]
        held = {Target(*values).key for claim in claims if not claim["late"] for values in claim["targets"]}
        gone |= {"known": set(keys) - held, "unknown": gone["claims"]}
        if any(entry[kind].keys() & names for kind, names in gone.items()):
            with self._changed() as entry:
                for kind, names in gone.items():
                    entry[kind] = {name: kept for name, kept in entry[kind].items() if name not in names}

    def _state(self) -> Json:
        blob = self._journal.load()
        return _unpacked(blob) if blob else {"version": VERSION, "worksheets": {}}

    def _every(self) -> dict[str, dict[str, Json]]:
        state = self._state()
        return dict(state["worksheets"]) if state["version"] == VERSION else {}

    def _entry(self) -> dict[str, Json]:
        return {"claims": {}, "known": {}, "unknown": {}} | self._every().get(self.name, {})

    @contextmanager
    def _changed(self) -> Iterator[dict[str, Json]]:
        every, entry = self._every(), self._entry()
        yield entry
        for kind in ("claims", "unknown"):
            # A claim that was not looked for since does not grow old: its marker may stand in a token's place.
            old = {n for n, kept in entry[kind].items() if kept.get("late", True) and self._now() - kept["at"] >= DAY}
            entry[kind] = {name: kept for name, kept in entry[kind].items() if name not in old}
        every = {name: found for name, found in {**every, self.name: entry}.items() if any(found.values())}
        if every:
            text = json.dumps({"version": VERSION, "worksheets": every}, ensure_ascii=False, separators=(",", ":"))
            self._journal.save(zlib.compress(text.encode(), level=1))
        else:
            self._journal.clear()


def _unpacked(blob: bytes) -> Json:
    try:
        state = json.loads(zlib.decompress(blob))
        if state["version"] not in (1, VERSION):
            raise ValueError
        return dict(state)
    except (zlib.error, ValueError, KeyError, TypeError):
        # To go on without it could leave a marker in a token's place: a person must look.
        raise WrongConfiguration("the journal of unsettled writes cannot be read") from None
