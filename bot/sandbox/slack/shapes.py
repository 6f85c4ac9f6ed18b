"""The shapes of what Slack sends and answers, as `shapes.yaml` says them, filled in."""

from pathlib import Path
from typing import Any

import yaml

_SHAPES: dict[str, dict[str, Any]] = yaml.safe_load(Path(__file__).with_name("shapes.yaml").read_text("utf-8"))


def shape(name: str, /, **values: Any) -> dict[str, Any]:
    """The shape of that name, with each `$word` in it replaced by the value of that name."""
    found: dict[str, Any] = _filled(_SHAPES[name], values)
    return found


def _filled(part: Any, values: dict[str, Any]) -> Any:
    if isinstance(part, dict):
        return {key: _filled(item, values) for key, item in part.items()}
    if isinstance(part, list):
        return [_filled(item, values) for item in part]
    return values[part[1:]] if isinstance(part, str) and part.startswith("$") else part
