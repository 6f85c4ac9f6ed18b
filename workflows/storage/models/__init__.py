"""The tables. Every time is aware and in UTC; every text is plain, escaped only where it is shown."""

from workflows.storage.models.machinery import (
    Bucket,
    Digest,
    Effect,
    Grant,
    Profile,
    Purging,
    SheetJournal,
    SheetProof,
)
from workflows.storage.models.work import (
    AskedIn,
    Audit,
    BrandWord,
    Once,
    PendingToken,
    Reminder,
    Request,
    Store,
    StoreImport,
    Tick,
    TokenHealth,
    Unasked,
)

__all__ = [
    "AskedIn",
    "Audit",
    "BrandWord",
    "Bucket",
    "Digest",
    "Effect",
    "Grant",
    "Once",
    "PendingToken",
    "Profile",
    "Purging",
    "Reminder",
    "Request",
    "SheetJournal",
    "SheetProof",
    "Store",
    "StoreImport",
    "Tick",
    "TokenHealth",
    "Unasked",
]
