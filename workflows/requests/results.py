"""The draft that goes into a change of a request, and the results that an attempt to change one can have.

Callers turn each result into an answer; none is an exception.
"""

from dataclasses import dataclass
from datetime import datetime

from workflows.rules.policy import Verdict
from workflows.rules.problems import Conflict
from workflows.rules.store_lines import StoreLine
from workflows.storage.columns import InSheet
from workflows.storage.models import Audit, Request, Tick


@dataclass(frozen=True)
class Draft:
    """What the form holds, already checked by `workflows.rules.store_lines`. `mail`: whether 6xpos shall be mailed
    that the integration is requested; None where nobody was asked: yes, or what was said before. `from_pongo`: all the
    brand's restaurants, those that Hey Pongo lists once the token is there."""

    brand: str
    account: str
    stores: tuple[StoreLine, ...]
    merchant: str = ""
    note: str = ""
    mail: bool | None = None
    from_pongo: bool = False


@dataclass(frozen=True)
class StoreNow:
    """What the sheet holds for a slug. `added`: its row is there since we have added it. `alike`: where no row holds
    it, the name beside the one in `rows` that only looks like it."""

    slug: str
    in_sheet: InSheet
    rows: tuple[int, ...] = ()
    found_fingerprint: str | None = None
    added: bool = False
    alike: str | None = None


@dataclass(frozen=True)
class Done:
    """It happened; `repeated` when this very press had done it before."""

    request: Request
    repeated: bool = False


@dataclass(frozen=True)
class Late:
    """The request has moved on: `last` is what happened to it."""

    request: Request
    last: Audit


@dataclass(frozen=True)
class Outdated:
    """The person was shown another version of the request: `changes` are what has happened to it since, oldest first.
    Empty where the form said no version (drawn by 0.1.0)."""

    request: Request
    changes: tuple[Audit, ...]


@dataclass(frozen=True)
class Already:
    """Somebody has ticked that step before; `tick` None: somebody has taken the tick back before."""

    request: Request
    step: str
    tick: Tick | None


@dataclass(frozen=True)
class TooSoon:
    """The requester has asked after it at the moment `last`, and may do so again from `again` on."""

    request: Request
    last: datetime
    again: datetime


@dataclass(frozen=True)
class Refused:
    """This person may not do that; the verdict says why."""

    request: Request
    verdict: Verdict


@dataclass(frozen=True)
class NotFound:
    """No such request in this workspace."""


@dataclass(frozen=True)
class SheetChanged:
    """The sheet was seen to hold another token since than the person was shown: `now`."""

    request: Request
    now: Conflict


@dataclass(frozen=True)
class LastStore:
    """The request would ask for no restaurant any more."""

    request: Request


@dataclass(frozen=True)
class StoresUnknown:
    """A token came for a request whose restaurants are to come from Hey Pongo, before anybody has taken them."""

    request: Request


Missed = Late | Refused | Outdated | NotFound | SheetChanged | LastStore | StoresUnknown
"""Nothing was changed, and why."""


@dataclass(frozen=True)
class Taken:
    """A slug that belongs to another open request."""

    store: StoreLine
    reference: str
    requester: str


@dataclass(frozen=True)
class SlugsTaken:
    """Nothing was stored: these slugs belong to other open requests."""

    taken: tuple[Taken, ...]


@dataclass(frozen=True)
class BrandOpen:
    """Nothing was stored: the brand has another open request, and the person has not confirmed yet."""

    other: Request
