"""Dataclasses that the database keeps as JSON: `to_json` writes them, `from_json` reads them back."""

from collections.abc import Mapping
from dataclasses import MISSING, asdict, dataclass, fields
from typing import Any, Self


@dataclass(frozen=True)
class Kept:
    """What has a default and is at it is left out."""

    def to_json(self) -> dict[str, Any]:
        """As the database keeps it."""
        defaults = {one.name: one.default for one in fields(self) if one.default is not MISSING}
        return {name: value for name, value in asdict(self).items() if name not in defaults or value != defaults[name]}

    @classmethod
    def from_json(cls, kept: Mapping[str, Any]) -> Self:
        """What `to_json` gave, whatever else was noted beside it."""
        return cls(**{one.name: kept[one.name] for one in fields(cls) if one.name in kept})
