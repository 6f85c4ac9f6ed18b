"""The base of dataclasses that the database keeps as JSON: `to_json` writes them, `from_json` reads them back."""

from collections.abc import Mapping
from dataclasses import MISSING, Field, asdict, dataclass, fields
from typing import Any, Self


@dataclass(frozen=True)
class Kept:
    """What has a default and is at it is left out. A field that the database knows by another name says it in its
    metadata."""

    def to_json(self) -> dict[str, Any]:
        """As the database keeps it."""
        values = asdict(self)
        told = [one for one in fields(self) if one.default is MISSING or values[one.name] != one.default]
        return {_name(one): values[one.name] for one in told}

    @classmethod
    def from_json(cls, kept: Mapping[str, Any]) -> Self:
        """What `to_json` gave, whatever else was noted beside it."""
        return cls(**{one.name: kept[_name(one)] for one in fields(cls) if _name(one) in kept})

    @classmethod
    def find(cls, kept: Mapping[str, Any]) -> Self | None:
        """The same; None where something that it must have is not there."""
        needed = {_name(one) for one in fields(cls) if one.default is MISSING and one.default_factory is MISSING}
        return cls.from_json(kept) if needed <= kept.keys() else None


def _name(one: Field[Any]) -> str:
    return str(one.metadata.get("name", one.name))
