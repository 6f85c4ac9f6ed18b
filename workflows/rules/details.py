"""What entries of the audit trail say beside their action: read by `Audit.told`, kept as `Audit.details`."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from workflows.rules.kept import Kept


@dataclass(frozen=True)
class TokenGiven(Kept):
    """`source`: where the token comes from; `check`: what its check came to; `anyway`: somebody gave it all the same;
    `own_request`: its approver had asked for it themselves."""

    source: str = "pasted"
    check: str | None = None
    anyway: bool = False
    own_request: bool = False


@dataclass(frozen=True)
class OpenedFor(Kept):
    """SUBMIT, in somebody else's name. `to`: the requester, a user id."""

    to: str


@dataclass(frozen=True)
class Resubmitted(Kept):
    """RESUBMIT: what the request said and says now, each `[old, new]`: its fields; `slugs` and names (`renamed`) of
    stores that stayed; the names of those `added` and `removed`; `version`: of the request, which that made."""

    brand: Sequence[str] = ()
    account: Sequence[str] = ()
    merchant: Sequence[str] = ()
    note: Sequence[str] = ()
    from_pongo: Sequence[bool] = ()
    added: Sequence[str] = ()
    removed: Sequence[str] = ()
    slugs: Sequence[Sequence[str]] = ()
    renamed: Sequence[Sequence[str]] = ()
    version: int = 0


@dataclass(frozen=True)
class Versioned(Kept):
    """Whatever made a `version` of the request."""

    version: int


@dataclass(frozen=True)
class ConflictDecided(Kept):
    """KEEP_TOKEN, OVERWRITE_TOKEN, DROP_STORE: about which stores, by name, beside which the token with the fingerprint
    `found` stands. `removed`: those that the request asks for no more, in its `version`."""

    names: list[str]
    found: str
    removed: list[str] = field(default_factory=list)
    version: int = 0


@dataclass(frozen=True)
class Ticked(Kept):
    """TICK, UNTICK. `step`: a `workflows.requests.go_live.LiveStep`."""

    step: str


@dataclass(frozen=True)
class StoresLive(Kept):
    """STORES_LIVE: how many stores are live that were not, and the other way round."""

    live: int
    not_live: int


@dataclass(frozen=True)
class MailSent(Kept):
    """MAIL_SENT: which kind of mail."""

    mail: str


@dataclass(frozen=True)
class SlugsCorrected(Kept):
    """CORRECT_SLUGS: each slug as it was and as it is now; `version`: of the request, which that made."""

    slugs: list[list[str]]
    version: int = 0


@dataclass(frozen=True)
class StoresTaken(Kept):
    """TAKE_STORES: the names of those that the request has now, and of those it had and has no more, in its
    `version`."""

    names: list[str]
    version: int
    removed: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class RowChosen(Kept):
    """THIS_ROW, NEW_ROW: for the store with this slug, about the row whose cell holds `alike`."""

    slug: str
    alike: str | None
    row: int | None


@dataclass(frozen=True)
class RowsLeft(Kept):
    """LEAVE: the slugs of the rows that may stay as somebody has changed them."""

    left: list[str]


@dataclass(frozen=True)
class Snoozed(Kept):
    """SNOOZE: until when, ISO 8601."""

    until: str


@dataclass(frozen=True)
class Reassigned(Kept):
    """REASSIGN: to whom, a user id."""

    to: str
