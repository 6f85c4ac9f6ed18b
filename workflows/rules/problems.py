"""What is wrong with the work on a request, as its card says it: which kind, what its sentence names, how long it
waits."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

from workflows.rules.kept import Kept

SHOWN_AFTER = timedelta(minutes=1)
"""Who waits for longer reads on the card why, and until when."""
UNTIL = "until"
STRAY, TOKEN_MISSING = "stray", "token_missing"
"""Kinds of problems, and of their rows, that a delivered request has too: the token was taken away again from a row
whose slug was edited in the instant of the write; a row's token is gone, and nobody knows which one it was."""


@dataclass(frozen=True)
class Conflict(Kept):
    """A row of the sheet that holds another token than `wanted`, or whose slug only looks like the store's (`alike`:
    the text of its cell). `found`, `wanted`: fingerprints. `elsewhere`: another row of the store has ours already."""

    slug: str
    name: str
    row: int | None
    kind: str
    found: str | None
    wanted: str | None
    alike: str | None = None
    elsewhere: bool = False


@dataclass(frozen=True)
class Problem:
    """`named`: what its sentence names, such as the `account` or the `sheet`. `rows`: of the kinds `conflict`, `stray`
    and `token_missing`. `until`: when it is tried again, where that is long: ISO 8601, in UTC."""

    kind: str
    named: Mapping[str, Any] = field(default_factory=dict)
    rows: tuple[Conflict, ...] = ()
    until: str = ""

    @property
    def other_tokens(self) -> list[Conflict]:
        """The rows that hold another token: an approver decides about each."""
        return [row for row in self.rows if row.found]

    def to_json(self) -> dict[str, Any]:
        """As the database keeps it."""
        kept = {"kind": self.kind, **self.named}
        if self.rows:
            kept["rows"] = [row.to_json() for row in self.rows]
        return {**kept, UNTIL: self.until} if self.until else kept

    @classmethod
    def from_json(cls, kept: Mapping[str, Any]) -> "Problem":
        """What `to_json` gave."""
        named = {name: value for name, value in kept.items() if name not in ("kind", "rows", UNTIL)}
        rows = tuple(Conflict.from_json(row) for row in kept.get("rows") or [])
        return cls(str(kept.get("kind", "")), named, rows, str(kept.get(UNTIL) or ""))

    def waiting(self, wait: timedelta | None, now: datetime) -> "Problem":
        """The same, of what is tried again after `wait`."""
        return self if wait is None or wait <= SHOWN_AFTER else replace(self, until=(now + wait).isoformat())

    def same(self, other: "Problem | None") -> bool:
        """Whether two are the same, whenever they are tried again."""
        return other is not None and replace(self, until="") == replace(other, until="")

    def said_by(self, said: "Problem | None", now: datetime) -> bool:
        """Whether the card says that already; and until when, if that has not passed."""
        return said is not None and self.same(said) and (not self.until or said.until > now.isoformat())
