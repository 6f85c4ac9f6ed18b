"""The tables that the bot runs on: what is owed, how fast, the claims in the sheet, who is who, what was given out."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, Column, ForeignKey, Index, Integer, Text
from sqlmodel import Field, SQLModel

from workflows.storage.columns import IN_THE_QUEUE, OF_A_KIND, named, new_id, of_waiting, parent


class Purging(SQLModel, table=True):
    """Holds a record while a purge is at work, and only inside its transaction: it refers to one that cannot be
    there, so that no transaction which leaves it behind can commit."""

    __tablename__ = "purging"
    __table_args__ = (CheckConstraint("id = 1 AND never = 2", name="purging_never_commits"),)

    id: int = Field(sa_column=Column(Integer, primary_key=True, autoincrement=False))
    never: int = Field(
        sa_column=Column(
            ForeignKey("purging.id", deferrable=True, initially="DEFERRED", name="purging_never"), nullable=False
        )
    )


class Effect(SQLModel, table=True):
    """Something owed to the world by a transition. Effects of one lane are performed one after the other.

    `rank`: 0 where a person has just pressed something and waits, 1 for the rest. `bucket`: what it takes a turn of
    (`workflows.outbox.rate_limits`), where it may not be performed at any speed.
    """

    __tablename__ = "effect"
    __table_args__ = (
        of_waiting("effect_due", "rank", "due_at", "seq", only=IN_THE_QUEUE),
        of_waiting("effect_in_lane", "lane", "seq"),
        of_waiting("effect_by_kind", "kind", "due_at", only=OF_A_KIND),
        Index("effect_by_request", "request_id", "seq"),
    )

    seq: int | None = Field(default=None, primary_key=True)
    id: str = Field(default_factory=new_id, unique=True, max_length=32)
    request_id: str | None = Field(default=None, sa_column=Column(ForeignKey("request.id", ondelete="CASCADE")))
    kind: str = Field(max_length=32)
    lane: str = Field(max_length=80)
    rank: int = 0
    bucket: str | None = Field(default=None, max_length=80)
    payload: dict[str, Any] = Field(default_factory=dict, sa_column=Column(JSON, nullable=False))
    created_at: datetime
    due_at: datetime
    claimed_by: str | None = Field(default=None, max_length=64)
    claimed_until: datetime | None = None
    attempts: int = 0
    problem: str | None = Field(default=None, max_length=64, sa_column_kwargs=named("trouble", "problem"))
    problem_since: datetime | None = Field(default=None, sa_column_kwargs=named("troubled_since", "problem_since"))
    done_at: datetime | None = None
    ending: str | None = Field(default=None, max_length=32, sa_column_kwargs=named("outcome", "ending"))


class Digest(SQLModel, table=True):
    """The newest digest that a person (or the channel, for the approvers) was sent; or what the
    sheet watch told, as long as anything can be done about it: `holder` is the id of its effect then."""

    __tablename__ = "digest"

    holder: str = Field(primary_key=True, max_length=32)
    channel: str = Field(max_length=32)
    ts: str = Field(max_length=32)


class Bucket(SQLModel, table=True):
    """How much of a limit is left (`workflows.outbox.rate_limits`): `level` at the moment `at`; it fills as time
    passes. Google's has a `state` instead (`workflows.outbox.google_quota.Ledger`)."""

    __tablename__ = "bucket"

    key: str = Field(primary_key=True, max_length=80)
    level: float
    at: datetime
    state: dict[str, Any] | None = Field(default=None, sa_column=Column(JSON(none_as_null=True)))


class SheetProof(SQLModel, table=True):
    """When `prove-sheet` was last run on a spreadsheet, and which facts did not hold; `loses`: whether with one of them
    something would be lost."""

    __tablename__ = "sheet_proof"

    sheet: str = Field(primary_key=True, max_length=200)
    at: datetime
    failed: list[str] = Field(sa_column=Column(JSON, nullable=False))
    loses: bool = False


class FingerprintKey(SQLModel, table=True):
    """What fingerprints are made with, sealed: they stay comparable when TOKEN_KEY is changed. One record."""

    __tablename__ = "fingerprint_key"

    id: int = Field(default=1, primary_key=True)
    sealed: str = Field(sa_column=Column(Text, nullable=False))


class SheetJournal(SQLModel, table=True):
    """The claims of cells that are not settled, with the tokens whose place they took, sealed."""

    __tablename__ = "sheet_journal"

    sheet: str = Field(primary_key=True, max_length=200)
    sealed: str = Field(sa_column=Column(Text, nullable=False))
    saved_at: datetime


class Grant(SQLModel, table=True):
    """A state that was given out for Hey Pongo's OAuth form (`workflows.storage.oauth_states`). `key`: its SHA-256."""

    __tablename__ = "grant_state"
    __table_args__ = (Index("grant_until", "until"),)

    key: str = Field(primary_key=True, max_length=64)
    request_id: str = Field(sa_column=parent())
    user_id: str = Field(max_length=32)
    view_id: str = Field(max_length=32)
    version: int = Field(default=0, sa_column_kwargs={"server_default": "0"})  # of the request, as it was shown there
    until: datetime
    used: bool = False


class Profile(SQLModel, table=True):
    """What Slack told about a person: the language of their texts, and what to call them where no mention works."""

    __tablename__ = "profile"

    user_id: str = Field(primary_key=True, max_length=32)
    locale: str = Field(max_length=16)
    name: str = Field(default="", max_length=100)
    email: str = Field(default="", max_length=254)
    sees_home: bool = False
    seen_at: datetime
    # Until when an approver is away, as they have said: others are reminded in their place.
    away_until: datetime | None = None
