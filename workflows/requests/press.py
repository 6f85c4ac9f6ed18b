"""A press: who pressed or sent what, and the idempotency key that makes its repetition harmless."""

from dataclasses import dataclass, replace

from workflows.rules.policy import Person

_LONGEST = 100  # characters, as the columns hold them


@dataclass(frozen=True)
class Press:
    """A press of a button or the submission of a form in the workspace `team`. `key`: the same one twice is one."""

    person: Person
    team: str
    key: str

    @property
    def consequence(self) -> "Press":
        """By the same person, for what comes of the press besides: the key names one entry of the audit trail."""
        return replace(self, key="")

    @property
    def user_id(self) -> str:
        """Whose it is."""
        return self.person.user_id


def idempotency_key(*parts: object) -> str:
    """What names a press, whenever Slack delivers it again: what was pressed, then what tells it from any other press
    of the same (the trigger of a click, the id of a form)."""
    return ":".join(map(str, parts))[:_LONGEST]
