"""The tables of the work: requests with their stores, ticks and history, who is reminded of them, what forms hold."""

from datetime import datetime
from typing import Any, TypeVar

from sqlalchemy import JSON, Boolean, Column, Index, String, Text, false, text
from sqlmodel import Field, SQLModel

from workflows.rules.effects import TokenToCheck
from workflows.rules.form_values import FormValues, PickedFile
from workflows.rules.kept import Kept
from workflows.rules.problems import Problem
from workflows.rules.sheet_candidates import Candidate
from workflows.rules.states import State
from workflows.rules.store_columns import FileColumns
from workflows.rules.store_lines import StoreLine, StoreProblem
from workflows.rules.token_health import HealthProblem
from workflows.rules.xlsx import FileProblem
from workflows.storage.columns import (
    HAS_FORMER,
    KEEP,
    PURGED,
    InSheet,
    Json,
    choice,
    named,
    new_id,
    parent,
)

K = TypeVar("K", bound=Kept)
# In the order of the characters, so that PostgreSQL's index finds beginnings whatever its locale.
_BY_CHARACTER = String(64).with_variant(String(64, collation="C"), "postgresql")


class Request(SQLModel, table=True):
    """One brand's wish to have its tills connected. `reference` names it; `version` counts what it asks for."""

    __tablename__ = "request"
    __table_args__ = (
        Index("request_by_state", "state", "number"),
        Index("request_by_requester", "requester", "number"),
        Index("request_by_requester_and_state", "requester", "state", "number"),
        Index("request_by_brand", "brand_key", "state"),
        Index("request_by_token", "token_fingerprint"),
        Index("request_by_card", "card_ts"),
        Index("request_with_former", "number", sqlite_where=text(HAS_FORMER), postgresql_where=text(HAS_FORMER)),
    )

    number: int | None = Field(default=None, primary_key=True)
    id: str = Field(default_factory=new_id, unique=True, max_length=32)
    team: str = Field(max_length=32)
    version: int = Field(default=1, sa_column_kwargs={"server_default": "1"})
    state: State = Field(sa_column=Column(choice(State), nullable=False))
    state_since: datetime
    brand: str = Field(sa_column=Column(Text, nullable=False))
    brand_key: str = Field(max_length=64)
    account: str = Field(max_length=254)
    merchant: str = Field(default="", max_length=64)
    note: str = Field(default="", sa_column=Column(Text, nullable=False))
    mail: bool = True  # whether 6xpos gets a mail that the integration is requested
    requester: str = Field(max_length=32)  # empty where it was adopted (`workflows.requests.adopt`)
    # Who opened it from somebody's message in a name that they chose by hand: as to approval, it is theirs too.
    opened_by: str | None = Field(default=None, max_length=32)
    approver: str | None = Field(default=None, max_length=32)
    token_giver: str | None = Field(default=None, max_length=32)
    token_view: str | None = Field(default=None, max_length=32)  # the modal in which they read how the writing goes
    token_sealed: str | None = Field(default=None, sa_column=Column(Text))
    token_fingerprint: str | None = Field(default=None, max_length=8)
    # While the token of a delivered request is replaced or withdrawn (`workflows.requests.token_replacement`): which
    # of the two, and who asked for it; and the fingerprints of all tokens that were written for it before, since the
    # sheet may hold any of them still.
    replacement: str | None = Field(default=None, max_length=16, sa_column_kwargs=named("rewriting", "replacement"))
    replacement_by: str | None = Field(
        default=None, max_length=32, sa_column_kwargs=named("rewriting_by", "replacement_by")
    )
    former_fingerprints: list[str] = Field(default_factory=list, sa_column=Column(JSON, nullable=False, default=list))
    problem: Problem | None = Field(default=None, sa_column=Column("trouble", Json(Problem), key="problem"))
    # All its stores, from Hey Pongo, once the token is there; and (slug, name) of those that the token sees beside its
    # own and that no request knows.
    from_pongo: bool = Field(default=False, sa_column=Column(Boolean, nullable=False, server_default=false()))
    more_stores: list[list[str]] | None = Field(default=None, sa_column=Column(JSON(none_as_null=True)))
    card_channel: str | None = Field(default=None, max_length=32)
    card_ts: str | None = Field(default=None, max_length=32)
    created_at: datetime
    updated_at: datetime

    @property
    def owners(self) -> tuple[str | None, ...]:
        """Who says yes to their own by saying yes to it."""
        return self.requester, self.opened_by

    @property
    def reference(self) -> str:
        """The name for people: `6X-0042`."""
        return f"6X-{self.number or 0:04d}"

    @property
    def stores_to_come(self) -> bool:
        """Whether its stores are still to come from Hey Pongo: whoever gives the token takes them with it."""
        return self.from_pongo and self.token_fingerprint is None

    @property
    def asked_for(self) -> bool:
        """Whether anybody is its requester: not of what was adopted, nor once a purge has removed who it was."""
        return self.requester not in ("", PURGED)


class AskedIn(SQLModel, table=True):
    """The message that a request was opened from, and the thread in which it stands."""

    __tablename__ = "asked_in"
    __table_args__ = (Index("asked_in_thread", "thread", "channel"),)

    request_id: str = Field(sa_column=parent(primary_key=True))
    channel: str = Field(max_length=32)
    thread: str = Field(max_length=32)
    message: str = Field(max_length=32)


class BrandWord(SQLModel, table=True):
    """What a request's brand is found by: its key from the beginning of each of its words on."""

    __tablename__ = "brand_word"
    __table_args__ = (Index("brand_word_by_request", "number"),)

    word: str = Field(sa_column=Column(_BY_CHARACTER, primary_key=True, nullable=False))
    number: int = Field(sa_column=parent("request.number", primary_key=True))


class Store(SQLModel, table=True):
    """One restaurant of a request. `open_slug` repeats the slug, in lower case, while the request is open: unique, so
    that the database itself keeps a slug out of a second open request. (Version 0.1.0 kept its case there.)"""

    __tablename__ = "store"
    __table_args__ = (
        Index("store_by_request", "request_id", "position"),
        Index("store_by_slug", "slug"),
        Index("store_by_token", "found_fingerprint"),
        Index("store_by_open_slug", text("lower(open_slug)")),
        Index("store_by_slug_key", text("lower(slug)")),
    )

    id: int | None = Field(default=None, primary_key=True)
    request_id: str = Field(sa_column=parent())
    position: int
    name: str = Field(sa_column=Column(Text, nullable=False))
    slug: str = Field(max_length=100)
    open_slug: str | None = Field(default=None, max_length=100, unique=True)
    in_sheet: InSheet = Field(
        default=InSheet.UNKNOWN, sa_column=Column(choice(InSheet), nullable=False, default=InSheet.UNKNOWN)
    )
    sheet_rows: list[int] = Field(default_factory=list, sa_column=Column(JSON, nullable=False))
    found_fingerprint: str | None = Field(default=None, max_length=8)
    # What stands for the slug in the sheet, as an approver has decided: the text of the cell that is meant, empty where
    # a row of its own is; None while nobody had to decide.
    sheet_slug: str | None = Field(default=None, sa_column=Column(Text))
    # Where no row holds its slug: the name beside the row (in `sheet_rows`) that only looks like it, to be decided.
    alike: str | None = Field(default=None, sa_column=Column(Text))
    # Whether the sheet was seen without a token for it since it was asked for: one that stands there later was typed
    # for this request.
    awaited: bool = False
    # Whether its row was added by us, once: where several hold its slug since, somebody sent our write again.
    added: bool = Field(default=False, sa_column=Column(Boolean, nullable=False, server_default=false()))
    # What an approver has decided about other tokens that stand beside its slug: fingerprint to KEEP or OVERWRITE.
    decided: dict[str, str] = Field(
        default_factory=dict, sa_column=Column(JSON, nullable=False, server_default="{}", default=dict)
    )
    # That its tills work, where a brand goes live store by store: since when, and who said so.
    live_at: datetime | None = None
    live_by: str | None = Field(default=None, max_length=32)
    # What 6xpos says of it in the sheet (`workflows.rules.sheet_ticks`): that it is live, that products are attached.
    said_live: str = Field(default="", max_length=60, sa_column_kwargs={"server_default": ""})
    said_products: str = Field(default="", max_length=60, sa_column_kwargs={"server_default": ""})

    @property
    def kept(self) -> frozenset[str]:
        """The fingerprints of tokens that are right beside its slug, though they are not the request's."""
        return frozenset(found for found, decision in self.decided.items() if decision == KEEP)


class Audit(SQLModel, table=True):
    """One transition: who did what, when, and where it led. Entries are only ever added: see
    `workflows.storage.audit_triggers`.

    `key`: the idempotency key of the press that caused it; the same press, delivered again, finds its entry.
    """

    __tablename__ = "audit"
    __table_args__ = (Index("audit_by_request", "request_id", "id"),)

    id: int | None = Field(default=None, primary_key=True)
    at: datetime
    request_id: str = Field(sa_column=parent())
    actor: str = Field(max_length=32)
    action: str = Field(max_length=32)
    from_state: str | None = Field(default=None, max_length=32)
    to_state: str = Field(max_length=32)
    reason: str | None = Field(default=None, sa_column=Column(Text))
    details: dict[str, Any] | None = Field(default=None, sa_column=Column(JSON(none_as_null=True)))
    key: str | None = Field(default=None, max_length=100, unique=True, sa_column_kwargs=named("interaction", "key"))

    def told(self, kind: type[K]) -> K | None:
        """What it says beside its action, one of `workflows.rules.details`; None where it says nothing of that kind."""
        return kind.find(self.details or {})


class Tick(SQLModel, table=True):
    """A step of 6xpos's own part that somebody has ticked: `step` is a `workflows.requests.go_live.LiveStep`."""

    __tablename__ = "tick"

    request_id: str = Field(sa_column=parent(primary_key=True))
    step: str = Field(primary_key=True, max_length=16)
    by: str = Field(max_length=32)
    at: datetime


class Reminder(SQLModel, table=True):
    """What a request waits for, while somebody holds it up: one record, due at one moment, claimed like an effect.

    `replacement`: that the token of a delivered request is neither replaced nor withdrawn yet, and not what the request
    waits for else.
    """

    __tablename__ = "reminder"
    __table_args__ = (Index("reminder_due", "due_at"), Index("reminder_by_holder", "holder", "since"))

    request_id: str = Field(sa_column=parent(primary_key=True))
    holder: str = Field(max_length=32)
    since: datetime
    kept_at: datetime
    due_at: datetime
    last_at: datetime | None = None
    snoozed_until: datetime | None = None
    count: int = 0
    warned: bool = False
    escalated: bool = False
    replacement: bool = Field(default=False, sa_column_kwargs=named("rewriting", "replacement"))


class Unasked(SQLModel, table=True):
    """A row of the sheet with a slug and no token that no request covers, since when, as the watch last saw it."""

    __tablename__ = "unasked"

    slug: str = Field(primary_key=True, max_length=200)
    name: str = Field(sa_column=Column(Text, nullable=False))
    row: int
    since: datetime


class TokenHealth(SQLModel, table=True):
    """What is known of a token that was given or stands in the sheet, by its fingerprint; never the token. The record
    without a fingerprint is of all tokens together, of Hey Pongo itself.

    `owner`: a fingerprint of the account that it belonged to at its delivery; `seen`: the slugs of its brand that it
    has been seen to see. `refused_since`, `unanswered_since`: since when Hey Pongo refuses it, or cannot be asked about
    it. `problem`: the one that is told, since when, about which slugs (`lost`); `told`: to approvers, last.
    """

    __tablename__ = "token_health"

    fingerprint: str = Field(primary_key=True, max_length=8)
    expires_at: datetime | None = None
    owner: str | None = Field(default=None, max_length=8)
    seen: list[str] = Field(default_factory=list, sa_column=Column(JSON, nullable=False))
    due_at: datetime
    answered_at: datetime | None = None
    accepted_at: datetime | None = None
    refused_since: datetime | None = None
    unanswered_since: datetime | None = None
    problem: HealthProblem | None = Field(default=None, sa_column=Column(choice(HealthProblem)))
    since: datetime | None = None
    lost: list[str] = Field(default_factory=list, sa_column=Column(JSON, nullable=False))
    told: str | None = Field(default=None, max_length=32)


class Once(SQLModel, table=True):
    """What must happen once, and when it did: a thread that was answered, the week's mail to 6xpos,
    the week's report."""

    __tablename__ = "once"

    key: str = Field(primary_key=True, max_length=120)
    at: datetime


class PendingToken(SQLModel, table=True):
    """A token that an approver has given and that is not written yet: being checked, or waiting for their word.

    `source`: where it comes from, `pasted`, `generated` or `reused`. `reason`: why it shall replace the one that is in
    the sheet already; None where the request has none yet. `version`: of the request, as its form showed it; 0 where
    the form said none. Sealed; gone once it is written, with the end of the request, or after a day.
    """

    __tablename__ = "pending_token"
    __table_args__ = (Index("pending_token_by_request", "request_id", "user_id"),)

    key: str = Field(primary_key=True, max_length=100, sa_column_kwargs=named("interaction", "key"))
    request_id: str = Field(sa_column=parent())
    user_id: str = Field(max_length=32)
    view_id: str = Field(max_length=32)
    sealed: str = Field(sa_column=Column(Text, nullable=False))
    source: str = Field(default="pasted", max_length=16)
    reason: str | None = Field(default=None, sa_column=Column(Text))
    version: int = Field(default=0, sa_column_kwargs={"server_default": "0"})
    finding: str | None = Field(default=None, max_length=32)
    # What Hey Pongo said, to be acted upon by one press: `near`, slugs to be replaced by others; `stores`, all that the
    # token sees, each with its slug, its name and how it stands in the sheet.
    seen: dict[str, Any] | None = Field(default=None, sa_column=Column(JSON(none_as_null=True)))
    at: datetime

    @property
    def named(self) -> TokenToCheck:
        """For the check that is owed: which token, and who waits where; they are to be answered when it is gone too."""
        return TokenToCheck(self.key, self.view_id, self.user_id)


class StoreImport(SQLModel, table=True):
    """What a form holds while its restaurants are read from elsewhere and looked at: a file input cannot be filled
    again. `key`: its idempotency key; the request that comes of it takes the record away, or the next day.

    `form`: what was typed. `file`: None where none was chosen. `stores`, `problems`: what was read or
    chosen. `file_problem`: why a file could not be read as a whole. `from_sheet`: rows of the sheet are to be chosen,
    among `rows`; `unusable`: the numbers of those whose slug is none; `sheet_problem`: why the sheet could not be read.
    `columns`: those of the file that were taken.
    """

    __tablename__ = "upload"
    __table_args__ = (Index("upload_by_time", "at"),)

    key: str = Field(primary_key=True, max_length=100, sa_column_kwargs=named("interaction", "key"))
    view_id: str = Field(max_length=32)
    user_id: str = Field(max_length=32)
    team: str = Field(max_length=32)
    request_id: str = Field(default="", max_length=32)  # the request that is edited, if any
    form: FormValues = Field(sa_column=Column(Json(FormValues), nullable=False))
    file: PickedFile | None = Field(default=None, sa_column=Column(Json(PickedFile)))
    ready: bool = False
    stores: list[StoreLine] = Field(default_factory=list, sa_column=Column(Json(StoreLine, many=True), nullable=False))
    problems: list[StoreProblem] = Field(
        default_factory=list, sa_column=Column(Json(StoreProblem, many=True), nullable=False)
    )
    file_problem: FileProblem | None = Field(
        default=None, sa_column=Column("trouble", choice(FileProblem), key="file_problem")
    )
    from_sheet: bool = False
    chosen: bool = False
    rows: list[Candidate] = Field(default_factory=list, sa_column=Column(Json(Candidate, many=True), nullable=False))
    unusable: list[int] = Field(default_factory=list, sa_column=Column(JSON, nullable=False))
    sheet_problem: Problem | None = Field(
        default=None, sa_column=Column("sheet_trouble", Json(Problem), key="sheet_problem")
    )
    columns: FileColumns | None = Field(default=None, sa_column=Column(Json(FileColumns)))
    at: datetime

    @property
    def file_name(self) -> str:
        """What the file is called; empty where there is none."""
        return self.file.name if self.file else ""

    @property
    def chosen_columns(self) -> tuple[int, int] | None:
        """The columns of names and slugs, where the person chose them."""
        return self.columns.both if self.columns and self.columns.chosen else None

    @property
    def choosing(self) -> bool:
        """Whether rows of the sheet can be chosen next: the sheet was read, and nothing else is wrong."""
        sound = not (self.file_problem or self.sheet_problem or self.problems)
        return self.ready and self.from_sheet and not self.chosen and sound
