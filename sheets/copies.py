"""Copies of the worksheet that a write makes of it, and whether Google makes them.

Google carries out one `spreadsheets.batchUpdate` wholly and in its order. So a write first copies the worksheet to a
hidden one: what that shows is the sheet at the very instant of the write, with whatever a person typed or moved a
moment before. The copy is read back together with the sheet, and deleted when all is verified.
"""

import secrets
from dataclasses import dataclass

# Answers lost one after the other until a write goes without a copy, in case the copy is why: of a large worksheet it
# may take Google too long. A lost answer alone is a network's, and what goes without can be wrong about one cell.
PATIENCE = 3

PREFIX = "pongo-6xpos copy"
"""How the titles of our copies begin: what a crash left of them is known by it, and no other worksheet is."""


@dataclass(frozen=True)
class Copy:
    """A copy of the worksheet: its id and its title, both chosen by us before it is made."""

    id: int
    title: str


def new_copy(worksheet: int, number: int | None = None) -> Copy:
    """A copy to be made of a worksheet.

    `number`: the id that it shall have. Google makes no two worksheets of one id: where an earlier write may yet be
    carried out, a write with its copy's id is carried out instead of it or not at all.
    """
    title = f"{PREFIX} {worksheet}-{secrets.token_hex(6)}"
    return Copy(secrets.randbelow(2**31 - 2) + 1 if number is None else number, title)


def is_copy(title: str, worksheet: int | None = None) -> bool:
    """Whether a worksheet of that title is a copy of ours; with `worksheet`, one of that worksheet."""
    return title.startswith(PREFIX if worksheet is None else f"{PREFIX} {worksheet}-")


class Copying:
    """What is known, in this process, of whether Google makes copies. Not safe across threads."""

    def __init__(self) -> None:
        self._given_up = False
        self._lost = self._refusals = 0

    @property
    def wanted(self) -> bool:
        """Whether the next write shall make one."""
        return not self._given_up and self._lost < PATIENCE

    def made(self) -> None:
        """A copy was made."""
        self._lost = self._refusals = 0

    def uncertain(self) -> None:
        """The answer to a write with a copy did not come: after PATIENCE of them the next write goes without."""
        self._lost += 1

    def range_refused(self) -> bool:
        """A write with a copy was answered by a 400. Answers whether that happened twice running.

        Once may be a race: a row or a column that is gone. Twice, and it is the copy that is not wanted.
        """
        self._refusals += 1
        return self._refusals > 1

    def carried_out_without(self, *, refused: bool = False) -> None:
        """A write without a copy was carried out; `refused`: one with a copy was not, by an answer that is certain."""
        # The next one is tried with a copy once more, and only once where it may be why.
        self._lost, self._refusals = min(self._lost, PATIENCE - 1), 0
        self._given_up = self._given_up or refused

    def give_up(self) -> None:
        """Whoever answers there takes no notice of what a copy is."""
        self._given_up = True
