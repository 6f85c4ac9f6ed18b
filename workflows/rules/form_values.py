"""What the request form holds, exactly as typed, and as the database keeps it."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Self

from workflows.rules.kept import Kept


@dataclass(frozen=True)
class PickedFile(Kept):
    """A file of restaurants: Slack's id of it, its name, its size in bytes; whose it is where that is not whoever sends
    the form, and whether it is to be read, where it is attached to the message."""

    id: str
    name: str
    size: int = 0
    owner: str = ""
    ticked: bool = True


@dataclass(frozen=True)
class NamedRow(Kept):
    """A row of the sheet that the message names: what its option says to us, its name, whether it is to be taken."""

    value: str
    name: str
    ticked: bool = True


@dataclass(frozen=True)
class Asked(Kept):
    """The message that a form was opened from: in which thread; whose it is, empty for no person's; the ts of the reply
    that offered the form, empty where it was opened otherwise. `requester`: whom the form names, empty where it does
    not ask."""

    channel: str
    thread: str
    message: str
    author: str = ""
    offer: str = ""
    requester: str = ""


@dataclass(frozen=True)
class FormValues(Kept):
    """What the form holds, exactly as typed. `keep`: of which kept stores it is ticked that they stay."""

    brand: str = ""
    stores: str = ""
    merchant: str = ""
    note: str = ""
    prerequisites: tuple[str, ...] = ()
    mail: bool | None = None  # whether 6xpos shall get a mail; None where the form did not ask
    keep: tuple[str, ...] = ()
    files: tuple[PickedFile, ...] = ()
    sheet: bool = False  # whether rows of the sheet shall be chosen
    pongo: bool = False  # whether all its restaurants shall come from Hey Pongo
    version: int = 0  # of the request that is edited, as the form was filled from it
    asked: Asked | None = None  # the message that it was opened from, and what was taken from that
    attached: PickedFile | None = None
    rows: tuple[NamedRow, ...] = ()
    cut: bool = False  # whether the message may say more than the form takes from it

    @property
    def file(self) -> PickedFile | None:
        """The file to read: the one that was chosen, else the message's."""
        attached = self.attached if self.attached and self.attached.ticked else None
        return next(iter(self.files), attached)

    @property
    def from_sheet(self) -> bool:
        """Whether rows of the sheet are to be read."""
        return self.sheet or any(row.ticked for row in self.rows)

    @property
    def elsewhere(self) -> bool:
        """Whether there is something to read before the stores are known."""
        return bool(self.file) or self.from_sheet

    @property
    def unread(self) -> Self:
        """The same without the file, which is kept apart and cannot be put into a form again."""
        return replace(self, files=())

    @classmethod
    def from_json(cls, kept: Mapping[str, Any]) -> Self:
        """What `to_json` gave."""
        values = {name: tuple(one) if isinstance(one, list) else one for name, one in kept.items()}
        asked, attached, rows = kept.get("asked"), kept.get("attached"), kept.get("rows") or ()
        return super().from_json(
            values
            | {"asked": Asked.from_json(asked) if asked else None}
            | {"attached": PickedFile.from_json(attached) if attached else None}
            | {"files": (), "rows": tuple(NamedRow.from_json(row) for row in rows)}
        )
